//! Real exports of Okta and ServiceNow, hostile in every field.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The corpus.
pub(super) const STRINGS: &[&str] = include!("../../../fixtures/hostile.in");

/// Number of the ticket with a title and a note of a megabyte.
pub(super) const HUGE: &str = "INC0999999";
/// Files written.
pub(super) const FILES: usize = 5;
/// Changes beyond one for each string: a huge one, one with a hostile login, one with halves of pairs, a plain one.
pub(super) const MORE_EVENTS: usize = 4;

/// By this a string is found again.
pub(super) fn mark(at: usize) -> String {
    format!("~h{at:03}~")
}

/// A string with its mark.
pub(super) fn text(at: usize) -> String {
    format!("{} {}", STRINGS[at], mark(at))
}

/// A text of a megabyte in which everything is hostile.
fn huge() -> String {
    let mut text = "=1 ".to_owned();
    let all = STRINGS.concat();
    while text.len() < 1 << 20 {
        text += &all;
    }
    text
}

/// Writes the exports; names of files are as hostile as the rest.
pub(super) fn write(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let put = |name: &str, bytes: Vec<u8>| fs::write(folder.join(name), bytes).unwrap();
    put("=1+1 <img src=x onerror=alert(20)> \u{202E}\u{1b}[31m\n[x](javascript:alert(21)).ndjson", events());
    put("#read(\"etc\") & 'tickets' %s ..json", tickets());
    // A NUL makes a file no text: in JSON it is an escape.
    let no_nul = |mut bytes: Vec<u8>| {
        bytes.retain(|byte| *byte != 0);
        bytes
    };
    put("@journal \u{200B}$(id).csv", no_nul(journal()));
    put("people.csv", no_nul(people()));
    put("-torn.ndjson", torn());
}

