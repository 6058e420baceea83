//! `deskproof diff`: what moved between two reports, and why.

use serde_json::Value;

use super::office::Office;

/// What moved: what, how, from what to what, and because of what.
fn moves(office: &Office, old: &str, new: &str) -> Vec<String> {
    let run = office.deskproof(&["diff", old, new, "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let line = |one: &Value| {
        let causes: Vec<&str> =
            one["causes"].as_array().unwrap().iter().map(|cause| cause.as_str().unwrap()).collect();
        let word = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {}: {} → {} ({})",
            word("what"),
            word("move"),
            word("was"),
            word("now"),
            causes.join(" or ")
        )
    };
    told["moves"].as_array().unwrap().iter().map(line).collect()
}

fn changes(moves: &[String]) -> Vec<&str> {
    moves.iter().map(String::as_str).filter(|one| one.starts_with("change ")).collect()
}

#[test]
fn a_report_made_twice_is_the_same() {
    let office = Office::new();
    office.report("one", &[]);
    office.report("two", &[]);
    let run = office.deskproof(&["diff", "one", "two", "--exact"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("The reports are the same, byte for byte."), "{}", run.out);
}

#[test]
fn late_evidence_a_decision_an_exception_and_a_policy_are_told_apart() {
    let office = Office::new();
    office.report("old", &[]);
    office.note("INC0000102", "Called her back on the number on file, she answered.");
    office.report("late", &[]);
    let moved = moves(&office, "old", "late");
    assert_eq!(changes(&moved), ["change fixed: unproven → proven (late_evidence)"]);
    assert!(moved.contains(&"finding fixed: fail → pass (late_evidence)".to_owned()), "{moved:?}");

    let tickets = office.deskproof(&["diff", "old", "late"]).out;
    assert!(tickets.contains("journal.csv"), "the files that differ are named: {tickets}");

    let change = {
        let table = super::support::table(&std::fs::read(office.path("late/data/changes.csv")).unwrap());
        table.iter().find(|row| row["native_ids"] == "e5").unwrap()["change_id"].clone()
    };
    office.write(
        "overrides.csv",
        &format!(
            "decision,item,other,decided_by,decided_at,why\nno_link,{change},,M. Auditor,2026-04-01,asked\n"
        ),
    );
    office.report("decided", &["--overrides", "overrides.csv"]);
    assert_eq!(changes(&moves(&office, "late", "decided")), ["change worse: proven → unticketed (override)"]);

    office.write(
        "exceptions.toml",
        "[[exception]]\ntest = \"CT-06\"\nscope = \"everything\"\nreason = \"x\"\nowner = \"o\"\nexpires = 2026-12-31\n",
    );
    office.report("excepted", &["--exceptions", "exceptions.toml"]);
    assert_eq!(moves(&office, "late", "excepted"), ["finding regraded: fail → exception (exception)"]);

    let policy =
        std::fs::read_to_string(super::support::top().join("mappings/policy/evidence.toml")).unwrap();
    office.write("mine/policy/evidence.toml", &format!("{policy}\n# Looked at in April.\n"));
    office.report("policy", &["--mappings", "mine"]);
    let run = office.deskproof(&["diff", "late", "policy", "--exact"]);
    assert_eq!(run.code, 5, "another policy is another report, though nothing moved");
    assert!(
        run.out.contains("other policy: policy") && run.out.contains("changes   none moved"),
        "{}",
        run.out
    );
}

#[test]
fn the_table_of_moves_holds_the_rows_they_rest_on() {
    let office = Office::new();
    office.report("old", &[]);
    office.note("INC0000102", "Called her back on the number on file, she answered.");
    office.report("new", &[]);
    let run = office.deskproof(&["diff", "old", "new", "--csv", "moves.csv"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let table = super::support::table(&std::fs::read(office.path("moves.csv")).unwrap());
    let fixed = table.iter().find(|row| row["what"] == "change").unwrap();
    assert_eq!((fixed["move"].as_str(), fixed["cause_told"].as_str()), ("fixed", "yes"));
    assert_eq!(
        (fixed["old_rows"].as_str(), fixed["new_rows"].as_str()),
        ("okta.ndjson:1", "okta.ndjson:1;journal.csv:1")
    );
    assert_eq!(
        office.deskproof(&["diff", "old", "new", "--csv", "moves.csv"]).code,
        2,
        "it is not replaced unasked"
    );
}

#[test]
fn a_folder_that_is_no_report_or_was_altered_is_refused() {
    let office = Office::new();
    office.report("old", &[]);
    let refused = |other: &str, words: &str| {
        let run = office.deskproof(&["diff", "old", other]);
        assert!(run.code == 2 && run.err.contains(words), "{}", run.err);
    };
    refused("exports", "no manifest.json is in it");
    super::office::copied(&office.path("old"), &office.path("altered"));
    let changes = std::fs::read_to_string(office.path("altered/data/changes.csv")).unwrap();
    office.write("altered/data/changes.csv", &changes.replace("unticketed", "proven"));
    refused("altered", "it was altered");
}
