//! Totals held against each other: every row of every file, every change, every item of every test.

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet};
use crate::model::{ControlResult, TestOutcome, Verdict};
use crate::report::table::{Cells, Table};

const FILES: [Column; 6] = [
    wrapped("File", 48.0),
    column("Rows", 13.0),
    column("Used", 13.0),
    column("Rejected", 13.0),
    column("Duplicates", 13.0),
    column("Difference", 13.0),
];

const VERDICTS: [Column; 6] = [
    wrapped("Changes by verdict", 48.0),
    column("Population (here)", 13.0),
    column("data/ changes.csv", 13.0),
    column("data/ metrics.json", 13.0),
    column("Here less changes.csv", 13.0),
    column("Here less metrics.json", 13.0),
];

const TESTS: [Column; 8] = [
    wrapped("Test", 48.0),
    column("Population", 13.0),
    column("Pass", 13.0),
    column("Fail", 13.0),
    column("Exception", 13.0),
    column("Not testable", 13.0),
    column("Difference", 13.0),
    column("Listed less not passed", 13.0),
];

const OTHERS: [Column; 4] = [
    wrapped("Total", 48.0),
    column("Counted here", 13.0),
    column("Counted there", 13.0),
    column("Difference", 13.0),
];

pub(super) fn sheet(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    let styles = making.styles;
    let mut paper = Paper::new(styles, "Reconciliation", "Reconciliation of totals")?;
    paper.widths(&TESTS)?;
    paper.sentence(
        styles,
        "Every difference must be 0; an empty one cannot be formed, as a side does not give the total.",
    )?;
    paper.heading(styles, "Rows of every file = used + rejected + duplicates")?;
    paper.table(styles, &FILES, files(making).into_iter(), "data/inputs.csv")?;
    paper.heading(styles, "Changes = sum of verdicts + those without one")?;
    paper.table(styles, &VERDICTS, verdicts(making).into_iter(), "data/changes.csv")?;
    paper.heading(styles, "Population of every test = pass + fail + exception + not testable")?;
    let tests = making.lookup.report.controls.iter().map(test);
    paper.table(styles, &TESTS, tests, "data/findings.csv")?;
    paper.heading(styles, "Further totals")?;
    paper.table(styles, &OTHERS, others(making).into_iter(), "")?;
    Ok(Sheet::of(paper, "Totals held against each other and against the data files"))
}

fn files(making: &Making<'_>) -> Vec<Vec<Cell>> {
    let inputs = &making.lookup.report.inputs;
    let row = |name: String, [rows, used, rejected, duplicates]: [u64; 4]| {
        let accounted = used.saturating_add(rejected).saturating_add(duplicates);
        let mut cells = vec![Cell::Text(name)];
        cells.extend([rows, used, rejected, duplicates].map(Cell::Count));
        cells.push(difference(rows, accounted));
        cells
    };
    let counts = inputs.iter().map(|file| [file.rows, file.used, file.rejected, file.duplicates]);
    let all = counts
        .clone()
        .fold([0_u64; 4], |sum, one| [0, 1, 2, 3].map(|at: usize| sum[at].saturating_add(one[at])));
    let mut rows: Vec<Vec<Cell>> =
        inputs.iter().zip(counts).map(|(file, counts)| row(file.name.clone(), counts)).collect();
    rows.push(row("All files".to_owned(), all));
    rows
}

fn verdicts(making: &Making<'_>) -> Vec<Vec<Cell>> {
    let report = making.lookup.report;
    let figure =
        |id: &str| report.metrics.iter().find(|metric| metric.id == id).map(|metric| metric.numerator);
    let row = |name: &str, here: usize, csv: Option<u64>, metric: Option<u64>| {
        let here = here as u64;
        let against = |there: Option<u64>| there.map_or(Cell::Empty, |there| difference(here, there));
        vec![
            Cell::text(name),
            Cell::Count(here),
            csv.map_or(Cell::Empty, Cell::Count),
            metric.map_or(Cell::Empty, Cell::Count),
            against(csv),
            against(metric),
        ]
    };
    let of = |verdict: Option<Verdict>| report.cases.iter().filter(|case| case.verdict == verdict).count();
    let mut rows: Vec<Vec<Cell>> = Verdict::ALL
        .iter()
        .map(|verdict| {
            let word = verdict.as_str();
            row(
                word,
                of(Some(*verdict)),
                in_csv(making.changes, Some(word)),
                figure(&format!("verdicts.{word}")),
            )
        })
        .collect();
    rows.push(row("no verdict: not the desk's", of(None), in_csv(making.changes, None), None));
    let all = making.changes.rows as u64;
    rows.push(row("All changes", report.cases.len(), Some(all), figure("changes.total")));
    rows
}

/// Rows of `changes.csv` with a verdict.
fn in_csv(changes: &Table, verdict: Option<&str>) -> Option<u64> {
    let column = changes.columns.iter().find(|column| column.name == "verdict")?;
    let Cells::Text(cells) = &column.cells else { return None };
    Some(cells.iter().filter(|cell| *cell == verdict).count() as u64)
}

fn test(result: &ControlResult) -> Vec<Cell> {
    let not_passed = result.fail + result.exception + result.not_testable;
    let listed = result.findings.iter().filter(|finding| finding.outcome != TestOutcome::Pass).count();
    let mut cells = vec![Cell::text(&result.test.0)];
    let counts = [result.population, result.pass, result.fail, result.exception, result.not_testable];
    cells.extend(counts.map(Cell::count));
    cells.push(difference(result.population as u64, (result.pass + not_passed) as u64));
    cells.push(difference(listed as u64, not_passed as u64));
    cells
}

fn others(making: &Making<'_>) -> Vec<Vec<Cell>> {
    let report = making.lookup.report;
    let row = |name: &str, here: usize, there: u64| {
        vec![Cell::text(name), Cell::count(here), Cell::Count(there), difference(here as u64, there)]
    };
    let sum = |get: fn(&ControlResult) -> usize| report.controls.iter().map(get).sum::<usize>() as u64;
    let listed = |wanted: TestOutcome| {
        report.controls.iter().flat_map(|one| &one.findings).filter(|one| one.outcome == wanted).count()
    };
    let rejected: u64 = report.inputs.iter().map(|file| file.rejected).sum();
    let excepted: usize = report.exceptions.iter().map(|one| one.findings.len()).sum();
    let findings = report.controls.iter().flat_map(|one| &one.findings);
    let marked = findings.filter(|finding| finding.excepted.is_some()).count() as u64;
    let mut rows = vec![
        row("Failures listed = failures of all tests", listed(TestOutcome::Fail), sum(|one| one.fail)),
        row(
            "Excepted items listed = excepted of all tests",
            listed(TestOutcome::Exception),
            sum(|one| one.exception),
        ),
        row("Findings of granted exceptions = findings marked as excepted", excepted, marked),
        row("Rows of data/rejects.csv = rejected rows of all files", report.rejects.len(), rejected),
        row("Tickets with an outcome = tickets", report.ticket_results.len(), report.tickets.len() as u64),
    ];
    if let Some(sample) = &report.sample {
        let judged = report.cases.iter().filter(|case| case.verdict.is_some()).count();
        rows.push(row("Population of the sample = changes with a verdict", sample.population, judged as u64));
    }
    rows
}

fn difference(here: u64, there: u64) -> Cell {
    Cell::Difference(i128::from(here) - i128::from(there))
}
