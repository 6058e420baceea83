//! Who may see what: planted secrets and people go through the whole pipeline and are searched for in the bytes of every
//! file that is written.

mod bytes;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use deskproof::mapping::Mappings;
use deskproof::model::Audience;
use deskproof::pipeline::{self, Settings};
use deskproof::report::{self, Report};
use serde_json::Value;

use super::support::{data, top};
use bytes::texts;

const KEY: &str = "6f1b2c3d4e5f60718293a4b5c6d7e8f9015a7b9cbddef0132435465768798aab";

/// Everything that must not be read anywhere, in whatever audience.
const SECRETS: &[&str] = &[
    "Winter2026!x",
    "Kp77-tt93-Lm",
    "482913",
    "4HGT-77KP",
    "a1b2c3d4e5f6a7b8c9d0",
    "MIIEpAIBAAKCAQEA7",
    "219-09-9999",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "04/12/1988",
    "C01X00T47",
    "9i8h7g6f",
    "Hunter-22",
];

/// The people of the exports, in the spellings in which they are planted.
const PEOPLE: &[&str] = &[
    "ute.meier",
    "umeier",
    "ute meier",
    "meier, ute",
    "maier",
    "uwe",
    "dana",
    "ddesk",
    "mara",
    "mboss",
    "petra",
    "proot",
    "kowalczyk",
    "corp.example",
    "70001001",
    "70001003",
    "u.meier@private.example",
    "00uutemeier",
    "山田太郎",
    "yamada",
    "0151 2345678",
    "ute",
];

fn people_csv() -> String {
    "employee_id,login,email,display_name,sam_account,user_type,title,tier,manager_login,alt_accounts,owner_login\n\
     70001001,ute.meier@corp.example,ute.meier@corp.example,Ute Meier,umeier,employee,Buyer,standard,mara.boss@corp.example,,\n\
     70001002,uwe.maier@corp.example,uwe.maier@corp.example,Uwe Maier,umaier,employee,Clerk,standard,mara.boss@corp.example,,\n\
     70001003,dana.desk@corp.example,dana.desk@corp.example,Dana Kowalczyk,ddesk,employee,Service desk agent,standard,,,\n\
     70001005,mara.boss@corp.example,mara.boss@corp.example,Mara Boss,mboss,employee,Head of purchasing,standard,,,\n\
     70001006,petra.root@corp.example,petra.root@corp.example,Petra Root,proot,employee,Systems engineer,privileged,mara.boss@corp.example,,\n\
     70001007,yamada@corp.example,yamada@corp.example,山田太郎,yamada,employee,Clerk,standard,,,\n\
     ,svc-print@programs.example,,Label printer,svc-print,service,,nhi,,,petra.root@corp.example\n"
        .to_owned()
}

fn event(id: &str, at: &str, kind: &str, actor: (&str, &str), target: (&str, &str)) -> String {
    let person = |(login, name): (&str, &str)| {
        let id = format!("00u{}", login.split('@').next().unwrap().replace('.', ""));
        serde_json::json!({"id": id, "type": "User", "alternateId": login, "displayName": name})
    };
    let event = serde_json::json!({
        "uuid": id, "published": format!("2026-03-03T{at}:00.000Z"), "eventType": kind,
        "actor": person(actor), "target": [person(target)],
        "outcome": {"result": "SUCCESS", "reason": "asked for by Ute Meier, new password is Winter2026!x"},
        "client": {"ipAddress": "192.0.2.10", "userAgent": {"rawUserAgent": "Mozilla/5.0 (ute.meier)"}},
        "transaction": {"type": "WEB", "id": format!("tx-{id}")}, "debugContext": {"debugData": {}},
    });
    format!("{event}\n")
}

const DANA: (&str, &str) = ("dana.desk@corp.example", "Dana Kowalczyk");
const UTE: (&str, &str) = ("ute.meier@corp.example", "Ute Meier");
const UWE: (&str, &str) = ("uwe.maier@corp.example", "Uwe Maier");
const YAMADA: (&str, &str) = ("yamada@corp.example", "山田太郎");

/// Notes of the ticket of Ute, with everything in them.
const NOTES: &[&str] = &[
    "Ute called from 0151 2345678. DOB 04/12/1988 and SSN 219-09-9999 matched, passport C01X00T47 seen. Meier, Ute (umeier, 70001001) is who she says.",
    "Called Ute back on the mobile number on file, she answered and read back code 482913. Mara Boss (mboss) knows. Uwe too.",
    "New password is Winter2026!x , temp pwd: Kp77-tt93-Lm. TAP: 4HGT-77KP. Recovery codes: 9i8h7g6f 1a2b3c4d.",
    "client_secret=a1b2c3d4e5f6a7b8c9d0 for svc-print@programs.example. -----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA7\\n-----END RSA PRIVATE KEY-----",
    "Refund to card 4111 1111 1111 1111 or DE89 3704 0044 0532 0130 00. 山田太郎さんに電話. Her other mail is u.meier@private.example, Dana's note.",
    "Winter2026!x did not work at first, says ute.meier@corp.example.",
];

