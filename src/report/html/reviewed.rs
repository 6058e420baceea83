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
    limit_by: String,
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
            Cell::Name(clipped(&one.approved_by, LONGEST)),
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
             {} The seed is {}. {}",
            match sample.method.as_str() {
                "random" => "at random",
                "stratified" => "from each tier and kind in proportion",
                _ => "with a chance proportional to the risk",
            },
            share(sample.confidence),
            share(sample.tolerable),
            share(sample.expected),
            counted(sample.population, "change"),
            clipped(&sample.size_by, LONGEST),
            clipped(&sample.seed, LONGEST),
            clipped(&sample.seed_by, LONGEST),
        ),
        drawn: counted(sample.items.len(), "change"),
        algorithm: clipped(&sample.algorithm, 2_000),
        limit_by: clipped(&sample.limit_by, 2_000),
        strata: sample.strata.iter().filter(|one| !one.name.is_empty()).map(stratum).collect(),
        evaluations: sample.evaluations.iter().map(evaluation).collect(),
    }
}

fn evaluation(one: &SampleEvaluation) -> Row {
    let share = |share: Option<f64>| {
        Cell::Score(share.map_or_else(|| "not known".to_owned(), |share| format!("{:.1} %", share * 100.0)))
    };
    let full = format!("{} of {}", grouped(one.full_deviations), grouped(one.full_tested));
    Row {
        name: to(&one.test.0),
        cells: vec![
            Cell::Score(grouped(one.tested)),
            Cell::Score(grouped(one.deviations)),
            Cell::Score(grouped(one.untold)),
            share(one.upper_limit),
            share(one.upper_limit_told),
            Cell::Word(
                match one.within {
                    Some(true) => "within the tolerable deviation",
                    Some(false) => "beyond the tolerable deviation",
                    None => "cannot be told",
                }
                .to_owned(),
            ),
            Cell::Score(if one.full_tested == 0 { "not known".to_owned() } else { full }),
            Cell::Score(grouped(one.full_untold)),
        ],
        under: String::new(),
        place: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ControlTestId, Excepted, ExceptionId, ExceptionState, NoteKind, NoteState, TestOutcome,
    };
    use crate::report::Report;
    use crate::report::html::{packed, page};
    use crate::report::sample::{HOSTILE, sample, with_audit_sample};

    /// A report with a finding that somebody excepted, a note that no longer fits, and a sample.
    fn reviewed() -> Report {
        let mut report = with_audit_sample(sample(60), "random,seed=1");
        let finding = report
            .controls
            .iter_mut()
            .flat_map(|control| &mut control.findings)
            .find(|finding| finding.outcome == TestOutcome::Fail)
            .unwrap();
        finding.outcome = TestOutcome::Exception;
        finding.excepted =
            Some(Excepted { was: TestOutcome::Fail, by: ExceptionId("exc-0123456789ab".to_owned()) });
        report.exceptions.push(SettledException {
            id: ExceptionId("exc-0123456789ab".to_owned()),
            line: 3,
            test: ControlTestId(finding.test.0.clone()),
            scope: HOSTILE[0].to_owned(),
            reason: "Migration".to_owned(),
            owner: "dana".to_owned(),
            approved_by: "erik".to_owned(),
            expires: "2026-06-30".parse().unwrap(),
            state: ExceptionState::InUse,
            findings: vec![finding.id.clone()],
            said: "it excepts 1 finding".to_owned(),
        });
        report.notes.push(CarriedNote {
            on: finding.id.0.clone(),
            kind: NoteKind::SignOff,
            by: "fay".to_owned(),
            at: None,
            text: HOSTILE[1].to_owned(),
            then: Some("pass".to_owned()),
            now: Some("exception".to_owned()),
            state: NoteState::Changed,
            place: "notes.csv:2".to_owned(),
        });
        report
    }

    #[test]
    fn what_was_excepted_shows_what_it_was_before() {
        let page = page(&reviewed()).unwrap();
        let part = page.split("id=\"exceptions\"").nth(1).unwrap().split("</section>").next().unwrap();
        for said in
            ["exc-0123456789ab", "Migration", "dana", "erik", "2026-06-30", "in use", "it excepts 1 finding"]
        {
            assert!(part.contains(said), "{said}");
        }
        assert!(part.contains("excepted_by=exc-0123456789ab\">1</a>"), "the number leads to its finding");
        let findings = packed::unpack(&page, "findings").unwrap();
        let was = findings["columns"].as_array().unwrap().iter().find(|one| one["key"] == "was").unwrap();
        assert_eq!(was["stands"], "beside", "it is seen without opening the row");
        let fail = findings["words"].as_array().unwrap().iter().position(|word| word == "fail").unwrap();
        assert!(was["data"].as_array().unwrap().contains(&fail.into()));
        let plain = page.split("id=\"findings\"").nth(1).unwrap();
        assert!(plain.contains("Before exception"));
    }

    #[test]
    fn a_sign_off_shows_what_it_was_put_under_and_what_that_says_now() {
        let page = page(&reviewed()).unwrap();
        let part = page.split("id=\"notes\"").nth(1).unwrap().split("</section>").next().unwrap();
        for said in ["sign off", "fay", ">pass<", ">exception<", "changed", "notes.csv:2"] {
            assert!(part.contains(said), "{said} in {part}");
        }
        assert!(part.contains("href=\"#findings?id=fnd-"));
    }

    #[test]
    fn a_sample_says_how_to_draw_it_again_and_leads_to_its_changes() {
        let report = reviewed();
        let page = page(&report).unwrap();
        let part = page.split("id=\"sample\"").nth(1).unwrap().split("</section>").next().unwrap();
        let sample = report.sample.as_ref().unwrap();
        assert!(part.contains(&format!("#changes?sample=yes\">{}", counted(sample.items.len(), "change"))));
        assert!(part.contains(&format!("The seed is {}", sample.seed)));
        let changes = packed::unpack(&page, "changes").unwrap();
        let column =
            changes["columns"].as_array().unwrap().iter().find(|one| one["key"] == "sample").unwrap();
        let yes = changes["words"].as_array().unwrap().iter().position(|word| word == "yes").unwrap();
        let drawn = column["data"].as_array().unwrap().iter().filter(|word| **word == yes).count();
        assert_eq!(drawn, sample.items.len());
    }

    #[test]
    fn without_any_of_them_nothing_is_shown() {
        let page = page(&sample(5)).unwrap();
        for id in ["exceptions", "notes", "sample"] {
            assert!(!page.contains(&format!("<section id=\"{id}\"")), "{id}");
        }
    }
}
