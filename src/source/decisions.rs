//! Reading an overrides file: the decisions of reviewers, in a table of their own or in a filled-in
//! `review.csv`.
//!
//! People write it, in editors and spreadsheets: what is wrong is told with its line and what to do,
//! all of it at once, and nothing is used of a file in which anything is wrong.

mod contradiction;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::blocks::{Cutter as _, Span};
use super::documents::hex;
use super::limits::DECISIONS_BYTES;
use super::rows::{Dialect, Rows};
use crate::model::{Decision, DecisionKind, FileId, FileUse, InputFile, Instant};

/// What an overrides file is called as a source.
const SOURCE: &str = "overrides";
/// Faults that are told at once.
const MOST_FAULTS: usize = 20;
/// Characters of a cell that a fault shows.
const SHOWN: usize = 60;

/// An overrides file.
#[derive(Debug)]
pub struct DecisionFile {
    /// The file with its books. Its id is that of the first file: the reader of the other inputs
    /// gives it its place.
    pub file: InputFile,
    /// Its decisions, by line.
    pub decisions: Vec<Decision>,
}

/// Why an overrides file is not used.
#[derive(Debug, thiserror::Error)]
pub enum DecisionsError {
    /// It is not there or cannot be read.
    #[error("{path}: {message}")]
    Unreadable {
        /// As given.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// What stands in it is wrong.
    #[error("{}", .0.join("\n"))]
    Faults(
        /// One sentence a fault, with file and line and what to do.
        Vec<String>,
    ),
}

/// Reads an overrides file.
///
/// # Errors
/// A file that cannot be read; rows of unknown decisions, without who, when or why, or that
/// contradict each other.
pub fn decisions(path: &Path) -> Result<DecisionFile, DecisionsError> {
    let bytes = bytes_of(path)
        .map_err(|message| DecisionsError::Unreadable { path: path.display().to_string(), message })?;
    let name = path.file_name().map_or_else(|| SOURCE.to_owned(), |name| name.to_string_lossy().into_owned());
    let text = in_utf8(&bytes);
    let decisions = Sheet::of(&text)
        .map_err(|fault| vec![format!("{name}: {fault}")])
        .and_then(|sheet| sheet.decisions(&name))
        .map_err(DecisionsError::Faults)?;
    Ok(DecisionFile { file: file(name, &bytes, decisions.len()), decisions })
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|fault| fault.to_string())?;
    let mut bytes = Vec::new();
    file.take(DECISIONS_BYTES + 1).read_to_end(&mut bytes).map_err(|fault| fault.to_string())?;
    if bytes.len() as u64 > DECISIONS_BYTES {
        return Err(format!(
            "it is larger than {} MiB, which is no list of decisions",
            DECISIONS_BYTES >> 20
        ));
    }
    Ok(bytes)
}

/// The text without its byte order mark, and in UTF-8 if that mark says that it is in UTF-16.
fn in_utf8(bytes: &[u8]) -> Vec<u8> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned().into_bytes(),
        None => bytes.to_vec(),
    }
}

fn file(name: String, bytes: &[u8], decisions: usize) -> InputFile {
    let rows = decisions as u64;
    InputFile {
        id: FileId(0),
        name,
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
        used_as: FileUse::Overrides,
        source: Some(SOURCE.to_owned()),
        note: "decisions of reviewers, given with --overrides".to_owned(),
        shape: "table".to_owned(),
        zone: String::new(),
        rows,
        used: rows,
        rejected: 0,
        duplicates: 0,
        first_at: None,
        last_at: None,
    }
}

/// A table with the places of the columns that tell decisions.
struct Sheet<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    rows: Vec<Span>,
    columns: Columns,
}

/// Where the columns stand.
struct Columns {
    decision: usize,
    item: usize,
    other: usize,
    other_source: Option<usize>,
    decided_by: usize,
    decided_at: usize,
    why: usize,
}

impl<'a> Sheet<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, String> {
        const REMEDY: &str = "write a CSV whose first line is `decision,item,other,decided_by,decided_at,why`, \
                              or fill in data/review.csv of a report";
        if bytes.starts_with(b"PK\x03\x04") {
            return Err("it is a workbook or an archive: save the sheet as CSV (UTF-8)".to_owned());
        }
        let none = || format!("no table of decisions: {REMEDY}");
        let dialect = Dialect::of(bytes, None, Some(Some(b'"'))).ok_or_else(none)?;
        let mut rows = Vec::new();
        Rows(dialect).cut(bytes, true, &mut rows)?;
        if rows.is_empty() {
            return Err(none());
        }
        let head = rows.remove(0);
        let head = owned(dialect.cells(&bytes[head.start..head.end]));
        let columns = Columns::of(&head).map_err(|missing| format!("no column `{missing}`: {REMEDY}"))?;
        Ok(Self { bytes, dialect, rows, columns })
    }

    /// The decisions in its rows; rows in which nothing is decided are passed over.
    fn decisions(&self, name: &str) -> Result<Vec<Decision>, Vec<String>> {
        let (mut decisions, mut faults) = (Vec::new(), Vec::new());
        for row in &self.rows {
            let cells = owned(self.dialect.cells(&self.bytes[row.start..row.end]));
            let line = u64::from(row.line) + 1;
            match self.columns.decision(&cells, line) {
                Ok(decision) => decisions.extend(decision),
                Err(fault) => faults.push((line, fault)),
            }
        }
        faults.extend(contradiction::of(&decisions));
        if faults.is_empty() {
            return Ok(decisions);
        }
        faults.sort();
        let more = faults.len().saturating_sub(MOST_FAULTS);
        let mut told: Vec<String> = (faults.into_iter().take(MOST_FAULTS))
            .map(|(line, fault)| format!("{name}, line {line}: {fault}"))
            .collect();
        if more > 0 {
            told.push(format!("{name}: and {more} more"));
        }
        Err(told)
    }
}

