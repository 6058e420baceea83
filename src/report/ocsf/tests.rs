//! What holds over the OCSF events.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{LISTED, files};
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
    let all = findings.len() + report.controls.len();
    assert_eq!(text.lines().count(), all + 2, "brackets on lines of their own");
    let events = by_finding(&report);
    assert_eq!(events.len(), all, "each finding and each test");
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
fn every_test_is_an_event_with_its_counts_and_of_what_cannot_be_told_not_all_are_listed() {
    let mut report = sample(3 * LISTED);
    let result = report.controls.iter_mut().find(|result| result.fail > 0).unwrap();
    let failed = result.fail;
    for finding in &mut result.findings {
        if finding.outcome != TestOutcome::Fail {
            finding.outcome = TestOutcome::NotTestable;
        }
    }
    let not_testable = result.findings.len() - failed;
    let extra = result.findings.iter().find(|one| one.outcome == TestOutcome::NotTestable).unwrap().clone();
    for at in not_testable..LISTED + 5 {
        let id = FindingId(format!("fnd-{at:012}"));
        result.findings.push(Finding { id, ..extra.clone() });
    }
    let test = result.test.0.clone();
    let events = by_finding(&report);
    let of_test =
        |event: &&Value| event["unmapped"]["test"] == test.as_str() && !event["unmapped"]["item"].is_null();
    assert_eq!(events.values().filter(of_test).count(), failed + LISTED);
    let whole = &events[&test]["unmapped"];
    assert_eq!((whole["fail"].as_u64(), whole["findings_left_out"].as_u64()), (Some(failed as u64), Some(5)));
    for result in &report.controls {
        assert_eq!(events[&result.test.0]["compliance"]["status_code"], result.outcome().as_str());
    }
}

#[test]
fn techniques_are_what_a_test_may_reveal_and_no_standard() {
    let mut report = sample(5);
    let attack = report.frameworks.iter().find(|framework| framework.key == "attack").unwrap().label.clone();
    report.control_tests[0].maps.push((attack.clone(), "T1566.004".to_owned()));
    let event = &by_finding(&report)[&report.control_tests[0].id.0];
    assert_eq!(event["finding_info"]["attacks"][0]["sub_technique"]["uid"], "T1566.004");
    assert!(!event["compliance"]["standards"].to_string().contains(&attack));
    assert_eq!(event["compliance"]["requirements"][0], "NIST CSF 2.0: PR.AA-01");
    assert_eq!(faults(OCSF, event), Vec::<String>::new());
}

#[test]
fn what_cannot_be_told_is_unknown_and_what_is_excepted_shows_what_it_was() {
    let mut report = sample(60);
    for (outcome, nature, (id, caption)) in [
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
        let finding = finding.id.0.clone();
        let event = &by_finding(&report)[&finding];
        assert_eq!(event["compliance"]["status_id"], id, "{outcome}");
        assert_eq!(event["compliance"]["status"], caption);
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
