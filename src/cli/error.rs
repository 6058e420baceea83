//! Exit codes, and how a failure is told: what, where, and what to do.

use std::io::Write as _;

/// The exit codes (DESIGN section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// Findings at or above `--fail-on`.
    Findings = 3,
    /// Inputs incomplete beyond the stated tolerance.
    Incomplete = 4,
    /// A verification does not come out even, or an exact comparison.
    Mismatch = 5,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A run that could not be finished.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What is wrong, with file and line.
    pub message: String,
    /// What to do, one way a line.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure of the run itself.
    #[must_use]
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into(), hints: Vec::new() }
    }

    /// A fault in arguments, mappings or settings.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into(), hints: Vec::new() }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Writes it to standard error.
    pub(super) fn print(&self) {
        let mut out = std::io::stderr().lock();
        // Nothing is left to do if standard error is gone.
        let _ = writeln!(out, "error: {}", self.message);
        for hint in &self.hints {
            let _ = writeln!(out, "  hint: {hint}");
        }
    }
}

impl From<crate::mapping::MappingError> for Failure {
    fn from(error: crate::mapping::MappingError) -> Self {
        Self::usage(format!("mappings/{error}"))
    }
}
