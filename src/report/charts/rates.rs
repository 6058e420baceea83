//! Rates with their intervals: one line an entry, a point and a bar.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::report::dates::grouped;
use crate::report::dress::{BLUE, INK, MUTED, RULE};
use crate::report::rate::{Rate, SMALL};
use crate::report::safe;

const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 160.0;
const ROW: f64 = 24.0;
const TOP: f64 = 4.0;
/// More entries than this are not drawn; the table has them.
const MOST: usize = 24;

/// The chart of labelled rates in the order given; empty without any.
pub(crate) fn rates(label: &str, entries: &[(String, Rate)]) -> String {
    let shown = &entries[..entries.len().min(MOST)];
    if shown.is_empty() {
        return String::new();
    }
    let bottom = TOP + ROW * shown.len() as f64;
    draw(bottom + 24.0, label, |canvas| {
        for tenth in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let x = x(tenth / 100.0);
            canvas.line((x, TOP), (x, bottom), RULE, 1);
            canvas.text(x, bottom + 12.0, &format!("{tenth:.0} %"), ink(MUTED, Anchor::Middle).small());
        }
        for (row, (name, rate)) in shown.iter().enumerate() {
            entry(canvas, name, *rate, TOP + ROW * (row as f64 + 0.5));
        }
    })
}

fn x(share: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0)
}

fn entry(canvas: &mut Canvas, name: &str, rate: Rate, y: f64) {
    canvas.text(0.0, y, &short(name), ink(INK, Anchor::Start));
    let (Some(share), Some((low, high))) = (rate.share(), rate.interval()) else {
        canvas.text(WIDTH - 2.0, y, "nothing to count", ink(MUTED, Anchor::End));
        return;
    };
    canvas.line((x(low), y), (x(high), y), BLUE, 2);
    canvas.dot((x(share), y), 4, BLUE, rate.of < SMALL);
    let text = format!("{} of {}", grouped(rate.hits), grouped(rate.of));
    canvas.text(WIDTH - 2.0, y, &text, ink(INK, Anchor::End));
    canvas.text(RIGHT + 14.0, y, &rate.percent(), ink(MUTED, Anchor::Start));
}

/// A name that fits into its column.
pub(super) fn short(name: &str) -> String {
    let name = safe::line(name);
    if name.chars().count() <= 26 { name } else { name.chars().take(25).chain(['…']).collect() }
}
