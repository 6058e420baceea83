//! What `deskproof explain` says, on small cases and on a whole organisation.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use deskproof::assess::flip::{Fact, flips, supposed};
use deskproof::mapping::Mappings;
use deskproof::model::Verdict;
use deskproof::pipeline;
use deskproof::report::explain::{Explaining, Waterfall};

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

fn explain(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .current_dir(folder)
        .arg("explain")
        .args(arguments)
        .args(["okta.ndjson", "incident.csv", "journal.csv", "people.csv", "--tz", "UTC"])
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn json(folder: &Path, id: &str) -> serde_json::Value {
    let (code, out, err) = explain(folder, &[id, "--json"]);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The id of the case's one change.
fn change(folder: &Path) -> String {
    json(folder, "e1")["changes"][0]["change"].as_str().unwrap().to_owned()
}

/// Changes the journal's text, as if it had been written otherwise.
fn rewrite(folder: &Path, from: &str, to: &str) {
    let path = folder.join("journal.csv");
    let journal = std::fs::read_to_string(&path).unwrap();
    assert!(journal.contains(from));
    std::fs::write(path, journal.replace(from, to)).unwrap();
}

fn verdict(folder: &Path) -> String {
    json(folder, "e1")["changes"][0]["verdict"].as_str().unwrap().to_owned()
}

const LATE: &str = "\
CHANGE · password reset of ute.meier@corp.example
◷ late: callback_on_file is recorded only 15 minutes after the change
  when      2026-03-03 09:20:00Z
  account   ute.meier@corp.example (Ute Meier), standard
  by        dana.desk@corp.example, desk agent, from 192.0.2.10
  the desk  yes: its actor works tickets
  native    user.account.reset_password (okta.system_log), e1

Records it rests on
  event     okta.ndjson:1 · 2026-03-03 09:20:00Z
            user.account.reset_password, success
  ticket    incident.csv:2, record 1 · 2026-03-03 09:00:00Z
            INC0000101 Forgot my password

Ticket, as a sum
";

const LATE_END: &str = "\
Evidence, in the order in which it counts
  1.  callback on file, worth adequate, asserted, after the change at 2026-03-03
      09:35:00Z; it decides
      “‹Called› Ute back on the mobile number ‹on file›, she answered.”
      by dana.desk@corp.example, about ute.meier@corp.example
      work note journal.csv:2, record 1 · 2026-03-03 09:35:00Z
      id        EVIDENCE

The rule
  For a password reset a standard account needs evidence worth adequate and no
  approval.
";

const LATE_RULE: &str = "\
  met       the desk brought it about: its actor works tickets
  met       a ticket explains it: INC0000101
  met       the ticket is about this account: it is
  met       a verification worth adequate: callback on file, worth adequate
  not met   made at most 30 minutes before it: 15 minutes after
  met       done, about this account, by another, for this change only: nothing
            speaks against it

What would turn it, smallest first
  1.  If the call back of 09:35 had been made 15 minutes earlier, by 09:20, it
      would be proven.
  2.  If a verification worth adequate had been recorded by 09:20, it would be
      proven.
";

/// Weights are fitted and lexicons grow: of the sum only its form is held fast, of ids their form.
#[test]
fn a_late_verification_is_explained_from_its_records_to_what_would_turn_it() {
    let folder = exports("late-verification");
    let id = change(folder.path());
    let (code, out, err) = explain(folder.path(), &[&id]);
    assert_eq!((code, err.as_str()), (0, ""));
    let evidence = regex::Regex::new("ev-[0-9a-f]{12}").unwrap();
    let shown = evidence.replace_all(&out, "EVIDENCE").replace(&id, "CHANGE");
    assert!(shown.starts_with(LATE), "{shown}");
    assert!(shown.contains(LATE_END) && shown.contains(LATE_RULE), "{shown}");
    let sum = &shown[LATE.len()..shown.find("Evidence,").unwrap()];
    let form = regex::Regex::new(r"(?m)^  reason +points +sum .*threshold \+0\.00.*$").unwrap();
    assert!(form.is_match(sum), "{sum}");
    let step = regex::Regex::new(r"(?m)^  [a-z ]{24} +[+-]\d+\.\d\d +[+-]\d+\.\d\d  [ █░│]+$").unwrap();
    assert!(step.find_iter(sum).count() >= 4, "{sum}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(!out.contains('\x1b'), "no colour unless on a terminal");
}

#[test]
fn a_change_its_link_evidence_ticket_and_event_lead_to_one_another() {
    let folder = exports("proven-by-callback");
    let of_event = json(folder.path(), "e1");
    let case = &of_event["changes"][0];
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let ids = [
        (text(&case["change"]), "change"),
        (text(&case["link"]["chosen"]["id"]), "link"),
        (text(&case["evidence"][0]["id"]), "evidence"),
        ("inc-101".to_owned(), "ticket"),
    ];
    for (id, what) in ids {
        let explained = json(folder.path(), &id);
        assert_eq!(
            (explained["what"].as_str(), explained["asked"].as_str()),
            (Some(what), Some(id.as_str()))
        );
        assert_eq!(explained["changes"][0]["change"], case["change"], "{id}");
    }
}

#[test]
fn an_unknown_id_is_exit_two_with_the_nearest_and_the_kinds_of_ids() {
    let folder = exports("late-verification");
    let id = change(folder.path());
    let wrong = format!("{}0", &id[..id.len() - 1]);
    let (code, out, err) = explain(folder.path(), &[&wrong]);
    if wrong != id {
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(&format!("nearest: {id}")) && err.contains("fnd-"), "{err}");
    }
    let (code, _, err) = explain(folder.path(), &["chg-\u{1b}[31m"]);
    assert_eq!(code, 2);
    assert!(!err.contains('\x1b'), "{err:?}");
}

#[test]
fn the_page_is_written_once_and_replaced_only_with_force() {
    let folder = exports("late-verification");
    let arguments = ["e1", "--html", "case.html"];
    let (code, out, err) = explain(folder.path(), &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.ends_with("\nPage    case.html\n"), "{out}");
    let page = std::fs::read_to_string(folder.path().join("case.html")).unwrap();
    assert!(page.contains("<svg class=\"chart\"") && page.contains("<mark>"));
    assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("url("));
    let (code, _, err) = explain(folder.path(), &arguments);
    assert_eq!(code, 2);
    assert!(err.contains("case.html exists already") && err.contains("--force"), "{err}");
    assert_eq!(explain(folder.path(), &[&arguments[..], &["--force"]].concat()).0, 0);
}

/// The sentence of the first fact, and the exports altered as it says.
#[test]
fn what_is_said_to_turn_a_verdict_turns_it_when_the_exports_say_so() {
    let folder = exports("late-verification");
    let said = json(folder.path(), "e1")["changes"][0]["flips"][0]["said"].as_str().unwrap().to_owned();
    assert!(said.contains("by 09:20, it would be proven"), "{said}");
    rewrite(folder.path(), "2026-03-03 09:35:00", "2026-03-03 09:20:00");
    assert_eq!(verdict(folder.path()), "proven");
    rewrite(folder.path(), "2026-03-03 09:20:00", "2026-03-03 09:20:01");
    assert_ne!(verdict(folder.path()), "proven");

    let folder = exports("stale-verification");
    let said = json(folder.path(), "e1")["changes"][0]["flips"][0]["said"].as_str().unwrap().to_owned();
    assert!(said.contains("at 14:50 or after, it would be proven"), "{said}");
    rewrite(folder.path(), "2026-03-03 09:15:00", "2026-03-03 14:50:00");
    assert_eq!(verdict(folder.path()), "proven");
    rewrite(folder.path(), "2026-03-03 14:50:00", "2026-03-03 14:49:59");
    assert_ne!(verdict(folder.path()), "proven");
}

/// Sums to the point; facts that turn the verdict when judged, and no times that are larger than they need be.
#[test]
fn over_an_organisation_every_sum_adds_up_and_every_fact_turns_its_verdict() {
    let settings = settings(&[&top().join("fixtures/organisation/exports")]);
    let report = pipeline::run(&settings, &Mappings::embedded(), None).unwrap();
    let explaining = Explaining::new(&report);
    let (mut turned, mut told) = (BTreeMap::new(), 0);
    for (at, case) in report.cases.iter().enumerate() {
        let supposing = explaining.supposing(case);
        for flip in flips(&supposing) {
            assert_ne!(flip.verdict, case.verdict, "{}: {:?}", case.change.id, flip.fact);
            assert_eq!(supposed(&supposing, &flip.fact).verdict, flip.verdict);
            if let (Fact::MadeAt { piece, at }, Some(recorded)) = (&flip.fact, time_of(case, &flip.fact)) {
                let back = chrono::TimeDelta::seconds((recorded - *at).num_seconds().signum());
                let nearer = Fact::MadeAt { piece: *piece, at: *at + back };
                if case.verdict == Some(Verdict::Proven) {
                    assert_eq!(supposed(&supposing, &nearer).verdict, case.verdict, "{}", case.change.id);
                }
            }
            *turned.entry((case.verdict, flip.verdict)).or_insert(0) += 1;
        }
        // Explaining looks records up one by one: a part of the cases will do.
        if at % 5 != 0 {
            continue;
        }
        let explained = explaining.explain(&case.change.id.0).unwrap();
        for case in &explained.changes {
            told += case.flips.len();
            case.link.chosen.iter().chain(&case.link.runner_up).for_each(|link| adds_up(&link.waterfall));
        }
        if let Some(link) = &case.link {
            let sum = explained.changes[0].link.chosen.as_ref().unwrap().waterfall.sum;
            assert!((sum - link.score).abs() < 1e-4, "{}: {sum} is not {}", case.change.id, link.score);
        }
    }
    assert!(told > 50, "{turned:?}");
    for verdict in [Verdict::Insufficient, Verdict::Late, Verdict::Unproven] {
        let ways = turned.get(&(Some(verdict), Some(Verdict::Proven)));
        assert!(ways.is_some(), "some {verdict} change is one fact from proven: {turned:?}");
    }
}

fn time_of(case: &deskproof::model::Case, fact: &Fact) -> Option<deskproof::model::Instant> {
    let Fact::MadeAt { piece, .. } = fact else { return None };
    case.evidence[*piece].at
}

fn adds_up(fall: &Waterfall) {
    let sum: f64 = fall.steps.iter().map(|step| step.points).sum();
    assert!((sum - fall.sum).abs() < 1e-4, "{fall:?}");
    assert!(fall.steps.last().is_none_or(|last| last.running == fall.sum));
}
