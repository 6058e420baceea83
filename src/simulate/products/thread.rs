//! What was written and done on a ticket, in the order of time: for tools that keep one thread a ticket.

use crate::simulate::calendar::Millis;
use crate::simulate::desk::{ApprovalRow, Author, HistoryEntry, Incident, Note, VerifiedField};

/// One entry of a ticket's thread.
pub(super) enum Entry<'a> {
    Opened,
    Note(&'a Note),
    Field(&'a HistoryEntry),
    /// An approver is asked.
    Asked(&'a ApprovalRow),
    /// The approver's answer: granted or not.
    Answered(&'a ApprovalRow, bool),
    /// The form on which a verification is recorded.
    Verified(&'a VerifiedField),
    /// A closing text.
    Solution(Author, &'a str),
    /// Closed by the timer.
    Closed,
}

/// The entries that an export taken at `taken_at` shows.
pub(super) fn thread(ticket: &Incident, taken_at: Millis) -> Vec<(Millis, Entry<'_>)> {
    let mut entries = vec![(ticket.opened, Entry::Opened)];
    entries.extend(ticket.journal.iter().map(|note| (note.at, Entry::Note(note))));
    entries.extend(ticket.history.iter().map(|field| (field.at, Entry::Field(field))));
    entries.extend(ticket.verified.iter().map(|verified| (verified.at, Entry::Verified(verified))));
    for approval in &ticket.approvals {
        entries.push((approval.asked_at, Entry::Asked(approval)));
        entries.extend(approval.answered.map(|(at, granted)| (at, Entry::Answered(approval, granted))));
    }
    let answers = ticket.answers.iter().filter(|(.., text)| !text.is_empty());
    entries.extend(answers.map(|(at, author, text)| (*at, Entry::Solution(*author, text))));
    let closed = ticket.closed_by(taken_at).filter(|_| ticket.closed.is_none());
    entries.extend(closed.map(|at| (at, Entry::Closed)));
    entries.retain(|(at, _)| *at <= taken_at);
    entries.sort_by_key(|(at, entry)| (*at, rank(entry)));
    entries
}

/// What comes first in one instant: the closing text is written with the change of state.
fn rank(entry: &Entry<'_>) -> u8 {
    match entry {
        Entry::Opened => 0,
        Entry::Solution(..) => 1,
        _ => 2,
    }
}
