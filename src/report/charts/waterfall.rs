//! Which reasons make the sum? Each bar begins where the one before ended.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::report::dress::{BLUE, INK, MUTED, RULE, VERMILION, spoken};
use crate::report::explain::Waterfall;

/// Where points stand, to the left of the bars.
const POINTS: f64 = 400.0;
const LEFT: f64 = 416.0;
const RIGHT: f64 = WIDTH - 52.0;
const TOP: f64 = 22.0;
const ROW: f64 = 34.0;
/// Signs of what was seen that fit beside the points.
const SEEN: usize = 64;

/// The chart of a sum; empty without terms. A line marks the threshold, if there is one.
pub(crate) fn waterfall(label: &str, fall: &Waterfall, threshold: Option<f64>) -> String {
    if fall.steps.is_empty() {
        return String::new();
    }
    let (least, most) = fall.reach(threshold.unwrap_or(0.0));
    let span = (most - least).max(1e-9);
    let x = |value: f64| LEFT + (RIGHT - LEFT) * (value - least) / span;
    let bottom = TOP + ROW * (fall.steps.len() + 1) as f64;
    draw(bottom + 4.0, label, |canvas| {
        let mark = x(threshold.unwrap_or(0.0));
        canvas.line((mark, TOP - 4.0), (mark, bottom), if threshold.is_some() { MUTED } else { RULE }, 1);
        if let Some(threshold) = threshold {
            let anchor = if mark > (LEFT + RIGHT) / 2.0 { Anchor::End } else { Anchor::Start };
            canvas.text(mark, 8.0, &format!("threshold {threshold:+.2}"), ink(MUTED, anchor).small());
        }
        let mut before: f64 = 0.0;
        for (row, step) in fall.steps.iter().enumerate() {
            let y = TOP + ROW * row as f64;
            canvas.text(0.0, y + 9.0, &cut(&spoken(&step.name), SEEN), ink(INK, Anchor::Start));
            canvas.text(0.0, y + 23.0, &cut(&step.seen, SEEN), ink(MUTED, Anchor::Start).small());
            number(canvas, POINTS, y + 9.0, step.points, false);
            let colour = if step.points < 0.0 { VERMILION } else { BLUE };
            let (from, to) = (x(before.min(step.running)), x(before.max(step.running)));
            canvas.fill((from, y + 2.0), (to, y + 16.0), colour, 0.8);
            number(canvas, WIDTH - 4.0, y + 9.0, step.running, false);
            // The next bar begins here.
            canvas.line((x(step.running), y + 16.0), (x(step.running), y + ROW + 2.0), MUTED, 1);
            before = step.running;
        }
        let y = bottom - ROW;
        canvas.text(0.0, y + 9.0, "sum", ink(INK, Anchor::Start).bold());
        let (from, to) = (x(fall.sum.min(0.0)), x(fall.sum.max(0.0)));
        canvas.fill((from, y + 2.0), (to, y + 16.0), INK, 0.8);
        number(canvas, WIDTH - 4.0, y + 9.0, fall.sum, true);
    })
}

fn number(canvas: &mut Canvas, x: f64, y: f64, value: f64, bold: bool) {
    let ink = ink(INK, Anchor::End);
    canvas.text(x, y, &format!("{value:+.2}"), if bold { ink.bold() } else { ink });
}

fn cut(text: &str, most: usize) -> String {
    let mut signs = text.chars();
    let short: String = signs.by_ref().take(most).collect();
    if signs.next().is_some() { short + "…" } else { short }
}
