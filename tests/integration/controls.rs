//! `deskproof controls`, and a framework of one's own in one file.

use std::path::Path;
use std::process::Command;

use deskproof::mapping::Mappings;
use deskproof::model::TestOutcome;
use deskproof::pipeline;

use super::support::{settings, top};

/// Exit code, standard output and standard error.
fn controls(arguments: &[&str]) -> (i32, String, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_deskproof")).arg("controls").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn told(arguments: &[&str]) -> String {
    let (code, out, err) = controls(arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    out
}

/// The framework of one's own that mappings/README.md shows.
fn documented() -> String {
    let readme = std::fs::read_to_string(top().join("mappings/README.md")).unwrap();
    let block = readme.split("```toml\n").find(|block| block.starts_with("key = \"own\"")).unwrap();
    block.split("```").next().unwrap().to_owned()
}

/// A folder for `--mappings` with this framework in it.
fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("frameworks")).unwrap();
    std::fs::write(folder.path().join("frameworks/own.toml"), text).unwrap();
    folder
}

#[test]
fn every_test_is_listed_with_its_thresholds_inputs_and_mappings() {
    let out = told(&[]);
    for number in 1..=35 {
        assert!(out.contains(&format!("\nCT-{number:02} ")) || number == 1 && out.starts_with("CT-01 "));
    }
    assert!(out.contains("NIST CSF 2.0: PR.AA-01"));
    assert!(out.lines().all(|line| line.chars().count() <= 80), "wider than a terminal");
}

#[test]
fn a_test_that_is_not_automated_says_so_and_what_it_would_need() {
    let out = told(&["ct-14"]).replace("\n                 ", " ");
    assert!(out.starts_with("CT-14 AAL/IAL recovery rule\n"), "{out}");
    assert!(!out.contains("CT-15"));
    assert!(out.contains("the assurance levels (AAL and IAL) of each account"), "{out}");
    assert!(out.contains("the test is not automated, and is reported as not run"), "{out}");
    let automated = told(&["CT-06"]);
    assert!(automated.contains("a help desk's tickets") && !automated.contains("not automated,"));
}

#[test]
fn a_framework_is_listed_with_what_no_test_says_anything_about() {
    let out = told(&["--framework", "owasp"]);
    assert_eq!(out.matches(":2025 ").count(), 10);
    assert_eq!(out.matches("none: not evidenced").count(), 5);
    assert!(out.contains("(in our words)"));
    let former = told(&["--framework", "csf11"]).replace("\n                 ", " ");
    assert!(former.contains("incorporated into PR.AA-01 of NIST CSF 2.0"));
}

