//! What each stage costs by itself: looking at records, parsing them, cutting them, rows of tables, evidence in the
//! texts of tickets, linking, rendering.
//!
//! `cargo bench --bench stages` takes 50,000 events and five rounds, `cargo bench --bench stages -- 200000 3` other
//! numbers. Of a stage that reads files, what the reading of a single record takes (the mappings, mostly) is taken
//! off. `cargo bench --bench stages -- once` runs each stage once on little, without a clock: `.ci/instructions`
//! counts instructions of it.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::path::Path;
use std::time::{Duration, Instant};

use deskproof::correlate::evidence::{Lexicons, statements};
use deskproof::mapping::Mappings;
use deskproof::mapping::taxonomy::Taxonomy;
use deskproof::model::Format;
use deskproof::pipeline::{self, Linkable, Settings};
use deskproof::report::{self, Report};
use deskproof::source::{self, ReadSettings, Reading, ZoneSetting};

#[path = "shared/corpus.rs"]
mod corpus;
#[path = "shared/dice.rs"]
mod dice;
#[path = "shared/timing.rs"]
mod timing;

use self::timing::median;

/// Events of a run of which instructions are counted.
const FEW: usize = 3_000;

/// A stage on its input, and what must be taken off.
struct Stage<'a> {
    name: &'static str,
    /// How many of what it does.
    units: (usize, &'static str),
    work: Box<dyn Fn() + 'a>,
    less: Box<dyn Fn() + 'a>,
}

fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let once = words.iter().any(|word| word == "once");
    let mut numbers = words.iter().filter_map(|word| word.parse::<usize>().ok());
    let events = if once { FEW } else { numbers.next().unwrap_or(50_000).max(1_000) };
    if once {
        // On one thread the order of work is the same every time.
        rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), events).unwrap();
    let known = Known::of(folder.path());
    let rounds = numbers.next().unwrap_or(5).max(1);
    for stage in known.stages(folder.path(), events) {
        if once {
            // What is made when it is first asked for is made before.
            (stage.less)();
            (stage.work)();
            println!("{}", stage.name);
            measured(&*stage.less);
            measured(&*stage.work);
            continue;
        }
        let time = |work: &dyn Fn()| median((0..rounds).map(|_| timed(work)).collect());
        let net = time(&*stage.work).saturating_sub(time(&*stage.less));
        let (count, what) = stage.units;
        println!("{:<12} {:>9.2} µs for one of {count} {what}", stage.name, micros(net) / micros_of(count));
    }
}

/// What is counted: the profiler is told to begin and end with this function.
#[inline(never)]
fn measured(work: &dyn Fn()) {
    work();
    std::hint::black_box(());
}

fn timed(work: &dyn Fn()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn micros_of(count: usize) -> f64 {
    count as f64
}

/// A folder for each stage that reads, with what it reads.
fn write(folder: &Path, events: usize) -> std::io::Result<()> {
    let whole = folder.join("whole");
    std::fs::create_dir(&whole)?;
    corpus::write(&whole, events)?;
    let types = std::fs::read_to_string(whole.join("types.txt"))?;
    std::fs::remove_file(whole.join("types.txt"))?;
    let log = std::fs::read_to_string(whole.join("okta.ndjson"))?;
    let is_signal =
        |line: &&str| !types.lines().any(|kind| line.contains(&format!("\"eventType\":\"{kind}\"")));
    let signals: Vec<&str> = log.lines().filter(is_signal).collect();
    let one = signals.first().copied().unwrap_or_default();
    let mut tickets = csv::Reader::from_path(whole.join("tickets.csv")).unwrap();
    let header = tickets.headers().unwrap().iter().collect::<Vec<_>>().join(",");
    for (name, content) in [
        ("one", format!("{one}\n")),
        ("lines", signals.join("\n")),
        ("list", format!("[\n{}\n]", signals.join(",\n"))),
        ("no-rows", format!("{header}\n")),
        ("rows", std::fs::read_to_string(whole.join("tickets.csv"))?),
    ] {
        std::fs::create_dir(folder.join(name))?;
        std::fs::write(folder.join(name).join("export"), content)?;
    }
    Ok(())
}

/// What the stages need that is made once.
struct Known {
    mappings: Mappings,
    taxonomy: Taxonomy,
    lexicons: Lexicons,
    zones: [ZoneSetting; 1],
    linkable: Linkable,
    report: Report,
}

impl Known {
    fn of(folder: &Path) -> Self {
        let mappings = Mappings::embedded();
        let zones: [ZoneSetting; 1] = ["UTC".parse().unwrap()];
        let settings =
            Settings { inputs: vec![folder.join("whole")], zones: zones.to_vec(), ..Settings::default() };
        Self {
            taxonomy: Taxonomy::load(&mappings).unwrap(),
            lexicons: Lexicons::load(&mappings).unwrap(),
            linkable: Linkable::read(&settings, &mappings).unwrap(),
            report: pipeline::run(&settings, &mappings, None).unwrap(),
            zones,
            mappings,
        }
    }

    fn read(&self, folder: &Path, parse_all: bool) -> Reading {
        let settings = ReadSettings { zones: &self.zones, parse_all, ..ReadSettings::default() };
        source::read(&[folder.to_owned()], &self.mappings, &self.taxonomy, &settings).unwrap()
    }

    fn stages(&self, folder: &Path, events: usize) -> Vec<Stage<'_>> {
        let reading = |name: &str, parse_all: bool| -> Box<dyn Fn() + '_> {
            let folder = folder.join(name);
            Box::new(move || assert!(self.read(&folder, parse_all).rejects.is_empty()))
        };
        let tickets = self.linkable.tickets.len();
        let render = |format: Format| -> Box<dyn Fn() + '_> {
            Box::new(move || assert!(report::render_only(&self.report, &[format]).unwrap().len() > 1))
        };
        let said = move || {
            let said = |ticket| statements(ticket, &self.lexicons, None).len();
            assert!(self.linkable.tickets.iter().map(said).sum::<usize>() > 0);
        };
        let linked = move || assert!(!self.linkable.link(&self.linkable.rules).is_empty());
        let nothing = || -> Box<dyn Fn() + '_> { Box::new(|| {}) };
        let stage = |name, units, work, less| Stage { name, units, work, less };
        vec![
            stage("looking", (events, "records"), reading("lines", false), reading("one", false)),
            stage("parsing", (events, "records"), reading("lines", true), reading("one", true)),
            stage("cutting", (events, "records of a list"), reading("list", false), reading("one", false)),
            stage("rows", (tickets, "tickets of a table"), reading("rows", false), reading("no-rows", false)),
            stage("evidence", (tickets, "tickets"), Box::new(said), nothing()),
            stage("linking", (self.linkable.changes.len(), "changes"), Box::new(linked), nothing()),
            stage("page", (self.report.cases.len(), "changes"), render(Format::Html), nothing()),
            stage("tables", (self.report.cases.len(), "changes"), render(Format::Data), nothing()),
        ]
    }
}
