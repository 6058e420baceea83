//! What a ticket asks for.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::directory::fold_accents;
use crate::mapping::{MappingError, Mappings};
use crate::model::{ChangeKind, EntryKind, Ticket};

/// What a ticket asks for, as far as its words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// A word of the topic lexicon (`password`, `mfa`, `unlock`, `access` …), `other` if none occurs.
    pub topic: String,
    /// Whether it asks for an identity change.
    pub is_identity: bool,
    /// Kinds of change that fulfil the request, in the lexicon's order.
    pub kinds: Vec<ChangeKind>,
    /// Those of them that are what was asked; the others help with it (a reset of a locked account).
    pub exact: Vec<ChangeKind>,
    /// Kinds of change that the description names beside a title that is about something else.
    pub aside: Vec<ChangeKind>,
    /// Kinds of change that notes and closing notes speak of, in the lexicon's order.
    pub noted: Vec<ChangeKind>,
}

/// The topic lexicon (`mappings/topics.toml`) as one automaton.
#[derive(Debug, Clone)]
pub struct Topics {
    points: Points,
    topics: Vec<Topic>,
    automaton: AhoCorasick,
    /// What each pattern of the automaton tells.
    tells: Vec<Vec<Tells>>,
    /// What begins a mail that is quoted below a description.
    quoted_mail: AhoCorasick,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lexicon {
    points: Points,
    /// What begins a mail that is quoted below a description.
    quoted_mail: Vec<String>,
    topic: Vec<Topic>,
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    title: u32,
    category: u32,
    description: u32,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    word: String,
    identity: bool,
    /// Where its words mean that nothing was asked, whatever else the ticket names.
    denies: Option<Denies>,
    kinds: Vec<ChangeKind>,
    /// Those of `kinds` that only help with what is asked.
    #[serde(default)]
    helps: Vec<ChangeKind>,
    terms: Vec<String>,
    /// Two lists of words of which one each stands in one field: a phone, and what happened to it.
    #[serde(default)]
    both: Vec<[Vec<String>; 2]>,
}

/// What a pattern of the automaton tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tells {
    /// The topic of this place.
    Topic(usize),
    /// One side of a pair of lists: topic, place of the pair, side.
    Half(usize, usize, usize),
}

/// Where a word that denies an identity request has to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Denies {
    Anywhere,
    InTitle,
}

