//! What is given beside the exports: it stands among the inputs, with its hash.

use std::path::{Path, PathBuf};

use crate::assess::exception::{ExceptionInput, apply};
use crate::mapping::MappingError;
use crate::mapping::controls::Controls;
use crate::measure::notes::{NotedInput, carried};
use crate::model::{
    CarriedNote, ControlResult, Exception, ExceptionState, FileId, FileUse, InputFile, NoteState, ReviewNote,
    SettledException,
};
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

    /// Applies them.
    pub(super) fn apply(
        &self,
        controls: &mut [ControlResult],
        input: &ExceptionInput<'_>,
    ) -> Vec<SettledException> {
        apply(&self.granted, controls, input)
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
        let told = |one: &&SettledException| {
            format!("{}, line {} ({}): the exception {}.", file.name, one.line, one.test.0, one.said)
        };
        warnings.extend(idle.iter().take(NAMED).map(told));
        if let more @ 1.. = idle.len().saturating_sub(NAMED) {
            warnings.push(format!(
                "{more} more of the {} exceptions in {} except nothing: see data/exceptions.csv.",
                settled.len(),
                file.name
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

/// What reviewers left on earlier reports.
#[derive(Debug, Default)]
pub(super) struct Notes {
    files: Vec<InputFile>,
    written: Vec<ReviewNote>,
}

impl Notes {
    /// Reads the files, if any are given; their order does not matter.
    ///
    /// # Errors
    /// As of [`source::notes`].
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, MappingError> {
        let mut read = paths.iter().map(|path| source::notes(path)).collect::<Result<Vec<_>, _>>()?;
        read.sort_by(|one, other| {
            (&one.file.name, &one.file.sha256).cmp(&(&other.file.name, &other.file.sha256))
        });
        let mut notes = Self::default();
        for one in read {
            notes.files.push(one.file);
            notes.written.extend(one.notes);
        }
        Ok(notes)
    }

    /// Takes the files among the inputs.
    pub(super) fn enter(&self, reading: &mut Reading) {
        self.files.iter().for_each(|file| enter(file, reading));
    }

    /// Whether there is a note on a finding: those that pass must then be listed.
    pub(super) fn are_on_findings(&self) -> bool {
        self.written.iter().any(|note| note.on.starts_with("fnd-"))
    }

    /// Holds them against what the things say now.
    pub(super) fn carried(&self, input: &NotedInput<'_>) -> Vec<CarriedNote> {
        carried(&self.written, input)
    }

    /// What the reader must know first of them.
    pub(super) fn warnings(carried: &[CarriedNote]) -> Vec<String> {
        let told = |state, what: &str| {
            let of: Vec<&CarriedNote> = carried.iter().filter(|one| one.state == state).collect();
            let first = |one: &CarriedNote| match (&one.then, &one.now) {
                (Some(then), Some(now)) => format!("{} ({then} then, {now} now)", one.on),
                _ => one.on.clone(),
            };
            let named: Vec<String> = of.iter().take(NAMED).map(|one| first(one)).collect();
            let more = if of.len() > NAMED { ", …" } else { "" };
            (!of.is_empty()).then(|| {
                format!(
                    "Notes and sign-offs of reviewers on what {what}: {} of {} ({}{more}); see data/notes.csv.",
                    of.len(),
                    carried.len(),
                    named.join(", ")
                )
            })
        };
        let changed = told(NoteState::Changed, "has changed since and needs another look");
        let gone = told(NoteState::Gone, "is not in this report");
        changed.into_iter().chain(gone).collect()
    }
}
