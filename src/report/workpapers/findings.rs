//! One sheet a control test: objective, source, procedure, attributes, result and conclusion, then its items.

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::review;
use super::{Making, Sheet};
use crate::model::{ControlResult, ControlTest, Finding, Nature, TestOutcome};
use crate::report::dates::{counted, grouped};
use crate::report::dress::of_outcome;
use crate::report::lookup::Lookup;

/// Records named in a cell.
const RECORDS: usize = 5;

const ITEMS: [Column; 8] = [
    column("ID", 17.0),
    wrapped("What was found", 54.0),
    column("Outcome", 12.0),
    column("Originally", 10.0),
    column("Excepted by", 16.0),
    wrapped("Item", 18.0),
    wrapped("File:line", 28.0),
    column("Drawn", 6.0),
];

pub(super) fn sheet(making: &Making<'_>, result: &ControlResult) -> Result<Sheet, XlsxError> {
    let test = making.test(&result.test);
    let title = test.map_or("", |test| test.title.as_str());
    let mut paper = Paper::new(making.styles, &named(&result.test.0), &format!("{} {title}", result.test.0))?;
    let columns: Vec<Column> = ITEMS.into_iter().chain(review::COLUMNS).collect();
    paper.widths(&columns)?;
    facts(&mut paper, making, test, result)?;
    paper.gap();
    let rows = result.findings.iter().map(|finding| item(making, finding));
    paper.main_table(making.styles, &columns, rows, "data/findings.csv")?;
    Ok(Sheet::of(paper, title))
}

/// A name that a sheet may have: tests of a user's own mappings may be called anything.
fn named(id: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || "-_. ".contains(sign) { sign } else { '-' };
    id.chars().map(plain).take(31).collect()
}

fn facts(
    paper: &mut Paper,
    making: &Making<'_>,
    test: Option<&ControlTest>,
    result: &ControlResult,
) -> Result<(), XlsxError> {
    let styles = making.styles;
    let of = |get: fn(&ControlTest) -> String| Cell::Text(test.map(get).unwrap_or_default());
    paper.fact(styles, "Objective", of(|test| test.question.clone()))?;
    paper.fact(styles, "Source", Cell::Text(source(making.lookup)))?;
    paper.fact(styles, "Procedure", Cell::Text(procedure(test, result)))?;
    paper.fact(styles, "Attributes tested", of(|test| test.criterion.clone()))?;
    paper.fact(styles, "Evidence for", of(evidence_for))?;
    paper.fact(styles, "If it fails", of(|test| format!("{} severity", test.severity)))?;
    paper.fact(styles, "Result", Cell::Text(told(result)))?;
    paper.fact(styles, "Conclusion", Cell::Text(conclusion(test, result)))?;
    paper.fact(styles, "Outcome", Cell::outcome(result.outcome()))
}

/// What the test was run on.
fn source(lookup: &Lookup<'_>) -> String {
    let report = lookup.report;
    format!(
        "The input files of the sheet Sources ({}), from which {} and {} were read; the time that they cover stands in \
        the sheet Coverage.",
        counted(report.inputs.len(), "file"),
        counted(report.cases.len(), "change"),
        counted(report.tickets.len(), "ticket"),
    )
}

fn procedure(test: Option<&ControlTest>, result: &ControlResult) -> String {
    if result.population == 0 {
        return "Not run.".to_owned();
    }
    let nature = match test.map(|test| test.nature) {
        Some(Nature::Population) => " It asks whether the population is whole; other tests stand on it.",
        Some(Nature::Indicator) => " It says what to look into; a hit is no deviation by itself.",
        Some(Nature::Attribute) | None => "",
    };
    format!(
        "Full test by program: each of the {} was held against the attributes below.{nature} Listed are all \
        that are not a plain pass; passes only of up to 25 items, and of changes drawn into the sample.",
        counted(result.population, "item")
    )
}

/// `NIST CSF 2.0: PR.AA-01, PR.AA-03; …`
fn evidence_for(test: &ControlTest) -> String {
    let mut text = String::new();
    let mut last = "";
    for (framework, id) in &test.maps {
        if framework == last {
            text.push_str(", ");
        } else {
            text.push_str(if last.is_empty() { "" } else { "; " });
            text.push_str(framework);
            text.push_str(": ");
        }
        text.push_str(id);
        last = framework;
    }
    text
}

/// The counts in words.
fn told(result: &ControlResult) -> String {
    if let Some(because) = &result.untested_because {
        return because.clone();
    }
    format!(
        "Of {}, {} passed, {} failed, {} excepted, {} cannot be told.",
        counted(result.population, "item"),
        grouped(result.pass),
        grouped(result.fail),
        grouped(result.exception),
        grouped(result.not_testable),
    )
}

/// What follows, in words that claim no more than was tested.
fn conclusion(test: Option<&ControlTest>, result: &ControlResult) -> String {
    let is_indicator = test.is_some_and(|test| test.nature == Nature::Indicator);
    let untold = match result.not_testable {
        0 => String::new(),
        count => format!(" {} cannot be told and count as no pass.", counted(count, "item")),
    };
    let said = match result.outcome() {
        TestOutcome::Fail if is_indicator => {
            format!("{} to look into; no deviation by itself.", counted(result.fail, "hit"))
        }
        TestOutcome::Fail => format!("Not met: {}.", counted(result.fail, "deviation")),
        TestOutcome::Exception => "Not met, and excepted throughout: see Granted exceptions.".to_owned(),
        TestOutcome::Pass => "Met by every item of the population.".to_owned(),
        TestOutcome::NotTestable => return format!("No conclusion: it cannot be told.{untold}"),
    };
    format!("{said}{untold}")
}

fn item(making: &Making<'_>, finding: &Finding) -> Vec<Cell> {
    let excepted = finding.excepted.as_ref();
    let mut cells = vec![
        Cell::text(&finding.id.0),
        Cell::text(&finding.reason),
        Cell::Word(of_outcome(finding.outcome)),
        excepted.map_or(Cell::Empty, |one| Cell::outcome(one.was)),
        excepted.map_or(Cell::Empty, |one| Cell::text(&one.by.0)),
        Cell::text(&finding.item),
        Cell::Text(records(making.lookup, finding)),
        if making.drawn.contains(finding.item.as_str()) { Cell::text("yes") } else { Cell::Empty },
    ];
    cells.extend(making.reviewed.cells(&finding.id.0));
    cells
}

/// `file:line` of the first records that a finding rests on.
pub(super) fn records(lookup: &Lookup<'_>, finding: &Finding) -> String {
    let place = |origin: &crate::model::Origin| format!("{}:{}", lookup.file(origin.file), origin.line);
    let mut places: Vec<String> = finding.origins.iter().take(RECORDS).map(place).collect();
    if finding.origins.len() > RECORDS {
        places.push(format!("{} more in data/findings.csv", finding.origins.len() - RECORDS));
    }
    places.join("; ")
}
