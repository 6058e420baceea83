//! Returns: the same person, the same topic, inside the window after the solution.

use rayon::prelude::*;

use super::people::{is_same, person};
use super::standing::{solved_at, stamp};
use super::{ContactInput, Seen};
use crate::directory::Resolution;
use crate::model::{AccountIx, ContactReason, Instant, Party, Ticket};

/// Who contacted the desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    /// A person of the directory.
    Person(AccountIx),
    /// A name that one source uses, where the directory knows nobody of it.
    Name(String, String),
}

/// Who, about what, when, and which ticket.
type Contact = (Caller, String, Instant, usize);

/// All contacts, sorted, so that a return stands right after its ticket.
pub(super) struct Repeats {
    contacts: Vec<Contact>,
    keys: Vec<Option<(Caller, String)>>,
}

impl Repeats {
    pub(super) fn of(input: &ContactInput<'_>) -> Self {
        let keys: Vec<Option<(Caller, String)>> = (0..input.tickets.len())
            .into_par_iter()
            .map(|ix| Some((caller(input, ix)?, topic(input, ix)?)))
            .collect();
        let mut contacts: Vec<Contact> = keys
            .iter()
            .enumerate()
            .filter_map(|(ix, key)| {
                let (caller, topic) = key.clone()?;
                Some((caller, topic, input.tickets[ix].opened_at?, ix))
            })
            .collect();
        // Equal contacts are told apart by number and source, so that the order of reading does not matter.
        contacts.sort_by(|a, b| {
            let name = |ix: usize| (&input.tickets[ix].number, &input.tickets[ix].source);
            (&a.0, &a.1, a.2, name(a.3)).cmp(&(&b.0, &b.1, b.2, name(b.3)))
        });
        Self { contacts, keys }
    }

    /// The first return after a ticket.
    pub(super) fn read(&self, input: &ContactInput<'_>, ix: usize) -> Option<Seen> {
        let ticket = &input.tickets[ix];
        let (caller, topic) = self.keys[ix].as_ref()?;
        let earliest = ticket.opened_at?.checked_add_signed(input.policy.double_submission())?;
        let latest = solved_at(ticket)?.checked_add_signed(input.policy.repeat_window())?;
        let next = self
            .contacts
            .partition_point(|contact| (&contact.0, &contact.1, contact.2) <= (caller, topic, earliest));
        let (next_caller, next_topic, at, other) = self.contacts.get(next)?;
        let is_return = next_caller == caller && next_topic == topic && *at <= latest;
        is_return.then(|| {
            let other = &input.tickets[*other];
            let number = &other.number;
            Seen::new(
                ContactReason::RepeatContact,
                format!("the same person asked about `{topic}` again in {number}, opened {}", stamp(*at)),
            )
            .read_in(other.origin)
        })
    }
}

/// Whose problem it is: the account it is about, else who asked. An agent who is their own caller is nobody.
fn caller(input: &ContactInput<'_>, ix: usize) -> Option<Caller> {
    let ticket = &input.tickets[ix];
    let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
    if input.policy.is_generic(party) || is_agent(input, ticket, party) {
        return None;
    }
    match input.directory.resolve(&ticket.source, party) {
        Resolution::One(account, _) => Some(Caller::Person(input.directory.account(account).person)),
        Resolution::Ambiguous(_) => None,
        Resolution::Nobody => Some(Caller::Name(ticket.source.clone(), party.label().trim().to_lowercase())),
    }
}

fn is_agent(input: &ContactInput<'_>, ticket: &Ticket, party: &Party) -> bool {
    let agent = &ticket.agent;
    let of = |party| person(input.directory, &ticket.source, party);
    is_same(agent, party) || of(agent).is_some_and(|agent| of(party) == Some(agent))
}

/// The topic, or for what the topic lexicon does not know the category.
fn topic(input: &ContactInput<'_>, ix: usize) -> Option<String> {
    let topic = input.requests.get(ix).map_or("", |request| request.topic.as_str());
    if !topic.is_empty() && topic != "other" {
        return Some(topic.to_owned());
    }
    let category = input.tickets[ix].category.as_deref()?.trim().to_lowercase();
    (!category.is_empty()).then_some(category)
}
