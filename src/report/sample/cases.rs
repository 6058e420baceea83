//! Changes with everything said of them.

use super::*;

pub(super) fn case(at: usize, tickets: &[Ticket], dice: &mut Dice) -> Case {
    let hostile = HOSTILE[at % HOSTILE.len()];
    let kind = dice.of(KINDS);
    let when = tickets[at].opened_at.unwrap()
        + Duration::minutes(35)
        + Duration::milliseconds(if at == 5 { 250 } else { 0 });
    let judged = at % 11 != 10;
    let verdict = judged.then(|| verdict_of(when, dice));
    let ticketed = judged && !matches!(verdict, Some(Verdict::Unticketed | Verdict::NotTestable));
    let actor = tickets[at].agent.label().to_owned();
    let subject =
        if at.is_multiple_of(4) { hostile.to_owned() } else { format!("{}@example.com", dice.of(PEOPLE)) };
    let change = Change {
        id: ChangeId(format!(
            "chg-{:012x}",
            0x9e37_79b9_7f4a_u64.wrapping_mul(at as u64 + 1) & 0xffff_ffff_ffff
        )),
        at: when,
        kind,
        effect: kind.effect(),
        subject: None,
        subject_label: subject.clone(),
        subject_kind: if at % 13 == 12 { SubjectKind::Nhi } else { SubjectKind::Human },
        tier: dice.of(&[Tier::Standard, Tier::Standard, Tier::Privileged, Tier::Executive]),
        tier_known: at.is_multiple_of(2),
        actor: None,
        actor_label: actor.clone(),
        actor_kind: if judged { ActorKind::DeskAgent } else { ActorKind::SelfService },
        support: if judged { Support::Yes } else { Support::No },
        support_reason: "the actor works tickets".to_owned(),
        parent: None,
        source: "okta.system_log".to_owned(),
        event: EventIx(u32::try_from(at).unwrap()),
        events: vec![EventIx(u32::try_from(at).unwrap())],
        origin: origin(0, at as u64 * 37 + 1),
        native_ids: vec![format!("uuid-{at:04}"), hostile.to_owned()],
        native_action: "user.account.reset_password".to_owned(),
        ip: Some("198.51.100.7".to_owned()),
        reference_text: vec![],
    };
    Case {
        link_outcome: if ticketed { LinkOutcome::Linked } else { LinkOutcome::Unlinked },
        link: ticketed.then(|| link(at, hostile)),
        runner_up: (ticketed && at > 0 && at.is_multiple_of(3)).then(|| link(at - 1, "")),
        decisions: if ticketed && at % 7 == 3 { vec![decision(at, hostile)] } else { vec![] },
        review: if ticketed && at % 9 == 4 { vec![ReviewReason::CloseRunnerUp] } else { vec![] },
        runner_up_verdict: (ticketed && at > 0 && at.is_multiple_of(3)).then_some(Verdict::Unproven),
        evidence: evidence(at, verdict, when, &subject, &actor, hostile),
        overruled: overruled(at, when, hostile),
        approved_by: at.is_multiple_of(5).then(|| "boss@example.com".to_owned()),
        approved_at: at.is_multiple_of(5).then(|| when - Duration::minutes(4)),
        required_level: dice.of(&[Level::Adequate, Level::Strong]),
        verdict,
        verdict_reason: reason(verdict),
        risk: risk(verdict, dice),
        change,
    }
}

pub(super) fn decision(at: usize, hostile: &str) -> Decision {
    Decision {
        kind: DecisionKind::Link,
        item: format!("chg-{at}"),
        other: format!("INC{at:07}"),
        other_source: String::new(),
        decided_by: format!("Reviewer {hostile}"),
        decided_at: "2026-04-12".to_owned(),
        why: hostile.to_owned(),
        line: at as u64 + 2,
    }
}

pub(super) fn overruled(at: usize, when: Instant, hostile: &str) -> Vec<Overruled> {
    let found = evidence(at, Some(Verdict::Proven), when, hostile, hostile, hostile);
    let overruled = |evidence| Overruled { evidence, decision: decision(at, hostile) };
    found.into_iter().filter(|_| at % 10 == 6).map(overruled).collect()
}

pub(super) fn decisions(size: usize) -> Vec<SettledDecision> {
    let fates = [Fate::Applied, Fate::Agrees, Fate::Stale(format!("no change {} is there", HOSTILE[0]))];
    let settled = |at: usize| SettledDecision {
        decision: decision(at, HOSTILE[at % HOSTILE.len()]),
        fate: fates[at % fates.len()].clone(),
        note: if at == 1 { HOSTILE[2].to_owned() } else { String::new() },
    };
    (0..size.min(6)).map(settled).collect()
}

