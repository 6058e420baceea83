//! Writing one file whole or not at all.

use std::path::{Path, PathBuf};

use super::Failure;

/// Refuses to write over files that are there, unless that is wished for.
pub(super) fn may_write<'a>(
    files: impl IntoIterator<Item = &'a PathBuf>,
    force: bool,
) -> Result<(), Failure> {
    match files.into_iter().find(|file| file.exists() && !force) {
        None => Ok(()),
        Some(there) => Err(Failure::usage(format!("{} exists already", there.display()))
            .hint("name another file, or give --force to replace it")),
    }
}

/// Writes a file beside its place and renames it, so that it appears whole or not at all.
pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || {
        let workshop = tempfile::Builder::new().prefix(".deskproof-").tempdir_in(folder)?;
        let fresh = workshop.path().join("file");
        std::fs::write(&fresh, bytes)?;
        std::fs::File::open(&fresh)?.sync_all()?;
        std::fs::rename(&fresh, file)
    };
    write().map_err(|fault: std::io::Error| {
        Failure::failed(format!("{} cannot be written: {fault}", file.display()))
    })
}
