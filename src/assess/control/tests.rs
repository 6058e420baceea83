//! Each control test by cases: what passes, what fails, what cannot be told.

use super::sample::{
    DAY, at, case, coverage, directory, entry, event, evidence, linked, origin, party, request, ticket,
};
use super::*;
use crate::model::{
    AccountIx, ActorKind, Approval, ApprovalState, ChangeKind, ClosingFormula, ContactOutcome, ContactReason,
    EntryKind, FileId, FileUse, Gap, Level, LinkOutcome, Method, Mismatch, SubjectKind, Support, TestOutcome,
    TicketIx, TicketState, Tier, Timing, Verdict, Weakness,
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
            directory: &directory(),
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
        ticket: TicketIx(ticket),
        topic: "password".to_owned(),
        identity_request: true,
        outcome: ContactOutcome::Yes,
        reason: None,
        reasons: Vec::new(),
        seen: Vec::new(),
        safe: None,
        formulas: vec![
            (ClosingFormula::NoReassignment, Some(true)),
            (ClosingFormula::IdentityConfirmed, Some(true)),
        ],
        cause: None,
        changes: vec![crate::model::ChangeId("chg-1".to_owned())],
        subject_label: "ann".to_owned(),
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
        at: Some(at(minutes)),
        comment: None,
    });
}

const PASS: TestOutcome = TestOutcome::Pass;
const FAIL: TestOutcome = TestOutcome::Fail;
const UNTOLD: TestOutcome = TestOutcome::NotTestable;

#[test]
fn ct01_covered_time() {
    let period = |days: i64| Some(Span { from: at(-days * DAY), to: at(days * DAY) });
    assert_eq!(World::but(|w| w.period = period(180)).told("CT-01"), PASS);
    assert_eq!(World::but(|w| w.period = period(182)).told("CT-01"), FAIL);
    assert_eq!(World::new().told("CT-01"), UNTOLD);
    let gap = |w: &mut World| w.coverage[1].gaps = vec![Gap { from: at(0), to: at(DAY) }];
    assert_eq!(World::but(gap).told("CT-01"), FAIL);
    assert_eq!(World::but(|w| w.coverage[1].truncation.push("10,000 rows".to_owned())).told("CT-01"), FAIL);
}

#[test]
fn ct02_what_was_asked_for_is_seen() {
    let topic = |world: World| {
        world.run("CT-02").findings.into_iter().find(|f| f.item == "topic:password").unwrap().outcome
    };
    assert_eq!(topic(World::new()), PASS);
    let unseen = |w: &mut World| {
        w.cases.clear();
        w.tickets = vec![ticket("A"), ticket("B"), ticket("C")];
        w.requests = vec![request(); 3];
    };
    assert_eq!(topic(World::but(unseen)), FAIL);
    assert_eq!(topic(World::but(|w| w.cases.clear())), UNTOLD);
    // Without a declared list the whole test is never a pass.
    assert_eq!(World::new().run("CT-02").outcome(), UNTOLD);
}

#[test]
fn ct03_six_elements() {
    assert_eq!(World::new().told("CT-03"), PASS);
    for spoil in [
        |w: &mut World| w.files[0].zone = "America/Chicago".to_owned(),
        |w: &mut World| w.events[0].outcome = crate::model::Outcome::Unknown,
        |w: &mut World| w.events.clear(),
        |w: &mut World| w.cases[0].change.subject_label.clear(),
        |w: &mut World| (w.cases[0].change.ip, w.events[0].ip) = (None, None),
        |w: &mut World| (w.cases[0].change.actor, w.cases[0].change.actor_label) = (None, String::new()),
    ] {
        assert_eq!(World::but(spoil).told("CT-03"), FAIL);
    }
}

