//! `deskproof report`.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::args::ReportArgs;
use super::error::{Exit, Failure};
use super::progress::Bar;
use crate::mapping::Mappings;
use crate::model::{Fate, Format, InputFile, Part, TestOutcome};
use crate::pipeline::{self, PipelineError, Settings};
use crate::report::{self, Fill, Folder, NamedFile, RenderError, Report, WriteError, privacy, safe};
use crate::source::ReadError;

/// Reads, reconciles, writes and tells.
pub(super) fn run(args: &ReportArgs) -> Result<Exit, Failure> {
    let settings = settings(args)?;
    let mappings = args.judge.read.mappings()?;
    let key = args.sign.as_deref().map(private_key).transpose()?;
    report::may_write(&args.out, args.force).map_err(written)?;
    if settings.cache.as_ref().is_some_and(|cache| cache.starts_with(&args.out)) {
        return Err(Failure::usage("--cache stands in the folder of --out, which is replaced as a whole")
            .hint("name a folder outside of it"));
    }
    super::threads(args.judge.read.threads)?;
    let bar = Bar::new(!args.quiet && std::io::stderr().is_terminal());
    let report = reconciled(&settings, &mappings, &bar)?;
    write(&report, args, key.as_deref())?;
    tell_stale(&report);
    if !args.quiet {
        let panel = super::panel::panel(&report, &args.out, super::colour());
        // A closed pipe is the reader's choice.
        let _ = std::io::stdout().lock().write_all(panel.as_bytes());
    }
    let exit = exit(&report, args);
    // The process ends here: taking a large report apart piece by piece would only cost time.
    std::mem::forget(report);
    Ok(exit)
}

fn reconciled(settings: &Settings, mappings: &Mappings, bar: &Bar) -> Result<Report, Failure> {
    let report = pipeline::run(settings, mappings, Some(&|progress| bar.show(progress)));
    bar.clear();
    report.map_err(read)
}

/// Writes the folder, each file as soon as it is made.
fn write(report: &Report, args: &ReportArgs, key: Option<&str>) -> Result<(), Failure> {
    let folder = Folder::begin(&args.out, args.force).map_err(written)?;
    let give = |name: &str, fill: &mut Fill<'_>| folder.put(name, fill);
    let manifest = report::render_to(report, formats(args), &give).map_err(rendered)?;
    if let Some(key) = key {
        let signed = report::sign(&manifest, key);
        for (name, bytes) in signed.map_err(|fault| Failure::usage(format!("--sign: {fault}")))? {
            folder.put(&name, &mut |out| out.write_all(&bytes)).map_err(written)?;
        }
    }
    folder.finish().map_err(written)
}

/// The files of the report of these settings: all that `verify` does again.
pub(super) fn files(
    args: &ReportArgs,
    settings: &Settings,
    mappings: &Mappings,
    bar: &Bar,
) -> Result<Vec<NamedFile>, Failure> {
    report::render_only(&reconciled(settings, mappings, bar)?, formats(args)).map_err(rendered)
}

fn formats(args: &ReportArgs) -> &[Format] {
    if args.formats.is_empty() { Format::ALL } else { &args.formats }
}

fn rendered(error: RenderError) -> Failure {
    match error {
        RenderError::Write(fault) => written(fault),
        fault => Failure::failed(fault.to_string()),
    }
}

/// The text of a private key, refused before anything is read if it is none.
fn private_key(file: &Path) -> Result<String, Failure> {
    let shown = safe::line(&file.display().to_string());
    let unusable = |fault: String| Failure::usage(format!("--sign {shown}: {fault}"));
    let key = super::text_of(file).map_err(|fault| unusable(fault.to_string()))?;
    report::sign(&[], &key).map_err(|fault| unusable(fault.to_string()))?;
    Ok(key)
}

/// Names on standard error every decision that no longer applies: who gave it must know.
fn tell_stale(report: &Report) {
    let mut out = std::io::stderr().lock();
    for settled in &report.decisions {
        if let Fate::Stale(why) = &settled.fate {
            let line = settled.decision.line;
            // Nothing is left to do if standard error is gone.
            let _ =
                writeln!(out, "warning: --overrides, line {line}: not applied: {}", safe::clipped(why, 300));
        }
    }
}

