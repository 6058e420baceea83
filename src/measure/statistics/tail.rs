//! Tails of the distributions of counts: how probable at least, or at most, so many are by chance.
//!
//! A tail is summed term by term from the asked count outward, always on the side away from the mean, where the
//! terms shrink: exact to about nine digits, and as many terms as the distribution is wide.

use libm::lgamma;

use super::real;

/// Terms below this share of the sum are left out.
const NEGLIGIBLE: f64 = 1e-17;

/// A distribution over whole numbers.
pub trait Counting {
    /// The mean.
    fn mean(&self) -> f64;
    /// The smallest and the greatest count that can be; `None` without a greatest.
    fn range(&self) -> (u64, Option<u64>);
    /// The natural logarithm of the probability of a count inside the range.
    fn ln_probability(&self, count: u64) -> f64;
    /// The probability of `count + 1` over that of `count`.
    fn rise(&self, count: u64) -> f64;

    /// The probability of `count` or more.
    fn at_least(&self, count: u64) -> f64 {
        let (least, most) = self.range();
        if count <= least {
            1.0
        } else if most.is_some_and(|most| most < count) {
            0.0
        } else if real(count) > self.mean() {
            upward(self, count, most)
        } else {
            (1.0 - downward(self, count - 1, least)).clamp(0.0, 1.0)
        }
    }

    /// The probability of `count` or fewer.
    fn at_most(&self, count: u64) -> f64 {
        let (least, most) = self.range();
        if count < least {
            0.0
        } else if most.is_some_and(|most| most <= count) {
            1.0
        } else if real(count) < self.mean() {
            downward(self, count, least)
        } else {
            (1.0 - upward(self, count + 1, most)).clamp(0.0, 1.0)
        }
    }

    /// Two-sided: twice the smaller tail, at most 1. It is never below the other exact ways to say it.
    fn two_sided(&self, count: u64) -> f64 {
        (2.0 * self.at_least(count).min(self.at_most(count))).min(1.0)
    }
}

fn upward(law: &(impl Counting + ?Sized), from: u64, most: Option<u64>) -> f64 {
    let mut term = law.ln_probability(from).exp();
    let mut sum = term;
    let mut count = from;
    while most.is_none_or(|most| count < most) && term > sum * NEGLIGIBLE {
        term *= law.rise(count);
        sum += term;
        count += 1;
    }
    sum.min(1.0)
}

fn downward(law: &(impl Counting + ?Sized), from: u64, least: u64) -> f64 {
    let mut term = law.ln_probability(from).exp();
    let mut sum = term;
    let mut count = from;
    while least < count && term > sum * NEGLIGIBLE {
        count -= 1;
        term /= law.rise(count);
        sum += term;
    }
    sum.min(1.0)
}

/// The logarithm of the number of ways to choose.
fn ln_choose(of: u64, chosen: u64) -> f64 {
    lgamma(real(of) + 1.0) - lgamma(real(chosen) + 1.0) - lgamma(real(of - chosen) + 1.0)
}

/// How many of so many independent trials succeed, when each does so with the same probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Binomial {
    trials: u64,
    share: f64,
}

impl Binomial {
    /// A probability beyond 0 and 1 is taken as the nearer end, one that is no number as 0.
    #[must_use]
    pub fn new(trials: u64, share: f64) -> Self {
        Self { trials, share: share.clamp(0.0, 1.0).max(0.0) }
    }
}

impl Counting for Binomial {
    fn mean(&self) -> f64 {
        real(self.trials) * self.share
    }

    fn range(&self) -> (u64, Option<u64>) {
        match self.share {
            0.0 => (0, Some(0)),
            1.0 => (self.trials, Some(self.trials)),
            _ => (0, Some(self.trials)),
        }
    }

    fn ln_probability(&self, count: u64) -> f64 {
        let misses = self.trials - count;
        ln_choose(self.trials, count) + real(count) * self.share.ln() + real(misses) * (-self.share).ln_1p()
    }

    fn rise(&self, count: u64) -> f64 {
        real(self.trials - count) / (real(count) + 1.0) * self.share / (1.0 - self.share)
    }
}

/// How many marked ones are among those drawn without putting back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypergeometric {
    population: u64,
    marked: u64,
    drawn: u64,
}

impl Hypergeometric {
    /// More marked or drawn than there are is taken as all.
    #[must_use]
    pub fn new(population: u64, marked: u64, drawn: u64) -> Self {
        Self { population, marked: marked.min(population), drawn: drawn.min(population) }
    }
}

impl Counting for Hypergeometric {
    fn mean(&self) -> f64 {
        if self.population == 0 { 0.0 } else { real(self.drawn) * real(self.marked) / real(self.population) }
    }

