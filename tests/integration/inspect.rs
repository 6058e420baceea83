//! `inspect` and `init`, and a source of one's own from its export to the report.

use std::path::Path;
use std::process::{Command, Output};

use super::support::{data, settings, top};
use deskproof::mapping::Mappings;
use serde_json::Value;

fn run(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_deskproof")).current_dir(folder).args(arguments).output().unwrap()
}

fn told(arguments: &[&str], folder: &Path) -> String {
    let run = run(arguments, folder);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

fn json(arguments: &[&str], folder: &Path) -> Value {
    serde_json::from_str(&told(arguments, folder)).unwrap()
}

fn own() -> std::path::PathBuf {
    top().join("fixtures/own-source")
}

#[test]
fn the_invented_organisation_is_understood_whole() {
    let found = json(&["inspect", "fixtures/organisation/exports", "--json"], top());
    let files = found["files"].as_array().unwrap();
    assert_eq!(files.len(), 10);
    for file in files {
        assert_eq!(file["used_as"], "read", "{file}");
        assert_eq!(
            (file["rejected"].as_u64(), file["records"]["unknown_types"].as_u64()),
            (Some(0), Some(0)),
            "{file}"
        );
        let number = |name: &str| file[name].as_u64().unwrap();
        assert_eq!(number("rows"), number("used") + number("rejected") + number("duplicates"));
        let records = file["records"].as_object().unwrap();
        assert_eq!(records.values().filter_map(Value::as_u64).sum::<u64>(), number("used"), "{file}");
    }
    // What one export of the log repeats of the other is told.
    let log = files.iter().find(|file| file["name"] == "okta/system-log.ndjson.zst").unwrap();
    assert_eq!(log["duplicate_of"][0]["first_in"], "okta/system-log-later.ndjson.zst");
    let missing: Vec<&str> =
        found["missing"].as_array().unwrap().iter().filter_map(|one| one["what"].as_str()).collect();
    assert!(
        missing.iter().all(|what| !what.contains("comments") && !what.contains("approval records")),
        "{missing:?}"
    );
}

#[test]
fn an_inspection_is_the_same_for_any_number_of_threads() {
    let one =
        told(&["inspect", "fixtures/organisation/exports", "--json", "--show", "2", "--threads", "1"], top());
    let two =
        told(&["inspect", "fixtures/organisation/exports", "--json", "--show", "2", "--threads", "2"], top());
    assert_eq!(one, two);
}

#[test]
fn no_line_is_wider_than_a_terminal_and_no_colour_goes_into_a_pipe() {
    let text = told(&["inspect", "fixtures/organisation/exports"], top());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("okta.system_log: 22,208 events"), "{text}");
}

#[test]
fn nothing_usable_and_a_path_that_is_not_there_have_their_own_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear Sir or Madam\n").unwrap();
    assert_eq!(run(&["inspect", "letter.txt"], folder.path()).status.code(), Some(4));
    assert_eq!(run(&["inspect", "nowhere"], folder.path()).status.code(), Some(2));
    assert_eq!(run(&["inspect", "letter.txt", "--tz", "Nowhere/Town"], folder.path()).status.code(), Some(2));
    assert_eq!(run(&["init", "--source", "letter.txt"], folder.path()).status.code(), Some(4));
}

