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
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::model::Format;
use deskproof::pipeline::{self, Settings, Stage};
use deskproof::report;
use deskproof::source;

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/dice.rs"]
mod dice;
#[path = "shared/timing.rs"]
mod timing;

use self::timing::median;

fn main() {
    // Cargo adds `--bench`.
    let given: Vec<String> = std::env::args().skip(1).filter(|text| !text.starts_with('-')).collect();
    let mut numbers = given.iter().filter_map(|text| text.parse::<usize>().ok());
    let Some(folder) = given.iter().map(PathBuf::from).find(|path| path.is_dir()) else {
        let events = numbers.next().unwrap_or(200_000).max(1);
        let folder = tempfile::tempdir().unwrap();
        corpus::write(folder.path(), events).unwrap();
        // What the engines of the comparison need beside the exports.
        std::fs::remove_file(folder.path().join("types.txt")).unwrap();
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
        memory: "8G".parse().unwrap(),
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
