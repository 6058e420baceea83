//! Control tests: what each of CT-01 to CT-35 says over its whole population.
//!
//! A test is a small function that goes through its population and records, for every item,
//! an outcome with the sentence that it was decided on. Missing inputs are never a pass.

mod approval;
mod credential;
mod index;
mod nhi;
mod outcome;
mod population;
#[cfg(test)]
pub(crate) mod sample;
mod sequence;
mod sheet;
mod table;
mod ticket;
mod verification;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::correlate::request::Request;
use crate::directory::{Acting, Directory};
use crate::mapping::controls::{ControlDefinition, Controls};
use crate::mapping::{MappingError, Mappings};
use crate::model::{
    Case, ControlResult, ControlTest, ControlTestId, Coverage, Event, InputFile, Span, Ticket, TicketResult,
};

use index::Index;
use sheet::Sheet;
use table::TABLE;

pub use crate::mapping::secrets::SecretPatterns;
pub use credential::temporary_life;

/// Size and hash that the owner of an export declared for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredFile {
    /// Name as [`InputFile::name`].
    pub name: String,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Records.
    pub rows: u64,
}

/// What the tests are run on.
#[derive(Debug, Clone, Copy)]
pub struct ControlInput<'a> {
    /// Definitions and parameters.
    pub controls: &'a Controls,
    /// Patterns of secrets in texts.
    pub secrets: &'a SecretPatterns,
    /// The period that the report is about, if one was stated.
    pub period: Option<Span>,
    /// What the owners of the exports declared; empty if nothing.
    pub declared: &'a [DeclaredFile],
    /// Input files.
    pub files: &'a [InputFile],
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// All changes with links, evidence and verdicts.
    pub cases: &'a [Case],
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What each asks for, in the order of `tickets`.
    pub requests: &'a [Request],
    /// First-contact outcomes, in the order of `tickets`.
    pub ticket_results: &'a [TicketResult],
    /// Events that were kept.
    pub events: &'a [Event],
    /// The persons of each.
    pub acting: &'a [Acting],
    /// Who is who.
    pub directory: &'a Directory,
    /// Items (ids of changes of a sample) of which findings are listed also where they pass.
    pub followed: &'a BTreeSet<String>,
}

/// Everything one test function sees.
#[derive(Clone, Copy)]
struct Run<'a> {
    input: &'a ControlInput<'a>,
    index: &'a Index<'a>,
    definition: &'a ControlDefinition,
    /// Results of the tests that were run before.
    earlier: &'a [ControlResult],
}

/// What the tests ask and which controls they give evidence for, by id.
///
/// # Errors
/// A fault in the mapping files, or a parameter that a test needs and its file lacks.
pub fn definitions(mappings: &Mappings) -> Result<Vec<ControlTest>, MappingError> {
    Ok(load(mappings)?.tests())
}

/// Reads the definitions and holds them against the table of tests.
///
/// # Errors
/// As [`definitions`].
pub fn load(mappings: &Mappings) -> Result<Controls, MappingError> {
    let controls = Controls::load(mappings)?;
    table::check(&controls)?;
    Ok(controls)
}

/// Runs all tests, in the order of their ids. `input.controls` must come from [`load`].
#[must_use]
pub fn run(input: &ControlInput<'_>) -> Vec<ControlResult> {
    run_keeping(input, &|_| false)
}

/// The same, with every pass listed of the tests whose ids `keeps_passes` wants; [`leave_out_passes`] takes
/// them out again.
#[must_use]
pub fn run_keeping(
    input: &ControlInput<'_>,
    keeps_passes: &(dyn Fn(&str) -> bool + Sync),
) -> Vec<ControlResult> {
    let index = Index::of(input);
    let run = |row: &table::Row, earlier: &[ControlResult]| {
        let definition = input.controls.get(row.id)?;
        let mut sheet = Sheet::of(definition, input.followed, keeps_passes(row.id));
        (row.run)(Run { input, index: &index, definition, earlier }, &mut sheet);
        Some(sheet.finish())
    };
    // Of the tests only the last rests on others.
    let (others, last) = TABLE.split_at(TABLE.len() - 1);
    let mut results: Vec<ControlResult> = others.par_iter().filter_map(|row| run(row, &[])).collect();
    for row in last {
        let result = run(row, &results);
        results.extend(result);
    }
    results
}

/// Whether a test can be made at all: of some no export that is read holds the inputs.
#[must_use]
pub fn is_automated(test: &ControlTestId) -> bool {
    TABLE.iter().any(|row| row.id == test.0 && row.is_automated)
}

/// Leaves the passes of large populations out of the findings: they are counted, and would be most of a report.
pub fn leave_out_passes(results: &mut [ControlResult], followed: &BTreeSet<String>) {
    results.iter_mut().for_each(|result| sheet::leave_out_passes(result, followed));
}

/// A test that is not automated: no export that is read today can give its inputs.
fn untested(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let needs = &run.definition.needs;
    sheet.untested(format!(
        "not run: it needs {needs}; no export that is read holds it, so the test is not automated"
    ));
}

#[cfg(test)]
mod tests;
