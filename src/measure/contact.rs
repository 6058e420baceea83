//! First contact: whether each ticket was solved in the initial interaction, and if not, why not.
//!
//! Every reason that holds is collected with what it was read from; the policy's precedence
//! picks the main one. A counter or history that was not exported is unknown, never zero.

mod exchange;
mod handoff;
pub(crate) mod history;
mod kin;
pub(crate) mod people;
mod problem;
mod queues;
mod remedy;
mod repeat;
pub(in crate::measure) mod standing;

use rayon::prelude::*;

use crate::correlate::request::Request;
use crate::directory::Directory;
use crate::mapping::contact::{Censoring, ContactPolicy};
use crate::model::{
    Answers, Case, ContactFacts, ContactOutcome, ContactReason, Coverage, Handoffs, Instant, Origin, Ticket,
    TicketIx, TicketResult, Verdict,
};

use super::definition;
use handoff::Passed;
use history::History;
use kin::Kin;
use people::{Desk, People};
pub use queues::Queues;
use remedy::{Remedies, Remedy};
use repeat::Repeats;

/// What the outcomes are computed from.
#[derive(Debug, Clone, Copy)]
pub struct ContactInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What each asks for, in the order of `tickets`.
    pub requests: &'a [Request],
    /// All changes with their links and verdicts.
    pub cases: &'a [Case],
    /// Who is who.
    pub directory: &'a Directory,
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// The policy.
    pub policy: &'a ContactPolicy,
    /// The time of judgement: where a source's coverage is unknown, its export ends here.
    pub as_of: Instant,
}

/// A ticket of which nothing is known.
static NOTHING_ASKED: Request = Request {
    topic: String::new(),
    is_identity: false,
    kinds: Vec::new(),
    exact: Vec::new(),
    aside: Vec::new(),
    noted: Vec::new(),
};

impl<'a> ContactInput<'a> {
    /// What a ticket asks for; nothing, if its request is missing.
    fn request(&self, ix: usize) -> &'a Request {
        self.requests.get(ix).unwrap_or(&NOTHING_ASKED)
    }

    /// Until when the exports of a ticket source tell.
    fn told_until(&self, source: &str) -> Instant {
        self.coverage
            .iter()
            .filter(|coverage| coverage.of_tickets && coverage.source == source)
            .filter_map(|coverage| coverage.span)
            .map(|span| span.to)
            .max()
            .unwrap_or(self.as_of)
    }
}

/// One reason, with what it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    reason: ContactReason,
    words: String,
    /// The record that says so; none for the ticket's own.
    read_in: Option<Origin>,
}

impl Seen {
    fn new(reason: ContactReason, words: impl Into<String>) -> Self {
        Self { reason, words: words.into(), read_in: None }
    }

    fn read_in(self, origin: Origin) -> Self {
        Self { read_in: Some(origin), ..self }
    }
}

/// What is known of all tickets together.
struct Surroundings<'a> {
    desk: Desk,
    kin: Kin<'a>,
    queues: Queues,
    remedies: Remedies<'a>,
    repeats: Repeats<'a>,
}

/// What is said of each ticket, in the order of the tickets.
///
/// A ticket's result does not depend on where it stands in the list.
#[must_use]
pub fn outcomes(input: &ContactInput<'_>) -> Vec<TicketResult> {
    let around = Surroundings {
        desk: Desk::of(input.tickets, input.directory),
        kin: Kin::of(input.tickets),
        queues: Queues::of(input.tickets),
        remedies: Remedies::of(input),
        repeats: Repeats::of(input),
    };
    (0..input.tickets.len()).into_par_iter().map(|ix| judge(input, &around, ix)).collect()
}

