//! What a person should decide, and what persons decided.

use crate::model::{
    Case, Decision, EntryKind, Instant, Link, LinkReason, ReviewReason, SettledDecision, Ticket,
};
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::table::{Table, TableBuilder, list, rfc3339};

/// Notes of a ticket that are shown beside a change, the nearest in time.
const NOTES: usize = 3;
/// Characters of a note, and of a ticket's description.
const NOTE: usize = 300;
const DESCRIPTION: usize = 1_000;

/// A ticket that may be a change's.
struct Candidate<'a> {
    case: &'a Case,
    rank: u64,
    link: &'a Link,
    ticket: Option<&'a Ticket>,
}

/// `review.csv`: one row a ticket that may be the change's, with all that is known of both. Filled
/// in, it is an overrides file.
pub(super) fn review(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<Candidate<'_>> = lookup
        .report
        .cases
        .iter()
        .filter(|case| !case.review.is_empty())
        .flat_map(|case| candidates(case, lookup))
        .collect();
    let of_ticket = |get: fn(&Ticket) -> Option<String>| move |row: &Candidate<'_>| row.ticket.and_then(get);
    let table = TableBuilder::new("review", &rows)
        .text("change_id", |row| row.case.change.id.0.clone())
        .count("rank", |row| Some(row.rank))
        .maybe("ticket", of_ticket(|ticket| Some(ticket.number.clone())))
        .text("for_review", |row| list(row.case.review.iter().map(|reason| reason.as_str())))
        .text("question", question)
        // What the reviewer fills in.
        .text("decision", |_| String::new())
        .text("decided_by", |_| String::new())
        .text("decided_at", |_| String::new())
        .text("why", |_| String::new());
    let table = table
        .number("confidence", 3, |row| Some(row.link.confidence))
        .number("score", 2, |row| Some(row.link.score))
        .text("sum", |row| sum(row.link))
        .text("speaks_for", |row| terms(row.link, |points| points > 0.0))
        .text("speaks_against", |row| terms(row.link, |points| points < 0.0))
        .text("mismatches", |row| list(row.link.mismatches.iter().map(|mismatch| mismatch.as_str())));
    of_the_ticket(of_the_change(table, lookup), lookup).build()
}

fn of_the_change<'a>(
    table: TableBuilder<'a, Candidate<'a>>,
    lookup: &Lookup<'_>,
) -> TableBuilder<'a, Candidate<'a>> {
    table
        .time("at", |row| Some(row.case.change.at))
        .text("kind", |row| row.case.change.kind.to_string())
        .text("subject", |row| lookup.label(row.case.change.subject, &row.case.change.subject_label))
        .text("subject_name", |row| lookup.name(row.case.change.subject))
        .text("subject_tier", |row| row.case.change.tier.to_string())
        .text("actor", |row| lookup.label(row.case.change.actor, &row.case.change.actor_label))
        .text("actor_name", |row| lookup.name(row.case.change.actor))
        .text("actor_kind", |row| row.case.change.actor_kind.to_string())
        .text("change_says", |row| list(&row.case.change.reference_text))
        .text("native_action", |row| row.case.change.native_action.clone())
        .text("native_ids", |row| list(&row.case.change.native_ids))
        .maybe("ip", |row| row.case.change.ip.clone())
        .text("source", |row| row.case.change.source.clone())
        .text("source_file", |row| lookup.file(row.case.change.origin.file))
        .count("source_record", |row| Some(row.case.change.origin.record))
        .count("source_line", |row| Some(row.case.change.origin.line))
        .text("link_outcome", |row| row.case.link_outcome.to_string())
        .maybe("verdict", |row| row.case.verdict.map(|verdict| verdict.to_string()))
        .text("verdict_reason", |row| row.case.verdict_reason.clone())
}

