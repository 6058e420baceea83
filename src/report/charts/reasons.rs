//! Counts as bars from zero, the longest first.

use super::canvas::{Anchor, WIDTH, draw, ink};
use super::rates::short;
use crate::report::RenderError;
use crate::report::dates::grouped;
use crate::report::dress::{Colour, INK, RULE};

const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 70.0;
const ROW: f64 = 24.0;
const TOP: f64 = 4.0;

/// One bar: its name, its count, where its number leads.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) count: usize,
    pub(crate) href: String,
}

/// The chart of the bars in the order given; empty without any.
pub(crate) fn bars(label: &str, bars: &[Bar], colour: Colour) -> Result<String, RenderError> {
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0);
    if most == 0 {
        return Ok(String::new());
    }
    let bottom = TOP + ROW * bars.len() as f64;
    draw(bottom + 4.0, label, |canvas| {
        canvas.line((LEFT, TOP), (LEFT, bottom), RULE, 1);
        for (row, bar) in bars.iter().enumerate() {
            let y = TOP + ROW * (row as f64 + 0.5);
            let end = LEFT + (RIGHT - LEFT) * bar.count as f64 / most as f64;
            canvas.text(0.0, y, &short(&bar.name), ink(INK, Anchor::Start));
            canvas.fill((LEFT, y - 7.0), (end, y + 7.0), colour, 0.8);
            canvas.link(end + 6.0, y, &grouped(bar.count), ink(INK, Anchor::Start), &bar.href);
        }
    })
}
