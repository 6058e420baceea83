//! Columns in which report and truth agree or not: support, evidence, verdict.

use std::collections::BTreeMap;

use super::Board;
use super::found::FoundChange;
use super::model::{Confusion, Example, Rate, Scores, ValueRates};
use super::truth::TrueChange;

/// The word for an empty cell.
pub(super) const NOTHING: &str = "(nothing)";

/// One item of which report and truth say something.
#[derive(Debug, Clone)]
pub(super) struct Judged<'a> {
    /// What is true, in a word that items are grouped by.
    pub(super) truth: &'a str,
    /// What the report says, in such a word.
    pub(super) ours: &'a str,
    /// Whether it hangs on a wrong ticket.
    pub(super) on_wrong_ticket: bool,
    pub(super) example: Example,
}

/// What was taken for what, the most frequent first.
pub(super) fn confusions(of: &str, judged: &[Judged<'_>], scores: &mut Scores) {
    let mut by_words: BTreeMap<(&str, &str), Confusion> = BTreeMap::new();
    for one in judged.iter().filter(|one| one.truth != one.ours) {
        let confusion = by_words.entry((one.truth, one.ours)).or_insert_with(|| Confusion {
            of: of.to_owned(),
            truth: one.truth.to_owned(),
            ours: one.ours.to_owned(),
            with_wrong_ticket: 0,
            examples: Vec::new(),
        });
        confusion.with_wrong_ticket += u64::from(one.on_wrong_ticket);
        confusion.examples.push(one.example.clone());
    }
    let mut found: Vec<Confusion> = by_words.into_values().collect();
    found.sort_by_key(|confusion| std::cmp::Reverse(confusion.examples.len()));
    scores.confusions.extend(found);
}

/// Precision and recall of each word.
pub(super) fn values(of: &str, judged: &[Judged<'_>], scores: &mut Scores) {
    let mut by_value: BTreeMap<&str, (Rate, Rate)> = BTreeMap::new();
    for one in judged {
        by_value.entry(one.ours).or_default().0.add(one.truth == one.ours);
        by_value.entry(one.truth).or_default().1.add(one.truth == one.ours);
    }
    let rates = |(value, (precision, recall)): (&str, (Rate, Rate))| ValueRates {
        of: of.to_owned(),
        value: value.to_owned(),
        precision,
        recall,
    };
    scores.values.extend(by_value.into_iter().map(rates));
}

/// The share that agrees, with its words and confusions; left out if there is nothing to compare.
pub(super) fn agreement(id: &str, title: &str, judged: &[Judged<'_>], scores: &mut Scores) {
    if judged.is_empty() {
        scores.not_told(id);
        return;
    }
    scores.figure(id, title, Rate::count(judged.iter().map(|one| one.truth == one.ours)));
    values(id, judged, scores);
    confusions(id, judged, scores);
}

/// A column of changes: what is true (`None`: not told, not scored), what the report says.
type Column = (&'static str, &'static str, fn(&TrueChange) -> Option<&str>, fn(&FoundChange) -> &str);

/// Evidence is told of a change if its level is, or, without that column, if the desk made it.
fn told<'a>(change: &TrueChange, cell: Option<&'a str>) -> Option<&'a str> {
    let is_told = match change.level.as_deref() {
        Some(level) => !level.is_empty(),
        None => change.is_of_the_desk(),
    };
    cell.filter(|_| is_told)
}

fn given(cell: Option<&str>) -> Option<&str> {
    cell.filter(|text| !text.is_empty())
}

const COLUMNS: [Column; 5] = [
    (
        "support.agreement",
        "brought about by the desk or not",
        |t| given(t.support.as_deref()),
        |f| &f.support,
    ),
    ("evidence.level", "evidence level", |t| given(t.level.as_deref()), |f| &f.level),
    ("evidence.method", "evidence method", |t| told(t, t.method.as_deref()), |f| &f.method),
    ("evidence.timing", "evidence timing", |t| told(t, t.timing.as_deref()), |f| &f.timing),
    ("verdict.agreement", "verdict", |t| given(t.verdict.as_deref()), |f| &f.verdict),
];

/// Scores the columns of the changes that are in both.
pub(super) fn of_changes(board: &Board<'_>, scores: &mut Scores) {
    support(board, scores);
    for (id, title, truth, ours) in COLUMNS {
        let judged: Vec<Judged<'_>> = board
            .pairs()
            .filter_map(|(true_one, found)| Some(judge(true_one, found, truth(true_one)?, ours(found))))
            .collect();
        agreement(id, title, &judged, scores);
        if id == "evidence.level" && !judged.is_empty() {
            let on_right = judged.iter().filter(|one| !one.on_wrong_ticket);
            let rate = Rate::count(on_right.map(|one| one.truth == one.ours));
            scores.figure("evidence.level_on_right_ticket", "the same, where the link is right", rate);
        }
    }
}

/// Support-triggered changes as a search for them; `unknown` counts on neither side.
fn support(board: &Board<'_>, scores: &mut Scores) {
    let sides: Vec<(&str, &str)> = board
        .pairs()
        .filter_map(|(truth, found)| Some((truth.support.as_deref()?, found.support.as_str())))
        .filter(|(truth, _)| matches!(*truth, "yes" | "no"))
        .collect();
    if sides.is_empty() {
        return;
    }
    let called = sides.iter().filter(|(_, ours)| *ours == "yes").map(|(truth, _)| *truth == "yes");
    scores.figure("support.precision", "said to be the desk's that are", Rate::count(called));
    let are = sides.iter().filter(|(truth, _)| *truth == "yes").map(|(_, ours)| *ours == "yes");
    scores.figure("support.recall", "the desk's that are said to be", Rate::count(are));
}

/// A change and what is said of it in one column.
pub(super) fn judge<'a>(
    true_one: &TrueChange,
    found: &FoundChange,
    truth: &'a str,
    ours: &'a str,
) -> Judged<'a> {
    let word = |text: &'a str| if text.is_empty() { NOTHING } else { text };
    Judged {
        truth: word(truth),
        ours: word(ours),
        on_wrong_ticket: !super::links::is_right(true_one, found),
        example: Example {
            id: found.id.clone(),
            native_id: true_one.id.clone(),
            situation: true_one.situation.clone(),
            truth: word(truth).to_owned(),
            ours: word(ours).to_owned(),
        },
    }
}
