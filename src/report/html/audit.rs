//! Audit: the control tests, verdicts over time, findings, and what was given.

use askama::Template;

use super::cells::percent;
use super::figure::Figure;
use super::lists::Lists;
use crate::model::{ControlResult, Coverage, Gap, Instant, SettledDecision, TestOutcome};
use crate::report::charts::{self, Weeks};
use crate::report::dates::{grouped, second};
use crate::report::dress::{of_outcome, spoken};
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::summary::Summary;
use crate::report::{RenderError, Report};

/// Rows of what can be long and stands whole in a CSV.
const MOST: usize = 50;
const LONGEST: usize = 300;

/// A count that leads to its findings, if there are any.
struct Count {
    text: String,
    href: String,
}

/// One control test.
struct Test {
    id: String,
    title: String,
    question: String,
    criterion: String,
    severity: &'static str,
    class: &'static str,
    outcome: &'static str,
    population: String,
    counts: Vec<Count>,
    untested: String,
    evidence_for: Vec<String>,
}

/// One input file.
struct File {
    name: String,
    source: String,
    used_as: &'static str,
    rows: String,
    used: String,
    rejected: String,
    duplicates: String,
    first: String,
    last: String,
    note: String,
    sha256: String,
}

/// The covered time of one source.
struct Covered {
    source: String,
    of: &'static str,
    from: String,
    to: String,
    records: String,
    gaps: String,
    hours: String,
    limit: String,
    cuts: Vec<String>,
    list: Vec<String>,
}

#[derive(Template)]
#[template(path = "audit.html", config = "src/report/html/askama.toml")]
struct Audit {
    tests: Vec<Test>,
    figures: Vec<Figure>,
    findings: String,
    files: Vec<File>,
    duplicates: Vec<[String; 3]>,
    coverage: Vec<Covered>,
    unknown: Vec<[String; 3]>,
    unknown_all: usize,
    rejects: Vec<[String; 3]>,
    rejects_all: usize,
    decisions: Vec<Decided>,
    decisions_all: usize,
    settings: Vec<(String, String)>,
}

/// A decision of a reviewer and what became of it.
struct Decided {
    line: u64,
    what: String,
    about: String,
    who: String,
    why: String,
    became: String,
}

pub(super) fn part(lookup: &Lookup<'_>, summary: &Summary, lists: &Lists) -> Result<String, RenderError> {
    let report = lookup.report;
    let part = Audit {
        tests: report.controls.iter().map(|result| test(report, result)).collect(),
        figures: figures(report, summary)?,
        findings: lists.findings.section()?,
        files: report.inputs.iter().map(file).collect(),
        duplicates: duplicates(lookup),
        coverage: report.coverage.iter().map(coverage).collect(),
        unknown: report.unknown_types.iter().take(MOST).map(unknown).collect(),
        unknown_all: report.unknown_types.len(),
        rejects: report
            .rejects
            .iter()
            .take(MOST)
            .map(|one| {
                [
                    format!("{}, line {}", lookup.file(one.origin.file), one.origin.line),
                    one.reason.clone(),
                    one.excerpt.clone(),
                ]
                .map(|text| clipped(&text, LONGEST))
            })
            .collect(),
        rejects_all: report.rejects.len(),
        decisions: report.decisions.iter().take(MOST).map(decided).collect(),
        decisions_all: report.decisions.len(),
        settings: report
            .settings
            .iter()
            .map(|(name, value)| (clipped(name, LONGEST), clipped(value, LONGEST)))
            .collect(),
    };
    Ok(part.render()?)
}

fn figures(report: &Report, summary: &Summary) -> Result<Vec<Figure>, RenderError> {
    let weeks = Weeks::of(&report.cases);
    let told = summary.judged - summary.cannot_be_told();
    Ok(vec![
        Figure {
            title: "Which tests fail, and on how much of their population?",
            svg: charts::tests_by_outcome(&report.control_tests, &report.controls)?,
            note: "Items by outcome, shaded by their share of the test's population; a number leads to its findings.".to_owned(),
        },
        Figure {
            title: "How did the verdicts go, week by week?",
            svg: charts::verdicts_by_week(&weeks)?,
            note: format!("n = {} changes; weeks begin on Monday; all rows to one scale.", grouped(summary.judged)),
        },
        Figure {
            title: "Is the share that was not proven under control?",
            svg: charts::unverified_by_week(&weeks)?,
            note: format!(
                "n = {} changes that can be told; limits at three standard deviations for each week's n; a week outside them is marked with its counts, a hollow mark stands for fewer than 10 changes.",
                grouped(told),
            ),
        },
    ])
}

