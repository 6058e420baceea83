//! `metrics.json` is what its published schema says, and every figure can be counted again from the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use deskproof::pipeline::Settings;

use super::schema::faults;
use super::support::{Table, data, rendered, settings, top};

/// The files of a report on the committed organisation.
static FILES: LazyLock<BTreeMap<String, Vec<u8>>> =
    LazyLock::new(|| rendered(&settings(&[&top().join("fixtures/organisation/exports")])));

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_slice(&FILES["data/metrics.json"]).unwrap());

fn figures() -> &'static [Value] {
    DOCUMENT["metrics"].as_array().unwrap()
}

fn against_the_schema(document: &Value) -> Vec<String> {
    faults(&serde_json::from_slice(&FILES["data/metrics.schema.json"]).unwrap(), document)
}

#[test]
fn the_file_is_what_the_schema_beside_it_says() {
    assert_eq!(
        FILES["data/metrics.schema.json"],
        std::fs::read(top().join("schemas/metrics.schema.json")).unwrap()
    );
    assert_eq!(against_the_schema(&DOCUMENT), Vec::<String>::new());
    assert!(figures().len() > 200, "{}", figures().len());
}

#[test]
fn the_schema_refuses_what_would_mislead() {
    let rate = figures().iter().position(|figure| figure["id"] == "first_contact.rate").unwrap();
    for (what, key, value) in [
        ("a share above one", "value", serde_json::json!(1.5)),
        ("a share without an interval", "interval", Value::Null),
        ("a share of nothing said", "out_of", Value::Null),
        ("a share as a count", "unit", serde_json::json!("count")),
        ("an id that is none", "id", serde_json::json!("First contact")),
        ("a key that nobody defined", "colour", serde_json::json!("red")),
        ("a time that is not UTC", "period", serde_json::json!({"from": "2026-01-01", "to": "2026-02-01"})),
    ] {
        let mut document = DOCUMENT.clone();
        document["metrics"][rate][key] = value;
        assert!(!against_the_schema(&document).is_empty(), "{what}");
    }
}

#[test]
fn no_id_stands_twice_and_every_value_follows_from_its_parts() {
    let mut ids = BTreeSet::new();
    for figure in figures() {
        let id = figure["id"].as_str().unwrap();
        assert!(ids.insert(id), "{id} stands twice");
        let numerator = figure["numerator"].as_u64().unwrap();
        let listed = figure["ids"].as_array().unwrap().len() as u64;
        assert_eq!(
            listed + figure["ids_left_out"].as_u64().unwrap(),
            numerator,
            "{id}: every item has an id"
        );
        let Some(value) = figure["value"].as_f64() else { continue };
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let expected = match figure["denominator"].as_u64() {
            Some(denominator) => numerator as f64 / denominator as f64,
            None => numerator as f64,
        };
        assert!((value - expected).abs() < 1e-6, "{id}: {value} is not {expected}");
        let interval = &figure["interval"];
        if let (Some(low), Some(high)) = (interval["low"].as_f64(), interval["high"].as_f64()) {
            assert!(
                0.0 <= low && low <= value && value <= high && high <= 1.0,
                "{id}: {low}, {value}, {high}"
            );
            assert!(low < high, "{id}: no share of a sample is known exactly");
        }
    }
}

#[test]
fn the_rows_that_a_figure_names_are_those_it_counts() {
    let tables: BTreeMap<&str, Table> = ["changes", "tickets", "definitions", "concentration"]
        .into_iter()
        .map(|name| (name, data(&FILES, name)))
        .collect();
    let mut found_by_columns = 0;
    for figure in figures() {
        let (id, rows) = (figure["id"].as_str().unwrap(), &figure["rows"]);
        let table = &tables[rows["table"].as_str().unwrap()];
        let column = rows["column"].as_str().unwrap();
        let listed: BTreeSet<&str> =
            figure["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let known: BTreeSet<&str> = table.iter().map(|row| row[column].as_str()).collect();
        assert!(listed.is_subset(&known), "{id}: ids that are in no row");
        let Some(conditions) = rows["where"].as_object() else { continue };
        found_by_columns += 1;
        let holds = |row: &&BTreeMap<String, String>| {
            conditions
                .iter()
                .all(|(column, values)| values.as_array().unwrap().contains(&row[column].as_str().into()))
        };
        let found: Vec<&str> = table.iter().filter(holds).map(|row| row[column].as_str()).collect();
        assert_eq!(found.len() as u64, figure["numerator"].as_u64().unwrap(), "{id}: {conditions:?}");
        assert!(listed.iter().all(|id| found.contains(id)), "{id}: other rows than those it lists");
    }
    assert!(found_by_columns > 150, "{found_by_columns}");
}

/// Figures about people at the desk that name one of them in id or title, with the cases they rest on.
fn naming_people(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, u64)> {
    let people: Vec<String> = data(files, "accounts")
        .into_iter()
        .filter(|row| {
            row["works_tickets"] == "yes" && !["service", "shared"].contains(&row["user_type"].as_str())
        })
        .map(|row| row["account"].clone())
        // The tool's own timer closes tickets under this name.
        .filter(|account| account != "system" && account != "system@okta.com")
        .collect();
    assert!(people.len() > 3, "{people:?}");
    let document: Value = serde_json::from_slice(&files["data/metrics.json"]).unwrap();
    let figures = document["metrics"].as_array().unwrap().iter();
    figures
        .map(|figure| {
            (format!("{} {}", figure["id"], figure["title"]), figure["denominator"].as_u64().unwrap_or(0))
        })
        .filter(|(text, _)| people.iter().any(|person| text.contains(person.as_str())))
        .collect()
}

#[test]
fn people_are_named_in_figures_from_thirty_cases_on_or_when_asked_for() {
    let named = naming_people(&FILES);
    assert!(named.iter().all(|(_, cases)| *cases >= 30), "{named:?}");
    let asked = Settings { name_agents: true, ..settings(&[&top().join("fixtures/organisation/exports")]) };
    let files = rendered(&asked);
    assert!(naming_people(&files).iter().any(|(_, cases)| *cases < 30), "everybody is named");
    let manifest: Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    assert_eq!(manifest["settings"][0], serde_json::json!({ "name": "name-agents", "value": "yes" }));
    let actors =
        |files| data(files, "changes").into_iter().map(|row| row["actor"].clone()).collect::<Vec<_>>();
    assert_eq!(actors(&FILES), actors(&files), "rows name who did it either way");
}

#[test]
fn a_figure_is_of_the_time_that_its_exports_cover() {
    let coverage = data(&FILES, "coverage");
    for figure in figures() {
        let (id, period) = (figure["id"].as_str().unwrap(), &figure["period"]);
        let table = figure["rows"]["table"].as_str().unwrap();
        let of = if ["tickets", "definitions"].contains(&table) { "tickets" } else { "events" };
        let spans = || coverage.iter().filter(|row| row["row"] == "span" && row["speaks_of"] == of);
        let first = spans().map(|row| row["from"].as_str()).filter(|from| !from.is_empty()).min().unwrap();
        let last = spans().map(|row| row["to"].as_str()).max().unwrap();
        let (from, to) = (period["from"].as_str().unwrap(), period["to"].as_str().unwrap());
        assert!(
            first <= from && from <= to && to <= last,
            "{id}: {from} to {to} is not in {first} to {last}"
        );
        if !id.contains(".by_week.") {
            assert_eq!((from, to), (first, last), "{id}");
        }
    }
}
