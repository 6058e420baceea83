//! Where the parts of a ticket stand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    ChangeFields, Condition, Conditions, Field, InnerApprovalFields, LineFields, OwnFields, PartyFields, Path,
};
use crate::model::{EntryKind, TicketState};

/// A text field that holds a whole journal, or one note.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteField {
    /// The field.
    pub field: Field,
    /// What its entries are where they do not say.
    pub kind: EntryKind,
}

/// A list of custom fields with name and value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomFields {
    /// The list.
    pub each: Path,
    /// Name of the field.
    pub name: Field,
    /// Its value.
    pub value: Field,
}

/// How rows of one ticket make a history.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryFields {
    /// Time of the row.
    pub at: Field,
    /// Counter that orders rows of the same time.
    #[serde(default)]
    pub order: Field,
    /// Who made the row.
    #[serde(default)]
    pub by: PartyFields,
}

/// What a state is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    pub state: String,
}

/// Where the parts of a ticket stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketFields {
    /// The number people use.
    pub number: Field,
    /// The product's internal id.
    #[serde(default)]
    pub id: Field,
    /// Opened.
    #[serde(default)]
    pub opened: Field,
    /// Solved.
    #[serde(default)]
    pub resolved: Field,
    /// Closed.
    #[serde(default)]
    pub closed: Field,
    /// Last touched.
    #[serde(default)]
    pub updated: Field,
    /// Who asked.
    #[serde(default)]
    pub requester: PartyFields,
    /// Whose account it is about.
    #[serde(default)]
    pub affected: PartyFields,
    /// Who typed it: the first that names somebody.
    #[serde(default)]
    pub opened_by: Vec<PartyFields>,
    /// Who has it.
    #[serde(default)]
    pub agent: PartyFields,
    /// Who solved it.
    #[serde(default)]
    pub resolved_by: PartyFields,
    /// Who closed it.
    #[serde(default)]
    pub closed_by: PartyFields,
    /// The team.
    #[serde(default)]
    pub group: Field,
    /// Channel.
    #[serde(default)]
    pub channel: Field,
    /// Words for the product's codes of channels.
    #[serde(default)]
    pub channels: BTreeMap<String, String>,
    /// Category and below.
    #[serde(default)]
    pub category: Vec<Field>,
    /// Short description.
    #[serde(default)]
    pub title: Field,
    /// Long description.
    #[serde(default)]
    pub description: Field,
    /// Closing code.
    #[serde(default)]
    pub close_code: Field,
    /// Closing notes.
    #[serde(default)]
    pub close_notes: Field,
    /// Words for states that other fields show: the first whose condition holds.
    #[serde(default)]
    pub state_if: Vec<StateIf>,
    /// State: of the alternatives the first whose word is known.
    #[serde(default)]
    pub state: Field,
    /// Words and codes of `state`, lower-cased.
    #[serde(default)]
    pub states: BTreeMap<String, TicketState>,
    /// An open ticket waits for the requester if one of these holds.
    #[serde(default)]
    pub waiting_if: Vec<Condition>,
    /// Product's own count of changes of team.
    #[serde(default)]
    pub reassignment_count: Field,
    /// Product's own count of teams that had it, the first among them.
    #[serde(default)]
    pub reassignment_stations: Field,
    /// Product's own count of reopenings.
    #[serde(default)]
    pub reopen_count: Field,
    /// When it was last reopened: a time there means at least once.
    #[serde(default)]
    pub reopened: Field,
    /// The product's own counts and marks.
    #[serde(default)]
    pub own: OwnFields,
    /// The ticket above.
    #[serde(default)]
    pub parent: Field,
    /// Names of verification fields; `*` stands for anything, a dot leads into a member.
    #[serde(default)]
    pub verification_fields: Vec<String>,
    /// Lists of custom fields, in which verification fields stand too.
    #[serde(default)]
    pub verification_in: Vec<CustomFields>,
    /// Journals inside the record.
    #[serde(default)]
    pub notes: Vec<NoteField>,
    /// Each record is one row of the ticket's history.
    pub history: Option<HistoryFields>,
    /// The record tells more of a ticket that another record describes.
    #[serde(default)]
    pub part: bool,
    /// Lines of the journal inside the record.
    #[serde(default)]
    pub lines: Vec<LineFields>,
    /// Changes of fields inside the record.
    #[serde(default)]
    pub changes: Vec<ChangeFields>,
    /// Approvals inside the record.
    #[serde(default)]
    pub approvals: Vec<InnerApprovalFields>,
}
