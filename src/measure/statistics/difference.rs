//! Whether two shares differ.

use super::interval::wilson;
use super::real;
use super::tail::{Counting, Hypergeometric};

/// The difference of two independent shares, the second's taken from the first's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// -1 to 1.
    pub value: f64,
    /// Two-sided 95 % interval: the hybrid score interval without continuity correction, method 10 of R. G. Newcombe,
    /// "Interval estimation for the difference between independent proportions" (Statistics in Medicine 17, 1998).
    pub interval: (f64, f64),
    /// The chance that shares of one and the same thing differ so much or more: Fisher's exact test, two-sided as twice
    /// the smaller tail.
    pub chance: f64,
}

/// The difference of two shares, each as numerator and denominator; `None` where one is of nothing.
///
/// A numerator above its denominator is taken as the denominator.
#[must_use]
pub fn difference(first: (u64, u64), second: (u64, u64)) -> Option<Difference> {
    let (low, up) = wilson(first.0, first.1)?;
    let (other_low, other_up) = wilson(second.0, second.1)?;
    let (hits, other_hits) = (first.0.min(first.1), second.0.min(second.1));
    let (share, other) = (real(hits) / real(first.1), real(other_hits) / real(second.1));
    let value = share - other;
    let below = ((share - low).powi(2) + (other_up - other).powi(2)).sqrt();
    let above = ((up - share).powi(2) + (other - other_low).powi(2)).sqrt();
    let law = Hypergeometric::new(first.1.saturating_add(second.1), hits.saturating_add(other_hits), first.1);
    Some(Difference {
        value,
        interval: ((value - below).max(-1.0), (value + above).min(1.0)),
        chance: law.two_sided(hits),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eight worked examples of Newcombe (1998), table II, method 10.
    #[test]
    fn the_worked_examples_of_newcombe() {
        for (first, second, low, up) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = difference(first, second).unwrap();
            assert!((found.interval.0 - low).abs() < 5e-5, "{first:?} {second:?}: {found:?}");
            assert!((found.interval.1 - up).abs() < 5e-5, "{first:?} {second:?}: {found:?}");
        }
    }

    /// R. A. Fisher's lady (The Design of Experiments, 1935): four cups of four told rightly, 1 in 70 on one side.
    #[test]
    fn the_chance_is_fishers() {
        assert!((difference((4, 4), (0, 4)).unwrap().chance - 2.0 / 70.0).abs() < 1e-12);
        assert_eq!(difference((3, 10), (3, 10)).unwrap().chance, 1.0);
    }

    #[test]
    fn turned_round_it_is_the_same_with_the_other_sign() {
        let (one, other) = (difference((5, 56), (3, 29)).unwrap(), difference((3, 29), (5, 56)).unwrap());
        assert!((one.value + other.value).abs() < 1e-12);
        assert!((one.interval.0 + other.interval.1).abs() < 1e-12);
        assert!((one.chance - other.chance).abs() < 1e-9);
    }

    #[test]
    fn of_nothing_there_is_no_difference_and_nonsense_stays_inside() {
        assert_eq!(difference((0, 0), (3, 4)), None);
        assert_eq!(difference((3, 4), (0, 0)), None);
        let found = difference((u64::MAX, 3), (0, u64::MAX)).unwrap();
        assert!(found.interval.0 >= -1.0 && found.interval.1 <= 1.0 && found.chance.is_finite());
    }
}
