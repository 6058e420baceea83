//! A ticket's history, read once: who made each entry, what it did, and what its words speak for.

use super::people::{People, Side};
use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::model::{EntryKind, Instant, JournalEntry, Ticket};

/// What an entry did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// The request itself, where the product writes it as the first comment; whoever typed it.
    Request,
    /// A comment that the requester sees.
    Reply,
    /// A note that only the desk sees.
    Note,
    /// The state changed, from and to these phases; `None` for a state that says nothing.
    State(Option<Phase>, Option<Phase>),
    /// Another person got it.
    Agent,
    /// Another team got it.
    Group,
    /// Any other field changed.
    Field,
}

/// One entry, read.
#[derive(Debug)]
pub(crate) struct Touch<'a> {
    /// The entry.
    pub(crate) entry: &'a JournalEntry,
    /// Who made it.
    pub(crate) side: Side,
    /// What it did.
    pub(crate) act: Act,
    /// What its words speak for, with the words; of field changes nothing is read.
    pub(crate) clues: Vec<(Clue, &'a str)>,
}

impl<'a> Touch<'a> {
    /// The first words of an entry that speak for something.
    pub(crate) fn clue(&self, wanted: Clue) -> Option<&'a str> {
        self.clues.iter().find(|(clue, _)| *clue == wanted).map(|(_, words)| *words)
    }

    /// Whether it is a comment of this side.
    pub(crate) fn is_reply_of(&self, side: Side) -> bool {
        self.act == Act::Reply && self.side == side
    }
}

/// The entries of one ticket, by time.
#[derive(Debug)]
pub(crate) struct History<'a> {
    /// The ticket.
    pub(crate) ticket: &'a Ticket,
    /// Its entries.
    pub(crate) touches: Vec<Touch<'a>>,
}

impl<'a> History<'a> {
    /// Reads a ticket's journal.
    pub(super) fn of(ticket: &'a Ticket, people: &mut People<'a>, policy: &'a ContactPolicy) -> Self {
        let mut before = None;
        let touches = ticket
            .journal
            .iter()
            .map(|entry| {
                let act = act(policy, ticket, entry, &mut before);
                let is_text = matches!(act, Act::Reply | Act::Note);
                let clues: Vec<(Clue, &str)> =
                    if is_text { policy.clues(&entry.text).collect() } else { Vec::new() };
                let is_automatic =
                    act == Act::Reply && clues.iter().any(|(clue, _)| *clue == Clue::Automatic);
                let side = if is_automatic { Side::System } else { people.side(entry) };
                Touch { entry, side, act, clues }
            })
            .collect();
        Self { ticket, touches }
    }

    /// Comments and notes.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &Touch<'a>> {
        self.touches.iter().filter(|touch| matches!(touch.act, Act::Reply | Act::Note))
    }

    /// The first answer of the desk that the requester sees.
    pub(crate) fn first_answer(&self) -> Option<Instant> {
        self.touches.iter().filter(|touch| touch.is_reply_of(Side::Desk)).find_map(|touch| touch.entry.at)
    }

    /// What was written after the last word of the requester: all of it, if they never wrote.
    pub(super) fn since_last_word(&self) -> &[Touch<'a>] {
        let last = self.touches.iter().rposition(|touch| touch.is_reply_of(Side::Requester));
        &self.touches[last.map_or(0, |at| at + 1)..]
    }
}

/// What an entry did. `before` is the last phase that the history told.
fn act(policy: &ContactPolicy, ticket: &Ticket, entry: &JournalEntry, before: &mut Option<Phase>) -> Act {
    match (entry.kind, entry.field.as_deref()) {
        (EntryKind::Comment, _) if is_request(ticket, entry) => Act::Request,
        (EntryKind::Comment, _) => Act::Reply,
        (EntryKind::WorkNote, _) => Act::Note,
        (EntryKind::FieldChange, Some("state")) => {
            let phase = |state: &str| policy.phase(&ticket.source, state);
            let from = entry.old.as_deref().and_then(phase).or(*before);
            let to = phase(&entry.text);
            *before = to.or(*before);
            Act::State(from, to)
        }
        (EntryKind::FieldChange, Some("agent")) => Act::Agent,
        (EntryKind::FieldChange, Some("group")) => Act::Group,
        (EntryKind::FieldChange, _) => Act::Field,
    }
}

/// Whether a comment was written with the ticket: at its opening, or as its description.
pub(in crate::measure) fn is_request(ticket: &Ticket, entry: &JournalEntry) -> bool {
    let text = entry.text.trim();
    (entry.at.is_some() && entry.at <= ticket.opened_at)
        || (!text.is_empty() && ticket.description.trim() == text)
}
