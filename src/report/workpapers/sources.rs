//! The exports: what was given, what it was taken for, and how complete it is.

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::review;
use super::{Making, Sheet};
use crate::model::{Coverage, InputFile};

const FILES: [Column; 15] = [
    wrapped("ID", 36.0),
    column("Use", 10.0),
    column("Source", 22.0),
    wrapped("Recognised by", 40.0),
    wrapped("Shape", 18.0),
    wrapped("Time zone", 22.0),
    column("Bytes", 12.0),
    column("Rows", 9.0),
    column("Used", 9.0),
    column("Rejected", 9.0),
    column("Duplicates", 10.0),
    column("First (UTC)", 19.0),
    column("Last (UTC)", 19.0),
    wrapped("SHA-256", 34.0),
    column("Control total", 14.0),
];

const COVERAGE: [Column; 9] = [
    column("Source", 26.0),
    column("Speaks of", 10.0),
    column("From (UTC)", 19.0),
    column("To (UTC)", 19.0),
    column("Records", 10.0),
    column("Gaps", 7.0),
    wrapped("Gaps, the longest first", 50.0),
    column("A gap is longer than, h", 12.0),
    wrapped("Signs that it was cut", 44.0),
];

/// Gaps named in a cell.
const GAPS: usize = 5;

/// Every file, with room for what the auditor found of it.
pub(super) fn files(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Sources", "Sources: information produced by the entity")?;
    let columns: Vec<Column> = FILES.into_iter().chain(review::COLUMNS).collect();
    let rows = making.lookup.report.inputs.iter().map(|file| {
        let mut cells = row(file);
        cells.extend(making.reviewed.cells(&file.name));
        cells
    });
    paper.main_table(making.styles, &columns, rows, "data/inputs.csv")?;
    Ok(Sheet::of(
        paper,
        "Every file given: hash, rows, what it was read as; a column for the owner's control total",
    ))
}

fn row(file: &InputFile) -> Vec<Cell> {
    vec![
        Cell::text(&file.name),
        Cell::text(file.used_as.as_str()),
        Cell::text(file.source.clone().unwrap_or_default()),
        Cell::text(&file.note),
        Cell::text(&file.shape),
        Cell::text(&file.zone),
        Cell::Count(file.bytes),
        Cell::Count(file.rows),
        Cell::Count(file.used),
        Cell::Count(file.rejected),
        Cell::Count(file.duplicates),
        Cell::time(file.first_at),
        Cell::time(file.last_at),
        Cell::text(&file.sha256),
        Cell::ToFill(String::new()),
    ]
}

/// The time that each source covers, its gaps, and signs that it was cut.
pub(super) fn coverage(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Coverage", "Coverage: the time that the exports cover")?;
    let rows = making.lookup.report.coverage.iter().map(covered);
    paper.main_table(making.styles, &COVERAGE, rows, "data/coverage.csv")?;
    Ok(Sheet::of(
        paper,
        "Covered time, gaps and signs of truncation; absence is asserted only inside covered time",
    ))
}

fn covered(coverage: &Coverage) -> Vec<Cell> {
    let mut gaps: Vec<_> = coverage.gaps.iter().collect();
    gaps.sort_by_key(|gap| (gap.from - gap.to, gap.from));
    let mut told: Vec<String> = gaps
        .iter()
        .take(GAPS)
        .map(|gap| format!("{} to {}", gap.from.format("%Y-%m-%d %H:%M"), gap.to.format("%Y-%m-%d %H:%M")))
        .collect();
    if gaps.len() > GAPS {
        told.push(format!("{} more in data/coverage.csv", gaps.len() - GAPS));
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds far below 2^52")]
    let hours = coverage.gap_limit_seconds as f64 / 3_600.0;
    vec![
        Cell::text(&coverage.source),
        Cell::text(if coverage.of_tickets { "tickets" } else { "events" }),
        Cell::time(coverage.span.map(|span| span.from)),
        Cell::time(coverage.span.map(|span| span.to)),
        Cell::Count(coverage.records),
        Cell::count(gaps.len()),
        Cell::Text(told.join("; ")),
        Cell::Number(hours),
        Cell::Text(coverage.truncation.join("; ")),
    ]
}
