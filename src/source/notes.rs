//! Reading what reviewers left on an earlier report: a TOML file, a table, or the filled-in `workpapers.xlsx`.
//!
//! A row belongs to the ID that stands in it, whatever its place in the file: sorted and filtered sheets are read
//! as well. What nobody wrote anything in is passed over; a remark without an ID is told and stops the reading, for
//! nobody's sign-off may get lost.

mod sheet;
#[cfg(test)]
mod tests;

use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Deserialize;
use toml::Spanned;

use super::beside::{self, bytes_of, name_of};
use super::limits::BESIDE_BYTES;
use super::workbook;
use crate::mapping::{MappingError, parse_toml};
use crate::model::{FileUse, InputFile, Instant, NoteKind, ReviewNote};

/// A file of notes.
#[derive(Debug)]
pub struct NoteFile {
    /// The file with its books. Its id is that of the first file: who reads the other inputs gives it its place.
    pub file: InputFile,
    /// Its notes, by place.
    pub notes: Vec<ReviewNote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    note: Vec<Written>,
}

/// A note as TOML tells it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    #[serde(default)]
    kind: Option<NoteKind>,
    #[serde(default)]
    by: String,
    at: Option<Spanned<toml::Value>>,
    #[serde(default)]
    text: String,
    then: Option<String>,
}

/// Reads a file of notes.
///
/// # Errors
/// A file that cannot be read or holds no notes; broken TOML, an unknown key or a remark without an ID, with its place.
pub fn notes(path: &Path) -> Result<NoteFile, MappingError> {
    let bytes = bytes_of(path)?;
    let name = name_of(path);
    let (notes, shape) = if bytes.starts_with(b"PK\x03\x04") {
        (of_workbook(path, &name)?, "workbook")
    } else {
        let text = beside::read(path)?.text;
        let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        if is_toml { (of_toml(&name, &text)?, "toml") } else { (sheet::table(&name, &name, &text)?, "table") }
    };
    let note = "notes and sign-offs of reviewers, given with --notes";
    Ok(NoteFile { file: beside::file(name, &bytes, FileUse::Notes, note, shape, notes.len()), notes })
}

fn of_toml(name: &str, text: &str) -> Result<Vec<ReviewNote>, MappingError> {
    let document: Document = parse_toml(name, text)?;
    let notes = document.note.into_iter().map(|written| {
        let start = written.id.span().start;
        let fault = |at: usize, message: &str| MappingError::at(name, text, at, message);
        let on = written.id.get_ref().trim().to_owned();
        if on.is_empty() {
            return Err(fault(start, "`id` is empty: write what the note is on"));
        }
        let at = match &written.at {
            None => None,
            Some(given) => {
                let shown =
                    given.get_ref().as_str().map_or_else(|| given.get_ref().to_string(), str::to_owned);
                let at = instant(&shown);
                let told = "`at` is no day or instant: write 2026-04-01 or 2026-04-01T09:30:00Z";
                Some(at.ok_or_else(|| fault(given.span().start, told))?)
            }
        };
        let line = text[..start].matches('\n').count() + 1;
        Ok(ReviewNote {
            on,
            kind: written.kind.unwrap_or(NoteKind::Note),
            by: written.by.trim().to_owned(),
            at,
            text: written.text.trim().to_owned(),
            then: written.then.map(|then| then.trim().to_owned()).filter(|then| !then.is_empty()),
            place: format!("{name}:{line}"),
        })
    });
    let notes: Vec<ReviewNote> = notes.collect::<Result<_, _>>()?;
    if notes.is_empty() {
        return Err(MappingError::whole(name, "no [[note]] stands in it"));
    }
    Ok(notes)
}

/// The notes of all sheets in which reviewers could write.
fn of_workbook(path: &Path, name: &str) -> Result<Vec<ReviewNote>, MappingError> {
    let unreadable = |fault: String| MappingError::whole(name, fault);
    let open = || std::fs::File::open(path).map_err(|fault| unreadable(fault.to_string()));
    let sheets = workbook::sheets(open()?).map_err(unreadable)?;
    let sheets = sheets.ok_or_else(|| unreadable("it is an archive, and no workbook".to_owned()))?;
    let mut notes = Vec::new();
    let mut has_columns = false;
    for (at, sheet) in sheets.iter().enumerate() {
        let mut text = String::new();
        let read = |reader: &mut (dyn std::io::Read + Send)| {
            std::io::Read::read_to_string(&mut std::io::Read::take(reader, BESIDE_BYTES + 1), &mut text)
        };
        let length = workbook::with_sheet(open()?, at, read).map_err(unreadable)?;
        if length.map_err(|fault| unreadable(fault.to_string()))? as u64 > BESIDE_BYTES {
            return Err(unreadable(format!("the sheet `{sheet}` is larger than {} MiB", BESIDE_BYTES >> 20)));
        }
        // Most sheets of a workbook are for reading only.
        if let Some(found) = sheet::rows(name, &format!("{name}!{sheet}"), &text)? {
            has_columns = true;
            notes.extend(found);
        }
    }
    if has_columns { Ok(notes) } else { Err(unreadable(sheet::NO_COLUMNS.to_owned())) }
}

/// A day, an instant, or the date of a spreadsheet; all in UTC.
fn instant(text: &str) -> Option<Instant> {
    let text = text.trim();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let date = || NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok();
    let whole = || chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.naive_utc());
    day().or_else(date).or_else(whole).map(|at| at.and_utc())
}
