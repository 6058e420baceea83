//! Cutting text into records: lines that go on in the next, and stanzas.

use std::borrow::Cow;

use super::blocks::{BOM, Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// One record a line; a line that ends in the mark goes on in the next.
pub(super) struct Joined<'m>(pub(super) &'m str);

impl Cutter for Joined<'_> {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut start, mut at, mut line) = (0, 0, 0);
        while at < data.len() {
            let (text, next) = match line_at(data, at) {
                Some(found) => found,
                None if last => (&data[at..], data.len()),
                None => break,
            };
            at = next;
            if text.ends_with(self.0.as_bytes()) && !(last && at >= data.len()) {
                continue;
            }
            push(data, start, at, line, spans);
            line += count_lines(&data[start..at]);
            start = at;
        }
        Ok(start)
    }

    fn skip(&mut self, data: &[u8]) -> Result<(usize, bool), String> {
        Ok(memchr::memchr(b'\n', data).map_or((data.len(), false), |at| (at + 1, true)))
    }
}

/// A record without the marks and line ends inside it, and without the two blanks before what
/// went on.
pub(super) fn joined<'b>(record: &'b [u8], mark: &str) -> Cow<'b, [u8]> {
    if memchr::memchr(b'\n', record).is_none() {
        return Cow::Borrowed(record);
    }
    let mut whole = Vec::with_capacity(record.len());
    let (mut at, mut goes_on) = (0, false);
    while at < record.len() {
        let (text, next) = line_at(record, at).unwrap_or((&record[at..], record.len()));
        let text = if goes_on { text.strip_prefix(b"  ").unwrap_or(text) } else { text };
        let piece = text.strip_suffix(mark.as_bytes());
        goes_on = piece.is_some() && next < record.len();
        whole.extend_from_slice(if goes_on { piece.unwrap_or(text) } else { text });
        at = next;
    }
    Cow::Owned(whole)
}

/// The line that begins here, without its end, and where the next begins.
pub(super) fn line_at(data: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let end = at + memchr::memchr(b'\n', data.get(at..)?)?;
    let text = &data[at..end];
    Some((text.strip_suffix(b"\r").unwrap_or(text), end + 1))
}

/// Some bytes without the white space around them, unless they are blank.
fn push(data: &[u8], start: usize, end: usize, line: u32, spans: &mut Vec<Span>) {
    let start = if data[start..end].starts_with(BOM) { start + BOM.len() } else { start };
    let text = &data[start..end];
    let lead = text.len() - text.trim_ascii_start().len();
    let length = text.trim_ascii().len();
    if length > 0 {
        spans.push(Span { start: start + lead, end: start + lead + length, line });
    }
}

/// Stanzas of lines, divided by blank lines, or by lines of a divider and then not by blank ones.
pub(super) struct Stanzas<'d>(pub(super) &'d [String]);

impl Stanzas<'_> {
    fn divides(&self, line: &[u8]) -> bool {
        if self.0.is_empty() {
            // A line of blanks belongs to a text that is written over several lines.
            return line.is_empty();
        }
        let line = line.trim_ascii_end();
        self.0.iter().any(|divider| match divider.strip_suffix('*') {
            Some(beginning) => line.starts_with(beginning.as_bytes()),
            None => line == divider.as_bytes(),
        })
    }
}

