//! The draft of a mapping for a file that no source knows: every guess with its reason and an
//! example, what could not be guessed as a comment, and the native types as rows to fill in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::guess::{Guess, Guesses, guess, kind};
use crate::mapping::init::{DraftKind, InitVocabulary};
use crate::mapping::masks::Masks;
use crate::mapping::{MappingError, Mappings};
use crate::model::{ChangeKind, Effect, Signal, TicketState};
use crate::report::safe;
use crate::source::{Column, Columns, ColumnsError, columns};

/// A file is claimed by at least so many of its fields, if it has them.
const CLAIMED_BY: usize = 5;
/// Characters of an example.
const EXAMPLE: usize = 48;

/// A drafted mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id of the source.
    pub id: String,
    /// The mapping.
    pub mapping: String,
    /// For events, the vocabulary's name and the file with its native types to fill in.
    pub vocabulary: Option<(String, String)>,
    /// Required fields that could not be guessed.
    pub open: Vec<&'static str>,
}

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The file's columns cannot be told.
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    /// A fault in a mapping.
    #[error(transparent)]
    Mapping(#[from] MappingError),
}

/// Drafts a mapping for a file.
///
/// # Errors
/// A file that is not there or has no records of a form that is known.
pub fn draft(file: &Path, mappings: &Mappings) -> Result<Draft, DraftError> {
    let vocabulary = InitVocabulary::load(mappings)?;
    let mut columns = columns(file, mappings, &vocabulary.pages)?;
    let masks = Masks::load(mappings)?;
    for column in &mut columns.columns {
        if let Some(masked) = masks.value(&column.path, &column.example) {
            column.example = masked;
        }
    }
    let kind = kind(&columns, &vocabulary);
    let guesses = guess(&columns, kind, &vocabulary);
    let stem = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(Writer {
        columns: &columns,
        guesses,
        kind,
        vocabulary: &vocabulary,
        name: word(&stem),
        text: String::new(),
    }
    .write(&stem))
}

/// The beginning of a file's name as a word of an id.
fn word(file_name: &str) -> String {
    let stem = file_name.split('.').next().unwrap_or_default().to_lowercase();
    let plain: String =
        stem.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect();
    let plain = plain.trim_matches('_').to_owned();
    if plain.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
        plain
    } else {
        format!("own_{plain}").trim_end_matches('_').to_owned()
    }
}

