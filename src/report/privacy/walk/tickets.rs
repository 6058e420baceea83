//! Tickets with all that was written in them, and what is said of them.

use super::Here;
use crate::model::{
    Approval, Attribute, Cause, JournalEntry, NhiRequest, Own, Ticket, TicketCost, TicketResult,
};

pub(super) fn ticket(here: Here<'_>, ticket: &mut Ticket) {
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
        here.party(source, party);
    }
    for name in [group, channel, category, close_code, native_state] {
        here.maybe(name, Here::said);
    }
    here.written(title);
    here.written(description);
    here.maybe(close_notes, Here::written);
    verification_fields.iter_mut().for_each(|(name, value)| here.field(name, value));
    journal.iter_mut().for_each(|entry| self::entry(here, source, entry));
    approvals.iter_mut().for_each(|approval| self::approval(here, source, approval));
}

fn entry(here: Here<'_>, source: &str, entry: &mut JournalEntry) {
    let JournalEntry { origin: _, at: _, author, kind: _, text, field: _, old } = entry;
    here.party(source, author);
    here.written(text);
    here.maybe(old, Here::written);
}

fn approval(here: Here<'_>, source: &str, approval: &mut Approval) {
    let Approval { origin: _, approver, state: _, asked_at: _, at: _, comment } = approval;
    here.party(source, approver);
    here.maybe(comment, Here::written);
}

pub(super) fn result(here: Here<'_>, result: &mut TicketResult) {
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
    here.each(seen, Here::said);
    for Cause { cause: _, basis: _, seen, read_in: _ } in causes {
        here.said(seen);
    }
    for TicketCost { sort: _, seen, read_in: _ } in costs {
        here.said(seen);
    }
    here.name(subject_label);
}

pub(super) fn nhi(here: Here<'_>, request: &mut NhiRequest) {
    let NhiRequest { ticket: _, sort: _, sort_seen, identity, owner, outcome: _, attributes, changes: _ } =
        request;
    here.said(sort_seen);
    here.name(identity);
    here.maybe(owner, Here::name);
    for Attribute { attribute: _, state: _, seen, read_in: _ } in attributes {
        here.said(seen);
    }
}
