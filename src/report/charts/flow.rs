//! Where do changes drop out? One band a verdict, from all changes to where it ends.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::model::Verdict;
use crate::report::dates::grouped;
use crate::report::dress::{Dress, GREY, INK, MUTED, of_verdict};
use crate::report::summary::{JUDGED, PROVEN, Summary};

const COLUMNS: [f64; 4] = [2.0, 190.0, 376.0, 560.0];
const BAR: f64 = 7.0;
const TOP: f64 = 44.0;
/// Height of all changes together.
const BODY: f64 = 150.0;
/// Gap before a band that ends before the last column.
const APART: f64 = 12.0;
/// Room that a label needs.
const LINE: f64 = 19.0;

/// The column in which changes of a verdict end.
const fn end(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Unticketed | Verdict::NotTestable => 1,
        Verdict::Unproven => 2,
        Verdict::Proven | Verdict::Insufficient | Verdict::Late => 3,
    }
}

/// One band: its verdict, count, height, and upper edge in each column up to its end.
struct Band {
    dress: Dress,
    count: usize,
    height: f64,
    edges: Vec<f64>,
}

/// The flow picture; empty without any change.
pub(crate) fn flow(summary: &Summary) -> String {
    if summary.judged == 0 {
        return String::new();
    }
    let bands = layout(summary);
    let bottom = bands.iter().map(|band| lowest(band) + band.height.max(LINE)).fold(TOP + BODY, f64::max);
    draw(bottom + 6.0, &summary.sentence, |canvas| {
        heads(canvas, summary);
        for band in &bands {
            paint(canvas, band);
        }
        canvas.fill((COLUMNS[0], TOP), (COLUMNS[0] + BAR, TOP + BODY), GREY, 1.0);
        for band in &bands {
            label(canvas, band, summary.judged);
        }
    })
}

fn lowest(band: &Band) -> f64 {
    band.edges.iter().copied().fold(0.0, f64::max)
}

fn layout(summary: &Summary) -> Vec<Band> {
    let height = |count: usize| BODY * count as f64 / summary.judged as f64;
    let mut cursors = [TOP; 4];
    let mut bands = Vec::new();
    for (verdict, count) in summary.verdicts.iter().filter(|(_, count)| **count > 0) {
        let mut edges = Vec::new();
        for (column, cursor) in cursors.iter_mut().enumerate().take(end(*verdict) + 1) {
            let ends_here = column == end(*verdict);
            let apart = if ends_here { 6.0 } else { 0.0 };
            // What ends in mid-picture stands clear of the bands that go on.
            let clear = if ends_here && column < 3 && *cursor > TOP { APART } else { 0.0 };
            edges.push(*cursor + clear);
            *cursor += clear + height(*count).max(if ends_here { LINE } else { 0.0 }) + apart;
        }
        bands.push(Band { dress: of_verdict(*verdict), count: *count, height: height(*count), edges });
    }
    bands
}

fn heads(canvas: &mut Canvas, summary: &Summary) {
    let ticketed: usize = summary.verdicts.iter().filter(|(v, _)| end(**v) > 1).map(|(_, count)| count).sum();
    let verified: usize = summary.verdicts.iter().filter(|(v, _)| end(**v) > 2).map(|(_, count)| count).sum();
    let heads = [
        ("Changes", summary.judged, JUDGED),
        ("With a ticket", ticketed, "#changes?verdict=proven,insufficient,late,unproven"),
        ("With a verification", verified, "#changes?verdict=proven,insufficient,late"),
        ("In time and strong enough", summary.proven(), PROVEN),
    ];
    for (x, (words, count, href)) in COLUMNS.into_iter().zip(heads) {
        canvas.text(x, 8.0, words, ink(MUTED, Anchor::Start));
        canvas.link(x, 27.0, &grouped(count), ink(INK, Anchor::Start).bold(), href);
    }
}

/// The band as slices between columns, with soft bends.
fn paint(canvas: &mut Canvas, band: &Band) {
    for (column, pair) in band.edges.windows(2).enumerate() {
        let (left, right) = (COLUMNS[column] + BAR, COLUMNS[column + 1]);
        let upper: Vec<(f64, f64)> = (0..=16)
            .map(|step| {
                let t = f64::from(step) / 16.0;
                let ease = t * t * (3.0 - 2.0 * t);
                (left + (right - left) * t, pair[0] + (pair[1] - pair[0]) * ease)
            })
            .collect();
        let lower = upper.iter().rev().map(|(x, y)| (*x, y + band.height.max(1.0)));
        let outline: Vec<(f64, f64)> = upper.iter().copied().chain(lower).collect();
        canvas.polygon(&outline, band.dress.colour, 0.28);
    }
    for (column, edge) in band.edges.iter().enumerate().skip(1) {
        let x = COLUMNS[column];
        canvas.fill((x, *edge), (x + BAR, edge + band.height.max(1.0)), band.dress.colour, 1.0);
    }
}

fn label(canvas: &mut Canvas, band: &Band, judged: usize) {
    let column = band.edges.len() - 1;
    let x = COLUMNS[column] + BAR + 6.0;
    let y = band.edges[column] + (band.height / 2.0).max(LINE / 2.0 - 2.0);
    let text = format!("{} {} {}", band.dress.shape, band.dress.word, grouped(band.count));
    let href = format!("#changes?verdict={}", band.dress.class);
    canvas.link(x, y, &text, ink(INK, Anchor::Start), &href);
    let percent = format!("{:.0} %", 100.0 * band.count as f64 / judged as f64);
    if column == 3 {
        canvas.text(WIDTH - 2.0, y, &percent, ink(MUTED, Anchor::End));
    }
}
