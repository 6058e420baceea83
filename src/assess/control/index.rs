//! Look-up tables that several tests share, and the questions they ask of a case.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::ControlInput;
use crate::model::{
    AccountIx, Case, ChangeKind, Instant, LinkOutcome, Party, Span, SubjectKind, Support, Ticket, TicketIx,
    TicketResult,
};

/// When a change was made, and where its case stands.
type Timed = (Instant, usize);

/// Look-up tables.
pub(super) struct Index<'a> {
    input: &'a ControlInput<'a>,
    by_subject: BTreeMap<AccountIx, Vec<Timed>>,
    by_actor: BTreeMap<AccountIx, Vec<Timed>>,
    by_ticket: BTreeMap<(TicketIx, AccountIx), Vec<Timed>>,
    kinds: BTreeSet<ChangeKind>,
    sources_of: BTreeMap<ChangeKind, BTreeSet<&'a str>>,
    approvals_from: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    pub(super) fn of(input: &'a ControlInput<'a>) -> Self {
        let mut index = Self {
            input,
            by_subject: BTreeMap::new(),
            by_actor: BTreeMap::new(),
            by_ticket: BTreeMap::new(),
            kinds: BTreeSet::new(),
            sources_of: BTreeMap::new(),
            approvals_from: input
                .tickets
                .iter()
                .filter(|ticket| !ticket.approvals.is_empty())
                .map(|ticket| ticket.source.as_str())
                .collect(),
        };
        for (ix, case) in input.cases.iter().enumerate() {
            let change = &case.change;
            index.kinds.insert(change.kind);
            index.sources_of.entry(change.kind).or_default().insert(&change.source);
            if let Some(subject) = change.subject {
                let person = index.person(subject);
                index.by_subject.entry(person).or_default().push((change.at, ix));
                if let Some(ticket) = ticket_of(case) {
                    index.by_ticket.entry((ticket, person)).or_default().push((change.at, ix));
                }
            }
            if let Some(actor) = change.actor {
                index.by_actor.entry(index.person(actor)).or_default().push((change.at, ix));
            }
        }
        for list in index
            .by_subject
            .values_mut()
            .chain(index.by_actor.values_mut())
            .chain(index.by_ticket.values_mut())
        {
            list.sort_by_key(|(at, ix)| (*at, &input.cases[*ix].change.id));
        }
        index
    }

    /// The person behind an account.
    pub(super) fn person(&self, account: AccountIx) -> AccountIx {
        self.input.directory.account(account).person
    }

    /// The person whom a party of a source names, if it names exactly one.
    pub(super) fn who(&self, source: &str, party: &Party) -> Option<AccountIx> {
        if party.is_empty() {
            return None;
        }
        self.input.directory.resolve(source, party).one().map(|account| self.person(account))
    }

    /// Changes that the desk brought about, or may have.
    pub(super) fn desk(&self) -> impl Iterator<Item = &'a Case> + '_ {
        self.input.cases.iter().filter(|case| case.change.support != Support::No)
    }

    /// Changes of the person whose account a case is about, by time, inside a span of time around it; without itself.
    pub(super) fn of_same_person<'s>(
        &'s self,
        case: &'s Case,
        before: TimeDelta,
        after: TimeDelta,
    ) -> impl DoubleEndedIterator<Item = &'a Case> + 's {
        let person = case.change.subject.map(|subject| self.person(subject));
        self.around(person.and_then(|person| self.by_subject.get(&person)), case, before, after)
    }

    /// Changes that the person whose account a case is about made, by time, inside a span of time around it.
    pub(super) fn by_same_person<'s>(
        &'s self,
        case: &'s Case,
        before: TimeDelta,
        after: TimeDelta,
    ) -> impl DoubleEndedIterator<Item = &'a Case> + 's {
        let person = case.change.subject.map(|subject| self.person(subject));
        self.around(person.and_then(|person| self.by_actor.get(&person)), case, before, after)
    }

    /// Changes of the same person under the same ticket, by time; without itself.
    pub(super) fn on_same_ticket<'s>(&'s self, case: &'s Case) -> impl Iterator<Item = &'a Case> + 's {
        let key = ticket_of(case).zip(case.change.subject.map(|subject| self.person(subject)));
        let list = key.and_then(|key| self.by_ticket.get(&key)).map_or(&[][..], Vec::as_slice);
        let cases = self.input.cases;
        list.iter().map(move |(_, ix)| &cases[*ix]).filter(move |other| other.change.id != case.change.id)
    }

    fn around<'s>(
        &'s self,
        list: Option<&'s Vec<Timed>>,
        case: &'s Case,
        before: TimeDelta,
        after: TimeDelta,
    ) -> impl DoubleEndedIterator<Item = &'a Case> + 's {
        let at = case.change.at;
        let from = at.checked_sub_signed(before).unwrap_or(at);
        let to = at.checked_add_signed(after).unwrap_or(at);
        let cases = self.input.cases;
        let list = list.map_or(&[][..], Vec::as_slice);
        let first = list.partition_point(|(at, _)| *at < from);
        let last = list.partition_point(|(at, _)| *at <= to);
        let inside = list.get(first..last).unwrap_or_default();
        inside.iter().map(move |(_, ix)| &cases[*ix]).filter(move |other| other.change.id != case.change.id)
    }

    /// The ticket a change is linked to.
    pub(super) fn ticket(&self, case: &Case) -> Option<&'a Ticket> {
        self.input.tickets.get(ticket_of(case)?.0 as usize)
    }

    /// Tickets with what is said of them.
    pub(super) fn tickets(&self) -> impl Iterator<Item = (usize, &'a Ticket, &'a TicketResult)> + '_ {
        self.input
            .tickets
            .iter()
            .zip(self.input.ticket_results)
            .enumerate()
            .map(|(ix, (ticket, result))| (ix, ticket, result))
    }

    /// Whether the log records any of these kinds at all.
    pub(super) fn records_any(&self, kinds: &[ChangeKind]) -> bool {
        kinds.iter().any(|kind| self.kinds.contains(kind))
    }

    /// Whether a source records any of these kinds at all.
    pub(super) fn source_records(&self, source: &str, kinds: &[ChangeKind]) -> bool {
        kinds.iter().any(|kind| self.sources_of.get(kind).is_some_and(|sources| sources.contains(source)))
    }

    /// Whether the ticket source exported approvals at all.
    pub(super) fn exports_approvals(&self, source: &str) -> bool {
        self.approvals_from.contains(source)
    }

    /// Whether the events of a source cover a whole span of time.
    pub(super) fn log_covers(&self, source: &str, time: Span) -> bool {
        self.input
            .coverage
            .iter()
            .filter(|coverage| !coverage.of_tickets && coverage.source == source)
            .any(|coverage| is_whole(coverage, time))
    }

    /// Whether some ticket source covers an instant.
    pub(super) fn tickets_cover(&self, at: Instant) -> bool {
        self.input.coverage.iter().any(|coverage| coverage.of_tickets && coverage.covers(at))
    }
}

