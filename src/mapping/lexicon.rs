//! The words of verification: what a note must say to count as evidence.
//!
//! `evidence/rules.toml` says which concepts make a method; one file per language
//! (`evidence/en.toml` …) gives the phrases of each concept. Concepts are shared by
//! the languages, so that a note that mixes two of them is read all the same.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::Method;

const RULES: &str = "evidence/rules.toml";

/// What concepts mean and how they combine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRules {
    /// Concepts that steer the reading of others.
    pub roles: Roles,
    /// Words that lose their meaning beside others.
    pub mask: Vec<Mask>,
    /// What makes a method.
    pub rule: Vec<MethodRule>,
    /// Names of methods in products and structured fields, folded, and the method.
    pub names: BTreeMap<Method, Vec<String>>,
}

/// Which concepts steer, and how far in words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// "did not": what follows was not done.
    pub negation: Vec<String>,
    /// "could not": what follows was tried and failed.
    pub inability: Vec<String>,
    /// "tried to": what follows needs an outcome of its own.
    pub attempt: Vec<String>,
    /// "will", "please": what follows has not happened.
    pub intention: Vec<String>,
    /// "pending": has not happened, wherever it stands.
    pub pending: Vec<String>,
    /// It went well.
    pub success: Vec<String>,
    /// Those of them that, negated, say "not done" rather than "refused".
    pub act: Vec<String>,
    /// "omitted": says by itself, wherever it stands, that nothing was done.
    pub undone: Vec<String>,
    /// It went wrong.
    pub failure: Vec<String>,
    /// A bare "no" as the answer of a form.
    pub answer_no: Vec<String>,
    /// A bare "yes" as the answer of a form.
    pub answer_yes: Vec<String>,
    /// Words that begin a new clause.
    pub clause: Vec<String>,
    /// "user says that": the word of the one who is to be verified; the rest of the clause says nothing.
    pub reported: Vec<String>,
    /// "yesterday": a time that the text names is of the day before.
    pub yesterday: Vec<String>,
    /// Marks of a form that nobody filled in: the sentence says nothing.
    pub template: Vec<String>,
    /// Speaks of a change, not of a person: ends the hunt for an outcome in the next sentence.
    pub action: Vec<String>,
    /// Phrases without meaning here, of which a part would have one: Portuguese "no" in "no celular".
    pub filler: Vec<String>,
    /// Words after which a person's name may stand, whose identity is spoken of.
    pub subject_cue: Vec<String>,
    /// "anyway", "as a courtesy": the change was made although nothing was verified.
    pub despite: Vec<String>,
    /// "sent": says only that an act was begun, so that a ticked box does not complete it.
    pub begun: Vec<String>,
    /// Where or how the two met; alone in a sentence, the next one goes on with it.
    pub setting: Vec<String>,
    /// How many words a negation reaches.
    pub negation_reach: usize,
    /// How many words an intention reaches.
    pub intention_reach: usize,
}

/// Where the hidden word stands, seen from the word that hides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
    /// On either side.
    Around,
}

/// A word beside which others lose their meaning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// The concept that hides.
    pub when: String,
    /// The concepts that are hidden.
    pub hide: Vec<String>,
    /// On which side.
    pub side: Side,
    /// How many words away at most.
    pub reach: usize,
    /// Whether it reaches beyond its clause.
    #[serde(default)]
    pub across: bool,
}

/// Whether a rule's words alone tell that the act succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeNeed {
    /// The words say it.
    Assumed,
    /// A word of success must stand near.
    Needed,
}

/// One way to state a method: one concept of each group in the same sentence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodRule {
    /// The method stated.
    pub method: Method,
    /// Groups; `a|b` is either.
    pub all: Vec<String>,
    /// Concepts that spoil the match when they stand in a clause of it.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whether an outcome must be told.
    pub outcome: OutcomeNeed,
    /// How many words the match may span.
    pub within: usize,
    /// The first so many groups must stand in one clause.
    #[serde(default)]
    pub together: usize,
    /// The most words that the sentence may have; 0 for any.
    #[serde(default)]
    pub sentence: usize,
    /// Whether it gives way to any other rule that matches with a word of it.
    #[serde(default)]
    pub fallback: bool,
}

