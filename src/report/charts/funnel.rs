//! Who differs by more than chance? Shares by the number they are of, inside the funnel of chance.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use super::names::Names;
use super::scale::{Along, Shares};
use crate::report::dress::{BLUE, MUTED, RULE, VERMILION};

const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 62.0;
const TOP: f64 = 10.0;
const BODY: f64 = 230.0;
/// Places along the bottom at which the limits are asked for.
const STEPS: usize = 60;
/// With more points than this only those that differ are named.
const MOST_NAMED: usize = 32;

/// One group.
pub(crate) struct FunnelPoint {
    pub(crate) name: String,
    /// Items of which it is a share.
    pub(crate) of: u64,
    pub(crate) share: f64,
    /// Whether it differs by more than chance, after the correction for all groups.
    pub(crate) differs: bool,
    /// The rows behind it.
    pub(crate) href: String,
}

/// Limits of chance for a share of so many: at 95 % and at 99.8 %.
pub(crate) type Limits<'a> = &'a dyn Fn(u64) -> Option<[(f64, f64); 2]>;

/// The chart around the overall share; empty with fewer than two groups.
pub(crate) fn funnel(label: &str, overall: f64, points: &[FunnelPoint], limits: Limits<'_>) -> String {
    if points.len() < 2 {
        return String::new();
    }
    let along = Along::around(points.iter().map(|point| point.of as f64), LEFT, RIGHT);
    let curves = curves(along, limits);
    let ends = curves.iter().flat_map(|(_, [_, far])| [far.0, far.1]);
    let shares = Shares::around(points.iter().map(|point| point.share).chain(ends), TOP, BODY);
    draw(TOP + BODY + 42.0, label, |canvas| {
        shares.grid(canvas, LEFT, RIGHT);
        band(canvas, along, shares, &curves);
        canvas.line((LEFT, shares.y(overall)), (RIGHT, shares.y(overall)), MUTED, 1);
        let all = format!("all {:.0} %", overall * 100.0);
        canvas.text(RIGHT + 5.0, shares.y(overall), &all, ink(MUTED, Anchor::Start).small());
        along.counts(canvas, TOP + BODY + 16.0);
        canvas.text(
            (LEFT + RIGHT) / 2.0,
            TOP + BODY + 33.0,
            "tickets that each took first",
            ink(MUTED, Anchor::Middle).small(),
        );
        groups(canvas, along, shares, points);
    })
}

type Curve = (u64, [(f64, f64); 2]);

fn curves(along: Along, limits: Limits<'_>) -> Vec<Curve> {
    let (from, to) = along.ends();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the ends, above 0")]
    let at = |step: usize| (from * (to / from).powf(step as f64 / STEPS as f64)).round().max(1.0) as u64;
    let mut counts: Vec<u64> = (0..=STEPS).map(at).collect();
    counts.dedup();
    counts.into_iter().filter_map(|of| Some((of, limits(of)?))).collect()
}

/// Both pairs of limits: the near one a band, the far one lines.
fn band(canvas: &mut Canvas, along: Along, shares: Shares, curves: &[Curve]) {
    let side = |level: usize, upper: bool| {
        let at = move |(of, limits): &Curve| {
            let (low, high) = limits[level];
            (along.x(*of as f64), shares.y(if upper { high } else { low }))
        };
        curves.iter().map(at).collect::<Vec<(f64, f64)>>()
    };
    let mut around = side(0, true);
    around.extend(side(0, false).into_iter().rev());
    canvas.polygon(&around, BLUE, 0.1);
    for upper in [true, false] {
        canvas.path(&side(1, upper), RULE, 1);
        canvas.path(&side(1, upper), MUTED, 1);
    }
    // At the left they stand apart.
    for (level, name, above) in [(0, "95 %", -8.0), (1, "99.8 %", 10.0)] {
        if let Some((x, y)) = side(level, false).first() {
            canvas.text(x + 4.0, y + above, name, ink(MUTED, Anchor::Start).small());
        }
    }
}

/// A dot for each group, a diamond for those that differ.
fn groups(canvas: &mut Canvas, along: Along, shares: Shares, points: &[FunnelPoint]) {
    let place = |point: &FunnelPoint| (along.x(point.of as f64), shares.y(point.share));
    let places: Vec<(f64, f64)> = points.iter().map(place).collect();
    for (point, (x, y)) in points.iter().zip(&places) {
        if point.differs {
            let diamond = [(*x, y - 7.0), (x + 7.0, *y), (*x, y + 7.0), (x - 7.0, *y)];
            canvas.polygon(&diamond, VERMILION, 1.0);
        } else {
            canvas.dot((*x, *y), 4, BLUE, false);
        }
    }
    let mut names = Names::beside(&places, (LEFT, RIGHT), (TOP - 8.0, TOP + BODY + 4.0));
    let first = points.iter().filter(|point| point.differs);
    let rest = points.iter().filter(|point| !point.differs && points.len() <= MOST_NAMED);
    for point in first.chain(rest) {
        names.write(canvas, place(point), &point.name, &point.href);
    }
}
