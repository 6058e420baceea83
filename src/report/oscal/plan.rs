//! The plan of action and milestones: what is open, and what exceptions accept until when.

use serde::Serialize;
use serde_json::{Value, json};

use super::document::{assets, finished, metadata, origin};
use super::observation::of_test;
use super::parts::{Item, Observation, Props, RelatedObservation, Risk};
use super::risk::{of_exception, of_failures};
use super::text::markup;
use super::{Tested, View};
use crate::model::{Nature, SettledException, TestOutcome};
use crate::report::uuids::uuid;
use crate::report::{RenderError, counted};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    metadata: Value,
    local_definitions: Value,
    observations: Vec<Observation>,
    risks: Vec<Risk>,
    poam_items: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<Value>,
}

/// The bytes of the file; `None` if there is nothing to plan.
pub(super) fn plan(view: &View<'_>) -> Result<Option<Vec<u8>>, RenderError> {
    let mut items: Vec<Item> = view.failed().map(mend).collect();
    items.extend(view.in_use().map(|exception| review(view, exception)));
    if items.is_empty() {
        return Ok(None);
    }
    let inputs = view.inputs();
    let document = Document {
        metadata: metadata(view.report, "Support-triggered identity changes: plan of action and milestones"),
        local_definitions: json!({ "assessment-assets": assets(view.report) }),
        observations: view.observations(|tested| tested.result.fail + tested.result.exception > 0),
        risks: view.risks(),
        poam_items: items,
        back_matter: (!inputs.is_empty()).then(|| json!({ "resources": inputs })),
    };
    finished("plan-of-action-and-milestones", &document).map(Some)
}

/// What a test with failures asks for. No day is set: that is for those who plan.
fn mend(tested: &Tested<'_>) -> Item {
    let (test, failed) = (tested.test, tested.result.fail);
    let (ask, why) = match test.nature {
        Nature::Indicator => ("to be looked into", "A hit is no deviation by itself."),
        Nature::Population => ("to be completed", "Other tests stand on it."),
        Nature::Attribute => ("to be mended", "The criterion is not met there."),
    };
    let mut observations = vec![of_test(tested.id())];
    observations.extend(tested.observed(TestOutcome::Fail));
    Item {
        uuid: uuid("poam-item", tested.id()),
        title: format!("{} {}: {} {ask}", tested.id(), markup(&test.title), counted(failed, "item")),
        description: format!("{} {why}", markup(&test.question)),
        props: Props::default()
            .with("test-id", tested.id())
            .with("nature", test.nature.as_str())
            .with("severity", test.severity.as_str())
            .count("fail", failed),
        origins: [origin()],
        related_observations: observations,
        related_risks: [of_failures(tested.id())],
    }
}

/// What an exception asks for: a look before it expires.
fn review(view: &View<'_>, exception: &SettledException) -> Item {
    let related: Vec<RelatedObservation> = view.excepted_by(exception);
    Item {
        uuid: uuid("poam-item", &exception.id.0),
        title: markup(&format!(
            "{} Exception from {}: to be reviewed by {}",
            exception.id.0, exception.test.0, exception.expires
        )),
        description: format!("Granted exception. {}", markup(&exception.said)),
        props: Props::default()
            .with("exception-id", &exception.id.0)
            .with("test-id", &exception.test.0)
            .with("owner", &exception.owner)
            .count("excepted", exception.findings.len()),
        origins: [origin()],
        related_observations: related,
        related_risks: [of_exception(exception)],
    }
}
