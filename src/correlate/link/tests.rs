use super::*;
use crate::correlate::request::Topics;
use crate::correlate::ticket_for_tests;
use crate::directory::{DirectoryInput, DirectoryRules};
use crate::mapping::Mappings;
use crate::model::testing::person;
use crate::model::{
    ActorKind, ChangeId, ChangeKind, EntryKind, EventIx, FileId, JournalEntry, Origin, Party, SubjectKind,
    Tier,
};

/// An office: Ute and Uwe ask, Dana and Dirk work at the desk.
struct Office {
    directory: Directory,
    changes: Vec<Change>,
    tickets: Vec<Ticket>,
}

fn at(minute: i64) -> Instant {
    chrono::DateTime::from_timestamp(1_767_600_000 + minute * 60, 0).unwrap()
}

impl Office {
    fn new() -> Self {
        let people = [
            person(1, "ute.meier@corp.example", "Ute Meier"),
            person(2, "uwe.maier@corp.example", "Uwe Maier"),
            person(3, "dana.desk@corp.example", "Dana Desk"),
            person(4, "dirk.desk@corp.example", "Dirk Desk"),
            person(5, "kim.lee@corp.example", "Kim Lee"),
            person(6, "kim.lee2@corp.example", "Kim Lee"),
        ];
        let rules = DirectoryRules::load(&Mappings::embedded()).unwrap();
        let input = DirectoryInput { people: &people, events: &[], tickets: &[], verifications: &[] };
        Self { directory: Directory::build(&input, &rules), changes: vec![], tickets: vec![] }
    }

    fn account(&self, login: &str) -> AccountIx {
        self.directory.resolve_word(&format!("{login}@corp.example")).one().unwrap()
    }

    fn change(mut self, minute: i64, kind: ChangeKind, subject: &str, actor: &str) -> Self {
        let nth = self.changes.len();
        let (subject, actor) = (self.account(subject), self.account(actor));
        self.changes.push(Change {
            id: ChangeId(format!("chg-{nth}")),
            at: at(minute),
            kind,
            effect: kind.effect(),
            subject: Some(subject),
            subject_label: self.directory.account(subject).label.clone(),
            subject_kind: SubjectKind::Human,
            tier: Tier::Standard,
            tier_known: false,
            actor: Some(actor),
            actor_label: self.directory.account(actor).label.clone(),
            actor_kind: ActorKind::DeskAgent,
            support: Support::Yes,
            support_reason: String::new(),
            parent: None,
            source: "okta.system_log".into(),
            event: EventIx(0),
            events: vec![EventIx(0)],
            origin: Origin { file: FileId(1), record: nth as u64 + 1, line: 1 },
            native_ids: vec![format!("0000-native-{nth:04}")],
            native_action: kind.to_string(),
            ip: None,
            reference_text: vec![],
        });
        self
    }

    fn saying(mut self, text: &str) -> Self {
        self.changes.last_mut().unwrap().reference_text.push(text.into());
        self
    }

    fn ticket(mut self, number: &str, opened: i64, solved: i64, requester: &str, title: &str) -> Self {
        let mut ticket = ticket_for_tests("dana.desk@corp.example");
        ticket.number = number.into();
        ticket.opened_at = Some(at(opened));
        ticket.resolved_at = Some(at(solved));
        ticket.requester = Party { display: Some(requester.into()), ..Party::default() };
        ticket.title = title.into();
        self.tickets.push(ticket);
        self
    }

    fn note(mut self, minute: i64, author: &str, text: &str) -> Self {
        self.tickets.last_mut().unwrap().journal.push(JournalEntry {
            origin: Origin { file: FileId(2), record: 1, line: 1 },
            at: Some(at(minute)),
            author: Party { login: Some(format!("{author}@corp.example").into()), ..Party::default() },
            kind: EntryKind::WorkNote,
            text: text.into(),
            field: None,
            old: None,
        });
        self
    }

    fn linked(&self) -> Vec<Linked> {
        let mappings = Mappings::embedded();
        let topics = Topics::load(&mappings).unwrap();
        let requests: Vec<Request> = self.tickets.iter().map(|ticket| topics.request(ticket)).collect();
        let rules = LinkingRules::load(&mappings).unwrap();
        link(&LinkInput {
            changes: &self.changes,
            tickets: &self.tickets,
            requests: &requests,
            directory: &self.directory,
            rules: &rules,
        })
    }

    /// The ticket number of each change, `-` for none, with `?` if it is ambiguous.
    fn links(&self) -> Vec<String> {
        self.linked()
            .iter()
            .map(|linked| {
                let number = linked
                    .link
                    .as_ref()
                    .map_or("-", |link| self.tickets[link.ticket.0 as usize].number.as_str());
                let doubt = if linked.outcome == LinkOutcome::Ambiguous { "?" } else { "" };
                format!("{number}{doubt}")
            })
            .collect()
    }
}

