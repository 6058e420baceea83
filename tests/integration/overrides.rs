//! Decisions of reviewers: from `review.csv` to `--overrides` and back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use deskproof::mapping::Mappings;
use deskproof::pipeline;

use super::support::{Table, data, packed, rendered, settings, table};

type Files = BTreeMap<String, Vec<u8>>;

const PEOPLE: &str = "\
employee_id,login,email,display_name,user_type,title,tier
1001,ute.meier@corp.example,ute.meier@corp.example,Ute Meier,employee,Buyer,standard
1002,uwe.maier@corp.example,uwe.maier@corp.example,Uwe Maier,employee,Clerk,standard
1003,dana.desk@corp.example,dana.desk@corp.example,Dana Desk,employee,Service desk agent,standard
1004,mara.boss@corp.example,mara.boss@corp.example,Mara Boss,employee,Head of purchasing,standard
1005,kim.lee@corp.example,kim.lee@corp.example,Kim Lee,employee,Clerk,standard
1006,kim.lee2@corp.example,kim.lee2@corp.example,Kim Lee,employee,Clerk,standard
";

/// Native id, time, and whose password Dana Desk reset.
const RESETS: &[(&str, &str, &str)] = &[
    ("e1", "09:20", "kim.lee"),   // the ticket's name is that of two people
    ("e2", "10:20", "ute.meier"), // two tickets say the same
    ("e3", "10:24", "ute.meier"),
    ("e4", "15:00", "uwe.maier"), // no ticket
    ("e5", "17:20", "mara.boss"), // one ticket
];

/// Number, who asks, from and to, and a note of Dana's.
const TICKETS: &[(&str, &str, &str, &str, &str)] = &[
    ("INC0000101", "Kim Lee", "03-03 09:00", "03-03 09:40", "Called back on the number on file."),
    ("INC0000102", "ute.meier@corp.example", "03-03 10:00", "03-03 10:40", "Done."),
    ("INC0000103", "ute.meier@corp.example", "03-03 10:00", "03-03 10:40", "Done."),
    (
        "INC0000105",
        "mara.boss@corp.example",
        "03-03 17:00",
        "03-03 17:40",
        "Called Mara back on the number on file, she answered.",
    ),
    // Long before any change of Uwe's.
    ("INC0000106", "uwe.maier@corp.example", "02-20 06:00", "02-20 06:40", "Done."),
    ("INC0000107", "dana.desk@corp.example", "03-05 06:00", "03-05 06:40", "Done."),
];

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let exports = folder.path().join("exports");
        std::fs::create_dir(&exports).unwrap();
        let events: String = RESETS.iter().map(|(id, at, login)| event(id, at, login)).collect();
        let write = |name: &str, text: String| std::fs::write(exports.join(name), text).unwrap();
        write("people.csv", PEOPLE.to_owned());
        write("okta.ndjson", events);
        let head = "number,sys_id,opened_at,resolved_at,state,caller_id,assigned_to,assignment_group,short_description";
        write("incident.csv", rows(head, TICKETS.iter().map(ticket)));
        let head = "sys_id,element_id,name,element,value,sys_created_on,sys_created_by";
        write("journal.csv", rows(head, TICKETS.iter().map(note)));
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, overrides: Option<&Path>) -> Files {
        let mut settings = settings(&[&self.path("exports")]);
        settings.zones.push("UTC".parse().unwrap());
        settings.overrides = overrides.map(Path::to_owned);
        rendered(&settings)
    }

    /// A run with these decisions: what, about which native id or text, and the ticket.
    fn decided(&self, decisions: &[(&str, &str, &str)]) -> Files {
        let rows: String = decisions
            .iter()
            .map(|(decision, item, other)| {
                let item = IDS.get(*item).map_or(*item, String::as_str);
                format!("{decision},{item},{other},M. Auditor,2026-04-01,asked them\n")
            })
            .collect();
        self.run(Some(&self.file(&rows)))
    }

    fn file(&self, rows: &str) -> PathBuf {
        let path = self.path("overrides.csv");
        std::fs::write(&path, format!("decision,item,other,decided_by,decided_at,why\n{rows}")).unwrap();
        path
    }
}

/// What is said of the office without decisions.
static BEFORE: LazyLock<Files> = LazyLock::new(|| Office::new().run(None));
/// Ids of its changes by the native id of their event.
static IDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let id = |row: &BTreeMap<String, String>| (row["native_ids"].clone(), row["change_id"].clone());
    data(&BEFORE, "changes").iter().map(id).collect()
});

