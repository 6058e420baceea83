//! What became of tickets: CT-34 and CT-35.

use super::*;

#[test]
fn ct34_counted_as_solved() {
    assert_eq!(World::new().told("CT-34"), PASS);
    let no = |w: &mut World| {
        w.results[0].outcome = ContactOutcome::No;
        w.results[0].reason = Some(ContactReason::NoResponse);
    };
    assert_eq!(World::but(no).told("CT-34"), FAIL);
    let unconfirmed = |w: &mut World| {
        w.results[0].answers = w.results[0].answers.with(Definition::IdentityConfirmed, Answer::Unknown);
    };
    assert_eq!(World::but(unconfirmed).told("CT-34"), UNTOLD);
    let said = |w: &mut World| {
        unconfirmed(w);
        w.tickets[0].close_notes = Some("User confirmed, works now".to_owned());
    };
    assert_eq!(World::but(said).told("CT-34"), PASS);
    let untold = |w: &mut World| {
        w.tickets[0].has_history = false;
        w.tickets[0].reopen_count = None;
    };
    assert_eq!(World::but(untold).told("CT-34"), UNTOLD);
    assert_eq!(World::but(|w| w.results[0].answers = Answers::default()).run("CT-34").population, 0);
}

#[test]
fn ct35_incidents() {
    let disputed = |change: &dyn Fn(&mut World)| {
        let mut world = World::but(|w| {
            w.tickets[0].journal = vec![entry(EntryKind::Comment, 30, "ann", "I did not request this!")];
        });
        change(&mut world);
        world.told("CT-35")
    };
    let incident = |minutes: i64, whose: &'static str| {
        move |w: &mut World| {
            w.tickets.push(Ticket {
                opened_at: Some(at(minutes)),
                requester: party(whose),
                title: "Security incident: account takeover".to_owned(),
                close_notes: Some("Contained".to_owned()),
                state: TicketState::Closed,
                ..ticket("SIR1")
            });
        }
    };
    assert_eq!(disputed(&incident(60, "ann")), PASS);
    assert_eq!(disputed(&incident(300, "ann")), FAIL);
    assert_eq!(disputed(&incident(60, "eve")), FAIL);
    assert_eq!(disputed(&|_| ()), UNTOLD);
    // An indicator does it too.
    let mut flagged = World::new().with("r", ChangeKind::RoleGrant, 60);
    incident(300, "eve")(&mut flagged);
    let result = flagged.run("CT-35");
    assert!(result.findings[0].reason.starts_with("CT-27: "), "{:?}", result.findings[0]);
    assert_eq!(result.outcome(), FAIL);
    assert_eq!(World::new().run("CT-35").population, 0);
}
