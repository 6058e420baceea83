//! What a row of the changes opens to: lanes, evidence, links as sums, risk as a sum, records.

mod moments;

use rayon::prelude::*;

use super::packed::pack;
use crate::model::{Case, Decision, EventIx, Evidence, Link, Origin, Overruled, Weakness};
use crate::report::dates::second;
use crate::report::dress::spoken;
use crate::report::explain::{Explaining, why_lost};
use crate::report::lookup::Lookup;
use crate::report::quote::pieces;
use crate::report::safe::clipped;
use crate::report::summary::Summary;
use crate::report::timeline::Timelines;
use crate::report::{RenderError, Report};

/// Changes of which the details are packed together.
const TOGETHER: usize = 50;
/// Packs made at once, at most, before it is seen whether there is room for them.
const AT_ONCE: usize = 64;
/// Bytes that the index needs for a change, packed, at most.
const INDEXED: usize = 8;
const LONGEST: usize = 400;
/// Pieces of evidence and terms shown of one case.
const MOST: usize = 12;
/// Facts that would turn the verdict, shown of one case.
const FLIPS: usize = 3;

/// Details of as many changes as there is room for, riskiest exceptions first, packed; the rest stands in
/// the CSVs. First an index: the changes, by place in the list, of each pack.
///
/// # Errors
/// None that depends on the data.
pub(super) fn of(knowing: &Knowing<'_>, summary: &Summary, room: usize) -> Result<String, RenderError> {
    let (mut packs, mut index, mut left) = (String::new(), Vec::new(), room);
    let order = order(knowing.explaining.lookup(), summary);
    let together: Vec<&[usize]> = order.chunks(TOGETHER).collect();
    let (mut rest, mut largest) = (together.as_slice(), room / AT_ONCE);
    'all: while !rest.is_empty() {
        // About as many as there is room for.
        let (batch, later) = rest.split_at((left / largest.max(1)).clamp(2, AT_ONCE).min(rest.len()));
        rest = later;
        let made = batch
            .par_iter()
            .with_max_len(1)
            .enumerate()
            .map(|(at, rows)| packed(knowing, rows, index.len() + at))
            .collect::<Result<Vec<String>, RenderError>>()?;
        for (rows, pack) in batch.iter().zip(made) {
            let bytes = pack.len() + INDEXED * rows.len() + 100;
            if bytes > left {
                break 'all;
            }
            left -= bytes;
            largest = largest.max(bytes);
            packs.push_str(&pack);
            index.push(*rows);
        }
    }
    Ok(pack("details", &serde_json::to_vec(&index)?) + &packs)
}

/// What is asked for each change, made ready once.
pub(super) struct Knowing<'a> {
    explaining: Explaining<'a>,
    timelines: Timelines<'a>,
}

impl<'a> Knowing<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        Self { explaining: Explaining::new(report), timelines: Timelines::new(report) }
    }
}

fn packed(knowing: &Knowing<'_>, rows: &[usize], number: usize) -> Result<String, RenderError> {
    let cases = &knowing.explaining.lookup().report.cases;
    let details: Vec<Detail> =
        rows.iter().filter_map(|at| cases.get(*at)).map(|case| detail(knowing, case)).collect();
    Ok(pack(&format!("details-{number}"), &serde_json::to_vec(&details)?))
}

/// All changes: the cases that matter most, the exceptions, then the others, riskiest first.
fn order(lookup: &Lookup<'_>, summary: &Summary) -> Vec<usize> {
    let cases = &lookup.report.cases;
    let mut rest: Vec<usize> = (0..cases.len()).collect();
    rest.sort_by(|a, b| cases[*b].risk.score.total_cmp(&cases[*a].risk.score));
    let mut seen = vec![false; cases.len()];
    let all = summary.top.iter().chain(&summary.exceptions).chain(&rest).copied();
    all.filter(|at| !std::mem::replace(&mut seen[*at], true)).collect()
}

