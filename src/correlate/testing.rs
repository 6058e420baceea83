//! A plain ticket, for tests to alter.

use crate::model::{FileId, Origin, Party, Ticket, TicketState};

/// A ticket that an agent holds, for tests.
pub(crate) fn ticket_for_tests(agent: &str) -> Ticket {
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
        first_contact_mark: None,
        handle_time: None,
        own: crate::model::Own::default(),
        parent: None,
        verification_fields: vec![],
        journal: vec![],
        approvals: vec![],
        has_journal: false,
        has_history: false,
    }
}