fn of_the_ticket<'a>(
    table: TableBuilder<'a, Candidate<'a>>,
    lookup: &Lookup<'_>,
) -> TableBuilder<'a, Candidate<'a>> {
    let ticket = |get: &dyn Fn(&Ticket) -> String, row: &Candidate<'_>| row.ticket.map(get);
    table
        .maybe("ticket_source", move |row| ticket(&|ticket| ticket.source.clone(), row))
        .time("opened_at", |row| row.ticket?.opened_at)
        .time("resolved_at", |row| row.ticket?.resolved_at)
        .maybe("requester", |row| {
            ticket(&|ticket| lookup.party(&ticket.source, &ticket.requester).to_owned(), row)
        })
        .maybe("affected", |row| {
            ticket(&|ticket| lookup.party(&ticket.source, &ticket.affected).to_owned(), row)
        })
        .maybe("agent", |row| ticket(&|ticket| lookup.party(&ticket.source, &ticket.agent).to_owned(), row))
        .maybe("group", |row| row.ticket?.group.clone())
        .maybe("topic", |row| {
            Some(lookup.report.ticket_results.get(row.link.ticket.0 as usize)?.topic.clone())
        })
        .maybe("title", move |row| ticket(&|ticket| ticket.title.clone(), row))
        .maybe("description", move |row| ticket(&|ticket| clipped(&ticket.description, DESCRIPTION), row))
        .maybe("notes", |row| Some(notes(row.ticket?, row.case.change.at, lookup)))
        .maybe("changes_of_ticket", |row| {
            Some(list(
                lookup.report.ticket_results.get(row.link.ticket.0 as usize)?.changes.iter().map(|id| &id.0),
            ))
        })
        .maybe("ticket_file", |row| Some(lookup.file(row.ticket?.origin.file)))
        .count("ticket_record", |row| Some(row.ticket?.origin.record))
}

/// The chosen ticket, then the next best.
fn candidates<'a>(case: &'a Case, lookup: &Lookup<'a>) -> impl Iterator<Item = Candidate<'a>> {
    let links = case.link.iter().chain(&case.runner_up).collect::<Vec<_>>();
    let tickets: Vec<_> = links.iter().map(|link| lookup.ticket(link.ticket)).collect();
    (1..).zip(links.into_iter().zip(tickets)).map(move |(rank, (link, ticket))| Candidate {
        case,
        rank,
        link,
        ticket,
    })
}

/// What a reviewer is asked.
fn question(row: &Candidate<'_>) -> String {
    let asked = row.case.review.iter().map(|reason| match reason {
        ReviewReason::TwoTickets => "two tickets explain it about equally well: which is its?",
        ReviewReason::SharedName => "the ticket's name is that of several people: is this one meant?",
        ReviewReason::JustAbove => "it is linked with little confidence: is the ticket its?",
        ReviewReason::JustBelow => "it has no ticket, and this one is nearly it: is it?",
        ReviewReason::CloseRunnerUp => "another ticket explains it nearly as well: is the first its?",
    });
    asked.collect::<Vec<_>>().join(" ")
}

/// The sum in words.
fn sum(link: &Link) -> String {
    let terms: Vec<String> =
        link.reasons.iter().map(|reason| format!("{} {:+.2}", reason.seen, reason.points)).collect();
    format!("{} = {:+.2}", terms.join(", "), link.score)
}

/// The terms that a reader should weigh; what holds before anything is known is none of them.
fn terms(link: &Link, is_wanted: fn(f64) -> bool) -> String {
    let wanted = |reason: &&LinkReason| is_wanted(reason.points) && reason.name != "prior";
    list(link.reasons.iter().filter(wanted).map(|reason| reason.seen.as_str()))
}

/// The lines of a ticket that were written nearest to an instant, by time.
fn notes(ticket: &Ticket, at: Instant, lookup: &Lookup<'_>) -> String {
    let mut notes: Vec<_> = ticket
        .journal
        .iter()
        .filter(|entry| entry.kind != EntryKind::FieldChange && !entry.text.trim().is_empty())
        .filter_map(|entry| Some((entry.at?, entry)))
        .collect();
    notes.sort_by_key(|(written, entry)| ((*written - at).abs(), entry.origin));
    notes.truncate(NOTES);
    notes.sort_by_key(|(written, entry)| (*written, entry.origin));
    list(notes.into_iter().map(|(written, entry)| {
        let by = lookup.party(&ticket.source, &entry.author);
        format!("{} {by}: {}", rfc3339(written), clipped(&entry.text, NOTE))
    }))
}

/// `overrides.csv`: every decision of a reviewer, and what became of it.
pub(super) fn overrides(lookup: &Lookup<'_>) -> Table {
    fn told(get: fn(&Decision) -> &String) -> impl Fn(&SettledDecision) -> String {
        move |settled| get(&settled.decision).clone()
    }
    TableBuilder::new("overrides", &lookup.report.decisions)
        .count("line", |settled| Some(settled.decision.line))
        .text("decision", |settled| settled.decision.kind.to_string())
        .text("item", told(|decision| &decision.item))
        .text("other", told(|decision| &decision.other))
        .text("decided_by", told(|decision| &decision.decided_by))
        .text("decided_at", told(|decision| &decision.decided_at))
        .text("why", told(|decision| &decision.why))
        .text("became", |settled| settled.fate.to_string())
        .text("note", |settled| settled.note.clone())
        .build()
}
