//! Counts as bars from zero, the longest first.

use super::canvas::{Anchor, WIDTH, draw, ink};
use super::rates::short;
use crate::report::dates::grouped;
use crate::report::dress::{Colour, INK, MUTED, RULE};

const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 70.0;
const ROW: f64 = 24.0;
const TOP: f64 = 4.0;

/// One bar: its name, its count, where its number leads.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) count: usize,
    /// Further ones that have it beside something else; drawn as an outline behind the bar.
    pub(crate) beside: usize,
    pub(crate) href: String,
}

/// The chart of the bars in the order given; empty without any.
pub(crate) fn bars(label: &str, bars: &[Bar], colour: Colour) -> String {
    let most = bars.iter().map(|bar| bar.count + bar.beside).max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let bottom = TOP + ROW * bars.len() as f64;
    let length = |count: usize| (RIGHT - LEFT) * count as f64 / most as f64;
    draw(bottom + 4.0, label, |canvas| {
        canvas.line((LEFT, TOP), (LEFT, bottom), RULE, 1);
        for (row, bar) in bars.iter().enumerate() {
            let y = TOP + ROW * (row as f64 + 0.5);
            let (end, far) = (LEFT + length(bar.count), LEFT + length(bar.count + bar.beside));
            canvas.text(0.0, y, &short(&bar.name), ink(INK, Anchor::Start));
            if bar.count > 0 {
                canvas.fill((LEFT, y - 7.0), (end, y + 7.0), colour, 0.8);
            }
            if bar.beside > 0 {
                let outline =
                    [(end, y - 7.0), (far, y - 7.0), (far, y + 7.0), (end, y + 7.0), (end, y - 7.0)];
                canvas.fill((end, y - 7.0), (far, y + 7.0), colour, 0.15);
                canvas.path(&outline, colour, 1);
            }
            let count = grouped(bar.count);
            canvas.link(far + 6.0, y, &count, ink(INK, Anchor::Start), &bar.href);
            if bar.beside > 0 {
                let at = far + 10.0 + 7.0 * count.len() as f64;
                canvas.text(at, y, &format!("+{}", grouped(bar.beside)), ink(MUTED, Anchor::Start));
            }
        }
    })
}
