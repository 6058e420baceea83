//! Cutting a stream into blocks of whole records, with bounded memory.

use std::io::Read;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::ahead::fill;
use super::limits::{BLOCK_BYTES, RECORD_BYTES};

/// A record inside a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Lines of the block before it.
    pub(super) line: u32,
}

/// Finds where records begin and end.
pub(super) trait Cutter: Send {
    /// Appends the spans of the whole records in `data` and tells how many bytes are done with;
    /// the rest is offered again with more behind it, or with `last` when nothing more comes.
    ///
    /// # Errors
    /// What makes the rest of the stream unreadable.
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String>;

    /// Passes over a record that is too long; tells how many bytes of `data` belong to it and
    /// whether it ended. `Err` if its end cannot be found.
    fn skip(&mut self, data: &[u8]) -> Result<(usize, bool), String>;

    /// Whether more should have come, asked at the end.
    fn unfinished(&self) -> bool {
        false
    }
}

/// Where some records stand in their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First byte.
    pub(super) offset: u64,
    /// Bytes.
    pub(super) length: u64,
    /// Line ends.
    pub(super) lines: u64,
    /// Why nothing follows although the content goes on.
    pub(super) broken: Option<String>,
}

/// Some whole records.
#[derive(Debug)]
pub(super) struct Block {
    /// Memory, to be used again.
    pub(super) data: Vec<u8>,
    /// Where in it the block stands.
    pub(super) range: Range<usize>,
    /// Where the block begins in the content.
    pub(super) offset: u64,
    /// Records in it.
    pub(super) spans: Vec<Span>,
    /// Line ends in it.
    pub(super) lines: u64,
    /// A record behind the spans that was not read: too long.
    pub(super) too_long: Option<Span>,
    /// Why nothing follows although the content goes on.
    pub(super) broken: Option<String>,
}

impl Block {
    /// The bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.data[self.range.clone()]
    }

    /// Where it stands.
    pub(super) fn stretch(&self) -> Stretch {
        let (offset, lines) = (self.offset, self.lines);
        Stretch { offset, length: self.range.len() as u64, lines, broken: self.broken.clone() }
    }
}

/// Memory of blocks that are done with.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    /// Memory for a block, with whatever was in it.
    pub(super) fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes back the memory of a block, unless a record of unusual length made it large.
    pub(super) fn give(&self, block: Block) {
        if block.data.len() <= 4 * BLOCK_BYTES {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(block.data);
        }
    }
}

/// Reads blocks from a stream.
pub(super) struct Blocks<'a> {
    reader: &'a mut (dyn Read + Send),
    cutter: Box<dyn Cutter + 'a>,
    pool: &'a Pool,
    carry: Vec<u8>,
    offset: u64,
    skipping: bool,
    done: bool,
    block_bytes: usize,
    /// About how many records the next block has.
    expected: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(
        reader: &'a mut (dyn Read + Send),
        cutter: Box<dyn Cutter + 'a>,
        pool: &'a Pool,
    ) -> Self {
        Self::of_size(reader, cutter, pool, BLOCK_BYTES)
    }

    /// Blocks of another size, so that borders can be tested.
    pub(super) fn of_size(
        reader: &'a mut (dyn Read + Send),
        cutter: Box<dyn Cutter + 'a>,
        pool: &'a Pool,
        block_bytes: usize,
    ) -> Self {
        Self {
            reader,
            cutter,
            pool,
            carry: Vec::new(),
            offset: 0,
            skipping: false,
            done: false,
            block_bytes,
            expected: 0,
        }
    }

    /// Whether more should have come, asked at the end.
    pub(super) fn unfinished(&self) -> bool {
        self.cutter.unfinished()
    }

    /// The next block; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Block> {
        if self.done {
            return None;
        }
        let mut data = self.pool.take();
        let mut spans = Vec::with_capacity(self.expected);
        let mut filled = self.carry.len();
        let wanted = filled + self.block_bytes;
        if data.len() < wanted {
            data.resize(wanted, 0);
        }
        data[..filled].copy_from_slice(&self.carry);
        self.carry.clear();
        let (mut used, mut too_long, mut broken) = (0, None, None);
        loop {
            let (read, fault) = fill(self.reader, &mut data[filled..]);
            filled += read;
            let last = fault.is_some() || filled < data.len();
            if let Some(fault) = fault {
                broken = Some(fault.to_string());
            }
            if self.skipping {
                match self.cutter.skip(&data[used..filled]) {
                    Ok((passed, ended)) => {
                        used += passed;
                        self.skipping = !ended;
                    }
                    Err(fault) => broken = Some(fault),
                }
            }
            if !self.skipping && broken.as_ref().is_none_or(|_| last) {
                match self.cutter.cut(&data[used..filled], last, &mut spans) {
                    Ok(passed) => {
                        let base = used;
                        let skipped_lines = count_lines(&data[..base]);
                        for span in &mut spans {
                            span.start += base;
                            span.end += base;
                            span.line += skipped_lines;
                        }
                        used += passed;
                    }
                    Err(fault) => {
                        broken = broken.or(Some(fault));
                        self.done = true;
                    }
                }
            }
            self.done |= last || broken.is_some();
            if self.done || used > 0 {
                break;
            }
            if filled >= RECORD_BYTES {
                too_long = Some(Span { start: 0, end: filled, line: 0 });
                self.skipping = true;
                used = filled;
                break;
            }
            data.resize((filled * 2).min(RECORD_BYTES.max(filled + 1)), 0);
        }
        if !self.done {
            self.carry.extend_from_slice(&data[used..filled]);
        } else {
            used = filled;
        }
        let lines = u64::from(count_lines(&data[..used]));
        let offset = self.offset;
        self.offset += used as u64;
        self.expected = spans.len() + spans.len() / 8;
        Some(Block { data, range: 0..used, offset, spans, lines, too_long, broken })
    }
}

