//! What `deskproof timeline` shows: all sources in one order, whatever name is typed, gaps as gaps.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use deskproof::mapping::Mappings;
use deskproof::pipeline::{self, Settings, Watch};

use super::support::{settings, top};

#[derive(serde::Deserialize)]
struct Case {
    files: BTreeMap<String, String>,
}

/// The exports of a case of `fixtures/cases`.
fn exports(name: &str) -> tempfile::TempDir {
    let path = top().join("fixtures/cases").join(format!("{name}.toml"));
    let case: Case = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in &case.files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn timeline(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .current_dir(folder)
        .arg("timeline")
        .args(["okta.ndjson", "incident.csv", "journal.csv", "people.csv", "--tz", "UTC"])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let (code, out, err) = timeline(folder, &[arguments, &["--json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// Time, lane and sort of each moment that is none of the exports' own.
fn told(value: &serde_json::Value) -> Vec<String> {
    let moments = value["moments"].as_array().unwrap().iter();
    let text = |one: &serde_json::Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
    moments
        .filter(|one| one["lane"] != "coverage")
        .map(|one| format!("{} {} {}", &text(one, "at")[11..16], text(one, "lane"), text(one, "sort")))
        .collect()
}

/// An Okta sign-in.
fn sign_in(id: &str, at: &str, login: &str, ip: &str) -> String {
    serde_json::json!({
        "uuid": id, "published": at, "eventType": "user.session.start",
        "actor": {"id": format!("00u{login}"), "type": "User", "alternateId": login, "displayName": login},
        "target": [], "outcome": {"result": "SUCCESS"}, "client": {"ipAddress": ip},
        "transaction": {"type": "WEB", "id": id}, "debugContext": {"debugData": {}},
    })
    .to_string()
        + "\n"
}

fn append(folder: &Path, lines: &str) {
    let path = folder.join("okta.ndjson");
    let log = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, log.trim_start().to_owned() + lines).unwrap();
}

#[test]
fn a_ticket_is_told_from_its_opening_to_its_end_with_change_note_and_evidence_between() {
    let folder = exports("late-verification");
    let value = json(folder.path(), &["--ticket", "inc-101"]);
    assert_eq!(
        told(&value),
        [
            "09:00 requester ticket_opened",
            "09:20 account change",
            "09:35 agent note",
            "09:35 agent evidence",
            "09:40 agent ticket_resolved",
            "09:40 agent ticket_closed",
        ]
    );
    let change = &value["moments"].as_array().unwrap().iter().find(|one| one["sort"] == "change").unwrap();
    assert_eq!(change["verdict"], "late");
    assert_eq!(change["record"]["file"], "okta.ndjson");
    assert_eq!(change["record"]["line"], 1);
    let id = change["id"].as_str().unwrap();
    assert_eq!(told(&json(folder.path(), &["--change", id])), told(&value));
}

#[test]
fn a_person_is_found_by_any_name_and_a_name_that_names_nobody_names_the_nearest() {
    let folder = exports("late-verification");
    let expected = json(folder.path(), &["--subject", "ute.meier@corp.example"]);
    assert!(told(&expected).contains(&"09:20 account change".to_owned()));
    for name in ["Ute Meier", "UTE.MEIER@CORP.EXAMPLE", "umeier", "ute.meier", "1001", "00uutemeier"] {
        assert_eq!(json(folder.path(), &["--subject", name]), expected, "{name}");
    }
    let (code, out, err) = timeline(folder.path(), &["--subject", "ute.meyer"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("nearest: ute.meier@corp.example"), "{err}");
    let (code, _, err) = timeline(folder.path(), &["--ticket", "INC777"]);
    assert!(code == 2 && err.contains("INC777"), "{err}");
    let (code, _, err) = timeline(folder.path(), &["--from", "2026-03-04", "--to", "2026-03-03"]);
    assert!(code == 2 && err.contains("is after"), "{err}");
}

#[test]
fn a_name_that_several_people_have_is_not_guessed() {
    let folder = exports("late-verification");
    let path = folder.path().join("people.csv");
    let people = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, people.replace("Uwe Maier", "Ute Meier")).unwrap();
    let (code, _, err) = timeline(folder.path(), &["--subject", "Ute Meier"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("several: ute.meier@corp.example (Ute Meier), uwe.maier@corp.example (Ute Meier)"),
        "{err}"
    );
}

#[test]
fn kinds_of_options_narrow_one_another() {
    let folder = exports("late-verification");
    let of = |arguments: &[&str]| told(&json(folder.path(), arguments));
    let by_dana = of(&["--agent", "ddesk", "--subject", "umeier"]);
    assert_eq!(by_dana, ["09:20 account change", "09:35 agent note", "09:35 agent evidence"]);
    assert_eq!(
        of(&["--agent", "ddesk", "--subject", "umeier", "--ip", "192.0.2.10"]),
        ["09:20 account change"]
    );
    assert!(of(&["--agent", "ddesk", "--subject", "umeier", "--ip", "192.0.2.11"]).is_empty());
    assert_eq!(of(&["--subject", "umeier", "--to", "2026-03-03T09:20:00Z"]).len(), 2);
}

#[test]
fn all_sign_ins_of_whom_is_asked_for_are_shown_and_elsewhere_it_is_said_that_they_are_not() {
    let folder = exports("late-verification");
    let far = sign_in("s1", "2026-01-05T08:00:00.000Z", "ute.meier@corp.example", "198.51.100.4");
    let near = sign_in("s2", "2026-03-03T10:00:00.000Z", "ute.meier@corp.example", "203.0.113.9");
    let other = sign_in("s3", "2026-03-09T10:00:00.000Z", "ghost@else.example", "203.0.113.9");
    append(folder.path(), &(far + &near + &other));
    let ids = |arguments: &[&str]| -> Vec<String> {
        let value = json(folder.path(), arguments);
        let signals = value["moments"].as_array().unwrap().iter().filter(|one| one["sort"] == "signal");
        signals.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&["--ticket", "INC0000101"]), ["s2"], "around the change only");
    assert_eq!(ids(&["--subject", "ute.meier"]), ["s1", "s2"]);
    assert_eq!(ids(&["--subject", "ute.meier", "--from", "2026-02-01"]), ["s2"]);
    assert_eq!(ids(&["--ip", "203.0.113.9"]), ["s2", "s3"], "whoever came from there");
    assert_eq!(ids(&["--ip", "::ffff:203.0.113.9"]), ["s2", "s3"], "in any spelling");
    assert_eq!(ids(&["--subject", "ghost@else.example"]), ["s3"], "an account that only signs in");
    let whole = json(folder.path(), &[]);
    assert!(whole["not_shown"][0].as_str().unwrap().contains("far from changes of the desk"));
    assert_eq!(json(folder.path(), &["--subject", "ute.meier"])["not_shown"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_read_to_be_shown_changes_nothing_that_is_judged() {
    let exports = top().join("fixtures/organisation/exports");
    let plain = settings(&[&exports]);
    let mappings = Mappings::embedded();
    let first = pipeline::run(&plain, &mappings, None).unwrap();
    let names = first.cases.iter().take(5).map(|case| case.change.subject_label.clone()).collect();
    let watch = Watch { names, addresses: vec!["203.0.113.9".to_owned()], ..Watch::default() };
    let second = pipeline::run(&Settings { watch, ..plain }, &mappings, None).unwrap();
    assert!(second.events.len() > first.events.len(), "more signals are there");
    assert_eq!(second.events.len(), second.classes.len());
    let judged = |report: &deskproof::report::Report| -> Vec<String> {
        report.cases.iter().map(|case| format!("{:?}", (case.verdict, &case.risk, &case.evidence))).collect()
    };
    assert_eq!(judged(&first), judged(&second));
    assert_eq!(format!("{:?}", first.controls), format!("{:?}", second.controls));
}

#[test]
fn time_that_an_export_does_not_cover_is_shown_as_a_gap() {
    let folder = exports("late-verification");
    let (code, out, _) =
        timeline(folder.path(), &["--subject", "ute.meier", "--from", "2026-03-01", "--to", "2026-03-20"]);
    assert_eq!(code, 0);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("┄ gap begins okta.system_log begins only at 2026-03-03T09:20:00Z"), "{out}");
    assert!(out.contains("┄ gap begins okta.system_log ends at 2026-03-03T09:20:00Z"), "{out}");
    assert!(out.contains("servicenow.incident ends at 2026-03-16T18:30:00Z"), "{out}");
}

#[test]
fn the_terminal_has_eighty_columns_and_no_colour_unless_it_is_one() {
    let folder = exports("late-verification");
    let (code, out, err) = timeline(folder.path(), &[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("Timeline everything\n"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(!out.contains('\x1b'));
    assert!(out.contains("\nTue 3 Mar 2026\n") && out.contains("\n  09:20:00 ◷ change"), "{out}");
}

const COLUMNS: &str = "at,until,lane,sort,what,who,about,id,verdict,ticket,changes,address,source,source_file,\
                       source_record,source_line,native_id\n";

#[test]
fn files_are_written_whole_once_and_replaced_only_with_force() {
    let folder = exports("late-verification");
    let arguments = ["--ticket", "INC0000101", "--csv", "t.csv", "--timesketch", "t.jsonl"];
    let (code, out, err) = timeline(folder.path(), &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("CSV         t.csv\n") && out.contains("Timesketch  t.jsonl\n"), "{out}");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let moments = json(folder.path(), &["--ticket", "INC0000101"])["moments"].as_array().unwrap().len();
    assert!(read("t.csv").starts_with(COLUMNS), "{}", read("t.csv"));
    assert_eq!(csv::Reader::from_reader(read("t.csv").as_bytes()).records().count(), moments);
    for line in read("t.jsonl").lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            ["message", "datetime", "timestamp_desc"].iter().all(|key| value[*key].is_string()),
            "{line}"
        );
    }
    assert_eq!(read("t.jsonl").lines().count(), moments);
    let (code, _, err) = timeline(folder.path(), &arguments);
    assert!(code == 2 && err.contains("exists already"), "{err}");
    assert_eq!(timeline(folder.path(), &[&arguments[..], &["--force"]].concat()).0, 0);
}

#[test]
fn nothing_usable_is_exit_four() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["okta.ndjson", "incident.csv", "journal.csv", "people.csv"] {
        std::fs::write(folder.path().join(name), "").unwrap();
    }
    let (code, out, _) = timeline(folder.path(), &[]);
    assert_eq!(code, 4);
    assert!(out.contains("Nothing of that is recorded"), "{out}");
}

#[test]
fn a_case_sheet_says_all_of_a_change_on_paper() {
    let folder = exports("late-verification");
    let run = |arguments: &[&str]| -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskproof"));
        let inputs = ["okta.ndjson", "incident.csv", "journal.csv", "people.csv", "--tz", "UTC"];
        command.current_dir(folder.path()).arg("explain").args(arguments).args(inputs).output().unwrap()
    };
    let hashes = regex::Regex::new("<code>[0-9a-f]{64}</code>").unwrap();
    for (id, file) in [("e1", "change.html"), ("INC0000101", "ticket.html")] {
        let done = run(&[id, "--sheet", file]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let page = std::fs::read_to_string(folder.path().join(file)).unwrap();
        for said in [
            "Who did what, and when?",
            "<mark>Called",
            "Ticket, as a sum",
            "Risk, as a sum",
            "What would turn it",
            "What is not known",
            "Conclusion of the reviewer",
            "SHA-256",
            "okta.ndjson",
            "late",
        ] {
            assert!(page.contains(said), "{file} does not say {said}");
        }
        assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("url("));
        assert!(hashes.find_iter(&page).count() >= 3, "a hash for each file, and of the mappings");
    }
}