fn tickets() -> (String, String) {
    let mut incidents = "number,sys_id,opened_at,resolved_at,closed_at,sys_updated_on,state,caller_id,assigned_to,assignment_group,contact_type,category,short_description,description,close_code,reassignment_count,reopen_count\n".to_owned();
    for (at, (number, caller, day, title)) in [
        ("INC0000101", "ute.meier@corp.example", "03 09:0", "Ute Meier forgot her password, DOB 04/12/1988"),
        ("INC0000102", "uwe.maier@corp.example", "03 10:0", "Password of Uwe Maier"),
        ("INC0000103", "yamada@corp.example", "03 11:0", "MFA reset 山田太郎"),
        ("INC0009001", "mara.boss@corp.example", "01 06:0", "Monitor of Mara flickers"),
        ("INC0009002", "mara.boss@corp.example", "16 18:0", "Monitor flickers again"),
    ]
    .into_iter()
    .enumerate()
    {
        incidents.push_str(&format!(
            "\"{number}\",\"{at:032}\",\"2026-03-{day}0:00\",\"2026-03-{day}9:00\",\"2026-03-{day}9:00\",\"2026-03-{day}9:00\",\"Closed\",\"{caller}\",\"dana.desk@corp.example\",\"Service Desk\",\"phone\",\"Identity\",\"{title}\",\"Dana wrote it\",\"Solution provided\",\"0\",\"0\"\n"
        ));
    }
    // A record that cannot be used, with a secret in its beginning.
    incidents.push_str("\"INC0009003\",\"99\",\"never\",\"\",\"\",\"\",\"Closed\",\"petra.root@corp.example\",\"\",\"\",\"\",\"\",\"password: Hunter-22\",\"\",\"\",\"\",\"\"\n");
    let mut journal = "sys_id,element_id,name,element,value,sys_created_on,sys_created_by\n".to_owned();
    for (at, note) in NOTES.iter().enumerate() {
        journal.push_str(&format!(
            "\"{:032}\",\"{:032}\",\"incident\",\"work_notes\",\"{note}\",\"2026-03-03 09:0{at}:30\",\"dana.desk@corp.example\"\n",
            900 + at, 0
        ));
    }
    (incidents, journal)
}

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(world.exports()).unwrap();
        let (incidents, journal) = tickets();
        let events = [
            event("e1", "09:08", "user.account.reset_password", DANA, UTE),
            event("e2", "10:05", "user.account.reset_password", DANA, UWE),
            event("e3", "11:05", "user.mfa.factor.reset_all", DANA, YAMADA),
            event(
                "e4",
                "15:00",
                "user.account.reset_password",
                DANA,
                ("petra.root@corp.example", "Petra Root"),
            ),
        ];
        for (name, content) in [
            ("people.csv", people_csv()),
            ("okta.ndjson", events.concat()),
            ("incident.csv", incidents),
            ("journal.csv", journal),
        ] {
            std::fs::write(world.exports().join(name), content).unwrap();
        }
        std::fs::write(world.key(), KEY).unwrap();
        world
    }

    fn exports(&self) -> PathBuf {
        self.folder.path().join("exports")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    fn report(&self, audience: Audience, keyed: bool) -> Report {
        run(&self.exports(), audience, keyed.then(|| self.key()))
    }
}

fn run(inputs: &Path, audience: Audience, pseudonyms: Option<PathBuf>) -> Report {
    let inputs = vec![inputs.to_path_buf()];
    let settings = Settings { inputs, audience, pseudonyms, ..Settings::default() };
    pipeline::run(&settings, &Mappings::embedded(), None).unwrap_or_else(|fault| panic!("{fault}"))
}

type Files = BTreeMap<String, Vec<u8>>;

fn files(report: &Report) -> Files {
    report::render(report).unwrap().into_iter().collect()
}

static WORLD: LazyLock<World> = LazyLock::new(World::new);
static PLAIN: LazyLock<(Report, Files)> =
    LazyLock::new(|| with_files(WORLD.report(Audience::Auditor, false)));
static KEYED: LazyLock<(Report, Files)> = LazyLock::new(|| with_files(WORLD.report(Audience::Auditor, true)));

fn with_files(report: Report) -> (Report, Files) {
    let files = files(&report);
    (report, files)
}

