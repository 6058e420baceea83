//! Concentration on small desks whose chance can be counted by hand.

use super::tally::{Stratum, chance, holm};
use super::*;
use crate::assess::control::sample::{DAY, at, case, directory, linked, party, ticket};
use crate::model::{ActorKind, Concentration, ConcentrationOf, Gathering, LinkOutcome, Verdict};

/// Agents by place in the directory: bob 1, carl 5.
const AGENTS: [u32; 2] = [1, 5];

struct Desk {
    cases: Vec<Case>,
    tickets: Vec<Ticket>,
    policy: ConcentrationPolicy,
}

impl Desk {
    fn new() -> Self {
        let policy = ConcentrationPolicy::load(&Mappings::embedded()).unwrap();
        Self { cases: vec![], tickets: vec![], policy }
    }

    /// One change on a day, under a ticket of its own: who did it, who asked.
    fn change(&mut self, day: i64, agent: u32, requester: &str, verdict: Verdict) -> &mut Case {
        let place = u32::try_from(self.tickets.len()).unwrap();
        let mut one = ticket(&format!("INC{place:04}"));
        one.requester = party(requester);
        self.tickets.push(one);
        let mut case = linked(&format!("{place:04}"), place);
        case.change.at = at(day * DAY);
        case.change.actor = Some(crate::model::AccountIx(agent));
        case.verdict = Some(verdict);
        self.cases.push(case);
        self.cases.last_mut().unwrap()
    }

    fn all(&self) -> Concentrations {
        concentrations(&ConcentrationInput {
            cases: &self.cases,
            tickets: &self.tickets,
            directory: &directory(),
            policy: &self.policy,
        })
    }

    fn of(&self, dimension: ConcentrationOf, what: Gathering) -> Vec<Concentration> {
        let all = self.all().compared.into_iter();
        all.filter(|one| one.dimension == dimension && one.what == what).collect()
    }
}

/// On 40 days each of two agents serves one requester; eve is served by bob on `by_bob` of her 20 days.
fn eve_served_by_bob_on(by_bob: i64) -> Desk {
    let mut desk = Desk::new();
    for day in 0..40 {
        let eves = usize::from(day >= by_bob);
        for (place, agent) in AGENTS.into_iter().enumerate() {
            let requester = if day < 20 && place == eves { "eve" } else { "mia" };
            desk.change(day, agent, requester, Verdict::Proven);
        }
    }
    desk
}

/// R. A. Fisher's tea (The Design of Experiments, 1935): of eight cups four are marked; all four drawn rightly: 1 in 70.
#[test]
fn one_stratum_is_the_hypergeometric_tail() {
    let tea = [Stratum { all: 8, marked: 4, drawn: 4 }];
    let (expected, tail) = chance(&tea, 4);
    assert!((expected - 2.0).abs() < 1e-12 && (tail - 1.0 / 70.0).abs() < 1e-12);
}

/// Two cups of tea, one after the other: 8 right of 8 is 1 in 70 times 1 in 70; what is claimed is never below it.
#[test]
fn over_several_strata_the_tail_is_rather_too_high() {
    let twice = [Stratum { all: 8, marked: 4, drawn: 4 }; 2];
    let (expected, tail) = chance(&twice, 8);
    assert!((expected - 4.0).abs() < 1e-12);
    assert!((1.0 / 4900.0..0.01).contains(&tail), "{tail}");
    assert!((chance(&twice, 4).1 - 1.0).abs() < 1e-12, "nothing is claimed at the mean");
}

#[test]
fn the_correction_counts_also_what_was_never_seen() {
    use crate::measure::statistics::comparison;
    let rising = [0.001, 0.01, 0.02, 0.4];
    assert_eq!(holm(&rising, 4), comparison::holm(&rising), "all were seen");
    let among: Vec<f64> = rising.iter().copied().chain(std::iter::repeat_n(1.0, 36)).collect();
    assert_eq!(holm(&rising, 40), comparison::holm(&among)[..4], "and 36 in which nothing was");
}

