//! A case on paper: everything that is known of one change or one ticket, as plain data that page and PDF render.
//!
//! Text stands here as it was recorded (shortened); each rendering makes it safe for itself.

use std::collections::{BTreeMap, BTreeSet};

pub use super::html::case_sheet as html;
pub use super::pdf::case_sheet as pdf;

use super::RenderError;
use super::charts::{LANES_NOTE, lanes};
use super::dress::{of_verdict, spoken};
use super::explain::outline::{Part, on_paper};
use super::explain::{CaseExplained, Explanation, Record, TicketExplained, What};
use super::lookup::Lookup;
use super::timeline::{Moment, Run, Timeline, Timelines, runs};
use super::{counted, dates};
use crate::model::{Coverage, Instant, Lane, Sort, Span, TicketIx, Tier, Verdict, stamp};

/// Rows of the surroundings that a sheet shows, those nearest to the middle; the others are counted.
const AROUND: usize = 40;

/// One change or one ticket, ready to be set on paper.
#[derive(Debug, Clone)]
pub struct CaseSheet {
    /// `chg-…` or the ticket's number.
    pub id: String,
    /// The change or ticket in a few words.
    pub title: String,
    /// Version of the program.
    pub version: String,
    /// The time of judgement.
    pub as_of: Instant,
    /// SHA-256 of the mappings used.
    pub mappings_sha256: String,
    /// What happened, in one sentence.
    pub sentence: String,
    /// The ticket, if the sheet is of one.
    pub ticket: Option<TicketExplained>,
    /// The change, or the changes of the ticket: verdict, evidence, link and risk as sums, what would turn it.
    pub changes: Vec<CaseExplained>,
    /// The same in parts of words, quotes and sums, change by change; texts as recorded, quotes safe to show.
    pub(crate) parts: Vec<Part>,
    /// The time that the timeline shows.
    pub shown: Span,
    /// The lanes as SVG.
    pub lanes: String,
    /// What its marks mean.
    pub lanes_note: &'static str,
    /// The timeline, in order.
    pub rows: Vec<SheetRow>,
    /// The records that the sheet rests on, each once, by file and place.
    pub records: Vec<Record>,
    /// The files that they stand in, by name.
    pub files: Vec<SheetFile>,
    /// What is not known, in sentences.
    pub not_known: Vec<String>,
}

/// A row of the timeline.
#[derive(Debug, Clone)]
pub struct SheetRow {
    /// When.
    pub at: Instant,
    /// Of what lasted or was repeated, until when.
    pub until: Option<Instant>,
    /// How often, in a row and all alike.
    pub times: usize,
    /// Whose.
    pub lane: Lane,
    /// What sort.
    pub sort: Sort,
    /// What happened.
    pub what: String,
    /// `file:line`; empty for what rests on no single record.
    pub place: String,
    /// The verdict, of a change of the desk.
    pub verdict: Option<Verdict>,
    /// The id that leads on.
    pub id: String,
    /// Whether it belongs to what the sheet is of, and not merely to its surroundings.
    pub is_own: bool,
}

/// An export that records of the sheet stand in.
#[derive(Debug, Clone)]
pub struct SheetFile {
    /// Its name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
    /// The source it was read as.
    pub source: String,
    /// Records in it.
    pub rows: u64,
}

impl CaseSheet {
    /// The sheet of what an explanation explains: of a ticket, or of a change (for a link, a piece of evidence, a
    /// finding or an event, of the change it belongs to). None if it belongs to no change.
    ///
    /// # Errors
    /// A chart that cannot be drawn; this does not depend on the data.
    pub fn of(timelines: &Timelines<'_>, explanation: &Explanation) -> Result<Option<Self>, RenderError> {
        let lookup = timelines.lookup();
        let Some(told) = timeline(timelines, explanation) else { return Ok(None) };
        let Told { timeline, middle, id, title, changes } = told;
        let sentence = match (&explanation.ticket, &changes[..]) {
            (Some(ticket), cases) => of_ticket(ticket, cases),
            (None, [case, ..]) => of_change(case),
            (None, []) => String::new(),
        };
        let label = format!("Lanes of {id}: who did what around {}", dates::minute(middle));
        let records = records(explanation.ticket.as_ref(), &changes);
        let (rows, left_out) = rows(lookup, &timeline, middle, explanation.ticket.as_ref(), &changes);
        let mut not_known = not_known(lookup, &timeline, &changes);
        if left_out > 0 {
            let moments = counted(left_out, "moment");
            not_known.push(format!(
                "{moments} of the surroundings are left out here; `deskproof timeline` shows them."
            ));
        }
        Ok(Some(Self {
            version: explanation.version.clone(),
            as_of: explanation.as_of,
            mappings_sha256: lookup.report.mappings_sha256.clone(),
            sentence,
            ticket: explanation.ticket.clone(),
            shown: timeline.shown,
            parts: changes.iter().flat_map(on_paper).collect(),
            lanes: lanes(&timeline, middle, &label),
            lanes_note: LANES_NOTE,
            rows,
            files: files(lookup, &records),
            records,
            not_known,
            id,
            title,
            changes,
        }))
    }
}

