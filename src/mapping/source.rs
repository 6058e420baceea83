//! Sources: how an export is recognised and where in its records things stand.
//!
//! One file a source under `sources/`; the format is explained in
//! `mappings/README.md`.

mod forms;
mod history;
mod path;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use forms::{CsvRules, Pattern, Quote, TextRules, XmlRules};
pub use history::{ChangeFields, HistoryRecordFields, InnerApprovalFields, LineFields};
pub use path::{Excerpt, Field, Path, Step};

use super::{MappingError, Mappings, parse_toml};
use crate::model::{ApprovalState, EntryKind, Outcome, TicketState, UserType};

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

/// A field with a value of a kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The field.
    pub field: Path,
    /// It is one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// It begins with one of these.
    #[serde(default)]
    pub begins: Vec<String>,
    /// It contains one of these.
    #[serde(default)]
    pub contains: Vec<String>,
    /// It is none of these, or not there.
    #[serde(default)]
    pub not: Vec<String>,
    /// It contains none of these, or is not there.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// Conditions that must all hold: one, or a list.
#[derive(Debug, Clone, Default)]
pub struct Conditions(pub Vec<Condition>);

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = Conditions;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a condition or a list of conditions")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Conditions, A::Error> {
                let one = Condition::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Conditions(vec![one]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Conditions, A::Error> {
                let mut all = Vec::new();
                while let Some(condition) = seq.next_element()? {
                    all.push(condition);
                }
                Ok(Conditions(all))
            }
        }
        d.deserialize_any(OneOrMany)
    }
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

/// How a member is found without parsing its record.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Looked {
    /// By its name, which occurs once in a record.
    Named(String),
    /// By its way from the top; the first way that leads to a value counts.
    Ways(Vec<Path>),
}

/// A member that must have one of some values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// The member.
    pub member: Looked,
    /// The values.
    pub is: Vec<String>,
}

/// How to look at a compact JSON record without parsing it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// Member that holds the native type.
    #[serde(rename = "type")]
    pub native_type: Looked,
    /// Member that holds the time.
    pub time: Looked,
    /// Member that holds the record id.
    pub id: Looked,
    /// Members that stand before `id` in it, joined by `/`, as the `id_words` of the record.
    #[serde(default)]
    pub id_words: Vec<Looked>,
    /// Only records in which a member has one of these values are looked at; others are parsed.
    pub only: Option<Only>,
    /// Members that hold names of accounts, wherever they stand and however many; with `<pattern>`
    /// behind it a piece of the member is the name.
    pub names: Vec<Path>,
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

/// A list of targets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetFields {
    /// The list; without it the record itself.
    pub each: Option<Path>,
    /// All must hold, seen from the element.
    #[serde(default)]
    pub when: Conditions,
    /// The parts, seen from the element.
    pub party: PartyFields,
}

/// Words for outcomes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWords {
    /// It took place.
    #[serde(default)]
    pub success: Vec<String>,
    /// It did not.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Any other word means failure (codes where one value means success).
    #[serde(default)]
    pub else_failure: bool,
    /// Any other word means success (counts and ids where one value means failure).
    #[serde(default)]
    pub else_success: bool,
    /// What it means that the field has no value, where the product says so.
    pub absent: Option<Outcome>,
}

/// A list of changed properties with old and new value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedFields {
    /// The list; without it the record itself.
    pub each: Option<Path>,
    /// Name of the property.
    #[serde(default)]
    pub name: Field,
    /// The name where the record has none.
    pub name_is: Option<String>,
    /// Value before.
    #[serde(default)]
    pub old: Field,
    /// Value after.
    #[serde(default)]
    pub new: Field,
    /// Properties that only summarise.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Members inside values that change without anybody's doing.
    #[serde(default)]
    pub volatile: Vec<String>,
}

/// What an event is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    #[serde(rename = "type")]
    pub native_type: String,
}

/// Where the parts of an event stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFields {
    /// The product's id of the record.
    #[serde(default)]
    pub id: Field,
    /// Fields that make up the id together, joined by `/`, if all are there.
    #[serde(default)]
    pub id_words: Vec<Field>,
    /// When it happened.
    pub time: Field,
    /// The product's word for what happened.
    #[serde(rename = "type", default)]
    pub native_type: Field,
    /// Words that make up the type together, joined by blanks, where it has no field of its own.
    #[serde(default)]
    pub type_words: Vec<Field>,
    /// Words for records that have none of their own: the first whose condition holds.
    #[serde(default)]
    pub type_if: Vec<TypeIf>,
    /// The word where the record has none and no condition holds.
    pub type_is: Option<String>,
    /// Whether it took place.
    #[serde(default)]
    pub outcome: Field,
    /// The words of `outcome`.
    #[serde(default)]
    pub outcomes: OutcomeWords,
    /// Reasons; all that are there are joined.
    #[serde(default)]
    pub reason: Field,
    /// Who did it: the first that names somebody.
    pub actor: Vec<PartyFields>,
    /// To whom or what.
    #[serde(default)]
    pub targets: Vec<TargetFields>,
    /// Types of targets that are accounts, the most telling first.
    #[serde(default)]
    pub subject_kinds: Vec<String>,
    /// Address.
    #[serde(default)]
    pub ip: Field,
    /// Client program.
    #[serde(default)]
    pub user_agent: Field,
    /// Parts of the place, joined by commas.
    #[serde(default)]
    pub place: Vec<Field>,
    /// Network.
    #[serde(default)]
    pub network: Field,
    /// Session.
    #[serde(default)]
    pub session: Field,
    /// Transaction.
    #[serde(default)]
    pub transaction: Field,
    /// Further facts by name; every value of every path.
    #[serde(default)]
    pub details: BTreeMap<String, Field>,
    /// Changed properties: details `changed`, `old.NAME`, `new.NAME`.
    #[serde(default)]
    pub changed: Vec<ChangedFields>,
}

