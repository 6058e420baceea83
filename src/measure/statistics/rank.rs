//! Whether two things rise together, by their ranks.

use super::{Z, real};

/// Spearman's rank correlation with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankCorrelation {
    /// Pairs.
    pub pairs: u64,
    /// -1 (one falls as the other rises) to 1.
    pub rho: f64,
    /// Two-sided 95 % interval by Fisher's transformation with the standard error of D. G. Bonett and T. A. Wright
    /// (Psychometrika 65, 2000).
    pub interval: (f64, f64),
}

/// Spearman's correlation, equal values sharing their mean rank; `None` of fewer than ten pairs (below which the
/// interval is not to be trusted), of values that do not vary, and of what is no number.
#[must_use]
pub fn spearman(pairs: &[(f64, f64)]) -> Option<RankCorrelation> {
    if pairs.len() < 10 || pairs.iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
        return None;
    }
    let xs: Vec<f64> = pairs.iter().map(|(x, _)| *x).collect();
    let ys: Vec<f64> = pairs.iter().map(|(_, y)| *y).collect();
    let rho = correlation(&ranks(&xs), &ranks(&ys))?;
    let n = real(pairs.len() as u64);
    let error = ((1.0 + rho * rho / 2.0) / (n - 3.0)).sqrt();
    let end = |z: f64| (rho.atanh() + z * error).tanh();
    Some(RankCorrelation { pairs: pairs.len() as u64, rho, interval: (end(-Z), end(Z)) })
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut places: Vec<usize> = (0..values.len()).collect();
    places.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in places.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = real(before) + (real(equal.len() as u64) + 1.0) / 2.0;
        equal.iter().for_each(|place| ranks[*place] = mean);
        before += equal.len() as u64;
    }
    ranks
}

fn correlation(xs: &[f64], ys: &[f64]) -> Option<f64> {
    // Ranks run from 1 to n, so their mean is known.
    let mean = (real(xs.len() as u64) + 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>();
    let scale = (sum(xs, xs) * sum(ys, ys)).sqrt();
    (scale > 0.0).then(|| (sum(xs, ys) / scale).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of `ci.spear` in D. G. Bonett's R package `statpsych`, with tied values.
    #[test]
    fn the_example_of_bonett() {
        let ys = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19];
        let xs = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51];
        let pairs: Vec<(f64, f64)> =
            xs.into_iter().zip(ys).map(|(x, y)| (f64::from(x), f64::from(y))).collect();
        let found = spearman(&pairs).unwrap();
        assert!((found.rho - 0.869_963_9).abs() < 1e-6, "{found:?}");
        assert!((found.interval.0 - 0.584_095_1).abs() < 1e-6, "{found:?}");
        assert!((found.interval.1 - 0.963_829_7).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_does_not_vary_or_is_too_little_says_nothing() {
        let line = |n: u32| (0..n).map(|x| (f64::from(x), f64::from(x))).collect::<Vec<_>>();
        assert_eq!(spearman(&line(9)), None);
        assert_eq!(spearman(&line(10)).unwrap().rho, 1.0);
        assert_eq!(spearman(&[(1.0, 2.0); 20]), None);
        assert_eq!(spearman(&[(f64::NAN, 2.0); 20]), None);
    }
}
