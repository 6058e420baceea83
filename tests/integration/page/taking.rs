//! What is taken out of the page: rows as CSV, a row as a note for the working papers.

use std::fs;
use std::time::{Duration, Instant};

use super::browser::Browser;
use super::site::{REPORT, Site};

/// A file that appears within some seconds.
fn appearing(path: &std::path::Path) -> String {
    let begun = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{} does not appear", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn exported(browser: &mut Browser, list: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    browser.save_to(folder.path());
    browser.run(&format!(
        "[...document.querySelectorAll('#{list} button')].find((one) => one.textContent.startsWith('Export')).click()"
    ));
    appearing(&folder.path().join(format!("deskproof-{list}.csv")))
}

#[test]
fn the_rows_of_a_view_are_exported_as_the_csv_has_them() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open_report(&REPORT.address("#changes?verdict=unproven,late"));
    let text = exported(&mut browser, "changes");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let chosen = |cell: &super::site::CellOf<'_>| ["unproven", "late"].contains(&cell("verdict").as_str());
    assert_eq!(rows.len(), REPORT.changes(chosen).len());
    for column in
        ["change_id", "kind", "subject", "subject_tier", "actor", "ticket", "evidence_level", "verdict"]
    {
        let at = heads.iter().position(|head| head == column).unwrap();
        let mut exported: Vec<&str> = rows.iter().map(|row| &row[at]).collect();
        let mut expected = REPORT.cells("changes", column, chosen);
        exported.sort_unstable();
        expected.sort_unstable();
        assert_eq!(exported, expected, "{column}");
    }
}

#[test]
fn no_exported_cell_is_a_formula() {
    let Some(mut browser) = Browser::start() else { return };
    let formula = "=HYPERLINK(\"http://example.com\",\"a, b\")";
    let site = Site::of(|exports| {
        let path = exports.join("servicenow/incident.json");
        let mut document: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for record in document["result"].as_array_mut().unwrap() {
            record["short_description"] = formula.into();
        }
        fs::write(&path, serde_json::to_vec(&document).unwrap()).unwrap();
    });
    browser.open_report(&site.address("#tickets"));
    let text = exported(&mut browser, "tickets");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), site.cells("tickets", "ticket", |_| true).len());
    let starts = |cell: &str| cell.starts_with(['=', '+', '-', '@']) && cell.parse::<i64>().is_err();
    assert!(!rows.iter().flatten().any(starts));
    assert!(rows.iter().flatten().any(|cell| cell == format!("'{formula}")), "the text itself is kept");
}

#[test]
fn a_row_is_copied_as_a_note_with_verdict_evidence_places_and_hashes() {
    let Some(mut browser) = Browser::start() else { return };
    let change = REPORT.cells("evidence", "change_id", |cell| !cell("quote").is_empty())[0].clone();
    let of_change = |table: &str, column: &str| {
        REPORT.cells(table, column, |cell| cell("change_id") == change)[0].clone()
    };
    browser.open_report(&REPORT.address(&format!("#changes?id={change}&open={change}")));
    // A browser without a window has no clipboard to read from: what would be written there is caught before it.
    browser.run("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }");
    browser.run("document.querySelector('.copier button').click()");
    let note = browser.text("copied");
    for (table, column) in [
        ("changes", "change_id"),
        ("changes", "verdict"),
        ("changes", "verdict_reason"),
        ("changes", "subject"),
        ("evidence", "evidence_id"),
        ("evidence", "source_record"),
    ] {
        let expected = of_change(table, column);
        assert!(note.contains(&expected), "{column} {expected} is not in\n{note}");
    }
    for file in [of_change("changes", "source_file"), of_change("evidence", "source_file")] {
        let hash = REPORT.cells("inputs", "sha256", |cell| cell("file") == file)[0].clone();
        assert!(note.contains(&format!("SHA-256 of {file}: {hash}")), "{note}");
    }
    assert!(note.contains('['), "the words that were read are marked\n{note}");
    assert_eq!(browser.console, Vec::<String>::new());
}

#[test]
fn where_the_page_may_not_copy_the_note_is_shown() {
    let Some(mut browser) = Browser::start() else { return };
    let ticket = REPORT.cells("tickets", "ticket", |_| true)[0].clone();
    browser.open_report(&REPORT.address(&format!("#tickets?ticket={ticket}&open={ticket}")));
    browser.run("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false");
    browser.run("document.querySelector('#tickets .copier button').click()");
    let shown = browser.text(
        "new Promise((done) => setTimeout(() => done(document.querySelector('#tickets .workpaper').innerText), 50))",
    );
    assert!(shown.contains(&format!("Ticket {ticket}")) && shown.contains("SHA-256 of "), "{shown}");
}
