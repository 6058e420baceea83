//! Why first contact of an identity request failed, where the data shows it.
//!
//! In: tickets whose outcome is `no`, with what they say; the changes and refused acts of the log; approvals,
//! failed verifications, the directory. Out: for each ticket its causes, each with what it was read from and the
//! record, the main one first by the policy's precedence (`policy/causes.toml`). A cause that nothing shows is not
//! shown: it is never guessed.

mod approver;
mod evidence;
mod handover;
mod queue;
mod record;
mod right;
mod tool;

use rayon::prelude::*;

use super::acts::{Acts, subject};
use super::contact::people::{Desk, People};
use super::contact::standing::solved_at;
use super::said::Said;
use crate::classify::Refused;
use crate::correlate::request::Request;
use crate::directory::Directory;
use crate::mapping::causes::CausePolicy;
use crate::mapping::contact::ContactPolicy;
use crate::mapping::wordings::Meaning;
use crate::model::{
    AccountIx, Case, Cause, CauseBasis, ContactOutcome, Event, FailureCause, Origin, Span, Ticket,
    TicketResult, VerificationRecord,
};

pub use evidence::{Check, checks};

/// What causes are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct CauseInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What each asks for, in the order of `tickets`.
    pub requests: &'a [Request],
    /// What is said of each, in the order of `tickets`.
    pub results: &'a [TicketResult],
    /// What each says, in the order of `tickets`.
    pub said: &'a [Vec<Said>],
    /// Verifications of each that failed, and how they went on, in the order of `tickets`.
    pub checks: &'a [Vec<Check>],
    /// All changes with their links and evidence.
    pub cases: &'a [Case],
    /// Events that were kept.
    pub events: &'a [Event],
    /// Acts that would have been changes, and were refused or failed.
    pub refused: &'a [Refused],
    /// Records of verification products.
    pub verifications: &'a [VerificationRecord],
    /// Who is who.
    pub directory: &'a Directory,
    /// The policy of first contact: channels, states, people.
    pub contact: &'a ContactPolicy,
    /// The policy.
    pub policy: &'a CausePolicy,
}

/// The causes of each ticket, in the order of the tickets.
#[must_use]
pub fn causes(input: &CauseInput<'_>) -> Vec<Vec<Cause>> {
    let acts = Acts::of(input.cases, input.directory);
    let refusals = right::Refusals::of(input, &acts);
    let listings = record::Listings::of(input);
    let records = evidence::Records::of(input, &acts);
    let desk = Desk::of(input.tickets, input.directory);
    let systems = tool::Systems::of(input, &acts);
    let find = |ix: usize| {
        let result = &input.results[ix];
        if result.outcome != ContactOutcome::No || !result.identity_request {
            return Vec::new();
        }
        let matter = Matter::of(input, &acts, &desk, ix);
        let mut found: Vec<Cause> = right::read(&matter, &refusals).into_iter().collect();
        found.extend(record::read(&matter, &listings));
        found.extend(approver::read(&matter));
        found.extend(evidence::read(&matter, &records));
        found.extend(tool::read(&matter, &systems));
        found.extend(handover::read(&matter));
        found.extend(queue::read(&matter));
        found.extend(words(input, ix));
        ranked(input.policy, found)
    };
    (0..input.tickets.len()).into_par_iter().map(find).collect()
}

/// One ticket with what every search needs of it.
struct Matter<'a> {
    input: &'a CauseInput<'a>,
    acts: &'a Acts<'a>,
    desk: &'a Desk,
    ix: usize,
    ticket: &'a Ticket,
    /// The person whose account it is about, if the directory knows exactly one.
    subject: Option<AccountIx>,
    /// From shortly before it was opened until shortly after it was solved.
    time: Option<Span>,
}

impl<'a> Matter<'a> {
    fn of(input: &'a CauseInput<'a>, acts: &'a Acts<'a>, desk: &'a Desk, ix: usize) -> Self {
        let ticket = &input.tickets[ix];
        let from = ticket.opened_at.and_then(|at| at.checked_sub_signed(input.contact.change_before()));
        let to = solved_at(ticket).and_then(|at| at.checked_add_signed(input.contact.change_after()));
        Self {
            input,
            acts,
            desk,
            ix,
            ticket,
            subject: acts.who(&ticket.source, subject(ticket)),
            time: from.zip(to).map(|(from, to)| Span { from, to }),
        }
    }

    /// Who is who in its journal.
    fn people(&self) -> People<'a> {
        People::of(self.ticket, self.input.directory, self.input.contact, self.desk)
    }

    /// Changes of the subject in the ticket's time that belong to no other ticket, by time.
    fn changes_of_subject(&self) -> impl Iterator<Item = &'a Case> + '_ {
        let found = self.subject.zip(self.time).map(|(person, time)| self.acts.on(person, time));
        found.into_iter().flatten().filter(|case| !Acts::is_of_another(case, self.ix))
    }
}

/// What the desk itself says.
fn words(input: &CauseInput<'_>, ix: usize) -> Vec<Cause> {
    let said = input.said[ix].iter().filter(|said| said.by_desk);
    said.filter_map(|said| match said.meaning {
        Meaning::Cause(cause) => Some(seen(cause, CauseBasis::Words, said.words(), said.read_in)),
        _ => None,
    })
    .collect()
}

fn seen(cause: FailureCause, basis: CauseBasis, seen: String, read_in: Origin) -> Cause {
    Cause { cause, basis, seen, read_in }
}

/// Main cause first; of one cause and basis the first that was found.
fn ranked(policy: &CausePolicy, mut found: Vec<Cause>) -> Vec<Cause> {
    // Of what says a cause outright, records come before words: `CauseBasis` is declared in that order.
    found.sort_by_key(|cause| (policy.rank(cause.cause, cause.basis), cause.basis));
    found.dedup_by_key(|cause| (cause.cause, cause.basis));
    found
}

#[cfg(test)]
mod tests;
