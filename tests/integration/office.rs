//! A small office whose exports are made for tests that run the program: Dana Desk resets passwords, with tickets and
//! without.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::support::{Table, table};

const PEOPLE: &str = "\
employee_id,login,email,display_name,user_type,title,tier
1001,ute.meier@corp.example,ute.meier@corp.example,Ute Meier,employee,Buyer,standard
1002,uwe.maier@corp.example,uwe.maier@corp.example,Uwe Maier,employee,Clerk,standard
1003,dana.desk@corp.example,dana.desk@corp.example,Dana Desk,employee,Service desk agent,standard
1004,mara.boss@corp.example,mara.boss@corp.example,Mara Boss,employee,Head of purchasing,standard
";

/// Native id, time on 3 March 2026, and whose password Dana Desk reset.
const RESETS: &[(&str, &str, &str)] =
    &[("e2", "10:20", "ute.meier"), ("e4", "15:00", "uwe.maier"), ("e5", "17:20", "mara.boss")];

/// Number, who asks, from and to, and a note of Dana's.
const TICKETS: &[(&str, &str, &str, &str, &str)] = &[
    ("INC0000102", "ute.meier@corp.example", "03-03 10:00", "03-03 10:40", "Done."),
    (
        "INC0000105",
        "mara.boss@corp.example",
        "03-03 17:00",
        "03-03 17:40",
        "Called Mara back on the number on file, she answered.",
    ),
    ("INC0000106", "uwe.maier@corp.example", "02-20 06:00", "02-20 06:40", "Done."),
    ("INC0000107", "dana.desk@corp.example", "03-05 06:00", "03-05 06:40", "Done."),
];

/// A folder with `exports` in it, in which the program is run.
pub(crate) struct Office {
    folder: tempfile::TempDir,
}

/// A run of the program: what it said, and the folder that it wrote.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) folder: PathBuf,
}

impl Office {
    pub(crate) fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        office.write("exports/people.csv", PEOPLE);
        office.write("exports/okta.ndjson", &RESETS.iter().map(event).collect::<String>());
        office.write("exports/incident.csv", &tickets(TICKETS));
        office.write("exports/journal.csv", &notes(TICKETS));
        office
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Writes the note of a ticket anew.
    pub(crate) fn note(&self, number: &str, text: &str) {
        let tickets: Vec<_> =
            TICKETS
                .iter()
                .map(|ticket| {
                    if ticket.0 == number { (ticket.0, ticket.1, ticket.2, ticket.3, text) } else { *ticket }
                })
                .collect();
        self.write("exports/journal.csv", &notes(&tickets));
    }

    /// Runs `report exports --out NAME` with further arguments; writes page and tables only.
    pub(crate) fn run(&self, name: &str, arguments: &[&str]) -> Run {
        let report = ["report", "exports", "--tz", "UTC", "--out", name, "--format", "html,data"];
        let mut run = self.deskproof(&[&report[..], arguments].concat());
        run.folder = self.path(name);
        run
    }

    /// The same, which must be done.
    pub(crate) fn report(&self, name: &str, arguments: &[&str]) -> Run {
        let run = self.run(name, arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        run
    }

    /// Runs the program in the office's folder.
    pub(crate) fn deskproof(&self, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_deskproof"))
            .current_dir(self.folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
            folder: PathBuf::new(),
        }
    }
}

impl Run {
    /// A table of the report.
    pub(crate) fn table(&self, name: &str) -> Table {
        table(&std::fs::read(self.folder.join(format!("data/{name}.csv"))).unwrap())
    }

    pub(crate) fn manifest(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.folder.join("manifest.json")).unwrap()).unwrap()
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copied(&path, &copy);
        } else {
            std::fs::copy(path, copy).unwrap();
        }
    }
}

fn event((id, at, login): &(&str, &str, &str)) -> String {
    format!(
        r#"{{"uuid": "{id}", "published": "2026-03-03T{at}:00.000Z", "eventType": "user.account.reset_password", "actor": {{"id": "00udana", "type": "User", "alternateId": "dana.desk@corp.example", "displayName": "Dana Desk"}}, "target": [{{"id": "00u{login}", "type": "User", "alternateId": "{login}@corp.example"}}], "outcome": {{"result": "SUCCESS"}}, "client": {{"ipAddress": "192.0.2.10"}}, "transaction": {{"type": "WEB", "id": "tx-{id}"}}, "debugContext": {{"debugData": {{}}}}}}
"#
    )
}

fn tickets(tickets: &[(&str, &str, &str, &str, &str)]) -> String {
    let head = "number,sys_id,opened_at,resolved_at,state,caller_id,assigned_to,assignment_group,short_description\n";
    let row = |(number, caller, from, to, _): &(&str, &str, &str, &str, &str)| {
        let id = sys_id(number);
        format!(
            "{number},{id},2026-{from}:00,2026-{to}:00,Closed,{caller},dana.desk@corp.example,Service Desk,Forgot my password\n"
        )
    };
    std::iter::once(head.to_owned()).chain(tickets.iter().map(row)).collect()
}

fn notes(tickets: &[(&str, &str, &str, &str, &str)]) -> String {
    let head = "sys_id,element_id,name,element,value,sys_created_on,sys_created_by\n";
    let row = |(number, _, from, _, text): &(&str, &str, &str, &str, &str)| {
        let (id, at) = (sys_id(number), from.replace(":00", ":15"));
        format!("a{},{id},incident,work_notes,\"{text}\",2026-{at}:00,dana.desk@corp.example\n", &id[1..])
    };
    std::iter::once(head.to_owned()).chain(tickets.iter().map(row)).collect()
}

fn sys_id(number: &str) -> String {
    format!("{:0>32}", number.trim_start_matches("INC"))
}