/// The phrases of one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// Code of the language.
    pub language: String,
    /// Whether words are separated by spaces (phrases must then stand at word boundaries).
    pub spaced: bool,
    /// Words before a name ("Mr"), after whose full stop a sentence goes on.
    pub titles: Vec<String>,
    /// Abbreviations after whose full stop a sentence goes on, unless a capital letter follows.
    pub abbreviations: Vec<String>,
    /// One slip is forgiven in words of so many letters; 0 for none.
    #[serde(default)]
    pub slips: usize,
    /// Right words that a slip would make of a word of the lexicon.
    #[serde(default)]
    pub no_slips: Vec<String>,
    /// What abbreviated words stand for, by the word.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// How a quoted mail begins.
    #[serde(default)]
    pub quoted: Quoted,
    /// Phrases by concept; `{a|b}` is either, a `*` at an end leaves that end of the word open,
    /// a leading `=` asks for the accents too.
    pub concepts: BTreeMap<String, Vec<String>>,
}

/// How a mail begins that is quoted below a reply.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quoted {
    /// What its first line begins with ("Original Message").
    #[serde(default)]
    pub starts: Vec<String>,
    /// What its first line ends with, before a colon ("wrote").
    #[serde(default)]
    pub ends: Vec<String>,
    /// Names of header lines ("From", "Sent"); two in a row begin a mail.
    #[serde(default)]
    pub headers: Vec<String>,
}

/// Rules and all languages.
#[derive(Debug, Clone)]
pub struct LexiconFiles {
    /// The rules.
    pub rules: EvidenceRules,
    /// The languages, by file name.
    pub languages: Vec<Phrases>,
}

impl LexiconFiles {
    /// Reads and validates the rules and every language.
    ///
    /// # Errors
    /// A fault in a file; a concept that only one side knows.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let rules: EvidenceRules = mappings.toml(RULES)?;
        let paths: Vec<&str> = mappings
            .under("evidence", ".toml")
            .map(|(path, _)| path)
            .filter(|path| *path != RULES && *path != super::policy::LOG_ROLES)
            .collect();
        let language = |path: &&str| -> Result<Phrases, MappingError> {
            let phrases: Phrases = mappings.toml(path)?;
            check_language(path, &phrases, &rules)?;
            Ok(phrases)
        };
        let languages: Vec<Result<Phrases, MappingError>> = paths.par_iter().map(language).collect();
        // Of several faults the first in the order of the files is told.
        let languages = languages.into_iter().collect::<Result<Vec<Phrases>, MappingError>>()?;
        check_rules(&rules, &languages)?;
        Ok(Self { rules, languages })
    }
}

impl EvidenceRules {
    /// Every concept that a rule, role or mask names.
    #[must_use]
    pub fn concepts(&self) -> BTreeSet<&str> {
        let roles = &self.roles;
        let steering = [
            &roles.negation,
            &roles.inability,
            &roles.attempt,
            &roles.intention,
            &roles.pending,
            &roles.success,
            &roles.act,
            &roles.undone,
            &roles.failure,
            &roles.answer_no,
            &roles.answer_yes,
            &roles.clause,
            &roles.reported,
            &roles.yesterday,
            &roles.template,
            &roles.action,
            &roles.filler,
            &roles.subject_cue,
            &roles.despite,
            &roles.begun,
            &roles.setting,
        ];
        let masks = self.mask.iter().flat_map(|mask| mask.hide.iter().chain([&mask.when]));
        let rules = self.rule.iter().flat_map(|rule| {
            rule.all.iter().flat_map(|group| group.split('|')).chain(rule.unless.iter().map(String::as_str))
        });
        steering.into_iter().flatten().chain(masks).map(String::as_str).chain(rules).collect()
    }
}

