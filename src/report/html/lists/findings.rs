//! The list of findings.

use super::{LONGEST, List, PlainRow, caption, not_held};
use crate::model::{Finding, TestOutcome};
use crate::report::dress::of_outcome;
use crate::report::html::cells::Cell;
use crate::report::html::column;
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;

/// Findings that stand in the plain HTML.
const PLAIN: usize = 100;

/// The findings, failures first; `most` of them at most.
pub(super) fn findings(lookup: &Lookup<'_>, most: usize) -> List {
    let mut all: Vec<&Finding> =
        lookup.report.controls.iter().flat_map(|control| &control.findings).collect();
    // Failures first, so that what does not fit is what matters least.
    let weight = |one: &Finding| match one.outcome {
        TestOutcome::Fail => 0,
        TestOutcome::Exception => 1,
        TestOutcome::NotTestable => 2,
        TestOutcome::Pass => 3,
    };
    all.sort_by_key(|one| (weight(one), std::cmp::Reverse(one.severity)));
    let left = all.len().saturating_sub(most);
    all.truncate(most);
    let place = |one: &&Finding| one.origins.first().map(|origin| lookup.place(*origin)).unwrap_or_default();
    let mut columns = vec![
        column::ids("id", "Finding", &all, |one| one.id.0.clone()).named("finding_id"),
        column::codes("test", "Test", &all, |one| one.test.0.clone()).facet(),
        column::reference("item", "Item", &all, |one| one.item.clone()),
        column::badges("outcome", "Outcome", &all, |one| one.outcome.to_string()).facet(),
        column::words("severity", "Severity", &all, |one| one.severity.to_string()).facet(),
        column::texts("reason", "Why", &all, |one| one.reason.clone()),
        column::places("record", "Record", &all, place).named("records"),
    ];
    let is_any_excepted = all.iter().any(|one| one.excepted.is_some());
    if is_any_excepted {
        let exception = |one: &&Finding| one.excepted.as_ref().map_or("", |by| &by.by.0).to_owned();
        columns.insert(4, column::badges("was", "Before exception", &all, |one| was(one).to_owned()).facet());
        columns.push(column::codes("excepted_by", "Excepted by", &all, exception).inside());
    }
    let note = not_held(all.len(), left, "findings", "failures first");
    List {
        name: "findings",
        title: "Findings",
        caption: caption((PLAIN, all.len()), "findings, failures first", "findings"),
        note,
        rows: all.len(),
        all: all.len() + left,
        sort: "",
        plain: all.iter().take(PLAIN).map(|one| plain_finding(one, place(one), is_any_excepted)).collect(),
        columns,
    }
}

/// What the test said before an exception was granted; empty without one.
fn was(finding: &Finding) -> &'static str {
    finding.excepted.as_ref().map_or("", |excepted| excepted.was.as_str())
}

fn plain_finding(finding: &Finding, place: String, is_any_excepted: bool) -> PlainRow {
    let before = finding
        .excepted
        .as_ref()
        .map_or(Cell::Word(String::new()), |excepted| Cell::badge(of_outcome(excepted.was)));
    let mut cells = vec![
        Cell::Figure(clipped(&finding.id.0, LONGEST)),
        Cell::Figure(clipped(&finding.test.0, LONGEST)),
        Cell::Name(clipped(&finding.item, LONGEST)),
        Cell::badge(of_outcome(finding.outcome)),
        Cell::Word(finding.severity.to_string()),
        Cell::Text(clipped(&finding.reason, LONGEST)),
        Cell::Place(clipped(&place, LONGEST)),
    ];
    if is_any_excepted {
        cells.insert(4, before);
    }
    PlainRow { cells, under: String::new(), place: String::new() }
}
