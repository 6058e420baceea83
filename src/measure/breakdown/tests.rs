//! The desk by groups, by cases.

use std::sync::LazyLock;

use chrono::TimeDelta;

use super::*;
use crate::assess::control::sample::{
    DAY, at, case, coverage, directory, field, linked, party, ticket, told,
};
use crate::mapping::Mappings;
use crate::measure::agents::Agents;
use crate::model::{
    AccountIx, ActorKind, ChangeId, Charted, ContactOutcome, ContactReason, Flag, HandleTimeOf, Handoffs,
    Verdict,
};

/// Read once: it is large.
static CONTACT: LazyLock<ContactPolicy> =
    LazyLock::new(|| ContactPolicy::load(&Mappings::embedded()).unwrap());

const HOUR: i64 = 60;

/// Tickets, each with its result and at most one change, in a world that covers 200 days.
#[derive(Default)]
struct World {
    tickets: Vec<Ticket>,
    results: Vec<TicketResult>,
    cases: Vec<Case>,
}

impl World {
    /// A ticket that counts, with its place in the list.
    fn add(&mut self, outcome: ContactOutcome) -> (&mut Ticket, &mut TicketResult) {
        let ix = self.tickets.len();
        self.tickets.push(ticket(&format!("INC{ix:05}")));
        self.results.push(result(ix, outcome));
        (self.tickets.last_mut().unwrap(), self.results.last_mut().unwrap())
    }

    /// So many tickets of a team, the first so many of them solved at first contact.
    fn team(&mut self, team: &str, topic: &str, hits: usize, of: usize) {
        for n in 0..of {
            let outcome = if n < hits { ContactOutcome::Yes } else { ContactOutcome::No };
            let (ticket, result) = self.add(outcome);
            ticket.group = Some(team.to_owned());
            result.topic = topic.to_owned();
        }
    }

    /// Links a change with a verdict to the last ticket.
    fn change(&mut self, verdict: Verdict) {
        let ix = self.tickets.len() - 1;
        let mut case = linked(&format!("{ix:05}"), u32::try_from(ix).unwrap());
        case.verdict = Some(verdict);
        let result = self.results.last_mut().unwrap();
        result.changes.push(ChangeId(case.change.id.0.clone()));
        result.safe = (result.outcome == ContactOutcome::Yes).then_some(verdict == Verdict::Proven);
        self.cases.push(case);
    }

    fn agents(&self) -> Agents {
        Agents::of(&directory(), (&self.tickets, &self.results), &self.cases, (0, None))
    }

    fn breakdown(&self) -> Breakdown {
        breakdown(&BreakdownInput {
            cases: &self.cases,
            tickets: &self.tickets,
            ticket_results: &self.results,
            agents: &self.agents(),
            coverage: &[coverage("servicenow.incident", true, -DAY, 200 * DAY)],
            contact: &CONTACT,
            policy: &MetricsPolicy::load(&Mappings::embedded()).unwrap(),
            as_of: at(200 * DAY),
        })
    }

    fn group(&self, dimension: Dimension, name: &str) -> Group {
        let all = self.breakdown();
        all.of(dimension)
            .find(|group| self.agents().called(&group.name, 0) == name)
            .unwrap_or_else(|| panic!("no {dimension} {name}"))
            .clone()
    }

    fn taken(&self, dimension: Dimension, name: &str) -> Taken {
        self.group(dimension, name).taken.unwrap()
    }

    fn tickets_of(&self, dimension: Dimension, name: &str) -> TicketFigures {
        self.group(dimension, name).tickets.unwrap()
    }
}

/// What is said of a ticket: nothing but the outcome.
pub(super) fn result(ix: usize, outcome: ContactOutcome) -> TicketResult {
    let reason = (outcome != ContactOutcome::Yes).then_some(ContactReason::Open);
    TicketResult { reason, ..told(ix, outcome) }
}

