//! Orphans: changes that should have a ticket and have none.

use super::Board;
use super::agreement::{Judged, confusions, judge};
use super::links::spoken_of;
use super::model::{Rate, Scores};

const UNTICKETED: &str = "unticketed";
const NOT_SO: &str = "not unticketed";

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    // What is not known to be none may be called one: only what has a ticket is called so wrongly.
    let called = spoken_of(board).filter(|(_, found)| found.verdict == UNTICKETED);
    let precision = Rate::count(called.map(|(truth, _)| truth.is_orphan().unwrap_or(true)));
    scores.figure("orphans.precision", "changes called unticketed that are", precision);
    if board.truth.changes.iter().any(|truth| truth.is_orphan().is_none()) {
        scores.not_told("orphans.recall");
    } else {
        let places = board.truth.changes.iter().zip(&board.pairing.of_truth);
        let orphans = places.filter(|(truth, _)| truth.is_orphan() == Some(true));
        let is_called = |found: usize| board.found.changes[found].verdict == UNTICKETED;
        let seen = orphans.map(|(_, found)| found.is_some_and(is_called));
        scores.figure("orphans.recall", "unticketed changes called so", Rate::count(seen));
    }

    let word = |is_orphan: bool| if is_orphan { UNTICKETED } else { NOT_SO };
    let judged: Vec<Judged<'_>> = board
        .pairs()
        .filter_map(|(truth, found)| Some((truth, found, truth.is_orphan()?)))
        .map(|(truth, found, is_orphan)| {
            let (true_word, our_word) = (word(is_orphan), word(found.verdict == UNTICKETED));
            let mut judged = judge(truth, found, true_word, our_word);
            judged.example.ours.clone_from(&found.verdict);
            judged
        })
        .collect();
    confusions("orphans", &judged, scores);
}
