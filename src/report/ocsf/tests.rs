//! What holds over the OCSF events.

use std::collections::BTreeMap;

use serde_json::Value;

use super::files;
use crate::model::*;
use crate::report::Report;
use crate::report::sample::{HOSTILE, sample};
use crate::report::schemas::{OCSF, faults};

fn events(report: &Report) -> Vec<Value> {
    let (_, bytes) = files(report).unwrap().remove(0);
    serde_json::from_slice(&bytes).unwrap()
}

fn by_finding(report: &Report) -> BTreeMap<String, Value> {
    let uid = |event: &Value| event["finding_info"]["uid"].as_str().unwrap().to_owned();
    events(report).into_iter().map(|event| (uid(&event), event)).collect()
}

#[test]
fn every_event_is_valid_by_the_schema() {
    let mut report = sample(40);
    for (at, finding) in report.controls.iter_mut().flat_map(|result| &mut result.findings).enumerate() {
        HOSTILE[at % HOSTILE.len()].clone_into(&mut finding.reason);
        if at % 3 == 0 {
            finding.item = format!("ticket:{}", HOSTILE[(at / 3) % HOSTILE.len()]);
        }
    }
    let events = events(&report);
    assert!(events.len() > 40);
    for event in &events {
        assert_eq!(faults(OCSF, event), Vec::<String>::new(), "{event}");
    }
    let mut wrong = events[0].clone();
    wrong["compliance"]["status_id"] = 7.into();
    wrong["colour"] = "red".into();
    assert_eq!(faults(OCSF, &wrong).len(), 2, "the schema refuses what is wrong");
}

#[test]
fn every_finding_is_one_event_on_one_line_with_the_verdict_of_its_change() {
    let report = sample(60);
    let (_, bytes) = files(&report).unwrap().remove(0);
    let text = String::from_utf8(bytes).unwrap();
    let findings: Vec<&Finding> = report.controls.iter().flat_map(|result| &result.findings).collect();
    assert_eq!(text.lines().count(), findings.len() + 2, "brackets on lines of their own");
    let events = by_finding(&report);
    assert_eq!(events.len(), findings.len());
    let cases: BTreeMap<&str, &Case> =
        report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect();
    for finding in findings {
        let event = &events[&finding.id.0];
        let case = cases[finding.item.as_str()];
        assert_eq!(event["unmapped"]["change_id"], finding.item.as_str());
        assert_eq!(event["unmapped"]["verdict"].as_str(), case.verdict.map(Verdict::as_str));
        assert_eq!(event["finding_info"]["analytic"]["uid"], finding.test.0.as_str());
        assert_eq!(event["evidences"][0]["data"]["line"], finding.origins[0].line);
        assert_eq!(event["resources"][0]["uid"], finding.item.as_str());
    }
}

#[test]
fn what_cannot_be_told_is_unknown_and_what_is_excepted_shows_what_it_was() {
    let mut report = sample(60);
    for (outcome, nature, expected) in [
        (TestOutcome::Pass, Nature::Attribute, (1, "Pass")),
        (TestOutcome::Fail, Nature::Attribute, (3, "Fail")),
        (TestOutcome::Fail, Nature::Indicator, (2, "Warning")),
        (TestOutcome::NotTestable, Nature::Attribute, (0, "Unknown")),
        (TestOutcome::Exception, Nature::Attribute, (2, "Warning")),
    ] {
        report.control_tests.iter_mut().for_each(|test| test.nature = nature);
        let finding = report.controls.iter_mut().find_map(|result| result.findings.first_mut()).unwrap();
        finding.outcome = outcome;
        finding.excepted = (outcome == TestOutcome::Exception)
            .then(|| Excepted { was: TestOutcome::Fail, by: ExceptionId("exc-0123456789ab".to_owned()) });
        let id = finding.id.0.clone();
        let event = &by_finding(&report)[&id];
        assert_eq!(event["compliance"]["status_id"], expected.0, "{outcome}");
        assert_eq!(event["compliance"]["status"], expected.1);
        assert_eq!(event["compliance"]["status_code"], outcome.as_str());
        assert_eq!(event["unmapped"]["outcome"], outcome.as_str());
        let excepted = outcome == TestOutcome::Exception;
        let was = &event["unmapped"]["outcome_without_exception"];
        assert_eq!(was.as_str(), excepted.then_some("fail"));
        assert_eq!(event["status"] == "Excepted", excepted);
    }
}

#[test]
fn nothing_empty_and_nothing_unseen_is_written() {
    fn each(value: &Value) {
        match value {
            Value::Object(members) => members.values().for_each(each),
            Value::Array(members) => {
                assert!(!members.is_empty());
                members.iter().for_each(each);
            }
            Value::String(text) => assert!(!["", "-"].contains(&text.as_str())),
            Value::Null => panic!("nothing is null"),
            _ => {}
        }
    }
    let report = sample(60);
    events(&report).iter().for_each(each);
    let (_, bytes) = files(&report).unwrap().remove(0);
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains(|sign: char| {
        (sign.is_control() && sign != '\n')
            || "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}\u{2029}".contains(sign)
    }));
}

#[test]
fn a_report_without_findings_is_an_empty_array() {
    let mut report = sample(3);
    report.controls.clear();
    assert!(events(&report).is_empty());
}
