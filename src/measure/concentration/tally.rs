//! One comparison: what was seen against what chance would bring, stratum by stratum.

use rayon::prelude::*;

use super::ConcentrationPolicy;
use crate::measure::statistics::tail::{Binomial, Counting, Hypergeometric};
use crate::model::{ChangeId, Concentration, ConcentrationOf, Concentrations, Gathering, short_hash};

/// One stratum: so many there are, so many of them are marked, so many are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stratum {
    pub(super) all: u64,
    pub(super) marked: u64,
    pub(super) drawn: u64,
}

/// A comparison before it is known how many there are.
#[derive(Debug, Clone)]
pub(super) struct Compared<'a> {
    pub(super) dimension: ConcentrationOf,
    pub(super) left: &'a str,
    pub(super) right: &'a str,
    pub(super) what: Gathering,
    pub(super) observed: u64,
    pub(super) of: u64,
    pub(super) strata: Vec<Stratum>,
    pub(super) changes: Vec<&'a ChangeId>,
}

/// How many chance would bring, and how probable so many or more are.
///
/// In one stratum this is the hypergeometric tail. A hypergeometric count is a sum of independent indicators (V. A.
/// Vatutin and V. G. Mikhailov, Theory of Probability and its Applications 27, 1982), so a count over several strata is
/// one too, and from one above its mean on its tail is at most that of the binomial with as many trials and the same
/// mean (W. Hoeffding, Annals of Mathematical Statistics 27, 1956): too high rather than too low. Nearer to the mean
/// nothing is claimed.
pub(super) fn chance(strata: &[Stratum], observed: u64) -> (f64, f64) {
    if let [one] = strata {
        let law = Hypergeometric::new(one.all, one.marked, one.drawn);
        return (law.mean(), law.at_least(observed));
    }
    let expected: f64 =
        strata.iter().map(|one| Hypergeometric::new(one.all, one.marked, one.drawn).mean()).sum();
    let trials: u64 = strata.iter().map(|one| one.marked.min(one.drawn)).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (trials_, observed_) = (trials as f64, observed as f64);
    if trials == 0 || observed_ < expected + 1.0 {
        return (expected, 1.0);
    }
    (expected, Binomial::new(trials, expected / trials_).at_least(observed))
}

/// All comparisons with the correction for `comparisons` of them (of which `pairs` are between people), the least
/// probable first.
pub(super) fn concluded(
    compared: Vec<Compared<'_>>,
    (pairs, comparisons): (u64, u64),
    policy: &ConcentrationPolicy,
) -> Concentrations {
    let mut compared: Vec<(f64, f64, Compared<'_>)> = compared
        .into_par_iter()
        .map(|one| {
            let (expected, chance) = chance(&one.strata, one.observed);
            (chance, expected, one)
        })
        .collect();
    compared.sort_by(|(a, _, one), (b, _, other)| {
        let names = (one.dimension, one.what, one.left, one.right);
        a.total_cmp(b).then_with(|| names.cmp(&(other.dimension, other.what, other.left, other.right)))
    });
    let chances: Vec<f64> = compared.iter().map(|one| one.0).collect();
    let adjusted = holm(&chances, comparisons);
    let compared = compared
        .into_iter()
        .zip(adjusted)
        .map(|((chance, expected, one), adjusted)| concentration(one, (expected, chance, adjusted), policy))
        .collect();
    Concentrations { comparisons, pairs, level: policy.level, compared }
}

/// Holm's step-down correction of rising p-values which are the least of `family`; the others are taken to show nothing.
pub(super) fn holm(rising: &[f64], family: u64) -> Vec<f64> {
    let family = family.max(rising.len() as u64);
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let left = |rank: usize| (family - rank as u64) as f64;
    let mut most: f64 = 0.0;
    rising
        .iter()
        .enumerate()
        .map(|(rank, chance)| {
            most = most.max(left(rank) * chance).min(1.0);
            most
        })
        .collect()
}

fn concentration(
    one: Compared<'_>,
    (expected, chance, adjusted): (f64, f64, f64),
    policy: &ConcentrationPolicy,
) -> Concentration {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let enough = one.observed as f64 >= policy.ratio * expected;
    Concentration {
        id: format!("con-{}", short_hash(&[one.dimension.as_str(), one.what.as_str(), one.left, one.right])),
        dimension: one.dimension,
        left: one.left.to_owned(),
        right: one.right.to_owned(),
        what: one.what,
        observed: one.observed,
        of: one.of,
        expected,
        chance,
        adjusted,
        stands_out: adjusted <= policy.level && enough,
        changes: one.changes.into_iter().take(policy.ids_kept).cloned().collect(),
    }
}
