//! Tickets with all that was written in them, and what is said of them.

use super::Cloak;
use crate::model::{
    Approval, Attribute, Cause, JournalEntry, NhiRequest, Own, Ticket, TicketCost, TicketResult,
};

pub(super) fn ticket(cloak: &Cloak<'_>, ticket: &mut Ticket) {
    let Ticket {
        origin: _,
        source,
        number: _,
        native_id: _,
        opened_at: _,
        resolved_at: _,
        resolved_at_recorded: _,
        closed_at: _,
        updated_at: _,
        requester,
        affected,
        opened_by,
        agent,
        resolved_by,
        closed_by,
        group,
        channel,
        category,
        title,
        description,
        close_code,
        close_notes,
        state: _,
        native_state,
        reassignment_count: _,
        reopen_count: _,
        first_contact_mark: _,
        handle_time: _,
        own: Own { agent_replies: _, requester_replies: _, is_contact: _, led_to: _, continues: _ },
        parent: _,
        verification_fields,
        journal,
        approvals,
        has_journal: _,
        has_history: _,
    } = ticket;
    for party in [requester, affected, opened_by, agent, resolved_by, closed_by] {
        cloak.party(source, party);
    }
    for name in [group, channel, category, close_code, native_state] {
        cloak.maybe(name, Cloak::said);
    }
    cloak.written(title);
    cloak.written(description);
    cloak.maybe(close_notes, Cloak::written);
    verification_fields.iter_mut().for_each(|(name, value)| cloak.field(name, value));
    journal.iter_mut().for_each(|entry| self::entry(cloak, source, entry));
    approvals.iter_mut().for_each(|approval| self::approval(cloak, source, approval));
}

fn entry(cloak: &Cloak<'_>, source: &str, entry: &mut JournalEntry) {
    let JournalEntry { origin: _, at: _, author, kind: _, text, field: _, old } = entry;
    cloak.party(source, author);
    cloak.written(text);
    cloak.maybe(old, Cloak::written);
}

fn approval(cloak: &Cloak<'_>, source: &str, approval: &mut Approval) {
    let Approval { origin: _, approver, state: _, asked_at: _, at: _, comment } = approval;
    cloak.party(source, approver);
    cloak.maybe(comment, Cloak::written);
}

pub(super) fn result(cloak: &Cloak<'_>, result: &mut TicketResult) {
    let TicketResult {
        ticket: _,
        topic: _,
        identity_request: _,
        outcome: _,
        reason: _,
        reasons: _,
        seen,
        seen_at: _,
        safe: _,
        facts: _,
        answers: _,
        gap: _,
        handoffs: _,
        causes,
        costs,
        untold_costs: _,
        changes: _,
        subject_label,
    } = result;
    cloak.each(seen, Cloak::said);
    for Cause { cause: _, basis: _, seen, read_in: _ } in causes {
        cloak.said(seen);
    }
    for TicketCost { sort: _, seen, read_in: _ } in costs {
        cloak.said(seen);
    }
    cloak.name(subject_label);
}

pub(super) fn nhi(cloak: &Cloak<'_>, request: &mut NhiRequest) {
    let NhiRequest { ticket: _, sort: _, sort_seen, identity, owner, outcome: _, attributes, changes: _ } =
        request;
    cloak.said(sort_seen);
    cloak.name(identity);
    cloak.maybe(owner, Cloak::name);
    for Attribute { attribute: _, state: _, seen, read_in: _ } in attributes {
        cloak.said(seen);
    }
}
