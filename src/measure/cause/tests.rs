//! Causes by cases: each from structure and from words, and the look-alikes that must not count.

use std::sync::LazyLock;

use super::*;
use crate::assess::control::sample::{
    DAY, at, case, directory, entry, event, evidence, field, linked, origin, party, request, ticket, told,
};
use crate::mapping::Mappings;
use crate::measure::said::Wordings;
use crate::model::{
    AccountIx, ActorKind, Approval, ApprovalState, Case, ChangeKind, ContactReason, EntryKind, EventIx,
    FailureCause::*, JournalEntry, Method, Outcome, Weakness,
};

/// One failed ticket of `ann`, worked by `bob`, opened at 0 and solved at 20.
struct World {
    tickets: Vec<Ticket>,
    cases: Vec<Case>,
    events: Vec<Event>,
    refused: Vec<Refused>,
    checks: Vec<Check>,
    directory: Directory,
    outcome: ContactOutcome,
}

/// Reading the policies takes longer than all the rest: once for all tests.
fn knowledge() -> &'static (ContactPolicy, CausePolicy, Wordings) {
    static KNOWLEDGE: LazyLock<(ContactPolicy, CausePolicy, Wordings)> = LazyLock::new(|| {
        let mappings = Mappings::embedded();
        (
            ContactPolicy::load(&mappings).unwrap(),
            CausePolicy::load(&mappings).unwrap(),
            Wordings::load(&mappings).unwrap(),
        )
    });
    &KNOWLEDGE
}

impl World {
    fn of(ticket: Ticket) -> Self {
        Self {
            tickets: vec![ticket],
            cases: Vec::new(),
            events: Vec::new(),
            refused: Vec::new(),
            checks: Vec::new(),
            directory: directory(),
            outcome: ContactOutcome::No,
        }
    }

    fn causes(&self) -> Vec<Cause> {
        let (contact, policy, wordings) = knowledge();
        let requests = vec![request(); self.tickets.len()];
        let said = wordings.read(&self.tickets, &requests, &self.directory, contact);
        let results: Vec<_> = (0..self.tickets.len()).map(|ix| result(ix, self.outcome)).collect();
        let checks: Vec<_> = self.tickets.iter().map(|_| self.checks.clone()).collect();
        causes(&CauseInput {
            tickets: &self.tickets,
            requests: &requests,
            results: &results,
            said: &said,
            checks: &checks,
            cases: &self.cases,
            events: &self.events,
            refused: &self.refused,
            verifications: &[],
            directory: &self.directory,
            contact,
            policy,
        })
        .swap_remove(0)
    }

    /// The causes, main one first, with what they were read from.
    fn shown(&self) -> Vec<(FailureCause, CauseBasis)> {
        self.causes().iter().map(|one| (one.cause, one.basis)).collect()
    }
}

fn result(ix: usize, outcome: ContactOutcome) -> TicketResult {
    let reason = (outcome == ContactOutcome::No).then_some(ContactReason::Escalated);
    TicketResult { reason, ..told(ix, outcome) }
}

fn with(journal: Vec<JournalEntry>) -> Ticket {
    Ticket { journal, ..ticket("INC1") }
}

fn note(minutes: i64, text: &str) -> JournalEntry {
    entry(EntryKind::WorkNote, minutes, "bob", text)
}

/// What a single note of the agent shows.
fn noted(text: &str) -> Vec<(FailureCause, CauseBasis)> {
    World::of(with(vec![note(3, text)])).shown()
}

#[test]
fn a_cause_in_the_words_of_the_desk_and_its_record() {
    let found = World::of(with(vec![note(3, "No permission on this account, escalating")])).causes();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].cause, found[0].basis, found[0].read_in), (NoRight, CauseBasis::Words, origin(100)));
    assert!(found[0].seen.contains("no permission"), "{}", found[0].seen);
}

#[test]
fn nothing_shown_is_nothing_said() {
    assert_eq!(noted("Second level, please have a look"), []);
}

#[test]
fn only_failed_identity_requests_have_causes() {
    let mut world = World::of(with(vec![note(3, "No permission on this account")]));
    for outcome in [ContactOutcome::Yes, ContactOutcome::Excluded] {
        world.outcome = outcome;
        assert_eq!(world.shown(), []);
    }
}

