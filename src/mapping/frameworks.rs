//! The catalogue of frameworks that control tests give evidence for: `frameworks/KEY.toml`, one file an edition.
//!
//! A control test names the entries it maps to (`controls/CT-*.toml`); an entry may also name
//! the tests, so that a framework of one's own is one file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{MappingError, Mappings};
use crate::model::{Known, Reach, TextKind};

/// Where a framework that names no place stands: behind all that do.
const LAST: u32 = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    key: Spanned<String>,
    name: String,
    edition: String,
    #[serde(default = "last")]
    order: u32,
    note: String,
    #[serde(rename = "entry")]
    entries: Vec<FileEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    id: Spanned<String>,
    #[serde(default)]
    formerly: Vec<String>,
    title: String,
    #[serde(default)]
    text: String,
    text_kind: Spanned<TextKind>,
    known: Known,
    #[serde(default)]
    reach: Option<Reach>,
    #[serde(default)]
    tests: Vec<Spanned<String>>,
}

fn last() -> u32 {
    LAST
}

/// A control test that an entry names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTest {
    /// Its id.
    pub id: String,
    /// Byte offset of the name in the file, for messages.
    pub at: usize,
}

/// One entry of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id in this edition.
    pub id: String,
    /// Ids that it had in earlier editions.
    pub formerly: Vec<String>,
    /// Title; our own words where even that is copyrighted.
    pub title: String,
    /// Statement; empty where only the title is given.
    pub text: String,
    /// What `text` is.
    pub text_kind: TextKind,
    /// How it was known.
    pub known: Known,
    /// How much of it the tests can show, where that was judged.
    pub reach: Option<Reach>,
    /// Tests that give evidence for it, besides those that name it themselves.
    pub tests: Vec<NamedTest>,
}

/// One edition of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// Key by which control tests name it; equals the file's name.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its edition.
    pub edition: String,
    /// Its place among the frameworks.
    pub order: u32,
    /// What may be printed of it, and its standing.
    pub note: String,
    /// Its entries, in the order of the file.
    pub entries: Vec<Entry>,
}

impl Framework {
    /// Name and edition, as reports print it (`NIST CSF 2.0`).
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} {}", self.name, self.edition)
    }

    /// Path of its file below the mappings folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("frameworks/{}.toml", self.key)
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
    /// Broken TOML, a key that is not the file's name, name and edition of another file, an id
    /// that stands twice, a test named twice, or a text that is not what `text_kind` says.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let mut frameworks: BTreeMap<String, Framework> = BTreeMap::new();
        for (path, text) in mappings.under("frameworks", ".toml") {
            let framework = read(path, text)?;
            let label = framework.label();
            if let Some(other) = frameworks.values().find(|other| other.label() == label) {
                let message =
                    format!("`{label}` is already in {}: give another name or edition", other.path());
                return Err(MappingError::whole(path, message));
            }
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

    /// All frameworks in the order in which they are shown.
    #[must_use]
    pub fn frameworks(&self) -> Vec<&Framework> {
        let mut frameworks: Vec<&Framework> = self.frameworks.values().collect();
        frameworks.sort_by_key(|framework| framework.order);
        frameworks
    }
}

fn read(path: &str, text: &str) -> Result<Framework, MappingError> {
    let file: File = super::parse_toml(path, text)?;
    let at = |offset: usize, message: String| MappingError::at(path, text, offset, message);
    if path != format!("frameworks/{}.toml", file.key.get_ref()) {
        let message = format!("key `{}` is not the file's name: make them equal", file.key.get_ref());
        return Err(at(file.key.span().start, message));
    }
    if file.entries.is_empty() {
        return Err(MappingError::whole(path, "there is no [[entry]] in it"));
    }
    let mut seen = BTreeMap::new();
    for entry in &file.entries {
        let start = entry.id.span().start;
        let id = entry.id.get_ref();
        if id.trim().is_empty() {
            return Err(at(start, "an entry needs an id".to_owned()));
        }
        if let Some(first) = seen.insert(id.as_str(), start) {
            let first = at(first, String::new()).line;
            return Err(at(start, format!("the id `{id}` stands twice, first in line {first}: remove one")));
        }
        fits(entry).map_err(|(offset, message)| at(offset, message))?;
    }
    Ok(Framework {
        key: file.key.into_inner(),
        name: file.name,
        edition: file.edition,
        order: file.order,
        note: file.note,
        entries: file.entries.into_iter().map(entry).collect(),
    })
}

/// What is wrong with an entry by itself, with the place.
fn fits(entry: &FileEntry) -> Result<(), (usize, String)> {
    let kind = *entry.text_kind.get_ref();
    if (kind == TextKind::Title) != entry.text.trim().is_empty() {
        let remedy = match kind {
            TextKind::Title => "drop the text or say what it is",
            _ => "give the text, or write text_kind = \"title\"",
        };
        let message = format!("text_kind is `{kind}` and the text is not: {remedy}");
        return Err((entry.text_kind.span().start, message));
    }
    for (nth, test) in entry.tests.iter().enumerate() {
        if entry.tests[..nth].iter().any(|other| other.get_ref() == test.get_ref()) {
            return Err((test.span().start, format!("`{}` stands twice: remove one", test.get_ref())));
        }
    }
    Ok(())
}

fn entry(file: FileEntry) -> Entry {
    let named = |test: Spanned<String>| NamedTest { at: test.span().start, id: test.into_inner() };
    Entry {
        id: file.id.into_inner(),
        formerly: file.formerly,
        title: file.title,
        text: file.text,
        text_kind: file.text_kind.into_inner(),
        known: file.known,
        reach: file.reach,
        tests: file.tests.into_iter().map(named).collect(),
    }
}
