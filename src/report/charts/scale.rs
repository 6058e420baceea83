//! Scales that several charts share: shares up the side, weeks, numbers and times along the bottom.

use chrono::{NaiveDate, Weekday};

use super::canvas::{Anchor, Canvas, ink};
use crate::report::dates::grouped;
use crate::report::dress::{MUTED, RULE};

/// Shares up the side, between two tenths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares {
    floor: f64,
    ceiling: f64,
    top: f64,
    body: f64,
}

impl Shares {
    /// Tenths around all of these shares, from `top` over a height of `body`.
    pub(super) fn around(shares: impl Iterator<Item = f64>, top: f64, body: f64) -> Self {
        let (low, high) = shares
            .filter(|share| share.is_finite())
            .fold((1.0_f64, 0.0_f64), |(low, high), share| (low.min(share), high.max(share)));
        let floor = ((low * 10.0 + 1e-9).floor() / 10.0).clamp(0.0, 0.9);
        let ceiling = ((high * 10.0 - 1e-9).ceil() / 10.0).clamp(floor + 0.1, 1.0);
        Self { floor, ceiling, top, body }
    }

    pub(super) fn y(self, share: f64) -> f64 {
        let inside = share.clamp(self.floor, self.ceiling) - self.floor;
        self.top + self.body * (1.0 - inside / (self.ceiling - self.floor))
    }

    /// Lines at two to six even steps, with their shares.
    pub(super) fn grid(self, canvas: &mut Canvas, left: f64, right: f64) {
        let tenths = ((self.ceiling - self.floor) * 10.0).round();
        let step = if tenths > 5.0 { 0.2 } else { 0.1 };
        let mut share = self.floor;
        while share < self.ceiling + 1e-9 {
            canvas.line((left, self.y(share)), (right, self.y(share)), RULE, 1);
            let text = format!("{:.0} %", share * 100.0);
            canvas.text(left - 8.0, self.y(share), &text, ink(MUTED, Anchor::End).small());
            share += step;
        }
    }
}

/// Amounts along the bottom, by their logarithm: what doubles moves by the same length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Along {
    from: f64,
    to: f64,
    left: f64,
    right: f64,
}

impl Along {
    /// A scale that leaves room on both sides of all amounts, which are taken as at least 1.
    pub(super) fn around(amounts: impl Iterator<Item = f64>, left: f64, right: f64) -> Self {
        let (least, most) = amounts
            .filter(|amount| amount.is_finite())
            .map(|amount| amount.max(1.0))
            .fold((f64::INFINITY, 1.0_f64), |(least, most), amount| (least.min(amount), most.max(amount)));
        let least = if least.is_finite() { least } else { 1.0 };
        let room = (most / least).powf(0.08).max(1.15);
        Self { from: (least / room).max(0.5), to: most * room, left, right }
    }

    pub(super) fn x(self, amount: f64) -> f64 {
        let share = (amount.max(0.5) / self.from).ln() / (self.to / self.from).ln();
        self.left + (self.right - self.left) * share.clamp(0.0, 1.0)
    }

    pub(super) fn ends(self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// Marks at those of the amounts that lie on the scale and do not crowd; the first ones have the first choice.
    fn marks(self, canvas: &mut Canvas, y: f64, amounts: impl Iterator<Item = (f64, String)>) {
        let mut taken: Vec<f64> = Vec::new();
        for (amount, text) in amounts.filter(|(amount, _)| (self.from..=self.to).contains(amount)) {
            let x = self.x(amount);
            if taken.iter().any(|other| (other - x).abs() < 60.0) {
                continue;
            }
            taken.push(x);
            canvas.line((x, y - 12.0), (x, y - 8.0), MUTED, 1);
            canvas.text(x, y, &text, ink(MUTED, Anchor::Middle).small());
        }
    }

    /// Round counts: powers of ten before their halves and fifths, then what is left.
    pub(super) fn counts(self, canvas: &mut Canvas, y: f64) {
        let power = |digits: &'static [u64]| {
            (0..10_u32).flat_map(move |power| digits.iter().map(move |digit| digit * 10_u64.pow(power)))
        };
        let round = power(&[1]).chain(power(&[2, 5])).chain(power(&[3, 4, 6, 7, 8, 9]));
        self.marks(
            canvas,
            y,
            round.map(|count| (exact(count), grouped(usize::try_from(count).unwrap_or(0)))),
        );
    }

