//! How fast a report is made and where the time goes, against counting the lines of the same file in the same run.
//!
//! `cargo bench --bench report` takes 200,000 events; `cargo bench --bench report -- 1000000 5`
//! takes a million and five rounds. The input is made anew in a temporary folder, is the same for
//! the same number of events, and stays in the page cache. Of each stage the median round counts.
//! `cargo bench --bench report -- FOLDER 5` takes the exports of a folder (times without a zone are UTC).

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings, Stage};
use deskproof::report;
use deskproof::source;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds `--bench`.
    let given: Vec<String> = std::env::args().skip(1).filter(|text| !text.starts_with('-')).collect();
    let mut numbers = given.iter().filter_map(|text| text.parse::<usize>().ok());
    let Some(folder) = given.iter().map(PathBuf::from).find(|path| path.is_dir()) else {
        let events = numbers.next().unwrap_or(200_000).max(1);
        let folder = tempfile::tempdir().unwrap();
        write_log(&folder.path().join("okta.ndjson"), events).unwrap();
        write_tickets(&folder.path().join("tickets.csv"), events / 150 + 1).unwrap();
        return measure(folder.path(), numbers.next().unwrap_or(3).max(1));
    };
    measure(&folder, numbers.next().unwrap_or(3).max(1));
}

/// Measures the stages round by round, so that a busy moment falls on all alike, and prints the medians.
fn measure(folder: &Path, rounds: usize) {
    let files: Vec<PathBuf> =
        source::collect(&[folder.to_owned()]).unwrap().into_iter().map(|file| file.path).collect();
    let bytes = files.iter().map(|file| std::fs::metadata(file).unwrap().len()).sum();
    let mut names: Vec<String> = Vec::new();
    let mut times: Vec<Vec<Duration>> = Vec::new();
    let mut lines = 0;
    for _ in 0..rounds {
        let mut watch = Watch::default();
        lines = files.iter().map(|file| count_lines(file)).sum();
        watch.note("count lines");
        whole(folder, &mut watch);
        names = watch.laps.iter().map(|(name, _)| name.clone()).collect();
        times.push(watch.laps.into_iter().map(|(_, lap)| lap).collect());
    }
    println!("{lines} lines, {:.0} MB, median of {rounds} rounds", megabytes(bytes));
    println!("{:<14} {:>9} {:>12} {:>9} {:>9}", "stage", "seconds", "lines/s", "MB/s", "to count");
    let median_of =
        |pick: &dyn Fn(&[Duration]) -> Duration| median(times.iter().map(|round| pick(round)).collect());
    let base = median_of(&|round| round[0]).as_secs_f64();
    let tell = |name: &str, time: Duration| {
        let seconds = time.as_secs_f64();
        let (rate, speed) = (count(lines) / seconds, megabytes(bytes) / seconds);
        println!("{name:<14} {seconds:>9.3} {rate:>12.0} {speed:>9.0} {:>8.2}x", seconds / base);
    };
    for (at, name) in names.iter().enumerate() {
        tell(name, median_of(&|round| round[at]));
    }
    tell("all but count", median_of(&|round| round[1..].iter().sum()));
}

/// A watch that is read after each stage.
struct Watch {
    last: Instant,
    laps: Vec<(String, Duration)>,
}

impl Default for Watch {
    fn default() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }
}

impl Watch {
    fn note(&mut self, stage: &str) {
        let now = Instant::now();
        self.laps.push((stage.to_lowercase(), now - self.last));
        self.last = now;
    }
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

/// From the inputs to the bytes of the page and the tables, which are not written.
fn whole(folder: &Path, watch: &mut Watch) {
    let settings = Settings {
        inputs: vec![folder.to_owned()],
        zones: vec!["UTC".parse().unwrap()],
        ..Settings::default()
    };
    let laps = RefCell::new(watch);
    let told = |stage: Stage| laps.borrow_mut().note(&format!("{stage:?}"));
    let report = pipeline::run_told(&settings, &Mappings::embedded(), None, &told).unwrap();
    let watch = laps.into_inner();
    watch.note("hidden");
    assert!(!report.cases.is_empty(), "the log holds changes");
    for format in [Format::Html, Format::Data] {
        assert!(report::render_only(&report, &[format]).unwrap().len() > 1);
        watch.note(&format.to_string());
    }
    // Taking a large report apart is no part of a run, which ends then.
    std::mem::forget(report);
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
