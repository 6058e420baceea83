//! Keeping a cache within bounds.

use std::path::{Path, PathBuf};

use super::folder::UNFINISHED;
use super::index::modified;
use super::key::ENTRY;

/// What a run that ended early left behind is removed after a day.
const DAY_NANOSECONDS: i64 = 86_400_000_000_000;

/// Removes what was not used for longest, until all entries together are no more than `bound` bytes. An entry that
/// another run is reading stays readable for it.
pub(super) fn tidy(folder: &Path, now: i64, bound: u64) -> std::io::Result<()> {
    let mut entries: Vec<(i64, PathBuf, u64)> = Vec::new();
    for found in folder.read_dir()? {
        let found = found?;
        let (name, Ok(about)) = (found.file_name(), found.metadata()) else { continue };
        let name = name.to_string_lossy();
        let used = modified(&about);
        if name.ends_with(ENTRY) {
            entries.push((used, found.path(), about.len()));
        } else if name.starts_with(UNFINISHED) && now.saturating_sub(used) > DAY_NANOSECONDS {
            std::fs::remove_file(found.path())?;
        }
    }
    entries.sort();
    let mut bytes: u64 = entries.iter().map(|(.., bytes)| bytes).sum();
    for (_, path, of_entry) in entries {
        if bytes <= bound {
            break;
        }
        std::fs::remove_file(path)?;
        bytes -= of_entry;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first_and_nothing_else_goes() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, seconds: u64| {
            let path = folder.path().join(name);
            std::fs::write(&path, [0; 10]).unwrap();
            let at = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
        };
        put("b.entry", 1);
        put("a.entry", 2);
        put("c.entry", 3);
        put("index", 0);
        put("unfinished-1", 10);
        put("unfinished-2", 90_000);
        let left = |bound: u64| {
            tidy(folder.path(), 100_000 * 1_000_000_000, bound).unwrap();
            let names = folder.path().read_dir().unwrap();
            let mut names: Vec<String> =
                names.map(|name| name.unwrap().file_name().into_string().unwrap()).collect();
            names.sort();
            names
        };
        assert_eq!(left(30), ["a.entry", "b.entry", "c.entry", "index", "unfinished-2"]);
        assert_eq!(left(29), ["a.entry", "c.entry", "index", "unfinished-2"]);
        assert_eq!(left(0), ["index", "unfinished-2"]);
    }
}
