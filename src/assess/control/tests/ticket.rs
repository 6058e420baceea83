//! Changes against tickets: CT-06 to CT-09.

use super::*;

#[test]
fn ct06_no_ticket() {
    assert_eq!(World::new().told("CT-06"), PASS);
    let unlink = |w: &mut World| {
        w.cases = vec![case("1")];
        w.cases[0].verdict = Some(Verdict::Unticketed);
    };
    assert_eq!(World::but(unlink).told("CT-06"), FAIL);
    // The same outside covered time, under review, or without a known account accuses nobody.
    let uncovered = |w: &mut World| {
        unlink(w);
        w.coverage.remove(0);
    };
    assert_eq!(World::but(uncovered).told("CT-06"), UNTOLD);
    let ambiguous = |w: &mut World| w.cases[0].link_outcome = LinkOutcome::Ambiguous;
    assert_eq!(World::but(ambiguous).told("CT-06"), UNTOLD);
    let nobody = |w: &mut World| {
        unlink(w);
        w.cases[0].change.subject = None;
    };
    assert_eq!(World::but(nobody).told("CT-06"), UNTOLD);
    let unknown = |w: &mut World| {
        unlink(w);
        w.cases[0].verdict = None;
        w.cases[0].change.support = Support::Unknown;
    };
    assert_eq!(World::but(unknown).told("CT-06"), UNTOLD);
}

#[test]
fn ct07_no_change() {
    assert_eq!(World::new().told("CT-07"), PASS);
    let confirmed = |value| {
        World::but(move |w| {
            w.results[0].changes.clear();
            w.results[0].facts.confirmed = value;
        })
    };
    assert_eq!(confirmed(Some(true)).told("CT-07"), PASS);
    assert_eq!(confirmed(Some(false)).told("CT-07"), FAIL);
    assert_eq!(confirmed(None).told("CT-07"), UNTOLD);
    let gave_up = World::but(|w| w.results[0].reasons = vec![ContactReason::NoResponse]);
    assert_eq!(gave_up.run("CT-07").population, 0);
}

#[test]
fn ct08_disagreement() {
    assert_eq!(World::new().told("CT-08"), PASS);
    let mismatch = |w: &mut World| w.cases[0].link.as_mut().unwrap().mismatches = vec![Mismatch::WrongTarget];
    assert_eq!(World::but(mismatch).told("CT-08"), FAIL);
    assert_eq!(World::but(|w| w.requests[0].kinds.clear()).told("CT-08"), UNTOLD);
    // A mismatch is a result even where the ticket says little.
    let both = |w: &mut World| {
        mismatch(w);
        w.requests[0].kinds.clear();
    };
    assert_eq!(World::but(both).told("CT-08"), FAIL);
}

#[test]
fn ct09_late_tickets() {
    let opened = |minutes: i64| World::but(move |w| w.tickets[0].opened_at = Some(at(minutes))).told("CT-09");
    assert_eq!(opened(20), PASS);
    assert_eq!(opened(21), FAIL);
    assert_eq!(World::but(|w| w.tickets[0].opened_at = None).told("CT-09"), UNTOLD);
    let changed = |minutes: i64| World::but(move |w| w.cases[0].change.at = at(minutes)).told("CT-09");
    assert_eq!(changed(80), PASS);
    assert_eq!(changed(81), FAIL);
    // A timer that closes days later does not stretch the ticket.
    assert_eq!(
        World::but(|w| (w.cases[0].change.at, w.tickets[0].closed_at) = (at(DAY), Some(at(5 * DAY))))
            .told("CT-09"),
        FAIL
    );
}
