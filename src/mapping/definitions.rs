//! Definitions of first contact in words, and what they know of tickets: `definitions.toml`.

use serde::Deserialize;

use super::phrases::Phrases;
use super::{MappingError, Mappings};
use crate::model::{Definition, Terms, Ticket};

const PATH: &str = "definitions.toml";

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: Vec<Terms>,
    net: Net,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Net {
    beyond_first_level: Vec<String>,
}

/// The definitions, checked and compiled.
#[derive(Debug, Clone)]
pub struct DefinitionRules {
    terms: Vec<Terms>,
    beyond_first_level: Phrases,
}

impl DefinitionRules {
    /// Reads the definitions.
    ///
    /// # Errors
    /// Broken TOML, a definition that is missing or told twice, words left empty, or an empty phrase.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let file: File = mappings.toml(PATH)?;
        Self::compile(file).map_err(|message| MappingError::whole(PATH, message))
    }

    fn compile(file: File) -> Result<Self, String> {
        let mut terms = file.definition;
        terms.sort_by_key(|terms| terms.id);
        let told: Vec<Definition> = terms.iter().map(|terms| terms.id).collect();
        if told != Definition::ALL {
            return Err(format!("each of the {} definitions must be told once", Definition::ALL.len()));
        }
        for own in &terms {
            let words = [&own.whose, &own.title, &own.formula, &own.numerator, &own.denominator, &own.source];
            if own.needs.is_empty() || words.into_iter().any(|words| words.trim().is_empty()) {
                return Err(format!("`{}` leaves words empty", own.id));
            }
        }
        let beyond_first_level = Phrases::new(&[&file.net.beyond_first_level], &[])?;
        Ok(Self { terms, beyond_first_level })
    }

    /// Every definition in words, in the order of [`Definition::ALL`].
    #[must_use]
    pub fn terms(&self) -> &[Terms] {
        &self.terms
    }

    /// Whether a first level cannot solve what the ticket is about, by its category or title.
    #[must_use]
    pub fn is_beyond_first_level(&self, ticket: &Ticket) -> bool {
        let category = ticket.category.as_deref().unwrap_or_default();
        [category, &ticket.title].into_iter().any(|text| self.beyond_first_level.has(0, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(alter: impl Fn(&mut File)) -> Result<DefinitionRules, String> {
        let mut file: File = Mappings::embedded().toml(PATH).unwrap();
        alter(&mut file);
        DefinitionRules::compile(file)
    }

    #[test]
    fn each_definition_is_told_once_and_in_full() {
        let rules = compiled(|_| {}).unwrap();
        assert_eq!(rules.terms().len(), Definition::ALL.len());
        assert!(compiled(|file| drop(file.definition.pop())).is_err(), "one is missing");
        assert!(compiled(|file| file.definition[1].id = file.definition[0].id).is_err(), "one is told twice");
        assert!(compiled(|file| file.definition[3].numerator.clear()).is_err(), "words are left empty");
        assert!(compiled(|file| file.net.beyond_first_level.push(" ".to_owned())).is_err());
    }
}