fn rows(head: &str, rows: impl Iterator<Item = String>) -> String {
    std::iter::once(head.to_owned()).chain(rows).map(|row| row + "\n").collect()
}

fn event(id: &str, at: &str, login: &str) -> String {
    format!(
        r#"{{"uuid": "{id}", "published": "2026-03-03T{at}:00.000Z", "eventType": "user.account.reset_password", "actor": {{"id": "00udana", "type": "User", "alternateId": "dana.desk@corp.example", "displayName": "Dana Desk"}}, "target": [{{"id": "00u{login}", "type": "User", "alternateId": "{login}@corp.example"}}], "outcome": {{"result": "SUCCESS"}}, "client": {{"ipAddress": "192.0.2.10"}}, "transaction": {{"type": "WEB", "id": "tx-{id}"}}, "debugContext": {{"debugData": {{}}}}}}
"#
    )
}

fn ticket((number, caller, from, to, _): &(&str, &str, &str, &str, &str)) -> String {
    format!(
        "{number},{},2026-{from}:00,2026-{to}:00,Closed,{caller},dana.desk@corp.example,Service Desk,Forgot my password",
        sys_id(number)
    )
}

fn note((number, _, from, _, text): &(&str, &str, &str, &str, &str)) -> String {
    let at = from.replace(":00", ":15");
    format!(
        "a{},{},incident,work_notes,\"{text}\",2026-{at}:00,dana.desk@corp.example",
        &sys_id(number)[1..],
        sys_id(number)
    )
}

fn sys_id(number: &str) -> String {
    format!("{:0>32}", number.trim_start_matches("INC"))
}

fn row<'a>(table: &'a Table, native_id: &str) -> &'a BTreeMap<String, String> {
    table.iter().find(|row| row["native_ids"] == native_id).unwrap()
}

fn cells<'a>(row: &'a BTreeMap<String, String>, columns: &[&str]) -> Vec<&'a str> {
    columns.iter().map(|column| row[*column].as_str()).collect()
}

/// What became of each decision.
fn became(files: &Files) -> Vec<String> {
    data(files, "overrides").iter().map(|row| row["became"].clone()).collect()
}

