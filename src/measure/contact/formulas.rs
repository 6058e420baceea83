//! What the formulas in use say of a ticket (reference: ticket formats, section 9).

use super::history::{Act, History};
use super::people::Side;
use super::standing::is_solved;
use crate::mapping::contact::Phase;
use crate::model::ClosingFormula;

/// All formulas, in the order of their declaration. `confirmed` is what the identity log says.
pub(super) fn compute(history: &History<'_>, confirmed: Option<bool>) -> Vec<(ClosingFormula, Option<bool>)> {
    let solved = is_solved(history.ticket);
    ClosingFormula::ALL
        .iter()
        .map(|formula| {
            let condition = match formula {
                ClosingFormula::Closed => Some(true),
                ClosingFormula::OneTouch => at_most_one_reply(history),
                ClosingFormula::NoReassignment => stayed(history),
                ClosingFormula::NoReopen => stayed_solved(history),
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
fn at_most_one_reply(history: &History<'_>) -> Option<bool> {
    if !history.ticket.has_journal {
        return None;
    }
    if history.replies_of(Side::Desk) >= 2 {
        return Some(false);
    }
    (history.replies_of(Side::Unknown) == 0).then_some(true)
}

/// ServiceNow's "resolved without reassigning": by the product's count, else by the history of the team.
fn stayed(history: &History<'_>) -> Option<bool> {
    if let Some(count) = history.ticket.reassignment_count {
        return Some(count == 0);
    }
    let moved = history.touches.iter().filter(|touch| touch.act == Act::Group).any(|touch| {
        touch.entry.old.as_deref().is_some_and(|old| !old.is_empty() && old != touch.entry.text)
    });
    history.ticket.has_history.then_some(!moved)
}

/// Not reopened: by the product's count, else by the history of the state.
fn stayed_solved(history: &History<'_>) -> Option<bool> {
    if let Some(count) = history.ticket.reopen_count {
        return Some(count == 0);
    }
    let is_reopening =
        |act: &Act| matches!(act, Act::State(Some(Phase::Solved), Some(Phase::Working | Phase::Waiting)));
    let reopened = history.touches.iter().any(|touch| is_reopening(&touch.act));
    history.ticket.has_history.then_some(!reopened)
}
