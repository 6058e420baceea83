use super::*;
use crate::directory::{DirectoryInput, DirectoryRules};
use crate::mapping::Mappings;
use crate::model::{ActorKind, ChangeKind, FileId, Origin, Outcome, Party, PersonRecord};

const AGENT: &str = "dana@corp.example";
const USER: &str = "ute@corp.example";

struct Log(Vec<Event>);

impl Log {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn event(
        mut self,
        second: i64,
        native_type: &str,
        actor: &str,
        subject: &str,
        transaction: &str,
    ) -> Self {
        let record = self.0.len() as u64 + 1;
        let party = |login: &str| Party {
            login: Some(login.into()),
            native_kind: Some("User".into()),
            ..Party::default()
        };
        self.0.push(Event {
            origin: Origin { file: FileId(0), record, line: record },
            source: "okta.system_log".into(),
            native_id: format!("e{record}"),
            at: chrono::DateTime::from_timestamp(1_767_600_000 + second, 0).unwrap(),
            native_type: native_type.into(),
            outcome: Outcome::Success,
            reason: None,
            actor: party(actor),
            targets: vec![party(subject)],
            subject: Some(0),
            ip: None,
            user_agent: Some("Mozilla".into()),
            place: None,
            network: None,
            session: None,
            transaction: (!transaction.is_empty()).then(|| transaction.to_owned()),
            details: Default::default(),
        });
        self
    }

    fn changes(&self, desk: &[&str]) -> Vec<Change> {
        let mappings = Mappings::embedded();
        let (taxonomy, rules) = (Taxonomy::load(&mappings).unwrap(), ClassifyRules::load(&mappings).unwrap());
        let directory_rules = DirectoryRules::load(&mappings).unwrap();
        let people: Vec<PersonRecord> = vec![];
        let tickets: Vec<crate::model::Ticket> =
            desk.iter().map(|agent| crate::correlate::ticket_for_tests(agent)).collect();
        let directory = Directory::build(
            &DirectoryInput { people: &people, events: &self.0, tickets: &tickets, verifications: &[] },
            &directory_rules,
        );
        classify(&self.0, &|_| "okta".to_owned(), &taxonomy, &directory, &rules).changes
    }
}

#[test]
fn a_reset_of_all_factors_is_one_change_whatever_it_writes() {
    let log = Log::new()
        .event(0, "user.mfa.factor.deactivate", AGENT, USER, "t1")
        .event(0, "user.mfa.factor.deactivate", AGENT, USER, "t1")
        .event(1, "user.mfa.factor.reset_all", AGENT, USER, "t1")
        .event(1, "user.session.clear", AGENT, USER, "t1");
    let changes = log.changes(&[AGENT]);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].kind, changes[0].events.len()), (ChangeKind::MfaResetAll, 4));
    assert_eq!(changes[0].native_ids[0], "e3", "the reset is the main event");
    assert_eq!((changes[0].actor_kind, changes[0].support), (ActorKind::DeskAgent, Support::Yes));
}

#[test]
fn two_groups_are_two_grants_and_two_resets_an_hour_apart_are_two_changes() {
    let mut log = Log::new()
        .event(0, "group.user_membership.add", AGENT, USER, "t1")
        .event(0, "group.user_membership.add", AGENT, USER, "t1")
        .event(0, "user.account.reset_password", AGENT, USER, "t2")
        .event(3600, "user.account.reset_password", AGENT, USER, "t3");
    for (event, group) in log.0.iter_mut().take(2).zip(["g1", "g2"]) {
        event.targets.push(Party { id: Some(group.into()), ..Party::default() });
    }
    let kinds: Vec<ChangeKind> = log.changes(&[AGENT]).iter().map(|change| change.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == ChangeKind::GroupGrant).count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == ChangeKind::PasswordReset).count(), 2);
}

#[test]
fn the_user_who_finishes_what_the_desk_began_makes_the_desks_change() {
    let log = Log::new()
        .event(0, "user.mfa.factor.reset_all", AGENT, USER, "t1")
        .event(900, "user.mfa.factor.activate", USER, USER, "t2")
        .event(864_000, "user.mfa.factor.activate", USER, USER, "t3");
    let changes = log.changes(&[AGENT]);
    assert_eq!(changes[1].kind, ChangeKind::FactorEnrol);
    assert_eq!((changes[1].support, changes[1].parent.as_ref()), (Support::Yes, Some(&changes[0].id)));
    assert_eq!(
        (changes[2].support, changes[2].parent.as_ref()),
        (Support::No, None),
        "ten days later it is the user's own"
    );
}

#[test]
fn an_administrator_on_no_ticket_is_not_known_to_be_the_desk() {
    let log = Log::new().event(0, "user.account.reset_password", AGENT, USER, "t1").event(
        60,
        "user.lifecycle.suspend",
        AGENT,
        USER,
        "t2",
    );
    let rules = ClassifyRules::load(&Mappings::embedded()).unwrap();
    let mut changes = log.changes(&[]);
    for change in &mut changes {
        assert_eq!((change.actor_kind, change.support), (ActorKind::OtherAdmin, Support::Unknown));
        settle_support(change, Asked::Nowhere, &rules);
    }
    assert_eq!(changes[0].support, Support::Unknown, "a reset is desk work, so it stays in question");
    assert_eq!(changes[1].support, Support::No, "a leaver suspended without a ticket is administration");
}

#[test]
fn what_failed_changed_nothing() {
    let mut log = Log::new().event(0, "user.account.reset_password", AGENT, USER, "t1");
    log.0[0].outcome = Outcome::Failure;
    assert!(log.changes(&[AGENT]).is_empty());
}

#[test]
fn ids_do_not_depend_on_the_order_of_events() {
    let log = Log::new().event(0, "user.account.reset_password", AGENT, USER, "t1").event(
        60,
        "user.mfa.factor.reset_all",
        AGENT,
        USER,
        "t2",
    );
    let mut turned = Log(log.0.clone());
    turned.0.reverse();
    let ids = |log: &Log| log.changes(&[AGENT]).into_iter().map(|change| change.id).collect::<Vec<_>>();
    assert_eq!(ids(&log), ids(&turned));
}
