//! Who comes back: returns, reopenings, doubles and kin.

use super::*;

#[test]
fn the_same_person_with_the_same_topic_inside_the_window_is_a_return() {
    let later = |minutes: i64| Ticket {
        opened_at: Some(at(minutes)),
        resolved_at: Some(at(minutes + 10)),
        ..ticket("INC2")
    };
    let pair = |second: Ticket| World::of(vec![ticket("INC1"), second]).first().reason;
    assert_eq!(pair(later(3 * DAY)), Some(ContactReason::RepeatContact));
    assert_eq!(pair(later(7 * DAY + 20)), Some(ContactReason::RepeatContact));
    assert_eq!(pair(later(7 * DAY + 21)), None);
    assert_eq!(pair(later(3)), None);
    assert_eq!(pair(Ticket { requester: party("eve"), ..later(DAY) }), None);
    assert_eq!(pair(Ticket { affected: party("eve"), ..later(DAY) }), None);
    let mut other_topic = World::of(vec![ticket("INC1"), later(DAY)]);
    other_topic.requests[1].topic = "vpn".to_owned();
    other_topic.tickets[1].title = "No connection from home".to_owned();
    assert_eq!(other_topic.first().reason, None);
    // The second ticket is judged for itself.
    let second = World::of(vec![ticket("INC1"), later(DAY)]).results().swap_remove(1);
    assert_eq!(second.outcome, ContactOutcome::Yes);
}

#[test]
fn callers_known_only_by_name_return_within_their_source_and_agents_for_themselves_do_not() {
    let named = |number: &str, day: i64, source: &str, caller: &str| Ticket {
        opened_at: Some(at(day * DAY)),
        resolved_at: Some(at(day * DAY + 10)),
        requester: party(caller),
        source: source.to_owned(),
        ..ticket(number)
    };
    let reason = |a: Ticket, b: Ticket| {
        let mut world = World::of(vec![a, b]);
        world.coverage.push(coverage("zammad.ticket", true, -30 * DAY, 30 * DAY));
        world.first().reason
    };
    let (here, there) = ("servicenow.incident", "zammad.ticket");
    let repeat = Some(ContactReason::RepeatContact);
    assert_eq!(reason(named("A", 0, here, "Caller 12"), named("B", 1, here, "caller 12")), repeat);
    assert_eq!(reason(named("A", 0, here, "Caller 12"), named("B", 1, there, "Caller 12")), None);
    assert_eq!(reason(named("A", 0, here, "guest"), named("B", 1, here, "guest")), None);
    assert_eq!(reason(named("A", 0, here, "bob"), named("B", 1, here, "bob")), None);
}

#[test]
fn a_later_ticket_about_the_solved_one_reopens_it() {
    let later = |change: fn(&mut Ticket)| {
        let mut second = Ticket {
            opened_at: Some(at(9 * DAY)),
            resolved_at: Some(at(9 * DAY + 10)),
            title: "Printer again".to_owned(),
            ..ticket("INC0042002")
        };
        change(&mut second);
        World::of(vec![ticket("INC0042001"), second]).first().reason
    };
    assert_eq!(later(|_| ()), None);
    assert_eq!(
        later(|second| second.description = "Please reopen INC 42001".to_owned()),
        Some(ContactReason::Reopened)
    );
    assert_eq!(later(|second| second.parent = Some("INC0042001".to_owned())), Some(ContactReason::Reopened));
    assert_eq!(later(|second| second.description = "My number is +49 42001 17".to_owned()), None);
    let month_later = |second: &mut Ticket| {
        second.parent = Some("INC0042001".to_owned());
        second.opened_at = Some(at(31 * DAY));
    };
    assert_eq!(later(month_later), None);
}