    /// Round times, the roundest first; amounts are seconds.
    pub(super) fn times(self, canvas: &mut Canvas, y: f64) {
        const ROUND: [u32; 14] =
            [60, 3_600, 86_400, 604_800, 600, 1_800, 300, 14_400, 7_200, 28_800, 172_800, 2_592_000, 15, 30];
        let minutes = (1..60).map(|minutes| minutes * 60);
        let hours = (1..48).map(|hours| hours * 3_600);
        let days = (1..120).map(|days| days * 86_400);
        let round = ROUND.into_iter().chain(minutes).chain(hours).chain(days).map(f64::from);
        self.marks(canvas, y, round.map(|seconds| (seconds, duration(seconds))));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn exact(count: u64) -> f64 {
    count as f64
}

/// `45 s`, `12 min`, `3.5 h`, `2 d`.
pub(crate) fn duration(seconds: f64) -> String {
    let with = |amount: f64, unit: &str| {
        let text = if amount < 9.95 { format!("{amount:.1}") } else { format!("{amount:.0}") };
        format!("{} {unit}", text.trim_end_matches(".0"))
    };
    match seconds {
        seconds if seconds < 59.5 => format!("{seconds:.0} s"),
        seconds if seconds < 3_570.0 => with(seconds / 60.0, "min"),
        seconds if seconds < 172_800.0 && (seconds - 86_400.0).abs() > 1.0 => with(seconds / 3_600.0, "h"),
        seconds => with(seconds / 86_400.0, "d"),
    }
}

/// `9 Feb`, the Monday of an ISO week (`2026-W07`); a label that is no week as it is.
pub(crate) fn monday(week: &str) -> String {
    let date = week.split_once("-W").and_then(|(year, number)| {
        NaiveDate::from_isoywd_opt(year.parse().ok()?, number.parse().ok()?, Weekday::Mon)
    });
    date.map_or_else(|| week.to_owned(), |date| date.format("%-d %b").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_goes_from_a_tenth_to_a_tenth_around_all_shares() {
        let scale = Shares::around([0.41, 0.73].into_iter(), 10.0, 100.0);
        assert_eq!((scale.floor, scale.ceiling), (0.4, 0.8));
        assert!((scale.y(0.4) - 110.0).abs() < 1e-9 && (scale.y(0.8) - 10.0).abs() < 1e-9);
        let all = Shares::around([1.0, 1.0].into_iter(), 0.0, 100.0);
        assert_eq!((all.floor, all.ceiling), (0.9, 1.0));
        let none = Shares::around(std::iter::empty(), 0.0, 100.0);
        assert!(none.y(0.5).is_finite());
    }

    #[test]
    fn amounts_lie_inside_their_scale() {
        let scale = Along::around([3.0, 300.0].into_iter(), 50.0, 650.0);
        assert!(scale.x(3.0) > 50.0 && scale.x(300.0) < 650.0);
        assert!((scale.x(30.0) - 350.0).abs() < 1e-6, "what is ten times as much lies half-way");
        assert!(Along::around(std::iter::empty(), 0.0, 1.0).x(f64::MAX).is_finite());
    }

    #[test]
    fn times_are_said_in_their_own_unit() {
        assert_eq!(
            [20.0, 90.0, 720.0, 3_600.0, 12_600.0, 86_400.0, 432_000.0].map(duration),
            ["20 s", "1.5 min", "12 min", "1 h", "3.5 h", "1 d", "5 d"]
        );
    }

    #[test]
    fn a_week_is_called_by_its_monday() {
        assert_eq!(monday("2026-W07"), "9 Feb");
        assert_eq!(monday("<b>"), "<b>");
    }
}
