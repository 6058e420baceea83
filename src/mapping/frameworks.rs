//! The catalogue of frameworks that control tests give evidence for, and the crosswalk
//! from what documents cite to what those ids are today.
//!
//! `frameworks/<key>.toml`, one file an edition; `crosswalk.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{MappingError, Mappings};
pub use crate::model::{Known, TextKind};

/// One entry of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id in this edition.
    pub id: String,
    /// Ids that it had in earlier editions.
    #[serde(default)]
    pub formerly: Vec<String>,
    /// Title; our own words where the framework is copyrighted.
    pub title: String,
    /// Statement; empty where only the title is given.
    #[serde(default)]
    pub text: String,
    /// What `text` is.
    pub text_kind: TextKind,
    /// How it was known.
    pub known: Known,
    /// Why the entry is kept although no control test cites it.
    #[serde(default)]
    pub kept_for: Option<String>,
}

/// One edition of a framework.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Key by which control tests name it; equals the file's name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its edition.
    pub edition: String,
    /// What may be printed of it, and its standing.
    pub note: String,
    /// Its entries, in the order of the file.
    #[serde(rename = "entry")]
    pub entries: Vec<Entry>,
}

impl Framework {
    /// Name and edition, as reports print it (`NIST CSF 2.0`).
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.edition)
    }
}

/// All frameworks by key.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    frameworks: BTreeMap<String, Framework>,
}

impl Catalogue {
    /// Reads and validates all files under `frameworks/`.
    ///
    /// # Errors
    /// Broken TOML, a key that is not the file's name, or an id that stands twice.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let mut frameworks = BTreeMap::new();
        let paths: Vec<&str> = mappings.under("frameworks", ".toml").map(|(path, _)| path).collect();
        for path in paths {
            let framework: Framework = mappings.toml(path)?;
            check(path, &framework)?;
            frameworks.insert(framework.key.clone(), framework);
        }
        Ok(Self { frameworks })
    }

    /// A framework by its key.
    #[must_use]
    pub fn framework(&self, key: &str) -> Option<&Framework> {
        self.frameworks.get(key)
    }

    /// An entry by the framework's key and its id.
    #[must_use]
    pub fn entry(&self, key: &str, id: &str) -> Option<&Entry> {
        self.framework(key)?.entries.iter().find(|entry| entry.id == id)
    }

    /// An entry by the label that [`Framework::label`] prints and its id.
    #[must_use]
    pub fn labelled(&self, label: &str, id: &str) -> Option<&Entry> {
        let framework = self.frameworks.values().find(|framework| framework.label() == label)?;
        self.entry(&framework.key, id)
    }

    /// All frameworks, by key.
    pub fn frameworks(&self) -> impl Iterator<Item = &Framework> {
        self.frameworks.values()
    }
}

fn check(path: &str, framework: &Framework) -> Result<(), MappingError> {
    if path != format!("frameworks/{}.toml", framework.key) {
        return Err(MappingError::whole(path, format!("key `{}` is not the file's name", framework.key)));
    }
    let mut ids: Vec<&str> = framework.entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(MappingError::whole(path, format!("the id `{}` stands twice", pair[0]))),
        None => Ok(()),
    }
}

/// An id that followed another, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// Its id.
    pub id: String,
    /// In the publisher's words (`moved_to`) or ours (`best_fit`).
    pub relation: String,
}

/// A citation of a source document against what it is today.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Citation {
    /// The document that cites.
    pub document: String,
    /// The framework as cited.
    pub framework: String,
    /// The id as cited; empty where none is given.
    pub id: String,
    /// Key of the edition that the id really belongs to.
    pub is: String,
    /// In which way the citation is off.
    pub flag: String,
    /// Key of the framework in which `report_under` stands.
    pub under: String,
    /// What followed the id.
    pub successors: Vec<Successor>,
    /// Entries under which the evidence is shown.
    pub report_under: Vec<String>,
    /// What a reader must know.
    pub remark: String,
}

/// A withdrawn id of NIST CSF 1.1 with its successors in 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The id as 1.1 wrote it.
    pub id: String,
    /// The id as the 2.0 catalogue writes it.
    pub padded: String,
    /// What followed.
    pub to: Vec<Successor>,
}

/// What documents cite against what it is today (`crosswalk.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crosswalk {
    /// Citations of the source documents.
    pub cited: Vec<Citation>,
    /// Withdrawn ids.
    pub csf11: Vec<Withdrawn>,
}

impl Crosswalk {
    /// Reads the crosswalk and holds every id it leads to against the catalogue.
    ///
    /// # Errors
    /// Broken TOML, or an id that is in no edition of the catalogue.
    pub fn load(mappings: &Mappings, catalogue: &Catalogue) -> Result<Self, MappingError> {
        let path = "crosswalk.toml";
        let crosswalk: Self = mappings.toml(path)?;
        let cited = crosswalk.cited.iter().flat_map(|citation| {
            let successors = citation.successors.iter().map(|successor| &successor.id);
            successors.chain(&citation.report_under).map(|id| (citation.under.as_str(), id.as_str()))
        });
        let withdrawn = crosswalk.csf11.iter().flat_map(|withdrawn| {
            let to = withdrawn.to.iter().map(|successor| ("csf20", successor.id.as_str()));
            to.chain([("csf11", withdrawn.id.as_str())])
        });
        let missing = cited.chain(withdrawn).find(|(key, id)| catalogue.entry(key, id).is_none());
        if let Some((key, id)) = missing {
            return Err(MappingError::whole(path, format!("`{id}` is not in frameworks/{key}.toml")));
        }
        Ok(crosswalk)
    }
}
