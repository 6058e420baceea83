//! Files that are given beside the exports: read whole, bounded, as text.

use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::documents::hex;
use super::limits::BESIDE_BYTES;
use crate::mapping::MappingError;
use crate::model::{FileId, FileUse, InputFile};

/// A file with its text.
pub(super) struct Beside {
    /// Its name without folders.
    pub(super) name: String,
    /// What stands on disk.
    pub(super) bytes: Vec<u8>,
    /// The same as text, without byte order mark.
    pub(super) text: String,
}

/// The name of a file without folders.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Reads a file as text in UTF-8, or in UTF-16 where its byte order mark says so.
///
/// # Errors
/// A file that is not there, too large, or no text; the fault names it as given.
pub(super) fn read(path: &Path) -> Result<Beside, MappingError> {
    let bytes = bytes_of(path)?;
    let (text, _, is_wrong) = match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding.decode(&bytes),
        None => encoding_rs::UTF_8.decode(&bytes),
    };
    if is_wrong {
        return Err(fault(path, "it is no text in UTF-8"));
    }
    let text = text.into_owned();
    Ok(Beside { name: name_of(path), bytes, text })
}

/// The bytes of a file.
///
/// # Errors
/// A file that is not there or too large.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, MappingError> {
    let unreadable = |error: std::io::Error| fault(path, &error.to_string());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(BESIDE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > BESIDE_BYTES {
        return Err(fault(path, &format!("it is larger than {} MiB", BESIDE_BYTES >> 20)));
    }
    Ok(bytes)
}

fn fault(path: &Path, message: &str) -> MappingError {
    MappingError::whole(&path.display().to_string(), message)
}

/// The books of such a file.
pub(super) fn file(
    name: String,
    bytes: &[u8],
    used_as: FileUse,
    note: &str,
    shape: &str,
    rows: usize,
) -> InputFile {
    let rows = rows as u64;
    InputFile {
        id: FileId(0),
        name,
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
        used_as,
        source: Some(used_as.as_str().to_owned()),
        note: note.to_owned(),
        shape: shape.to_owned(),
        zone: String::new(),
        rows,
        used: rows,
        rejected: 0,
        duplicates: 0,
        first_at: None,
        last_at: None,
    }
}
