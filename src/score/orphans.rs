//! Orphans: changes that should have a ticket and have none.

use super::Board;
use super::agreement::{Judged, confusions, judge};
use super::links::spoken_of;
use super::model::{Rate, Scores};

const UNTICKETED: &str = "unticketed";
const NOT_SO: &str = "not unticketed";

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    let called = spoken_of(board).filter(|(_, found)| found.verdict == UNTICKETED);
    let precision = Rate::count(called.map(|(truth, _)| truth.is_orphan()));
    scores.figure("orphans.precision", "changes called unticketed that are", precision);
    let places = board.truth.changes.iter().zip(&board.pairing.of_truth);
    let orphans = places.filter(|(truth, _)| truth.is_orphan());
    let seen =
        orphans.map(|(_, found)| found.is_some_and(|found| board.found.changes[found].verdict == UNTICKETED));
    scores.figure("orphans.recall", "unticketed changes called so", Rate::count(seen));

    let word = |is_orphan: bool| if is_orphan { UNTICKETED } else { NOT_SO };
    let judged: Vec<Judged<'_>> = board
        .pairs()
        .map(|(truth, found)| {
            let (true_word, our_word) = (word(truth.is_orphan()), word(found.verdict == UNTICKETED));
            let mut judged = judge(truth, found, true_word, our_word);
            judged.example.ours.clone_from(&found.verdict);
            judged
        })
        .collect();
    confusions("orphans", &judged, scores);
}
