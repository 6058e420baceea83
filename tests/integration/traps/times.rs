//! How times are written.

use super::active_directory::SUCCESS;
use super::microsoft::unified;
use super::*;

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
