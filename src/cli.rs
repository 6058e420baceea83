//! The command line: the only place that prints, reads the environment or decides an exit code.

mod args;
mod error;
mod panel;
mod progress;
mod report;
mod simulate;

pub use error::{Exit, Failure};
pub use panel::panel;

use clap::Parser as _;

use args::{Args, Command};

/// Runs the program with the process's arguments and gives its exit code.
#[must_use]
pub fn run() -> std::process::ExitCode {
    // clap prints usage errors and help by itself, and exits with 2 and 0.
    let args = Args::parse();
    let done = match args.command {
        Command::Report(args) => report::run(&args),
        Command::Simulate(args) => simulate::run(&args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print();
            failure.exit.into()
        }
    }
}
