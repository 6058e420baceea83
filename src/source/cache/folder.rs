//! The folder of a cache: its owner's alone, and told from all other folders.

use std::fs::{DirBuilder, File, Permissions, set_permissions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The file that says that a folder is a cache (bford.info/cachedir): programs that make backups leave it out, and
/// nothing is ever written to or removed from another folder.
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n\
    # A cache of deskproof: records read before. It holds personal data and may be deleted at any time.\n";

/// Beginning of the names of files that are being written.
pub(super) const UNFINISHED: &str = "unfinished-";

/// The real path of the folder, which is made if it is not there.
///
/// # Errors
/// What hinders its use, in words.
pub(super) fn ready(folder: &Path) -> Result<PathBuf, String> {
    let fault = |fault: std::io::Error| fault.to_string();
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault)?;
    let folder = folder.canonicalize().map_err(fault)?;
    let tag = folder.join(TAG);
    if folder.read_dir().map_err(fault)?.next().is_none() {
        set_permissions(&folder, Permissions::from_mode(0o700)).map_err(fault)?;
    } else if !tag.exists() {
        return Err(format!("it holds something and no {TAG}, so it is no cache: name a new folder"));
    }
    if folder.metadata().map_err(fault)?.mode() & 0o077 != 0 {
        return Err("others may enter it, and a cache holds personal data: `chmod 700` it".to_owned());
    }
    match File::create_new(&tag) {
        Ok(mut file) => file.write_all(TAG_TEXT).map_err(fault)?,
        Err(found) if found.kind() == ErrorKind::AlreadyExists => {}
        Err(found) => return Err(fault(found)),
    }
    Ok(folder)
}

/// Removes a folder that was made for nothing.
pub(super) fn undo(folder: &Path) -> std::io::Result<()> {
    if folder.read_dir()?.count() > 1 {
        return Ok(());
    }
    std::fs::remove_file(folder.join(TAG))?;
    std::fs::remove_dir(folder)
}

/// A file to be written in the folder, which goes if it is not given a name.
pub(super) fn unfinished(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_folder_is_for_its_owner_only_and_says_what_it_is() {
        let parent = tempfile::tempdir().unwrap();
        let folder = ready(&parent.path().join("a/b")).unwrap();
        assert_eq!(folder.metadata().unwrap().mode() & 0o777, 0o700);
        assert!(
            std::fs::read(folder.join(TAG))
                .unwrap()
                .starts_with(b"Signature: 8a477f597d28d172789f06886806bc55")
        );
        assert_eq!(ready(&folder), Ok(folder.clone()));
        let empty = tempfile::tempdir().unwrap();
        set_permissions(empty.path(), Permissions::from_mode(0o755)).unwrap();
        assert_eq!(ready(empty.path()).unwrap().metadata().unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_folder_that_others_may_enter_or_that_holds_something_else_is_refused() {
        let open = tempfile::tempdir().unwrap();
        ready(open.path()).unwrap();
        set_permissions(open.path(), Permissions::from_mode(0o755)).unwrap();
        assert!(ready(open.path()).unwrap_err().contains("chmod 700"));
        let full = tempfile::tempdir().unwrap();
        std::fs::write(full.path().join("letter.txt"), "dear").unwrap();
        assert!(ready(full.path()).unwrap_err().contains("no cache"));
        std::fs::write(full.path().join("file"), "").unwrap();
        assert!(ready(&full.path().join("file")).is_err());
    }
}
