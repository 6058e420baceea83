//! What evidence is worth for one change: one case per weakness, basis and timing.

mod told;

use super::phrasings::{lexicons, note, origin, person, ticket};
use super::{Boilerplate, Lexicons, Sign, Statement, Use, Weighing, statements, weigh};
use crate::directory::{Directory, DirectoryInput, DirectoryRules};
use crate::mapping::Mappings;
use crate::mapping::policy::{EvidencePolicy, LogRoles};
use crate::model::testing::person as row;
use crate::model::*;

/// Everything that a weighing needs, for cases to alter.
pub(crate) struct Desk {
    pub(crate) directory: Directory,
    pub(crate) lexicons: Lexicons,
    pub(crate) policy: EvidencePolicy,
    log: LogRoles,
    pub(crate) ticket: Ticket,
    pub(crate) change: Change,
    pub(crate) link: Link,
    pub(crate) records: Vec<VerificationRecord>,
    pub(crate) events: Vec<Event>,
    pub(crate) history: Vec<Change>,
    pub(crate) uses: Vec<Use>,
    pub(crate) boilerplate: Boilerplate,
}

pub(crate) fn at(text: &str) -> Instant {
    format!("2026-03-02T{text}:00Z").parse().unwrap()
}

/// Ana Ruiz (manager Jane Doe), agents Ben Ode and Cy Tan, and svc-pay, which Jane owns.
pub(crate) fn directory() -> Directory {
    let mut ana = row(10, "ana.ruiz@example.com", "Ana Ruiz");
    ana.manager = Some("jane.doe@example.com".into());
    let mut service = row(14, "svc-pay@example.com", "Payment Service");
    service.user_type = Some(UserType::Service);
    service.owner = Some("jane.doe@example.com".into());
    let people = [
        ana,
        row(11, "jane.doe@example.com", "Jane Doe"),
        row(12, "ben.ode@example.com", "Ben Ode"),
        row(13, "cy.tan@example.com", "Cy Tan"),
        service,
    ];
    let rules = DirectoryRules::load(&Mappings::embedded()).unwrap();
    Directory::build(
        &DirectoryInput { people: &people, events: &[], tickets: &[], verifications: &[] },
        &rules,
    )
}

pub(crate) fn account(directory: &Directory, login: &str) -> AccountIx {
    let party = Party { login: Some(login.into()), ..Party::default() };
    directory.resolve("okta.system_log", &party).one().unwrap()
}

pub(crate) fn change(directory: &Directory, id: &str, kind: ChangeKind, when: Instant) -> Change {
    Change {
        id: ChangeId(format!("chg-{id}")),
        at: when,
        kind,
        effect: kind.effect(),
        subject: Some(account(directory, "ana.ruiz@example.com")),
        subject_label: "ana.ruiz@example.com".into(),
        subject_kind: SubjectKind::Human,
        tier: Tier::Standard,
        tier_known: true,
        actor: Some(account(directory, "ben.ode@example.com")),
        actor_label: "ben.ode@example.com".into(),
        actor_kind: ActorKind::DeskAgent,
        support: Support::Yes,
        support_reason: String::new(),
        parent: None,
        source: "okta.system_log".into(),
        event: EventIx(0),
        events: vec![EventIx(0)],
        origin: origin(100),
        native_ids: vec![id.into()],
        native_action: "user.mfa.factor.reset_all".into(),
        ip: None,
        reference_text: vec![],
    }
}

pub(crate) fn event(native_type: &str, actor: &str, subject: &str, when: Instant) -> Event {
    let party = |login: &str| Party { login: Some(login.into()), ..Party::default() };
    Event {
        origin: Origin { file: FileId(1), record: when.timestamp().unsigned_abs(), line: 1 },
        source: "okta.system_log".into(),
        native_id: format!("{native_type} {when}"),
        at: when,
        native_type: native_type.into(),
        outcome: Outcome::Success,
        reason: None,
        actor: party(actor),
        targets: vec![party(subject)],
        subject: Some(0),
        ip: None,
        user_agent: None,
        place: None,
        network: None,
        session: None,
        transaction: None,
        details: Details::default(),
    }
}