/// Where any of these words stands, whatever the case of its letters.
fn found(files: &Files, words: &[&str]) -> Vec<String> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found = Vec::new();
    for (name, text) in files.iter().flat_map(|(name, bytes)| texts(name, bytes)) {
        let text = text.to_lowercase();
        for word in &words {
            let is_part = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
            let hit = text.match_indices(word.as_str()).find(|(at, hit)| {
                // "ute" is a name, and a part of "minute"; an employee number may be a part of a time.
                word.chars().count() > 4 && !word.chars().all(|sign| sign.is_ascii_digit())
                    || !is_part(text[..*at].chars().next_back())
                        && !is_part(text[at + hit.len()..].chars().next())
            });
            if let Some((at, _)) = hit {
                let around: String =
                    text[text.floor_char_boundary(at.saturating_sub(60))..].chars().take(160).collect();
                found.push(format!("{word} in {name}: …{around}…"));
            }
        }
    }
    found
}

#[test]
fn what_is_planted_is_read_and_judged() {
    let (report, files) = &*PLAIN;
    assert_eq!(data(files, "changes").len(), 4);
    assert_eq!(data(files, "tickets").len(), 5);
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    let evidence = data(files, "evidence");
    assert!(evidence.iter().any(|piece| piece["method"] == "callback_on_file"), "{evidence:?}");
    let secrets: Vec<_> = data(files, "findings").into_iter().filter(|one| one["test"] == "CT-32").collect();
    assert!(
        secrets.iter().any(|one| one["item"] == "ticket:INC0000101" && one["outcome"] == "fail"),
        "{secrets:?}"
    );
    assert!(!found(files, &["ute meier"]).is_empty(), "names are not hidden from an auditor");
}

#[test]
fn no_secret_and_no_personal_number_is_in_any_file_for_anybody() {
    for audience in Audience::ALL {
        let (_, files) = with_files(WORLD.report(*audience, *audience == Audience::Security));
        assert_eq!(found(&files, SECRETS), Vec::<String>::new(), "{audience}");
    }
    assert_eq!(found(&PLAIN.1, SECRETS), Vec::<String>::new());
}

#[test]
fn under_pseudonyms_nobody_is_named_in_any_file() {
    assert_eq!(found(&KEYED.1, PEOPLE), Vec::<String>::new());
    assert_eq!(found(&KEYED.1, &[KEY, &KEY[..16]]), Vec::<String>::new(), "nor is the key told");
}

#[test]
fn managers_and_boards_are_shown_no_name() {
    for audience in [Audience::Manager, Audience::Board] {
        for keyed in [false, true] {
            let (_, files) = with_files(WORLD.report(audience, keyed));
            assert_eq!(found(&files, PEOPLE), Vec::<String>::new(), "{audience}, key: {keyed}");
        }
    }
}

#[test]
fn marks_in_quotes_stand_on_the_same_words() {
    let marked = |report: &Report| -> Vec<Vec<String>> {
        let pieces = report.cases.iter().flat_map(|case| &case.evidence);
        pieces
            .map(|piece| piece.matched.iter().map(|&(from, to)| piece.quote[from..to].to_owned()).collect())
            .collect()
    };
    let (plain, keyed) = (marked(&PLAIN.0), marked(&KEYED.0));
    assert!(plain.iter().flatten().any(|words| words.contains("number on file")), "{plain:?}");
    for (one, other) in plain.iter().flatten().zip(keyed.iter().flatten()) {
        let same = one == other || other.contains("person-") || other.contains("masked");
        assert!(same, "{one} is marked, and under pseudonyms {other}");
    }
    assert_eq!(plain.len(), keyed.len());
}

/// What is counted, of a report: verdicts, outcomes of tests, figures.
fn counted(report: &Report) -> (Vec<String>, Vec<String>, BTreeMap<String, String>) {
    let verdicts = report
        .cases
        .iter()
        .map(|case| format!("{} {:?} {:?}", case.change.id, case.verdict, case.risk.score));
    let tests = report.controls.iter();
    let tests = tests.map(|one| {
        format!("{:?} {} {} {} {}", one.test, one.population, one.pass, one.fail, one.not_testable)
    });
    let metrics = report.metrics.iter().filter(|metric| !metric.id.contains("_agent."));
    let metrics = metrics.map(|metric| {
        (metric.id.clone(), format!("{} {:?} {:?}", metric.numerator, metric.denominator, metric.value))
    });
    (verdicts.collect(), tests.collect(), metrics.collect())
}

#[test]
fn nothing_is_counted_otherwise_for_anybody() {
    let plain = counted(&PLAIN.0);
    for audience in Audience::ALL {
        for keyed in [false, true] {
            assert_eq!(counted(&WORLD.report(*audience, keyed)), plain, "{audience}, key: {keyed}");
        }
    }
}

