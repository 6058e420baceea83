//! Two reports side by side: what is new, gone, fixed or graded otherwise, and why it moved.
//!
//! Only what the folders tell is used; the inputs are not needed. A cause is certain only if nothing else that differs
//! between the runs could have brought the move about: what cannot be told apart is said to be so.

mod between;
mod cause;
mod folder;
mod moves;
#[cfg(test)]
mod tests;

pub use between::Between;
pub use folder::{DiffError, Written};
pub use moves::moves;

use crate::model::words;

words! {
    /// What is compared.
    pub enum What {
        /// A change and its verdict.
        Change = "change",
        /// A finding of a control test.
        Finding = "finding",
    }
}

words! {
    /// How something moved.
    pub enum Sort {
        /// It is worse than it was: proven or passed before.
        Worse = "worse",
        /// It is only in the new report.
        New = "new",
        /// It is only in the old report.
        Gone = "gone",
        /// It was a lapse or failure and is none any more.
        Fixed = "fixed",
        /// It is graded otherwise.
        Regraded = "regraded",
        /// It is graded the same, for other reasons.
        Changed = "changed",
    }
}

words! {
    /// What made something move.
    pub enum Cause {
        /// A decision of a reviewer.
        Override = "override",
        /// An exception that was granted, or ended.
        Exception = "exception",
        /// Evidence, or a ticket, that the old report did not have.
        LateEvidence = "late_evidence",
        /// Other records: exports that only one of the reports read.
        OtherRecords = "other_records",
        /// Another policy: thresholds, required levels, control tests.
        Policy = "policy",
        /// Other mappings: sources, events, phrases, weights.
        Mapping = "mapping",
        /// Another setting, such as the time of judgement.
        Setting = "setting",
        /// Another version of the program.
        Version = "version",
        /// Nothing differs that could explain it.
        Unexplained = "unexplained",
    }
}

/// Something that moved between two reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// What it is.
    pub what: What,
    /// Its id.
    pub id: String,
    /// What it is about, in words.
    pub about: String,
    /// How it moved.
    pub sort: Sort,
    /// What the old report says; `None` if it is not in it.
    pub was: Option<String>,
    /// What the new report says; `None` if it is not in it.
    pub now: Option<String>,
    /// What made it move: one cause if it can be told, else all that may have.
    pub causes: Vec<Cause>,
    /// What the causes rest on, in words.
    pub said: String,
    /// Records in the old report's inputs, as `file:record`.
    pub old_rows: Vec<String>,
    /// Records in the new report's inputs.
    pub new_rows: Vec<String>,
}

impl Move {
    /// Whether the cause can be told.
    #[must_use]
    pub fn is_told(&self) -> bool {
        matches!(self.causes[..], [cause] if cause != Cause::Unexplained)
    }
}
