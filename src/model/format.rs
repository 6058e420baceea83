//! The formats in which a report is written.

use super::words::words;

words! {
    /// What a report is written as; several at once.
    pub enum Format {
        /// `report.html`.
        Html = "html",
        /// `audit.pdf`.
        Pdf = "pdf",
        /// `workpapers.xlsx`.
        Xlsx = "xlsx",
        /// Everything under `data/`: CSV, Parquet and JSON.
        Data = "data",
        /// `assessment-results.oscal.json` and `poam.oscal.json`.
        Oscal = "oscal",
        /// `findings.ocsf.json`.
        Ocsf = "ocsf",
        /// `timeline.timesketch.jsonl`.
        Timesketch = "timesketch",
    }
}