struct Writer<'a> {
    columns: &'a Columns,
    guesses: Guesses,
    kind: DraftKind,
    vocabulary: &'a InitVocabulary,
    name: String,
    text: String,
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn write(mut self, file_name: &str) -> Draft {
        let kind = match self.kind {
            DraftKind::Event => "event",
            DraftKind::Ticket => "ticket",
            DraftKind::Person => "person",
        };
        let id = format!("{}.{kind}", self.name);
        let looked = if self.columns.whole { "all" } else { "the first" };
        self.line(&format!(
            "# A draft made from {looked} {} records of {}.",
            self.columns.records,
            safe::line(file_name)
        ));
        self.line(
            "# Every guess stands with its reason and an example: check each one. The format is explained in",
        );
        self.line("# mappings/README.md; `deskproof inspect FILE --mappings DIR --show 3` shows what is read with it.");
        if let Some((other, _)) = &self.columns.claimed_by {
            self.line(&format!("# Without this mapping the file is read as {other}."));
        }
        self.line("");
        self.line(&format!("id = {}", quoted(&id)));
        self.line(&format!("title = {}", quoted(&safe::line(file_name))));
        if self.kind == DraftKind::Event {
            self.line(&format!("vocabulary = {}", quoted(&self.name)));
        }
        if let Some(envelope) = &self.columns.envelope {
            let line = format!("envelopes = [{}]   # where a page keeps its records", quoted(envelope));
            self.line(&line);
        }
        self.line("# nulls = [\"-\", \"N/A\"]   # spellings of nothing, beside the empty text");
        self.recognise();
        if let Some(rules) = self.columns.text_rules {
            self.line(&format!("\n[text]\n{rules}"));
        }
        self.time(&id);
        let open = match self.kind {
            DraftKind::Event => self.event(),
            DraftKind::Ticket => self.ticket(),
            DraftKind::Person => self.person(),
        };
        self.rest();
        let vocabulary = (self.kind == DraftKind::Event).then(|| (self.name.clone(), self.types()));
        Draft { id, mapping: self.text, vocabulary, open }
    }

    fn recognise(&mut self) {
        let form = match self.columns.form {
            crate::mapping::source::Form::Json => "json",
            crate::mapping::source::Form::Csv => "csv",
            crate::mapping::source::Form::Xml => "xml",
            crate::mapping::source::Form::Text => "text",
        };
        // More fields than any source asks for that claims the file already.
        let wanted = self.columns.claimed_by.as_ref().map_or(0, |(_, fields)| fields + 1).max(CLAIMED_BY);
        let guessed: Vec<usize> = self.guesses.0.values().map(|guess| guess.column).collect();
        let always = |place: &usize| {
            let column = &self.columns.columns[*place];
            column.there == self.columns.records && !column.path.contains("[]")
        };
        let mut all: Vec<usize> = guessed.iter().copied().filter(always).collect();
        all.extend((0..self.columns.columns.len()).filter(|place| !guessed.contains(place) && always(place)));
        if all.is_empty() {
            all.extend(0..self.columns.columns.len().min(1));
        }
        all.truncate(wanted.max(1));
        all.sort_unstable();
        let paths: Vec<String> = all.iter().map(|place| quoted(&self.columns.columns[*place].path)).collect();
        self.line("");
        self.line("[recognise]");
        if let Some((other, fields)) = &self.columns.claimed_by
            && all.len() <= *fields
        {
            self.line(&format!(
                "# {other} asks for {fields} fields and so keeps the file: too few are in every record here."
            ));
            self.line(&format!(
                "# To change how it is read, copy mappings/sources/{other}.toml and change the copy."
            ));
        }
        self.line(&format!("forms = [{}]", quoted(form)));
        self.line("# These are in every record. Choose such as no other export has together.");
        self.line(&format!("all = [{}]", paths.join(", ")));
    }

    fn time(&mut self, id: &str) {
        let without =
            self.guesses.0.values().any(|guess| self.columns.columns[guess.column].looks.without_zone > 0);
        if without {
            self.line("");
            self.line(
                "# Its times carry no zone. Only if the product documents one, write it here; else give",
            );
            self.line(&format!("# `--tz {id}=ZONE`, the zone of the person who exported it."));
            self.line("# [time]");
            self.line("# zone = \"UTC\"");
            self.line("# zone_reason = \"where that stands\"");
        }
    }

    fn column(&self, guess: &Guess) -> &Column {
        &self.columns.columns[guess.column]
    }

    /// What speaks for a guess.
    fn reason(&self, guess: &Guess) -> String {
        let column = self.column(guess);
        let mut text = format!("{}; e.g. `{}`", guess.why, safe::clipped(&column.example, EXAMPLE));
        let (filled, records) = (column.filled, self.columns.records);
        if filled < records {
            let _ =
                write!(text, "; empty in {} of {records}", records.saturating_sub(column.there.min(filled)));
        }
        text
    }

    /// A field, or a comment where nothing was guessed.
    fn field(&mut self, name: &str) -> bool {
        match self.guesses.0.get(name).cloned() {
            Some(guess) => {
                let path = quoted(&self.column(&guess).path);
                self.line(&format!("{name} = {path}   # {}", self.reason(&guess)));
                true
            }
            None => {
                self.line(&format!("# {name} = \"\"   # not guessed"));
                false
            }
        }
    }

    /// A field that must be there: without a guess a path that leads nowhere.
    fn must(&mut self, name: &'static str, open: &mut Vec<&'static str>) {
        if self.guesses.0.contains_key(name) {
            self.field(name);
        } else {
            self.line(&format!("{name} = \"FILL IN\"   # not guessed, and must be there"));
            open.push(name);
        }
    }

    /// The parts of a party as an inline table, with a comment for each; empty without any.
    fn party(&mut self, name: &str, kind: Option<&str>) -> String {
        let mut parts = Vec::new();
        for part in ["id", "login", "email", "display"] {
            if let Some(guess) = self.guesses.0.get(&format!("{name}.{part}")).cloned() {
                self.line(&format!("# {name} {part}: {}", self.reason(&guess)));
                parts.push(format!("{part} = {}", quoted(&self.column(&guess).path)));
            }
        }
        if !parts.is_empty() {
            parts.extend(kind.map(|kind| format!("kind_is = {}", quoted(kind))));
        }
        parts.join(", ")
    }

    fn event(&mut self) -> Vec<&'static str> {
        let mut open = Vec::new();
        self.line("");
        self.line("[record.event]");
        self.must("time", &mut open);
        self.must("type", &mut open);
        for name in ["id", "outcome"] {
            if name == "id" && !self.guesses.0.contains_key("id") {
                self.line("id = []   # not guessed: records are told apart by all they say");
            } else {
                self.field(name);
            }
        }
        self.outcomes();
        for name in ["reason", "ip", "user_agent", "session", "transaction"] {
            self.field(name);
        }
        self.line("# Who did it.");
        let actor = self.party("actor", None);
        let list =
            if actor.is_empty() { "[]   # not guessed".to_owned() } else { format!("[{{ {actor} }}]") };
        self.line(&format!("actor = {list}"));
        self.line("# The account that it is about is found among the targets by these kinds.");
        self.line("subject_kinds = [\"User\"]");
        self.line("");
        self.line("# To whom it was done.");
        let target = self.party("target", Some("User"));
        if target.is_empty() {
            self.line("# [[record.event.targets]]   # not guessed");
            self.line("# party = { login = \"\", kind_is = \"User\" }");
        } else {
            self.line("[[record.event.targets]]");
            self.line(&format!("party = {{ {target} }}"));
        }
        open
    }

    /// The words of the outcome that are known, and those that are not as a comment.
    fn outcomes(&mut self) {
        let Some(guess) = self.guesses.0.get("outcome").cloned() else {
            self.line("# outcomes = { success = [\"success\"], failure = [\"failure\"] }");
            return;
        };
        let values: Vec<String> = self.column(&guess).values.keys().cloned().collect();
        let known = |words: &[String]| -> Vec<String> {
            values
                .iter()
                .filter(|value| words.contains(&value.to_lowercase()))
                .map(|value| quoted(value))
                .collect()
        };
        let success = known(&self.vocabulary.outcomes.success);
        let failure = known(&self.vocabulary.outcomes.failure);
        let is_open =
            |value: &&String| !success.contains(&quoted(value)) && !failure.contains(&quoted(value));
        let open: Vec<String> =
            values.iter().filter(is_open).map(|value| safe::clipped(value, EXAMPLE)).collect();
        self.line(&format!(
            "outcomes = {{ success = [{}], failure = [{}] }}",
            success.join(", "),
            failure.join(", ")
        ));
        if !open.is_empty() {
            self.line(&format!("# Outcomes of which it is not known what they mean: {}", open.join(", ")));
        }
    }

    fn ticket(&mut self) -> Vec<&'static str> {
        let mut open = Vec::new();
        self.line("");
        self.line("[record.ticket]");
        self.must("number", &mut open);
        for name in ["opened", "resolved", "closed", "updated"] {
            self.field(name);
        }
        for name in ["requester", "affected", "opened_by", "agent", "resolved_by", "closed_by"] {
            let party = self.party(name, None);
            if party.is_empty() {
                self.line(&format!("# {name}: not guessed"));
            } else if name == "opened_by" {
                self.line(&format!("{name} = [{{ {party} }}]"));
            } else {
                self.line(&format!("{name} = {{ {party} }}"));
            }
        }
        for name in ["group", "channel", "title", "description", "close_code", "close_notes"] {
            self.field(name);
        }
        match self.guesses.0.get("category").cloned() {
            Some(guess) => {
                let path = quoted(&self.column(&guess).path);
                self.line(&format!("category = [{path}]   # {}", self.reason(&guess)));
            }
            None => self.line("# category = []   # not guessed"),
        }
        for name in ["reassignment_count", "reopen_count", "parent"] {
            self.field(name);
        }
        if self.field("state") {
            self.states();
        }
        open
    }

    fn states(&mut self) {
        let Some(guess) = self.guesses.0.get("state").cloned() else { return };
        let words: BTreeMap<String, Option<TicketState>> = self
            .column(&guess)
            .values
            .keys()
            .map(|value| {
                let word = value.to_lowercase();
                let known = self.vocabulary.states.iter().find(|(_, words)| words.contains(&word));
                (word, known.map(|(state, _)| *state))
            })
            .collect();
        self.line("");
        self.line("# What each state means, in lower case: open, waiting, resolved, closed or cancelled.");
        self.line("[record.ticket.states]");
        for (word, state) in words {
            match state {
                Some(state) => self.line(&format!("{} = \"{state}\"", quoted(&word))),
                None => self
                    .line(&format!("# {} = \"open\"   # not known", quoted(&safe::clipped(&word, EXAMPLE)))),
            }
        }
    }

    fn person(&mut self) -> Vec<&'static str> {
        self.line("");
        self.line("[record.person]");
        for name in [
            "id",
            "employee_id",
            "login",
            "email",
            "display_name",
            "sam_account",
            "title",
            "tier",
            "manager",
            "owner",
        ] {
            self.field(name);
        }
        Vec::new()
    }

    /// Columns for which no field was guessed.
    fn rest(&mut self) {
        let used: Vec<usize> = self.guesses.0.values().map(|guess| guess.column).collect();
        let rest: Vec<&Column> = self
            .columns
            .columns
            .iter()
            .enumerate()
            .filter(|(place, column)| !used.contains(place) && column.filled > 0)
            .map(|(_, column)| column)
            .collect();
        if rest.is_empty() {
            return;
        }
        let lines: Vec<String> = rest
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let name = if self.kind == DraftKind::Event {
                    format!("detail_{}", at + 1)
                } else {
                    "column".to_owned()
                };
                format!(
                    "# {name} = {}   # e.g. `{}`",
                    quoted(&column.path),
                    safe::clipped(&column.example, EXAMPLE)
                )
            })
            .collect();
        self.line("");
        if self.kind == DraftKind::Event {
            self.line("# What else there is. Facts that decide what an event is go into details, under names of your own.");
            self.line("# [record.event.details]");
        } else {
            self.line("# What else there is.");
        }
        lines.iter().for_each(|line| self.line(line));
    }

    /// The vocabulary's file: one row for each native type, to be filled in.
    fn types(&self) -> String {
        let all = |words: Vec<&str>| words.join(" ");
        let mut text = String::from("event_type,when,change_kind,subject_kind,effect,actor_may_be\n");
        let kinds = all(ChangeKind::ALL.iter().map(|kind| kind.as_str()).collect());
        let effects = all(Effect::ALL.iter().map(|effect| effect.as_str()).collect());
        let signals = all(Signal::ALL.iter().map(|signal| signal.as_str()).collect());
        let _ = writeln!(
            text,
            "# Fill in the rows and take away their `#`. Until then these types count as unknown.\n\
             # change_kind: {kinds}\n#   with its effect: {effects}\n\
             # or, for what changes nothing, with the effect none: {signals}\n\
             # when: empty, self, other, or a condition on a fact; subject_kind: human, nhi or both"
        );
        let Some(guess) = self.guesses.0.get("type") else { return text };
        let column = self.column(guess);
        let mut types: Vec<(&String, &u64)> = column.values.iter().collect();
        types.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        for (name, count) in types {
            // One line a type, whatever its name.
            let name = safe::line(name).replace('"', "\"\"");
            let _ = writeln!(text, "#\"{name}\",,?,human,?,admin|self|system\n#   seen {count} times");
        }
        if column.more {
            text.push_str("# and further types\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{InspectSettings, inspect};
    use crate::model::FileUse;

    /// Drafts a mapping for a file, and reads the file with it.
    fn drafted(name: &str, content: &str) -> (Draft, crate::inspect::Inspection) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let draft = draft(&file, &Mappings::embedded()).unwrap();
        let own = folder.path().join("own");
        std::fs::create_dir_all(own.join("sources")).unwrap();
        std::fs::create_dir_all(own.join("events")).unwrap();
        std::fs::write(own.join("sources").join(format!("{}.toml", draft.id)), &draft.mapping).unwrap();
        if let Some((name, text)) = &draft.vocabulary {
            std::fs::write(own.join("events").join(format!("{name}.csv")), text).unwrap();
        }
        let mappings = Mappings::embedded().with_folder(&own).unwrap();
        let settings = InspectSettings { inputs: vec![file], show: 1, ..InspectSettings::default() };
        let found =
            inspect(&settings, &mappings, None).unwrap_or_else(|fault| panic!("{fault}\n{}", draft.mapping));
        (draft, found)
    }

    fn field(found: &crate::inspect::Inspection, name: &str) -> String {
        let fields = &found.files[0].shown[0].fields;
        fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    #[test]
    fn a_draft_for_a_table_of_events_claims_it_at_once() {
        let table = "Event ID;Date/Time;Action;Performed By;Target User;Source IP;Result\n\
            a-1001;2026-03-02 10:00:00;RESET_PW;desk@x.example;ada@x.example;192.0.2.1;OK\n\
            a-1002;2026-03-02 10:05:00;RESET_PW;desk@x.example;bo@x.example;192.0.2.1;ERROR\n\
            a-1003;2026-03-02 11:00:00;LOGIN;ada@x.example;ada@x.example;192.0.2.7;OK\n";
        let (draft, found) = drafted("admin log.csv", table);
        assert_eq!((draft.id.as_str(), draft.open.len()), ("admin_log.event", 0));
        assert_eq!(found.files[0].file.used_as, FileUse::Read);
        assert_eq!(found.files[0].file.source.as_deref(), Some("admin_log.event"));
        assert_eq!((found.files[0].file.used, found.files[0].unknown()), (3, 3));
        assert_eq!(field(&found, "actor"), "login `desk@x.example`");
        assert_eq!(field(&found, "subject"), "login `ada@x.example`, kind `User`");
        assert_eq!(field(&found, "outcome"), "success");
        assert_eq!(field(&found, "ip"), "192.0.2.1");
        let (_, types) = draft.vocabulary.unwrap();
        assert!(types.contains("#\"RESET_PW\",,?,human,?,admin|self|system\n#   seen 2 times"), "{types}");
    }

    #[test]
    fn a_draft_for_pages_of_tickets_claims_them_at_once() {
        let page = r#"{"meta":{"total":2},"tickets":[
            {"ticket_no":"T-1","created_at":"2026-03-02T10:00:00Z","status":"Open","requester":{"email":"ada@x.example","name":"Ada Lee"},"subject":"Locked out","assignee":"desk1"},
            {"ticket_no":"T-2","created_at":"2026-03-02T11:00:00Z","status":"Gone fishing","requester":{"email":"bo@x.example","name":"Bo Ek"},"subject":"Phone lost","assignee":"desk1"}]}"#;
        let (draft, found) = drafted("helpdesk.json", page);
        assert_eq!(found.files[0].file.source.as_deref(), Some("helpdesk.ticket"), "{}", draft.mapping);
        assert_eq!(found.files[0].file.used, 2);
        assert_eq!(field(&found, "number"), "T-1");
        assert_eq!(field(&found, "title"), "Locked out");
        assert_eq!(field(&found, "state"), "open (`Open`)");
        assert!(field(&found, "requester").contains("ada@x.example"));
        assert!(draft.mapping.contains("# \"gone fishing\" = \"open\"   # not known"), "{}", draft.mapping);
    }

    #[test]
    fn a_file_that_is_known_already_is_claimed_by_the_draft() {
        let log = r#"{"uuid":"1","published":"2026-03-02T10:00:00Z","eventType":"user.session.start","actor":{"id":"a","alternateId":"desk@x.example"},"outcome":{"result":"SUCCESS"},"severity":"INFO"}
{"uuid":"2","published":"2026-03-02T10:00:01Z","eventType":"user.session.start","actor":{"id":"a","alternateId":"desk@x.example"},"outcome":{"result":"SUCCESS"},"severity":"INFO"}"#;
        let (draft, found) = drafted("okta.ndjson", log);
        assert!(draft.mapping.contains("# Without this mapping the file is read as okta.system_log."));
        assert_eq!(found.files[0].file.source.as_deref(), Some("okta.event"), "{}", draft.mapping);
    }

    #[test]
    fn what_stands_in_a_file_cannot_break_the_draft() {
        let hostile = "a\"]\nid = \"evil\u{7}";
        let table = format!(
            "\"{}\",when,who\n\"x\u{1b}[31m\"\"\n# y\",2026-03-02T10:00:00Z,ada@x.example\n\"z\",2026-03-02T10:00:00Z,ada@x.example\n",
            hostile.replace('"', "\"\"")
        );
        let (draft, found) = drafted("...csv", &table);
        assert!(draft.id.starts_with("own."), "{}", draft.id);
        assert_eq!(found.files[0].file.rows, 2, "{}", draft.mapping);
        assert!(!draft.mapping.contains('\u{1b}'));
    }
}
