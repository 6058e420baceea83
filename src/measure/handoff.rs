//! What hand-offs cost in control: access left open, privilege widened, fixes by hand, secrets in tickets.
//!
//! In: tickets with their hand-offs and words, changes with their links, what control test CT-32 found. Out: for each
//! solved identity request what it cost and what the exports do not tell, and both by number of hand-offs with a test
//! for a trend. Absence is asserted only inside covered time; a secret is never repeated, only where it stands.

mod signs;
mod summary;
mod temporary;
pub mod trend;

use rayon::prelude::*;

use super::acts::{Acts, subject};
use super::contact::standing::{is_solved, solved_at};
use super::said::Said;
use crate::correlate::request::Request;
use crate::directory::Directory;
use crate::mapping::contact::ContactPolicy;
use crate::mapping::controls::Controls;
use crate::mapping::handoffs::HandoffPolicy;
use crate::model::{
    AccountIx, Case, ContactReason, ControlResult, CostSort, Coverage, Event, Span, Ticket, TicketCost,
    TicketResult,
};

pub use summary::{SummaryInput, handoffs, summary};

/// What costs are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct CostInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What each asks for, in the order of `tickets`.
    pub requests: &'a [Request],
    /// What is said of each, in the order of `tickets`.
    pub results: &'a [TicketResult],
    /// What each says, in the order of `tickets`.
    pub said: &'a [Vec<Said>],
    /// All changes with their links.
    pub cases: &'a [Case],
    /// Events that were kept.
    pub events: &'a [Event],
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// Definitions of the control tests: names of details that tell a lifetime (CT-20).
    pub controls: &'a Controls,
    /// What the control tests found: secrets in tickets (CT-32).
    pub tests: &'a [ControlResult],
    /// Who is who.
    pub directory: &'a Directory,
    /// The policy of first contact.
    pub contact: &'a ContactPolicy,
    /// The policy.
    pub policy: &'a HandoffPolicy,
}

/// What one ticket cost, and what its exports do not tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costs {
    /// What is shown.
    pub shown: Vec<TicketCost>,
    /// What cannot be told.
    pub untold: Vec<CostSort>,
}

/// The costs of each ticket, in the order of the tickets; none of tickets that are no solved identity requests.
#[must_use]
pub fn costs(input: &CostInput<'_>) -> Vec<Costs> {
    let acts = Acts::of(input.cases, input.directory);
    let secrets = signs::Secrets::of(input.tests);
    let of = |ix: usize| {
        if !counts(&input.tickets[ix], &input.results[ix]) {
            return Costs::default();
        }
        let matter = Matter::of(input, &acts, ix);
        let mut costs = Costs::default();
        for (sort, found) in [
            (CostSort::TemporaryAccessLeft, temporary::read(&matter)),
            (CostSort::PrivilegeWidened, signs::widened(&matter)),
            (CostSort::ManualFix, signs::manual(&matter)),
            (CostSort::SecretInTicket, secrets.read(matter.ticket)),
        ] {
            match found {
                Found::Shown(seen, read_in) => costs.shown.push(TicketCost { sort, seen, read_in }),
                Found::Untold => costs.untold.push(sort),
                Found::Nothing => {}
            }
        }
        costs
    };
    (0..input.tickets.len()).into_par_iter().map(of).collect()
}

/// Whether a ticket is a solved identity request, neither withdrawn nor a double.
pub(super) fn counts(ticket: &Ticket, result: &TicketResult) -> bool {
    let is_out =
        |reason: &ContactReason| matches!(reason, ContactReason::Cancelled | ContactReason::Duplicate);
    result.identity_request && is_solved(ticket) == Some(true) && !result.reasons.iter().any(is_out)
}

/// What a search for a cost ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// It is shown: in words, and by which record.
    Shown(String, crate::model::Origin),
    /// The exports do not tell.
    Untold,
    /// They tell that there is none.
    Nothing,
}

/// One ticket with what every search needs of it.
struct Matter<'a> {
    input: &'a CostInput<'a>,
    acts: &'a Acts<'a>,
    ix: usize,
    ticket: &'a Ticket,
    subject: Option<AccountIx>,
    time: Option<Span>,
}

impl<'a> Matter<'a> {
    fn of(input: &'a CostInput<'a>, acts: &'a Acts<'a>, ix: usize) -> Self {
        let ticket = &input.tickets[ix];
        let from = ticket.opened_at.and_then(|at| at.checked_sub_signed(input.contact.change_before()));
        let to = solved_at(ticket).and_then(|at| at.checked_add_signed(input.contact.change_after()));
        Self {
            input,
            acts,
            ix,
            ticket,
            subject: acts.who(&ticket.source, subject(ticket)),
            time: from.zip(to).map(|(from, to)| Span { from, to }),
        }
    }

    /// The ticket's own changes, and those of its subject in its time that no other ticket has; each once.
    fn changes(&self) -> Vec<&'a Case> {
        let mut changes: Vec<&Case> = self.acts.of_ticket(self.ix).collect();
        if let Some((person, time)) = self.subject.zip(self.time) {
            changes.extend(self.acts.on(person, time).filter(|case| super::acts::ticket_of(case).is_none()));
        }
        changes.sort_by(|a, b| (a.change.at, &a.change.id).cmp(&(b.change.at, &b.change.id)));
        changes
    }

    /// Whether some log covers the ticket's whole time, so that what it does not show was not done.
    fn is_covered(&self) -> bool {
        let Some((from, to)) = self.ticket.opened_at.zip(solved_at(self.ticket)) else { return false };
        let mut sources: Vec<&str> = self
            .input
            .coverage
            .iter()
            .filter(|coverage| !coverage.of_tickets)
            .map(|coverage| coverage.source.as_str())
            .collect();
        sources.dedup();
        !sources.is_empty()
            && self.subject.is_some()
            && sources.iter().any(|source| {
                super::acts::log_covers(self.input.coverage, source, Span { from, to: to.max(from) })
            })
    }
}

#[cfg(test)]
mod tests;
