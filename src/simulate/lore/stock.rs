//! The stock of texts: what people at a desk write, by language and bank.
//!
//! Every file below `simulate/texts/LANGUAGE/` has two tables, `[fit]` and `[unseen]`, with the same banks and
//! no text in both: what is fitted on texts of the one can be measured on the other. A bank is called like
//! its file, the table inside it if there is one, and its key, joined by full stops.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::mapping::{MappingError, Mappings, parse_toml};
use crate::simulate::Texts;

/// The language that has every bank; others fall back on it.
pub(in crate::simulate) const ENGLISH: &str = "en";
/// The languages, by the names of their folders.
pub(in crate::simulate) const LANGUAGES: [&str; 6] = [ENGLISH, "de", "fr", "es", "pt", "ja"];

type Banks = BTreeMap<String, Vec<String>>;

/// The texts of the part that was asked for.
#[derive(Debug)]
pub(in crate::simulate) struct Stock {
    languages: BTreeMap<&'static str, Banks>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextFile {
    fit: BTreeMap<String, Entry>,
    unseen: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    List(Vec<String>),
    Table(Banks),
}

impl Stock {
    /// Reads and checks all texts, put into the words of the products, and keeps those of one part or of both.
    ///
    /// # Errors
    /// A faulty file; a bank that only one part has, or a text that stands in both; a placeholder that nothing fills.
    pub(super) fn load(
        mappings: &Mappings,
        texts: Texts,
        in_words: &dyn Fn(&str) -> String,
    ) -> Result<Self, MappingError> {
        let mut languages = BTreeMap::new();
        for language in LANGUAGES {
            let folder = format!("simulate/texts/{language}");
            let mut kept = Banks::new();
            for (path, text) in mappings.under(&folder, ".toml") {
                let file: TextFile = parse_toml(path, &in_words(text))?;
                let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
                let (fit, unseen) = (flat(stem, file.fit), flat(stem, file.unseen));
                check(&fit, &unseen).map_err(|message| MappingError::whole(path, message))?;
                let parts: &[&Banks] = match texts {
                    Texts::Fit => &[&fit],
                    Texts::Unseen => &[&unseen],
                    Texts::All => &[&fit, &unseen],
                };
                for (name, list) in parts.iter().flat_map(|part| part.iter()) {
                    kept.entry(name.clone()).or_default().extend(list.iter().cloned());
                }
            }
            languages.insert(language, kept);
        }
        Ok(Self { languages })
    }

    /// The texts of a bank in a language; in English where that language has none.
    pub(in crate::simulate) fn bank(&self, language: &str, name: &str) -> &[String] {
        let of = |language: &str| self.languages.get(language).and_then(|banks| banks.get(name));
        of(language).or_else(|| of(ENGLISH)).map_or(&[], Vec::as_slice)
    }

    /// Whether English has the bank.
    pub(in crate::simulate) fn has(&self, name: &str) -> bool {
        self.has_in(ENGLISH, name)
    }

    /// Whether the language has the bank itself.
    pub(in crate::simulate) fn has_in(&self, language: &str, name: &str) -> bool {
        self.languages.get(language).is_some_and(|banks| banks.contains_key(name))
    }

    /// All texts of all languages.
    #[cfg(test)]
    pub(in crate::simulate) fn every(&self) -> impl Iterator<Item = (&'static str, &str, &str)> {
        self.languages.iter().flat_map(|(language, banks)| {
            banks
                .iter()
                .flat_map(|(name, list)| list.iter().map(|text| (*language, name.as_str(), text.as_str())))
        })
    }
}

/// The banks of one part under their full names.
fn flat(stem: &str, part: BTreeMap<String, Entry>) -> Banks {
    let mut banks = Banks::new();
    for (key, entry) in part {
        match entry {
            Entry::List(list) => {
                banks.insert(format!("{stem}.{key}"), list);
            }
            Entry::Table(table) => {
                banks.extend(table.into_iter().map(|(inner, list)| (format!("{stem}.{key}.{inner}"), list)));
            }
        }
    }
    banks
}

