//! What unpacked bytes are, where they are not plain text: they are read as the text they stand
//! for, so that everything behind knows of text only.

use std::fs::File;
use std::io::Read;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};

use super::{eventlog, parquet, workbook};

/// What the unpacked bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// Text in UTF-8 or a relative, or bytes of no known form.
    Text,
    /// UTF-16 with a byte order mark, little-endian or big-endian.
    Utf16 { big_endian: bool },
    /// A zip that may be a workbook.
    Zip,
    /// A sheet of a workbook, by its place.
    Sheet(usize),
    /// A Windows event log.
    Evtx,
    /// A Parquet file.
    Parquet,
}

impl Body {
    /// Tells the body by its first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            // UTF-32; nobody writes it, and it is told as no text.
            [0xff, 0xfe, 0, 0, ..] => Body::Text,
            [0xff, 0xfe, ..] => Body::Utf16 { big_endian: false },
            [0xfe, 0xff, ..] => Body::Utf16 { big_endian: true },
            [b'P', b'K', 3, 4, ..] => Body::Zip,
            b"ElfFile\0" => Body::Evtx,
            [b'P', b'A', b'R', b'1' | b'E', ..] => Body::Parquet,
            _ => Body::Text,
        }
    }

    /// The shape of a content whose text has this one.
    pub(super) fn shape(self, text: &str) -> String {
        match self {
            Body::Utf16 { .. } => format!("{text}, utf-16"),
            Body::Text | Body::Zip => text.to_owned(),
            Body::Sheet(_) => "xlsx".to_owned(),
            Body::Evtx => "evtx".to_owned(),
            Body::Parquet => "parquet".to_owned(),
        }
    }

    /// Whether the bytes must lie in a file to be read.
    pub(super) fn needs_file(self) -> bool {
        matches!(self, Body::Sheet(_) | Body::Zip | Body::Evtx | Body::Parquet)
    }

    /// Hands the text that a file stands for to `f`.
    ///
    /// # Errors
    /// What hinders the opening; faults while reading come to `f`.
    pub(super) fn with_file<T>(
        self,
        mut file: File,
        f: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, String> {
        match self {
            Body::Sheet(sheet) => workbook::with_sheet(file, sheet, f),
            Body::Evtx => eventlog::with_records(file, f),
            Body::Parquet => parquet::with_rows(file, f),
            Body::Text | Body::Utf16 { .. } | Body::Zip => self.with_text(&mut file, f),
        }
    }

    /// Hands the text that the bytes stand for to `f`.
    ///
    /// # Errors
    /// What hinders the opening; faults while reading come to `f`.
    pub(super) fn with_text<T>(
        self,
        reader: &mut (dyn Read + Send),
        f: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, String> {
        match self {
            Body::Utf16 { big_endian } => Ok(f(&mut Utf16::new(reader, big_endian))),
            _ => Ok(f(reader)),
        }
    }
}

/// UTF-16 read as UTF-8. What is no character becomes the replacement character.
struct Utf16<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Raw bytes not yet decoded: from, to.
    waiting: (usize, usize),
    ended: bool,
    text: Vec<u8>,
    /// Text not yet handed out: from, to.
    ready: (usize, usize),
}

impl<R: Read> Utf16<R> {
    fn new(inner: R, big_endian: bool) -> Self {
        let encoding = if big_endian { UTF_16BE } else { UTF_16LE };
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 1 << 16],
            waiting: (0, 0),
            ended: false,
            text: vec![0; 1 << 17],
            ready: (0, 0),
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.ready.0 == self.ready.1 && !(self.ended && self.waiting == (0, 0)) {
            if self.waiting.0 == self.waiting.1 && !self.ended {
                let read = self.inner.read(&mut self.raw)?;
                self.waiting = (0, read);
                self.ended = read == 0;
            }
            let raw = &self.raw[self.waiting.0..self.waiting.1];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, self.ended);
            self.waiting.0 += read;
            self.ready = (0, written);
            if self.ended && result == CoderResult::InputEmpty {
                self.waiting = (0, 0);
                break;
            }
        }
        let length = buffer.len().min(self.ready.1 - self.ready.0);
        buffer[..length].copy_from_slice(&self.text[self.ready.0..self.ready.0 + length]);
        self.ready.0 += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    fn read(bytes: &[u8]) -> String {
        let mut reader = bytes;
        let read = |reader: &mut (dyn Read + Send)| {
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            text
        };
        Body::of(bytes).with_text(&mut reader, read).unwrap()
    }

    #[test]
    fn utf_16_is_read_as_text_in_either_order_and_any_length() {
        let text = "Zoë, 山, 🙂\r\n".repeat(20_000);
        for big_endian in [false, true] {
            assert_eq!(read(&utf16(&text, big_endian)), text);
            assert_eq!(read(&utf16("", big_endian)), "");
        }
    }

    #[test]
    fn half_a_character_at_the_end_stays_visible() {
        let mut cut = utf16("ab", false);
        cut.push(b'c');
        assert_eq!(read(&cut), "ab\u{fffd}");
        assert_eq!(read(b"\xff\xfe\x3d\xd8a\0"), "\u{fffd}a");
    }
}
