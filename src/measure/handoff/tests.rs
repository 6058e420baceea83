//! Costs by cases: each as the records show it, and what must not count; sums by number of hand-offs.

use std::sync::LazyLock;

use chrono::TimeDelta;

use super::*;
use crate::assess::control;
use crate::assess::control::sample::{
    DAY, at, case, coverage, directory, entry, event, linked, origin, request, ticket, told,
};
use crate::mapping::Mappings;
use crate::measure::said::Wordings;
use crate::model::{
    ActorKind, ChangeKind, ContactOutcome, ControlTestId, CostSort::*, EntryKind, EventIx, Finding,
    FindingId, Handoffs, LinkOutcome, Mismatch, Severity, TestOutcome, TicketIx, Verdict,
};

struct Knowledge {
    contact: ContactPolicy,
    policy: HandoffPolicy,
    wordings: Wordings,
    controls: Controls,
}

/// Reading the policies takes longer than all the rest: once for all tests.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mappings = Mappings::embedded();
    Knowledge {
        contact: ContactPolicy::load(&mappings).unwrap(),
        policy: HandoffPolicy::load(&mappings).unwrap(),
        wordings: Wordings::load(&mappings).unwrap(),
        controls: control::load(&mappings).unwrap(),
    }
});

/// Solved tickets of `ann`, worked by `bob`, in exports that cover a month.
struct World {
    tickets: Vec<Ticket>,
    results: Vec<TicketResult>,
    cases: Vec<Case>,
    events: Vec<Event>,
    coverage: Vec<Coverage>,
    tests: Vec<ControlResult>,
}

impl World {
    fn of(tickets: Vec<Ticket>) -> Self {
        let results = (0..).map(TicketIx).zip(&tickets).map(|(ix, _)| result(ix)).collect();
        Self {
            tickets,
            results,
            cases: Vec::new(),
            events: Vec::new(),
            coverage: vec![coverage("okta.system_log", false, -30 * DAY, 30 * DAY)],
            tests: Vec::new(),
        }
    }

    fn costs(&self) -> Vec<Costs> {
        let requests = vec![request(); self.tickets.len()];
        let directory = directory();
        let said = KNOWLEDGE.wordings.read(&self.tickets, &requests, &directory, &KNOWLEDGE.contact);
        costs(&CostInput {
            tickets: &self.tickets,
            requests: &requests,
            results: &self.results,
            said: &said,
            cases: &self.cases,
            events: &self.events,
            coverage: &self.coverage,
            controls: &KNOWLEDGE.controls,
            tests: &self.tests,
            directory: &directory,
            contact: &KNOWLEDGE.contact,
            policy: &KNOWLEDGE.policy,
        })
    }

    /// What the first ticket cost, and what is not told of it.
    fn first(&self) -> (Vec<CostSort>, Vec<CostSort>) {
        let costs = self.costs().swap_remove(0);
        (costs.shown.iter().map(|cost| cost.sort).collect(), costs.untold)
    }
}

const NOTHING: (Vec<CostSort>, Vec<CostSort>) = (Vec::new(), Vec::new());

fn shown(sort: CostSort) -> (Vec<CostSort>, Vec<CostSort>) {
    (vec![sort], Vec::new())
}

fn untold(sort: CostSort) -> (Vec<CostSort>, Vec<CostSort>) {
    (Vec::new(), vec![sort])
}

fn result(ticket: TicketIx) -> TicketResult {
    let reassigned = ContactReason::Reassigned;
    TicketResult {
        reason: Some(reassigned),
        reasons: vec![reassigned],
        ..told(ticket.0 as usize, ContactOutcome::No)
    }
}

/// A change of `ann` by `bob` at a minute, under the first ticket.
fn change(kind: ChangeKind, minutes: i64) -> Case {
    let mut done = linked(&format!("{kind}{minutes}"), 0);
    done.change.kind = kind;
    done.change.at = at(minutes);
    done.change.events = Vec::new();
    done
}

fn noted(text: &str) -> Ticket {
    Ticket { journal: vec![entry(EntryKind::WorkNote, 5, "bob", text)], ..ticket("INC1") }
}

