//! What holds over the OSCAL documents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{LISTED, files};
use crate::model::*;
use crate::report::Report;
use crate::report::sample::{HOSTILE, sample};
use crate::report::schemas::{OSCAL_PLAN, OSCAL_RESULTS, faults};

fn documents(report: &Report) -> BTreeMap<String, Value> {
    let parsed = |(path, bytes): (String, Vec<u8>)| (path, serde_json::from_slice(&bytes).unwrap());
    files(report).unwrap().into_iter().map(parsed).collect()
}

fn results(report: &Report) -> Value {
    documents(report).remove("assessment-results.oscal.json").unwrap()["assessment-results"].take()
}

fn plan(report: &Report) -> Value {
    documents(report).remove("poam.oscal.json").unwrap()["plan-of-action-and-milestones"].take()
}

/// A report of which one failure is excepted.
fn excepted() -> Report {
    let mut report = sample(60);
    let result = report.controls.iter_mut().find(|result| result.fail > 1).unwrap();
    result.fail -= 1;
    result.exception += 1;
    let by = ExceptionId("exc-0123456789ab".to_owned());
    let finding = result.findings.iter_mut().find(|finding| finding.outcome == TestOutcome::Fail).unwrap();
    finding.excepted = Some(Excepted { was: TestOutcome::Fail, by: by.clone() });
    finding.outcome = TestOutcome::Exception;
    let settled = SettledException {
        id: by,
        line: 3,
        test: finding.test.clone(),
        scope: format!("change = \"{}\"", finding.item),
        reason: HOSTILE.join(" "),
        approved_by: String::new(),
        owner: "Head of Desk".to_owned(),
        expires: chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
        state: ExceptionState::InUse,
        findings: vec![finding.id.clone()],
        said: "It excepts 1 finding until 31 December 2026.".to_owned(),
    };
    report.exceptions = vec![settled];
    report
}

fn prop<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of["props"].as_array()?.iter().find(|prop| prop["name"] == name)?["value"].as_str()
}

fn list<'a>(of: &'a Value, key: &str) -> &'a [Value] {
    of[key].as_array().map_or(&[], Vec::as_slice)
}

/// Calls with every object of a document.
fn each(value: &Value, see: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            see(members);
            members.values().for_each(|member| each(member, see));
        }
        Value::Array(members) => members.iter().for_each(|member| each(member, see)),
        _ => {}
    }
}

#[test]
fn both_documents_are_valid_by_the_schemas_of_nist() {
    let schemas = [("assessment-results", OSCAL_RESULTS), ("poam", OSCAL_PLAN)];
    for report in [sample(60), excepted(), sample(1)] {
        let documents = documents(&report);
        for (name, schema) in schemas {
            let Some(document) = documents.get(&format!("{name}.oscal.json")) else { continue };
            assert_eq!(faults(schema, document), Vec::<String>::new(), "{name}");
        }
    }
    let mut wrong = documents(&sample(3)).remove("assessment-results.oscal.json").unwrap();
    wrong["assessment-results"]["results"][0]["observations"][0]["uuid"] = "no uuid".into();
    assert!(!faults(OSCAL_RESULTS, &wrong).is_empty(), "the schema refuses what is wrong");
}

