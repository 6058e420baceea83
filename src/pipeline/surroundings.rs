//! What happened around each change, and its risk.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::prove::Proving;
use super::told::told;
use crate::assess::risk::{Risking, Surroundings, Told, risk};
use crate::directory::Directory;
use crate::mapping::signals::SignalPolicy;
use crate::model::{AccountIx, Case, Change, ChangeKind, EventClass, EventIx, Instant, Span, Support};
use crate::source::Wanted;

/// The names under which a log speaks of the accounts that the desk's changes touch (and of those
/// who answer for them), each with the time around its changes.
pub(super) fn wanted(changes: &[Change], directory: &Directory, policy: &SignalPolicy) -> Wanted {
    let taken_up = taken_up(changes);
    let mut wanted = Wanted::new();
    for change in changes.iter().filter(|change| change.support != Support::No) {
        let Some(subject) = change.subject else { continue };
        let soon = policy.followed_until(change.at);
        let is_followed =
            taken_up.get(&subject).is_some_and(|times| times.range(change.at..=soon).next().is_some());
        let span = if is_followed { policy.around_followed(change.at) } else { policy.around(change.at) };
        for account in std::iter::once(subject).chain(directory.account(subject).owner) {
            for name in directory.account(account).search_names() {
                wanted.entry(name.to_lowercase()).or_default().push(span);
            }
        }
    }
    for spans in wanted.values_mut() {
        merge(spans);
    }
    wanted
}

/// When who enrolled a factor or device, or set their own password after a reset.
fn taken_up(changes: &[Change]) -> BTreeMap<AccountIx, BTreeSet<Instant>> {
    let mut enrolled: BTreeMap<AccountIx, BTreeSet<Instant>> = BTreeMap::new();
    let kinds = [ChangeKind::FactorEnrol, ChangeKind::DeviceEnrol, ChangeKind::PasswordChangeSelf];
    for change in changes.iter().filter(|change| kinds.contains(&change.kind)) {
        if let Some(subject) = change.subject {
            enrolled.entry(subject).or_default().insert(change.at);
        }
    }
    enrolled
}

/// Overlapping spans become one.
fn merge(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.iter() {
        match merged.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => merged.push(*span),
        }
    }
    *spans = merged;
}

/// The cases with their risk; `heard` is what the tickets tell of refusals and denials.
pub(super) fn with_risk(proving: &Proving<'_>, mut cases: Vec<Case>, heard: Told) -> Vec<Case> {
    let policy = &proving.knowledge.risk;
    let told = told(proving, &cases, heard);
    let class_of =
        |ix: EventIx| -> Option<EventClass> { proving.classes.get(ix.0 as usize).copied().flatten() };
    let surroundings = Surroundings::new(
        proving.changes,
        (proving.events, proving.acting),
        class_of,
        &told,
        (proving.directory, policy),
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
