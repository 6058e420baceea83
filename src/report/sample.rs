//! A report made by hand for the tests of the renderings: some of everything, and hostile text.

mod cases;
mod controls;
mod desk;
mod figures;
mod inputs;

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
use cases::{case, decisions, event};
use controls::{control_tests, controls, frameworks};
use desk::{handoff_costs, nhi_requests, results, ticket};
use figures::{concentrations, metrics, risks, trends};
use inputs::{coverage, inputs, rejects};

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
    Party { login: Some(login.into()), ..Party::default() }
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
