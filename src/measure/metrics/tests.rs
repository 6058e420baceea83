//! Figures by cases.

use std::sync::LazyLock;

use super::*;
use crate::assess::control::sample::{
    DAY, at, case, coverage, directory, evidence, linked, party, ticket, told,
};
use crate::mapping::definitions::DefinitionRules;
use crate::measure::breakdown::{BreakdownInput, breakdown};
use crate::measure::definition::{DefinitionInput, side_by_side};
use crate::model::{
    Answer, Answers, Concentrations, ContactOutcome, ContactReason, Definition, IntervalMethod, LinkOutcome,
    Method, Risk, Support, Verdict,
};

struct World {
    cases: Vec<Case>,
    tickets: Vec<Ticket>,
    results: Vec<TicketResult>,
    coverage: Vec<Coverage>,
    policy: MetricsPolicy,
}

impl World {
    fn metrics(&self) -> Vec<Metric> {
        static CONTACT: LazyLock<ContactPolicy> =
            LazyLock::new(|| ContactPolicy::load(&Mappings::embedded()).unwrap());
        let rules = DefinitionRules::load(&Mappings::embedded()).unwrap();
        let asked = DefinitionInput { tickets: &self.tickets, rules: &rules, policy: &CONTACT };
        let agents = Agents::of(
            &directory(),
            (&self.tickets, &self.results),
            &self.cases,
            (self.policy.name_agents_from, None),
        );
        let breakdown = breakdown(&BreakdownInput {
            cases: &self.cases,
            tickets: &self.tickets,
            ticket_results: &self.results,
            agents: &agents,
            coverage: &self.coverage,
            contact: &CONTACT,
            policy: &self.policy,
            as_of: at(30 * DAY),
        });
        metrics(&MetricsInput {
            cases: &self.cases,
            tickets: &self.tickets,
            ticket_results: &self.results,
            definitions: &side_by_side(&asked, &self.results),
            handoff_costs: &HandoffCosts::default(),
            nhi_requests: &[],
            concentrations: &Concentrations::default(),
            coverage: &self.coverage,
            agents: &agents,
            breakdown: &breakdown,
            contact: &CONTACT,
            policy: &self.policy,
            as_of: at(30 * DAY),
        })
    }

    fn get(&self, id: &str) -> Metric {
        let all = self.metrics();
        let mut found = all.into_iter().filter(|metric| metric.id == id);
        let metric = found.next().unwrap_or_else(|| panic!("no metric {id}"));
        assert!(found.next().is_none(), "{id} stands twice");
        metric
    }
}

/// What our own definition says of an outcome.
fn of_outcome(outcome: ContactOutcome) -> Answer {
    match outcome {
        ContactOutcome::Yes => Answer::Yes,
        ContactOutcome::No => Answer::No,
        ContactOutcome::Excluded => Answer::Outside,
    }
}

fn result(ix: u32, outcome: ContactOutcome, reason: Option<ContactReason>) -> TicketResult {
    let no_reassignment = reason != Some(ContactReason::Reassigned);
    TicketResult {
        reason,
        reasons: reason.into_iter().collect(),
        answers: Answers::default()
            .with(Definition::FirstContact, of_outcome(outcome))
            .with(Definition::Closed, Answer::Yes)
            .with(Definition::NoReassignment, if no_reassignment { Answer::Yes } else { Answer::No })
            .with(Definition::NoReopen, Answer::Yes),
        ..told(ix as usize, outcome)
    }
}

/// Twelve tickets: six first contact, three reassigned, one not fulfilled, one open, one double.
fn world() -> World {
    use ContactOutcome::{Excluded, No, Yes};
    let outcomes = std::iter::repeat_n((Yes, None), 6)
        .chain(std::iter::repeat_n((No, Some(ContactReason::Reassigned)), 3))
        .chain([
            (No, Some(ContactReason::NoRemediation)),
            (Excluded, Some(ContactReason::Open)),
            (Excluded, Some(ContactReason::Duplicate)),
        ]);
    let results: Vec<TicketResult> =
        outcomes.zip(0..).map(|((outcome, reason), ix)| result(ix, outcome, reason)).collect();
    let mut cases = vec![linked("a", 0), linked("b", 1), case("c")];
    cases[1].verdict = Some(Verdict::Late);
    cases[1].risk = Risk { score: 75.0, terms: Vec::new() };
    cases[1].evidence = vec![evidence(Method::KnowledgeBased)];
    cases[2].verdict = None;
    cases[2].change.support = Support::No;
    World {
        cases,
        tickets: (0..12).map(|n| ticket(&format!("INC{n:02}"))).collect(),
        results,
        coverage: vec![coverage("servicenow.incident", true, -DAY, 30 * DAY)],
        policy: MetricsPolicy { name_agents_from: 2, ..MetricsPolicy::load(&Mappings::embedded()).unwrap() },
    }
}

