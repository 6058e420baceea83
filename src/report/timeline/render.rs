//! A timeline as CSV and as JSON. Columns and keys are only ever added; the README lists them.

use serde::Serialize;

use super::{Moment, Silence, Timeline};
use crate::model::{Instant, Lane, Sort, Span, Verdict};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};
use crate::report::{PROGRAM, RenderError, Report, safe, sheet};

/// The moments as CSV, one a row, with cells that no spreadsheet computes.
///
/// # Errors
/// None that depends on the data.
pub fn csv(report: &Report, timeline: &Timeline) -> Result<Vec<u8>, RenderError> {
    sheet::csv(&table(&Lookup::new(report), timeline))
}

fn table(lookup: &Lookup<'_>, timeline: &Timeline) -> Table {
    let file = |one: &Moment| one.origin.map(|origin| lookup.file(origin.file));
    TableBuilder::new("timeline", &timeline.moments)
        .time("at", |one| Some(one.at))
        .time("until", |one| one.until)
        .text("lane", |one| one.lane.to_string())
        .text("sort", |one| one.sort.to_string())
        .text("what", |one| one.what.clone())
        .text("who", |one| one.who.clone())
        .text("about", |one| one.about.clone())
        .text("id", |one| one.id.clone())
        .maybe("verdict", |one| one.verdict.map(|verdict| verdict.to_string()))
        .maybe("ticket", |one| one.ticket.clone())
        .text("changes", |one| list(&one.changes))
        .maybe("address", |one| one.address.clone())
        .text("source", |one| one.source.clone())
        .maybe("source_file", file)
        .count("source_record", |one| one.origin.map(|origin| origin.record))
        .count("source_line", |one| one.origin.map(|origin| origin.line))
        .text("native_id", |one| one.native_id.clone())
        .build()
}

#[derive(Serialize)]
struct Document<'a> {
    program: &'static str,
    version: &'a str,
    as_of: Instant,
    from: Instant,
    to: Instant,
    moments: Vec<Told<'a>>,
    gaps: &'a [Silence],
    not_shown: &'a [String],
}

/// A moment; what is not known or does not apply is left out.
#[derive(Serialize)]
struct Told<'a> {
    at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
    lane: Lane,
    sort: Sort,
    what: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    who: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    about: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    changes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    native_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Place>,
}

/// Where a record stands.
#[derive(Serialize)]
struct Place {
    file: String,
    record: u64,
    line: u64,
}

/// The timeline as indented JSON that ends with a line break; what cannot be seen is written as an escape.
///
/// # Errors
/// None that depends on the data.
pub fn json(report: &Report, timeline: &Timeline) -> Result<String, RenderError> {
    let lookup = Lookup::new(report);
    let told = |one| told(&lookup, one);
    let Span { from, to } = timeline.shown;
    let document = Document {
        program: PROGRAM,
        version: &report.version,
        as_of: report.as_of,
        from,
        to,
        moments: timeline.moments.iter().map(told).collect(),
        gaps: &timeline.gaps,
        not_shown: &timeline.not_shown,
    };
    let mut text = safe::escaped_json(&serde_json::to_string_pretty(&document)?);
    text.push('\n');
    Ok(text)
}

fn told<'a>(lookup: &Lookup<'_>, one: &'a Moment) -> Told<'a> {
    let place = one.origin.map(|origin| Place {
        file: lookup.file(origin.file).to_owned(),
        record: origin.record,
        line: origin.line,
    });
    Told {
        at: one.at,
        until: one.until,
        lane: one.lane,
        sort: one.sort,
        what: &one.what,
        who: &one.who,
        about: &one.about,
        id: &one.id,
        verdict: one.verdict,
        ticket: one.ticket.as_deref(),
        changes: &one.changes,
        address: one.address.as_deref(),
        source: &one.source,
        native_id: &one.native_id,
        record: place,
    }
}
