//! What time do the exports cover? One strip a source, gaps as gaps.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::model::{Coverage, Instant};
use crate::report::dates::day;
use crate::report::dress::{BLUE, INK, MUTED, RULE, VERMILION};
use crate::report::safe;

const LEFT: f64 = 168.0;
const ROW: f64 = 26.0;
const BAR: f64 = 14.0;
const TOP: f64 = 4.0;

/// Opacity of a cell without and with few, more, many records.
const SHADES: [f64; 4] = [0.12, 0.4, 0.65, 0.9];

/// The time that the strips share.
#[derive(Clone, Copy)]
struct Axis {
    from: i64,
    to: i64,
}

impl Axis {
    fn x(self, seconds: i64) -> f64 {
        let share = (seconds - self.from) as f64 / (self.to - self.from).max(1) as f64;
        LEFT + (WIDTH - LEFT - 4.0) * share.clamp(0.0, 1.0)
    }
}

/// The strips of all sources; empty without any covered time.
pub(crate) fn strip(coverage: &[Coverage]) -> String {
    let spans = || coverage.iter().filter_map(|one| one.span);
    let (Some(from), Some(to)) = (spans().map(|s| s.from).min(), spans().map(|s| s.to).max()) else {
        return String::new();
    };
    let axis = Axis { from: from.timestamp(), to: to.timestamp() };
    let height = TOP + ROW * coverage.len() as f64 + 24.0;
    let label = format!("Records per source over time, {} to {}", day(from), day(to));
    draw(height, &label, |canvas| {
        for (row, one) in coverage.iter().enumerate() {
            source(canvas, one, axis, TOP + ROW * row as f64);
        }
        scale(canvas, axis, (from, to), TOP + ROW * coverage.len() as f64 + 4.0);
    })
}

fn source(canvas: &mut Canvas, one: &Coverage, axis: Axis, y: f64) {
    let middle = y + BAR / 2.0;
    canvas.text(0.0, middle, &safe::clipped(&one.source, 28), ink(INK, Anchor::Start));
    let Some(span) = one.span else {
        canvas.text(LEFT, middle, "no dated record", ink(MUTED, Anchor::Start));
        return;
    };
    for (from, to, shade) in runs(one, axis, (axis.x(span.from.timestamp()), axis.x(span.to.timestamp()))) {
        canvas.fill((from, y), (to, y + BAR), BLUE, SHADES[shade]);
    }
    for gap in &one.gaps {
        let (from, to) = (axis.x(gap.from.timestamp()), axis.x(gap.to.timestamp()).max(1.0));
        canvas.line((from, y + BAR + 3.0), (to.max(from + 3.0), y + BAR + 3.0), VERMILION, 3);
    }
}

/// Runs of units of equal shade between two edges, as `(from, to, shade)`.
fn runs(one: &Coverage, axis: Axis, (first, last): (f64, f64)) -> Vec<(f64, f64, usize)> {
    let hours_a_unit = (axis.to - axis.from) as f64 / 3600.0 / (WIDTH - LEFT - 4.0);
    // A cell is as wide as three units or one hour, whichever is more.
    let cell = 3.0_f64.max(1.0 / hours_a_unit.max(1e-9));
    let mut counts = std::collections::BTreeMap::<u64, u64>::new();
    for (hour, records) in &one.per_hour {
        let x = axis.x(hour.saturating_mul(3600).saturating_add(1800));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "x lies on the strip")]
        let at = ((x - first).max(0.0) / cell) as u64;
        *counts.entry(at).or_default() += records;
    }
    let most = counts.values().copied().max().unwrap_or(1).max(1);
    let shade = |records: u64| match records.saturating_mul(4) / most {
        _ if records == 0 => 0,
        0 => 1,
        1 | 2 => 2,
        _ => 3,
    };
    let mut runs: Vec<(f64, f64, usize)> = Vec::new();
    let mut at = 0;
    loop {
        let from = first + cell * at as f64;
        if from >= last || at > 2_000 {
            return runs;
        }
        let to = (from + cell).min(last);
        let now = shade(counts.get(&at).copied().unwrap_or(0));
        match runs.last_mut() {
            Some(run) if run.2 == now => run.1 = to,
            _ => runs.push((from, to, now)),
        }
        at += 1;
    }
}

fn scale(canvas: &mut Canvas, axis: Axis, (from, to): (Instant, Instant), y: f64) {
    canvas.line((LEFT, y), (WIDTH - 4.0, y), RULE, 1);
    canvas.text(LEFT, y + 11.0, &day(from), ink(MUTED, Anchor::Start).small());
    canvas.text(WIDTH - 4.0, y + 11.0, &day(to), ink(MUTED, Anchor::End).small());
    for share in [0.25, 0.5, 0.75] {
        #[expect(clippy::cast_possible_truncation, reason = "a share of a time inside the span")]
        let seconds = axis.from + ((axis.to - axis.from) as f64 * share) as i64;
        let Some(at) = chrono::DateTime::from_timestamp(seconds / 86_400 * 86_400, 0) else { continue };
        let x = axis.x(at.timestamp());
        canvas.line((x, y), (x, y + 4.0), RULE, 1);
        canvas.text(x, y + 11.0, &at.format("%-d %b").to_string(), ink(MUTED, Anchor::Middle).small());
    }
}
