//! Entries of frameworks with what the tests say for them, and what documents cite.

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet};
use crate::model::{CitedEntry, EntryEvidence, FrameworkEvidence};

const ENTRIES: [Column; 14] = [
    column("Entry", 13.0),
    wrapped("Framework", 22.0),
    wrapped("Title", 30.0),
    wrapped("Text", 70.0),
    wrapped("The text is", 16.0),
    wrapped("Known from", 16.0),
    wrapped("Tests", 24.0),
    wrapped("What tests show", 22.0),
    column("Items", 8.0),
    column("Pass", 8.0),
    column("Fail", 8.0),
    column("Exception", 10.0),
    column("Not testable", 11.0),
    column("Worst outcome", 13.0),
];

const CITATIONS: [Column; 7] = [
    wrapped("Document", 34.0),
    wrapped("Framework as cited", 26.0),
    column("Id as cited", 12.0),
    wrapped("The id belongs to", 26.0),
    wrapped("Mismatch", 22.0),
    wrapped("Shown under", 34.0),
    wrapped("What a reader must know", 70.0),
];

/// All entries of all frameworks.
pub(super) fn entries(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Frameworks", "Frameworks: what the tests give evidence for")?;
    paper.sentence(
        making.styles,
        "Evidence for an entry, never compliance with it. An entry without a test is not evidenced.",
    )?;
    let entries: Vec<(&FrameworkEvidence, &EntryEvidence)> = making
        .lookup
        .report
        .frameworks
        .iter()
        .flat_map(|framework| framework.entries.iter().map(move |entry| (framework, entry)))
        .collect();
    let rows = entries.into_iter().map(|(framework, entry)| row(framework, entry));
    paper.main_table(making.styles, &ENTRIES, rows, "report.html")?;
    Ok(Sheet::of(paper, "Entries of every framework with their tests, items and worst outcome"))
}

fn row(framework: &FrameworkEvidence, entry: &EntryEvidence) -> Vec<Cell> {
    let tests: Vec<&str> = entry.tests.iter().map(|test| test.0.as_str()).collect();
    let items = entry.items;
    let count = |count| if tests.is_empty() { Cell::Empty } else { Cell::count(count) };
    vec![
        Cell::text(&entry.id),
        Cell::text(&framework.label),
        Cell::text(&entry.title),
        Cell::text(&entry.text),
        Cell::text(entry.text_kind.told()),
        Cell::text(entry.known.told()),
        Cell::Text(tests.join(", ")),
        Cell::text(entry.reach.map_or("", |reach| reach.told())),
        count(items.population),
        count(items.pass),
        count(items.fail),
        count(items.exception),
        count(items.not_testable),
        entry.outcome.map_or_else(|| Cell::text("not evidenced"), Cell::outcome),
    ]
}

/// What source documents cite, against what it is today.
pub(super) fn citations(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper =
        Paper::new(making.styles, "Citations", "Citations: what documents cite, and what it is today")?;
    let rows = making.lookup.report.citations.iter().map(citation);
    paper.main_table(making.styles, &CITATIONS, rows, "report.html")?;
    Ok(Sheet::of(paper, "What source documents cite, and under which entry its evidence stands"))
}

fn citation(cited: &CitedEntry) -> Vec<Cell> {
    let (framework, entries) = &cited.report_under;
    vec![
        Cell::text(&cited.document),
        Cell::text(&cited.as_cited.0),
        Cell::text(&cited.as_cited.1),
        Cell::text(&cited.is),
        Cell::text(cited.flag.as_str()),
        Cell::Text(format!("{framework}: {}", entries.join(", "))),
        Cell::text(&cited.remark),
    ]
}