#[test]
fn ct04_rows_and_hashes() {
    let declared =
        |rows| vec![DeclaredFile { name: "okta.ndjson".to_owned(), sha256: "AB".repeat(32), rows }];
    assert_eq!(World::but(|w| w.declared = declared(100)).told("CT-04"), PASS);
    assert_eq!(World::but(|w| w.declared = declared(101)).told("CT-04"), FAIL);
    assert_eq!(World::new().told("CT-04"), UNTOLD);
    assert_eq!(World::but(|w| w.files[0].used = 97).told("CT-04"), FAIL);
    assert_eq!(World::but(|w| w.files[0].used_as = FileUse::Unreadable).told("CT-04"), FAIL);
}

#[test]
fn ct05_clocks() {
    let echoed = |count: i64, offset: i64| {
        World::but(|w| {
            w.cases.clear();
            w.events.clear();
            for n in 0..count {
                let mut case = case(&n.to_string());
                let first = crate::model::EventIx(u32::try_from(w.events.len()).unwrap());
                case.change.events = vec![first, crate::model::EventIx(first.0 + 1)];
                w.events.push(event("a", n * 60, "bob", None));
                let mut echo = event("b", n * 60, "bob", None);
                echo.source = "windows.security".to_owned();
                echo.at += chrono::TimeDelta::seconds(offset);
                w.events.push(echo);
                w.cases.push(case);
            }
        })
    };
    assert_eq!(echoed(30, 5).told("CT-05"), PASS);
    assert_eq!(echoed(30, 300).told("CT-05"), FAIL);
    assert_eq!(echoed(29, 5).told("CT-05"), UNTOLD);
    assert!(World::new().run("CT-05").untested_because.is_some());
}

#[test]
fn ct06_no_ticket() {
    assert_eq!(World::new().told("CT-06"), PASS);
    let unlink = |w: &mut World| {
        w.cases = vec![case("1")];
        w.cases[0].verdict = Some(Verdict::Unticketed);
    };
    assert_eq!(World::but(unlink).told("CT-06"), FAIL);
    // The same outside covered time, under review, or without a known account accuses nobody.
    let uncovered = |w: &mut World| {
        unlink(w);
        w.coverage.remove(0);
    };
    assert_eq!(World::but(uncovered).told("CT-06"), UNTOLD);
    let ambiguous = |w: &mut World| w.cases[0].link_outcome = LinkOutcome::Ambiguous;
    assert_eq!(World::but(ambiguous).told("CT-06"), UNTOLD);
    let nobody = |w: &mut World| {
        unlink(w);
        w.cases[0].change.subject = None;
    };
    assert_eq!(World::but(nobody).told("CT-06"), UNTOLD);
    let unknown = |w: &mut World| {
        unlink(w);
        w.cases[0].verdict = None;
        w.cases[0].change.support = Support::Unknown;
    };
    assert_eq!(World::but(unknown).told("CT-06"), UNTOLD);
}

#[test]
fn ct07_no_change() {
    assert_eq!(World::new().told("CT-07"), PASS);
    let confirmed = |value| {
        World::but(move |w| {
            w.results[0].changes.clear();
            w.results[0].formulas = vec![(ClosingFormula::IdentityConfirmed, value)];
        })
    };
    assert_eq!(confirmed(Some(true)).told("CT-07"), PASS);
    assert_eq!(confirmed(Some(false)).told("CT-07"), FAIL);
    assert_eq!(confirmed(None).told("CT-07"), UNTOLD);
    let gave_up = World::but(|w| w.results[0].reasons = vec![ContactReason::NoResponse]);
    assert_eq!(gave_up.run("CT-07").population, 0);
}

#[test]
fn ct08_disagreement() {
    assert_eq!(World::new().told("CT-08"), PASS);
    let mismatch = |w: &mut World| w.cases[0].link.as_mut().unwrap().mismatches = vec![Mismatch::WrongTarget];
    assert_eq!(World::but(mismatch).told("CT-08"), FAIL);
    assert_eq!(World::but(|w| w.requests[0].kinds.clear()).told("CT-08"), UNTOLD);
    // A mismatch is a result even where the ticket says little.
    let both = |w: &mut World| {
        mismatch(w);
        w.requests[0].kinds.clear();
    };
    assert_eq!(World::but(both).told("CT-08"), FAIL);
}