/// The table as a reviewer gives it back, with the cells that `fill` gives for a row.
fn filled(bytes: &[u8], fill: impl Fn(&BTreeMap<String, String>) -> Option<&'static str>) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    for (cells, row) in reader.records().zip(table(bytes)) {
        let decision = fill(&row);
        let cell = |(name, cell): (&str, &str)| match (name, decision) {
            ("decision", Some(decision)) => decision.to_owned(),
            ("decided_by", Some(_)) => "M. Auditor".to_owned(),
            ("decided_at", Some(_)) => "2026-04-01".to_owned(),
            ("why", Some(_)) => "asked them, both".to_owned(),
            _ => cell.to_owned(),
        };
        writer.write_record(head.iter().zip(cells.unwrap().iter()).map(cell)).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn a_filled_in_review_sheet_settles_what_was_for_review_and_nothing_else() {
    let office = Office::new();
    let review = data(&BEFORE, "review");
    let listed: Vec<_> = review.iter().map(|row| cells(row, &["native_ids", "rank", "for_review"])).collect();
    assert_eq!(
        listed,
        [
            ["e1", "1", "shared_name"],
            ["e2", "1", "two_tickets"],
            ["e2", "2", "two_tickets"],
            ["e3", "1", "two_tickets"],
            ["e3", "2", "two_tickets"]
        ]
    );
    let sheet = filled(&BEFORE["data/review.csv"], |row| {
        match (row["native_ids"].as_str(), row["ticket"].as_str()) {
            ("e1", _) | ("e2" | "e3", "INC0000102") => Some("link"),
            ("e2" | "e3", _) => Some("no_link"),
            _ => None,
        }
    });
    let path = office.path("review.csv");
    std::fs::write(&path, sheet).unwrap();
    let after = office.run(Some(&path));

    assert_eq!(data(&after, "review"), Table::new());
    assert_eq!(became(&after), ["applied"; 5]);
    let changes = data(&after, "changes");
    let columns = ["ticket", "link_outcome", "link_basis", "link_decided_at"];
    assert_eq!(cells(row(&changes, "e1"), &columns), ["INC0000101", "linked", "override", "2026-04-01"]);
    let twice = "2026-04-01;2026-04-01";
    assert_eq!(cells(row(&changes, "e2"), &columns), ["INC0000102", "linked", "override", twice]);
    assert_eq!(cells(row(&changes, "e3"), &columns), ["INC0000102", "linked", "override", twice]);
    assert!(
        row(&changes, "e1")["verdict_reason"]
            .ends_with("; M. Auditor decided about its ticket on 2026-04-01")
    );
    for untouched in ["e4", "e5"] {
        assert_eq!(row(&changes, untouched), row(&data(&BEFORE, "changes"), untouched));
    }
    let links = data(&after, "links");
    let told = links.iter().find(|link| link["change_id"] == row(&changes, "e1")["change_id"]).unwrap();
    assert_eq!(cells(told, &["basis", "decided_by"]), ["override", "M. Auditor"]);
    assert!(
        told["reasons"]
            .contains("its ticket is INC0000101: M. Auditor decided on 2026-04-01: asked them, both")
    );
    let page = String::from_utf8(after["report.html"].clone()).unwrap();
    let told = "M. Auditor decided on 2026-04-01: asked them, both";
    assert!(packed(&page).values().any(|part| part.contains(told)), "it stands in the details of the change");
}

#[test]
fn the_file_is_an_input_with_its_hash_also_where_it_lies_among_the_exports() {
    let office = Office::new();
    for name in ["overrides.csv", "exports/overrides.csv"] {
        let from = office.file("no_link,chg-0,,M. Auditor,2026-04-01,x\n");
        let path = office.path(name);
        if path != from {
            std::fs::rename(from, &path).unwrap();
        }
        let manifest: serde_json::Value =
            serde_json::from_slice(&office.run(Some(&path))["manifest.json"]).unwrap();
        let inputs = manifest["inputs"].as_array().unwrap();
        let found: Vec<_> = inputs.iter().filter(|input| input["file"] == "overrides.csv").collect();
        let [file] = found[..] else { panic!("{name}: {inputs:?}") };
        assert_eq!((&file["use"], &file["rows"], &file["used"]), (&"overrides".into(), &1.into(), &1.into()));
        assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
        let is_unused = |warning: &serde_json::Value| warning.as_str().unwrap().contains("not used");
        assert!(!manifest["warnings"].as_array().unwrap().iter().any(is_unused));
    }
}

#[test]
fn what_no_longer_applies_is_told_and_changes_nothing() {
    let office = Office::new();
    let stale = [("no_link", "chg-000000000000", ""), ("link", "e4", "INC0999999")];
    let after = office.decided(&stale);
    assert_eq!(data(&after, "changes"), data(&BEFORE, "changes"));
    assert_eq!(
        became(&after),
        [
            "stale: no change chg-000000000000 is in these inputs",
            "stale: no ticket INC0999999 is in these inputs"
        ]
    );
    let manifest = String::from_utf8(after["manifest.json"].clone()).unwrap();
    assert!(manifest.contains("Of 2 decisions in overrides.csv 2 could not be applied: line 2: no change"));
    let page = String::from_utf8(after["report.html"].clone()).unwrap();
    assert!(page.contains("Of 2 decisions in overrides.csv 2 could not be applied"));
}

#[test]
fn what_the_program_says_by_itself_agrees() {
    let office = Office::new();
    let after = office.decided(&[
        ("link", "e5", "inc0000105"),
        ("no_link", "e4", ""),
        ("no_link", "e5", "INC0000101"),
    ]);
    assert_eq!(became(&after), ["agrees"; 3]);
    let changes = data(&after, "changes");
    assert_eq!(
        cells(row(&changes, "e5"), &["ticket", "verdict", "link_basis"]),
        ["INC0000105", "proven", "override"]
    );
    assert_eq!(
        cells(row(&changes, "e4"), &["ticket", "verdict", "link_basis"]),
        ["", "unticketed", "override"]
    );
}

#[test]
fn a_link_is_no_proof() {
    let office = Office::new();
    let proven =
        |files: &Files| data(files, "changes").iter().filter(|row| row["verdict"] == "proven").count();
    let columns = ["ticket", "verdict", "evidence_level", "mismatches"];
    // A ticket without evidence.
    let files = office.decided(&[("link", "e4", "INC0000106")]);
    assert_eq!(cells(row(&data(&files, "changes"), "e4"), &columns)[..2], ["INC0000106", "unproven"]);
    assert_eq!(proven(&files), 1);
    // A ticket about somebody else, who was verified, and after the change.
    let files = office.decided(&[("link", "e4", "INC0000105")]);
    let changes = data(&files, "changes");
    let found = cells(row(&changes, "e4"), &columns);
    assert!(found[0] == "INC0000105" && found[1] != "proven" && found[3] == "wrong_target", "{found:?}");
    assert_eq!(proven(&files), 1);
    // A ticket taken away takes its evidence away.
    let files = office.decided(&[("no_link", "e5", "")]);
    assert_eq!(cells(row(&data(&files, "changes"), "e5"), &["ticket", "verdict"]), ["", "unticketed"]);
    assert_eq!(became(&files), ["applied"]);
}

#[test]
fn what_is_no_evidence_proves_nothing_and_is_still_shown() {
    let office = Office::new();
    let proof = data(&BEFORE, "evidence").into_iter().find(|row| row["ticket"] == "INC0000105").unwrap();
    let id = proof["evidence_id"].as_str();
    let files = office.decided(&[("not_evidence", id, ""), ("not_evidence", "ev-000000000000", "")]);
    assert_eq!(became(&files), ["applied", "stale: no evidence ev-000000000000 is found in these inputs"]);
    assert_eq!(row(&data(&files, "changes"), "e5")["verdict"], "unproven");
    let evidence = data(&files, "evidence");
    let shown = evidence.iter().find(|row| row["evidence_id"] == id).unwrap();
    assert_eq!(
        cells(shown, &["decisive", "overruled"]),
        ["no", "M. Auditor decided on 2026-04-01: asked them"]
    );
}

#[test]
fn a_refusal_is_not_taken_away() {
    let office = Office::new();
    let notes = std::fs::read_to_string(office.path("exports/journal.csv")).unwrap();
    let refused = "Called back on the number on file, but could not verify her: wrong answers.";
    let notes = notes.replace("Called Mara back on the number on file, she answered.", refused);
    std::fs::write(office.path("exports/journal.csv"), notes).unwrap();
    let before = office.run(None);
    let is_refusal = |row: &BTreeMap<String, String>| row["weaknesses"].split(';').any(|one| one == "failed");
    let refusal = data(&before, "evidence").into_iter().find(is_refusal).unwrap();
    let files = office.decided(&[("not_evidence", refusal["evidence_id"].as_str(), "")]);
    assert!(
        became(&files)[0].ends_with("is a refusal, which no reviewer takes away"),
        "{:?}",
        became(&files)
    );
    assert_eq!(data(&files, "changes"), data(&before, "changes"));
}

/// The row of an account.
fn account<'a>(accounts: &'a Table, label: &str) -> &'a BTreeMap<String, String> {
    accounts.iter().find(|row| row["account"] == label).unwrap()
}

