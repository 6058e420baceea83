//! Sums as bars: where each term begins and ends.

use super::text::left;
use crate::cli::layout::{cut, width};
use crate::report::explain::Waterfall;
use crate::report::outline::Beside;
use crate::report::spoken;

/// Columns of a term's name.
const NAME: usize = 24;
/// Columns of the bars.
const BARS: usize = 36;
/// Columns of a number.
const NUMBER: usize = 7;
/// Columns of a sum beside another.
const SIDE: usize = 16;

/// A line of a sum.
pub(super) enum Line {
    /// A head or a term.
    Plain(String),
    /// What a term saw, to be wrapped.
    Seen(String),
    /// The sum.
    Total(String),
}

/// Terms with points, running sum and bars; a mark stands for the threshold.
pub(super) fn lines(fall: &Waterfall, threshold: Option<f64>) -> Vec<Line> {
    let scale = Scale::of(fall, threshold.unwrap_or(0.0));
    let head =
        format!("{:NAME$}{:>NUMBER$}{:>NUMBER$}  {}", "reason", "points", "sum", scale.heading(threshold));
    let mut lines = vec![Line::Plain(head)];
    let mut before = 0.0;
    for step in &fall.steps {
        let name = left(&spoken(&step.name), NAME);
        let bar = scale.bar(before, step.running);
        lines.push(Line::Plain(format!(
            "{name}{:>+NUMBER$.2}{:>+NUMBER$.2}  {bar}",
            step.points, step.running
        )));
        lines.push(Line::Seen(step.seen.clone()));
        before = step.running;
    }
    let bar = scale.bar(0.0, fall.sum);
    lines.push(Line::Total(format!("{:NAME$}{:>NUMBER$}{:>+NUMBER$.2}  {bar}", "sum", "", fall.sum)));
    lines
}

/// Where values stand in the columns of the bars.
struct Scale {
    least: f64,
    per_column: f64,
    mark: usize,
}

impl Scale {
    fn of(fall: &Waterfall, mark: f64) -> Self {
        let (least, most) = fall.reach(mark);
        let per_column = ((most - least) / (BARS - 1) as f64).max(1e-9);
        let mut scale = Self { least, per_column, mark: 0 };
        scale.mark = scale.column(mark);
        scale
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the columns")]
    fn column(&self, value: f64) -> usize {
        let column = ((value - self.least) / self.per_column).round();
        if column.is_finite() { (column.max(0.0) as usize).min(BARS - 1) } else { 0 }
    }

    /// From one sum to the next: dark for more, light for less.
    fn bar(&self, from: f64, to: f64) -> String {
        let (a, b) = (self.column(from), self.column(to));
        let sign = if to >= from { '█' } else { '░' };
        let filled = a.min(b)..=a.max(b);
        let sign_of = |column: usize| match column {
            _ if filled.contains(&column) && from != to => sign,
            _ if column == self.mark => '│',
            _ => ' ',
        };
        let bar: String = (0..BARS).map(sign_of).collect();
        bar.trim_end().to_owned()
    }

    /// Names the mark above its column.
    fn heading(&self, threshold: Option<f64>) -> String {
        let Some(threshold) = threshold else { return String::new() };
        let name = format!("│ threshold {threshold:+.2}");
        if self.mark + width(&name) <= BARS {
            return " ".repeat(self.mark) + &name;
        }
        let name = format!("threshold {threshold:+.2} │");
        " ".repeat((self.mark + 1).saturating_sub(width(&name))) + &name
    }
}

/// The terms in which two sums differ, side by side.
pub(super) fn beside(beside: &Beside) -> Vec<Line> {
    let row = |name: &str, [a, b]: [&str; 2], difference: &str| {
        format!("{}{}{}{difference:>12}", left(name, NAME + 2), right(a, SIDE), right(b, SIDE))
    };
    let [a, b] = &beside.heads;
    let mut lines = vec![Line::Plain(row("reason", [a, b], "difference"))];
    let points = |points: f64| if points == 0.0 { "–".to_owned() } else { format!("{points:+.2}") };
    for (name, a, b) in &beside.rows {
        let difference = format!("{:+.2}", a - b);
        lines.push(Line::Plain(row(&spoken(name), [&points(*a), &points(*b)], &difference)));
    }
    let [a, b] = beside.sums;
    let difference = format!("{:+.2}", a - b);
    lines.push(Line::Total(row("sum", [&format!("{a:+.2}"), &format!("{b:+.2}")], &difference)));
    let [a, b] = beside.confidences.map(|confidence| format!("{confidence:.3}"));
    lines.push(Line::Plain(row("confidence", [&a, &b], "")));
    lines
}

/// Text to the right of so many columns.
fn right(text: &str, columns: usize) -> String {
    let text = cut(text, columns - 2);
    " ".repeat(columns.saturating_sub(width(&text))) + &text
}
