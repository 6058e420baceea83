//! `deskproof diff`: what moved between two reports, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use serde_json::{Value, json};

use super::args::DiffArgs;
use super::error::{Exit, Failure};
use super::files;
use super::layout::{WIDTH, wrapped};
use crate::diff::{Between, Cause, DiffError, Move, Sort, What, Written, moves};
use crate::report::{self, counted, safe};

/// Moves that are told one by one.
const TOLD: usize = 25;

/// Reads both, compares, tells.
pub(super) fn run(args: &DiffArgs) -> Result<Exit, Failure> {
    files::may_write(&args.csv, args.force)?;
    let read = |folder| {
        Written::read(folder).map_err(|fault: DiffError| Failure::usage(safe::lines(&fault.to_string())))
    };
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let between = Between::of(&old, &new);
    let moved = moves(&old, &new, &between);
    let other = other_files(&old, &new);
    if let Some(file) = &args.csv {
        let failed = |fault: report::RenderError| Failure::failed(fault.to_string());
        let csv = report::csv(&table(&moved)).map_err(failed)?;
        files::write(file, &csv)?;
    }
    let told = if args.json { as_json(&between, &moved, &other) } else { as_text(&between, &moved, &other) };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    let is_same = moved.is_empty() && other.is_empty();
    Ok(if args.exact && !is_same { Exit::Mismatch } else { Exit::Done })
}

/// Files that are not the same in both reports, or in one only.
fn other_files(old: &Written, new: &Written) -> Vec<String> {
    let of = |report: &Written| -> BTreeMap<String, String> {
        report.manifest.outputs.iter().map(|output| (output.file.clone(), output.sha256.clone())).collect()
    };
    let (old, new) = (of(old), of(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

fn table(moved: &[Move]) -> report::Table {
    report::TableBuilder::new("diff", moved)
        .text("what", |one| one.what.to_string())
        .text("id", |one| one.id.clone())
        .text("about", |one| one.about.clone())
        .text("move", |one| one.sort.to_string())
        .maybe("was", |one| one.was.clone())
        .maybe("now", |one| one.now.clone())
        .text("causes", |one| report::list(one.causes.iter().map(|cause| cause.as_str())))
        .flag("cause_told", |one| Some(one.is_told()))
        .text("said", |one| one.said.clone())
        .text("old_rows", |one| report::list(&one.old_rows))
        .text("new_rows", |one| report::list(&one.new_rows))
        .build()
}

fn as_json(between: &Between, moved: &[Move], files: &[String]) -> String {
    let one = |one: &Move| {
        json!({
            "what": one.what,
            "id": safe::line(&one.id),
            "about": safe::line(&one.about),
            "move": one.sort,
            "was": one.was,
            "now": one.now,
            "causes": one.causes,
            "cause_told": one.is_told(),
            "said": safe::line(&one.said),
            "old_rows": one.old_rows.iter().map(|row| safe::line(row)).collect::<Vec<_>>(),
            "new_rows": one.new_rows.iter().map(|row| safe::line(row)).collect::<Vec<_>>(),
        })
    };
    let moves: Vec<Value> = moved.iter().map(one).collect();
    let differs: Vec<String> = between.told().iter().map(|told| safe::line(told)).collect();
    let document = json!({ "differs": differs, "files": files, "moves": moves });
    safe::escaped_json(&format!("{document:#}\n"))
}

fn as_text(between: &Between, moved: &[Move], files: &[String]) -> String {
    let mut lines = Vec::new();
    let differs = between.told();
    if differs.is_empty() {
        lines.push("Both reports rest on the same inputs, settings, mappings and version.".to_owned());
    } else {
        lines.push("What differs between the runs".to_owned());
        lines.extend(differs.iter().flat_map(|told| wrapped(told, "  ", WIDTH)));
    }
    lines.push(String::new());
    for what in What::ALL {
        let of: Vec<&Move> = moved.iter().filter(|one| one.what == *what).collect();
        lines.push(format!("{:<9} {}", format!("{what}s"), counts(&of)));
        if let by @ 1.. = of.len() {
            lines.extend(wrapped(&format!("because of {}", causes(&of, by)), "          ", WIDTH));
        }
    }
    lines.push(String::new());
    let mut last = None;
    for one in moved.iter().take(TOLD) {
        if last != Some((one.what, one.sort)) {
            lines.push(format!("{}s, {}", one.what, one.sort));
            last = Some((one.what, one.sort));
        }
        lines.extend(told(one));
    }
    if let more @ 1.. = moved.len().saturating_sub(TOLD) {
        lines.push(format!("  and {} (--csv FILE or --json gives all)", counted(more, "more")));
    }
    lines.push(match (moved.len(), files.len()) {
        (0, 0) => "The reports are the same, byte for byte.".to_owned(),
        (_, files) => format!("{} of the reports differ.", counted(files, "file")),
    });
    lines.join("\n") + "\n"
}

/// `2 worse, 1 new, 3 fixed`.
fn counts(of: &[&Move]) -> String {
    let count = |sort: &Sort| match of.iter().filter(|one| one.sort == *sort).count() {
        0 => None,
        count => Some(format!("{} {sort}", report::grouped(count))),
    };
    let counts: Vec<String> = Sort::ALL.iter().filter_map(count).collect();
    if counts.is_empty() { "none moved".to_owned() } else { counts.join(", ") }
}

/// How many moved by each cause, and how many by one that cannot be told.
fn causes(of: &[&Move], all: usize) -> String {
    let is_told: Vec<&&Move> = of.iter().filter(|one| one.is_told()).collect();
    let count = |cause: &Cause| match is_told.iter().filter(|one| one.causes[..] == [*cause]).count() {
        0 => None,
        count => Some(format!("{} {}", cause.as_str().replace('_', " "), report::grouped(count))),
    };
    let mut counts: Vec<String> = Cause::ALL.iter().filter_map(count).collect();
    if let untold @ 1.. = all - is_told.len() {
        counts.push(format!("cannot be told {}", report::grouped(untold)));
    }
    counts.join(", ")
}

fn told(one: &Move) -> Vec<String> {
    let grade = match (&one.was, &one.now) {
        (Some(was), Some(now)) if was == now => was.clone(),
        (Some(was), Some(now)) => format!("{was} → {now}"),
        (Some(word), None) | (None, Some(word)) => word.clone(),
        (None, None) => String::new(),
    };
    let words: Vec<String> = one.causes.iter().map(|cause| cause.as_str().replace('_', " ")).collect();
    let head = format!("{}  {}: {grade}", safe::line(&one.id), safe::clipped(&one.about, 80));
    let mut lines = wrapped(&head, "  ", WIDTH);
    let cause =
        if one.is_told() { words.join("") } else { format!("cannot be told ({})", words.join(" or ")) };
    lines.extend(wrapped(&format!("{cause}: {}", safe::clipped(&one.said, 300)), "      ", WIDTH));
    lines
}