#[test]
fn a_rate_has_its_parts_its_interval_and_what_it_leaves_out() {
    let rate = world().get("first_contact.rate");
    assert_eq!((rate.numerator, rate.denominator, rate.value), (6, Some(10), Some(0.6)));
    let interval = rate.interval.unwrap();
    assert_eq!(Some((interval.low, interval.high)), crate::measure::statistics::interval::wilson(6, 10));
    assert_eq!((interval.method, interval.level), (IntervalMethod::Wilson, 0.95));
    let exports = world().coverage[0].span;
    assert_eq!((rate.period, exports.is_some()), (exports, true));
    assert_eq!(rate.excluded, [("duplicate".to_owned(), 1), ("open".to_owned(), 1)]);
    assert_eq!(rate.ids, ["INC00", "INC01", "INC02", "INC03", "INC04", "INC05"]);
    let definition = rate.definition();
    assert!(definition.starts_with("Tickets solved in the initial interaction"), "{definition}");
    assert!(definition.contains("within 7 days"), "{definition}");
    assert!(
        definition.ends_with("as a share of the tickets that are not open, cancelled or doubles."),
        "{definition}"
    );
}

#[test]
fn numerators_and_denominators() {
    let world = world();
    let metrics = world.metrics();
    for (id, numerator, denominator) in [
        ("changes.total", 3, None),
        ("changes.support.yes", 2, Some(3)),
        ("verdicts.proven", 1, Some(2)),
        ("verdicts.late", 1, Some(2)),
        ("verdicts.by_kind.password_reset.proven", 1, Some(2)),
        ("verdicts.by_tier.standard.late", 1, Some(2)),
        ("verdicts.by_group.service_desk.proven", 1, Some(2)),
        ("verdicts.by_source.okta_system_log.proven", 1, Some(2)),
        ("verdicts.by_week.2026_w10.proven", 1, Some(2)),
        ("links.linked", 2, Some(2)),
        ("evidence.method.knowledge_based", 1, Some(2)),
        ("evidence.level.strong", 1, Some(2)),
        ("evidence.basis.asserted", 2, Some(2)),
        ("risk.critical", 1, Some(2)),
        ("risk.low", 1, Some(2)),
        ("tickets.total", 12, None),
        ("tickets.identity_requests", 12, Some(12)),
        ("tickets.without_change", 1, Some(1)),
        ("first_contact.reason.reassigned", 3, Some(12)),
        ("first_contact.by_group.service_desk", 6, Some(10)),
        ("first_contact.by_channel.email", 6, Some(10)),
        ("definitions.fcr_closed", 12, Some(12)),
        ("definitions.fcr_one_touch", 0, Some(0)),
        ("definitions.fcr_no_reassignment", 9, Some(12)),
        ("definitions.fcr_no_reassignment.no_response", 0, Some(9)),
        ("disagreement.fcr_no_reassignment.counted_but_no", 1, Some(10)),
        ("disagreement.fcr_closed.counted_but_no", 4, Some(10)),
        ("disagreement.any", 4, Some(12)),
    ] {
        let metric =
            metrics.iter().find(|metric| metric.id == id).unwrap_or_else(|| panic!("no metric {id}"));
        assert_eq!((metric.numerator, metric.denominator), (numerator, denominator), "{id}");
    }
    let unknown = world.get("definitions.fcr_one_touch");
    assert_eq!((unknown.value, unknown.interval), (None, None));
    assert_eq!(unknown.excluded, [("the export does not say".to_owned(), 12)]);
}

#[test]
fn a_small_group_gets_counts_and_no_rate() {
    let world = world();
    let bob = Agents::of(&directory(), (&world.tickets, &[]), &[], (0, None))
        .of_ticket(0)
        .replace(' ', "_")
        .to_lowercase();
    let small = world.get(&format!("verdicts.by_agent.{bob}.proven"));
    assert_eq!((small.numerator, small.denominator, small.value, small.interval), (1, Some(2), None, None));
    assert!(small.definition().ends_with(" Of fewer than 10 no rate is given."), "{}", small.definition());
    assert!(world.get("first_contact.by_group.service_desk").value.is_some());
}

