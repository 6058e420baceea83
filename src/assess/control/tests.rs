//! Each control test by cases: what passes, what fails, what cannot be told.

use super::sample::{
    DAY, at, case, coverage, directory, entry, event, evidence, linked, origin, party, request, ticket, told,
};
use super::*;
use crate::model::{
    AccountIx, ActorKind, Answer, Answers, Approval, ApprovalState, ChangeKind, ContactFacts, ContactOutcome,
    ContactReason, Definition, EntryKind, FileId, FileUse, Gap, Level, LinkOutcome, Method, Mismatch,
    SubjectKind, Support, TestOutcome, TicketState, Tier, Timing, Verdict, Weakness,
};

/// One ticket of `ann`, one linked and proven change, exports that cover a year around it.
struct World {
    cases: Vec<Case>,
    tickets: Vec<Ticket>,
    requests: Vec<Request>,
    results: Vec<TicketResult>,
    coverage: Vec<Coverage>,
    files: Vec<InputFile>,
    events: Vec<Event>,
    period: Option<Span>,
    declared: Vec<DeclaredFile>,
    followed: BTreeSet<String>,
}

impl World {
    fn new() -> Self {
        Self {
            cases: vec![linked("1", 0)],
            tickets: vec![ticket("INC1")],
            requests: vec![request()],
            results: vec![result(0)],
            coverage: vec![
                coverage("servicenow.incident", true, -180 * DAY, 180 * DAY),
                coverage("okta.system_log", false, -180 * DAY, 180 * DAY),
            ],
            files: vec![file()],
            events: vec![event("1", 10, "bob", Some("192.0.2.10"))],
            period: None,
            declared: Vec::new(),
            followed: BTreeSet::new(),
        }
    }

    fn run(&self, id: &str) -> ControlResult {
        let mappings = Mappings::embedded();
        let input = ControlInput {
            controls: &load(&mappings).unwrap(),
            secrets: &SecretPatterns::load(&mappings).unwrap(),
            period: self.period,
            declared: &self.declared,
            files: &self.files,
            coverage: &self.coverage,
            cases: &self.cases,
            tickets: &self.tickets,
            requests: &self.requests,
            ticket_results: &self.results,
            events: &self.events,
            acting: &directory().acting(&self.events),
            directory: &directory(),
            followed: &self.followed,
        };
        run(&input).into_iter().find(|result| result.test.0 == id).unwrap()
    }

    /// The outcome of the first change, ticket or source that the test speaks of.
    fn told(&self, id: &str) -> TestOutcome {
        let result = self.run(id);
        assert!(!result.findings.is_empty(), "{id} says nothing: {:?}", result.untested_because);
        result.findings[0].outcome
    }

    /// The same world after a change to it.
    fn but(change: impl FnOnce(&mut World)) -> Self {
        let mut world = Self::new();
        change(&mut world);
        world
    }

    /// Adds a change of `ann` that the desk had no part in.
    fn with(mut self, id: &str, kind: ChangeKind, minutes: i64) -> Self {
        self.cases.push(other(id, kind, minutes));
        self
    }
}

/// A change of `ann` by herself, unlinked.
fn other(id: &str, kind: ChangeKind, minutes: i64) -> Case {
    let mut case = case(id);
    case.change.kind = kind;
    case.change.at = at(minutes);
    case.change.actor = Some(AccountIx(0));
    case.change.actor_label = "ann".to_owned();
    case.change.actor_kind = ActorKind::SelfService;
    case.change.support = Support::No;
    case.verdict = None;
    case.evidence.clear();
    case
}

fn result(ticket: u32) -> TicketResult {
    TicketResult {
        facts: ContactFacts { confirmed: Some(true), ..ContactFacts::default() },
        answers: Answers::default()
            .with(Definition::NoReassignment, Answer::Yes)
            .with(Definition::IdentityConfirmed, Answer::Yes),
        changes: vec![crate::model::ChangeId("chg-1".to_owned())],
        ..told(ticket as usize, ContactOutcome::Yes)
    }
}

fn file() -> InputFile {
    InputFile {
        id: FileId(0),
        name: "okta.ndjson".to_owned(),
        sha256: "ab".repeat(32),
        bytes: 10,
        used_as: FileUse::Read,
        source: Some("okta.system_log".to_owned()),
        note: String::new(),
        shape: String::new(),
        zone: String::new(),
        rows: 100,
        used: 98,
        rejected: 0,
        duplicates: 2,
        first_at: None,
        last_at: None,
    }
}

fn approve(world: &mut World, by: &str, minutes: i64) {
    world.cases[0].approved_by = Some(by.to_owned());
    world.cases[0].approved_at = Some(at(minutes));
    world.tickets[0].approvals.push(Approval {
        origin: origin(50),
        approver: party(by),
        state: ApprovalState::Approved,
        asked_at: None,
        at: Some(at(minutes)),
        comment: None,
    });
}

const PASS: TestOutcome = TestOutcome::Pass;
const FAIL: TestOutcome = TestOutcome::Fail;
const UNTOLD: TestOutcome = TestOutcome::NotTestable;

mod approval;
mod credential;
mod nhi;
mod outcome;
mod population;
mod sequence;
mod ticket;
mod verification;
mod whole;

#[test]
fn a_change_of_a_sample_is_listed_also_where_it_passes_and_counted_once() {
    let mut world = World::new();
    world.cases = (1..=40).map(|number| linked(&number.to_string(), 0)).collect();
    let plain = world.run("CT-06");
    let drawn = world.cases[7].change.id.0.clone();
    world.followed = BTreeSet::from([drawn.clone()]);
    let followed = world.run("CT-06");
    assert!(plain.findings.is_empty() && plain.pass == 40, "too many to list");
    assert_eq!((followed.population, followed.pass), (plain.population, plain.pass));
    assert_eq!(followed.findings.iter().map(|finding| &finding.item).collect::<Vec<_>>(), [&drawn]);
}
