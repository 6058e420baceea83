//! What happened around one change or one ticket.

use super::gather::Gathered;
use super::index::{Somebody, Timelines};
use super::{Timeline, gaps};
use crate::model::{Case, Instant, Span, Support, TicketIx, stamp};

impl Timelines<'_> {
    /// The account of a change around it: from the opening of its ticket, or from where its signals are read
    /// (`before_hours` of policy/signals.toml), to where they end (`after_hours`); its ticket from beginning to end.
    #[must_use]
    pub fn of_case(&self, case: &Case) -> Timeline {
        let mut gathered = Gathered::default();
        let shown = self.gather_case(case, &mut gathered);
        self.timeline(&gathered, shown, &[case])
    }

    /// The same of a change by its id.
    #[must_use]
    pub fn of_change(&self, id: &str) -> Option<Timeline> {
        self.by_id.get(id).map(|at| self.of_case(self.case(*at)))
    }

    /// A ticket from beginning to end, with what happened around each of its changes, or without any around its
    /// opening.
    #[must_use]
    pub fn of_ticket(&self, ix: TicketIx) -> Option<Timeline> {
        let mut gathered = Gathered::default();
        let shown = self.gather_ticket(ix, &mut gathered)?;
        let cases: Vec<&Case> =
            self.of_link.get(&ix).into_iter().flatten().map(|at| self.case(*at)).collect();
        Some(self.timeline(&gathered, shown, &cases))
    }

    /// Takes in what belongs to a case; gives back the time that it shows.
    pub(super) fn gather_case(&self, case: &Case, gathered: &mut Gathered) -> Span {
        let change = &case.change;
        let mut shown = self.lookup.report.rules.signals.around(change.at);
        let ticket = case.link.as_ref().map(|link| link.ticket);
        let opened = ticket.and_then(|ix| self.lookup.ticket(ix)).and_then(|ticket| ticket.opened_at);
        let evidence = case.evidence.iter().filter_map(|one| one.at);
        shown.from = opened.into_iter().chain(evidence).chain([shown.from]).min().unwrap_or(shown.from);
        gathered.events.extend(&change.events);
        gathered.tickets.extend(ticket);
        gathered.cases.extend(self.by_id.get(change.id.0.as_str()));
        if let Some(who) = self.subject(case) {
            self.gather_somebody(&who, shown, gathered);
        }
        shown
    }

    /// Takes in a ticket with its cases; gives back the time that it shows.
    pub(super) fn gather_ticket(&self, ix: TicketIx, gathered: &mut Gathered) -> Option<Span> {
        let ticket = self.lookup.ticket(ix)?;
        gathered.tickets.insert(ix);
        let cases = self.of_link.get(&ix).into_iter().flatten();
        let spans: Vec<Span> = cases.map(|at| self.gather_case(self.case(*at), gathered)).collect();
        let own = ticket.opened_at.map(|at| self.lookup.report.rules.signals.around(at));
        if spans.is_empty()
            && let (Some(span), concerned) = (own, &self.of_ticket[ix.0 as usize])
        {
            for account in [concerned.who, concerned.about] {
                if let Some(who) = self.somebody(account, "") {
                    self.gather_somebody(&who, span, gathered);
                }
            }
        }
        let shown = hull(spans.into_iter().chain(own));
        shown.or_else(|| ticket.journal.iter().find_map(|entry| entry.at).map(|at| Span { from: at, to: at }))
    }

    /// Takes in all records of somebody inside a span, and the tickets opened in it.
    pub(super) fn gather_somebody(&self, who: &Somebody, span: Span, gathered: &mut Gathered) {
        let report = self.lookup.report;
        let events = self.events.get(who).map_or(&[][..], Vec::as_slice);
        let first = events.partition_point(|ix| report.events[ix.0 as usize].at < span.from);
        let inside = events[first..].iter().take_while(|ix| report.events[ix.0 as usize].at <= span.to);
        gathered.events.extend(inside);
        let cases = self.cases.get(who).into_iter().flatten();
        gathered.cases.extend(cases.filter(|at| span.contains(self.case(**at).change.at)));
        let opened = |ix: &TicketIx| report.tickets[ix.0 as usize].opened_at;
        let tickets = self.tickets.get(who).into_iter().flatten();
        gathered.tickets.extend(tickets.filter(|ix| opened(ix).is_some_and(|at| span.contains(at))));
        let verified = |at: &&u32| span.contains(report.verifications[**at as usize].at);
        gathered.verifications.extend(self.verifications.get(who).into_iter().flatten().filter(verified));
    }

    /// The timeline of what was gathered around some cases.
    fn timeline(&self, gathered: &Gathered, shown: Span, cases: &[&Case]) -> Timeline {
        let mut not_shown: Vec<String> = self.unread_signals(cases, shown).into_iter().collect();
        not_shown.extend(self.untold(gathered));
        self.in_order(self.moments(gathered), shown, not_shown)
    }

    /// Moments in order with the gaps among them.
    pub(super) fn in_order(
        &self,
        mut moments: Vec<super::Moment>,
        shown: Span,
        not_shown: Vec<String>,
    ) -> Timeline {
        let gaps = gaps::silences(&self.lookup.report.coverage, shown);
        moments.extend(gaps::moments(&gaps));
        moments.sort_by(super::Moment::order);
        moments.dedup();
        Timeline { shown, moments, gaps, not_shown }
    }

    /// Signals of an account are read around the desk's changes of it only: what lies outside is no silence.
    pub(super) fn unread_signals(&self, cases: &[&Case], shown: Span) -> Option<String> {
        let policy = &self.lookup.report.rules.signals;
        let mut spans: Vec<Span> = Vec::new();
        for who in cases.iter().filter_map(|case| self.subject(case)) {
            let of = self.cases.get(&who).into_iter().flatten().map(|at| &self.case(*at).change);
            spans.extend(of.filter(|change| change.support != Support::No).map(|one| policy.around(one.at)));
        }
        spans.retain(|span| span.from <= shown.to && shown.from <= span.to);
        let Some(read) = hull(spans.into_iter()) else {
            return Some(
                "Sign-ins and other signals of this account: they are read only around changes of the desk."
                    .to_owned(),
            );
        };
        let before = (read.from > shown.from).then(|| format!("before {}", stamp(read.from)));
        let after = (read.to < shown.to).then(|| format!("after {}", stamp(read.to)));
        let outside: Vec<String> = before.into_iter().chain(after).collect();
        (!outside.is_empty()).then(|| {
            format!(
                "Sign-ins and other signals of this account {}: they are read only around changes of the desk.",
                outside.join(" and ")
            )
        })
    }

    /// What the exports of the gathered tickets and the evidence do not date or do not hold.
    pub(super) fn untold(&self, gathered: &Gathered) -> Vec<String> {
        let tickets: Vec<_> = gathered.tickets.iter().filter_map(|ix| self.lookup.ticket(*ix)).collect();
        let numbers = |of: &dyn Fn(&crate::model::Ticket) -> bool| -> Vec<&str> {
            tickets.iter().filter(|ticket| of(ticket)).map(|ticket| ticket.number.as_str()).collect()
        };
        let lines = tickets.iter().flat_map(|ticket| &ticket.journal);
        let undated = lines.filter(|entry| entry.at.is_none()).count();
        let evidence = gathered.cases.iter().flat_map(|at| &self.case(*at).evidence);
        let undated_evidence = evidence.filter(|one| one.at.is_none()).count();
        [
            named(
                "Comments and notes of",
                &numbers(&|one| !one.has_journal),
                "their journal was not exported",
            ),
            named(
                "States and assignments over time of",
                &numbers(&|one| !one.has_history),
                "their history was not exported",
            ),
            (undated > 0).then(|| {
                format!("{} of these tickets without a time.", crate::report::counted(undated, "line"))
            }),
            (undated_evidence > 0).then(|| {
                format!("{} of evidence without a time.", crate::report::counted(undated_evidence, "piece"))
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Numbers of tickets that are named in a sentence.
const NAMED: usize = 5;

/// `Comments and notes of INC1, INC2 and 3 more: why.`
fn named(what: &str, numbers: &[&str], why: &str) -> Option<String> {
    let (first, rest) = numbers.split_at(numbers.len().min(NAMED));
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    (!first.is_empty()).then(|| format!("{what} {}{more}: {why}.", first.join(", ")))
}

/// From the first beginning to the last end.
pub(super) fn hull(spans: impl Iterator<Item = Span>) -> Option<Span> {
    let join = |a: Span, b: Span| Span { from: a.from.min(b.from), to: a.to.max(b.to) };
    spans.reduce(join)
}

/// The hull of instants.
pub(super) fn hull_of(instants: impl Iterator<Item = Instant>) -> Option<Span> {
    hull(instants.map(|at| Span { from: at, to: at }))
}
