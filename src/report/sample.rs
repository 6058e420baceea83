//! A report made by hand for the tests of the renderings: some of everything, and hostile text.

use std::sync::LazyLock;

use chrono::{Duration, TimeZone as _, Utc};

use super::{Report, Rules};
use crate::assess::framework::{self, FrameworkInput};
use crate::correlate::LinkingRules;
use crate::mapping::Mappings;
use crate::mapping::contact::ContactPolicy;
use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::frameworks::Catalogue;
use crate::mapping::policy::EvidencePolicy;
use crate::mapping::signals::SignalPolicy;
use crate::measure::breakdown::{BreakdownInput, breakdown};
use crate::measure::metrics::MetricsPolicy;
use crate::model::*;

/// Text that must stay text in every sink.
pub(crate) const HOSTILE: &[&str] = include!("../../fixtures/hostile.in");

const PEOPLE: &[&str] =
    &["a.novak", "m.keller", "j.ortiz", "s.lind", "p.adeyemi", "t.sato", "l.brandt", "c.moreau"];
const AGENTS: &[&str] = &["desk.amir", "desk.ivana", "desk.paul", "desk.rosa"];
const GROUPS: &[&str] = &["Service Desk", "Night Desk", "Field Support", "Identity Team"];
const KINDS: &[ChangeKind] = &[
    ChangeKind::PasswordReset,
    ChangeKind::MfaResetAll,
    ChangeKind::FactorEnrolByAdmin,
    ChangeKind::TemporaryAccessIssue,
    ChangeKind::RecoveryPathEdit,
    ChangeKind::RoleGrant,
];

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        let at = self.roll(items.len() as u64);
        items[usize::try_from(at).unwrap()]
    }
}

/// First instant of the sample.
pub(crate) fn start() -> Instant {
    Utc.with_ymd_and_hms(2026, 2, 2, 6, 0, 0).unwrap()
}

fn origin(file: u32, record: u64) -> Origin {
    Origin { file: FileId(file), record, line: record + 1 }
}

fn party(login: &str) -> Party {
    Party { login: Some(login.to_owned()), ..Party::default() }
}

/// A report of about `size` changes and as many tickets over ten weeks.
pub(crate) fn sample(size: usize) -> Report {
    let mut dice = Dice(7);
    let tickets: Vec<Ticket> = (0..size).map(|at| ticket(at, size, &mut dice)).collect();
    let cases: Vec<Case> = (0..size).map(|at| case(at, &tickets, &mut dice)).collect();
    let ticket_results = results(&tickets, &cases, &mut dice);
    let nhi_requests = nhi_requests(&tickets);
    let controls = controls(&cases);
    let (frameworks, citations) = frameworks(&controls);
    let breakdown = grouped(&tickets, &ticket_results, &cases);
    Report {
        version: "0.1.0".to_owned(),
        as_of: start() + Duration::days(70),
        settings: vec![
            ("--as-of".to_owned(), "2026-04-13T06:00:00Z".to_owned()),
            ("--tz".to_owned(), "servicenow=America/Chicago".to_owned()),
        ],
        mappings_sha256: "5d".repeat(32),
        mapping_parts: Vec::new(),
        inputs: inputs(size as u64),
        rejects: rejects(),
        duplicates: vec![Duplicate { file: FileId(2), first_in: FileId(0), records: 40 }],
        unknown_types: vec![UnknownType {
            source: "okta.system_log".to_owned(),
            native_type: format!("user.custom.{}", HOSTILE[0]),
            records: 12,
        }],
        coverage: coverage(),
        events: cases.iter().map(event).collect(),
        classes: cases
            .iter()
            .map(|case| Some(EventClass::Change(case.change.kind, case.change.effect)))
            .collect(),
        verifications: Vec::new(),
        tickets,
        directory: crate::directory::Directory::default(),
        agents: crate::measure::agents::Agents::default(),
        cases,
        ticket_results,
        handoff_costs: handoff_costs(),
        nhi_requests,
        control_tests: control_tests(),
        controls,
        frameworks,
        citations,
        exceptions: Vec::new(),
        notes: Vec::new(),
        sample: None,
        audience: Audience::Auditor,
        definitions: Definitions::default(),
        breakdown,
        metrics: metrics(),
        trends: Some(trends()),
        concentrations: concentrations(),
        risks: risks(),
        decisions: decisions(size),
        rules: Rules {
            evidence: EvidencePolicy::load(&Mappings::embedded()).unwrap(),
            linking: LinkingRules::load(&Mappings::embedded()).unwrap(),
            signals: SignalPolicy::load(&Mappings::embedded()).unwrap(),
        },
        warnings: vec![
            "servicenow.incident ends on 5 April 2026; changes after that cannot be matched with tickets."
                .to_owned(),
            format!("A file could not be recognised: {}", HOSTILE[2]),
        ],
    }
}