#[test]
fn an_agent_is_one_group_whatever_name_the_records_use() {
    let mut world = World::default();
    world.add(ContactOutcome::Yes);
    world.change(Verdict::Late);
    world.cases[0].change.actor_label = "Bob, at the console".to_owned();
    let bob = world.group(Dimension::Agent, "bob");
    assert_eq!(
        (&bob.slug[..6], bob.tickets.unwrap().tickets, bob.changes.unwrap().changes),
        ("agent_", 1, 1)
    );
    world.tickets[0].agent = party("stranger@example.com");
    assert_eq!(world.tickets_of(Dimension::Agent, "stranger@example.com").tickets, 1);
    world.tickets[0].agent = party("");
    assert_eq!(world.tickets_of(Dimension::Agent, "").tickets, 1, "nobody is a group of its own");
}

#[test]
fn the_groups_of_each_dimension_add_up_to_all() {
    let mut world = World::default();
    for n in 0..60 {
        let outcome = ContactOutcome::ALL[n % 3];
        let (ticket, result) = world.add(outcome);
        ticket.group = (n % 4 > 0).then(|| format!("team {}", n % 4));
        ticket.channel = (n % 5 > 0).then(|| format!("channel {}", n % 5));
        ticket.category = (n % 7 > 0).then(|| format!("category {}", n % 7));
        ticket.opened_at = (n % 2 > 0).then(|| at(i64::try_from(n).unwrap() * DAY));
        result.handoffs = Some(Handoffs { people: u32::try_from(n % 3).unwrap(), ..Handoffs::default() });
        if n % 2 == 0 {
            world.change(Verdict::ALL[n % 6]);
        }
    }
    let all = world.tickets_of(Dimension::All, "");
    assert_eq!((all.tickets, all.first_contact.of, all.first_contact.hits), (60, 40, 20));
    assert_eq!(all.excluded, [("open".to_owned(), 20)]);
    assert_eq!((all.handoffs.told, all.handoffs.passed_on, all.handoffs.times), (40, 20, 20));
    let breakdown = world.breakdown();
    for dimension in [
        Dimension::Agent,
        Dimension::Group,
        Dimension::Category,
        Dimension::Channel,
        Dimension::Topic,
        Dimension::Source,
        Dimension::Week,
    ] {
        let figures = || breakdown.of(dimension).filter_map(|group| group.tickets.as_ref());
        assert_eq!(figures().map(|group| group.tickets).sum::<u64>(), 60, "{dimension}");
        assert_eq!(figures().map(|group| group.first_contact.of).sum::<u64>(), 40, "{dimension}");
        assert_eq!(figures().map(|group| group.safe.of).sum::<u64>(), all.safe.of, "{dimension}");
    }
    for dimension in Dimension::ALL {
        let changes = breakdown.of(*dimension).filter_map(|group| group.changes.as_ref());
        assert_eq!(changes.map(|group| group.changes).sum::<u64>(), 30, "{dimension}");
    }
}

#[test]
fn the_order_of_the_tickets_changes_nothing() {
    let mut world = World::default();
    for n in 0..300 {
        let (ticket, _) = world.add(ContactOutcome::ALL[n % 3]);
        ticket.group = Some(format!("team {}", n % 7));
        ticket.opened_at = Some(at(i64::try_from(n % 40).unwrap() * 4 * DAY));
    }
    let mut before = world.breakdown();
    world.tickets.reverse();
    world.results.reverse();
    // What stands by ticket goes with the tickets.
    before.counted_in.reverse();
    assert_eq!(world.breakdown(), before);
}

/// One team does what is hard, the other what is easy, each as well as anybody: nobody stands out.
#[test]
fn a_team_that_gets_the_hard_requests_is_held_against_hard_requests() {
    let mut world = World::default();
    world.team("Identity Team", "mfa", 60, 200);
    world.team("Service Desk", "password", 180, 200);
    world.team("Night Desk", "password", 90, 100);
    world.team("Night Desk", "mfa", 30, 100);
    let identity = world.taken(Dimension::Group, "Identity Team");
    assert_eq!(identity.first_contact.value, Some(0.3));
    let compared = identity.compared.unwrap();
    assert!((compared.expected - 60.0).abs() < 1e-9);
    assert!((compared.ratio - 1.0).abs() < 1e-9);
    assert!((compared.adjusted - 360.0 / 600.0).abs() < 1e-9, "as good as all together");
    assert_eq!(compared.flag, None);
    assert_eq!(world.group(Dimension::Topic, "mfa").taken, None, "the topic is the case mix itself");
}

