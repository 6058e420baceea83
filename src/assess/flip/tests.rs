//! For each sort of fact one change that it turns; and that less than it does not.

use chrono::TimeDelta;

use super::{Fact, Flip, Supposing, flips, supposed};
use crate::assess::verdict::{Judging, verdict};
use crate::correlate::evidence::tests::{Desk, account, at, change};
use crate::model::*;

const CALLBACK: &str = "Called back on the number on file.";
const IN_PERSON: &str = "Came to the desk with ID card.";
const JANE: &str = "jane.doe@example.com";

/// A change with its ticket, to be altered.
struct Case {
    desk: Desk,
    outcome: LinkOutcome,
    runner_up: Option<(Verdict, f64)>,
    others: Vec<Instant>,
}

impl Case {
    fn new(text: &str) -> Self {
        Self { desk: Desk::new(text), outcome: LinkOutcome::Linked, runner_up: None, others: vec![] }
    }

    fn written(mut self, when: &str) -> Self {
        self.desk.ticket.journal[0].at = Some(at(when));
        self
    }

    fn privileged(mut self) -> Self {
        self.desk.change.tier = Tier::Privileged;
        self
    }

    fn approved(mut self, by: &str, when: &str) -> Self {
        self.desk.ticket.approvals.push(Approval {
            origin: Origin { file: FileId(0), record: 70, line: 70 },
            approver: Party { login: Some(by.into()), ..Party::default() },
            state: ApprovalState::Approved,
            asked_at: None,
            at: Some(at(when)),
            comment: None,
        });
        self
    }

