//! What products write that must not be taken at its word: each trap of the formats, in the fewest records that
//! show it. All records are invented; the shapes are those of the format references.

use std::collections::BTreeMap;

use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::model::{FileUse, Outcome, Party, Ticket, TicketState};
use deskproof::pipeline;
use deskproof::report::Report;
use deskproof::source::{self, ReadError, ReadSettings, Reading, ZoneSetting};
use serde_json::{Value, json};

use super::support::{data, settings};

/// Files by name and content in a folder of their own.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn try_read(files: &[(&str, &str)], zones: &[&str]) -> Result<Reading, ReadError> {
    let folder = folder(files);
    let mappings = Mappings::embedded();
    let taxonomy = Taxonomy::load(&mappings).unwrap();
    let zones: Vec<ZoneSetting> = zones.iter().map(|zone| zone.parse().unwrap()).collect();
    source::read(
        &[folder.path().to_path_buf()],
        &mappings,
        &taxonomy,
        &ReadSettings { zones: &zones, progress: None },
    )
}

/// What is read; every file must be known and no record rejected.
fn read(files: &[(&str, &str)], zones: &[&str]) -> Reading {
    let reading = try_read(files, zones).unwrap_or_else(|fault| panic!("{fault}"));
    for file in &reading.files {
        assert_eq!(file.used_as, FileUse::Read, "{}: {}", file.name, file.note);
    }
    assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
    assert!(reading.unknown_types.is_empty(), "{:?}", reading.unknown_types);
    reading
}

fn report(files: &[(&str, &str)]) -> Report {
    let folder = folder(files);
    let mut settings = settings(&[folder.path()]);
    settings.zones.push("UTC".parse().unwrap());
    let report =
        pipeline::run(&settings, &Mappings::embedded(), None).unwrap_or_else(|fault| panic!("{fault}"));
    for file in &report.inputs {
        assert_eq!(file.used_as, FileUse::Read, "{}: {}", file.name, file.note);
    }
    assert!(report.rejects.is_empty(), "{:?}", report.rejects);
    report
}

/// Each change as `KIND of SUBJECT by ACTOR (ROLE)`.
fn told(report: &Report) -> Vec<String> {
    let line = |change: &deskproof::model::Change| {
        format!(
            "{} of {} by {} ({})",
            change.kind, change.subject_label, change.actor_label, change.actor_kind
        )
    };
    report.cases.iter().map(|case| line(&case.change)).collect()
}

