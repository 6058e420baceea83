//! `init.toml`: the vocabulary by which a mapping for an unknown file is drafted.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::TicketState;

/// What the records of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DraftKind {
    /// Events of a log.
    Event,
    /// Tickets.
    Ticket,
    /// People.
    Person,
}

/// How most values of a column must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LooksLike {
    /// A time.
    Time,
    /// An internet address.
    Ip,
    /// An e-mail address.
    Email,
    /// A number.
    Number,
    /// No value twice.
    Unique,
    /// Few distinct words.
    Few,
}

/// A field of a mapping and what its column may be called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The kind of record.
    pub kind: DraftKind,
    /// The field as a mapping writes it.
    pub field: String,
    /// It is somebody: several columns make one party.
    #[serde(default)]
    pub party: bool,
    /// The words.
    pub words: Vec<String>,
    /// How values must look; one of these, if there are any.
    #[serde(default)]
    pub looks: Vec<LooksLike>,
}

/// Words of outcomes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeVocabulary {
    /// It took place.
    pub success: Vec<String>,
    /// It did not.
    pub failure: Vec<String>,
}

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitVocabulary {
    /// Members that hold the records of a page.
    pub pages: Vec<String>,
    /// Words that tell the kind.
    pub kinds: BTreeMap<DraftKind, Vec<String>>,
    /// The roles.
    #[serde(rename = "role")]
    pub roles: Vec<Role>,
    /// Words of outcomes.
    pub outcomes: OutcomeVocabulary,
    /// Words of ticket states.
    pub states: BTreeMap<TicketState, Vec<String>>,
}

impl InitVocabulary {
    /// Reads the file.
    ///
    /// # Errors
    /// Broken TOML, or a role without words.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let vocabulary: Self = mappings.toml("init.toml")?;
        match vocabulary.roles.iter().find(|role| role.words.is_empty()) {
            Some(role) => {
                Err(MappingError::whole("init.toml", format!("the role `{}` has no words", role.field)))
            }
            None => Ok(vocabulary),
        }
    }
}
