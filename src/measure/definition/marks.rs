//! Our outcome against the product's own mark of first contact, with the reasons of both agreement and disagreement.

use std::collections::BTreeMap;

use super::DefinitionInput;
use crate::model::{ContactOutcome, MarkCell, MarkGap, Ticket, TicketResult};

/// The tickets that have a mark, counted by mark, outcome, reason and gap, in that order.
pub(super) fn cells(input: &DefinitionInput<'_>, results: &[TicketResult]) -> Vec<MarkCell> {
    let mut counts = BTreeMap::new();
    for result in results {
        let Some(ticket) = input.tickets.get(result.ticket.0 as usize) else { continue };
        let Some(mark) = ticket.first_contact_mark else { continue };
        *counts.entry((!mark, result.outcome, result.reason, result.gap)).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .map(|((is_unmarked, outcome, reason, gap), tickets)| MarkCell {
            mark: !is_unmarked,
            outcome,
            reason,
            gap,
            tickets,
        })
        .collect()
}

/// What may explain a `yes` of ours where the product says no: our outcome has no reason there that could.
pub(super) fn gap(input: &DefinitionInput<'_>, ticket: &Ticket, result: &TicketResult) -> Option<MarkGap> {
    if ticket.first_contact_mark != Some(false) || result.outcome != ContactOutcome::Yes {
        return None;
    }
    let is_late = result.facts.took.is_some_and(|took| took > input.policy.same_contact());
    Some(if is_late {
        MarkGap::SolvedLater
    } else if ticket.has_journal && ticket.has_history {
        MarkGap::NothingSeen
    } else {
        MarkGap::NotTold
    })
}
