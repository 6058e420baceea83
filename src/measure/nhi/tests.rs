//! Requests about non-human identities by cases: which are, of which sort, and each attribute in each state.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::assess::control;
use crate::assess::control::sample::{
    DAY, at, coverage, directory, entry, linked, origin, party, request, ticket, told,
};
use crate::mapping::Mappings;
use crate::measure::said::Wordings;
use crate::model::{
    Approval, ApprovalState, Attribute,
    AttributeState::{self, *},
    ContactOutcome, EntryKind, JournalEntry,
    NhiAttribute::{self, *},
    NhiSort,
};

struct Knowledge {
    contact: ContactPolicy,
    wordings: Wordings,
    controls: Controls,
}

/// Reading the policies takes longer than all the rest: once for all tests.
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mappings = Mappings::embedded();
    Knowledge {
        contact: ContactPolicy::load(&mappings).unwrap(),
        wordings: Wordings::load(&mappings).unwrap(),
        controls: control::load(&mappings).unwrap(),
    }
});

/// `eve` asks for a new secret of `svc-pay`, whose owner is `ann`; `bob` works it. The log covers a month.
struct World {
    ticket: Ticket,
    topic: &'static str,
    outcome: ContactOutcome,
    cases: Vec<Case>,
    coverage: Vec<Coverage>,
    directory: Directory,
}

fn world() -> World {
    let mut asked = ticket("INC1");
    asked.title = "New client secret for svc-pay".to_owned();
    asked.description = "The old one expires".to_owned();
    asked.requester = party("eve");
    World {
        ticket: asked,
        topic: "nhi",
        outcome: ContactOutcome::Yes,
        cases: vec![change(ChangeKind::SecretCreate, 10)],
        coverage: vec![coverage("okta.system_log", false, -30 * DAY, 30 * DAY)],
        directory: directory(),
    }
}

/// A change of `svc-pay` by `bob` under the ticket, at a minute.
fn change(kind: ChangeKind, minutes: i64) -> Case {
    let mut done = linked(&format!("{kind}{minutes}"), 0);
    done.change.kind = kind;
    done.change.at = at(minutes);
    done.change.subject = Some(AccountIx(3));
    done.change.subject_label = "svc-pay".to_owned();
    done.change.subject_kind = SubjectKind::Nhi;
    done
}

/// The same, of which nothing says under which ticket.
fn unlinked(kind: ChangeKind, minutes: i64) -> Case {
    Case { link: None, link_outcome: crate::model::LinkOutcome::Unlinked, ..change(kind, minutes) }
}

fn note(minutes: i64, text: &str) -> JournalEntry {
    entry(EntryKind::WorkNote, minutes, "bob", text)
}

fn approval(who: &str, minutes: i64) -> Approval {
    Approval {
        origin: origin(60),
        approver: party(who),
        state: ApprovalState::Approved,
        asked_at: None,
        at: Some(at(minutes)),
        comment: None,
    }
}

impl World {
    fn requests(&self) -> Vec<NhiRequest> {
        let tickets = [self.ticket.clone()];
        let asks = [Request { topic: self.topic.to_owned(), ..request() }];
        let said = KNOWLEDGE.wordings.read(&tickets, &asks, &self.directory, &KNOWLEDGE.contact);
        let result = TicketResult {
            topic: self.topic.to_owned(),
            subject_label: String::new(),
            ..told(0, self.outcome)
        };
        requests(&NhiInput {
            tickets: &tickets,
            requests: &asks,
            results: &[result],
            said: &said,
            cases: &self.cases,
            coverage: &self.coverage,
            controls: &KNOWLEDGE.controls,
            directory: &self.directory,
            contact: &KNOWLEDGE.contact,
        })
    }

    fn only(&self) -> NhiRequest {
        let mut found = self.requests();
        assert_eq!(found.len(), 1);
        found.swap_remove(0)
    }

    fn attribute(&self, wanted: NhiAttribute) -> Attribute {
        self.only().attributes.into_iter().find(|one| one.attribute == wanted).unwrap()
    }

    fn state(&self, wanted: NhiAttribute) -> AttributeState {
        self.attribute(wanted).state
    }
}

#[test]
fn a_request_is_told_by_its_topic_its_account_or_its_changes() {
    let mut world = world();
    assert_eq!((world.only().identity.as_str(), world.only().owner.as_deref()), ("svc-pay", Some("ann")));
    world.topic = "password";
    assert_eq!(world.requests().len(), 1, "its change is of a program");
    world.cases.clear();
    assert_eq!(world.requests().len(), 0, "a password of a person");
    world.ticket.affected = party("svc-pay");
    assert_eq!(world.requests().len(), 1, "its account is a program's");
}

