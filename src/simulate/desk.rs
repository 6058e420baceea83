//! The help desk: tickets as they grow, and as ServiceNow's Table API returns them.

mod rows;

use super::calendar::Millis;
use super::organisation::AccountNo;
use crate::model::ContactReason;

pub(super) use rows::{Rows, Table};

/// Where a ticket stands, in ServiceNow's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    InProgress = 2,
    OnHold = 3,
    Resolved = 6,
    Closed = 7,
    Cancelled = 8,
}

/// Who wrote or did something in the desk's tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    Account(AccountNo),
    System,
}

/// One comment or work note.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) at: Millis,
    pub(super) author: Author,
    pub(super) internal: bool,
    pub(super) text: String,
    pub(super) sys_id: String,
}

/// One change of a field, as the audit table keeps it.
#[derive(Debug, Clone)]
pub(super) struct FieldChange {
    pub(super) at: Millis,
    pub(super) author: Author,
    pub(super) field: &'static str,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) sys_id: String,
}

/// One approval asked for.
#[derive(Debug, Clone)]
pub(super) struct ApprovalRow {
    pub(super) sys_id: String,
    pub(super) approver: AccountNo,
    pub(super) asked_at: Millis,
    pub(super) answered: Option<(Millis, bool)>,
    pub(super) comment: String,
}

/// The structured verification of a ticket.
#[derive(Debug, Clone)]
pub(super) struct VerifiedField {
    pub(super) method: String,
    pub(super) at: Millis,
    pub(super) by: AccountNo,
}

/// A ticket with its history.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    pub(super) number: String,
    pub(super) sys_id: String,
    pub(super) situation: String,
    pub(super) topic: String,
    pub(super) opened: Millis,
    pub(super) updated: Millis,
    pub(super) resolved: Option<Millis>,
    pub(super) closed: Option<Millis>,
    pub(super) caller: AccountNo,
    pub(super) subject: AccountNo,
    /// Whether the affected-user field is filled in.
    pub(super) names_subject: bool,
    pub(super) opened_by: AccountNo,
    pub(super) agent: AccountNo,
    pub(super) group: usize,
    pub(super) resolved_by: Option<Author>,
    pub(super) channel: &'static str,
    pub(super) category: String,
    pub(super) subcategory: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) close_code: &'static str,
    pub(super) close_notes: String,
    pub(super) state: State,
    pub(super) hold: bool,
    pub(super) reassigned: u32,
    pub(super) reopened: u32,
    pub(super) parent: Option<String>,
    pub(super) verified: Option<VerifiedField>,
    pub(super) journal: Vec<Note>,
    pub(super) history: Vec<FieldChange>,
    pub(super) approvals: Vec<ApprovalRow>,
    /// What stood in the way of a first contact, as it happened.
    pub(super) obstacles: Vec<ContactReason>,
}

/// One record of the verification tool.
#[derive(Debug, Clone)]
pub(super) struct ToolRecord {
    pub(super) id: String,
    pub(super) at: Millis,
    pub(super) subject: AccountNo,
    pub(super) verifier: AccountNo,
    pub(super) method: String,
    pub(super) passed: bool,
    pub(super) reference: String,
    pub(super) ticket: String,
}