#[test]
fn programs_get_the_same_as_json() {
    let json: serde_json::Value = serde_json::from_str(&told(&["--json"])).unwrap();
    assert_eq!(json["tests"].as_array().unwrap().len(), 35);
    assert_eq!(json["frameworks"].as_array().unwrap().len(), 14);
    assert_eq!(json["citations"].as_array().unwrap().len(), 6);
    let not_automated: Vec<&str> = json["tests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|test| test["automated"] == false)
        .map(|test| test["id"].as_str().unwrap())
        .collect();
    assert_eq!(not_automated, ["CT-14", "CT-19", "CT-22", "CT-23", "CT-30"]);
    let one: serde_json::Value = serde_json::from_str(&told(&["--json", "--framework", "owasp"])).unwrap();
    assert_eq!(one["frameworks"].as_array().unwrap().len(), 1);
    let ids: Vec<&str> =
        one["tests"].as_array().unwrap().iter().map(|test| test["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["CT-27", "CT-29", "CT-30", "CT-31", "CT-32", "CT-33"]);
}

#[test]
fn what_there_is_not_is_refused_with_what_there_is() {
    let (code, out, err) = controls(&["--framework", "csf"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("--framework csf") && err.contains("csf20"), "{err}");
    let (code, _, err) = controls(&["CT-36"]);
    assert!(code == 2 && err.contains("`CT-36`") && err.contains("CT-01 to CT-35"), "{err}");
}

#[test]
fn a_framework_of_ones_own_is_one_file() {
    let folder = folder(&documented());
    let path = folder.path().to_str().unwrap();
    let out = told(&["--framework", "own", "--mappings", path]);
    assert!(out.starts_with("Service desk policy 2026-03 (own)\n"), "{out}");
    assert!(out.contains("CT-11 ") && out.contains("none: not evidenced") && out.contains("unchecked"));
    assert!(told(&["CT-11", "--mappings", path]).contains("Service desk policy 2026-03: SD-4.1"));

    let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
    let exports = top().join("fixtures/organisation/exports");
    let report = pipeline::run(&settings(&[exports.as_path()]), &mappings, None).unwrap();
    let own = &report.frameworks[0];
    assert_eq!(own.label, "Service desk policy 2026-03");
    let result = |id: &str| report.controls.iter().find(|result| result.test.0 == id).unwrap();
    let sum = ["CT-10", "CT-11", "CT-12"].map(|id| result(id).population).iter().sum::<usize>();
    assert_eq!((own.entries[0].items.population, own.entries[0].outcome), (sum, Some(TestOutcome::Fail)));
    assert_eq!(own.entries[1].outcome, Some(TestOutcome::NotTestable));
    assert_eq!(own.entries[2].outcome, None);
    let page = deskproof::report::render(&report)
        .unwrap()
        .into_iter()
        .find(|(name, _)| name == "report.html")
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .unwrap();
    assert!(page.contains("Service desk policy 2026-03") && page.contains("SD-5.1"));
}

#[test]
fn a_fault_in_it_is_told_with_file_line_and_remedy() {
    let text = documented();
    let line = |words: &str| text.lines().position(|line| line.contains(words)).unwrap() + 1;
    let cases = [
        ("tests = [\"CT-22\"]", "tests = [\"CT-99\"]", line("\"CT-22\""), "`deskproof controls` lists them"),
        ("tests = [\"CT-22\"]", "tests = [\"CT-22\", \"CT-22\"]", line("\"CT-22\""), "remove one"),
        ("tests = [\"CT-22\"]", "test = [\"CT-22\"]", line("\"CT-22\""), "did you mean `tests`?"),
        ("id = \"SD-5.1\"", "id = \"SD-4.1\"", line("SD-5.1"), "stands twice, first in line"),
        ("key = \"own\" ", "key = \"ours\"", 1, "make them equal"),
        ("text_kind = \"paraphrase\"", "text_kind = \"title\"", line("\"paraphrase\""), "drop the text"),
        ("text_kind = \"title\"", "text_kind = \"exact\"", line("\"title\""), "give the text"),
        ("known = \"recalled\"", "known = \"guessed\"", line("\"recalled\""), "`guessed` is not one of"),
        ("\"Service desk policy\"", "\"NIST CSF\"", 1, "give another name or edition"),
    ];
    for (from, to, line, remedy) in cases {
        let broken = text
            .replacen(from, to, 1)
            .replace("2026-03", if remedy.contains("another") { "2.0" } else { "2026-03" });
        assert_ne!(broken, text);
        let folder = folder(&broken);
        let (code, out, err) = controls(&["--mappings", folder.path().to_str().unwrap()]);
        assert_eq!((code, out.as_str()), (2, ""), "{to}");
        assert!(err.contains(&format!("mappings/frameworks/own.toml:{line}:")), "{to}: {err}");
        assert!(err.contains(remedy), "{to}: {err}");
    }
}

#[test]
fn hostile_text_in_it_moves_no_cursor() {
    let text = documented().replace("Verify first", "Verify\\u001b[31m\\u202efirst");
    let folder = folder(&text);
    let out = told(&["--framework", "own", "--mappings", Path::to_str(folder.path()).unwrap()]);
    assert!(out.contains("⟨U+202E⟩") && !out.contains('\u{1b}'), "{out}");
}
