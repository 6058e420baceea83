//! Looking at a record without parsing it.

use serde::Deserialize;

use super::Path;

/// How a member is found without parsing its record.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Looked {
    /// By its name, which occurs once in a record.
    Named(String),
    /// By its way from the top; the first way that leads to a value counts.
    Ways(Vec<Path>),
}

/// A member that must have one of some values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The member.
    pub member: Looked,
    /// The values.
    pub is: Vec<String>,
}

/// How to look at a compact JSON record without parsing it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// Member that holds the native type.
    #[serde(rename = "type")]
    pub native_type: Looked,
    /// Member that holds the time.
    pub time: Looked,
    /// Member that holds the record id.
    pub id: Looked,
    /// Members that stand before `id` in it, joined by `/`, as the `id_words` of the record.
    #[serde(default)]
    pub id_words: Vec<Looked>,
    /// Only records in which a member has one of these values are looked at; others are parsed.
    pub only: Option<Only>,
    /// Members that hold names of accounts, wherever they stand and however many; with `<pattern>`
    /// behind it a piece of the member is the name.
    pub names: Vec<Path>,
}
