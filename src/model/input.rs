//! What became of the files given.

use super::Instant;
use super::origin::{FileId, Origin};
use super::words::words;

words! {
    /// What became of a file.
    pub enum FileUse {
        /// Recognised and read.
        Read = "read",
        /// The same bytes as another file; not read again.
        Duplicate = "duplicate",
        /// Nothing in it.
        Empty = "empty",
        /// No source claims it.
        Unknown = "unknown",
        /// More than one source claims it equally.
        Disputed = "disputed",
        /// It could not be read, or not to its end.
        Unreadable = "unreadable",
        /// Decisions of reviewers.
        Overrides = "overrides",
        /// Exceptions that somebody granted.
        Exceptions = "exceptions",
        /// Notes and sign-offs of reviewers.
        Notes = "notes",
    }
}

impl FileUse {
    /// Whether what stands in the file was used, or stands in another that was.
    #[must_use]
    pub const fn is_used(self) -> bool {
        matches!(self, Self::Read | Self::Duplicate) || self.is_beside()
    }

    /// Whether the file was given beside the exports, by those who review them.
    #[must_use]
    pub const fn is_beside(self) -> bool {
        matches!(self, Self::Overrides | Self::Exceptions | Self::Notes)
    }
}

/// One input file (or archive member) with its row accounting:
/// `rows == used + rejected + duplicates`.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Its id.
    pub id: FileId,
    /// Name as shown: relative to the input given, `/` as separator, archive members after `!`.
    pub name: String,
    /// SHA-256 of the file on disk, lower-case hex.
    pub sha256: String,
    /// Bytes on disk.
    pub bytes: u64,
    /// What became of it.
    pub used_as: FileUse,
    /// The source it was read as.
    pub source: Option<String>,
    /// Why it was recognised as that, or what is wrong with it and what to do.
    pub note: String,
    /// Shape (`ndjson`, `json array`, `csv ,`), encoding and compression, in words.
    pub shape: String,
    /// Time zone of its local times and how that is known; empty if all carry an offset.
    pub zone: String,
    /// Records found.
    pub rows: u64,
    /// Records that count.
    pub used: u64,
    /// Records in `rejects.csv`.
    pub rejected: u64,
    /// Records that another record already said.
    pub duplicates: u64,
    /// First dated record.
    pub first_at: Option<Instant>,
    /// Last dated record.
    pub last_at: Option<Instant>,
}

/// A record that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// Where it stands.
    pub origin: Origin,
    /// What is wrong, in words with the remedy.
    pub reason: String,
    /// The first 200 characters of it.
    pub excerpt: String,
}

/// Records of one file that another file already holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duplicate {
    /// The file whose records were dropped.
    pub file: FileId,
    /// The file that has them.
    pub first_in: FileId,
    /// How many.
    pub records: u64,
}

/// A native type that the taxonomy does not know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnknownType {
    /// The source.
    pub source: String,
    /// The native type as written.
    pub native_type: String,
    /// How often it was seen.
    pub records: u64,
}
