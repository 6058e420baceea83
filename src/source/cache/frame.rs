//! The parts of an entry, each packed and checked by itself, so that an entry is read and written piece by piece.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::source::blocks::Stretch;
use crate::source::clock::Orders;
use crate::source::limits::FRAME_BYTES;
use crate::source::normalise::Piece;
use crate::source::worker::{Results, What};

/// A part of an entry: borrowed when written, owned when read.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::source) enum Part<O, S, R> {
    /// Comes first: how dates are written in the document.
    Orders(O),
    /// What a stretch of it says; in the order of the document.
    Said(S, R),
    /// Comes last: whether the document ends inside a list.
    End { unfinished: bool },
}

/// A part as it is read.
pub(in crate::source) type OwnPart = Part<Orders, Stretch, Results>;
/// A part as it is written.
type LentPart<'a> = Part<&'a Orders, &'a Stretch, &'a Results>;

/// A part as it stands in the file.
#[derive(Debug)]
pub(in crate::source) struct Frame {
    /// Length once it is unpacked.
    unpacked: usize,
    packed: Vec<u8>,
}

/// It is not what was written, or was never written by this program.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::source) struct Damaged;

/// Packs least: what is fast enough not to be felt.
const LEVEL: i32 = 1;

impl Frame {
    /// What a stretch says; `None` if it is too large to be kept.
    pub(in crate::source) fn of(stretch: &Stretch, results: &Results) -> Option<Self> {
        Self::packed(&Part::Said(stretch, results))
    }

    pub(super) fn packed(part: &LentPart<'_>) -> Option<Self> {
        let bytes = postcard::to_extend(part, Vec::new()).ok().filter(|bytes| bytes.len() <= FRAME_BYTES)?;
        let mut packer = zstd::bulk::Compressor::new(LEVEL).ok()?;
        packer.include_checksum(true).ok()?;
        Some(Self { unpacked: bytes.len(), packed: packer.compress(&bytes).ok()? })
    }

    /// The part, if it can be one of a run with so many sources.
    pub(in crate::source) fn part(&self, sources: usize) -> Result<OwnPart, Damaged> {
        let bytes = zstd::bulk::decompress(&self.packed, self.unpacked).map_err(|_| Damaged)?;
        match postcard::take_from_bytes(&bytes) {
            Ok((Part::Said(stretch, results), [])) if !fits(&stretch, &results, sources) => Err(Damaged),
            Ok((part, [])) => Ok(part),
            _ => Err(Damaged),
        }
    }

    pub(super) fn write(&self, file: &mut impl Write) -> io::Result<()> {
        for length in [self.packed.len(), self.unpacked] {
            file.write_all(&u32::try_from(length).map_err(io::Error::other)?.to_le_bytes())?;
        }
        file.write_all(&self.packed)
    }

    /// The next of a file with so many bytes left, which are counted down; `None` at its end.
    pub(super) fn read(file: &mut impl Read, left: &mut u64) -> Result<Option<Self>, Damaged> {
        if *left == 0 {
            return Ok(None);
        }
        let mut lengths = [0; 8];
        file.read_exact(&mut lengths).map_err(|_| Damaged)?;
        let [a, b, c, d, rest @ ..] = lengths;
        let packed = u64::from(u32::from_le_bytes([a, b, c, d]));
        let unpacked = usize::try_from(u32::from_le_bytes(rest)).map_err(|_| Damaged)?;
        *left = left.checked_sub(8 + packed).ok_or(Damaged)?;
        // Packing may add a little to what cannot be packed.
        if unpacked > FRAME_BYTES || packed > FRAME_BYTES as u64 + (1 << 20) {
            return Err(Damaged);
        }
        let mut bytes = vec![0; usize::try_from(packed).map_err(|_| Damaged)?];
        file.read_exact(&mut bytes).map_err(|_| Damaged)?;
        Ok(Some(Self { unpacked, packed: bytes }))
    }
}

/// Whether nothing in some results points beyond what there is, so that they can be entered in the books.
fn fits(stretch: &Stretch, results: &Results, sources: usize) -> bool {
    let (mut names, mut last) = (0_u64, (0, 0));
    let rows = results.rows.iter().all(|row| {
        let inside = match &row.what {
            What::Signal { names: own, start, length } => {
                names += u64::from(*own);
                let here = (u64::from(*start), u64::from(*start) + u64::from(*length));
                // The events of one record share its bytes.
                let in_order = here == last || here.0 >= last.1;
                last = here;
                in_order && here.1 <= stretch.length
            }
            What::Unknown(place) => (*place as usize) < results.unknown.len(),
            What::Said(piece) => match &**piece {
                Piece::Event(event) => event.subject.is_none_or(|subject| subject < event.targets.len()),
                _ => true,
            },
            What::PassedOver | What::Reject { .. } => true,
        };
        inside && row.source < sources && u64::from(row.line) <= stretch.lines
    });
    let whole = stretch.broken.is_none() && results.zone_needed.is_none();
    let in_range = stretch.offset.checked_add(stretch.length).is_some();
    rows && whole && in_range && names <= results.names.len() as u64
}
