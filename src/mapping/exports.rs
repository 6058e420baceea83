//! `exports.toml`: which input each control test needs, how products hand it out, and at which
//! row counts exports are cut.

use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::ChangeKind;

/// An input that control tests stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// An identity log.
    Events,
    /// Tickets.
    Tickets,
    /// Comments and notes of tickets.
    Journal,
    /// States and assignments of tickets over time.
    History,
    /// Approvals on tickets.
    Approvals,
    /// People with tiers.
    People,
    /// Who reports to whom.
    Managers,
    /// Who answers for service accounts.
    Owners,
    /// Records of a verification product.
    Verifications,
    /// Sign-ins.
    SignIns,
    /// A second log of the same acts.
    SecondLog,
    /// Changes of certain kinds in a log.
    Kinds,
    /// What no export that is read gives.
    None,
}

/// An input and the tests that need it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The input.
    pub input: Input,
    /// What it is, for people.
    pub title: String,
    /// The tests.
    pub tests: Vec<String>,
    /// Kinds of change that make it present.
    #[serde(default)]
    pub kinds: Vec<ChangeKind>,
    /// It is not missed where one of these is there.
    #[serde(default)]
    pub unless: Vec<Input>,
    /// What to export, whatever the product.
    pub how: String,
}

/// How a product hands an input out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The product.
    pub product: String,
    /// The input.
    pub input: Input,
    /// Console path or command.
    pub how: String,
    /// Where that is known from.
    pub known: String,
}

/// Row counts at which exports are cut.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// Beginning of the ids of sources; empty for all.
    #[serde(default)]
    pub source: String,
    /// The counts.
    pub rows: Vec<u64>,
    /// What cuts there.
    pub why: String,
    /// Where that is known from.
    pub known: String,
}

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exports {
    /// Members of a page that say that another one follows.
    pub page_members: Vec<String>,
    /// Members that, if true, say that none does.
    pub last_page_members: Vec<String>,
    /// What the tests need.
    #[serde(rename = "need")]
    pub needs: Vec<Need>,
    /// How products hand it out.
    #[serde(rename = "export")]
    pub exports: Vec<Export>,
    /// Where exports are cut.
    #[serde(rename = "cap")]
    pub caps: Vec<Cap>,
}

const PATH: &str = "exports.toml";

impl Exports {
    /// Reads the file and holds its tests against the files under `controls/`.
    ///
    /// # Errors
    /// Broken TOML, a test that there is not, a need or an export said twice, an empty text.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let exports: Self = mappings.toml(PATH)?;
        let text = mappings.text(PATH)?;
        let fault =
            |word: &str, message: String| MappingError::at(PATH, text, text.find(word).unwrap_or(0), message);
        for need in &exports.needs {
            let unknown =
                need.tests.iter().find(|test| mappings.text(&format!("controls/{test}.toml")).is_err());
            if let Some(test) = unknown {
                return Err(fault(test, format!("there is no controls/{test}.toml")));
            }
            if (need.input == Input::Kinds) == need.kinds.is_empty() {
                return Err(fault(&need.title, "`kinds` goes with input = \"kinds\"".to_owned()));
            }
        }
        for (at, export) in exports.exports.iter().enumerate() {
            let again = exports.exports[..at]
                .iter()
                .any(|other| other.product == export.product && other.input == export.input);
            if again || export.how.is_empty() || export.known.is_empty() {
                return Err(fault(
                    &export.how,
                    format!("`{}` says this input twice, or leaves `how` or `known` empty", export.product),
                ));
            }
        }
        Ok(exports)
    }

    /// How a product hands an input out, if that is known.
    #[must_use]
    pub fn how(&self, product: &str, input: Input) -> Option<&str> {
        let fits = |export: &&Export| export.product == product && export.input == input;
        self.exports.iter().find(fits).map(|export| export.how.as_str())
    }

    /// Why so many rows of a source may be a cut export.
    #[must_use]
    pub fn cap(&self, source: &str, rows: u64) -> Option<&Cap> {
        let fits = |cap: &&Cap| source.starts_with(&cap.source) && cap.rows.contains(&rows);
        self.caps.iter().filter(fits).max_by_key(|cap| cap.source.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_products_own_cap_is_told_before_the_general_one() {
        let exports = Exports::load(&Mappings::embedded()).unwrap();
        assert!(exports.cap("servicenow.incident", 10_000).unwrap().why.contains("glide"));
        assert!(exports.cap("somebody.log", 10_000).unwrap().source.is_empty());
        assert!(exports.cap("somebody.log", 10_001).is_none());
        assert!(exports.how("servicenow", Input::Journal).unwrap().contains("sys_journal_field"));
    }

    #[test]
    fn every_product_and_every_cap_is_of_a_source() {
        let mappings = Mappings::embedded();
        let sources = crate::mapping::source::load(&mappings).unwrap();
        let exports = Exports::load(&mappings).unwrap();
        for export in &exports.exports {
            assert!(sources.iter().any(|source| source.product() == export.product), "{}", export.product);
        }
        for cap in &exports.caps {
            assert!(sources.iter().any(|source| source.id.starts_with(&cap.source)), "{}", cap.source);
        }
    }

    #[test]
    fn a_test_that_there_is_not_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let text = Mappings::embedded().text(PATH).unwrap().replace("\"CT-26\"]", "\"CT-99\"]");
        std::fs::write(folder.path().join(PATH), text).unwrap();
        let fault = Exports::load(&Mappings::embedded().with_folder(folder.path()).unwrap()).unwrap_err();
        assert!(fault.to_string().contains("there is no controls/CT-99.toml"), "{fault}");
    }
}
