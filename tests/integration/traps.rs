//! What products write that must not be taken at its word: each trap of the formats, in the fewest records that
//! show it. All records are invented; the shapes are those of the format references.

mod active_directory;
mod duo;
mod google;
mod microsoft;
mod okta;
mod others;
mod tickets;
mod times;

use std::collections::BTreeMap;

use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::model::{FileUse, Outcome, Party, Ticket, TicketState};
use deskproof::pipeline;
use deskproof::report::Report;
use deskproof::source::{self, ReadError, ReadSettings, Reading, ZoneSetting};
use serde_json::{Value, json};

use super::support::{data, settings};

/// The ids of the account that is changed and of who changes it.
const UTE: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const DANA: &str = "aaaaaaaa-0000-4000-8000-000000000002";

/// Files by name and content in a folder of their own.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    folder
}

fn try_read(files: &[(&str, &str)], zones: &[&str]) -> Result<Reading, ReadError> {
    let folder = folder(files);
    let mappings = Mappings::embedded();
    let taxonomy = Taxonomy::load(&mappings).unwrap();
    let zones: Vec<ZoneSetting> = zones.iter().map(|zone| zone.parse().unwrap()).collect();
    source::read(
        &[folder.path().to_path_buf()],
        &mappings,
        &taxonomy,
        &ReadSettings { zones: &zones, ..ReadSettings::default() },
    )
}

/// What is read; every file must be known and no record rejected.
fn read(files: &[(&str, &str)], zones: &[&str]) -> Reading {
    let reading = try_read(files, zones).unwrap_or_else(|fault| panic!("{fault}"));
    for file in &reading.files {
        assert_eq!(file.used_as, FileUse::Read, "{}: {}", file.name, file.note);
    }
    assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
    assert!(reading.unknown_types.is_empty(), "{:?}", reading.unknown_types);
    reading
}

fn report(files: &[(&str, &str)]) -> Report {
    let folder = folder(files);
    let mut settings = settings(&[folder.path()]);
    settings.zones.push("UTC".parse().unwrap());
    let report =
        pipeline::run(&settings, &Mappings::embedded(), None).unwrap_or_else(|fault| panic!("{fault}"));
    for file in &report.inputs {
        assert_eq!(file.used_as, FileUse::Read, "{}: {}", file.name, file.note);
    }
    assert!(report.rejects.is_empty(), "{:?}", report.rejects);
    report
}

/// Each change as `KIND of SUBJECT by ACTOR (ROLE)`.
fn told(report: &Report) -> Vec<String> {
    let line = |change: &deskproof::model::Change| {
        format!(
            "{} of {} by {} ({})",
            change.kind, change.subject_label, change.actor_label, change.actor_kind
        )
    };
    report.cases.iter().map(|case| line(&case.change)).collect()
}

fn changes(files: &[(&str, &str)]) -> Vec<String> {
    told(&report(files))
}

fn lines(records: &[Value]) -> String {
    records.iter().map(|record| format!("{record}\n")).collect()
}

fn text(party: &Party) -> &str {
    party.label()
}

/// The only ticket of some files.
fn ticket(files: &[(&str, &str)]) -> Ticket {
    let mut tickets = read(files, &["UTC"]).tickets;
    assert_eq!(tickets.len(), 1, "{tickets:?}");
    tickets.remove(0)
}

fn at(time: Option<deskproof::model::Instant>) -> String {
    time.map_or_else(|| "none".to_owned(), |at| at.to_rfc3339())
}
