//! The command line: the only place that prints, reads the environment or decides an exit code.

mod args;
mod controls;
mod diff;
mod error;
mod explain;
mod files;
mod fit;
mod init;
mod inspect;
mod layout;
mod panel;
mod progress;
mod pseudonyms;
mod reading;
mod report;
mod score;
mod simulate;
mod timeline;
mod verify;

pub use error::{Exit, Failure};
pub use panel::panel;

use std::io::IsTerminal as _;

use clap::Parser as _;

use crate::source::ZoneSetting;
use args::{Args, Command};

/// Runs the program with the process's arguments and gives its exit code.
#[must_use]
pub fn run() -> std::process::ExitCode {
    // clap prints usage errors and help by itself, and exits with 2 and 0.
    let args = Args::parse();
    let done = match args.command {
        Command::Report(args) => report::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Timeline(args) => timeline::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Controls(args) => controls::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Pseudonyms(args) => pseudonyms::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Diff(args) => diff::run(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print();
            failure.exit.into()
        }
    }
}

/// The zones given with `--tz`.
fn zones(given: &[String]) -> Result<Vec<ZoneSetting>, Failure> {
    let zone = |text: &String| text.parse().map_err(|fault| Failure::usage(format!("--tz {text}: {fault}")));
    given.iter().map(zone).collect()
}

/// Starts so many threads, if a number is given.
fn threads(given: Option<u16>) -> Result<(), Failure> {
    let Some(threads) = given else { return Ok(()) };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build_global()
        .map_err(|fault| Failure::failed(format!("cannot start {threads} threads: {fault}")))
}

/// The text of a small file that was named on the command line, such as a key.
fn text_of(file: &std::path::Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    std::fs::File::open(file)?.take(1 << 16).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether standard output shows colours and its user wants them (no-color.org).
fn colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
