//! One change is the same in every format: wherever its id stands with a verdict, it is that of `changes.csv`.
//!
//! Read from the committed report, which `sample_report` holds to be what the program writes.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use calamine::Reader as _;
use serde_json::Value;

use super::support::{packed, table, top};

/// Verdicts by change; a change that is not judged has an empty one.
type Verdicts = BTreeMap<String, String>;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(top().join("reports/organisation").join(name))
        .unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&file(name)).unwrap()
}

fn expected() -> Verdicts {
    table(&file("data/changes.csv"))
        .into_iter()
        .map(|row| (row["change_id"].clone(), row["verdict"].clone()))
        .collect()
}

/// Holds what a format says of changes against the CSV, and tells how many it spoke of.
fn agree(format: &str, said: &[(String, String)]) -> usize {
    let expected = expected();
    for (change, verdict) in said {
        assert_eq!(Some(verdict), expected.get(change), "{format} on {change}");
    }
    said.iter().map(|(change, _)| change).collect::<BTreeSet<_>>().len()
}

/// A column of a packed list as texts.
fn column(list: &Value, key: &str) -> Vec<String> {
    let columns = list["columns"].as_array().unwrap();
    let column =
        columns.iter().find(|column| column["key"] == key).unwrap_or_else(|| panic!("no column {key}"));
    let text = |cell: &Value| match cell {
        Value::String(text) => text.clone(),
        place => {
            list["words"][usize::try_from(place.as_u64().unwrap()).unwrap()].as_str().unwrap().to_owned()
        }
    };
    column["data"].as_array().unwrap().iter().map(text).collect()
}

#[test]
fn the_page_holds_every_change_with_its_verdict() {
    let page = String::from_utf8(file("report.html")).unwrap();
    let list = serde_json::from_str(&packed(&page)["changes"]).unwrap();
    let said: Vec<_> = column(&list, "id").into_iter().zip(column(&list, "verdict")).collect();
    assert_eq!(agree("report.html", &said), expected().len());
}

#[test]
fn the_workbook_holds_every_change_with_its_verdict() {
    let bytes = std::io::Cursor::new(file("workpapers.xlsx"));
    let mut book = calamine::Xlsx::new(bytes).unwrap();
    let sheet = book.worksheet_range("Population").unwrap();
    let rows: Vec<Vec<String>> =
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let heads = rows.iter().position(|row| row.iter().any(|cell| cell == "Verdict")).unwrap();
    let place = |name: &str| rows[heads].iter().position(|cell| cell == name).unwrap();
    let (id, verdict) = (place("ID"), place("Verdict"));
    let said: Vec<_> = rows[heads + 1..]
        .iter()
        .filter(|row| row[id].starts_with("chg-"))
        .map(|row| (row[id].clone(), written(&row[verdict])))
        .collect();
    assert_eq!(agree("workpapers.xlsx", &said), expected().len());
}

/// A verdict as people read it, as the word that it is.
fn written(spoken: &str) -> String {
    let word = spoken.trim_start_matches(|sign: char| !sign.is_ascii_alphabetic());
    if word == "cannot be told" { "not_testable".to_owned() } else { word.replace(' ', "_") }
}

/// All objects of a document, however deep.
fn objects<'a>(value: &'a Value, found: &mut Vec<&'a serde_json::Map<String, Value>>) {
    match value {
        Value::Object(object) => {
            found.push(object);
            object.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| objects(inner, found)),
        _ => {}
    }
}

/// What an object's properties (OSCAL) say of a change.
fn of_props(object: &serde_json::Map<String, Value>) -> Option<(String, String)> {
    let props = object.get("props")?.as_array()?;
    let prop = |name: &str| {
        props
            .iter()
            .find(|prop| prop["name"] == name)
            .and_then(|prop| prop["value"].as_str())
            .map(str::to_owned)
    };
    Some((prop("change-id")?, prop("verdict").unwrap_or_default()))
}

#[test]
fn oscal_says_the_same_of_every_change_that_it_names() {
    for name in ["assessment-results.oscal.json", "poam.oscal.json"] {
        let document = json(name);
        let mut found = Vec::new();
        objects(&document, &mut found);
        let said: Vec<_> = found.into_iter().filter_map(of_props).collect();
        assert!(agree(name, &said) > 100, "{name} names the changes that it is about");
    }
}

#[test]
fn ocsf_says_the_same_of_every_change_that_it_names() {
    let document = json("findings.ocsf.json");
    let said: Vec<_> = document
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["unmapped"])
        .filter_map(|more| {
            let verdict = more["verdict"].as_str().unwrap_or_default();
            Some((more["change_id"].as_str()?.to_owned(), verdict.to_owned()))
        })
        .collect();
    assert!(agree("findings.ocsf.json", &said) > 100);
}

#[test]
fn the_timeline_holds_every_change_with_its_verdict() {
    let lines = String::from_utf8(file("timeline.timesketch.jsonl")).unwrap();
    let said: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|moment| {
            let id = moment["id"].as_str().filter(|id| id.starts_with("chg-"))?;
            Some((id.to_owned(), moment["verdict"].as_str().unwrap_or_default().to_owned()))
        })
        .collect();
    assert_eq!(agree("timeline.timesketch.jsonl", &said), expected().len());
}

/// The PDF lists what is not proven, the riskiest in full under their verdict.
#[test]
fn the_paper_says_the_same_of_every_change_that_it_shows_in_full() {
    let path = top().join("reports/organisation/audit.pdf");
    let Ok(text) = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() else {
        println!("skipped: pdftotext is not on the PATH");
        return;
    };
    assert!(text.status.success(), "{}", String::from_utf8_lossy(&text.stderr));
    let text = String::from_utf8(text.stdout).unwrap();
    let words: BTreeSet<&str> = text.split_whitespace().collect();
    let expected = expected();
    let exceptions: Vec<&String> = expected
        .iter()
        .filter(|(_, verdict)| ["insufficient", "late", "unproven", "unticketed"].contains(&verdict.as_str()))
        .map(|(change, _)| change)
        .collect();
    let shown = exceptions.iter().filter(|change| words.contains(change.as_str())).count();
    assert_eq!(shown, exceptions.len(), "every exception stands in the document");
    // The head of a case in full: id, verdict, time, kind, risk.
    let heads: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("chg-") && line.contains(" risk "))
        .collect();
    assert!(heads.len() >= 50, "{} cases stand in full", heads.len());
    for head in heads {
        let change = head.split_whitespace().next().unwrap();
        assert!(head.contains(&expected[change]), "{change} is {}: {head}", expected[change]);
    }
}
