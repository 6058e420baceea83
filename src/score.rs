//! How well a report tells what happened: its tables held against a truth.
//!
//! A truth is a folder as `simulate` writes it (`changes.csv`, `tickets.csv`), or of any other
//! maker: of a change only its native ids and its ticket are needed, and what else is given is
//! scored. Changes are paired by native ids, tickets by number. Every rate keeps its numerator
//! and denominator; what cannot be scored is named, never counted as right.

mod agreement;
mod attacks;
mod calibration;
mod changes;
mod contact;
mod document;
mod found;
mod links;
mod model;
mod orphans;
mod pairing;
mod table;
#[cfg(test)]
mod tests;
mod truth;

use std::collections::BTreeMap;
use std::path::Path;

pub use calibration::{Bin, Calibration};
pub use document::document;
pub use model::{Attack, Confusion, Example, Figure, Rate, Scores, ValueRates};
pub use table::ScoreError;

use found::Found;
use pairing::Pairing;
use truth::Truth;

/// Scores the report in a folder (with `data/changes.csv` and `data/tickets.csv`) against a truth.
///
/// # Errors
/// A table that is missing or no table, a column that is needed and missing, a native id or a
/// ticket that the truth tells twice, a number that is none.
pub fn score(truth: &Path, report: &Path) -> Result<Scores, ScoreError> {
    let truth = Truth::read(truth)?;
    let found = Found::read(report, truth.tickets.is_some())?;
    let pairing = Pairing::of(&truth.changes, &found.changes);
    let board = Board { truth: &truth, found: &found, pairing: &pairing };
    let mut scores = Scores::new(&truth, &found);
    changes::score(&board, &mut scores);
    links::score(&board, &mut scores);
    orphans::score(&board, &mut scores);
    agreement::of_changes(&board, &mut scores);
    contact::score(&board, &mut scores);
    attacks::score(&board, &mut scores);
    scores.calibration = calibration::of_links(&board);
    Ok(scores)
}

/// The ticket of every native id of a truth's changes; empty of a change without one.
///
/// # Errors
/// As of [`score`].
pub fn tickets_by_native_id(truth: &Path) -> Result<BTreeMap<String, String>, ScoreError> {
    let changes = Truth::read(truth)?.changes;
    let of_change =
        |change: truth::TrueChange| change.ids.into_iter().map(move |id| (id, change.ticket.clone()));
    Ok(changes.into_iter().flat_map(of_change).collect())
}

/// What every part of the scoring looks at.
struct Board<'a> {
    truth: &'a Truth,
    found: &'a Found,
    pairing: &'a Pairing,
}

impl Board<'_> {
    /// Every true change with the reported one that stands for it.
    fn pairs(&self) -> impl Iterator<Item = (&truth::TrueChange, &found::FoundChange)> {
        let found = |ix: &Option<usize>| ix.map(|ix| &self.found.changes[ix]);
        let pairs = self.truth.changes.iter().zip(&self.pairing.of_truth);
        pairs.filter_map(move |(truth, ix)| Some((truth, found(ix)?)))
    }
}
