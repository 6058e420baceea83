//! Audit: what people granted and signed beside the tests, and the sample for the auditor's own test.

use askama::Template;

use super::cells::{Cell, percent};
use crate::model::{AuditSample, CarriedNote, SampleEvaluation, SettledException};
use crate::report::RenderError;
use crate::report::dates::{counted, grouped, minute};
use crate::report::dress::spoken;
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;

/// Rows of what can be long and stands whole elsewhere.
const MOST: usize = 200;
const LONGEST: usize = 300;

/// A row and the sentence beneath it.
struct Row {
    name: Cell,
    cells: Vec<Cell>,
    under: String,
    place: String,
}

/// The sample in words and tables.
struct Sample {
    lead: String,
    drawn: String,
    algorithm: String,
    strata: Vec<[String; 3]>,
    evaluations: Vec<Row>,
}

#[derive(Template)]
#[template(path = "reviewed.html", config = "src/report/html/askama.toml")]
struct Reviewed {
    exceptions: Vec<Row>,
    exceptions_all: usize,
    notes: Vec<Row>,
    notes_all: usize,
    sample: Option<Sample>,
}

pub(super) fn part(lookup: &Lookup<'_>) -> Result<String, RenderError> {
    let report = lookup.report;
    let part = Reviewed {
        exceptions: report.exceptions.iter().take(MOST).map(exception).collect(),
        exceptions_all: report.exceptions.len(),
        notes: report.notes.iter().take(MOST).map(note).collect(),
        notes_all: report.notes.len(),
        sample: report.sample.as_ref().map(sample),
    };
    Ok(part.render()?)
}

fn text(words: &str) -> Cell {
    Cell::Text(clipped(words, LONGEST))
}

fn exception(one: &SettledException) -> Row {
    let id = clipped(&one.id.0, LONGEST);
    let findings = one.findings.len();
    let href = if findings == 0 {
        String::new()
    } else {
        format!("#findings?test={}&excepted_by={}", percent(&one.test.0), percent(&id))
    };
    Row {
        name: Cell::Figure(id),
        cells: vec![
            to(&one.test.0),
            text(&one.scope),
            text(&one.reason),
            Cell::Name(clipped(&one.owner, LONGEST)),
            Cell::Figure(one.expires.to_string()),
            Cell::Word(spoken(one.state.as_str())),
            Cell::Count { text: grouped(findings), href },
        ],
        under: clipped(&one.said, LONGEST),
        place: format!("line {}", one.line),
    }
}

fn note(one: &CarriedNote) -> Row {
    let then = |words: &Option<String>| text(words.as_deref().unwrap_or_default());
    Row {
        name: to(&one.on),
        cells: vec![
            Cell::Word(spoken(one.kind.as_str())),
            Cell::Name(clipped(&one.by, LONGEST)),
            Cell::Figure(one.at.map(minute).unwrap_or_default()),
            text(&one.text),
            then(&one.then),
            then(&one.now),
            Cell::Word(spoken(one.state.as_str())),
        ],
        under: String::new(),
        place: clipped(&one.place, LONGEST),
    }
}

/// The way to what an id names.
fn to(id: &str) -> Cell {
    let id = clipped(id, LONGEST);
    let href = match id.split('-').next() {
        Some("chg") => format!("#changes?id={0}&open={0}", percent(&id)),
        Some("fnd") => format!("#findings?id={}", percent(&id)),
        Some("CT") => format!("#findings?test={}", percent(&id)),
        _ => return Cell::Figure(id),
    };
    Cell::Link { text: id, href }
}

fn sample(sample: &AuditSample) -> Sample {
    let share = |share: f64| format!("{:.1} %", share * 100.0);
    let stratum = |one: &crate::model::Stratum| {
        [clipped(&one.name, LONGEST), grouped(one.population), grouped(one.drawn)]
    };
    Sample {
        lead: format!(
            "Drawn {} for a confidence of {}, a tolerable deviation of {} and an expected one of {}, from {}. \
             Size by {}. Seed {}.",
            match sample.method.as_str() {
                "random" => "at random",
                "stratified" => "from each tier and kind in proportion",
                _ => "with a chance proportional to the risk",
            },
            share(sample.confidence),
            share(sample.tolerable),
            share(sample.expected),
            counted(sample.population, "change"),
            clipped(sample.size_by.trim_end_matches('.'), LONGEST),
            clipped(&sample.seed, LONGEST),
        ),
        drawn: counted(sample.items.len(), "change"),
        algorithm: clipped(&sample.algorithm, 2_000),
        strata: sample.strata.iter().filter(|one| !one.name.is_empty()).map(stratum).collect(),
        evaluations: sample.evaluations.iter().map(evaluation).collect(),
    }
}

fn evaluation(one: &SampleEvaluation) -> Row {
    let share = |share: Option<f64>| {
        Cell::Score(share.map_or_else(|| "not known".to_owned(), |share| format!("{:.1} %", share * 100.0)))
    };
    Row {
        name: to(&one.test.0),
        cells: vec![
            Cell::Score(grouped(one.tested)),
            Cell::Score(grouped(one.deviations)),
            share(one.upper_limit),
            Cell::Word(
                match one.within {
                    Some(true) => "within the tolerable deviation",
                    Some(false) => "beyond the tolerable deviation",
                    None => "cannot be told",
                }
                .to_owned(),
            ),
            share(one.full_rate),
        ],
        under: String::new(),
        place: String::new(),
    }
}
