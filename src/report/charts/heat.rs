//! Which tests fail most? Tests by outcome, shaded by the share of their items.

use super::canvas::{Anchor, Canvas, WIDTH, draw, ink};
use crate::model::{ControlResult, ControlTest, TestOutcome};
use crate::report::dates::grouped;
use crate::report::dress::{INK, MUTED, PAPER, of_outcome};

const LEFT: f64 = 372.0;
const ROW: f64 = 24.0;
const TOP: f64 = 24.0;
const CELL: f64 = (WIDTH - LEFT - 2.0) / 4.0;

/// The chart of the tests that could be run; empty if none could.
pub(crate) fn tests_by_outcome(tests: &[ControlTest], results: &[ControlResult]) -> String {
    let run: Vec<&ControlResult> = results.iter().filter(|result| result.population > 0).collect();
    if run.is_empty() {
        return String::new();
    }
    let height = TOP + ROW * run.len() as f64 + 2.0;
    draw(height, "Control tests by outcome of their items", |canvas| {
        for (column, outcome) in TestOutcome::ALL.iter().enumerate() {
            let dress = of_outcome(*outcome);
            let x = LEFT + CELL * (column as f64 + 0.5);
            canvas.text(
                x,
                10.0,
                &format!("{} {}", dress.shape, dress.word),
                ink(INK, Anchor::Middle).small(),
            );
        }
        for (row, result) in run.iter().enumerate() {
            let title = tests.iter().find(|test| test.id == result.test).map_or("", |test| &test.title);
            line(canvas, result, title, TOP + ROW * row as f64);
        }
    })
}

fn line(canvas: &mut Canvas, result: &ControlResult, title: &str, y: f64) {
    let middle = y + ROW / 2.0;
    canvas.text(0.0, middle, &result.test.0, ink(MUTED, Anchor::Start));
    let title = short(title);
    canvas.text(48.0, middle, &title, ink(INK, Anchor::Start));
    for (column, outcome) in TestOutcome::ALL.iter().enumerate() {
        let count = count(result, *outcome);
        let x = LEFT + CELL * column as f64;
        let share = count as f64 / result.population.max(1) as f64;
        if count > 0 {
            let opacity = ((0.08 + 0.42 * share) * 100.0).round() / 100.0;
            canvas.fill(
                (x + 1.0, y + 1.0),
                (x + CELL - 1.0, y + ROW - 1.0),
                of_outcome(*outcome).colour,
                opacity,
            );
        } else {
            canvas.fill((x + 1.0, y + 1.0), (x + CELL - 1.0, y + ROW - 1.0), PAPER, 1.0);
        }
        let colour = if count == 0 { MUTED } else { INK };
        let href = format!("#findings?test={}&outcome={}", result.test.0, outcome);
        let text = grouped(count);
        if count > 0 && *outcome != TestOutcome::Pass {
            canvas.link(x + CELL / 2.0, middle, &text, ink(colour, Anchor::Middle), &href);
        } else {
            canvas.text(x + CELL / 2.0, middle, &text, ink(colour, Anchor::Middle));
        }
    }
}

/// As much of a title as fits beside the cells, whole words only.
fn short(title: &str) -> String {
    const FITS: usize = 50;
    if title.chars().count() <= FITS {
        return title.to_owned();
    }
    let head: String = title.chars().take(FITS - 1).collect();
    format!("{}…", head.rsplit_once(' ').map_or(head.as_str(), |(words, _)| words))
}

/// How many items of a test had an outcome.
pub(crate) fn count(result: &ControlResult, outcome: TestOutcome) -> usize {
    match outcome {
        TestOutcome::Pass => result.pass,
        TestOutcome::Fail => result.fail,
        TestOutcome::Exception => result.exception,
        TestOutcome::NotTestable => result.not_testable,
    }
}
