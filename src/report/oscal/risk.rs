//! What failed tests leave open, and what exceptions accept.

use chrono::NaiveTime;

use super::document::origin;
use super::observation::{of_finding, of_test, tally};
use super::parts::{Characterization, Facet, Props, RelatedObservation, RelatedRisk, Risk};
use super::text::{markup, time};
use super::{NAMESPACE, Tested, View};
use crate::model::{ExceptionState, Nature, SettledException, TestOutcome};
use crate::report::uuids::uuid;

/// Id of the risk of a test's failures.
pub(super) fn of_failures(id: &str) -> RelatedRisk {
    RelatedRisk { risk_uuid: uuid("risk", id) }
}

/// Id of the risk that an exception accepts.
pub(super) fn of_exception(exception: &SettledException) -> RelatedRisk {
    RelatedRisk { risk_uuid: uuid("risk", &exception.id.0) }
}

fn characterized(facets: Vec<(&'static str, String)>) -> [Characterization; 1] {
    let facets = facets.into_iter().map(|(name, value)| Facet { name, system: NAMESPACE, value }).collect();
    [Characterization { origin: origin(), facets }]
}

impl View<'_> {
    /// The tests that failed somewhere.
    pub(super) fn failed(&self) -> impl Iterator<Item = &Tested<'_>> {
        self.tests.iter().filter(|tested| tested.result.fail > 0)
    }

    /// The exceptions that except something.
    pub(super) fn in_use(&self) -> impl Iterator<Item = &SettledException> {
        self.report.exceptions.iter().filter(|exception| exception.state == ExceptionState::InUse)
    }

    /// The risks of failures, by test, then those that exceptions accept.
    pub(super) fn risks(&self) -> Vec<Risk> {
        let failures = self.failed().map(|tested| self.failures(tested));
        failures.chain(self.in_use().map(|exception| self.accepted(exception))).collect()
    }

    fn failures(&self, tested: &Tested<'_>) -> Risk {
        let (test, result) = (tested.test, tested.result);
        let mut observations = vec![of_test(tested.id())];
        observations.extend(tested.observed(TestOutcome::Fail));
        Risk {
            uuid: of_failures(tested.id()).risk_uuid,
            title: format!("{} {}", tested.id(), markup(&test.title)),
            description: tally(tested),
            statement: format!(
                "Where it failed the records do not answer with yes: {}",
                markup(&test.question)
            ),
            props: Props::default()
                .with("test-id", tested.id())
                .with("nature", test.nature.as_str())
                .with("severity", test.severity.as_str())
                .count("fail", result.fail)
                .count("population", result.population),
            status: match test.nature {
                // A hit is no deviation by itself.
                Nature::Indicator => "investigating",
                Nature::Population | Nature::Attribute => "open",
            },
            origins: [origin()],
            characterizations: characterized(vec![
                ("severity", test.severity.as_str().to_owned()),
                ("failed-items", result.fail.to_string()),
                ("tested-items", result.population.to_string()),
            ]),
            deadline: None,
            related_observations: observations,
        }
    }

    fn accepted(&self, exception: &SettledException) -> Risk {
        Risk {
            uuid: of_exception(exception).risk_uuid,
            title: markup(&format!("{} Exception from {}", exception.id.0, exception.test.0)),
            description: or(markup(&exception.said), "An exception is in use."),
            statement: or(markup(&exception.reason), "No reason is recorded."),
            props: Props::default()
                .with("exception-id", &exception.id.0)
                .with("test-id", &exception.test.0)
                .with("scope", &exception.scope)
                .with("owner", &exception.owner)
                .with("expires", &exception.expires.to_string())
                .count("excepted", exception.findings.len()),
            status: "deviation-approved",
            origins: [origin()],
            characterizations: characterized(vec![("excepted-items", exception.findings.len().to_string())]),
            deadline: Some(time(exception.expires.and_time(NaiveTime::MIN).and_utc())),
            related_observations: self.excepted_by(exception),
        }
    }

    /// The observations of what an exception excepts, as far as they are written.
    pub(super) fn excepted_by(&self, exception: &SettledException) -> Vec<RelatedObservation> {
        let by = |finding: &&crate::model::Finding| {
            finding.excepted.as_ref().is_some_and(|excepted| excepted.by == exception.id)
        };
        let of_test = self.tests.iter().filter(|tested| tested.test.id == exception.test);
        of_test.flat_map(|tested| tested.listed().into_iter().filter(by).map(of_finding)).collect()
    }
}

/// A text, or what stands for it where there is none.
fn or(text: String, instead: &str) -> String {
    if text.is_empty() { instead.to_owned() } else { text }
}