impl Topics {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// A fault in the mapping file; a term that stands twice under one topic.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        const FILE: &str = "topics.toml";
        let Lexicon { points, quoted_mail, topic: topics } = mappings.toml(FILE)?;
        // A word may belong to several topics: a token is a factor, and a program's credential.
        let mut terms: BTreeMap<String, BTreeSet<Tells>> = BTreeMap::new();
        let mut note = |term: &String, tells| terms.entry(fold_accents(term)).or_default().insert(tells);
        for (at, topic) in topics.iter().enumerate() {
            for term in &topic.terms {
                if !note(term, Tells::Topic(at)) {
                    let message = format!("the term `{term}` stands twice under `{}`; keep one", topic.word);
                    return Err(MappingError::whole(FILE, message));
                }
            }
            for (pair, sides) in topic.both.iter().enumerate() {
                for (side, words) in sides.iter().enumerate() {
                    words.iter().for_each(|word| _ = note(word, Tells::Half(at, pair, side)));
                }
            }
        }
        let automaton = |words: Vec<&String>| {
            let built = AhoCorasickBuilder::new().match_kind(MatchKind::Standard).build(words);
            built.map_err(|fault| MappingError::whole(FILE, fault.to_string()))
        };
        let quoted_mail: Vec<String> = quoted_mail.iter().map(|words| fold_accents(words)).collect();
        let (quoted_mail, automaton) =
            (automaton(quoted_mail.iter().collect())?, automaton(terms.keys().collect())?);
        let tells = terms.into_values().map(|tells| tells.into_iter().collect()).collect();
        Ok(Self { points, topics, automaton, tells, quoted_mail })
    }

    /// What a ticket asks for, from title, category and description, and what its notes speak of.
    #[must_use]
    pub fn request(&self, ticket: &Ticket) -> Request {
        Request { noted: self.noted(ticket), ..self.asked(ticket) }
    }

    fn asked(&self, ticket: &Ticket) -> Request {
        let mut said = vec![0_u32; self.topics.len()];
        self.count(&ticket.title, self.points.title, &mut said);
        let in_title = said.clone();
        self.count(ticket.category.as_deref().unwrap_or(""), self.points.category, &mut said);
        self.count(self.above_quoted(&ticket.description), self.points.description, &mut said);
        let denies = |at: &usize| match self.topics[*at].denies {
            Some(Denies::Anywhere) => said[*at] > 0,
            Some(Denies::InTitle) => in_title[*at] > 0,
            None => false,
        };
        if let Some(denying) = (0..said.len()).find(denies) {
            return Request { topic: self.topics[denying].word.clone(), ..Request::default() };
        }
        // An aside in the description is a wish only if the title does not say what it is all about; a
        // category is chosen from a list and is often only near.
        let says = |points: &[u32], identity: bool| {
            self.topics.iter().zip(points).any(|(topic, points)| *points > 0 && topic.identity == identity)
        };
        let is_elsewhere = says(&in_title, false) && !says(&in_title, true);
        let mut aside = Vec::new();
        if is_elsewhere {
            aside = self.kinds_of(&said);
            said.clone_from(&in_title);
        } else if says(&said, true) {
            // Of a request for an identity change the rest is circumstance: the laptop it happened on.
            for (points, _) in said.iter_mut().zip(&self.topics).filter(|(_, topic)| !topic.identity) {
                *points = 0;
            }
        }
        let Some(best) =
            (0..said.len()).filter(|at| said[*at] > 0).max_by_key(|at| (said[*at], std::cmp::Reverse(*at)))
        else {
            return Request { topic: "other".to_owned(), ..Request::default() };
        };
        Request {
            topic: self.topics[best].word.clone(),
            is_identity: says(&said, true),
            kinds: self.kinds_of(&said),
            exact: self.exact_kinds_of(&said),
            aside,
            noted: Vec::new(),
        }
    }

    /// What all that was written in the ticket speaks of.
    fn noted(&self, ticket: &Ticket) -> Vec<ChangeKind> {
        let mut said = vec![0_u32; self.topics.len()];
        let lines = ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange);
        for text in lines.map(|entry| entry.text.as_str()).chain(ticket.close_notes.as_deref()) {
            self.count(text, 1, &mut said);
        }
        self.kinds_of(&said)
    }

    /// The kinds that one of the topics that occur asks for itself.
    fn exact_kinds_of(&self, said: &[u32]) -> Vec<ChangeKind> {
        let topics =
            || self.topics.iter().zip(said).filter(|(_, points)| **points > 0).map(|(topic, _)| topic);
        let asked = |kind: &ChangeKind| {
            topics().any(|topic| topic.kinds.contains(kind) && !topic.helps.contains(kind))
        };
        self.kinds_of(said).into_iter().filter(asked).collect()
    }

    /// The kinds of the topics that occur, each once.
    fn kinds_of(&self, said: &[u32]) -> Vec<ChangeKind> {
        let mut kinds: Vec<ChangeKind> = Vec::new();
        let topics = self.topics.iter().zip(said).filter(|(_, points)| **points > 0);
        for kind in topics.flat_map(|(topic, _)| &topic.kinds) {
            if !kinds.contains(kind) {
                kinds.push(*kind);
            }
        }
        kinds
    }

    /// A text without the mail that is quoted below it.
    fn above_quoted<'a>(&self, text: &'a str) -> &'a str {
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            let begins = line.trim_start().starts_with('>') || {
                self.quoted_mail.is_match(fold_accents(line.get(..200).unwrap_or(line)).as_str())
            };
            // What is nothing but a quoted mail is what the ticket is about.
            if begins && !text[..end].trim().is_empty() {
                break;
            }
            end += line.len();
        }
        &text[..end]
    }

    /// Counts a topic once a field: repeating a word is no stronger a wish.
    fn count(&self, text: &str, points: u32, said: &mut [u32]) {
        let folded = fold_accents(text);
        let mut seen: BTreeSet<Tells> = BTreeSet::new();
        for found in self.automaton.find_overlapping_iter(&folded) {
            if is_whole_word(&folded, found.start(), found.end()) {
                seen.extend(&self.tells[found.pattern().as_usize()]);
            }
        }
        let topics: BTreeSet<usize> = seen
            .iter()
            .filter_map(|tells| match *tells {
                Tells::Topic(topic) => Some(topic),
                Tells::Half(topic, pair, 0) => seen.contains(&Tells::Half(topic, pair, 1)).then_some(topic),
                Tells::Half(..) => None,
            })
            .collect();
        for topic in topics {
            said[topic] = said[topic].saturating_add(points);
        }
    }
}

