//! Exceptions that somebody granted, and notes and sign-offs of reviewers.

use super::Instant;
use super::control::{ControlTestId, FindingId, TestOutcome};
use super::words::words;

/// `exc-` and twelve hex digits derived from test, scope and owner.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ExceptionId(pub String);

/// That a finding was excepted: what it was, and by which exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excepted {
    /// What the test said; always shown beside the exception.
    pub was: TestOutcome,
    /// The exception.
    pub by: ExceptionId,
}

words! {
    /// What became of a granted exception.
    pub enum ExceptionState {
        /// It excepts at least one finding.
        InUse = "in_use",
        /// Its day has passed: it excepts nothing.
        Expired = "expired",
        /// Nothing of its scope was found.
        Unused = "unused",
        /// All that it would except is excepted by an earlier one.
        Shadowed = "shadowed",
        /// What it covers passes by itself.
        WouldHavePassed = "would_have_passed",
    }
}

/// A granted exception and what became of it.
#[derive(Debug, Clone)]
pub struct SettledException {
    /// Its id.
    pub id: ExceptionId,
    /// Its line in the file.
    pub line: usize,
    /// The test.
    pub test: ControlTestId,
    /// What it covers, as written.
    pub scope: String,
    /// Why it was granted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: chrono::NaiveDate,
    /// What became of it.
    pub state: ExceptionState,
    /// Findings that it excepts.
    pub findings: Vec<FindingId>,
    /// The same in a sentence.
    pub said: String,
}

words! {
    /// What a reviewer left.
    pub enum NoteKind {
        /// A remark.
        Note = "note",
        /// The mark of a procedure done.
        Tick = "tick",
        /// A sign-off.
        SignOff = "sign_off",
    }
}

words! {
    /// Whether what a reviewer left still stands.
    pub enum NoteState {
        /// What it is about says the same as then.
        Stands = "stands",
        /// What it is about says something else now: to be looked at again.
        Changed = "changed",
        /// What it is about is not in this report.
        Gone = "gone",
    }
}

/// What a reviewer left on something of an earlier report, carried to this one.
#[derive(Debug, Clone)]
pub struct CarriedNote {
    /// Id of a finding, change, control test or metric.
    pub on: String,
    /// What it is.
    pub kind: NoteKind,
    /// Who left it.
    pub by: String,
    /// When, if written.
    pub at: Option<Instant>,
    /// The words.
    pub text: String,
    /// What the thing said when it was left, if written.
    pub then: Option<String>,
    /// What it says now; `None` if it is gone.
    pub now: Option<String>,
    /// Whether it still stands.
    pub state: NoteState,
    /// File and line that it was read from.
    pub place: String,
}
