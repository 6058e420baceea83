//! Which change gets which ticket, best as a whole.
//!
//! Greedy choice would let the first change take a ticket that a later one needs more.
//! So the changes and tickets that compete are taken together and the assignment with the
//! greatest sum is computed (Kuhn and Munkres), where a ticket has a place for each kind
//! of change, and further places for the same kind at a price: one ticket may cover
//! several changes, but of two alike tickets each gets its own.

use std::collections::{BTreeMap, BTreeSet};

use pathfinding::matrix::Matrix;
use pathfinding::prelude::kuhn_munkres;

use crate::model::{ChangeKind, TicketIx};

/// A change as assignment sees it: its kind, and the sum of each ticket that could explain it.
#[derive(Debug, Clone)]
pub(super) struct Contender {
    /// The kind of the change.
    pub(super) kind: ChangeKind,
    /// Sums above the threshold, by ticket.
    pub(super) sums: BTreeMap<TicketIx, f64>,
}

/// How many changes are assigned together. An account with more competing at once is a
/// program's; it is taken in parts, by time.
const MOST_TOGETHER: usize = 120;
/// How often one ticket can cover the same kind within one assignment.
const MOST_SAME_KIND: usize = 6;

/// The ticket of each contender, in their order. `least` is the sum below which there is no
/// link, `again` the price (negative) of a ticket's further change of the same kind.
#[must_use]
pub(super) fn assign(contenders: &[Contender], least: f64, again: f64) -> Vec<Option<TicketIx>> {
    let mut chosen = vec![None; contenders.len()];
    for rivals in components(contenders) {
        for part in rivals.chunks(MOST_TOGETHER) {
            for (at, ticket) in part.iter().zip(assign_together(part, contenders, least, again)) {
                chosen[*at] = ticket;
            }
        }
    }
    chosen
}

/// Contenders that share a ticket, directly or through others; each set in the given order.
fn components(contenders: &[Contender]) -> Vec<Vec<usize>> {
    let mut of_ticket: BTreeMap<TicketIx, Vec<usize>> = BTreeMap::new();
    for (at, contender) in contenders.iter().enumerate() {
        for ticket in contender.sums.keys() {
            of_ticket.entry(*ticket).or_default().push(at);
        }
    }
    let mut seen = vec![false; contenders.len()];
    let mut found = Vec::new();
    for start in 0..contenders.len() {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            reached.insert(at);
            for ticket in contenders[at].sums.keys() {
                waiting.extend(of_ticket.remove(ticket).into_iter().flatten());
            }
        }
        if !reached.is_empty() {
            found.push(reached.into_iter().collect());
        }
    }
    found
}

fn assign_together(
    rivals: &[usize],
    contenders: &[Contender],
    least: f64,
    again: f64,
) -> Vec<Option<TicketIx>> {
    if let [only] = rivals {
        let best = contenders[*only].sums.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        return vec![best.filter(|(_, sum)| **sum >= least).map(|(ticket, _)| *ticket)];
    }
    let places = places(rivals, contenders);
    // A place of its own for each change that stays without a ticket, worth nothing.
    let columns = places.len() + rivals.len();
    let worth = Matrix::from_fn(rivals.len(), columns, |(row, column)| {
        places.get(column).map_or(0, |place| {
            let contender = &contenders[rivals[row]];
            match contender.sums.get(&place.ticket).filter(|_| place.kind == contender.kind) {
                Some(sum) => thousandths(sum - least + if place.is_further { again } else { 0.0 }),
                None => FORBIDDEN,
            }
        })
    });
    let (_, columns) = kuhn_munkres(&worth);
    columns.into_iter().map(|column| places.get(column).map(|place| place.ticket)).collect()
}

/// Worse than any sum, yet far from overflowing a row of them.
const FORBIDDEN: i64 = -1_000_000_000;

#[expect(clippy::cast_possible_truncation, reason = "sums are of the order of ten")]
fn thousandths(points: f64) -> i64 {
    (points * 1000.0).round() as i64
}

struct Place {
    ticket: TicketIx,
    kind: ChangeKind,
    is_further: bool,
}

/// A ticket's places: one a kind, and further ones for as many more changes as want it.
fn places(rivals: &[usize], contenders: &[Contender]) -> Vec<Place> {
    let mut wanted: BTreeMap<(TicketIx, ChangeKind), usize> = BTreeMap::new();
    for rival in rivals {
        for ticket in contenders[*rival].sums.keys() {
            *wanted.entry((*ticket, contenders[*rival].kind)).or_default() += 1;
        }
    }
    wanted
        .into_iter()
        .flat_map(|((ticket, kind), count)| {
            (0..count.min(MOST_SAME_KIND)).map(move |nth| Place { ticket, kind, is_further: nth > 0 })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contender(kind: ChangeKind, sums: &[(u32, f64)]) -> Contender {
        Contender { kind, sums: sums.iter().map(|(ticket, sum)| (TicketIx(*ticket), *sum)).collect() }
    }

    #[test]
    fn a_change_gives_way_to_one_that_needs_the_ticket_more() {
        // The first would take ticket 0 for itself, leaving the second with nothing.
        let contenders = [
            contender(ChangeKind::PasswordReset, &[(0, 3.0), (1, 2.8)]),
            contender(ChangeKind::PasswordReset, &[(0, 2.0)]),
        ];
        assert_eq!(assign(&contenders, 0.0, -0.9), [Some(TicketIx(1)), Some(TicketIx(0))]);
    }

    #[test]
    fn one_ticket_covers_several_changes() {
        let contenders = [
            contender(ChangeKind::PasswordReset, &[(0, 3.0)]),
            contender(ChangeKind::MfaResetAll, &[(0, 2.0)]),
            contender(ChangeKind::PasswordReset, &[(0, 3.0)]),
        ];
        assert_eq!(assign(&contenders, 0.0, -0.9), [Some(TicketIx(0)); 3]);
    }

    #[test]
    fn below_the_threshold_there_is_no_ticket() {
        let contenders = [
            contender(ChangeKind::PasswordReset, &[(0, -0.5)]),
            contender(ChangeKind::PasswordReset, &[(0, -0.1), (1, -3.0)]),
        ];
        assert_eq!(assign(&contenders, 0.0, -0.9), [None, None]);
    }

    #[test]
    fn the_order_of_changes_does_not_matter() {
        let mut contenders = vec![
            contender(ChangeKind::PasswordReset, &[(0, 3.0), (1, 2.8)]),
            contender(ChangeKind::PasswordReset, &[(0, 2.0), (2, 0.4)]),
            contender(ChangeKind::AccountUnlock, &[(1, 1.0), (2, 1.1)]),
        ];
        let straight = assign(&contenders, 0.0, -0.9);
        contenders.reverse();
        let mut turned = assign(&contenders, 0.0, -0.9);
        turned.reverse();
        assert_eq!(straight, turned);
    }
}
