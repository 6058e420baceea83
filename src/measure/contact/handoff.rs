//! What a ticket's history says: passed on, passed up, reopened.

use super::Seen;
use super::standing::stamp;
use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::model::{ContactReason, EntryKind, JournalEntry, Ticket};

/// All reassignments, escalations and reopenings of a ticket.
pub(super) fn read(policy: &ContactPolicy, ticket: &Ticket) -> Vec<Seen> {
    let mut seen: Vec<Seen> = changes(ticket).filter_map(|entry| handoff(policy, entry)).collect();
    if seen.is_empty()
        && let Some(count) = ticket.reassignment_count.filter(|count| *count > 0)
    {
        let words =
            format!("the product counts {count} reassignment(s); the export does not say between whom");
        seen.push(Seen::new(ContactReason::Reassigned, words));
    }
    seen.extend(escalation_in_words(policy, ticket));
    seen.extend(reopenings(policy, ticket));
    seen
}

/// The field changes of a ticket.
pub(super) fn changes(ticket: &Ticket) -> impl Iterator<Item = &JournalEntry> {
    ticket.journal.iter().filter(|entry| entry.kind == EntryKind::FieldChange)
}

/// When an entry was written, as reports print it.
pub(super) fn when(entry: &JournalEntry) -> String {
    entry.at.map_or_else(|| "at an unknown time".to_owned(), stamp)
}

fn handoff(policy: &ContactPolicy, entry: &JournalEntry) -> Option<Seen> {
    let field = entry.field.as_deref()?;
    let (old, new) = (entry.old.as_deref()?.trim(), entry.text.trim());
    // The first assignment hands nothing over, nor does a change of spelling.
    if old.is_empty() || new.is_empty() || old.to_lowercase() == new.to_lowercase() {
        return None;
    }
    match field {
        "agent" => {
            let words = format!("agent `{old}` → `{new}` {}", when(entry));
            Some(Seen::new(ContactReason::Reassigned, words).read_in(entry.origin))
        }
        "group" => {
            let is_up = policy.level(new).is_some_and(|level| level > policy.level(old).unwrap_or(1));
            let reason = if is_up { ContactReason::Escalated } else { ContactReason::Reassigned };
            Some(Seen::new(reason, format!("group `{old}` → `{new}` {}", when(entry))).read_in(entry.origin))
        }
        _ => None,
    }
}

fn escalation_in_words(policy: &ContactPolicy, ticket: &Ticket) -> Option<Seen> {
    if let Some(state) = ticket.native_state.as_deref().filter(|state| state.to_lowercase() == "escalated") {
        return Some(Seen::new(ContactReason::Escalated, format!("its state is `{state}`")));
    }
    ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange).find_map(|entry| {
        let (_, phrase) = policy.clues(&entry.text).find(|(clue, _)| *clue == Clue::Escalated)?;
        let words = format!("`{phrase}` written {}", when(entry));
        Some(Seen::new(ContactReason::Escalated, words).read_in(entry.origin))
    })
}

fn reopenings(policy: &ContactPolicy, ticket: &Ticket) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut before = None;
    for entry in changes(ticket).filter(|entry| entry.field.as_deref() == Some("state")) {
        let old = entry.old.as_deref().and_then(|old| policy.phase(&ticket.source, old)).or(before);
        let new = policy.phase(&ticket.source, &entry.text);
        if old == Some(Phase::Solved) && matches!(new, Some(Phase::Working | Phase::Waiting)) {
            let words = format!("went from solved to `{}` {}", entry.text.trim(), when(entry));
            seen.push(Seen::new(ContactReason::Reopened, words).read_in(entry.origin));
        }
        before = new.or(before);
    }
    if seen.is_empty()
        && let Some(count) = ticket.reopen_count.filter(|count| *count > 0)
    {
        seen.push(Seen::new(ContactReason::Reopened, format!("the product counts {count} reopening(s)")));
    }
    seen
}
