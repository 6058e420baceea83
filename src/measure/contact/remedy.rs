//! Whether the identity log shows what a ticket says was done.

use std::collections::{BTreeMap, BTreeSet};

use super::people::person;
use super::standing::{is_solved, solved_at, stamp};
use super::{ContactInput, Seen};
use crate::correlate::request::Request;
use crate::model::{
    AccountIx, Change, ChangeId, ChangeKind, ContactReason, EntryKind, Instant, LinkOutcome, Span, Ticket,
    TicketIx, Verdict,
};

/// What the log says of one ticket.
#[derive(Debug, Clone, Default)]
pub(super) struct Remedy {
    /// Changes linked to the ticket, in the order of the cases.
    pub(super) changes: Vec<ChangeId>,
    /// Their verdicts.
    pub(super) verdicts: Vec<Option<Verdict>>,
    /// Whether the log confirms the request; `None` if it is no identity request or cannot be told.
    pub(super) confirmed: Option<bool>,
    /// When the first of the changes was made.
    pub(super) done: Option<Instant>,
    /// Why the request counts as not fulfilled, if so.
    pub(super) lack: Option<Seen>,
    /// Label of the account the ticket is about.
    pub(super) subject_label: String,
}

/// Changes by ticket and by person, for look-up.
pub(super) struct Remedies<'a> {
    input: &'a ContactInput<'a>,
    by_ticket: Vec<(TicketIx, usize)>,
    by_person: Vec<(AccountIx, Instant, usize)>,
    /// Tickets of which a change may be, which may as well be another's.
    left_open: BTreeSet<TicketIx>,
    sources: BTreeMap<ChangeKind, BTreeSet<&'a str>>,
}

impl<'a> Remedies<'a> {
    pub(super) fn of(input: &'a ContactInput<'a>) -> Self {
        let mut by_ticket = Vec::new();
        let mut left_open = BTreeSet::new();
        let mut by_person = Vec::new();
        let mut sources: BTreeMap<ChangeKind, BTreeSet<&str>> = BTreeMap::new();
        for (ix, case) in input.cases.iter().enumerate() {
            let change = &case.change;
            if let (LinkOutcome::Linked, Some(link)) = (case.link_outcome, &case.link) {
                by_ticket.push((link.ticket, ix));
            }
            if case.link_outcome == LinkOutcome::Ambiguous {
                left_open.extend(case.link.iter().map(|link| link.ticket));
                left_open.extend(case.runner_up.iter().map(|link| link.ticket));
            }
            let people: BTreeSet<AccountIx> = [change.subject, change.actor]
                .into_iter()
                .flatten()
                .map(|account| whose(input, account))
                .collect();
            by_person.extend(people.into_iter().map(|person| (person, change.at, ix)));
            sources.entry(change.kind).or_default().insert(&change.source);
        }
        by_ticket.sort_unstable();
        by_person.sort_unstable();
        Self { input, by_ticket, by_person, left_open, sources }
    }

    /// What the log says of a ticket.
    pub(super) fn of_ticket(&self, ix: usize, request: &Request) -> Remedy {
        let ticket = &self.input.tickets[ix];
        let own = TicketIx(u32::try_from(ix).unwrap_or(u32::MAX));
        let from = self.by_ticket.partition_point(|(ticket, _)| *ticket < own);
        let linked: Vec<usize> = self.by_ticket[from..]
            .iter()
            .take_while(|(ticket, _)| *ticket == own)
            .map(|(_, case)| *case)
            .collect();
        let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
        let subject = self.input.directory.resolve(&ticket.source, party).one();
        let subject_label =
            subject.map_or_else(String::new, |account| self.input.directory.account(account).label.clone());
        let mut remedy = Remedy {
            changes: linked.iter().map(|case| self.input.cases[*case].change.id.clone()).collect(),
            verdicts: linked.iter().map(|case| self.input.cases[*case].verdict).collect(),
            done: linked.iter().map(|case| self.input.cases[*case].change.at).min(),
            subject_label,
            ..Remedy::default()
        };
        if request.is_identity && !request.kinds.is_empty() {
            remedy.confirmed = if !remedy.changes.is_empty() {
                Some(true)
            } else if self.is_left_open(own) {
                None
            } else {
                self.search(ix, request, subject)
                    .filter(|found| *found || (is_sure(ticket, request) && !self.is_beyond_the_log(ticket)))
            };
        } else if request.is_identity && !remedy.changes.is_empty() {
            remedy.confirmed = Some(true);
        }
        if remedy.confirmed == Some(false) && is_solved(ticket) == Some(true) {
            remedy.lack = Some(self.lack(ix, request, subject));
        }
        remedy
    }

    /// Whether the ticket asks a question, or about a system of which the log tells nothing.
    fn is_beyond_the_log(&self, ticket: &Ticket) -> bool {
        self.input.policy.is_beyond_the_log(&ticket.title)
    }

    fn is_left_open(&self, ticket: TicketIx) -> bool {
        self.left_open.contains(&ticket)
    }

