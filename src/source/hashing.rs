//! The hashes of the files, made on threads of their own beside all else.
//!
//! SHA-256 is what custody asks for and what every auditor's machine can check; one file's cannot be
//! divided among threads and takes longer than reading it. So it goes on while tickets are linked.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::documents::hex;
use super::inputs::Given;

/// How much is hashed at a time: little enough to stay in a core's cache.
const PIECE: usize = 1 << 17;

/// The hash of a file, or why there is none.
type Found = Result<String, HashFault>;

/// Why a file has no hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HashFault {
    /// It cannot be read.
    Unreadable(String),
    /// It is not what it was when the run began.
    Changed(&'static str),
    /// Nobody wants it any more.
    Stopped,
}

/// Files being hashed.
#[derive(Debug)]
pub(super) struct Hashing(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    work: Mutex<Work>,
    /// Told when a hash is found.
    news: Condvar,
    stopped: AtomicBool,
}

#[derive(Debug, Default)]
struct Work {
    waiting: VecDeque<Given>,
    found: BTreeMap<PathBuf, Found>,
}

impl Hashing {
    /// Begins to hash these files in their order on so many threads, but for those whose hash is known.
    pub(super) fn begin(
        files: impl Iterator<Item = Given>,
        known: BTreeMap<PathBuf, String>,
        threads: usize,
    ) -> Self {
        let waiting: VecDeque<Given> = files.filter(|file| !known.contains_key(&file.path)).collect();
        let found = known.into_iter().map(|(path, hash)| (path, Ok(hash))).collect();
        let threads = threads.min(waiting.len());
        let work = Mutex::new(Work { waiting, found });
        let shared = Arc::new(Shared { work, ..Shared::default() });
        for _ in 0..threads {
            let shared = Arc::clone(&shared);
            // Without a thread whoever asks for a hash makes it.
            let _ = std::thread::Builder::new().spawn(move || while shared.next().is_some() {});
        }
        Self(shared)
    }

    /// The hash of one of the files at the end of the run: one that was known from the beginning still holds.
    pub(super) fn at_last(&self, given: &Given, is_known: bool) -> Found {
        if is_known {
            let file = File::open(&given.path).map_err(|fault| HashFault::Unreadable(fault.to_string()))?;
            unchanged(&file, given)?;
        }
        self.of(&given.path)
    }

    /// The hash of one of the files, made now if nobody has begun.
    pub(super) fn of(&self, path: &Path) -> Found {
        self.0.of(path)
    }
}

impl Drop for Hashing {
    fn drop(&mut self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn work(&self) -> std::sync::MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hashes the next file.
    fn next(&self) -> Option<()> {
        let given = self.work().waiting.pop_front()?;
        self.hash(&given);
        (!self.stopped.load(Ordering::Relaxed)).then_some(())
    }

    fn hash(&self, given: &Given) {
        let found = hash_given(given, &self.stopped);
        self.work().found.insert(given.path.clone(), found);
        self.news.notify_all();
    }

    fn of(&self, path: &Path) -> Found {
        let mut work = self.work();
        loop {
            if let Some(found) = work.found.get(path) {
                return found.clone();
            }
            if let Some(at) = work.waiting.iter().position(|given| given.path == path) {
                let Some(given) = work.waiting.remove(at) else { continue };
                drop(work);
                self.hash(&given);
                work = self.work();
            } else {
                work = self.news.wait(work).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }
}

/// The hash of as many bytes as the file had when the run began; what is added later is not read.
fn hash_given(given: &Given, stopped: &AtomicBool) -> Found {
    let unreadable = |fault: std::io::Error| HashFault::Unreadable(fault.to_string());
    let mut file = File::open(&given.path).map_err(unreadable)?;
    let (hash, bytes) =
        hash_of(&mut Read::by_ref(&mut file).take(given.bytes), &|| stopped.load(Ordering::Relaxed))
            .map_err(unreadable)?;
    if stopped.load(Ordering::Relaxed) {
        return Err(HashFault::Stopped);
    }
    if bytes < given.bytes {
        return Err(HashFault::Changed("it became shorter"));
    }
    unchanged(&file, given).map(|()| hash)
}

/// Whether a file still holds what it held when the run began.
fn unchanged(file: &File, given: &Given) -> Result<(), HashFault> {
    let modified = file.metadata().and_then(|data| data.modified()).ok();
    if given.modified.is_some() && modified != given.modified && is_plain_growth(file, given) != Some(true) {
        return Err(HashFault::Changed("it was written to"));
    }
    Ok(())
}

/// Whether a file only became longer, as a log does that is still being written.
fn is_plain_growth(file: &File, given: &Given) -> Option<bool> {
    Some(file.metadata().ok()?.len() > given.bytes)
}

/// SHA-256 of a stream in lower-case hex, and its length; ends early when told to.
pub(super) fn hash_of(stream: &mut dyn Read, ends: &dyn Fn() -> bool) -> std::io::Result<(String, u64)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; PIECE];
    while !ends() {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => {
                hash.update(&piece[..read]);
                bytes += read as u64;
            }
            Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok((hex(&hash.finalize()), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(path: &Path) -> Given {
        let data = std::fs::metadata(path).unwrap();
        let name = path.display().to_string();
        Given { name, path: path.to_owned(), bytes: data.len(), modified: data.modified().ok() }
    }

    #[test]
    fn each_file_has_its_hash_with_any_number_of_threads() {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<Given> = (0..9_usize)
            .map(|at| {
                let path = folder.path().join(at.to_string());
                std::fs::write(&path, vec![b'x'; at * PIECE / 2]).unwrap();
                given(&path)
            })
            .collect();
        for threads in [0, 1, 4] {
            let hashing = Hashing::begin(files.iter().cloned(), BTreeMap::new(), threads);
            for file in files.iter().rev() {
                let whole = hex(&Sha256::digest(std::fs::read(&file.path).unwrap()));
                assert_eq!(hashing.of(&file.path), Ok(whole), "{} with {threads} threads", file.name);
            }
        }
    }

    #[test]
    fn a_file_that_changed_since_is_told_and_what_was_added_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "one\ntwo\n").unwrap();
        let before = given(&path);
        std::fs::write(&path, "one\ntwo\nthree\n").unwrap();
        let hash = Hashing::begin([before.clone()].into_iter(), BTreeMap::new(), 1).of(&path);
        assert_eq!(hash, Ok(hex(&Sha256::digest("one\ntwo\n"))));
        std::fs::write(&path, "one\n").unwrap();
        let hash = Hashing::begin([before].into_iter(), BTreeMap::new(), 1).of(&path);
        assert_eq!(hash, Err(HashFault::Changed("it became shorter")));
    }

    #[test]
    fn a_file_that_is_gone_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "one\n").unwrap();
        let before = given(&path);
        std::fs::remove_file(&path).unwrap();
        let hash = Hashing::begin([before].into_iter(), BTreeMap::new(), 1).of(&path);
        assert!(matches!(hash, Err(HashFault::Unreadable(_))), "{hash:?}");
    }
}