#[test]
fn a_request_and_the_act_that_answers_it_belong_together() {
    let office = Office::new()
        .ticket("INC1", 0, 30, "Meier, Ute", "Forgot my password")
        .note(12, "dana.desk", "Reset done.")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["INC1"]);
    let link = office.linked().remove(0).link.unwrap();
    let sum: f64 = link.reasons.iter().map(|reason| reason.points).sum();
    assert!((sum - link.score).abs() < 1e-9, "the reasons are the score");
    assert!(link.confidence > 0.9);
}

#[test]
fn an_unrelated_ticket_of_the_same_person_and_day_explains_nothing() {
    let office = Office::new()
        .ticket("INC1", 0, 300, "Ute Meier", "Printer on floor 3 jams")
        .note(100, "dana.desk", "Cleared the queue.")
        .change(110, ChangeKind::MfaResetAll, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["-"]);
}

#[test]
fn a_number_in_the_record_links_whatever_else_and_shows_the_wrong_target() {
    let office = Office::new()
        .ticket("INC0042317", 0, 30, "Ute Meier", "MFA: new phone")
        .change(10, ChangeKind::MfaResetAll, "uwe.maier", "dana.desk")
        .saying("per inc42317");
    assert_eq!(office.links(), ["INC0042317"]);
    let link = office.linked().remove(0).link.unwrap();
    assert_eq!(
        (link.basis, link.mismatches.as_slice()),
        (LinkBasis::Reference, [Mismatch::WrongTarget].as_slice())
    );
}

#[test]
fn another_persons_ticket_explains_nothing_even_if_the_agent_works_on_it_at_that_minute() {
    let office = Office::new()
        .ticket("INC1", 0, 30, "Uwe Maier", "Forgot my password")
        .note(10, "dana.desk", "Reset done.")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["-"]);
}

#[test]
fn a_name_that_two_people_have_is_for_review() {
    let office = Office::new()
        .ticket("INC1", 0, 30, "Kim Lee", "Forgot my password")
        .note(10, "dana.desk", "Reset done.")
        .change(10, ChangeKind::PasswordReset, "kim.lee", "dana.desk");
    assert_eq!(office.links(), ["INC1?"]);
}

#[test]
fn more_than_was_asked_is_linked_and_shown_as_drift() {
    let office = Office::new()
        .ticket("INC1", 0, 60, "Ute Meier", "Forgot my password")
        .note(12, "dana.desk", "All done.")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk")
        .change(11, ChangeKind::MfaResetAll, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["INC1", "INC1"]);
    assert_eq!(office.linked()[1].link.as_ref().unwrap().mismatches, [Mismatch::ScopeDrift]);
}

#[test]
fn of_two_tickets_on_one_day_each_change_gets_its_own() {
    let office = Office::new()
        .ticket("INC1", 0, 30, "Ute Meier", "Forgot my password")
        .ticket("INC2", 240, 270, "Ute Meier", "Password does not work again")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk")
        .change(250, ChangeKind::PasswordReset, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["INC1", "INC2"]);
    assert!(office.linked()[0].runner_up.is_some(), "the other ticket was weighed");
}

#[test]
fn twin_tickets_are_ambiguous_and_not_a_guess() {
    let office = Office::new()
        .ticket("INC1", 0, 60, "Ute Meier", "Forgot my password")
        .ticket("INC2", 1, 60, "Ute Meier", "Forgot my password")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["INC1?"]);
}

#[test]
fn a_login_with_a_slip_and_a_request_for_somebody_else_are_understood() {
    let office = Office::new()
        .ticket("INC1", 0, 60, "Uwe Maier", "Password reset for ute.meire@corp.example")
        .note(9, "dana.desk", "done")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk");
    assert_eq!(office.links(), ["INC1"]);
}

#[test]
fn permuting_changes_and_tickets_changes_no_link() {
    let office = Office::new()
        .ticket("INC1", 0, 30, "Ute Meier", "Forgot my password")
        .ticket("INC2", 240, 270, "Ute Meier", "Password does not work again")
        .ticket("INC3", 100, 130, "Uwe Maier", "MFA: new phone")
        .change(10, ChangeKind::PasswordReset, "ute.meier", "dana.desk")
        .change(250, ChangeKind::PasswordReset, "ute.meier", "dirk.desk")
        .change(110, ChangeKind::MfaResetAll, "uwe.maier", "dana.desk");
    let straight = office.links();
    let mut turned = office;
    turned.changes.reverse();
    turned.tickets.reverse();
    let mut links = turned.links();
    links.reverse();
    assert_eq!(straight, links);
}
