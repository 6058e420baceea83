//! The event taxonomy: which native type of which product is which change.
//!
//! `events/<vocabulary>.csv`, one file a product, columns `event_type, when,
//! change_kind, subject_kind, effect, actor_may_be`. `when` is a condition on the
//! event (see [`super::condition`]); the first row of a type whose condition holds
//! decides, an empty condition always holds.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::condition::Condition;
use super::expression::Expression;
use super::{MappingError, Mappings};
use crate::model::{ChangeKind, Effect, Event, EventClass, Outcome, Signal, SubjectKind};

/// How the reader treats records of a native type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeUse {
    /// May be a change: every record is parsed and kept.
    Change,
    /// Tells something about an account: kept only for accounts that matter.
    Signal,
    /// In no row: counted and listed.
    Unknown,
}

/// What a row says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classified {
    /// The change or signal.
    pub class: EventClass,
    /// What sort of account such an event is about; `Unknown` where it may be either.
    pub subject: SubjectKind,
}

#[derive(Debug, Clone)]
struct Row {
    when: Condition,
    classified: Classified,
}

/// All vocabularies.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    vocabularies: BTreeMap<String, Vocabulary>,
}

/// The native types of a product.
#[derive(Debug, Clone, Default)]
struct Vocabulary {
    rows: BTreeMap<String, Vec<Row>>,
    /// Types with `{name}` in them, which stand for many, and their key in `rows`.
    patterns: Vec<(Expression, String)>,
}

/// A row as written.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    event_type: String,
    when: String,
    change_kind: String,
    subject_kind: String,
    effect: String,
    actor_may_be: String,
}

impl Taxonomy {
    /// Reads and validates all files under `events/`.
    ///
    /// # Errors
    /// A fault in one of them, with file and line.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let files: Vec<(&str, &str)> = mappings.under("events", ".csv").collect();
        let read: Vec<Result<Vocabulary, MappingError>> =
            files.par_iter().map(|(path, text)| read_vocabulary(path, text)).collect();
        let name = |path: &str| path.trim_start_matches("events/").trim_end_matches(".csv").to_owned();
        // Of several faults the first in the order of the files is told.
        let vocabularies = files.iter().zip(read).map(|((path, _), read)| Ok((name(path), read?)));
        Ok(Self { vocabularies: vocabularies.collect::<Result<_, MappingError>>()? })
    }

    /// How to treat records of a native type of a vocabulary.
    #[must_use]
    pub fn type_use(&self, vocabulary: &str, native_type: &str) -> TypeUse {
        let Some(rows) = self.rows(vocabulary, native_type) else { return TypeUse::Unknown };
        if rows.iter().any(|row| matches!(row.classified.class, EventClass::Change(..))) {
            TypeUse::Change
        } else {
            TypeUse::Signal
        }
    }

    /// What an event is. An attempt that failed changed nothing: it is context. A known
    /// type of which no row's condition holds is context too; `None` is an unknown type.
    #[must_use]
    pub fn classify(&self, vocabulary: &str, event: &Event) -> Option<Classified> {
        let rows = self.rows(vocabulary, &event.native_type)?;
        let row = rows.iter().find(|row| row.when.holds(event));
        let context =
            Classified { class: EventClass::Signal(Signal::Context), subject: SubjectKind::Unknown };
        Some(match row {
            Some(row)
                if event.outcome == Outcome::Failure
                    && matches!(row.classified.class, EventClass::Change(..)) =>
            {
                context
            }
            Some(row) => row.classified,
            None => context,
        })
    }

    /// Every native type of a vocabulary, as compared (see [`canonical_type`]).
    pub fn types(&self, vocabulary: &str) -> impl Iterator<Item = &str> {
        self.vocabularies.get(vocabulary).into_iter().flat_map(|known| known.rows.keys().map(String::as_str))
    }

    fn rows(&self, vocabulary: &str, native_type: &str) -> Option<&[Row]> {
        let known = self.vocabularies.get(vocabulary)?;
        // Most records write the type just as the taxonomy does.
        if let Some(rows) = known.rows.get(native_type) {
            return Some(rows);
        }
        let canonical = canonical_type(native_type);
        let of_pattern = || {
            let fitting = known
                .patterns
                .iter()
                .find(|(pattern, _)| pattern.regex().is_some_and(|pattern| pattern.is_match(&canonical)))?;
            known.rows.get(&fitting.1)
        };
        known.rows.get(&canonical).or_else(of_pattern).map(Vec::as_slice)
    }
}

