//! The sample for the auditor's own test: how it was drawn, what was drawn, and what it says of each test.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::review;
use super::{Making, Sheet};
use crate::model::{AuditSample, Finding, SampleEvaluation, SampledItem, TestOutcome};
use crate::report::dates::{counted, grouped};

const ITEMS: [Column; 18] = [
    column("ID", 17.0),
    wrapped("Full test: not met or not told", 40.0),
    column("Verdict", 13.0),
    column("Risk score", 7.0),
    column("At (UTC)", 19.0),
    column("Kind", 22.0),
    column("Tier", 10.0),
    wrapped("Subject", 24.0),
    wrapped("Actor", 24.0),
    column("Ticket", 12.0),
    wrapped("File:line", 28.0),
    wrapped("Stratum", 22.0),
    column("Drawn by", 19.0),
    wrapped("Ticket asks for it?", 11.0),
    wrapped("Person verified before?", 11.0),
    wrapped("Strong enough, approved?", 11.0),
    wrapped("Evidence seen", 26.0),
    wrapped("Auditor's result", 11.0),
];

const EVALUATIONS: [Column; 13] = [
    column("Test", 9.0),
    wrapped("Title", 40.0),
    column("Drawn items told", 10.0),
    column("Deviations", 10.0),
    column("Cannot be told", 10.0),
    column("Upper limit", 10.0),
    column("Upper limit of those told", 12.0),
    column("Tolerable", 10.0),
    column("Within?", 9.0),
    column("Full test: items told", 11.0),
    column("Full test: deviations", 11.0),
    column("Full test: cannot be told", 12.0),
    column("Full test: rate", 10.0),
];

const STRATA: [Column; 4] =
    [column("No.", 9.0), wrapped("Stratum", 40.0), column("Changes", 10.0), column("Drawn", 10.0)];

const TITLE: &str = "Sample for the auditor's own test";
const NONE: &str = "No sample was asked for (--sample); the full tests need none.";

/// The sheets of the sample; they say so if there is none.
pub(super) fn sheets(making: &Making<'_>) -> Result<[Sheet; 2], XlsxError> {
    Ok([items(making)?, evaluation(making)?])
}

fn items(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper = Paper::new(making.styles, "Sample", TITLE)?;
    let columns: Vec<Column> = ITEMS.into_iter().chain(review::COLUMNS).collect();
    let holds = "The drawn changes, with columns for the auditor's own test";
    let Some(sample) = &making.lookup.report.sample else {
        paper.sentence(making.styles, NONE)?;
        paper.main_table(making.styles, &columns, std::iter::empty(), "")?;
        return Ok(Sheet::of(paper, holds));
    };
    paper.widths(&columns)?;
    facts(&mut paper, making, sample)?;
    paper.gap();
    let against = against(making, sample);
    let rows = sample.items.iter().map(|item| row(making, sample, item, &against));
    paper.main_table(making.styles, &columns, rows, "data/sample.csv")?;
    Ok(Sheet::of(paper, holds))
}

/// How it was drawn, so that anybody draws it again.
fn facts(paper: &mut Paper, making: &Making<'_>, sample: &AuditSample) -> Result<(), XlsxError> {
    let styles = making.styles;
    let drawn = format!(
        "{} of {}, method {}",
        counted(sample.items.len(), "change"),
        grouped(sample.population),
        sample.method
    );
    paper.fact(styles, "Drawn", Cell::Text(drawn))?;
    paper.fact(styles, "Size", Cell::text(&sample.size_by))?;
    paper.fact(styles, "Confidence", Cell::Share(sample.confidence))?;
    paper.fact(styles, "Tolerable", Cell::Share(sample.tolerable))?;
    paper.fact(styles, "Expected", Cell::Share(sample.expected))?;
    paper.fact(styles, "Seed", Cell::text(&sample.seed))?;
    paper.fact(styles, "Seed is", Cell::text(&sample.seed_by))?;
    paper.fact(styles, "Algorithm", Cell::text(&sample.algorithm))?;
    Ok(())
}

/// Findings of drawn changes that are no pass, by change.
fn against<'a>(making: &Making<'a>, sample: &'a AuditSample) -> BTreeMap<&'a str, Vec<&'a Finding>> {
    let mut against: BTreeMap<&str, Vec<&Finding>> =
        sample.items.iter().map(|item| (item.change.0.as_str(), Vec::new())).collect();
    for finding in making.lookup.report.controls.iter().flat_map(|control| &control.findings) {
        if finding.outcome != TestOutcome::Pass
            && let Some(of) = against.get_mut(finding.item.as_str())
        {
            of.push(finding);
        }
    }
    against
}

