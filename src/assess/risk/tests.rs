//! One case per pattern, and the promises of the sum.

use std::collections::BTreeSet;

use super::{Refusal, Risking, Surroundings, risk};
use crate::correlate::evidence::tests::{account, at, change, directory, event};
use crate::directory::Directory;
use crate::mapping::Mappings;
use crate::mapping::risk::RiskPolicy;
use crate::model::*;

const ANA: &str = "ana.ruiz@example.com";
const BEN: &str = "ben.ode@example.com";

struct World {
    directory: Directory,
    policy: RiskPolicy,
    changes: Vec<Change>,
    events: Vec<Event>,
    classes: Vec<EventClass>,
    refusals: Vec<Refusal>,
    coverage: Vec<Coverage>,
    proven: Vec<String>,
    evidence: Vec<Evidence>,
}

impl World {
    /// A password reset of Ana at 14:10 by Ben; Ana was seen from home before.
    fn new() -> Self {
        let mut world = Self {
            directory: directory(),
            policy: RiskPolicy::load(&Mappings::embedded()).unwrap(),
            changes: vec![],
            events: vec![],
            classes: vec![],
            refusals: vec![],
            coverage: vec![],
            proven: vec![],
            evidence: vec![],
        };
        world.add("1", ChangeKind::PasswordReset, "14:10", BEN, ANA, None);
        world.signal("user.session.start", ANA, "09:00", "192.0.2.1");
        world
    }

    fn account(&self, login: &str) -> AccountIx {
        account(&self.directory, login)
    }

    fn push_event(&mut self, event: Event, class: EventClass) -> EventIx {
        self.events.push(event);
        self.classes.push(class);
        EventIx(u32::try_from(self.events.len() - 1).unwrap())
    }

    fn signal(&mut self, native_type: &str, who: &str, when: &str, ip: &str) {
        let mut one = event(native_type, who, who, at(when));
        one.ip = Some(ip.into());
        self.push_event(one, EventClass::Signal(Signal::FollowOn));
    }

    fn add(&mut self, id: &str, kind: ChangeKind, when: &str, actor: &str, subject: &str, ip: Option<&str>) {
        let mut one = event("native", actor, subject, at(when));
        one.ip = ip.map(str::to_owned);
        let ix = self.push_event(one, EventClass::Change(kind, kind.effect()));
        let mut new = change(&self.directory, id, kind, at(when));
        new.subject = Some(self.account(subject));
        new.actor = Some(self.account(actor));
        new.ip = ip.map(str::to_owned);
        new.event = ix;
        if actor == subject {
            (new.support, new.actor_kind) = (Support::No, ActorKind::SelfService);
        }
        self.changes.push(new);
    }

    fn risk_of(&self, at: usize, verdict: Verdict) -> Risk {
        let proven: BTreeSet<&str> = self.proven.iter().map(String::as_str).collect();
        let class_of = |ix: EventIx| self.classes.get(ix.0 as usize).copied();
        let surroundings = Surroundings::new(
            &self.changes,
            &self.events,
            class_of,
            (proven, &self.refusals),
            (&self.directory, &self.policy.look),
        );
        risk(&Risking {
            change: &self.changes[at],
            verdict: Some(verdict),
            evidence: &self.evidence,
            surroundings: &surroundings,
            coverage: &self.coverage,
            policy: &self.policy,
        })
    }

    fn patterns(&self) -> Vec<String> {
        let risk = self.risk_of(0, Verdict::Unproven);
        let names = risk.terms.into_iter().map(|term| term.name);
        names.filter(|name| name.starts_with('P')).collect()
    }
}

#[test]
fn a_single_reset_shows_no_pattern() {
    assert_eq!(World::new().patterns(), Vec::<String>::new());
}

