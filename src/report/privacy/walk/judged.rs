//! Findings, and what reviewers and owners of exceptions left.

use super::Here;
use crate::model::{
    AuditSample, CarriedNote, ControlResult, Decision, DecisionKind, Excepted, Fate, Finding,
    SettledDecision, SettledException,
};

pub(super) fn control(here: Here<'_>, control: &mut ControlResult) {
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
    here.maybe(untested_because, Here::said);
    for finding in findings {
        let Finding { id, test: _, item, outcome: _, severity: _, reason, excepted, origins: _ } = finding;
        here.id(&mut id.0);
        if let Some(Excepted { was: _, by }) = excepted {
            here.id(&mut by.0);
        }
        here.item(item);
        here.said(reason);
    }
}

pub(super) fn exception(here: Here<'_>, exception: &mut SettledException) {
    let SettledException {
        id,
        line: _,
        test: _,
        scope,
        reason,
        owner,
        approved_by,
        expires: _,
        state: _,
        findings,
        said,
    } = exception;
    here.id(&mut id.0);
    findings.iter_mut().for_each(|finding| here.id(&mut finding.0));
    here.written(scope);
    here.written(reason);
    here.name(owner);
    here.name(approved_by);
    here.said(said);
}

pub(super) fn note(here: Here<'_>, note: &mut CarriedNote) {
    let CarriedNote { on, kind: _, by, at: _, text, then, now, state: _, place } = note;
    here.id(on);
    here.name(by);
    here.written(text);
    here.maybe(then, Here::said);
    here.maybe(now, Here::said);
    here.said(place);
}

pub(super) fn sample(here: Here<'_>, sample: &mut AuditSample) {
    let AuditSample {
        method: _,
        confidence: _,
        tolerable: _,
        expected: _,
        population: _,
        size_by: _,
        seed,
        seed_by,
        algorithm: _,
        limit_by: _,
        // Tier and kind.
        strata: _,
        items: _,
        evaluations: _,
    } = sample;
    here.said(seed);
    here.said(seed_by);
}

pub(super) fn settled(here: Here<'_>, settled: &mut SettledDecision) {
    let SettledDecision { decision, fate, note } = settled;
    self::decision(here, decision);
    if let Fate::Stale(why) = fate {
        here.said(why);
    }
    here.said(note);
}

pub(super) fn decision(here: Here<'_>, decision: &mut Decision) {
    let Decision { kind, item, other, other_source: _, decided_by, decided_at: _, why, line: _ } = decision;
    if matches!(kind, DecisionKind::SamePerson | DecisionKind::DifferentPerson) {
        here.name(item);
        here.name(other);
    }
    here.name(decided_by);
    here.written(why);
}
