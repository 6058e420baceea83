//! The lexicon made ready for reading: all languages at once.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::fold::{Folded, fold};
use super::phrase::Phrase;
use super::phrasebook::Phrasebook;
use super::quotation::Quotations;
use super::sentence::Abbreviations;
use super::spelling::Spelling;
use crate::mapping::lexicon::{
    EvidenceRules, LexiconFiles, Mask, MethodRule, OutcomeNeed, Phrases, Roles, Side,
};
use crate::mapping::{MappingError, Mappings};
use crate::model::Method;

/// So many hits of a sentence are looked at; nobody writes more on purpose.
const MOST_HITS: usize = 64;

/// A concept, by its place in the sorted list of names.
pub(super) type Concept = u16;

/// Concepts as a bit set is overkill for so few: a sorted list.
pub(super) type Concepts = Vec<Concept>;

/// All lexicons, ready to read.
#[derive(Debug, Clone)]
pub struct Lexicons {
    phrases: Phrasebook,
    pub(super) roles: RoleSets,
    pub(super) masks: Vec<MaskSet>,
    pub(super) rules: Vec<RuleSet>,
    /// By concept, the rules whose first group has it.
    pub(super) rules_of: Vec<Vec<usize>>,
    pub(super) abbreviations: Abbreviations,
    pub(super) spelling: Spelling,
    pub(super) quotations: Quotations,
    names: BTreeMap<String, Method>,
}

/// The steering concepts.
#[derive(Debug, Clone)]
pub(super) struct RoleSets {
    pub(super) negation: Concepts,
    pub(super) inability: Concepts,
    pub(super) attempt: Concepts,
    pub(super) intention: Concepts,
    pub(super) pending: Concepts,
    pub(super) success: Concepts,
    pub(super) act: Concepts,
    pub(super) undone: Concepts,
    pub(super) failure: Concepts,
    pub(super) answer_no: Concepts,
    pub(super) answer_yes: Concepts,
    pub(super) clause: Concepts,
    pub(super) reported: Concepts,
    pub(super) yesterday: Concepts,
    pub(super) template: Concepts,
    pub(super) action: Concepts,
    pub(super) subject_cue: Concepts,
    pub(super) despite: Concepts,
    pub(super) begun: Concepts,
    pub(super) setting: Concepts,
    pub(super) negation_reach: usize,
    pub(super) intention_reach: usize,
}

/// A [`Mask`] with concepts resolved.
#[derive(Debug, Clone)]
pub(super) struct MaskSet {
    pub(super) when: Concept,
    pub(super) hide: Concepts,
    pub(super) side: Side,
    pub(super) reach: usize,
    pub(super) across: bool,
}

/// A [`MethodRule`] with concepts resolved.
#[derive(Debug, Clone)]
pub(super) struct RuleSet {
    pub(super) method: Method,
    pub(super) all: Vec<Concepts>,
    pub(super) unless: Concepts,
    pub(super) assumed: bool,
    pub(super) within: usize,
    pub(super) together: usize,
    pub(super) sentence: usize,
    pub(super) fallback: bool,
}

/// A phrase found in a folded sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Byte range in the folded text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) concept: Concept,
}

impl Lexicons {
    /// Reads rules and languages and makes them ready.
    ///
    /// # Errors
    /// A fault in a mapping file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        Self::new(&LexiconFiles::load(mappings)?)
    }

    /// Makes the phrases of all languages ready to be found: the slow part of loading them.
    ///
    /// # Errors
    /// More phrases than can be looked for at once.
    pub fn new(files: &LexiconFiles) -> Result<Self, MappingError> {
        let names: Vec<&str> = files.rules.concepts().into_iter().collect();
        let folded: Vec<Vec<Phrase>> =
            files.languages.par_iter().map(|language| phrases(language, &names)).collect();
        let of_language = || files.languages.iter().zip(&folded);
        let (built, spelling) = rayon::join(
            || Phrasebook::new(of_language().map(|(language, of)| (language.spaced, of.as_slice()))),
            || Spelling::new(of_language()),
        );
        let phrases = built.map_err(|fault| MappingError::whole("evidence/rules.toml", fault.to_string()))?;
        let rules: Vec<RuleSet> = files.rules.rule.iter().map(|rule| rule_set(rule, &names)).collect();
        Ok(Self {
            phrases,
            rules_of: rules_of(&rules, names.len()),
            roles: roles(&files.rules.roles, &names),
            masks: files.rules.mask.iter().map(|mask| mask_set(mask, &names)).collect(),
            rules,
            abbreviations: Abbreviations {
                titles: lower(files.languages.iter().flat_map(|language| &language.titles)),
                others: lower(files.languages.iter().flat_map(|language| &language.abbreviations)),
            },
            spelling,
            quotations: Quotations::new(&files.languages),
            names: method_names(&files.rules),
        })
    }

    /// The method that a product or a structured field names, if it is one of the known names.
    #[must_use]
    pub fn named(&self, text: &str) -> Option<Method> {
        let folded = fold(text);
        self.names.get(&folded).copied()
    }

    /// The phrases of a sentence and its folded text, longest first where one contains another, in order.
    pub(super) fn hits(&self, sentence: &str, folded: &Folded) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let original = |start, end| {
            let (from, to) = folded.origin(start, end);
            &sentence[from..to]
        };
        self.phrases.find(&folded.text, original, |start, end, concepts| {
            hits.extend(concepts.iter().map(|&concept| Hit { start, end, concept }));
        });
        hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.concept));
        drop_contained(&mut hits);
        hits.truncate(MOST_HITS);
        hits
    }
}