#[test]
fn a_hardware_token_of_a_person_is_none() {
    let mut world = world();
    world.ticket.title = "New token".to_owned();
    world.cases[0].change.subject_kind = SubjectKind::Human;
    world.cases[0].change.subject = Some(AccountIx(4));
    assert_eq!(world.requests().len(), 0);
    world.cases.clear();
    world.ticket.description = "The old one is broken".to_owned();
    assert_eq!(world.requests().len(), 0, "nothing tells whose");
    world.ticket.title = "New token for svc-pay".to_owned();
    assert_eq!(world.requests().len(), 1, "it names a program");
}

#[test]
fn the_change_tells_the_sort_and_else_the_words() {
    for (kind, sort) in [
        (ChangeKind::SecretCreate, NhiSort::Secret),
        (ChangeKind::KeyCreate, NhiSort::ApiKey),
        (ChangeKind::TokenIssue, NhiSort::Token),
        (ChangeKind::AppGrant, NhiSort::AgentPermission),
        (ChangeKind::ConsentGrant, NhiSort::AgentPermission),
    ] {
        let mut world = world();
        world.ticket.title = "svc-pay".to_owned();
        world.ticket.description = String::new();
        world.cases = vec![change(kind, 10)];
        assert_eq!(world.only().sort, sort, "{kind}");
    }
    for (title, sort) in [
        ("Rotate the API key of the billing job", NhiSort::ApiKey),
        ("API-Token abgelaufen", NhiSort::Token),
        ("client secret of a service account", NhiSort::Secret),
        ("Zertifikat des Servicekontos erneuern", NhiSort::Certificate),
        ("Tool scope for the AI agent", NhiSort::AgentPermission),
        ("Servicekonto gesperrt", NhiSort::ServiceAccount),
        ("サービスアカウントのロック", NhiSort::ServiceAccount),
        ("It does not work", NhiSort::Other),
    ] {
        let mut world = world();
        world.cases.clear();
        world.ticket.title = title.to_owned();
        world.ticket.description = String::new();
        assert_eq!(world.only().sort, sort, "{title}");
    }
}

#[test]
fn ownership_is_validated_by_asking_approving_or_a_note_before_the_change() {
    let owner = |alter: &dyn Fn(&mut World)| {
        let mut world = world();
        alter(&mut world);
        world.state(OwnershipValidated)
    };
    assert_eq!(owner(&|_| {}), No, "somebody else asked, and the owner never spoke");
    assert_eq!(owner(&|world| world.ticket.requester = party("ann")), Yes);
    assert_eq!(owner(&|world| world.ticket.approvals = vec![approval("ann", 5)]), Yes);
    assert_eq!(owner(&|world| world.ticket.approvals = vec![approval("ann", 15)]), No, "only afterwards");
    assert_eq!(owner(&|world| world.ticket.approvals = vec![approval("mia", 5)]), No, "not the owner");
    assert_eq!(owner(&|world| world.ticket.journal = vec![note(5, "Owner confirmed the renewal")]), Yes);
    assert_eq!(owner(&|world| world.ticket.journal = vec![note(15, "Owner confirmed")]), NotKnown);
    assert_eq!(owner(&|world| world.ticket.journal = vec![note(5, "Owner has not confirmed")]), No);
    let own = |minutes, text: &str| entry(EntryKind::Comment, minutes, "ann", text);
    assert_eq!(owner(&|world| world.ticket.journal = vec![own(5, "Approved, go ahead")]), Yes);
    assert_eq!(owner(&|world| world.ticket.journal = vec![own(5, "Not approved")]), No);
    assert_eq!(owner(&|world| world.ticket.journal = vec![own(15, "Approved")]), No, "only afterwards");
    let by_requester = entry(EntryKind::Comment, 5, "eve", "owner confirmed");
    assert_eq!(
        owner(&|world| world.ticket.journal = vec![by_requester.clone()]),
        No,
        "the requester's own word"
    );
    assert_eq!(owner(&|world| world.ticket.has_journal = false), NotKnown);
    assert_eq!(owner(&|world| world.ticket.requester = party("somebody.unknown")), NotKnown);
}

#[test]
fn without_an_owner_on_record_nothing_is_said_of_ownership() {
    let mut world = world();
    world.cases[0].change.subject = Some(AccountIx(1));
    assert_eq!((world.only().owner, world.state(OwnershipValidated)), (None, NotKnown));
}

#[test]
fn a_rotation_needs_its_event_and_its_record() {
    let mut world = world();
    assert_eq!(world.state(RotationRecorded), No, "nothing tells of a record");
    world.ticket.journal = vec![note(15, "Rotation record updated in the vault inventory")];
    let found = world.attribute(RotationRecorded);
    assert_eq!((found.state, found.read_in), (Yes, Some(origin(100))));
    world.ticket.journal = vec![note(3 * DAY, "Rotation record updated")];
    assert_eq!(world.state(RotationRecorded), No, "days later");
    world.ticket.has_journal = false;
    world.ticket.journal.clear();
    assert_eq!(world.state(RotationRecorded), NotKnown);
}

