//! The listing as JSON, for programs. Keys are only ever added; the README lists them.

use serde_json::{Value, json};

use super::{Listed, Listing};
use crate::model::{CitedEntry, EntryEvidence, FrameworkEvidence, Successor};

/// The listing as one JSON value; the same mappings give the same bytes.
pub(super) fn document(listing: &Listing<'_>) -> Value {
    json!({
        "program": "deskproof",
        "version": env!("CARGO_PKG_VERSION"),
        "tests": listing.tests.iter().map(test).collect::<Vec<_>>(),
        "frameworks": listing.frameworks.iter().map(framework).collect::<Vec<_>>(),
        "citations": listing.citations.iter().map(citation).collect::<Vec<_>>(),
    })
}

fn test(listed: &Listed<'_>) -> Value {
    let definition = listed.definition;
    let test = &definition.test;
    let maps = test.maps.iter().map(|(framework, id)| json!({ "framework": framework, "id": id }));
    let inputs = listed.inputs.iter().map(|need| json!({ "title": need.title, "how": need.how }));
    json!({
        "id": test.id,
        "group": definition.group,
        "nature": test.nature,
        "title": test.title,
        "question": test.question,
        "severity": test.severity,
        "pass": definition.pass,
        "fail": definition.fail,
        "not_testable": definition.not_testable,
        "automated": listed.is_automated,
        "inputs": inputs.collect::<Vec<_>>(),
        "needs": definition.needs,
        "maps": maps.collect::<Vec<_>>(),
    })
}

fn framework(framework: &FrameworkEvidence) -> Value {
    json!({
        "key": framework.key,
        "label": framework.label,
        "name": framework.name,
        "edition": framework.edition,
        "note": framework.note,
        "entries": framework.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn entry(entry: &EntryEvidence) -> Value {
    let became = entry.became.as_ref().map(|(framework, to)| {
        json!({ "framework": framework, "to": to.iter().map(successor).collect::<Vec<_>>() })
    });
    json!({
        "id": entry.id,
        "formerly": entry.formerly,
        "became": became,
        "title": entry.title,
        "text": entry.text,
        "text_kind": entry.text_kind,
        "known": entry.known,
        "reach": entry.reach,
        "tests": entry.tests,
    })
}

fn citation(cited: &CitedEntry) -> Value {
    json!({
        "document": cited.document,
        "framework": cited.as_cited.0,
        "id": cited.as_cited.1,
        "is": cited.is,
        "flag": cited.flag,
        "successors": cited.successors.iter().map(successor).collect::<Vec<_>>(),
        "report_under": { "framework": cited.report_under.0, "ids": cited.report_under.1 },
        "remark": cited.remark,
    })
}

fn successor(successor: &Successor) -> Value {
    json!({ "id": successor.id, "relation": successor.relation })
}
