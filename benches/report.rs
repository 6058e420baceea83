//! How fast a report is made, against counting the lines of the same file in the same run.
//!
//! `cargo bench --bench report` takes 200,000 events; `cargo bench --bench report -- 1000000 5`
//! takes a million and five rounds. The input is made anew in a temporary folder, is the same for
//! the same number of events, and stays in the page cache. Of each stage the median round counts.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::pipeline::{self, Settings};
use deskproof::report;
use deskproof::source::{self, ReadSettings};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds `--bench`.
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<usize>().ok());
    let events = numbers.next().unwrap_or(200_000).max(1);
    let rounds = numbers.next().unwrap_or(3).max(1);
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("okta.ndjson");
    write_log(&log, events).unwrap();
    write_tickets(&folder.path().join("tickets.csv"), events / 150 + 1).unwrap();
    let bytes = std::fs::metadata(&log).unwrap().len();
    println!("{events} events, {:.0} MB, median of {rounds} rounds", megabytes(bytes));
    println!("{:<14} {:>9} {:>12} {:>9} {:>9}", "stage", "seconds", "events/s", "MB/s", "to count");

    // Round by round, so that a busy moment falls on all stages alike.
    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..rounds {
        times[0].push(timed(|| assert_eq!(count_lines(&log), events)));
        times[1].push(timed(|| scan(&log, events)));
        times[2].push(timed(|| whole(folder.path(), events)));
    }
    let medians = times.map(median);
    for (stage, time) in ["newline count", "scan only", "whole report"].into_iter().zip(medians) {
        let seconds = time.as_secs_f64();
        println!(
            "{stage:<14} {seconds:>9.3} {:>12.0} {:>9.0} {:>8.2}x",
            count(events) / seconds,
            megabytes(bytes) / seconds,
            seconds / medians[0].as_secs_f64(),
        );
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn count(events: usize) -> f64 {
    events as f64
}

/// The least that reading a log costs: its bytes from the page cache and a look at each.
fn count_lines(path: &Path) -> usize {
    let mut file = File::open(path).unwrap();
    let mut block = vec![0; 1 << 20];
    let mut lines = 0;
    loop {
        match file.read(&mut block).unwrap() {
            0 => return lines,
            read => lines += memchr::memchr_iter(b'\n', &block[..read]).count(),
        }
    }
}

/// Reading alone: recognising, hashing, looking, books.
fn scan(log: &PathBuf, events: usize) {
    let mappings = Mappings::embedded();
    let taxonomy = Taxonomy::load(&mappings).unwrap();
    let inputs = std::slice::from_ref(log);
    let reading = source::read(inputs, &mappings, &taxonomy, &ReadSettings::default()).unwrap();
    let used: u64 = reading.files.iter().map(|file| file.used).sum();
    assert_eq!(usize::try_from(used).unwrap(), events, "every event counts");
}

/// From the inputs to the bytes of all files, which are not written.
fn whole(folder: &Path, events: usize) {
    let settings = Settings {
        inputs: vec![folder.to_owned()],
        zones: vec!["UTC".parse().unwrap()],
        ..Settings::default()
    };
    let report = pipeline::run(&settings, &Mappings::embedded(), None).unwrap();
    assert!(events < 1_000 || report.cases.len() > events / 200, "the log holds changes");
    assert!(!report::render(&report).unwrap().is_empty());
}

/// Numbers that look like chance and are the same every time (a linear congruential generator;
/// multiplier and increment of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// What the log is about, for 985 of 1,000 events; none is a change.
const TRAFFIC: [(&str, &str); 4] = [
    ("user.session.start", "User login"),
    ("user.authentication.sso", "Single sign-on to an application"),
    ("user.authentication.auth_via_mfa", "Authentication by a factor"),
    ("policy.evaluate_sign_on", "A sign-on policy was evaluated"),
];
/// The others.
const CHANGES: [(&str, &str); 3] = [
    ("user.mfa.factor.reset_all", "All factors of a user were reset"),
    ("user.account.reset_password", "A password was reset by an administrator"),
    ("user.account.unlock_by_admin", "An account was unlocked by an administrator"),
];

/// Seconds of the ninety days that log and tickets span, as a quarter's export does.
const QUARTER: usize = 90 * 86_400;

/// A log of so many events of about 2.6 KB.
fn write_log(path: &Path, events: usize) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut dice = Dice(7);
    let users = events / 60 + 50;
    for at in 0..events {
        let (kind, said) = if dice.below(1_000) < 985 {
            TRAFFIC[dice.below(TRAFFIC.len())]
        } else {
            CHANGES[dice.below(CHANGES.len())]
        };
        let is_change = CHANGES.iter().any(|(change, _)| *change == kind);
        let user = dice.below(users);
        let actor = if is_change { dice.below(20) } else { user };
        let time = stamp(at * QUARTER / events);
        let address = format!("203.0.{}.{}", user / 250 % 250, user % 250);
        write!(
            file,
            r#"{{"actor":{{"id":"00u{actor:017}","type":"User","alternateId":"user{actor}@example.com","displayName":"Person {actor}"}},"client":{{"userAgent":{{"rawUserAgent":"Mozilla/5.0","os":"Linux","browser":"FIREFOX"}},"ipAddress":"{address}"}},"displayMessage":"{said}","eventType":"{kind}","outcome":{{"result":"SUCCESS","reason":null}},"published":"{time}","severity":"INFO","debugContext":{{"debugData":{{"requestId":"r{at:025}","filling":"{}"}}}},"transaction":{{"type":"WEB","id":"t{at:025}"}},"uuid":"{at:08x}-0000-4000-8000-{user:012x}","version":"0","target":[{{"id":"00u{user:017}","type":"User","alternateId":"user{user}@example.com","displayName":"Person {user}"}}]}}"#,
            "0123456789abcdef".repeat(110 + dice.below(16)),
        )?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

/// Tickets of which many ask for what the log shows.
fn write_tickets(path: &Path, tickets: usize) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut dice = Dice(11);
    writeln!(
        file,
        "number,opened_at,opened_by,caller_id,short_description,description,state,assigned_to,assignment_group,sys_created_on,sys_updated_on,work_notes"
    )?;
    for at in 0..tickets {
        let user = dice.below(tickets * 2 + 50);
        let time = stamp(at * QUARTER / tickets).replace('T', " ").replace(".000Z", "");
        writeln!(
            file,
            "INC{at:07},{time},Person {},user{user}@example.com,New phone,Please reset the factors of user{user}@example.com,Closed,Person {},Service Desk,{time},{time},{time} - Person {} (Work notes): called back on the number on file",
            at % 20,
            at % 20,
            at % 20,
        )?;
    }
    file.flush()
}

/// `2026-01-01T00:00:00.000Z` and so many seconds.
fn stamp(seconds: usize) -> String {
    let start = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap();
    let at = start + chrono::TimeDelta::seconds(i64::try_from(seconds).unwrap());
    at.format("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