impl Columns {
    /// Finds the columns in a head; `review.csv` calls what is decided about `change_id` and `ticket`.
    fn of(head: &[String]) -> Result<Self, &'static str> {
        let find = |names: &[&'static str]| {
            let is_one = |cell: &String| names.iter().any(|name| cell.trim().eq_ignore_ascii_case(name));
            head.iter().position(is_one).ok_or(names[0])
        };
        Ok(Self {
            decision: find(&["decision"])?,
            item: find(&["item", "change_id"])?,
            other: find(&["other", "ticket"])?,
            other_source: find(&["other_source", "ticket_source"]).ok(),
            decided_by: find(&["decided_by"])?,
            decided_at: find(&["decided_at"])?,
            why: find(&["why"])?,
        })
    }

    /// The decision of a row, if one was made in it.
    fn decision(&self, cells: &[String], line: u64) -> Result<Option<Decision>, String> {
        let cell = |at: usize| cells.get(at).map(|cell| bare(cell)).unwrap_or_default();
        let (decided_by, when, why) = (cell(self.decided_by), cell(self.decided_at), cell(self.why));
        let word = cell(self.decision);
        if word.is_empty() {
            let is_begun = ![&decided_by, &when, &why].iter().all(|cell| cell.is_empty());
            return if is_begun {
                Err(format!(
                    "the decision is missing: write one of {}, or leave who, when and why empty",
                    kinds()
                ))
            } else {
                Ok(None)
            };
        }
        let kind: DecisionKind = (word.to_lowercase().replace([' ', '-'], "_").parse())
            .map_err(|_| format!("`{}` is no decision: write one of {}", shown(&word), kinds()))?;
        let decision = Decision {
            kind,
            item: cell(self.item),
            other: cell(self.other),
            other_source: self.other_source.map(cell).unwrap_or_default(),
            decided_at: instant_or_day(&when)?,
            decided_by,
            why,
            line,
        };
        complete(decision).map(Some)
    }
}

/// The same decision, if it tells all that its kind needs.
fn complete(mut decision: Decision) -> Result<Decision, String> {
    let needed = [
        ("item", &decision.item, "what it is about"),
        ("decided_by", &decision.decided_by, "who decided"),
        ("why", &decision.why, "why"),
    ];
    if let Some((column, _, what)) = needed.into_iter().find(|(_, cell, _)| cell.is_empty()) {
        return Err(format!("`{column}` is empty: write {what}"));
    }
    match decision.kind {
        DecisionKind::Link if decision.other.is_empty() => {
            Err("`other` is empty: write the number of the ticket that the change belongs to".to_owned())
        }
        DecisionKind::SamePerson | DecisionKind::DifferentPerson if decision.other.is_empty() => {
            Err("`other` is empty: write the other login, mail address or id".to_owned())
        }
        DecisionKind::SamePerson | DecisionKind::DifferentPerson
            if decision.item.eq_ignore_ascii_case(&decision.other) =>
        {
            Err("`item` and `other` are one name: a decision about persons needs two".to_owned())
        }
        DecisionKind::NotEvidence => {
            // A review sheet may name the ticket beside it, which says nothing here.
            decision.other.clear();
            Ok(decision)
        }
        _ => Ok(decision),
    }
}

fn kinds() -> String {
    DecisionKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
}

/// A day as it is, an instant in UTC.
fn instant_or_day(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("`decided_at` is empty: write when it was decided, as 2026-04-01".to_owned());
    }
    let day = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.to_string());
    let instant = || {
        let at: Instant = chrono::DateTime::parse_from_rfc3339(text)?.to_utc();
        Ok::<String, chrono::ParseError>(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    };
    day().or_else(|_| instant()).map_err(|_| {
        format!(
            "`decided_at` is `{}`: write a day as 2026-04-01 or an instant as 2026-04-01T09:30:00Z \
             (in a spreadsheet, make the column text first)",
            shown(text)
        )
    })
}

/// A cell without the apostrophe that our tables put before what a spreadsheet would compute.
pub(super) fn bare(cell: &str) -> String {
    let cell = cell.trim();
    let rest = cell.strip_prefix('\'').map(str::trim_start);
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    rest.filter(|rest| rest.starts_with(signs)).unwrap_or(cell).to_owned()
}

fn shown(cell: &str) -> String {
    cell.chars().take(SHOWN).collect()
}

fn owned(cells: Vec<Cow<'_, str>>) -> Vec<String> {
    cells.into_iter().map(Cow::into_owned).collect()
}
