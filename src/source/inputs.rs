//! The files given: folders walked, names made unique, sorted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::ReadError;

/// One file on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Name as shown: below the folder given, `/` as separator.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// When it was last written to, where the file system tells.
    pub modified: Option<SystemTime>,
}

impl Given {
    fn of(name: String, path: PathBuf) -> Result<Self, ReadError> {
        let data = std::fs::metadata(&path).map_err(|fault| unreadable(&path, &fault))?;
        Ok(Self { name, path, bytes: data.len(), modified: data.modified().ok() })
    }
}

/// All files below the inputs, each once, by name; hidden files are passed over in folders. `named` are files that go
/// by names of their own, as in an earlier run.
pub(super) fn all(inputs: &[PathBuf], named: &[(String, PathBuf)]) -> Result<Vec<Given>, ReadError> {
    let mut given = collect(inputs)?;
    for (name, path) in named {
        given.push(Given::of(name.clone(), path.clone())?);
    }
    sort(&mut given);
    Ok(given)
}

/// The files that would be read of these inputs, each once, by name. Hidden files are passed over in folders.
///
/// # Errors
/// An input that is not there or cannot be listed.
pub fn collect(inputs: &[PathBuf]) -> Result<Vec<Given>, ReadError> {
    let mut found: BTreeMap<PathBuf, (String, String)> = BTreeMap::new();
    for input in inputs {
        let whole = |path: &Path| slashed(path);
        if input.is_dir() {
            let mut files = Vec::new();
            walk(input, &mut BTreeSet::new(), &mut files)?;
            for file in files {
                let name = slashed(file.strip_prefix(input).unwrap_or(&file));
                note(&mut found, &file, name, whole(&file))?;
            }
        } else {
            let name =
                input.file_name().map_or_else(|| whole(input), |name| name.to_string_lossy().into_owned());
            note(&mut found, input, name, whole(input))?;
        }
    }
    let mut uses: BTreeMap<String, usize> = BTreeMap::new();
    found.values().for_each(|(name, _)| *uses.entry(name.clone()).or_default() += 1);
    let mut given = Vec::new();
    for (path, (name, whole)) in found {
        let name = if uses[&name] > 1 { whole } else { name };
        given.push(Given::of(name, path)?);
    }
    sort(&mut given);
    Ok(given)
}

fn sort(given: &mut [Given]) {
    given.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
}

/// Remembers a file by its real path; the shortest name by which it was given stays.
fn note(
    found: &mut BTreeMap<PathBuf, (String, String)>,
    path: &Path,
    name: String,
    whole: String,
) -> Result<(), ReadError> {
    let real = path.canonicalize().map_err(|fault| unreadable(path, &fault))?;
    let entry = found.entry(real).or_insert_with(|| (name.clone(), whole.clone()));
    if (name.len(), &name) < (entry.0.len(), &entry.0) {
        *entry = (name, whole);
    }
    Ok(())
}

fn walk(folder: &Path, seen: &mut BTreeSet<PathBuf>, files: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let real = folder.canonicalize().map_err(|fault| unreadable(folder, &fault))?;
    if !seen.insert(real) {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder).map_err(|fault| unreadable(folder, &fault))? {
        let entry = entry.map_err(|fault| unreadable(folder, &fault))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            walk(&path, seen, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn unreadable(path: &Path, fault: &std::io::Error) -> ReadError {
    ReadError::Input { path: slashed(path), message: fault.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_arguments_does_not_matter_and_a_file_counts_once() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["b/x.csv", "a/x.csv", "a/.hidden", "z.json"] {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let one = collect(&[dir.path().to_owned(), dir.path().join("z.json")]).unwrap();
        let two = collect(&[dir.path().join("z.json"), dir.path().to_owned()]).unwrap();
        assert_eq!(one, two);
        assert_eq!(one.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(), ["a/x.csv", "b/x.csv", "z.json"]);
    }

    #[test]
    fn equal_names_are_told_apart_by_their_folders() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a/x.csv", "b/x.csv"] {
            std::fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let given = collect(&[dir.path().join("b/x.csv"), dir.path().join("a/x.csv")]).unwrap();
        assert!(given[0].name.ends_with("a/x.csv") && given[1].name.ends_with("b/x.csv"));
        assert_ne!(given[0].name, given[1].name);
    }

    #[test]
    fn a_missing_input_is_named() {
        let fault = collect(&[PathBuf::from("no/such.csv")]).unwrap_err();
        assert!(fault.to_string().contains("no/such.csv"));
    }
}