#[test]
fn a_plain_ticket_costs_nothing() {
    let mut world = World::of(vec![noted("Reset done, user confirmed")]);
    world.cases = vec![change(ChangeKind::PasswordReset, 10)];
    assert_eq!(world.first(), NOTHING);
}

#[test]
fn access_that_nothing_ends_is_left_open() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.cases = vec![change(ChangeKind::MfaDisable, 10)];
    world.cases[0].link.as_mut().unwrap().mismatches.clear();
    let costs = world.costs();
    assert_eq!(costs[0].shown[0].sort, TemporaryAccessLeft);
    assert_eq!(costs[0].shown[0].read_in, origin(7));
    world.cases.push(change(ChangeKind::FactorEnrol, 60));
    assert!(!world.first().0.contains(&TemporaryAccessLeft), "a factor was enrolled again");
}

#[test]
fn a_grant_is_temporary_only_where_the_ticket_says_so() {
    let mut world = World::of(vec![noted("Added to the group")]);
    world.cases = vec![change(ChangeKind::GroupGrant, 10)];
    assert_eq!(world.first(), NOTHING);
    world.tickets = vec![noted("Gave temporary access until engineering looks at it")];
    assert_eq!(world.first(), shown(TemporaryAccessLeft));
    world.cases.push(change(ChangeKind::GroupRevoke, 3 * DAY));
    assert_eq!(world.first(), NOTHING, "withdrawn later, by whomever");
    world.cases.push(change(ChangeKind::GroupGrant, 3 * DAY + 20));
    assert_eq!(world.first(), NOTHING, "what was asked comes last, and stays");
}

#[test]
fn withdrawing_another_group_ends_nothing() {
    let mut world = World::of(vec![noted("temporary access")]);
    let mut grant = change(ChangeKind::GroupGrant, 10);
    let mut revoke = change(ChangeKind::GroupRevoke, 60);
    for (ix, name) in [(0, "payroll"), (1, "printers")] {
        let mut record = event("e", 10, "bob", None);
        record.targets.push(crate::assess::control::sample::party(name));
        world.events.push(record);
        let case = if ix == 0 { &mut grant } else { &mut revoke };
        case.change.events = vec![EventIx(ix)];
    }
    world.cases = vec![grant, revoke];
    assert_eq!(world.first(), shown(TemporaryAccessLeft));
}

#[test]
fn a_pass_ends_by_its_lifetime_by_use_or_by_hand_and_else_is_not_told() {
    let pass = || {
        let mut world = World::of(vec![ticket("INC1")]);
        world.cases = vec![change(ChangeKind::TemporaryAccessIssue, 10)];
        world
    };
    assert_eq!(pass().first(), untold(TemporaryAccessLeft), "the log tells no lifetime");
    for kind in [ChangeKind::TemporaryAccessRevoke, ChangeKind::FactorEnrol] {
        let mut world = pass();
        world.cases.push(change(kind, 40));
        assert_eq!(world.first(), NOTHING, "{kind}");
    }
    for (minutes, expected) in [("60", NOTHING), ("99999999", untold(TemporaryAccessLeft))] {
        let mut world = pass();
        let mut record = event("e", 10, "bob", None);
        record.details.insert("lifetime_minutes".to_owned(), vec![minutes.to_owned()]);
        world.events = vec![record];
        world.cases[0].change.events = vec![EventIx(0)];
        assert_eq!(world.first(), expected, "{minutes} min");
    }
}

#[test]
fn absence_is_asserted_only_inside_covered_time() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.cases = vec![change(ChangeKind::MfaDisable, 10)];
    world.cases[0].change.actor_kind = ActorKind::Automation;
    for span in [coverage("okta.system_log", false, -DAY, 60), coverage("okta.system_log", false, 5, 6)] {
        world.coverage = vec![span];
        assert_eq!(world.first(), untold(TemporaryAccessLeft));
    }
    let mut gap = coverage("okta.system_log", false, -DAY, 30 * DAY);
    gap.gaps = vec![crate::model::Gap { from: at(2 * DAY), to: at(3 * DAY) }];
    world.coverage = vec![gap];
    assert_eq!(world.first(), untold(TemporaryAccessLeft), "it may have ended in the gap");
    world.coverage.clear();
    world.cases.clear();
    assert_eq!(world.first(), (Vec::new(), vec![TemporaryAccessLeft, PrivilegeWidened]), "no log at all");
}

