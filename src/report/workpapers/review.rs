//! What reviewers leave: the columns that they fill in, and what they left on an earlier report.

use std::collections::BTreeMap;

use rust_xlsxwriter::XlsxError;

use super::paper::{Cell, Column, Paper, column, wrapped};
use super::{Making, Sheet};
use crate::model::{CarriedNote, NoteKind, NoteState};
use crate::report::Report;

/// Columns that the reviewer fills in; they are read back by these names, beside `ID`.
pub(super) const COLUMNS: [Column; 4] = [
    column("Tick mark", 8.0),
    wrapped("Reviewer's note", 22.0),
    wrapped("Signed off by", 13.0),
    column("Signed off on", 12.0),
];

/// What still stands of what reviewers left, by the id that it is on.
pub(super) struct Reviewed<'a>(BTreeMap<&'a str, Vec<&'a CarriedNote>>);

impl<'a> Reviewed<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let mut by_id: BTreeMap<&str, Vec<&CarriedNote>> = BTreeMap::new();
        for note in report.notes.iter().filter(|note| note.state == NoteState::Stands) {
            by_id.entry(&note.on).or_default().push(note);
        }
        Self(by_id)
    }

    /// The cells of [`COLUMNS`] for an id.
    pub(super) fn cells(&self, id: &str) -> [Cell; 4] {
        let notes = self.0.get(id).map(Vec::as_slice).unwrap_or_default();
        let of = |kind: NoteKind| notes.iter().filter(move |note| note.kind == kind);
        let joined = |kind, get: fn(&CarriedNote) -> &String| {
            of(kind).map(|note| get(note).as_str()).collect::<Vec<_>>().join("; ")
        };
        [
            Cell::ToFill(joined(NoteKind::Tick, |note| &note.text)),
            Cell::ToFill(joined(NoteKind::Note, |note| &note.text)),
            Cell::ToFill(joined(NoteKind::SignOff, |note| &note.by)),
            Cell::DayToFill(of(NoteKind::SignOff).filter_map(|note| note.at).max()),
        ]
    }
}

/// What reviewers left on an earlier report, and whether it still stands.
pub(super) fn sheet(making: &Making<'_>) -> Result<Sheet, XlsxError> {
    const COLUMNS: [Column; 9] = [
        column("On", 18.0),
        column("Kind", 10.0),
        column("Left by", 20.0),
        column("Left at (UTC)", 19.0),
        wrapped("Words", 50.0),
        column("Then", 16.0),
        column("Now", 16.0),
        column("State", 12.0),
        column("Read from", 30.0),
    ];
    let (styles, report) = (making.styles, making.lookup.report);
    let mut paper = Paper::new(styles, "Notes", "Notes and sign-offs of reviewers")?;
    if report.notes.is_empty() {
        paper.sentence(styles, "None were given (--notes).")?;
    }
    let rows = report.notes.iter().map(|note| {
        vec![
            Cell::text(&note.on),
            Cell::text(note.kind.as_str()),
            Cell::text(&note.by),
            Cell::time(note.at),
            Cell::text(&note.text),
            note.then.as_ref().map_or(Cell::Empty, Cell::text),
            note.now.as_ref().map_or(Cell::Empty, Cell::text),
            Cell::text(note.state.as_str()),
            Cell::text(&note.place),
        ]
    });
    paper.main_table(styles, &COLUMNS, rows, "the file given with --notes")?;
    Ok(Sheet::of(paper, "What reviewers left on an earlier report, and whether it still stands"))
}
