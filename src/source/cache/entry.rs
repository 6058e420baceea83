//! An entry: what one document said, stretch by stretch, being written or read.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use super::folder::unfinished;
use super::frame::{Damaged, Frame, Part};
use super::key::Key;
use crate::source::clock::Orders;

/// With the number of its layout; the key follows.
const MAGIC: &[u8; 8] = b"dp-ent\0\x01";
const HEADER: usize = MAGIC.len() + 32;

/// An entry that is being written while its document is read.
#[derive(Debug)]
pub(in crate::source) struct Recorder(BufWriter<NamedTempFile>);

/// An entry that is written, and lacks its key: what this is made of is hashed later.
#[derive(Debug)]
pub(in crate::source) struct Recorded(TempPath);

impl Recorder {
    /// Begins an entry; `None` if it cannot be kept.
    pub(super) fn new(folder: &Path, orders: &Orders) -> Option<Self> {
        let mut file = BufWriter::new(unfinished(folder).ok()?);
        file.write_all(MAGIC).ok()?;
        file.write_all(&[0; HEADER - MAGIC.len()]).ok()?;
        Self(file).with(&Frame::packed(&Part::Orders(orders))?)
    }

    /// Adds the next stretch; `None`, and no entry, if it cannot be kept.
    pub(in crate::source) fn with(mut self, frame: &Frame) -> Option<Self> {
        frame.write(&mut self.0).ok()?;
        Some(self)
    }

    /// Ends the entry.
    pub(in crate::source) fn end(self, unfinished: bool) -> Option<Recorded> {
        let file = self.with(&Frame::packed(&Part::End { unfinished })?)?.0;
        Some(Recorded(file.into_inner().ok()?.into_temp_path()))
    }
}

impl Recorded {
    /// Puts the entry in its place.
    pub(super) fn keep(self, folder: &Path, key: Key) -> Option<()> {
        let file = File::options().write(true).open(&self.0).ok()?;
        file.write_all_at(&key.0, MAGIC.len() as u64).ok()?;
        self.0.persist(folder.join(key.file_name())).ok()
    }
}

/// An entry that is being read: its frames in their order.
#[derive(Debug)]
pub(in crate::source) struct Entry {
    file: BufReader<File>,
    /// Bytes behind what was read.
    left: u64,
}

impl Entry {
    /// Opens the entry of a key, and tells how dates are written in its document; `None` if there is none that
    /// begins as it should.
    pub(super) fn open(folder: &Path, key: Key) -> Option<(Self, Orders)> {
        let file = File::open(folder.join(key.file_name())).ok()?;
        let left = file.metadata().ok()?.len().checked_sub(HEADER as u64)?;
        let mut file = BufReader::with_capacity(1 << 18, file);
        let mut header = [0; HEADER];
        file.read_exact(&mut header).ok()?;
        if header.strip_prefix(MAGIC)? != key.0.as_slice() {
            return None;
        }
        let mut entry = Self { file, left };
        match entry.next()?.and_then(|frame| frame.part(0)) {
            Ok(Part::Orders(orders)) => Some((entry, orders)),
            _ => None,
        }
    }

    /// Its file, to note that it was used.
    pub(super) fn file(&self) -> &File {
        self.file.get_ref()
    }
}

impl Iterator for Entry {
    type Item = Result<Frame, Damaged>;

    fn next(&mut self) -> Option<Self::Item> {
        let frame = Frame::read(&mut self.file, &mut self.left).transpose();
        if matches!(frame, Some(Err(_))) {
            self.left = 0;
        }
        frame
    }
}