impl Desk {
    /// A reset at 14:10 with a note at 14:05.
    pub(crate) fn new(text: &str) -> Self {
        let mappings = Mappings::embedded();
        let directory = directory();
        let mut ticket = ticket();
        if !text.is_empty() {
            ticket.journal = vec![note(text, "2026-03-02T14:05:00Z")];
        }
        Self {
            lexicons: lexicons(),
            policy: EvidencePolicy::load(&mappings).unwrap(),
            log: LogRoles::load(&mappings).unwrap(),
            change: change(&directory, "1", ChangeKind::MfaResetAll, at("14:10")),
            ticket,
            directory,
            link: Link {
                ticket: TicketIx(0),
                confidence: 1.0,
                score: 9.0,
                basis: LinkBasis::Reference,
                reasons: vec![],
                mismatches: vec![],
            },
            records: vec![],
            events: vec![],
            history: vec![],
            uses: vec![],
            boilerplate: Boilerplate::default(),
        }
    }

    pub(crate) fn statements(&self) -> Vec<Statement> {
        statements(&self.ticket, &self.lexicons, None)
    }

    pub(crate) fn weigh(&self) -> Vec<Evidence> {
        let statements = self.statements();
        let records: Vec<&VerificationRecord> = self.records.iter().collect();
        let signal = EventClass::Signal(Signal::VerificationEvidence);
        let signs = self.events.iter().filter_map(|event| Sign::of(event, signal, &self.log));
        let signals: Vec<Sign<'_>> = signs.collect();
        let history: Vec<&Change> = self.history.iter().collect();
        weigh(&Weighing {
            change: &self.change,
            change_event: None,
            ticket: Some(&self.ticket),
            link: Some(&self.link),
            statements: &statements,
            records: &records,
            signals: &signals,
            history: &history,
            uses: &self.uses,
            boilerplate: &self.boilerplate,
            parent: None,
            directory: &self.directory,
            lexicons: &self.lexicons,
            policy: &self.policy,
        })
    }

