//! Funnel limits: between which values a share lies by chance alone, by the number it is of.

use super::real;
use super::tail::{Binomial, Counting};

/// Two-sided levels that funnels show: 95 % and 99.8 % (D. J. Spiegelhalter, "Funnel plots for comparing institutional
/// performance", Statistics in Medicine 24, 2005), about two and three standard deviations.
pub const LEVELS: [f64; 2] = [0.95, 0.998];

/// The exact binomial limits around an expected share of so many items, at a two-sided level; `None` of nothing.
///
/// Interpolated as in appendix A.1.1 of that paper: with r the least count whose cumulative probability F reaches p,
/// the limit is (r - (F(r) - p) / (F(r) - F(r - 1))) / n; here held inside 0 and 1.
#[must_use]
pub fn limits(expected: f64, of: u64, level: f64) -> Option<(f64, f64)> {
    if of == 0 || !(0.0..=1.0).contains(&expected) || !(0.0..1.0).contains(&level) {
        return None;
    }
    if expected == 0.0 || expected == 1.0 {
        return Some((expected, expected));
    }
    let tail = (1.0 - level) / 2.0;
    Some((limit(expected, of, tail), limit(expected, of, 1.0 - tail)))
}

fn limit(expected: f64, of: u64, p: f64) -> f64 {
    let law = Binomial::new(of, expected);
    let (mut reached, mut below) = (of, None);
    let mut from = 0;
    while from < reached {
        let middle = from + (reached - from) / 2;
        let cumulative = law.at_most(middle);
        if cumulative < p {
            (from, below) = (middle + 1, Some(cumulative));
        } else {
            reached = middle;
        }
    }
    let (at, under) = (law.at_most(reached), below.unwrap_or(0.0));
    let back = if at > under { (at - p) / (at - under) } else { 0.0 };
    ((real(reached) - back) / real(of)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(limits: Option<(f64, f64)>, low: f64, high: f64, within: f64) {
        let (from, to) = limits.unwrap();
        assert!((from - low).abs() < within, "{from} is not {low}");
        assert!((to - high).abs() < within, "{to} is not {high}");
    }

    /// Spiegelhalter's formula on the table of the cumulative binomial distribution (n = 20, p = 0.5: F(5) = 0.0207,
    /// F(6) = 0.0577, F(13) = 0.9423, F(14) = 0.9793; F(3) = 0.0013, F(2) = 0.0002).
    #[test]
    fn limits_from_the_printed_table() {
        let low = (6.0 - (0.0577 - 0.025) / (0.0577 - 0.0207)) / 20.0;
        let high = (14.0 - (0.9793 - 0.975) / (0.9793 - 0.9423)) / 20.0;
        near(limits(0.5, 20, 0.95), low, high, 2e-4);
        let low = (3.0 - (0.0013 - 0.001) / (0.0013 - 0.0002)) / 20.0;
        assert!((limits(0.5, 20, 0.998).unwrap().0 - low).abs() < 3e-3);
    }

    /// For large numbers they are the normal ones: 1.96 and 3.09 standard errors from the target.
    #[test]
    fn large_numbers_give_two_and_three_standard_errors() {
        for (of, expected) in [(10_000, 0.3_f64), (1_000_000, 0.7)] {
            let error = (expected * (1.0 - expected) / real(of)).sqrt();
            for (level, z) in LEVELS.into_iter().zip([1.960, 3.090]) {
                let skew = 2.0 / real(of);
                near(limits(expected, of, level), expected - z * error, expected + z * error, skew);
            }
        }
    }

    /// What lies outside the limits is what the exact test finds at that level.
    #[test]
    fn a_count_is_outside_when_its_tail_is_small() {
        for (of, expected) in [(12, 0.4), (57, 0.85), (200, 0.05), (431, 0.5)] {
            for level in LEVELS {
                let (low, high) = limits(expected, of, level).unwrap();
                let law = Binomial::new(of, expected);
                let tail = (1.0 - level) / 2.0;
                for count in 0..=of {
                    let share = real(count) / real(of);
                    if law.at_most(count) < tail {
                        assert!(share < low + 1e-9, "{count} of {of}");
                    }
                    if law.at_least(count) < tail {
                        assert!(share > high - 1e-9, "{count} of {of}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!(limits(0.5, 0, 0.95), None);
        assert_eq!(limits(f64::NAN, 9, 0.95), None);
        assert_eq!(limits(0.0, 9, 0.95), Some((0.0, 0.0)));
        assert_eq!(limits(1.0, 9, 0.95), Some((1.0, 1.0)));
    }
}