#[test]
fn the_requesters_own_lack_is_no_cause() {
    let mut asked = ticket("INC1");
    asked.description = "I do not have permission to the payroll folder".to_owned();
    asked.journal = vec![entry(EntryKind::Comment, 2, "ann", "I have no rights on the folder, wrong queue?")];
    assert_eq!(World::of(asked).shown(), []);
    assert_eq!(noted("User has no permission on the share, added"), []);
}

#[test]
fn the_first_by_precedence_is_the_main_cause_and_all_are_kept() {
    let journal =
        vec![note(2, "Wrong queue"), note(3, "could not verify the caller"), note(4, "no permission here")];
    let words = CauseBasis::Words;
    assert_eq!(
        World::of(with(journal)).shown(),
        [(NoRight, words), (MissingEvidence, words), (WrongQueue, words)]
    );
}

/// `who` tries to reset the password of `ann` at a minute and fails.
fn refusal(world: &mut World, minutes: i64, who: &str, reason: Option<&str>) {
    let ix = u32::try_from(world.events.len()).unwrap();
    let mut tried = event("e", minutes, who, None);
    tried.outcome = Outcome::Failure;
    tried.reason = reason.map(str::to_owned);
    world.events.push(tried);
    world.refused.push(Refused { event: EventIx(ix), kind: ChangeKind::PasswordReset });
}

fn reset(id: &str, minutes: i64, actor: u32) -> Case {
    let mut done = case(id);
    done.change.at = at(minutes);
    done.change.actor = Some(AccountIx(actor));
    done
}

#[test]
fn an_act_of_the_agent_that_the_log_refused_is_a_lack_of_right() {
    let mut world = World::of(ticket("INC1"));
    refusal(&mut world, 5, "bob", Some("Authorization_RequestDenied"));
    let found = world.causes();
    assert_eq!((found[0].cause, found[0].basis, found[0].read_in), (NoRight, CauseBasis::Log, origin(7)));
}

#[test]
fn what_failed_for_another_reason_or_elsewhere_is_no_lack_of_right() {
    for (minutes, who, reason) in [
        (5, "bob", Some("password does not meet the policy")),
        (5, "bob", None),
        (5, "ann", Some("access denied")),
        (5, "carl", Some("access denied")),
        (9 * 60, "bob", Some("access denied")),
    ] {
        let mut world = World::of(ticket("INC1"));
        refusal(&mut world, minutes, who, reason);
        assert_eq!(world.shown(), [], "{who} at {minutes}: {reason:?}");
    }
}

#[test]
fn refused_without_a_reason_it_counts_only_if_another_could() {
    let mut world = World::of(ticket("INC1"));
    refusal(&mut world, 5, "bob", None);
    world.cases = vec![reset("same", 8, 1)];
    assert_eq!(world.shown(), [], "the same agent could a moment later");
    world.cases = vec![reset("other", 15, 5)];
    assert_eq!(world.shown(), [(NoRight, CauseBasis::Log)]);
}

fn approval(
    record: u64,
    who: &str,
    state: ApprovalState,
    asked: Option<i64>,
    answered: Option<i64>,
) -> Approval {
    Approval {
        origin: origin(record),
        approver: party(who),
        state,
        asked_at: asked.map(at),
        at: answered.map(at),
        comment: None,
    }
}

fn approved(approvals: Vec<Approval>) -> Vec<(FailureCause, CauseBasis)> {
    World::of(Ticket { approvals, resolved_at: Some(at(3 * DAY)), ..ticket("INC1") }).shown()
}

#[test]
fn an_approver_who_was_the_wrong_one_asked_twice_or_late() {
    use ApprovalState::{Approved, Rejected, Requested};
    let unclear = [(UnclearApprover, CauseBasis::Approvals)];
    let rejected = approval(1, "eve", Rejected, Some(5), Some(30));
    assert_eq!(approved(vec![rejected.clone(), approval(2, "mia", Approved, Some(40), Some(50))]), unclear);
    let twice =
        vec![approval(1, "eve", Requested, None, Some(5)), approval(2, "mia", Approved, Some(60), Some(70))];
    assert_eq!(approved(twice), unclear);
    assert_eq!(approved(vec![approval(1, "mia", Approved, Some(5), Some(300))]), unclear);
    assert_eq!(approved(vec![approval(1, "mia", Requested, None, Some(5))]), unclear, "never answered");
}

