//! Groups against their case mix, and which differ by more than chance.

use super::grouping::by_key;
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

/// Of each row that counts, the share that rows of its stratum reach overall: what is expected of it.
///
/// `strata` has a key for each row, `hits` whether it is a hit; `None` for a row that does not count.
pub(super) fn expectations(strata: &[u64], hits: &[Option<bool>]) -> Vec<f64> {
    let mut expected = vec![0.0; hits.len()];
    for (_, rows) in by_key(strata) {
        let told = rows.iter().filter_map(|row| hits[*row as usize]);
        let (hit, of) = told.fold((0, 0), |(hit, of), is_hit| (hit + u64::from(is_hit), of + 1));
        let share = if of == 0 { 0.0 } else { real(hit) / real(of) };
        rows.iter()
            .filter(|row| hits[**row as usize].is_some())
            .for_each(|row| expected[*row as usize] = share);
    }
    expected
}

/// What is compared: a group's share with the number of hits expected of it.
pub(super) struct Compared {
    pub(super) share: Share,
    pub(super) expected: f64,
    /// Whether the group has a name: nobody can be asked about what is not known.
    pub(super) is_named: bool,
}

/// Compares the groups of one dimension; `None` for a group that is too small or unnamed, and where there is no other
/// group to differ from.
pub(super) fn compare(
    policy: &MetricsPolicy,
    overall: Share,
    groups: &[Compared],
) -> Vec<Option<Comparison>> {
    let counts = |group: &Compared| group.is_named && group.share.value.is_some();
    if groups.iter().filter(|group| counts(group)).count() < 2 || overall.of == 0 {
        return vec![None; groups.len()];
    }
    let overall = real(overall.hits) / real(overall.of);
    let mut compared: Vec<Option<Comparison>> =
        groups.iter().map(|group| counts(group).then(|| comparison(group, overall)).flatten()).collect();
    let values: Vec<f64> = compared.iter().flatten().map(|compared| compared.p).collect();
    for (compared, p_adjusted) in compared.iter_mut().flatten().zip(holm(&values)) {
        compared.p_adjusted = p_adjusted;
        let way = if compared.ratio > 1.0 { Flag::Above } else { Flag::Below };
        compared.flag = (p_adjusted < policy.flag_below).then_some(way);
    }
    compared
}

fn comparison(group: &Compared, overall: f64) -> Option<Comparison> {
    let of = group.share.of;
    let standard = standardise(group.share.hits, group.expected, overall)?;
    let expected = (group.expected / real(of)).clamp(0.0, 1.0);
    let p = Binomial::new(of, expected).two_sided(group.share.hits);
    Some(Comparison {
        expected: group.expected,
        ratio: standard.ratio,
        ratio_interval: standard.interval,
        adjusted: standard.adjusted,
        funnel: [funnel::limits(expected, of, LEVELS[0])?, funnel::limits(expected, of, LEVELS[1])?],
        p,
        p_adjusted: 1.0,
        flag: None,
    })
}
