//! Wrong queue first: a team passed the ticket on without having done anything.

use super::super::contact::people::Side;
use super::super::contact::standing::stamp;
use super::{Matter, seen};
use crate::mapping::causes::CausePolicy;
use crate::model::{Cause, CauseBasis, EntryKind, FailureCause, JournalEntry};

/// The first move, if nobody of the first team had acted, the ticket did not go up, and it never came back.
pub(super) fn read<'a>(matter: &Matter<'a>) -> Option<Cause> {
    let ticket = matter.ticket;
    if !ticket.has_journal || !ticket.has_history {
        return None;
    }
    let moves: Vec<&JournalEntry> = ticket.journal.iter().filter(|entry| is_move(entry)).collect();
    let first = *moves.first()?;
    let (from, to, at) = (first.old.as_deref()?.trim(), first.text.trim(), first.at?);
    let came_back = moves.iter().any(|entry| entry.text.trim().eq_ignore_ascii_case(from));
    let mut people = matter.people();
    if came_back || is_up(matter, from, to) || people.side(first) != Side::Desk {
        return None;
    }
    let until = at + CausePolicy::minutes(matter.input.policy.moving_note_minutes);
    let mut is_act = |entry: &'a JournalEntry| match entry.kind {
        // A note after the move by whoever moved it explains the move: then its words tell the cause.
        EntryKind::Comment | EntryKind::WorkNote => {
            let side = people.side(entry);
            let is_desk = side == Side::Desk || side == Side::Unknown;
            is_desk
                && entry.at.is_none_or(|when| when <= at || (when <= until && entry.author == first.author))
        }
        EntryKind::FieldChange => {
            entry.field.as_deref() == Some("state")
                && people.side(entry) == Side::Desk
                && entry.at.is_none_or(|when| when < at)
        }
    };
    let acted = ticket.journal.iter().any(&mut is_act)
        || matter.acts.of_ticket(matter.ix).any(|case| case.change.at <= at);
    (!acted).then(|| {
        let words =
            format!("`{from}` passed it on to `{to}` {} without a note, an answer or a change", stamp(at));
        seen(FailureCause::WrongQueue, CauseBasis::History, words, first.origin)
    })
}

fn is_move(entry: &JournalEntry) -> bool {
    let old = entry.old.as_deref().unwrap_or_default().trim();
    entry.kind == EntryKind::FieldChange
        && entry.field.as_deref() == Some("group")
        && !old.is_empty()
        && !entry.text.trim().is_empty()
        && old.to_lowercase() != entry.text.trim().to_lowercase()
}

/// Whether the ticket went to a higher level, or from the first level to a team of no known level: that is what the
/// first level is for.
fn is_up(matter: &Matter<'_>, from: &str, to: &str) -> bool {
    let level = |team: &str| matter.input.contact.level(team);
    match (level(from), level(to)) {
        (Some(from), Some(to)) => to > from,
        (Some(_), None) => true,
        (None, Some(to)) => to > 1,
        (None, None) => false,
    }
}