const KIM: [&str; 2] = ["kim.lee@corp.example", "kim.lee2@corp.example"];

#[test]
fn two_accounts_of_one_person_are_joined_and_their_name_then_names_somebody() {
    let office = Office::new();
    let before = data(&BEFORE, "accounts");
    assert_eq!(cells(account(&before, KIM[0]), &["person", "shares_name_with"]), KIM);
    let files = office.decided(&[("same_person", KIM[1], KIM[0])]);
    assert_eq!(became(&files), ["applied"]);
    let accounts = data(&files, "accounts");
    for kim in KIM {
        let row = account(&accounts, kim);
        assert_eq!(
            cells(row, &["person", "shares_name_with"]),
            [KIM[1], ""],
            "the first of them stands for both"
        );
        assert_eq!(row["merged_because"], "one person: M. Auditor decided on 2026-04-01: asked them");
    }
    let changes = data(&files, "changes");
    assert_eq!(cells(row(&changes, "e1"), &["ticket", "link_outcome"]), ["INC0000101", "linked"]);
    assert_eq!(row(&changes, "e5"), row(&data(&BEFORE, "changes"), "e5"));
}

#[test]
fn two_persons_are_kept_apart_whatever_would_join_them() {
    let office = Office::new();
    let people = PEOPLE.replace("1006,kim.lee2", "1005,kim.lee2");
    std::fs::write(office.path("exports/people.csv"), people).unwrap();
    let joined = data(&office.run(None), "accounts");
    assert_eq!(account(&joined, KIM[0])["person"], KIM[1], "one employee number is one person");
    let files = office.decided(&[("different_person", KIM[0], KIM[1])]);
    assert_eq!(became(&files), ["applied"]);
    let accounts = data(&files, "accounts");
    assert_eq!(cells(account(&accounts, KIM[0]), &["person", "shares_name_with"]), KIM);
    let why = "not kim.lee@corp.example: M. Auditor decided on 2026-04-01: asked them";
    assert_eq!(account(&accounts, KIM[1])["merged_because"], why);
}

