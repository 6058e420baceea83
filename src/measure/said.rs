//! What the desk wrote in a ticket, by meaning.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use rayon::prelude::*;

use super::contact::history::is_request;
use super::contact::people::{Desk, People, Side};
use crate::correlate::request::Request;
use crate::directory::{Directory, fold_accents};
use crate::mapping::contact::ContactPolicy;
use crate::mapping::wordings::{Meaning, Reading, WordingFile};
use crate::mapping::{MappingError, Mappings};
use crate::model::{EntryKind, Instant, Origin, Ticket};

/// Signs that end a clause.
const CLAUSE_ENDS: [char; 12] = ['.', ',', ';', ':', '!', '?', '\n', '(', ')', '。', '、', '—'];

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it speaks of.
    pub meaning: Meaning,
    /// The phrase, folded.
    pub phrase: String,
    /// When it was written, if the export says.
    pub at: Option<Instant>,
    /// Where it stands.
    pub read_in: Origin,
    /// Whether the desk wrote it; else the requester, or the ticket's title and description say it.
    pub by_desk: bool,
}

impl Said {
    /// The phrase with the time of its writing, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self.at {
            Some(at) => format!("`{}` written {}", self.phrase, super::contact::standing::stamp(at)),
            None => format!("`{}` written at an unknown time", self.phrase),
        }
    }
}

/// The phrases of all languages as one automaton.
#[derive(Debug, Clone)]
pub struct Wordings {
    automaton: AhoCorasick,
    meanings: Vec<Vec<Meaning>>,
    reading: Reading,
}

impl Wordings {
    /// Reads and compiles the phrases.
    ///
    /// # Errors
    /// A fault in the mapping file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let WordingFile { mut reading, phrases } = WordingFile::load(mappings)?;
        let mut by_phrase: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        for (meaning, phrase) in phrases {
            let meanings = by_phrase.entry(folded(phrase.trim())).or_default();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .build(by_phrase.keys())
            .map_err(|fault| MappingError::whole("policy/wordings.toml", fault.to_string()))?;
        for words in [&mut reading.negations, &mut reading.needless, &mut reading.others] {
            words.iter_mut().for_each(|word| *word = folded(word));
        }
        Ok(Self { automaton, meanings: by_phrase.into_values().collect(), reading })
    }

    /// All that each ticket says, in the order of its texts; of one record each meaning once. Nothing of tickets that
    /// ask for no identity change.
    #[must_use]
    pub fn read(
        &self,
        tickets: &[Ticket],
        requests: &[Request],
        directory: &Directory,
        policy: &ContactPolicy,
    ) -> Vec<Vec<Said>> {
        let desk = Desk::of(tickets, directory);
        let of = |(ticket, request): (&Ticket, &Request)| {
            let read = || self.of_ticket(ticket, &mut People::of(ticket, directory, policy, &desk));
            request.is_identity.then(read).unwrap_or_default()
        };
        tickets.par_iter().zip(requests).map(of).collect()
    }

    fn of_ticket<'a>(&self, ticket: &'a Ticket, people: &mut People<'a>) -> Vec<Said> {
        let mut said = Vec::new();
        for text in [&ticket.title, &ticket.description] {
            self.read_text(text, (ticket.opened_at, ticket.origin, false), &mut said);
        }
        for entry in ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange) {
            let by_desk = match people.side(entry) {
                // Of a call the agent types the request, too.
                _ if entry.kind == EntryKind::Comment && is_request(ticket, entry) => false,
                Side::Desk => true,
                Side::Requester | Side::System | Side::Other => false,
                Side::Unknown => entry.kind == EntryKind::WorkNote,
            };
            self.read_text(&entry.text, (entry.at, entry.origin, by_desk), &mut said);
        }
        if let Some(notes) = &ticket.close_notes {
            self.read_text(notes, (ticket.resolved_at.or(ticket.closed_at), ticket.origin, true), &mut said);
        }
        said
    }

    fn read_text(&self, text: &str, from: (Option<Instant>, Origin, bool), said: &mut Vec<Said>) {
        let (at, read_in, by_desk) = from;
        let first = said.len();
        for (meaning, phrase) in self.meanings_of(text) {
            match said[first..].iter_mut().find(|other| other.meaning == meaning) {
                // Of phrases inside each other the longest is what was written.
                Some(other) if phrase.contains(&other.phrase) => other.phrase = phrase,
                Some(_) => {}
                None => said.push(Said { meaning, phrase, at, read_in, by_desk }),
            }
        }
    }

    /// The meanings of a text, with their phrases, in the order in which they end.
    fn meanings_of(&self, text: &str) -> Vec<(Meaning, String)> {
        let text = folded(&unquoted(text));
        let mut found = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&text) {
            let (from, to) = (hit.start(), hit.end());
            if !is_whole_word(&text, from, to) {
                continue;
            }
            for meaning in &self.meanings[hit.pattern().as_usize()] {
                if self.stands(*meaning, &text[..from], &text[to..]) {
                    found.push((*meaning, text[from..to].to_owned()));
                }
            }
        }
        found
    }

    /// Whether nothing in its clause takes a phrase its meaning.
    fn stands(&self, meaning: Meaning, before: &str, after: &str) -> bool {
        if matches!(meaning, Meaning::Nhi(_)) {
            return true;
        }
        let before = before.rsplit(CLAUSE_ENDS).next().unwrap_or_default();
        let after = after.split(CLAUSE_ENDS).next().unwrap_or_default();
        let is_the_desks =
            matches!(meaning, Meaning::Cause(cause) if self.reading.of_the_desk.contains(&cause));
        let near = || before.split_whitespace().rev().take(self.reading.before);
        let needless = |word: &str| self.reading.needless.iter().any(|known| known == word);
        let goes_on = after.split_whitespace().take(self.reading.after).any(needless)
            || (!after.starts_with(' ')
                && self.reading.needless.iter().any(|word| after.starts_with(word.as_str())));
        let is_turned = near().any(|word| self.reading.negations.iter().any(|known| known == word));
        let is_anothers =
            is_the_desks && near().any(|word| self.reading.others.iter().any(|known| known == word));
        !(is_turned || is_anothers || goes_on)
    }
}

