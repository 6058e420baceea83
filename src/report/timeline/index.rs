//! Which records concern whom, found once for a whole report.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::{AccountIx, Case, EventIx, Party, Ticket, TicketIx};
use crate::report::Report;
use crate::report::lookup::Lookup;

/// Somebody: a person of the directory, else a name as recorded, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Somebody {
    /// By any account of the person.
    Person(AccountIx),
    /// As recorded, in lower case.
    Name(String),
}

/// Somebody did a thing and about whom it was.
#[derive(Debug, Clone, Default)]
pub(super) struct Concerned {
    pub(super) who: Option<AccountIx>,
    pub(super) about: Option<AccountIx>,
}

/// Makes timelines of anything in a report.
pub struct Timelines<'a> {
    pub(super) lookup: Lookup<'a>,
    /// Of each event, who did it and about whom.
    pub(super) of_event: Vec<Concerned>,
    /// Of each ticket, who asked and about whom.
    pub(super) of_ticket: Vec<Concerned>,
    /// Events by somebody who did them or whom they are about, by time.
    pub(super) events: BTreeMap<Somebody, Vec<EventIx>>,
    /// Tickets by somebody who asked or whom they are about.
    pub(super) tickets: BTreeMap<Somebody, Vec<TicketIx>>,
    /// Cases by somebody whose account was changed, by time.
    pub(super) cases: BTreeMap<Somebody, Vec<u32>>,
    /// Verification records by somebody who was verified.
    pub(super) verifications: BTreeMap<Somebody, Vec<u32>>,
    /// Cases by the ticket chosen for them.
    pub(super) of_link: BTreeMap<TicketIx, Vec<u32>>,
    /// Cases by the events that they are made of.
    pub(super) made_of: BTreeMap<EventIx, Vec<u32>>,
    /// Cases by the id of their change.
    pub(super) by_id: BTreeMap<&'a str, u32>,
}

impl<'a> Timelines<'a> {
    /// Makes ready; takes time and memory in proportion to the report.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        let lookup = Lookup::new(report);
        let directory = &report.directory;
        let one = |source: &str, party: &Party| directory.resolve(source, party).one();
        let of_event: Vec<Concerned> = report
            .events
            .par_iter()
            .map(|event| Concerned {
                who: one(&event.source, &event.actor),
                about: event.subject_party().and_then(|party| one(&event.source, party)),
            })
            .collect();
        let of_ticket: Vec<Concerned> = report
            .tickets
            .par_iter()
            .map(|ticket| Concerned {
                who: one(&ticket.source, &ticket.requester),
                about: one(&ticket.source, about(ticket)),
            })
            .collect();
        let mut timelines = Self {
            lookup,
            of_event,
            of_ticket,
            events: BTreeMap::new(),
            tickets: BTreeMap::new(),
            cases: BTreeMap::new(),
            verifications: BTreeMap::new(),
            of_link: BTreeMap::new(),
            made_of: BTreeMap::new(),
            by_id: BTreeMap::new(),
        };
        timelines.enter_events();
        timelines.enter_tickets();
        timelines.enter_cases();
        timelines.enter_verifications();
        timelines
    }

    fn enter_events(&mut self) {
        let report = self.lookup.report;
        for ((ix, event), concerned) in (0..).map(EventIx).zip(&report.events).zip(&self.of_event) {
            let actor = self.somebody(concerned.who, event.actor.label());
            let subject = event.subject_party().map_or("", Party::label);
            let subject = self.somebody(concerned.about, subject);
            enter(&mut self.events, [actor, subject], ix);
        }
        for of in self.events.values_mut() {
            of.sort_by_key(|ix| (report.events[ix.0 as usize].at, *ix));
        }
    }

    fn enter_tickets(&mut self) {
        let tickets = (0..).map(TicketIx).zip(&self.lookup.report.tickets).zip(&self.of_ticket);
        for ((ix, ticket), concerned) in tickets {
            let requester = self.somebody(concerned.who, ticket.requester.label());
            let subject = self.somebody(concerned.about, about(ticket).label());
            enter(&mut self.tickets, [requester, subject], ix);
        }
    }

    fn enter_cases(&mut self) {
        let report: &'a Report = self.lookup.report;
        for (at, case) in (0..).zip(&report.cases) {
            let of = self.somebody(case.change.subject, &case.change.subject_label);
            enter(&mut self.cases, [of, None], at);
            if let Some(link) = &case.link {
                self.of_link.entry(link.ticket).or_default().push(at);
            }
            for event in case.change.events.iter().chain([&case.change.event]) {
                let cases = self.made_of.entry(*event).or_default();
                if cases.last() != Some(&at) {
                    cases.push(at);
                }
            }
            self.by_id.insert(case.change.id.0.as_str(), at);
        }
    }

    fn enter_verifications(&mut self) {
        for (at, record) in (0..).zip(&self.lookup.report.verifications) {
            let ix = self.lookup.report.directory.resolve(&record.source, &record.subject).one();
            let of = self.somebody(ix, record.subject.label());
            enter(&mut self.verifications, [of, None], at);
        }
    }

    pub(crate) fn lookup(&self) -> &Lookup<'a> {
        &self.lookup
    }

    /// The person behind an account.
    pub(super) fn person(&self, account: Option<AccountIx>) -> Option<AccountIx> {
        self.lookup.account(account).map(|account| account.person)
    }

    /// Somebody by the account that is meant, else by the name; nobody without either.
    pub(super) fn somebody(&self, account: Option<AccountIx>, name: &str) -> Option<Somebody> {
        let named = || (!name.trim().is_empty()).then(|| Somebody::Name(name.trim().to_lowercase()));
        self.person(account).map(Somebody::Person).or_else(named)
    }

    /// Whether any record names somebody.
    #[must_use]
    pub fn knows(&self, who: &Somebody) -> bool {
        self.events.contains_key(who)
            || self.tickets.contains_key(who)
            || self.verifications.contains_key(who)
    }

    /// Whose account a case is about.
    pub(super) fn subject(&self, case: &Case) -> Option<Somebody> {
        self.somebody(case.change.subject, &case.change.subject_label)
    }
}

/// Whom a ticket is about: who is affected, else who asked.
pub(super) fn about(ticket: &Ticket) -> &Party {
    if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected }
}

fn enter<T: Copy + PartialEq>(map: &mut BTreeMap<Somebody, Vec<T>>, of: [Option<Somebody>; 2], item: T) {
    for who in of.into_iter().flatten() {
        let items = map.entry(who).or_default();
        if items.last() != Some(&item) {
            items.push(item);
        }
    }
}
