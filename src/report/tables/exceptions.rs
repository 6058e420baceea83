//! Exceptions that were granted, and what reviewers left on earlier reports.

use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `exceptions.csv`: every exception that was granted, and what became of it.
pub(super) fn exceptions(lookup: &Lookup<'_>) -> Table {
    TableBuilder::new("exceptions", &lookup.report.exceptions)
        .text("exception_id", |one| &one.id.0)
        .count("line", |one| Some(one.line as u64))
        .text("test", |one| &one.test.0)
        .text("scope", |one| &one.scope)
        .text("reason", |one| &one.reason)
        .text("owner", |one| &one.owner)
        .text("approved_by", |one| &one.approved_by)
        .text("expires", |one| one.expires.to_string())
        .text("state", |one| one.state.as_str())
        .text("said", |one| &one.said)
        .count("excepted", |one| Some(one.findings.len() as u64))
        .text("findings", |one| list(one.findings.iter().map(|id| &id.0)))
        .build()
}

/// `notes.csv`: what reviewers left on earlier reports, and whether it still stands. Given back with `--notes` it is
/// carried on.
pub(super) fn notes(lookup: &Lookup<'_>) -> Table {
    TableBuilder::new("notes", &lookup.report.notes)
        .text("id", |one| &one.on)
        .text("kind", |one| one.kind.as_str())
        .text("by", |one| &one.by)
        .time("at", |one| one.at)
        .text("text", |one| &one.text)
        .maybe("then", |one| one.then.as_deref())
        .maybe("now", |one| one.now.as_deref())
        .text("state", |one| one.state.as_str())
        .text("place", |one| &one.place)
        .build()
}