#[test]
fn ct09_late_tickets() {
    let opened = |minutes: i64| World::but(move |w| w.tickets[0].opened_at = Some(at(minutes))).told("CT-09");
    assert_eq!(opened(20), PASS);
    assert_eq!(opened(21), FAIL);
    assert_eq!(World::but(|w| w.tickets[0].opened_at = None).told("CT-09"), UNTOLD);
    let changed = |minutes: i64| World::but(move |w| w.cases[0].change.at = at(minutes)).told("CT-09");
    assert_eq!(changed(80), PASS);
    assert_eq!(changed(81), FAIL);
    // A timer that closes days later does not stretch the ticket.
    assert_eq!(
        World::but(|w| (w.cases[0].change.at, w.tickets[0].closed_at) = (at(DAY), Some(at(5 * DAY))))
            .told("CT-09"),
        FAIL
    );
}

#[test]
fn ct10_evidence_at_all() {
    assert_eq!(World::new().told("CT-10"), PASS);
    let none = |w: &mut World| {
        w.cases[0].evidence.clear();
        w.cases[0].verdict = Some(Verdict::Unproven);
    };
    assert_eq!(World::but(none).told("CT-10"), FAIL);
    let claim = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::ClaimedOnly)];
    assert_eq!(World::but(claim).told("CT-10"), FAIL);
    let failed = |w: &mut World| w.cases[0].evidence[0].weaknesses = vec![Weakness::Failed];
    assert_eq!(World::but(failed).told("CT-10"), FAIL);
    let unexported = |w: &mut World| {
        none(w);
        w.tickets[0].has_journal = false;
    };
    assert_eq!(World::but(unexported).told("CT-10"), UNTOLD);
    let untold = |w: &mut World| {
        none(w);
        w.cases[0].verdict = Some(Verdict::NotTestable);
    };
    assert_eq!(World::but(untold).told("CT-10"), UNTOLD);
    assert_eq!(World::but(|w| w.cases[0].required_level = Level::None).run("CT-10").population, 0);
}

#[test]
fn ct11_evidence_in_time() {
    let timing = |timing| World::but(move |w| w.cases[0].evidence[0].timing = timing).told("CT-11");
    assert_eq!(timing(Timing::Before), PASS);
    assert_eq!(timing(Timing::Stale), FAIL);
    assert_eq!(timing(Timing::After), FAIL);
    assert_eq!(timing(Timing::Unknown), UNTOLD);
}

#[test]
fn ct12_evidence_strong_enough() {
    assert_eq!(World::new().told("CT-12"), PASS);
    let weak = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::KnowledgeBased)];
    assert_eq!(World::but(weak).told("CT-12"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].evidence[0].timing = Timing::After).told("CT-12"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].evidence[0].timing = Timing::Unknown).told("CT-12"), UNTOLD);
    let unexported = |w: &mut World| {
        w.cases[0].evidence.clear();
        w.tickets[0].has_journal = false;
    };
    assert_eq!(World::but(unexported).told("CT-12"), UNTOLD);
}

#[test]
fn ct13_evidence_independent() {
    assert_eq!(World::new().told("CT-13"), PASS);
    for weakness in
        [Weakness::ChannelEdited, Weakness::Reused, Weakness::SelfVerified, Weakness::FactorNotPrior]
    {
        let spoil = |w: &mut World| w.cases[0].evidence[0].weaknesses = vec![weakness];
        assert_eq!(World::but(spoil).told("CT-13"), FAIL, "{weakness}");
    }
    // A code to an address needs a log that would show the address being edited.
    let code = |w: &mut World| w.cases[0].evidence = vec![evidence(Method::OtpToRegisteredChannel)];
    assert_eq!(World::but(code).told("CT-13"), UNTOLD);
    let logged = World::but(code).with("edit", ChangeKind::RecoveryPathEdit, -100 * DAY);
    assert_eq!(logged.told("CT-13"), PASS);
}