/// Line ends in some bytes.
pub(super) fn count_lines(data: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', data).count()).unwrap_or(u32::MAX)
}

/// The mark that some programs write before UTF-8 text.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// One record a line.
pub(super) struct Lines;

impl Cutter for Lines {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let mut start = 0;
        let mut line = 0;
        for end in memchr::memchr_iter(b'\n', data) {
            push_line(data, start, end, line, spans);
            start = end + 1;
            line += 1;
        }
        if last && start < data.len() {
            push_line(data, start, data.len(), line, spans);
            start = data.len();
        }
        Ok(start)
    }

    fn skip(&mut self, data: &[u8]) -> Result<(usize, bool), String> {
        Ok(memchr::memchr(b'\n', data).map_or((data.len(), false), |at| (at + 1, true)))
    }
}

/// A line without the white space around it, unless it is blank.
fn push_line(data: &[u8], start: usize, end: usize, line: u32, spans: &mut Vec<Span>) {
    let start = if data[start..end].starts_with(BOM) { start + BOM.len() } else { start };
    let text = &data[start..end];
    let lead = text.len() - text.trim_ascii_start().len();
    let length = text.trim_ascii().len();
    if length > 0 {
        spans.push(Span { start: start + lead, end: start + lead + length, line });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(text: &[u8], block_bytes: usize) -> Vec<(String, u64)> {
        let (mut reader, pool) = (text, Pool::default());
        let mut blocks = Blocks::of_size(&mut reader, Box::new(Lines), &pool, block_bytes);
        let (mut found, mut line) = (Vec::new(), 1);
        while let Some(block) = blocks.next() {
            for span in &block.spans {
                let text = String::from_utf8_lossy(&block.bytes()[span.start..span.end]).into_owned();
                found.push((text, line + u64::from(span.line)));
            }
            line += block.lines;
        }
        found
    }

    #[test]
    fn borders_of_blocks_never_show() {
        let text = b"one\r\n\n  two \nthree\nvery long line indeed\nlast";
        let whole = lines_of(text, 1000);
        assert_eq!(
            whole,
            [("one", 1), ("two", 3), ("three", 4), ("very long line indeed", 5), ("last", 6)]
                .map(|(text, line)| (text.to_owned(), line))
        );
        for size in 1..50 {
            assert_eq!(lines_of(text, size), whole, "blocks of {size}");
        }
    }

    #[test]
    fn a_line_too_long_is_passed_over_and_the_next_is_read() {
        let mut text = b"a\n".to_vec();
        text.resize(RECORD_BYTES * 2, b'x');
        text.extend_from_slice(b"\nb\n");
        let (mut reader, pool) = (text.as_slice(), Pool::default());
        let mut blocks = Blocks::new(&mut reader, Box::new(Lines), &pool);
        let (mut found, mut too_long) = (Vec::new(), 0);
        while let Some(block) = blocks.next() {
            too_long += usize::from(block.too_long.is_some());
            found.extend(block.spans.iter().map(|span| block.bytes()[span.start..span.end].to_vec()));
        }
        assert_eq!((found, too_long), (vec![b"a".to_vec(), b"b".to_vec()], 1));
    }
}
