//! Is the share of changes that are not proven under control? A p-chart by week.

use super::canvas::{Anchor, Canvas, draw, ink};
use super::weeks::{LEFT, RIGHT, Weeks};
use crate::model::Verdict;
use crate::report::dress::{BLUE, INK, MUTED, RULE, VERMILION};
use crate::report::rate::{Rate, SMALL};

const TOP: f64 = 10.0;
const BODY: f64 = 150.0;

/// The chart; empty without any change that can be told.
///
/// Limits stand three standard deviations of a share from the mean over the
/// period, for each week's own number of changes (Shewhart's p-chart).
pub(crate) fn unverified_by_week(weeks: &Weeks) -> String {
    let rates: Vec<Rate> = weeks.counts.iter().map(rate_of).collect();
    let sum = |of: fn(&Rate) -> usize| rates.iter().map(of).sum::<usize>();
    let all = Rate { hits: sum(|rate| rate.hits), of: sum(|rate| rate.of) };
    let Some(mean) = all.share() else { return String::new() };
    let reach = |rate: &Rate| Some(rate.share()?.max(mean + 3.0 * deviation(mean, *rate)));
    let highest = rates.iter().filter_map(reach).fold(mean, f64::max);
    let ceiling = ((highest * 10.0).ceil() / 10.0).clamp(0.1, 1.0);
    let y = |share: f64| TOP + BODY * (1.0 - share.clamp(0.0, ceiling) / ceiling);
    draw(TOP + BODY + 24.0, "Share of changes that were not proven, by week", |canvas| {
        grid(canvas, ceiling, &y);
        canvas.line((LEFT, y(mean)), (RIGHT, y(mean)), MUTED, 1);
        let mean_text = format!("mean {:.0} %", mean * 100.0);
        canvas.text(RIGHT + 6.0, y(mean), &mean_text, ink(MUTED, Anchor::Start).small());
        limit_name(canvas, &rates, |rate| y(mean + 3.0 * deviation(mean, rate)), y(mean));
        for side in [-1.0, 1.0] {
            limit(canvas, weeks, &rates, |rate| y(mean + side * 3.0 * deviation(mean, rate)));
        }
        let points: Vec<(f64, f64)> = rates
            .iter()
            .enumerate()
            .filter_map(|(week, rate)| Some((weeks.x(week), y(rate.share()?))))
            .collect();
        canvas.path(&points, BLUE, 1);
        for (week, rate) in rates.iter().enumerate() {
            let Some(share) = rate.share() else { continue };
            mark(
                canvas,
                (weeks.x(week), y(share)),
                *rate,
                (share - mean).abs() > 3.0 * deviation(mean, *rate),
            );
        }
        weeks.scale(canvas, TOP + BODY + 12.0);
    })
}

fn rate_of(week: &std::collections::BTreeMap<Verdict, usize>) -> Rate {
    let mut rate = Rate::default();
    for (verdict, count) in week.iter().filter(|(verdict, _)| **verdict != Verdict::NotTestable) {
        rate.of += count;
        rate.hits += if *verdict == Verdict::Proven { 0 } else { *count };
    }
    rate
}

fn deviation(mean: f64, rate: Rate) -> f64 {
    (mean * (1.0 - mean) / rate.of.max(1) as f64).sqrt()
}

fn grid(canvas: &mut Canvas, ceiling: f64, y: &impl Fn(f64) -> f64) {
    for share in [0.0, ceiling / 2.0, ceiling] {
        canvas.line((LEFT, y(share)), (RIGHT, y(share)), RULE, 1);
        let text = format!("{:.0} %", share * 100.0);
        canvas.text(LEFT - 8.0, y(share), &text, ink(MUTED, Anchor::End).small());
    }
}

/// A control limit as steps, one a week; broken where a week has no changes.
fn limit(canvas: &mut Canvas, weeks: &Weeks, rates: &[Rate], y: impl Fn(Rate) -> f64) {
    let half = (RIGHT - LEFT) / weeks.counts.len().max(1) as f64 / 2.0;
    for (week, rate) in rates.iter().enumerate().filter(|(_, rate)| rate.of > 0) {
        let x = weeks.x(week);
        canvas.line((x - half * 0.8, y(*rate)), (x + half * 0.8, y(*rate)), VERMILION, 1);
    }
}

/// Names the upper limit where the last week leaves room for it above the mean.
fn limit_name(canvas: &mut Canvas, rates: &[Rate], y: impl Fn(Rate) -> f64, mean: f64) {
    if let Some(last) = rates.iter().rev().find(|rate| rate.of > 0).filter(|rate| mean - y(**rate) > 14.0) {
        canvas.text(RIGHT + 6.0, y(*last), "limit", ink(VERMILION, Anchor::Start).small());
    }
}

fn mark(canvas: &mut Canvas, at: (f64, f64), rate: Rate, outside: bool) {
    canvas.dot(at, 4, if outside { VERMILION } else { BLUE }, rate.of < SMALL);
    if outside {
        let text = format!("{} of {}", rate.hits, rate.of);
        canvas.text(at.0, at.1 - 12.0, &text, ink(INK, Anchor::Middle).small());
    }
}