fn judge(input: &ContactInput<'_>, around: &Surroundings<'_>, ix: usize) -> TicketResult {
    let ticket = &input.tickets[ix];
    let mut people = People::of(ticket, input.directory, input.policy, &around.desk);
    let history = History::of(ticket, &mut people, input.policy);
    let remedy = around.remedies.of_ticket(ix, input.request(ix));
    let Passed { seen: passed, handoffs } = handoff::passed(input.policy, &around.queues, &history, &people);
    let mut seen = standing::read(input, &history);
    seen.extend(around.kin.read(input, &history));
    seen.extend(around.repeats.double_of(input, ix).map(|first| {
        Seen::new(ContactReason::Duplicate, format!("sent a second time, after {}", first.number))
            .read_in(first.origin)
    }));
    let is_solved = !seen.iter().any(|seen| is_exclusion(seen.reason));
    seen.extend(passed);
    seen.extend(handoff::reopenings(input.policy, &history));
    seen.extend(exchange::read(input.policy, &history, remedy.done));
    if is_solved {
        seen.extend(around.repeats.read(input, ix));
        seen.extend(remedy.lack.clone());
    }
    let mut notes = Vec::new();
    if seen.is_empty() {
        let (doubt, unknown) =
            standing::doubts(input, ticket, input.request(ix).is_identity && remedy.confirmed.is_none());
        seen.extend(doubt);
        notes = unknown;
    }
    seen.sort_by_key(|seen| input.policy.rank(seen.reason));
    let facts = definition::facts(&history, input.policy, handoffs, remedy.confirmed);
    TicketResult { facts, ..assemble(input, ix, &history, handoffs, remedy, &seen, notes) }
}

fn assemble(
    input: &ContactInput<'_>,
    ix: usize,
    history: &History<'_>,
    handoffs: Option<Handoffs>,
    remedy: Remedy,
    seen: &[Seen],
    notes: Vec<String>,
) -> TicketResult {
    let request = input.request(ix);
    let ticket = history.ticket;
    let reason = seen.first().map(|seen| seen.reason);
    let outcome = match reason {
        None => ContactOutcome::Yes,
        Some(reason) if is_exclusion(reason) => ContactOutcome::Excluded,
        Some(_) => ContactOutcome::No,
    };
    let mut reasons: Vec<ContactReason> = seen.iter().map(|seen| seen.reason).collect();
    reasons.dedup();
    TicketResult {
        ticket: TicketIx(u32::try_from(ix).unwrap_or(u32::MAX)),
        identity_request: request.is_identity,
        topic: request.topic.clone(),
        outcome,
        reason,
        reasons,
        seen_at: seen.iter().map(|seen| seen.read_in.unwrap_or(ticket.origin)).collect(),
        seen: seen.iter().map(|seen| format!("{}: {}", seen.reason, seen.words)).chain(notes).collect(),
        safe: (outcome == ContactOutcome::Yes).then(|| safety(&remedy.verdicts)).flatten(),
        facts: ContactFacts::default(),
        answers: Answers::default(),
        gap: None,
        handoffs,
        causes: Vec::new(),
        costs: Vec::new(),
        untold_costs: Vec::new(),
        changes: remedy.changes,
        subject_label: remedy.subject_label,
    }
}

/// Whether a reason takes the ticket out of the count.
fn is_exclusion(reason: ContactReason) -> bool {
    matches!(
        reason,
        ContactReason::Open
            | ContactReason::Cancelled
            | ContactReason::Duplicate
            | ContactReason::NoContact
            | ContactReason::NotKnown
    )
}

/// Whether all changes of a ticket are proven: no change, or one that cannot be told, leaves it open.
fn safety(verdicts: &[Option<Verdict>]) -> Option<bool> {
    if verdicts.is_empty() {
        return None;
    }
    let told = |verdict: &Option<Verdict>| verdict.filter(|verdict| *verdict != Verdict::NotTestable);
    if verdicts.iter().filter_map(told).any(|verdict| verdict != Verdict::Proven) {
        return Some(false);
    }
    verdicts.iter().all(|verdict| told(verdict).is_some()).then_some(true)
}

/// Whether doubt about a return excludes a ticket.
fn is_strict(policy: &ContactPolicy) -> bool {
    policy.censoring() == Censoring::Strict
}

#[cfg(test)]
mod tests;
