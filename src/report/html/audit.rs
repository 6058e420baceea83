//! Audit: the control tests, the frameworks they give evidence for, verdicts over time, findings, and what was given.

mod given;
mod matrix;

use askama::Template;

use super::cells::percent;
use super::figure::Figure;
use super::lists::Lists;
use crate::model::{ControlResult, ControlTest, ControlTestId, FrameworkEvidence, Nature, TestOutcome};
use crate::report::charts::{self, Weeks};
use crate::report::dates::grouped;
use crate::report::dress::of_outcome;
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::summary::Summary;
use crate::report::{RenderError, Report};
use matrix::{Entry, Places};

/// Longest text in a cell.
const LONGEST: usize = 300;
/// A number of a test that was not run, which is not zero.
const NOT_KNOWN: &str = "–";
/// Steps in which cells are shaded.
const SHADES: usize = 4;

/// A count that leads to its findings, if there are any.
struct Count {
    text: String,
    href: String,
}

/// A count of a test's items, shaded by its share of them.
struct Shaded {
    count: Count,
    class: &'static str,
    /// 0 to [`SHADES`]; 0 is none.
    shade: usize,
}

/// One control test.
struct Test {
    id: String,
    title: String,
    question: String,
    criterion: String,
    severity: &'static str,
    is_indicator: bool,
    class: &'static str,
    outcome: &'static str,
    population: String,
    counts: Vec<Shaded>,
    untested: String,
    /// Frameworks with the entries that it gives evidence for.
    evidence_for: Vec<(String, Vec<Entry>)>,
}

#[derive(Template)]
#[template(path = "audit.html", config = "src/report/html/askama.toml")]
struct Audit {
    tests: Vec<Test>,
    figures: Vec<Figure>,
    matrix: String,
    findings: String,
    given: String,
}

pub(super) fn part(lookup: &Lookup<'_>, summary: &Summary, lists: &Lists) -> Result<String, RenderError> {
    let report = lookup.report;
    let places = Places::of(report);
    let part = Audit {
        tests: report.controls.iter().map(|result| test(report, result, &places)).collect(),
        figures: figures(report, summary)?,
        matrix: matrix::section(report, &places)?,
        findings: lists.findings.section()?,
        given: given::section(lookup)?,
    };
    Ok(part.render()?)
}

fn figures(report: &Report, summary: &Summary) -> Result<Vec<Figure>, RenderError> {
    let weeks = Weeks::of(&report.cases);
    let told = summary.judged - summary.cannot_be_told();
    Ok(vec![
        Figure {
            title: "How did the verdicts go, week by week?",
            svg: charts::verdicts_by_week(&weeks),
            note: format!(
                "n = {} changes; weeks begin on Monday; all rows to one scale.",
                grouped(summary.judged)
            ),
        },
        Figure {
            title: "Is the share that was not proven under control?",
            svg: charts::unverified_by_week(&weeks),
            note: format!(
                "n = {} changes that can be told; limits at three standard deviations for each week's n; a week outside them is marked with its counts, a hollow mark stands for fewer than 10 changes.",
                grouped(told),
            ),
        },
    ])
}

fn test(report: &Report, result: &ControlResult, places: &Places<'_>) -> Test {
    let definition = report.control_tests.iter().find(|test| test.id == result.test);
    let text =
        |of: fn(&ControlTest) -> &String| definition.map(|test| clipped(of(test), 600)).unwrap_or_default();
    let dress = of_outcome(result.outcome());
    let is_run = result.is_run();
    Test {
        id: clipped(&result.test.0, 40),
        title: text(|test| &test.title),
        question: text(|test| &test.question),
        criterion: text(|test| &test.criterion),
        severity: definition.map_or("", |test| test.severity.as_str()),
        is_indicator: definition.is_some_and(|test| test.nature == Nature::Indicator),
        class: dress.class,
        outcome: dress.word,
        population: if is_run { grouped(result.population) } else { NOT_KNOWN.to_owned() },
        counts: TestOutcome::ALL.iter().map(|outcome| shaded(result, *outcome, is_run)).collect(),
        untested: clipped(&result.untested_because.as_deref().map(untested).unwrap_or_default(), LONGEST),
        evidence_for: evidence_for(report, &result.test, places),
    }
}

/// The number leads to its findings if there are any: passes of a large population are not listed.
fn shaded(result: &ControlResult, outcome: TestOutcome, is_run: bool) -> Shaded {
    let count = charts::count(result, outcome);
    let is_listed = count > 0 && result.findings.iter().any(|finding| finding.outcome == outcome);
    let href = format!("#findings?test={}&outcome={outcome}", percent(&result.test.0));
    Shaded {
        count: Count {
            text: if is_run { grouped(count) } else { NOT_KNOWN.to_owned() },
            href: if is_listed { href } else { String::new() },
        },
        class: of_outcome(outcome).class,
        shade: (SHADES * count).div_ceil(result.population.max(1)).min(SHADES),
    }
}

/// Why a test was not run, as a sentence.
fn untested(because: &str) -> String {
    if because == ControlResult::NOTHING_TO_TEST {
        return "Nothing in its population: there was nothing to test.".to_owned();
    }
    format!("Not run: {}.", because.strip_prefix("not run: ").unwrap_or(because))
}

/// The entries that a test gives evidence for: `NIST CSF 2.0` with `PR.AA-01` and `PR.AA-03`, one row a framework.
fn evidence_for(report: &Report, id: &ControlTestId, places: &Places<'_>) -> Vec<(String, Vec<Entry>)> {
    let of = |framework: &FrameworkEvidence| {
        let entries = framework.entries.iter().filter(|entry| entry.tests.contains(id));
        let entries = entries.map(|entry| places.entry(&framework.label, &entry.id, String::new()));
        (clipped(&framework.label, LONGEST), entries.collect::<Vec<Entry>>())
    };
    report.frameworks.iter().map(of).filter(|(_, entries)| !entries.is_empty()).collect()
}

#[cfg(test)]
mod tests;