/// A text field that holds a whole journal, or one note.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteField {
    /// The field.
    pub field: Field,
    /// What its entries are where they do not say.
    pub kind: EntryKind,
}

/// A list of custom fields with name and value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomFields {
    /// The list.
    pub each: Path,
    /// Name of the field.
    pub name: Field,
    /// Its value.
    pub value: Field,
}

/// How rows of one ticket make a history.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryFields {
    /// Time of the row.
    pub at: Field,
    /// Counter that orders rows of the same time.
    #[serde(default)]
    pub order: Field,
    /// Who made the row.
    #[serde(default)]
    pub by: PartyFields,
}

/// What a state is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    pub state: String,
}

/// What a name stands for. Products number teams, people and states each from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Named {
    /// A team.
    #[default]
    Group,
    /// Somebody who works tickets, or anybody.
    Agent,
    /// A state of tickets.
    State,
}

/// Where the parts of a ticket stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketFields {
    /// The number people use.
    pub number: Field,
    /// The product's internal id.
    #[serde(default)]
    pub id: Field,
    /// Opened.
    #[serde(default)]
    pub opened: Field,
    /// Solved.
    #[serde(default)]
    pub resolved: Field,
    /// Closed.
    #[serde(default)]
    pub closed: Field,
    /// Last touched.
    #[serde(default)]
    pub updated: Field,
    /// Who asked.
    #[serde(default)]
    pub requester: PartyFields,
    /// Whose account it is about.
    #[serde(default)]
    pub affected: PartyFields,
    /// Who typed it: the first that names somebody.
    #[serde(default)]
    pub opened_by: Vec<PartyFields>,
    /// Who has it.
    #[serde(default)]
    pub agent: PartyFields,
    /// Who solved it.
    #[serde(default)]
    pub resolved_by: PartyFields,
    /// Who closed it.
    #[serde(default)]
    pub closed_by: PartyFields,
    /// The team.
    #[serde(default)]
    pub group: Field,
    /// Channel.
    #[serde(default)]
    pub channel: Field,
    /// Words for the product's codes of channels.
    #[serde(default)]
    pub channels: BTreeMap<String, String>,
    /// Category and below.
    #[serde(default)]
    pub category: Vec<Field>,
    /// Short description.
    #[serde(default)]
    pub title: Field,
    /// Long description.
    #[serde(default)]
    pub description: Field,
    /// Closing code.
    #[serde(default)]
    pub close_code: Field,
    /// Closing notes.
    #[serde(default)]
    pub close_notes: Field,
    /// Words for states that other fields show: the first whose condition holds.
    #[serde(default)]
    pub state_if: Vec<StateIf>,
    /// State: of the alternatives the first whose word is known.
    #[serde(default)]
    pub state: Field,
    /// Words and codes of `state`, lower-cased.
    #[serde(default)]
    pub states: BTreeMap<String, TicketState>,
    /// An open ticket waits for the requester if one of these holds.
    #[serde(default)]
    pub waiting_if: Vec<Condition>,
    /// Product's own count of changes of team.
    #[serde(default)]
    pub reassignment_count: Field,
    /// Product's own count of teams that had it, the first among them.
    #[serde(default)]
    pub reassignment_stations: Field,
    /// Product's own count of reopenings.
    #[serde(default)]
    pub reopen_count: Field,
    /// When it was last reopened: a time there means at least once.
    #[serde(default)]
    pub reopened: Field,
    /// The ticket above.
    #[serde(default)]
    pub parent: Field,
    /// Names of verification fields; `*` stands for anything, a dot leads into a member.
    #[serde(default)]
    pub verification_fields: Vec<String>,
    /// Lists of custom fields, in which verification fields stand too.
    #[serde(default)]
    pub verification_in: Vec<CustomFields>,
    /// Journals inside the record.
    #[serde(default)]
    pub notes: Vec<NoteField>,
    /// Each record is one row of the ticket's history.
    pub history: Option<HistoryFields>,
    /// The record tells more of a ticket that another record describes.
    #[serde(default)]
    pub part: bool,
    /// Lines of the journal inside the record.
    #[serde(default)]
    pub lines: Vec<LineFields>,
    /// Changes of fields inside the record.
    #[serde(default)]
    pub changes: Vec<ChangeFields>,
    /// Approvals inside the record.
    #[serde(default)]
    pub approvals: Vec<InnerApprovalFields>,
}

