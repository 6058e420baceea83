//! What a person at a terminal sees: output, errors and exit codes together.

use std::path::Path;
use std::process::{Command, Output};

use super::support::top;

const EVENT: &str = r#"{"uuid":"e1","published":"2026-03-03T09:20:00.000Z","eventType":"user.account.reset_password","actor":{"id":"00u1","type":"User","alternateId":"dana@corp.example","displayName":"Dana"},"target":[{"id":"00u2","type":"User","alternateId":"ute@corp.example","displayName":"Ute"}],"outcome":{"result":"SUCCESS"},"client":{"ipAddress":"192.0.2.1"},"transaction":{"id":"t1"}}"#;
const TICKET: &str = r#"{"result":[{"sys_id":"0123456789abcdef0123456789abcdef","number":"INC0000001","opened_at":"2026-03-03 09:00:00","sys_created_on":"2026-03-03 09:00:00","sys_updated_on":"2026-03-03 10:00:00","state":"6","short_description":"Password reset","caller_id":"","assigned_to":""}]}"#;

fn deskproof(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deskproof")).current_dir(folder).args(arguments).output().unwrap()
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// A folder with one Okta event and one ticket.
fn exports() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("okta.ndjson"), format!("{EVENT}\n")).unwrap();
    std::fs::write(folder.path().join("incident.json"), TICKET).unwrap();
    folder
}

#[test]
fn a_run_ends_with_a_panel_that_fits_a_terminal_and_leads_on() {
    let folder = exports();
    let (code, out, err) =
        told(&deskproof(folder.path(), &["report", "okta.ndjson", "incident.json", "--out", "made"]));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(!out.contains('\x1b'), "no colour unless on a terminal");
    assert!(out.contains("made/report.html"), "{out}");
    let (code, out, err) = told(&deskproof(
        folder.path(),
        &["report", "okta.ndjson", "incident.json", "--out", "quiet", "--quiet"],
    ));
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
}

#[test]
fn an_existing_folder_is_refused_and_replaced_only_with_force_and_only_if_it_is_a_report() {
    let folder = exports();
    let arguments = ["report", "okta.ndjson", "incident.json", "--quiet", "--out", "made"];
    assert_eq!(told(&deskproof(folder.path(), &arguments)).0, 0);
    let (code, _, err) = told(&deskproof(folder.path(), &arguments));
    assert_eq!(code, 2);
    assert!(err.contains("made exists already") && err.contains("--force"), "{err}");
    assert_eq!(told(&deskproof(folder.path(), &[&arguments[..], &["--force"]].concat())).0, 0);
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    std::fs::write(folder.path().join("mine/thesis.txt"), "years of work").unwrap();
    let (code, _, err) =
        told(&deskproof(folder.path(), &["report", "okta.ndjson", "--out", "mine", "--force"]));
    assert_eq!(code, 2, "{err}");
    assert_eq!(std::fs::read_to_string(folder.path().join("mine/thesis.txt")).unwrap(), "years of work");
}

#[test]
fn local_times_without_a_zone_are_refused_with_both_ways_out() {
    let folder = exports();
    let csv = "number,opened_at,short_description,caller_id,state,assigned_to,sys_updated_on,priority\nINC0000009,3/17/2026 6:04,Password reset,Ute,Closed,Dana,3/22/2026 7:00,3\n";
    std::fs::write(folder.path().join("list.csv"), csv).unwrap();
    let (code, _, err) = told(&deskproof(folder.path(), &["report", "list.csv", "--out", "made"]));
    assert_eq!(code, 2);
    assert!(
        err.contains("list.csv")
            && err.contains("--tz ZONE")
            && err.contains("--tz servicenow.incident=ZONE"),
        "{err}"
    );
    assert!(!folder.path().join("made").exists(), "a failed run leaves nothing");
    for zone in ["America/Chicago", "servicenow=America/Chicago"] {
        let (code, _, err) = told(&deskproof(
            folder.path(),
            &["report", "list.csv", "--quiet", "--force", "--out", "made", "--tz", zone],
        ));
        assert_eq!(code, 0, "{err}");
        let tickets = std::fs::read_to_string(folder.path().join("made/data/tickets.csv")).unwrap();
        assert!(tickets.contains("2026-03-17T11:04:00Z"), "{tickets}");
    }
    let (code, _, err) =
        told(&deskproof(folder.path(), &["report", "list.csv", "--out", "other", "--tz", "Chicago"]));
    assert_eq!(code, 2);
    assert!(err.contains("`Chicago` is not a time zone"), "{err}");
}

#[test]
fn nothing_usable_is_exit_four_and_every_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty.json"), "").unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no export at all\n").unwrap();
    let (code, out, _) =
        told(&deskproof(folder.path(), &["report", ".", "--out", "../made-of-nothing", "--force"]));
    let inputs = std::fs::read_to_string(folder.path().join("../made-of-nothing/data/inputs.csv")).unwrap();
    std::fs::remove_dir_all(folder.path().join("../made-of-nothing")).unwrap();
    assert_eq!(code, 4, "{out}");
    assert!(inputs.contains("empty.json") && inputs.contains("notes.txt"), "{inputs}");
}

