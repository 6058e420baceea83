//! What was not met, with room for management's response; and exceptions that were granted.

use rust_xlsxwriter::XlsxError;

use super::findings::records;
use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet};
use crate::model::{Case, Finding, Nature, TestOutcome};

const COLUMNS: [Column; 17] = [
    column("ID", 17.0),
    column("Test", 8.0),
    wrapped("What was found", 58.0),
    column("Severity", 9.0),
    column("Outcome", 11.0),
    column("Originally", 10.0),
    column("Excepted by", 17.0),
    column("Test is", 11.0),
    wrapped("Item", 20.0),
    wrapped("Subject", 24.0),
    wrapped("Actor", 24.0),
    column("Ticket", 12.0),
    column("Risk score", 7.0),
    wrapped("File:line", 28.0),
    wrapped("Management response", 34.0),
    wrapped("Owner", 16.0),
    column("Due", 12.0),
];

const GRANTED: [Column; 11] = [
    column("ID", 17.0),
    column("Test", 8.0),
    wrapped("Covers", 40.0),
    wrapped("Reason", 44.0),
    wrapped("Owner", 22.0),
    wrapped("Approved by", 22.0),
    column("Expires", 12.0),
    column("State", 17.0),
    column("Findings", 9.0),
    wrapped("What became of it", 50.0),
    column("Line", 7.0),
];

/// All findings that fail or are excepted, the worst first.
pub(super) fn sheet(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Exceptions", "Exceptions: what was not met")?;
    let controls = &making.lookup.report.controls;
    let mut found: Vec<(&Finding, Option<&Case>)> = controls
        .iter()
        .flat_map(|control| &control.findings)
        .filter(|finding| matches!(finding.outcome, TestOutcome::Fail | TestOutcome::Exception))
        .map(|finding| (finding, making.case(&finding.item)))
        .collect();
    let score = |case: &Option<&Case>| case.map_or(0.0, |case| case.risk.score);
    // The sort is stable: of equals the order of tests and items remains.
    found.sort_by(|(one, case), (other, its)| {
        other.severity.cmp(&one.severity).then_with(|| score(its).total_cmp(&score(case)))
    });
    let rows = found.into_iter().map(|(finding, case)| row(making, finding, case));
    paper.main_table(making.styles, &COLUMNS, rows, "data/findings.csv")?;
    Ok(Sheet::of(paper, "All that was not met, the worst first, with columns for management's response"))
}

fn row(making: &Making<'_>, finding: &Finding, case: Option<&Case>) -> Vec<Cell> {
    let lookup = making.lookup;
    let of_case = |get: &dyn Fn(&Case) -> Cell| case.map_or(Cell::Empty, get);
    let nature = making.test(&finding.test).map(|test| test.nature);
    let excepted = finding.excepted.as_ref();
    vec![
        Cell::text(&finding.id.0),
        Cell::text(&finding.test.0),
        Cell::text(&finding.reason),
        Cell::text(finding.severity.as_str()),
        Cell::outcome(finding.outcome),
        excepted.map_or(Cell::Empty, |one| Cell::outcome(one.was)),
        excepted.map_or(Cell::Empty, |one| Cell::text(&one.by.0)),
        nature.map_or(Cell::Empty, |nature: Nature| Cell::text(nature.as_str())),
        Cell::text(&finding.item),
        of_case(&|case| Cell::Text(lookup.label(case.change.subject, &case.change.subject_label).to_owned())),
        of_case(&|case| Cell::Text(lookup.label(case.change.actor, &case.change.actor_label).to_owned())),
        of_case(&|case| {
            case.link
                .as_ref()
                .map_or(Cell::Empty, |link| Cell::Text(lookup.ticket_number(link.ticket).to_owned()))
        }),
        of_case(&|case| Cell::Number(case.risk.score)),
        Cell::Text(records(lookup, finding)),
        Cell::ToFill(String::new()),
        Cell::ToFill(String::new()),
        Cell::DayToFill(None),
    ]
}

/// Granted exceptions and what became of each.
pub(super) fn granted(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Granted exceptions", "Granted exceptions")?;
    let exceptions = &making.lookup.report.exceptions;
    if exceptions.is_empty() {
        paper.sentence(making.styles, "None were given (--exceptions).")?;
    }
    let rows = exceptions.iter().map(|one| {
        vec![
            Cell::text(&one.id.0),
            Cell::text(&one.test.0),
            Cell::text(&one.scope),
            Cell::text(&one.reason),
            Cell::text(&one.owner),
            Cell::text(&one.approved_by),
            Cell::Day(one.expires),
            Cell::text(one.state.as_str()),
            Cell::count(one.findings.len()),
            Cell::text(&one.said),
            Cell::count(one.line),
        ]
    });
    paper.main_table(making.styles, &GRANTED, rows, "data/exceptions.csv")?;
    Ok(Sheet::of(paper, "What somebody excepted, until when, and what became of it"))
}
