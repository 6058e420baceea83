//! What happened around each change, and its risk.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::prove::Proving;
use crate::assess::risk::{Refusal, Risking, Surroundings, risk};
use crate::directory::Directory;
use crate::model::{Case, Change, EventClass, EventIx, Support, Verdict, Weakness};

/// The names under which a log speaks of accounts that the desk's changes touch, and of those
/// who made them.
pub(super) fn names_that_matter(changes: &[Change], directory: &Directory) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for change in changes.iter().filter(|change| change.support != Support::No) {
        let owner = change.subject.and_then(|subject| directory.account(subject).owner);
        for account in change.subject.into_iter().chain(owner) {
            names.extend(directory.account(account).search_names().map(str::to_lowercase));
        }
    }
    names
}

/// The cases with their risk.
pub(super) fn with_risk(proving: &Proving<'_>, mut cases: Vec<Case>) -> Vec<Case> {
    let policy = &proving.knowledge.risk;
    let proven: BTreeSet<&str> = cases
        .iter()
        .filter(|case| case.verdict == Some(Verdict::Proven))
        .map(|case| case.change.id.0.as_str())
        .collect();
    let refusals = refusals(&cases, proving.directory);
    let class_of =
        |ix: EventIx| -> Option<EventClass> { proving.classes.get(ix.0 as usize).copied().flatten() };
    let surroundings = Surroundings::new(
        proving.changes,
        proving.events,
        class_of,
        (proven, &refusals),
        (proving.directory, &policy.look),
    );
    let risks: Vec<_> = cases
        .par_iter()
        .map(|case| {
            risk(&Risking {
                change: &case.change,
                verdict: case.verdict,
                evidence: &case.evidence,
                surroundings: &surroundings,
                coverage: &proving.reading.coverage,
                policy,
            })
        })
        .collect();
    for (case, risk) in cases.iter_mut().zip(risks) {
        case.risk = risk;
    }
    cases
}

/// Verifications that failed, each once.
fn refusals(cases: &[Case], directory: &Directory) -> Vec<Refusal> {
    let mut found = BTreeSet::new();
    for case in cases {
        let Some(subject) = case.change.subject else { continue };
        for evidence in
            case.evidence.iter().filter(|evidence| evidence.weaknesses.contains(&Weakness::Failed))
        {
            if let Some(at) = evidence.at {
                found.insert(Refusal { at, subject, by: directory.resolve_word(&evidence.by).one() });
            }
        }
    }
    found.into_iter().collect()
}
