//! Indirect standardisation: what a group would have reached, had each of its items gone as such items go overall.

use super::interval::poisson;
use super::real;

/// Observed against expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    /// Seen.
    pub observed: u64,
    /// Expected: the sum, over the group's items, of the overall share of their stratum.
    pub expected: f64,
    /// Observed over expected (O/E).
    pub ratio: f64,
    /// Two-sided 95 % interval of the ratio: the exact one of the observed count as a Poisson count, over the expected.
    /// For common outcomes it is wider than need be, so it overstates no difference.
    pub interval: (f64, f64),
    /// The adjusted share: ratio times the overall share, at most 1.
    pub adjusted: f64,
}

/// Standardises a group (N. E. Breslow and N. E. Day, "Statistical Methods in Cancer Research" II, 1987, chapter 2);
/// `None` if nothing was expected.
#[must_use]
pub fn standardise(observed: u64, expected: f64, overall: f64) -> Option<Standardised> {
    if !(expected > 0.0 && expected.is_finite()) {
        return None;
    }
    let ratio = real(observed) / expected;
    let (low, high) = poisson(observed);
    Some(Standardised {
        observed,
        expected,
        ratio,
        interval: (low / expected, high / expected),
        adjusted: (ratio * overall).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lung cancer by workshop among men of hard-metal plants, Occupational and Environmental Medicine (table 3 of the
    /// study at oem.bmj.com, mark-up 146537): observed, expected, ratio and its 95 % interval.
    #[test]
    fn ratios_of_a_published_table() {
        for (observed, expected, ratio, low, high) in [
            (6, 2.06, 2.91, 1.06, 6.34),
            (5, 2.85, 1.75, 0.57, 4.09),
            (6, 3.34, 1.80, 0.66, 3.91),
            (9, 3.19, 2.82, 1.29, 5.36),
            (2, 1.44, 1.39, 0.17, 5.02),
            (11, 4.29, 2.56, 1.28, 4.59),
            (11, 5.82, 1.89, 0.94, 3.38),
        ] {
            let found = standardise(observed, expected, 0.1).unwrap();
            assert!((found.ratio - ratio).abs() < 0.006, "{found:?}");
            assert!((found.interval.0 - low).abs() < 0.01, "{found:?}");
            assert!((found.interval.1 - high).abs() < 0.01, "{found:?}");
            assert!((found.adjusted - 0.1 * found.ratio).abs() < 1e-12);
        }
    }

    #[test]
    fn nothing_expected_has_no_ratio() {
        for expected in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(standardise(3, expected, 0.5), None);
        }
        assert_eq!(standardise(9, 1.0, 0.5).unwrap().adjusted, 1.0);
    }
}
