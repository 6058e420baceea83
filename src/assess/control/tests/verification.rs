//! Evidence of verification: CT-10 to CT-14.

use super::*;

#[test]
fn ct10_evidence_at_all() {
    assert_eq!(World::new().told("CT-10"), PASS);
    let none = |w: &mut World| {
        w.cases[0].evidence.clear();
        w.cases[0].verdict = Some(Verdict::Unproven);
    };
    assert_eq!(World::but(none).told("CT-10"), FAIL);
    let claim = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::ClaimedOnly)];
    assert_eq!(World::but(claim).told("CT-10"), FAIL);
    let failed = |w: &mut World| w.cases[0].evidence[0].weaknesses = vec![Weakness::Failed];
    assert_eq!(World::but(failed).told("CT-10"), FAIL);
    let unexported = |w: &mut World| {
        none(w);
        w.tickets[0].has_journal = false;
    };
    assert_eq!(World::but(unexported).told("CT-10"), UNTOLD);
    let untold = |w: &mut World| {
        none(w);
        w.cases[0].verdict = Some(Verdict::NotTestable);
    };
    assert_eq!(World::but(untold).told("CT-10"), UNTOLD);
    assert_eq!(World::but(|w| w.cases[0].required_level = Level::None).run("CT-10").population, 0);
}

#[test]
fn ct11_evidence_in_time() {
    let timing = |timing| World::but(move |w| w.cases[0].evidence[0].timing = timing).told("CT-11");
    assert_eq!(timing(Timing::Before), PASS);
    assert_eq!(timing(Timing::Stale), FAIL);
    assert_eq!(timing(Timing::After), FAIL);
    assert_eq!(timing(Timing::Unknown), UNTOLD);
}

#[test]
fn ct12_evidence_strong_enough() {
    assert_eq!(World::new().told("CT-12"), PASS);
    let weak = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::KnowledgeBased)];
    assert_eq!(World::but(weak).told("CT-12"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].evidence[0].timing = Timing::After).told("CT-12"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].evidence[0].timing = Timing::Unknown).told("CT-12"), UNTOLD);
    let unexported = |w: &mut World| {
        w.cases[0].evidence.clear();
        w.tickets[0].has_journal = false;
    };
    assert_eq!(World::but(unexported).told("CT-12"), UNTOLD);
}

#[test]
fn ct13_evidence_independent() {
    assert_eq!(World::new().told("CT-13"), PASS);
    for weakness in
        [Weakness::ChannelEdited, Weakness::Reused, Weakness::SelfVerified, Weakness::FactorNotPrior]
    {
        let spoil = |w: &mut World| w.cases[0].evidence[0].weaknesses = vec![weakness];
        assert_eq!(World::but(spoil).told("CT-13"), FAIL, "{weakness}");
    }
    // A code to an address needs a log that would show the address being edited.
    let code = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::OtpToRegisteredChannel)];
    assert_eq!(World::but(code).told("CT-13"), UNTOLD);
    let logged = World::but(code).with("edit", ChangeKind::RecoveryPathEdit, -100 * DAY);
    assert_eq!(logged.told("CT-13"), PASS);
}