/// The desk by groups: computed, for it must agree with the rows.
fn grouped(tickets: &[Ticket], ticket_results: &[TicketResult], cases: &[Case]) -> Breakdown {
    static POLICIES: LazyLock<(ContactPolicy, MetricsPolicy)> = LazyLock::new(|| {
        let mappings = Mappings::embedded();
        (ContactPolicy::load(&mappings).unwrap(), MetricsPolicy::load(&mappings).unwrap())
    });
    breakdown(&BreakdownInput {
        cases,
        tickets,
        ticket_results,
        agents: &crate::measure::agents::Agents::of(
            &crate::directory::Directory::default(),
            (tickets, ticket_results),
            cases,
            (0, None),
        ),
        coverage: &coverage(),
        contact: &POLICIES.0,
        policy: &POLICIES.1,
        as_of: start() + Duration::days(70),
    })
}

fn moment(at: usize, size: usize, dice: &mut Dice) -> Instant {
    let minutes = 70 * 24 * 60 * at / size.max(1);
    start() + Duration::minutes(i64::try_from(minutes).unwrap() + i64::try_from(dice.roll(240)).unwrap())
}

fn ticket(at: usize, size: usize, dice: &mut Dice) -> Ticket {
    let opened = moment(at, size, dice) - Duration::minutes(35);
    let agent = dice.of(AGENTS);
    let hostile = HOSTILE[at % HOSTILE.len()];
    Ticket {
        origin: origin(1, at as u64 + 1),
        source: "servicenow.incident".to_owned(),
        number: format!("INC{:07}", 42_000 + at),
        native_id: None,
        opened_at: Some(opened),
        resolved_at: (!at.is_multiple_of(9)).then(|| opened + Duration::minutes(50)),
        resolved_at_recorded: true,
        closed_at: None,
        updated_at: None,
        requester: party(dice.of(PEOPLE)),
        affected: Party::default(),
        opened_by: Party::default(),
        agent: party(agent),
        resolved_by: party(agent),
        closed_by: Party::default(),
        group: Some(if at == 3 { hostile } else { dice.of(GROUPS) }.to_owned()),
        channel: Some(dice.of(&["phone", "chat", "mail", "portal"]).to_owned()),
        category: Some("Access / Password".to_owned()),
        title: if at.is_multiple_of(3) {
            hostile.to_owned()
        } else {
            "Cannot sign in after new phone".to_owned()
        },
        description: String::new(),
        close_code: None,
        close_notes: None,
        state: TicketState::Resolved,
        native_state: None,
        reassignment_count: None,
        reopen_count: None,
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

fn case(at: usize, tickets: &[Ticket], dice: &mut Dice) -> Case {
    let hostile = HOSTILE[at % HOSTILE.len()];
    let kind = dice.of(KINDS);
    let when = tickets[at].opened_at.unwrap()
        + Duration::minutes(35)
        + Duration::milliseconds(if at == 5 { 250 } else { 0 });
    let judged = at % 11 != 10;
    let verdict = judged.then(|| verdict_of(when, dice));
    let ticketed = judged && !matches!(verdict, Some(Verdict::Unticketed | Verdict::NotTestable));
    let actor = tickets[at].agent.label().to_owned();
    let subject =
        if at.is_multiple_of(4) { hostile.to_owned() } else { format!("{}@example.com", dice.of(PEOPLE)) };
    let change = Change {
        id: ChangeId(format!(
            "chg-{:012x}",
            0x9e37_79b9_7f4a_u64.wrapping_mul(at as u64 + 1) & 0xffff_ffff_ffff
        )),
        at: when,
        kind,
        effect: kind.effect(),
        subject: None,
        subject_label: subject.clone(),
        subject_kind: if at % 13 == 12 { SubjectKind::Nhi } else { SubjectKind::Human },
        tier: dice.of(&[Tier::Standard, Tier::Standard, Tier::Privileged, Tier::Executive]),
        tier_known: at.is_multiple_of(2),
        actor: None,
        actor_label: actor.clone(),
        actor_kind: if judged { ActorKind::DeskAgent } else { ActorKind::SelfService },
        support: if judged { Support::Yes } else { Support::No },
        support_reason: "the actor works tickets".to_owned(),
        parent: None,
        source: "okta.system_log".to_owned(),
        event: EventIx(u32::try_from(at).unwrap()),
        events: vec![EventIx(u32::try_from(at).unwrap())],
        origin: origin(0, at as u64 * 37 + 1),
        native_ids: vec![format!("uuid-{at:04}"), hostile.to_owned()],
        native_action: "user.account.reset_password".to_owned(),
        ip: Some("198.51.100.7".to_owned()),
        reference_text: vec![],
    };
    Case {
        link_outcome: if ticketed { LinkOutcome::Linked } else { LinkOutcome::Unlinked },
        link: ticketed.then(|| link(at, hostile)),
        runner_up: (ticketed && at > 0 && at.is_multiple_of(3)).then(|| link(at - 1, "")),
        decisions: if ticketed && at % 7 == 3 { vec![decision(at, hostile)] } else { vec![] },
        review: if ticketed && at % 9 == 4 { vec![ReviewReason::CloseRunnerUp] } else { vec![] },
        runner_up_verdict: (ticketed && at > 0 && at.is_multiple_of(3)).then_some(Verdict::Unproven),
        evidence: evidence(at, verdict, when, &subject, &actor, hostile),
        overruled: overruled(at, when, hostile),
        approved_by: at.is_multiple_of(5).then(|| "boss@example.com".to_owned()),
        approved_at: at.is_multiple_of(5).then(|| when - Duration::minutes(4)),
        required_level: dice.of(&[Level::Adequate, Level::Strong]),
        verdict,
        verdict_reason: reason(verdict),
        risk: risk(verdict, dice),
        change,
    }
}

fn decision(at: usize, hostile: &str) -> Decision {
    Decision {
        kind: DecisionKind::Link,
        item: format!("chg-{at}"),
        other: format!("INC{at:07}"),
        other_source: String::new(),
        decided_by: format!("Reviewer {hostile}"),
        decided_at: "2026-04-12".to_owned(),
        why: hostile.to_owned(),
        line: at as u64 + 2,
    }
}

fn overruled(at: usize, when: Instant, hostile: &str) -> Vec<Overruled> {
    let found = evidence(at, Some(Verdict::Proven), when, hostile, hostile, hostile);
    let overruled = |evidence| Overruled { evidence, decision: decision(at, hostile) };
    found.into_iter().filter(|_| at % 10 == 6).map(overruled).collect()
}

fn decisions(size: usize) -> Vec<SettledDecision> {
    let fates = [Fate::Applied, Fate::Agrees, Fate::Stale(format!("no change {} is there", HOSTILE[0]))];
    let settled = |at: usize| SettledDecision {
        decision: decision(at, HOSTILE[at % HOSTILE.len()]),
        fate: fates[at % fates.len()].clone(),
        note: if at == 1 { HOSTILE[2].to_owned() } else { String::new() },
    };
    (0..size.min(6)).map(settled).collect()
}

fn event(case: &Case) -> Event {
    Event {
        origin: case.change.origin,
        source: case.change.source.clone(),
        native_id: case.change.native_ids[0].clone(),
        at: case.change.at,
        native_type: case.change.native_action.clone(),
        outcome: Outcome::Success,
        reason: Some(case.change.native_ids[1].clone()),
        actor: party(&case.change.actor_label),
        targets: vec![party(&case.change.subject_label)],
        subject: Some(0),
        ip: case.change.ip.clone(),
        user_agent: None,
        place: None,
        network: None,
        session: None,
        transaction: None,
        details: Default::default(),
    }
}

fn verdict_of(when: Instant, dice: &mut Dice) -> Verdict {
    if when > start() + Duration::days(62) {
        return Verdict::NotTestable;
    }
    use Verdict::{Insufficient, Late, Proven, Unproven, Unticketed};
    dice.of(&[
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Proven,
        Insufficient,
        Late,
        Unproven,
        Unproven,
        Unticketed,
    ])
}

fn reason(verdict: Option<Verdict>) -> String {
    match verdict {
        None => "the account holder did it; the desk had no part in it",
        Some(Verdict::Proven) => {
            "a push to an authenticator enrolled before the request, 4 minutes before the change"
        }
        Some(Verdict::Insufficient) => "employee number only; a privileged account needs a strong method",
        Some(Verdict::Late) => "the call back was made 22 minutes after the change",
        Some(Verdict::Unproven) => "the ticket says nothing of a verification, and its journal was exported",
        Some(Verdict::Unticketed) => {
            "no ticket names the account or the agent between 24 hours before and 4 hours after"
        }
        Some(Verdict::NotTestable) => "the ticket export ends on 5 April 2026, before the change",
    }
    .to_owned()
}

fn link(at: usize, hostile: &str) -> Link {
    let reason = |name: &str, points: f64, seen: &str| LinkReason {
        name: name.to_owned(),
        points,
        seen: seen.to_owned(),
    };
    Link {
        ticket: TicketIx(u32::try_from(at).unwrap()),
        confidence: 0.941,
        score: 2.77,
        basis: LinkBasis::Score,
        reasons: vec![
            reason("subject_login", 3.2, "the ticket's affected person is the account"),
            reason("agent", 1.4, "the agent of the ticket made the change"),
            reason("time", -0.63, hostile),
            reason("prior", -1.2, "any ticket against any change"),
        ],
        mismatches: if at.is_multiple_of(8) { vec![Mismatch::ScopeDrift] } else { vec![] },
    }
}

fn evidence(
    at: usize,
    verdict: Option<Verdict>,
    when: Instant,
    subject: &str,
    actor: &str,
    hostile: &str,
) -> Vec<Evidence> {
    let (method, timing, minutes) = match verdict {
        Some(Verdict::Proven) => (Method::AuthenticatorChallenge, Timing::Before, -4),
        Some(Verdict::Insufficient) => (Method::KnowledgeBased, Timing::Before, -6),
        Some(Verdict::Late) => (Method::CallbackOnFile, Timing::After, 22),
        _ => return Vec::new(),
    };
    let quote = format!("Caller on the line. Sent push, user approved it. {hostile}\nReset done.");
    vec![Evidence {
        id: format!("ev-{at:012x}"),
        origin: origin(1, at as u64 + 1),
        method,
        level: method.level(),
        basis: Basis::Asserted,
        at: Some(when + Duration::minutes(minutes)),
        recorded_at: None,
        timing,
        by: actor.to_owned(),
        about: subject.to_owned(),
        weaknesses: if at.is_multiple_of(6) { vec![Weakness::Boilerplate] } else { vec![] },
        quote,
        matched: vec![(20, 29), (31, 47), (9_000, 9_001)],
        tickets_alike: 1,
        confirmed_by: vec![],
    }]
}

fn risk(verdict: Option<Verdict>, dice: &mut Dice) -> Risk {
    let far = match verdict {
        None | Some(Verdict::Proven) => 0.0,
        Some(Verdict::NotTestable) => 10.0,
        Some(_) => 30.0,
    };
    let effect = 10.0 + dice.roll(20) as f64;
    let follow = if dice.roll(4) == 0 { 25.0 } else { 0.0 };
    let term =
        |name: &str, points, seen: &str| RiskTerm { name: name.to_owned(), points, seen: seen.to_owned() };
    Risk {
        score: effect + far + follow,
        terms: vec![
            term("effect", effect, "a factor of a privileged account"),
            term("verdict", far, "how far from proven"),
            term("P3", follow, "a new factor from a network never seen for this account, 6 minutes later"),
        ],
    }
}

fn results(tickets: &[Ticket], cases: &[Case], dice: &mut Dice) -> Vec<TicketResult> {
    let failed = [
        ContactReason::Escalated,
        ContactReason::Reassigned,
        ContactReason::Reassigned,
        ContactReason::FollowUp,
        ContactReason::NoResponse,
        ContactReason::RepeatContact,
    ];
    let one = |(at, ticket): (usize, &Ticket)| {
        let (outcome, reason) = match (ticket.resolved_at, dice.roll(10)) {
            (None, _) => (ContactOutcome::Excluded, Some(ContactReason::Open)),
            (_, 0..=5) => (ContactOutcome::Yes, None),
            _ => (ContactOutcome::No, Some(dice.of(&failed))),
        };
        let linked =
            cases.iter().filter(|case| case.link.as_ref().is_some_and(|link| link.ticket.0 as usize == at));
        let proven = linked.clone().all(|case| case.verdict == Some(Verdict::Proven));
        TicketResult {
            ticket: TicketIx(u32::try_from(at).unwrap()),
            topic: dice.of(&["password", "mfa", "access", "other"]).to_owned(),
            identity_request: at % 7 != 0,
            outcome,
            reason,
            reasons: reason.into_iter().collect(),
            seen_at: vec![ticket.origin],
            seen: vec!["assignment group changed from Service Desk to Identity Team".to_owned()],
            safe: (outcome == ContactOutcome::Yes).then_some(proven),
            facts: ContactFacts::default(),
            answers: Answers::ask(|_| match at % 5 {
                0 => Answer::Unknown,
                _ if reason.is_none() || dice.roll(2) == 0 => Answer::Yes,
                _ => Answer::No,
            }),
            gap: None,
            handoffs: None,
            causes: (outcome == ContactOutcome::No && at.is_multiple_of(2))
                .then(|| Cause {
                    cause: FailureCause::UnclearApprover,
                    basis: CauseBasis::Words,
                    seen: "`no approver` written 2026-03-02T09:00:00Z".to_owned(),
                    read_in: ticket.origin,
                })
                .into_iter()
                .collect(),
            costs: Vec::new(),
            untold_costs: Vec::new(),
            changes: linked.map(|case| case.change.id.clone()).collect(),
            subject_label: ticket.requester.label().to_owned(),
        }
    };
    tickets.iter().enumerate().map(one).collect()
}

/// One in nine tickets.
fn nhi_requests(tickets: &[Ticket]) -> Vec<NhiRequest> {
    let attributes = |at: usize, ticket: &Ticket| {
        let states = AttributeState::ALL.iter().cycle().skip(at % 4);
        NhiAttribute::ALL
            .iter()
            .zip(states)
            .map(|(attribute, state)| Attribute {
                attribute: *attribute,
                state: *state,
                seen: HOSTILE[at % HOSTILE.len()].to_owned(),
                read_in: at.is_multiple_of(2).then_some(ticket.origin),
            })
            .collect()
    };
    tickets
        .iter()
        .enumerate()
        .step_by(9)
        .map(|(at, ticket)| NhiRequest {
            ticket: TicketIx(u32::try_from(at).unwrap()),
            sort: NhiSort::ALL[at % NhiSort::ALL.len()],
            sort_seen: "`api key` in the request".to_owned(),
            identity: "svc-pay".to_owned(),
            owner: at.is_multiple_of(2).then(|| "dana.owner".to_owned()),
            outcome: ContactOutcome::Yes,
            attributes: attributes(at, ticket),
            changes: Vec::new(),
        })
        .collect()
}

fn handoff_costs() -> HandoffCosts {
    let class = |handoffs: u32, tickets: u64| HandoffClass {
        handoffs,
        or_more: handoffs == 3,
        tickets,
        costs: CostSort::ALL.iter().map(|sort| (*sort, u64::from(handoffs), tickets)).collect(),
        any: (u64::from(handoffs), tickets),
        verdicts: vec![(Verdict::Proven, tickets), (Verdict::Late, u64::from(handoffs))],
        waited: Some(Duration::minutes(20 + 300 * i64::from(handoffs))),
        waited_most: Some(Duration::hours(9)),
        waited_of: tickets,
    };
    HandoffCosts {
        classes: vec![class(0, 200), class(1, 40), class(2, 12), class(3, 4)],
        trends: vec![CostTrend { sort: None, z: Some(2.1), p: Some(0.036), p_adjusted: Some(0.18), of: 256 }],
        untold: 3,
        least_group: 10,
    }
}

fn coverage() -> Vec<Coverage> {
    let hours = |from: i64, to: i64, skip: std::ops::Range<i64>| {
        (from..to)
            .filter(move |hour| !skip.contains(hour) && hour % 24 > 5)
            .map(|hour| (start().timestamp() / 3600 + hour, 20 + (hour % 24) as u64))
            .collect::<std::collections::BTreeMap<i64, u64>>()
    };
    let span =
        |from, to| Some(Span { from: start() + Duration::hours(from), to: start() + Duration::hours(to) });
    vec![
        Coverage {
            source: "okta.system_log".to_owned(),
            of_tickets: false,
            span: span(0, 70 * 24),
            gaps: vec![Gap { from: start() + Duration::hours(610), to: start() + Duration::hours(660) }],
            gap_limit_seconds: 21_600,
            records: 61_234,
            per_hour: hours(0, 70 * 24, 610..660),
            truncation: vec![],
        },
        Coverage {
            source: "servicenow.incident".to_owned(),
            of_tickets: true,
            span: span(0, 62 * 24),
            gaps: vec![],
            gap_limit_seconds: 86_400,
            records: 10_000,
            per_hour: hours(0, 62 * 24, 0..0),
            truncation: vec!["exactly 10,000 rows: the export was probably cut".to_owned()],
        },
        Coverage {
            source: "duo.authentication".to_owned(),
            of_tickets: false,
            span: None,
            gaps: vec![],
            gap_limit_seconds: 21_600,
            records: 0,
            per_hour: std::collections::BTreeMap::new(),
            truncation: vec![],
        },
    ]
}

fn inputs(size: u64) -> Vec<InputFile> {
    let file =
        |id: u32, name: &str, source: Option<&str>, used_as, rows: u64, rejected: u64, duplicates: u64| {
            InputFile {
                id: FileId(id),
                name: name.to_owned(),
                sha256: format!("{id:02x}").repeat(32),
                bytes: rows * 700,
                used_as,
                source: source.map(str::to_owned),
                note: "field names of the product in the first record".to_owned(),
                shape: "ndjson, UTF-8, zstd".to_owned(),
                zone: String::new(),
                rows,
                used: rows - rejected - duplicates,
                rejected,
                duplicates,
                first_at: Some(start()),
                last_at: Some(start() + Duration::days(70)),
            }
        };
    vec![
        file(0, "okta/system-log.ndjson.zst", Some("okta.system_log"), FileUse::Read, 61_237, 3, 0),
        file(1, "servicenow/incident.csv", Some("servicenow.incident"), FileUse::Read, size, 0, 0),
        file(2, "okta/system-log-2.ndjson", Some("okta.system_log"), FileUse::Read, 40, 0, 40),
        file(3, HOSTILE[1], None, FileUse::Unknown, 0, 0, 0),
    ]
}

fn rejects() -> Vec<Reject> {
    (0..3)
        .map(|at| Reject {
            origin: origin(0, 1_000 + at),
            reason: "the record ends in the middle of a string; export it again".to_owned(),
            excerpt: HOSTILE[usize::try_from(at).unwrap()].to_owned(),
        })
        .collect()
}

/// The catalogue as it is, with what the tests say.
fn frameworks(results: &[ControlResult]) -> (Vec<FrameworkEvidence>, Vec<CitedEntry>) {
    let mappings = Mappings::embedded();
    let catalogue = Catalogue::load(&mappings).unwrap();
    let crosswalk = Crosswalk::load(&mappings, &catalogue).unwrap();
    let evidence = framework::evidence(&FrameworkInput {
        catalogue: &catalogue,
        crosswalk: &crosswalk,
        tests: &control_tests(),
        results,
    });
    (evidence, framework::citations(&catalogue, &crosswalk))
}

fn control_tests() -> Vec<ControlTest> {
    let test = |id: &str, title: &str, severity| ControlTest {
        id: ControlTestId(id.to_owned()),
        title: title.to_owned(),
        question: format!("{title}: does it hold for every change of the period?"),
        nature: Nature::Attribute,
        severity,
        criterion: "Passes where a record says so inside covered time; fails where it does not.".to_owned(),
        maps: vec![
            ("NIST CSF 2.0".to_owned(), "PR.AA-01".to_owned()),
            ("NIST SP 800-63 Revision 4".to_owned(), "63B-4 §4.2".to_owned()),
        ],
    };
    vec![
        test("CT-01", "Export period coverage", Severity::High),
        test("CT-05", "Every change has a ticket", Severity::High),
        test("CT-08", "Verified before the change", Severity::Critical),
        test("CT-12", "Strong enough for the account", Severity::High),
        test("CT-21", "The account holder was told", Severity::Medium),
    ]
}

fn controls(cases: &[Case]) -> Vec<ControlResult> {
    let result = |id: &str, judge: &dyn Fn(Verdict) -> TestOutcome, untested: Option<&str>| {
        let test = ControlTestId(id.to_owned());
        let judged: Vec<(&Case, TestOutcome)> = cases
            .iter()
            .filter(|_| untested.is_none())
            .filter_map(|case| Some((case, judge(case.verdict?))))
            .collect();
        let count = |outcome| judged.iter().filter(|(_, of)| *of == outcome).count();
        let finding = |(case, outcome): &(&Case, TestOutcome)| Finding {
            id: FindingId(format!("fnd-{}{}", &case.change.id.0[8..], &id[3..])),
            test: test.clone(),
            item: case.change.id.0.clone(),
            outcome: *outcome,
            severity: Severity::High,
            reason: case.verdict_reason.clone(),
            excepted: None,
            origins: vec![case.change.origin],
        };
        ControlResult {
            population: judged.len(),
            pass: count(TestOutcome::Pass),
            fail: count(TestOutcome::Fail),
            exception: count(TestOutcome::Exception),
            not_testable: count(TestOutcome::NotTestable),
            untested_because: untested.map(str::to_owned),
            findings: judged
                .iter()
                .filter(|(_, outcome)| *outcome != TestOutcome::Pass)
                .map(finding)
                .collect(),
            test: test.clone(),
        }
    };
    use TestOutcome::{Fail, NotTestable, Pass};
    let ticketed = |verdict| match verdict {
        Verdict::Unticketed => Fail,
        Verdict::NotTestable => NotTestable,
        _ => Pass,
    };
    let verified = |verdict| match verdict {
        Verdict::Proven | Verdict::Insufficient => Pass,
        Verdict::NotTestable => NotTestable,
        _ => Fail,
    };
    vec![
        result("CT-01", &|_| Pass, None),
        result("CT-05", &ticketed, None),
        result("CT-08", &verified, None),
        result("CT-12", &|verdict| if verdict == Verdict::Proven { Pass } else { verified(verdict) }, None),
        result("CT-21", &|_| Pass, Some("no notification log was given")),
    ]
}

fn metrics() -> Vec<Metric> {
    vec![
        Metric {
            id: "first_contact.rate".to_owned(),
            title: "First contact".to_owned(),
            unit: Unit::Share,
            counts: "tickets resolved at first contact; repeat window 7 days".to_owned(),
            numerator: 24,
            out_of: "the tickets that count".to_owned(),
            denominator: Some(36),
            value: Some(24.0 / 36.0),
            interval: Some(Interval { low: 0.503, high: 0.798, method: IntervalMethod::Wilson, level: 0.95 }),
            least: Some(10),
            excluded: vec![("open".to_owned(), 4)],
            period: Some(Span { from: start(), to: start() + Duration::days(62) }),
            rows: Rows::TICKETS,
            found_by: vec![("first_contact", vec!["yes".to_owned(), HOSTILE[0].to_owned()])],
            ids: vec!["INC0042001".to_owned()],
        },
        Metric {
            id: "verdicts.unticketed".to_owned(),
            title: HOSTILE[0].to_owned(),
            unit: Unit::Share,
            counts: "changes without a ticket".to_owned(),
            numerator: 0,
            out_of: HOSTILE[1].to_owned(),
            denominator: Some(0),
            value: None,
            interval: None,
            least: None,
            excluded: vec![],
            period: None,
            rows: Rows::CHANGES,
            found_by: vec![],
            ids: vec![],
        },
    ]
}

fn concentrations() -> Concentrations {
    let one = |left: &str, what, observed, adjusted| Concentration {
        id: format!("con-{observed:012}"),
        dimension: if what == Gathering::Met {
            ConcentrationOf::AgentRequester
        } else {
            ConcentrationOf::Agent
        },
        left: left.to_owned(),
        right: if what == Gathering::Met { HOSTILE[0].to_owned() } else { String::new() },
        what,
        observed,
        of: 40,
        expected: 1.5,
        chance: adjusted / 840.0,
        adjusted,
        stands_out: adjusted < 0.05,
        changes: vec![ChangeId("chg-000000000000".to_owned()), ChangeId("chg-000000000001".to_owned())],
    };
    Concentrations {
        comparisons: 840,
        pairs: 800,
        level: 0.05,
        compared: vec![one(HOSTILE[1], Gathering::Met, 9, 0.01), one("agent", Gathering::Late, 5, 1.0)],
    }
}

fn risks() -> Vec<RiskGroup> {
    let one = |by, name: &str, share| RiskGroup {
        by,
        name: name.to_owned(),
        changes: 12,
        high: 3,
        share,
        mean: None,
        most: 81.5,
        riskiest: ChangeId("chg-000000000000".to_owned()),
    };
    vec![one(RiskBy::Week, "2026-W10", Some((0.25, 0.0889, 0.5323))), one(RiskBy::Agent, HOSTILE[1], None)]
}

/// One figure that is compared and one that is not.
fn trends() -> Trends {
    let compared = Trend {
        numerator: 20,
        denominator: Some(40),
        difference: Some(24.0 / 36.0 - 0.5),
        interval: Some((-0.054, 0.366)),
        chance: Some(0.17),
        adjusted: Some(0.17),
        overlaps: false,
        not_compared: None,
    };
    let shown = Trend {
        difference: None,
        interval: None,
        chance: None,
        adjusted: None,
        overlaps: true,
        not_compared: Some(NotCompared::TooFew),
        ..compared.clone()
    };
    let run = PreviousRun {
        name: HOSTILE[0].to_owned(),
        manifest_sha256: "a1".repeat(32),
        metrics_sha256: "b2".repeat(32),
        version: HOSTILE[7].to_owned(),
        as_of: HOSTILE[15].to_owned(),
        mappings_sha256: "5d".repeat(32),
    };
    let of = [("first_contact.rate", compared), ("verdicts.unticketed", shown)];
    Trends {
        previous: run,
        of: of.into_iter().map(|(id, trend)| (id.to_owned(), trend)).collect(),
        comparisons: 1,
        notes: vec![format!("The previous report {} overlaps.", HOSTILE[2])],
    }
}

/// The report with a sample for the auditor's own test, as the pipeline would add it.
pub(crate) fn with_audit_sample(mut report: Report, request: &str) -> Report {
    use crate::measure::sampling::{Plan, draw, evaluate};
    let policy = crate::mapping::sampling::SamplingPolicy::load(&Mappings::embedded()).unwrap();
    let plan = Plan::of(&request.parse().unwrap(), &policy).unwrap();
    let mut drawn = draw(&plan, &report.cases, &report.inputs);
    for control in report.controls.iter_mut().filter(|control| control.untested_because.is_none()) {
        for item in &drawn.items {
            if control.findings.iter().all(|finding| finding.item != item.change.0) {
                control.findings.push(Finding {
                    id: FindingId(format!("fnd-{}{}", &item.change.0[8..], &control.test.0[3..])),
                    test: control.test.clone(),
                    item: item.change.0.clone(),
                    outcome: TestOutcome::Pass,
                    severity: Severity::High,
                    reason: report.cases[item.case].verdict_reason.clone(),
                    excepted: None,
                    origins: vec![report.cases[item.case].change.origin],
                });
            }
        }
    }
    drawn.evaluations = evaluate(&plan, &drawn, &report.controls);
    report.settings.push(("sample".to_owned(), request.to_owned()));
    report.sample = Some(drawn);
    report
}
