//! Approvals and duties: CT-15 to CT-19.

use super::*;

#[test]
fn ct15_approval_of_privileged_changes() {
    let privileged = |w: &mut World| w.cases[0].change.tier = Tier::Privileged;
    let approved = |minutes: i64| {
        World::but(move |w| {
            privileged(w);
            approve(w, "mia", minutes);
        })
        .told("CT-15")
    };
    assert_eq!(approved(5), PASS);
    assert_eq!(approved(11), FAIL);
    assert_eq!(World::but(privileged).told("CT-15"), UNTOLD);
    // Another ticket shows that approvals were exported: this one has none.
    let unapproved = World::but(|w| {
        privileged(w);
        w.tickets.push(ticket("INC2"));
        approve(w, "mia", 5);
        w.tickets[1].approvals = std::mem::take(&mut w.tickets[0].approvals);
        (w.cases[0].approved_by, w.cases[0].approved_at) = (None, None);
    });
    assert_eq!(unapproved.told("CT-15"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].change.tier_known = false).told("CT-15"), UNTOLD);
    assert_eq!(World::new().run("CT-15").population, 0);
}

#[test]
fn ct16_approver_in_time_and_entitled() {
    let approved = |by: &'static str, minutes: i64| World::but(|w| approve(w, by, minutes)).told("CT-16");
    assert_eq!(approved("mia", 5), PASS);
    assert_eq!(approved("eve", 5), FAIL);
    assert_eq!(approved("mia", 12), FAIL);
    assert_eq!(approved("mia", -4 * DAY), FAIL);
    assert_eq!(approved("stranger", 5), UNTOLD);
    let no_manager = World::but(|w| {
        approve(w, "mia", 5);
        w.cases[0].change.subject = Some(AccountIx(4));
    });
    assert_eq!(no_manager.told("CT-16"), UNTOLD);
}

#[test]
fn ct17_duties() {
    assert_eq!(World::new().told("CT-17"), PASS);
    assert_eq!(World::but(|w| w.cases[0].change.subject = Some(AccountIx(1))).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| w.tickets[0].requester = party("bob")).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "bob", 5)).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "ann", 5)).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "mia", 5)).told("CT-17"), PASS);
    assert_eq!(World::but(|w| w.tickets[0].requester = party("stranger")).told("CT-17"), UNTOLD);
    // What the account holder finishes is still the agent's act.
    let finished = World::but(|w| {
        w.cases[0].change.actor = Some(AccountIx(0));
        w.cases[0].change.actor_kind = ActorKind::SelfService;
    });
    assert_eq!(finished.told("CT-17"), PASS);
}

#[test]
fn ct18_nobody_passes_without_a_roster() {
    assert_eq!(World::new().told("CT-18"), UNTOLD);
    let nameless = |w: &mut World| {
        w.cases[0].change.actor = None;
        w.cases[0].change.actor_label.clear();
        w.cases[0].change.actor_kind = ActorKind::Unknown;
    };
    assert_eq!(World::but(nameless).told("CT-18"), FAIL);
    let shared = |w: &mut World| w.cases[0].change.actor = Some(AccountIx(6));
    assert_eq!(World::but(shared).told("CT-18"), FAIL);
}
