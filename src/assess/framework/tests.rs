use super::*;
use crate::mapping::Mappings;
use crate::model::{
    DistinctItems, FileId, Finding, FindingId, Nature, Origin, Severity, TestOutcome as Outcome,
};

const CSF: &str = "NIST CSF 2.0";

fn test(id: &str, maps: &[&str]) -> ControlTest {
    ControlTest {
        id: ControlTestId(id.to_owned()),
        title: String::new(),
        question: String::new(),
        nature: Nature::Attribute,
        severity: Severity::High,
        criterion: String::new(),
        maps: maps.iter().map(|entry| (CSF.to_owned(), (*entry).to_owned())).collect(),
    }
}

/// A test with so many passes, and these items besides; an item may say at which record it stands.
fn result(id: &str, pass: usize, items: &[(&str, u64, Outcome)]) -> ControlResult {
    let count = |outcome| items.iter().filter(|(_, _, of)| *of == outcome).count();
    let finding = |(item, record, outcome): &(&str, u64, Outcome)| Finding {
        id: FindingId(format!("fnd-{id}-{item}-{record}")),
        test: ControlTestId(id.to_owned()),
        item: (*item).to_owned(),
        outcome: *outcome,
        severity: Severity::High,
        reason: String::new(),
        excepted: None,
        origins: vec![Origin { file: FileId(0), record: *record, line: *record }],
    };
    ControlResult {
        test: ControlTestId(id.to_owned()),
        population: pass + items.len(),
        pass,
        fail: count(Outcome::Fail),
        exception: count(Outcome::Exception),
        not_testable: count(Outcome::NotTestable),
        untested_because: None,
        findings: items.iter().map(finding).collect(),
    }
}

fn entry_of(id: &str, tests: &[ControlTest], results: &[ControlResult]) -> EntryEvidence {
    let catalogue = Catalogue::load(&Mappings::embedded()).unwrap();
    let crosswalk = Crosswalk::load(&Mappings::embedded(), &catalogue).unwrap();
    let evidence = evidence(&FrameworkInput { catalogue: &catalogue, crosswalk: &crosswalk, tests, results });
    evidence
        .into_iter()
        .flat_map(|framework| {
            framework.entries.into_iter().map(move |entry| (framework.label.clone(), entry))
        })
        .find(|(label, entry)| label == CSF && entry.id == id)
        .map(|(_, entry)| entry)
        .unwrap()
}

#[test]
fn an_entry_is_as_bad_as_its_worst_test() {
    let tests = [test("CT-06", &["PR.AA-01"]), test("CT-08", &["PR.AA-01"])];
    let outcome =
        |first: ControlResult, second: ControlResult| entry_of("PR.AA-01", &tests, &[first, second]).outcome;
    let passed = || result("CT-06", 3, &[]);
    let item = |outcome| result("CT-08", 9, &[("chg-1", 1, outcome)]);
    assert_eq!(outcome(passed(), result("CT-08", 1, &[])), Some(Outcome::Pass));
    assert_eq!(outcome(passed(), item(Outcome::NotTestable)), Some(Outcome::NotTestable));
    assert_eq!(outcome(passed(), item(Outcome::Exception)), Some(Outcome::Exception));
    assert_eq!(outcome(passed(), item(Outcome::Fail)), Some(Outcome::Fail));
    // A test that found nothing to test is no pass of the entry.
    assert_eq!(outcome(passed(), result("CT-08", 0, &[])), Some(Outcome::NotTestable));
}

#[test]
fn an_entry_without_a_test_is_not_evidenced() {
    let entry = entry_of("PR.AA-04", &[test("CT-06", &["PR.AA-01"])], &[result("CT-06", 3, &[])]);
    assert_eq!((entry.outcome, entry.items), (None, EntryItems::default()));
    assert!(entry.tests.is_empty());
}