#[test]
fn more_than_was_asked_and_only_that_is_widened() {
    let mut world = World::of(vec![ticket("INC1")]);
    let mut drifted = change(ChangeKind::RoleGrant, 10);
    drifted.link.as_mut().unwrap().mismatches = vec![Mismatch::ScopeDrift];
    world.cases = vec![drifted];
    assert_eq!(world.first(), shown(PrivilegeWidened));
    world.cases[0].change.kind = ChangeKind::AccountUnlock;
    assert_eq!(world.first(), NOTHING, "an unlock widens nothing");
    world.cases[0].change.kind = ChangeKind::RoleGrant;
    world.cases[0].link.as_mut().unwrap().mismatches = vec![Mismatch::WrongTarget];
    assert_eq!(world.first(), NOTHING, "the wrong account is another fault");
    world.cases[0].link.as_mut().unwrap().mismatches = vec![Mismatch::ScopeDrift];
    world.cases[0].link_outcome = LinkOutcome::Ambiguous;
    assert_eq!(world.first(), NOTHING, "nothing ties it to the ticket");
}

#[test]
fn fixes_by_hand_in_words_and_in_the_log() {
    for (text, counts) in [
        ("Set the attribute manually in AD", true),
        ("Workaround applied for now", true),
        ("Manuell eingetragen, Workflow läuft nicht", true),
        ("Modifié manuellement", true),
        ("手動で変更しました", true),
        ("Did not edit anything manually", false),
        ("The user manual was sent", false),
        ("No workaround applied", false),
    ] {
        let expected = if counts { shown(ManualFix) } else { NOTHING };
        assert_eq!(World::of(vec![noted(text)]).first(), expected, "{text}");
    }
    let mut world = World::of(vec![ticket("INC1")]);
    world.cases = vec![change(ChangeKind::ProfileEditAssurance, 10)];
    assert_eq!(world.first(), shown(ManualFix));
    world.cases[0].change.actor_kind = ActorKind::Automation;
    assert_eq!(world.first(), NOTHING, "a workflow did it");
    let silent = Ticket { has_journal: false, ..ticket("INC1") };
    assert_eq!(World::of(vec![silent]).first(), untold(ManualFix));
}

/// What CT-32 says of the first ticket.
fn secret(outcome: TestOutcome) -> ControlResult {
    let test = ControlTestId("CT-32".to_owned());
    ControlResult {
        test: test.clone(),
        population: 1,
        pass: 0,
        fail: 1,
        exception: 0,
        not_testable: 0,
        untested_because: None,
        findings: vec![Finding {
            id: FindingId("fnd-1".to_owned()),
            test,
            item: "ticket:INC1".to_owned(),
            outcome,
            severity: Severity::Critical,
            reason: "password written out in the work_note, bytes 3 to 20".to_owned(),
            excepted: None,
            origins: vec![origin(1), origin(100)],
        }],
    }
}

#[test]
fn a_secret_is_told_by_its_sort_and_place() {
    let mut world = World::of(vec![noted("password: Summer2026!x")]);
    world.tests = vec![secret(TestOutcome::Fail)];
    let costs = world.costs();
    assert_eq!((costs[0].shown[0].sort, costs[0].shown[0].read_in), (SecretInTicket, origin(100)));
    assert!(!format!("{costs:?}").contains("Summer"), "what was found is never repeated");
    world.tests = vec![secret(TestOutcome::NotTestable)];
    assert_eq!(world.first(), untold(SecretInTicket));
    world.tests = vec![secret(TestOutcome::Pass)];
    assert_eq!(world.first(), NOTHING);
}

#[test]
fn tickets_that_are_not_solved_or_ask_for_nothing_cost_nothing() {
    let mut world = World::of(vec![noted("Set manually")]);
    world.results[0].reasons = vec![ContactReason::Cancelled];
    assert_eq!(world.first(), NOTHING);
    world.results[0] = TicketResult { identity_request: false, ..result(TicketIx(0)) };
    assert_eq!(world.first(), NOTHING);
    let mut open = World::of(vec![Ticket {
        state: crate::model::TicketState::Open,
        resolved_at: None,
        ..noted("Set manually")
    }]);
    open.results[0].reasons = vec![ContactReason::Open];
    assert_eq!(open.first(), NOTHING);
}

