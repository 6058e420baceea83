//! Links: the right ticket, another, or none where there is one.

use super::Board;
use super::agreement::{Judged, confusions};
use super::found::{FoundChange, Outcome};
use super::model::{Example, Rate, Scores};
use super::truth::TrueChange;

const NONE: &str = "no ticket";
const A_TICKET: &str = "a ticket";
const ANOTHER: &str = "another ticket";
const LEFT_OPEN: &str = "left open, the right one named";
const LEFT_OPEN_WRONGLY: &str = "left open, the right one not named";

/// The bases of links (DESIGN section 5, `link_basis`), strongest first.
const BASES: [&str; 4] = ["reference", "score", "parent", "override"];

/// Whether a change hangs on its ticket, or rightly on none. An open choice is never right.
pub(super) fn is_right(truth: &TrueChange, found: &FoundChange) -> bool {
    match found.link.outcome {
        Outcome::Linked => is_ticket(truth, &found.link.ticket),
        Outcome::Ambiguous => false,
        Outcome::Unlinked => truth.ticket.is_empty(),
    }
}

fn is_ticket(truth: &TrueChange, ticket: &str) -> bool {
    !truth.ticket.is_empty() && truth.ticket.eq_ignore_ascii_case(ticket)
}

/// Whether one of the two tickets of an open choice is the right one.
fn names_it(truth: &TrueChange, found: &FoundChange) -> bool {
    is_ticket(truth, &found.link.ticket) || is_ticket(truth, &found.link.runner_up)
}

/// Every reported change that is linked, with the true one that it speaks of.
pub(super) fn made<'a>(board: &'a Board<'_>) -> impl Iterator<Item = (&'a TrueChange, &'a FoundChange)> {
    spoken_of(board).filter(|(_, found)| found.link.outcome == Outcome::Linked)
}

/// Every reported change that speaks of a true one. Parts of a true change are among them: a
/// wrong link on a part is as wrong.
pub(super) fn spoken_of<'a>(board: &'a Board<'_>) -> impl Iterator<Item = (&'a TrueChange, &'a FoundChange)> {
    let pairs = board.found.changes.iter().zip(&board.pairing.of_found);
    pairs.filter_map(|(found, of)| Some((&board.truth.changes[(*of)?], found)))
}

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    let of_made = Rate::count(made(board).map(|(truth, found)| is_right(truth, found)));
    scores.figure("links.precision", "links made that are right", of_made);
    for basis in BASES {
        let of_basis = made(board).filter(|(_, found)| found.link.basis == basis);
        let rate = Rate::count(of_basis.map(|(truth, found)| is_right(truth, found)));
        if rate.of > 0 {
            scores.figure(format!("links.precision_{basis}"), format!("of those by {basis}"), rate);
        }
    }
    let places = board.truth.changes.iter().zip(&board.pairing.of_truth);
    let with_ticket = places.filter(|(truth, _)| !truth.ticket.is_empty());
    let reached = with_ticket
        .map(|(truth, found)| found.is_some_and(|found| is_right(truth, &board.found.changes[found])));
    scores.figure("links.recall", "true links that were made", Rate::count(reached));
    open_choices(board, scores);

    let unknown = board.found.changes.iter().zip(&board.pairing.of_found);
    let unknown = unknown.filter(|(found, of)| of.is_none() && found.link.outcome == Outcome::Linked).count();
    if unknown > 0 {
        scores.notes.push(format!("links on changes that the truth does not know, not scored: {unknown}"));
    }
    let mut judged: Vec<(f64, Judged<'_>)> =
        spoken_of(board).map(|(truth, found)| judged(truth, found)).collect();
    judged.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.example.id.cmp(&other.example.id)));
    let judged: Vec<Judged<'_>> = judged.into_iter().map(|(_, one)| one).collect();
    confusions("links", &judged, scores);
}

fn open_choices(board: &Board<'_>, scores: &mut Scores) {
    let open = || spoken_of(board).filter(|(_, found)| found.link.outcome == Outcome::Ambiguous);
    let left = Rate { hits: open().count() as u64, of: spoken_of(board).count() as u64 };
    scores.figure("links.ambiguous", "changes left open for review", left);
    if left.hits > 0 {
        let named = Rate::count(open().map(|(truth, found)| names_it(truth, found)));
        scores.figure("links.ambiguous_named", "of those with the right ticket named", named);
    }
}

/// A link in words, with its confidence.
fn judged<'a>(truth: &'a TrueChange, found: &'a FoundChange) -> (f64, Judged<'a>) {
    let true_word = if truth.ticket.is_empty() { NONE } else { A_TICKET };
    let our_word = match found.link.outcome {
        Outcome::Ambiguous if names_it(truth, found) => LEFT_OPEN,
        Outcome::Ambiguous => LEFT_OPEN_WRONGLY,
        _ if is_right(truth, found) => true_word,
        Outcome::Linked if truth.ticket.is_empty() => A_TICKET,
        Outcome::Linked => ANOTHER,
        Outcome::Unlinked => NONE,
    };
    let confidence = found.link.confidence.unwrap_or(0.0);
    let example = Example {
        id: found.id.clone(),
        native_id: truth.id.clone(),
        situation: truth.situation.clone(),
        truth: or_none(&truth.ticket),
        ours: told(found),
    };
    (confidence, Judged { truth: true_word, ours: our_word, on_wrong_ticket: our_word != true_word, example })
}

fn told(found: &FoundChange) -> String {
    let link = &found.link;
    let sure = link.confidence.map(|confidence| format!(" ({confidence:.3})")).unwrap_or_default();
    match link.outcome {
        Outcome::Ambiguous => format!("{} or {}{sure}", or_none(&link.ticket), or_none(&link.runner_up)),
        Outcome::Linked => format!("{}{sure}", link.ticket),
        Outcome::Unlinked => NONE.to_owned(),
    }
}

fn or_none(ticket: &str) -> String {
    if ticket.is_empty() { NONE.to_owned() } else { ticket.to_owned() }
}
