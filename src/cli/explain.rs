//! `deskproof explain`: why one thing was judged as it was, for people, programs and as a page.

mod text;
mod waterfall;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::args::ExplainArgs;
use super::error::{Exit, Failure};
use super::progress::Bar;
use crate::pipeline;
use crate::report::explain::{Explaining, Explanation, Unknown, html, json};
use crate::report::safe;

/// Reads, reconciles, explains.
pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let settings = args.judge.settings()?;
    let mappings = args.judge.read.mappings()?;
    if let Some(there) = args.html.as_ref().filter(|file| file.exists() && !args.force) {
        return Err(Failure::usage(format!("{} exists already", there.display()))
            .hint("name another file, or give --force to replace it"));
    }
    super::threads(args.judge.read.threads)?;
    let bar = Bar::new(std::io::stderr().is_terminal());
    let report = pipeline::run(&settings, &mappings, Some(&|progress| bar.show(progress)));
    bar.clear();
    let report = report.map_err(super::report::read)?;
    let explanation = Explaining::new(&report).explain(&args.id).map_err(unknown)?;
    let told = told(&explanation, args)?;
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    // The process ends here: taking a large report apart piece by piece would only cost time.
    std::mem::forget(report);
    Ok(Exit::Done)
}

/// What is printed, once the page is written.
fn told(explanation: &Explanation, args: &ExplainArgs) -> Result<String, Failure> {
    let failed = |fault: crate::report::RenderError| Failure::failed(fault.to_string());
    let mut page = String::new();
    if let Some(file) = &args.html {
        write(file, &html(explanation).map_err(failed)?)?;
        page = format!("\nPage    {}\n", safe::line(&file.display().to_string()));
    }
    if args.json {
        return json(explanation).map_err(failed);
    }
    Ok(text::text(explanation, super::colour()) + &page)
}

/// Writes a file beside its place and renames it, so that it appears whole or not at all.
pub(super) fn write(file: &Path, page: &str) -> Result<(), Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let workshop = tempfile::Builder::new().prefix(".deskproof-").tempdir_in(folder)?;
        let fresh = workshop.path().join("page");
        std::fs::write(&fresh, page)?;
        std::fs::File::open(&fresh)?.sync_all()?;
        std::fs::rename(&fresh, file)
    };
    write().map_err(|fault: std::io::Error| {
        Failure::failed(format!("{} cannot be written: {fault}", file.display()))
    })
}

/// Nothing, or several things, of that name: what is near, and what may be asked for.
fn unknown(unknown: Unknown) -> Failure {
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
