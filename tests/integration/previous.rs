//! `report --previous`: the figures of two reports, one after the other.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings};
use deskproof::report;
use serde_json::Value;

use super::support::top;

/// A report of these inputs, written out.
fn written(inputs: &Path, out: &Path) {
    let settings = Settings { inputs: vec![inputs.to_path_buf()], ..Settings::default() };
    let report = pipeline::run(&settings, &Mappings::embedded(), None).unwrap();
    report::write_folder(&report, Format::ALL, out, false).unwrap();
}

fn with_previous(inputs: &Path, previous: &Path) -> BTreeMap<String, Vec<u8>> {
    let settings = Settings {
        inputs: vec![inputs.to_path_buf()],
        previous: Some(previous.to_path_buf()),
        ..Settings::default()
    };
    let report = pipeline::run(&settings, &Mappings::embedded(), None).unwrap();
    report::render(&report).unwrap().into_iter().collect()
}

fn run(inputs: &Path, previous: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .args(["report".as_ref(), inputs.as_os_str(), "--out".as_ref(), out.as_os_str()])
        .args(["--previous".as_ref(), previous.as_os_str()])
        .output()
        .unwrap()
}

fn exports() -> std::path::PathBuf {
    top().join("fixtures/organisation/exports")
}

#[test]
fn the_same_time_is_no_trend_and_every_figure_keeps_what_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let previous = folder.path().join("q1");
    written(&exports(), &previous);
    let files = with_previous(&exports(), &previous);
    let document: Value = serde_json::from_slice(&files["data/metrics.json"]).unwrap();
    assert_eq!(document["previous"]["report"], "q1");
    assert_eq!(document["previous"]["comparisons"], 0);
    for metric in document["metrics"].as_array().unwrap() {
        let then = &metric["previous"];
        assert_eq!(
            (&then["numerator"], &then["denominator"]),
            (&metric["numerator"], &metric["denominator"]),
            "{metric}"
        );
        assert!(then["difference"].is_null() && !then["not_compared"].is_null(), "{metric}");
    }
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["previous"]["manifest_sha256"].as_str().unwrap().len(), 64);
    let schema: Value = serde_json::from_str(include_str!("../../schemas/metrics.schema.json")).unwrap();
    assert_eq!(super::schema::faults(&schema, &document), Vec::<String>::new());
}

#[test]
fn an_altered_or_foreign_folder_stops_the_run_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let previous = folder.path().join("q1");
    let out = folder.path().join("q2");
    for (name, text) in [
        (
            "manifest.json",
            r#"{"program":"deskproof","outputs":[{"file":"data/metrics.json","sha256":"00"}]}"#,
        ),
        ("data/metrics.json", "{}"),
    ] {
        std::fs::create_dir_all(previous.join("data")).unwrap();
        std::fs::write(previous.join(name), text).unwrap();
    }
    for (previous, words) in [(previous, "was altered"), (folder.path().join("nowhere"), "manifest.json")] {
        let output = run(&exports(), &previous, &out);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(words) && told.contains("hint: ") && !out.exists(), "{told}");
    }
}
