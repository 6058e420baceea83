//! How far the confidence of links can be believed: of the links said 0.9, about 90 % are right.

use super::Board;
use super::links::{is_right, made};
use super::model::Rate;

/// Lower ends of the bins; the last ends with 1. They are narrow where confidences crowd.
const EDGES: [f64; 9] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995];

/// The reliability of confidences.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    /// Bins with something in them, by rising confidence.
    pub bins: Vec<Bin>,
    /// Expected calibration error: the mean distance of said and right, weighted by the bins'
    /// sizes (Naeini, Cooper and Hauskrecht, AAAI 2015). `None` without links.
    pub expected_error: Option<f64>,
}

/// Links of similar confidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// Least confidence.
    pub from: f64,
    /// Confidences below this, or 1 inclusive.
    pub to: f64,
    /// Their mean.
    pub said: f64,
    /// Those that are right.
    pub right: Rate,
}

/// The links made and scored, each decision once: an inherited link is its parent's, and what a
/// reviewer decided is no confidence of ours.
pub(super) fn of_links(board: &Board<'_>) -> Calibration {
    let is_decided = |basis: &str| !matches!(basis, "parent" | "override");
    let links = made(board).filter(|(_, found)| is_decided(&found.link.basis));
    let said = links.filter_map(|(truth, found)| Some((found.link.confidence?, is_right(truth, found))));
    Calibration::of(said)
}

impl Calibration {
    /// Of confidences (0 to 1), each with whether it was right.
    #[must_use]
    pub fn of(said: impl Iterator<Item = (f64, bool)>) -> Self {
        let mut sums = [0.0; EDGES.len()];
        let mut rates = [Rate::default(); EDGES.len()];
        for (confidence, right) in said {
            let at = EDGES.partition_point(|edge| *edge <= confidence).saturating_sub(1);
            sums[at] += confidence;
            rates[at].add(right);
        }
        let bin = |(at, right): (usize, Rate)| {
            let (of, to) = (as_number(right.of), EDGES.get(at + 1).copied().unwrap_or(1.0));
            Bin { from: EDGES[at], to, said: sums[at] / of, right }
        };
        Self::of_bins(rates.into_iter().enumerate().filter(|(_, rate)| rate.of > 0).map(bin).collect())
    }

    /// Several taken together, as if their links had been one lot.
    #[must_use]
    pub fn pooled(all: &[Self]) -> Self {
        let mut bins: Vec<Bin> = Vec::new();
        for edge in EDGES {
            let alike: Vec<&Bin> = all
                .iter()
                .flat_map(|one| &one.bins)
                .filter(|bin| bin.from.total_cmp(&edge).is_eq())
                .collect();
            let Some(first) = alike.first() else { continue };
            let right = Rate {
                hits: alike.iter().map(|bin| bin.right.hits).sum(),
                of: alike.iter().map(|bin| bin.right.of).sum(),
            };
            let said: f64 = alike.iter().map(|bin| bin.said * as_number(bin.right.of)).sum();
            bins.push(Bin { said: said / as_number(right.of), right, ..(*first).clone() });
        }
        Self::of_bins(bins)
    }

    fn of_bins(bins: Vec<Bin>) -> Self {
        let all: u64 = bins.iter().map(|bin| bin.right.of).sum();
        let gap = |bin: &Bin| as_number(bin.right.of) * (bin.said - bin.right.share().unwrap_or(0.0)).abs();
        let expected_error = (all > 0).then(|| bins.iter().map(gap).sum::<f64>() / as_number(all));
        Self { bins, expected_error }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn as_number(count: u64) -> f64 {
    count as f64
}
