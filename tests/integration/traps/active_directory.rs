//! What Windows and Samba write of a directory.

use super::*;

pub(super) const SUCCESS: &str = "0x8020000000000000";
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