#[test]
fn no_uuid_stands_twice_and_every_reference_leads_somewhere() {
    for document in documents(&excepted()).values() {
        let (mut defined, mut used) = (BTreeSet::new(), BTreeSet::new());
        each(document, &mut |members| {
            if let Some(uuid) = members.get("uuid") {
                assert!(defined.insert(uuid.as_str().unwrap().to_owned()), "{uuid} stands twice");
            }
            for key in ["observation-uuid", "risk-uuid", "actor-uuid", "component-uuid"] {
                used.extend(members.get(key).map(|uuid| uuid.as_str().unwrap().to_owned()));
            }
            let href = members.get("href").and_then(|href| href.as_str()?.strip_prefix('#'));
            used.extend(href.map(str::to_owned));
        });
        assert!(used.len() > 20);
        assert_eq!(used.difference(&defined).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}

#[test]
fn passed_and_failed_tests_are_observations_with_their_counts() {
    let report = sample(60);
    let document = results(&report);
    let observations = list(&document["results"][0], "observations");
    for result in &report.controls {
        let of_test = |one: &&Value| {
            prop(one, "test-id") == Some(result.test.0.as_str()) && prop(one, "finding-id").is_none()
        };
        let found: Vec<&Value> = observations.iter().filter(of_test).collect();
        let [observation] = found[..] else { panic!("{} stands {} times", result.test.0, found.len()) };
        for (name, count) in [
            ("population", result.population),
            ("pass", result.pass),
            ("fail", result.fail),
            ("exception", result.exception),
            ("not-testable", result.not_testable),
            ("findings-left-out", 0),
        ] {
            assert_eq!(prop(observation, name), Some(count.to_string().as_str()), "{} {name}", result.test.0);
        }
        assert_eq!(prop(observation, "outcome"), Some(result.outcome().as_str()));
    }
    assert!(report.controls.iter().any(|result| result.outcome() == TestOutcome::Pass));
}

#[test]
fn a_finding_has_its_id_its_change_and_the_verdict_of_the_change() {
    let report = sample(60);
    let document = results(&report);
    let observations: BTreeMap<&str, &Value> = list(&document["results"][0], "observations")
        .iter()
        .filter_map(|one| Some((prop(one, "finding-id")?, one)))
        .collect();
    let cases: BTreeMap<&str, &Case> =
        report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect();
    let findings = report.controls.iter().flat_map(|result| &result.findings);
    assert_eq!(observations.len(), findings.clone().count());
    for finding in findings {
        let observation = observations[finding.id.0.as_str()];
        let subject = &observation["subjects"][0];
        assert_eq!(prop(subject, "change-id"), Some(finding.item.as_str()));
        let verdict = cases[finding.item.as_str()].verdict.map(Verdict::as_str);
        assert_eq!(prop(subject, "verdict"), verdict);
        assert_eq!(prop(observation, "outcome"), Some(finding.outcome.as_str()));
        assert_eq!(list(observation, "relevant-evidence").len(), finding.origins.len());
    }
}

#[test]
fn only_what_passed_everywhere_is_satisfied() {
    let mut report = sample(60);
    let states = |report: &Report| -> Vec<(String, String)> {
        let document = results(report);
        let of = |one: &Value| {
            let status = &one["target"]["status"];
            (status["state"].as_str().unwrap().to_owned(), status["reason"].as_str().unwrap().to_owned())
        };
        list(&document["results"][0], "findings").iter().map(of).collect()
    };
    assert!(!states(&report).is_empty());
    for (outcome, state, reason) in [
        (TestOutcome::Pass, "satisfied", "pass"),
        (TestOutcome::Fail, "not-satisfied", "fail"),
        (TestOutcome::Exception, "not-satisfied", "other"),
        (TestOutcome::NotTestable, "not-satisfied", "other"),
    ] {
        for entry in report.frameworks.iter_mut().flat_map(|framework| &mut framework.entries) {
            entry.outcome = entry.outcome.map(|_| outcome);
        }
        let expected = (state.to_owned(), reason.to_owned());
        assert!(states(&report).iter().all(|state| *state == expected), "{outcome}");
    }
}

#[test]
fn control_ids_are_spelled_as_in_the_catalogues_and_no_others_are_reviewed() {
    let mut report = sample(10);
    for framework in &mut report.frameworks {
        for entry in &mut framework.entries {
            entry.outcome = Some(TestOutcome::Pass);
        }
    }
    let document = results(&report);
    let selections = list(&document["results"][0]["reviewed-controls"], "control-selections");
    let ids: Vec<&str> = selections
        .iter()
        .flat_map(|one| list(one, "include-controls"))
        .map(|one| one["control-id"].as_str().unwrap())
        .collect();
    assert_eq!(selections.len(), 2, "NIST SP 800-53 and CSF 2.0");
    assert!(["ac-2", "ac-2.4", "ia-12.5", "PR.AA-01"].iter().all(|id| ids.contains(id)), "{ids:?}");
    let targets: Vec<&str> = list(&document["results"][0], "findings")
        .iter()
        .map(|one| one["target"]["target-id"].as_str().unwrap())
        .collect();
    assert!(targets.contains(&"ac-2.4_smt") && targets.contains(&"PR.AA-01_statement"));
    assert_eq!(targets.len(), ids.len());
}

#[test]
fn an_excepted_finding_shows_what_it_was_and_its_risk_is_accepted_until_a_day() {
    let report = excepted();
    let exception = &report.exceptions[0];
    for (document, risks) in [(results(&report), "results"), (plan(&report), "plan")] {
        let holder = if risks == "results" { &document["results"][0] } else { &document };
        let seen =
            list(holder, "observations").iter().find(|one| prop(one, "exception-id").is_some()).unwrap();
        assert_eq!(prop(seen, "outcome"), Some("exception"));
        assert_eq!(prop(seen, "outcome-without-exception"), Some("fail"));
        assert!(seen["remarks"].as_str().unwrap().contains(&exception.id.0));
        let risk = list(holder, "risks").iter().find(|one| prop(one, "exception-id").is_some()).unwrap();
        assert_eq!(risk["status"], "deviation-approved");
        assert_eq!(risk["deadline"], "2026-12-31T00:00:00Z");
        assert_eq!(risk["related-observations"][0]["observation-uuid"], seen["uuid"]);
    }
}

#[test]
fn the_plan_has_an_item_and_a_risk_for_every_test_that_failed() {
    let mut report = sample(60);
    let failed: Vec<&str> = report
        .controls
        .iter()
        .filter(|result| result.fail > 0)
        .map(|result| result.test.0.as_str())
        .collect();
    let document = plan(&report);
    let items: Vec<&str> =
        list(&document, "poam-items").iter().map(|item| prop(item, "test-id").unwrap()).collect();
    assert_eq!(items, failed);
    assert_eq!(list(&document, "risks").len(), failed.len());
    for result in &mut report.controls {
        result.fail = 0;
        result.findings.clear();
    }
    assert!(!documents(&report).contains_key("poam.oscal.json"), "nothing to plan is no plan");
}

#[test]
fn what_is_left_out_of_many_findings_is_counted_and_failures_come_first() {
    let mut report = sample(3 * LISTED);
    let result = report.controls.iter_mut().find(|result| result.findings.len() > LISTED).unwrap();
    result.findings.reverse();
    let (test, of) = (result.test.0.clone(), result.findings.len());
    let fails = result.findings.iter().filter(|one| one.outcome == TestOutcome::Fail).count();
    let document = results(&report);
    let own: Vec<&Value> = list(&document["results"][0], "observations")
        .iter()
        .filter(|one| prop(one, "test-id") == Some(&test))
        .collect();
    assert_eq!(own.len(), 1 + LISTED);
    assert_eq!(prop(own[0], "findings-left-out"), Some((of - LISTED).to_string().as_str()));
    assert!(own[0]["remarks"].as_str().unwrap().contains("data/findings.csv"));
    let listed_fails = own[1..].iter().take_while(|one| prop(one, "outcome") == Some("fail")).count();
    assert_eq!(listed_fails, fails.min(LISTED));
}

#[test]
fn times_come_from_the_report_and_the_same_report_is_the_same_document() {
    let report = sample(20);
    let document = results(&report);
    assert_eq!(document["metadata"]["last-modified"], "2026-04-13T06:00:00Z");
    assert_eq!(document["metadata"]["oscal-version"], "1.2.3");
    assert_eq!(files(&report).unwrap(), files(&report).unwrap());
    let mut other = sample(20);
    other.cases[0].verdict_reason.push_str(", it seems");
    let (one, another) = (results(&report), results(&other));
    let tests = |document: &Value| document["results"][0]["observations"][0]["uuid"].clone();
    assert_eq!(tests(&one), tests(&another), "the same test has the same UUID in every report");
    other.as_of += chrono::Duration::days(1);
    assert_ne!(one["uuid"], results(&other)["uuid"], "another content is another document");
}

#[test]
fn no_text_of_an_input_is_markup() {
    let mut report = excepted();
    for (at, result) in report.controls.iter_mut().flat_map(|one| &mut one.findings).enumerate() {
        HOSTILE[at % HOSTILE.len()].clone_into(&mut result.reason);
        if at % 3 == 0 {
            result.item = format!("ticket:{}", HOSTILE[(at / 3) % HOSTILE.len()]);
        }
    }
    for (path, bytes) in files(&report).unwrap() {
        let text = String::from_utf8(bytes).unwrap();
        let unseen = |sign: char| {
            (sign.is_control() && sign != '\n')
                || "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}\u{2029}".contains(sign)
        };
        assert!(!text.contains(unseen), "{path}");
        let document: Value = serde_json::from_str(&text).unwrap();
        let schema = if path.starts_with("poam") { OSCAL_PLAN } else { OSCAL_RESULTS };
        assert_eq!(faults(schema, &document), Vec::<String>::new(), "{path}");
        each(&document, &mut |members| {
            for key in ["title", "description", "statement", "remarks"] {
                let Some(text) = members.get(key).and_then(Value::as_str) else { continue };
                let bare = text.replace("\\\\", "");
                for (at, _) in bare.match_indices(['<', '[', '{', '*']) {
                    assert!(bare[..at].ends_with('\\'), "{key}: {text}");
                }
            }
        });
    }
}

#[test]
fn without_an_entry_of_an_oscal_catalogue_nothing_is_written() {
    let mut report = sample(5);
    report.frameworks.retain(|framework| framework.key == "pci");
    assert!(files(&report).unwrap().is_empty());
}
