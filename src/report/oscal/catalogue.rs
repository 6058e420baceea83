//! The controls of OSCAL catalogues that the tests give evidence for.

use serde_json::{Value, json};

use super::parts::Props;
use super::text::{is_token, markup};
use crate::model::{EntryEvidence, FrameworkEvidence, TestOutcome};
use crate::report::Report;
use crate::report::uuids::uuid;

/// A framework that NIST publishes as an OSCAL catalogue.
struct Catalogue {
    /// Our key of it.
    key: &'static str,
    /// How the publisher cites it.
    citation: &'static str,
    /// Our spelling of an id as the catalogue's.
    control: fn(&str) -> String,
    /// What the id of a control's statement ends with.
    statement: &'static str,
}

/// NIST's OSCAL content: ids as spelled there.
const CATALOGUES: [Catalogue; 2] = [
    Catalogue {
        key: "sp800_53",
        citation: "NIST SP 800-53 Revision 5, OSCAL catalogue (`NIST_SP-800-53_rev5_catalog`)",
        // `AC-2(4)` is `ac-2.4` there.
        control: |id| id.to_lowercase().replace('(', ".").replace(')', ""),
        statement: "_smt",
    },
    Catalogue {
        key: "csf20",
        citation: "NIST Cybersecurity Framework 2.0, OSCAL catalogue (`NIST_CSF_v2.0_catalog`)",
        control: str::to_owned,
        statement: "_statement",
    },
];

/// The entries of one catalogue to which tests map.
pub(super) struct Reviewed<'a> {
    catalogue: &'static Catalogue,
    pub(super) framework: &'a FrameworkEvidence,
    pub(super) entries: Vec<ReviewedEntry<'a>>,
}

/// An entry with its id in the catalogue.
pub(super) struct ReviewedEntry<'a> {
    pub(super) entry: &'a EntryEvidence,
    pub(super) outcome: TestOutcome,
    pub(super) control_id: String,
    /// Id of its statement.
    pub(super) statement_id: String,
}

impl Catalogue {
    /// An entry to which tests map, under its id here.
    fn reviewed<'a>(&self, entry: &'a EntryEvidence) -> Option<ReviewedEntry<'a>> {
        let outcome = entry.outcome?;
        let control_id = (self.control)(&entry.id);
        let statement_id = format!("{control_id}{}", self.statement);
        is_token(&control_id).then_some(ReviewedEntry { entry, outcome, control_id, statement_id })
    }
}

/// What was reviewed, by catalogue; empty if no test maps to any.
pub(super) fn reviewed(report: &Report) -> Vec<Reviewed<'_>> {
    CATALOGUES
        .iter()
        .filter_map(|catalogue| {
            let framework = report.frameworks.iter().find(|framework| framework.key == catalogue.key)?;
            let entries: Vec<ReviewedEntry<'_>> =
                framework.entries.iter().filter_map(|entry| catalogue.reviewed(entry)).collect();
            (!entries.is_empty()).then_some(Reviewed { catalogue, framework, entries })
        })
        .collect()
}

impl Reviewed<'_> {
    /// Id of the catalogue's resource in the back matter.
    fn resource(&self) -> String {
        uuid("catalogue", self.catalogue.key)
    }

    /// The selection of these controls.
    pub(super) fn selection(&self) -> Value {
        let controls: Vec<Value> =
            self.entries.iter().map(|one| json!({ "control-id": one.control_id })).collect();
        json!({
            "description": format!("Entries of {} to which a control test maps.", markup(&self.framework.label)),
            "props": Props::default().with("framework", &self.framework.label),
            "links": [{ "href": format!("#{}", self.resource()), "rel": "reference" }],
            "include-controls": controls,
        })
    }

    /// The catalogue as a resource of the back matter.
    pub(super) fn citation(&self) -> Value {
        json!({
            "uuid": self.resource(),
            "title": markup(&self.framework.label),
            "description": "The catalogue whose control ids this document uses; it is not copied here.",
            "citation": { "text": self.catalogue.citation },
        })
    }
}
