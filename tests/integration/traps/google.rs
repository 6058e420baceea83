//! What Google Workspace writes.

use super::*;

fn google(application: &str, actor: &str, events: Value) -> Value {
    json!({
        "kind": "admin#reports#activity", "etag": "x", "ipAddress": "192.0.2.1",
        "id": { "time": "2026-03-03T09:20:14.591Z", "uniqueQualifier": "-8461205930048127750", "applicationName": application, "customerId": "C1" },
        "actor": { "callerType": "USER", "email": actor, "profileId": format!("p-{actor}") }, "events": events,
    })
}

#[test]
fn what_people_do_themselves_in_google_is_about_the_actor_and_what_administrators_do_about_user_email() {
    let own =
        google("user_accounts", "ute@corp.example", json!([{ "type": "2sv_change", "name": "2sv_disable" }]));
    assert_eq!(
        changes(&[("own.json", &own.to_string())]),
        ["mfa_disable of ute@corp.example by ute@corp.example (self)"]
    );
    let admin = google(
        "admin",
        "dana@corp.example",
        json!([{ "type": "USER_SETTINGS", "name": "CHANGE_PASSWORD", "parameters": [{ "name": "USER_EMAIL", "value": "ute@corp.example" }] }]),
    );
    assert_eq!(
        changes(&[("admin.json", &admin.to_string())]),
        ["password_reset of ute@corp.example by dana@corp.example (other_admin)"]
    );
}

#[test]
fn one_activity_of_google_with_several_events_is_several_changes() {
    let event = |name: &str, whom: &str| json!({ "type": "USER_SETTINGS", "name": name, "parameters": [{ "name": "USER_EMAIL", "value": whom }] });
    let activity = google(
        "admin",
        "dana@corp.example",
        json!([
            event("CHANGE_PASSWORD", "ute@corp.example"),
            event("UNENROLL_USER_FROM_STRONG_AUTH", "ute@corp.example"),
            event("CHANGE_PASSWORD", "bo@corp.example"),
        ]),
    );
    let reading = read(&[("a.json", &activity.to_string())], &[]);
    assert_eq!((reading.files[0].rows, reading.files[0].used, reading.files[0].duplicates), (3, 3, 0));
    let mut found = changes(&[("a.json", &activity.to_string())]);
    found.sort();
    assert_eq!(
        found,
        [
            "mfa_reset_all of ute@corp.example by dana@corp.example (other_admin)",
            "password_reset of bo@corp.example by dana@corp.example (other_admin)",
            "password_reset of ute@corp.example by dana@corp.example (other_admin)",
        ]
    );
}