    /// What is said of it, with its supposing.
    fn with<T>(&self, say: impl Fn(&Supposing<'_>) -> T) -> T {
        let linked = self.outcome != LinkOutcome::Unlinked;
        let coverage = [Coverage {
            source: "servicenow.incident".into(),
            of_tickets: true,
            span: Some(Span { from: at("08:00"), to: at("18:00") }),
            gaps: vec![],
            gap_limit_seconds: 21_600,
            records: 10,
            per_hour: std::collections::BTreeMap::new(),
            truncation: vec![],
        }];
        let evidence = self.desk.weigh();
        say(&Supposing {
            judging: Judging {
                change: &self.desk.change,
                act_at: self.desk.change.at,
                outcome: self.outcome,
                link: linked.then_some(&self.desk.link),
                ticket: linked.then_some(&self.desk.ticket),
                evidence: &evidence,
                coverage: &coverage,
                directory: &self.desk.directory,
                policy: &self.desk.policy,
            },
            runner_up: self.runner_up,
            least_sum: 0.0,
            others: &self.others,
        })
    }

    fn flips(&self) -> Vec<Flip> {
        self.with(flips)
    }

    /// The smallest fact, and the verdict then.
    fn first(&self) -> (Fact, Verdict) {
        let first = self.flips().swap_remove(0);
        (first.fact, first.verdict.unwrap())
    }

    fn verdict_with(&self, fact: &Fact) -> Option<Verdict> {
        self.with(|supposing| supposed(supposing, fact).verdict)
    }

    fn verdict(&self) -> Option<Verdict> {
        self.with(|supposing| verdict(&supposing.judging).verdict)
    }
}

#[test]
fn late_evidence_would_prove_it_at_the_time_of_the_change_and_not_a_second_later() {
    let case = Case::new(CALLBACK).written("14:40");
    assert_eq!(case.verdict(), Some(Verdict::Late));
    assert_eq!(case.first(), (Fact::MadeAt { piece: 0, at: at("14:10") }, Verdict::Proven));
    let too_late = Fact::MadeAt { piece: 0, at: at("14:10") + TimeDelta::seconds(1) };
    assert_ne!(case.verdict_with(&too_late), Some(Verdict::Proven));
}

#[test]
fn stale_evidence_would_prove_it_from_the_beginning_of_the_window() {
    let case = Case::new(CALLBACK).written("13:00");
    assert_eq!(case.first(), (Fact::MadeAt { piece: 0, at: at("13:40") }, Verdict::Proven));
    let too_early = Fact::MadeAt { piece: 0, at: at("13:40") - TimeDelta::seconds(1) };
    assert_eq!(case.verdict_with(&too_early), Some(Verdict::Insufficient));
}

#[test]
fn nothing_is_claimed_of_a_time_before_which_something_else_befell_the_account() {
    let mut case = Case::new(CALLBACK).written("13:00");
    case.others = vec![at("13:20")];
    assert!(!case.flips().iter().any(|flip| matches!(flip.fact, Fact::MadeAt { .. })));
}

#[test]
fn each_weakness_that_alone_stands_in_the_way_is_named() {
    let failed = Case::new("Called back on the number on file, no answer.");
    assert_eq!(
        failed.first(),
        (Fact::WithoutWeakness { piece: 0, weakness: Weakness::Failed }, Verdict::Proven)
    );
    let mut edited = Case::new(CALLBACK);
    let edit = change(&edited.desk.directory, "0", ChangeKind::RecoveryPathEdit, at("09:00"));
    edited.desk.history.push(edit);
    assert_eq!(
        edited.first(),
        (Fact::WithoutWeakness { piece: 0, weakness: Weakness::ChannelEdited }, Verdict::Proven)
    );
}

#[test]
fn a_stronger_method_would_do_where_only_the_level_is_missing() {
    let case = Case::new("Checked employee number and date of birth.");
    assert_eq!(case.first(), (Fact::WorthLevel { piece: 0, level: Level::Adequate }, Verdict::Proven));
}

#[test]
fn where_nothing_was_verified_a_verification_would_prove_it() {
    assert_eq!(Case::new("").first(), (Fact::Verified { level: Level::Adequate }, Verdict::Proven));
}

#[test]
fn the_managers_approval_would_do_where_only_that_is_missing() {
    let case = Case::new(IN_PERSON).privileged();
    let jane = account(&case.desk.directory, JANE);
    assert_eq!(case.first(), (Fact::Approved { by: Some(jane) }, Verdict::Proven));
    let late = Case::new(IN_PERSON).privileged().approved(JANE, "14:20");
    assert_eq!(late.first(), (Fact::ApprovedAt { approval: 0, at: at("14:10") }, Verdict::Proven));
}

#[test]
fn a_manager_who_is_the_agent_cannot_approve_it() {
    let mut case = Case::new(IN_PERSON).privileged();
    case.desk.change.actor = Some(account(&case.desk.directory, JANE));
    assert!(!case.flips().iter().any(|flip| flip.verdict == Some(Verdict::Proven)));
}

#[test]
fn for_a_program_its_owners_approval_is_approval_and_evidence_at_once() {
    let mut case = Case::new("");
    case.desk.change.kind = ChangeKind::SecretCreate;
    case.desk.change.subject = Some(account(&case.desk.directory, "svc-pay@example.com"));
    (case.desk.change.subject_kind, case.desk.change.tier) = (SubjectKind::Nhi, Tier::Nhi);
    let jane = account(&case.desk.directory, JANE);
    assert_eq!(case.first(), (Fact::Approved { by: Some(jane) }, Verdict::Proven));
}

#[test]
fn two_missing_things_are_not_one_fact() {
    let case = Case::new("").privileged();
    let verdicts: Vec<Option<Verdict>> = case.flips().iter().map(|flip| flip.verdict).collect();
    assert!(!verdicts.contains(&Some(Verdict::Proven)), "evidence and approval are both missing");
    assert_eq!(verdicts[0], Some(Verdict::Insufficient), "either alone still changes the verdict");
}

#[test]
fn a_proven_change_names_what_carries_it() {
    let case = Case::new(CALLBACK);
    assert_eq!(case.verdict(), Some(Verdict::Proven));
    let flips = case.flips();
    let later = Fact::MadeAt { piece: 0, at: at("14:10") + TimeDelta::seconds(1) };
    assert_eq!(
        flips[0].fact, later,
        "five minutes to the change are less than twenty-five to the window's end"
    );
    let without = flips.iter().find(|flip| flip.fact == Fact::WithoutPiece { piece: 0 }).unwrap();
    assert_eq!(without.verdict, Some(Verdict::Unproven));
}

#[test]
fn what_two_pieces_prove_no_single_piece_carries() {
    let mut case = Case::new(CALLBACK);
    let mut other = case.desk.ticket.journal[0].clone();
    (other.text, other.origin.record) = (IN_PERSON.into(), 3);
    case.desk.ticket.journal.push(other);
    assert_eq!(case.verdict(), Some(Verdict::Proven));
    assert!(!case.flips().iter().any(|flip| matches!(flip.fact, Fact::WithoutPiece { .. })));
}

#[test]
fn without_a_reason_that_the_link_needs_there_is_no_ticket_or_the_next_best() {
    let mut case = Case::new(CALLBACK);
    let reason = |name: &str, points| LinkReason { name: name.into(), points, seen: String::new() };
    case.desk.link.basis = LinkBasis::Score;
    case.desk.link.reasons =
        vec![reason("prior", -5.0), reason("asked", 4.0), reason("near", 1.4), reason("a", 0.2)];
    case.desk.link.score = 0.6;
    let of = |case: &Case| -> Vec<(Fact, Option<Verdict>)> {
        let flips = case.flips().into_iter();
        flips
            .filter(|flip| matches!(flip.fact, Fact::WithoutReason { .. }))
            .map(|flip| (flip.fact, flip.verdict))
            .collect()
    };
    let fact = |reason| Fact::WithoutReason { reason };
    let (none, late) = (Some(Verdict::Unticketed), Some(Verdict::Late));
    assert_eq!(of(&case), [(fact(2), none), (fact(1), none)], "fewest points first; 0.2 is not needed");
    case.runner_up = Some((Verdict::Late, 0.1));
    assert_eq!(of(&case), [(fact(2), late), (fact(1), late)]);
    case.runner_up = Some((Verdict::Late, -0.1));
    assert_eq!(of(&case), [(fact(2), none), (fact(1), none)], "a runner-up below the threshold is no ticket");
}

#[test]
fn a_reviewer_decides_what_is_ambiguous() {
    let mut case = Case::new(CALLBACK);
    case.outcome = LinkOutcome::Ambiguous;
    case.runner_up = Some((Verdict::Unproven, 8.0));
    assert_eq!(case.verdict(), Some(Verdict::NotTestable));
    let found: Vec<(Fact, Option<Verdict>)> =
        case.flips().into_iter().map(|flip| (flip.fact, flip.verdict)).collect();
    assert_eq!(
        found,
        [(Fact::TicketConfirmed, Some(Verdict::Proven)), (Fact::RunnerUpChosen, Some(Verdict::Unproven))]
    );
}

#[test]
fn absence_turns_with_what_the_exports_cover() {
    let mut case = Case::new("");
    case.outcome = LinkOutcome::Unlinked;
    assert_eq!(case.first(), (Fact::NotCovered, Verdict::NotTestable));
    case.desk.change.at = at("19:00");
    assert_eq!(case.first(), (Fact::Covered, Verdict::Unticketed));
}

#[test]
fn an_assumed_tier_is_a_fact_that_may_be_otherwise() {
    let mut case = Case::new(CALLBACK);
    case.desk.change.tier_known = false;
    let flips = case.flips();
    assert!(flips.iter().any(|flip| flip.fact == Fact::OfTier(Tier::Privileged)));
    case.desk.change.tier_known = true;
    assert!(!case.flips().iter().any(|flip| matches!(flip.fact, Fact::OfTier(_))));
}
