//! Giving away the files of a report as they are made, so that they do not gather in memory.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::manifest::hex;
use super::{NamedFile, RenderError, WriteError};

/// Writes the bytes of a file.
pub type Fill<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// Takes a file by its relative path (`/` as separator) and lets it be filled.
pub type Give<'a> = dyn Fn(&str, &mut Fill<'_>) -> Result<(), WriteError> + Sync + 'a;

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
    pub(super) bytes: u64,
}

impl<'a> Outlet<'a> {
    pub(super) fn new(give: &'a Give<'a>) -> Self {
        Self { give }
    }

    /// Gives a file away that is made piece by piece.
    pub(super) fn fill(self, path: &str, fill: &mut Fill<'_>) -> Result<Made, RenderError> {
        let mut made = Made { path: path.to_owned(), sha256: String::new(), bytes: 0 };
        (self.give)(path, &mut |out| {
            let mut hashed = Hashed { out, hash: Sha256::new(), bytes: 0 };
            fill(&mut hashed)?;
            (made.sha256, made.bytes) = (hex(&hashed.hash.finalize()), hashed.bytes);
            Ok(())
        })?;
        Ok(made)
    }

    /// Gives a file away.
    pub(super) fn put(self, path: &str, bytes: Vec<u8>) -> Result<Made, RenderError> {
        self.fill(path, &mut |out| out.write_all(&bytes))
    }

    /// Gives several away.
    pub(super) fn put_all(self, files: Vec<NamedFile>) -> Result<Vec<Made>, RenderError> {
        files.into_iter().map(|(path, bytes)| self.put(&path, bytes)).collect()
    }
}

/// Passes bytes on, hashed and counted.
struct Hashed<'a> {
    out: &'a mut dyn Write,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
