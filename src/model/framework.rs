//! Entries of frameworks with the tests that give evidence for them.

use super::control::{ControlTestId, TestOutcome};
use super::words::words;

words! {
    /// How an entry's statement was known when it was written down.
    pub enum Known {
        /// The publisher's own text was read.
        Read = "read",
        /// Another party's copy or summary was read.
        SecondHand = "second_hand",
        /// Unchecked: compare with the source before relying on it.
        Recalled = "recalled",
    }
}

words! {
    /// What the text of an entry is.
    pub enum TextKind {
        /// The statement word for word.
        Exact = "exact",
        /// Parts of it word for word.
        Excerpt = "excerpt",
        /// Shortened.
        Condensed = "condensed",
        /// Our own words.
        Paraphrase = "paraphrase",
        /// Title only.
        Title = "title",
    }
}

/// One edition of a framework, with what the tests say for its entries.
#[derive(Debug, Clone)]
pub struct FrameworkEvidence {
    /// Key by which control tests name it (`csf20`).
    pub key: String,
    /// Name and edition (`NIST CSF 2.0`).
    pub label: String,
    /// What may be printed of it, and its standing.
    pub note: String,
    /// Its entries, in the order of the catalogue.
    pub entries: Vec<EntryEvidence>,
}

/// One entry of a framework, with the tests that give evidence for it.
#[derive(Debug, Clone)]
pub struct EntryEvidence {
    /// Its id in this edition.
    pub id: String,
    /// Title.
    pub title: String,
    /// Statement; empty where only the title is given.
    pub text: String,
    /// What `text` is.
    pub text_kind: TextKind,
    /// How it was known.
    pub known: Known,
    /// Tests that map to it, by id.
    pub tests: Vec<ControlTestId>,
    /// Items of those tests: how many there are and what they came to.
    pub items: EntryItems,
    /// Worst outcome of its tests; `None` if no test maps to it.
    pub outcome: Option<TestOutcome>,
}

/// Items of the tests of an entry, summed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryItems {
    /// All of them.
    pub population: usize,
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Excepted.
    pub exception: usize,
    /// Could not be told.
    pub not_testable: usize,
}

/// What a document cites, against what it is today.
#[derive(Debug, Clone)]
pub struct CitedEntry {
    /// The document that cites.
    pub document: String,
    /// Framework and id as cited; the id is empty where none is given.
    pub as_cited: (String, String),
    /// The edition that the id really belongs to.
    pub is: String,
    /// In which way the citation is off (`version_mismatch`).
    pub flag: String,
    /// Entries under which the evidence is shown, with the framework they stand in.
    pub report_under: (String, Vec<String>),
    /// What a reader must know.
    pub remark: String,
}
