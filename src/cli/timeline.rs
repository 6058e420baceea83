//! `deskproof timeline`: what happened, in order, for people and programs.

mod select;
mod text;

use std::io::{IsTerminal as _, Write as _};

use super::args::TimelineArgs;
use super::error::{Exit, Failure};
use super::progress::Bar;
use super::{explain, files};
use crate::pipeline::{self, Settings, Watch};
use crate::report::explain::Explaining;
use crate::report::timeline::{self, Timelines};
use crate::report::{RenderError, Report, safe, timesketch};

/// Reads, reconciles, tells.
pub(super) fn run(args: &TimelineArgs) -> Result<Exit, Failure> {
    let settings = Settings { watch: watch(args), ..args.judge.settings()? };
    let mappings = args.judge.read.mappings()?;
    files::may_write(args.csv.iter().chain(&args.timesketch), args.force)?;
    super::threads(args.judge.read.threads)?;
    let bar = Bar::new(std::io::stderr().is_terminal());
    let report = pipeline::run(&settings, &mappings, Some(&|progress| bar.show(progress)));
    bar.clear();
    let report = report.map_err(super::report::read)?;
    let told = told(&report, args)?;
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    let is_usable = report.inputs.iter().any(|file| file.used > 0);
    // The process ends here: taking a large report apart piece by piece would only cost time.
    std::mem::forget(report);
    Ok(if is_usable { Exit::Done } else { Exit::Incomplete })
}

/// What is printed, once the files are written.
fn told(report: &Report, args: &TimelineArgs) -> Result<String, Failure> {
    let failed = |fault: RenderError| Failure::failed(fault.to_string());
    let timelines = Timelines::new(report);
    let asked = select::asked(report, &timelines, args)?;
    let timeline = timelines.selected(&asked.selection);
    let mut written = Vec::new();
    if let Some(file) = &args.csv {
        files::write(file, &timeline::csv(report, &timeline).map_err(failed)?)?;
        written.push(("CSV", file));
    }
    if let Some(file) = &args.timesketch {
        files::write(file, &timesketch(report, &timeline.moments).map_err(failed)?)?;
        written.push(("Timesketch", file));
    }
    if args.json {
        return timeline::json(report, &timeline).map_err(failed);
    }
    if written.is_empty() {
        return Ok(text::text(report, &asked.title, &timeline, super::colour()));
    }
    let lines = written
        .iter()
        .map(|(what, file)| format!("{what:<11} {}\n", safe::line(&file.display().to_string())));
    let moments = crate::report::counted(timeline.moments.len(), "moment");
    Ok(format!("{moments} of {}\n{}", safe::clipped(&asked.title, 400), lines.collect::<String>()))
}

/// Whose signals are to be read for this.
fn watch(args: &TimelineArgs) -> Watch {
    Watch {
        names: args.subject.iter().chain(&args.agent).cloned().collect(),
        addresses: args.ip.clone(),
        changes: args.change.clone(),
        from: args.from,
        to: args.to,
    }
}

/// Changes that an id names: of a change itself, a link, evidence, a finding or an event.
fn changes(explaining: &Explaining<'_>, id: &str) -> Result<Vec<String>, Failure> {
    let explanation = explaining.explain(id).map_err(explain::unknown)?;
    Ok(explanation.changes.into_iter().map(|case| case.brief.change).collect())
}