#[test]
fn decisions_about_persons_that_say_nothing_new_or_nobody_are_told() {
    let office = Office::new();
    let files = office.decided(&[
        ("different_person", "ute.meier@corp.example", "00uuwe.maier"),
        ("same_person", "ute.meier@corp.example", "nobody@corp.example"),
        ("same_person", "Kim Lee", "ute.meier@corp.example"),
    ]);
    let told = [
        "agrees",
        "stale: no account nobody@corp.example is in these inputs",
        "stale: Kim Lee is a name of 2 accounts",
    ];
    assert_eq!(became(&files), told);
    assert_eq!(data(&files, "changes"), data(&BEFORE, "changes"));
}

#[test]
fn the_other_changes_are_linked_with_regard_to_what_was_decided() {
    let office = Office::new();
    for (decided, left) in [("INC0000102", "INC0000103"), ("INC0000103", "INC0000102")] {
        let changes = data(&office.decided(&[("link", "e2", decided)]), "changes");
        assert_eq!(row(&changes, "e2")["ticket"], decided);
        assert_eq!(row(&changes, "e3")["ticket"], left, "of two alike tickets each change gets its own");
    }
    // Both may still be of one ticket if a reviewer says so.
    let changes =
        data(&office.decided(&[("link", "e2", "INC0000102"), ("link", "e3", "INC0000102")]), "changes");
    assert_eq!(
        (&row(&changes, "e2")["ticket"], &row(&changes, "e3")["ticket"]),
        (&"INC0000102".into(), &"INC0000102".into())
    );
}

#[test]
fn the_order_of_decisions_changes_nothing() {
    let office = Office::new();
    let mut decisions = vec![
        ("no_link", "e1", "INC0000101"),
        ("link", "e2", "INC0000103"),
        ("no_link", "e2", "INC0000102"),
        ("no_link", "e5", ""),
    ];
    let one = office.decided(&decisions);
    decisions.reverse();
    let two = office.decided(&decisions);
    for name in ["changes", "tickets", "links", "evidence", "findings", "review"] {
        assert!(data(&one, name) == data(&two, name), "{name}");
    }
    let mut turned = became(&two);
    turned.reverse();
    assert_eq!(became(&one), turned);
}

#[test]
fn who_decides_about_their_own_act_is_named() {
    let office = Office::new();
    let id = &IDS["e4"];
    let path = office.file(&format!("link,{id},INC0000106,dana.desk@corp.example,2026-04-01,I did it\n"));
    let files = office.run(Some(&path));
    assert_eq!(data(&files, "overrides")[0]["note"], "the one who made the change decided about its ticket");
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    assert!(page.contains("have somebody else decide"));
}

#[test]
fn a_file_with_a_fault_stops_the_run() {
    let office = Office::new();
    let path =
        office.file("link,chg-1,INC1,M,2026-04-01,x\nlink,chg-1,INC2,M,2026-04-01,x\nno_link,chg-2,,,,\n");
    let mut settings = settings(&[&office.path("exports")]);
    settings.overrides = Some(path);
    let fault = pipeline::run(&settings, &Mappings::embedded(), None).unwrap_err().to_string();
    let lines: Vec<&str> = fault.lines().collect();
    assert!(
        lines[0].starts_with("overrides.csv, line 3: another ticket for one change, which line 2 decides")
    );
    assert!(lines[1].starts_with("overrides.csv, line 4: `decided_at` is empty"), "{fault}");
}

#[test]
fn the_command_tells_faults_and_what_is_stale_on_standard_error_in_plain_signs() {
    let office = Office::new();
    let run = |rows: &str| {
        let path = office.file(rows);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_deskproof"));
        command.args([
            "report",
            "exports",
            "--out",
            "out",
            "--force",
            "--quiet",
            "--tz",
            "UTC",
            "--overrides",
        ]);
        let done = command.arg(path).current_dir(office.folder.path()).output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let (code, told) = run("\u{1b}[31mlink\u{202e},chg-1,INC1,M,2026-04-01,x\n");
    assert_eq!(code, Some(2), "{told}");
    assert!(
        told.starts_with("error: overrides.csv, line 2: `⟨U+001B⟩[31mlink⟨U+202E⟩` is no decision"),
        "{told}"
    );
    assert!(told.contains("hint: nothing was written"));
    assert!(!office.path("out").exists());
    let (code, told) = run("no_link,\u{1b}[31mchg-1,,M,2026-04-01,x\n");
    assert_eq!(code, Some(0), "{told}");
    let stale = "warning: --overrides, line 2: not applied: no change ⟨U+001B⟩[31mchg-1 is in these inputs\n";
    assert_eq!(told, stale);
}
