//! What happened around each change, and its risk.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use rayon::prelude::*;

use super::prove::Proving;
use crate::assess::risk::{Refusal, Risking, Surroundings, risk};
use crate::directory::Directory;
use crate::model::{
    AccountIx, Case, Change, ChangeKind, EventClass, EventIx, Instant, Span, Support, Verdict, Weakness,
};
use crate::source::Wanted;

/// Which signals are read (`policy/signals.toml`).
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignalPolicy {
    before_hours: i64,
    after_hours: i64,
    enrolment_hours: i64,
    history_days: i64,
}

/// The names under which a log speaks of the accounts that the desk's changes touch (and of those
/// who answer for them), each with the time around its changes.
pub(super) fn wanted(changes: &[Change], directory: &Directory, policy: &SignalPolicy) -> Wanted {
    let enrolled = enrolments(changes);
    let mut wanted = Wanted::new();
    for change in changes.iter().filter(|change| change.support != Support::No) {
        let Some(subject) = change.subject else { continue };
        let until = later(change.at, TimeDelta::hours(policy.after_hours));
        let soon = later(change.at, TimeDelta::hours(policy.enrolment_hours));
        let is_followed =
            enrolled.get(&subject).is_some_and(|times| times.range(change.at..=soon).next().is_some());
        let before = if is_followed {
            TimeDelta::days(policy.history_days)
        } else {
            TimeDelta::hours(policy.before_hours)
        };
        let span = Span { from: later(change.at, -before), to: until };
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

/// When who enrolled a factor or device.
fn enrolments(changes: &[Change]) -> BTreeMap<AccountIx, BTreeSet<Instant>> {
    let mut enrolled: BTreeMap<AccountIx, BTreeSet<Instant>> = BTreeMap::new();
    for change in changes
        .iter()
        .filter(|change| matches!(change.kind, ChangeKind::FactorEnrol | ChangeKind::DeviceEnrol))
    {
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

fn later(at: Instant, by: TimeDelta) -> Instant {
    at.checked_add_signed(by).unwrap_or(at)
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
