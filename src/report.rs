//! One report in memory, many renderings.
//!
//! [`render`] makes all files in memory, [`write()`] puts them into the output
//! folder, whole or not at all. Nothing here decides anything: what a file says
//! stands in the [`Report`].

pub mod case_sheet;
mod charts;
mod content;
mod dates;
mod dress;
pub mod explain;
mod html;
mod lookup;
mod manifest;
mod metrics_json;
mod notices;
mod ocsf;
mod oscal;
mod parquet;
mod pdf;
pub mod privacy;
pub(crate) mod quote;
mod rate;
pub(crate) mod safe;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod schemas;
mod sheet;
mod signature;
mod summary;
mod table;
mod tables;
#[cfg(test)]
mod tests;
pub mod timeline;
mod timesketch;
mod uuids;
mod workpapers;
mod write;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::Format;

pub use content::{Report, Rules};
pub(crate) use dates::{counted, grouped};
pub(crate) use dress::{of_outcome, of_verdict, spoken};
pub(crate) use explain::outline;
pub(crate) use notices::{Notice, notices};
pub(crate) use sheet::csv;
pub(crate) use sheet::guarded;
pub use signature::{SIGNATURE, SIGNED_BY, SignatureFault, check, fingerprint, sign};
pub(crate) use summary::Summary;
pub(crate) use table::{Table, TableBuilder, list};
pub(crate) use timesketch::lines as timesketch;
pub use write::{WriteError, may_write, write};

/// The program's name as files tell it.
const PROGRAM: &str = "deskproof";

/// Why a rendering could not be made. None of these depends on the data.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The page.
    #[error("report.html cannot be made: {0}")]
    Page(#[from] askama::Error),
    /// A CSV file.
    #[error("a CSV file cannot be made: {0}")]
    Csv(#[from] csv::Error),
    /// A Parquet file.
    #[error("a Parquet file cannot be made: {0}")]
    Parquet(String),
    /// The workbook.
    #[error("workpapers.xlsx cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A JSON file.
    #[error("a JSON file cannot be made: {0}")]
    Json(#[from] serde_json::Error),
    /// A chart.
    #[error("a chart cannot be drawn: {0}")]
    Chart(String),
    /// A typeset document.
    #[error("a PDF cannot be typeset: {0}")]
    Pdf(String),
}

/// A relative path (`/` as separator) and the bytes of the file.
pub type NamedFile = (String, Vec<u8>);

/// What makes the files of a format.
type Maker = fn(&Report) -> Result<Vec<NamedFile>, RenderError>;

/// The makers of all formats, in the order in which the manifest lists their files.
const MAKERS: &[(Format, Maker)] = &[
    (Format::Html, page),
    (Format::Pdf, pdf),
    (Format::Xlsx, workbook),
    (Format::Data, data),
    (Format::Oscal, oscal::files),
    (Format::Ocsf, ocsf::files),
    (Format::Timesketch, timesketch::files),
];

/// Those that share their work among threads: one after another takes no more time and less memory.
const SHARED: [Format; 2] = [Format::Html, Format::Data];

/// Makes all files of the output folder.
///
/// # Errors
/// See [`RenderError`].
pub fn render(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    render_only(report, Format::ALL)
}

/// Makes the files of these formats that the report's audience is shown, and the manifest over them.
///
/// # Errors
/// See [`RenderError`].
pub fn render_only(report: &Report, formats: &[Format]) -> Result<Vec<NamedFile>, RenderError> {
    let shown = |format: &Format| privacy::shows_format(report.audience, *format);
    let formats: Vec<Format> = formats.iter().copied().filter(shown).collect();
    let (shared, others): (Vec<_>, Vec<_>) = MAKERS
        .iter()
        .filter(|(format, _)| formats.contains(format))
        .partition(|(format, _)| SHARED.contains(format));
    let make = |(format, make): &(Format, Maker)| Ok((*format, make(report)?));
    let (shared, others) = rayon::join(
        || shared.into_iter().map(make).collect::<Result<Vec<_>, RenderError>>(),
        || others.into_par_iter().with_max_len(1).map(make).collect::<Result<Vec<_>, RenderError>>(),
    );
    let mut made: BTreeMap<Format, Vec<NamedFile>> = shared?.into_iter().chain(others?).collect();
    let in_order = MAKERS.iter().filter_map(|(format, _)| made.remove(format));
    let mut files: Vec<NamedFile> = in_order.flatten().collect();
    let manifest = manifest::manifest(report, &formats, &files)?;
    files.push((manifest::MANIFEST.to_owned(), manifest));
    Ok(files)
}

/// `report.html`.
fn page(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    Ok(vec![("report.html".to_owned(), html::page(report)?.into_bytes())])
}

/// `audit.pdf`.
fn pdf(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    Ok(vec![("audit.pdf".to_owned(), pdf::audit(report)?)])
}

/// `workpapers.xlsx`.
fn workbook(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    Ok(vec![("workpapers.xlsx".to_owned(), workpapers::workpapers(report)?)])
}

/// Everything under `data/`: the tables as CSV and Parquet, the figures with their schema.
fn data(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    let (tables, metrics) = rayon::join(|| tables(report), || metrics_json::metrics_json(report));
    let mut files = tables?;
    files.push(("data/metrics.json".to_owned(), metrics?));
    files.push((format!("data/{}", metrics_json::SCHEMA_NAME), metrics_json::SCHEMA.into()));
    Ok(files)
}

/// The tables as CSV and Parquet, in the order of the tables.
fn tables(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    let lookup = lookup::Lookup::new(report);
    let rendered: Vec<Vec<NamedFile>> = tables::ALL
        .par_iter()
        .with_max_len(1)
        .map(|make| {
            let table = make(&lookup);
            if !privacy::shows_table(report.audience, table.name) {
                return Ok(Vec::new());
            }
            let (csv, parquet) = rayon::join(|| sheet::csv(&table), || parquet::parquet(&table));
            let parquet = parquet.map_err(|fault| RenderError::Parquet(fault.to_string()))?;
            Ok(vec![
                (format!("data/{}.csv", table.name), csv?),
                (format!("data/{}.parquet", table.name), parquet),
            ])
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(rendered.into_iter().flatten().collect())
}