#[test]
fn an_item_that_two_tests_fail_is_two_of_the_sum_and_one_different_item() {
    let tests = [test("CT-06", &["PR.AA-01"]), test("CT-08", &["PR.AA-01"]), test("CT-09", &["PR.AA-05"])];
    let results = [
        result("CT-06", 5, &[("chg-1", 1, Outcome::Fail), ("chg-2", 2, Outcome::NotTestable)]),
        result(
            "CT-08",
            4,
            &[
                ("chg-1", 1, Outcome::Fail),
                ("chg-2", 2, Outcome::Exception),
                ("chg-3", 3, Outcome::NotTestable),
            ],
        ),
        result("CT-09", 0, &[("chg-9", 9, Outcome::Fail)]),
    ];
    let items = entry_of("PR.AA-01", &tests, &results).items;
    let sum = (items.population, items.pass, items.fail, items.exception, items.not_testable);
    assert_eq!(sum, (14, 9, 2, 1, 2));
    assert_eq!(items.distinct, DistinctItems { fail: 1, exception: 1, not_testable: 1 });
}

#[test]
fn tickets_of_one_number_in_two_help_desks_are_two_items() {
    let tests = [test("CT-34", &["GV.OV-03"])];
    let results =
        [result("CT-34", 0, &[("ticket:100", 1, Outcome::Fail), ("ticket:100", 700, Outcome::Fail)])];
    assert_eq!(entry_of("GV.OV-03", &tests, &results).items.distinct.fail, 2);
}

#[test]
fn ids_of_csf_1_1_lead_to_their_successors_and_back() {
    let catalogue = Catalogue::load(&Mappings::embedded()).unwrap();
    let crosswalk = Crosswalk::load(&Mappings::embedded(), &catalogue).unwrap();
    let input = FrameworkInput { catalogue: &catalogue, crosswalk: &crosswalk, tests: &[], results: &[] };
    let frameworks = evidence(&input);
    let entry = |key: &str, id: &str| {
        let framework = frameworks.iter().find(|framework| framework.key == key).unwrap();
        framework.entries.iter().find(|entry| entry.id == id).unwrap().clone()
    };
    assert_eq!(entry("csf20", "PR.AA-02").formerly, ["PR.AC-6"]);
    let (edition, successors) = entry("csf11", "PR.AC-1").became.unwrap();
    let ids: Vec<&str> = successors.iter().map(|successor| successor.id.as_str()).collect();
    assert_eq!((edition.as_str(), ids), (CSF, vec!["PR.AA-01", "PR.AA-05"]));
    assert_eq!(entry("attack", "T1684.001").formerly, ["T1656"]);
}

#[test]
fn what_the_source_documents_cite_stands_beside_what_it_is_today() {
    let catalogue = Catalogue::load(&Mappings::embedded()).unwrap();
    let crosswalk = Crosswalk::load(&Mappings::embedded(), &catalogue).unwrap();
    let told: Vec<String> = citations(&catalogue, &crosswalk)
        .iter()
        .map(|cited| {
            let under = cited.report_under.1.join(" ");
            format!("{} is {}: {}; {under}", cited.as_cited.1, cited.is, cited.flag)
        })
        .collect();
    assert_eq!(
        told,
        [
            "PR.AC-1 is NIST CSF 1.1: version_mismatch; PR.AA-01 PR.AA-02",
            "PR.AC-4 is NIST CSF 1.1: version_mismatch; PR.AA-05",
            "NHI-05 is OWASP NHI Top 10 2025: meaning_mismatch; NHI1:2025 NHI7:2025 NHI10:2025",
            "NHI-02 is OWASP NHI Top 10 2025: partial_match; NHI2:2025 NHI7:2025",
            "IAL2 is NIST SP 800-63 Revision 4: level_not_control; 63B-4 §4.2 63B-4 §4.2.2.2 63A-4 §4.2.2 63A-4 §2.5.1",
            " is NIST SP 800-207 2020-08: no_id_cited; Tenet 4 Tenet 6 Tenet 7",
        ]
    );
}
