//! A small world for tests: people, tickets, changes, each valid and quiet until a test changes it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::correlate::request::Request;
use crate::directory::{Account, Directory};
use crate::model::{
    AccountIx, ActorKind, Answers, Basis, Case, Change, ChangeId, ChangeKind, ContactFacts, ContactOutcome,
    Coverage, Details, Effect, EntryKind, Event, EventIx, Evidence, FileId, Instant, JournalEntry, Level,
    Link, LinkBasis, LinkOutcome, Method, Origin, Outcome, Party, Risk, Span, SubjectKind, Support, Ticket,
    TicketIx, TicketResult, TicketState, Tier, Timing, UserType, Verdict,
};

/// Minutes after 2026-03-02 09:00 UTC.
pub(crate) fn at(minutes: i64) -> Instant {
    "2026-03-02T09:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

/// Minutes of days.
pub(crate) const DAY: i64 = 24 * 60;

pub(crate) fn origin(record: u64) -> Origin {
    Origin { file: FileId(0), record, line: record + 1 }
}

pub(crate) fn party(login: &str) -> Party {
    Party { login: (!login.is_empty()).then(|| login.into()), ..Party::default() }
}

/// Accounts, by place: 0 `ann` (managed by `mia`), 1 `bob` the agent, 2 `mia` the manager, 3 `svc-pay` (owned by
/// `ann`), 4 `eve`, 5 `carl` another agent, 6 `desk1` shared by several.
pub(crate) fn directory() -> Directory {
    let accounts = ["ann", "bob", "mia", "svc-pay", "eve", "carl", "desk1"].into_iter().enumerate().map(
        |(ix, login)| Account {
            label: login.to_owned(),
            name: String::new(),
            person: AccountIx(u32::try_from(ix).unwrap()),
            tier: None,
            user_type: Some(if ix == 6 { UserType::Shared } else { UserType::Employee }),
            title: None,
            employee_id: None,
            manager: (ix == 0).then_some(AccountIx(2)),
            owner: (ix == 3).then_some(AccountIx(0)),
            is_desk: ix == 1 || ix == 5,
            acts_on_others: ix == 1 || ix == 5,
            ..Account::default()
        },
    );
    Directory::of_accounts(accounts.collect())
}

/// A ticket of `ann`, worked by `bob`: opened at 0, solved at 20, by mail, with journal and history.
pub(crate) fn ticket(number: &str) -> Ticket {
    Ticket {
        origin: origin(1),
        source: "servicenow.incident".to_owned(),
        number: number.to_owned(),
        native_id: None,
        opened_at: Some(at(0)),
        resolved_at: Some(at(20)),
        resolved_at_recorded: true,
        closed_at: None,
        updated_at: None,
        requester: party("ann"),
        affected: Party::default(),
        opened_by: Party::default(),
        agent: party("bob"),
        resolved_by: party("bob"),
        closed_by: Party::default(),
        group: Some("Service Desk".to_owned()),
        channel: Some("email".to_owned()),
        category: None,
        title: "Password reset".to_owned(),
        description: "I cannot log in".to_owned(),
        close_code: None,
        close_notes: None,
        state: TicketState::Resolved,
        native_state: Some("Resolved".to_owned()),
        reassignment_count: Some(0),
        reopen_count: Some(0),
        first_contact_mark: None,
        handle_time: None,
        own: crate::model::Own::default(),
        parent: None,
        verification_fields: Vec::new(),
        journal: Vec::new(),
        approvals: Vec::new(),
        has_journal: true,
        has_history: true,
    }
}

/// A line of a journal.
pub(crate) fn entry(kind: EntryKind, minutes: i64, author: &str, text: &str) -> JournalEntry {
    JournalEntry {
        origin: origin(100),
        at: Some(at(minutes)),
        author: party(author),
        kind,
        text: text.to_owned(),
        field: None,
        old: None,
    }
}

/// A field that changed.
pub(crate) fn field(minutes: i64, author: &str, field: &str, old: &str, new: &str) -> JournalEntry {
    JournalEntry {
        field: Some(field.to_owned()),
        old: Some(old.to_owned()),
        ..entry(EntryKind::FieldChange, minutes, author, new)
    }
}

/// A request for a password.
pub(crate) fn request() -> Request {
    Request {
        topic: "password".to_owned(),
        is_identity: true,
        kinds: vec![ChangeKind::PasswordReset],
        exact: vec![ChangeKind::PasswordReset],
        noted: vec![ChangeKind::PasswordReset],
        ..Request::default()
    }
}

/// `bob` resets the password of `ann` at 10, proven, not linked.
pub(crate) fn case(id: &str) -> Case {
    let change = Change {
        id: ChangeId(format!("chg-{id}")),
        at: at(10),
        kind: ChangeKind::PasswordReset,
        effect: Effect::Credential,
        subject: Some(AccountIx(0)),
        subject_label: "ann".to_owned(),
        subject_kind: SubjectKind::Human,
        tier: Tier::Standard,
        tier_known: true,
        actor: Some(AccountIx(1)),
        actor_label: "bob".to_owned(),
        actor_kind: ActorKind::DeskAgent,
        support: Support::Yes,
        support_reason: "a desk agent acted".to_owned(),
        parent: None,
        source: "okta.system_log".to_owned(),
        event: EventIx(0),
        events: vec![EventIx(0)],
        origin: origin(7),
        native_ids: vec![id.to_owned()],
        native_action: "user.account.reset_password".to_owned(),
        ip: Some("192.0.2.10".to_owned()),
        reference_text: Vec::new(),
    };
    Case {
        change,
        link_outcome: LinkOutcome::Unlinked,
        link: None,
        runner_up: None,
        decisions: Vec::new(),
        review: Vec::new(),
        runner_up_verdict: None,
        evidence: vec![evidence(Method::AuthenticatorChallenge)],
        overruled: Vec::new(),
        approved_by: None,
        approved_at: None,
        required_level: Level::Adequate,
        verdict: Some(Verdict::Proven),
        verdict_reason: "as the test says".to_owned(),
        risk: Risk::default(),
    }
}

/// The same, linked to a ticket.
pub(crate) fn linked(id: &str, ticket: u32) -> Case {
    let link = Link {
        ticket: TicketIx(ticket),
        confidence: 0.97,
        score: 3.5,
        basis: LinkBasis::Reference,
        reasons: Vec::new(),
        mismatches: Vec::new(),
    };
    Case { link_outcome: LinkOutcome::Linked, link: Some(link), ..case(id) }
}

/// A successful verification of `ann` by `bob`, five minutes before the change.
pub(crate) fn evidence(method: Method) -> Evidence {
    Evidence {
        id: "ev-1".to_owned(),
        origin: origin(101),
        method,
        level: method.level(),
        basis: Basis::Asserted,
        at: Some(at(5)),
        recorded_at: None,
        timing: Timing::Before,
        by: "bob".to_owned(),
        about: "ann".to_owned(),
        weaknesses: Vec::new(),
        quote: String::new(),
        matched: Vec::new(),
        tickets_alike: 0,
        confirmed_by: Vec::new(),
    }
}

/// The event of a change.
pub(crate) fn event(id: &str, minutes: i64, actor: &str, ip: Option<&str>) -> Event {
    Event {
        origin: origin(7),
        source: "okta.system_log".to_owned(),
        native_id: id.to_owned(),
        at: at(minutes),
        native_type: "user.account.reset_password".to_owned(),
        outcome: Outcome::Success,
        reason: None,
        actor: party(actor),
        targets: vec![party("ann")],
        subject: Some(0),
        ip: ip.map(str::to_owned),
        user_agent: None,
        place: None,
        network: None,
        session: None,
        transaction: None,
        details: Details::default(),
    }
}

/// Covered time of a source, in minutes.
pub(crate) fn coverage(source: &str, of_tickets: bool, from: i64, to: i64) -> Coverage {
    Coverage {
        source: source.to_owned(),
        of_tickets,
        span: Some(Span { from: at(from), to: at(to) }),
        gaps: Vec::new(),
        gap_limit_seconds: 6 * 3600,
        records: 100,
        per_hour: BTreeMap::new(),
        truncation: Vec::new(),
    }
}

/// What is said of a request for a password of `ann`: its outcome and nothing else.
pub(crate) fn told(ix: usize, outcome: ContactOutcome) -> TicketResult {
    TicketResult {
        ticket: TicketIx(u32::try_from(ix).unwrap()),
        topic: "password".to_owned(),
        identity_request: true,
        outcome,
        reason: None,
        reasons: Vec::new(),
        seen: Vec::new(),
        seen_at: Vec::new(),
        safe: None,
        facts: ContactFacts::default(),
        answers: Answers::default(),
        gap: None,
        handoffs: None,
        causes: Vec::new(),
        costs: Vec::new(),
        untold_costs: Vec::new(),
        changes: Vec::new(),
        subject_label: "ann".to_owned(),
    }
}
