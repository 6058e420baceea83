//! The folder of mapping files: the embedded one, with a user's folder over it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::error::MappingError;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/mappings");

/// All mapping files by their path below the folder, `/` as separator.
#[derive(Debug, Clone)]
pub struct Mappings {
    files: BTreeMap<String, Cow<'static, str>>,
    /// Those that a user's folder holds.
    given: BTreeSet<String>,
}

impl Mappings {
    /// The files that the program was built with.
    #[must_use]
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut files);
        Self { files, given: BTreeSet::new() }
    }

    /// The embedded files with those of a folder added; equal paths are replaced.
    ///
    /// # Errors
    /// A file that cannot be read or is not UTF-8.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, MappingError> {
        let mut given = BTreeMap::new();
        collect_folder(folder, folder, &mut given)?;
        self.given.extend(given.keys().cloned());
        self.files.extend(given.into_iter().map(|(path, text)| (path, text.into())));
        Ok(self)
    }

    /// Whether no file is a user's. Then there is no fault in them, which tests see to, and what takes long to check
    /// may wait until it is needed.
    #[must_use]
    pub fn are_ours(&self) -> bool {
        self.given.is_empty()
    }

    /// Whether a file is a user's.
    #[must_use]
    pub fn is_given(&self, path: &str) -> bool {
        self.given.contains(path)
    }

    /// The text of one file.
    ///
    /// # Errors
    /// No such file.
    pub fn text(&self, path: &str) -> Result<&str, MappingError> {
        self.files.get(path).map(AsRef::as_ref).ok_or_else(|| {
            MappingError::whole(
                path,
                "this mapping file is missing; restore it from the program's mappings folder",
            )
        })
    }

    /// The files directly below `folder/` that end in `extension`, by path.
    pub fn under<'a>(
        &'a self,
        folder: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files.iter().filter_map(move |(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.contains('/') && name.ends_with(extension)).then_some((path.as_str(), text.as_ref()))
        })
    }

    /// Reads one TOML file into a type.
    ///
    /// # Errors
    /// A missing file, broken TOML, an unknown key or a value out of its vocabulary,
    /// each with file, line and column.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, MappingError> {
        parse_toml(path, self.text(path)?)
    }

    /// SHA-256 over all paths and texts, lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        sha256(self.files.iter())
    }

    /// The same for each part by itself: a folder (`policy`, `sources`) or a file beside the folders, by name.
    #[must_use]
    pub fn parts(&self) -> Vec<(String, String)> {
        let names: BTreeSet<&str> = self.files.keys().map(|path| part(path)).collect();
        names.into_iter().map(|name| (name.to_owned(), self.part_sha256(name))).collect()
    }

    /// The hash of one of these parts.
    #[must_use]
    pub fn part_sha256(&self, name: &str) -> String {
        sha256(self.files.iter().filter(|(path, _)| part(path) == name))
    }
}

/// The folder or file directly below the top in which a file is.
fn part(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

fn sha256<'a>(files: impl Iterator<Item = (&'a String, &'a Cow<'static, str>)>) -> String {
    let mut hash = Sha256::new();
    for (path, text) in files {
        hash.update(path.len().to_le_bytes());
        hash.update(path);
        hash.update(text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads TOML text into a type, turning faults into [`MappingError`]s.
///
/// # Errors
/// As [`Mappings::toml`].
pub fn parse_toml<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, MappingError> {
    toml::from_str(text).map_err(|fault| {
        let offset = fault.span().map_or(0, |span| span.start);
        MappingError::at(path, text, offset, with_near_key(fault.message()))
    })
}

/// Adds "did you mean" to serde's message about an unknown field or variant.
fn with_near_key(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let Some(unknown) = words.next().filter(|_| message.starts_with("unknown ")) else {
        return message.to_owned();
    };
    let near = words
        .map(|known| (strsim::damerau_levenshtein(unknown, known), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 4)
        .min();
    near.map_or_else(|| message.to_owned(), |(_, known)| format!("{message}; did you mean `{known}`?"))
}

fn collect_embedded(folder: &Dir<'static>, files: &mut BTreeMap<String, Cow<'static, str>>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.replace('\\', "/"), Cow::Borrowed(text));
        }
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}

fn collect_folder(
    top: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
) -> Result<(), MappingError> {
    let unreadable = |path: &Path, fault: std::io::Error| {
        MappingError::whole(&path.display().to_string(), format!("cannot be read: {fault}"))
    };
    for entry in std::fs::read_dir(folder).map_err(|fault| unreadable(folder, fault))? {
        let path = entry.map_err(|fault| unreadable(folder, fault))?.path();
        if path.is_dir() {
            collect_folder(top, &path, files)?;
        } else {
            let text = std::fs::read_to_string(&path).map_err(|fault| unreadable(&path, fault))?;
            let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.insert(name, text);
        }
    }
    Ok(())
}
