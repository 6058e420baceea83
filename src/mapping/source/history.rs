//! Histories: journal lines, changes of fields and approvals that stand inside a record.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Conditions, Field, PartyFields, Path};
use crate::model::{ApprovalState, EntryKind};

/// Lines of a journal inside a record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineFields {
    /// The list; without it the record itself is a line.
    pub each: Option<Path>,
    /// All must hold, seen from the element.
    #[serde(default)]
    pub when: Conditions,
    /// The product's id of the line. Lines of one id are one: what the first lacks the other gives.
    #[serde(default)]
    pub id: Field,
    /// When it was written.
    #[serde(default)]
    pub time: Field,
    /// Who wrote it.
    #[serde(default)]
    pub author: PartyFields,
    /// What sort of line.
    #[serde(default)]
    pub kind: Field,
    /// The words of `kind`, lower-cased.
    #[serde(default)]
    pub kinds: BTreeMap<String, EntryKind>,
    /// What sort of line it is where no word says.
    pub kind_is: Option<EntryKind>,
    /// The text. Without one and without an id the element is passed over.
    pub text: Field,
}

/// Changes of a ticket's fields inside a record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeFields {
    /// The list; without it the record itself is a change.
    pub each: Option<Path>,
    /// All must hold, seen from the element.
    #[serde(default)]
    pub when: Conditions,
    /// When it was changed.
    #[serde(default)]
    pub time: Field,
    /// Who changed it.
    #[serde(default)]
    pub author: PartyFields,
    /// The product's name of the field.
    #[serde(default)]
    pub field: Field,
    /// The name of the field where the record has none.
    pub field_is: Option<String>,
    /// Our names (`state`, `agent`, `group`) for the product's, lower-cased; others stay as they are.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Values that mean nobody or nothing.
    #[serde(default)]
    pub nobody: Vec<String>,
    /// The value before.
    #[serde(default)]
    pub old: Field,
    /// The value before where the record has none.
    pub old_is: Option<String>,
    /// The value after.
    #[serde(default)]
    pub new: Field,
    /// The value after where the record has none.
    pub new_is: Option<String>,
}

/// Approvals inside a ticket's record.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InnerApprovalFields {
    /// The list; without it the record itself.
    pub each: Option<Path>,
    /// All must hold, seen from the element.
    #[serde(default)]
    pub when: Conditions,
    /// Who was asked.
    #[serde(default)]
    pub approver: PartyFields,
    /// The answer. Elements without one are passed over.
    pub state: Field,
    /// The words of `state`, lower-cased; others are `other`.
    pub states: BTreeMap<String, ApprovalState>,
    /// When it was asked.
    #[serde(default)]
    pub asked: Field,
    /// When it was answered.
    #[serde(default)]
    pub time: Field,
    /// What the approver wrote.
    #[serde(default)]
    pub comment: Field,
}

/// A record of a ticket's history that stands beside the ticket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryRecordFields {
    /// The product's id of the record.
    #[serde(default)]
    pub id: Field,
    /// The ticket, by number or internal id.
    pub ticket: Field,
    /// Other products whose records look the same, see the journal's.
    #[serde(default)]
    pub also: Vec<String>,
    /// Lines of the journal in it.
    #[serde(default)]
    pub lines: Vec<LineFields>,
    /// Changes of fields in it.
    #[serde(default)]
    pub changes: Vec<ChangeFields>,
}