#[test]
fn a_source_of_ones_own_goes_from_its_export_to_the_report_with_one_mapping_and_a_vocabulary() {
    let found =
        json(&["inspect", "portal-audit.csv", "--mappings", "mappings", "--json", "--show", "1"], &own());
    let file = &found["files"][0];
    assert_eq!(
        (file["source"].as_str(), file["zone_known_by"].as_str()),
        (Some("portal.audit"), Some("unknown"))
    );
    assert_eq!(file["date_orders"][0]["order"], "day first (a first number above 12)");
    assert_eq!(file["unknown_types"], serde_json::json!({ "REPORT_VIEWED": 1 }));
    assert_eq!(file["first_records"][0]["fields"][3]["value"], "password_reset");

    let (log, tickets) = (own().join("portal-audit.csv"), own().join("incident.csv"));
    let mappings = Mappings::embedded().with_folder(&own().join("mappings")).unwrap();
    let mut settings = settings(&[&log, &tickets]);
    settings.zones = vec!["portal=Europe/Berlin".parse().unwrap()];
    let report = deskproof::pipeline::run(&settings, &mappings, None).unwrap();
    let files = deskproof::report::render(&report).unwrap().into_iter().collect();
    let changes = data(&files, "changes");
    let of = |record: &str| changes.iter().find(|change| change["source_record"] == record).unwrap();
    assert_eq!(changes.len(), 5);
    assert_eq!(
        (of("1")["kind"].as_str(), of("1")["at"].as_str()),
        ("password_reset", "2026-03-03T08:20:00Z")
    );
    assert_eq!(of("1")["actor_kind"], "desk_agent");
    assert_eq!((of("3")["kind"].as_str(), of("3")["verdict"].as_str()), ("factor_unenrol", "unticketed"));
    let links = data(&files, "links");
    let linked = links.iter().find(|link| link["change_id"] == of("6")["change_id"]).unwrap();
    assert_eq!(linked["ticket"], "INC0000105");
}

#[test]
fn the_readme_shows_that_source_as_it_stands() {
    let readme = std::fs::read_to_string(top().join("README.md")).unwrap();
    for file in ["mappings/sources/portal.audit.toml", "mappings/events/portal.csv"] {
        let text = std::fs::read_to_string(own().join(file)).unwrap();
        assert!(readme.contains(text.trim_end()), "README.md does not show fixtures/own-source/{file}");
    }
}

#[test]
fn a_draft_claims_its_file_at_once_and_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let source = own().join("portal-audit.csv");
    let source = source.to_str().unwrap();
    let arguments = ["init", "--source", source, "--out", "own/sources/portal.toml"];
    let said = told(&arguments, folder.path());
    assert!(said.contains(&format!("next: deskproof inspect {source} --mappings own --show 3")), "{said}");
    let found = json(&["inspect", source, "--mappings", "own", "--json", "--show", "1"], folder.path());
    let file = &found["files"][0];
    assert_eq!((file["source"].as_str(), file["used"].as_u64()), (Some("portal_audit.event"), Some(8)));
    // Nothing is classified by a draft: its types count as unknown until somebody fills them in.
    assert_eq!(file["records"]["unknown_types"], 8);
    let fields = file["first_records"][0]["fields"].as_array().unwrap();
    let field = |name: &str| {
        fields.iter().find(|field| field["name"] == name).map(|field| field["value"].as_str().unwrap())
    };
    assert_eq!(field("id"), Some("P-100231"));
    assert_eq!(field("type"), Some("PW_RESET"));
    assert_eq!(field("actor"), Some("login `dana.desk@corp.example`"));
    assert_eq!(field("subject"), Some("login `ute.meier@corp.example`, kind `User`"));
    assert_eq!(field("ip"), Some("192.0.2.10"));
    let vocabulary = folder.path().join("own/events/portal_audit.csv");
    let text = std::fs::read_to_string(&vocabulary).unwrap();
    let filled = text.replace(
        "#\"PW_RESET\",,?,human,?,admin|self|system",
        "\"PW_RESET\",other,password_reset,human,credential,admin",
    );
    assert_ne!(text, filled);
    std::fs::write(&vocabulary, &filled).unwrap();
    let found = json(&["inspect", source, "--mappings", "own", "--json"], folder.path());
    assert_eq!(found["files"][0]["classes"]["password_reset"], 3);
    // Nothing that is there is written over.
    let again = run(&arguments, folder.path());
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&vocabulary).unwrap(), filled);
}