#[test]
fn one_person_has_one_pseudonym_in_all_tables_and_in_every_report_with_the_key() {
    let files = &KEYED.1;
    let accounts = data(files, "accounts");
    let known: BTreeSet<&str> = accounts.iter().map(|row| row["account"].as_str()).collect();
    assert_eq!(known.len(), accounts.len(), "no two accounts are called alike");
    let named = accounts.iter().filter(|row| row["account"] != "svc-print@programs.example");
    assert_eq!(named.clone().map(|row| &row["name"]).collect::<BTreeSet<_>>().len(), named.count());
    for change in data(files, "changes") {
        assert!(
            known.contains(change["subject"].as_str()) && known.contains(change["actor"].as_str()),
            "{change:?}"
        );
    }
    for ticket in data(files, "tickets") {
        assert!(known.contains(ticket["requester"].as_str()), "{ticket:?}");
        assert!(known.contains(ticket["agent"].as_str()), "{ticket:?}");
    }
    // Another organisation of the same people, without the desk's tickets.
    let other = tempfile::tempdir().unwrap();
    std::fs::write(other.path().join("people.csv"), people_csv()).unwrap();
    std::fs::write(
        other.path().join("okta.ndjson"),
        event("e9", "12:00", "user.account.reset_password", DANA, UTE),
    )
    .unwrap();
    let other = files_of(&run(other.path(), Audience::Auditor, Some(WORLD.key())));
    let change = &data(&other, "changes")[0];
    let first = data(files, "changes").into_iter().find(|row| row["native_ids"] == "e1").unwrap();
    for column in ["subject", "subject_name", "actor", "actor_name"] {
        assert_eq!(change[column], first[column], "{column}");
    }
    assert_ne!(first["subject"], first["actor"]);
}

fn files_of(report: &Report) -> Files {
    files(report)
}

#[test]
fn the_same_exports_and_key_give_the_same_bytes_and_another_key_other_names() {
    assert_eq!(files(&WORLD.report(Audience::Auditor, true)), KEYED.1);
    let key = WORLD.folder.path().join("other-key");
    std::fs::write(&key, KEY.replace("6f1b", "0a0b")).unwrap();
    let other = files(&run(&WORLD.exports(), Audience::Auditor, Some(key)));
    let subjects = |files: &Files| {
        data(files, "changes").into_iter().map(|row| row["subject"].clone()).collect::<BTreeSet<_>>()
    };
    assert!(subjects(&other).is_disjoint(&subjects(&KEYED.1)));
}

#[test]
fn what_an_audience_is_not_shown_is_left_out_and_said() {
    for (audience, absent, present) in [
        (Audience::Security, &["-"][..], &["data/accounts.csv", "findings.ocsf.json"][..]),
        (
            Audience::Manager,
            &["data/accounts.csv", "data/evidence.csv", "findings.ocsf.json"],
            &["data/tickets.csv"],
        ),
        (
            Audience::Board,
            &["data/tickets.csv", "data/changes.parquet", "timeline.timesketch.jsonl"],
            &["data/metrics.json"],
        ),
    ] {
        let (_, files) = with_files(WORLD.report(audience, false));
        for name in absent {
            assert!(!files.contains_key(*name), "{audience}: {name}");
        }
        for name in present {
            assert!(files.contains_key(*name), "{audience}: {name}");
        }
        let said = format!("Left out for this audience ({audience}): ");
        let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
        assert!(manifest["warnings"].to_string().contains(&said), "{manifest}");
        assert!(String::from_utf8_lossy(&files["report.html"]).contains(&said), "{audience}: the page");
        let settings = manifest["settings"].to_string();
        assert!(settings.contains("audience") && settings.contains(audience.as_str()), "{settings}");
    }
    let manifest: Value = serde_json::from_slice(&KEYED.1["manifest.json"]).unwrap();
    let key =
        manifest["settings"].as_array().unwrap().iter().find(|one| one["name"] == "pseudonyms").unwrap();
    assert_eq!(key["value"].as_str().unwrap().len(), "key ".len() + 8);
}

#[test]
fn the_sample_organisation_names_nobody_under_pseudonyms() {
    let exports = top().join("fixtures/organisation/exports");
    let plain = run(&exports, Audience::Auditor, None);
    let keyed = run(&exports, Audience::Auditor, Some(WORLD.key()));
    assert_eq!(counted(&plain), counted(&keyed));
    // Whole display names and logins of people; programs keep theirs.
    let people = std::fs::read_to_string(exports.join("people.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(people.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let names: Vec<String> = rows
        .iter()
        .filter(|row| !matches!(&row[5], "service" | "shared"))
        .flat_map(|row| [row[1].to_owned(), row[3].to_owned(), row[0].to_owned()])
        .filter(|name| name.len() > 5)
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let hits = found(&files(&keyed), &names);
    assert!(hits.is_empty(), "{} hits, first: {:#?}", hits.len(), &hits[..hits.len().min(5)]);
}
