//! A finding as an event.

use std::net::IpAddr;

use serde::Serialize;

use super::parts::{
    Actor, Analytic, Caption, Compliance, Counts, Endpoint, Evidence, FindingInfo, Metadata, OfChange,
    OfFinding, Place, Product, Resource, Unmapped, User,
};
use super::{OCSF_VERSION, Tested, View};
use crate::model::{Case, ControlResult, Finding, Nature, Severity, TestOutcome, Verdict};
use crate::report::dress::spoken;
use crate::report::table::rfc3339;
use crate::report::uuids::uuid;
use crate::report::{PROGRAM, counted, grouped, safe};

/// Longest text of an attribute, in characters.
const LONGEST: usize = 1_000;

/// Records that an event cites; all of them stand in `data/findings.csv`.
const CITED: usize = 10;

/// Roles of resources.
const AFFECTED: Caption = (3, "Affected");
const RELATED: Caption = (4, "Related");

/// A Compliance Finding.
#[derive(Debug, Serialize)]
pub(super) struct Event<'a> {
    activity_id: u8,
    activity_name: &'static str,
    category_uid: u8,
    category_name: &'static str,
    class_uid: u16,
    class_name: &'static str,
    type_uid: u32,
    type_name: &'static str,
    /// Milliseconds since 1970: the time of judgement.
    time: i64,
    severity_id: u8,
    severity: &'static str,
    status_id: u8,
    status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    /// When the change was made, where the finding is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<i64>,
    metadata: Metadata<'a>,
    finding_info: FindingInfo<'a>,
    compliance: Compliance<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Resource>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    evidences: Vec<Evidence>,
    unmapped: Unmapped,
}