#[test]
fn people_with_few_cases_are_named_in_no_figure() {
    let mut world = world();
    world.tickets[0].agent = party("carl");
    let called = |world: &World| -> Vec<String> {
        let all = world.metrics().into_iter().filter(|metric| metric.id.contains(".by_agent."));
        all.map(|metric| format!("{} {}", metric.id, metric.title)).collect()
    };
    assert!(
        called(&world).iter().any(|text| text.contains("bob")),
        "nine tickets that count and two changes"
    );
    assert!(!called(&world).iter().any(|text| text.contains("carl")), "one ticket");
    assert!(called(&world).iter().all(|text| text.contains(".by_agent.agent_")), "ids stay when names come");
    let carl = Agents::of(&directory(), (&world.tickets, &[]), &[], (0, None)).of_ticket(0).to_owned();
    let his = world.get(&format!("first_contact.by_agent.{}", carl.to_lowercase().replace(' ', "_")));
    assert_eq!((his.numerator, his.ids), (1, vec!["INC00".to_owned()]));
    assert_eq!(his.found_by[0], ("agent_pseudonym", vec![carl]), "the tables tell who it is");
    world.policy.name_agents_from = 10;
    assert!(!called(&world).iter().any(|text| text.contains("bob")));
    world.policy.name_agents_from = 0;
    assert!(called(&world).iter().any(|text| text.contains("carl")));
}

#[test]
fn a_figure_of_a_week_is_of_the_part_of_it_that_the_exports_cover() {
    let mut world = world();
    world.coverage = vec![coverage("okta.system_log", false, -30, 30 * DAY)];
    let week = world.get("verdicts.by_week.2026_w10.proven").period.unwrap();
    assert_eq!((week.from, week.to), (at(-30), "2026-03-08T23:59:59Z".parse().unwrap()));
    let tickets = world.get("first_contact.rate").period;
    assert_eq!(tickets, None, "no ticket export says which time it covers");
}

#[test]
fn safe_first_contact_is_over_tickets_with_changes() {
    let mut world = world();
    for (ix, safe) in [(0, Some(true)), (1, Some(false)), (2, None), (6, None), (10, None)] {
        world.results[ix].changes = vec![crate::model::ChangeId("chg-a".to_owned())];
        world.results[ix].safe = safe;
    }
    let safe = world.get("first_contact.safe_rate");
    assert_eq!((safe.numerator, safe.denominator), (1, Some(3)));
    assert_eq!(
        safe.excluded,
        [("excluded from first contact".to_owned(), 1), ("a change cannot be told".to_owned(), 1)]
    );
}

#[test]
fn the_matured_rate_takes_early_failures_out_as_well() {
    let mut world = world();
    world.tickets[6].resolved_at = Some(at(29 * DAY));
    let matured = world.get("first_contact.rate_matured");
    assert_eq!((matured.numerator, matured.denominator), (6, Some(9)));
    assert!(matured.excluded.contains(&("solved too late in the export".to_owned(), 1)));
}

#[test]
fn groups_of_like_spelling_keep_apart_and_ids_are_unique() {
    let mut world = world();
    world.tickets[0].group = Some("service-desk".to_owned());
    world.tickets[1].group = None;
    world.cases[0].link_outcome = LinkOutcome::Ambiguous;
    let mut ids: Vec<String> = world.metrics().into_iter().map(|metric| metric.id).collect();
    assert!(ids.contains(&"first_contact.by_group.service_desk~2".to_owned()));
    assert!(ids.contains(&"first_contact.by_group.none".to_owned()));
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn no_more_ids_are_kept_than_the_policy_says() {
    let mut world = world();
    world.policy.ids_kept = 2;
    let rate = world.get("first_contact.rate");
    assert_eq!((rate.numerator, rate.ids), (6, vec!["INC00".to_owned(), "INC01".to_owned()]));
}

#[test]
fn of_nothing_there_is_no_rate() {
    let mut world = world();
    (world.cases, world.tickets, world.results) = (Vec::new(), Vec::new(), Vec::new());
    for metric in world.metrics() {
        assert_eq!(metric.numerator, 0, "{}", metric.id);
        if metric.denominator.is_some() {
            assert_eq!((metric.value, metric.interval), (None, None), "{}", metric.id);
        }
    }
}
