//! Giving away the files of a report as they are made, so that they do not gather in memory.

use super::manifest::sha256;
use super::{NamedFile, RenderError, WriteError};

/// Takes a file by its relative path (`/` as separator) as soon as it is made.
pub type Give<'a> = dyn Fn(&str, Vec<u8>) -> Result<(), WriteError> + Sync + 'a;

/// Where makers put their files.
#[derive(Clone, Copy)]
pub(super) struct Outlet<'a> {
    give: &'a Give<'a>,
}

/// A file that was made and given away: what the manifest tells of it.
pub(super) struct Made {
    /// Relative path.
    pub(super) path: String,
    /// SHA-256 in lower-case hex.
    pub(super) sha256: String,
    /// Length.
    pub(super) bytes: usize,
}

impl<'a> Outlet<'a> {
    pub(super) fn new(give: &'a Give<'a>) -> Self {
        Self { give }
    }

    /// Gives a file away.
    pub(super) fn put(self, path: &str, bytes: Vec<u8>) -> Result<Made, RenderError> {
        let made = Made { path: path.to_owned(), sha256: sha256(&bytes), bytes: bytes.len() };
        (self.give)(path, bytes)?;
        Ok(made)
    }

    /// Gives several away.
    pub(super) fn put_all(self, files: Vec<NamedFile>) -> Result<Vec<Made>, RenderError> {
        files.into_iter().map(|(path, bytes)| self.put(&path, bytes)).collect()
    }
}
