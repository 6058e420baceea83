//! Sources: how an export is recognised and where in its records things stand.
//!
//! One file a source under `sources/`; the format is explained in
//! `mappings/README.md`.

mod condition;
mod event;
mod forms;
mod history;
mod others;
mod own;
mod path;
mod scan;
mod ticket;

use rayon::prelude::*;
use serde::Deserialize;

pub use condition::{Condition, Conditions};
pub use event::{ChangedFields, EventFields, OutcomeWords, TargetFields, TypeIf};
pub use forms::{CsvRules, Pattern, Quote, TextRules, XmlRules};
pub use history::{ChangeFields, HistoryRecordFields, InnerApprovalFields, LineFields};
pub use others::{
    ApprovalFields, JournalFields, MethodIf, NameFields, Named, PersonFields, VerificationFields,
};
pub use own::{LengthField, LengthUnit, OwnFields};
pub use path::{Excerpt, Field, Path, Step};
pub use scan::{Looked, Only, Scan};
pub use ticket::{CustomFields, HistoryFields, NoteField, StateIf, TicketFields};

use super::{MappingError, Mappings, parse_toml};

/// The outer form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// One or many JSON values.
    Json,
    /// A delimited table.
    Csv,
    /// XML.
    Xml,
    /// Lines or stanzas of text.
    Text,
}

/// One source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceMapping {
    /// Product and shape (`okta.system_log`).
    pub id: String,
    /// What it is, for people.
    pub title: String,
    /// Its native types' file under `events/`.
    #[serde(default)]
    pub vocabulary: String,
    /// How its records are recognised.
    pub recognise: Recognise,
    /// Records of neighbouring tables that come in the same file and say nothing here; they count
    /// as used and are named in the file's note.
    #[serde(default)]
    pub passes_over: Vec<Condition>,
    /// Where pages keep their records (`value[]`, `data.events[]`, `result`).
    #[serde(default)]
    pub envelopes: Vec<Path>,
    /// A record holds several: where they stand. Paths are then seen from each of them, and `^`
    /// steps out to what it stands in.
    pub each: Option<Path>,
    /// How texts of tickets and journals are marked up.
    pub markup: Option<Markup>,
    /// Spellings of nothing, beside the empty text.
    #[serde(default)]
    pub nulls: Vec<String>,
    /// How its times are to be read.
    #[serde(default)]
    pub time: TimeRules,
    /// How its tables differ from plain ones.
    #[serde(default)]
    pub csv: CsvRules,
    /// How its lines of text are read.
    #[serde(default)]
    pub text: TextRules,
    /// Which elements of its XML are records.
    #[serde(default)]
    pub xml: XmlRules,
    /// How to look at a record without parsing it.
    pub scan: Option<Scan>,
    /// What a record is.
    pub record: RecordFields,
}

/// How texts are marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Markup {
    /// Tags and entities, which are taken out.
    Html,
}

/// What a record is and where its parts stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordFields {
    /// An event of an audit log.
    Event(Box<EventFields>),
    /// A ticket, or one row of a ticket's history.
    Ticket(Box<TicketFields>),
    /// A line of a ticket's journal.
    Journal(Box<JournalFields>),
    /// Lines and changes of a ticket.
    History(Box<HistoryRecordFields>),
    /// A name behind an id.
    Name(Box<NameFields>),
    /// An approval asked for on a ticket.
    Approval(Box<ApprovalFields>),
    /// A person or account.
    Person(Box<PersonFields>),
    /// An act of verification.
    Verification(Box<VerificationFields>),
}

/// How records are recognised, by content alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognise {
    /// Forms in which the source comes.
    pub forms: Vec<Form>,
    /// Each of these must be there (alternatives in one entry).
    pub all: Vec<Field>,
    /// So many of these must be there.
    #[serde(default)]
    pub any: Vec<Field>,
    /// How many of `any`.
    #[serde(default = "one")]
    pub any_at_least: usize,
    /// None of these may be there.
    #[serde(default)]
    pub none: Vec<Field>,
    /// One of these must hold, if there are any and the record has the field of at least one.
    #[serde(default)]
    pub one_of: Vec<Condition>,
    /// If no source claims a file as it is written: names are compared without regard to letter
    /// case, blanks, `_`, `-` and `.`.
    #[serde(default)]
    pub any_spelling: bool,
}