/// The place of the ticket a change is linked to.
fn ticket_of(case: &Case) -> Option<TicketIx> {
    case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked).map(|link| link.ticket)
}

/// Whether a coverage spans the whole time, without a gap in it.
fn is_whole(coverage: &crate::model::Coverage, time: Span) -> bool {
    coverage.covers(time.from)
        && coverage.covers(time.to)
        && !coverage.gaps.iter().any(|gap| gap.from < time.to && time.from < gap.to)
}

/// Why nothing may be said of a desk change whose part in support is unknown, or whose account is.
pub(super) fn untold(case: &Case) -> Option<String> {
    if case.verdict.is_none() {
        return Some(format!(
            "nothing shows whether the desk brought it about: {}",
            case.change.support_reason
        ));
    }
    if case.change.subject.is_none() && case.change.subject_kind != SubjectKind::Organisation {
        return Some(format!("the account `{}` could not be told", case.change.subject_label));
    }
    None
}

/// An instant as reports print it.
pub(super) fn stamp(at: Instant) -> String {
    crate::model::stamp(at)
}

/// Kinds named in a parameter; the table of tests has checked the words.
pub(super) fn kinds(words: &[String]) -> Vec<ChangeKind> {
    words.iter().filter_map(|word| word.parse().ok()).collect()
}

/// A parameter in hours as a span of time.
pub(super) fn hours(number: f64) -> TimeDelta {
    minutes(number * 60.0)
}

/// A parameter in days as a span of time.
pub(super) fn days(number: f64) -> TimeDelta {
    minutes(number * 60.0 * 24.0)
}

/// A parameter in minutes as a span of time; at most a century.
pub(super) fn minutes(number: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a century in seconds")]
    let seconds = (number * 60.0).clamp(0.0, 3.2e9) as i64;
    TimeDelta::seconds(seconds)
}
