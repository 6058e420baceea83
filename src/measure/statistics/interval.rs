//! Two-sided 95 % intervals of shares and of counts, and one-sided limits of shares at any confidence.

use super::tail::{Binomial, Counting, Poisson};
use super::{Z, real};

/// The probability in each tail of a two-sided 95 % interval.
const TAIL: f64 = 0.025;

/// Halvings until a bracket is as fine as a number can be.
const HALVINGS: u32 = 60;

/// The Wilson score interval of a share, without continuity correction; `None` of nothing.
///
/// On average it covers 95 %, also for small numbers and shares near 0 and 1 (E. B. Wilson, JASA 22, 1927;
/// recommended by R. G. Newcombe, Statistics in Medicine 17, 1998).
/// A numerator above the denominator is taken as the denominator.
#[must_use]
pub fn wilson(numerator: u64, denominator: u64) -> Option<(f64, f64)> {
    if denominator == 0 {
        return None;
    }
    let (hits, n) = (real(numerator.min(denominator)), real(denominator));
    let share = hits / n;
    let z2 = Z * Z;
    let centre = share + z2 / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    Some((((centre - spread) / scale).max(0.0), ((centre + spread) / scale).min(1.0)))
}

/// The exact interval of a share after Clopper and Pearson (Biometrika 26, 1934); `None` of nothing.
///
/// It always covers at least 95 % and is wider than Wilson's for it.
/// A numerator above the denominator is taken as the denominator.
#[must_use]
pub fn exact(numerator: u64, denominator: u64) -> Option<(f64, f64)> {
    if denominator == 0 {
        return None;
    }
    let hits = numerator.min(denominator);
    let low = |share: f64| Binomial::new(denominator, share).at_least(hits) < TAIL;
    let high = |share: f64| Binomial::new(denominator, share).at_most(hits) >= TAIL;
    let from = if hits == 0 { 0.0 } else { turning_point(0.0, 1.0, low) };
    let to = if hits == denominator { 1.0 } else { turning_point(0.0, 1.0, high) };
    Some((from, to))
}

/// The exact one-sided upper limit of a share after Clopper and Pearson at a confidence (0 to 1); `None` of nothing.
///
/// AICPA's Audit Guide "Audit Sampling" prints it in tables.
#[must_use]
pub fn upper(numerator: u64, denominator: u64, confidence: f64) -> Option<f64> {
    if denominator == 0 {
        return None;
    }
    let hits = numerator.min(denominator);
    if hits == denominator {
        return Some(1.0);
    }
    let may_be = |share: f64| Binomial::new(denominator, share).at_most(hits) >= 1.0 - confidence;
    Some(turning_point(0.0, 1.0, may_be))
}

/// The exact interval of the mean of which a count of independent events was seen (F. Garwood, Biometrika 28, 1936).
#[must_use]
pub fn poisson(count: u64) -> (f64, f64) {
    let low = |mean: f64| Poisson::new(mean).at_least(count) < TAIL;
    let high = |mean: f64| Poisson::new(mean).at_most(count) >= TAIL;
    let seen = real(count);
    let above = seen + 10.0 * (seen.sqrt() + 1.0);
    let from = if count == 0 { 0.0 } else { turning_point(0.0, seen, low) };
    (from, turning_point(seen, above, high))
}

/// The same interval by Byar's approximation, which needs no search and is good from about ten on (N. E. Breslow and
/// N. E. Day, "Statistical Methods in Cancer Research" II, IARC 1987, formula 2.13).
#[must_use]
pub fn byar(count: u64) -> (f64, f64) {
    let limit = |seen: f64, z: f64| seen * (1.0 - 1.0 / (9.0 * seen) + z / (3.0 * seen.sqrt())).powi(3);
    let from = if count == 0 { 0.0 } else { limit(real(count), -Z).max(0.0) };
    (from, limit(real(count) + 1.0, Z))
}

