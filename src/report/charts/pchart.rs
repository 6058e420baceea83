//! Is a share under control? A p-chart over weeks, with the limits of each week's own size.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use super::scale::{Shares, monday};
use crate::model::{ChartPoint, ChartSignal, ControlChart};
use crate::report::dress::{BLUE, INK, MUTED, VERMILION};
use crate::report::rate::SMALL;

const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 78.0;
const TOP: f64 = 18.0;
const BODY: f64 = 150.0;
/// More weeks than this are not drawn one by one: the last ones are.
const MOST_WEEKS: usize = 160;

/// The chart; empty with fewer than two weeks that have items. `href` leads from a week to its rows.
pub(crate) fn pchart(label: &str, chart: &ControlChart, href: impl Fn(&str) -> String) -> String {
    let points = &chart.points[chart.points.len().saturating_sub(MOST_WEEKS)..];
    if points.iter().filter(|point| point.share.is_some()).count() < 2 {
        return String::new();
    }
    let ends = |point: &ChartPoint| {
        let (low, high) = point.limits.unwrap_or((chart.centre, chart.centre));
        [point.share.unwrap_or(chart.centre), low, high]
    };
    let shares = Shares::around(points.iter().flat_map(ends), TOP, BODY);
    let width = (RIGHT - LEFT) / points.len() as f64;
    let x = |at: usize| LEFT + width * (at as f64 + 0.5);
    draw(TOP + BODY + 26.0, label, |canvas| {
        shares.grid(canvas, LEFT, RIGHT);
        canvas.line((LEFT, shares.y(chart.centre)), (RIGHT, shares.y(chart.centre)), MUTED, 1);
        let mean = format!("all {:.0} %", chart.centre * 100.0);
        canvas.text(RIGHT + 6.0, shares.y(chart.centre), &mean, ink(MUTED, Anchor::Start).small());
        limits(canvas, points, shares, width);
        let line: Vec<(f64, f64)> = points
            .iter()
            .enumerate()
            .filter_map(|(at, point)| Some((x(at), shares.y(point.share?))))
            .collect();
        canvas.path(&line, BLUE, 1);
        for (at, point) in points.iter().enumerate() {
            if let Some(share) = point.share {
                mark(canvas, (x(at), shares.y(share)), point, &href(&point.sample.label));
            }
        }
        let step = points.len().div_ceil(8).max(1);
        for at in (0..points.len()).step_by(step) {
            let text = monday(&points[at].sample.label);
            canvas.text(x(at), TOP + BODY + 16.0, &text, ink(MUTED, Anchor::Middle).small());
        }
    })
}

/// Both limits as steps, one a week, and the name of the upper one where there is room for it.
fn limits(canvas: &mut Canvas, points: &[ChartPoint], shares: Shares, width: f64) {
    let reach = (width * 0.4).max(1.0);
    for (at, point) in points.iter().enumerate() {
        let Some((low, high)) = point.limits else { continue };
        let x = LEFT + width * (at as f64 + 0.5);
        for limit in [low, high] {
            canvas.line((x - reach, shares.y(limit)), (x + reach, shares.y(limit)), VERMILION, 1);
        }
    }
    if let Some((_, high)) = points.last().and_then(|point| point.limits) {
        canvas.text(RIGHT + 6.0, shares.y(high), "limit", ink(VERMILION, Anchor::Start).small());
    }
}

/// A dot inside the limits, a diamond with its counts beyond them, a ring for a run on one side.
fn mark(canvas: &mut Canvas, (x, y): (f64, f64), point: &ChartPoint, href: &str) {
    let sample = &point.sample;
    let has = |signal| point.signals.contains(&signal);
    if has(ChartSignal::Beyond) {
        let diamond = [(x, y - 7.0), (x + 7.0, y), (x, y + 7.0), (x - 7.0, y)];
        canvas.polygon(&diamond, VERMILION, 1.0);
        let text = format!("{} of {}", sample.hits, sample.of);
        canvas.link(x, y - 15.0, &text, ink(INK, Anchor::Middle).small(), href);
    } else {
        canvas.dot((x, y), 4, BLUE, sample.of < SMALL as u64);
    }
    if has(ChartSignal::Run) {
        canvas.ring((x, y), 8, VERMILION);
    }
}
