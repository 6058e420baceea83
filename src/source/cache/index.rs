//! Hashes of files that need not be read again to know them, as version control systems keep them: by all that the
//! file system says of a file.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::folder::unfinished;
use crate::source::limits::{INDEX_BYTES, INDEX_FILES};

const NAME: &str = "index";
/// With the number of its layout.
const MAGIC: &[u8; 8] = b"dp-idx\0\x01";
/// A file that changed less than this before it was hashed may have changed again without showing it.
const SETTLED_NANOSECONDS: i64 = 2_000_000_000;

/// What the file system says of a file; times in nanoseconds of the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    pub(super) length: u64,
    modified: i64,
    /// Also moved by what sets `modified` back.
    changed: i64,
}

impl Stamp {
    pub(super) fn of(found: &Metadata) -> Self {
        let nanoseconds =
            |seconds: i64, beyond: i64| seconds.saturating_mul(1_000_000_000).saturating_add(beyond);
        Self {
            device: found.dev(),
            inode: found.ino(),
            length: found.len(),
            modified: modified(found),
            changed: nanoseconds(found.ctime(), found.ctime_nsec()),
        }
    }
}

/// When a file was last written to, in nanoseconds of the epoch.
pub(super) fn modified(found: &Metadata) -> i64 {
    found.mtime().saturating_mul(1_000_000_000).saturating_add(found.mtime_nsec())
}

/// What was known of a file when it was hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) stamp: Stamp,
    pub(super) sha256: [u8; 32],
    /// A time before it was hashed, by the clock of the file system.
    pub(super) hashed_at: i64,
}

impl Known {
    /// Whether a file that shows this stamp still has the hash.
    pub(super) fn holds(&self, stamp: Stamp) -> bool {
        let last = self.stamp.modified.max(self.stamp.changed);
        self.stamp == stamp && self.hashed_at.saturating_sub(last) >= SETTLED_NANOSECONDS
    }
}

/// The hashes by real path.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index(pub(super) BTreeMap<PathBuf, Known>);

impl Index {
    /// The index of a folder; empty if there is none that can be used.
    pub(super) fn load(folder: &Path) -> Self {
        Self::read(&folder.join(NAME)).unwrap_or_default()
    }

    fn read(path: &Path) -> Option<Self> {
        let mut bytes = Vec::new();
        std::fs::File::open(path).ok()?.take(INDEX_BYTES).read_to_end(&mut bytes).ok()?;
        let (digest, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
        if digest != Sha256::digest(body).as_slice() {
            return None;
        }
        let files: Vec<(Vec<u8>, Known)> = postcard::from_bytes(body).ok()?;
        let named = |(path, known)| (PathBuf::from(std::ffi::OsString::from_vec(path)), known);
        Some(Self(files.into_iter().map(named).collect()))
    }

    /// Writes what is known now over what another run may have written meanwhile.
    pub(super) fn save(self, folder: &Path) -> std::io::Result<()> {
        let mut all = Self::load(folder);
        all.0.extend(self.0);
        if all.0.len() > INDEX_FILES {
            all.0.retain(|path, _| path.exists());
        }
        while all.0.len() > INDEX_FILES {
            all.0.pop_first();
        }
        let files: Vec<(&[u8], &Known)> =
            all.0.iter().map(|(path, known)| (path.as_os_str().as_bytes(), known)).collect();
        let body = postcard::to_extend(&files, Vec::new()).map_err(std::io::Error::other)?;
        let mut file = unfinished(folder)?;
        file.write_all(MAGIC)?;
        file.write_all(&Sha256::digest(&body))?;
        file.write_all(&body)?;
        file.persist(folder.join(NAME))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(length: u64, hashed_at: i64) -> Known {
        let stamp = Stamp { device: 1, inode: 2, length, modified: 5_000_000_000, changed: 6_000_000_000 };
        Known { stamp, sha256: [7; 32], hashed_at }
    }

    #[test]
    fn a_hash_holds_only_if_nothing_moved_and_the_file_had_settled() {
        let settled = known(3, 8_000_000_000);
        assert!(settled.holds(settled.stamp));
        let others = [
            Stamp { device: 9, ..settled.stamp },
            Stamp { inode: 9, ..settled.stamp },
            Stamp { length: 9, ..settled.stamp },
            Stamp { modified: 9, ..settled.stamp },
            Stamp { changed: 9, ..settled.stamp },
        ];
        assert!(others.into_iter().all(|other| !settled.holds(other)));
        let just_written = known(3, 7_999_999_999);
        assert!(!just_written.holds(just_written.stamp));
        let from_the_future = known(3, 0);
        assert!(!from_the_future.holds(from_the_future.stamp));
    }

    #[test]
    fn what_is_saved_is_loaded_and_runs_at_once_add_to_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let odd = PathBuf::from(std::ffi::OsString::from_vec(b"/a\xff\n".to_vec()));
        let one = |path: &Path, length| Index(BTreeMap::from([(path.to_owned(), known(length, 1))]));
        one(&odd, 1).save(folder.path()).unwrap();
        one(Path::new("/b"), 2).save(folder.path()).unwrap();
        one(Path::new("/b"), 3).save(folder.path()).unwrap();
        let both = BTreeMap::from([(odd, known(1, 1)), (PathBuf::from("/b"), known(3, 1))]);
        assert_eq!(Index::load(folder.path()), Index(both));
    }

    #[test]
    fn an_index_that_is_damaged_anywhere_is_none() {
        let folder = tempfile::tempdir().unwrap();
        Index(BTreeMap::from([("/b".into(), known(3, 1))])).save(folder.path()).unwrap();
        let path = folder.path().join(NAME);
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(Index::load(folder.path()), Index::default(), "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(Index::load(folder.path()), Index::default(), "the first {at}");
        }
    }
}
