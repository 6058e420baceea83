//! One report in memory, many renderings.
//!
//! [`render_to`] makes all files, a [`Folder`] takes them as they are made and becomes the output
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
mod outlet;
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
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::model::Format;

pub use content::{Report, Rules};
pub(crate) use dates::{counted, grouped};
pub(crate) use dress::{of_outcome, of_verdict, spoken};
pub(crate) use explain::outline;
pub(crate) use notices::{Notice, notices};
pub use outlet::{Fill, Give};
use outlet::{Made, Outlet};
pub(crate) use sheet::csv;
pub(crate) use sheet::guarded;
pub use signature::{SIGNATURE, SIGNED_BY, SignatureFault, check, fingerprint, sign};
pub(crate) use summary::Summary;
pub(crate) use table::{Table, TableBuilder, list};
pub(crate) use timesketch::lines as timesketch;
pub use write::{Folder, WriteError, may_write};

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
    /// What was made could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A relative path (`/` as separator) and the bytes of the file.
pub type NamedFile = (String, Vec<u8>);

/// Makes the files of a format.
type Maker = fn(&Report, Outlet<'_>) -> Result<Vec<Made>, RenderError>;

/// The makers of all formats, in the order in which the manifest lists their files.
const MAKERS: &[(Format, Maker)] = &[
    (Format::Html, page),
    (Format::Pdf, pdf),
    (Format::Xlsx, workbook),
    (Format::Data, data),
    (Format::Oscal, |report, outlet| outlet.put_all(oscal::files(report)?)),
    (Format::Ocsf, |report, outlet| outlet.put_all(ocsf::files(report)?)),
    (Format::Timesketch, |report, outlet| outlet.put_all(timesketch::files(report)?)),
];

/// Those that share their work among threads: one after another takes no more time and less memory.
const SHARED: [Format; 2] = [Format::Html, Format::Data];

/// Makes all files of the output folder, by name.
///
/// # Errors
/// See [`RenderError`].
pub fn render(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    render_only(report, Format::ALL)
}

/// Makes the files of these formats that the report's audience is shown, and the manifest over them, by name.
///
/// # Errors
/// See [`RenderError`].
pub fn render_only(report: &Report, formats: &[Format]) -> Result<Vec<NamedFile>, RenderError> {
    let files = Mutex::new(BTreeMap::new());
    render_to(report, formats, &|name, fill| {
        let mut bytes = Vec::new();
        fill(&mut bytes).map_err(|fault| WriteError::Io { path: name.into(), fault })?;
        files.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), bytes);
        Ok(())
    })?;
    Ok(files.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect())
}

/// Makes the same files and gives each away as soon as it is made, from any thread and in no order; the manifest
/// last, which is told.
///
/// # Errors
/// See [`RenderError`].
pub fn render_to(report: &Report, formats: &[Format], give: &Give<'_>) -> Result<Vec<u8>, RenderError> {
    let outlet = Outlet::new(give);
    let shown = |format: &Format| privacy::shows_format(report.audience, *format);
    let formats: Vec<Format> = formats.iter().copied().filter(shown).collect();
    let (shared, others): (Vec<_>, Vec<_>) = MAKERS
        .iter()
        .filter(|(format, _)| formats.contains(format))
        .partition(|(format, _)| SHARED.contains(format));
    let make = |(format, make): &(Format, Maker)| Ok((*format, make(report, outlet)?));
    let (shared, others) = rayon::join(
        || shared.into_iter().map(make).collect::<Result<Vec<_>, RenderError>>(),
        || others.into_par_iter().with_max_len(1).map(make).collect::<Result<Vec<_>, RenderError>>(),
    );
    let mut made: BTreeMap<Format, Vec<Made>> = shared?.into_iter().chain(others?).collect();
    let in_order = MAKERS.iter().filter_map(|(format, _)| made.remove(format));
    let files: Vec<Made> = in_order.flatten().collect();
    let manifest = manifest::manifest(report, &formats, &files)?;
    outlet.fill(manifest::MANIFEST, &mut |out| out.write_all(&manifest))?;
    Ok(manifest)
}

/// Writes the folder of a report, whole or not at all; an existing one is replaced as [`Folder::begin`] says.
///
/// # Errors
/// See [`RenderError`].
pub fn write_folder(report: &Report, formats: &[Format], out: &Path, force: bool) -> Result<(), RenderError> {
    let folder = Folder::begin(out, force)?;
    render_to(report, formats, &|name, fill| folder.put(name, fill))?;
    Ok(folder.finish()?)
}

/// `report.html`.
fn page(report: &Report, outlet: Outlet<'_>) -> Result<Vec<Made>, RenderError> {
    Ok(vec![outlet.put("report.html", html::page(report)?.into_bytes())?])
}

/// `audit.pdf`.
fn pdf(report: &Report, outlet: Outlet<'_>) -> Result<Vec<Made>, RenderError> {
    Ok(vec![outlet.put("audit.pdf", pdf::audit(report)?)?])
}

/// `workpapers.xlsx`.
fn workbook(report: &Report, outlet: Outlet<'_>) -> Result<Vec<Made>, RenderError> {
    Ok(vec![outlet.put("workpapers.xlsx", workpapers::workpapers(report)?)?])
}

/// Everything under `data/`: the tables as CSV and Parquet, the figures with their schema.
fn data(report: &Report, outlet: Outlet<'_>) -> Result<Vec<Made>, RenderError> {
    let metrics = || outlet.put("data/metrics.json", metrics_json::metrics_json(report)?);
    let (tables, metrics) = rayon::join(|| tables(report, outlet), metrics);
    let schema = outlet.put(&format!("data/{}", metrics_json::SCHEMA_NAME), metrics_json::SCHEMA.into())?;
    let mut files = tables?;
    files.extend([metrics?, schema]);
    Ok(files)
}

/// The tables as CSV and Parquet, in the order of the tables.
fn tables(report: &Report, outlet: Outlet<'_>) -> Result<Vec<Made>, RenderError> {
    let lookup = lookup::Lookup::new(report);
    let made: Vec<Vec<Made>> = tables::ALL
        .par_iter()
        .with_max_len(1)
        .map(|make| {
            let table = make(&lookup);
            if !privacy::shows_table(report.audience, table.name) {
                return Ok(Vec::new());
            }
            let as_csv = || {
                let path = format!("data/{}.csv", table.name);
                outlet.fill(&path, &mut |out| Ok(sheet::write_csv(&table, out)?))
            };
            let as_parquet = || {
                let bytes =
                    parquet::parquet(&table).map_err(|fault| RenderError::Parquet(fault.to_string()))?;
                outlet.put(&format!("data/{}.parquet", table.name), bytes)
            };
            let (csv, parquet) = rayon::join(as_csv, as_parquet);
            Ok(vec![csv?, parquet?])
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(made.into_iter().flatten().collect())
}
