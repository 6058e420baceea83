//! Tickets that belong to other tickets: closed with their parent, or the work that a contact led to.

use std::collections::{BTreeMap, BTreeSet};

use super::history::{Act, History};
use super::people::Side;
use super::standing::{is_solved, solved_at};
use super::{ContactInput, Seen};
use crate::model::{ContactReason, Ticket};

/// Which tickets stand above others, and which contacts went on as other tickets.
#[derive(Debug)]
pub(super) struct Kin<'a> {
    /// Tickets that stand above others, by product and number or internal id.
    parents: BTreeMap<(&'a str, &'a str), &'a Ticket>,
    /// Numbers of contacts that other tickets go on with.
    continued: BTreeSet<&'a str>,
}

impl<'a> Kin<'a> {
    pub(super) fn of(tickets: &'a [Ticket]) -> Self {
        let wanted: BTreeSet<(&str, &str)> =
            tickets.iter().filter_map(|ticket| Some((product(ticket), ticket.parent.as_deref()?))).collect();
        let mut parents = BTreeMap::new();
        for ticket in tickets {
            for name in [Some(ticket.number.as_str()), ticket.native_id.as_deref()].into_iter().flatten() {
                if wanted.contains(&(product(ticket), name)) {
                    parents.insert((product(ticket), name), ticket);
                }
            }
        }
        let continued = tickets.iter().filter_map(|ticket| ticket.own.continues.as_deref()).collect();
        Self { parents, continued }
    }

    /// Why a ticket is no contact of its own, if so.
    pub(super) fn read(&self, input: &ContactInput<'_>, history: &History<'_>) -> Option<Seen> {
        let ticket = history.ticket;
        if ticket.own.is_contact && self.continued.contains(ticket.number.as_str()) {
            let work = ticket.own.led_to.as_deref().unwrap_or_default().join(", ");
            return Some(Seen::new(ContactReason::Duplicate, format!("went on as {work}, which counts")));
        }
        self.closed_with_parent(input, history)
    }

    /// Solved around its parent's solution, after it had been opened, without a word of the desk of its own.
    fn closed_with_parent(&self, input: &ContactInput<'_>, history: &History<'_>) -> Option<Seen> {
        let ticket = history.ticket;
        let parent = *self.parents.get(&(product(ticket), ticket.parent.as_deref()?))?;
        let (solved, parents) = (solved_at(ticket)?, solved_at(parent)?);
        let is_with = (solved - parents).abs() <= input.policy.closed_with_parent()
            && ticket.opened_at < Some(parents)
            && is_solved(ticket) == Some(true);
        let has_word = history.touches.iter().any(|touch| {
            touch.side == Side::Desk
                && matches!(touch.act, Act::Reply | Act::Note)
                && touch.entry.at.is_some_and(|at| (at - parents).abs() > input.policy.closed_with_parent())
        });
        (is_with && !has_word).then(|| {
            let words = format!("closed with {}, below which it stands", parent.number);
            Seen::new(ContactReason::Duplicate, words).read_in(parent.origin)
        })
    }
}

fn product(ticket: &Ticket) -> &str {
    ticket.source.split('.').next().unwrap_or(&ticket.source)
}