    fn only(&self) -> Evidence {
        let mut found = self.weigh();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    fn push(&mut self, sender: &str, sent: &str, answered: &str, outcome: Outcome) {
        let ana = "ana.ruiz@example.com";
        self.events.push(event("system.push.send_factor_verify_push", sender, ana, at(sent)));
        let mut answer = event("user.authentication.auth_via_mfa", ana, ana, at(answered));
        answer.outcome = outcome;
        self.events.push(answer);
    }
}

fn record(method: &str, subject: &str, when: &str, passed: Option<bool>) -> VerificationRecord {
    VerificationRecord {
        origin: origin(50),
        source: "verification.csv".into(),
        native_id: "VRF-000042".into(),
        at: at(when),
        subject: person(subject, ""),
        verifier: person("ben.ode@example.com", "Ben Ode"),
        method: method.into(),
        passed,
        reference: None,
        ticket: None,
    }
}

#[test]
fn a_note_before_the_change_is_asserted_at_its_full_level() {
    let one = Desk::new("Called back on the number on file.").only();
    assert_eq!(one.method, Method::CallbackOnFile);
    assert_eq!((one.level, one.basis, one.timing), (Level::Adequate, Basis::Asserted, Timing::Before));
    assert_eq!(one.weaknesses, []);
    assert_eq!(&one.quote[one.matched[0].0..one.matched[0].1], "Called back");
    assert!(one.id.starts_with("ev-") && one.id.len() == 15);
}

#[test]
fn an_id_is_the_same_wherever_the_record_stands() {
    let mut desk = Desk::new("Called back on the number on file. Checked date of birth.");
    let ids = |desk: &Desk| desk.weigh().into_iter().map(|one| one.id).collect::<Vec<_>>();
    let before = ids(&desk);
    assert_ne!(before[0], before[1]);
    desk.ticket.journal[0].origin = Origin { file: FileId(9), record: 77, line: 770 };
    assert_eq!(ids(&desk), before);
    desk.ticket.number = "INC0000002".into();
    assert!(ids(&desk).iter().all(|id| !before.contains(id)));
}

#[test]
fn time_decides_between_before_stale_after_and_unknown() {
    for (written, expected) in [
        ("13:45", Timing::Before),
        ("13:30", Timing::Stale),
        ("14:10", Timing::Before),
        ("14:11", Timing::Unknown),
        ("14:15", Timing::After),
    ] {
        let mut desk = Desk::new("");
        desk.ticket.journal = vec![note("Called back on the number on file.", &at(written).to_rfc3339())];
        assert_eq!(desk.only().timing, expected, "{written}");
    }
    let mut desk = Desk::new("");
    desk.ticket.close_notes = Some("Called back on the number on file.".into());
    assert_eq!(desk.only().timing, Timing::Unknown, "closing notes without a time");
}

#[test]
fn each_weakness_takes_the_level_down_to_its_cap() {
    let callback = "Called back on the number on file.";
    let push = "Sent Okta Verify push, approved.";
    type Alter = fn(&mut Desk);
    let cases: [(&str, Weakness, Level, Alter); 10] = [
        ("Called back on the number on file, no answer.", Weakness::Failed, Level::None, |_| {}),
        (callback, Weakness::OtherSubject, Level::None, |desk| {
            desk.link.mismatches = vec![Mismatch::WrongTarget];
        }),
        (callback, Weakness::OtherSubject, Level::None, |desk| {
            desk.ticket.affected = person("cy.tan@example.com", "Cy Tan");
        }),
        ("Verified Cy Tan via callback to number on file.", Weakness::OtherSubject, Level::None, |_| {}),
        (callback, Weakness::ChannelEdited, Level::Weak, |desk| {
            let edit = change(&desk.directory, "0", ChangeKind::RecoveryPathEdit, at("09:00"));
            desk.history.push(edit);
        }),
        (callback, Weakness::Reused, Level::None, |desk| {
            let evidence = desk.weigh()[0].id.clone();
            let subject = desk.change.subject.replace(account(&desk.directory, "cy.tan@example.com"));
            let change = ChangeId("chg-0".into());
            desk.uses.push(Use { evidence, change, at: at("14:08"), ticket: Some(TicketIx(0)), subject });
        }),
        (callback, Weakness::SelfVerified, Level::None, |desk| {
            desk.ticket.journal[0].author = person("ana.ruiz@example.com", "Ana Ruiz");
        }),
        (callback, Weakness::SelfVerified, Level::None, |desk| desk.change.actor = desk.change.subject),
        (push, Weakness::FactorNotPrior, Level::None, |desk| {
            let enrolment = change(&desk.directory, "0", ChangeKind::FactorEnrol, at("14:00"));
            desk.history.push(enrolment);
        }),
        (push, Weakness::Boilerplate, Level::Adequate, |desk| {
            let statements = desk.statements();
            desk.boilerplate = Boilerplate::count(std::iter::repeat_n(statements.as_slice(), 50));
        }),
    ];
    for (text, weakness, level, alter) in cases {
        let mut desk = Desk::new(text);
        alter(&mut desk);
        let found = desk.weigh();
        let one = found.iter().find(|one| !one.quote.is_empty()).unwrap();
        assert_eq!((&one.weaknesses[..], one.level), (&[weakness][..], level), "{text}");
    }
}

#[test]
fn what_was_edited_long_before_or_by_the_change_itself_does_no_harm() {
    let mut desk = Desk::new("Called back on the number on file.");
    let mut old = change(&desk.directory, "0", ChangeKind::RecoveryPathEdit, at("09:00"));
    old.at -= chrono::Duration::days(15);
    desk.history = vec![old, desk.change.clone()];
    assert_eq!(desk.only().weaknesses, []);
}

#[test]
fn a_second_change_of_one_contact_may_rest_on_the_same_evidence() {
    let mut desk = Desk::new("Called back on the number on file.");
    let evidence = desk.weigh()[0].id.clone();
    let (change, subject) = (ChangeId("chg-0".into()), desk.change.subject);
    desk.uses.push(Use { evidence, change, at: at("14:08"), ticket: Some(TicketIx(0)), subject });
    assert_eq!(desk.only().weaknesses, []);
    desk.uses[0].ticket = Some(TicketIx(7));
    assert_eq!(desk.only().weaknesses, [Weakness::Reused]);
}

#[test]
fn what_a_ticket_tells_of_its_own_person_is_not_used_up_by_a_change_of_somebody_else() {
    let mut desk = Desk::new("Called back on the number on file.");
    let evidence = desk.weigh()[0].id.clone();
    let subject = Some(account(&desk.directory, "cy.tan@example.com"));
    let change = ChangeId("chg-0".into());
    desk.uses.push(Use { evidence, change, at: at("14:08"), ticket: Some(TicketIx(0)), subject });
    assert_eq!(desk.only().weaknesses, []);
}

#[test]
fn what_came_after_a_change_did_not_serve_it() {
    let mut desk = Desk::new("Called back on the number on file.");
    let evidence = desk.weigh()[0].id.clone();
    let (change, subject) = (ChangeId("chg-0".into()), desk.change.subject);
    desk.uses.push(Use { evidence, change, at: at("13:00"), ticket: Some(TicketIx(7)), subject });
    assert_eq!(desk.only().weaknesses, []);
}

#[test]
fn a_push_after_one_change_and_shortly_before_the_next_speaks_for_the_next() {
    let mut desk = Desk::new("");
    desk.change.at = at("12:00");
    desk.push("ben.ode@example.com", "14:02", "14:03", Outcome::Success);
    assert_eq!(desk.only().timing, Timing::After, "no next change");
    let next = change(&desk.directory, "2", ChangeKind::PasswordReset, at("14:10"));
    desk.history = vec![desk.change.clone(), next.clone()];
    assert!(desk.weigh().is_empty());
    desk.change = next;
    assert_eq!(desk.only().timing, Timing::Before);
}

#[test]
fn a_requests_word_on_an_approval_is_no_evidence_whoever_typed_it_in() {
    let mut desk = Desk::new("");
    desk.ticket.description = "Please add to the finance group, manager approved.".into();
    assert!(desk.weigh().is_empty());
    desk.ticket.description = "Manager Jane Doe confirmed on the phone that it is Ana.".into();
    assert_eq!(desk.only().method, Method::ManagerLive);
}

#[test]
fn a_push_of_the_desk_counts_without_a_note_and_confirms_one() {
    let mut desk = Desk::new("");
    desk.push("ben.ode@example.com", "14:02", "14:03", Outcome::Success);
    let one = desk.only();
    assert_eq!((one.method, one.level), (Method::AuthenticatorChallenge, Level::Strong));
    assert_eq!((one.basis, one.timing), (Basis::Corroborated, Timing::Before));
    assert_eq!(one.confirmed_by.len(), 1);

    let mut desk = Desk::new("Sent Okta Verify push, approved.");
    assert_eq!(desk.only().basis, Basis::Asserted);
    desk.push("ben.ode@example.com", "14:02", "14:03", Outcome::Success);
    let noted = desk.weigh().into_iter().find(|one| !one.quote.is_empty()).unwrap();
    assert_eq!((noted.basis, noted.confirmed_by.len()), (Basis::Corroborated, 2));
}

#[test]
fn what_the_subject_answers_while_signing_in_is_no_evidence() {
    let mut desk = Desk::new("");
    desk.push("ana.ruiz@example.com", "14:02", "14:03", Outcome::Success);
    assert!(desk.weigh().is_empty());
    desk.push("ben.ode@example.com", "14:04", "14:03", Outcome::Success);
    assert!(desk.weigh().is_empty(), "answered before it was sent");
}

#[test]
fn a_denied_push_of_the_desk_is_failed_evidence() {
    let mut desk = Desk::new("");
    desk.push("ben.ode@example.com", "14:02", "14:03", Outcome::Failure);
    let one = desk.only();
    assert_eq!((one.level, &one.weaknesses[..]), (Level::None, &[Weakness::Failed][..]));
}

#[test]
fn a_code_that_was_sent_confirms_a_note_and_proves_nothing_alone() {
    let sent = event(
        "system.sms.send_factor_verify_message",
        "ben.ode@example.com",
        "ana.ruiz@example.com",
        at("14:01"),
    );
    let mut desk = Desk::new("Texted a code to the number on record, read back correctly.");
    desk.events.push(sent.clone());
    assert_eq!(desk.only().basis, Basis::Corroborated);
    let mut desk = Desk::new("");
    desk.events.push(sent);
    assert!(desk.weigh().is_empty());
}

#[test]
fn verification_records_speak_in_the_words_of_products() {
    for (word, passed, expected) in [
        ("Okta Verify push", Some(true), Some((Method::AuthenticatorChallenge, Level::Strong))),
        ("video_with_id", Some(true), Some((Method::VideoWithId, Level::Strong))),
        ("SMS", Some(true), Some((Method::OtpToRegisteredChannel, Level::Adequate))),
        ("SMS", Some(false), Some((Method::OtpToRegisteredChannel, Level::None))),
        ("telepathy", Some(true), Some((Method::ClaimedOnly, Level::None))),
        ("SMS", None, None),
    ] {
        let mut desk = Desk::new("");
        desk.records.push(record(word, "ana.ruiz@example.com", "14:00", passed));
        let found = desk.weigh();
        assert_eq!(found.first().map(|one| (one.method, one.level)), expected, "{word} {passed:?}");
    }
    let mut desk = Desk::new("");
    desk.records.push(record("SMS", "cy.tan@example.com", "14:00", Some(true)));
    assert_eq!(desk.only().weaknesses, [Weakness::OtherSubject]);
}

#[test]
fn a_record_and_a_note_of_one_act_corroborate_each_other() {
    let mut desk = Desk::new("User verified on video call, showed badge.");
    desk.records.push(record("video call", "ana.ruiz@example.com", "14:00", Some(true)));
    let found = desk.weigh();
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|one| one.basis == Basis::Corroborated), "{found:?}");
}

