//! What Keycloak, CloudTrail, Vault and privacyIDEA write.

use super::*;

#[test]
fn a_reset_by_an_administrator_of_keycloak_is_known_by_its_path_alone() {
    let event = |id: &str, error: Option<&str>| {
        let mut event = json!({
            "id": id, "time": 1_772_529_614_000_i64, "realmId": "r1", "operationType": "ACTION", "resourceType": "USER",
            "resourcePath": format!("users/{UTE}/reset-password"),
            "authDetails": { "realmId": "r1", "clientId": "c1", "userId": DANA, "ipAddress": "192.0.2.1" },
        });
        if let Some(error) = error {
            event["error"] = json!(error);
        }
        event
    };
    let reading = read(&[("k.ndjson", &lines(&[event("k1", None)]))], &[]);
    let subject = reading.events[0].subject_party().unwrap();
    assert_eq!((subject.id.as_deref(), reading.events[0].actor.id.as_deref()), (Some(UTE), Some(DANA)));
    let found = changes(&[("k.ndjson", &lines(&[event("k1", None), event("k2", Some("invalid_password"))]))]);
    assert_eq!(found, [format!("password_reset of {UTE} by {DANA} (other_admin)")]);
}

#[test]
fn an_event_of_keycloak_with_an_error_failed_though_its_type_does_not_say_so() {
    let event = |error: Value| {
        let mut event = json!({
            "id": "k1", "time": 1_772_529_614_000_i64, "type": "UPDATE_PASSWORD", "realmId": "r1", "clientId": "account",
            "userId": UTE, "ipAddress": "192.0.2.1", "details": { "username": "ute" },
        });
        if !error.is_null() {
            event["error"] = error;
        }
        lines(&[event])
    };
    let outcome = |log: &str| read(&[("k.ndjson", log)], &[]).events[0].outcome;
    assert_eq!(outcome(&event(Value::Null)), Outcome::Success);
    assert_eq!(outcome(&event(json!("password_rejected"))), Outcome::Failure);
    assert_eq!(changes(&[("k.ndjson", &event(Value::Null))]), ["password_change_self of ute by ute (self)"]);
    assert_eq!(changes(&[("k.ndjson", &event(json!("password_rejected")))]), [""; 0]);
}

#[test]
fn a_call_of_aws_without_a_user_name_is_about_the_caller() {
    let event = |id: &str, parameters: Value| {
        json!({
            "eventVersion": "1.08", "eventID": id, "eventTime": "2026-03-03T09:20:14Z", "eventSource": "iam.amazonaws.com",
            "eventName": "CreateAccessKey", "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1", "eventType": "AwsApiCall",
            "userIdentity": { "type": "IAMUser", "principalId": "AIDADANA", "arn": "arn:aws:iam::111122223333:user/dana", "accountId": "111122223333", "userName": "dana" },
            "requestParameters": parameters, "responseElements": { "accessKey": { "accessKeyId": format!("AKIA{id}"), "status": "Active" } },
        })
    };
    let own = lines(&[event("1", Value::Null)]);
    assert_eq!(changes(&[("own.ndjson", &own)]), ["key_create of dana by dana (self)"]);
    let other = lines(&[event("2", json!({ "userName": "ute" }))]);
    assert_eq!(changes(&[("other.ndjson", &other)]), ["key_create of ute by dana (other_admin)"]);
}

#[test]
fn one_change_of_a_password_that_keycloak_writes_twice_is_one_change() {
    let event = |id: &str, kind: &str, time: i64| {
        json!({
            "id": id, "time": time, "type": kind, "realmId": "r1", "clientId": "account", "userId": UTE, "ipAddress": "192.0.2.1",
            "details": { "username": "ute", "credential_type": "password", "code_id": "code-1" },
        })
    };
    let log = lines(&[
        event("k1", "UPDATE_PASSWORD", 1_772_529_614_000),
        event("k2", "UPDATE_CREDENTIAL", 1_772_529_614_001),
    ]);
    assert_eq!(changes(&[("k.ndjson", &log)]), ["password_change_self of ute by ute (self)"]);
}

#[test]
fn an_update_of_a_keycloak_user_that_repeats_enabled_true_enables_nobody() {
    let event = |representation: &str| {
        lines(&[json!({
            "id": "k1", "time": 1_772_529_614_000_i64, "realmId": "r1", "operationType": "UPDATE", "resourceType": "USER",
            "resourcePath": format!("users/{UTE}"), "representation": representation,
            "authDetails": { "realmId": "r1", "clientId": "c1", "userId": DANA, "ipAddress": "192.0.2.1" },
        })])
    };
    let kind = |representation: &str| {
        let report = report(&[("k.ndjson", &event(representation))]);
        report.cases[0].change.kind.as_str()
    };
    assert_eq!(kind("{\"username\":\"ute\",\"enabled\":true}"), "profile_edit_assurance");
    assert_eq!(kind("{\"username\":\"ute\",\"enabled\":false}"), "account_disable");
}

