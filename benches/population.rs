//! What many changes and tickets cost once they are read: every stage, the page and the tables.
//!
//! `cargo bench --bench population` takes 50,000 changes by 100 agents on 20,000 people, many of one
//! name, and 100,000 tickets of which 30,000 explain a change; `cargo bench --bench population --
//! 10000 3` takes 10,000 changes, twice as many tickets and three rounds. The input is the same
//! every time; of each stage the median round counts. The log holds nothing but changes.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings, Stage};
use deskproof::report;

#[path = "shared/dice.rs"]
mod dice;

use self::dice::Dice;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds `--bench`.
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<usize>().ok());
    let changes = numbers.next().unwrap_or(50_000).max(10);
    let rounds = numbers.next().unwrap_or(3).max(1);
    let folder = tempfile::tempdir().unwrap();
    write_inputs(folder.path(), changes).unwrap();
    let mut laps: Vec<(String, Vec<Duration>)> = Vec::new();
    for _ in 0..rounds {
        for (at, (stage, lap)) in whole(folder.path()).into_iter().enumerate() {
            if laps.len() == at {
                laps.push((stage, Vec::new()));
            }
            laps[at].1.push(lap);
        }
    }
    println!("{changes} changes, {} tickets, median of {rounds} rounds", changes * 2);
    let mut sum = Duration::ZERO;
    for (stage, times) in &mut laps {
        times.sort_unstable();
        let median = times[times.len() / 2];
        println!("{stage:<12} {:>8.3} s", median.as_secs_f64());
        if !["ready", "read"].contains(&stage.as_str()) {
            sum += median;
        }
    }
    println!("{:<12} {:>8.3} s", "after read", sum.as_secs_f64());
}

/// From the inputs to the bytes of the page and the tables, with the time of each stage.
fn whole(folder: &Path) -> Vec<(String, Duration)> {
    let settings = Settings {
        inputs: vec![folder.to_owned()],
        zones: vec!["UTC".parse().unwrap()],
        memory: "8G".parse().unwrap(),
        ..Settings::default()
    };
    let laps = RefCell::new((Instant::now(), Vec::new()));
    let note = |stage: String| {
        let (last, laps) = &mut *laps.borrow_mut();
        laps.push((stage.to_lowercase(), last.elapsed()));
        *last = Instant::now();
    };
    let told = |stage: Stage| note(format!("{stage:?}"));
    let report = pipeline::run_told(&settings, &Mappings::embedded(), None, &told).unwrap();
    note("hidden".to_owned());
    assert!(report.cases.iter().filter(|case| case.link.is_some()).count() > report.cases.len() / 3);
    for format in [Format::Html, Format::Data] {
        assert!(report::render_only(&report, &[format]).unwrap().len() > 1);
        note(format.to_string());
    }
    // Taking a large report apart is no part of a run, which ends then.
    std::mem::forget(report);
    laps.into_inner().1
}

