//! Everything that moved, with its causes.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::{Because, Pair};
use super::folder::{ChangeRow, FindingRow};
use super::{Between, Move, Sort, What, Written};

/// Everything that moved between two reports, what is worse first, then by id.
#[must_use]
pub fn moves(old: &Written, new: &Written, between: &Between) -> Vec<Move> {
    let pair = Pair { old, new, between };
    let changes = changes(pair);
    let of_change: BTreeMap<&str, &Move> = changes.iter().map(|one| (one.id.as_str(), one)).collect();
    let findings = findings(pair, &of_change);
    let mut moves: Vec<Move> = changes.iter().cloned().chain(findings).collect();
    moves.sort_by(|one, other| (one.what, one.sort, &one.id).cmp(&(other.what, other.sort, &other.id)));
    moves
}

fn changes(pair: Pair<'_>) -> Vec<Move> {
    let ids: BTreeSet<&String> = pair.old.changes.keys().chain(pair.new.changes.keys()).collect();
    ids.into_iter()
        .filter_map(|id| {
            let (old, new) = (pair.old.changes.get(id), pair.new.changes.get(id));
            let (sort, because) = match (old, new) {
                (Some(old), Some(new)) if is_same(old, new) => return None,
                (Some(old), Some(new)) => {
                    (graded(&old.verdict, &new.verdict, "proven", is_lapse), pair.change(old, new))
                }
                (Some(old), None) => (Sort::Gone, pair.one_sided(pair.old, &old.source_file)),
                (None, Some(new)) => (Sort::New, pair.one_sided(pair.new, &new.source_file)),
                (None, None) => return None,
            };
            let row = |row: &ChangeRow| format!("{}:{}", row.source_file, row.source_record);
            let about = new.or(old).map(|row| format!("{}, {}", row.kind, row.subject)).unwrap_or_default();
            Some(told(
                (What::Change, id, about, sort),
                (old.map(verdict), new.map(verdict)),
                because,
                (old.map(row), new.map(row)),
            ))
        })
        .collect()
}

/// Whether a change is judged the same for the same reasons.
fn is_same(old: &ChangeRow, new: &ChangeRow) -> bool {
    let judged = |row: &ChangeRow| {
        [
            &row.verdict,
            &row.kind,
            &row.ticket,
            &row.evidence_id,
            &row.evidence_level,
            &row.evidence_when,
            &row.required_level,
        ]
        .map(String::clone)
    };
    judged(old) == judged(new)
}

fn verdict(row: &ChangeRow) -> String {
    if row.verdict.is_empty() { "not judged".to_owned() } else { row.verdict.clone() }
}

fn is_lapse(word: &str) -> bool {
    ["insufficient", "late", "unproven", "unticketed"].contains(&word)
}

fn is_failure(word: &str) -> bool {
    word == "fail"
}

/// How a word moved to another; `good` is the best that it can be.
fn graded(old: &str, new: &str, good: &str, is_bad: fn(&str) -> bool) -> Sort {
    if old == new {
        Sort::Changed
    } else if is_bad(old) && new == good {
        Sort::Fixed
    } else if old == good && is_bad(new) {
        Sort::Worse
    } else {
        Sort::Regraded
    }
}

fn findings(pair: Pair<'_>, moved: &BTreeMap<&str, &Move>) -> Vec<Move> {
    let ids: BTreeSet<&String> = pair.old.findings.keys().chain(pair.new.findings.keys()).collect();
    ids.into_iter()
        .filter_map(|id| {
            let (old, new) = (pair.old.findings.get(id), pair.new.findings.get(id));
            let row = new.or(old)?;
            let sort = match (old, new) {
                (Some(old), Some(new)) if is_same_finding(old, new) => return None,
                (Some(old), Some(new)) => graded(&old.outcome, &new.outcome, "pass", is_failure),
                // Passes of large populations are not listed.
                (Some(old), None) if is_failure(&old.outcome) && is_there(pair.new, &old.item) => Sort::Fixed,
                (Some(_), None) => Sort::Gone,
                (None, _) => Sort::New,
            };
            let because = match moved.get(row.item.as_str()) {
                Some(change) if !is_about_exceptions(old, new) => follows(change),
                _ => pair.finding(old, new),
            };
            let records = |row: &FindingRow| row.records.split(';').next().unwrap_or_default().to_owned();
            let now = match (new, sort) {
                (None, Sort::Fixed) => Some("pass, or no longer tested".to_owned()),
                (new, _) => new.map(|row| row.outcome.clone()),
            };
            Some(told(
                (What::Finding, id, format!("{} {}", row.test, row.item), sort),
                (old.map(|row| row.outcome.clone()), now),
                because,
                (old.map(records), new.map(records)),
            ))
        })
        .collect()
}

fn is_same_finding(old: &FindingRow, new: &FindingRow) -> bool {
    (&old.outcome, &old.severity, &old.exception) == (&new.outcome, &new.severity, &new.exception)
}

fn is_about_exceptions(old: Option<&FindingRow>, new: Option<&FindingRow>) -> bool {
    old.zip(new).is_some_and(|(old, new)| {
        old.exception != new.exception && old.original_outcome == new.original_outcome
    })
}

/// Whether what a finding was about is still there: what is no change is taken to be.
fn is_there(report: &Written, item: &str) -> bool {
    !item.starts_with("chg-") || report.changes.contains_key(item)
}

/// The causes of a finding on a change that moved.
fn follows(change: &Move) -> Because {
    Because {
        causes: change.causes.clone(),
        said: format!("as of its change: {}", change.said),
        old_rows: Vec::new(),
        new_rows: Vec::new(),
    }
}

fn told(
    (what, id, about, sort): (What, &str, String, Sort),
    (was, now): (Option<String>, Option<String>),
    because: Because,
    (old_row, new_row): (Option<String>, Option<String>),
) -> Move {
    let Because { mut causes, said, old_rows, new_rows } = because;
    causes.sort();
    let rows = |own: Option<String>, more: Vec<String>| -> Vec<String> {
        own.into_iter().filter(|row| !row.is_empty()).chain(more).collect()
    };
    Move {
        what,
        id: id.to_owned(),
        about,
        sort,
        was,
        now,
        causes,
        said,
        old_rows: rows(old_row, old_rows),
        new_rows: rows(new_row, new_rows),
    }
}
