//! Control tests and the entries that they give evidence for.

use super::*;

/// The catalogue as it is, with what the tests say.
pub(super) fn frameworks(results: &[ControlResult]) -> (Vec<FrameworkEvidence>, Vec<CitedEntry>) {
    let mappings = Mappings::embedded();
    let catalogue = Catalogue::load(&mappings).unwrap();
    let crosswalk = Crosswalk::load(&mappings, &catalogue).unwrap();
    let evidence = framework::evidence(&FrameworkInput {
        catalogue: &catalogue,
        crosswalk: &crosswalk,
        tests: &control_tests(),
        results,
    });
    (evidence, framework::citations(&catalogue, &crosswalk))
}

pub(super) fn control_tests() -> Vec<ControlTest> {
    let test = |id: &str, title: &str, severity| ControlTest {
        id: ControlTestId(id.to_owned()),
        title: title.to_owned(),
        question: format!("{title}: does it hold for every change of the period?"),
        nature: Nature::Attribute,
        severity,
        criterion: "Passes where a record says so inside covered time; fails where it does not.".to_owned(),
        maps: vec![
            ("NIST CSF 2.0".to_owned(), "PR.AA-01".to_owned()),
            ("NIST SP 800-63 Revision 4".to_owned(), "63B-4 §4.2".to_owned()),
        ],
    };
    vec![
        test("CT-01", "Export period coverage", Severity::High),
        test("CT-05", "Every change has a ticket", Severity::High),
        test("CT-08", "Verified before the change", Severity::Critical),
        test("CT-12", "Strong enough for the account", Severity::High),
        test("CT-21", "The account holder was told", Severity::Medium),
    ]
}

pub(super) fn controls(cases: &[Case]) -> Vec<ControlResult> {
    let result = |id: &str, judge: &dyn Fn(Verdict) -> TestOutcome, untested: Option<&str>| {
        let test = ControlTestId(id.to_owned());
        let judged: Vec<(&Case, TestOutcome)> = cases
            .iter()
            .filter(|_| untested.is_none())
            .filter_map(|case| Some((case, judge(case.verdict?))))
            .collect();
        let count = |outcome| judged.iter().filter(|(_, of)| *of == outcome).count();
        let finding = |(case, outcome): &(&Case, TestOutcome)| Finding {
            id: FindingId(format!("fnd-{}{}", &case.change.id.0[8..], &id[3..])),
            test: test.clone(),
            item: case.change.id.0.clone(),
            outcome: *outcome,
            severity: Severity::High,
            reason: case.verdict_reason.clone(),
            excepted: None,
            origins: vec![case.change.origin],
        };
        ControlResult {
            population: judged.len(),
            pass: count(TestOutcome::Pass),
            fail: count(TestOutcome::Fail),
            exception: count(TestOutcome::Exception),
            not_testable: count(TestOutcome::NotTestable),
            untested_because: untested.map(str::to_owned),
            findings: judged
                .iter()
                .filter(|(_, outcome)| *outcome != TestOutcome::Pass)
                .map(finding)
                .collect(),
            test: test.clone(),
        }
    };
    use TestOutcome::{Fail, NotTestable, Pass};
    let ticketed = |verdict| match verdict {
        Verdict::Unticketed => Fail,
        Verdict::NotTestable => NotTestable,
        _ => Pass,
    };
    let verified = |verdict| match verdict {
        Verdict::Proven | Verdict::Insufficient => Pass,
        Verdict::NotTestable => NotTestable,
        _ => Fail,
    };
    vec![
        result("CT-01", &|_| Pass, None),
        result("CT-05", &ticketed, None),
        result("CT-08", &verified, None),
        result("CT-12", &|verdict| if verdict == Verdict::Proven { Pass } else { verified(verdict) }, None),
        result("CT-21", &|_| Pass, Some("no notification log was given")),
    ]
}
