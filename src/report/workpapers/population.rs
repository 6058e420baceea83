//! Every change: the columns of `changes.csv` that matter to a reader, from the same table.

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet};
use crate::model::Case;
use crate::report::table::Cells;

/// Columns with the names that they have in `changes.csv`; the verdict is written from the report.
const COLUMNS: [(&str, Column); 22] = [
    ("change_id", column("ID", 17.0)),
    ("at", column("At (UTC)", 19.0)),
    ("kind", column("Kind", 23.0)),
    ("subject", wrapped("Subject", 28.0)),
    ("subject_tier", column("Tier", 11.0)),
    ("actor", wrapped("Actor", 28.0)),
    ("actor_kind", column("Actor is", 12.0)),
    ("support_triggered", column("Desk's", 8.0)),
    ("ticket", column("Ticket", 13.0)),
    ("link_confidence", column("Link confidence", 11.0)),
    ("evidence_method", column("Evidence", 26.0)),
    ("evidence_level", column("Level", 10.0)),
    ("evidence_when", column("When", 9.0)),
    ("evidence_at", column("Evidence at (UTC)", 19.0)),
    ("required_level", column("Level needed", 10.0)),
    ("approved_by", wrapped("Approved by", 24.0)),
    ("verdict", column("Verdict", 13.0)),
    ("verdict_reason", wrapped("Why", 60.0)),
    ("risk_score", column("Risk score", 8.0)),
    ("source_file", wrapped("File", 28.0)),
    ("source_line", column("Line", 9.0)),
    ("native_ids", column("Native ids", 40.0)),
];

pub(super) fn sheet(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Population", "Population: every identity change")?;
    let columns = COLUMNS.map(|(_, column)| column);
    let cells: Vec<Option<&Cells>> = COLUMNS
        .iter()
        .map(|(name, _)| {
            making.changes.columns.iter().find(|column| column.name == *name).map(|column| &column.cells)
        })
        .collect();
    let verdict = COLUMNS.iter().position(|(name, _)| *name == "verdict");
    let rows =
        making.lookup.report.cases.iter().enumerate().map(|(row, case)| row_of(case, row, &cells, verdict));
    paper.main_table(making.styles, &columns, rows, "data/changes.csv")?;
    Ok(Sheet::of(paper, "Every change with ticket, evidence, verdict and risk; columns of data/changes.csv"))
}

fn row_of(case: &Case, row: usize, cells: &[Option<&Cells>], verdict: Option<usize>) -> Vec<Cell> {
    let from = |(at, cells): (usize, &Option<&Cells>)| match cells {
        _ if Some(at) == verdict => Cell::verdict(case.verdict),
        Some(cells) => cell(cells, row),
        None => Cell::Empty,
    };
    cells.iter().enumerate().map(from).collect()
}

/// A cell of a table as a cell of a sheet.
fn cell(cells: &Cells, row: usize) -> Cell {
    let filled = match cells {
        Cells::Text(cells) => cells.get(row).map(Cell::text),
        Cells::Word(cells, words) => Some(Cell::text(words[usize::from(cells[row])])),
        Cells::Time(cells) => cells[row].map(Cell::Time),
        Cells::Count(cells) => cells[row].map(Cell::Count),
        Cells::Number(cells, 1) => cells[row].map(Cell::Number),
        // The only other numbers are confidences.
        Cells::Number(cells, _) => cells[row].map(Cell::Share),
    };
    filled.unwrap_or(Cell::Empty)
}