fn at(minute: usize) -> String {
    let start: deskproof::model::Instant = "2026-03-02T06:00:00Z".parse().unwrap();
    (start + chrono::Duration::minutes(i64::try_from(minute).unwrap()))
        .format("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string()
}

/// One reset for each string, which stands in all fields that say who, why, from where and with what.
fn events() -> Vec<u8> {
    let mut lines = Vec::new();
    for number in 0..STRINGS.len() {
        let text = text(number);
        lines.push(event(number, &text, &text).to_string());
    }
    let mut whole = event(STRINGS.len(), "plain", "plain");
    whole["client"]["userAgent"]["rawUserAgent"] = huge().into();
    lines.push(whole.to_string());
    let mut login = event(STRINGS.len() + 1, "plain", "plain");
    login["target"][0]["alternateId"] = text(0).into();
    login["target"][0]["id"] = text(1).into();
    login["client"]["ipAddress"] = text(2).into();
    login["transaction"]["id"] = text(3).into();
    lines.push(login.to_string());
    let mut unknown = event(STRINGS.len() + 9, "plain", "plain");
    unknown["eventType"] = format!("user.{}", text(0)).into();
    lines.push(unknown.to_string());
    // Half a pair of surrogates, alone.
    let half = event(STRINGS.len() + 2, "HALF", "HALF")
        .to_string()
        .replace("HALF", "half \\ud800 and \\udc00 \\uD83D");
    lines.push(half);
    (lines.join("\n") + "\n").into_bytes()
}

fn event(number: usize, name: &str, words: &str) -> Value {
    json!({
        "uuid": format!("e{number}"),
        "published": at(number * 60 + 20),
        "eventType": "user.account.reset_password",
        "displayMessage": words,
        "severity": words,
        "actor": {"id": "00udana", "type": "User", "alternateId": "dana.desk@corp.example", "displayName": "Dana Desk"},
        "target": [{
            "id": format!("00u{number}"), "type": "User", "alternateId": format!("u{number}@corp.example"), "displayName": name,
        }],
        "outcome": {"result": "SUCCESS", "reason": words},
        "client": {
            "ipAddress": "192.0.2.10",
            "userAgent": {"rawUserAgent": words, "browser": words, "os": words},
            "geographicalContext": {"city": words, "state": words, "country": words},
            "device": words,
        },
        "securityContext": {"asOrg": words, "isp": words},
        "transaction": {"type": "WEB", "id": format!("tx{number}")},
        "debugContext": {"debugData": {"reason": words, "requestUri": words, "factor": words}},
    })
}

/// Bytes that are no UTF-8 inside a record, a record that ends in the middle, and nothing that is JSON.
fn torn() -> Vec<u8> {
    let mut bytes = event(STRINGS.len() + 5, "plain", "plain").to_string().into_bytes();
    bytes.push(b'\n');
    bytes.extend(event(STRINGS.len() + 3, "BYTES", "plain").to_string().into_bytes());
    let at = bytes.windows(5).position(|window| window == b"BYTES").unwrap();
    bytes.splice(at..at + 5, *b"\xff\xfe\xc0\x80 <b>");
    bytes.push(b'\n');
    let whole = event(STRINGS.len() + 4, "cut <script>alert(30)</script>", "=1+1").to_string();
    bytes.extend(&whole.as_bytes()[..whole.len() - 9]);
    bytes.push(b'\n');
    bytes.extend(b"=1+1,<script>alert(31)</script>\x1b[31m \xe2\x80\xae\n");
    bytes
}

fn tickets() -> Vec<u8> {
    let mut rows: Vec<Value> = (0..STRINGS.len()).map(|number| ticket(number, &text(number))).collect();
    let mut whole = ticket(STRINGS.len(), "plain");
    whole["number"] = HUGE.into();
    whole["short_description"] = huge().into();
    rows.push(whole);
    json!({ "result": rows }).to_string().into_bytes()
}

fn sys_id(number: usize) -> String {
    format!("{:032x}", number + 1)
}

fn ticket(number: usize, words: &str) -> Value {
    let stamp = |minute| at(minute).replace('T', " ").replace(".000Z", "");
    json!({
        "number": format!("INC{number:07}"),
        "sys_id": sys_id(number),
        "opened_at": stamp(number * 60 + 5),
        "resolved_at": stamp(number * 60 + 40),
        "closed_at": stamp(number * 60 + 50),
        "sys_updated_on": stamp(number * 60 + 50),
        "state": "7",
        "caller_id": format!("u{number}@corp.example"),
        "assigned_to": "dana.desk@corp.example",
        "assignment_group": words,
        "contact_type": words,
        "category": words,
        "subcategory": words,
        "short_description": words,
        "description": words,
        "close_code": words,
        "close_notes": words,
        "u_verified_by": words,
        "reassignment_count": "0",
        "reopen_count": "0",
    })
}

/// Work notes that state a verification, beside hostile words; every second change is proven by its note.
fn journal() -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record([
            "sys_id",
            "element_id",
            "name",
            "element",
            "value",
            "sys_created_on",
            "sys_created_by",
        ])
        .unwrap();
    let stamp = |minute| at(minute).replace('T', " ").replace(".000Z", "");
    let note = |number: usize, words: String, element: &str, minute: usize| {
        [
            format!("{:032x}", number * 2 + 0xa000 + minute % 2),
            sys_id(number),
            "incident".to_owned(),
            element.to_owned(),
            words,
            stamp(number * 60 + minute),
            "dana.desk@corp.example".to_owned(),
        ]
    };
    for number in 0..STRINGS.len() {
        let said = "Called the user back on the mobile number on file, they answered.";
        let words = format!("{said} {}", text(number));
        let minute = if number % 2 == 0 { 14 } else { 30 };
        table.write_record(note(number, words, "work_notes", minute)).unwrap();
        table.write_record(note(number, text(number), "comments", minute + 1)).unwrap();
    }
    table.write_record(note(STRINGS.len(), huge(), "work_notes", 16)).unwrap();
    table.into_inner().unwrap()
}

fn people() -> Vec<u8> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record([
            "employee_id",
            "login",
            "email",
            "display_name",
            "user_type",
            "title",
            "tier",
            "manager_login",
        ])
        .unwrap();
    let mut row = |id: usize, login: &str, name: &str, title: &str| {
        table.write_record([&id.to_string(), login, login, name, "employee", title, "standard", ""]).unwrap();
    };
    row(1, "dana.desk@corp.example", "Dana Desk", "Service desk agent");
    for number in 0..STRINGS.len() {
        row(1000 + number, &format!("u{number}@corp.example"), &text(number), &text(number));
    }
    table.into_inner().unwrap()
}
