//! Reading exports: from files to events, tickets, people and verifications.
//!
//! A file is recognised by its content (`plan`), cut into records (`blocks` and
//! the cutters), and each record is looked at or parsed (`worker`) in parallel;
//! the books (`ledger`) are kept in the order of the files. What a source looks
//! like stands in its mapping; nothing here knows of a product.

mod ahead;
mod beside;
mod blocks;
mod body;
mod cache;
mod chunks;
mod claim;
mod clock;
mod columns;
mod coverage;
mod crew;
mod decisions;
mod documents;
mod draft;
mod elements;
mod engine;
mod eventlog;
mod exceptions;
mod flow;
#[cfg(test)]
mod form_tests;
mod generated;
mod hashing;
mod inputs;
mod key;
mod labels;
mod ledger;
mod limits;
mod lines;
mod look;
mod memory;
mod mend;
mod normalise;
mod notes;
mod packing;
mod parquet;
mod pass;
mod plan;
mod previous;
mod record;
mod rows;
#[cfg(test)]
mod samples;
mod scan;
mod seen;
mod signals;
#[cfg(test)]
mod tests;
mod text;
mod tickets;
mod time;
mod tree;
mod workbook;
mod worker;
mod xml;

pub use columns::{Column, Columns, ColumnsError, Looks, columns};
pub use decisions::{DecisionFile, DecisionsError, decisions};
pub use documents::hash_file;
pub use exceptions::{ExceptionFile, exceptions};
pub use inputs::{Given, collect};
pub use key::{KeyError, key};
pub use ledger::Tally;
pub use look::{Look, LookSettings, Seen, SeenAs, look};
pub use memory::{Footprint, Memory};
pub use notes::{NoteFile, notes};
pub use previous::{PreviousError, previous};
pub use signals::chosen::{Chosen, Wanted};

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;

use cache::{Basis, Cache};

use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::Taxonomy;
use crate::mapping::{MappingError, Mappings};
use crate::model::{
    Coverage, Duplicate, Event, InputFile, PersonRecord, Reject, Ticket, UnknownType, VerificationRecord,
};

/// A zone given by the user for times that carry none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneSetting {
    /// Source id or the beginning of one; `None` for all sources.
    pub source: Option<String>,
    /// The zone.
    pub zone: Tz,
}

impl std::str::FromStr for ZoneSetting {
    type Err = String;

    /// Reads `ZONE` or `SOURCE=ZONE`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (source, zone) = match text.split_once('=') {
            Some((source, zone)) => (Some(source.trim().to_owned()), zone.trim()),
            None => (None, text.trim()),
        };
        let zone = zone.parse().map_err(|_| {
            format!("`{zone}` is not a time zone; write a name such as UTC, Europe/Berlin or America/Chicago")
        })?;
        Ok(Self { source, zone })
    }
}

/// How far the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes on disk that are done with.
    pub bytes: u64,
    /// Bytes on disk of all files.
    pub total: u64,
}

/// What the user decides about the reading.
#[derive(Clone, Copy, Default)]
pub struct ReadSettings<'a> {
    /// Zones for times that carry none; the longest fitting prefix wins.
    pub zones: &'a [ZoneSetting],
    /// Files that go by names of their own, beside the inputs.
    pub named: &'a [(String, PathBuf)],
    /// Folder of what was read before; it changes nothing that is read.
    pub cache: Option<&'a Path>,
    /// Called now and then, from the calling thread or a worker.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    /// How much memory the reading and what follows from it may take.
    pub memory: Memory,
    /// What of it each record that is kept takes.
    pub footprint: Footprint,
    /// Whether every record is parsed, none only looked at. It changes nothing that is read, only takes
    /// longer: so the shortcuts are checked.
    pub parse_all: bool,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// An input that is not there or cannot be listed.
    #[error("{path}: {message}")]
    Input {
        /// As given.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A fault in a mapping file.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Times without a zone.
    #[error(
        "{file}: times such as `{text}` carry no time zone; give the zone of the person who exported it, \
         for all such files with `--tz ZONE` or for this source with `--tz {source_id}=ZONE` \
         (for example `--tz {source_id}=America/Chicago`)"
    )]
    ZoneNeeded {
        /// The file.
        file: String,
        /// The source it was read as.
        source_id: String,
        /// A time from it.
        text: String,
    },
    /// The books of a file do not balance: a fault of this program.
    #[error(
        "{file}: {rows} records were read, but {used} used, {rejected} rejected and {duplicates} duplicates do not \
         add up to that; this is a fault of the program, please report it"
    )]
    Accounting {
        /// The file.
        file: String,
        /// Records found.
        rows: u64,
        /// Records that count.
        used: u64,
        /// Records rejected.
        rejected: u64,
        /// Records that another record already said.
        duplicates: u64,
    },
    /// More matters in the inputs than the memory allows.
    #[error(
        "the inputs hold more changes and records of tickets and people than fit into {memory}: {kept} are too many; \
         allow more with `--memory` (for example `--memory {}`), or give the exports of a shorter time",
        memory.doubled()
    )]
    Memory {
        /// Records that matter, when it was too many; there may be further ones.
        kept: usize,
        /// What is allowed.
        memory: Memory,
    },
    /// A temporary file could not be written or read.
    #[error(
        "a temporary file for what outgrows the memory: {0}; make room in the folder for temporary files, or allow \
         more with `--memory`"
    )]
    Temporary(#[from] std::io::Error),
    /// The folder of a cache that cannot or must not be used.
    #[error("--cache {folder}: {message}")]
    Cache {
        /// As given.
        folder: String,
        /// What is wrong.
        message: String,
    },
    /// A file changed or vanished between the first and the second look at it.
    #[error("{file}: it changed while it was read ({message}); run again on files that stay as they are")]
    Changed {
        /// The file.
        file: String,
        /// What was found.
        message: String,
    },
}