/// Where the parts of a journal line stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalFields {
    /// The product's id of the line.
    #[serde(default)]
    pub id: Field,
    /// The ticket, by number or internal id. A line that names none belongs to the ticket of the
    /// line of the same id.
    #[serde(default)]
    pub ticket: Field,
    /// When it was written.
    #[serde(default)]
    pub time: Field,
    /// Who wrote it.
    #[serde(default)]
    pub author: PartyFields,
    /// What sort of line.
    #[serde(default)]
    pub kind: Field,
    /// The words of `kind`, lower-cased.
    #[serde(default)]
    pub kinds: BTreeMap<String, EntryKind>,
    /// What sort of line it is where no word says.
    pub kind_is: Option<EntryKind>,
    /// Other products whose lines look the same: a line whose ticket is in no file of its own
    /// product belongs to one of theirs.
    #[serde(default)]
    pub also: Vec<String>,
    /// The text.
    pub text: Field,
}

/// Where an id and the name for it stand, so that a ticket's group reads as a name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameFields {
    /// What has the name.
    #[serde(default)]
    pub of: Named,
    /// The id by which tickets refer to it.
    pub id: Field,
    /// The name.
    pub name: Field,
}

/// Where the parts of an approval stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalFields {
    /// The product's id of it.
    #[serde(default)]
    pub id: Field,
    /// The ticket, by number or internal id; every alternative is tried.
    pub ticket: Field,
    /// Who was asked.
    pub approver: PartyFields,
    /// The answer.
    pub state: Field,
    /// The words of `state`, lower-cased; others are `other`.
    pub states: BTreeMap<String, ApprovalState>,
    /// When it was answered.
    pub time: Field,
    /// What the approver wrote.
    #[serde(default)]
    pub comment: Field,
}

/// Where the parts of a person stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonFields {
    /// The ids by which other exports refer to it: every alternative that has a value is one.
    #[serde(default)]
    pub id: Field,
    /// Employee number.
    #[serde(default)]
    pub employee_id: Field,
    /// Login.
    #[serde(default)]
    pub login: Field,
    /// E-mail address.
    #[serde(default)]
    pub email: Field,
    /// Display name.
    #[serde(default)]
    pub display_name: Field,
    /// Parts of the display name, joined by blanks, where it has no field of its own.
    #[serde(default)]
    pub display_parts: Vec<Field>,
    /// Short name.
    #[serde(default)]
    pub sam_account: Field,
    /// Sort of identity.
    #[serde(default)]
    pub user_type: Field,
    /// The words of `user_type`, lower-cased; others are `other`.
    #[serde(default)]
    pub user_types: BTreeMap<String, UserType>,
    /// Job title.
    #[serde(default)]
    pub title: Field,
    /// Tier.
    #[serde(default)]
    pub tier: Field,
    /// Manager.
    #[serde(default)]
    pub manager: Field,
    /// Further accounts; a text is a list joined by `;`.
    #[serde(default)]
    pub alt_accounts: Field,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Field,
}

/// What a method is called under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodIf {
    /// The conditions.
    pub when: Conditions,
    /// The word.
    pub method: String,
}

/// Where the parts of an act of verification stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerificationFields {
    /// The product's id of it.
    #[serde(default)]
    pub id: Field,
    /// When it was done.
    pub time: Field,
    /// Who was verified.
    pub subject: PartyFields,
    /// Who did it.
    #[serde(default)]
    pub verifier: PartyFields,
    /// The method.
    #[serde(default)]
    pub method: Field,
    /// Words for records that have none of their own: the first whose condition holds.
    #[serde(default)]
    pub method_if: Vec<MethodIf>,
    /// The word where the record has none and no condition holds.
    pub method_is: Option<String>,
    /// Whether it succeeded.
    #[serde(default)]
    pub result: Field,
    /// The words of `result`.
    #[serde(default)]
    pub results: OutcomeWords,
    /// The product's reference.
    #[serde(default)]
    pub reference: Field,
    /// The ticket.
    #[serde(default)]
    pub ticket: Field,
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
    let mut sources: Vec<SourceMapping> = Vec::new();
    for (path, text) in mappings.under("sources", ".toml") {
        let source: SourceMapping = parse_toml(path, text)?;
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
        if let Some((word, message)) = forms::fault(&source) {
            return Err(fault(word, message.to_owned()));
        }
        sources.push(source);
    }
    Ok(sources)
}
