//! Names beside points, where there is room for them.

use super::canvas::{Anchor, Canvas, ink};
use super::rates::short;
use crate::report::dress::INK;

/// Widest letter of small text, on average.
const LETTER: f64 = 6.0;
const HALF_LINE: f64 = 7.0;
/// From a point to its name.
const APART: f64 = 9.0;

/// A rectangle that is taken.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn holds(&self, other: &Area) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    fn meets(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Where names may stand.
pub(super) struct Names {
    taken: Vec<Area>,
    within: Area,
}

impl Names {
    /// Between these edges (left and right, top and bottom), and on none of these points.
    pub(super) fn beside(
        points: &[(f64, f64)],
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
    ) -> Self {
        let around =
            |(x, y): &(f64, f64)| Area { left: x - 6.0, right: x + 6.0, top: y - 6.0, bottom: y + 6.0 };
        let within = Area { left, right, top, bottom };
        Self { taken: points.iter().map(around).collect(), within }
    }

    /// Writes a name beside its point, above or below it, if one of these places is free; it leads to its rows.
    pub(super) fn write(&mut self, canvas: &mut Canvas, (x, y): (f64, f64), name: &str, href: &str) {
        let name = short(name);
        let width = name.chars().count() as f64 * LETTER;
        let places = [
            (Anchor::Start, x + APART, y, x + APART),
            (Anchor::End, x - APART, y, x - APART - width),
            (Anchor::Middle, x, y - 2.0 * APART, x - width / 2.0),
            (Anchor::Middle, x, y + 2.0 * APART, x - width / 2.0),
        ];
        for (anchor, at, middle, left) in places {
            let wanted =
                Area { left, right: left + width, top: middle - HALF_LINE, bottom: middle + HALF_LINE };
            if self.within.holds(&wanted) && !self.taken.iter().any(|taken| taken.meets(&wanted)) {
                self.taken.push(wanted);
                let ink = ink(INK, anchor).small();
                if href.is_empty() {
                    canvas.text(at, middle, &name, ink);
                } else {
                    canvas.link(at, middle, &name, ink, href);
                }
                return;
            }
        }
    }
}