/// Where a statement that holds at the beginning of a bracket ceases to hold.
fn turning_point(mut from: f64, mut to: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(from, to);
        if holds(middle) {
            from = middle;
        } else {
            to = middle;
        }
    }
    f64::midpoint(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near((from, to): (f64, f64), low: f64, high: f64, within: f64) {
        assert!((from - low).abs() < within, "{from} is not {low}");
        assert!((to - high).abs() < within, "{to} is not {high}");
    }

    /// The four worked examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
    /// Statistics in Medicine 17 (1998), table I, method 3.
    #[test]
    fn the_worked_examples_of_newcombe() {
        near(wilson(81, 263).unwrap(), 0.2553, 0.3662, 5e-5);
        near(wilson(15, 148).unwrap(), 0.0624, 0.1605, 5e-5);
        near(wilson(0, 20).unwrap(), 0.0000, 0.1611, 5e-5);
        near(wilson(1, 29).unwrap(), 0.0061, 0.1718, 5e-5);
    }

    /// The same table, method 5.
    #[test]
    fn the_worked_examples_of_newcombe_exact() {
        near(exact(81, 263).unwrap(), 0.2527, 0.3676, 5e-5);
        near(exact(15, 148).unwrap(), 0.0578, 0.1617, 5e-5);
        near(exact(0, 20).unwrap(), 0.0000, 0.1684, 5e-5);
        near(exact(1, 29).unwrap(), 0.0009, 0.1776, 5e-5);
    }

    /// AICPA Audit Guide "Audit Sampling" (2017), tables, which round up to a tenth of a percent; as
    /// printed in the benchmarks of the R package jfa (tests of appendix A).
    #[test]
    fn upper_limits_as_the_tables_of_the_aicpa_print_them() {
        let print = |deviations, drawn, confidence| {
            (upper(deviations, drawn, confidence).unwrap() * 1000.0).ceil() / 10.0
        };
        let at_95 = [
            (20, [14.0, 21.7, 28.3, 34.4, 40.2]),
            (25, [11.3, 17.7, 23.2, 28.2, 33.0]),
            (30, [9.6, 14.9, 19.6, 23.9, 28.0]),
            (60, [4.9, 7.7, 10.2, 12.5, 14.7]),
            (100, [3.0, 4.7, 6.2, 7.6, 9.0]),
            (200, [1.5, 2.4, 3.2, 3.9, 4.6]),
            (500, [0.6, 1.0, 1.3, 1.6, 1.9]),
        ];
        let at_90 = [
            (25, [8.8, 14.7, 20.0, 24.9, 29.5]),
            (60, [3.8, 6.4, 8.7, 10.8, 12.9]),
            (100, [2.3, 3.9, 5.3, 6.6, 7.9]),
        ];
        for (confidence, table) in [(0.95, &at_95[..]), (0.90, &at_90[..])] {
            for (drawn, limits) in table {
                for (deviations, limit) in limits.iter().enumerate() {
                    assert_eq!(
                        print(deviations as u64, *drawn, confidence),
                        *limit,
                        "{deviations} of {drawn}"
                    );
                }
            }
        }
        assert_eq!((upper(0, 0, 0.95), upper(7, 7, 0.95)), (None, Some(1.0)));
    }

    /// GraphPad's explanation of the interval of a count (Garwood's method) works the example of 25: 16.18 to 36.90;
    /// of none the upper limit is 3.689, of ten the interval 4.80 to 18.39 (also R, `epitools::pois.exact`).
    #[test]
    fn counts_as_graphpad_works_them() {
        near(poisson(25), 16.18, 36.90, 0.005);
        near(poisson(0), 0.0, 3.689, 5e-4);
        near(poisson(10), 4.80, 18.39, 0.006);
    }

    /// The example in the documentation of the Ruby gem `byar`: 100 observed, 90 expected, 0.904 to 1.351.
    #[test]
    fn byar_of_one_hundred_observed_and_ninety_expected() {
        let (from, to) = byar(100);
        near((from / 90.0, to / 90.0), 0.90402, 1.35143, 5e-5);
    }

    #[test]
    fn byar_is_close_to_exact_from_ten_on() {
        for count in [10, 24, 100, 1_000, 100_000] {
            let (from, to) = poisson(count);
            near(byar(count), from, to, 0.002 * to);
        }
    }

    #[test]
    fn the_ends_stay_inside_zero_and_one() {
        for interval in [wilson, exact] {
            assert_eq!(interval(0, 0), None);
            assert!(interval(0, 1).unwrap().0.abs() < 1e-12);
            assert!((interval(7, 7).unwrap().1 - 1.0).abs() < 1e-12);
            assert!(interval(u64::MAX, 3).unwrap().1 <= 1.0);
        }
        assert!(wilson(3, u64::MAX).unwrap().1 < 1e-9);
    }
}
