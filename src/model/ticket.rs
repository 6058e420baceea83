//! Tickets: records of a help desk, with all that was written in them.

use chrono::TimeDelta;

use super::Instant;
use super::origin::Origin;
use super::own::Own;
use super::party::Party;
use super::words::words;

/// A ticket, by its place in the list of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketIx(pub u32);

words! {
    /// Where a ticket stands, in words that all products share.
    pub enum TicketState {
        /// Not begun, in work, or waiting.
        Open = "open",
        /// Waiting for the requester.
        Waiting = "waiting",
        /// The desk says it is solved.
        Resolved = "resolved",
        /// Closed for good.
        Closed = "closed",
        /// Withdrawn, rejected, a duplicate or deleted.
        Cancelled = "cancelled",
        /// The export does not say.
        Unknown = "unknown",
    }
}

words! {
    /// What sort of line of a journal it is.
    pub enum EntryKind {
        /// Seen by the requester.
        Comment = "comment",
        /// Seen by the desk only.
        WorkNote = "work_note",
        /// A field that changed (`field`, `old`, `new`).
        FieldChange = "field_change",
    }
}

/// One line of a ticket's journal.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct JournalEntry {
    /// Where it stands.
    pub origin: Origin,
    /// When it was written, if the export says. Its time is the time of the writing.
    pub at: Option<Instant>,
    /// Who wrote it.
    pub author: Party,
    /// What sort of line.
    pub kind: EntryKind,
    /// The text; for a field change the new value.
    pub text: String,
    /// For a field change, our word for the field: `state`, `agent`, `group`, or the native name.
    pub field: Option<String>,
    /// For a field change, the value before.
    pub old: Option<String>,
}

words! {
    /// What became of a request for approval.
    pub enum ApprovalState {
        /// Granted.
        Approved = "approved",
        /// Refused.
        Rejected = "rejected",
        /// Asked, not answered.
        Requested = "requested",
        /// Withdrawn, not needed, or a word we do not know.
        Other = "other",
    }
}

/// One approval record.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Approval {
    /// Where it stands.
    pub origin: Origin,
    /// Who was asked.
    pub approver: Party,
    /// The answer.
    pub state: ApprovalState,
    /// When it was asked, where the record says so beside the answer.
    pub asked_at: Option<Instant>,
    /// When it was answered (for `requested`, when it was asked).
    pub at: Option<Instant>,
    /// What the approver wrote.
    pub comment: Option<String>,
}

/// A record of a verification product or of `verifications.csv`.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct VerificationRecord {
    /// Where it stands.
    pub origin: Origin,
    /// The source it was read as.
    pub source: String,
    /// The product's id of it.
    pub native_id: String,
    /// When it was done.
    pub at: Instant,
    /// Who was verified.
    pub subject: Party,
    /// Who did it.
    pub verifier: Party,
    /// The method, in the product's words.
    pub method: String,
    /// Whether it succeeded; `None` where the record does not say.
    pub passed: Option<bool>,
    /// The product's reference, for the ticket.
    pub reference: Option<String>,
    /// The ticket it names.
    pub ticket: Option<String>,
}

/// A ticket with its journal and approvals. `None` means that the export does not say.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Ticket {
    /// Where its (main) record stands.
    pub origin: Origin,
    /// The source it was read as.
    pub source: String,
    /// The number people use (`INC0042317`).
    pub number: String,
    /// The product's internal id (`sys_id`).
    pub native_id: Option<String>,
    /// Opened.
    pub opened_at: Option<Instant>,
    /// Solved; from the field, else from the history.
    pub resolved_at: Option<Instant>,
    /// Whether `resolved_at` was read from a field (and not derived).
    pub resolved_at_recorded: bool,
    /// Closed; mostly a timer.
    pub closed_at: Option<Instant>,
    /// Last touched.
    pub updated_at: Option<Instant>,
    /// Who asked.
    pub requester: Party,
    /// Whose account it is about, where a field says so.
    pub affected: Party,
    /// Who typed it.
    pub opened_by: Party,
    /// Who has it, or had it last.
    pub agent: Party,
    /// Who solved it.
    pub resolved_by: Party,
    /// Who closed it.
    pub closed_by: Party,
    /// The team that has it.
    pub group: Option<String>,
    /// How it came in (phone, chat, mail …), as written.
    pub channel: Option<String>,
    /// Category and below, joined by ` / `.
    pub category: Option<String>,
    /// Short description.
    pub title: String,
    /// Long description.
    pub description: String,
    /// Closing code, as written.
    pub close_code: Option<String>,
    /// Closing notes.
    pub close_notes: Option<String>,
    /// State in our words.
    pub state: TicketState,
    /// State as written.
    pub native_state: Option<String>,
    /// How often it changed team, by the product's own count.
    pub reassignment_count: Option<u32>,
    /// How often it was reopened, by the product's own count.
    pub reopen_count: Option<u32>,
    /// The product's own mark of first contact (`is_fcr`, `First Call Resolution`), where it exports one.
    pub first_contact_mark: Option<bool>,
    /// Working time that the product recorded on it.
    #[serde(with = "nanoseconds")]
    pub handle_time: Option<TimeDelta>,
    /// The product's own counts, and whether the record is the contact itself.
    pub own: Own,
    /// The ticket above it, by number or internal id.
    pub parent: Option<String>,
    /// Structured verification fields: our name of the field and the value as written.
    pub verification_fields: Vec<(String, String)>,
    /// All that was written in it, by time, then as it stands in the files.
    pub journal: Vec<JournalEntry>,
    /// Approvals asked for on it.
    pub approvals: Vec<Approval>,
    /// Whether the journal was exported at all (an absent note is then an absence).
    pub has_journal: bool,
    /// Whether the history of fields was exported (states and assignments over time).
    pub has_history: bool,
}

/// Lengths of time as nanoseconds.
mod nanoseconds {
    use chrono::TimeDelta;
    use serde::ser::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<S: Serializer>(length: &Option<TimeDelta>, to: S) -> Result<S::Ok, S::Error> {
        let whole = |length: TimeDelta| {
            length.num_nanoseconds().ok_or_else(|| S::Error::custom("longer than 292 years"))
        };
        length.map(whole).transpose()?.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<TimeDelta>, D::Error> {
        Ok(Option::deserialize(from)?.map(TimeDelta::nanoseconds))
    }
}
