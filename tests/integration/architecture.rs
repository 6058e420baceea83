//! The folders show the way the data goes: a stage uses only what stands before it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The stages in the order of the data. A module may use those above it and itself.
const ORDER: &[&str] = &[
    "model",
    "mapping",
    "source",
    "directory",
    "classify",
    "correlate",
    "assess",
    "measure",
    "report",
    "pipeline",
    "inspect",
    "simulate",
    "score",
    "fit",
    "verify",
    "diff",
    "cli",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&top, &mut found);
    found
        .into_iter()
        .map(|path| {
            (
                path.strip_prefix(&top).unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

fn stage_of(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

/// Every `crate::stage` of a text outside test modules, with its line.
fn uses(text: &str) -> Vec<(usize, String)> {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let mut found = Vec::new();
    for (at, line) in text[..end].lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for part in code.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            if !name.is_empty() {
                found.push((at + 1, name));
            }
        }
    }
    found
}

#[test]
fn a_stage_uses_only_what_stands_before_it() {
    let rank: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut wrong = Vec::new();
    for (path, text) in all_sources() {
        let stage = stage_of(&path).to_owned();
        if matches!(stage.as_str(), "lib" | "main") || path.ends_with("tests.rs") {
            continue;
        }
        let own = *rank
            .get(stage.as_str())
            .unwrap_or_else(|| panic!("src/{path}: `{stage}` is in no place of the order; add it to ORDER"));
        for (line, used) in uses(&text) {
            if rank.get(used.as_str()).is_some_and(|used| *used > own) {
                wrong.push(format!("src/{path}:{line} uses `{used}`, which stands after `{stage}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stage_of_the_order_exists_and_stands_in_lib_in_that_order() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let declared: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, ORDER);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = all_sources()
        .into_iter()
        .filter(|(path, text)| !text.starts_with("//!") && !path.ends_with("tests.rs"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "files without a module comment: {silent:?}");
}

#[test]
fn polars_has_one_door() {
    let users: Vec<String> = all_sources()
        .into_iter()
        .filter(|(_, text)| text.contains("polars::"))
        .map(|(path, _)| path)
        .collect();
    let doors = ["measure/breakdown/grouping.rs"];
    assert_eq!(users, doors, "polars costs minutes of build: keep it behind this one");
}
