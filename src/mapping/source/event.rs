//! Where the parts of an event stand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Conditions, Field, PartyFields, Path};
use crate::model::Outcome;

/// A list of targets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetFields {
    /// The list; without it the record itself.
    pub each: Option<Path>,
    /// All must hold, seen from the element.
    #[serde(default)]
    pub when: Conditions,
    /// The parts, seen from the element.
    pub party: PartyFields,
}

/// Words for outcomes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWords {
    /// It took place.
    #[serde(default)]
    pub success: Vec<String>,
    /// It did not.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Any other word means failure (codes where one value means success).
    #[serde(default)]
    pub else_failure: bool,
    /// Any other word means success (counts and ids where one value means failure).
    #[serde(default)]
    pub else_success: bool,
    /// What it means that the field has no value, where the product says so.
    pub absent: Option<Outcome>,
}

/// A list of changed properties with old and new value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedFields {
    /// The list; without it the record itself.
    pub each: Option<Path>,
    /// Name of the property.
    #[serde(default)]
    pub name: Field,
    /// The name where the record has none.
    pub name_is: Option<String>,
    /// Value before.
    #[serde(default)]
    pub old: Field,
    /// Value after.
    #[serde(default)]
    pub new: Field,
    /// Properties that only summarise.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Members inside values that change without anybody's doing.
    #[serde(default)]
    pub volatile: Vec<String>,
}

/// What an event is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    #[serde(rename = "type")]
    pub native_type: String,
}

/// Where the parts of an event stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFields {
    /// The product's id of the record.
    #[serde(default)]
    pub id: Field,
    /// Fields that make up the id together, joined by `/`, if all are there.
    #[serde(default)]
    pub id_words: Vec<Field>,
    /// When it happened.
    pub time: Field,
    /// The product's word for what happened.
    #[serde(rename = "type", default)]
    pub native_type: Field,
    /// Words that make up the type together, joined by blanks, where it has no field of its own.
    #[serde(default)]
    pub type_words: Vec<Field>,
    /// Words for records that have none of their own: the first whose condition holds.
    #[serde(default)]
    pub type_if: Vec<TypeIf>,
    /// The word where the record has none and no condition holds.
    pub type_is: Option<String>,
    /// Whether it took place.
    #[serde(default)]
    pub outcome: Field,
    /// The words of `outcome`.
    #[serde(default)]
    pub outcomes: OutcomeWords,
    /// Reasons; all that are there are joined.
    #[serde(default)]
    pub reason: Field,
    /// Who did it: the first that names somebody.
    pub actor: Vec<PartyFields>,
    /// To whom or what.
    #[serde(default)]
    pub targets: Vec<TargetFields>,
    /// Types of targets that are accounts, the most telling first.
    #[serde(default)]
    pub subject_kinds: Vec<String>,
    /// Address.
    #[serde(default)]
    pub ip: Field,
    /// Client program.
    #[serde(default)]
    pub user_agent: Field,
    /// Parts of the place, joined by commas.
    #[serde(default)]
    pub place: Vec<Field>,
    /// Network.
    #[serde(default)]
    pub network: Field,
    /// Session.
    #[serde(default)]
    pub session: Field,
    /// Transaction.
    #[serde(default)]
    pub transaction: Field,
    /// Further facts by name; every value of every path.
    #[serde(default)]
    pub details: BTreeMap<String, Field>,
    /// Changed properties: details `changed`, `old.NAME`, `new.NAME`.
    #[serde(default)]
    pub changed: Vec<ChangedFields>,
}
