//! `audit.pdf`: the report typeset, with its fonts, tagged for screen readers, the same bytes in every run.
//!
//! Rust says what stands in the document ([`blocks`]), the templates beside it how it looks. Text of the inputs
//! reaches the typesetter as values of a JSON file, so nothing in it is markup.

mod audit;
mod blocks;
mod glyphs;
#[cfg(test)]
mod tests;
mod world;

use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{PROGRAM, RenderError, Report};
use crate::model::{Instant, short_hash};
use blocks::Document;

/// `audit.pdf`.
///
/// # Errors
/// See [`RenderError`]; none depends on the data.
pub(crate) fn audit(report: &Report) -> Result<Vec<u8>, RenderError> {
    typeset(&audit::document(report)?, &report_id(report), report.as_of)
}

/// `rpt-` and twelve hex digits of what made the report: version, time of judgement, mappings, settings and inputs.
pub(crate) fn report_id(report: &Report) -> String {
    let as_of = report.as_of.to_rfc3339();
    let settings = report.settings.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    let inputs = report.inputs.iter().flat_map(|file| [file.name.as_str(), file.sha256.as_str()]);
    let facts: Vec<&str> = [report.version.as_str(), &as_of, &report.mappings_sha256]
        .into_iter()
        .chain(settings)
        .chain(inputs)
        .collect();
    format!("rpt-{}", short_hash(&facts))
}

/// Lays a document out and writes it; `ident` is what it is known by for good.
fn typeset(document: &Document, ident: &str, as_of: Instant) -> Result<Vec<u8>, RenderError> {
    let fault = |what: &dyn std::fmt::Debug| RenderError::Pdf(format!("{what:?}"));
    let desk = world::Desk::new(serde_json::to_vec(document)?, as_of)
        .ok_or_else(|| RenderError::Pdf("a template has no place".to_owned()))?;
    let pages = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| fault(&faults))?;
    let options = |standards| PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some(PROGRAM.to_owned())),
        standards,
        ..PdfOptions::default()
    };
    // For screen readers by the standard; a text that the standard forbids must not cost the document.
    let universal = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|faults| fault(&faults))?;
    let bytes = typst_pdf::pdf(&pages, &options(universal))
        .or_else(|_| typst_pdf::pdf(&pages, &options(PdfStandards::default())))
        .map_err(|faults| fault(&faults));
    // What the typesetter remembers for a next document is of no use to this program.
    typst::comemo::evict(0);
    bytes
}