#[test]
fn too_many_rejects_are_exit_four_and_the_report_is_written_all_the_same() {
    let folder = exports();
    std::fs::write(
        folder.path().join("okta.ndjson"),
        format!("{EVENT}\n{{\"uuid\": broken\n{}\n", EVENT.replace("e1", "e2")),
    )
    .unwrap();
    let arguments = ["report", "okta.ndjson", "incident.json", "--quiet", "--force", "--out", "made"];
    assert_eq!(told(&deskproof(folder.path(), &arguments)).0, 4);
    let rejects = std::fs::read_to_string(folder.path().join("made/data/rejects.csv")).unwrap();
    assert!(rejects.lines().count() == 2 && rejects.contains("okta.ndjson"), "{rejects}");
    assert_eq!(told(&deskproof(folder.path(), &[&arguments[..], &["--max-rejects", "40"]].concat())).0, 0);
}

#[test]
fn findings_change_the_exit_code_only_when_asked() {
    let folder = exports();
    let arguments = ["report", "okta.ndjson", "incident.json", "--quiet", "--force", "--out", "made"];
    assert_eq!(told(&deskproof(folder.path(), &arguments)).0, 0);
    assert_eq!(told(&deskproof(folder.path(), &[&arguments[..], &["--fail-on", "low"]].concat())).0, 3);
    let (code, _, err) =
        told(&deskproof(folder.path(), &[&arguments[..], &["--fail-on", "terrible"]].concat()));
    assert_eq!(code, 2);
    assert!(err.contains("low, medium, high, critical"), "{err}");
}

#[test]
fn a_fault_in_a_mapping_names_file_line_column_and_the_near_key() {
    let folder = exports();
    std::fs::create_dir(folder.path().join("mine")).unwrap();
    let linking = std::fs::read_to_string(top().join("mappings/linking.toml")).unwrap();
    std::fs::write(
        folder.path().join("mine/linking.toml"),
        linking.replace("ambiguous_within", "ambigous_within"),
    )
    .unwrap();
    let (code, _, err) =
        told(&deskproof(folder.path(), &["report", "okta.ndjson", "--out", "made", "--mappings", "mine"]));
    assert_eq!(code, 2);
    assert!(err.contains("linking.toml:") && err.contains("did you mean `ambiguous_within`?"), "{err}");
}

#[test]
fn an_input_that_is_not_there_is_named() {
    let folder = exports();
    let (code, _, err) = told(&deskproof(folder.path(), &["report", "nowhere.json", "--out", "made"]));
    assert_eq!(code, 2);
    assert!(err.starts_with("error: ") && err.contains("nowhere.json"), "{err}");
}

#[test]
fn help_shows_examples_and_exit_codes() {
    for (arguments, words) in [
        (&["--help"][..], &["report", "simulate", "Exit status:", "opens no connection"][..]),
        (&["report", "--help"][..], &["Examples:", "Exit status:", "--tz", "--fail-on", "--max-rejects"][..]),
        (&["explain", "--help"][..], &["Examples:", "Exit status:", "--json", "--html"][..]),
        (&["simulate", "--help"][..], &["Examples:", "--seed"][..]),
    ] {
        let (code, out, _) = told(&deskproof(top(), arguments));
        assert_eq!(code, 0);
        for word in words {
            assert!(out.contains(word), "{arguments:?} tells of {word}:\n{out}");
        }
    }
}

#[test]
fn the_same_export_given_twice_counts_once_and_says_so() {
    let folder = exports();
    std::fs::copy(folder.path().join("okta.ndjson"), folder.path().join("again.ndjson")).unwrap();
    std::fs::write(folder.path().join("overlap.ndjson"), format!("{EVENT}\n{}\n", EVENT.replace("e1", "e2")))
        .unwrap();
    let (code, _, err) = told(&deskproof(folder.path(), &["report", ".", "--quiet", "--out", "made"]));
    assert_eq!(code, 0, "{err}");
    let data = |name: &str| std::fs::read_to_string(folder.path().join("made/data").join(name)).unwrap();
    assert_eq!(
        data("changes.csv").lines().count(),
        2,
        "two records in one stroke are one change: {}",
        data("changes.csv")
    );
    let inputs = data("inputs.csv");
    assert!(inputs.contains(",duplicate,"), "the same bytes: {inputs}");
    let overlap = inputs.lines().find(|line| line.starts_with("overlap")).unwrap();
    assert!(overlap.contains(",read,"), "{inputs}");
    assert!(inputs.contains(",2,1,0,1,"), "one of two rows is a duplicate: {inputs}");
}
