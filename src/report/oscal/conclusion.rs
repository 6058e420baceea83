//! What follows for the statements of controls: evidence for them, never compliance with them.

use super::catalogue::{Reviewed, ReviewedEntry};
use super::document::origin;
use super::observation::of_test;
use super::parts::{Conclusion, Props, Status, Target};
use super::risk::of_failures;
use super::text::markup;
use super::{Tested, View};
use crate::model::TestOutcome;
use crate::report::uuids::uuid;
use crate::report::{counted, grouped};

/// What a conclusion is and what it is not.
const REMARKS: &str = "Evidence for this control from the records given, as far as the tests named reach. It is no \
                       statement about compliance, which is for the assessor to judge.";

impl View<'_> {
    /// A conclusion for every reviewed entry, in the order of the catalogues.
    pub(super) fn conclusions(&self, reviewed: &[Reviewed<'_>]) -> Vec<Conclusion> {
        reviewed
            .iter()
            .flat_map(|catalogue| catalogue.entries.iter().map(|one| self.conclusion(catalogue, one)))
            .collect()
    }

    fn conclusion(&self, of: &Reviewed<'_>, reviewed: &ReviewedEntry<'_>) -> Conclusion {
        let entry = reviewed.entry;
        let tests: Vec<&Tested<'_>> =
            self.tests.iter().filter(|tested| entry.tests.contains(&tested.test.id)).collect();
        let ids: Vec<&str> = tests.iter().map(|tested| tested.id()).collect();
        let items = entry.items;
        Conclusion {
            uuid: uuid("finding", &format!("{}/{}", of.framework.key, entry.id)),
            title: markup(&format!("Evidence for {} {}", entry.id, entry.title)),
            description: format!(
                "{} ({}) tested {}: {} passed, {} failed, {} excepted, {} could not be told.",
                counted(tests.len(), "control test"),
                ids.join(", "),
                counted(items.population, "item"),
                grouped(items.pass),
                grouped(items.fail),
                grouped(items.exception),
                grouped(items.not_testable),
            ),
            props: Props::default()
                .with("framework", &of.framework.label)
                .with("control", &entry.id)
                .with("outcome", reviewed.outcome.as_str())
                .maybe("reach", entry.reach.map(crate::model::Reach::as_str))
                .with("statement-known", entry.known.as_str())
                .count("population", items.population)
                .count("pass", items.pass)
                .count("fail", items.fail)
                .count("exception", items.exception)
                .count("not-testable", items.not_testable),
            origins: [origin()],
            target: Target {
                kind: "statement-id",
                target_id: reviewed.statement_id.clone(),
                status: status(reviewed.outcome),
            },
            related_observations: ids.iter().map(|id| of_test(id)).collect(),
            related_risks: tests
                .iter()
                .filter(|tested| tested.result.fail > 0)
                .map(|tested| of_failures(tested.id()))
                .collect(),
            remarks: REMARKS,
        }
    }
}

/// OSCAL knows two states. As in NIST SP 800-53A, other than satisfied also says that the assessor could not
/// obtain enough information; the reason tells the two apart.
fn status(outcome: TestOutcome) -> Status {
    let (state, reason, remarks) = match outcome {
        TestOutcome::Pass => ("satisfied", "pass", "Evidence for: every item of every test passed."),
        TestOutcome::Fail => ("not-satisfied", "fail", "Evidence against: at least one item failed."),
        TestOutcome::Exception => {
            ("not-satisfied", "other", "What failed is excepted; without the exceptions it fails.")
        }
        TestOutcome::NotTestable => (
            "not-satisfied",
            "other",
            "The records do not allow to tell; nothing failed, and nothing is proven.",
        ),
    };
    Status { state, reason, remarks }
}
