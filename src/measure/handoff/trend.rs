//! The Cochran-Armitage test for a linear trend of shares over ordered classes.

use crate::measure::statistics::real;

/// What the test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Standard normal if there is no trend; above zero the share rises.
    pub z: f64,
    /// Two-sided probability of such a trend by chance.
    pub p: f64,
}

/// Tests hits of all by class, the classes being scored 0, 1, 2 and so on (W. G. Cochran, Biometrics 10, 1954;
/// P. Armitage, Biometrics 11, 1955). `None` if fewer than `least` are hits, or fewer than `least` are none, or all
/// are of one class: the normal approximation does not hold then.
#[must_use]
pub fn cochran_armitage(classes: &[(u64, u64)], least: u64) -> Option<Trend> {
    let scored: Vec<(f64, u64, u64)> =
        (0_u32..).zip(classes).map(|(score, (hits, all))| (f64::from(score), *hits, *all)).collect();
    with_scores(&scored, least)
}

/// The same with a score for each class: score, hits, all.
fn with_scores(classes: &[(f64, u64, u64)], least: u64) -> Option<Trend> {
    let hits: u64 = classes.iter().map(|(_, hits, all)| hits.min(all)).sum();
    let all: u64 = classes.iter().map(|(_, _, all)| all).sum();
    if hits < least.max(1) || all - hits < least.max(1) {
        return None;
    }
    let share = real(hits) / real(all);
    let mean = classes.iter().map(|(score, _, all)| score * real(*all)).sum::<f64>() / real(all);
    let away: f64 = classes
        .iter()
        .map(|(score, hits, all)| (score - mean) * (real(*hits.min(all)) - real(*all) * share))
        .sum();
    let spread: f64 = classes.iter().map(|(score, _, all)| real(*all) * (score - mean).powi(2)).sum();
    if spread <= 0.0 {
        return None;
    }
    let z = away / (share * (1.0 - share) * spread).sqrt();
    Some(Trend { z, p: two_sided(z) })
}

/// The probability of a standard normal at least so far from zero.
///
/// Up to 3 by the series of the normal integral, beyond by its continued fraction (M. Abramowitz and I. A. Stegun,
/// "Handbook of Mathematical Functions", 26.2.11 and 26.2.14).
fn two_sided(z: f64) -> f64 {
    let x = z.abs();
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    if x < 3.0 {
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term > sum * 1e-17 {
            odd += 2.0;
            term *= x * x / odd;
            sum += term;
        }
        (1.0 - 2.0 * density * sum).clamp(0.0, 1.0)
    } else {
        let fraction = (1..=60).rev().fold(x, |below, k| x + f64::from(k) / below);
        2.0 * density / fraction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A. Agresti, "Categorical Data Analysis", 2nd edition (2002), section 3.4.6 and table 3.7: malformation of infants by
    /// the mother's drinking, scored by the middle of each class. M² = 6.57 with n - 1 in the place of n; p = 0.0104.
    #[test]
    fn the_worked_example_of_agresti() {
        let classes = [(0.0, 48, 17_114), (0.5, 38, 14_502), (1.5, 5, 793), (4.0, 1, 127), (7.0, 1, 38)];
        let trend = with_scores(&classes, 5).unwrap();
        assert!((trend.z.powi(2) - 6.57).abs() < 0.005, "{}", trend.z.powi(2));
        assert!((trend.p - 0.0104).abs() < 0.0001, "{}", trend.p);
    }

    #[test]
    fn the_normal_tail_as_the_tables_have_it() {
        for (z, p) in [(0.0, 1.0), (1.0, 0.317_310_5), (1.959_964, 0.05), (-2.575_829, 0.01), (4.0, 6.334e-5)]
        {
            assert!((two_sided(z) - p).abs() < p * 1e-4, "{z}: {}", two_sided(z));
        }
    }

    #[test]
    fn a_rising_share_is_above_zero_a_falling_one_below() {
        let rising = [(5, 100), (10, 100), (20, 100)];
        let falling: Vec<(u64, u64)> = rising.iter().rev().copied().collect();
        let (up, down) = (cochran_armitage(&rising, 5).unwrap(), cochran_armitage(&falling, 5).unwrap());
        assert!(up.z > 3.0 && up.p < 0.01);
        assert!((up.z + down.z).abs() < 1e-9 && (up.p - down.p).abs() < 1e-9);
        assert!(cochran_armitage(&[(10, 100), (10, 100)], 5).unwrap().z.abs() < 1e-9);
    }

    #[test]
    fn too_few_or_all_in_one_class_tell_nothing() {
        assert_eq!(cochran_armitage(&[(4, 100), (0, 100)], 5), None);
        assert_eq!(cochran_armitage(&[(100, 100), (99, 102)], 5), None);
        assert_eq!(cochran_armitage(&[(10, 100), (0, 0)], 5), None);
        assert_eq!(cochran_armitage(&[], 0), None);
        assert!(cochran_armitage(&[(u64::MAX / 4, u64::MAX / 2), (1, 5)], 5).is_some(), "no overflow");
    }
}
