//! `report --notes`: what reviewers left on an earlier report, held against what it says now.

use super::office::Office;

/// Kind, what it is on (`e2` for the change with that native id), what was said then and now, and the state.
fn told(run: &super::office::Run) -> Vec<String> {
    let changes = run.table("changes");
    let named = |id: &str| {
        let change = changes.iter().find(|change| change["change_id"] == id);
        change.map_or_else(|| id.to_owned(), |change| change["native_ids"].clone())
    };
    let line = |row: &std::collections::BTreeMap<String, String>| {
        format!("{} {} {}/{} {}", row["kind"], named(&row["id"]), row["then"], row["now"], row["state"])
    };
    run.table("notes").iter().map(line).collect()
}

#[test]
fn a_sign_off_stands_until_what_it_is_on_says_something_else() {
    let office = Office::new();
    let before = office.report("q1", &[]);
    let changes = before.table("changes");
    let of =
        |native: &str| changes.iter().find(|row| row["native_ids"] == native).unwrap()["change_id"].clone();
    let rows = [
        ("e2", "unproven", "✓", ""),
        ("e4", "unticketed", "", "Asked Dana: no ticket"),
        ("e5", "proven", "✓", ""),
    ];
    let rows: String = rows
        .iter()
        .map(|(id, verdict, tick, note)| format!("{},{verdict},{tick},{note},Mo,2026-04-01\n", of(id)))
        .collect();
    let gone = "chg-000000000000,late,✓,,Mo,2026-04-01\n";
    let head = "ID,Verdict,Tick mark,Reviewer's note,Signed off by,Signed off on\n";
    office.write("filled.csv", &format!("{head}{rows}{gone}"));

    office.note("INC0000102", "Called her back on the number on file, she answered.");
    let after = office.report("q2", &["--notes", "filled.csv"]);
    assert_eq!(
        told(&after),
        [
            "tick e2 unproven/proven changed",
            "sign_off e2 unproven/proven changed",
            "note e4 unticketed/unticketed stands",
            "sign_off e4 unticketed/unticketed stands",
            "tick e5 proven/proven stands",
            "sign_off e5 proven/proven stands",
            "tick chg-000000000000 late/ gone",
            "sign_off chg-000000000000 late/ gone",
        ]
    );
    let warnings = after.manifest()["warnings"].to_string();
    assert!(warnings.contains("what has changed since and needs another look: 2 of 8"), "{warnings}");
    // What was carried once is carried on, with what was said when it was left.
    let on = office.report("q3", &["--notes", "q2/data/notes.csv"]);
    assert_eq!(told(&on), told(&after));
}

#[test]
fn notes_change_nothing_but_themselves() {
    let office = Office::new();
    let plain = office.report("plain", &[]);
    let finding = plain.table("findings")[0]["finding_id"].clone();
    office.write("notes.toml", &format!("[[note]]\nid = \"{finding}\"\ntext = \"seen\"\n"));
    let noted = office.report("noted", &["--notes", "notes.toml"]);
    assert_eq!(told(&noted).len(), 1);
    for table in ["changes", "tickets", "findings", "evidence", "review"] {
        assert_eq!(plain.table(table), noted.table(table), "{table}");
    }
    let run = office.deskproof(&["verify", "noted", "--inputs", "exports", "notes.toml"]);
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn a_file_without_notes_stops_the_run() {
    let office = Office::new();
    let run = office.run("made", &["--notes", "exports/people.csv"]);
    assert!(run.code == 2 && run.err.contains("no table of notes") && !run.folder.exists(), "{}", run.err);
}
