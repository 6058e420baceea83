//! How did the verdicts go, week by week? One row of bars a verdict, all to one scale.

use std::collections::BTreeMap;

use chrono::Datelike as _;

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::model::{Case, Verdict};
use crate::report::dates::grouped;
use crate::report::dress::{INK, MUTED, RULE, of_verdict};

pub(super) const LEFT: f64 = 128.0;
pub(super) const RIGHT: f64 = WIDTH - 76.0;
const ROW: f64 = 46.0;
const BAR: f64 = 26.0;
/// Room for the number over a bar.
const HEAD: f64 = 14.0;
const TOP: f64 = 0.0;
/// More weeks than this are not drawn one by one.
const MOST_WEEKS: usize = 260;

/// Verdicts by week; a week is known by its Monday, as days of the common era.
pub(crate) struct Weeks {
    first: i32,
    /// One entry a week without holes, verdicts in their own order.
    pub(super) counts: Vec<BTreeMap<Verdict, usize>>,
}

impl Weeks {
    pub(crate) fn of(cases: &[Case]) -> Self {
        let mut by_monday: BTreeMap<i32, BTreeMap<Verdict, usize>> = BTreeMap::new();
        for case in cases {
            let Some(verdict) = case.verdict else { continue };
            let date = case.change.at.date_naive();
            let into_week = i32::try_from(date.weekday().num_days_from_monday()).unwrap_or(0);
            let monday = date.num_days_from_ce() - into_week;
            *by_monday.entry(monday).or_default().entry(verdict).or_default() += 1;
        }
        let (first, last) = match (by_monday.keys().next(), by_monday.keys().next_back()) {
            (Some(first), Some(last)) => (*first, *last),
            _ => return Self { first: 0, counts: Vec::new() },
        };
        // A stray date must not make a chart of a million weeks: the last ones are shown.
        let mondays = (first..=last).step_by(7).count();
        let skipped = mondays.saturating_sub(MOST_WEEKS);
        let shown: Vec<i32> = (first..=last).step_by(7).skip(skipped).collect();
        let counts = shown.iter().map(|monday| by_monday.remove(monday).unwrap_or_default()).collect();
        Self { first: shown.first().copied().unwrap_or(first), counts }
    }

    pub(super) fn x(&self, week: usize) -> f64 {
        LEFT + (RIGHT - LEFT) * (week as f64 + 0.5) / self.counts.len().max(1) as f64
    }

    /// Marks along the bottom: about six Mondays.
    pub(super) fn scale(&self, canvas: &mut Canvas, y: f64) {
        let step = self.counts.len().div_ceil(6).max(1);
        for week in (0..self.counts.len()).step_by(step) {
            let days = self.first.saturating_add(i32::try_from(week * 7).unwrap_or(i32::MAX));
            let Some(monday) = chrono::NaiveDate::from_num_days_from_ce_opt(days) else { continue };
            let text = monday.format("%-d %b").to_string();
            canvas.text(self.x(week), y, &text, ink(MUTED, Anchor::Middle).small());
        }
    }
}

/// The chart; empty without any judged change.
pub(crate) fn verdicts_by_week(weeks: &Weeks) -> String {
    let most = weeks.counts.iter().flat_map(BTreeMap::values).copied().max().unwrap_or(0);
    let total = |verdict: &Verdict| weeks.counts.iter().filter_map(|week| week.get(verdict)).sum::<usize>();
    let rows: Vec<Verdict> = Verdict::ALL.iter().copied().filter(|verdict| total(verdict) > 0).collect();
    if rows.is_empty() {
        return String::new();
    }
    let bottom = TOP + ROW * rows.len() as f64;
    draw(bottom + 18.0, "Changes by week and verdict", |canvas| {
        for (row, verdict) in rows.iter().enumerate() {
            let dress = of_verdict(*verdict);
            let floor = TOP + ROW * row as f64 + HEAD + BAR;
            canvas.line((LEFT, floor), (RIGHT, floor), RULE, 1);
            let name = format!("{} {}", dress.shape, dress.word);
            canvas.text(0.0, floor - 8.0, &name, ink(INK, Anchor::Start));
            let sum = grouped(total(verdict));
            canvas.text(WIDTH - 2.0, floor - 8.0, &sum, ink(INK, Anchor::End));
            bars(canvas, weeks, *verdict, most, floor);
        }
        weeks.scale(canvas, bottom + 4.0);
    })
}

fn bars(canvas: &mut Canvas, weeks: &Weeks, verdict: Verdict, most: usize, floor: f64) {
    let half = ((RIGHT - LEFT) / weeks.counts.len().max(1) as f64 * 0.36).clamp(1.0, 18.0);
    for (week, counts) in weeks.counts.iter().enumerate() {
        let Some(count) = counts.get(&verdict).copied().filter(|count| *count > 0) else { continue };
        let x = weeks.x(week);
        let height = (BAR * count as f64 / most.max(1) as f64).max(1.0);
        canvas.fill((x - half, floor - height), (x + half, floor), of_verdict(verdict).colour, 1.0);
        if weeks.counts.len() <= 20 {
            let text = grouped(count);
            canvas.text(x, floor - height - 7.0, &text, ink(MUTED, Anchor::Middle).small());
        }
    }
}