fn changes(files: &[(&str, &str)]) -> Vec<String> {
    told(&report(files))
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

fn text(party: &Party) -> &str {
    party.label()
}

/// The only ticket of some files.
fn ticket(files: &[(&str, &str)]) -> Ticket {
    let mut tickets = read(files, &["UTC"]).tickets;
    assert_eq!(tickets.len(), 1, "{tickets:?}");
    tickets.remove(0)
}

fn at(time: Option<deskproof::model::Instant>) -> String {
    time.map_or_else(|| "none".to_owned(), |at| at.to_rfc3339())
}

// Microsoft ----------------------------------------------------------------------------------------------------

const UTE: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const DANA: &str = "aaaaaaaa-0000-4000-8000-000000000002";

/// A directory audit as Microsoft Graph gives it.
fn graph(id: &str, activity: &str, targets: Value) -> Value {
    json!({
        "id": id, "category": "UserManagement", "correlationId": format!("c-{id}"), "result": "success",
        "resultReason": "", "activityDisplayName": activity, "activityDateTime": "2026-03-03T09:20:14.5912374Z",
        "loggedByService": "Core Directory", "operationType": "Update",
        "initiatedBy": { "app": null, "user": { "id": DANA, "userPrincipalName": "dana@corp.example", "ipAddress": "192.0.2.1" } },
        "targetResources": targets, "additionalDetails": [],
    })
}

fn user(changed: Value) -> Value {
    json!({ "id": UTE, "displayName": null, "type": "User", "userPrincipalName": "ute@corp.example", "modifiedProperties": changed })
}

/// The same reset as Microsoft 365's unified audit log tells it: another id, whole seconds, a full stop.
fn unified(id: &str) -> Value {
    json!({
        "CreationTime": "2026-03-03T09:20:14", "Id": id, "Operation": "Reset user password.",
        "OrganizationId": "aaaaaaaa-0000-4000-8000-0000000000ff", "RecordType": 8, "ResultStatus": "Success",
        "UserKey": "1003@corp.example", "UserType": 0, "Version": 1, "Workload": "AzureActiveDirectory",
        "ObjectId": "ute@corp.example", "UserId": "dana@corp.example", "AzureActiveDirectoryEventType": 1,
        "ExtendedProperties": [], "ModifiedProperties": [], "SupportTicketId": "",
        "Actor": [{ "ID": "dana@corp.example", "Type": 5 }, { "ID": format!("User_{DANA}"), "Type": 2 }, { "ID": DANA, "Type": 2 }],
        "Target": [{ "ID": format!("User_{UTE}"), "Type": 2 }, { "ID": UTE, "Type": 2 }, { "ID": "User", "Type": 2 }, { "ID": "ute@corp.example", "Type": 5 }],
    })
}

#[test]
fn one_reset_told_by_entra_and_by_microsoft_365_under_different_ids_is_one_change() {
    let entra = lines(&[graph("Directory_1", "Reset user password", json!([user(json!([]))]))]);
    let m365 = lines(&[unified("bbbbbbbb-0000-4000-8000-000000000001")]);
    let report = report(&[("entra.ndjson", &entra), ("m365.ndjson", &m365)]);
    assert_eq!(told(&report), ["password_reset of ute@corp.example by dana@corp.example (other_admin)"]);
    let mut ids = report.cases[0].change.native_ids.clone();
    ids.sort();
    assert_eq!(ids, ["Directory_1", "bbbbbbbb-0000-4000-8000-000000000001"], "both records are kept with it");
}

#[test]
fn a_graph_record_and_its_copy_in_diagnostic_settings_are_duplicates() {
    let record = graph("Directory_1", "Reset user password", json!([user(json!([]))]));
    let copy = json!({ "records": [{
        "time": "2026-03-03T09:20:14.5912374Z", "resourceId": "/tenants/t1/providers/Microsoft.aadiam",
        "operationName": "Reset user password", "operationVersion": "1.0", "category": "AuditLogs", "tenantId": "t1",
        "resultSignature": "None", "durationMs": 0, "callerIpAddress": "192.0.2.1", "correlationId": "c-Directory_1",
        "Level": 4, "properties": record,
    }] });
    let files = [("graph.ndjson", lines(std::slice::from_ref(&record))), ("hub.json", copy.to_string())];
    let reading = read(&[(files[0].0, &files[0].1), (files[1].0, &files[1].1)], &[]);
    assert_eq!(reading.files.iter().map(|file| file.duplicates).sum::<u64>(), 1);
    assert_eq!(reading.duplicates.len(), 1, "the list of duplicates names the two files");
    assert_eq!(reading.events.len(), 1);
}

#[test]
fn a_phone_app_that_only_signed_in_again_is_no_change_of_factors() {
    let app = |device: &str, seen: &str| {
        json!([{ "DeviceName": device, "DeviceToken": "t", "LastAuthenticatedTimestamp": seen, "PhoneAppVersion": "6.1" }]).to_string()
    };
    let update = |new: String| {
        let changed = json!([{
            "displayName": "StrongAuthenticationPhoneAppDetail",
            "oldValue": app("phone-1", "2026-03-02T08:00:00Z"), "newValue": new,
        }, { "displayName": "Included Updated Properties", "oldValue": null, "newValue": "\"StrongAuthenticationPhoneAppDetail\"" }]);
        lines(&[graph("Directory_1", "Update user", json!([user(changed)]))])
    };
    assert_eq!(changes(&[("a", &update(app("phone-1", "2026-03-03T09:20:14Z")))]), [""; 0]);
    let other = changes(&[("a", &update(app("phone-2", "2026-03-03T09:20:14Z")))]);
    assert_eq!(other, ["factor_enrol of ute@corp.example by dana@corp.example (other_admin)"]);
}

#[test]
fn a_role_grant_is_about_the_user_in_whichever_order_the_targets_stand() {
    let role = json!({ "id": "r1", "displayName": "Global Administrator", "type": "Role", "userPrincipalName": null, "modifiedProperties": [] });
    for targets in [json!([role, user(json!([]))]), json!([user(json!([])), role])] {
        let log = lines(&[graph("Directory_1", "Add member to role", targets)]);
        assert_eq!(
            changes(&[("a", &log)]),
            ["role_grant of ute@corp.example by dana@corp.example (other_admin)"]
        );
        assert_eq!(read(&[("a", &log)], &[]).events[0].detail("role"), Some("Global Administrator"));
    }
}

#[test]
fn the_support_ticket_of_microsoft_is_no_ticket_of_the_desk() {
    let mut record = unified("bbbbbbbb-0000-4000-8000-000000000001");
    record["SupportTicketId"] = json!("INC0000001");
    // A ticket of that number, of somebody else about something else.
    let incident = "number,opened_at,sys_updated_on,state,caller_id,assigned_to,short_description\n\
        INC0000001,2026-03-03 09:00:00,2026-03-03 09:30:00,6,bo@corp.example,dana@corp.example,Monitor flickers\n";
    let report = report(&[("m365.ndjson", &lines(&[record])), ("incident.csv", incident)]);
    assert_eq!(report.cases.len(), 1);
    assert_eq!(report.cases[0].change.reference_text, [""; 0]);
    assert!(report.cases[0].link.is_none(), "{:?}", report.cases[0].link);
}

#[test]
fn a_record_that_an_export_repeats_118_times_counts_once_and_the_report_says_so() {
    let row = |index: usize| {
        format!(
            "8,2026-03-03 09:20:14,dana@corp.example,Reset user password.,\"{}\",{index},118,bbbbbbbb-0000-4000-8000-000000000001\n",
            unified("bbbbbbbb-0000-4000-8000-000000000001").to_string().replace('"', "\"\"")
        )
    };
    let rows: String = (1..=118).map(row).collect();
    let table = format!(
        "RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount,Identity\n{rows}"
    );
    let report = report(&[("search.csv", &table)]);
    let file = &report.inputs[0];
    assert_eq!((file.rows, file.used, file.rejected, file.duplicates), (118, 1, 0, 117));
    assert_eq!(report.cases.len(), 1);
    let files: BTreeMap<_, _> = deskproof::report::render(&report).unwrap().into_iter().collect();
    assert_eq!(data(&files, "inputs")[0]["duplicates"], "117");
}

#[test]
fn a_downloaded_table_without_ids_repeats_the_act_and_does_not_double_it() {
    let entra = lines(&[graph("Directory_1", "Reset user password", json!([user(json!([]))]))]);
    let portal = format!(
        "\u{feff}Date (UTC),CorrelationId,Service,Category,Activity,Result,ResultReason,ActorType,ActorObjectId,ActorUserPrincipalName,IPAddress,Target1Type,Target1DisplayName,Target1ObjectId,Target1UserPrincipalName\r\n\
         2026-03-03T09:20:14.5912374+00:00,c-Directory_1,Core Directory,UserManagement,Reset user password,success,,User,{DANA},dana@corp.example,192.0.2.1,User,,{UTE},ute@corp.example\r\n"
    );
    let report = report(&[("entra.ndjson", &entra), ("portal.csv", &portal)]);
    assert_eq!(told(&report), ["password_reset of ute@corp.example by dana@corp.example (other_admin)"]);
    assert_eq!(report.cases[0].change.events.len(), 2, "both records are kept with it");
}

#[test]
fn one_record_of_microsoft_365_as_json_and_in_a_table_is_one_record() {
    let id = "bbbbbbbb-0000-4000-8000-000000000001";
    let json = lines(&[unified(id)]);
    let table = format!(
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n{id},2026-03-03T09:20:14.0000000Z,8,Reset user password.,dana@corp.example,\"{}\"\n",
        unified(id).to_string().replace('"', "\"\"")
    );
    let reading = read(&[("api.ndjson", &json), ("purview.csv", &table)], &[]);
    assert_eq!((reading.events.len(), reading.duplicates.len()), (1, 1));
}

#[test]
fn the_human_behind_a_service_of_microsoft_is_told_by_id_and_principal_name() {
    let mut record = graph("Directory_1", "Reset user password", json!([user(json!([]))]));
    record["initiatedBy"]["user"]["displayName"] = json!("Azure ESTS Service");
    let found = changes(&[("a", &lines(&[record]))]);
    assert_eq!(found, ["password_reset of ute@corp.example by dana@corp.example (other_admin)"]);
}

#[test]
fn a_reset_that_writeback_carries_out_is_the_work_of_no_person_at_the_desk() {
    let mut record = graph("Directory_1", "Reset user password", json!([user(json!([]))]));
    record["initiatedBy"]["user"] = json!({
        "id": "00000000-0000-0000-0000-000000000000", "userPrincipalName": "fim_password_service@support.onmicrosoft.com",
    });
    let report = report(&[("a", &lines(&[record]))]);
    assert_eq!(report.cases[0].change.actor_kind.as_str(), "system");
}

#[test]
fn one_passkey_in_two_records_of_which_one_knows_no_id_is_one_change() {
    let own = |id: &str, activity: &str, target: Value| {
        let mut record = graph(id, activity, json!([target]));
        record["initiatedBy"]["user"] =
            json!({ "id": UTE, "userPrincipalName": "ute@corp.example", "ipAddress": "192.0.2.1" });
        record["loggedByService"] = json!("Authentication Methods");
        record
    };
    let nameless = json!({ "id": null, "type": "User", "userPrincipalName": "ute@corp.example", "modifiedProperties": [] });
    let log = lines(&[
        own("Directory_1", "Add Passkey (device-bound)", nameless),
        own("Directory_2", "User registered security info", user(json!([]))),
    ]);
    assert_eq!(changes(&[("a", &log)]), ["factor_enrol of ute@corp.example by ute@corp.example (self)"]);
}

// Okta ---------------------------------------------------------------------------------------------------------

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

// Active Directory ---------------------------------------------------------------------------------------------

const SUCCESS: &str = "0x8020000000000000";
const FAILURE: &str = "0x8010000000000000";

fn security(record: u32, id: u32, keywords: &str, data: Value) -> Value {
    json!({ "Event": {
        "#attributes": { "xmlns": "http://schemas.microsoft.com/win/2004/08/events/event" },
        "System": {
            "Provider": { "#attributes": { "Name": "Microsoft-Windows-Security-Auditing" } }, "EventID": id, "Keywords": keywords,
            "TimeCreated": { "#attributes": { "SystemTime": format!("2026-03-03T09:{:02}:14.591237Z", record % 60) } },
            "EventRecordID": record, "Channel": "Security", "Computer": "dc1.corp.example",
        },
        "EventData": data,
    } })
}

fn by_dana(mut data: Value) -> Value {
    data["SubjectUserSid"] = json!("S-1-5-21-1-2-3-1102");
    data["SubjectUserName"] = json!("dana");
    data["SubjectDomainName"] = json!("CORP");
    data["SubjectLogonId"] = json!("0x51c2a");
    data
}

#[test]
fn an_addition_to_a_group_is_about_the_member_and_not_about_the_group() {
    let log = lines(&[security(
        1,
        4728,
        SUCCESS,
        by_dana(json!({
            "MemberName": "CN=Ute Meier,OU=Staff,DC=corp,DC=example", "MemberSid": "S-1-5-21-1-2-3-1101",
            "TargetUserName": "Domain Admins", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-512",
        })),
    )]);
    let reading = read(&[("log", &log)], &[]);
    let subject = reading.events[0].subject_party().unwrap();
    assert_eq!(subject.id.as_deref(), Some("S-1-5-21-1-2-3-1101"));
    assert_eq!(subject.display.as_deref(), Some("Ute Meier"));
    assert!(reading.events[0].targets.iter().any(|target| target.login.as_deref() == Some("Domain Admins")));
    assert_eq!(changes(&[("log", &log)]), ["group_grant of Ute Meier by dana (other_admin)"]);
    // Of a local group only the member's SID is known.
    let local = log.replace("CN=Ute Meier,OU=Staff,DC=corp,DC=example", "-");
    let reading = read(&[("log", &local)], &[]);
    assert_eq!(reading.events[0].subject_party().unwrap().id.as_deref(), Some("S-1-5-21-1-2-3-1101"));
}

#[test]
fn a_lockout_is_about_the_account_and_not_about_the_domain_controller_that_writes_it() {
    let log = lines(&[security(
        1,
        4740,
        SUCCESS,
        json!({
            "TargetUserName": "ute", "TargetDomainName": "PC-UTE", "TargetSid": "S-1-5-21-1-2-3-1101",
            "SubjectUserSid": "S-1-5-18", "SubjectUserName": "DC1$", "SubjectDomainName": "CORP", "SubjectLogonId": "0x3e7",
        }),
    )]);
    let reading = read(&[("log", &log)], &[]);
    assert_eq!(reading.events[0].subject_party().map(text), Some("ute"));
    assert_eq!(changes(&[("log", &log)]), ["account_lock of ute by dc1$ (automation)"]);
}

#[test]
fn an_attempt_on_a_password_that_failed_in_its_keywords_alone_changes_nothing() {
    let target =
        || json!({ "TargetUserName": "ute", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-1101" });
    let own = || {
        let mut data = target();
        data["SubjectUserSid"] = data["TargetSid"].clone();
        data["SubjectUserName"] = json!("ute");
        data
    };
    let all = |keywords: &str| {
        lines(&[security(1, 4724, keywords, by_dana(target())), security(2, 4723, keywords, own())])
    };
    assert_eq!(changes(&[("log", &all(FAILURE))]), [""; 0]);
    assert_eq!(
        changes(&[("log", &all(SUCCESS))]),
        ["password_reset of ute by dana (other_admin)", "password_change_self of ute by ute (self)"]
    );
}

/// One event of the Security log in the shapes that products make of it.
fn shapes(id: u32, keywords: &str, data: &Value) -> Vec<(&'static str, String)> {
    let time = "2026-03-03T09:20:14.591237Z";
    let named: Vec<(&String, &str)> =
        data.as_object().unwrap().iter().map(|(name, value)| (name, value.as_str().unwrap())).collect();
    let xml: String =
        named.iter().map(|(name, value)| format!("<Data Name=\"{name}\">{value}</Data>")).collect();
    let xml = format!(
        "<Events><Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System><EventID>{id}</EventID><Keywords>{keywords}</Keywords>\
         <TimeCreated SystemTime=\"{time}\"/><EventRecordID>1</EventRecordID><Channel>Security</Channel><Computer>dc1.corp.example</Computer></System>\
         <EventData>{xml}</EventData></Event></Events>"
    );
    let evtx = security(1, id, keywords, data.clone());
    let mut numbered = evtx.clone();
    numbered["Event"]["System"]["EventID"] = json!({ "#text": id, "#attributes": { "Qualifiers": "" } });
    let attributed = json!({ "Event": {
        "System": {
            "EventID": id.to_string(), "Keywords": keywords, "TimeCreated": { "@SystemTime": time }, "EventRecordID": "1",
            "Channel": "Security", "Computer": "dc1.corp.example",
        },
        "EventData": { "Data": named.iter().map(|(name, value)| json!({ "@Name": name, "#text": value })).collect::<Vec<_>>() },
    } });
    let mut flat = json!({
        "EventTime": "2026-03-03 09:20:14", "Hostname": "dc1.corp.example", "Keywords": keywords, "EventID": id, "RecordNumber": 1,
        "Channel": "Security", "SourceName": "Microsoft-Windows-Security-Auditing",
    });
    let mut sentinel = json!({
        "TimeGenerated": time, "Computer": "dc1.corp.example", "EventID": id, "Channel": "Security", "Keywords": keywords,
        "EventSourceName": "Microsoft-Windows-Security-Auditing", "Activity": format!("{id} - x"), "EventRecordId": "1",
    });
    let mut wazuh = json!({});
    for (name, value) in &named {
        flat[name.as_str()] = json!(value);
        sentinel[name.as_str()] = json!(value);
        let mut letters = name.chars();
        let first = letters.next().unwrap().to_lowercase().to_string();
        wazuh[first + letters.as_str()] = json!(value);
    }
    let wazuh = json!({ "timestamp": time, "data": { "win": {
        "system": { "eventID": id.to_string(), "channel": "Security", "keywords": keywords, "systemTime": time, "eventRecordID": "1", "computer": "dc1.corp.example" },
        "eventdata": wazuh,
    } } });
    let winlogbeat = json!({
        "@timestamp": time, "winlog": {
            "event_id": id.to_string(), "channel": "Security", "provider_name": "Microsoft-Windows-Security-Auditing", "record_id": 1,
            "computer_name": "dc1.corp.example", "keywords": [if keywords == SUCCESS { "Audit Success" } else { "Audit Failure" }],
            "event_data": data,
        },
    });
    vec![
        ("evtx", evtx.to_string()),
        ("evtx with attributes of the number", numbered.to_string()),
        ("xml", xml),
        ("xml as json", attributed.to_string()),
        ("flat", flat.to_string()),
        ("sentinel", sentinel.to_string()),
        ("wazuh", wazuh.to_string()),
        ("winlogbeat", winlogbeat.to_string()),
    ]
}

#[test]
fn every_shape_of_the_security_log_says_the_same() {
    let member = by_dana(json!({
        "MemberName": "CN=Zoe Meier,OU=Staff,DC=corp,DC=example", "MemberSid": "S-1-5-21-1-2-3-1101",
        "TargetUserName": "Domain Admins", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-512",
    }));
    let reset = by_dana(
        json!({ "TargetUserName": "zoe", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-1101" }),
    );
    for (id, keywords, data, kind, subject) in [
        (4728, SUCCESS, &member, "group_grant", Some("Zoe# Meier")),
        (4724, SUCCESS, &reset, "password_reset", Some("zoe#")),
        (4724, FAILURE, &reset, "password_reset", None),
    ] {
        // Each shape has a subject and a controller of its own, so that all of them fit into one run.
        let logs: Vec<(&str, String)> = shapes(id, keywords, data)
            .into_iter()
            .zip(1..)
            .map(|((shape, log), number)| {
                let own = log.replace("zoe", &format!("zoe{number}")).replace("Zoe", &format!("Zoe{number}"));
                let own = own.replace("3-1101", &format!("3-200{number}"));
                (shape, own.replace("dc1.", &format!("dc{number}.")))
            })
            .collect();
        let files: Vec<(&str, &str)> = logs.iter().map(|(shape, log)| (*shape, log.as_str())).collect();
        let mut found = changes(&files);
        found.sort();
        let line = |number: usize| {
            let subject = subject?.replace('#', &number.to_string());
            Some(format!("{kind} of {subject} by dana (other_admin)"))
        };
        let expected: Vec<String> = (1..=logs.len()).filter_map(line).collect();
        assert_eq!(found, expected, "{id} {keywords}");
    }
}

#[test]
fn one_record_of_a_domain_controller_in_several_shapes_counts_once_and_of_two_controllers_twice() {
    let data = by_dana(
        json!({ "TargetUserName": "ute", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-1101" }),
    );
    let event = security(1, 4724, SUCCESS, data).to_string().replace("09:01:14.591237Z", "09:20:14.591237Z");
    let xml = shapes(
        4724,
        SUCCESS,
        &by_dana(
            json!({ "TargetUserName": "ute", "TargetDomainName": "CORP", "TargetSid": "S-1-5-21-1-2-3-1101" }),
        ),
    );
    let reading = read(&[("a.json", &event), ("b.xml", &xml[2].1)], &[]);
    assert_eq!((reading.events.len(), reading.duplicates.len()), (1, 1));
    // Numbers of records count on each computer by themselves.
    let other = event.replace("dc1.corp.example", "dc2.corp.example");
    assert_eq!(read(&[("a.json", &event), ("b.json", &other)], &[]).events.len(), 2);
}

/// A record of Samba: type, member and what is in it.
fn samba(time: &str, kind: &str, inner: Value) -> String {
    format!(
        "  {}",
        json!({ "timestamp": format!("2026-03-03T10:{time}.123456+0100"), "type": kind, kind: inner })
    )
}

fn modify(sid: &str, attributes: Value) -> Value {
    json!({
        "version": { "major": 1, "minor": 0 }, "statusCode": 0, "status": "Success", "operation": "Modify",
        "remoteAddress": "ipv4:192.0.2.9:51234", "performedAsSystem": false, "userSid": sid,
        "dn": "CN=Ute Meier,OU=Staff,DC=corp,DC=example", "transactionId": format!("t-{sid}"), "sessionId": "s1",
        "attributes": attributes,
    })
}

#[test]
fn broken_lines_of_samba_are_one_record() {
    let reset = json!({
        "version": { "major": 1, "minor": 1 }, "eventId": 4724, "statusCode": 0, "status": "Success",
        "remoteAddress": "ipv4:192.0.2.9:51234", "userSid": "S-1-5-21-1-2-3-1102",
        "dn": "CN=Ute Meier,OU=Staff,DC=corp,DC=example", "action": "Reset", "sessionId": "s1", "transactionId": "t1",
    });
    let line = samba("20:14", "passwordChange", reset);
    let (first, rest) = line.split_at(line.find("Staff").unwrap());
    let log = format!(
        "{}\n{first} +>\n  {rest}\n",
        line.replace("\"t1\"", "\"t0\"").replace("10:20:14", "08:20:14")
    );
    let reading = read(&[("samba.log", &log)], &[]);
    assert_eq!((reading.files[0].rows, reading.files[0].used), (2, 2));
    assert!(reading.events.iter().all(|event| {
        event.subject_party().unwrap().id.as_deref() == Some("CN=Ute Meier,OU=Staff,DC=corp,DC=example")
    }));
}

#[test]
fn a_lockout_time_replaced_by_0_is_an_unlock() {
    let unlock =
        json!({ "lockoutTime": { "actions": [{ "action": "replace", "values": [{ "value": "0" }] }] } });
    let log = samba("20:14", "dsdbChange", modify("S-1-5-21-1-2-3-1102", unlock));
    let found = changes(&[("samba.log", &log)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("account_unlock of Ute Meier by "), "{found:?}");
}

#[test]
fn the_bookkeeping_of_samba_itself_is_no_change_of_the_desk() {
    let value = |name: &str, value: &str| json!({ name: { "actions": [{ "action": "replace", "values": [{ "value": value }] }] } });
    let log = [
        samba("20:14", "dsdbChange", modify("S-1-5-18", value("lockoutTime", "134170392145912370"))),
        samba("20:15", "dsdbChange", modify("S-1-5-18", value("lastLogonTimestamp", "134170392145912370"))),
        samba("20:16", "dsdbChange", modify("S-1-5-18", value("lockoutTime", "0"))),
    ];
    assert_eq!(changes(&[("samba.log", &log.join("\n"))]), [""; 0]);
}

#[test]
fn a_reset_with_a_forced_change_is_one_act_in_three_records_of_samba() {
    let replaced = |name: &str, transaction: &str, value: Value| {
        let mut record = modify(
            "S-1-5-21-1-2-3-1102",
            json!({ name: { "actions": [{ "action": "replace", "values": [value] }] } }),
        );
        record["transactionId"] = json!(transaction);
        record
    };
    let password = json!({
        "version": { "major": 1, "minor": 1 }, "eventId": 4724, "statusCode": 0, "status": "Success",
        "remoteAddress": "ipv4:192.0.2.9:51234", "userSid": "S-1-5-21-1-2-3-1102",
        "dn": "CN=Ute Meier,OU=Staff,DC=corp,DC=example", "action": "Reset", "sessionId": "s1", "transactionId": "t1",
    });
    let log = [
        samba("20:14", "dsdbChange", replaced("unicodePwd", "t1", json!({ "redacted": true }))),
        samba("20:14", "passwordChange", password),
        samba("20:15", "dsdbChange", replaced("pwdLastSet", "t2", json!({ "value": "0" }))),
    ];
    let found = changes(&[("samba.log", &log.join("\n"))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("password_reset of Ute Meier by "), "{found:?}");
}

#[test]
fn a_member_that_samba_logs_twice_is_one_grant() {
    let member = json!({ "member": { "actions": [{ "action": "add", "values": [{ "value": "<GUID=aaaaaaaa-0000-4000-8000-000000000001>;<SID=S-1-5-21-1-2-3-1101>;CN=Ute Meier,OU=Staff,DC=corp,DC=example" }] }] } });
    let mut change = modify("S-1-5-21-1-2-3-1102", member);
    change["dn"] = json!("CN=Domain Admins,CN=Users,DC=corp,DC=example");
    change["transactionId"] = json!("t1");
    let group = json!({
        "version": { "major": 1, "minor": 1 }, "eventId": 4728, "statusCode": 0, "status": "Success", "action": "Added",
        "remoteAddress": "ipv4:192.0.2.9:51234", "userSid": "S-1-5-21-1-2-3-1102", "group": "CN=Domain Admins,CN=Users,DC=corp,DC=example",
        "user": "CN=Ute Meier,OU=Staff,DC=corp,DC=example", "sessionId": "s1", "transactionId": "t1",
    });
    let log = [samba("20:14", "dsdbChange", change), samba("20:14", "groupChange", group)];
    let found = changes(&[("samba.log", &log.join("\n"))]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("group_grant of Ute Meier by "), "{found:?}");
}

#[test]
fn what_samba_refused_changes_nothing() {
    let mut unlock = modify(
        "S-1-5-21-1-2-3-1102",
        json!({ "lockoutTime": { "actions": [{ "action": "replace", "values": [{ "value": "0" }] }] } }),
    );
    unlock["statusCode"] = json!(50);
    unlock["status"] = json!("insufficient access rights");
    assert_eq!(changes(&[("samba.log", &samba("20:14", "dsdbChange", unlock))]), [""; 0]);
}

// Duo ----------------------------------------------------------------------------------------------------------

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

// Google -------------------------------------------------------------------------------------------------------

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

// Keycloak, CloudTrail, privacyIDEA ----------------------------------------------------------------------------

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

// Times --------------------------------------------------------------------------------------------------------

const HEAD: &str = "number,opened_at,sys_updated_on,state,caller_id,short_description\n";

#[test]
fn day_and_month_are_told_apart_for_each_column_by_all_of_the_file() {
    // One column has the day first, the other the month; what settles it stands at the end of a long file.
    let mut table = HEAD.to_owned();
    for number in 1..2000 {
        table.push_str(&format!("INC{number},03/04/2026 10:00,05/06/2026 11:00,6,Ada,x\n"));
    }
    table.push_str("INC9998,17/04/2026 10:00,05/06/2026 11:00,6,Ada,x\nINC9999,03/04/2026 10:00,05/30/2026 11:00,6,Ada,x\n");
    let reading = read(&[("list.csv", &table)], &["UTC"]);
    let first = reading.tickets.iter().find(|ticket| ticket.number == "INC1").unwrap();
    assert_eq!(at(first.opened_at), "2026-04-03T10:00:00+00:00");
    assert_eq!(at(first.updated_at), "2026-05-06T11:00:00+00:00");
}

#[test]
fn a_file_in_which_nothing_tells_day_from_month_is_refused() {
    let table = format!("{HEAD}INC1,03/04/2026 10:00,05/06/2026 11:00,6,Ada,x\n");
    let reading = try_read(&[("list.csv", &table)], &["UTC"]).unwrap();
    assert_eq!((reading.files[0].used_as, reading.files[0].used), (FileUse::Unreadable, 0));
    assert!(reading.files[0].note.contains("day or the month first"), "{}", reading.files[0].note);
    assert!(reading.tickets.is_empty());
}

#[test]
fn a_column_that_has_the_day_now_first_and_now_second_is_refused() {
    let table = format!(
        "{HEAD}INC1,17/04/2026 10:00,2026-06-05 11:00:00,6,Ada,x\nINC2,04/18/2026 10:00,2026-06-05 11:00:00,6,Ada,x\n"
    );
    let reading = try_read(&[("list.csv", &table)], &["UTC"]).unwrap();
    let file = &reading.files[0];
    assert!(file.used_as == FileUse::Unreadable || file.rejected > 0, "{}: {}", file.used_as, file.note);
    let wrong = reading.tickets.iter().filter(|ticket| at(ticket.opened_at).starts_with("2026-05"));
    assert_eq!(wrong.count(), 0);
}

#[test]
fn day_and_month_of_an_audit_log_are_told_apart_by_all_of_the_file_too() {
    let table = |last: &str| {
        let mut table = "Date,CorrelationId,Service,Category,Activity,Result,ActorType,ActorObjectId,ActorUserPrincipalName,Target1Type,Target1ObjectId,Target1UserPrincipalName\n".to_owned();
        for number in 0..3000 {
            table.push_str(&format!("3/4/2026 7:22:01 AM,c{number},Core Directory,UserManagement,Reset user password,success,User,{DANA},dana@corp.example,User,u{number},u{number}@corp.example\n"));
        }
        table
            + &format!(
                "{last} 7:22:01 AM,c,Core Directory,UserManagement,Reset user password,success,User,{DANA},dana@corp.example,User,{UTE},ute@corp.example\n"
            )
    };
    let first = |last: &str| {
        let reading = try_read(&[("audit.csv", &table(last))], &["UTC"]).unwrap();
        let of_first = |party: &Party| party.id.as_deref() == Some("u0");
        let event = reading.events.iter().find(|event| event.subject_party().is_some_and(of_first));
        event.map(|event| event.at.date_naive().to_string())
    };
    assert_eq!(first("17/3/2026").as_deref(), Some("2026-04-03"));
    assert_eq!(first("3/17/2026").as_deref(), Some("2026-03-04"));
    assert_eq!(first("5/6/2026"), None, "nothing tells, so nothing is read");
}

#[test]
fn local_times_without_a_zone_are_refused_with_both_ways_out() {
    let log = lines(&[json!({
        "EventTime": "2026-03-03 10:20:14", "Hostname": "dc1.corp.example", "Keywords": SUCCESS, "EventType": "AUDIT_SUCCESS",
        "EventID": 4724, "RecordNumber": 1, "Channel": "Security", "TargetUserName": "ute", "TargetSid": "S-1-5-21-1-2-3-1101",
        "SubjectUserName": "dana", "SubjectUserSid": "S-1-5-21-1-2-3-1102",
    })]);
    let fault = try_read(&[("nxlog.json", &log)], &[]).unwrap_err().to_string();
    for part in ["nxlog.json", "2026-03-03 10:20:14", "`--tz ZONE`", "`--tz windows.flat=ZONE`"] {
        assert!(fault.contains(part), "{fault}");
    }
    for zone in ["Europe/Berlin", "windows=Europe/Berlin", "windows.flat=Europe/Berlin"] {
        let reading = read(&[("nxlog.json", &log)], &[zone]);
        assert_eq!(reading.events[0].at.to_rfc3339(), "2026-03-03T09:20:14+00:00", "{zone}");
        assert!(reading.files[0].zone.contains("Europe/Berlin"), "{}", reading.files[0].zone);
    }
}

#[test]
fn a_documented_zone_is_used_and_no_zone_of_the_command_line_replaces_it() {
    let log = lines(&[unified("bbbbbbbb-0000-4000-8000-000000000001")]);
    for zones in [&[][..], &["Europe/Berlin"]] {
        let reading = read(&[("m365.ndjson", &log)], zones);
        assert_eq!(reading.events[0].at.to_rfc3339(), "2026-03-03T09:20:14+00:00");
        assert!(reading.files[0].zone.starts_with("UTC (CreationTime is UTC"), "{}", reading.files[0].zone);
    }
}

#[test]
fn seconds_and_milliseconds_of_the_epoch_name_the_same_instant() {
    let log = |time: i64| {
        lines(&[json!({
            "_document_id": "d1", "action": "org.add_member", "actor": "dana", "user": "ute", "org": "corp",
            "created_at": time, "@timestamp": time, "operation_type": "create",
        })])
    };
    let instant = |time: i64| read(&[("github.ndjson", &log(time))], &[]).events[0].at;
    assert_eq!(instant(1_772_529_614), instant(1_772_529_614_000));
    assert_eq!(instant(1_772_529_614).to_rfc3339(), "2026-03-03T09:20:14+00:00");
}

// Tickets ------------------------------------------------------------------------------------------------------

#[test]
fn a_blank_counter_is_unknown_and_not_nought() {
    let table = "number,opened_at,sys_updated_on,state,caller_id,short_description,reopen_count,reassignment_count\n\
        INC1,2026-03-01 10:00:00,2026-03-02 10:00:00,7,Ada,x,,\n\
        INC2,2026-03-01 10:00:00,2026-03-02 10:00:00,7,Ada,y,0,2\n";
    let reading = read(&[("list.csv", table)], &[]);
    let counters: Vec<_> =
        reading.tickets.iter().map(|ticket| (ticket.reopen_count, ticket.reassignment_count)).collect();
    assert_eq!(counters, [(None, None), (Some(0), Some(2))]);
}

#[test]
fn closing_is_a_timer_and_never_stands_in_for_the_solution() {
    let table = "number,opened_at,closed_at,resolved_at,sys_updated_on,state,caller_id,short_description\n\
        INC1,2026-03-01 10:00:00,2026-03-06 10:00:00,,2026-03-06 10:00:00,7,Ada,x\n\
        INC2,2026-03-01 10:00:00,2026-03-06 10:00:00,2026-03-01 11:00:00,2026-03-06 10:00:00,7,Ada,x\n";
    let reading = read(&[("list.csv", table)], &[]);
    let [unsolved, solved] = &reading.tickets[..] else { panic!("{:?}", reading.tickets) };
    assert_eq!((at(unsolved.resolved_at), unsolved.resolved_at_recorded), ("none".to_owned(), false));
    assert_eq!(at(unsolved.closed_at), "2026-03-06T10:00:00+00:00");
    assert_eq!(
        (at(solved.resolved_at), solved.resolved_at_recorded),
        ("2026-03-01T11:00:00+00:00".to_owned(), true)
    );
    let glpi = json!([{
        "id": 7, "entities_id": 0, "name": "Forgot my password", "date": "2026-03-01 10:00:00", "date_mod": "2026-03-06 10:00:00",
        "closedate": "2026-03-06 10:00:00", "solvedate": null, "status": 6, "users_id_recipient": 2, "requesttypes_id": 3,
    }]);
    let closed = ticket(&[("glpi.json", &glpi.to_string())]);
    assert_eq!((at(closed.resolved_at), closed.state), ("none".to_owned(), TicketState::Closed));
}

#[test]
fn the_beginning_of_the_epoch_is_no_time_and_nobody_is_nobody_in_request_tracker() {
    let record = json!({
        "_url": "https://rt.example/REST/2.0/ticket/7", "id": 7, "type": "ticket", "Subject": "Forgot my password", "Status": "open",
        "Queue": { "id": "1", "Name": "Identity" }, "Owner": { "id": "Nobody", "type": "user" }, "Creator": { "id": "dana", "type": "user" },
        "Requestor": [{ "id": "ute", "type": "user" }], "Created": "2026-03-03T09:00:00Z", "LastUpdated": "2026-03-03T09:30:00Z",
        "Resolved": "1970-01-01T00:00:00Z", "Started": "1970-01-01T00:00:00Z",
    });
    let ticket = ticket(&[("rt.json", &record.to_string())]);
    assert_eq!((at(ticket.resolved_at), ticket.resolved_at_recorded), ("none".to_owned(), false));
    assert!(ticket.agent.is_empty(), "{:?}", ticket.agent);
    assert_eq!((text(&ticket.requester), text(&ticket.opened_by)), ("ute", "dana"));
}

fn zendesk(status: &str) -> Value {
    json!({
        "id": 7, "url": "https://corp.zendesk.example/api/v2/tickets/7.json", "status": status, "subject": "Forgot my password",
        "description": "x", "requester_id": 101, "submitter_id": 101, "assignee_id": 202, "group_id": 3, "brand_id": 1,
        "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-07T10:00:00Z", "via": { "channel": "web" },
    })
}

#[test]
fn when_a_zendesk_ticket_was_solved_stands_in_its_metrics_or_else_in_its_audits() {
    let tickets = json!({ "tickets": [zendesk("closed")], "count": 1 }).to_string();
    assert_eq!(at(ticket(&[("tickets.json", &tickets)]).resolved_at), "none");
    let metrics = json!({ "ticket_metrics": [{
        "id": 1, "ticket_id": 7, "solved_at": "2026-03-03T09:40:00Z", "reopens": 1, "replies": 2, "group_stations": 1, "assignee_stations": 1,
        "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-07T10:00:00Z",
    }] });
    let measured = ticket(&[("tickets.json", &tickets), ("metrics.json", &metrics.to_string())]);
    assert_eq!(at(measured.resolved_at), "2026-03-03T09:40:00+00:00");
    assert_eq!((measured.reopen_count, measured.reassignment_count), (Some(1), Some(0)));
    let audit = |id: u32, time: &str, old: &str, new: &str| {
        json!({
            "id": id, "ticket_id": 7, "created_at": time, "author_id": 202,
            "events": [{ "id": id * 10, "type": "Change", "field_name": "status", "previous_value": old, "value": new }],
        })
    };
    let audits = json!({ "audits": [
        audit(1, "2026-03-03T09:30:00Z", "open", "solved"),
        audit(2, "2026-03-07T10:00:00Z", "solved", "closed"),
    ] });
    let audited = ticket(&[("tickets.json", &tickets), ("audits.json", &audits.to_string())]);
    assert_eq!(
        (at(audited.resolved_at), audited.resolved_at_recorded),
        ("2026-03-03T09:30:00+00:00".to_owned(), false)
    );
}

#[test]
fn deleted_zendesk_tickets_are_cancelled() {
    let tickets = json!({ "tickets": [zendesk("deleted")], "count": 1 }).to_string();
    assert_eq!(ticket(&[("tickets.json", &tickets)]).state, TicketState::Cancelled);
}

#[test]
fn each_of_several_columns_called_comment_is_a_line_of_a_jira_ticket() {
    let table = "Issue key,Issue id,Summary,Status,Created,Updated,Reporter,Assignee,Comment,Comment,Comment\n\
        SD-1,1001,Forgot my password,Done,2026-03-03 09:00,2026-03-03 10:00,ute,dana,\
        2026-03-03 09:05;dana;Called back; number on file,2026-03-03 09:10;ute;Thank you,\n";
    let ticket = ticket(&[("jira.csv", table)]);
    let lines: Vec<(String, &str, &str)> =
        ticket.journal.iter().map(|line| (at(line.at), text(&line.author), line.text.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("2026-03-03T09:05:00+00:00".to_owned(), "dana", "Called back; number on file"),
            ("2026-03-03T09:10:00+00:00".to_owned(), "ute", "Thank you"),
        ]
    );
    assert!(ticket.has_journal);
}

#[test]
fn the_recipient_of_a_glpi_ticket_is_who_wrote_it_and_not_who_asked() {
    let record = json!([{
        "id": 7, "entities_id": 0, "name": "Forgot my password", "content": "x", "date": "2026-03-01 10:00:00",
        "date_mod": "2026-03-01 11:00:00", "status": 2, "users_id_recipient": 2, "requesttypes_id": 3, "itilcategories_id": 0,
    }])
    .to_string();
    let alone = ticket(&[("ticket.json", &record)]);
    assert_eq!(alone.opened_by.id.as_deref(), Some("2"));
    assert!(alone.requester.is_empty(), "{:?}", alone.requester);
    let actors = json!([{ "id": 1, "tickets_id": 7, "users_id": 5, "type": 1, "use_notification": 1, "alternative_email": "" }]).to_string();
    let whole = ticket(&[("ticket.json", &record), ("actors.json", &actors)]);
    assert_eq!((whole.requester.id.as_deref(), whole.opened_by.id.as_deref()), (Some("5"), Some("2")));
}

#[test]
fn one_ticket_of_request_tracker_in_local_and_in_universal_time_is_one_ticket() {
    let rest = json!({
        "_url": "https://rt.example/REST/2.0/ticket/7", "id": 7, "type": "ticket", "Subject": "Forgot my password", "Status": "resolved",
        "Queue": { "id": "1", "Name": "Identity" }, "Owner": { "id": "dana", "type": "user" }, "Creator": { "id": "dana", "type": "user" },
        "Requestor": [{ "id": "ute", "type": "user" }], "Created": "2026-03-03T09:00:00Z", "LastUpdated": "2026-03-03T09:40:00Z",
        "Resolved": "2026-03-03T09:40:00Z",
    })
    .to_string();
    let table = "id\tSubject\tStatus\tQueueName\tOwnerName\tRequestors\tCreated\tLastUpdated\tResolved\n\
        7\tForgot my password\tresolved\tIdentity\tdana (Dana Desk)\tute\tTue Mar 03 10:00:00 2026\tTue Mar 03 10:40:00 2026\tTue Mar 03 10:40:00 2026\n\
        8\tNot yet\tnew\tIdentity\tNobody in particular\tute\tTue Mar 03 11:00:00 2026\tNot set\tNot set\n";
    let reading = read(&[("rest.json", &rest), ("results.tsv", table)], &["Europe/Berlin"]);
    let [both, open] = &reading.tickets[..] else { panic!("{:?}", reading.tickets) };
    assert_eq!(at(both.opened_at), "2026-03-03T09:00:00+00:00");
    assert_eq!(at(both.resolved_at), "2026-03-03T09:40:00+00:00");
    assert_eq!(
        (at(open.opened_at), at(open.resolved_at)),
        ("2026-03-03T10:00:00+00:00".to_owned(), "none".to_owned())
    );
    assert!(open.agent.is_empty(), "{:?}", open.agent);
    let fault = try_read(&[("results.tsv", table)], &[]).unwrap_err().to_string();
    assert!(fault.contains("--tz request_tracker.search=ZONE"), "{fault}");
}

#[test]
fn of_a_zendesk_ticket_that_pages_repeat_the_newest_counts() {
    let page = |status: &str, stamp: i64| {
        let mut ticket = zendesk(status);
        ticket["generated_timestamp"] = json!(stamp);
        json!({ "tickets": [ticket], "count": 1, "end_of_stream": false, "end_time": stamp }).to_string()
    };
    let (old, new) = (page("open", 1_772_529_614), page("solved", 1_772_533_214));
    for (first, second) in [(&old, &new), (&new, &old)] {
        assert_eq!(ticket(&[("1.json", first), ("2.json", second)]).state, TicketState::Resolved);
    }
}

#[test]
fn the_loser_of_a_merge_in_zendesk_is_cancelled() {
    let mut loser = zendesk("closed");
    loser["tags"] = json!(["vip", "closed_by_merge"]);
    let tickets = json!({ "tickets": [loser], "count": 1 }).to_string();
    assert_eq!(ticket(&[("tickets.json", &tickets)]).state, TicketState::Cancelled);
}

#[test]
fn an_approval_that_jira_prints_as_an_object_of_its_own_is_never_read_as_approved() {
    let issue = json!({
        "id": "1001", "key": "SD-1", "self": "https://jira.example/rest/api/2/issue/1001",
        "fields": {
            "summary": "New token", "status": { "name": "Done", "statusCategory": { "key": "done" } },
            "created": "2026-03-03T10:00:00.000+0100", "updated": "2026-03-03T10:40:00.000+0100", "resolutiondate": null,
            "reporter": { "name": "ute", "displayName": "Ute" }, "creator": { "name": "dana" }, "assignee": { "name": "dana" },
            "customfield_10100": ["com.atlassian.servicedesk.plugins.approvals.internal.customfield.ApprovalsCFValue@1"],
        },
    });
    let ticket = ticket(&[("issue.json", &issue.to_string())]);
    assert!(
        ticket.approvals.iter().all(|approval| approval.state.as_str() == "other"),
        "{:?}",
        ticket.approvals
    );
    assert_eq!((text(&ticket.requester), text(&ticket.opened_by)), ("ute", "dana"));
    assert_eq!(
        (at(ticket.opened_at), at(ticket.resolved_at)),
        ("2026-03-03T09:00:00+00:00".to_owned(), "none".to_owned())
    );
}

#[test]
fn a_removed_permission_whose_scope_grew_was_granted() {
    let record = |old: &str, new: &str| {
        let changed = json!([{ "displayName": "DelegatedPermissionGrant.Scope", "oldValue": json!(old).to_string(), "newValue": json!(new).to_string() }]);
        let app = json!({ "id": "sp1", "type": "ServicePrincipal", "displayName": "Mail tool", "modifiedProperties": changed });
        lines(&[graph("Directory_1", "Remove delegated permission grant", json!([app]))])
    };
    let kind = |old: &str, new: &str| report(&[("a", &record(old, new))]).cases[0].change.kind.as_str();
    assert_eq!(kind("User.Read", "User.Read Mail.Read"), "consent_grant");
    assert_eq!(kind("User.Read Mail.Read", "User.Read"), "consent_revoke");
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

#[test]
fn freshservice_is_solved_when_its_stats_say_so_and_not_when_it_closes() {
    let ticket_with = |stats: Value| {
        let record = json!({ "tickets": [{
            "id": 7, "requester_id": 101, "responder_id": 202, "group_id": 3, "status": 5, "source": 3, "subject": "Forgot my password", "priority": 1,
            "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-05T10:00:00Z", "due_by": "2026-03-06T10:00:00Z", "fr_due_by": "2026-03-04T10:00:00Z",
            "workspace_id": 2, "stats": stats,
        }] });
        ticket(&[("tickets.json", &record.to_string())])
    };
    let closed = ticket_with(json!({ "closed_at": "2026-03-05T10:00:00Z", "resolved_at": null }));
    assert_eq!(
        (at(closed.resolved_at), at(closed.closed_at)),
        ("none".to_owned(), "2026-03-05T10:00:00+00:00".to_owned())
    );
    assert_eq!(closed.channel.as_deref(), Some("phone"));
    let solved =
        ticket_with(json!({ "closed_at": "2026-03-05T10:00:00Z", "resolved_at": "2026-03-03T09:40:00Z" }));
    assert_eq!(
        (at(solved.resolved_at), solved.resolved_at_recorded),
        ("2026-03-03T09:40:00+00:00".to_owned(), true)
    );
}