fn lower<'a>(words: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    words.map(|word| word.to_lowercase()).collect()
}

/// A phrase inside a longer one is part of it: "manager name" speaks of no manager.
fn drop_contained(hits: &mut Vec<Hit>) {
    let (mut last_start, mut last_end) = (0, 0);
    hits.retain(|hit| {
        let longest = hit.end > last_end || last_end == 0;
        if longest {
            (last_start, last_end) = (hit.start, hit.end);
        }
        longest || (hit.start == last_start && hit.end == last_end)
    });
}

/// All that the entries of a language stand for.
fn phrases(language: &Phrases, names: &[&str]) -> Vec<Phrase> {
    let of_concept = |(concept, entries): (&String, &Vec<String>)| {
        let concept = place(concept, names);
        entries.iter().flat_map(|entry| Phrase::all(concept, entry)).collect::<Vec<Phrase>>()
    };
    language.concepts.par_iter().flat_map_iter(of_concept).collect()
}

/// Concepts were validated against the rules: each has a place.
fn place(concept: &str, names: &[&str]) -> Concept {
    names.binary_search(&concept).ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

fn places<'a>(concepts: impl IntoIterator<Item = &'a str>, names: &[&str]) -> Concepts {
    let mut places: Concepts = concepts.into_iter().map(|concept| place(concept, names)).collect();
    places.sort_unstable();
    places
}

fn roles(roles: &Roles, names: &[&str]) -> RoleSets {
    let of = |list: &[String]| places(list.iter().map(String::as_str), names);
    RoleSets {
        negation: of(&roles.negation),
        inability: of(&roles.inability),
        attempt: of(&roles.attempt),
        intention: of(&roles.intention),
        pending: of(&roles.pending),
        success: of(&roles.success),
        act: of(&roles.act),
        undone: of(&roles.undone),
        failure: of(&roles.failure),
        answer_no: of(&roles.answer_no),
        answer_yes: of(&roles.answer_yes),
        clause: of(&roles.clause),
        reported: of(&roles.reported),
        yesterday: of(&roles.yesterday),
        template: of(&roles.template),
        action: of(&roles.action),
        subject_cue: of(&roles.subject_cue),
        despite: of(&roles.despite),
        begun: of(&roles.begun),
        setting: of(&roles.setting),
        negation_reach: roles.negation_reach,
        intention_reach: roles.intention_reach,
    }
}

fn mask_set(mask: &Mask, names: &[&str]) -> MaskSet {
    MaskSet {
        when: place(&mask.when, names),
        hide: places(mask.hide.iter().map(String::as_str), names),
        side: mask.side,
        reach: mask.reach,
        across: mask.across,
    }
}

fn rule_set(rule: &MethodRule, names: &[&str]) -> RuleSet {
    RuleSet {
        method: rule.method,
        all: rule.all.iter().map(|group| places(group.split('|'), names)).collect(),
        unless: places(rule.unless.iter().map(String::as_str), names),
        assumed: rule.outcome == OutcomeNeed::Assumed,
        within: rule.within,
        together: rule.together,
        sentence: rule.sentence,
        fallback: rule.fallback,
    }
}

fn rules_of(rules: &[RuleSet], concepts: usize) -> Vec<Vec<usize>> {
    let mut found = vec![Vec::new(); concepts];
    for (at, rule) in rules.iter().enumerate() {
        for concept in rule.all.first().into_iter().flatten() {
            if let Some(rules) = found.get_mut(usize::from(*concept)) {
                rules.push(at);
            }
        }
    }
    found
}

fn method_names(rules: &EvidenceRules) -> BTreeMap<String, Method> {
    let mut names: BTreeMap<String, Method> =
        Method::ALL.iter().map(|method| (fold(method.as_str()), *method)).collect();
    for (method, words) in &rules.names {
        names.extend(words.iter().map(|word| (fold(word), *method)));
    }
    names
}
