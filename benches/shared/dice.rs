//! Chance that is the same every time, and times of an invented quarter.

/// Numbers that look like chance and are the same every time (a linear congruential generator;
/// multiplier and increment of Knuth's MMIX).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// So many seconds after the beginning of 2026, as `YYYY-MM-DD`, what stands between, `hh:mm:ss`.
pub(crate) fn stamp(seconds: usize, between: char) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(days as u64);
    let (hours, minutes) = (rest / 3_600, rest % 3_600 / 60);
    format!("{day}{between}{hours:02}:{minutes:02}:{:02}", rest % 60)
}