#[test]
fn tests_without_any_input_say_what_they_need() {
    for id in ["CT-14", "CT-19", "CT-22", "CT-23", "CT-30"] {
        let result = World::new().run(id);
        assert_eq!((result.population, result.outcome()), (0, UNTOLD), "{id}");
        assert!(result.untested_because.unwrap().starts_with("not run: it needs "), "{id}");
    }
}

#[test]
fn ct15_approval_of_privileged_changes() {
    let privileged = |w: &mut World| w.cases[0].change.tier = Tier::Privileged;
    let approved = |minutes: i64| {
        World::but(move |w| {
            privileged(w);
            approve(w, "mia", minutes);
        })
        .told("CT-15")
    };
    assert_eq!(approved(5), PASS);
    assert_eq!(approved(11), FAIL);
    assert_eq!(World::but(privileged).told("CT-15"), UNTOLD);
    // Another ticket shows that approvals were exported: this one has none.
    let unapproved = World::but(|w| {
        privileged(w);
        w.tickets.push(ticket("INC2"));
        approve(w, "mia", 5);
        w.tickets[1].approvals = std::mem::take(&mut w.tickets[0].approvals);
        (w.cases[0].approved_by, w.cases[0].approved_at) = (None, None);
    });
    assert_eq!(unapproved.told("CT-15"), FAIL);
    assert_eq!(World::but(|w| w.cases[0].change.tier_known = false).told("CT-15"), UNTOLD);
    assert_eq!(World::new().run("CT-15").population, 0);
}

#[test]
fn ct16_approver_in_time_and_entitled() {
    let approved = |by: &'static str, minutes: i64| World::but(|w| approve(w, by, minutes)).told("CT-16");
    assert_eq!(approved("mia", 5), PASS);
    assert_eq!(approved("eve", 5), FAIL);
    assert_eq!(approved("mia", 12), FAIL);
    assert_eq!(approved("mia", -4 * DAY), FAIL);
    assert_eq!(approved("stranger", 5), UNTOLD);
    let no_manager = World::but(|w| {
        approve(w, "mia", 5);
        w.cases[0].change.subject = Some(AccountIx(4));
    });
    assert_eq!(no_manager.told("CT-16"), UNTOLD);
}

#[test]
fn ct17_duties() {
    assert_eq!(World::new().told("CT-17"), PASS);
    assert_eq!(World::but(|w| w.cases[0].change.subject = Some(AccountIx(1))).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| w.tickets[0].requester = party("bob")).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "bob", 5)).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "ann", 5)).told("CT-17"), FAIL);
    assert_eq!(World::but(|w| approve(w, "mia", 5)).told("CT-17"), PASS);
    assert_eq!(World::but(|w| w.tickets[0].requester = party("stranger")).told("CT-17"), UNTOLD);
    // What the account holder finishes is still the agent's act.
    let finished = World::but(|w| {
        w.cases[0].change.actor = Some(AccountIx(0));
        w.cases[0].change.actor_kind = ActorKind::SelfService;
    });
    assert_eq!(finished.told("CT-17"), PASS);
}

#[test]
fn ct18_nobody_passes_without_a_roster() {
    assert_eq!(World::new().told("CT-18"), UNTOLD);
    let nameless = |w: &mut World| {
        w.cases[0].change.actor = None;
        w.cases[0].change.actor_label.clear();
        w.cases[0].change.actor_kind = ActorKind::Unknown;
    };
    assert_eq!(World::but(nameless).told("CT-18"), FAIL);
    let shared = |w: &mut World| w.cases[0].change.actor = Some(AccountIx(6));
    assert_eq!(World::but(shared).told("CT-18"), FAIL);
}