#[test]
fn each_pattern_is_seen_in_its_span_and_not_outside() {
    type Add = fn(&mut World, &str);
    let cases: [(&str, &str, &str, Add); 11] = [
        ("P1", "15:00", "15:30", |w, t| w.add("2", ChangeKind::MfaResetAll, t, BEN, ANA, None)),
        ("P2", "15:00", "13:00", |w, t| {
            w.add("2", ChangeKind::FactorEnrol, t, ANA, ANA, Some("203.0.113.9"))
        }),
        ("P4", "15:00", "13:00", |w, t| w.add("2", ChangeKind::RoleGrant, t, ANA, BEN, None)),
        ("P5", "15:00", "13:00", |w, t| w.add("2", ChangeKind::FederationChange, t, ANA, BEN, None)),
        ("P6", "15:00", "13:00", |w, t| w.add("2", ChangeKind::MfaResetAll, t, ANA, BEN, None)),
        ("P8", "15:30", "14:12", |w, t| w.add("2", ChangeKind::PasswordReset, t, BEN, ANA, None)),
        ("P9", "10:00", "14:30", |w, t| w.add("2", ChangeKind::RecoveryPathEdit, t, BEN, ANA, None)),
        ("P13", "15:00", "13:00", |w, t| w.signal("New-InboxRule", ANA, t, "192.0.2.1")),
        ("P14", "15:00", "13:00", |w, t| w.add("2", ChangeKind::ConsentGrant, t, ANA, ANA, None)),
        ("P15", "13:00", "14:30", |w, t| {
            let refusal =
                Refusal { at: at(t), subject: w.account(ANA), by: Some(w.account("cy.tan@example.com")) };
            w.refusals.push(refusal);
        }),
        ("P17", "15:00", "13:00", |w, t| {
            w.signal("user.account.report_suspicious_activity_by_enduser", ANA, t, "192.0.2.1");
        }),
    ];
    for (name, inside, outside, add) in cases {
        let mut world = World::new();
        add(&mut world, inside);
        assert_eq!(world.patterns(), [name], "inside");
        let mut world = World::new();
        add(&mut world, outside);
        assert!(!world.patterns().contains(&name.to_owned()), "{name} outside: {:?}", world.patterns());
    }
}

#[test]
fn a_factor_from_a_known_place_or_of_an_unknown_person_is_nothing_new() {
    let mut world = World::new();
    world.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("192.0.2.1"));
    assert!(world.patterns().is_empty());
    let mut unknown = World::new();
    unknown.events[1].ip = None;
    unknown.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("203.0.113.9"));
    assert!(unknown.patterns().is_empty(), "nothing is known of where she was before");
}

#[test]
fn administration_after_a_new_factor_is_the_chain_p2_p3() {
    let mut world = World::new();
    world.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("203.0.113.9"));
    world.signal("user.session.access_admin_app", ANA, "15:30", "203.0.113.9");
    assert_eq!(world.patterns(), ["P2", "P3"]);
}

#[test]
fn three_persons_in_three_hours_are_a_fan_out_unless_proven() {
    let mut world = World::new();
    world.add("2", ChangeKind::PasswordReset, "14:40", BEN, "jane.doe@example.com", None);
    assert!(world.patterns().is_empty(), "two are not three");
    world.add("3", ChangeKind::PasswordReset, "15:00", BEN, "cy.tan@example.com", None);
    assert_eq!(world.patterns(), ["P7"]);
    world.proven = vec!["chg-2".into()];
    assert!(world.patterns().is_empty());
}

#[test]
fn a_pass_turned_into_two_authenticators_is_p10() {
    let mut world = World::new();
    world.changes[0].kind = ChangeKind::TemporaryAccessIssue;
    world.add("2", ChangeKind::FactorEnrol, "14:20", ANA, ANA, Some("192.0.2.1"));
    assert!(world.patterns().is_empty());
    world.add("3", ChangeKind::DeviceEnrol, "14:25", ANA, ANA, Some("192.0.2.1"));
    assert_eq!(world.patterns(), ["P10"]);
}

#[test]
fn a_device_of_two_persons_is_p11() {
    let mut world = World::new();
    world.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("192.0.2.1"));
    world.add("3", ChangeKind::FactorEnrol, "16:00", "cy.tan@example.com", "cy.tan@example.com", None);
    let last = world.events.len() - 1;
    for at in [last, last - 1] {
        world.events[at].details.insert("device_id".into(), vec!["dev-778812".into()]);
    }
    assert_eq!(world.patterns(), ["P11"]);
}

#[test]
fn silence_after_a_reset_counts_only_where_the_log_goes_on() {
    let mut world = World::new();
    world.changes[0].kind = ChangeKind::MfaResetAll;
    assert!(world.patterns().is_empty());
    world.coverage.push(Coverage {
        source: "okta.system_log".into(),
        of_tickets: false,
        span: Some(Span { from: at("00:00"), to: at("14:10") + chrono::Duration::days(2) }),
        gaps: vec![],
        gap_limit_seconds: 1,
        records: 3,
        per_hour: std::collections::BTreeMap::new(),
        truncation: vec![],
    });
    assert_eq!(world.patterns(), ["P12"]);
    world.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("192.0.2.1"));
    assert!(world.patterns().is_empty());
}

