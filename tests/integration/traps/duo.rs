//! What Duo writes.

use super::*;

fn duo(second: i64, action: &str, object: &str, description: Value) -> Value {
    json!({
        "action": action, "description": description, "object": object, "username": "Dana Desk", "host": "api-1.duo.example",
        "timestamp": 1_772_529_600 + second, "isotimestamp": format!("2026-03-03T09:20:{second:02}+00:00"),
    })
}

#[test]
fn the_description_of_duo_is_json_or_nothing_or_a_sentence() {
    let log = lines(&[
        duo(1, "bypass_create", "ute", json!("{\"valid_secs\": 3600, \"remaining_uses\": 1}")),
        duo(2, "bypass_create", "bo", Value::Null),
        duo(3, "bypass_create", "cy", json!("Created by hand {for the flight}")),
    ]);
    let reading = read(&[("duo.ndjson", &log)], &[]);
    assert_eq!(reading.events.len(), 3);
    assert_eq!(reading.events[0].detail("valid_secs"), Some("3600"));
    assert_eq!(reading.events[1].detail("description"), None);
    assert_eq!(reading.events[2].detail("description"), Some("Created by hand {for the flight}"));
    let subjects: Vec<&str> =
        reading.events.iter().filter_map(|event| event.subject_party().map(text)).collect();
    assert_eq!(subjects, ["ute", "bo", "cy"]);
}

#[test]
fn an_approved_push_of_the_desk_in_duo_is_evidence_of_verification_and_no_change() {
    let log = lines(&[
        duo(1, "push_verify_approved", "ute", Value::Null),
        duo(30, "bypass_create", "ute", json!("{\"valid_secs\": 3600}")),
    ]);
    let report = report(&[("duo.ndjson", &log)]);
    assert_eq!(report.cases.len(), 1);
    let evidence = &report.cases[0].evidence;
    assert_eq!(evidence.len(), 1, "{evidence:?}");
    assert_eq!(evidence[0].method.as_str(), "authenticator_challenge");
    assert_eq!(evidence[0].timing.as_str(), "before");
    let failed = log.replace("push_verify_approved", "push_verify_failed");
    let report = self::report(&[("duo.ndjson", &failed)]);
    assert!(report.cases[0].evidence.iter().all(|evidence| evidence.level.as_str() == "none"));
}

#[test]
fn one_act_in_the_administrator_log_and_in_the_activity_log_of_duo_is_one_change() {
    let admin = lines(&[duo(14, "bypass_create", "ute", json!("{\"valid_secs\": 3600}"))]);
    let activity = lines(&[json!({
        "activity_id": "a1", "ts": "2026-03-03T09:20:14.591237+00:00", "action": { "name": "bypass_create", "details": null },
        "actor": { "key": "DE1", "name": "Dana Desk", "type": "admin", "details": "{\"email\": \"dana@corp.example\"}" },
        "target": { "key": "DU1", "name": "ute", "type": "user", "details": "{}" }, "access_device": { "ip": { "address": "192.0.2.1" } },
        "outcome": { "result": "SUCCESS" },
    })]);
    let found = changes(&[("admin.ndjson", &admin), ("activity.ndjson", &activity)]);
    assert_eq!(found.len(), 1, "{found:?}");
}