fn check(fit: &Banks, unseen: &Banks) -> Result<(), String> {
    let lonely =
        fit.keys().chain(unseen.keys()).find(|name| !(fit.contains_key(*name) && unseen.contains_key(*name)));
    if let Some(name) = lonely {
        return Err(format!("`{name}` must stand in [fit] and in [unseen]"));
    }
    for (name, list) in fit.iter().chain(unseen) {
        if list.is_empty() {
            return Err(format!("`{name}` has no text"));
        }
        for text in list {
            placeholders(text).map_err(|fault| format!("`{name}`: {fault} in `{text}`"))?;
        }
    }
    for (name, list) in fit {
        let held_back: BTreeSet<&String> = unseen.get(name).into_iter().flatten().collect();
        if let Some(text) = list.iter().find(|text| held_back.contains(text)) {
            return Err(format!("`{name}`: `{text}` stands in [fit] and in [unseen]"));
        }
    }
    Ok(())
}

/// What may stand between braces.
const PLACEHOLDERS: [&str; 39] = [
    "agent",
    "agent_first",
    "app",
    "caller",
    "caller_mail",
    "caller_name",
    "caller_phone",
    "caller_title",
    "colleague",
    "company",
    "date",
    "device",
    "domain",
    "group",
    "last4",
    "login",
    "manager",
    "manager_first",
    "method",
    "new_group",
    "number",
    "old_group",
    "other_ticket",
    "owner",
    "phone",
    "ref",
    "secret",
    "service",
    "site",
    "subject",
    "subject_family",
    "subject_first",
    "subject_mail",
    "text",
    "ticket",
    "time",
    "title",
    "uuid",
    "what",
];

fn placeholders(text: &str) -> Result<(), String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            return Err("a brace is not closed".to_owned());
        };
        if !PLACEHOLDERS.contains(&name) {
            return Err(format!("`{{{name}}}` is no placeholder"));
        }
        rest = behind;
    }
    let depth = text.chars().try_fold(0_i32, |depth, letter| match letter {
        '[' => Some(depth + 1),
        ']' => (depth > 0).then_some(depth - 1),
        _ => Some(depth),
    });
    if depth == Some(0) { Ok(()) } else { Err("a bracket is not closed".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts_of(part: Texts) -> BTreeSet<(&'static str, String, String)> {
        let stock = Stock::load(&Mappings::embedded(), part, &str::to_owned).unwrap();
        stock.every().map(|(language, name, text)| (language, name.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn the_parts_share_no_text_and_are_everything_together() {
        let (fit, unseen, all) = (texts_of(Texts::Fit), texts_of(Texts::Unseen), texts_of(Texts::All));
        assert!(fit.is_disjoint(&unseen));
        assert_eq!(&fit | &unseen, all);
        assert!(unseen.len() * 4 > fit.len(), "a fair share is held back: {} of {}", unseen.len(), all.len());
    }

    #[test]
    fn every_language_says_how_somebody_was_verified() {
        let stock = Stock::load(&Mappings::embedded(), Texts::Fit, &str::to_owned).unwrap();
        for language in LANGUAGES {
            for method in crate::model::Method::ALL {
                let name = format!("verified.{method}");
                let own = stock.languages[language].get(&name).map_or(0, Vec::len);
                assert!(own >= 2, "{language} has {own} texts for {method}");
            }
        }
    }

    #[test]
    fn faults_are_told() {
        let one = |text: &str| Banks::from([("a.b".to_owned(), vec![text.to_owned()])]);
        assert_eq!(check(&one("x {subject}"), &one("y")), Ok(()));
        assert!(check(&one("x"), &one("x")).unwrap_err().contains("[fit] and in [unseen]"));
        assert!(check(&one("x {nobody}"), &one("y")).unwrap_err().contains("{nobody}"));
        assert!(check(&one("x [a|b"), &one("y")).unwrap_err().contains("not closed"));
        assert!(check(&one("x"), &Banks::new()).unwrap_err().contains("must stand in"));
    }
}
