//! Intervals of shares.

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The two-sided 95 % Wilson score interval of a share, without continuity correction; `None` of nothing.
///
/// A numerator above the denominator is taken as the denominator.
#[must_use]
pub fn wilson(numerator: u64, denominator: u64) -> Option<(f64, f64)> {
    if denominator == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let (hits, n) = (numerator.min(denominator) as f64, denominator as f64);
    let share = hits / n;
    let z2 = Z * Z;
    let centre = share + z2 / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    Some((((centre - spread) / scale).max(0.0), ((centre + spread) / scale).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The four worked examples of R. G. Newcombe, "Two-sided confidence intervals for the single proportion",
    /// Statistics in Medicine 17 (1998), table I, method 3.
    #[test]
    fn the_worked_examples_of_newcombe() {
        for (hits, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0000, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let (from, to) = wilson(hits, n).unwrap();
            assert!((from - low).abs() < 5e-5, "{hits}/{n}: {from}");
            assert!((to - high).abs() < 5e-5, "{hits}/{n}: {to}");
        }
    }

    #[test]
    fn the_ends_stay_inside_zero_and_one() {
        assert_eq!(wilson(0, 0), None);
        assert!(wilson(0, 1).unwrap().0.abs() < 1e-12);
        assert!((wilson(7, 7).unwrap().1 - 1.0).abs() < 1e-12);
        assert!(wilson(u64::MAX, 3).unwrap().1 <= 1.0);
        assert!(wilson(3, u64::MAX).unwrap().1 < 1e-9);
    }
}