#[test]
fn a_pair_that_chance_would_not_bring_together_stands_out_with_its_changes() {
    let desk = eve_served_by_bob_on(20);
    let found = desk.of(ConcentrationOf::AgentRequester, Gathering::Met);
    let pair = found.iter().find(|one| (one.left.as_str(), one.right.as_str()) == ("bob", "eve")).unwrap();
    // Of 80 meetings 40 are bob's and 20 eve's: 10 are expected.
    assert_eq!((pair.observed, pair.of, pair.expected), (20, 40, 10.0));
    assert!(pair.stands_out && pair.adjusted < 1e-5, "{pair:?}");
    assert_eq!(pair.changes.len(), 20);
    assert!(pair.id.starts_with("con-") && pair.id.len() == 16);
}

#[test]
fn a_pair_that_meets_as_often_as_both_have_to_do_does_not() {
    assert_eq!(eve_served_by_bob_on(10).all().standing_out().count(), 0);
    assert_eq!(eve_served_by_bob_on(12).all().standing_out().count(), 0, "nor a little more often");
}

#[test]
fn many_changes_of_one_day_are_one_meeting() {
    let mut desk = eve_served_by_bob_on(10);
    for _ in 0..50 {
        desk.change(3, AGENTS[0], "eve", Verdict::Proven);
    }
    assert_eq!(desk.all().standing_out().count(), 0);
}

#[test]
fn people_who_meet_in_a_queue_of_their_own_are_no_news() {
    let mut desk = eve_served_by_bob_on(20);
    for (case, ticket) in desk.cases.iter().zip(&mut desk.tickets) {
        let is_eves = ticket.requester == party("eve");
        let with_bob = case.change.actor == Some(crate::model::AccountIx(AGENTS[0]));
        ticket.group = Some(if is_eves && with_bob { "Site of Eve" } else { "Service Desk" }.to_owned());
    }
    assert_eq!(desk.all().standing_out().count(), 0, "in that queue there is nobody else to meet");
}

#[test]
fn a_whole_desk_of_one_agent_shows_nothing() {
    let mut desk = Desk::new();
    for day in 0..40 {
        desk.change(day, AGENTS[0], if day % 3 == 0 { "eve" } else { "mia" }, Verdict::Unproven);
    }
    assert_eq!(desk.all().standing_out().count(), 0);
}

#[test]
fn lapses_that_gather_with_one_agent_stand_out() {
    let lapses = |of_bob: i64, of_carl: i64| {
        let mut desk = Desk::new();
        for day in 0..40 {
            for (agent, lapsed) in [(AGENTS[0], day < of_bob), (AGENTS[1], day < of_carl)] {
                desk.change(day, agent, "eve", if lapsed { Verdict::Unproven } else { Verdict::Proven });
            }
        }
        desk
    };
    let desk = lapses(24, 2);
    let found = desk.of(ConcentrationOf::Agent, Gathering::Unproven);
    assert_eq!(found.len(), 1, "carl's two are too few to compare");
    assert_eq!(
        (found[0].left.as_str(), found[0].observed, found[0].of, found[0].expected),
        ("bob", 24, 40, 13.0)
    );
    assert!(!found[0].stands_out, "sure, but less than twice the expected: {:?}", found[0]);
    let mut looser = lapses(24, 2);
    looser.policy.ratio = 1.5;
    assert!(looser.of(ConcentrationOf::Agent, Gathering::Unproven)[0].stands_out);
    assert_eq!(lapses(13, 13).all().standing_out().count(), 0);
}

#[test]
fn harder_work_is_no_lapse_of_whoever_does_it() {
    let mut desk = Desk::new();
    desk.policy.ratio = 1.0;
    for day in 0..40 {
        desk.change(day, AGENTS[0], "eve", Verdict::Unproven).change.kind =
            crate::model::ChangeKind::MfaResetAll;
        desk.change(day, AGENTS[1], "eve", Verdict::Proven);
    }
    let by_agent = desk.of(ConcentrationOf::Agent, Gathering::Unproven);
    assert!(!by_agent[0].stands_out, "whoever resets factors has these lapses: {:?}", by_agent[0]);
}

