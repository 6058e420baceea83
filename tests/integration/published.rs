//! What programs read is what the published schemas say: the manifest, and what verbs print with `--json`.
//!
//! The schemas let keys be added, for readers of older files; here each object must have no key but those described,
//! so that no key is added without its description.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use deskproof::mapping::Mappings;
use deskproof::model::*;
use deskproof::pipeline;
use deskproof::report::Report;
use deskproof::report::explain::{self, Explaining};
use serde_json::Value;

use super::schema::faults;
use super::support::{settings, top};

static REPORT: LazyLock<Report> = LazyLock::new(|| {
    let exports = top().join("fixtures/organisation/exports");
    pipeline::run(&settings(&[&exports]), &Mappings::embedded(), None).unwrap()
});

fn schema(name: &str) -> Value {
    let path = top().join(format!("schemas/{name}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The schema with no keys but those it describes.
fn closed(mut schema: Value) -> Value {
    fn close(schema: &mut Value) {
        match schema {
            Value::Object(members) => {
                members.values_mut().for_each(close);
                if members.get("properties").is_some_and(Value::is_object) && members.contains_key("required")
                {
                    members.entry("additionalProperties").or_insert(false.into());
                }
            }
            Value::Array(members) => members.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

fn holds(name: &str, document: &Value) {
    assert_eq!(faults(&closed(schema(name)), document), Vec::<String>::new(), "{name}");
}

/// What the program prints.
fn printed(arguments: &[&str]) -> Value {
    let program =
        Command::new(env!("CARGO_BIN_EXE_deskproof")).current_dir(top()).args(arguments).output().unwrap();
    assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
    serde_json::from_slice(&program.stdout).unwrap()
}

#[test]
fn a_manifest_is_what_its_schema_says() {
    let files = deskproof::report::render_only(&REPORT, &[Format::Data]).unwrap();
    let (_, bytes) = files.iter().find(|(path, _)| path == "manifest.json").unwrap();
    holds("manifest", &serde_json::from_slice(bytes).unwrap());
}

#[test]
fn an_explanation_of_anything_is_what_its_schema_says() {
    let explaining = Explaining::new(&REPORT);
    let mut ids = BTreeSet::new();
    let mut verdicts = BTreeSet::new();
    // Some of each verdict, with what belongs to them.
    for case in &REPORT.cases {
        if !verdicts.insert((case.verdict, case.runner_up.is_some())) {
            continue;
        }
        ids.insert(case.change.id.0.clone());
        ids.extend(case.evidence.iter().map(|piece| piece.id.clone()));
        ids.extend(case.change.native_ids.first().cloned());
        ids.extend(case.link.iter().map(|link| REPORT.tickets[link.ticket.0 as usize].number.clone()));
    }
    ids.extend(REPORT.controls.iter().filter_map(|result| Some(result.findings.first()?.id.0.clone())));
    let mut told = BTreeSet::new();
    for id in &ids {
        let Ok(explanation) = explaining.explain(id) else { continue };
        let document: Value = serde_json::from_str(&explain::json(&explanation).unwrap()).unwrap();
        told.insert(document["what"].as_str().unwrap().to_owned());
        holds("explain", &document);
    }
    assert_eq!(
        told.iter().map(String::as_str).collect::<Vec<_>>(),
        ["change", "event", "evidence", "finding", "ticket"]
    );
}

#[test]
fn an_inspection_is_what_its_schema_says() {
    holds("inspect", &printed(&["inspect", "fixtures/organisation/exports", "--json", "--show", "2"]));
    holds("inspect", &printed(&["inspect", "README.md", "fixtures/own-source", "--json"]));
}

#[test]
fn the_list_of_control_tests_is_what_its_schema_says() {
    holds("controls", &printed(&["controls", "--json"]));
}

#[test]
fn a_timeline_is_what_its_schema_says() {
    let exports = "fixtures/organisation/exports";
    let case = REPORT.cases.iter().find(|case| case.verdict == Some(Verdict::Late)).unwrap();
    holds("timeline", &printed(&["timeline", exports, "--change", &case.change.id.0, "--json"]));
}

#[test]
fn a_verification_is_what_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("report");
    deskproof::report::write_folder(&REPORT, &[Format::Ocsf], &out, false).unwrap();
    holds("verify", &printed(&["verify", out.to_str().unwrap(), "--json"]));
}

#[test]
fn closed_vocabularies_are_those_of_the_program() {
    let explain = schema("explain");
    let property = |of: &str, name: &str| explain["$defs"][of]["properties"][name]["enum"].clone();
    for (described, words) in [
        (explain["$defs"]["verdict"]["enum"].clone(), Verdict::WORDS),
        (explain["$defs"]["level"]["enum"].clone(), Level::WORDS),
        (explain["$defs"]["weakness"]["enum"].clone(), Weakness::WORDS),
        (explain["$defs"]["outcome"]["enum"].clone(), TestOutcome::WORDS),
        (property("piece", "method"), Method::WORDS),
        (property("piece", "basis"), Basis::WORDS),
        (property("piece", "timing"), Timing::WORDS),
        (property("link", "outcome"), LinkOutcome::WORDS),
        (property("candidate", "basis"), LinkBasis::WORDS),
        (property("rule", "tier"), Tier::WORDS),
        (property("change", "actor_kind"), ActorKind::WORDS),
        (property("change", "support"), Support::WORDS),
        (property("finding", "severity"), Severity::WORDS),
        (schema("timeline")["$defs"]["moment"]["properties"]["lane"]["enum"].clone(), Lane::WORDS),
        (schema("timeline")["$defs"]["moment"]["properties"]["sort"]["enum"].clone(), Sort::WORDS),
        (schema("inspect")["$defs"]["file"]["properties"]["used_as"]["enum"].clone(), FileUse::WORDS),
        (schema("manifest")["$defs"]["input"]["properties"]["use"]["enum"].clone(), FileUse::WORDS),
        (schema("manifest")["properties"]["formats"]["items"]["enum"].clone(), Format::WORDS),
    ] {
        assert_eq!(described, serde_json::json!(words));
    }
}

#[test]
fn a_key_that_nobody_described_is_seen() {
    let files = deskproof::report::render_only(&REPORT, &[]).unwrap();
    let mut manifest: Value = serde_json::from_slice(&files[0].1).unwrap();
    manifest["colour"] = "red".into();
    manifest["inputs"][0]["sha256"] = "no hash".into();
    let found = faults(&closed(schema("manifest")), &manifest);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(faults(&schema("manifest"), &manifest).len(), 1, "a reader lets keys be added");
}