#[test]
fn structured_fields_are_read_as_one_act() {
    let mut desk = Desk::new("");
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    desk.ticket.verification_fields = vec![
        field("verification_method", "Okta Verify Push"),
        field("verification_result", "passed"),
        field("verified_at", "2026-03-02T14:02:00Z"),
        field("verification_reference", "push-88213"),
    ];
    let one = desk.only();
    assert_eq!((one.method, one.basis), (Method::AuthenticatorChallenge, Basis::Recorded));
    assert_eq!((one.timing, one.level), (Timing::Before, Level::Strong));
    desk.ticket.verification_fields[1].1 = "no".into();
    assert!(desk.weigh().is_empty(), "a form says that it was not done");
    desk.ticket.verification_fields[1].1 = "failed".into();
    assert_eq!(desk.only().weaknesses, [Weakness::Failed]);
}

#[test]
fn only_the_managers_or_owners_approval_vouches_for_the_person() {
    let approve = |who: &str| Approval {
        origin: origin(60),
        approver: person(who, ""),
        state: ApprovalState::Approved,
        asked_at: None,
        at: Some(at("14:00")),
        comment: None,
    };
    let mut desk = Desk::new("");
    desk.ticket.approvals = vec![approve("jane.doe@example.com")];
    let one = desk.only();
    assert_eq!((one.method, one.basis, one.level), (Method::ManagerEmail, Basis::Recorded, Level::Weak));
    desk.ticket.approvals = vec![approve("cy.tan@example.com")];
    assert!(desk.weigh().is_empty());
}

