//! The second pass: where the signals of all accounts stand. Those that matter are chosen and read ([`chosen`]).

pub(super) mod chosen;

use std::sync::Arc;

use super::ZoneSetting;
use super::flow::Opened;
use super::packing::Content;
use crate::mapping::source::SourceMapping;
use crate::model::FileId;

/// The signals of one block of a file. There may be many millions: what they share stands here once.
#[derive(Debug)]
pub(super) struct BlockSignals {
    /// Where the block begins in the content.
    pub(super) offset: u64,
    /// Records of the file before it.
    pub(super) record: u64,
    /// Line of its first byte.
    pub(super) line: u64,
    pub(super) signals: Vec<SignalRef>,
    /// Hashes of the names in them.
    pub(super) names: Vec<u32>,
}

/// A signal in its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignalRef {
    /// Its first byte in the block.
    pub(super) start: u32,
    pub(super) length: u32,
    /// Its number in the block, from 1.
    pub(super) record: u32,
    /// Lines of the block before it.
    pub(super) line: u32,
    /// Which of the events that its bytes hold.
    pub(super) part: u32,
    /// Seconds of the epoch; `NO_SECOND` where the look did not tell, or the time is out of range.
    pub(super) second: u32,
    /// From where to where its names stand in the block's list.
    pub(super) names: (u32, u32),
}

/// Which records of a file are signals that count.
#[derive(Debug)]
pub(super) enum Marks {
    /// Where each stands, when, and whom it names.
    Places(Vec<BlockSignals>),
    /// A bit for each record: all that is kept where places would outgrow their share of memory. The
    /// file is looked through again.
    Bits(Vec<u64>),
}

impl Marks {
    /// None yet.
    pub(super) fn none(with_places: bool) -> Self {
        if with_places { Self::Places(Vec::new()) } else { Self::Bits(Vec::new()) }
    }

    /// Adds those of the next block.
    pub(super) fn add(&mut self, block: BlockSignals) {
        match self {
            Self::Places(blocks) => blocks.push(block),
            Self::Bits(bits) => block.set(bits),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Places(blocks) => blocks.is_empty(),
            Self::Bits(bits) => bits.is_empty(),
        }
    }

    /// Keeps but a bit for each record.
    pub(super) fn shrink(&mut self) {
        if let Self::Places(blocks) = self {
            let mut bits = Vec::new();
            blocks.iter().for_each(|block| block.set(&mut bits));
            *self = Self::Bits(bits);
        }
    }
}

/// The second of a signal of which the look did not tell one.
pub(super) const NO_SECOND: u32 = u32::MAX;

/// Where a signal stands in its file.
#[derive(Debug, Clone, Copy)]
struct Spot {
    offset: u64,
    length: u32,
    record: u64,
    line: u64,
    part: u32,
}

/// What the second pass needs.
#[derive(Debug)]
pub(super) struct Signals {
    pub(super) sources: Arc<[SourceMapping]>,
    pub(super) zones: Vec<ZoneSetting>,
    pub(super) files: Vec<Replay>,
}

/// A file with signals in it.
#[derive(Debug)]
pub(super) struct Replay {
    pub(super) file: FileId,
    pub(super) content: Content,
    pub(super) opened: Arc<Opened>,
    pub(super) marks: Marks,
}

impl BlockSignals {
    /// Where the signals stand that are worth reading, in their order.
    fn spots<'a>(&'a self, may_be: &'a MayBe<'_>) -> impl Iterator<Item = Spot> + 'a {
        self.signals.iter().filter(|signal| may_be(self.names_of(signal), signal.second)).map(|signal| Spot {
            offset: self.offset + u64::from(signal.start),
            length: signal.length,
            record: self.record + u64::from(signal.record),
            line: self.line + u64::from(signal.line),
            part: signal.part,
        })
    }

    fn names_of(&self, signal: &SignalRef) -> &[u32] {
        let (from, to) = signal.names;
        self.names.get(from as usize..to as usize).unwrap_or_default()
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.signals[..]) + size_of_val(&self.names[..])
    }

    /// Sets the bits of its signals.
    fn set(&self, bits: &mut Vec<u64>) {
        for signal in &self.signals {
            let (word, bit) = place_of(self.record + u64::from(signal.record));
            if bits.len() <= word {
                bits.resize(word + 1, 0);
            }
            bits[word] |= bit;
        }
    }
}

/// Word and bit of a record, which are numbered from 1.
fn place_of(record: u64) -> (usize, u64) {
    let at = record - 1;
    (usize::try_from(at / 64).unwrap_or(usize::MAX), 1 << (at % 64))
}

/// Whether a signal with these hashes of names at this second (or `NO_SECOND`) may be wanted.
pub(super) type MayBe<'a> = dyn Fn(&[u32], u32) -> bool + Send + Sync + 'a;

/// A second of the epoch as it is kept.
pub(super) fn kept_second(second: Option<i64>) -> u32 {
    second.and_then(|at| u32::try_from(at).ok()).unwrap_or(NO_SECOND)
}
