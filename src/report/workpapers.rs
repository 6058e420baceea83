//! `workpapers.xlsx`: what an auditor files, with room for tick marks, notes and sign-offs.
//!
//! Every cell has its real type. Text is only ever written as text: no formula, no link and no markup can come from an
//! input, and there is no formula at all. What does not fit says how much is missing and where it stands.

mod exceptions;
mod findings;
mod frameworks;
mod index;
mod paper;
mod population;
mod reconciliation;
mod review;
mod sample;
mod sources;
mod style;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::lookup::Lookup;
use super::table::Table;
use super::{PROGRAM, Report, tables};
use crate::model::{Case, ControlTest, ControlTestId};
use paper::Paper;
use review::Reviewed;
use style::Styles;

/// What all sheets are made of.
struct Making<'a> {
    lookup: &'a Lookup<'a>,
    styles: &'a Styles,
    reviewed: &'a Reviewed<'a>,
    /// The table of `data/changes.csv`.
    changes: &'a Table,
    /// Places of cases by the id of their change.
    cases: BTreeMap<&'a str, usize>,
    /// Ids of changes in the sample.
    drawn: BTreeSet<&'a str>,
}

impl<'a> Making<'a> {
    fn case(&self, change: &str) -> Option<&'a Case> {
        self.lookup.report.cases.get(*self.cases.get(change)?)
    }

    fn test(&self, id: &ControlTestId) -> Option<&'a ControlTest> {
        self.lookup.report.control_tests.iter().find(|test| test.id == *id)
    }
}

/// A sheet with what the index says of it.
pub(super) struct Sheet {
    name: String,
    /// What stands in it.
    holds: String,
    /// Rows of its main table.
    rows: usize,
    paper: Paper,
}

impl Sheet {
    /// A finished sheet; `holds` in our own words.
    fn of(paper: Paper, holds: impl Into<String>) -> Self {
        Self { name: paper.name().to_owned(), holds: holds.into(), rows: paper.rows(), paper }
    }
}

/// The bytes of the workbook.
///
/// # Errors
/// A fault of the writer; none depends on the data.
pub(crate) fn workpapers(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let lookup = Lookup::new(report);
    let changes = tables::changes(&lookup);
    let cases = report.cases.iter().enumerate();
    let drawn = report.sample.iter().flat_map(|sample| &sample.items);
    let making = Making {
        lookup: &lookup,
        styles: &Styles::new(),
        reviewed: &Reviewed::of(report),
        changes: &changes,
        cases: cases.map(|(at, case)| (case.change.id.0.as_str(), at)).collect(),
        drawn: drawn.map(|item| item.change.0.as_str()).collect(),
    };
    let mut sheets = vec![
        reconciliation::sheet(&making)?,
        sources::files(&making)?,
        sources::coverage(&making)?,
        population::sheet(&making)?,
        exceptions::sheet(&making)?,
    ];
    for result in &report.controls {
        sheets.push(findings::sheet(&making, result)?);
    }
    sheets.extend(sample::sheets(&making)?);
    sheets.push(exceptions::granted(&making)?);
    sheets.push(review::sheet(&making)?);
    sheets.push(frameworks::entries(&making)?);
    sheets.push(frameworks::citations(&making)?);
    let index = index::sheet(&making, &sheets)?;
    bound(report, index, sheets)
}

/// All sheets in one file, the index first.
fn bound(report: &Report, index: Paper, sheets: Vec<Sheet>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(report.as_of.timestamp())
        .or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1))?;
    let properties = DocProperties::new().set_title("Workpapers").set_author(PROGRAM);
    workbook.set_properties(&properties.set_creation_datetime(&made));
    let papers = std::iter::once(index).chain(sheets.into_iter().map(|sheet| sheet.paper));
    for (at, mut sheet) in papers.map(Paper::finish).enumerate() {
        sheet.set_active(at == 0);
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer()
}
