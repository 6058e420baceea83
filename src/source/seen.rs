//! Which records are known already, in little memory.
//!
//! Two records that say the same bear the same time. So what is known stands by hour: the newest
//! keys in a table, older ones sorted in runs of 12 bytes a record, and when these outgrow their share
//! of memory, in a temporary file from which an hour comes back when records of it come again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;

use super::worker::Key;
use crate::model::FileId;

/// Keys in the table before they are sorted into runs.
const NEW: usize = if cfg!(test) { 50 } else { 1 << 18 };
/// Words of a key.
const WORDS: usize = 3;
/// Bytes of a word.
const WORD: usize = 4;

/// The newest keys, with hour and file.
#[expect(
    clippy::disallowed_types,
    reason = "looked up for every record of the input; sorted when it is emptied"
)]
type Newest = std::collections::HashMap<Key, (i64, u32), std::hash::BuildHasherDefault<KeyHasher>>;

/// A key is a hash already: its first words will do.
#[derive(Default)]
struct KeyHasher(u64);

impl std::hash::Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk::<8>() {
            self.0 ^= u64::from_le_bytes(*first);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Keys of records of one hour and file.
struct Run {
    file: u32,
    keys: Keys,
}

/// Sorted keys.
enum Keys {
    Here(Box<[Key]>),
    /// So many in the temporary file, from this byte.
    Away {
        offset: u64,
        count: usize,
    },
}

/// The records that are known already.
pub(super) struct Seen {
    newest: Newest,
    runs: BTreeMap<i64, Vec<Run>>,
    /// Keys of runs in memory.
    here: usize,
    /// How many keys of runs may stay in memory.
    most: usize,
    /// The temporary file, and its length in bytes.
    away: Option<(File, u64)>,
}

impl Seen {
    /// Nothing is known; older keys may take so many bytes.
    pub(super) fn within(bytes: usize) -> Self {
        let most = bytes / (WORDS * WORD);
        Self { newest: Newest::default(), runs: BTreeMap::new(), here: 0, most, away: None }
    }

    /// The file that held a record of this second of the epoch first; notes the record if none did.
    ///
    /// # Errors
    /// The temporary file cannot be written or read.
    pub(super) fn first_holder(
        &mut self,
        key: Key,
        second: Option<i64>,
        file: FileId,
    ) -> std::io::Result<Option<FileId>> {
        let hour = second.map_or(i64::MIN, |second| second.div_euclid(3600));
        if let Some((_, first)) = self.newest.get(&key) {
            return Ok(Some(FileId(*first)));
        }
        if let Some(first) = self.in_runs(key, hour)? {
            return Ok(Some(first));
        }
        self.newest.insert(key, (hour, file.0));
        if self.newest.len() >= NEW {
            self.sort_newest();
            if self.here > self.most {
                self.put_away()?;
            }
        }
        Ok(None)
    }

    /// The file of the run that has a key.
    fn in_runs(&mut self, key: Key, hour: i64) -> std::io::Result<Option<FileId>> {
        for run in self.runs.get_mut(&hour).into_iter().flatten() {
            if let (Keys::Away { offset, count }, Some((file, _))) = (&run.keys, &self.away) {
                self.here += count;
                run.keys = Keys::Here(read_keys(file, *offset, *count)?);
            }
            if let Keys::Here(keys) = &run.keys
                && keys.binary_search(&key).is_ok()
            {
                return Ok(Some(FileId(run.file)));
            }
        }
        Ok(None)
    }

    /// Sorts the newest keys into runs.
    fn sort_newest(&mut self) {
        let newest = std::mem::take(&mut self.newest).into_iter();
        let mut newest: Vec<(i64, u32, Key)> = newest.map(|(key, (hour, file))| (hour, file, key)).collect();
        newest.sort_unstable();
        self.here += newest.len();
        for of_file in newest.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (hour, file, _) = of_file[0];
            let keys: Box<[Key]> = of_file.iter().map(|(.., key)| *key).collect();
            let runs = self.runs.entry(hour).or_default();
            runs.push(Run { file, keys: Keys::Here(keys) });
            merge_last(runs);
        }
    }

    /// Moves all runs in memory into the temporary file.
    fn put_away(&mut self) -> std::io::Result<()> {
        let (file, length) = match &mut self.away {
            Some(away) => away,
            None => self.away.insert((tempfile::tempfile()?, 0)),
        };
        let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
        for run in self.runs.values_mut().flatten() {
            let Keys::Here(keys) = &run.keys else { continue };
            for word in keys.iter().flatten() {
                out.write_all(&word.to_le_bytes())?;
            }
            let away = Keys::Away { offset: *length, count: keys.len() };
            *length += (keys.len() * WORDS * WORD) as u64;
            run.keys = away;
        }
        out.flush()?;
        self.here = 0;
        Ok(())
    }
}

/// Merges the last run with those of its file before it that are not much longer, so that an hour whose
/// records come again and again has few runs.
fn merge_last(runs: &mut Vec<Run>) {
    while let [.., before, last] = runs.as_mut_slice() {
        let (Keys::Here(old), Keys::Here(new)) = (&before.keys, &last.keys) else { return };
        if before.file != last.file || old.len() > 2 * new.len() {
            return;
        }
        let mut keys = [&old[..], &new[..]].concat();
        keys.sort_unstable();
        before.keys = Keys::Here(keys.into());
        runs.pop();
    }
}

fn read_keys(file: &File, offset: u64, count: usize) -> std::io::Result<Box<[Key]>> {
    let mut bytes = vec![0; count * WORDS * WORD];
    file.read_exact_at(&mut bytes, offset)?;
    let (words, _) = bytes.as_chunks::<WORD>();
    let (keys, _) = words.as_chunks::<WORDS>();
    Ok(keys.iter().map(|key| key.map(u32::from_le_bytes)).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Records as a key and a second that follows from it.
    fn records() -> impl Strategy<Value = Vec<(u32, u32)>> {
        prop::collection::vec((0_u32..400, 0_u32..4), 0..1500)
    }

    proptest! {
        #[test]
        fn the_first_holder_is_known_however_little_memory_there_is(records in records()) {
            let mut plain: BTreeMap<u32, u32> = BTreeMap::new();
            let mut ample = Seen::within(1 << 20);
            let mut scarce = Seen::within(100);
            for (number, file) in records {
                let first = plain.get(&number).copied();
                plain.entry(number).or_insert(file);
                let key = [number.wrapping_mul(2_654_435_761), number, 7];
                // Some hours, and records without a time.
                let second = (number % 5 > 0).then(|| i64::from(number % 50) * 1000 - 9000);
                for seen in [&mut ample, &mut scarce] {
                    let found = seen.first_holder(key, second, FileId(file)).unwrap();
                    prop_assert_eq!(found, first.map(FileId));
                }
            }
        }
    }
}
