//! What Entra ID and Microsoft 365 write.

use super::*;

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
pub(super) fn unified(id: &str) -> Value {
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
