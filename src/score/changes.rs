//! Changes found: by native ids, and of which kind.

use super::Board;
use super::agreement::{Judged, agreement, confusions, judge};
use super::model::{Example, Rate, Scores};

const MISSED: &str = "(not reported)";
const MERGED: &str = "(reported within another change)";
const INVENTED: &str = "(did not happen)";
const SPLIT: &str = "(part of another change)";

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    let stands: std::collections::BTreeSet<usize> =
        board.pairing.of_truth.iter().flatten().copied().collect();
    let reported = (0..board.found.changes.len()).map(|at| stands.contains(&at));
    scores.figure("changes.precision", "reported changes that happened", Rate::count(reported));
    let happened = board.pairing.of_truth.iter().map(Option::is_some);
    scores.figure("changes.recall", "changes that are reported", Rate::count(happened));

    let mut odd = missed(board);
    let reported = board.found.changes.iter().zip(&board.pairing.of_found).enumerate();
    let mut surplus: Vec<_> = reported.filter(|(at, _)| !stands.contains(at)).collect();
    surplus.sort_by_key(|(_, (found, _))| &found.id);
    odd.extend(surplus.into_iter().map(|(_, (found, of))| {
        let truth = if of.is_some() { SPLIT } else { INVENTED };
        let native_id = found.ids.first().cloned().unwrap_or_default();
        let situation = of.map(|at| board.truth.changes[at].situation.clone()).unwrap_or_default();
        one(truth, &found.kind, Example { id: found.id.clone(), native_id, situation, ..empty() })
    }));
    confusions("changes", &odd, scores);

    let pairs = board.pairs();
    let kinds: Vec<Judged<'_>> = pairs
        .filter_map(|(truth, found)| {
            let kind = truth.kind.as_deref().filter(|kind| !kind.is_empty())?;
            Some(judge(truth, found, kind, &found.kind))
        })
        .collect();
    agreement("changes.kind", "found changes of the right kind", &kinds, scores);
}

/// True changes for which no reported one stands.
fn missed<'a>(board: &'a Board<'_>) -> Vec<Judged<'a>> {
    let places = board.pairing.of_truth.iter().zip(&board.pairing.is_touched);
    let missed = board.truth.changes.iter().zip(places).filter(|(_, (found, _))| found.is_none());
    missed
        .map(|(truth, (_, touched))| {
            let ours = if *touched { MERGED } else { MISSED };
            let (native_id, situation) = (truth.id.clone(), truth.situation.clone());
            one(
                truth.kind.as_deref().unwrap_or("a change"),
                ours,
                Example { native_id, situation, ..empty() },
            )
        })
        .collect()
}

fn one<'a>(truth: &'a str, ours: &'a str, example: Example) -> Judged<'a> {
    let example = Example { truth: truth.to_owned(), ours: ours.to_owned(), ..example };
    Judged { truth, ours, on_wrong_ticket: false, example }
}

fn empty() -> Example {
    let none = String::new;
    Example { id: none(), native_id: none(), situation: none(), truth: none(), ours: none() }
}
