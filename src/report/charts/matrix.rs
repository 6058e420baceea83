//! How far do several agree, every two of them? A half square, shaded where they do not.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::report::dress::{AMBER, INK, MUTED, RULE};
use crate::report::safe;

const LEFT: f64 = 258.0;
const ROW: f64 = 22.0;
const TOP: f64 = 4.0;

/// Agreement of two, by their places among the names: 0 to 1; `None` where nothing tells.
pub(crate) type Agreed<'a> = &'a dyn Fn(usize, usize) -> Option<f64>;

/// The chart; empty with fewer than two names.
pub(crate) fn matrix(label: &str, names: &[String], agreed: Agreed<'_>) -> String {
    if names.len() < 2 {
        return String::new();
    }
    let width = ((WIDTH - LEFT) / names.len() as f64).min(44.0);
    let bottom = TOP + ROW * names.len() as f64;
    draw(bottom + 20.0, label, |canvas| {
        for (row, name) in names.iter().enumerate() {
            let y = TOP + ROW * (row as f64 + 0.5);
            canvas.text(20.0, y, &(row + 1).to_string(), ink(MUTED, Anchor::End).small());
            canvas.text(28.0, y, &short(name), ink(INK, Anchor::Start).small());
            let x = LEFT + width * (row as f64 + 0.5);
            canvas.text(x, bottom + 12.0, &(row + 1).to_string(), ink(MUTED, Anchor::Middle).small());
            for column in 0..=row {
                let at = (LEFT + width * column as f64, TOP + ROW * row as f64);
                cell(canvas, at, width, if column == row { None } else { Some(agreed(column, row)) });
            }
        }
    })
}

/// One cell; `None` is two times the same.
fn cell(canvas: &mut Canvas, (x, y): (f64, f64), width: f64, agreed: Option<Option<f64>>) {
    let (from, to) = ((x + 1.0, y + 1.0), (x + width - 1.0, y + ROW - 1.0));
    let middle = (x + width / 2.0, y + ROW / 2.0);
    match agreed {
        None => canvas.fill(from, to, RULE, 0.5),
        Some(None) => canvas.text(middle.0, middle.1, "·", ink(MUTED, Anchor::Middle).small()),
        Some(Some(share)) => {
            let opacity = ((0.04 + 0.46 * (1.0 - share.clamp(0.0, 1.0))) * 100.0).round() / 100.0;
            canvas.fill(from, to, AMBER, opacity);
            // Never rounded to full agreement.
            let percent = if share < 1.0 { (share * 100.0).round().min(99.0) } else { 100.0 };
            canvas.text(middle.0, middle.1, &format!("{percent:.0}"), ink(INK, Anchor::Middle).small());
        }
    }
}

/// As much of a name as fits.
fn short(name: &str) -> String {
    let name = safe::line(name);
    if name.chars().count() <= 36 { name } else { name.chars().take(35).chain(['…']).collect() }
}
