//! What a ticket asks for.

use crate::mapping::{MappingError, Mappings};
use crate::model::{ChangeKind, Ticket};

/// What a ticket asks for, as far as its words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// A word of the topic lexicon (`password`, `mfa`, `unlock`, `access`, `other` …).
    pub topic: String,
    /// Whether it asks for an identity change.
    pub is_identity: bool,
    /// Kinds of change that fulfil the request, strongest first.
    pub kinds: Vec<ChangeKind>,
}

/// The topic lexicon (`mappings/topics.toml`).
#[derive(Debug, Clone)]
pub struct Topics {}

impl Topics {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// A fault in the mapping file.
    pub fn load(_mappings: &Mappings) -> Result<Self, MappingError> {
        Ok(Self {})
    }

    /// What a ticket asks for, from title, category and description.
    #[must_use]
    pub fn request(&self, _ticket: &Ticket) -> Request {
        Request::default()
    }
}
