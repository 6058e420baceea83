//! A part of the whole report, as an investigator asks for it.

use super::around::{hull, hull_of};
use super::gather::Gathered;
use super::index::{Somebody, Timelines};
use super::{Moment, Timeline};
use crate::model::{Case, EventIx, Instant, Span, TicketIx};

/// What to show: kinds narrow one another, several of one kind widen it. Empty shows everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Moments about one of these persons (or done by them), by any of their accounts.
    pub subjects: Vec<Somebody>,
    /// Moments that one of these persons made.
    pub agents: Vec<Somebody>,
    /// Moments from one of these addresses.
    pub addresses: Vec<String>,
    /// These tickets from beginning to end, with what happened around their changes.
    pub tickets: Vec<TicketIx>,
    /// What happened around these changes, by id.
    pub changes: Vec<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Not after.
    pub to: Option<Instant>,
    /// Whose signals were all read for this selection.
    pub whole: Whole,
}

impl Selection {
    /// Whether it is of what happened around tickets or changes.
    fn is_around(&self) -> bool {
        !self.tickets.is_empty() || !self.changes.is_empty()
    }
}

/// Whether more signals were read than the report needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whole {
    /// Only those around changes of the desk.
    #[default]
    No,
    /// All that concern what was asked for.
    Asked,
}

impl Timelines<'_> {
    /// The moments of a selection over the whole report.
    #[must_use]
    pub fn selected(&self, selection: &Selection) -> Timeline {
        let (gathered, around) = self.gather_selected(selection);
        let mut moments = self.moments(&gathered);
        let wanted = Wanted::of(selection);
        moments.retain(|moment| wanted.has(moment));
        let asked = Span {
            from: selection.from.unwrap_or(Instant::MIN_UTC),
            to: selection.to.unwrap_or(Instant::MAX_UTC),
        };
        let seen = hull_of(moments.iter().map(|moment| moment.at));
        let covered = || hull(self.lookup.report.coverage.iter().filter_map(|one| one.span));
        let hull = around.or(seen).or_else(covered).unwrap_or(Span { from: asked.from, to: asked.from });
        let shown = Span {
            from: selection.from.unwrap_or(hull.from),
            to: selection.to.unwrap_or(hull.to).max(selection.from.unwrap_or(hull.from)),
        };
        let mut not_shown: Vec<String> = self.unread(selection, shown).into_iter().collect();
        not_shown.extend(self.untold(&gathered));
        self.in_order(moments, shown, not_shown)
    }

    /// What was not read of signals, in a sentence.
    fn unread(&self, selection: &Selection, shown: Span) -> Option<String> {
        if selection.whole == Whole::Asked {
            return None;
        }
        if !selection.is_around() {
            return Some(
                "Sign-ins and other signals far from changes of the desk: they are not read.".to_owned(),
            );
        }
        let of_tickets = selection.tickets.iter().filter_map(|ix| self.of_link.get(ix)).flatten();
        let of_changes = selection.changes.iter().filter_map(|id| self.by_id.get(id.as_str()));
        let cases: Vec<&Case> = of_tickets.chain(of_changes).map(|at| self.case(*at)).collect();
        self.unread_signals(&cases, shown)
    }

    /// What a selection is made of, and the time around the changes and tickets it names.
    fn gather_selected(&self, selection: &Selection) -> (Gathered, Option<Span>) {
        let mut gathered = Gathered::default();
        if selection.is_around() {
            let tickets = selection.tickets.iter().filter_map(|ix| self.gather_ticket(*ix, &mut gathered));
            let mut spans: Vec<Span> = tickets.collect();
            for at in selection.changes.iter().filter_map(|id| self.by_id.get(id.as_str())) {
                spans.push(self.gather_case(self.case(*at), &mut gathered));
            }
            return (gathered, hull(spans.into_iter()));
        }
        if !selection.subjects.is_empty() {
            let always = Span { from: Instant::MIN_UTC, to: Instant::MAX_UTC };
            for subject in &selection.subjects {
                self.gather_somebody(subject, always, &mut gathered);
            }
            // A ticket may be about somebody only by the change that it led to.
            let links: Vec<TicketIx> = gathered
                .cases
                .iter()
                .filter_map(|at| self.case(*at).link.as_ref().map(|link| link.ticket))
                .collect();
            gathered.tickets.extend(links);
            return (gathered, None);
        }
        let report = self.lookup.report;
        gathered.events = (0..).map(EventIx).take(report.events.len()).collect();
        gathered.tickets = (0..).map(TicketIx).take(report.tickets.len()).collect();
        gathered.cases = (0..).take(report.cases.len()).collect();
        gathered.verifications = (0..).take(report.verifications.len()).collect();
        (gathered, None)
    }
}

/// What a moment must have.
struct Wanted<'a> {
    addresses: Vec<String>,
    selection: &'a Selection,
}

impl<'a> Wanted<'a> {
    fn of(selection: &'a Selection) -> Self {
        Self {
            addresses: selection.addresses.iter().map(|address| plain_address(address)).collect(),
            selection,
        }
    }

    fn has(&self, moment: &Moment) -> bool {
        let Selection { subjects, agents, from, to, .. } = self.selection;
        let is_from =
            || moment.address.as_ref().is_some_and(|at| self.addresses.contains(&plain_address(at)));
        (subjects.is_empty() || subjects.iter().any(|one| is_about(moment, one) || is_by(moment, one)))
            && (agents.is_empty() || agents.iter().any(|one| is_by(moment, one)))
            && (self.addresses.is_empty() || is_from())
            && from.is_none_or(|from| moment.at >= from)
            && to.is_none_or(|to| moment.at <= to)
    }
}

fn is_about(moment: &Moment, somebody: &Somebody) -> bool {
    match somebody {
        Somebody::Person(person) => moment.persons.about.contains(person),
        Somebody::Name(name) => moment.about.to_lowercase() == *name,
    }
}

fn is_by(moment: &Moment, somebody: &Somebody) -> bool {
    match somebody {
        Somebody::Person(person) => moment.persons.who == Some(*person),
        Somebody::Name(name) => moment.who.to_lowercase() == *name,
    }
}

/// An address as compared: one spelling of each.
#[must_use]
pub fn plain_address(address: &str) -> String {
    let address = address.trim();
    address
        .parse::<std::net::IpAddr>()
        .map_or_else(|_| address.to_lowercase(), |ip| ip.to_canonical().to_string())
}
