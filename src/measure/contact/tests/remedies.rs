//! Whether the log shows what was asked.

use super::*;

#[test]
fn a_request_whose_change_is_not_in_the_log_was_not_fulfilled() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    let confirmed = |result: &TicketResult| result.facts.confirmed;
    // No such kind was ever recorded: nothing can be told.
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    // The log records such changes, of others: this one is missing.
    let mut other = case("other");
    other.change.subject = Some(crate::model::AccountIx(4));
    other.change.actor = Some(crate::model::AccountIx(5));
    world.cases = vec![other.clone()];
    let result = world.first();
    assert_eq!(result.reason, Some(ContactReason::NoRemediation));
    assert_eq!(confirmed(&result), Some(false));
    assert!(result.seen[0].contains("password_reset"), "{:?}", result.seen);
    // The ticket's agent did such a thing for somebody in that time: it may be this one.
    world.cases[0].change.actor = Some(crate::model::AccountIx(1));
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    // A silence of the log over the ticket's time: nothing can be told.
    world.cases = vec![other];
    world.coverage[1].gaps = vec![crate::model::Gap { from: at(-5), to: at(30) }];
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    world.coverage[1].gaps.clear();
    // The change is there, though not linked.
    world.cases.push(case("own"));
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, Some(true)));
    // Another kind of change does not fulfil it.
    world.cases[1].change.kind = ChangeKind::AccountUnlock;
    assert_eq!(world.first().reason, Some(ContactReason::NoRemediation));
}

#[test]
fn safe_is_first_contact_with_every_change_proven() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    world.cases = vec![linked("a", 0), linked("b", 0)];
    assert_eq!(world.first().safe, Some(true));
    assert_eq!(world.first().changes.len(), 2);
    world.cases[1].verdict = Some(Verdict::NotTestable);
    assert_eq!(world.first().safe, None);
    world.cases[0].verdict = Some(Verdict::Late);
    assert_eq!(world.first().safe, Some(false));
    world.cases[1].link_outcome = crate::model::LinkOutcome::Ambiguous;
    assert_eq!(world.first().changes.len(), 1);
    world.tickets[0].reopen_count = Some(1);
    assert_eq!(world.first().safe, None);
    world.cases.clear();
    assert_eq!(World::of(vec![ticket("INC1")]).first().safe, None);
}

#[test]
fn nobody_is_accused_on_a_title_of_having_done_nothing() {
    let lacking = |title: &str, noted: bool| {
        let note = entry(EntryKind::WorkNote, 12, "bob", "Looked into it");
        let mut world = World::of(vec![Ticket { title: title.to_owned(), ..with(vec![note]) }]);
        world.requests = vec![request()];
        if !noted {
            world.requests[0].noted.clear();
        }
        let mut other = case("other");
        other.change.subject = Some(crate::model::AccountIx(4));
        other.change.actor = Some(crate::model::AccountIx(5));
        world.cases = vec![other];
        world.first()
    };
    assert_eq!(lacking("Password reset", true).reason, Some(ContactReason::NoRemediation));
    for (title, noted) in [
        ("New phone: contacts are missing", false),
        ("How long must a password be?", true),
        ("SAP password", true),
    ] {
        let result = lacking(title, noted);
        assert_eq!(result.reason, None, "{title}");
        assert!(
            result.seen.iter().any(|seen| seen.contains("identity log cannot tell")),
            "{:?}",
            result.seen
        );
    }
}

#[test]
fn a_change_that_only_came_later_is_named_with_its_maker() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    let mut late = case("late");
    late.change.at = at(2 * DAY);
    late.change.actor_label = "carl".to_owned();
    world.cases = vec![late];
    let result = world.first();
    assert_eq!(result.reason, Some(ContactReason::NoRemediation));
    assert!(result.seen[0].contains("only came") && result.seen[0].contains("by carl"), "{:?}", result.seen);
}