#[test]
fn a_team_far_below_what_was_expected_of_it_is_flagged() {
    let mut world = World::default();
    for team in ["A", "B", "C", "D"] {
        world.team(team, "password", 80, 100);
    }
    world.team("Low", "password", 40, 100);
    world.team("High", "password", 98, 100);
    let low = world.taken(Dimension::Group, "Low").compared.unwrap();
    assert_eq!(low.flag, Some(Flag::Below));
    assert!(low.p_adjusted >= low.p);
    assert!(0.4 < low.funnel[1].0, "below the outer funnel too");
    assert_eq!(world.taken(Dimension::Group, "High").compared.unwrap().flag, Some(Flag::Above));
    let usual = world.taken(Dimension::Group, "A").compared.unwrap();
    assert_eq!(usual.flag, None);
    assert!(usual.funnel[0].0 < 0.8 && 0.8 < usual.funnel[0].1);
}

/// Of forty teams one is at 1 in 100 by chance: alone it would look like a finding.
#[test]
fn of_many_teams_one_that_stands_out_by_chance_is_not_flagged() {
    let mut world = World::default();
    for n in 0..39 {
        world.team(&format!("team {n}"), "password", 70, 100);
    }
    world.team("unlucky", "password", 58, 100);
    let unlucky = world.taken(Dimension::Group, "unlucky").compared.unwrap();
    assert!(unlucky.p < 0.05, "{unlucky:?}");
    assert_eq!(unlucky.flag, None);
}

/// The desk passes a third of its tickets on; the second line solves them all.
#[test]
fn what_was_passed_on_is_held_against_who_took_it_first() {
    let mut world = World::default();
    world.team("Service Desk", "password", 60, 60);
    world.team("Field Desk", "password", 60, 60);
    for _ in 0..30 {
        let (ticket, result) = world.add(ContactOutcome::No);
        ticket.group = Some("Network".to_owned());
        ticket.agent = party("carl");
        ticket.journal = vec![
            field(1, "bob", "agent", "", "bob"),
            field(5, "bob", "group", "Service Desk", "Network"),
            field(6, "carl", "agent", "bob", "carl"),
        ];
        result.reasons = vec![ContactReason::Escalated];
    }
    let network = world.group(Dimension::Group, "Network");
    assert_eq!(
        (network.tickets.unwrap().first_contact.of, network.taken),
        (30, None),
        "it took none of them"
    );
    let desk = world.taken(Dimension::Group, "Service Desk");
    assert_eq!((desk.first_contact.hits, desk.first_contact.of), (60, 90));
    assert_eq!(desk.compared.unwrap().flag, Some(Flag::Below));
    assert_eq!(desk.ids[0], "INC00000");
    let (bob, carl) = (world.taken(Dimension::Agent, "bob"), world.group(Dimension::Agent, "carl"));
    assert_eq!((bob.first_contact.of, carl.taken), (150, None));
}

#[test]
fn a_small_group_has_counts_and_nothing_else() {
    let mut world = World::default();
    world.team("Large", "password", 50, 100);
    world.team("Small", "password", 0, 9);
    let small = world.tickets_of(Dimension::Group, "Small");
    assert_eq!(
        (small.first_contact.of, small.first_contact.value, small.first_contact.interval),
        (9, None, None)
    );
    assert_eq!((world.taken(Dimension::Group, "Small").compared, small.handle_time), (None, None));
    let large = world.tickets_of(Dimension::Group, "Large");
    assert!(large.first_contact.value.is_some());
    assert_eq!(world.taken(Dimension::Group, "Large").compared, None, "there is no other to differ from");
}

