//! A file of one record a line, cut by position alone: each thread reads its own part of the file
//! and works on it while it is in the core's cache.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::blocks::{Block, Cutter, Lines, Pool, Span, count_lines};
use super::limits::{BLOCK_BYTES, RECORD_BYTES};

/// How much is read behind a part at first, to find the end of its last line.
const BEHIND: usize = 1 << 14;

/// A part of a file: the lines that begin in it.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    file: Arc<File>,
    from: u64,
    to: u64,
    /// Where the content ends.
    end: u64,
}

/// The parts of a file of so many bytes, in their order.
pub(super) fn chunks(file: File, bytes: u64) -> impl Iterator<Item = Chunk> {
    of_size(file, bytes, BLOCK_BYTES as u64)
}

fn of_size(file: File, end: u64, size: u64) -> impl Iterator<Item = Chunk> {
    let file = Arc::new(file);
    let part = move |from| Chunk { file: Arc::clone(&file), from, to: end.min(from + size), end };
    (0..end.div_ceil(size)).map(move |at| part(at * size))
}

impl Chunk {
    /// Reads the lines that begin in this part.
    pub(super) fn read(&self, pool: &Pool) -> Block {
        // The byte before tells whether a line begins with the first byte.
        let origin = self.from.saturating_sub(1);
        let mut window =
            Window { file: &self.file, origin, end: self.end, data: pool.take(), filled: 0, broken: None };
        let own = usize::try_from(self.to - origin).unwrap_or(usize::MAX);
        window.fill_to(own.saturating_add(BEHIND));
        let start = if self.from == 0 { Some(0) } else { window.line_end(0, own - 1) };
        let Some(start) = start else { return window.block(0, 0, None) };
        let mut from = own - 1;
        loop {
            if let Some(end) = window.line_end(from, window.filled) {
                return window.block(start, end, None);
            }
            if window.is_whole() {
                let end = window.filled;
                return window.block(start, end, None);
            }
            let last =
                memchr::memrchr(b'\n', window.lines(start, window.filled)).map_or(start, |at| start + at + 1);
            if window.filled - last >= RECORD_BYTES {
                return window.block(start, last, Some(last));
            }
            from = window.filled;
            window.fill_to((window.filled * 2).min(last + RECORD_BYTES));
        }
    }
}

/// What of a file is in memory.
struct Window<'f> {
    file: &'f File,
    /// Where the memory begins in the file.
    origin: u64,
    /// Where the content ends.
    end: u64,
    data: Vec<u8>,
    filled: usize,
    broken: Option<String>,
}

impl Window<'_> {
    /// Reads on until so many bytes are there, or the content ends.
    fn fill_to(&mut self, wanted: usize) {
        let there = usize::try_from(self.end - self.origin).unwrap_or(usize::MAX);
        let wanted = wanted.min(there);
        if self.data.len() < wanted {
            self.data.resize(wanted, 0);
        }
        while self.filled < wanted && self.broken.is_none() {
            match self.file.read_at(&mut self.data[self.filled..wanted], self.origin + self.filled as u64) {
                Ok(0) => self.broken = Some("it became shorter while it was read".to_owned()),
                Ok(read) => self.filled += read,
                Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
                Err(fault) => self.broken = Some(fault.to_string()),
            }
        }
    }

    /// Whether nothing more can be read.
    fn is_whole(&self) -> bool {
        self.broken.is_some() || self.origin + self.filled as u64 >= self.end
    }

    fn lines(&self, from: usize, to: usize) -> &[u8] {
        self.data.get(from..to.min(self.filled)).unwrap_or_default()
    }

    /// Where the line ends that is the first to end between two places.
    fn line_end(&self, from: usize, to: usize) -> Option<usize> {
        memchr::memchr(b'\n', self.lines(from, to)).map(|at| from + at + 1)
    }

    /// The lines from `start` to `end`; `too_long` is where one begins that is too long to be read.
    fn block(self, start: usize, end: usize, too_long: Option<usize>) -> Block {
        let (start, end) = (start.min(self.filled), end.min(self.filled));
        let till = if too_long.is_some() { self.filled } else { end };
        let mut spans = Vec::with_capacity((end - start) / 1024);
        let lines = &self.data[start..end];
        // Cutting lines has no faults.
        let _ = Lines.cut(lines, true, &mut spans);
        let counted = count_lines(lines);
        let too_long = too_long.map(|at| Span { start: at - start, end: till - start, line: counted });
        // The line end behind it belongs to it, though nobody looked for it.
        let lines = u64::from(counted) + u64::from(too_long.is_some());
        let offset = self.origin + start as u64;
        Block { data: self.data, range: start..till, offset, spans, lines, too_long, broken: self.broken }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file_of(text: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text).unwrap();
        file
    }

    /// Records with their lines, and how often a line was too long.
    fn read(text: &[u8], size: u64) -> (Vec<(String, u64)>, Vec<u64>) {
        let (mut found, mut too_long, mut line) = (Vec::new(), Vec::new(), 1);
        let pool = Pool::default();
        for chunk in of_size(file_of(text), text.len() as u64, size) {
            let block = chunk.read(&pool);
            assert_eq!(block.broken, None);
            for span in &block.spans {
                let bytes = &block.bytes()[span.start..span.end];
                let place = usize::try_from(block.offset).unwrap() + span.start;
                assert_eq!(&text[place..place + bytes.len()], bytes, "the place in the file");
                found.push((String::from_utf8_lossy(bytes).into_owned(), line + u64::from(span.line)));
            }
            too_long.extend(block.too_long.map(|span| line + u64::from(span.line)));
            line += block.lines;
            pool.give(block);
        }
        (found, too_long)
    }

    #[test]
    fn every_line_is_read_once_wherever_the_borders_fall() {
        let texts: [&[u8]; 6] =
            [b"one\r\n\n  two \nthree\nvery long line indeed\nlast", b"a\nb\n", b"\n\n\n", b"", b"x", b"\na"];
        for text in texts {
            let whole = read(text, 1000);
            for size in 1..50 {
                assert_eq!(read(text, size), whole, "parts of {size}");
            }
        }
        let expected = [("one", 1), ("two", 3), ("three", 4), ("very long line indeed", 5), ("last", 6)];
        let expected = expected.map(|(text, line)| (text.to_owned(), line)).to_vec();
        assert_eq!(read(texts[0], 7), (expected, Vec::new()));
    }

    #[test]
    fn a_line_too_long_is_passed_over_and_the_next_is_read() {
        let mut text = b"a\n".to_vec();
        text.resize(RECORD_BYTES * 2, b'x');
        text.extend_from_slice(b"\nb\n");
        let (found, too_long) = read(&text, BLOCK_BYTES as u64);
        assert!(found == [("a".to_owned(), 1), ("b".to_owned(), 3)], "{} records", found.len());
        assert_eq!(too_long, [2]);
    }

    #[test]
    fn a_file_that_became_shorter_is_told() {
        let chunk = of_size(file_of(b"a\nb\n"), 100, 1000).next().unwrap();
        let block = chunk.read(&Pool::default());
        assert_eq!(block.spans.len(), 2);
        assert!(block.broken.is_some());
    }
}