fn row(
    making: &Making<'_>,
    sample: &AuditSample,
    item: &SampledItem,
    against: &BTreeMap<&str, Vec<&Finding>>,
) -> Vec<Cell> {
    let lookup = making.lookup;
    let findings = against.get(item.change.0.as_str()).map(Vec::as_slice).unwrap_or_default();
    let against: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding.test.0, finding.outcome)).collect();
    let stratum = sample.strata.get(item.stratum).map_or("", |stratum| stratum.name.as_str());
    let mut cells = vec![Cell::text(&item.change.0), Cell::Text(against.join("; "))];
    if let Some(case) = lookup.report.cases.get(item.case) {
        let change = &case.change;
        cells.extend([
            Cell::verdict(case.verdict),
            Cell::Number(case.risk.score),
            Cell::Time(change.at),
            Cell::text(change.kind.as_str()),
            Cell::text(change.tier.as_str()),
            Cell::Text(lookup.label(change.subject, &change.subject_label).to_owned()),
            Cell::Text(lookup.label(change.actor, &change.actor_label).to_owned()),
            case.link
                .as_ref()
                .map_or(Cell::Empty, |link| Cell::Text(lookup.ticket_number(link.ticket).to_owned())),
            Cell::Text(format!("{}:{}", lookup.file(change.origin.file), change.origin.line)),
        ]);
    } else {
        cells.extend((0..9).map(|_| Cell::Empty));
    }
    cells.extend([Cell::text(stratum), Cell::text(&item.drawn_by)]);
    cells.extend((0..5).map(|_| Cell::ToFill(String::new())));
    cells.extend(making.reviewed.cells(&item.change.0));
    cells
}

fn evaluation(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let mut paper =
        Paper::new(making.styles, "Sample evaluation", "What the sample says, beside the full test")?;
    let holds = "Deviations and upper limits of each test in the sample, beside its full rate";
    let Some(sample) = &making.lookup.report.sample else {
        paper.sentence(making.styles, NONE)?;
        paper.main_table(making.styles, &EVALUATIONS, std::iter::empty(), "")?;
        return Ok(Sheet::of(paper, holds));
    };
    paper.widths(&EVALUATIONS)?;
    paper.fact(making.styles, "Limits", Cell::text(&sample.limit_by))?;
    let full = "The full test looks at every item and infers nothing; the sample is for who must show one. Tests that are \
        not listed have no drawn change in their population.";
    paper.fact(making.styles, "Full test", Cell::text(full))?;
    paper.fact(making.styles, "Confidence", Cell::Share(sample.confidence))?;
    paper.gap();
    let rows = sample.evaluations.iter().map(|one| evaluated(making, sample, one));
    paper.main_table(making.styles, &EVALUATIONS, rows, "data/sample_evaluation.csv")?;
    paper.heading(making.styles, "Strata")?;
    let strata = sample.strata.iter().enumerate().map(|(at, stratum)| {
        let name = if stratum.name.is_empty() { "the whole population" } else { &stratum.name };
        vec![
            Cell::count(at + 1),
            Cell::text(name),
            Cell::count(stratum.population),
            Cell::count(stratum.drawn),
        ]
    });
    paper.table(making.styles, &STRATA, strata, "data/sample.csv")?;
    Ok(Sheet::of(paper, holds))
}

fn evaluated(making: &Making<'_>, sample: &AuditSample, one: &SampleEvaluation) -> Vec<Cell> {
    vec![
        Cell::text(&one.test.0),
        Cell::text(making.test(&one.test).map_or("", |test| test.title.as_str())),
        Cell::count(one.tested),
        Cell::count(one.deviations),
        Cell::count(one.untold),
        Cell::share(one.upper_limit),
        Cell::share(one.upper_limit_told),
        Cell::Share(sample.tolerable),
        Cell::text(one.within.map_or("not known", |within| if within { "yes" } else { "no" })),
        Cell::count(one.full_tested),
        Cell::count(one.full_deviations),
        Cell::count(one.full_untold),
        Cell::share(one.full_rate),
    ]
}
