//! What comes before and after: CT-24 to CT-28.

use super::*;

#[test]
fn ct24_both_factors() {
    let reset = |minutes: i64, w: &mut World| {
        let mut second = case("2");
        second.change.kind = ChangeKind::MfaResetAll;
        second.change.at = at(minutes);
        w.cases.push(second);
    };
    assert_eq!(World::new().told("CT-24"), UNTOLD);
    assert_eq!(World::but(|w| reset(60, w)).told("CT-24"), FAIL);
    assert_eq!(World::but(|w| reset(3 * DAY, w)).told("CT-24"), PASS);
    // On one ticket the time between does not matter.
    let one_ticket = |w: &mut World| {
        reset(3 * DAY, w);
        w.cases[1].link = w.cases[0].link.clone();
        w.cases[1].link_outcome = LinkOutcome::Linked;
    };
    assert_eq!(World::but(one_ticket).told("CT-24"), FAIL);
    let governed = |w: &mut World| {
        reset(60, w);
        approve(w, "mia", 5);
        (w.cases[1].approved_by, w.cases[1].approved_at) = (Some("mia".to_owned()), Some(at(5)));
    };
    assert_eq!(World::but(governed).told("CT-24"), PASS);
}

#[test]
fn ct25_edit_then_reset() {
    let edited = |minutes: i64| World::new().with("e", ChangeKind::RecoveryPathEdit, minutes).told("CT-25");
    assert_eq!(edited(-13 * DAY), FAIL);
    assert_eq!(edited(-15 * DAY), PASS);
    assert_eq!(edited(11), PASS);
    assert_eq!(World::new().told("CT-25"), UNTOLD);
    let mut proven = World::new().with("e", ChangeKind::RecoveryPathEdit, -60);
    proven.cases[1].verdict = Some(Verdict::Proven);
    assert_eq!(proven.told("CT-25"), UNTOLD);
    let mut short = World::new().with("e", ChangeKind::RecoveryPathEdit, 60);
    short.coverage[1].span.as_mut().unwrap().from = at(-DAY);
    assert_eq!(short.told("CT-25"), UNTOLD);
}

#[test]
fn ct26_new_network() {
    let enrolled = |ip: Option<&'static str>, history: bool| {
        let mut world = World::new().with("f", ChangeKind::FactorEnrol, 60);
        world.cases[1].change.event = crate::model::EventIx(1);
        world.cases[1].change.ip = ip.map(str::to_owned);
        world.events.push(event("f", 60, "ann", ip));
        if history {
            world.events.push(event("old", -10 * DAY, "ann", Some("198.51.100.7")));
        }
        world
    };
    assert_eq!(World::new().told("CT-26"), PASS);
    assert_eq!(enrolled(Some("198.51.100.7"), true).told("CT-26"), PASS);
    assert_eq!(enrolled(Some("203.0.113.9"), true).told("CT-26"), FAIL);
    assert_eq!(enrolled(Some("203.0.113.9"), false).told("CT-26"), UNTOLD);
    assert_eq!(enrolled(None, true).told("CT-26"), UNTOLD);
    let mut short = enrolled(Some("203.0.113.9"), true);
    short.coverage[1].span.as_mut().unwrap().from = at(-20 * DAY);
    assert_eq!(short.told("CT-26"), UNTOLD);
    let mut cut = World::new();
    cut.coverage[1].span.as_mut().unwrap().to = at(60);
    assert_eq!(cut.told("CT-26"), UNTOLD);
}

#[test]
fn ct27_privilege_after() {
    let granted = |minutes: i64| World::new().with("r", ChangeKind::RoleGrant, minutes);
    assert_eq!(granted(60).told("CT-27"), FAIL);
    assert_eq!(granted(3 * DAY).told("CT-27"), PASS);
    assert_eq!(granted(5).told("CT-27"), PASS);
    assert_eq!(World::new().told("CT-27"), UNTOLD);
    // What she does to others counts as well.
    let mut to_others = granted(60);
    to_others.cases[1].change.subject = Some(AccountIx(4));
    assert_eq!(to_others.told("CT-27"), FAIL);
    let mut under_ticket = granted(60);
    (under_ticket.cases[1].link, under_ticket.cases[1].link_outcome) =
        (under_ticket.cases[0].link.clone(), LinkOutcome::Linked);
    assert_eq!(under_ticket.told("CT-27"), PASS);
    let mut uncovered = granted(60);
    uncovered.coverage.remove(0);
    assert_eq!(uncovered.told("CT-27"), UNTOLD);
}

#[test]
fn ct28_repeats_and_outliers() {
    let account = |days: &'static [i64]| {
        let world = World::but(|w| {
            w.cases = days
                .iter()
                .map(|day| {
                    let mut case = case(&day.to_string());
                    case.change.at = at(day * DAY);
                    case
                })
                .collect();
        });
        world.run("CT-28").findings.into_iter().find(|f| f.item == "account:ann").unwrap().outcome
    };
    assert_eq!(account(&[0, 10, 30]), FAIL);
    assert_eq!(account(&[0, 16, 31]), PASS);
    assert_eq!(account(&[0]), PASS);

    // Six agents, one of whom does ten times the work of the others.
    let agents = |volumes: [u32; 6]| {
        let world = World::but(|w| {
            w.cases = (0..6u32)
                .flat_map(|agent| (0..volumes[agent as usize]).map(move |n| (agent, n)))
                .map(|(agent, n)| {
                    let mut case = case(&format!("{agent}-{n}"));
                    case.change.actor = Some(AccountIx(agent));
                    case.change.subject = None;
                    case
                })
                .collect();
        });
        let findings = world.run("CT-28").findings;
        findings.into_iter().find(|f| f.item == "agent:carl").map(|f| f.outcome)
    };
    assert_eq!(agents([10, 11, 9, 10, 12, 100]), Some(FAIL));
    assert_eq!(agents([1, 1, 1, 1, 1, 10]), Some(UNTOLD));
    assert_eq!(agents([10, 11, 9, 10, 12, 11]), Some(PASS));
}