/// How much of a type is not `{name}`.
fn literal_length(canonical: &str) -> usize {
    let (mut length, mut inside) = (0, false);
    for letter in canonical.chars() {
        match letter {
            '{' => inside = true,
            '}' => inside = false,
            _ if !inside => length += 1,
            _ => {}
        }
    }
    length
}

/// The pattern of a type in which `{name}` stands for one part of a path and a last `{name...}`
/// for any rest; `None` for a type without.
fn pattern_of(canonical: &str) -> Option<Expression> {
    if !canonical.contains('{') {
        return None;
    }
    let mut pattern = "^".to_owned();
    let mut rest = canonical;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        pattern.push_str(&regex::escape(before));
        pattern.push_str(if name.ends_with("...") { ".+" } else { "[^/]+" });
        rest = behind;
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    Some(Expression::new(pattern))
}

/// A native type as compared: lower case, one kind of dash, single blanks, no full stop at
/// the end. The same Entra activity is written with and without each of them.
#[must_use]
pub fn canonical_type(native_type: &str) -> String {
    let plain = native_type.replace(['\u{2013}', '\u{2014}'], "-").to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

fn read_vocabulary(path: &str, text: &str) -> Result<Vocabulary, MappingError> {
    let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    // A line that begins with `#` is a comment: drafts list types that are still to be filled in so.
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|fault| MappingError::whole(path, fault.to_string()))?.clone();
    for record in reader.records() {
        let record = record.map_err(|fault| MappingError::whole(path, fault.to_string()))?;
        let line = record.position().map_or(1, csv::Position::line);
        let fault = |message: String| MappingError {
            file: path.to_owned(),
            line: usize::try_from(line).unwrap_or(usize::MAX),
            column: 1,
            message,
        };
        let written: Written =
            record.deserialize(Some(&headers)).map_err(|error| fault(error.to_string()))?;
        let rows_of_type = rows.entry(canonical_type(&written.event_type)).or_default();
        if rows_of_type.iter().any(|row: &Row| row.when.is_empty()) {
            return Err(fault(format!(
                "`{}` has a row without a condition above this one, so this row can never decide",
                written.event_type
            )));
        }
        rows_of_type.push(read_row(&written).map_err(fault)?);
    }
    let mut patterns: Vec<(Expression, String)> =
        rows.keys().filter_map(|key| Some((pattern_of(key)?, key.clone()))).collect();
    // Of patterns that fit one type the one that says most decides.
    patterns.sort_by_key(|(_, key)| std::cmp::Reverse((literal_length(key), key.clone())));
    Ok(Vocabulary { rows, patterns })
}

fn read_row(written: &Written) -> Result<Row, String> {
    let class = match written.change_kind.parse::<Signal>() {
        Ok(signal) if written.effect == "none" => EventClass::Signal(signal),
        Ok(_) => {
            return Err(format!(
                "`{}` is a signal, so its effect is `none`, not `{}`",
                written.change_kind, written.effect
            ));
        }
        Err(_) => {
            EventClass::Change(written.change_kind.parse::<ChangeKind>()?, written.effect.parse::<Effect>()?)
        }
    };
    let subject = match written.subject_kind.as_str() {
        "human" => SubjectKind::Human,
        "nhi" => SubjectKind::Nhi,
        "both" => SubjectKind::Unknown,
        other => return Err(format!("`{other}` is not one of human, nhi, both")),
    };
    if let Some(unknown) =
        written.actor_may_be.split('|').find(|actor| !["admin", "self", "system"].contains(actor))
    {
        return Err(format!("`{unknown}` is not one of admin, self, system"));
    }
    Ok(Row { when: Condition::parse(&written.when)?, classified: Classified { class, subject } })
}
