//! Changes looked up by the ticket they belong to and by the person whose account they altered.

use crate::directory::Directory;
use crate::model::{AccountIx, Case, Coverage, Instant, LinkOutcome, Party, Span, Ticket, TicketIx};

/// Changes by person: whose, when, and their place among the cases.
type ByPerson = Vec<(AccountIx, Instant, usize)>;

/// The look-up; each list is sorted by time.
pub(super) struct Acts<'a> {
    pub(super) cases: &'a [Case],
    directory: &'a Directory,
    by_ticket: Vec<(TicketIx, usize)>,
    by_subject: ByPerson,
}

impl<'a> Acts<'a> {
    pub(super) fn of(cases: &'a [Case], directory: &'a Directory) -> Self {
        let mut acts = Self { cases, directory, by_ticket: Vec::new(), by_subject: Vec::new() };
        for (ix, case) in cases.iter().enumerate() {
            let change = &case.change;
            let person = |account: AccountIx| directory.account(account).person;
            acts.by_ticket.extend(ticket_of(case).map(|ticket| (ticket, ix)));
            acts.by_subject.extend(change.subject.map(|subject| (person(subject), change.at, ix)));
        }
        acts.by_ticket.sort_unstable();
        acts.by_subject.sort_unstable();
        acts
    }

    /// Changes linked to a ticket, in the order of the cases.
    pub(super) fn of_ticket(&self, ix: usize) -> impl Iterator<Item = &'a Case> + '_ {
        let own = TicketIx(u32::try_from(ix).unwrap_or(u32::MAX));
        let from = self.by_ticket.partition_point(|(ticket, _)| *ticket < own);
        let linked = self.by_ticket[from..].iter().take_while(move |(ticket, _)| *ticket == own);
        linked.map(|(_, case)| &self.cases[*case])
    }

    /// Changes of a person's accounts inside a span of time, by time.
    pub(super) fn on(&self, person: AccountIx, time: Span) -> impl Iterator<Item = &'a Case> + '_ {
        let list = &self.by_subject;
        let from = list.partition_point(|(other, at, _)| (*other, *at) < (person, time.from));
        let inside = list[from..].iter().take_while(move |(other, at, _)| *other == person && *at <= time.to);
        inside.map(|(_, _, case)| &self.cases[*case])
    }

    /// The person behind an account.
    pub(super) fn person(&self, account: AccountIx) -> AccountIx {
        self.directory.account(account).person
    }

    /// The person whom a party of a source names, if it names exactly one.
    pub(super) fn who(&self, source: &str, party: &Party) -> Option<AccountIx> {
        super::contact::people::person(self.directory, source, party)
    }

    /// Whether a change is linked to another ticket than this.
    pub(super) fn is_of_another(case: &Case, ix: usize) -> bool {
        ticket_of(case).is_some_and(|ticket| ticket.0 as usize != ix)
    }
}

/// The ticket a change is linked to.
pub(super) fn ticket_of(case: &Case) -> Option<TicketIx> {
    case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked).map(|link| link.ticket)
}

/// Whose account a ticket is about, as it says: the affected, else the requester.
pub(super) fn subject(ticket: &Ticket) -> &Party {
    if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected }
}

/// Whether the events of a source cover a whole span of time, without a gap in it.
pub(super) fn log_covers(coverage: &[Coverage], source: &str, time: Span) -> bool {
    coverage.iter().filter(|coverage| !coverage.of_tickets && coverage.source == source).any(|coverage| {
        coverage.covers(time.from)
            && coverage.covers(time.to)
            && !coverage.gaps.iter().any(|gap| gap.from < time.to && time.from < gap.to)
    })
}

/// Until when the events of a source tell.
pub(super) fn log_ends(coverage: &[Coverage], source: &str) -> Option<Instant> {
    let own = coverage.iter().filter(|coverage| !coverage.of_tickets && coverage.source == source);
    own.filter_map(|coverage| coverage.span).map(|span| span.to).max()
}