#[test]
fn ct20_lifetime() {
    let pass = |details: &'static [(&str, &str)]| {
        World::but(|w| {
            w.cases[0].change.kind = ChangeKind::TemporaryAccessIssue;
            w.events[0].details =
                details.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        })
        .told("CT-20")
    };
    assert_eq!(pass(&[("lifetimeInMinutes", "60"), ("isUsableOnce", "true")]), PASS);
    assert_eq!(pass(&[("valid_secs", "3600"), ("reuse_count", "1")]), PASS);
    assert_eq!(pass(&[("lifetimeInMinutes", "481"), ("isUsableOnce", "true")]), FAIL);
    assert_eq!(pass(&[("lifetimeInMinutes", "1e300")]), FAIL);
    assert_eq!(pass(&[("lifetimeInMinutes", "60"), ("isUsableOnce", "false")]), FAIL);
    assert_eq!(pass(&[("expires_at", "2026-03-02T10:10:00Z"), ("one_time", "yes")]), PASS);
    assert_eq!(pass(&[("lifetimeInMinutes", "60")]), UNTOLD);
    assert_eq!(pass(&[("lifetimeInMinutes", "soon")]), UNTOLD);
    assert_eq!(pass(&[]), UNTOLD);
}

#[test]
fn ct21_old_factors_and_sessions() {
    let lost = || World::but(|w| w.tickets[0].description = "My phone was stolen".to_owned());
    let ended = lost().with("s", ChangeKind::SessionRevoke, 15).with("f", ChangeKind::FactorUnenrol, 15);
    assert_eq!(ended.told("CT-21"), PASS);
    let later = lost().with("s", ChangeKind::SessionRevoke, 80).with("f", ChangeKind::FactorUnenrol, 15);
    assert_eq!(later.told("CT-21"), FAIL);
    assert_eq!(lost().told("CT-21"), UNTOLD);
    assert_eq!(World::but(|w| w.cases = vec![case("1")]).told("CT-21"), UNTOLD);
    assert_eq!(World::new().run("CT-21").population, 0);
}

#[test]
fn ct24_both_factors() {
    let reset = |minutes: i64, w: &mut World| {
        let mut second = case("2");
        second.change.kind = ChangeKind::MfaResetAll;
        second.change.at = at(minutes);
        w.cases.push(second);
    };
    assert_eq!(World::new().told("CT-24"), UNTOLD);
    assert_eq!(World::but(|w| reset(60, w)).told("CT-24"), FAIL);
    assert_eq!(World::but(|w| reset(3 * DAY, w)).told("CT-24"), PASS);
    // On one ticket the time between does not matter.
    let one_ticket = |w: &mut World| {
        reset(3 * DAY, w);
        w.cases[1].link = w.cases[0].link.clone();
        w.cases[1].link_outcome = LinkOutcome::Linked;
    };
    assert_eq!(World::but(one_ticket).told("CT-24"), FAIL);
    let governed = |w: &mut World| {
        reset(60, w);
        approve(w, "mia", 5);
        (w.cases[1].approved_by, w.cases[1].approved_at) = (Some("mia".to_owned()), Some(at(5)));
    };
    assert_eq!(World::but(governed).told("CT-24"), PASS);
}

#[test]
fn ct25_edit_then_reset() {
    let edited = |minutes: i64| World::new().with("e", ChangeKind::RecoveryPathEdit, minutes).told("CT-25");
    assert_eq!(edited(-13 * DAY), FAIL);
    assert_eq!(edited(-15 * DAY), PASS);
    assert_eq!(edited(11), PASS);
    assert_eq!(World::new().told("CT-25"), UNTOLD);
    let mut proven = World::new().with("e", ChangeKind::RecoveryPathEdit, -60);
    proven.cases[1].verdict = Some(Verdict::Proven);
    assert_eq!(proven.told("CT-25"), UNTOLD);
    let mut short = World::new().with("e", ChangeKind::RecoveryPathEdit, 60);
    short.coverage[1].span.as_mut().unwrap().from = at(-DAY);
    assert_eq!(short.told("CT-25"), UNTOLD);
}

