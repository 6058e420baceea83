//! Changes with their links, evidence and risk.

use super::Cloak;
use super::judged::decision;
use crate::model::{Case, Change, Evidence, Link, LinkReason, Overruled, Risk, RiskTerm};

pub(super) fn case(cloak: &Cloak<'_>, case: &mut Case) {
    let Case {
        change,
        link_outcome: _,
        link,
        runner_up,
        decisions,
        review: _,
        runner_up_verdict: _,
        evidence,
        overruled,
        approved_by,
        approved_at: _,
        required_level: _,
        verdict: _,
        verdict_reason,
        risk: Risk { score: _, terms },
    } = case;
    self::change(cloak, change);
    link.iter_mut().chain(runner_up).for_each(|link| self::link(cloak, link));
    decisions.iter_mut().for_each(|one| decision(cloak, one));
    evidence.iter_mut().for_each(|one| self::evidence(cloak, one));
    for Overruled { evidence, decision } in overruled {
        self::evidence(cloak, evidence);
        self::decision(cloak, decision);
    }
    cloak.maybe(approved_by, Cloak::name);
    cloak.said(verdict_reason);
    for RiskTerm { name: _, points: _, seen } in terms {
        cloak.said(seen);
    }
}

fn change(cloak: &Cloak<'_>, change: &mut Change) {
    let Change {
        id: _,
        at: _,
        kind: _,
        effect: _,
        subject: _,
        subject_label,
        subject_kind: _,
        tier: _,
        tier_known: _,
        actor: _,
        actor_label,
        actor_kind: _,
        support: _,
        support_reason,
        parent: _,
        source: _,
        event: _,
        events: _,
        origin: _,
        native_ids: _,
        native_action,
        ip,
        reference_text,
    } = change;
    cloak.name(subject_label);
    cloak.name(actor_label);
    cloak.said(support_reason);
    cloak.written(native_action);
    cloak.whereabouts(ip);
    cloak.each(reference_text, Cloak::written);
}

fn link(cloak: &Cloak<'_>, link: &mut Link) {
    let Link { ticket: _, confidence: _, score: _, basis: _, reasons, mismatches: _ } = link;
    for LinkReason { name: _, points: _, seen } in reasons {
        cloak.said(seen);
    }
}

fn evidence(cloak: &Cloak<'_>, evidence: &mut Evidence) {
    let Evidence {
        id: _,
        origin: _,
        method: _,
        level: _,
        basis: _,
        at: _,
        recorded_at: _,
        timing: _,
        by,
        about,
        weaknesses: _,
        quote,
        matched,
        tickets_alike: _,
        confirmed_by: _,
    } = evidence;
    cloak.name(by);
    cloak.name(about);
    cloak.quote(quote, matched);
}