/// Forty tickets, ten for each number of hand-offs; the more hand-offs, the more were fixed by hand.
fn passed_on() -> World {
    let mut world = World::of(
        (0..40)
            .map(|n| {
                let text = if (n % 4) * 3 > n / 4 { "Set manually" } else { "Done" };
                Ticket {
                    reassignment_count: Some(n % 4),
                    resolved_at: Some(at(20 + 60 * i64::from(n % 4))),
                    ..noted(text)
                }
            })
            .collect(),
    );
    for (ix, costs) in world.costs().into_iter().enumerate() {
        (world.results[ix].costs, world.results[ix].untold_costs) = (costs.shown, costs.untold);
    }
    world
}

fn sum(world: &World) -> crate::model::HandoffCosts {
    summary(&SummaryInput {
        tickets: &world.tickets,
        results: &world.results,
        cases: &world.cases,
        directory: &directory(),
        policy: &KNOWLEDGE.policy,
        least_group: 10,
    })
}

#[test]
fn costs_are_counted_by_number_of_handoffs_and_their_rise_is_tested() {
    let world = passed_on();
    let costs = sum(&world);
    let manual: Vec<(u32, u64, u64)> = costs
        .classes
        .iter()
        .map(|class| {
            let (_, hits, all) = class.costs.iter().find(|(sort, ..)| *sort == ManualFix).unwrap();
            (class.handoffs, *hits, *all)
        })
        .collect();
    assert_eq!(manual, [(0, 0, 10), (1, 3, 10), (2, 6, 10), (3, 9, 10)]);
    assert!(costs.classes[3].or_more && !costs.classes[2].or_more);
    let of = |sort| costs.trends.iter().find(|trend| trend.sort == sort).unwrap();
    let rise = of(Some(ManualFix));
    assert!(rise.z.unwrap() > 3.0 && rise.p.unwrap() < 0.001 && rise.p_adjusted >= rise.p);
    assert_eq!(of(Some(SecretInTicket)).z, None, "no ticket holds a secret");
    assert_eq!(of(None).z, rise.z, "any cost is the same here");
    let waited: Vec<i64> = costs.classes.iter().map(|class| class.waited.unwrap().num_minutes()).collect();
    assert_eq!(waited, [20, 80, 140, 200]);
    assert_eq!(costs.classes[0].waited_most, Some(TimeDelta::minutes(20)));
}

#[test]
fn the_history_of_a_ticket_goes_before_the_products_count() {
    let mut world = passed_on();
    world.results[0].handoffs = Some(Handoffs { people: 7, teams: 2, levels_up: 0, returns: 0 });
    world.tickets[1].reassignment_count = None;
    let costs = sum(&world);
    assert_eq!(costs.untold, 1);
    let tickets: Vec<u64> = costs.classes.iter().map(|class| class.tickets).collect();
    assert_eq!(tickets, [9, 9, 10, 11]);
}

#[test]
fn verdicts_are_counted_with_the_tickets_of_their_changes() {
    let mut world = passed_on();
    let mut late = linked("late", 3);
    late.verdict = Some(Verdict::Late);
    world.cases = vec![linked("ok", 0), late, case("unlinked")];
    let costs = sum(&world);
    let count = |class: usize, verdict| {
        costs.classes[class].verdicts.iter().find(|(known, _)| *known == verdict).unwrap().1
    };
    assert_eq!((count(0, Verdict::Proven), count(3, Verdict::Late), count(3, Verdict::Proven)), (1, 1, 0));
}

#[test]
fn one_cost_shown_is_enough_for_any_and_none_shown_needs_all_told() {
    let mut world = passed_on();
    for result in &mut world.results {
        result.untold_costs = vec![TemporaryAccessLeft];
    }
    let any: Vec<(u64, u64)> = sum(&world).classes.iter().map(|class| class.any).collect();
    assert_eq!(any, [(0, 0), (3, 3), (6, 6), (9, 9)]);
}