impl Dice {
    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// What the log holds, with how a ticket asks for it.
const KINDS: [(&str, &str); 4] = [
    ("user.mfa.factor.reset_all", "New phone, authenticator does not work"),
    ("user.account.reset_password", "Forgot my password"),
    ("user.account.unlock_by_admin", "Account locked"),
    ("user.mfa.factor.deactivate", "Lost my token"),
];
/// What other tickets ask for.
const OTHERS: [&str; 5] =
    ["Printer jams", "Need a second monitor", "VPN is slow", "Access to the sales share", "Install Visio"];
/// What agents write.
const NOTES: [&str; 6] = [
    "Called back on the number on file, all good. Reset done.",
    "Verified with manager, then reset.",
    "Done.",
    "User could not be reached. Tried again later; answered the callback on the HR number.",
    "Checked employee id and date of birth, reset and informed the user by chat.",
    "Fixed at the desk, badge checked.",
];
const GIVEN: [&str; 20] = [
    "Anna", "Ben", "Clara", "David", "Elif", "Femi", "Greta", "Hana", "Ivan", "Jorge", "Kim", "Lucas",
    "Maria", "Nils", "Olga", "Pedro", "Ruth", "Samir", "Tessa", "Yusuf",
];
const BEGINNINGS: [&str; 12] =
    ["Alt", "Berg", "Cast", "Dorn", "Eich", "Fern", "Grün", "Holm", "Kast", "Lind", "Mont", "Rosen"];
const ENDINGS: [&str; 12] =
    ["mann", "ero", "feld", "ström", "berg", "hoff", "inski", "sen", "aldi", "well", "oglu", "thal"];

const AGENTS: usize = 100;
const PEOPLE: usize = 20_000;
/// Seconds of the ninety days that log and tickets span.
const QUARTER: usize = 90 * 86_400;

/// The display name of a person; seven people and more share one.
fn name(person: usize) -> String {
    let given = GIVEN[person % 20];
    let family = person / 20 % 144;
    format!("{given} {}{}", BEGINNINGS[family % 12], ENDINGS[family / 12])
}

fn login(person: usize) -> String {
    format!("{}{person}@example.com", name(person).replace(' ', ".").to_lowercase().replace(['ü', 'ö'], "o"))
}

/// So many changes in `okta.ndjson`, and in `tickets.csv` twice as many tickets of which three in ten explain one.
fn write_inputs(folder: &Path, changes: usize) -> std::io::Result<()> {
    let mut log = BufWriter::new(File::create(folder.join("okta.ndjson"))?);
    let mut desk = BufWriter::new(File::create(folder.join("tickets.csv"))?);
    writeln!(
        desk,
        "number,opened_at,opened_by,caller_id,short_description,description,state,assigned_to,assignment_group,resolved_at,sys_created_on,sys_updated_on,work_notes"
    )?;
    let mut dice = Dice(7);
    for at in 0..changes {
        let (agent, person) = (dice.below(AGENTS), AGENTS + dice.below(PEOPLE));
        let (kind, title) = dice.one_of(&KINDS);
        let seconds = 7_200 + at * (QUARTER - 14_400) / changes;
        write_change(&mut log, at, (agent, person), kind, seconds)?;
        let explains = at % 5 < 3;
        let (title, asks, opened) = if explains {
            (title, person, seconds - 60 - dice.below(7_000))
        } else {
            (dice.one_of(&OTHERS), AGENTS + dice.below(PEOPLE), dice.below(QUARTER - 7_200))
        };
        write_ticket(
            &mut desk,
            at * 2,
            (agent, asks),
            title,
            (opened, seconds.max(opened) + 120),
            &mut dice,
        )?;
        let (other, asks) = (dice.below(AGENTS), AGENTS + dice.below(PEOPLE));
        let opened = dice.below(QUARTER - 7_200);
        let title = dice.one_of(&OTHERS);
        write_ticket(&mut desk, at * 2 + 1, (other, asks), title, (opened, opened + 3_600), &mut dice)?;
    }
    log.flush()?;
    desk.flush()
}

fn write_change(
    log: &mut impl Write,
    at: usize,
    (agent, person): (usize, usize),
    kind: &str,
    seconds: usize,
) -> std::io::Result<()> {
    let (time, by, of) = (stamp(seconds), login(agent), login(person));
    let (by_name, of_name) = (name(agent), name(person));
    writeln!(
        log,
        r#"{{"actor":{{"id":"00u{agent:017}","type":"User","alternateId":"{by}","displayName":"{by_name}"}},"client":{{"ipAddress":"203.0.113.{agent}"}},"displayMessage":"","eventType":"{kind}","outcome":{{"result":"SUCCESS","reason":null}},"published":"{time}","severity":"INFO","transaction":{{"type":"WEB","id":"t{at:025}"}},"uuid":"{at:08x}-0000-4000-8000-{person:012x}","version":"0","target":[{{"id":"00u{person:017}","type":"User","alternateId":"{of}","displayName":"{of_name}"}}]}}"#,
    )
}

fn write_ticket(
    desk: &mut impl Write,
    at: usize,
    (agent, person): (usize, usize),
    title: &str,
    (opened, solved): (usize, usize),
    dice: &mut Dice,
) -> std::io::Result<()> {
    let plain = |seconds| dice::stamp(seconds, ' ');
    let (from, to, wrote) = (plain(opened), plain(solved), plain(solved - 60));
    let (by, caller) = (name(agent), name(person));
    // Half of the desk's tickets name people by address, half by a name that several bear.
    let asks = if dice.below(2) == 0 { login(person) } else { caller.clone() };
    let (user, note) = (login(person), dice.one_of(&NOTES));
    let text =
        if dice.below(3) == 0 { format!("{caller} wrote: user {user}") } else { "Please help.".to_owned() };
    writeln!(
        desk,
        "INC{at:07},{from},{by},{asks},{title},{text},Closed,{by},Service Desk,{to},{from},{to},\"{wrote} - {by} (Work notes)\n{note}\""
    )
}

/// `2026-01-01T00:00:00.000Z` and so many seconds.
fn stamp(seconds: usize) -> String {
    format!("{}.000Z", dice::stamp(seconds, 'T'))
}