#[test]
fn the_registered_owners_request_speaks_for_a_program() {
    let mut desk = Desk::new("");
    desk.change = change(&desk.directory, "1", ChangeKind::SecretCreate, at("14:10"));
    desk.change.subject = Some(account(&desk.directory, "svc-pay@example.com"));
    desk.change.subject_kind = SubjectKind::Nhi;
    assert!(desk.weigh().is_empty(), "Ana does not own it");
    desk.ticket.requester = person("jane.doe@example.com", "Jane Doe");
    let one = desk.only();
    assert_eq!((one.method, one.level, one.basis), (Method::ManagerEmail, Level::Weak, Basis::Recorded));
}

#[test]
fn the_decisive_evidence_stands_first_whatever_the_order_of_the_notes() {
    let mut desk = Desk::new("checked employee number and called back on number on file");
    desk.ticket.journal.push(note("Push denied.", "2026-03-02T14:00:00Z"));
    let found = desk.weigh();
    assert_eq!(found[0].method, Method::CallbackOnFile);
    desk.ticket.journal.reverse();
    let methods = |list: &[Evidence]| list.iter().map(|one| one.method).collect::<Vec<_>>();
    assert_eq!(methods(&desk.weigh()), methods(&found));
}

#[test]
fn a_person_named_in_the_note_may_be_the_tickets_own() {
    for (text, spoiled) in [
        ("Verified Ana Ruiz via callback to number on file.", false),
        ("Verified ana.ruiz@example.com via callback to number on file.", false),
        ("Verified cy.tan@example.com via callback to number on file.", true),
        ("Manager Jane Doe confirmed by phone", false),
    ] {
        let one = Desk::new(text).only();
        assert_eq!(one.weaknesses.contains(&Weakness::OtherSubject), spoiled, "{text}");
    }
}