#[test]
fn the_same_problem_is_known_in_other_words_and_another_by_its_names() {
    let pair = |first: (&str, &str), second: (&str, &str)| {
        let tickets = vec![
            Ticket { title: first.1.to_owned(), ..ticket("INC1") },
            Ticket {
                title: second.1.to_owned(),
                opened_at: Some(at(2 * DAY)),
                resolved_at: Some(at(2 * DAY + 5)),
                ..ticket("INC2")
            },
        ];
        let mut world = World::of(tickets);
        for (request, topic) in world.requests.iter_mut().zip([first.0, second.0]) {
            let identity = topic == "password" || topic == "sign_in";
            *request = if identity { crate::assess::control::sample::request() } else { Request::default() };
            request.topic = topic.to_owned();
        }
        world.cases = vec![linked("a", 0), linked("b", 1)];
        if first.0 != "password" {
            world.cases.clear();
        }
        world.first().reason
    };
    let again = Some(ContactReason::RepeatContact);
    assert_eq!(pair(("password", "Forgot my password"), ("sign_in", "Cannot get in")), again);
    assert_eq!(pair(("password", "Password of svc-billing"), ("password", "Password of svc-payroll")), None);
    assert_eq!(pair(("hardware", "Monitor flickers"), ("hardware", "Keyboard wanted")), None);
    assert_eq!(pair(("hardware", "Monitor flickers"), ("hardware", "The monitor does it")), again);
    assert_eq!(pair(("access", "Tableau licence"), ("access", "Workbench rights")), None);
}

#[test]
fn a_second_ticket_while_the_first_is_open_asks_what_has_become_of_it() {
    let first = Ticket { resolved_at: Some(at(DAY)), ..ticket("INC1") };
    let second = Ticket { opened_at: Some(at(60)), resolved_at: Some(at(70)), ..ticket("INC2") };
    assert_eq!(World::of(vec![first.clone(), second.clone()]).first().reason, Some(ContactReason::FollowUp));
    let double = Ticket { close_code: Some("Duplicate".to_owned()), ..second };
    assert_eq!(World::of(vec![first, double]).first().reason, None);
}

#[test]
fn what_is_sent_twice_counts_once() {
    let again = Ticket { opened_at: Some(at(2)), resolved_at: Some(at(9)), ..ticket("INC2") };
    let results = World::of(vec![ticket("INC1"), again]).results();
    assert_eq!(
        (results[0].outcome, results[1].reason),
        (ContactOutcome::Yes, Some(ContactReason::Duplicate))
    );
    assert!(results[1].seen[0].contains("INC1"));
}

#[test]
fn a_contact_and_the_work_made_of_it_are_one() {
    let mut call = Ticket { title: "Locked out".to_owned(), ..ticket("IMS1") };
    call.own.is_contact = true;
    call.own.led_to = Some(vec!["INC9".to_owned()]);
    // The work is in the exports: it counts.
    let mut work = Ticket { opened_at: Some(at(1)), title: "Locked".to_owned(), ..ticket("INC9") };
    work.own.continues = Some("IMS1".to_owned());
    let results = World::of(vec![call.clone(), work]).results();
    assert_eq!(
        (results[0].reason, results[1].outcome),
        (Some(ContactReason::Duplicate), ContactOutcome::Yes)
    );
    // It is not: the contact was not solved in itself.
    assert_eq!(told(call), no(ContactReason::Escalated));
}

#[test]
fn tickets_closed_with_their_parent_are_no_contacts_of_their_own() {
    let parent = Ticket {
        requester: party("eve"),
        affected: party("eve"),
        resolved_at: Some(at(60)),
        ..ticket("INC1")
    };
    let child = |resolved: i64| Ticket {
        opened_at: Some(at(10)),
        resolved_at: Some(at(resolved)),
        parent: Some("INC1".to_owned()),
        ..ticket("INC2")
    };
    let reason = |child: Ticket| World::of(vec![parent.clone(), child]).results().swap_remove(1).reason;
    assert_eq!(reason(child(60)), Some(ContactReason::Duplicate));
    assert_eq!(reason(child(90)), None);
}
