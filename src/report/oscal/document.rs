//! What every OSCAL document has: identity, metadata, the tool, the files that its records come from.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::parts::{Actor, Origin, Props};
use super::text::{markup, time};
use super::{OSCAL_VERSION, View};
use crate::model::{FileId, InputFile};
use crate::report::uuids::uuid;
use crate::report::{PROGRAM, RenderError, Report, manifest, safe};

/// The tool, as the one who says so.
pub(super) fn origin() -> Origin {
    Origin { actors: [Actor { kind: "tool", actor_uuid: uuid("tool", PROGRAM) }] }
}

/// The tool and where it ran.
pub(super) fn assets(report: &Report) -> Value {
    json!({
        "components": [{
            "uuid": uuid("tool", PROGRAM),
            "type": "software",
            "title": PROGRAM,
            "description": "Reconciles support-triggered identity changes with help desk tickets and evidence of \
                            verification, offline, from exports.",
            "props": Props::default()
                .with("version", &report.version)
                .with("mappings-sha256", &report.mappings_sha256),
            "status": { "state": "operational" },
        }],
        "assessment-platforms": [{
            "uuid": uuid("platform", PROGRAM),
            "title": "The machine on which the tool was run",
            "uses-components": [{ "component-uuid": uuid("tool", PROGRAM) }],
        }],
    })
}

/// Title and times. The document is as old as the time of judgement: no clock is read.
pub(super) fn metadata(report: &Report, title: &str) -> Value {
    let mut props = Props::default().with("mappings-sha256", &report.mappings_sha256);
    for (name, value) in &report.settings {
        props = props.with("setting", &format!("{name} {value}"));
    }
    json!({
        "title": title,
        "last-modified": time(report.as_of),
        "version": safe::line(&report.version),
        "oscal-version": OSCAL_VERSION,
        "props": props,
    })
}

/// Id of the resource of an input file: the same file has the same one in every report.
fn resource(file: &InputFile) -> String {
    uuid("input", &format!("{}/{}", file.sha256, file.name))
}

impl View<'_> {
    /// Where the resource of an input file stands in the back matter.
    pub(super) fn resource_of(&self, file: FileId) -> Option<String> {
        let input = self.report.inputs.get(file.0 as usize)?;
        Some(format!("#{}", resource(input)))
    }

    /// The input files as resources of the back matter, with their hashes; of the same file given twice one.
    pub(super) fn inputs(&self) -> Vec<Value> {
        let mut seen = BTreeSet::new();
        let once = |file: &&InputFile| seen.insert(resource(file));
        let described = |file: &InputFile| {
            json!({
                "uuid": resource(file),
                "title": markup(&format!("Input {}", file.name)),
                "description": "An export that was read. It is not copied here; its SHA-256 is a property.",
                "props": Props::default()
                    .with("file", &file.name)
                    .with("sha256", &file.sha256)
                    .with("use", file.used_as.as_str())
                    .maybe("source", file.source.as_deref())
                    .with("rows", &file.rows.to_string())
                    .with("rejected", &file.rejected.to_string()),
            })
        };
        self.report.inputs.iter().filter(once).map(described).collect()
    }
}

/// The bytes of a document: its UUID follows from all else that it says, so that another content is another document.
pub(super) fn finished(root: &str, body: impl serde::Serialize) -> Result<Vec<u8>, RenderError> {
    let body = serde_json::to_string(&body)?;
    let identity = uuid(root, &manifest::sha256(body.as_bytes()));
    let mut text = format!("{{{}:{{\"uuid\":\"{identity}\",", Value::from(root));
    text.push_str(body.trim_start_matches('{'));
    text.push_str("}\n");
    Ok(safe::escaped_json(&text).into_bytes())
}
