//! The promises of the sum; what each pattern is stands in `table` and `crowds`.

mod crowds;
mod table;
mod world;

use crate::model::*;
use world::*;

#[test]
fn a_single_reset_shows_no_pattern() {
    assert_eq!(World::new().patterns(), Vec::<String>::new());
}

/// Elastic scores a bare reset 21 and the same 73 once its credentials are used by somebody else; a new factor
/// after a reset weighs five times what it weighs alone (Splunk).
#[test]
fn a_combination_weighs_more_than_any_single_reset() {
    let mut bare = World::new();
    bare.changes[0].kind = ChangeKind::MfaResetAll;
    let ordinary = bare.score(Verdict::Unticketed);
    assert!(ordinary < 100.0 / 3.0, "{ordinary}");
    bare.changes[0].tier = Tier::Privileged;
    let privileged = bare.score(Verdict::Unticketed);
    let with = |add: fn(&mut World)| {
        let mut world = World::new();
        world.own(ChangeKind::FactorEnrol, "15:00", ANA, ABROAD);
        add(&mut world);
        world.score(Verdict::Unproven)
    };
    for (told, score) in [
        ("refused before", with(|w| w.refusal("13:00", ANA, CY))),
        ("denied after", with(|w| w.denial("15:00", ANA))),
        ("with the factors", with(|w| w.reset(ChangeKind::MfaResetAll, "14:20", BEN, ANA))),
        ("and then rights", with(|w| w.add(ChangeKind::RoleGrant, "16:00", ANA, BEN, None))),
    ] {
        assert!(
            score > privileged + 10.0,
            "an ordinary password, {told}: {score}, privileged factors: {privileged}"
        );
    }
}

#[test]
fn a_denial_counts_in_full_whatever_was_proven() {
    let added = |verdict| {
        let mut world = World::new();
        let before = world.score(verdict);
        world.denial("15:00", ANA);
        world.score(verdict) - before
    };
    assert_eq!(added(Verdict::Proven), 50.0);
}

#[test]
fn terms_add_up_to_a_score_between_0_and_100() {
    let mut world = World::new();
    world.changes[0].tier = Tier::Privileged;
    world.reset(ChangeKind::MfaResetAll, "14:30", BEN, ANA);
    world.own(ChangeKind::FactorEnrol, "15:00", ANA, ABROAD);
    world.signal("user.session.access_admin_app", ANA, "15:30", ABROAD);
    world.add(ChangeKind::RoleGrant, "16:00", ANA, BEN, None);
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
    world.own(ChangeKind::FactorEnrol, "15:00", ANA, ABROAD);
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    world.signal("user.session.access_admin_app", ANA, "15:30", ABROAD);
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    world.add(ChangeKind::RoleGrant, "16:00", ANA, BEN, None);
    scores.push(world.risk_of(0, Verdict::Unticketed).score);
    assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
    assert!(scores[3] > 75.0 && lapse < 25.0, "{scores:?}");
}

#[test]
fn weaker_evidence_never_lowers_the_risk() {
    let mut world = World::new();
    world.reset(ChangeKind::MfaResetAll, "14:30", BEN, ANA);
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
    relieved.reset(ChangeKind::SessionRevoke, "14:12", BEN, ANA);
    assert!(relieved.risk_of(0, Verdict::Unproven).score < plain);
    let mut nobody = World::new();
    nobody.changes[0].actor_kind = ActorKind::Unknown;
    assert!(nobody.risk_of(0, Verdict::Unproven).score > plain);
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let mut world = World::new();
    world.reset(ChangeKind::MfaResetAll, "14:30", BEN, ANA);
    world.own(ChangeKind::FactorEnrol, "15:00", ANA, ABROAD);
    let first = world.risk_of(0, Verdict::Late);
    world.changes.reverse();
    world.told.standings.reverse();
    assert_eq!(world.risk_of(2, Verdict::Late), first);
}