#[test]
fn the_request_and_the_response_line_of_vault_are_one_act() {
    let line = |kind: &str, second: u32| {
        json!({
            "time": format!("2026-03-03T09:20:{second:02}.123456789Z"), "type": kind,
            "auth": { "display_name": "ldap-dana", "entity_id": "e-dana", "token_type": "service" },
            "request": { "id": "q1", "operation": "update", "path": "auth/approle/role/backup/secret-id", "remote_address": "192.0.2.1" },
        })
    };
    let mut response = line("response", 14);
    response["response"] = json!({ "data": { "secret_id": "hmac-sha256:x" } });
    let found = changes(&[("vault.log", &lines(&[line("request", 13), response.clone()]))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("secret_create of backup by "), "{found:?}");
    response["error"] = json!("permission denied");
    assert_eq!(changes(&[("vault.log", &lines(&[line("request", 13), response]))]), [""; 0]);
}

#[test]
fn a_call_of_aws_with_an_error_code_changed_nothing() {
    let event = |error: Value| {
        let mut event = json!({
            "eventVersion": "1.08", "eventID": "1", "eventTime": "2026-03-03T09:20:14Z", "eventSource": "iam.amazonaws.com",
            "eventName": "UpdateLoginProfile", "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1", "eventType": "AwsApiCall",
            "userIdentity": { "type": "IAMUser", "principalId": "AIDADANA", "arn": "arn:aws:iam::111122223333:user/dana", "accountId": "111122223333", "userName": "dana" },
            "requestParameters": { "userName": "ute" }, "responseElements": null,
        });
        if !error.is_null() {
            event["errorCode"] = error;
        }
        lines(&[event])
    };
    assert_eq!(changes(&[("a", &event(Value::Null))]), ["password_reset of ute by dana (other_admin)"]);
    assert_eq!(changes(&[("a", &event(json!("AccessDenied")))]), [""; 0]);
}

#[test]
fn privacyidea_without_a_header_tells_the_desk_from_self_service_by_its_administrator() {
    let row = |number: u32, administrator: &str| {
        let cells = [
            &number.to_string(),
            "2026-03-03 10:20:14",
            "OK",
            "OK",
            "POST /token/init",
            "AUTH",
            "1",
            "TOTP0001",
            "totp",
            "None",
            "None",
            "ute",
            "corp",
            "ad",
            administrator,
            "None",
            "None",
            "localhost",
            "None",
            "192.0.2.1",
            "None",
            "None",
            "INFO",
            "0",
            "2026-03-03 10:20:14",
            "0:00:00.1",
            "1",
        ];
        format!("'{}'\n", cells.join("','"))
    };
    let read_one = |administrator: &str| {
        let reading = read(&[("audit.csv", &row(7, administrator))], &["Europe/Berlin"]);
        assert_eq!(reading.events[0].at.to_rfc3339(), "2026-03-03T09:20:14+00:00");
        reading.events[0].actor.label().to_owned()
    };
    assert_eq!(read_one("dana"), "dana");
    assert_eq!(read_one("None"), "ute");
    assert_eq!(changes(&[("a.csv", &row(7, "dana"))]), ["factor_enrol of ute by dana (other_admin)"]);
    assert_eq!(changes(&[("a.csv", &row(7, "None"))]), ["factor_enrol of ute by ute (self)"]);
}

#[test]
fn one_audit_of_privacyidea_as_pages_and_as_a_table_counts_once() {
    let page = json!({ "id": 1, "jsonrpc": "2.0", "result": { "status": true, "value": { "auditcolumns": ["number"], "auditdata": [{
        "number": 7, "date": "2026-03-03T10:20:14", "sig_check": "OK", "missing_line": "OK", "action": "POST /token/init", "authentication": "AUTH", "success": 1,
        "serial": "TOTP0001", "token_type": "totp", "user": "ute", "realm": "corp", "resolver": "ad", "administrator": "dana", "action_detail": null,
        "info": null, "privacyidea_server": "localhost", "policies": null, "client": "192.0.2.1", "log_level": "INFO", "clearance_level": "0",
    }] } } })
    .to_string();
    let table = "'7','2026-03-03 10:20:14','OK','OK','POST /token/init','AUTH','1','TOTP0001','totp','None','None','ute','corp','ad','dana','None','None','localhost','None','192.0.2.1','None','None','INFO','0','2026-03-03 10:20:14','0:00:00.1','1'\n";
    let reading = read(&[("page.json", &page), ("audit.csv", table)], &["Europe/Berlin"]);
    assert_eq!((reading.events.len(), reading.duplicates.len()), (1, 1));
}
