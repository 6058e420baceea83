//! Who wrote in a ticket: the requester, the desk, or a timer.

use crate::directory::Directory;
use crate::mapping::contact::ContactPolicy;
use crate::model::{AccountIx, JournalEntry, Party, Ticket};

/// The side that wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::measure) enum Side {
    /// Who asked, or whose account it is about.
    Requester,
    /// Anybody else with a name.
    Desk,
    /// A timer or rule of the product.
    System,
    /// The entry names nobody.
    Unknown,
}

/// The people of one ticket.
pub(in crate::measure) struct People<'a> {
    ticket: &'a Ticket,
    directory: &'a Directory,
    policy: &'a ContactPolicy,
    requesters: Vec<AccountIx>,
}

impl<'a> People<'a> {
    pub(in crate::measure) fn of(
        ticket: &'a Ticket,
        directory: &'a Directory,
        policy: &'a ContactPolicy,
    ) -> Self {
        let requesters = [&ticket.requester, &ticket.affected]
            .into_iter()
            .filter_map(|party| person(directory, &ticket.source, party))
            .collect();
        Self { ticket, directory, policy, requesters }
    }

    /// The side that wrote an entry. An agent who opened the ticket for themself writes as the desk.
    pub(in crate::measure) fn side(&self, entry: &JournalEntry) -> Side {
        let author = &entry.author;
        let ticket = self.ticket;
        if author.is_empty() {
            Side::Unknown
        } else if self.policy.is_system(author) {
            Side::System
        } else if [&ticket.agent, &ticket.resolved_by].into_iter().any(|party| is_same(party, author)) {
            Side::Desk
        } else if [&ticket.requester, &ticket.affected].into_iter().any(|party| is_same(party, author))
            || person(self.directory, &ticket.source, author)
                .is_some_and(|person| self.requesters.contains(&person))
        {
            Side::Requester
        } else {
            Side::Desk
        }
    }
}

/// The person whom a party names, if it names exactly one.
pub(in crate::measure) fn person(directory: &Directory, source: &str, party: &Party) -> Option<AccountIx> {
    if party.is_empty() {
        return None;
    }
    directory.resolve(source, party).one().map(|account| directory.account(account).person)
}

/// Whether two parties of one source share a name of the same sort.
pub(in crate::measure) fn is_same(a: &Party, b: &Party) -> bool {
    let equal = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => !a.is_empty() && a.to_lowercase() == b.to_lowercase(),
        _ => false,
    };
    equal(&a.id, &b.id)
        || equal(&a.login, &b.login)
        || equal(&a.email, &b.email)
        || equal(&a.login, &b.email)
        || equal(&a.email, &b.login)
        || equal(&a.display, &b.display)
}
