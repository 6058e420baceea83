//! Who wrote in a ticket: the requester, the desk, somebody else, or a timer.

use std::collections::BTreeSet;

use compact_str::CompactString;
use rayon::prelude::*;

use crate::directory::Directory;
use crate::mapping::contact::ContactPolicy;
use crate::model::{AccountIx, EntryKind, JournalEntry, Party, Ticket};

/// The side that wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who asked, or whose account it is about.
    Requester,
    /// Who works on tickets.
    Desk,
    /// A timer or rule of the product.
    System,
    /// Somebody with a name who neither asked nor works on tickets: a colleague in copy.
    Other,
    /// The entry names nobody.
    Unknown,
}

/// Everybody who works on tickets, as the tickets of each source name them.
#[derive(Debug, Default)]
pub(in crate::measure) struct Desk {
    names: BTreeSet<(String, String)>,
    persons: BTreeSet<AccountIx>,
}

impl Desk {
    /// Whoever has, solves or writes notes in a ticket works on tickets.
    pub(in crate::measure) fn of(tickets: &[Ticket], directory: &Directory) -> Self {
        let parties: BTreeSet<(&str, &Party)> = tickets
            .par_iter()
            .fold(BTreeSet::new, |mut parties, ticket| {
                let writers = ticket.journal.iter().filter(|entry| entry.kind == EntryKind::WorkNote);
                let named = [&ticket.agent, &ticket.resolved_by].into_iter();
                for party in named.chain(writers.map(|entry| &entry.author)).filter(|party| !party.is_empty())
                {
                    parties.insert((ticket.source.as_str(), party));
                }
                parties
            })
            .reduce(BTreeSet::new, |mut all, more| {
                all.extend(more);
                all
            });
        let mut desk = Self::default();
        for (source, party) in parties {
            desk.persons.extend(person(directory, source, party));
            let names = [&party.id, &party.login, &party.email, &party.display];
            desk.names.extend(
                names.into_iter().flatten().map(|name| (product(source), name.as_str().to_lowercase())),
            );
        }
        desk
    }

    fn has(&self, source: &str, party: &Party, person: Option<AccountIx>) -> bool {
        let product = product(source);
        let is_named = |name: &str| self.names.contains(&(product.clone(), name.to_lowercase()));
        person.is_some_and(|person| self.persons.contains(&person))
            || [&party.id, &party.login, &party.email, &party.display]
                .into_iter()
                .flatten()
                .any(|name| is_named(name))
    }

    /// Whether the tickets of a product name nobody who works on them.
    fn is_unknown(&self, source: &str) -> bool {
        let product = product(source);
        self.names.range((product.clone(), String::new())..).next().is_none_or(|(of, _)| *of != product)
    }
}

fn product(source: &str) -> String {
    source.split('.').next().unwrap_or(source).to_owned()
}

/// The people of one ticket.
pub(in crate::measure) struct People<'a> {
    ticket: &'a Ticket,
    directory: &'a Directory,
    policy: &'a ContactPolicy,
    desk: &'a Desk,
    requesters: Vec<AccountIx>,
    /// Writers told before: most tickets have two or three.
    told: Vec<(&'a Party, EntryKind, Side)>,
}

impl<'a> People<'a> {
    pub(in crate::measure) fn of(
        ticket: &'a Ticket,
        directory: &'a Directory,
        policy: &'a ContactPolicy,
        desk: &'a Desk,
    ) -> Self {
        let requesters = [&ticket.requester, &ticket.affected]
            .into_iter()
            .filter_map(|party| person(directory, &ticket.source, party))
            .collect();
        Self { ticket, directory, policy, desk, requesters, told: Vec::new() }
    }

    /// The side that wrote an entry. An agent who opened the ticket for themself writes as the desk.
    pub(in crate::measure) fn side(&mut self, entry: &'a JournalEntry) -> Side {
        let author = &entry.author;
        if author.is_empty() {
            return Side::Unknown;
        }
        let told = self.told.iter().find(|(party, kind, _)| *kind == entry.kind && *party == author);
        if let Some((_, _, side)) = told {
            return *side;
        }
        let side = self.judge(author, entry.kind);
        self.told.push((author, entry.kind, side));
        side
    }

    fn judge(&self, author: &Party, kind: EntryKind) -> Side {
        let ticket = self.ticket;
        if self.policy.is_system(author) {
            return Side::System;
        }
        if [&ticket.agent, &ticket.resolved_by].into_iter().any(|party| is_same(party, author)) {
            return Side::Desk;
        }
        let person = person(self.directory, &ticket.source, author);
        if [&ticket.requester, &ticket.affected].into_iter().any(|party| is_same(party, author))
            || person.is_some_and(|person| self.requesters.contains(&person))
        {
            Side::Requester
        } else if kind == EntryKind::Comment
            && !self.desk.has(&ticket.source, author, person)
            && !self.desk.is_unknown(&ticket.source)
        {
            Side::Other
        } else {
            Side::Desk
        }
    }

    /// Whether two names as written are known to be one person's.
    pub(in crate::measure) fn are_one(&self, old: &str, new: &str) -> bool {
        let person = |name: &str| {
            let login = Party { login: Some(name.into()), ..Party::default() };
            let display = Party { display: Some(name.into()), ..Party::default() };
            person(self.directory, &self.ticket.source, &login)
                .or_else(|| person(self.directory, &self.ticket.source, &display))
        };
        person(old).is_some_and(|one| person(new) == Some(one))
    }
}

/// The person whom a party names, if it names exactly one.
pub(in crate::measure) fn person(directory: &Directory, source: &str, party: &Party) -> Option<AccountIx> {
    if party.is_empty() {
        return None;
    }
    directory.resolve(source, party).one().map(|account| directory.account(account).person)
}

/// Whether two names differ in case alone.
fn are_alike(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        a.to_lowercase() == b.to_lowercase()
    }
}

/// Whether two parties of one source share a name of the same sort.
pub(in crate::measure) fn is_same(a: &Party, b: &Party) -> bool {
    let equal = |a: &Option<CompactString>, b: &Option<CompactString>| match (a, b) {
        (Some(a), Some(b)) => !a.is_empty() && are_alike(a, b),
        _ => false,
    };
    equal(&a.id, &b.id)
        || equal(&a.login, &b.login)
        || equal(&a.email, &b.email)
        || equal(&a.login, &b.email)
        || equal(&a.email, &b.login)
        || equal(&a.display, &b.display)
}
