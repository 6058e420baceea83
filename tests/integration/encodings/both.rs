//! Reading the same files with and without looking.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::model::{Event, Party, Span};
use deskproof::source::{self, ReadSettings, Reading, Wanted, ZoneSetting};

static MAPPINGS: LazyLock<Mappings> = LazyLock::new(Mappings::embedded);
static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| Taxonomy::load(&MAPPINGS).unwrap());

/// Files by name.
pub(super) type Files = Vec<(String, Vec<u8>)>;

fn read(folder: &Path, parse_all: bool) -> Reading {
    let zones: [ZoneSetting; 1] = ["UTC".parse().unwrap()];
    let settings = ReadSettings { zones: &zones, parse_all, ..ReadSettings::default() };
    source::read(&[folder.to_owned()], &MAPPINGS, &TAXONOMY, &settings)
        .unwrap_or_else(|fault| panic!("{fault}"))
}

/// All that a reading says, part by part.
fn said(reading: &Reading) -> Vec<(String, String)> {
    let all = Span { from: chrono::DateTime::UNIX_EPOCH, to: chrono::DateTime::<chrono::Utc>::MAX_UTC };
    let signals = reading.signals_where(all, |_| true).read().unwrap();
    let mut said = vec![
        ("files".to_owned(), format!("{:#?}", reading.files)),
        ("rejects".to_owned(), format!("{:#?}, {} more", reading.rejects, reading.more_rejects)),
        ("duplicates".to_owned(), format!("{:#?}", reading.duplicates)),
        ("unknown types".to_owned(), format!("{:#?}", reading.unknown_types)),
        ("tallies".to_owned(), format!("{:#?}", reading.tallies)),
        ("events".to_owned(), format!("{:#?}", reading.events)),
        ("coverage".to_owned(), format!("{:#?}", reading.coverage)),
        ("signals".to_owned(), format!("{signals:#?}")),
        ("rows".to_owned(), format!("{:?}", reading.files.iter().map(|file| file.rows).collect::<Vec<_>>())),
    ];
    for (who, accounts) in accounts(signals.iter().chain(&reading.events)) {
        let wanted: Wanted = accounts.into_iter().map(|name| (name, vec![all])).collect();
        let found = reading.signals(&wanted).read().unwrap();
        said.push((format!("signals of every {who}"), format!("{found:#?}")));
    }
    said
}

/// The names of all accounts by what they are in an event. A report asks for signals by all names of an account; each
/// place of an event is asked for alone, so that none is found by another's name.
fn accounts<'a>(events: impl Iterator<Item = &'a Event>) -> BTreeMap<String, BTreeSet<String>> {
    let mut accounts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |who: String, party: &Party| {
        let names = [&party.id, &party.login, &party.email].into_iter().flatten();
        accounts.entry(who).or_default().extend(names.map(|name| name.as_str().to_lowercase()));
    };
    // An account of Okta that goes by an id alone is not looked for: records of the System Log have a login beside it.
    let is_looked_for =
        |event: &Event, party: &Party| event.source != "okta.system_log" || party.login.is_some();
    for event in events {
        let places = (1..).map(|at| format!("target {at}"));
        let parties = std::iter::once(("actor".to_owned(), &event.actor)).chain(places.zip(&event.targets));
        parties.filter(|(_, party)| is_looked_for(event, party)).for_each(|(who, party)| add(who, party));
    }
    accounts
}

/// Reads files with and without looking and holds the one against the other.
pub(super) fn same(case: &str, files: &Files) -> Reading {
    held(case, files, &[])
}

/// The same for records that are none of the file's source, though they have all that a look asks for: they may be
/// counted otherwise, as a signal or duplicate and not as a reject, and say nothing either way.
pub(super) fn same_but_for_counts(case: &str, files: &Files) {
    held(case, files, &["files", "rejects", "duplicates", "unknown types", "tallies", "coverage"]);
}

fn held(case: &str, files: &Files, but_for: &[&str]) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let (looked, parsed) = (read(folder.path(), false), read(folder.path(), true));
    for ((part, with), (_, without)) in said(&looked).iter().zip(&said(&parsed)) {
        let differ = with != without && !but_for.contains(&part.as_str());
        assert!(!differ, "{case}: {part} differ\n{}", first_difference(with, without));
    }
    looked
}

/// Where two texts part, with the lines around.
fn first_difference(with: &str, without: &str) -> String {
    let at = with.lines().zip(without.lines()).take_while(|(one, other)| one == other).count();
    let around = |text: &str| text.lines().skip(at.saturating_sub(4)).take(12).collect::<Vec<_>>().join("\n");
    format!("--- with looking\n{}\n--- parsed\n{}", around(with), around(without))
}
