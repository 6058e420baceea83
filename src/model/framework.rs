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

impl Known {
    /// The same for readers; nothing where the publisher's own text was read.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Known::Read => "",
            Known::SecondHand => "read in another party's copy",
            Known::Recalled => "unchecked",
        }
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

impl TextKind {
    /// The same for readers; to be shown beside every text, for a paraphrase must never pass as the original.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            TextKind::Exact => "as published",
            TextKind::Excerpt => "excerpts as published",
            TextKind::Condensed => "shortened by us",
            TextKind::Paraphrase => "in our words",
            TextKind::Title => "title only",
        }
    }
}

words! {
    /// How much of an entry's statement the tests can show.
    pub enum Reach {
        /// A test shows the outcome operating.
        Direct = "direct",
        /// A test shows one part of it.
        Partial = "partial",
        /// Making this report is an example of it; no test shows that the organisation did it by itself.
        Report = "report",
        /// No test says anything about it.
        None = "none",
    }
}

impl Reach {
    /// The same for readers.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Reach::Direct => "tests show it operating",
            Reach::Partial => "tests show a part of it",
            Reach::Report => {
                "making this report is an example of it; no test shows that it is done without this report"
            }
            Reach::None => "no test says anything about it",
        }
    }
}

/// An id that followed another, and how.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Successor {
    /// Its id.
    pub id: String,
    /// In the publisher's words (`moved_to`) or ours (`best_fit`).
    pub relation: String,
}

/// One edition of a framework, with what the tests say for its entries.
#[derive(Debug, Clone)]
pub struct FrameworkEvidence {
    /// Key by which control tests name it (`csf20`).
    pub key: String,
    /// Name and edition (`NIST CSF 2.0`).
    pub label: String,
    /// Name alone.
    pub name: String,
    /// Edition alone.
    pub edition: String,
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
    /// Ids of earlier editions that led to it.
    pub formerly: Vec<String>,
    /// What followed it in a later edition, which is the framework of the first field.
    pub became: Option<(String, Vec<Successor>)>,
    /// Title.
    pub title: String,
    /// Statement; empty where only the title is given.
    pub text: String,
    /// What `text` is.
    pub text_kind: TextKind,
    /// How it was known.
    pub known: Known,
    /// How much of it the tests can show, where that was judged.
    pub reach: Option<Reach>,
    /// Tests that map to it, by id.
    pub tests: Vec<ControlTestId>,
    /// Items of those tests: how many there are and what they came to.
    pub items: EntryItems,
    /// Worst outcome of its tests (fail, exception, not testable, pass); `None`, which is "not evidenced",
    /// if no test maps to it.
    pub outcome: Option<TestOutcome>,
}

/// Items of the tests of an entry. All but `distinct` are sums over the tests: a change counts once for each
/// test that it went through.
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
    /// How many different changes, tickets, accounts, files or sources these are.
    pub distinct: DistinctItems,
}

/// Different items, each counted once, by the worst that a test of the entry says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DistinctItems {
    /// Fail at least one test.
    pub fail: usize,
    /// Fail none and are excepted in at least one.
    pub exception: usize,
    /// Are neither, and could not be told by at least one.
    pub not_testable: usize,
}

words! {
    /// In which way a citation is off.
    pub enum CitationFlag {
        /// The id belongs to another edition than the one cited.
        VersionMismatch = "version_mismatch",
        /// The id is there and means something else.
        MeaningMismatch = "meaning_mismatch",
        /// The id fits a part of what is meant.
        PartialMatch = "partial_match",
        /// It names a level, which is no control.
        LevelNotControl = "level_not_control",
        /// No id is given.
        NoIdCited = "no_id_cited",
    }
}

impl CitationFlag {
    /// The same for readers.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            CitationFlag::VersionMismatch => "id of an earlier edition",
            CitationFlag::MeaningMismatch => "means something else",
            CitationFlag::PartialMatch => "fits in part",
            CitationFlag::LevelNotControl => "a level, not a control",
            CitationFlag::NoIdCited => "no id cited",
        }
    }
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
    /// In which way the citation is off.
    pub flag: CitationFlag,
    /// What the id is today: entries of the framework in `report_under`.
    pub successors: Vec<Successor>,
    /// Entries under which the evidence is shown, with the framework they stand in.
    pub report_under: (String, Vec<String>),
    /// What a reader must know.
    pub remark: String,
}
