//! What the formulas in use say of a ticket (reference: ticket formats, section 9).

use super::ContactInput;
use super::handoff::changes;
use super::people::{People, Side};
use super::standing::is_solved;
use crate::mapping::contact::Phase;
use crate::model::{ClosingFormula, EntryKind, Ticket};

/// All formulas, in the order of their declaration. `confirmed` is what the identity log says.
pub(super) fn compute(
    input: &ContactInput<'_>,
    ticket: &Ticket,
    confirmed: Option<bool>,
) -> Vec<(ClosingFormula, Option<bool>)> {
    let solved = is_solved(ticket);
    ClosingFormula::ALL
        .iter()
        .map(|formula| {
            let condition = match formula {
                ClosingFormula::Closed => Some(true),
                ClosingFormula::OneTouch => at_most_one_reply(input, ticket),
                ClosingFormula::NoReassignment => stayed(ticket),
                ClosingFormula::NoReopen => stayed_solved(input, ticket),
                ClosingFormula::IdentityConfirmed => confirmed,
            };
            (*formula, both(solved, condition))
        })
        .collect()
}

/// Whether both hold; unknown as soon as one of them is.
fn both(solved: Option<bool>, condition: Option<bool>) -> Option<bool> {
    Some(condition? && solved?)
}

/// Zendesk's "one-touch": fewer than two public replies of the desk. A comment without an author leaves it open.
fn at_most_one_reply(input: &ContactInput<'_>, ticket: &Ticket) -> Option<bool> {
    if !ticket.has_journal {
        return None;
    }
    let people = People::of(ticket, input.directory, input.policy);
    let sides: Vec<Side> = ticket
        .journal
        .iter()
        .filter(|entry| entry.kind == EntryKind::Comment)
        .map(|entry| people.side(entry))
        .collect();
    let count = |wanted: Side| sides.iter().filter(|side| **side == wanted).count();
    if count(Side::Desk) >= 2 {
        return Some(false);
    }
    (count(Side::Unknown) == 0).then_some(true)
}

/// ServiceNow's "resolved without reassigning": by the product's count, else by the history of the team.
fn stayed(ticket: &Ticket) -> Option<bool> {
    if let Some(count) = ticket.reassignment_count {
        return Some(count == 0);
    }
    let moved = changes(ticket)
        .filter(|entry| entry.field.as_deref() == Some("group"))
        .any(|entry| entry.old.as_deref().is_some_and(|old| !old.is_empty() && old != entry.text));
    ticket.has_history.then_some(!moved)
}

/// Not reopened: by the product's count, else by the history of the state.
fn stayed_solved(input: &ContactInput<'_>, ticket: &Ticket) -> Option<bool> {
    if let Some(count) = ticket.reopen_count {
        return Some(count == 0);
    }
    let mut was_solved = false;
    let mut reopened = false;
    for entry in changes(ticket).filter(|entry| entry.field.as_deref() == Some("state")) {
        match input.policy.phase(&ticket.source, &entry.text) {
            Some(Phase::Solved) => was_solved = true,
            Some(Phase::Working | Phase::Waiting) => reopened |= was_solved,
            _ => {}
        }
    }
    ticket.has_history.then_some(!reopened)
}
