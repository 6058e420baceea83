//! The event taxonomy: which native type of which product is which change.
//!
//! `events/<vocabulary>.csv`, one file a product, columns `event_type, when,
//! change_kind, subject_kind, effect, actor_may_be`. `when` is a condition on the
//! event (see [`super::condition`]); the first row of a type whose condition holds
//! decides, an empty condition always holds.

use super::{MappingError, Mappings};

/// How the reader treats records of a native type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeUse {
    /// May be a change: every record is parsed and kept.
    Change,
    /// Tells something about an account: kept only for accounts that matter.
    Signal,
    /// In no row: counted and listed.
    Unknown,
}

/// All vocabularies.
#[derive(Debug, Clone)]
pub struct Taxonomy {}

impl Taxonomy {
    /// Reads and validates all files under `events/`.
    ///
    /// # Errors
    /// A fault in one of them.
    pub fn load(_mappings: &Mappings) -> Result<Self, MappingError> {
        Ok(Self {})
    }

    /// How to treat records of a native type of a vocabulary.
    #[must_use]
    pub fn type_use(&self, _vocabulary: &str, _native_type: &str) -> TypeUse {
        TypeUse::Unknown
    }
}
