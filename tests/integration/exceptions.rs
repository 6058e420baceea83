//! `report --exceptions`: what somebody answers for, until when, and what becomes of it.

use std::path::Path;

use super::office::{Office, Run};
use super::support::Table;

/// The failures of a test, excepted or not: the item's native id or the item, the outcome, what it was.
fn outcomes(run: &Run, test: &str) -> Vec<[String; 3]> {
    let changes = run.table("changes");
    let native = |item: &str| {
        changes.iter().find(|change| change["change_id"] == item).map(|change| change["native_ids"].clone())
    };
    let row = |row: &std::collections::BTreeMap<String, String>| {
        [
            native(&row["item"]).unwrap_or_else(|| row["item"].clone()),
            row["outcome"].clone(),
            row["original_outcome"].clone(),
        ]
    };
    let failed = |row: &&std::collections::BTreeMap<String, String>| {
        row["test"] == test && row["original_outcome"] == "fail"
    };
    let mut rows: Vec<_> = run.table("findings").iter().filter(failed).map(row).collect();
    rows.sort();
    rows
}

fn states(run: &Run) -> Vec<(String, String)> {
    run.table("exceptions").iter().map(|row| (row["state"].clone(), row["excepted"].clone())).collect()
}

fn one(scope: &str, expires: &str) -> String {
    format!(
        "[[exception]]\ntest = \"CT-06\"\nscope = {scope}\nreason = \"agreed\"\nowner = \"M. Auditor\"\nexpires = {expires}\n\n"
    )
}

fn with(office: &Office, text: &str) -> Run {
    let file = office.write("exceptions.toml", text);
    office.report("excepted", &["--exceptions", file.to_str().unwrap()])
}

/// Rows of a table without the columns that exceptions fill.
fn without(table: &Table, columns: &[&str]) -> Table {
    let bare = |row: &std::collections::BTreeMap<String, String>| {
        row.iter()
            .filter(|(name, _)| !columns.contains(&name.as_str()))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect()
    };
    table.iter().map(bare).collect()
}

#[test]
fn a_failure_is_excepted_what_it_was_stays_visible_and_no_verdict_moves() {
    let office = Office::new();
    let before = office.report("plain", &[]);
    assert_eq!(outcomes(&before, "CT-06"), [["e4", "fail", "fail"]].map(|row| row.map(str::to_owned)));
    let after = with(&office, &one("{ subject = \"uwe.maier@corp.example\" }", "2026-06-30"));
    assert_eq!(states(&after), [("in_use".to_owned(), "1".to_owned())]);
    assert_eq!(outcomes(&after, "CT-06"), [["e4", "exception", "fail"]].map(|row| row.map(str::to_owned)));
    for table in ["changes", "tickets", "links", "evidence", "review", "risks", "handoffs"] {
        assert_eq!(before.table(table), after.table(table), "{table}");
    }
    let decided = ["outcome", "exception"];
    assert_eq!(without(&before.table("findings"), &decided), without(&after.table("findings"), &decided));
    assert!(after.out.contains("Exceptions  1 granted, 1 failure excepted"), "{}", after.out);
    let manifest = after.manifest();
    let file = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .find(|input| input["file"] == "exceptions.toml")
        .unwrap();
    assert_eq!((&file["use"], file["sha256"].as_str().unwrap().len()), (&"exceptions".into(), 64));
}

#[test]
fn what_became_of_each_is_told() {
    let office = Office::new();
    let uwe = "{ subject = \"uwe.maier@corp.example\" }";
    let after = with(
        &office,
        &[
            one(uwe, "2026-02-28"),
            one(uwe, "2026-12-31"),
            one("{ ticket = [\"INC0000105\"] }", "2026-12-31"),
            one("{ subject = \"nobody@corp.example\" }", "2026-12-31"),
            one("\"everything\"", "2026-12-31"),
        ]
        .concat(),
    );
    let told: Vec<String> = states(&after).into_iter().map(|(state, _)| state).collect();
    assert_eq!(told, ["expired", "in_use", "would_have_passed", "unused", "shadowed"]);
    let warnings = after.manifest()["warnings"].to_string();
    for words in [
        "line 2 (CT-06): the exception expired on 2026-02-28: the failure of its scope stands",
        "nobody is called `nobody@corp.example`",
    ] {
        assert!(warnings.contains(words), "{words}: {warnings}");
    }
    assert!(after.out.contains("1 expired, 1 unused, 1 shadowed"), "{}", after.out);
}

#[test]
fn whether_one_expired_is_judged_as_of_the_report_and_not_of_today() {
    let office = Office::new();
    let file = office.write("exceptions.toml", &one("\"everything\"", "2026-03-31"));
    let file = file.to_str().unwrap();
    for (as_of, state) in [
        ("2026-03-31T23:59:59Z", "in_use"),
        ("2026-04-01T00:00:00Z", "expired"),
        ("2024-01-01T00:00:00Z", "in_use"),
    ] {
        let run = office.report("as-of", &["--exceptions", file, "--as-of", as_of, "--force"]);
        assert_eq!(states(&run)[0].0, state, "{as_of}");
    }
}

#[test]
fn fail_on_counts_what_is_left() {
    let office = Office::new();
    let failing: std::collections::BTreeSet<String> = office
        .report("plain", &[])
        .table("findings")
        .iter()
        .filter(|row| row["outcome"] == "fail")
        .map(|row| row["test"].clone())
        .collect();
    let all: String =
        failing.iter().map(|test| one("\"everything\"", "2026-12-31").replace("CT-06", test)).collect();
    let file = office.write("exceptions.toml", &all);
    assert_eq!(office.run("a", &["--fail-on", "low"]).code, 3);
    assert_eq!(office.run("b", &["--fail-on", "low", "--exceptions", file.to_str().unwrap()]).code, 0);
}

#[test]
fn a_file_in_which_anything_is_wrong_stops_the_run() {
    let office = Office::new();
    let file = office.write("exceptions.toml", &one("{ subjekt = \"x\" }", "2026-12-31"));
    let run = office.run("made", &["--exceptions", file.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("exceptions.toml:3:") && run.err.contains("did you mean `subject`?"),
        "{}",
        run.err
    );
    assert!(!Path::new(&run.folder).exists());
    let run = office.run("made", &["--exceptions", "nowhere.toml"]);
    assert!(run.code == 2 && run.err.contains("nowhere.toml"), "{}", run.err);
}
