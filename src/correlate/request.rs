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

/// A ticket that an agent holds, for tests.
#[cfg(test)]
pub(crate) fn test_ticket(agent: &str) -> Ticket {
    use crate::model::{FileId, Origin, Party, TicketState};
    Ticket {
        origin: Origin { file: FileId(9), record: 1, line: 1 },
        source: "servicenow.incident".into(),
        number: "INC0000001".into(),
        native_id: None,
        opened_at: None,
        resolved_at: None,
        resolved_at_recorded: false,
        closed_at: None,
        updated_at: None,
        requester: Party::default(),
        affected: Party::default(),
        opened_by: Party::default(),
        agent: Party { login: Some(agent.into()), ..Party::default() },
        resolved_by: Party::default(),
        closed_by: Party::default(),
        group: None,
        channel: None,
        category: None,
        title: String::new(),
        description: String::new(),
        close_code: None,
        close_notes: None,
        state: TicketState::Open,
        native_state: None,
        reassignment_count: None,
        reopen_count: None,
        parent: None,
        verification_fields: vec![],
        journal: vec![],
        approvals: vec![],
        has_journal: false,
        has_history: false,
    }
}