pub(super) fn event(case: &Case) -> Event {
    Event {
        origin: case.change.origin,
        source: case.change.source.clone(),
        native_id: case.change.native_ids[0].clone(),
        at: case.change.at,
        native_type: case.change.native_action.clone(),
        outcome: Outcome::Success,
        reason: Some(case.change.native_ids[1].clone()),
        actor: party(&case.change.actor_label),
        targets: vec![party(&case.change.subject_label)],
        subject: Some(0),
        ip: case.change.ip.clone(),
        user_agent: None,
        place: None,
        network: None,
        session: None,
        transaction: None,
        details: Default::default(),
    }
}

pub(super) fn verdict_of(when: Instant, dice: &mut Dice) -> Verdict {
    if when > start() + Duration::days(62) {
        return Verdict::NotTestable;
    }
    use Verdict::{Insufficient, Late, Proven, Unproven, Unticketed};
    dice.of(&[
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Insufficient,
        Late,
        Unproven,
        Unproven,
        Unticketed,
    ])
}

pub(super) fn reason(verdict: Option<Verdict>) -> String {
    match verdict {
        None => "the account holder did it; the desk had no part in it",
        Some(Verdict::Proven) => {
            "a push to an authenticator enrolled before the request, 4 minutes before the change"
        }
        Some(Verdict::Insufficient) => "employee number only; a privileged account needs a strong method",
        Some(Verdict::Late) => "the call back was made 22 minutes after the change",
        Some(Verdict::Unproven) => "the ticket says nothing of a verification, and its journal was exported",
        Some(Verdict::Unticketed) => {
            "no ticket names the account or the agent between 24 hours before and 4 hours after"
        }
        Some(Verdict::NotTestable) => "the ticket export ends on 5 April 2026, before the change",
    }
    .to_owned()
}

pub(super) fn link(at: usize, hostile: &str) -> Link {
    let reason = |name: &str, points: f64, seen: &str| LinkReason {
        name: name.to_owned(),
        points,
        seen: seen.to_owned(),
    };
    Link {
        ticket: TicketIx(u32::try_from(at).unwrap()),
        confidence: 0.941,
        score: 2.77,
        basis: LinkBasis::Score,
        reasons: vec![
            reason("subject_login", 3.2, "the ticket's affected person is the account"),
            reason("agent", 1.4, "the agent of the ticket made the change"),
            reason("time", -0.63, hostile),
            reason("prior", -1.2, "any ticket against any change"),
        ],
        mismatches: if at.is_multiple_of(8) { vec![Mismatch::ScopeDrift] } else { vec![] },
    }
}

pub(super) fn evidence(
    at: usize,
    verdict: Option<Verdict>,
    when: Instant,
    subject: &str,
    actor: &str,
    hostile: &str,
) -> Vec<Evidence> {
    let (method, timing, minutes) = match verdict {
        Some(Verdict::Proven) => (Method::AuthenticatorChallenge, Timing::Before, -4),
        Some(Verdict::Insufficient) => (Method::KnowledgeBased, Timing::Before, -6),
        Some(Verdict::Late) => (Method::CallbackOnFile, Timing::After, 22),
        _ => return Vec::new(),
    };
    let quote = format!("Caller on the line. Sent push, user approved it. {hostile}\nReset done.");
    vec![Evidence {
        id: format!("ev-{at:012x}"),
        origin: origin(1, at as u64 + 1),
        method,
        level: method.level(),
        basis: Basis::Asserted,
        at: Some(when + Duration::minutes(minutes)),
        recorded_at: None,
        timing,
        by: actor.to_owned(),
        about: subject.to_owned(),
        weaknesses: if at.is_multiple_of(6) { vec![Weakness::Boilerplate] } else { vec![] },
        quote,
        matched: vec![(20, 29), (31, 47), (9_000, 9_001)],
        tickets_alike: 1,
        confirmed_by: vec![],
    }]
}

pub(super) fn risk(verdict: Option<Verdict>, dice: &mut Dice) -> Risk {
    let far = match verdict {
        None | Some(Verdict::Proven) => 0.0,
        Some(Verdict::NotTestable) => 10.0,
        Some(_) => 30.0,
    };
    let effect = 10.0 + dice.roll(20) as f64;
    let follow = if dice.roll(4) == 0 { 25.0 } else { 0.0 };
    let term =
        |name: &str, points, seen: &str| RiskTerm { name: name.to_owned(), points, seen: seen.to_owned() };
    Risk {
        score: effect + far + follow,
        terms: vec![
            term("effect", effect, "a factor of a privileged account"),
            term("verdict", far, "how far from proven"),
            term("P3", follow, "a new factor from a network never seen for this account, 6 minutes later"),
        ],
    }
}