/// Everything that was read.
#[derive(Debug)]
pub struct Reading {
    /// All files, by name; a file's [`crate::model::FileId`] is its place.
    pub files: Vec<InputFile>,
    /// Records that could not be used, by origin.
    pub rejects: Vec<Reject>,
    /// Rejects beyond the 100,000 that are kept.
    pub more_rejects: u64,
    /// Records of one file that another already held.
    pub duplicates: Vec<Duplicate>,
    /// Native types that the taxonomy does not know.
    pub unknown_types: Vec<UnknownType>,
    /// What the used records of each file are, in the order of the files.
    pub tallies: Vec<Tally>,
    /// Events that may be changes, by time and origin.
    pub events: Vec<Event>,
    /// Tickets by number and origin, each put together from all its records.
    pub tickets: Vec<Ticket>,
    /// People, by origin.
    pub people: Vec<PersonRecord>,
    /// Verifications, by time and origin.
    pub verifications: Vec<VerificationRecord>,
    /// Covered time of each source of events or tickets, by source.
    pub coverage: Vec<Coverage>,
    signals: signals::Signals,
    /// What is still to be done once the hashes have come.
    late: Option<engine::Late>,
}

impl Reading {
    /// Waits for the hashes of the files and fills them in.
    ///
    /// # Errors
    /// A file that changed since the run began.
    pub fn hashed(&mut self) -> Result<(), ReadError> {
        self.late.take().map_or(Ok(()), |late| late.hashed(&mut self.files))
    }

    /// The signals (events that are no changes) in which one of these lower-cased logins,
    /// addresses or ids is actor or target inside its spans. They are read from the files again,
    /// where they stand.
    #[must_use]
    pub fn signals<'w>(&self, wanted: &'w Wanted) -> Chosen<'w> {
        self.signals.choose(wanted)
    }

    /// The signals inside a span of which something holds. For it all signals of that span are read again.
    pub fn signals_where<'w>(
        &self,
        span: crate::model::Span,
        holds: impl Fn(&Event) -> bool + Send + Sync + 'w,
    ) -> Chosen<'w> {
        self.signals.choose_inside(span, Box::new(holds))
    }

    /// The vocabulary of each source's native types.
    #[must_use]
    pub fn vocabularies(&self) -> std::collections::BTreeMap<String, String> {
        let of =
            |source: &crate::mapping::source::SourceMapping| (source.id.clone(), source.vocabulary.clone());
        self.signals.sources.iter().map(of).collect()
    }

    /// Forgets where the signals stand, when no more of them will be asked for.
    pub(crate) fn forget_signals(&mut self) {
        self.signals.files = Vec::new();
    }
}

/// Reads all exports among the inputs: files, and folders with all files in them.
///
/// # Errors
/// An input that is not there, a fault in a mapping, times without a zone, a file that changes
/// meanwhile. What is wrong with a file or a record is told in the [`Reading`].
pub fn read(
    inputs: &[PathBuf],
    mappings: &Mappings,
    taxonomy: &Taxonomy,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let sources = crate::mapping::source::load(mappings)?;
    let mut reading = read_early(inputs, mappings, sources.into(), taxonomy, settings)?;
    reading.hashed()?;
    Ok(reading)
}

/// The same as soon as all records are read: the files' hashes are still being made, and empty until
/// [`Reading::hashed`]. The sources are those of the mappings, loaded by the caller.
///
/// # Errors
/// As of [`read`], but for a file that changes meanwhile.
pub fn read_early(
    inputs: &[PathBuf],
    mappings: &Mappings,
    sources: Arc<[SourceMapping]>,
    taxonomy: &Taxonomy,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let type_use = |vocabulary: &str, native_type: &str| taxonomy.type_use(vocabulary, native_type);
    let folder = settings.cache.filter(|_| !settings.parse_all);
    let cache = folder.map(|folder| Cache::open(folder, Basis::of(mappings, settings.zones))).transpose()?;
    engine::read_early(inputs, sources, &type_use, settings, cache)
}