/// Evidence, link, runner-up, why that lost, what would turn the verdict, risk (score and terms),
/// facts, records, moments.
type Detail = (
    Vec<Proof>,
    Option<Tie>,
    Option<Tie>,
    Option<String>,
    Vec<String>,
    (String, Vec<Term>),
    Vec<[String; 2]>,
    Vec<Record>,
    moments::Around,
);
/// Method, level, basis, timing, time, quote in pieces, then the rest as name and value.
type Proof = (String, &'static str, &'static str, String, String, Vec<String>, [(&'static str, String); 7]);
/// Ticket, confidence, basis, mismatches, score, terms of the sum.
type Tie = (String, String, &'static str, String, String, Vec<Term>);
/// Name, points, what was seen.
type Term = (String, String, String);
/// One record of the change: time, native type, outcome, reason, place.
type Record = (String, String, &'static str, String, String);

fn detail(knowing: &Knowing<'_>, case: &Case) -> Detail {
    let lookup = knowing.explaining.lookup();
    let change = &case.change;
    let evidence = case.evidence.iter().take(MOST).map(|one| evidence(lookup, one)).collect();
    let terms = case
        .risk
        .terms
        .iter()
        .filter(|term| term.points != 0.0)
        .take(MOST * 2)
        .map(|term| sum_term(&term.name, term.points, &term.seen))
        .collect();
    (
        evidence,
        case.link.as_ref().map(|one| link(lookup, one)),
        case.runner_up.as_ref().map(|one| link(lookup, one)),
        why_lost(lookup, case).map(|said| clipped(&said, LONGEST)),
        knowing
            .explaining
            .turned_by(case)
            .into_iter()
            .take(FLIPS)
            .map(|said| clipped(&said, LONGEST))
            .collect(),
        (format!("{:.1}", case.risk.score), terms),
        facts(lookup, case),
        change.events.iter().take(MOST).filter_map(|ix| event(lookup, *ix)).collect(),
        moments::of(&knowing.timelines, case),
    )
}

/// What else is known, as name and value.
fn facts(lookup: &Lookup<'_>, case: &Case) -> Vec<[String; 2]> {
    let change = &case.change;
    let approved = case.approved_by.as_deref().map(|by| {
        let at = case.approved_at.map(|at| format!(", {}", second(at))).unwrap_or_default();
        format!("{}{at}", clipped(by, LONGEST))
    });
    let decided = case.decisions.iter().map(Decision::told).collect::<Vec<_>>().join("; ");
    let overruled =
        |one: &Overruled| format!("{} {}: {}", one.evidence.method, one.evidence.id, one.decision.told());
    let overruled = case.overruled.iter().map(overruled).collect::<Vec<_>>().join("; ");
    let facts = [
        ("Account", lookup.label(change.subject, &change.subject_label).to_owned()),
        ("Name", lookup.name(change.subject).to_owned()),
        ("By", lookup.label(change.actor, &change.actor_label).to_owned()),
        ("Desk's part", change.support_reason.clone()),
        ("Level needed", case.required_level.to_string()),
        ("Approved by", approved.unwrap_or_else(|| "no approval on record".to_owned())),
        ("Ticket decided", decided),
        ("Evidence overruled", overruled),
        ("Native type", change.native_action.clone()),
        ("Native ids", change.native_ids.join(", ")),
        ("Address", change.ip.clone().unwrap_or_else(|| "not recorded".to_owned())),
        ("Completes", change.parent.as_ref().map(|parent| parent.0.clone()).unwrap_or_default()),
        ("Record", place(lookup, change.origin)),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| [name.to_owned(), clipped(&value, LONGEST)])
        .collect()
}

/// `file:record`, with the line where that is another number.
fn place(lookup: &Lookup<'_>, origin: Origin) -> String {
    let place = clipped(&lookup.place(origin), LONGEST);
    if origin.line == origin.record { place } else { format!("{place}, line {}", origin.line) }
}

fn event(lookup: &Lookup<'_>, ix: EventIx) -> Option<Record> {
    let event = lookup.event(ix)?;
    Some((
        second(event.at),
        clipped(&event.native_type, LONGEST),
        event.outcome.as_str(),
        clipped(event.reason.as_deref().unwrap_or_default(), LONGEST),
        place(lookup, event.origin),
    ))
}

fn evidence(lookup: &Lookup<'_>, one: &Evidence) -> Proof {
    let weak: Vec<String> = one.weaknesses.iter().map(|weakness| weak(*weakness, one)).collect();
    let confirmed: Vec<String> =
        one.confirmed_by.iter().take(MOST).map(|at| clipped(&lookup.place(*at), LONGEST)).collect();
    (
        spoken(one.method.as_str()),
        one.level.as_str(),
        one.basis.as_str(),
        spoken(one.timing.as_str()),
        one.at.map(second).unwrap_or_default(),
        pieces(&one.quote, &one.matched),
        [
            ("By", clipped(&one.by, LONGEST)),
            ("About", clipped(&one.about, LONGEST)),
            ("Counts for less", weak.join(", ")),
            ("Written down", one.recorded_at.map(second).unwrap_or_default()),
            ("Confirmed by", confirmed.join(", ")),
            ("Record", place(lookup, one.origin)),
            ("Id", clipped(&one.id, LONGEST)),
        ],
    )
}

fn link(lookup: &Lookup<'_>, link: &Link) -> Tie {
    let terms = link
        .reasons
        .iter()
        .take(MOST * 2)
        .map(|reason| sum_term(&reason.name, reason.points, &reason.seen))
        .collect();
    let mismatches: Vec<String> = link.mismatches.iter().map(|one| spoken(one.as_str())).collect();
    (
        clipped(lookup.ticket_number(link.ticket), LONGEST),
        format!("{:.3}", link.confidence),
        link.basis.as_str(),
        mismatches.join(", "),
        format!("{:+.2}", link.score),
        terms,
    )
}

fn sum_term(name: &str, points: f64, seen: &str) -> Term {
    (spoken(&clipped(name, 80)), format!("{points:+.2}"), clipped(seen, LONGEST))
}

/// A weakness in words; what was repeated with the number of tickets.
fn weak(weakness: Weakness, one: &Evidence) -> String {
    match weakness {
        Weakness::Repeated | Weakness::Boilerplate if one.tickets_alike > 0 => {
            format!("{} ({} tickets of the author)", spoken(weakness.as_str()), one.tickets_alike)
        }
        _ => spoken(weakness.as_str()),
    }
}