#[test]
fn approvals_as_they_should_be_are_no_cause() {
    use ApprovalState::{Approved, Rejected, Requested};
    assert_eq!(approved(vec![approval(1, "mia", Approved, Some(5), Some(60))]), []);
    let group =
        vec![approval(1, "mia", Approved, Some(5), Some(20)), approval(2, "eve", Requested, None, Some(5))];
    assert_eq!(approved(group), [], "a group is asked together, and one answers");
    assert_eq!(approved(vec![approval(1, "mia", Rejected, Some(5), Some(20))]), [], "refused is refused");
    assert_eq!(
        approved(vec![approval(1, "mia", Approved, None, Some(900))]),
        [],
        "when it was asked is not told"
    );
}

#[test]
fn a_record_that_had_to_be_made_first() {
    let mut world = World::of(ticket("INC1"));
    let mut made = reset("made", 10, 5);
    made.change.kind = ChangeKind::AccountCreate;
    world.cases = vec![made];
    assert_eq!(world.shown(), [(MissingIdentityRecord, CauseBasis::Log)]);
    world.cases[0].change.at = at(3 * DAY);
    assert_eq!(world.shown(), [], "long after the ticket");
}

/// As many tickets as `listed` of somebody who is listed, and one of a stranger, first.
fn strangers(listed: usize) -> World {
    let mut world = World::of(Ticket { requester: party("nobody.knows"), ..ticket("INC0") });
    let known = directory();
    let accounts = known.accounts().map(|(_, account)| {
        let mut account = account.clone();
        account.is_listed = true;
        account
    });
    world.directory = Directory::of_accounts(accounts.collect());
    world.tickets.extend((0..listed).map(|n| ticket(&format!("INC{}", n + 1))));
    world
}

#[test]
fn somebody_in_no_list_tells_something_only_where_nearly_everybody_is() {
    assert_eq!(strangers(30).shown(), [(MissingIdentityRecord, CauseBasis::Directory)]);
    assert_eq!(strangers(5).shown(), [], "too few to tell");
    let mut world = strangers(30);
    for ticket in &mut world.tickets[1..10] {
        ticket.requester = party("somebody.else");
    }
    assert_eq!(world.shown(), [], "the directory is a part of the organisation");
}

#[test]
fn a_circumstance_is_the_main_cause_only_where_nothing_is_said_outright() {
    let mut world = strangers(30);
    world.tickets[0].journal = vec![note(3, "no approver known")];
    let shown = world.shown();
    assert_eq!(shown, [(UnclearApprover, CauseBasis::Words), (MissingIdentityRecord, CauseBasis::Directory)]);
}

fn check(minutes: i64, passed: bool) -> Check {
    Check { method: Method::CallbackOnFile, passed, at: Some(at(minutes)), read_in: origin(50) }
}

#[test]
fn a_verification_that_failed_and_was_not_made_up_for() {
    let mut world = World::of(ticket("INC1"));
    for (checks, counts) in [
        (vec![check(3, false)], true),
        (vec![check(3, false), check(1400, true)], true),
        (vec![check(3, false), check(6, true)], false),
        (vec![check(3, true)], false),
    ] {
        world.checks = checks;
        let expected: &[_] = if counts { &[(MissingEvidence, CauseBasis::Evidence)] } else { &[] };
        assert_eq!(world.shown(), expected, "{:?}", world.checks);
    }
}

#[test]
fn a_failed_record_of_the_tickets_own_change_counts_too() {
    let mut world = World::of(ticket("INC1"));
    let mut denied = evidence(Method::AuthenticatorChallenge);
    denied.weaknesses = vec![Weakness::Failed];
    world.cases = vec![Case { evidence: vec![denied], ..linked("c", 0) }];
    assert_eq!(world.shown(), [(MissingEvidence, CauseBasis::Evidence)]);
}