fn test(report: &Report, result: &ControlResult) -> Test {
    let definition = report.control_tests.iter().find(|test| test.id == result.test);
    let text = |of: fn(&crate::model::ControlTest) -> &String| {
        definition.map(|test| clipped(of(test), 600)).unwrap_or_default()
    };
    let dress = of_outcome(result.outcome());
    let count = |outcome: &TestOutcome| {
        let count = charts::count(result, *outcome);
        let listed = count > 0 && result.findings.iter().any(|finding| finding.outcome == *outcome);
        let href = format!("#findings?test={}&outcome={outcome}", percent(&result.test.0));
        Count { text: grouped(count), href: if listed { href } else { String::new() } }
    };
    Test {
        id: clipped(&result.test.0, 40),
        title: text(|test| &test.title),
        question: text(|test| &test.question),
        criterion: text(|test| &test.criterion),
        severity: definition.map_or("", |test| test.severity.as_str()),
        class: dress.class,
        outcome: dress.word,
        population: grouped(result.population),
        counts: TestOutcome::ALL.iter().map(count).collect(),
        untested: clipped(result.untested_because.as_deref().map(reason).unwrap_or_default(), LONGEST),
        evidence_for: definition.map(|test| frameworks(&test.maps)).unwrap_or_default(),
    }
}

/// The reason alone, for a sentence that already begins with "Not run:".
fn reason(untested: &str) -> &str {
    untested.strip_prefix("not run: ").unwrap_or(untested)
}

/// `NIST CSF 2.0: PR.AA-01, PR.AA-03`, one entry a framework.
fn frameworks(maps: &[(String, String)]) -> Vec<String> {
    let mut by_framework: Vec<(&str, Vec<&str>)> = Vec::new();
    for (framework, id) in maps {
        match by_framework.iter_mut().find(|(known, _)| known == framework) {
            Some((_, ids)) => ids.push(id),
            None => by_framework.push((framework, vec![id])),
        }
    }
    by_framework
        .iter()
        .map(|(framework, ids)| clipped(&format!("{framework}: {}", ids.join(", ")), LONGEST))
        .collect()
}

fn file(file: &crate::model::InputFile) -> File {
    let count = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    let mut note = file.note.clone();
    for more in [&file.shape, &file.zone] {
        if !more.is_empty() {
            note = if note.is_empty() { more.clone() } else { format!("{note}; {more}") };
        }
    }
    File {
        name: clipped(&file.name, LONGEST),
        source: clipped(file.source.as_deref().unwrap_or("–"), LONGEST),
        used_as: file.used_as.as_str(),
        rows: count(file.rows),
        used: count(file.used),
        rejected: count(file.rejected),
        duplicates: count(file.duplicates),
        first: file.first_at.map(second).unwrap_or_default(),
        last: file.last_at.map(second).unwrap_or_default(),
        note: clipped(&note, LONGEST),
        sha256: clipped(&file.sha256, 64),
    }
}

fn duplicates(lookup: &Lookup<'_>) -> Vec<[String; 3]> {
    let row = |one: &crate::model::Duplicate| {
        [lookup.file(one.file), one.records.to_string(), lookup.file(one.first_in)]
            .map(|text| clipped(&text, LONGEST))
    };
    lookup.report.duplicates.iter().take(MOST).map(row).collect()
}

fn coverage(one: &Coverage) -> Covered {
    let instant = |at: Option<Instant>| at.map(second).unwrap_or_default();
    let hours = |gap: &Gap| (gap.to - gap.from).num_minutes() as f64 / 60.0;
    let mut list: Vec<String> = one
        .gaps
        .iter()
        .take(MOST)
        .map(|gap| format!("{} to {}, {:.1} hours", second(gap.from), second(gap.to), hours(gap)))
        .collect();
    if one.gaps.len() > MOST {
        list.push(format!("{} more in data/coverage.csv", grouped(one.gaps.len() - MOST)));
    }
    Covered {
        source: clipped(&one.source, LONGEST),
        of: if one.of_tickets { "tickets" } else { "events" },
        from: instant(one.span.map(|span| span.from)),
        to: instant(one.span.map(|span| span.to)),
        records: grouped(usize::try_from(one.records).unwrap_or(usize::MAX)),
        gaps: grouped(one.gaps.len()),
        hours: format!("{:.1}", one.gaps.iter().map(hours).fold(0.0, |all, one| all + one)),
        limit: format!("{:.1} hours", one.gap_limit_seconds as f64 / 3600.0),
        cuts: one.truncation.iter().map(|sign| clipped(sign, LONGEST)).collect(),
        list,
    }
}

fn decided(one: &SettledDecision) -> Decided {
    let decision = &one.decision;
    let joined = |parts: [&str; 2], between: &str| {
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        clipped(&parts.join(between), LONGEST)
    };
    Decided {
        line: decision.line,
        what: spoken(decision.kind.as_str()),
        about: joined([&decision.item, &decision.other], " and "),
        who: joined([&decision.decided_by, &decision.decided_at], ", "),
        why: clipped(&decision.why, LONGEST),
        became: joined([&one.fate.to_string(), &one.note], "; "),
    }
}

fn unknown(one: &crate::model::UnknownType) -> [String; 3] {
    [one.source.clone(), one.native_type.clone(), one.records.to_string()].map(|text| clipped(&text, LONGEST))
}
