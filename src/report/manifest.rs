//! `manifest.json`: what went in and what came out, with SHA-256.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Report;
use super::metrics_json::{previous_json, run_facts};
use super::outlet::Made;
use super::safe::line;
use super::table::rfc3339;
use crate::model::Format;

/// The name of the file, by which a folder is known as ours.
pub(crate) const MANIFEST: &str = "manifest.json";

/// The bytes of the manifest over the other files; it does not list itself. It holds all that is needed to make
/// the report again: settings, formats, hashes of mappings and inputs. Where inputs stood is not told: the same
/// inputs give the same manifest from any folder, and are found again by name and hash.
pub(crate) fn manifest(
    report: &Report,
    formats: &[Format],
    files: &[Made],
) -> Result<Vec<u8>, serde_json::Error> {
    let inputs: Vec<Value> = report
        .inputs
        .iter()
        .map(|file| {
            json!({
                "file": line(&file.name),
                "sha256": file.sha256,
                "bytes": file.bytes,
                "source": file.source.as_deref().map(line),
                "use": file.used_as,
                "rows": file.rows,
                "used": file.used,
                "rejected": file.rejected,
                "duplicates": file.duplicates,
                "first": file.first_at.map(rfc3339),
                "last": file.last_at.map(rfc3339),
            })
        })
        .collect();
    let outputs: Vec<Value> = files
        .iter()
        .map(|made| json!({ "file": made.path, "sha256": made.sha256, "bytes": made.bytes }))
        .collect();
    let parts: Vec<Value> = report
        .mapping_parts
        .iter()
        .map(|(name, sha256)| json!({ "name": line(name), "sha256": sha256 }))
        .collect();
    let formats: Vec<&str> =
        Format::ALL.iter().filter(|format| formats.contains(format)).map(|format| format.as_str()).collect();
    let mut document = run_facts(report);
    document["mappings"] = parts.into();
    document["formats"] = formats.into();
    document["counts"] = json!({
        "changes": report.cases.len(),
        "judged": report.cases.iter().filter(|case| case.verdict.is_some()).count(),
        "tickets": report.tickets.len(),
        "rejects": report.rejects.len(),
    });
    document["previous"] = previous_json(report);
    document["warnings"] = report.warnings.iter().map(|warning| line(warning)).collect();
    document["inputs"] = inputs.into();
    document["outputs"] = outputs.into();
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether these bytes are a manifest that this program wrote.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return false };
    document["program"] == super::PROGRAM && document["outputs"].is_array()
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
