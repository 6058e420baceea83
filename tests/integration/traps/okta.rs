//! What Okta writes.

use super::*;

#[test]
fn an_okta_subject_is_the_user_though_the_list_of_targets_begins_with_an_app_or_a_role() {
    let event = |uuid: &str, word: &str, first: Value| {
        json!({
            "uuid": uuid, "published": "2026-03-03T09:20:00.000Z", "eventType": word,
            "actor": { "id": "00udana", "type": "User", "alternateId": "dana@corp.example", "displayName": "Dana" },
            "target": [first, { "id": "00uute", "type": "User", "alternateId": "ute@corp.example", "displayName": "Ute" }],
            "outcome": { "result": "SUCCESS" }, "client": { "ipAddress": "192.0.2.1" }, "transaction": { "id": uuid },
        })
    };
    let app =
        json!({ "id": "0oa1", "type": "AppInstance", "alternateId": "Payroll", "displayName": "Payroll" });
    let role = json!({ "id": "r1", "type": "ROLE", "alternateId": "unknown", "displayName": "Help Desk" });
    let log = lines(&[
        event("e1", "application.user_membership.add", app),
        event("e2", "user.account.privilege.grant", role),
    ]);
    let mut found = changes(&[("okta.ndjson", &log)]);
    found.sort();
    assert_eq!(
        found,
        [
            "app_grant of ute@corp.example by dana@corp.example (other_admin)",
            "role_grant of ute@corp.example by dana@corp.example (other_admin)",
        ]
    );
}

fn okta(uuid: &str, minute: u32, word: &str, actor: &str, transaction: &str) -> Value {
    json!({
        "uuid": uuid, "published": format!("2026-03-03T09:{minute:02}:00.000Z"), "eventType": word,
        "actor": { "id": format!("00u-{actor}"), "type": "User", "alternateId": actor, "displayName": "unknown" },
        "target": [{ "id": "00uute", "type": "User", "alternateId": "ute@corp.example", "displayName": "Ute" }],
        "outcome": { "result": "SUCCESS" }, "client": { "ipAddress": "192.0.2.1", "zone": "null", "userAgent": { "rawUserAgent": "x" } },
        "transaction": { "id": transaction },
    })
}

#[test]
fn the_word_unknown_joins_no_acts_and_names_nobody() {
    let reset = "user.account.reset_password";
    let log = lines(&[
        okta("e1", 20, reset, "dana@corp.example", "unknown"),
        okta("e2", 24, reset, "dirk@corp.example", "unknown"),
    ]);
    assert_eq!(changes(&[("okta.ndjson", &log)]).len(), 2);
    let together = log.replace("unknown", "tx1");
    assert_eq!(changes(&[("okta.ndjson", &together)]).len(), 1, "a transaction that is known does");
    let reading = read(&[("okta.ndjson", &log)], &[]);
    assert!(reading.events.iter().all(|event| event.actor.display.is_none() && event.transaction.is_none()));
}

#[test]
fn a_recovery_token_that_was_not_valid_changes_nothing() {
    let log = lines(&[okta("e1", 20, "user.account.use_token", "ute@corp.example", "t1")]);
    assert_eq!(changes(&[("okta.ndjson", &log)]), [""; 0]);
}

#[test]
fn a_reset_by_the_support_of_okta_is_the_vendors() {
    let mut event = okta("e1", 20, "user.account.reset_password", "system@okta.com", "unknown");
    event["client"] = Value::Null;
    let found = changes(&[("okta.ndjson", &lines(&[event]))]);
    assert_eq!(found, ["password_reset of ute@corp.example by system@okta.com (vendor)"]);
}
