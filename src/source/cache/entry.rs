//! An entry: what one document said, stretch by stretch, being written or read.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use super::folder::unfinished;
use super::frame::{Damaged, Frame, Part};
use super::key::Key;
use crate::source::clock::Orders;

/// With the number of its layout; the key follows.
const MAGIC: &[u8; 8] = b"dp-ent\0\x01";
const HEADER: u64 = MAGIC.len() as u64 + 32;
/// How much, unpacked, is worked on at a time, and how many frames.
const BATCH_BYTES: usize = 4 << 20;
const BATCH_FRAMES: usize = 64;

/// An entry that is being written while its document is read.
pub(in crate::source) struct Recorder(BufWriter<NamedTempFile>);

impl Recorder {
    /// Begins an entry; `None` if it cannot be kept.
    pub(super) fn new(folder: &Path, orders: &Orders) -> Option<Self> {
        let mut file = BufWriter::new(unfinished(folder).ok()?);
        // The key is known at the end: what it is made of is hashed while it is read.
        file.write_all(MAGIC).ok()?;
        file.write_all(&[0; 32]).ok()?;
        Self(file).with(&Frame::of(&Part::Orders(orders))?)
    }

    /// Adds the next stretch; `None`, and no entry, if it cannot be kept.
    pub(in crate::source) fn with(mut self, frame: &Frame) -> Option<Self> {
        frame.write(&mut self.0).ok()?;
        Some(self)
    }

    /// Ends the entry and puts it in its place.
    pub(super) fn keep(self, folder: &Path, key: Key, unfinished: bool) -> Option<()> {
        let mut file = self.with(&Frame::of(&Part::End { unfinished })?)?.0;
        file.seek(SeekFrom::Start(MAGIC.len() as u64)).ok()?;
        file.write_all(&key.0).ok()?;
        let file = file.into_inner().ok()?;
        file.persist(folder.join(key.file_name())).ok()?;
        Some(())
    }
}

/// An entry that is being read.
#[derive(Debug)]
pub(in crate::source) struct Entry {
    file: BufReader<File>,
    /// Bytes behind what was read.
    left: u64,
    orders: Orders,
}

impl Entry {
    /// Opens the entry of a key; `None` if there is none that begins as it should.
    pub(super) fn open(folder: &Path, key: Key) -> Option<Self> {
        let file = File::open(folder.join(key.file_name())).ok()?;
        let left = file.metadata().ok()?.len().checked_sub(HEADER)?;
        let mut file = BufReader::with_capacity(1 << 18, file);
        let mut header = [0; HEADER as usize];
        file.read_exact(&mut header).ok()?;
        if header.strip_prefix(MAGIC)? != key.0.as_slice() {
            return None;
        }
        let mut entry = Self { file, left, orders: Orders::default() };
        let Part::Orders(orders) = entry.frame().ok()??.part().ok()? else { return None };
        entry.orders = orders;
        Some(entry)
    }

    /// How dates are written in the document.
    pub(in crate::source) fn orders(&self) -> &Orders {
        &self.orders
    }

    /// Its file, to note that it was used.
    pub(super) fn file(&self) -> &File {
        self.file.get_ref()
    }

    /// The next frames, enough to be worked on at once; none at the end.
    pub(in crate::source) fn batch(&mut self) -> Result<Vec<Frame>, Damaged> {
        let (mut frames, mut bytes) = (Vec::new(), 0);
        while bytes < BATCH_BYTES && frames.len() < BATCH_FRAMES {
            let Some(frame) = self.frame()? else { break };
            bytes += frame.unpacked;
            frames.push(frame);
        }
        Ok(frames)
    }

    fn frame(&mut self) -> Result<Option<Frame>, Damaged> {
        Frame::read(&mut self.file, &mut self.left)
    }
}
