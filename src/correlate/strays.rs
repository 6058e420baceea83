//! Changes on an account that was mistaken for the one a ticket is about.
//!
//! The agent worked a ticket of one Kim Lee and reset the other. Such a change has no ticket of its
//! own, and its ticket has no change: what it asks for was done on nobody else. Only then, and only for
//! accounts of the same or nearly the same name, the ticket is weighed for the change.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::{Board, Linked, made};
use super::score::Score;
use crate::model::{AccountIx, ActorKind, Change, LinkOutcome, Support, TicketIx};

/// Links each change that found no ticket to the one unfulfilled ticket about a person who can be
/// mistaken for its subject; nothing where two such tickets or two such changes compete.
pub(super) fn link_strays(board: &Board<'_>, linked: &mut [Linked]) {
    let fulfilled = fulfilled(board, linked);
    let tickets = board.facts.iter().zip(board.input.requests).zip((0..).map(TicketIx));
    // One that asks for no change fits none.
    let open = tickets.filter(|((facts, request), ticket)| {
        facts.from.is_some() && !request.kinds.is_empty() && !fulfilled.contains(ticket)
    });
    let open: Vec<TicketIx> = open.map(|(_, ticket)| ticket).collect();
    let mistakable: Vec<&[AccountIx]> = open.par_iter().map(|ticket| board.mistakable(*ticket)).collect();
    let mut of_person: BTreeMap<AccountIx, Vec<TicketIx>> = BTreeMap::new();
    for (ticket, persons) in open.iter().zip(mistakable) {
        for person in persons {
            of_person.entry(*person).or_default().push(*ticket);
        }
    }
    let mut found: BTreeMap<TicketIx, Vec<(usize, Score)>> = BTreeMap::new();
    for (at, change) in board.input.changes.iter().enumerate() {
        if linked[at].link.is_none() && board.decisions.of(at).is_none() && is_by_a_person(change) {
            let person = change.subject.map(|ix| board.input.directory.account(ix).person);
            let tickets = person.and_then(|person| of_person.get(&person)).map_or(&[][..], Vec::as_slice);
            let tickets = tickets.iter().copied().filter(|ticket| board.may_have(at, *ticket));
            if let Some((ticket, score)) = only_fitting(board, change, tickets) {
                found.entry(ticket).or_default().push((at, score));
            }
        }
    }
    for (ticket, mut changes) in found {
        let accounts: BTreeSet<Option<AccountIx>> =
            changes.iter().map(|(at, _)| board.input.changes[*at].subject).collect();
        if accounts.len() == 1 {
            for (at, score) in changes.drain(..) {
                linked[at].outcome = LinkOutcome::Linked;
                linked[at].link = Some(made(ticket, score));
            }
        }
    }
}

fn is_by_a_person(change: &Change) -> bool {
    change.parent.is_none()
        && change.support != Support::No
        && matches!(change.actor_kind, ActorKind::DeskAgent | ActorKind::OtherAdmin)
}

/// Tickets whose request a change fulfils already.
fn fulfilled(board: &Board<'_>, linked: &[Linked]) -> BTreeSet<TicketIx> {
    board
        .input
        .changes
        .iter()
        .zip(linked)
        .filter_map(|(change, linked)| Some((change, linked.link.as_ref()?.ticket)))
        .filter(|(change, ticket)| board.input.requests[ticket.0 as usize].kinds.contains(&change.kind))
        .map(|(_, ticket)| ticket)
        .collect()
}

/// The one of some tickets that asks for such a change and explains it well enough.
fn only_fitting(
    board: &Board<'_>,
    change: &Change,
    tickets: impl Iterator<Item = TicketIx>,
) -> Option<(TicketIx, Score)> {
    let mut fitting = tickets
        .map(|ticket| (ticket, board.score(change, ticket, None)))
        .filter(|(_, score)| score.asks && score.sum >= board.input.rules.least());
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}
