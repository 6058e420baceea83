//! What the desk writes, by meaning and language: `policy/wordings.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lexicon::expand;
use super::{MappingError, Mappings};
use crate::model::{CostSort, FailureCause, NhiSort};

const PATH: &str = "policy/wordings.toml";

/// What a phrase speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Why the ticket could not be solved.
    Cause(FailureCause),
    /// What it was paid for with in control.
    Cost(CostSort),
    /// What was granted is meant for a time only.
    Temporary,
    /// The owner of a non-human identity said yes.
    OwnerConfirmed,
    /// Whoever wrote it agrees.
    Agreed,
    /// The rotation record or the inventory was updated.
    RotationRecorded,
    /// The change was entered for, or checked in, an access review.
    AccessReviewed,
    /// Which sort of non-human identity it is about.
    Nhi(NhiSort),
}

/// Phrases by language.
type Languages = BTreeMap<Language, Vec<String>>;

/// Languages in which phrases are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Language {
    En,
    De,
    Fr,
    Es,
    Pt,
    Ja,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    reading: Reading,
    cause: BTreeMap<FailureCause, Languages>,
    cost: BTreeMap<CostSort, Languages>,
    temporary: Languages,
    owner_confirmed: Languages,
    agreed: Languages,
    rotation_recorded: Languages,
    access_reviewed: Languages,
    nhi: BTreeMap<NhiSort, Languages>,
}

/// What takes a phrase its meaning.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// How many words before a phrase, in its clause, are looked at.
    pub before: usize,
    /// How many words after it.
    pub after: usize,
    /// Words before a phrase that turn it round, or make it a condition.
    pub negations: Vec<String>,
    /// Words after a phrase by which it is about something that is not needed, or over.
    pub needless: Vec<String>,
    /// Words before a phrase by which it is not about the desk.
    pub others: Vec<String>,
    /// Causes that are the desk's own: what `others` lack is none.
    pub of_the_desk: Vec<FailureCause>,
}

/// All phrases, each written out.
#[derive(Debug, Clone)]
pub struct WordingFile {
    /// What takes a phrase its meaning.
    pub reading: Reading,
    /// Phrases with their meaning.
    pub phrases: Vec<(Meaning, String)>,
}

impl WordingFile {
    /// Reads the file.
    ///
    /// # Errors
    /// Broken TOML, an unknown word of a vocabulary, or an empty phrase.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let file: File = mappings.toml(PATH)?;
        let mut phrases = Vec::new();
        let mut add = |meaning: Meaning, languages: &Languages| {
            let written = languages.values().flatten().flat_map(|entry| expand(entry));
            phrases.extend(written.map(|phrase| (meaning, phrase)));
        };
        file.cause.iter().for_each(|(cause, languages)| add(Meaning::Cause(*cause), languages));
        file.cost.iter().for_each(|(sort, languages)| add(Meaning::Cost(*sort), languages));
        file.nhi.iter().for_each(|(sort, languages)| add(Meaning::Nhi(*sort), languages));
        add(Meaning::Temporary, &file.temporary);
        add(Meaning::OwnerConfirmed, &file.owner_confirmed);
        add(Meaning::Agreed, &file.agreed);
        add(Meaning::RotationRecorded, &file.rotation_recorded);
        add(Meaning::AccessReviewed, &file.access_reviewed);
        if let Some((meaning, _)) = phrases.iter().find(|(_, phrase)| phrase.trim().is_empty()) {
            let message = format!("an empty phrase under {meaning:?} would match everywhere");
            return Err(MappingError::whole(PATH, message));
        }
        Ok(Self { reading: file.reading, phrases })
    }
}
