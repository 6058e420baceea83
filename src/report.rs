//! One report in memory, many renderings.
//!
//! [`render`] makes all files in memory, [`write()`] puts them into the output
//! folder, whole or not at all. Nothing here decides anything: what a file says
//! stands in the [`Report`].

mod charts;
mod content;
mod dates;
mod dress;
mod frames;
mod html;
mod lookup;
mod manifest;
mod metrics_json;
mod notices;
mod rate;
pub(crate) mod safe;
#[cfg(test)]
pub(crate) mod sample;
mod sheet;
mod summary;
mod table;
mod tables;
#[cfg(test)]
mod tests;
mod write;

pub use content::Report;
pub(crate) use dates::{counted, grouped};
pub(crate) use dress::of_verdict;
pub(crate) use notices::{Notice, notices};
pub(crate) use summary::Summary;
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
    /// A JSON file.
    #[error("a JSON file cannot be made: {0}")]
    Json(#[from] serde_json::Error),
    /// A chart.
    #[error("a chart cannot be drawn: {0}")]
    Chart(String),
}

/// Makes all files of the output folder: relative path (`/` as separator) and bytes.
///
/// # Errors
/// See [`RenderError`].
pub fn render(report: &Report) -> Result<Vec<(String, Vec<u8>)>, RenderError> {
    let mut files = vec![("report.html".to_owned(), html::page(report)?.into_bytes())];
    for table in tables::all(report) {
        files.push((format!("data/{}.csv", table.name), sheet::csv(&table)?));
        let parquet = frames::parquet(&table).map_err(|fault| RenderError::Parquet(fault.to_string()))?;
        files.push((format!("data/{}.parquet", table.name), parquet));
    }
    files.push(("data/metrics.json".to_owned(), metrics_json::metrics_json(report)?));
    let manifest = manifest::manifest(report, &files)?;
    files.push((manifest::MANIFEST.to_owned(), manifest));
    Ok(files)
}