impl Cutter for Stanzas<'_> {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line) = (0, 0);
        let mut done = (0, 0);
        // Where the stanza begins and ends so far, and in which line.
        let mut stanza: Option<(usize, usize, u32)> = None;
        let mut close = |stanza: &mut Option<(usize, usize, u32)>| {
            if let Some((start, end, line)) = stanza.take() {
                spans.push(Span { start, end, line });
            }
        };
        while at < data.len() {
            let (text, next) = match line_at(data, at) {
                Some(found) => found,
                None if last => (&data[at..], data.len()),
                None => break,
            };
            let text = if at == 0 { text.strip_prefix(BOM).unwrap_or(text) } else { text };
            if self.divides(text) {
                close(&mut stanza);
                done = (next, line + 1);
            } else if !is_comment(text) && !text.trim_ascii().is_empty() {
                let end = next - usize::from(data[..next].ends_with(b"\n"));
                stanza = Some(stanza.map_or((at, end, line), |(start, _, first)| (start, end, first)));
            } else if stanza.is_none() {
                done = (next, line + 1);
            }
            at = next;
            line += 1;
        }
        if last {
            close(&mut stanza);
            return Ok(data.len());
        }
        Ok(done.0)
    }

    fn skip(&mut self, _data: &[u8]) -> Result<(usize, bool), String> {
        Err(format!("a stanza is longer than {} MiB; what follows it was not read", RECORD_BYTES >> 20))
    }
}

/// Whether a line of a stanza says nothing.
pub(super) fn is_comment(line: &[u8]) -> bool {
    line.first() == Some(&b'#')
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Pool};
    use super::*;

    /// The records of a text with their lines, with blocks of any size.
    fn records<'c>(text: &str, cutter: &dyn Fn() -> Box<dyn Cutter + 'c>) -> Vec<(String, u64)> {
        let cut = |size: usize| {
            let mut reader = text.as_bytes();
            let pool = Pool::default();
            let mut blocks = Blocks::of_size(&mut reader, cutter(), &pool, size);
            let (mut found, mut line) = (Vec::new(), 1);
            while let Some(block) = blocks.next() {
                assert_eq!(block.broken, None);
                for span in &block.spans {
                    let text = String::from_utf8_lossy(&block.bytes()[span.start..span.end]).into_owned();
                    found.push((text, line + u64::from(span.line)));
                }
                line += block.lines;
            }
            found
        };
        let whole = cut(10_000);
        for size in 1..60 {
            assert_eq!(cut(size), whole, "blocks of {size}");
        }
        whole
    }

    fn owned(expected: &[(&str, u64)]) -> Vec<(String, u64)> {
        expected.iter().map(|(text, line)| ((*text).to_owned(), *line)).collect()
    }

    #[test]
    fn a_line_that_ends_in_the_mark_goes_on_in_the_next() {
        let text = "  {\"a\": \"one +>\r\n  two +>\r\n   three\"}\r\n\r\n  {\"b\": 1}\n{\"c\": +>";
        let found = records(text, &|| Box::new(Joined(" +>")));
        assert_eq!(
            found,
            owned(&[
                ("{\"a\": \"one +>\r\n  two +>\r\n   three\"}", 1),
                ("{\"b\": 1}", 5),
                ("{\"c\": +>", 6)
            ])
        );
        assert_eq!(*joined(found[0].0.as_bytes(), " +>"), *b"{\"a\": \"onetwo three\"}");
        assert_eq!(*joined(found[2].0.as_bytes(), " +>"), *b"{\"c\": +>");
    }

    #[test]
    fn stanzas_are_divided_by_blank_lines_and_comments_are_none() {
        let text =
            "\u{feff}version: 1\n\n# one\ndn: a\ncn: b\n\n\n# nothing here\n\ndn: c\r\ncn: d\r\n\r\ndn: e";
        let found = records(text, &|| Box::new(Stanzas(&[])));
        assert_eq!(
            found,
            owned(&[("\u{feff}version: 1", 1), ("dn: a\ncn: b", 4), ("dn: c\r\ncn: d\r", 10), ("dn: e", 13)])
        );
    }

    #[test]
    fn with_a_divider_blank_lines_are_part_of_a_stanza() {
        let text = "# 1/2\n\nid: 1\n\nContent: a\n\n         b\n\n\n--\n\nid: 2\n--\n--\nRT/5 200 Ok\n";
        let dividers = ["--".to_owned(), "RT/*".to_owned()];
        let found = records(text, &|| Box::new(Stanzas(&dividers)));
        assert_eq!(found, owned(&[("id: 1\n\nContent: a\n\n         b", 3), ("id: 2", 12)]));
    }
}