/// What a sheet is of.
struct Told {
    timeline: Timeline,
    /// The change, or the opening of the ticket.
    middle: Instant,
    id: String,
    title: String,
    changes: Vec<CaseExplained>,
}

fn timeline(timelines: &Timelines<'_>, explanation: &Explanation) -> Option<Told> {
    let title = |case: &CaseExplained| format!("{} of {}", spoken(&case.brief.kind), case.brief.account);
    match (&explanation.what, &explanation.ticket) {
        (What::Ticket, Some(ticket)) => {
            let tickets = &timelines.lookup().report.tickets;
            let at =
                tickets.iter().position(|one| one.number == ticket.number && one.source == ticket.source)?;
            let timeline = timelines.of_ticket(TicketIx(u32::try_from(at).ok()?))?;
            let first = explanation.changes.iter().map(|case| case.brief.at).min();
            let middle = first.or(ticket.opened_at).unwrap_or(timeline.shown.from);
            Some(Told {
                timeline,
                middle,
                id: ticket.number.clone(),
                title: ticket.title.clone(),
                changes: explanation.changes.clone(),
            })
        }
        _ => {
            let case = explanation.changes.first()?;
            let timeline = timelines.of_change(&case.brief.change)?;
            Some(Told {
                timeline,
                middle: case.brief.at,
                id: case.brief.change.clone(),
                title: title(case),
                changes: vec![case.clone()],
            })
        }
    }
}

/// `On 3 Mar 2026 at 09:20:00Z dana (desk agent) made a change (password reset) of the standard account ute, explained
/// by INC1.`
fn of_change(case: &CaseExplained) -> String {
    let brief = &case.brief;
    let actor = if case.actor.is_empty() { "somebody whom no record names" } else { &case.actor };
    let ticket = case.link.chosen.as_ref().map_or_else(
        || "; no ticket explains it".to_owned(),
        |link| format!(", explained by {}", link.ticket),
    );
    let unjudged = match brief.verdict {
        Some(_) => String::new(),
        None => format!(" It has no verdict: {}.", brief.reason),
    };
    format!(
        "On {} at {}Z {actor} ({}) made a change ({}) of the {} account {}{ticket}.{unjudged}",
        dates::day(brief.at),
        brief.at.format("%H:%M:%S"),
        spoken(case.actor_kind.as_str()),
        spoken(&brief.kind),
        case.rule.tier,
        brief.account,
    )
}

fn of_ticket(ticket: &TicketExplained, cases: &[CaseExplained]) -> String {
    let opened = ticket.opened_at.map_or_else(
        || "At a time that is not recorded".to_owned(),
        |at| format!("On {} at {}Z", dates::day(at), at.format("%H:%M:%S")),
    );
    let who = if ticket.requester.is_empty() { "somebody whom no record names" } else { &ticket.requester };
    let changes = if cases.is_empty() {
        "no change was made under it".to_owned()
    } else {
        let one = |case: &CaseExplained| {
            let word = case.brief.verdict.map_or("without a verdict", |verdict| of_verdict(verdict).word);
            format!("{} of {}: {word}", spoken(&case.brief.kind), case.brief.account)
        };
        let told = cases.iter().map(one).collect::<Vec<_>>().join("; ");
        format!("{} made under it ({told})", if cases.len() == 1 { "one change was" } else { "changes were" })
    };
    format!("{opened} {who} asked the desk for help with {}; {changes}.", spoken(&ticket.topic))
}

/// The records, each once.
fn records(ticket: Option<&TicketExplained>, cases: &[CaseExplained]) -> Vec<Record> {
    let of_ticket = ticket.into_iter().flat_map(|ticket| {
        std::iter::once(&ticket.record).chain(ticket.reasons.iter().flat_map(|reason| &reason.records))
    });
    let of_cases = cases.iter().flat_map(|case| {
        let evidence = case.evidence.iter();
        case.records
            .iter()
            .chain(evidence.flat_map(|one| std::iter::once(&one.record).chain(&one.confirmed_by)))
    });
    let mut by_place: BTreeMap<(&str, u64), &Record> = BTreeMap::new();
    for record in of_ticket.chain(of_cases) {
        let known = by_place.entry((record.file.as_str(), record.record)).or_insert(record);
        // Evidence quotes its words itself; the record that has its own words tells more.
        if known.words.is_empty() {
            *known = record;
        }
    }
    by_place.into_values().cloned().collect()
}

