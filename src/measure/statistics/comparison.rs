//! Many comparisons at once: p-values as they count when so many were looked at.

use super::real;

/// Adjusted p-values after Holm (Scandinavian Journal of Statistics 6, 1979), in the order given: below 0.05, the
/// chance that even one of them all is a false alarm stays below 5 %, however they hang together.
#[must_use]
pub fn holm(values: &[f64]) -> Vec<f64> {
    let m = real(values.len() as u64);
    let ranks = rising(values).into_iter().zip(0..);
    adjusted(values, ranks, |rank, value| (m - real(rank)) * value, f64::max, 0.0)
}

/// Adjusted p-values after Benjamini and Hochberg (Journal of the Royal Statistical Society B 57, 1995), in the order
/// given: of those below 0.05 at most 5 % are expected to be false alarms, if they are independent.
#[must_use]
pub fn benjamini_hochberg(values: &[f64]) -> Vec<f64> {
    let m = real(values.len() as u64);
    let places = rising(values);
    let ranks = places.into_iter().enumerate().rev().map(|(rank, place)| (place, rank as u64 + 1));
    adjusted(values, ranks, |rank, value| m / real(rank) * value, f64::min, 1.0)
}

/// The places of the values, least value first; equal ones in the order given.
fn rising(values: &[f64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_by(|a, b| probability(values[*a]).total_cmp(&probability(values[*b])));
    places
}

/// A p-value that is no number shows nothing.
fn probability(value: f64) -> f64 {
    if value.is_nan() { 1.0 } else { value.clamp(0.0, 1.0) }
}

/// Walks along the ranks, scales each value and keeps the adjusted ones from crossing; at most 1.
fn adjusted(
    values: &[f64],
    ranks: impl Iterator<Item = (usize, u64)>,
    scale: impl Fn(u64, f64) -> f64,
    keep: impl Fn(f64, f64) -> f64,
    start: f64,
) -> Vec<f64> {
    let mut so_far = start;
    let mut result = vec![1.0; values.len()];
    for (place, rank) in ranks {
        so_far = keep(so_far, scale(rank, probability(values[place])));
        result[place] = so_far.min(1.0);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 15 p-values of the example in Y. Benjamini and Y. Hochberg (1995), section 4.1.
    const MYOCARDIAL: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
        0.6528, 0.7590, 1.0,
    ];

    /// The paper: the procedure rejects the first four at 5 %, one that holds the family-wise rate only three.
    #[test]
    fn the_example_of_benjamini_and_hochberg() {
        let rejected = |values: Vec<f64>| values.iter().take_while(|value| **value <= 0.05).count();
        assert_eq!(rejected(benjamini_hochberg(&MYOCARDIAL)), 4);
        assert_eq!(rejected(holm(&MYOCARDIAL)), 3);
    }

    /// The example of stdlib's and R's `p.adjust`, order and all: Holm 0.957, 0.804, …, 0.957, 0.565; BH 0.4 throughout.
    #[test]
    fn the_example_of_p_adjust() {
        let values = [0.319, 0.201, 0.4, 0.374, 0.113];
        for (adjusted, expected) in holm(&values).into_iter().zip([0.957, 0.804, 0.957, 0.957, 0.565]) {
            assert!((adjusted - expected).abs() < 1e-9, "{adjusted}");
        }
        assert!(benjamini_hochberg(&values).into_iter().all(|adjusted| (adjusted - 0.4).abs() < 1e-9));
    }

    #[test]
    fn the_example_of_stdlib() {
        let adjusted = benjamini_hochberg(&[0.008, 0.03, 0.123, 0.6, 0.2]);
        for (adjusted, expected) in adjusted.into_iter().zip([0.04, 0.075, 0.205, 0.6, 0.25]) {
            assert!((adjusted - expected).abs() < 1e-9, "{adjusted}");
        }
    }

    #[test]
    fn what_is_no_number_accuses_nobody() {
        assert_eq!(holm(&[]), Vec::<f64>::new());
        assert_eq!(holm(&[f64::NAN, 0.01])[0], 1.0);
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.01])[0], 1.0);
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.01])[1], 0.02);
    }
}