#[test]
fn no_rotation_in_the_log_is_told_only_where_the_log_could() {
    let mut world = world();
    world.cases = vec![unlinked(ChangeKind::SecretCreate, -10 * DAY)];
    assert_eq!(world.state(RotationRecorded), No, "the log records such changes and has none");
    world.cases.push(unlinked(ChangeKind::SecretCreate, 12));
    assert_eq!(world.state(RotationRecorded), NotKnown, "one that nothing ties to the ticket");
    world.cases.clear();
    assert_eq!(world.state(RotationRecorded), NotKnown, "the log never records such changes");
}

#[test]
fn the_old_credential_is_revoked_in_time_or_rotated_in_place() {
    let mut world = world();
    assert_eq!(world.state(OldRevoked), NotKnown, "whether there was an older one is not told");
    world.cases.insert(0, unlinked(ChangeKind::SecretCreate, -5 * DAY));
    assert_eq!(world.state(OldRevoked), No);
    world.cases.push(unlinked(ChangeKind::SecretRevoke, 30));
    assert_eq!(world.state(OldRevoked), Yes);
    world.cases[2].change.at = at(3 * DAY);
    assert_eq!(world.state(OldRevoked), No, "long after");
    world.coverage = vec![coverage("okta.system_log", false, -30 * DAY, 60)];
    assert_eq!(world.state(OldRevoked), NotKnown, "the log ends before the overlap does");
    world.cases = vec![change(ChangeKind::SecretRotate, 10)];
    assert_eq!(world.state(OldRevoked), Yes);
}

#[test]
fn an_approval_counts_before_the_change() {
    let mut world = world();
    assert_eq!(world.state(Approved), NotKnown, "no ticket of the export holds approvals");
    world.ticket.approvals = vec![approval("mia", 5)];
    assert_eq!(world.state(Approved), Yes);
    world.ticket.approvals = vec![approval("mia", 15)];
    assert_eq!(world.state(Approved), No);
    world.ticket.approvals[0].state = ApprovalState::Rejected;
    assert_eq!(world.state(Approved), No);
}

#[test]
fn what_is_not_asked_of_a_request_does_not_apply() {
    let mut world = world();
    assert_eq!(world.state(AccessReviewed), NotApplicable, "a new secret gives no more than the old");
    world.cases = vec![change(ChangeKind::AppGrant, 10)];
    world.ticket.title = "Permissions for svc-pay".to_owned();
    assert_eq!([RotationRecorded, OldRevoked].map(|one| world.state(one)), [NotApplicable; 2]);
    assert_eq!(world.state(AccessReviewed), No);
    world.ticket.journal = vec![note(12, "Noted for the next review, least privilege checked")];
    assert_eq!(world.state(AccessReviewed), Yes);
}

#[test]
fn one_interaction_is_first_contact() {
    let mut world = world();
    for (outcome, state) in
        [(ContactOutcome::Yes, Yes), (ContactOutcome::No, No), (ContactOutcome::Excluded, NotKnown)]
    {
        world.outcome = outcome;
        assert_eq!(world.state(OneInteraction), state);
    }
}

/// CT-29 and CT-31 ask the same of single changes: what they fail is no `yes` here.
#[test]
fn the_control_tests_on_the_same_change_do_not_say_the_opposite() {
    let mut world = world();
    world.cases.insert(0, unlinked(ChangeKind::SecretCreate, -5 * DAY));
    world.ticket.has_journal = true;
    let secrets = control::SecretPatterns::load(&Mappings::embedded()).unwrap();
    let tickets = [world.ticket.clone()];
    let results = control::run(&control::ControlInput {
        controls: &KNOWLEDGE.controls,
        secrets: &secrets,
        period: None,
        declared: &[],
        files: &[],
        coverage: &world.coverage,
        cases: &world.cases,
        tickets: &tickets,
        requests: &[request()],
        ticket_results: &[],
        events: &[],
        acting: &[],
        directory: &world.directory,
        followed: &BTreeSet::new(),
    });
    let fails = |test: &str| {
        let own = results.iter().find(|result| result.test.0 == test).unwrap();
        own.findings.iter().any(|finding| {
            finding.item == world.cases[1].change.id.0 && finding.outcome == crate::model::TestOutcome::Fail
        })
    };
    assert!(fails("CT-29") && fails("CT-31"));
    assert_eq!([OwnershipValidated, OldRevoked].map(|one| world.state(one)), [No, No]);
}

#[test]
fn every_answer_names_its_record() {
    let world = world();
    for one in world.only().attributes {
        let is_told = matches!(one.state, Yes | No);
        assert_eq!(one.read_in.is_some(), is_told, "{}: {}", one.attribute, one.seen);
        assert!(!one.seen.is_empty());
    }
}
