//! Journals that a ticket's own record holds as one text.

use std::sync::LazyLock;

use regex::Regex;

use super::super::clock::{Clock, TimeFault};
use super::super::record::View;
use super::{Fault, UNPLACED};
use crate::mapping::source::{NoteField, TicketFields};
use crate::model::{EntryKind, Instant, JournalEntry, Party};

/// The line over an entry of a concatenated journal: `2018-08-16 15:44:11 - Name (Work notes)`.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?) - ([^\r\n]{1,200}?) \(([^()\r\n]{1,60})\)[ \t]*\r?$")
        .expect("the heading pattern is valid")
});

/// The journal inside a ticket's record. Texts that stand in two fields are taken once.
pub(super) fn journal(
    view: View<'_>,
    fields: &TicketFields,
    clock: &Clock<'_>,
) -> Result<Vec<JournalEntry>, Fault> {
    let mut entries: Vec<JournalEntry> = Vec::new();
    for note in &fields.notes {
        let Some(text) = view.text(&note.field) else { continue };
        for entry in split(&text, note, clock)? {
            let known = entries.iter().any(|other| other.text == entry.text && other.at == entry.at);
            if !known {
                entries.push(entry);
            }
        }
    }
    entries.shrink_to_fit();
    Ok(entries)
}

/// The entries of one text; a text without headings is one entry without author and time.
fn split(text: &str, note: &NoteField, clock: &Clock<'_>) -> Result<Vec<JournalEntry>, Fault> {
    let headings: Vec<_> = HEADING.captures_iter(text).collect();
    let begin =
        headings.first().map_or(text.len(), |heading| heading.get(0).map_or(0, |whole| whole.start()));
    let mut entries = Vec::new();
    let lead = text[..begin].trim();
    if !lead.is_empty() {
        entries.push(entry(note.kind, None, Party::default(), lead));
    }
    for (at, heading) in headings.iter().enumerate() {
        let whole = heading.get(0).map_or(0..0, |found| found.range());
        let end = headings.get(at + 1).and_then(|next| next.get(0)).map_or(text.len(), |next| next.start());
        let author = Party { display: Some(heading[2].trim().into()), ..Party::default() };
        let time = time_of(&heading[1], clock)?;
        entries.push(entry(kind_of(&heading[3], note.kind), time, author, text[whole.end..end].trim()));
    }
    Ok(entries)
}

/// Headings show display times. One whose order of day and month is not known keeps its entry,
/// without a time.
fn time_of(text: &str, clock: &Clock<'_>) -> Result<Option<Instant>, Fault> {
    match clock.displayed(text) {
        Ok(time) => Ok(Some(time)),
        Err(TimeFault::Unreadable(_)) => Ok(None),
        Err(fault @ TimeFault::ZoneNeeded(_)) => Err(fault.into()),
    }
}

fn kind_of(label: &str, otherwise: EntryKind) -> EntryKind {
    let label = label.to_lowercase();
    if label.contains("work note") {
        EntryKind::WorkNote
    } else if label.contains("comment") {
        EntryKind::Comment
    } else {
        otherwise
    }
}

fn entry(kind: EntryKind, at: Option<Instant>, author: Party, text: &str) -> JournalEntry {
    JournalEntry { origin: UNPLACED, at, author, kind, text: text.to_owned(), field: None, old: None }
}
