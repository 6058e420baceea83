//! The user finishes what the desk began: the self-made change belongs to its parent.

use std::collections::BTreeMap;

use super::ClassifyRules;
use super::rules::Completion;
use crate::model::{AccountIx, ActorKind, Change, Support};

/// Gives self-made changes the desk's change that they complete. `changes` are sorted by time.
///
/// The latest possible parent within the lifetime wins. One parent may be completed by one kind
/// of act within an hour of its first completion (two factors enrolled in one sitting), not again later.
pub(super) fn adopt(changes: &mut [Change], rules: &ClassifyRules) {
    let mut by_subject: BTreeMap<AccountIx, Vec<usize>> = BTreeMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let Some(subject) = change.subject {
            by_subject.entry(subject).or_default().push(at);
        }
    }
    for of_subject in by_subject.values() {
        let mut first_completed: BTreeMap<usize, chrono::DateTime<chrono::Utc>> = BTreeMap::new();
        for (order, &child) in of_subject.iter().enumerate() {
            let Some(parent) = find_parent(changes, &of_subject[..order], child, rules) else { continue };
            let first = *first_completed.entry(parent).or_insert(changes[child].at);
            if (changes[child].at - first).num_minutes() > 60 {
                continue;
            }
            let (id, label) = (changes[parent].id.clone(), changes[parent].kind);
            let child = &mut changes[child];
            child.support = Support::Yes;
            child.support_reason = format!("the account holder completed the desk's {label} ({id})");
            child.parent = Some(id);
        }
    }
}

fn find_parent(changes: &[Change], earlier: &[usize], child: usize, rules: &ClassifyRules) -> Option<usize> {
    let child = &changes[child];
    if child.actor_kind != ActorKind::SelfService || (child.support == Support::Yes && child.parent.is_none())
    {
        return None;
    }
    earlier.iter().rev().copied().find(|&at| {
        let parent = &changes[at];
        let by_the_desk =
            matches!(parent.support, Support::Yes | Support::Unknown) && parent.parent.is_none();
        by_the_desk && rules.completions.iter().any(|rule| completes(rule, parent, child))
    })
}

fn completes(rule: &Completion, parent: &Change, child: &Change) -> bool {
    rule.parent.contains(&parent.kind)
        && rule.child.contains(&child.kind)
        && (child.at - parent.at).num_minutes() <= rule.hours * 60
}
