//! Writing the output folder: whole, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Fill;
use super::manifest::{MANIFEST, is_ours};

/// Why the folder was not written. The output path is then as it was before.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The output path exists and `force` was not given.
    #[error("{0} exists already; name another folder, or give --force to replace a report that stands there")]
    Exists(PathBuf),
    /// The output path is no report of ours, so it is not replaced even with `force`.
    #[error("{0} is not replaced: it holds no manifest.json of deskproof; name another folder")]
    NotOurs(PathBuf),
    /// The output path names no folder that could be made.
    #[error("{0} cannot be the output folder: give the name of a folder to make")]
    NoName(PathBuf),
    /// The file system said no.
    #[error("{path} cannot be written: {fault}")]
    Io {
        /// Where.
        path: PathBuf,
        /// What the system said.
        fault: io::Error,
    },
}

/// The output folder while it is made: in a temporary folder beside it, which takes its name when all is there.
#[derive(Debug)]
pub struct Folder {
    out: PathBuf,
    /// Whether something stands at `out` that is to be replaced.
    replaces: bool,
    /// The folder of `out`.
    parent: PathBuf,
    /// Whatever is left in the workshop at the end goes with it.
    workshop: TempDir,
}

impl Folder {
    /// Begins a folder at `out`. An existing one is replaced only with `force`, and only if it is empty or a report of
    /// ours, after the new one is complete.
    ///
    /// # Errors
    /// See [`WriteError`].
    pub fn begin(out: &Path, force: bool) -> Result<Self, WriteError> {
        let replaces = may_write(out, force)?;
        let parent = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|fault| io_error(parent, fault))?;
        let workshop = tempfile::Builder::new()
            .prefix(".deskproof-")
            .tempdir_in(parent)
            .map_err(|fault| io_error(parent, fault))?;
        let folder = Self { out: out.to_owned(), replaces, parent: parent.to_owned(), workshop };
        fs::create_dir(folder.fresh()).map_err(|fault| io_error(out, fault))?;
        Ok(folder)
    }

    fn fresh(&self) -> PathBuf {
        self.workshop.path().join("new")
    }

    /// Makes a file of a relative path, lets it be filled and syncs it; several may be written at a time.
    ///
    /// # Errors
    /// The file system says no.
    pub fn put(&self, name: &str, fill: &mut Fill<'_>) -> Result<(), WriteError> {
        let path = self.fresh().join(name);
        write_file(&path, fill).map_err(|fault| io_error(&self.out.join(name), fault))
    }

    /// Gives the folder its name.
    ///
    /// # Errors
    /// The file system says no; then what stood at the place stands there still.
    pub fn finish(self) -> Result<(), WriteError> {
        let (out, fresh, old) = (&self.out, self.fresh(), self.workshop.path().join("old"));
        sync_folder(&fresh).map_err(|fault| io_error(out, fault))?;
        if self.replaces {
            fs::rename(out, &old).map_err(|fault| io_error(out, fault))?;
        }
        if let Err(fault) = fs::rename(&fresh, out) {
            if self.replaces {
                fs::rename(&old, out).map_err(|fault| io_error(out, fault))?;
            }
            return Err(io_error(out, fault));
        }
        sync_folder(&self.parent).map_err(|fault| io_error(&self.parent, fault))
    }
}

/// Whether something stands at `out` that may be replaced; worth asking before long work.
///
/// # Errors
/// It may not be written: see [`WriteError`].
pub fn may_write(out: &Path, force: bool) -> Result<bool, WriteError> {
    if out.file_name().is_none() {
        return Err(WriteError::NoName(out.to_owned()));
    }
    let found = match fs::symlink_metadata(out) {
        Ok(found) => found,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(fault) => return Err(io_error(out, fault)),
    };
    if !force {
        return Err(WriteError::Exists(out.to_owned()));
    }
    let empty = || fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_none());
    let ours = || fs::read(out.join(MANIFEST)).is_ok_and(|bytes| is_ours(&bytes));
    if found.is_dir() && (empty() || ours()) { Ok(true) } else { Err(WriteError::NotOurs(out.to_owned())) }
}

fn write_file(path: &Path, fill: &mut Fill<'_>) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create_new(path)?;
    fill(&mut file)?;
    file.sync_all()
}

/// Makes renames in a folder durable, where the system allows to open folders.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn io_error(path: &Path, fault: io::Error) -> WriteError {
    WriteError::Io { path: path.to_owned(), fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(files: &[(String, Vec<u8>)], out: &Path, force: bool) -> Result<(), WriteError> {
        let folder = Folder::begin(out, force)?;
        files.iter().try_for_each(|(name, bytes)| folder.put(name, &mut |out| out.write_all(bytes)))?;
        folder.finish()
    }

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        let manifest = br#"{"program": "deskproof", "outputs": []}"#.to_vec();
        vec![("data/a.csv".to_owned(), text.as_bytes().to_vec()), (MANIFEST.to_owned(), manifest)]
    }

    /// A file below a file: cannot be written.
    fn impossible() -> Vec<(String, Vec<u8>)> {
        let mut files = files("new");
        files.push(("data/a.csv/b".to_owned(), Vec::new()));
        files
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_written_with_its_parents() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("reports/2026/april");
        write(&files("a"), &out, false).unwrap();
        assert_eq!(fs::read(out.join("data/a.csv")).unwrap(), b"a");
        assert_eq!(names(out.parent().unwrap()), ["april"]);
    }

    #[test]
    fn an_existing_folder_is_refused_without_force() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write(&files("old"), &out, false).unwrap();
        let refused = write(&files("new"), &out, false).unwrap_err();
        assert!(refused.to_string().contains("--force"), "{refused}");
        assert_eq!(fs::read(out.join("data/a.csv")).unwrap(), b"old");
    }

    #[test]
    fn with_force_a_report_of_ours_is_replaced_whole() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write(&files("old"), &out, false).unwrap();
        fs::write(out.join("stale.txt"), "").unwrap();
        write(&files("new"), &out, true).unwrap();
        assert_eq!(fs::read(out.join("data/a.csv")).unwrap(), b"new");
        assert_eq!(names(&out), ["data", MANIFEST]);
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn with_force_an_empty_folder_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        fs::create_dir(&out).unwrap();
        write(&files("new"), &out, true).unwrap();
        assert_eq!(names(&out), ["data", MANIFEST]);
    }

    #[test]
    fn what_is_not_ours_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("photos");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("cat.jpg"), "cat").unwrap();
        let file = home.path().join("file");
        fs::write(&file, "text").unwrap();
        for out in [&folder, &file] {
            assert!(matches!(write(&files("new"), out, true), Err(WriteError::NotOurs(_))));
        }
        assert_eq!(names(&folder), ["cat.jpg"]);
        assert_eq!(names(home.path()), ["file", "photos"]);
    }

    #[test]
    fn a_failed_run_leaves_nothing_new_and_the_old_untouched() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        assert!(matches!(write(&impossible(), &out, false), Err(WriteError::Io { .. })));
        assert_eq!(names(home.path()), Vec::<String>::new());
        write(&files("old"), &out, false).unwrap();
        assert!(write(&impossible(), &out, true).is_err());
        assert_eq!(fs::read(out.join("data/a.csv")).unwrap(), b"old");
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        for out in ["/", "..", "."] {
            assert!(write(&files("new"), Path::new(out), true).is_err(), "{out}");
        }
    }
}
