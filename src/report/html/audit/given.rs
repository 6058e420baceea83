//! What was given: the input files, the time they cover, what was not understood or not used, and how it was run.

use askama::Template;

use super::LONGEST;
use crate::model::{Coverage, Gap, Instant, SettledDecision};
use crate::report::RenderError;
use crate::report::charts;
use crate::report::dates::{grouped, second};
use crate::report::dress::spoken;
use crate::report::html::figure::Figure;
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;

/// Rows of what can be long and stands whole in a CSV.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "audit/given.html", config = "src/report/html/askama.toml")]
struct Given {
    files: Vec<File>,
    duplicates: Vec<[String; 3]>,
    strip: Figure,
    coverage: Vec<Covered>,
    unknown: Vec<[String; 3]>,
    unknown_all: usize,
    rejects: Vec<[String; 3]>,
    rejects_all: usize,
    decisions: Vec<Decided>,
    decisions_all: usize,
    settings: Vec<(String, String)>,
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

/// A decision of a reviewer and what became of it.
struct Decided {
    line: u64,
    what: String,
    about: String,
    who: String,
    why: String,
    became: String,
}

pub(super) fn section(lookup: &Lookup<'_>) -> Result<String, RenderError> {
    let report = lookup.report;
    let given = Given {
        files: report.inputs.iter().map(file).collect(),
        duplicates: duplicates(lookup),
        strip: Figure {
            title: "What time do the exports cover?",
            svg: charts::strip(&report.coverage),
            note: "Darker where there are more records; a line beneath marks a gap longer than the source's limit.".to_owned(),
        },
        coverage: report.coverage.iter().map(coverage).collect(),
        unknown: report.unknown_types.iter().take(MOST).map(unknown).collect(),
        unknown_all: report.unknown_types.len(),
        rejects: report.rejects.iter().take(MOST).map(|one| rejected(lookup, one)).collect(),
        rejects_all: report.rejects.len(),
        decisions: report.decisions.iter().take(MOST).map(decided).collect(),
        decisions_all: report.decisions.len(),
        settings: report
            .settings
            .iter()
            .map(|(name, value)| (clipped(name, LONGEST), clipped(value, LONGEST)))
            .collect(),
    };
    Ok(given.render()?)
}

fn rejected(lookup: &Lookup<'_>, one: &crate::model::Reject) -> [String; 3] {
    let place = format!("{}, line {}", lookup.file(one.origin.file), one.origin.line);
    [place, one.reason.clone(), one.excerpt.clone()].map(|text| clipped(&text, LONGEST))
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
        [lookup.file(one.file), &one.records.to_string(), lookup.file(one.first_in)]
            .map(|text| clipped(text, LONGEST))
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
