//! What must hold whatever the input: the order of files and rows changes nothing, and counts add up.

use std::path::Path;

use chrono::{TimeZone as _, Utc};
use deskproof::mapping::Mappings;
use deskproof::simulate::{SimulateSettings, simulate};

use super::support::{data, rendered, settings};

/// A small organisation, written uncompressed.
fn organisation(folder: &Path) {
    let start = Utc.with_ymd_and_hms(2026, 2, 2, 0, 0, 0).unwrap();
    let wanted = SimulateSettings { seed: 5, people: 60, days: 28, start, ..SimulateSettings::default() };
    simulate(&wanted, &Mappings::embedded(), folder).unwrap();
}

/// The lines of a file turned round; of the few with a bracket around them only the lines between.
fn turn_lines(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[test]
fn the_order_of_rows_and_of_inputs_changes_no_statement() {
    let (straight, turned) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    organisation(straight.path());
    organisation(turned.path());
    turn_lines(&turned.path().join("exports/okta/system-log.ndjson"));
    let one = rendered(&settings(&[&straight.path().join("exports")]));
    let parts = ["verifications.csv", "servicenow", "people.csv", "okta"]
        .map(|part| turned.path().join("exports").join(part));
    let parts: Vec<&Path> = parts.iter().map(|part| part.as_path()).collect();
    let two = rendered(&settings(&parts));
    let statements = |files| {
        let rows = data(files, "changes");
        let columns = [
            "change_id",
            "at",
            "kind",
            "subject",
            "actor",
            "support_triggered",
            "ticket",
            "link_confidence",
            "evidence_method",
            "evidence_level",
            "evidence_when",
            "verdict",
            "risk_score",
        ];
        rows.iter().map(|row| columns.map(|column| row[column].clone()).join(" | ")).collect::<Vec<_>>()
    };
    assert_eq!(statements(&one), statements(&two));
    let contacts = |files| {
        data(files, "tickets")
            .iter()
            .map(|row| format!("{} {} {}", row["ticket"], row["first_contact"], row["first_contact_reason"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(contacts(&one), contacts(&two));
}

#[test]
fn every_change_ends_in_one_place_and_the_counts_add_up() {
    let folder = tempfile::tempdir().unwrap();
    organisation(folder.path());
    let files = rendered(&settings(&[&folder.path().join("exports")]));
    let changes = data(&files, "changes");
    for row in &changes {
        assert!(["linked", "ambiguous", "unlinked"].contains(&row["link_outcome"].as_str()), "{row:?}");
        assert_eq!(row["link_outcome"] == "unlinked", row["ticket"].is_empty(), "{row:?}");
        assert_eq!(row["support_triggered"] == "no", row["verdict"].is_empty(), "{row:?}");
    }
    let tickets = data(&files, "tickets");
    let linked: usize =
        tickets.iter().map(|row| row["changes"].split(';').filter(|id| !id.is_empty()).count()).sum();
    assert_eq!(
        linked,
        changes.iter().filter(|row| row["link_outcome"] == "linked").count(),
        "both directions tell of the same links, and a change that is left open is no ticket's"
    );
    let metrics: serde_json::Value = serde_json::from_slice(&files["data/metrics.json"]).unwrap();
    let metric = |id: &str| {
        metrics["metrics"]
            .as_array()
            .unwrap()
            .iter()
            .find(|metric| metric["id"] == id)
            .unwrap_or_else(|| panic!("no metric {id}"))
            .clone()
    };
    let proven = changes.iter().filter(|row| row["verdict"] == "proven").count();
    assert_eq!(metric("verdicts.proven")["numerator"], proven);
}