#[test]
fn a_note_of_a_megabyte_is_read_in_one_pass() {
    let mut text = "called number on file not verified manager push code user ".repeat(20_000);
    text.push_str(". Called back on the number on file.");
    assert!(text.len() > 1_000_000);
    let found = Desk::new(&text).weigh();
    assert!(found.iter().all(|one| one.quote.len() <= 300));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_quoted_at_character_boundaries(text in "\\PC{0,400}", tail in "[\\n .?!>éß本ｶﾞ'’-]{0,40}") {
        let text = format!("{tail}Called back {text}{tail} on number on file{tail}{text}");
        let mut ticket = ticket();
        ticket.journal = vec![note(&text, "2026-03-02T14:05:00Z")];
        let lexicons = LEXICONS.get_or_init(lexicons);
        for one in statements(&ticket, lexicons, None) {
            proptest::prop_assert!(one.quote.len() <= 300);
            for (from, to) in one.matched {
                proptest::prop_assert!(one.quote.get(from..to).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}

static LEXICONS: std::sync::OnceLock<Lexicons> = std::sync::OnceLock::new();

#[test]
fn a_change_that_completes_another_inherits_its_evidence_and_nothing_else() {
    let desk = Desk::new("Called back on the number on file.");
    let parent = desk.weigh();
    let signals = [];
    let child = Change { at: at("15:30"), ..desk.change.clone() };
    let statements = desk.statements();
    let inherited = weigh(&Weighing {
        change: &child,
        change_event: None,
        ticket: Some(&desk.ticket),
        link: Some(&desk.link),
        statements: &statements,
        records: &[],
        signals: &signals,
        history: &[],
        uses: &[],
        boilerplate: &desk.boilerplate,
        parent: Some(&parent),
        directory: &desk.directory,
        lexicons: &desk.lexicons,
        policy: &desk.policy,
    });
    assert_eq!(inherited.len(), 1);
    assert_eq!((inherited[0].timing, &inherited[0].id), (Timing::Before, &parent[0].id));
}