/// As compared: folded, with one kind of apostrophe.
fn folded(text: &str) -> String {
    fold_accents(text).replace(['’', '`', '´'], "'")
}

/// A text without the lines that quote another.
fn unquoted(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('>'));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether no ASCII letter or digit continues the match; scripts without blanks always match.
fn is_whole_word(text: &str, from: usize, to: usize) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let goes_on_before = text[from..to].starts_with(is_word) && text[..from].ends_with(is_word);
    let goes_on_after = text[from..to].ends_with(is_word) && text[to..].starts_with(is_word);
    !goes_on_before && !goes_on_after
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::model::FailureCause::{self, *};

    static WORDINGS: LazyLock<Wordings> = LazyLock::new(|| Wordings::load(&Mappings::embedded()).unwrap());

    fn causes(text: &str) -> Vec<FailureCause> {
        let mut found: Vec<FailureCause> = WORDINGS
            .meanings_of(text)
            .into_iter()
            .filter_map(|(meaning, _)| if let Meaning::Cause(cause) = meaning { Some(cause) } else { None })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn each_cause_in_the_words_of_the_desk() {
        for (text, cause) in [
            ("No permission on this account, passing to Identity Engineering", NoRight),
            ("I am not authorised to reset this one", NoRight),
            ("My role doesn’t allow it", NoRight),
            ("Keine Rechte auf dieses Konto", NoRight),
            ("Pas de droits sur ce compte", NoRight),
            ("Sin permisos sobre la cuenta", NoRight),
            ("Sem permissões nesta conta", NoRight),
            ("権限がないためエスカレーション", NoRight),
            ("Unclear who may approve this", UnclearApprover),
            ("Genehmiger unbekannt", UnclearApprover),
            ("En attente d'approbation", UnclearApprover),
            ("承認者が不明", UnclearApprover),
            ("User not found in the directory", MissingIdentityRecord),
            ("no phone on record", MissingIdentityRecord),
            ("Benutzer im AD nicht gefunden", MissingIdentityRecord),
            ("Could not verify the caller", MissingEvidence),
            ("Identität konnte nicht bestätigt werden", MissingEvidence),
            ("TAP expired before use", FailedHandover),
            ("temporary password did not arrive", FailedHandover),
            ("Kennwort nicht angekommen", FailedHandover),
            ("Wrong queue, moved to IAM", WrongQueue),
            ("Falsche Gruppe", WrongQueue),
            ("Fila errada", WrongQueue),
            ("only possible in the admin console: needs the engineering console", SpecialistTool),
        ] {
            assert!(causes(text).contains(&cause), "{text}: {:?}", causes(text));
        }
    }

    #[test]
    fn what_merely_looks_like_a_cause_is_none() {
        for text in [
            "User has no permission on the share, added to the group",
            "The caller does not have access to Salesforce",
            "No approval needed for this",
            "No approver required by policy",
            "This was not a matter of missing rights",
            "If there is no approver, ask the owner",
            "Falls keine Berechtigung vorliegt, bitte melden",
            "Approver: Mia Keller, approved",
            "Verified the caller by callback on the number on file",
            "User found in the directory, record complete",
            "> no permission on this account",
            "Queue is empty today",
            "Password arrived, user signed in",
            "Kennwort abgelaufen",
            "User called, password has expired",
            "SMS code never arrived, not confirmed",
            "Keine Genehmigung nötig",
            "",
        ] {
            assert_eq!(causes(text), [], "{text}");
        }
    }

    #[test]
    fn phrases_stand_in_every_language_for_every_cause() {
        let file = WordingFile::load(&Mappings::embedded()).unwrap();
        for cause in FailureCause::ALL {
            let count = file.phrases.iter().filter(|(meaning, _)| *meaning == Meaning::Cause(*cause)).count();
            assert!(count >= 20, "{cause}: {count}");
        }
    }
}
