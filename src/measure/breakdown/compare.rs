//! Groups against their case mix, and which differ by more than chance.

use super::grouping::{Labelled, by_key};
use crate::measure::metrics::MetricsPolicy;
use crate::measure::statistics::comparison::holm;
use crate::measure::statistics::funnel::{self, LEVELS};
use crate::measure::statistics::interval::wilson;
use crate::measure::statistics::real;
use crate::measure::statistics::standard::standardise;
use crate::measure::statistics::tail::{Binomial, Counting as _};
use crate::model::{Comparison, Flag, Share};

/// A share of a group; too small a group has counts only.
pub(super) fn share(policy: &MetricsPolicy, hits: u64, of: u64) -> Share {
    let is_told = of > 0 && of >= policy.least_group;
    Share {
        hits,
        of,
        value: is_told.then(|| real(hits) / real(of)),
        interval: wilson(hits, of).filter(|_| is_told),
    }
}

/// Which rows are alike: the case mix.
pub(super) struct Strata {
    strata: Vec<Vec<u32>>,
}

impl Strata {
    /// Rows with the same key are alike.
    pub(super) fn new(keys: &[u64]) -> Self {
        Self { strata: by_key(keys).into_iter().map(|(_, rows)| rows).collect() }
    }

    /// Of each row that counts, the share that rows like it reach: what is expected of it. 0 of the others.
    fn expectations(&self, hits: &[Option<bool>]) -> Vec<f64> {
        let mut expected = vec![0.0; hits.len()];
        for rows in &self.strata {
            let (hit, of) = counted(rows, hits);
            let share = if of == 0 { 0.0 } else { real(hit) / real(of) };
            let counting = rows.iter().filter(|row| hits[**row as usize].is_some());
            counting.for_each(|row| expected[*row as usize] = share);
        }
        expected
    }
}

fn counted(rows: &[u32], hits: &[Option<bool>]) -> (u64, u64) {
    let told = rows.iter().filter_map(|row| hits[*row as usize]);
    told.fold((0, 0), |(hit, of), is_hit| (hit + u64::from(is_hit), of + 1))
}

/// The share of each group of a dimension and how it compares; `hits` says of each row whether it is a hit, `None` if
/// it does not count.
///
/// No comparison for a group that is too small or has no name, nor where there is no other to differ from. What has no
/// name neither takes part in what is expected: nobody can be asked about it.
pub(super) fn compared(
    policy: &MetricsPolicy,
    strata: &Strata,
    groups: &[Labelled],
    hits: &[Option<bool>],
) -> Vec<(Share, Option<Comparison>)> {
    let mut told = vec![None; hits.len()];
    for row in groups.iter().filter(|group| !group.name.is_empty()).flat_map(|group| &group.rows) {
        told[*row as usize] = hits[*row as usize];
    }
    let expected = strata.expectations(&told);
    let all: Vec<u32> = (0..).take(told.len()).collect();
    let (hit, of) = counted(&all, &told);
    let overall = if of == 0 { 0.0 } else { real(hit) / real(of) };
    let mut result: Vec<(Share, Option<Comparison>)> = groups
        .iter()
        .map(|group| {
            let (hit, of) = counted(&group.rows, hits);
            let share = share(policy, hit, of);
            let expected = group.rows.iter().map(|row| expected[*row as usize]).sum();
            let is_compared = !group.name.is_empty() && share.value.is_some();
            (share, is_compared.then(|| comparison(share, expected, overall)).flatten())
        })
        .collect();
    settle(policy, &mut result);
    result
}

fn comparison(share: Share, expected: f64, overall: f64) -> Option<Comparison> {
    let standard = standardise(share.hits, expected, overall)?;
    let target = (expected / real(share.of)).clamp(0.0, 1.0);
    let p = Binomial::new(share.of, target).two_sided(share.hits);
    Some(Comparison {
        expected,
        ratio: standard.ratio,
        ratio_interval: standard.interval,
        adjusted: standard.adjusted,
        funnel: [funnel::limits(target, share.of, LEVELS[0])?, funnel::limits(target, share.of, LEVELS[1])?],
        p,
        p_adjusted: p,
        flag: None,
    })
}

/// Corrects for all comparisons of the dimension, and flags what still stands out.
fn settle(policy: &MetricsPolicy, groups: &mut [(Share, Option<Comparison>)]) {
    let values: Vec<f64> = groups.iter().filter_map(|(_, compared)| Some((*compared)?.p)).collect();
    if values.len() < 2 {
        groups.iter_mut().for_each(|(_, compared)| *compared = None);
    }
    let compared = groups.iter_mut().filter_map(|(_, compared)| compared.as_mut());
    for (compared, p_adjusted) in compared.zip(holm(&values)) {
        compared.p_adjusted = p_adjusted;
        let way = if compared.ratio > 1.0 { Flag::Above } else { Flag::Below };
        compared.flag = (p_adjusted < policy.flag_below).then_some(way);
    }
}
