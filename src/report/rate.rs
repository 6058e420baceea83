//! A share with the counts it is made of.

use std::collections::BTreeMap;

use crate::measure::statistics::interval::wilson;

/// `hits` of `of` items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) hits: usize,
    pub(crate) of: usize,
}

/// Below this many items a rate is shown hollow and is not ranked.
pub(crate) const SMALL: usize = 10;

impl Rate {
    /// Counts one more item.
    pub(crate) fn add(&mut self, hit: bool) {
        self.of += 1;
        self.hits += usize::from(hit);
    }

    /// The share; `None` of nothing.
    pub(crate) fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Two-sided 95 % Wilson score interval; `None` of nothing.
    pub(crate) fn interval(self) -> Option<(f64, f64)> {
        wilson(self.hits as u64, self.of as u64)
    }

    /// `62 %`, or `–` of nothing. Never rounds to 0 or 100 what is neither.
    pub(crate) fn percent(self) -> String {
        let Some(share) = self.share() else { return "–".to_owned() };
        match (share * 100.0).round() {
            0.0 if self.hits > 0 => "< 1 %".to_owned(),
            100.0 if self.hits < self.of => "> 99 %".to_owned(),
            whole => format!("{whole:.0} %"),
        }
    }

    /// `48 to 74 %`; empty of nothing.
    pub(crate) fn interval_text(self) -> String {
        self.interval()
            .map(|(low, high)| format!("{:.0} to {:.0} %", low * 100.0, high * 100.0))
            .unwrap_or_default()
    }
}

/// Rates by a label: large ones by falling share, then the small ones by label, unranked.
pub(crate) fn ranked<'a>(items: impl Iterator<Item = (&'a str, bool)>) -> Vec<(String, Rate)> {
    let mut by_label: BTreeMap<&str, Rate> = BTreeMap::new();
    for (label, hit) in items {
        by_label.entry(label).or_default().add(hit);
    }
    let mut rates: Vec<(String, Rate)> =
        by_label.into_iter().map(|(label, rate)| (label.to_owned(), rate)).collect();
    // `a/b < c/d` without division, so that equal shares keep the order of labels.
    let by_share = |a: &Rate, b: &Rate| (b.hits * a.of).cmp(&(a.hits * b.of));
    rates.sort_by(|(_, a), (_, b)| match (a.of >= SMALL, b.of >= SMALL) {
        (true, true) => by_share(a, b),
        (large_a, large_b) => large_b.cmp(&large_a),
    });
    rates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // Wilson 1927, as in Newcombe 1998, table I: 81 of 263.
        let (low, high) = Rate { hits: 81, of: 263 }.interval().unwrap();
        assert_eq!((format!("{low:.4}"), format!("{high:.4}")), ("0.2553".into(), "0.3662".into()));
        assert_eq!(Rate { hits: 0, of: 0 }.interval(), None);
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(Rate { hits: 999, of: 1000 }.percent(), "> 99 %");
        assert_eq!(Rate { hits: 1, of: 1000 }.percent(), "< 1 %");
        assert_eq!(Rate { hits: 0, of: 1000 }.percent(), "0 %");
    }

    #[test]
    fn small_groups_are_not_ranked() {
        let large = std::iter::repeat_n(("large", false), 10);
        let items = large.chain([("b small", true), ("a small", true)]);
        let labels: Vec<String> = ranked(items).into_iter().map(|(label, _)| label).collect();
        assert_eq!(labels, ["large", "a small", "b small"]);
    }
}
