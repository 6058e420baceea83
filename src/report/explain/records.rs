//! Records of the exports: where they stand and, shortened, their own words.

use serde::Serialize;

use super::Explaining;
use crate::model::{ApprovalState, Event, Instant, JournalEntry, Origin, Ticket};
use crate::report::lookup::Lookup;

/// Longest words of a record that an explanation holds, in characters.
const LONGEST: usize = 300;

/// One record of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// What it is to the matter: `event`, `ticket`, `note`, `approval` …
    pub role: String,
    /// The file.
    pub file: String,
    /// Number of the record in it, from 1.
    pub record: u64,
    /// Line on which it begins, from 1.
    pub line: u64,
    /// When, as it says itself.
    pub at: Option<Instant>,
    /// Its own words, shortened; empty where it has none that matter.
    pub words: String,
}

impl Record {
    /// `file:line`, with the number of the record where that is another.
    #[must_use]
    pub fn place(&self) -> String {
        let number =
            if self.record == self.line { String::new() } else { format!(", record {}", self.record) };
        format!("{}:{}{number}", self.file, self.line)
    }
}

pub(super) fn record(
    lookup: &Lookup<'_>,
    role: &str,
    origin: Origin,
    at: Option<Instant>,
    words: &str,
) -> Record {
    Record {
        role: role.to_owned(),
        file: lookup.file(origin.file).to_owned(),
        record: origin.record,
        line: origin.line,
        at,
        words: words.chars().take(LONGEST).collect(),
    }
}

pub(super) fn of_event(lookup: &Lookup<'_>, role: &str, event: &Event) -> Record {
    let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let words = format!("{}, {}{reason}", event.native_type, event.outcome);
    record(lookup, role, event.origin, Some(event.at), &words)
}

pub(super) fn of_ticket(lookup: &Lookup<'_>, role: &str, ticket: &Ticket) -> Record {
    record(lookup, role, ticket.origin, ticket.opened_at, &format!("{} {}", ticket.number, ticket.title))
}

fn of_entry(lookup: &Lookup<'_>, entry: &JournalEntry) -> Record {
    let words = match (&entry.field, &entry.old) {
        (Some(field), Some(old)) => format!("{field}: {old} → {}", entry.text),
        (Some(field), None) => format!("{field}: {}", entry.text),
        _ => entry.text.clone(),
    };
    let role = if entry.field.is_some() { "field" } else { entry.kind.as_str() };
    record(lookup, role, entry.origin, entry.at, &words)
}

impl Explaining<'_> {
    /// The record at an origin, sought where it may be known: in a ticket, then in the logs.
    pub(super) fn record_at(&self, origin: Origin, ticket: Option<&Ticket>) -> Record {
        let lookup = &self.lookup;
        let in_its_ticket = ticket.and_then(|ticket| in_ticket(lookup, ticket, origin));
        let in_log = || lookup.report.events.iter().find(|event| event.origin == origin);
        let elsewhere = || {
            let tickets = lookup.report.tickets.iter();
            tickets.filter_map(|ticket| in_ticket(lookup, ticket, origin)).next()
        };
        in_its_ticket
            .or_else(|| in_log().map(|event| of_event(lookup, "event", event)))
            .or_else(elsewhere)
            .unwrap_or_else(|| record(lookup, "record", origin, None, ""))
    }
}

fn in_ticket(lookup: &Lookup<'_>, ticket: &Ticket, origin: Origin) -> Option<Record> {
    if let Some(approval) = ticket.approvals.iter().find(|approval| approval.origin == origin) {
        let state = match approval.state {
            ApprovalState::Approved => "approved by",
            ApprovalState::Rejected => "rejected by",
            ApprovalState::Requested => "asked of",
            ApprovalState::Other => "not decided by",
        };
        let comment = approval.comment.as_ref().map(|comment| format!(": {comment}")).unwrap_or_default();
        let words = format!("{state} {}{comment}", lookup.party(&ticket.source, &approval.approver));
        return Some(record(lookup, "approval", origin, approval.at, &words));
    }
    let entry = ticket.journal.iter().find(|entry| entry.origin == origin && ticket.origin != origin);
    entry
        .map(|entry| of_entry(lookup, entry))
        .or_else(|| (ticket.origin == origin).then(|| of_ticket(lookup, "ticket", ticket)))
}
