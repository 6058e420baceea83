//! P7: at least three persons in three hours, by one agent, one telephone number or one address.

use super::world::*;
use crate::model::ChangeKind::*;
use crate::model::*;

/// Resets by Ben of these persons at these times, nobody having asked for any; Ana's stands first.
fn unasked(times: &[(&str, &str)]) -> World {
    let mut world = World::new();
    world.unasked();
    for (when, who) in times {
        world.reset(PasswordReset, when, BEN, who);
        world.unasked();
    }
    world
}

#[test]
fn three_persons_whom_nobody_asked_for_by_one_agent() {
    assert!(unasked(&[("14:40", JANE)]).patterns().is_empty(), "two are not three");
    assert!(unasked(&[("14:40", JANE), ("14:50", JANE)]).patterns().is_empty(), "one person twice is one");
    assert_eq!(unasked(&[("14:40", JANE), ("15:00", CY)]).patterns(), ["P7"]);
    assert_eq!(unasked(&[("13:00", JANE), ("15:30", CY)]).patterns(), ["P7"], "it stands in the middle");
    assert!(unasked(&[("11:50", JANE), ("16:00", CY)]).patterns().is_empty(), "no three hours hold all");
}

#[test]
fn a_busy_agent_with_tickets_is_no_fan_out() {
    let mut world = World::new();
    for (who, when) in [(JANE, "14:20"), (CY, "14:30"), (SERVICE, "14:40")] {
        world.reset(PasswordReset, when, BEN, who);
        world.under_ticket(9);
    }
    assert!(world.patterns().is_empty(), "the Monday on which passwords expire");
    for standing in &mut world.told.standings {
        standing.failed = true;
    }
    assert_eq!(world.patterns(), ["P7"], "each after a failed verification");
    world.told.standings[2].verdict = Some(Verdict::Proven);
    world.told.standings[3].verdict = Some(Verdict::Proven);
    assert!(world.patterns().is_empty(), "what is proven counts for nobody");
}

#[test]
fn a_bulk_operation_is_no_fan_out() {
    let mut world = unasked(&[("14:40", JANE), ("15:00", CY)]);
    world.policy.pattern.get_mut("P7").unwrap().most = 2;
    assert!(world.patterns().is_empty());
}

#[test]
fn a_program_that_works_for_all_agents_is_no_agent() {
    let mut world = World::new();
    for (who, when) in [(JANE, "14:20"), (CY, "14:30")] {
        world.reset(PasswordReset, when, BEN, who);
    }
    let agents = [BEN, JANE, CY].map(|login| world.account(login));
    for (nth, agent) in agents.into_iter().enumerate() {
        world.changes[nth].actor_kind = ActorKind::Automation;
        let standing = &mut world.told.standings[nth];
        (standing.failed, standing.agent) = (true, Some(agent));
    }
    assert!(world.patterns().is_empty(), "three agents, one program");
    for standing in &mut world.told.standings {
        standing.agent = Some(agents[0]);
    }
    assert_eq!(world.patterns(), ["P7"]);
}

#[test]
fn three_tickets_with_one_telephone_number() {
    let with_number = || {
        let mut world = World::new();
        world.standing().numbers = vec!["705550143".into()];
        for (who, agent) in [(JANE, BEN), (CY, JANE)] {
            world.reset(MfaResetAll, "15:00", agent, who);
            world.standing().numbers = vec!["705550143".into()];
        }
        world
    };
    assert_eq!(with_number().patterns(), ["P7"], "whoever the agent was");
    let mut proven = with_number();
    proven.told.standings[1].verdict = Some(Verdict::Proven);
    assert!(proven.patterns().is_empty());
    let mut other = with_number();
    other.told.standings[1].numbers = vec!["705550144".into()];
    assert!(other.patterns().is_empty());
}

#[test]
fn a_number_that_stands_in_most_tickets_is_the_desks_own() {
    use crate::assess::risk::crowds::{Mark, Tie, crowds};
    let mark = |minute: u32, person: u32, change: &'static str| Mark {
        tie: Tie::Number("705550143"),
        at: at("08:00") + chrono::Duration::minutes(minute.into()),
        person: AccountIx(person),
        change,
    };
    let three = vec![mark(0, 1, "a"), mark(9, 2, "b"), mark(20, 3, "c")];
    let span = chrono::Duration::hours(3);
    assert_eq!(crowds(three.clone(), span, 3, 24).keys().copied().collect::<Vec<_>>(), ["a", "b", "c"]);
    let elsewhere = (0..4).map(|n| mark(10_000 * (n + 1), 10 + n, "x"));
    assert!(crowds(three.into_iter().chain(elsewhere).collect(), span, 3, 24).is_empty());
}

#[test]
fn three_persons_who_turn_up_at_one_address_that_is_new_to_each() {
    let mut world = World::new();
    for (who, agent) in [(JANE, BEN), (CY, JANE)] {
        world.signal("user.session.start", who, "09:00", HOME);
        world.reset(PasswordReset, "14:20", agent, who);
        world.under_ticket(9);
    }
    for who in [ANA, JANE, CY] {
        world.own(FactorEnrol, "15:00", who, ABROAD);
    }
    assert_eq!(world.patterns(), ["P2", "P7"]);
    world.changes.last_mut().unwrap().ip = Some("203.0.113.77".into());
    assert_eq!(world.patterns(), ["P2"], "two are not three");
}

#[test]
fn each_change_is_told_the_fullest_stretch_that_holds_it() {
    use crate::assess::risk::crowds::{Mark, Tie, crowds};
    // Persons 1 2 3 4 at 0, 60, 120 and 200 minutes: three hours hold three of them at most.
    let marks =
        [(0, "a"), (60, "b"), (120, "c"), (200, "d"), (900, "e")].into_iter().zip([1, 2, 3, 4, 5]).rev();
    let marks = marks.map(|((minute, change), person)| Mark {
        tie: Tie::Agent(AccountIx(0)),
        at: at("08:00") + chrono::Duration::minutes(minute),
        person: AccountIx(person),
        change,
    });
    let found = crowds(marks.collect(), chrono::Duration::hours(3), 2, 24);
    let counts: Vec<(&str, usize)> = found.iter().map(|(change, ties)| (*change, ties[0].1)).collect();
    assert_eq!(counts, [("a", 3), ("b", 3), ("c", 3), ("d", 3)]);
}