    /// Looks for a change that fulfils the request in the log of the subject, in the ticket's time.
    fn search(&self, ix: usize, request: &Request, subject: Option<AccountIx>) -> Option<bool> {
        let ticket = &self.input.tickets[ix];
        let policy = self.input.policy;
        let subject = whose(self.input, subject?);
        let (opened, solved) = (ticket.opened_at?, solved_at(ticket)?);
        let window = Span {
            from: opened.checked_sub_signed(policy.change_before())?,
            to: solved.checked_add_signed(policy.change_after())?,
        };
        if self.has_change(subject, window, request, ix, true) {
            return Some(true);
        }
        // The agent did such a thing for somebody in that time: it may be this ticket's, for a subject only the text names.
        let agents = [&ticket.agent, &ticket.resolved_by]
            .into_iter()
            .filter_map(|party| person(self.input.directory, &ticket.source, party));
        for agent in agents {
            if self.has_change(agent, window, request, ix, false) {
                return None;
            }
        }
        self.is_covered(request, Span { from: opened, to: solved }).then_some(false)
    }

    /// Whether a person has a fulfilling change in the window, as its subject or as its actor, that no other ticket has.
    fn has_change(
        &self,
        who: AccountIx,
        window: Span,
        request: &Request,
        ix: usize,
        as_subject: bool,
    ) -> bool {
        let from = self.by_person.partition_point(|(person, at, _)| (*person, *at) < (who, window.from));
        self.by_person[from..]
            .iter()
            .take_while(|(person, at, _)| *person == who && *at <= window.to)
            .map(|(_, _, case)| &self.input.cases[*case])
            .filter(|case| request.kinds.contains(&case.change.kind))
            .filter(|case| {
                let role = if as_subject { case.change.subject } else { case.change.actor };
                role.is_some_and(|account| whose(self.input, account) == who)
            })
            .any(|case| {
                let other = case.link_outcome == LinkOutcome::Linked
                    && case.link.as_ref().is_some_and(|link| link.ticket.0 as usize != ix);
                !other
            })
    }

    /// Whether absence may be asserted: every source that records such kinds covers the whole time.
    fn is_covered(&self, request: &Request, time: Span) -> bool {
        let sources: BTreeSet<&str> =
            request.kinds.iter().filter_map(|kind| self.sources.get(kind)).flatten().copied().collect();
        !sources.is_empty()
            && sources.iter().all(|source| {
                self.input
                    .coverage
                    .iter()
                    .filter(|coverage| !coverage.of_tickets && coverage.source == **source)
                    .any(|coverage| {
                        coverage.covers(time.from)
                            && coverage.covers(time.to)
                            && !coverage.gaps.iter().any(|gap| gap.from < time.to && time.from < gap.to)
                    })
            })
    }

    /// What the log does not show, and who made the change later, if somebody did.
    fn lack(&self, ix: usize, request: &Request, subject: Option<AccountIx>) -> Seen {
        let ticket = &self.input.tickets[ix];
        let kinds: Vec<&str> = request.kinds.iter().map(|kind| kind.as_str()).collect();
        let at = |at: Option<Instant>| at.map_or_else(|| "?".to_owned(), stamp);
        let words = format!(
            "the log has no {} of the account between {} and {}",
            kinds.join(", "),
            at(ticket.opened_at),
            at(solved_at(ticket))
        );
        let no = |words: String| Seen::new(ContactReason::NoRemediation, words);
        match self.later(ticket, request, subject) {
            None => no(words),
            Some(change) => {
                let by = if change.actor_label.is_empty() { "somebody" } else { &change.actor_label };
                no(format!("{words}; {} only came {}, by {by}", change.kind, stamp(change.at)))
                    .read_in(change.origin)
            }
        }
    }

    /// The first change that fulfils the request after the ticket's time, inside the window of a return.
    fn later(&self, ticket: &Ticket, request: &Request, subject: Option<AccountIx>) -> Option<&'a Change> {
        let subject = whose(self.input, subject?);
        let solved = solved_at(ticket)?;
        let from = solved.checked_add_signed(self.input.policy.change_after())?;
        let until = solved.checked_add_signed(self.input.policy.repeat_window())?;
        let start = self.by_person.partition_point(|(person, at, _)| (*person, *at) <= (subject, from));
        self.by_person[start..]
            .iter()
            .take_while(|(person, at, _)| *person == subject && *at <= until)
            .map(|(_, _, case)| &self.input.cases[*case].change)
            .find(|change| {
                let is_own = change.subject.is_some_and(|account| whose(self.input, account) == subject);
                is_own && request.kinds.contains(&change.kind)
            })
    }
}

/// Whether the ticket surely asks for what the log would show: the desk itself writes of it, or nobody writes of
/// anything else. A title alone ("New phone: contacts are missing") accuses nobody of having done nothing.
fn is_sure(ticket: &Ticket, request: &Request) -> bool {
    let is_told = ticket.close_notes.as_deref().is_some_and(|notes| !notes.trim().is_empty())
        || ticket.journal.iter().any(|entry| entry.kind != EntryKind::FieldChange);
    let says_so = |kind: &ChangeKind| request.noted.contains(kind);
    if is_told { request.kinds.iter().any(says_so) } else { !request.exact.is_empty() }
}

fn whose(input: &ContactInput<'_>, account: AccountIx) -> AccountIx {
    input.directory.account(account).person
}
