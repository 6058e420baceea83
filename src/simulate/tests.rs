//! The simulation as a whole.

mod contact;
mod lives;
mod pairs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{TimeZone, Utc};
use serde_json::Value;

use super::*;

fn settings(seed: u64, people: usize) -> SimulateSettings {
    let start = Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap();
    SimulateSettings { seed, people, start, ..SimulateSettings::default() }
}

fn made(settings: &SimulateSettings) -> (tempfile::TempDir, Summary) {
    let folder = tempfile::tempdir().unwrap();
    let summary = simulate(settings, &Mappings::embedded(), folder.path()).unwrap();
    (folder, summary)
}

fn rows(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn log(folder: &Path) -> Vec<Value> {
    let [first, later] = ["system-log", "system-log-later"]
        .map(|name| std::fs::read_to_string(folder.join(format!("exports/okta/{name}.ndjson"))).unwrap());
    let known: BTreeSet<&str> = first.lines().collect();
    let new = later.lines().filter(|line| !known.contains(line));
    assert!(new.clone().count() < later.lines().count(), "the exports overlap");
    first.lines().chain(new).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn table(folder: &Path, name: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(format!("exports/servicenow/{name}.json"))).unwrap();
    let mut answer: Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(answer["result"].take()).unwrap()
}

fn bytes(folder: &Path, summary: &Summary) -> Vec<Vec<u8>> {
    summary.files.iter().map(|(name, _)| std::fs::read(folder.join(name)).unwrap()).collect()
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let [(one, a), (two, b), (other, c)] = [7, 7, 8].map(|seed| made(&settings(seed, 60)));
    assert_eq!(a, b);
    assert_eq!(bytes(one.path(), &a), bytes(two.path(), &b));
    assert_ne!(bytes(one.path(), &a), bytes(other.path(), &c));
}

#[test]
fn the_fixture_is_small_and_holds_every_situation() {
    let mut wanted = settings(1, 120);
    wanted.compress = true;
    let (folder, summary) = made(&wanted);
    let size: u64 = summary.files.iter().map(|(_, bytes)| bytes).sum();
    assert!(size < 4_500_000, "{size} bytes");
    let planted: BTreeSet<String> =
        rows(folder.path(), "truth/situations.csv").into_iter().map(|row| row["situation"].clone()).collect();
    assert!(planted.is_superset(&names_of(|script| script.every.is_some())));
    assert!(planted.is_subset(&names_of(|script| script.weight.is_none())));
}

/// The names of some of the scripts.
fn names_of(wanted: fn(&lore::Script) -> bool) -> BTreeSet<String> {
    let lore = lore::Lore::load(&Mappings::embedded(), Products::default(), Texts::All).unwrap();
    lore.scripts.iter().filter(|script| wanted(script)).map(|script| script.name.clone()).collect()
}

#[test]
fn every_row_of_the_truth_refers_to_what_was_exported() {
    let (folder, summary) = made(&settings(2, 120));
    let folder = folder.path();
    let ids: BTreeSet<String> =
        log(folder).iter().map(|event| event["uuid"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len() as u64, summary.events, "event ids are unique");
    let incidents = table(folder, "incident");
    let numbers: BTreeSet<&str> = incidents.iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert_eq!(numbers.len() as u64, summary.tickets, "ticket numbers are unique");
    let logins: BTreeSet<String> =
        rows(folder, "exports/people.csv").into_iter().map(|row| row["login"].clone()).collect();
    let known = |login: &str| login.is_empty() || login == "system@okta.com" || logins.contains(login);
    for row in rows(folder, "truth/changes.csv") {
        assert!(row["native_ids"].split(';').all(|id| ids.contains(id)), "{row:?}");
        assert!(row["ticket"].is_empty() || numbers.contains(row["ticket"].as_str()), "{row:?}");
        assert!(known(&row["subject_login"]) && known(&row["actor_login"]), "{row:?}");
        assert_eq!(row["verdict"].is_empty(), row["support_triggered"] == "no", "{row:?}");
    }
    for row in rows(folder, "truth/tickets.csv") {
        assert!(numbers.contains(row["ticket"].as_str()));
        assert!(row["changes"].split(';').all(|id| id.is_empty() || ids.contains(id)), "{row:?}");
    }
    for row in rows(folder, "truth/situations.csv") {
        let found = numbers.contains(row["ticket"].as_str()) || ids.contains(&row["change_native_id"]);
        assert!(found, "{row:?}");
    }
    let users: BTreeSet<String> =
        table(folder, "sys_user").iter().map(|row| row["sys_id"].as_str().unwrap().to_owned()).collect();
    for incident in &incidents {
        for field in ["caller_id", "opened_by", "assigned_to", "u_affected_user"] {
            let value = incident[field]["value"].as_str();
            let known = value.is_none_or(|id| users.contains(id));
            assert!(known, "{field} of {incident}");
        }
    }
}

#[test]
fn records_stand_in_order_of_time_and_tickets_end_before_the_log() {
    let wanted = settings(3, 60);
    let (folder, _) = made(&wanted);
    let times: Vec<String> =
        log(folder.path()).iter().map(|event| event["published"].as_str().unwrap().to_owned()).collect();
    assert!(times.is_sorted());
    let first = calendar::iso(wanted.start.timestamp_millis());
    assert!(times[0] >= first);
    let minutes = |time: &String| chrono::DateTime::parse_from_rfc3339(time).unwrap().timestamp() / 60;
    let longest = times.windows(2).map(|pair| minutes(&pair[1]) - minutes(&pair[0])).max().unwrap();
    assert!(longest < 6 * 60, "the log is silent for {longest} minutes");
    let end = calendar::stored(calendar::Calendar::of(&wanted).tickets_end);
    for incident in table(folder.path(), "incident") {
        for field in ["opened_at", "resolved_at", "closed_at", "sys_updated_on"] {
            assert!(incident[field].as_str().unwrap() <= end.as_str(), "{field} of {incident}");
        }
        let [opened, resolved, closed] =
            ["opened_at", "resolved_at", "closed_at"].map(|name| incident[name].as_str().unwrap());
        assert!(resolved.is_empty() || opened <= resolved);
        assert!(closed.is_empty() || resolved <= closed);
    }
    let journal = table(folder.path(), "sys_journal_field");
    assert!(journal.iter().all(|note| note["sys_created_on"].as_str().unwrap() <= end.as_str()));
    assert!(
        journal.iter().all(|note| !note["value"].as_str().unwrap().contains(['{', '}'])),
        "no placeholder is left"
    );
    for incident in table(folder.path(), "incident") {
        for field in ["short_description", "description", "close_notes"] {
            assert!(!incident[field].as_str().unwrap().contains(['{', '}']), "{incident}");
        }
    }
}

#[test]
fn the_mix_is_that_of_an_ordinary_desk() {
    let (folder, summary) = made(&settings(1, 120));
    let changes = rows(folder.path(), "truth/changes.csv");
    let mut verdicts: BTreeMap<String, usize> = BTreeMap::new();
    for row in changes.iter().filter(|row| !row["verdict"].is_empty()) {
        *verdicts.entry(row["verdict"].clone()).or_default() += 1;
    }
    assert_eq!(verdicts.len(), crate::model::Verdict::ALL.len(), "{verdicts:?}");
    let most = verdicts.iter().max_by_key(|(_, count)| **count).unwrap();
    assert_eq!(most.0, "proven", "{verdicts:?}");
    let tickets = rows(folder.path(), "truth/tickets.csv");
    let reasons: BTreeSet<&str> = tickets.iter().map(|row| row["first_contact_reason"].as_str()).collect();
    // Every product pair writes a history: nothing of it is left unknown.
    let played = |reason: &&crate::model::ContactReason| **reason != crate::model::ContactReason::NotKnown;
    for reason in crate::model::ContactReason::ALL.iter().filter(played) {
        assert!(reasons.contains(reason.as_str()), "{reason} is not planted");
    }
    let methods: BTreeSet<&str> = changes.iter().map(|row| row["evidence_method"].as_str()).collect();
    for method in crate::model::Method::ALL {
        assert!(methods.contains(method.as_str()), "{method} is not planted");
    }
    assert!((150..700).contains(&summary.tickets), "{summary:?}");
}

#[test]
fn verdicts_of_known_situations_are_those_of_the_design() {
    let (folder, _) = made(&settings(4, 120));
    let changes = rows(folder.path(), "truth/changes.csv");
    let verdict_of = |situation: &str, kind: &str| -> BTreeSet<String> {
        let of_this = changes.iter().filter(|row| row["situation"] == situation && row["kind"] == kind);
        of_this.map(|row| row["verdict"].clone()).collect()
    };
    let expected = [
        ("reference_number", "mfa_reset_all", "proven"),
        ("reference_number", "factor_enrol", "proven"),
        ("note_knowledge_based", "mfa_reset_all", "insufficient"),
        ("note_claimed_only", "mfa_reset_all", "unproven"),
        ("no_evidence", "mfa_reset_all", "unproven"),
        ("failed_verification_callback_on_file", "mfa_reset_all", "unproven"),
        ("evidence_late", "mfa_reset_all", "late"),
        ("evidence_stale", "mfa_reset_all", "insufficient"),
        ("evidence_reused", "mfa_reset_all", "insufficient"),
        ("channel_edited_before", "mfa_reset_all", "insufficient"),
        ("unticketed_with_distractor", "password_reset", "unticketed"),
        ("after_ticket_export", "password_reset", "not_testable"),
        ("change_before_ticket", "password_reset", "proven"),
        ("change_before_ticket_unproven", "mfa_reset_all", "late"),
        ("privileged_proper", "mfa_reset_all", "proven"),
        ("privileged_weak", "mfa_reset_all", "insufficient"),
        ("privileged_no_approval", "mfa_reset_all", "insufficient"),
        ("approval_late", "mfa_reset_all", "insufficient"),
        ("approval_wrong_person", "mfa_reset_all", "insufficient"),
        ("grant_without_approval", "group_grant", "insufficient"),
        ("nhi_secret_validated", "secret_create", "proven"),
        ("nhi_secret_without_owner", "secret_create", "unproven"),
        ("handoff_two_days", "mfa_reset_all", "proven"),
        ("wrong_target", "password_change_self", "proven"),
        ("vendor_support_reset", "password_reset", "unticketed"),
        ("administrator_app_grant", "app_grant", "unticketed"),
        ("hr_profile_update", "profile_edit_assurance", ""),
        ("self_service_password", "password_change_self", ""),
    ];
    for (situation, kind, verdict) in expected {
        let found = verdict_of(situation, kind);
        assert_eq!(found, BTreeSet::from([verdict.to_owned()]), "{situation}, {kind}");
    }
}

#[test]
fn contacts_of_known_situations_are_those_of_the_design() {
    let (folder, _) = made(&settings(4, 120));
    let tickets = rows(folder.path(), "truth/tickets.csv");
    let expected = [
        ("contact_cancelled", "excluded cancelled"),
        ("contact_duplicate", "excluded duplicate"),
        ("contact_escalated_no_right", "no escalated"),
        ("contact_reassigned", "no reassigned"),
        ("contact_follow_up", "no follow_up"),
        ("contact_reopened", "no reopened"),
        ("contact_repeat", "no repeat_contact"),
        ("contact_no_response", "no no_response"),
        ("contact_no_remediation", "no no_remediation"),
        ("contact_open", "excluded open"),
        ("contact_first", "yes "),
    ];
    for (situation, outcome) in expected {
        let found = tickets.iter().filter(|row| row["situation"] == situation);
        let told: Vec<String> =
            found.map(|row| format!("{} {}", row["first_contact"], row["first_contact_reason"])).collect();
        assert!(told.iter().any(|told| told == outcome), "{situation}: {told:?}");
    }
}

#[test]
fn attackers_act_from_where_nobody_works() {
    let (folder, _) = made(&settings(6, 60));
    let changes = rows(folder.path(), "truth/changes.csv");
    let by_id: BTreeMap<String, Value> = log(folder.path())
        .into_iter()
        .map(|event| (event["uuid"].as_str().unwrap().to_owned(), event))
        .collect();
    let country = |row: &BTreeMap<String, String>| {
        by_id[&row["native_id"]]["client"]["geographicalContext"]["country"].as_str().map(str::to_owned)
    };
    let lore = lore::Lore::load(&Mappings::embedded(), Products::default(), Texts::All).unwrap();
    let homely: BTreeSet<_> = lore.places.office.iter().map(|office| Some(office.country.clone())).collect();
    let enrolments = changes.iter().filter(|row| row["kind"] == "factor_enrol");
    for row in enrolments {
        assert_eq!(homely.contains(&country(row)), row["attack"] == "no", "{row:?}");
    }
}

#[test]
fn a_whole_act_is_one_change_with_all_its_events() {
    let (folder, _) = made(&settings(5, 60));
    let events = log(folder.path());
    let by_id: BTreeMap<&str, &Value> =
        events.iter().map(|event| (event["uuid"].as_str().unwrap(), event)).collect();
    for row in rows(folder.path(), "truth/changes.csv").iter().filter(|row| row["kind"] == "mfa_reset_all") {
        let of_act: Vec<&Value> = row["native_ids"].split(';').map(|id| by_id[id]).collect();
        assert_eq!(of_act[0]["eventType"], "user.mfa.factor.reset_all");
        assert!(of_act.iter().all(|event| event["transaction"]["id"] == of_act[0]["transaction"]["id"]));
        assert!(of_act.iter().any(|event| event["eventType"] == "user.session.clear"));
    }
}

#[test]
fn counts_grow_with_the_organisation() {
    let [(_, small), (_, large)] = [100, 400].map(|people| made(&settings(1, people)));
    let ratio = |a: u64, b: u64| b as f64 / a as f64;
    assert!((3.4..4.6).contains(&ratio(small.events, large.events)), "{small:?} {large:?}");
    assert!((1.9..4.6).contains(&ratio(small.tickets, large.tickets)), "{small:?} {large:?}");
    assert!((1.7..4.6).contains(&ratio(small.changes, large.changes)), "{small:?} {large:?}");
}

#[test]
fn settings_out_of_bounds_are_refused_with_the_bounds() {
    let refused = |change: fn(&mut SimulateSettings)| {
        let mut wanted = settings(1, 60);
        change(&mut wanted);
        let folder = tempfile::tempdir().unwrap();
        simulate(&wanted, &Mappings::embedded(), folder.path()).unwrap_err().to_string()
    };
    assert!(refused(|wanted| wanted.people = 3).contains("60"));
    assert!(refused(|wanted| wanted.days = 2).contains("28"));
    assert!(refused(|wanted| wanted.people = usize::MAX).contains("2000000"));
}
