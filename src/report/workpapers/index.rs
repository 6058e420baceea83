//! The first sheet: what was tested, on what, with what, and where everything stands.

use rust_xlsxwriter::XlsxError;
use sha2::{Digest, Sha256};

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet, review};
use crate::report::dates::range;
use crate::report::{PROGRAM, Report, Summary};

const SHEETS: [Column; 4] =
    [column("ID", 20.0), wrapped("What stands in it", 80.0), column("Rows", 9.0), column("Outcome", 13.0)];

pub(super) fn sheet(making: &Making<'_>, sheets: &[Sheet]) -> Result<Paper, XlsxError> {
    let (styles, report) = (making.styles, making.lookup.report);
    let summary = Summary::of(report);
    let mut paper = Paper::new(styles, "Index", "Workpapers: support-triggered identity changes")?;
    let columns: Vec<Column> = SHEETS.into_iter().chain(review::COLUMNS).collect();
    paper.widths(&columns)?;
    paper.fact(styles, "Result", Cell::text(&summary.sentence))?;
    if let Some((from, to)) = summary.period {
        paper.fact(styles, "Period", Cell::Text(format!("{}, UTC", range(from, to))))?;
    }
    paper.fact(styles, "Judged as of (UTC)", Cell::Time(report.as_of))?;
    paper.fact(styles, "Program", Cell::Text(format!("{PROGRAM} {}", report.version)))?;
    for (name, value) in &report.settings {
        paper.fact(styles, "Setting", Cell::Text(format!("{name} {value}")))?;
    }
    paper.fact(styles, "Mappings, SHA-256", Cell::text(&report.mappings_sha256))?;
    paper.fact(styles, "Inputs, SHA-256", Cell::Text(inputs(report)))?;
    let of_inputs = "of the SHA-256 of all files in the sheet Sources, sorted and joined by line feeds";
    paper.fact(styles, "", Cell::text(of_inputs))?;
    for warning in &report.warnings {
        paper.fact(styles, "To know first", Cell::text(warning))?;
    }
    let times = "All times are UTC. Shaded cells are for the auditor. An empty cell is not known or does not apply; it is \
        never a pass. There is no formula in this workbook.";
    paper.fact(styles, "Reading", Cell::text(times))?;
    paper.gap();
    let rows = sheets.iter().map(|sheet| {
        let result = report.controls.iter().find(|result| result.test.0 == sheet.name);
        let mut cells = vec![
            Cell::Sheet(sheet.name.clone()),
            Cell::text(&sheet.holds),
            Cell::count(sheet.rows),
            result.map_or(Cell::Empty, |result| Cell::outcome(result.outcome())),
        ];
        cells.extend(result.iter().flat_map(|result| making.reviewed.cells(&result.test.0)));
        cells
    });
    paper.main_table(styles, &columns, rows, "")?;
    Ok(paper)
}

/// One hash for all inputs.
fn inputs(report: &Report) -> String {
    let mut hashes: Vec<&str> = report.inputs.iter().map(|file| file.sha256.as_str()).collect();
    hashes.sort_unstable();
    Sha256::digest(hashes.join("\n").as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