fn files(lookup: &Lookup<'_>, records: &[Record]) -> Vec<SheetFile> {
    let names: BTreeSet<&str> = records.iter().map(|record| record.file.as_str()).collect();
    let inputs = lookup.report.inputs.iter().filter(|file| names.contains(file.name.as_str()));
    inputs
        .map(|file| SheetFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            source: file.source.clone().unwrap_or_default(),
            rows: file.rows,
        })
        .collect()
}

/// The rows of the timeline, and how many of the surroundings are left out.
fn rows(
    lookup: &Lookup<'_>,
    timeline: &Timeline,
    middle: Instant,
    ticket: Option<&TicketExplained>,
    cases: &[CaseExplained],
) -> (Vec<SheetRow>, usize) {
    let changes: BTreeSet<&str> = cases.iter().map(|case| case.brief.change.as_str()).collect();
    let mut tickets: BTreeSet<&str> = ticket.iter().map(|ticket| ticket.number.as_str()).collect();
    tickets.extend(cases.iter().filter_map(|case| Some(case.link.chosen.as_ref()?.ticket.as_str())));
    let is_own = |moment: &Moment| {
        moment.changes.iter().any(|change| changes.contains(change.as_str()))
            || moment.ticket.as_ref().is_some_and(|ticket| tickets.contains(ticket.as_str()))
    };
    let row = |run: &Run<'_>| SheetRow {
        at: run.moment.at,
        until: run.until,
        times: run.times,
        lane: run.moment.lane,
        sort: run.moment.sort,
        what: run.moment.what.clone(),
        place: run.moment.origin.map(|origin| place(lookup, origin)).unwrap_or_default(),
        verdict: run.moment.verdict,
        id: run.moment.id.clone(),
        is_own: is_own(run.moment),
    };
    let rows: Vec<SheetRow> = runs(&timeline.moments).iter().map(row).collect();
    let mut far: Vec<(i64, usize)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| !row.is_own && row.lane != Lane::Coverage)
        .map(|(at, row)| ((row.at - middle).num_milliseconds().abs(), at))
        .collect();
    far.sort_unstable();
    let dropped: BTreeSet<usize> = far.into_iter().skip(AROUND).map(|(_, at)| at).collect();
    let left_out = dropped.iter().map(|at| rows[*at].times).sum();
    let kept = rows.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at)).map(|(_, row)| row);
    (kept.collect(), left_out)
}

/// `file:line`.
fn place(lookup: &Lookup<'_>, origin: crate::model::Origin) -> String {
    format!("{}:{}", lookup.file(origin.file), origin.line)
}

/// What is not known: gaps, what the exports do not hold, what was assumed, what is open.
fn not_known(lookup: &Lookup<'_>, timeline: &Timeline, cases: &[CaseExplained]) -> Vec<String> {
    let mut said: Vec<String> = timeline.gaps.iter().map(|gap| format!("{}.", gap.said)).collect();
    let speaks = |one: &&Coverage| {
        one.span.is_some_and(|span| span.from <= timeline.shown.to && timeline.shown.from <= span.to)
    };
    for one in lookup.report.coverage.iter().filter(speaks) {
        said.extend(one.truncation.iter().map(|cut| format!("{}: {cut}.", one.source)));
    }
    said.extend(timeline.not_shown.iter().cloned());
    for case in cases {
        if !case.rule.tier_known {
            let tier: Tier = case.rule.tier;
            said.push(format!(
                "Whether {} is a {tier} account: no data says so, it is assumed.",
                case.brief.account
            ));
        }
        let open = case.rule.conditions.iter().filter(|one| one.met.is_none());
        said.extend(open.map(|one| format!("Whether {}: {}.", one.asks, one.found)));
        if case.brief.verdict == Some(Verdict::NotTestable) {
            said.push(format!("The verdict on {}: {}.", case.brief.change, case.brief.reason));
        }
    }
    if said.is_empty() {
        let Span { from, to } = timeline.shown;
        said.push(format!("All exports cover the time shown, {} to {}.", stamp(from), stamp(to)));
    }
    let mut seen = BTreeSet::new();
    said.retain(|one| seen.insert(one.clone()));
    said
}