/// All that decides what the report says.
pub(super) fn settings(args: &ReportArgs) -> Result<Settings, Failure> {
    let audience = args.judge.audience;
    if args.name_agents && (!audience.shows(Part::Names) || args.judge.pseudonyms.is_some()) {
        return Err(Failure::usage("--name-agents names people, who are to stand under pseudonyms")
            .hint("leave it out, or choose the audience auditor or security without --pseudonyms"));
    }
    if let Some(format) = args.formats.iter().find(|format| !privacy::shows_format(audience, **format)) {
        return Err(Failure::usage(format!("--format {format} is not for the audience {audience}"))
            .hint("it is left out for them: README, section \"Who sees what\""));
    }
    Ok(Settings {
        exceptions: args.exceptions.clone(),
        notes: args.notes.clone(),
        previous: args.previous.clone(),
        sample: args.sample.clone(),
        name_agents: args.name_agents,
        ..args.judge.settings()?
    })
}

/// How a key is made.
pub(super) const KEY_HINT: &str =
    "a key is made by `openssl rand -hex 32 > KEYFILE`; keep it apart from the reports";

pub(super) fn read(error: PipelineError) -> Failure {
    match error {
        PipelineError::Mapping(fault) | PipelineError::Read(ReadError::Mapping(fault)) => fault.into(),
        PipelineError::Read(
            fault @ (ReadError::ZoneNeeded { .. }
            | ReadError::Input { .. }
            | ReadError::Memory { .. }
            | ReadError::Cache { .. }),
        ) => {
            Failure::usage(fault.to_string())
        }
        PipelineError::Read(fault) => Failure::failed(fault.to_string()),
        PipelineError::Overrides(fault) => Failure::usage(safe::lines(&fault.to_string()))
            .hint("nothing was written: correct the file given with --overrides and run again"),
        PipelineError::Sample(fault) => Failure::usage(format!("--sample: {fault}")),
        PipelineError::Exceptions(fault) => Failure::usage(safe::lines(&format!("--exceptions {fault}")))
            .hint("nothing was written: correct the file given with --exceptions and run again"),
        PipelineError::Notes(fault) => Failure::usage(safe::lines(&format!("--notes {fault}")))
            .hint("nothing was written: correct the file given with --notes and run again"),
        PipelineError::Key(fault) => Failure::usage(safe::lines(&format!("--pseudonyms {fault}")))
            .hint(KEY_HINT),
        PipelineError::Previous(fault) => Failure::usage(safe::lines(&format!("--previous {fault}"))).hint(
            "nothing was written: give a folder that `deskproof report --out` wrote and nobody altered since, or leave --previous out",
        ),
    }
}

fn written(error: WriteError) -> Failure {
    match error {
        WriteError::Exists(_) | WriteError::NotOurs(_) | WriteError::NoName(_) => {
            Failure::usage(error.to_string())
        }
        WriteError::Io { .. } => Failure::failed(error.to_string()),
    }
}

/// What the exit code says of a finished report: incomplete inputs before findings.
fn exit(report: &Report, args: &ReportArgs) -> Exit {
    if is_incomplete(report, args.max_rejects) {
        return Exit::Incomplete;
    }
    let worst = report
        .controls
        .iter()
        .filter(|control| control.outcome() == TestOutcome::Fail)
        .filter_map(|control| report.control_tests.iter().find(|test| test.id == control.test))
        .map(|test| test.severity)
        .max();
    match (args.fail_on, worst) {
        (Some(bar), Some(worst)) if worst >= bar => Exit::Findings,
        _ => Exit::Done,
    }
}

/// Whether nothing usable of a kind is left although files were given up, or too much was rejected.
fn is_incomplete(report: &Report, max_rejects: f64) -> bool {
    let given_up = report.inputs.iter().any(|file| !file.used_as.is_used());
    let has = |of_tickets: bool| {
        report.coverage.iter().any(|coverage| coverage.of_tickets == of_tickets && coverage.records > 0)
    };
    let nothing_left = !report.inputs.iter().any(|file| file.used > 0);
    nothing_left
        || (given_up && !(has(true) && has(false)))
        || report.inputs.iter().any(|file| rejected_share(file) > max_rejects)
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn rejected_share(file: &InputFile) -> f64 {
    if file.rows == 0 { 0.0 } else { 100.0 * file.rejected as f64 / file.rows as f64 }
}
