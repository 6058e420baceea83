//! What is given beside the exports: it stands among the inputs, with its hash.

use std::path::Path;

use crate::assess::control;
use crate::assess::exception::{ExceptionInput, apply};
use crate::mapping::MappingError;
use crate::mapping::controls::Controls;
use crate::model::{ControlResult, Exception, ExceptionState, FileId, FileUse, InputFile, SettledException};
use crate::source::{self, Reading};

/// Exceptions that a warning names.
const NAMED: usize = 3;

/// Takes a file among the inputs; one that stands there already, unknown, is known now.
pub(super) fn enter(file: &InputFile, reading: &mut Reading) {
    let is_same = |known: &&mut InputFile| known.used_as == FileUse::Unknown && known.sha256 == file.sha256;
    if let Some(known) = reading.files.iter_mut().find(is_same) {
        *known = InputFile { id: known.id, name: known.name.clone(), ..file.clone() };
    } else {
        let id = FileId(u32::try_from(reading.files.len()).unwrap_or(u32::MAX));
        reading.files.push(InputFile { id, ..file.clone() });
    }
}

/// The exceptions of a run.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    file: Option<InputFile>,
    granted: Vec<Exception>,
}

impl Exceptions {
    /// Reads the file, if one is given.
    ///
    /// # Errors
    /// As of [`source::exceptions`].
    pub(super) fn read(path: Option<&Path>, controls: &Controls) -> Result<Self, MappingError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let tests: Vec<_> = controls.tests().into_iter().map(|test| test.id).collect();
        let read = source::exceptions(path, &tests)?;
        Ok(Self { file: Some(read.file), granted: read.exceptions })
    }

    /// Takes the file among the inputs.
    pub(super) fn enter(&self, reading: &mut Reading) {
        self.file.iter().for_each(|file| enter(file, reading));
    }

    /// Whether there is an exception from a test.
    pub(super) fn are_from(&self, test: &str) -> bool {
        self.granted.iter().any(|granted| granted.test.0 == test)
    }

    /// Applies them, and leaves out the passes that were kept for them.
    pub(super) fn apply(
        &self,
        controls: &mut [ControlResult],
        input: &ExceptionInput<'_>,
    ) -> Vec<SettledException> {
        let settled = apply(&self.granted, controls, input);
        control::leave_out_passes(controls);
        settled
    }

    /// What the reader must know first of them.
    pub(super) fn warnings(&self, settled: &[SettledException]) -> Vec<String> {
        let Some(file) = &self.file else { return Vec::new() };
        let excepted: usize = settled.iter().map(|one| one.findings.len()).sum();
        let idle: Vec<&SettledException> =
            settled.iter().filter(|one| one.state != ExceptionState::InUse).collect();
        let mut warnings = Vec::new();
        if excepted > 0 {
            let (failures, are) = if excepted == 1 { ("failure", "is") } else { ("failures", "are") };
            warnings.push(format!(
                "{excepted} {failures} of control tests {are} excepted by {}: what the tests said stands beside it.",
                file.name
            ));
        }
        if !idle.is_empty() {
            let told: Vec<String> = idle
                .iter()
                .take(NAMED)
                .map(|one| format!("line {} ({}) {}", one.line, one.test.0, one.said))
                .collect();
            let more = idle.len().saturating_sub(NAMED);
            let more =
                if more == 0 { String::new() } else { format!("; {more} more in data/exceptions.csv") };
            warnings.push(format!(
                "Of {} exceptions in {} {} except nothing: {}{more}.",
                settled.len(),
                file.name,
                idle.len(),
                told.join("; ")
            ));
        }
        let own = |one: &&SettledException| one.state == ExceptionState::InUse && one.said.contains(';');
        warnings.extend(
            settled
                .iter()
                .filter(own)
                .map(|one| format!("{}, line {}: it {}.", file.name, one.line, one.said)),
        );
        warnings
    }
}
