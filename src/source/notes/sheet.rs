//! Notes in a table: our own columns, or those of the workpapers that reviewers fill in.

use csv::StringRecord;

use super::instant;
use crate::mapping::MappingError;
use crate::model::{NoteKind, ReviewNote};
use crate::source::decisions::bare;

/// What is wrong with a file without such columns.
pub(super) const NO_COLUMNS: &str = "no table of notes: the columns are `id,kind,by,at,text,then`, or those of \
     workpapers.xlsx (ID, Tick mark, Reviewer's note, Signed off by, Signed off on)";

/// Columns that tell what a thing says, by the sort of thing that an ID names.
const OF_CHANGES: &[&str] = &["then", "verdict"];
const OF_ALL: &[&str] = &["then", "outcome", "result", "conclusion", "verdict"];

/// Where the columns of a header stand.
struct Columns {
    id: usize,
    form: Form,
    /// Places of columns that tell what things say, with their names.
    says: Vec<(String, usize)>,
}

enum Form {
    /// A note a row: kind, by, at, text.
    Own { kind: usize, by: Option<usize>, at: Option<usize>, text: Option<usize> },
    /// Cells that a reviewer fills in.
    Workpaper { tick: Option<usize>, note: Option<usize>, by: Option<usize>, on: Option<usize> },
}

/// The notes of a CSV file.
///
/// # Errors
/// No such columns, or what [`rows`] finds wrong.
pub(super) fn table(file: &str, place: &str, text: &str) -> Result<Vec<ReviewNote>, MappingError> {
    rows(file, place, text)?.ok_or_else(|| MappingError::whole(file, NO_COLUMNS))
}

/// The notes of a table; `None` if it has no columns for them. Several headers may stand beneath each other.
///
/// # Errors
/// A remark in a row without an ID, or an unknown kind, with the line.
pub(super) fn rows(file: &str, place: &str, text: &str) -> Result<Option<Vec<ReviewNote>>, MappingError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut columns: Option<Columns> = None;
    let mut notes = Vec::new();
    for record in reader.records() {
        let fault = |line: u64, message: String| MappingError {
            file: file.to_owned(),
            line: usize::try_from(line).unwrap_or(usize::MAX),
            column: 1,
            message: if place == file { message } else { format!("{place}: {message}") },
        };
        let record = record.map_err(|found| fault(1, found.to_string()))?;
        let line = record.position().map_or(1, csv::Position::line);
        if let Some(head) = Columns::of(&record) {
            columns = Some(head);
        } else if let Some(columns) = &columns {
            let found = columns.notes(&record, &format!("{place}:{line}"));
            notes.extend(found.map_err(|message| fault(line, message))?);
        }
    }
    Ok(columns.map(|_| notes))
}

/// The sign that stands oftenest in the first line with columns.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == b',')).unwrap_or(b',')
}

/// A header as compared: lower case, with straight apostrophes.
fn heading(cell: &str) -> String {
    bare(cell).to_lowercase().replace('’', "'").replace('_', " ")
}

impl Columns {
    fn of(record: &StringRecord) -> Option<Self> {
        let head: Vec<String> = record.iter().map(heading).collect();
        let find = |name: &str| head.iter().position(|cell| cell == name);
        let id = find("id").or_else(|| find("on"))?;
        let (tick, note) = (find("tick mark"), find("reviewer's note"));
        let (by, on) = (find("signed off by"), find("signed off on"));
        let form = if let Some(kind) = find("kind") {
            Form::Own { kind, by: find("by"), at: find("at"), text: Some(find("text")?) }
        } else if [tick, note, by].iter().any(Option::is_some) {
            Form::Workpaper { tick, note, by, on }
        } else {
            return None;
        };
        let says = OF_ALL.iter().filter_map(|name| Some(((*name).to_owned(), find(name)?))).collect();
        Some(Self { id, form, says })
    }

    fn notes(&self, record: &StringRecord, place: &str) -> Result<Vec<ReviewNote>, String> {
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(bare).unwrap_or_default();
        let on = cell(Some(self.id));
        let note = |kind, by: String, at: String, text: String| {
            let when = instant(&at);
            // A date that cannot be read is kept as it was written.
            let text = match (when, at.is_empty(), text.is_empty()) {
                (None, false, true) => format!("on {at}"),
                (None, false, false) => format!("{text} (on {at})"),
                _ => text,
            };
            ReviewNote {
                on: on.clone(),
                kind,
                by,
                at: when,
                text,
                then: self.then(record, &on),
                place: place.to_owned(),
            }
        };
        let mut notes = Vec::new();
        match self.form {
            Form::Own { kind, by, at, text } => {
                let (word, by, at, text) = (cell(Some(kind)), cell(by), cell(at), cell(text));
                if [&on, &word, &by, &at, &text].iter().all(|cell| cell.is_empty()) {
                    return Ok(notes);
                }
                let kind = if word.is_empty() { NoteKind::Note } else { word.parse()? };
                notes.push(note(kind, by, at, text));
            }
            Form::Workpaper { tick, note: remark, by, on } => {
                let (tick, remark, by, on) = (cell(tick), cell(remark), cell(by), cell(on));
                if !tick.is_empty() {
                    notes.push(note(NoteKind::Tick, by.clone(), on.clone(), tick));
                }
                if !remark.is_empty() {
                    notes.push(note(NoteKind::Note, by.clone(), on.clone(), remark));
                }
                if !by.is_empty() {
                    notes.push(note(NoteKind::SignOff, by, on, String::new()));
                } else if !on.is_empty() {
                    return Err("`Signed off on` is filled in, and `Signed off by` is not".to_owned());
                }
            }
        }
        if on.is_empty() && !notes.is_empty() {
            return Err(
                "a remark stands in a row without an ID: write it in the row that it is on".to_owned()
            );
        }
        Ok(notes)
    }

    /// What the thing said, in the words of the column that speaks of its sort.
    fn then(&self, record: &StringRecord, on: &str) -> Option<String> {
        let wanted = if on.starts_with("chg-") { OF_CHANGES } else { OF_ALL };
        let find = |name: &&str| self.says.iter().find(|(known, _)| known == name).map(|(_, at)| *at);
        let said = wanted.iter().find_map(find).and_then(|at| record.get(at)).map(bare)?;
        (!said.is_empty()).then_some(said)
    }
}
