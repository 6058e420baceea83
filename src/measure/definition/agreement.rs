//! How far every two definitions agree.

use std::collections::BTreeMap;

use super::{Pattern, place, share};
use crate::model::{Agreement, Definition};

/// How many tickets two definitions tell alike and apart.
#[derive(Debug, Clone, Copy, Default)]
struct Cells {
    both_yes: u64,
    only_a: u64,
    only_b: u64,
    both_no: u64,
    not_comparable: u64,
}

/// Every two definitions, in the order of their declaration.
pub(super) fn pairs(patterns: &BTreeMap<Pattern, u64>) -> Vec<Agreement> {
    let all = Definition::ALL;
    let pairs = all.iter().flat_map(|a| all[place(*a) + 1..].iter().map(move |b| (*a, *b)));
    pairs.map(|(a, b)| agreement(a, b, cells(a, b, patterns))).collect()
}

fn cells(a: Definition, b: Definition, patterns: &BTreeMap<Pattern, u64>) -> Cells {
    let mut cells = Cells::default();
    for ((answers, _), count) in patterns {
        let cell = match (answers.of(a).told(), answers.of(b).told()) {
            (Some(true), Some(true)) => &mut cells.both_yes,
            (Some(true), Some(false)) => &mut cells.only_a,
            (Some(false), Some(true)) => &mut cells.only_b,
            (Some(false), Some(false)) => &mut cells.both_no,
            _ => &mut cells.not_comparable,
        };
        *cell += count;
    }
    cells
}

fn agreement(a: Definition, b: Definition, cells: Cells) -> Agreement {
    let Cells { both_yes, only_a, only_b, both_no, not_comparable } = cells;
    let all = both_yes + only_a + only_b + both_no;
    Agreement {
        a,
        b,
        both_yes,
        only_a,
        only_b,
        both_no,
        not_comparable,
        raw: share(both_yes + both_no, all),
        kappa: kappa(cells),
    }
}

/// Cohen's kappa (J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement
/// 20, 1960): agreement beyond that of chance, as a share of what is possible beyond it.
fn kappa(cells: Cells) -> Option<f64> {
    let Cells { both_yes, only_a, only_b, both_no, .. } = cells;
    let all = both_yes + only_a + only_b + both_no;
    let observed = share(both_yes + both_no, all)?;
    let (yes_a, yes_b) = (share(both_yes + only_a, all)?, share(both_yes + only_b, all)?);
    let by_chance = yes_a * yes_b + (1.0 - yes_a) * (1.0 - yes_b);
    let beyond_chance = 1.0 - by_chance;
    (beyond_chance > f64::EPSILON).then(|| (observed - by_chance) / beyond_chance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(both_yes: u64, only_a: u64, only_b: u64, both_no: u64) -> Cells {
        Cells { both_yes, only_a, only_b, both_no, not_comparable: 0 }
    }

    /// J. Sim and C. C. Wright, "The kappa statistic in reliability studies", Physical Therapy 85 (2005), table 1: two
    /// clinicians on 39 patients, 22 and 11 alike, 2 and 4 apart: kappa 0.67.
    #[test]
    fn kappa_is_that_of_a_worked_example() {
        let kappa = kappa(cells(22, 2, 4, 11)).unwrap();
        assert!((kappa - 0.67).abs() < 0.005, "{kappa}");
    }

    #[test]
    fn kappa_is_one_of_perfect_agreement_and_nought_of_chance() {
        assert!((kappa(cells(5, 0, 0, 7)).unwrap() - 1.0).abs() < 1e-12);
        assert!(kappa(cells(25, 25, 25, 25)).unwrap().abs() < 1e-12);
        assert!(kappa(cells(0, 5, 5, 0)).unwrap() < 0.0);
    }

    #[test]
    fn where_both_say_the_same_of_every_ticket_there_is_no_agreement_beyond_chance() {
        assert_eq!(kappa(cells(9, 0, 0, 0)), None);
        assert_eq!(kappa(cells(0, 0, 0, 0)), None);
    }
}