fn one() -> usize {
    1
}

fn zone<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<chrono_tz::Tz>, D::Error> {
    let name = String::deserialize(d)?;
    let fault = |_| serde::de::Error::custom(format!("`{name}` is not an IANA time zone"));
    name.parse().map(Some).map_err(fault)
}

/// How times are to be read.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRules {
    /// Zone of times that are written `YYYY-MM-DD hh:mm:ss` without an offset.
    #[serde(default, deserialize_with = "zone")]
    pub zone: Option<chrono_tz::Tz>,
    /// Where that is documented.
    #[serde(default)]
    pub zone_reason: String,
    /// Fields whose times are in `zone` however they are written (`Date (UTC)`); `--tz` does not
    /// replace it.
    #[serde(default)]
    pub zone_in: Vec<Path>,
    /// Forms in which `zone` is certain, so that `--tz` does not replace it.
    #[serde(default)]
    pub certain_in: Vec<Form>,
    /// A record with one of these fields shows display values: its times are the exporting user's.
    #[serde(default)]
    pub display_if: Vec<Path>,
    /// References with `display_value` and no `value` show display values too.
    #[serde(default)]
    pub display_references: bool,
}

/// Somebody: where the parts of the name stand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyFields {
    /// All must hold, else it is nobody.
    #[serde(default)]
    pub when: Conditions,
    /// A reference: an object of value and display value, or one text that is told by its look.
    #[serde(default)]
    pub reference: Field,
    /// The product's immutable id.
    #[serde(default)]
    pub id: Field,
    /// Login.
    #[serde(default)]
    pub login: Field,
    /// E-mail address.
    #[serde(default)]
    pub email: Field,
    /// Display name.
    #[serde(default)]
    pub display: Field,
    /// Parts of the display name, joined by blanks, where it has no field of its own.
    #[serde(default)]
    pub display_parts: Vec<Field>,
    /// Ids and names that mean nobody.
    #[serde(default)]
    pub nobody: Vec<String>,
    /// The product's word for its type.
    #[serde(default)]
    pub kind: Field,
    /// The word for its type, where the record has none.
    pub kind_is: Option<String>,
}

impl SourceMapping {
    /// The first part of the id; sources of one product may share a file.
    #[must_use]
    pub fn product(&self) -> &str {
        self.id.split('.').next().unwrap_or(&self.id)
    }
}

/// Reads all files under `sources/`, by file name.
///
/// # Errors
/// A fault in one of them, or an id given twice.
pub fn load(mappings: &Mappings) -> Result<Vec<SourceMapping>, MappingError> {
    let files: Vec<(&str, &str)> = mappings.under("sources", ".toml").collect();
    let parsed: Vec<Result<SourceMapping, MappingError>> =
        files.par_iter().map(|(path, text)| parse_toml(path, text)).collect();
    let mut sources: Vec<SourceMapping> = Vec::new();
    for ((path, text), source) in files.into_iter().zip(parsed) {
        let source = source?;
        let fault =
            |word: &str, message: String| MappingError::at(path, text, text.find(word).unwrap_or(0), message);
        if sources.iter().any(|other| other.id == source.id) {
            return Err(fault("id", format!("the source `{}` is declared twice", source.id)));
        }
        if matches!(source.record, RecordFields::Event(_)) && source.vocabulary.is_empty() {
            return Err(fault("id", "a source of events needs `vocabulary`".to_owned()));
        }
        if source.recognise.all.is_empty() {
            return Err(fault("recognise", "`all` must name at least one field".to_owned()));
        }
        // Ours are checked by a test.
        if mappings.is_given(path)
            && let Some((at, message)) = forms::pattern_fault(&source)
        {
            return Err(MappingError::at(path, text, at, message));
        }
        if let Some((word, message)) = forms::fault(&source) {
            return Err(fault(word, message.to_owned()));
        }
        sources.push(source);
    }
    Ok(sources)
}