#[test]
fn ct26_new_network() {
    let enrolled = |ip: Option<&'static str>, history: bool| {
        let mut world = World::new().with("f", ChangeKind::FactorEnrol, 60);
        world.cases[1].change.event = crate::model::EventIx(1);
        world.cases[1].change.ip = ip.map(str::to_owned);
        world.events.push(event("f", 60, "ann", ip));
        if history {
            world.events.push(event("old", -10 * DAY, "ann", Some("198.51.100.7")));
        }
        world
    };
    assert_eq!(World::new().told("CT-26"), PASS);
    assert_eq!(enrolled(Some("198.51.100.7"), true).told("CT-26"), PASS);
    assert_eq!(enrolled(Some("203.0.113.9"), true).told("CT-26"), FAIL);
    assert_eq!(enrolled(Some("203.0.113.9"), false).told("CT-26"), UNTOLD);
    assert_eq!(enrolled(None, true).told("CT-26"), UNTOLD);
    let mut short = enrolled(Some("203.0.113.9"), true);
    short.coverage[1].span.as_mut().unwrap().from = at(-20 * DAY);
    assert_eq!(short.told("CT-26"), UNTOLD);
    let mut cut = World::new();
    cut.coverage[1].span.as_mut().unwrap().to = at(60);
    assert_eq!(cut.told("CT-26"), UNTOLD);
}

#[test]
fn ct27_privilege_after() {
    let granted = |minutes: i64| World::new().with("r", ChangeKind::RoleGrant, minutes);
    assert_eq!(granted(60).told("CT-27"), FAIL);
    assert_eq!(granted(3 * DAY).told("CT-27"), PASS);
    assert_eq!(granted(5).told("CT-27"), PASS);
    assert_eq!(World::new().told("CT-27"), UNTOLD);
    // What she does to others counts as well.
    let mut to_others = granted(60);
    to_others.cases[1].change.subject = Some(AccountIx(4));
    assert_eq!(to_others.told("CT-27"), FAIL);
    let mut under_ticket = granted(60);
    (under_ticket.cases[1].link, under_ticket.cases[1].link_outcome) =
        (under_ticket.cases[0].link.clone(), LinkOutcome::Linked);
    assert_eq!(under_ticket.told("CT-27"), PASS);
    let mut uncovered = granted(60);
    uncovered.coverage.remove(0);
    assert_eq!(uncovered.told("CT-27"), UNTOLD);
}

#[test]
fn ct28_repeats_and_outliers() {
    let account = |days: &'static [i64]| {
        let world = World::but(|w| {
            w.cases = days
                .iter()
                .map(|day| {
                    let mut case = case(&day.to_string());
                    case.change.at = at(day * DAY);
                    case
                })
                .collect();
        });
        world.run("CT-28").findings.into_iter().find(|f| f.item == "account:ann").unwrap().outcome
    };
    assert_eq!(account(&[0, 10, 30]), FAIL);
    assert_eq!(account(&[0, 16, 31]), PASS);
    assert_eq!(account(&[0]), PASS);

    // Six agents, one of whom does ten times the work of the others.
    let agents = |volumes: [u32; 6]| {
        let world = World::but(|w| {
            w.cases = (0..6u32)
                .flat_map(|agent| (0..volumes[agent as usize]).map(move |n| (agent, n)))
                .map(|(agent, n)| {
                    let mut case = case(&format!("{agent}-{n}"));
                    case.change.actor = Some(AccountIx(agent));
                    case.change.subject = None;
                    case
                })
                .collect();
        });
        let findings = world.run("CT-28").findings;
        findings.into_iter().find(|f| f.item == "agent:carl").map(|f| f.outcome)
    };
    assert_eq!(agents([10, 11, 9, 10, 12, 100]), Some(FAIL));
    assert_eq!(agents([1, 1, 1, 1, 1, 10]), Some(UNTOLD));
    assert_eq!(agents([10, 11, 9, 10, 12, 11]), Some(PASS));
}

