//! Small cases that read as a specification: `fixtures/cases/*.toml`.
//!
//! A case holds the exports as text and what the tables must say. The first key of an expected
//! row finds it; in a list column (`native_ids`, `changes`) one of the items is enough.

use std::collections::BTreeMap;
use std::path::Path;

use super::support::{Table, data, rendered, settings, top};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The behaviour, in one sentence.
    says: String,
    /// File name and content.
    files: BTreeMap<String, String>,
    /// How many rows a table has.
    #[serde(default)]
    rows: BTreeMap<String, usize>,
    /// Rows of `data/changes.csv`, each found by `native_ids`.
    #[serde(default)]
    changes: Vec<BTreeMap<String, String>>,
    /// Rows of `data/tickets.csv`, each found by `ticket`.
    #[serde(default)]
    tickets: Vec<BTreeMap<String, String>>,
    /// Rows of `data/findings.csv`, found by all their columns.
    #[serde(default)]
    findings: Vec<BTreeMap<String, String>>,
}

fn holds(cell: &str, wanted: &str) -> bool {
    cell == wanted || (!wanted.is_empty() && cell.split(';').any(|item| item == wanted))
}

/// What is wrong with a table, if anything.
fn check(name: &str, table: &Table, key: &str, expected: &BTreeMap<String, String>) -> Vec<String> {
    let wanted = &expected[key];
    let rows: Vec<_> = table.iter().filter(|row| holds(&row[key], wanted)).collect();
    let [row] = rows[..] else { return vec![format!("{name}: {} rows with {key} = {wanted}", rows.len())] };
    expected
        .iter()
        .filter(|(column, value)| !row.get(*column).is_some_and(|cell| holds(cell, value)))
        .map(|(column, value)| {
            format!(
                "{name} {wanted}: {column} is `{}`, not `{value}` (row: {row:?})",
                row.get(column).map_or("missing", String::as_str)
            )
        })
        .collect()
}

fn run(path: &Path) -> Vec<String> {
    let case: Case = toml::from_str(&std::fs::read_to_string(path).unwrap())
        .unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in &case.files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let mut settings = settings(&[folder.path()]);
    settings.zones.push("UTC".parse().unwrap());
    let files = rendered(&settings);
    let mut wrong = Vec::new();
    for (name, rows) in &case.rows {
        let found = data(&files, name).len();
        if found != *rows {
            wrong.push(format!("{name}: {found} rows, not {rows}"));
        }
    }
    for expected in &case.changes {
        wrong.extend(check("changes", &data(&files, "changes"), "native_ids", expected));
    }
    for expected in &case.tickets {
        wrong.extend(check("tickets", &data(&files, "tickets"), "ticket", expected));
    }
    let findings = data(&files, "findings");
    for expected in &case.findings {
        if !findings.iter().any(|row| {
            expected.iter().all(|(column, value)| row.get(column).is_some_and(|cell| holds(cell, value)))
        }) {
            wrong.push(format!("findings: no row with {expected:?}"));
        }
    }
    wrong
        .into_iter()
        .map(|fault| format!("{} ({}): {fault}", path.file_name().unwrap().to_string_lossy(), case.says))
        .collect()
}

#[test]
fn every_case_holds() {
    let mut paths: Vec<_> =
        std::fs::read_dir(top().join("fixtures/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 15, "the cases are there");
    let wrong: Vec<String> = paths.iter().flat_map(|path| run(path)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