#[test]
fn elapsed_time_stands_for_handling_until_half_of_the_tickets_record_it() {
    let mut world = World::default();
    for n in 0..11 {
        let (ticket, _) = world.add(ContactOutcome::No);
        ticket.resolved_at = Some(at(n * 10));
    }
    let (ticket, _) = world.add(ContactOutcome::Excluded);
    ticket.resolved_at = Some(at(100 * DAY));
    let (ticket, _) = world.add(ContactOutcome::Yes);
    ticket.resolved_at = Some(at(-HOUR));
    let elapsed = world.tickets_of(Dimension::All, "").handle_time.unwrap();
    assert_eq!((elapsed.measured, elapsed.median, elapsed.p90), (11, 50.0 * 60.0, 90.0 * 60.0));
    assert_eq!(world.breakdown().handle_time_of, Some(HandleTimeOf::Elapsed));
    for ticket in world.tickets.iter_mut().take(10) {
        ticket.handle_time = Some(TimeDelta::seconds(90));
    }
    assert_eq!(world.breakdown().handle_time_of, Some(HandleTimeOf::Recorded));
    let recorded = world.tickets_of(Dimension::All, "").handle_time.unwrap();
    assert_eq!((recorded.measured, recorded.median, recorded.p90), (10, 90.0, 90.0));
}

#[test]
fn verdicts_are_compared_by_kind_and_tier() {
    let mut world = World::default();
    for n in 0..40 {
        let (ticket, _) = world.add(ContactOutcome::Yes);
        ticket.group = Some(if n < 20 { "Careful" } else { "Careless" }.to_owned());
        world.change(if n < 20 { Verdict::Proven } else { Verdict::Unproven });
    }
    let careless = world.group(Dimension::Group, "Careless").changes.unwrap();
    assert_eq!((careless.proven.hits, careless.proven.of), (0, 20));
    assert_eq!(careless.compared.unwrap().flag, Some(Flag::Below));
    assert!((careless.compared.unwrap().expected - 10.0).abs() < 1e-9);
    let unproven = careless.verdicts.iter().find(|found| found.verdict == Verdict::Unproven).unwrap();
    assert_eq!((unproven.changes, unproven.ids[0].as_str()), (20, "chg-00020"));
    assert_eq!(world.group(Dimension::Kind, "password_reset").changes.unwrap().compared, None);
}

/// What a user finishes belongs to the agent who began it; what a user begins is nobody's at the desk.
#[test]
fn users_are_no_agents() {
    let mut world = World::default();
    for _ in 0..3 {
        world.add(ContactOutcome::Yes);
        world.change(Verdict::Proven);
    }
    for case in &mut world.cases[1..] {
        case.change.actor = Some(AccountIx(0));
        case.change.actor_kind = ActorKind::SelfService;
    }
    world.cases[1].change.parent = Some(world.cases[0].change.id.clone());
    let (breakdown, names) = (world.breakdown(), world.agents());
    let agents: Vec<(&str, u64)> = breakdown
        .of(Dimension::Agent)
        .filter_map(|group| Some((names.called(&group.name, 0), group.changes.as_ref()?.changes)))
        .collect();
    assert_eq!(agents, [("", 1), ("bob", 2)]);
}

/// Changes without a ticket are unproven by nature: teams are held against changes with one.
#[test]
fn teams_are_compared_over_changes_with_a_ticket() {
    let mut world = World::default();
    for n in 0..40 {
        let (ticket, _) = world.add(ContactOutcome::Yes);
        ticket.group = Some(format!("team {}", n % 2));
        world.change(Verdict::Proven);
        let mut unticketed = case(&format!("u{n}"));
        unticketed.verdict = Some(Verdict::Unticketed);
        world.cases.push(unticketed);
    }
    let team = world.group(Dimension::Group, "team 0").changes.unwrap().compared.unwrap();
    assert_eq!((team.expected, team.flag), (20.0, None));
    assert_eq!(world.group(Dimension::Agent, "bob").changes.unwrap().proven.of, 80);
}