#[test]
fn lapses_at_hours_are_compared_with_the_agents_own_work() {
    let mut desk = Desk::new();
    for day in 0..60 {
        let late = day % 3 == 0;
        let case =
            desk.change(day, AGENTS[0], "eve", if late { Verdict::Unticketed } else { Verdict::Proven });
        if late {
            case.change.at += chrono::TimeDelta::hours(12);
            (case.link, case.link_outcome) = (None, LinkOutcome::Unlinked);
        }
    }
    let found = desk.of(ConcentrationOf::AgentHours, Gathering::Unticketed);
    assert_eq!((found[0].left.as_str(), found[0].right.as_str()), ("bob", "20:00 to 24:00 UTC"));
    assert_eq!((found[0].observed, found[0].of), (20, 20));
    assert!(found[0].stands_out);
}

#[test]
fn what_cannot_be_told_is_neither_a_lapse_nor_among_them() {
    let mut desk = Desk::new();
    for day in 0..20 {
        desk.change(day, AGENTS[0], "eve", Verdict::Unproven);
        desk.change(day, AGENTS[1], "eve", Verdict::NotTestable);
    }
    let found = desk.of(ConcentrationOf::Agent, Gathering::Unproven);
    assert_eq!((found[0].expected, found[0].stands_out), (20.0, false));
}

#[test]
fn programs_shared_accounts_and_nobody_are_not_compared() {
    let mut desk = Desk::new();
    for day in 0..40 {
        // svc-pay and the account that several use.
        desk.change(day, 6, "eve", Verdict::Unproven);
        let mut by_program = case(&format!("p{day}"));
        by_program.change.actor_kind = ActorKind::Automation;
        desk.cases.push(by_program);
        desk.change(day, AGENTS[0], "ann", Verdict::Proven).change.subject = Some(crate::model::AccountIx(1));
    }
    let all = desk.all();
    assert!(all.compared.iter().all(|one| one.left != "desk1" && one.right != "desk1"));
    let own = all
        .compared
        .iter()
        .any(|one| one.dimension == ConcentrationOf::AgentSubject && one.left == one.right);
    assert!(!own, "nobody meets themself");
}

#[test]
fn comparisons_are_counted_whether_or_not_anything_was_seen_in_them() {
    let mut desk = Desk::new();
    for day in 0..8 {
        desk.change(day, AGENTS[(day % 2) as usize], if day < 4 { "eve" } else { "mia" }, Verdict::Proven);
    }
    let all = desk.all();
    // Two agents and two requesters who each met anybody four times; two agents and one account holder.
    assert_eq!((all.pairs, all.compared.len()), (4 + 2, 2), "{all:?}");
    assert_eq!(all.comparisons, all.pairs, "there are no lapses to compare");
}

#[test]
fn the_order_of_the_input_changes_nothing() {
    let desk = eve_served_by_bob_on(17);
    let mut turned = eve_served_by_bob_on(17);
    turned.cases.reverse();
    assert_eq!(desk.all(), turned.all());
}

#[test]
fn a_policy_that_would_accuse_anybody_is_refused() {
    let with = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("policy")).unwrap();
        std::fs::write(folder.path().join("policy/concentration.toml"), text).unwrap();
        ConcentrationPolicy::load(&Mappings::embedded().with_folder(folder.path()).unwrap())
            .unwrap_err()
            .to_string()
    };
    let rest = "least_changes = 10\nids_kept = 9\n";
    assert!(with(&format!("least = 4\nlevel = 1.5\nratio = 2.0\n{rest}")).contains("level"));
    assert!(with(&format!("least = 4\nlevel = 0.05\nratio = 0.5\n{rest}")).contains("ratio"));
    assert!(with(&format!("least = 0\nlevel = 0.05\nratio = 2.0\n{rest}")).contains("least"));
}