#[test]
fn ct29_reissue_by_the_owner() {
    let reissue = |change: &dyn Fn(&mut World)| {
        let mut world = World::new();
        world.cases[0].change.subject = Some(AccountIx(3));
        world.cases[0].change.subject_kind = SubjectKind::Nhi;
        world.cases[0].change.kind = ChangeKind::SecretCreate;
        world.tickets[0].journal = vec![entry(EntryKind::WorkNote, 30, "bob", "Rotation record updated")];
        change(&mut world);
        world.told("CT-29")
    };
    assert_eq!(reissue(&|_| ()), PASS);
    assert_eq!(reissue(&|w| w.tickets[0].requester = party("eve")), FAIL);
    assert_eq!(reissue(&|w| w.tickets[0].journal.clear()), UNTOLD);
    assert_eq!(reissue(&|w| w.tickets[0].requester = party("stranger")), UNTOLD);
    assert_eq!(reissue(&|w| w.cases[0].change.subject = Some(AccountIx(4))), UNTOLD);
    let approved = |w: &mut World| {
        w.tickets[0].requester = party("eve");
        approve(w, "ann", 5);
    };
    assert_eq!(reissue(&approved), PASS);
}

#[test]
fn ct31_old_secret() {
    let issue = || {
        World::but(|w| {
            w.cases[0].change.subject_kind = SubjectKind::Nhi;
            w.cases[0].change.kind = ChangeKind::SecretCreate;
            w.events[0].details = [("expires_at".to_owned(), vec!["2026-04-02T10:10:00Z".to_owned()])].into();
        })
    };
    assert_eq!(issue().with("r", ChangeKind::SecretRevoke, 60).told("CT-31"), PASS);
    assert_eq!(issue().with("old", ChangeKind::SecretCreate, -30 * DAY).told("CT-31"), FAIL);
    assert_eq!(issue().told("CT-31"), UNTOLD);
    let mut long = issue().with("r", ChangeKind::SecretRevoke, 60);
    long.events[0].details = [("expires_at".to_owned(), vec!["2027-04-02T10:10:00Z".to_owned()])].into();
    assert_eq!(long.told("CT-31"), FAIL);
    let mut endless = issue().with("r", ChangeKind::SecretRevoke, 60);
    endless.events[0].details.clear();
    assert_eq!(endless.told("CT-31"), UNTOLD);
}

#[test]
fn ct32_secrets_are_found_and_never_printed() {
    assert_eq!(World::new().told("CT-32"), PASS);
    let world = World::but(|w| {
        w.tickets[0].journal =
            vec![entry(EntryKind::Comment, 15, "bob", "Your new password is Winter2026!x")];
    });
    let result = world.run("CT-32");
    assert_eq!(result.fail, 1);
    assert!(
        result.findings[0].reason.contains("password written out in the comment of 2026-03-02T09:15:00Z")
    );
    assert!(!format!("{result:?}").contains("Winter2026"));
    assert_eq!(result.findings[0].origins, [origin(1), origin(100)]);
    assert_eq!(World::but(|w| w.tickets[0].has_journal = false).told("CT-32"), UNTOLD);
}

#[test]
fn ct33_widened() {
    let granted = |change: &dyn Fn(&mut World)| {
        let mut world = World::but(|w| w.cases[0].change.kind = ChangeKind::RoleGrant);
        change(&mut world);
        world.told("CT-33")
    };
    assert_eq!(granted(&|w| approve(w, "mia", 5)), PASS);
    assert_eq!(granted(&|w| approve(w, "mia", 50)), FAIL);
    assert_eq!(granted(&|_| ()), UNTOLD);
}

#[test]
fn ct34_counted_as_solved() {
    assert_eq!(World::new().told("CT-34"), PASS);
    let no = |w: &mut World| {
        w.results[0].outcome = ContactOutcome::No;
        w.results[0].reason = Some(ContactReason::NoResponse);
    };
    assert_eq!(World::but(no).told("CT-34"), FAIL);
    let unconfirmed = |w: &mut World| w.results[0].formulas[1].1 = None;
    assert_eq!(World::but(unconfirmed).told("CT-34"), UNTOLD);
    let said = |w: &mut World| {
        unconfirmed(w);
        w.tickets[0].close_notes = Some("User confirmed, works now".to_owned());
    };
    assert_eq!(World::but(said).told("CT-34"), PASS);
    let untold = |w: &mut World| {
        w.tickets[0].has_history = false;
        w.tickets[0].reopen_count = None;
    };
    assert_eq!(World::but(untold).told("CT-34"), UNTOLD);
    assert_eq!(World::but(|w| w.results[0].formulas.clear()).run("CT-34").population, 0);
}

