//! A sum as a waterfall: each term begins where the one before ended.

use serde::Serialize;

/// One term of a sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The term's name.
    pub name: String,
    /// What was seen, in words.
    pub seen: String,
    /// What it adds or takes away.
    pub points: f64,
    /// The sum so far.
    pub running: f64,
}

/// A sum with its terms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Waterfall {
    /// The terms, in the order of computation.
    pub steps: Vec<Step>,
    /// The sum.
    pub sum: f64,
}

impl Waterfall {
    /// The waterfall of terms given as name, points, and what was seen.
    pub(super) fn of<'a>(terms: impl Iterator<Item = (&'a str, f64, &'a str)>) -> Self {
        let mut running = 0.0;
        let steps: Vec<Step> = terms
            .map(|(name, points, seen)| {
                running = millionths(running + points);
                Step { name: name.to_owned(), seen: seen.to_owned(), points: millionths(points), running }
            })
            .collect();
        Self { steps, sum: running }
    }

    /// The least and greatest value that the drawing must hold, with zero and a mark of its own.
    #[must_use]
    pub fn reach(&self, mark: f64) -> (f64, f64) {
        let all = self.steps.iter().map(|step| step.running).chain([0.0, mark]);
        all.fold((0.0, 0.0), |(least, most), value| (f64::min(least, value), f64::max(most, value)))
    }
}

/// Rounded, so that sums of decimals print as decimals.
fn millionths(value: f64) -> f64 {
    let rounded = (value * 1e6).round() / 1e6;
    if rounded.is_finite() { rounded } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_begins_where_the_one_before_ended() {
        let terms = [("prior", -5.0, ""), ("subject", 2.6, "asked"), ("agent", 2.6, "wrote")];
        let fall = Waterfall::of(terms.into_iter());
        let running: Vec<f64> = fall.steps.iter().map(|step| step.running).collect();
        assert_eq!(running, [-5.0, -2.4, 0.2]);
        assert_eq!((fall.sum, fall.reach(0.0)), (0.2, (-5.0, 0.2)));
    }
}