#[test]
fn an_hour_that_the_agent_never_works_is_p16() {
    let mut world = World::new();
    world.changes[0].at = at("03:10");
    for day in 1..40 {
        world.add(&format!("d{day}"), ChangeKind::AccountUnlock, "10:00", BEN, "cy.tan@example.com", None);
        let last = world.changes.len() - 1;
        world.changes[last].at -= chrono::Duration::days(day);
    }
    assert_eq!(world.patterns(), ["P16"]);
    world.changes[0].at = at("10:30");
    assert!(world.patterns().is_empty());
}

#[test]
fn terms_add_up_to_a_score_between_0_and_100() {
    let mut world = World::new();
    world.changes[0].tier = Tier::Privileged;
    world.add("2", ChangeKind::MfaResetAll, "14:30", BEN, ANA, None);
    world.add("3", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("203.0.113.9"));
    world.signal("user.session.access_admin_app", ANA, "15:30", "203.0.113.9");
    world.add("4", ChangeKind::RoleGrant, "16:00", ANA, BEN, None);
    for verdict in Verdict::ALL {
        let risk = world.risk_of(0, *verdict);
        let sum: f64 = risk.terms.iter().map(|term| term.points).sum();
        assert!((risk.score - sum).abs() < 0.05, "{risk:?}");
        assert!((0.0..=100.0).contains(&risk.score));
        assert_eq!(risk.score, (risk.score * 10.0).round() / 10.0);
    }
}

#[test]
fn an_attack_ranks_above_any_single_lapse_and_more_patterns_above_fewer() {
    let lapse = World::new().risk_of(0, Verdict::Unticketed).score;
    let mut world = World::new();
    let mut scores = vec![lapse];
    world.add("2", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("203.0.113.9"));
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    world.signal("user.session.access_admin_app", ANA, "15:30", "203.0.113.9");
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    world.add("3", ChangeKind::RoleGrant, "16:00", ANA, BEN, None);
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
    assert!(scores[3] > 75.0 && lapse < 45.0, "{scores:?}");
}

fn evidence(level: Level, timing: Timing, weaknesses: Vec<Weakness>) -> Evidence {
    Evidence {
        id: "ev-0".into(),
        origin: Origin { file: FileId(0), record: 1, line: 1 },
        method: Method::CallbackOnFile,
        level,
        basis: Basis::Asserted,
        at: None,
        recorded_at: None,
        timing,
        by: String::new(),
        about: String::new(),
        weaknesses,
        quote: String::new(),
        matched: vec![],
        tickets_alike: 0,
        confirmed_by: vec![],
    }
}

#[test]
fn weaker_evidence_never_lowers_the_risk() {
    let mut world = World::new();
    world.add("2", ChangeKind::MfaResetAll, "14:30", BEN, ANA, None);
    let mut score = |verdict, level, weaknesses: &[Weakness]| {
        world.evidence = vec![evidence(level, Timing::Before, weaknesses.to_vec())];
        world.risk_of(0, verdict).score
    };
    let falling = [
        score(Verdict::Unticketed, Level::None, &[Weakness::Failed]),
        score(Verdict::Unticketed, Level::None, &[]),
        score(Verdict::Unproven, Level::None, &[]),
        score(Verdict::Late, Level::None, &[]),
        score(Verdict::Insufficient, Level::None, &[]),
        score(Verdict::Insufficient, Level::Weak, &[]),
        score(Verdict::Insufficient, Level::Adequate, &[]),
        score(Verdict::Insufficient, Level::Strong, &[]),
        score(Verdict::Proven, Level::Strong, &[]),
    ];
    assert!(falling.is_sorted_by(|a, b| a >= b), "{falling:?}");
    assert!(
        score(Verdict::Unproven, Level::None, &[Weakness::Failed])
            > score(Verdict::Unproven, Level::None, &[]),
        "a failed verification is worse than none"
    );
}

#[test]
fn revoked_sessions_lower_and_an_unknown_actor_raises_the_risk() {
    let plain = World::new().risk_of(0, Verdict::Unproven).score;
    let mut relieved = World::new();
    relieved.add("2", ChangeKind::SessionRevoke, "14:12", BEN, ANA, None);
    assert!(relieved.risk_of(0, Verdict::Unproven).score < plain);
    let mut nobody = World::new();
    nobody.changes[0].actor_kind = ActorKind::Unknown;
    assert!(nobody.risk_of(0, Verdict::Unproven).score > plain);
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let mut world = World::new();
    world.add("2", ChangeKind::MfaResetAll, "14:30", BEN, ANA, None);
    world.add("3", ChangeKind::FactorEnrol, "15:00", ANA, ANA, Some("203.0.113.9"));
    let first = world.risk_of(0, Verdict::Late);
    world.changes.reverse();
    assert_eq!(world.risk_of(2, Verdict::Late), first);
}