fn check_language(path: &str, phrases: &Phrases, rules: &EvidenceRules) -> Result<(), MappingError> {
    let known = rules.concepts();
    if let Some(name) = phrases.concepts.keys().find(|name| !known.contains(name.as_str())) {
        return Err(MappingError::whole(path, format!("no rule uses the concept `{name}`; see {RULES}")));
    }
    let entries =
        phrases.concepts.iter().flat_map(|(name, entries)| entries.iter().map(move |one| (name, one)));
    match entries.map(|(name, entry)| (name, entry, phrases_of(entry))).find(|one| one.2 > MOST_PHRASES) {
        Some((name, entry, count)) => Err(MappingError::whole(
            path,
            format!("an entry of `{name}` stands for {count} phrases, {MOST_PHRASES} are allowed: {entry}"),
        )),
        None => Ok(()),
    }
}

/// How many phrases an entry stands for.
fn phrases_of(entry: &str) -> usize {
    let choices = entry.split('{').skip(1).filter_map(|open| open.split_once('}'));
    choices.fold(1, |count: usize, (choices, _)| count.saturating_mul(choices.split('|').count()))
}

fn check_rules(rules: &EvidenceRules, languages: &[Phrases]) -> Result<(), MappingError> {
    for name in rules.concepts() {
        if !languages.iter().any(|language| language.concepts.contains_key(name)) {
            return Err(MappingError::whole(RULES, format!("no language has phrases for `{name}`")));
        }
    }
    match rules.rule.iter().find(|rule| rule.all.is_empty() || rule.all.len() > 4) {
        Some(rule) => Err(MappingError::whole(
            RULES,
            format!("a rule of `{}` has {} groups; one to four are allowed", rule.method, rule.all.len()),
        )),
        None => Ok(()),
    }
}

/// The phrases that one entry stands for: `{a|b} c` is `a c` and `b c`.
///
/// At most `MOST_PHRASES`, as files with more are refused; an unclosed brace stands for itself.
#[must_use]
pub fn expand(entry: &str) -> Vec<String> {
    let (mut phrases, mut phrase) = (Vec::new(), String::with_capacity(entry.len()));
    expand_rest(entry, &mut phrase, &mut phrases);
    phrases
}

/// Adds to `phrases` all that begin with `phrase` and go on with `rest`.
fn expand_rest(rest: &str, phrase: &mut String, phrases: &mut Vec<String>) {
    let begun = phrase.len();
    let choice = rest.split_once('{').and_then(|(before, open)| Some((before, open.split_once('}')?)));
    match choice {
        Some((before, (choices, after))) => {
            for choice in choices.split('|') {
                if phrases.len() == MOST_PHRASES {
                    return;
                }
                phrase.push_str(before);
                phrase.push_str(choice);
                expand_rest(after, phrase, phrases);
                phrase.truncate(begun);
            }
        }
        None => phrases.push(format!("{phrase}{rest}")),
    }
}

/// So many phrases one entry may stand for.
const MOST_PHRASES: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_stands_for_too_many_phrases_is_refused_rather_than_cut() {
        let mappings = Mappings::embedded();
        let rules: EvidenceRules = mappings.toml(RULES).unwrap();
        let mut phrases: Phrases = mappings.toml("evidence/en.toml").unwrap();
        let many = "{a|b|c|d|e|f|g|h|i|j}".repeat(4);
        phrases.concepts.insert("code".into(), vec![many]);
        let refused = check_language("evidence/en.toml", &phrases, &rules).unwrap_err().to_string();
        assert!(refused.contains("10000 phrases"), "{refused}");
    }

    #[test]
    fn no_entry_of_ours_is_cut() {
        assert!(LexiconFiles::load(&Mappings::embedded()).is_ok());
        assert_eq!(phrases_of("{a|b} {c|d|} e"), expand("{a|b} {c|d|} e").len());
    }
}
