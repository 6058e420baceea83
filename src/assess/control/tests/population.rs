//! What the exports themselves must hold: CT-01 to CT-05.

use super::*;

#[test]
fn ct01_covered_time() {
    let period = |days: i64| Some(Span { from: at(-days * DAY), to: at(days * DAY) });
    assert_eq!(World::but(|w| w.period = period(180)).told("CT-01"), PASS);
    assert_eq!(World::but(|w| w.period = period(182)).told("CT-01"), FAIL);
    assert_eq!(World::new().told("CT-01"), UNTOLD);
    let gap = |w: &mut World| w.coverage[1].gaps = vec![Gap { from: at(0), to: at(DAY) }];
    assert_eq!(World::but(gap).told("CT-01"), FAIL);
    assert_eq!(World::but(|w| w.coverage[1].truncation.push("10,000 rows".to_owned())).told("CT-01"), FAIL);
}

#[test]
fn ct02_what_was_asked_for_is_seen() {
    let topic = |world: World| {
        world.run("CT-02").findings.into_iter().find(|f| f.item == "topic:password").unwrap().outcome
    };
    assert_eq!(topic(World::new()), PASS);
    let unseen = |w: &mut World| {
        w.cases.clear();
        w.tickets = vec![ticket("A"), ticket("B"), ticket("C")];
        w.requests = vec![request(); 3];
    };
    assert_eq!(topic(World::but(unseen)), FAIL);
    assert_eq!(topic(World::but(|w| w.cases.clear())), UNTOLD);
    // Without a declared list the whole test is never a pass.
    assert_eq!(World::new().run("CT-02").outcome(), UNTOLD);
}

#[test]
fn ct03_six_elements() {
    assert_eq!(World::new().told("CT-03"), PASS);
    for spoil in [
        |w: &mut World| w.files[0].zone = "America/Chicago".to_owned(),
        |w: &mut World| w.events[0].outcome = crate::model::Outcome::Unknown,
        |w: &mut World| w.events.clear(),
        |w: &mut World| w.cases[0].change.subject_label.clear(),
        |w: &mut World| (w.cases[0].change.ip, w.events[0].ip) = (None, None),
        |w: &mut World| (w.cases[0].change.actor, w.cases[0].change.actor_label) = (None, String::new()),
    ] {
        assert_eq!(World::but(spoil).told("CT-03"), FAIL);
    }
}

#[test]
fn ct04_rows_and_hashes() {
    let declared =
        |rows| vec![DeclaredFile { name: "okta.ndjson".to_owned(), sha256: "AB".repeat(32), rows }];
    assert_eq!(World::but(|w| w.declared = declared(100)).told("CT-04"), PASS);
    assert_eq!(World::but(|w| w.declared = declared(101)).told("CT-04"), FAIL);
    assert_eq!(World::new().told("CT-04"), UNTOLD);
    assert_eq!(World::but(|w| w.files[0].used = 97).told("CT-04"), FAIL);
    assert_eq!(World::but(|w| w.files[0].used_as = FileUse::Unreadable).told("CT-04"), FAIL);
}

#[test]
fn ct05_clocks() {
    let echoed = |count: i64, offset: i64| {
        World::but(|w| {
            w.cases.clear();
            w.events.clear();
            for n in 0..count {
                let mut case = case(&n.to_string());
                let first = crate::model::EventIx(u32::try_from(w.events.len()).unwrap());
                case.change.events = vec![first, crate::model::EventIx(first.0 + 1)];
                w.events.push(event("a", n * 60, "bob", None));
                let mut echo = event("b", n * 60, "bob", None);
                echo.source = "windows.security".to_owned();
                echo.at += chrono::TimeDelta::seconds(offset);
                w.events.push(echo);
                w.cases.push(case);
            }
        })
    };
    assert_eq!(echoed(30, 5).told("CT-05"), PASS);
    assert_eq!(echoed(30, 300).told("CT-05"), FAIL);
    assert_eq!(echoed(29, 5).told("CT-05"), UNTOLD);
    assert!(World::new().run("CT-05").untested_because.is_some());
}
