//! Who is fast and verifies? Groups by the time they take and the share of their requests that is proven.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use super::names::Names;
use super::scale::{Along, Shares};
use crate::report::dress::{BLUE, MUTED, RULE, VERMILION};

const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 24.0;
const TOP: f64 = 10.0;
const BODY: f64 = 230.0;
const MOST_NAMED: usize = 32;

/// One group between speed and verification.
pub(crate) struct FrontierMark {
    pub(crate) name: String,
    /// Median time in seconds.
    pub(crate) seconds: f64,
    pub(crate) share: f64,
    pub(crate) interval: Option<(f64, f64)>,
    /// Whether nobody is both no slower and no less verified.
    pub(crate) is_frontier: bool,
    /// Whether somebody no slower is verified more often by more than chance.
    pub(crate) is_beaten: bool,
    /// The rows behind it.
    pub(crate) href: String,
}

/// The chart; empty with fewer than two groups.
pub(crate) fn frontier(label: &str, time: &str, marks: &[FrontierMark]) -> String {
    if marks.len() < 2 {
        return String::new();
    }
    let along = Along::around(marks.iter().map(|mark| mark.seconds), LEFT, RIGHT);
    let ends = |mark: &FrontierMark| {
        let (low, high) = mark.interval.unwrap_or((mark.share, mark.share));
        [low, high]
    };
    let shares = Shares::around(marks.iter().flat_map(ends), TOP, BODY);
    let place = |mark: &FrontierMark| (along.x(mark.seconds), shares.y(mark.share));
    draw(TOP + BODY + 42.0, label, |canvas| {
        shares.grid(canvas, LEFT, RIGHT);
        along.times(canvas, TOP + BODY + 16.0);
        canvas.text((LEFT + RIGHT) / 2.0, TOP + BODY + 33.0, time, ink(MUTED, Anchor::Middle).small());
        let mut edge: Vec<(f64, f64)> = marks.iter().filter(|mark| mark.is_frontier).map(place).collect();
        edge.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        canvas.path(&edge, BLUE, 2);
        for mark in marks {
            let (x, _) = place(mark);
            let [low, high] = ends(mark);
            canvas.line((x, shares.y(low)), (x, shares.y(high)), RULE, 2);
        }
        for mark in marks {
            draw_mark(canvas, place(mark), mark);
        }
        let places: Vec<(f64, f64)> = marks.iter().map(place).collect();
        let mut names = Names::beside(&places, (LEFT, WIDTH - 2.0), (TOP - 8.0, TOP + BODY + 4.0));
        let telling = |mark: &&FrontierMark| mark.is_frontier || mark.is_beaten;
        let rest = marks.iter().filter(|mark| !telling(mark) && marks.len() <= MOST_NAMED);
        for mark in marks.iter().filter(telling).chain(rest) {
            names.write(canvas, place(mark), &mark.name, &mark.href);
        }
    })
}

/// Filled on the frontier, hollow behind it, a diamond where chance does not explain that somebody does better.
fn draw_mark(canvas: &mut Canvas, (x, y): (f64, f64), mark: &FrontierMark) {
    if mark.is_beaten {
        canvas.polygon(&[(x, y - 7.0), (x + 7.0, y), (x, y + 7.0), (x - 7.0, y)], VERMILION, 1.0);
    } else {
        canvas.dot((x, y), 5, BLUE, !mark.is_frontier);
    }
}
