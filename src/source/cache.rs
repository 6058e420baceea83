//! What was read before: the records of a document, kept by everything that decides them, so that a run reads only
//! what is new. A run with a cache says what it says without; `verify` never has one.

mod again;
mod entry;
mod folder;
mod frame;
mod index;
mod key;
mod room;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

pub(super) use again::again;
pub(super) use entry::{Entry, Recorder};
pub(super) use frame::{Frame, Part};
pub(super) use key::Rules;

use super::ReadError;
use super::clock::Orders;
use super::documents::{Document, hash_file, hex};
use super::inputs::Given;
use super::limits::CACHE_BYTES;
use index::{Index, Known, Stamp};

/// A cache in use by a run.
pub(super) struct Cache {
    folder: PathBuf,
    rules: Rules,
    index: Index,
    /// A time before anything was read, by the clock of the file system.
    began: i64,
    /// Whether what stands in it is used.
    trusted: bool,
    /// What was found of each file before it was read: its real path and stamp.
    found: BTreeMap<PathBuf, (PathBuf, Stamp)>,
}

impl Cache {
    /// Opens the cache of a folder, which is made if it is not there.
    ///
    /// # Errors
    /// A folder that cannot or must not be used.
    pub(super) fn open(folder: &Path, rules: Rules) -> Result<Self, ReadError> {
        let refused = |message: String| ReadError::Cache { folder: folder.display().to_string(), message };
        let real = folder::ready(folder).map_err(refused)?;
        let clock = folder::unfinished(&real).and_then(|file| file.as_file().metadata());
        let began = index::modified(&clock.map_err(|fault| refused(fault.to_string()))?);
        let index = Index::load(&real);
        Ok(Self { folder: real, rules, index, began, trusted: true, found: BTreeMap::new() })
    }

    /// Looks at the files that will be read, and tells the SHA-256 of those that are known already: because nothing
    /// about them moved since they were hashed, or because they are hashed now, being as long as one that is known.
    ///
    /// # Errors
    /// One of them stands in the cache.
    pub(super) fn look(&mut self, given: &[Given]) -> Result<BTreeMap<PathBuf, String>, ReadError> {
        for given in given {
            let Ok(real) = given.path.canonicalize() else { continue };
            if real.starts_with(&self.folder) {
                return Err(ReadError::Cache {
                    folder: self.folder.display().to_string(),
                    message: "it stands among the inputs: name a folder outside of them".to_owned(),
                });
            }
            if let Ok(about) = real.metadata() {
                self.found.insert(given.path.clone(), (real, Stamp::of(&about)));
            }
        }
        let lengths: std::collections::BTreeSet<u64> =
            self.index.0.values().map(|known| known.stamp.length).collect();
        let hash = |(path, (real, stamp)): (&PathBuf, &(PathBuf, Stamp))| {
            let known = self.index.0.get(real).filter(|known| known.holds(*stamp));
            let hash = match known {
                Some(known) => Some(hex(&known.sha256)),
                None => lengths.contains(&stamp.length).then(|| hash_file(path).ok()).flatten(),
            };
            Some((path.clone(), hash?))
        };
        Ok(self.found.par_iter().filter_map(hash).collect())
    }

    /// Uses no entry from now on, and makes all anew.
    pub(super) fn distrust(&mut self) {
        self.trusted = false;
    }

    /// The entry of a document in a file of this hash.
    pub(super) fn entry(&self, document: &Document, sha256: &str) -> Option<Entry> {
        let key = self.rules.key(document, sha256).filter(|_| self.trusted)?;
        let entry = Entry::open(&self.folder, key)?;
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_nanos(self.began.try_into().ok()?))?;
        // That it was used only decides when it goes.
        let _ = entry.file().set_modified(now);
        Some(entry)
    }

    /// Begins an entry.
    pub(super) fn recorder(&self, orders: &Orders) -> Option<Recorder> {
        Recorder::new(&self.folder, orders)
    }

    /// Keeps what was recorded of a document in a file of this hash, unless the file moved meanwhile.
    pub(super) fn keep(&self, recorder: Recorder, document: &Document, sha256: &str, unfinished: bool) {
        let key = self.rules.key(document, sha256).filter(|_| self.is_as_found(&document.given.path));
        // What is not kept is read again.
        let _ = key.and_then(|key| recorder.keep(&self.folder, key, unfinished));
    }

    /// Whether a file is as it was when the run began.
    fn is_as_found(&self, path: &Path) -> bool {
        let found = self.found.get(path);
        found.is_some_and(|(real, stamp)| real.metadata().is_ok_and(|about| Stamp::of(&about) == *stamp))
    }

    /// Notes the hashes of all files that were read and keeps the folder within bounds. That it fails costs time in
    /// the next run and nothing in this one.
    pub(super) fn close(mut self, hashes: &BTreeMap<PathBuf, String>) {
        let mut fresh = BTreeMap::new();
        for (path, hash) in hashes {
            let (Some((real, stamp)), Some(sha256)) = (self.found.get(path), bytes_of(hash)) else {
                continue;
            };
            let known = Known { stamp: *stamp, sha256, hashed_at: self.began };
            let is_told = self.index.0.get(real).is_some_and(|known| known.holds(*stamp));
            if !is_told && self.is_as_found(path) {
                fresh.insert(real.clone(), known);
            }
        }
        self.index.0 = fresh;
        if !self.index.0.is_empty() {
            let _ = self.index.save(&self.folder);
        }
        let _ = room::tidy(&self.folder, self.began, CACHE_BYTES);
    }
}

/// The bytes of a SHA-256 in hex.
fn bytes_of(hash: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hash.len() != 64 {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hash.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