impl View<'_> {
    /// A test over its whole population as an event; `left_out` of its findings are no events of their own.
    pub(super) fn whole<'a>(
        &'a self,
        tested: &Tested<'a>,
        result: &ControlResult,
        left_out: usize,
    ) -> Event<'a> {
        let said = match &result.untested_because {
            Some(why) => format!("It could not be run: {why}"),
            None => format!(
                "Of {}, {} passed, {} failed, {} excepted and {} could not be told.",
                counted(result.population, "item"),
                grouped(result.pass),
                grouped(result.fail),
                grouped(result.exception),
                grouped(result.not_testable)
            ),
        };
        let outcome = result.outcome();
        let counts = Counts {
            population: result.population,
            pass: result.pass,
            fail: result.fail,
            exception: result.exception,
            not_testable: result.not_testable,
            findings_left_out: left_out,
        };
        let unmapped = Unmapped { whole: Some(counts), ..tested.unmapped(outcome) };
        self.of(tested, &tested.test.id.0, outcome, tested.test.severity, shown(&said), unmapped)
    }

    /// A finding as an event.
    pub(super) fn event<'a>(&'a self, tested: &Tested<'a>, finding: &Finding) -> Event<'a> {
        let case = self.cases.get(finding.item.as_str()).copied();
        let excepted = finding.excepted.as_ref();
        let unmapped = Unmapped {
            finding: Some(OfFinding {
                item: shown(&finding.item),
                outcome_without_exception: excepted.map(|excepted| excepted.was.as_str()),
                exception_id: excepted.map(|excepted| shown(&excepted.by.0)),
            }),
            change: case.map(|case| self.of_change(case)),
            ..tested.unmapped(finding.outcome)
        };
        let reason = shown(&finding.reason);
        let mut event = self.of(tested, &finding.id.0, finding.outcome, finding.severity, reason, unmapped);
        event.start_time = case.map(|case| case.change.at.timestamp_millis());
        event.finding_info.data_sources = self.sources(finding);
        event.compliance.status_details = excepted
            .map(|excepted| {
                let was = spoken(excepted.was.as_str());
                format!("Excepted by {}; without the exception: {was}.", shown(&excepted.by.0))
            })
            .into_iter()
            .collect();
        event.resources = self.resources(finding, case);
        event.evidences = self.evidences(finding, case);
        event
    }

    /// What every event has.
    fn of<'a>(
        &'a self,
        tested: &Tested<'a>,
        id: &str,
        outcome: TestOutcome,
        of: Severity,
        said: String,
        unmapped: Unmapped,
    ) -> Event<'a> {
        let now = self.report.as_of.timestamp_millis();
        let title = shown(&tested.test.title);
        let control = format!("{} {title}", shown(&tested.test.id.0));
        let (severity_id, severity) = severity(outcome, of);
        let (status_id, status) = match outcome {
            // "Suppressed" would say that somebody found it benign.
            TestOutcome::Exception => (99, "Excepted"),
            _ => (1, "New"),
        };
        let (compliance_id, compliance) = compliance(outcome, tested.test.nature);
        Event {
            activity_id: 1,
            activity_name: "Create",
            category_uid: 2,
            category_name: "Findings",
            class_uid: 2003,
            class_name: "Compliance Finding",
            type_uid: 200_301,
            type_name: "Compliance Finding: Create",
            time: now,
            severity_id,
            severity,
            status_id,
            status,
            message: said.clone(),
            start_time: None,
            metadata: Metadata {
                version: OCSF_VERSION,
                uid: uuid("ocsf", id),
                product: Product { name: PROGRAM, vendor_name: PROGRAM, version: &self.report.version },
            },
            finding_info: FindingInfo {
                uid: id.to_owned(),
                title: format!("{control}: {}", spoken(outcome.as_str())),
                desc: said,
                created_time: now,
                analytic: Analytic { uid: shown(&tested.test.id.0), name: title, type_id: 1, kind: "Rule" },
                attacks: &tested.standards.attacks,
                data_sources: Vec::new(),
            },
            compliance: Compliance {
                control,
                desc: shown(&tested.test.question),
                status_id: compliance_id,
                status: compliance,
                status_code: outcome.as_str(),
                status_details: Vec::new(),
                standards: &tested.standards.standards,
                requirements: &tested.standards.requirements,
            },
            resources: Vec::new(),
            evidences: Vec::new(),
            unmapped,
        }
    }

    /// The sources of the records that a finding rests on.
    fn sources(&self, finding: &Finding) -> Vec<String> {
        let source = |file: u32| self.report.inputs.get(file as usize)?.source.as_deref().map(shown);
        let mut sources: Vec<String> =
            finding.origins.iter().take(CITED).filter_map(|origin| source(origin.file.0)).collect();
        sources.sort();
        sources.dedup();
        sources
    }

    /// The change with its account and its ticket, else the item itself.
    fn resources(&self, finding: &Finding, case: Option<&Case>) -> Vec<Resource> {
        let Some(case) = case else {
            let (kind, name) = match finding.item.split_once(':') {
                Some(("ticket", name)) => ("ticket", name),
                Some(("account", name)) => ("account", name),
                Some(("source", name)) => ("source", name),
                Some(("file", name)) => ("file", name),
                _ => ("item", finding.item.as_str()),
            };
            return vec![resource(kind, AFFECTED, shown(&finding.item), shown(name))];
        };
        let change = &case.change;
        let account = shown(self.lookup.label(change.subject, &change.subject_label));
        let mut resources =
            vec![resource("identity_change", AFFECTED, change.id.0.clone(), change.kind.to_string())];
        if !account.is_empty() {
            let mut account = resource("account", AFFECTED, String::new(), account);
            account.labels = vec![format!("tier:{}", change.tier), format!("kind:{}", change.subject_kind)];
            resources.push(account);
        }
        if let Some(link) = &case.link {
            let number = shown(self.lookup.ticket_number(link.ticket));
            resources.push(resource("ticket", RELATED, number, String::new()));
        }
        resources
    }

    /// The records; who acted and from where stands with that of the change.
    fn evidences(&self, finding: &Finding, case: Option<&Case>) -> Vec<Evidence> {
        let cited = finding.origins.iter().take(CITED);
        cited
            .map(|origin| {
                let of_change = case.filter(|case| case.change.origin == *origin).map(|case| &case.change);
                let actor =
                    of_change.map(|change| shown(self.lookup.label(change.actor, &change.actor_label)));
                let ip = of_change.and_then(|change| change.ip.as_deref()?.trim().parse::<IpAddr>().ok());
                let file = shown(self.lookup.file(origin.file));
                Evidence {
                    name: format!("{file}:{}", origin.line),
                    data: Place { file, record: origin.record, line: origin.line },
                    actor: actor.filter(|name| !name.is_empty()).map(|name| Actor { user: User { name } }),
                    src_endpoint: ip.map(|ip| Endpoint { ip: ip.to_string() }),
                }
            })
            .collect()
    }

    fn of_change(&self, case: &Case) -> OfChange {
        OfChange {
            change_id: case.change.id.0.clone(),
            changed_at: rfc3339(case.change.at),
            change_kind: case.change.kind.as_str(),
            verdict: case.verdict.map(Verdict::as_str),
            verdict_reason: shown(&case.verdict_reason),
            ticket: case.link.as_ref().map(|link| shown(self.lookup.ticket_number(link.ticket))),
            risk_score: (case.risk.score * 10.0).round() / 10.0,
        }
    }
}

impl Tested<'_> {
    fn unmapped(&self, outcome: TestOutcome) -> Unmapped {
        Unmapped {
            test: shown(&self.test.id.0),
            outcome: outcome.as_str(),
            nature: self.test.nature.as_str(),
            finding: None,
            change: None,
            whole: None,
        }
    }
}

pub(super) fn shown(text: &str) -> String {
    safe::clipped(text, LONGEST)
}

fn resource(kind: &'static str, (role_id, role): Caption, uid: String, name: String) -> Resource {
    Resource { uid, name, kind, role_id, role, labels: Vec::new() }
}

/// How bad it is if it failed; what passed is information.
fn severity(outcome: TestOutcome, severity: Severity) -> Caption {
    match (outcome, severity) {
        (TestOutcome::Pass, _) => (1, "Informational"),
        (_, Severity::Low) => (2, "Low"),
        (_, Severity::Medium) => (3, "Medium"),
        (_, Severity::High) => (4, "High"),
        (_, Severity::Critical) => (5, "Critical"),
    }
}

fn compliance(outcome: TestOutcome, nature: Nature) -> Caption {
    match (outcome, nature) {
        (TestOutcome::Pass, _) => (1, "Pass"),
        // A hit of an indicator is to be looked into; it is no deviation by itself.
        (TestOutcome::Exception, _) | (TestOutcome::Fail, Nature::Indicator) => (2, "Warning"),
        (TestOutcome::Fail, _) => (3, "Fail"),
        (TestOutcome::NotTestable, _) => (0, "Unknown"),
    }
}
