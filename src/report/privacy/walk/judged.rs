//! Findings, and what reviewers and owners of exceptions left.

use super::Cloak;
use crate::model::{
    AuditSample, CarriedNote, ControlResult, Decision, Fate, Finding, SettledDecision, SettledException,
};

pub(super) fn control(cloak: &Cloak<'_>, control: &mut ControlResult) {
    let ControlResult {
        test: _,
        population: _,
        pass: _,
        fail: _,
        exception: _,
        not_testable: _,
        untested_because,
        findings,
    } = control;
    cloak.maybe(untested_because, Cloak::said);
    for finding in findings {
        let Finding { id: _, test: _, item, outcome: _, severity: _, reason, excepted: _, origins: _ } =
            finding;
        cloak.item(item);
        cloak.said(reason);
    }
}

pub(super) fn exception(cloak: &Cloak<'_>, exception: &mut SettledException) {
    let SettledException {
        id: _,
        line: _,
        test: _,
        scope,
        reason,
        owner,
        approved_by,
        expires: _,
        state: _,
        findings: _,
        said,
    } = exception;
    cloak.written(scope);
    cloak.written(reason);
    cloak.name(owner);
    cloak.name(approved_by);
    cloak.said(said);
}

pub(super) fn note(cloak: &Cloak<'_>, note: &mut CarriedNote) {
    let CarriedNote { on: _, kind: _, by, at: _, text, then, now, state: _, place } = note;
    cloak.name(by);
    cloak.written(text);
    cloak.maybe(then, Cloak::said);
    cloak.maybe(now, Cloak::said);
    cloak.said(place);
}

pub(super) fn sample(cloak: &Cloak<'_>, sample: &mut AuditSample) {
    let AuditSample {
        method: _,
        confidence: _,
        tolerable: _,
        expected: _,
        population: _,
        size_by: _,
        seed,
        algorithm: _,
        // Tier and kind.
        strata: _,
        items: _,
        evaluations: _,
    } = sample;
    cloak.said(seed);
}

pub(super) fn settled(cloak: &Cloak<'_>, settled: &mut SettledDecision) {
    let SettledDecision { decision, fate, note } = settled;
    self::decision(cloak, decision);
    if let Fate::Stale(why) = fate {
        cloak.said(why);
    }
    cloak.said(note);
}

pub(super) fn decision(cloak: &Cloak<'_>, decision: &mut Decision) {
    let Decision { kind: _, item, other, other_source: _, decided_by, decided_at: _, why, line: _ } =
        decision;
    cloak.name(item);
    cloak.name(other);
    cloak.name(decided_by);
    cloak.written(why);
}
