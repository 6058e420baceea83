//! What was seen: one observation a control test, one a finding.

use super::document::origin;
use super::parts::{Observation, Props, RelatedObservation, RelevantEvidence};
use super::text::{markup, time};
use super::{Tested, View};
use crate::model::{Finding, Nature, TestOutcome};
use crate::report::dress::spoken;
use crate::report::uuids::uuid;
use crate::report::{counted, grouped};

/// Records that are cited of one finding; all of them stand in `data/findings.csv`.
const CITED: usize = 10;

/// Id of the observation of a test.
pub(super) fn of_test(id: &str) -> RelatedObservation {
    RelatedObservation { observation_uuid: uuid("observation", id) }
}

/// Id of the observation of a finding.
pub(super) fn of_finding(finding: &Finding) -> RelatedObservation {
    RelatedObservation { observation_uuid: uuid("observation", &finding.id.0) }
}

/// What a test came to, in a sentence.
pub(super) fn tally(tested: &Tested<'_>) -> String {
    let result = tested.result;
    if let Some(why) = &result.untested_because {
        return format!("It could not be run: {}.", markup(why));
    }
    let failed = match tested.test.nature {
        Nature::Indicator => "are to be looked into",
        Nature::Population | Nature::Attribute => "failed",
    };
    format!(
        "Of {}, {} passed, {} {failed}, {} excepted and {} could not be told.",
        counted(result.population, "item"),
        grouped(result.pass),
        grouped(result.fail),
        grouped(result.exception),
        grouped(result.not_testable),
    )
}

impl View<'_> {
    /// The observation of a whole test.
    pub(super) fn observe_test(&self, tested: &Tested<'_>) -> Observation {
        let (test, result) = (tested.test, tested.result);
        let left_out = tested.left_out();
        let remarks = (left_out > 0).then(|| {
            format!(
                "{} of this test are not observations of their own here; all stand in data/findings.csv.",
                counted(left_out, "finding")
            )
        });
        Observation {
            uuid: of_test(tested.id()).observation_uuid,
            title: format!("{} {}: {}", tested.id(), markup(&test.title), spoken(result.outcome().as_str())),
            description: format!("{} {}", markup(&test.question), tally(tested)),
            props: Props::default()
                .with("test-id", tested.id())
                .with("outcome", result.outcome().as_str())
                .with("nature", test.nature.as_str())
                .with("severity", test.severity.as_str())
                .count("population", result.population)
                .count("pass", result.pass)
                .count("fail", result.fail)
                .count("exception", result.exception)
                .count("not-testable", result.not_testable)
                .count("findings-left-out", left_out),
            methods: ["EXAMINE"],
            types: ["control-objective"],
            origins: [origin()],
            subjects: Vec::new(),
            relevant_evidence: vec![RelevantEvidence {
                href: "data/findings.csv".to_owned(),
                description: "All findings, one row each; the column `test` names the test.".to_owned(),
            }],
            collected: time(self.report.as_of),
            remarks,
        }
    }

    /// The observation of one finding.
    pub(super) fn observe_finding(&self, tested: &Tested<'_>, finding: &Finding) -> Observation {
        let excepted = finding.excepted.as_ref();
        let said = excepted.map(|excepted| {
            format!(
                "Excepted by {}; without the exception: {}.",
                markup(&excepted.by.0),
                spoken(excepted.was.as_str())
            )
        });
        Observation {
            uuid: of_finding(finding).observation_uuid,
            title: format!(
                "{} {}: {}",
                tested.id(),
                markup(&tested.test.title),
                spoken(finding.outcome.as_str())
            ),
            description: match markup(&finding.reason) {
                reason if reason.is_empty() => "No reason is recorded.".to_owned(),
                reason => reason,
            },
            props: Props::default()
                .with("finding-id", &finding.id.0)
                .with("test-id", tested.id())
                .with("outcome", finding.outcome.as_str())
                .maybe("outcome-without-exception", excepted.map(|excepted| excepted.was.as_str()))
                .maybe("exception-id", excepted.map(|excepted| excepted.by.0.as_str()))
                .with("severity", finding.severity.as_str()),
            methods: ["EXAMINE"],
            types: ["finding"],
            origins: [origin()],
            subjects: vec![self.subject(finding)],
            relevant_evidence: self.records(finding),
            collected: time(self.report.as_of),
            remarks: said,
        }
    }

    /// The records that a finding rests on.
    fn records(&self, finding: &Finding) -> Vec<RelevantEvidence> {
        finding
            .origins
            .iter()
            .take(CITED)
            .filter_map(|record| {
                Some(RelevantEvidence {
                    href: self.resource_of(record.file)?,
                    description: format!(
                        "{}, record {}, line {}",
                        markup(self.lookup.file(record.file)),
                        record.record,
                        record.line
                    ),
                })
            })
            .collect()
    }

    /// The observations of all tests and of their findings, test by test.
    pub(super) fn observations(&self, of: impl Fn(&Tested<'_>) -> bool) -> Vec<Observation> {
        let mut observations = Vec::new();
        for tested in self.tests.iter().filter(|tested| of(tested)) {
            observations.push(self.observe_test(tested));
            let findings = tested.listed();
            observations.extend(findings.iter().map(|finding| self.observe_finding(tested, finding)));
        }
        observations
    }
}

impl Tested<'_> {
    /// The observations of this test's findings with that outcome, as far as they are written.
    pub(super) fn observed(&self, outcome: TestOutcome) -> Vec<RelatedObservation> {
        let listed = self.listed();
        listed.into_iter().filter(|finding| finding.outcome == outcome).map(of_finding).collect()
    }
}
