//! Changes with their links, evidence and risk.

use super::Here;
use super::judged::decision;
use crate::model::{Case, Change, Evidence, Link, LinkReason, Overruled, Risk, RiskTerm};

pub(super) fn case(here: Here<'_>, case: &mut Case) {
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
    self::change(here, change);
    link.iter_mut().chain(runner_up).for_each(|link| self::link(here, link));
    decisions.iter_mut().for_each(|one| decision(here, one));
    evidence.iter_mut().for_each(|one| self::evidence(here, one));
    for Overruled { evidence, decision } in overruled {
        self::evidence(here, evidence);
        self::decision(here, decision);
    }
    here.maybe(approved_by, Here::name);
    here.said(verdict_reason);
    for RiskTerm { name: _, points: _, seen } in terms {
        here.said(seen);
    }
}

fn change(here: Here<'_>, change: &mut Change) {
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
    here.name(subject_label);
    here.name(actor_label);
    here.said(support_reason);
    here.written(native_action);
    here.whereabouts(ip);
    here.each(reference_text, Here::written);
}

fn link(here: Here<'_>, link: &mut Link) {
    let Link { ticket: _, confidence: _, score: _, basis: _, reasons, mismatches: _ } = link;
    for LinkReason { name: _, points: _, seen } in reasons {
        here.said(seen);
    }
}

fn evidence(here: Here<'_>, evidence: &mut Evidence) {
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
    here.name(by);
    here.name(about);
    here.quote(quote, matched);
}