/// `bob` acts five times in Windows; then `carl` makes the ticket's change in `source`.
fn elsewhere(source: &str) -> World {
    let mut world = World::of(with(vec![note(3, "Over to you")]));
    for n in 0..5 {
        let mut own = reset(&format!("own{n}"), -DAY - n, 1);
        own.change.source = "windows.security".to_owned();
        own.change.subject = Some(AccountIx(4));
        world.cases.push(own);
    }
    let mut done = linked("done", 0);
    done.change.actor = Some(AccountIx(5));
    done.change.source = source.to_owned();
    world.cases.push(done);
    world
}

#[test]
fn a_system_on_which_the_first_agent_never_acts_is_a_specialists() {
    assert_eq!(elsewhere("entra.audit").shown(), [(SpecialistTool, CauseBasis::Log)]);
    assert_eq!(elsewhere("windows.security").shown(), [], "the same system");
    let mut few = elsewhere("entra.audit");
    few.cases.drain(..2);
    assert_eq!(few.shown(), [], "too little is known of the first agent");
    let mut own = elsewhere("entra.audit");
    own.cases[5].change.actor = Some(AccountIx(1));
    assert_eq!(own.shown(), [], "the first agent did it");
    let mut robot = elsewhere("entra.audit");
    robot.cases[5].change.actor_kind = ActorKind::Automation;
    assert_eq!(robot.shown(), [], "an integration did it");
}

#[test]
fn a_credential_that_had_to_be_issued_again() {
    let mut world = World::of(Ticket { resolved_at: Some(at(5 * 60)), ..ticket("INC1") });
    world.cases = vec![reset("a", 10, 1), reset("b", 200, 1)];
    assert_eq!(world.shown(), [(FailedHandover, CauseBasis::Log)]);
    world.cases = vec![reset("a", 10, 1), reset("b", 14, 1)];
    assert_eq!(world.shown(), [], "the same act, tried twice");
    let mut taken = reset("t", 30, 0);
    taken.change.kind = ChangeKind::PasswordChangeSelf;
    taken.change.actor_kind = ActorKind::SelfService;
    world.cases = vec![reset("a", 10, 1), taken, reset("b", 200, 1)];
    assert_eq!(world.shown(), [], "the first arrived: this is another matter");
    world.cases = vec![reset("a", 10, 1), reset("b", 200, 1)];
    world.cases[1].change.kind = ChangeKind::FactorUnenrol;
    assert_eq!(world.shown(), [], "another kind");
    let mut other = linked("b", 7);
    other.change.at = at(200);
    world.cases = vec![reset("a", 10, 1), other];
    assert_eq!(world.shown(), [], "another ticket's");
}

#[test]
fn a_team_that_did_nothing_was_the_wrong_queue() {
    let moved = |from: &str, to: &str| field(5, "bob", "group", from, to);
    let wrong = [(WrongQueue, CauseBasis::History)];
    assert_eq!(World::of(with(vec![moved("Network", "Service Desk")])).shown(), wrong);
    assert_eq!(World::of(with(vec![moved("Service Desk", "Identity Engineering")])).shown(), [], "passed up");
    assert_eq!(
        World::of(with(vec![moved("Service Desk", "Payroll Apps")])).shown(),
        [],
        "what a first level is for"
    );
    let noted = vec![note(2, "Looked at the account"), moved("Network", "Service Desk")];
    assert_eq!(World::of(with(noted)).shown(), [], "the first team had a look");
    let timer = vec![field(5, "system", "group", "Network", "Service Desk")];
    assert_eq!(World::of(with(timer)).shown(), [], "a rule routed it");
    let back = vec![moved("Network", "Service Desk"), field(9, "bob", "group", "Service Desk", "Network")];
    assert_eq!(World::of(with(back)).shown(), [], "it came back");
    let silent = Ticket { has_journal: false, ..with(vec![moved("Network", "Service Desk")]) };
    assert_eq!(World::of(silent).shown(), [], "notes were not exported");
}

#[test]
fn the_order_of_the_changes_says_nothing() {
    let mut world = elsewhere("entra.audit");
    refusal(&mut world, 5, "bob", Some("forbidden"));
    let forwards = world.causes();
    world.cases.reverse();
    assert_eq!(world.causes(), forwards);
}