/// Twenty weeks of twenty tickets; in the fifteenth all fail. Those solved in the export's last week are left out.
#[test]
fn a_bad_week_is_a_signal_and_the_last_week_is_no_point() {
    let mut world = World::default();
    for week in 0..20 {
        for n in 0..20 {
            let fails = week == 14 || n < 6;
            let (ticket, _) = world.add(if fails { ContactOutcome::No } else { ContactOutcome::Yes });
            ticket.opened_at = Some(at(week * 7 * DAY));
            ticket.resolved_at = Some(at(week * 7 * DAY + 20));
        }
    }
    let (ticket, _) = world.add(ContactOutcome::No);
    ticket.opened_at = Some(at(199 * DAY));
    ticket.resolved_at = Some(at(199 * DAY + 20));
    let charts = world.breakdown().charts;
    let names: Vec<(Charted, Option<&str>)> =
        charts.iter().map(|chart| (chart.charted, chart.group.as_deref())).collect();
    assert_eq!(names, [(Charted::FirstContact, None), (Charted::FirstContact, Some("Service Desk"))]);
    let chart = &charts[0].chart;
    assert_eq!(chart.points.len(), 20);
    assert_eq!(chart.points[0].sample.label, "2026-W10");
    let signalled: Vec<&str> = chart
        .points
        .iter()
        .filter(|point| point.signals.contains(&crate::model::ChartSignal::Beyond))
        .map(|point| point.sample.label.as_str())
        .collect();
    assert_eq!(signalled, ["2026-W24"]);
}

/// Three agents: fast and careless, fast and careful, slow and middling.
#[test]
fn the_frontier_names_who_is_beaten_in_both() {
    let mut world = World::default();
    for (agent, minutes, verified) in [("bob", 10, 5), ("carl", 10, 38), ("eve", 30, 20)] {
        for n in 0..40 {
            let (ticket, _) = world.add(ContactOutcome::Yes);
            ticket.agent = party(agent);
            ticket.resolved_at = Some(at(minutes));
            world.change(if n < verified { Verdict::Proven } else { Verdict::Unproven });
        }
    }
    let breakdown = world.breakdown();
    let names = world.agents();
    let mut agents: Vec<(&str, f64, bool, Option<&str>)> = breakdown
        .frontier
        .iter()
        .filter(|point| point.dimension == Dimension::Agent)
        .map(|point| {
            let beaten_by = point.beaten_by.as_ref().map(|name| names.called(name, 0));
            (names.called(&point.name, 0), point.median, point.is_frontier, beaten_by)
        })
        .collect();
    agents.sort_by(|a, b| a.0.cmp(b.0));
    assert_eq!(
        agents,
        [
            ("bob", 600.0, false, Some("carl")),
            ("carl", 600.0, true, None),
            ("eve", 1800.0, false, Some("carl"))
        ]
    );
}

#[test]
fn faster_and_less_verified_is_a_correlation_above_nothing() {
    let mut world = World::default();
    for n in 0..50 {
        let (ticket, _) = world.add(ContactOutcome::Yes);
        ticket.resolved_at = Some(at(n + 1));
        world.change(if n < 25 { Verdict::Unproven } else { Verdict::Proven });
    }
    world.add(ContactOutcome::Yes);
    let speed = world.breakdown().speed;
    assert_eq!(speed[0].topic, None);
    assert_eq!(speed[0].requests, 50, "a request without a change says nothing of proof");
    assert!(speed[0].rho > 0.8 && speed[0].interval.0 > 0.5, "{speed:?}");
    assert_eq!(speed[1].topic.as_deref(), Some("password"));
}

#[test]
fn of_nothing_there_are_no_groups() {
    assert_eq!(World::default().breakdown(), Breakdown::default());
}

#[test]
fn the_smallest_ids_are_kept_whatever_order_they_come_in() {
    let mut kept = Smallest::new(2);
    for id in ["d", "a", "c", "b"] {
        kept.add(id);
    }
    assert_eq!(kept.sorted(), ["a", "b"]);
    let mut none = Smallest::new(0);
    none.add("a");
    assert!(none.sorted().is_empty());
}
