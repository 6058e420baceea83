//! Hand-overs: escalations, reassignments, and moves that are none.

use super::*;

#[test]
fn a_higher_team_is_an_escalation_another_one_a_reassignment() {
    use ContactReason::{Escalated, Reassigned};
    let group = |old: &str, new: &str| told(with(vec![field(5, "bob", "group", old, new)]));
    assert_eq!(group("Service Desk", "Identity Engineering"), no(Escalated));
    assert_eq!(group("IT L2", "IT L3"), no(Escalated));
    assert_eq!(group("IT L3", "IT L2"), no(Reassigned));
    assert_eq!(group("Group 56", "Group 70"), no(Reassigned));
    assert_eq!(group("", "Service Desk"), YES);
    assert_eq!(told(with(vec![field(5, "bob", "agent", "bob", "carl")])), no(Reassigned));
    assert_eq!(told(with(vec![field(5, "bob", "agent", "", "bob")])), YES);
    assert_eq!(told(Ticket { reassignment_count: Some(2), ..ticket("INC1") }), no(Reassigned));
    let note = |text: &str| told(with(vec![entry(EntryKind::WorkNote, 5, "bob", text)]));
    assert_eq!(note("Escalated to L2"), no(Escalated));
    assert_eq!(note("was not escalated to L2"), YES);
}

#[test]
fn what_the_giver_writes_beside_a_hand_over_makes_it_an_escalation() {
    use ContactReason::{Escalated, Reassigned};
    let passed = |text: &str| {
        let note = entry(EntryKind::WorkNote, 4, "bob", text);
        told(with(vec![note, field(5, "bob", "agent", "bob", "carl")]))
    };
    assert_eq!(passed("No rights on this account, routing to the directory people"), no(Escalated));
    assert_eq!(passed("Keine Berechtigung in dieser OU"), no(Escalated));
    assert_eq!(passed("My shift ends, Carl goes on"), no(Reassigned));
    // An hour before it speaks of something else.
    let early = entry(EntryKind::WorkNote, -60, "bob", "No rights on this account");
    assert_eq!(told(with(vec![early, field(5, "bob", "agent", "bob", "carl")])), no(Reassigned));
}

#[test]
fn hand_overs_are_counted_and_a_return_is_ping_pong() {
    let journal = vec![
        field(2, "bob", "group", "Service Desk", "Network"),
        field(3, "dan", "group", "Network", "Service Desk"),
        field(4, "bob", "group", "Service Desk", "IAM L2"),
    ];
    let result = World::of(vec![with(journal)]).first();
    let handoffs = result.handoffs.unwrap();
    assert_eq!((handoffs.teams, handoffs.people, handoffs.levels_up, handoffs.returns), (3, 0, 1, 1));
    assert_eq!(handoffs.count(), 3);
    assert!(result.seen.iter().any(|seen| seen.contains("which had it before")), "{:?}", result.seen);
}

#[test]
fn sending_a_ticket_on_its_way_hands_nothing_over() {
    // Nobody ever solves anything in the entry queue, and nobody had it yet.
    let triage = |number: &str| Ticket {
        number: number.to_owned(),
        group: Some("Service Desk".to_owned()),
        requester: party(number),
        affected: party(number),
        ..with(vec![field(2, "dan", "group", "Intake", "Service Desk"), field(3, "dan", "agent", "", "bob")])
    };
    let several = || (0..5).map(|n| triage(&format!("INC{n}"))).collect::<Vec<_>>();
    assert_eq!(World::of(several()).first().reason, None);
    // The same move out of a team that solves tickets is a hand-over, and one of which little is known.
    let solved_there = Ticket { group: Some("Intake".to_owned()), ..ticket("INC9") };
    let both = several().into_iter().chain([solved_there]).collect();
    assert_eq!(World::of(both).first().reason, Some(ContactReason::Reassigned));
    assert_eq!(World::of(vec![triage("INC1")]).first().reason, Some(ContactReason::Reassigned));
    // A robot that offers it to somebody who never did anything.
    let offered = vec![
        field(2, "Omnichannel Routing", "agent", "", "carl"),
        field(5, "Omnichannel Routing", "agent", "carl", "bob"),
    ];
    assert_eq!(told(with(offered)), YES);
}
