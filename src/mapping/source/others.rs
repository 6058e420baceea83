//! Where the parts of journal lines, names, approvals, people and verifications stand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Conditions, Field, OutcomeWords, PartyFields};
use crate::model::{ApprovalState, EntryKind, UserType};

/// What a name stands for. Products number teams, people and states each from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Named {
    /// A team.
    #[default]
    Group,
    /// Somebody who works tickets, or anybody.
    Agent,
    /// A state of tickets.
    State,
}

/// Where the parts of a journal line stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalFields {
    /// The product's id of the line.
    #[serde(default)]
    pub id: Field,
    /// The ticket, by number or internal id. A line that names none belongs to the ticket of the
    /// line of the same id.
    #[serde(default)]
    pub ticket: Field,
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
    /// Other products whose lines look the same: a line whose ticket is in no file of its own
    /// product belongs to one of theirs.
    #[serde(default)]
    pub also: Vec<String>,
    /// The text.
    pub text: Field,
}

/// Where an id and the name for it stand, so that a ticket's group reads as a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameFields {
    /// What has the name.
    #[serde(default)]
    pub of: Named,
    /// The id by which tickets refer to it.
    pub id: Field,
    /// The name.
    pub name: Field,
}

/// Where the parts of an approval stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalFields {
    /// The product's id of it.
    #[serde(default)]
    pub id: Field,
    /// The ticket, by number or internal id; every alternative is tried.
    pub ticket: Field,
    /// Who was asked.
    pub approver: PartyFields,
    /// The answer.
    pub state: Field,
    /// The words of `state`, lower-cased; others are `other`.
    pub states: BTreeMap<String, ApprovalState>,
    /// When it was asked.
    #[serde(default)]
    pub asked: Field,
    /// When it was answered.
    pub time: Field,
    /// What the approver wrote.
    #[serde(default)]
    pub comment: Field,
}

/// Where the parts of a person stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonFields {
    /// The ids by which other exports refer to it: every alternative that has a value is one.
    #[serde(default)]
    pub id: Field,
    /// Employee number.
    #[serde(default)]
    pub employee_id: Field,
    /// Login.
    #[serde(default)]
    pub login: Field,
    /// E-mail address.
    #[serde(default)]
    pub email: Field,
    /// Display name.
    #[serde(default)]
    pub display_name: Field,
    /// Parts of the display name, joined by blanks, where it has no field of its own.
    #[serde(default)]
    pub display_parts: Vec<Field>,
    /// Short name.
    #[serde(default)]
    pub sam_account: Field,
    /// Sort of identity.
    #[serde(default)]
    pub user_type: Field,
    /// The words of `user_type`, lower-cased; others are `other`.
    #[serde(default)]
    pub user_types: BTreeMap<String, UserType>,
    /// Job title.
    #[serde(default)]
    pub title: Field,
    /// Tier.
    #[serde(default)]
    pub tier: Field,
    /// Manager.
    #[serde(default)]
    pub manager: Field,
    /// Further accounts; a text is a list joined by `;`.
    #[serde(default)]
    pub alt_accounts: Field,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Field,
}

/// What a method is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    pub method: String,
}

/// Where the parts of an act of verification stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationFields {
    /// The product's id of it.
    #[serde(default)]
    pub id: Field,
    /// When it was done.
    pub time: Field,
    /// Who was verified.
    pub subject: PartyFields,
    /// Who did it.
    #[serde(default)]
    pub verifier: PartyFields,
    /// The method.
    #[serde(default)]
    pub method: Field,
    /// Words for records that have none of their own: the first whose condition holds.
    #[serde(default)]
    pub method_if: Vec<MethodIf>,
    /// The word where the record has none and no condition holds.
    pub method_is: Option<String>,
    /// Whether it succeeded.
    #[serde(default)]
    pub result: Field,
    /// The words of `result`.
    #[serde(default)]
    pub results: OutcomeWords,
    /// The product's reference.
    #[serde(default)]
    pub reference: Field,
    /// The ticket.
    #[serde(default)]
    pub ticket: Field,
}