#[test]
fn ct35_incidents() {
    let disputed = |change: &dyn Fn(&mut World)| {
        let mut world = World::but(|w| {
            w.tickets[0].journal = vec![entry(EntryKind::Comment, 30, "ann", "I did not request this!")];
        });
        change(&mut world);
        world.told("CT-35")
    };
    let incident = |minutes: i64, whose: &'static str| {
        move |w: &mut World| {
            w.tickets.push(Ticket {
                opened_at: Some(at(minutes)),
                requester: party(whose),
                title: "Security incident: account takeover".to_owned(),
                close_notes: Some("Contained".to_owned()),
                state: TicketState::Closed,
                ..ticket("SIR1")
            });
        }
    };
    assert_eq!(disputed(&incident(60, "ann")), PASS);
    assert_eq!(disputed(&incident(300, "ann")), FAIL);
    assert_eq!(disputed(&incident(60, "eve")), FAIL);
    assert_eq!(disputed(&|_| ()), UNTOLD);
    // An indicator does it too.
    let mut flagged = World::new().with("r", ChangeKind::RoleGrant, 60);
    incident(300, "eve")(&mut flagged);
    let result = flagged.run("CT-35");
    assert!(result.findings[0].reason.starts_with("CT-27: "), "{:?}", result.findings[0]);
    assert_eq!(result.outcome(), FAIL);
    assert_eq!(World::new().run("CT-35").population, 0);
}

#[test]
fn removing_the_ticket_turns_the_outcomes() {
    let with = World::new();
    let without = World::but(|w| {
        w.tickets.clear();
        w.requests.clear();
        w.results.clear();
        w.cases = vec![case("1")];
        w.cases[0].verdict = Some(Verdict::Unticketed);
        w.cases[0].evidence.clear();
    });
    for id in ["CT-06", "CT-10", "CT-12"] {
        assert_eq!((with.told(id), without.told(id)), (PASS, FAIL), "{id}");
    }
    for id in ["CT-08", "CT-09"] {
        assert_eq!((with.run(id).population, without.run(id).population), (1, 0), "{id}");
    }
}

#[test]
fn every_test_accounts_for_its_population_and_ids_do_not_depend_on_the_order() {
    let world = World::new().with("2", ChangeKind::RoleGrant, 60).with("3", ChangeKind::FactorEnrol, 70);
    let mut reversed =
        World::new().with("2", ChangeKind::RoleGrant, 60).with("3", ChangeKind::FactorEnrol, 70);
    reversed.cases.reverse();
    for row in &TABLE {
        let (a, b) = (world.run(row.id), reversed.run(row.id));
        assert_eq!(a.population, a.pass + a.fail + a.exception + a.not_testable, "{}", row.id);
        assert_eq!(format!("{a:?}"), format!("{b:?}"), "{}", row.id);
        assert!(a.population > 0 || a.untested_because.is_some(), "{}", row.id);
        for finding in &a.findings {
            assert!(finding.id.0.starts_with("fnd-") && finding.id.0.len() == 16);
            assert!(!finding.reason.is_empty(), "{}", row.id);
        }
    }
}

#[test]
fn a_changed_threshold_changes_criterion_and_outcome() {
    let path = "controls/CT-09.toml";
    let text = Mappings::embedded().text(path).unwrap().replace("grace_minutes = 60", "grace_minutes = 90");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("controls")).unwrap();
    std::fs::write(folder.path().join(path), &text).unwrap();
    let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
    let tests = definitions(&mappings).unwrap();
    assert!(tests[8].criterion.contains("no later than 90 min after the ticket was solved"));
    std::fs::write(folder.path().join(path), text.replace("grace_minutes", "grace")).unwrap();
    let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
    assert!(definitions(&mappings).is_err());
}
