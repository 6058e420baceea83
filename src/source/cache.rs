//! What was read before: the records of a document, kept by everything that decides them, so that a run reads only
//! what is new. A run with a cache says what it says without; `verify` never has one.

mod entry;
mod folder;
mod frame;
mod index;
mod key;
mod room;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

pub(super) use entry::{Entry, Recorded, Recorder};
pub(super) use frame::{Damaged, Frame, OwnPart, Part};
pub(super) use key::Basis;

use super::ReadError;
use super::clock::Orders;
use super::documents::{Document, hex};
use super::hashing::Hashing;
use super::inputs::Given;
use super::limits::CACHE_BYTES;
use index::{Index, Known, Stamp};

/// A cache in use by a run.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    basis: Basis,
    index: Index,
    /// A time before anything was read, by the clock of the file system.
    began: i64,
    /// Whether what stands in it is used.
    trusted: AtomicBool,
    /// What was found of each file before it was read: its real path and stamp.
    found: BTreeMap<PathBuf, (PathBuf, Stamp)>,
    /// Files whose hash is known without reading them.
    known: BTreeMap<PathBuf, String>,
    /// Files that may have an entry, being as long as one that is known: their hash will tell.
    likely: BTreeSet<PathBuf>,
}

impl Cache {
    /// Opens the cache of a folder, which is made if it is not there.
    ///
    /// # Errors
    /// A folder that cannot or must not be used.
    pub(super) fn open(folder: &Path, basis: Basis) -> Result<Self, ReadError> {
        let refused = |message: String| ReadError::Cache { folder: folder.display().to_string(), message };
        let real = folder::ready(folder).map_err(refused)?;
        let clock = folder::unfinished(&real).and_then(|file| file.as_file().metadata());
        let began = index::modified(&clock.map_err(|fault| refused(fault.to_string()))?);
        Ok(Self {
            index: Index::load(&real),
            folder: real,
            basis,
            began,
            trusted: AtomicBool::new(true),
            found: BTreeMap::new(),
            known: BTreeMap::new(),
            likely: BTreeSet::new(),
        })
    }

    /// Looks at the files that will be read.
    ///
    /// # Errors
    /// One of them stands in the cache.
    pub(super) fn look(&mut self, given: &[Given]) -> Result<(), ReadError> {
        let lengths: BTreeSet<u64> = self.index.0.values().map(|known| known.stamp.length).collect();
        for Given { path, .. } in given {
            let Ok(real) = path.canonicalize() else { continue };
            if real.starts_with(&self.folder) {
                // Where it cannot be removed, it is told all the same.
                let _ = folder::undo(&self.folder);
                return Err(ReadError::Cache {
                    folder: self.folder.display().to_string(),
                    message: "it stands among the inputs: name a folder outside of them".to_owned(),
                });
            }
            let Ok(about) = real.metadata() else { continue };
            let stamp = Stamp::of(&about);
            if let Some(known) = self.index.0.get(&real).filter(|known| known.holds(stamp)) {
                self.known.insert(path.clone(), hex(&known.sha256));
            } else if lengths.contains(&stamp.length) {
                self.likely.insert(path.clone());
            }
            self.found.insert(path.clone(), (real, stamp));
        }
        Ok(())
    }

    /// The hashes that are known without reading: nothing about these files moved since they were hashed.
    pub(super) fn known(&self) -> &BTreeMap<PathBuf, String> {
        &self.known
    }

    /// Whether it is worth waiting for the hash of a file.
    pub(super) fn is_likely(&self, path: &Path) -> bool {
        self.likely.contains(path)
    }

    /// Uses no entry from now on, and makes all anew.
    pub(super) fn distrust(&self) {
        self.trusted.store(false, Ordering::Relaxed);
    }

    /// The entry of a document, and how dates are written in it.
    pub(super) fn entry(&self, document: &Document, hashing: &Hashing) -> Option<(Entry, Orders)> {
        let path = &document.given.path;
        if !(self.trusted.load(Ordering::Relaxed) && (self.known.contains_key(path) || self.is_likely(path)))
        {
            return None;
        }
        let key = self.basis.key(document, &hashing.of(path).ok()?)?;
        let (entry, orders) = Entry::open(&self.folder, key)?;
        let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_nanos(self.began.try_into().ok()?))?;
        // That it was used only decides when it goes.
        let _ = entry.file().set_modified(now);
        Some((entry, orders))
    }

    /// Begins an entry.
    pub(super) fn recorder(&self, orders: &Orders) -> Option<Recorder> {
        Recorder::new(&self.folder, orders)
    }

    /// Keeps what was recorded of a document in a file of this hash, unless the file moved meanwhile.
    pub(super) fn keep(&self, recorded: Recorded, document: &Document, sha256: &str) {
        let is_sure = bytes_of(sha256).is_some() && self.is_as_found(&document.given.path);
        let key = self.basis.key(document, sha256).filter(|_| is_sure);
        // What is not kept is read again.
        let _ = key.and_then(|key| recorded.keep(&self.folder, key));
    }

    /// Whether a file is as it was when the run began.
    fn is_as_found(&self, path: &Path) -> bool {
        let found = self.found.get(path);
        found.is_some_and(|(real, stamp)| real.metadata().is_ok_and(|about| Stamp::of(&about) == *stamp))
    }

    /// Notes the hashes of all files that were read and keeps the folder within bounds. That it fails costs time in
    /// the next run and nothing in this one.
    pub(super) fn close(mut self, hashes: &BTreeMap<&Path, &str>) {
        let mut fresh = BTreeMap::new();
        for (path, hash) in hashes.iter().filter(|(path, _)| !self.known.contains_key(**path)) {
            if let (Some((real, stamp)), Some(sha256)) = (self.found.get(*path), bytes_of(hash))
                && self.is_as_found(path)
            {
                fresh.insert(real.clone(), Known { stamp: *stamp, sha256, hashed_at: self.began });
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
