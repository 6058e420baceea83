//! Fitting the weights of linking to labelled exports.
//!
//! Each change chooses among the tickets that are weighed for it and none: a conditional logit
//! (McFadden 1973), in which the sum of a ticket's weights is its utility and none is worth 0. So
//! tickets compete in the fit as they do in linking, and a sum is the log-odds against no ticket.
//! The weights are drawn towards the present ones, of which each keeps its sign: what the data do
//! not tell stays as it was reasoned. How right and how well calibrated the links of the fitted
//! weights are is measured by the real linking, on labelled exports that a fit has not seen.

mod check;
mod choice;
mod labelled;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeMap;

pub use check::Check;
pub use labelled::{Labelled, LabelledError};
pub use written::written;

use choice::{Choice, Strength, fitted};

/// Folds of the check.
const FOLDS: usize = 5;

/// What a fit found.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The labelled exports, by name.
    pub names: Vec<String>,
    /// Changes that have a ticket to choose, or none, among at least one that is weighed.
    pub changes: usize,
    /// Pairs of a change and a weighed ticket.
    pub pairs: usize,
    /// As how many changes they counted, at most.
    pub trust: f64,
    /// Every weight: the present value, the fitted one, and in how many pairs it takes part.
    pub weights: BTreeMap<String, Weight>,
    /// The present weights on all labelled exports.
    pub before: Check,
    /// Weights fitted on the other folds, on each fold.
    pub held_out: Check,
}

/// A weight before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// The present value.
    pub before: f64,
    /// The fitted value, to one decimal.
    pub after: f64,
    /// Pairs that it takes part in.
    pub pairs: usize,
}

/// Fits the weights to labelled exports, all read with the same mappings.
///
/// `trust` is how many changes the labelled ones count for, however many they are: the fewer, the
/// nearer the weights stay to the present ones.
#[must_use]
pub fn fit(labelled: &[Labelled], trust: f64) -> Fit {
    let choices: Vec<Vec<Choice>> = labelled.iter().map(Labelled::choices).collect();
    let present = labelled.first().map(|one| one.rules().weights().clone()).unwrap_or_default();
    let strength = Strength { trust };
    let mut before = Check::default();
    let mut held_out = Check::default();
    for one in labelled {
        before.add(one, &present, |_| true);
    }
    for fold in 0..FOLDS {
        let is_held_out = |at: usize, account: usize| fold_of(labelled.len(), at, account) == fold;
        let others: Vec<&Choice> = numbered(&choices)
            .filter(|(at, choice)| !is_held_out(*at, choice.account))
            .map(|(_, choice)| choice)
            .collect();
        let weights = fitted(&others, &present, strength);
        for (at, one) in labelled.iter().enumerate() {
            held_out.add(one, &weights, |account| is_held_out(at, account));
        }
    }
    let all: Vec<&Choice> = choices.iter().flatten().collect();
    let after = fitted(&all, &present, strength);
    let weights = present
        .iter()
        .map(|(name, before)| {
            let pairs =
                all.iter().flat_map(|choice| &choice.tickets).filter(|terms| terms.contains(name)).count();
            (name.clone(), Weight { before: *before, after: after[name], pairs })
        })
        .collect();
    Fit {
        trust,
        names: labelled.iter().map(|one| one.name.clone()).collect(),
        changes: all.len(),
        pairs: all.iter().map(|choice| choice.tickets.len()).sum(),
        weights,
        before,
        held_out,
    }
}

/// The fold of a change: by its folder, or, of a single folder, by its account.
fn fold_of(folders: usize, folder: usize, account: usize) -> usize {
    (if folders > 1 { folder } else { account }) % FOLDS
}

/// All choices with the number of their folder.
fn numbered(choices: &[Vec<Choice>]) -> impl Iterator<Item = (usize, &Choice)> {
    choices.iter().enumerate().flat_map(|(at, of_folder)| of_folder.iter().map(move |choice| (at, choice)))
}