/// Whether no ASCII letter or digit continues the match; scripts without blanks always match.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let goes_on_before = text[start..end].starts_with(is_word) && text[..start].ends_with(is_word);
    let goes_on_after = text[start..end].ends_with(is_word) && text[end..].starts_with(is_word);
    !goes_on_before && !goes_on_after
}

#[cfg(test)]
mod tests {
    use super::super::ticket_for_tests as test_ticket;
    use super::*;

    fn request(title: &str, category: &str, description: &str) -> Request {
        let mut ticket = test_ticket("dana");
        ticket.title = title.into();
        ticket.category = Some(category.into());
        ticket.description = description.into();
        Topics::load(&Mappings::embedded()).unwrap().request(&ticket)
    }

    #[test]
    fn the_title_says_what_is_asked() {
        let cases = [
            ("Forgot my password", "", "password"),
            ("New phone, MFA does not work", "Identity / Password", "mfa"),
            ("ACCOUNT LOCKED after holiday", "", "unlock"),
            ("Passwort vergessen", "", "password"),
            ("Need access to Salesforce", "", "access"),
            ("Rotate the API key of the billing job", "", "nhi"),
            ("Printer on floor 3 jams", "Hardware", "printing"),
            ("Nothing we know", "", "other"),
            ("パスワードを忘れました", "", "password"),
        ];
        for (title, category, topic) in cases {
            assert_eq!(request(title, category, "").topic, topic, "{title}");
        }
    }

    #[test]
    fn a_word_inside_another_word_is_not_that_word() {
        assert_eq!(request("The staple gun is broken", "", "").topic, "other", "`tap` is not in `staple`");
        assert_eq!(request("passwordless is nice", "", "").topic, "other");
    }

    #[test]
    fn an_aside_in_the_description_fulfils_nothing_that_the_title_does_not_ask() {
        let request = request("Printer jams", "", "I typed my password at the printer panel");
        assert!(!request.is_identity);
        assert!(request.kinds.is_empty());
    }

    #[test]
    fn who_reports_a_change_asks_for_none() {
        let request =
            request("Password was reset", "", "I got a mail about a new password but did not ask for it");
        assert_eq!((request.topic.as_str(), request.is_identity), ("report", false));
    }

    #[test]
    fn a_ticket_may_ask_for_two_things() {
        let request =
            request("New phone", "", "Also the account is locked out, and please reset the password");
        assert!(
            request.kinds.contains(&ChangeKind::AccountUnlock)
                && request.kinds.contains(&ChangeKind::PasswordReset)
        );
    }

    #[test]
    fn two_things_may_stand_in_one_title() {
        let request = request("Password and MFA reset", "", "");
        assert!(
            request.kinds.contains(&ChangeKind::PasswordReset)
                && request.kinds.contains(&ChangeKind::MfaResetAll)
        );
    }
}
