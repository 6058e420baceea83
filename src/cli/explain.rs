//! `deskproof explain`: why one thing was judged as it was, for people, programs and as a page.

mod text;
mod waterfall;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::args::ExplainArgs;
use super::error::{Exit, Failure};
use super::files;
use super::progress::Bar;
use crate::pipeline;
use crate::report::case_sheet::{self, CaseSheet};
use crate::report::explain::{Explaining, Explanation, Unknown, html, json};
use crate::report::timeline::Timelines;
use crate::report::{RenderError, Report, safe};

/// Reads, reconciles, explains.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let settings = args.judge.settings()?;
    let mappings = args.judge.read.mappings()?;
    files::may_write(args.html.iter().chain(&args.sheet), args.force)?;
    super::threads(args.judge.read.threads)?;
    let bar = Bar::new(std::io::stderr().is_terminal());
    let report = pipeline::run(&settings, &mappings, Some(&|progress| bar.show(progress)));
    bar.clear();
    let report = report.map_err(super::report::read)?;
    let explanation = Explaining::new(&report).explain(&args.id).map_err(unknown)?;
    let mut told = told(&explanation, args)?;
    if let Some(file) = &args.sheet {
        sheet(&report, &explanation, file)?;
        if !args.json {
            told += &format!("\nSheet   {}\n", safe::line(&file.display().to_string()));
        }
    }
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    // The process ends here: taking a large report apart piece by piece would only cost time.
    std::mem::forget(report);
    Ok(Exit::Done)
}

/// What is printed, once the page is written.
fn told(explanation: &Explanation, args: &ExplainArgs) -> Result<String, Failure> {
    let failed = |fault: RenderError| Failure::failed(fault.to_string());
    let mut page = String::new();
    if let Some(file) = &args.html {
        files::write(file, html(explanation).map_err(failed)?.as_bytes())?;
        page = format!("\nPage    {}\n", safe::line(&file.display().to_string()));
    }
    if args.json {
        return json(explanation).map_err(failed);
    }
    Ok(text::text(explanation, super::colour()) + &page)
}

/// Writes the case sheet of what is explained.
fn sheet(report: &Report, explanation: &Explanation, file: &Path) -> Result<(), Failure> {
    let failed = |fault: RenderError| Failure::failed(fault.to_string());
    let sheet = CaseSheet::of(&Timelines::new(report), explanation).map_err(failed)?;
    let Some(sheet) = sheet else {
        return Err(Failure::usage("there is no case sheet: this belongs to no change")
            .hint("give the id of a change or the number of a ticket"));
    };
    files::write(file, case_sheet::html(&sheet).map_err(failed)?.as_bytes())
}

/// Nothing, or several things, of that name: what is near, and what may be asked for.
pub(super) fn unknown(unknown: Unknown) -> Failure {
    let failure = Failure::usage(safe::clipped(&unknown.to_string(), 400));
    let Unknown::Nothing { near, .. } = unknown else {
        return failure.hint("give the number as the help desk writes it");
    };
    let near: Vec<String> = near.iter().map(|id| safe::clipped(id, 80)).collect();
    let failure =
        if near.is_empty() { failure } else { failure.hint(format!("nearest: {}", near.join(", "))) };
    failure
        .hint("ids begin with chg- (change), lnk- (link), ev- (evidence) or fnd- (finding); they stand in the report's data/")
        .hint("or give a ticket's number, or the native id of an event")
}