    fn range(&self) -> (u64, Option<u64>) {
        let unmarked = self.population - self.marked;
        (self.drawn.saturating_sub(unmarked), Some(self.drawn.min(self.marked)))
    }

    fn ln_probability(&self, count: u64) -> f64 {
        ln_choose(self.marked, count) + ln_choose(self.population - self.marked, self.drawn - count)
            - ln_choose(self.population, self.drawn)
    }

    fn rise(&self, count: u64) -> f64 {
        let unmarked_left = real(self.population - self.marked) - real(self.drawn - count) + 1.0;
        real(self.marked - count) / (real(count) + 1.0) * real(self.drawn - count) / unmarked_left
    }
}

/// How many rare and independent events there are, when so many are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// A mean that is negative or no number is taken as 0.
    #[must_use]
    pub fn new(mean: f64) -> Self {
        Self { mean: if mean.is_finite() { mean.max(0.0) } else { 0.0 } }
    }
}

impl Counting for Poisson {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn range(&self) -> (u64, Option<u64>) {
        (0, (self.mean == 0.0).then_some(0))
    }

    fn ln_probability(&self, count: u64) -> f64 {
        real(count) * self.mean.ln() - self.mean - lgamma(real(count) + 1.0)
    }

    fn rise(&self, count: u64) -> f64 {
        self.mean / (real(count) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, within: f64) {
        assert!((value - expected).abs() < within, "{value} is not {expected}");
    }

    /// R. A. Fisher, "The Design of Experiments" (1935), chapter II: eight cups, four with milk first. All four
    /// right: 1 in 70; three or more: 17 in 70.
    #[test]
    fn the_lady_tasting_tea() {
        let tea = Hypergeometric::new(8, 4, 4);
        near(tea.at_least(4), 1.0 / 70.0, 1e-12);
        near(tea.at_least(3), 17.0 / 70.0, 1e-12);
        near(tea.at_most(2), 53.0 / 70.0, 1e-12);
    }

    /// The table of the cumulative binomial distribution that every textbook prints (n = 20, p = 0.5).
    #[test]
    fn the_table_of_the_binomial_distribution() {
        let coins = Binomial::new(20, 0.5);
        for (count, probability) in [(3, 0.0013), (5, 0.0207), (6, 0.0577), (10, 0.5881), (14, 0.9793)] {
            near(coins.at_most(count), probability, 5e-5);
            near(coins.at_least(count + 1), 1.0 - probability, 5e-5);
        }
    }

    /// L. von Bortkiewicz, "Das Gesetz der kleinen Zahlen" (1898): 122 deaths by horse kick in 200 corps-years, mean
    /// 0.61; expected corps-years with 0, 1, 2, 3 and 4 deaths: 108.7, 66.3, 20.2, 4.1, 0.6.
    #[test]
    fn death_by_horse_kick() {
        let kicks = Poisson::new(0.61);
        for (deaths, years) in [(0, 108.7), (1, 66.3), (2, 20.2), (3, 4.1), (4, 0.6)] {
            near(200.0 * (kicks.at_least(deaths) - kicks.at_least(deaths + 1)), years, 0.051);
        }
    }

    #[test]
    fn both_tails_together_are_one_and_the_count_itself() {
        let (binomial, poisson) = (Binomial::new(1_000_000, 0.3), Poisson::new(54_321.0));
        for count in [290_000, 299_999, 300_000, 300_001, 310_000] {
            near(binomial.at_most(count) + binomial.at_least(count + 1), 1.0, 1e-9);
        }
        for count in [50_000, 54_320, 54_321, 54_322, 60_000] {
            near(poisson.at_most(count) + poisson.at_least(count + 1), 1.0, 1e-9);
        }
        near(binomial.at_most(300_000), 0.5, 1e-3);
    }

    #[test]
    fn what_cannot_be_is_impossible_and_what_must_be_certain() {
        assert_eq!(Binomial::new(5, 0.2).at_least(6), 0.0);
        assert_eq!(Binomial::new(5, 0.0).at_least(1), 0.0);
        assert_eq!(Binomial::new(5, 1.0).at_most(4), 0.0);
        assert_eq!(Binomial::new(5, f64::NAN).at_least(1), 0.0);
        assert_eq!(Binomial::new(0, 0.5).two_sided(0), 1.0);
        assert_eq!(
            Hypergeometric::new(10, 9, 5).at_least(4),
            1.0,
            "one unmarked only: four of five are marked"
        );
        assert_eq!(Hypergeometric::new(0, 3, 3).two_sided(0), 1.0);
        assert_eq!(Poisson::new(0.0).at_least(1), 0.0);
        assert_eq!(Poisson::new(f64::INFINITY).at_most(0), 1.0);
        assert!(Binomial::new(u64::MAX, 1e-18).at_least(u64::MAX).is_finite());
    }
}
