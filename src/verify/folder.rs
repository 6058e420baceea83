//! The files of a report folder against its manifest, and against those made again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::difference::{Difference, first};
use super::manifest::{MANIFEST, Manifest};
use crate::report::{SIGNATURE, SIGNED_BY, safe};
use crate::source::hash_file;

/// Entries of a folder that are looked at: more than any report has.
const MOST_ENTRIES: usize = 20_000;

/// What is not as the manifest lists it: files that are altered, missing, not plain files, or too many.
#[must_use]
pub fn listed(folder: &Path, manifest: &Manifest) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut known: BTreeSet<String> = [MANIFEST, SIGNATURE, SIGNED_BY].map(str::to_owned).into();
    for output in &manifest.outputs {
        let file = &output.file;
        if !known.insert(file.clone()) {
            differences.push(Difference::of(file, "the manifest lists it twice"));
            continue;
        }
        let found = plain(folder, file).and_then(|path| {
            let about = path.metadata().map_err(|fault| fault.to_string())?;
            if about.len() != output.bytes {
                return Err(format!(
                    "altered: it has {} bytes, the manifest lists {}",
                    about.len(),
                    output.bytes
                ));
            }
            hash_file(&path).map_err(|fault| fault.to_string())
        });
        match found {
            Err(said) => differences.push(Difference::of(file, said)),
            Ok(sha256) if sha256 != output.sha256 => {
                let listed = safe::clipped(&output.sha256, 64);
                let said = format!("altered: its SHA-256 is {sha256}, the manifest lists {listed}");
                differences.push(Difference::of(file, said));
            }
            Ok(_) => {}
        }
    }
    differences.extend(extra(folder, &known));
    differences
}

/// What differs between the files of a folder and those that were made again.
#[must_use]
pub fn compare(folder: &Path, manifest: &Manifest, made: &[(String, Vec<u8>)]) -> Vec<Difference> {
    let mut differences = Vec::new();
    let made_of: BTreeMap<&str, &[u8]> =
        made.iter().map(|(file, bytes)| (file.as_str(), bytes.as_slice())).collect();
    for (file, bytes) in made {
        let compared = plain(folder, file).and_then(|path| {
            let there = File::open(&path).map_err(|fault| fault.to_string())?;
            first(file, there, bytes).map_err(|fault| fault.to_string())
        });
        differences.extend(compared.unwrap_or_else(|said| Some(Difference::of(file, said))));
    }
    let gone = manifest.outputs.iter().filter(|output| !made_of.contains_key(output.file.as_str()));
    differences.extend(
        gone.map(|output| Difference::of(&output.file, "is not made again: these settings do not make it")),
    );
    differences
}

/// The path of a plain file of the folder.
///
/// # Errors
/// A path that could lead out of the folder, a link on the way, no file there.
pub fn plain(folder: &Path, file: &str) -> Result<PathBuf, String> {
    let is_inside = !file.is_empty()
        && !file.contains(['\\', ':', '\0'])
        && Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
    if !is_inside {
        return Err("not opened: the path leads out of the folder".to_owned());
    }
    let mut path = folder.to_owned();
    let mut parts = Path::new(file).components().peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let about = path.symlink_metadata().map_err(|_| "missing".to_owned())?;
        if about.is_symlink() {
            return Err("not opened: it is reached through a link".to_owned());
        }
        if parts.peek().is_none() && !about.is_file() {
            return Err("not opened: it is no plain file".to_owned());
        }
    }
    Ok(path)
}

/// The bytes of a small plain file of the folder; `None` if it is not there.
///
/// # Errors
/// A link, a folder, a larger file, or one that cannot be read, in words.
pub fn small(folder: &Path, file: &str, largest: u64) -> Result<Option<Vec<u8>>, String> {
    if folder.join(file).symlink_metadata().is_err() {
        return Ok(None);
    }
    let path = plain(folder, file)?;
    let mut bytes = Vec::new();
    let there = File::open(&path).map_err(|fault| fault.to_string())?;
    there.take(largest + 1).read_to_end(&mut bytes).map_err(|fault| fault.to_string())?;
    if bytes.len() as u64 > largest { Err("it is too large".to_owned()) } else { Ok(Some(bytes)) }
}

/// Files of the folder that the manifest does not list. Links are told and not followed.
fn extra(folder: &Path, known: &BTreeSet<String>) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut open = vec![(folder.to_owned(), String::new())];
    let mut entries = 0;
    while let Some((path, name)) = open.pop() {
        let Ok(inside) = std::fs::read_dir(&path) else {
            differences.push(Difference::of(&name, "the folder cannot be read"));
            continue;
        };
        for entry in inside {
            entries += 1;
            if entries > MOST_ENTRIES {
                differences
                    .push(Difference::of(&name, format!("more than {MOST_ENTRIES} files and folders")));
                return differences;
            }
            let Ok(entry) = entry else { continue };
            let own = entry.file_name().to_string_lossy().into_owned();
            let file = if name.is_empty() { own } else { format!("{name}/{own}") };
            match entry.file_type() {
                Ok(sort) if sort.is_dir() => open.push((entry.path(), file)),
                _ if !known.contains(&file) => {
                    differences.push(Difference::of(&file, "extra: the manifest does not list it"));
                }
                _ => {}
            }
        }
    }
    differences.sort_by(|one, other| one.file.cmp(&other.file));
    differences
}
