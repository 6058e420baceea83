//! Cutting a delimited table into rows and rows into cells.

use std::borrow::Cow;

use super::blocks::{Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// How a table is written: what stands between its cells, and around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Without one a quote is a letter like any other, and a row is a line.
    pub(super) quote: Option<u8>,
}

/// Cuts a table into rows; quoted cells may hold line ends.
pub(super) struct Rows(pub(super) Dialect);

impl Cutter for Rows {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line) = (0, 0);
        while at < data.len() {
            let Some(end) = self.0.row_end(data, at).or_else(|| last.then_some(data.len())) else {
                break;
            };
            let row = &data[at..end];
            let text = row.strip_suffix(b"\n").unwrap_or(row);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if !text.trim_ascii().is_empty() {
                spans.push(Span { start: at, end: at + text.len(), line });
            }
            line += count_lines(row);
            at = end;
        }
        Ok(at)
    }

    fn skip(&mut self, data: &[u8]) -> Result<(usize, bool), String> {
        if self.0.quote.is_none() {
            return Ok(memchr::memchr(b'\n', data).map_or((data.len(), false), |at| (at + 1, true)));
        }
        Err(format!(
            "a row is longer than {} MiB, probably because a quote is never closed; what follows was not read",
            RECORD_BYTES >> 20
        ))
    }
}

impl Dialect {
    /// The dialect of a table by its first line: the delimiter that it has most often outside quotes.
    /// What is given is not looked for.
    pub(super) fn of(head: &[u8], delimiter: Option<u8>, quote: Option<Option<u8>>) -> Option<Self> {
        let single = || head.trim_ascii_start().first() == Some(&b'\'');
        let quote = quote.unwrap_or_else(|| Some(if single() { b'\'' } else { b'"' }));
        if let Some(delimiter) = delimiter {
            return Some(Self { delimiter, quote });
        }
        let counts = [b',', b';', b'\t'].map(|delimiter| {
            let dialect = Self { delimiter, quote };
            let end = dialect.row_end(head, 0).unwrap_or(head.len());
            (dialect.cells(&head[..end]).len(), dialect)
        });
        // Of equal counts the comma, which stands first, is taken.
        let best = counts.iter().map(|(count, _)| *count).max()?;
        counts.into_iter().find(|(count, _)| *count == best && best > 1).map(|(_, dialect)| dialect)
    }

    /// Behind the line end of the row that begins here.
    fn row_end(self, data: &[u8], at: usize) -> Option<usize> {
        let Some(quote) = self.quote else {
            return memchr::memchr(b'\n', data.get(at..)?).map(|length| at + length + 1);
        };
        let mut next = at;
        loop {
            if data.get(next) == Some(&quote) {
                next = quoted_end(data, next, quote)?;
            }
            next += memchr::memchr2(self.delimiter, b'\n', data.get(next..)?)?;
            if data[next] == b'\n' {
                return Some(next + 1);
            }
            next += 1;
        }
    }

    /// The cells of a row, as they stand there wherever they can be. A closing quote may be missing at its end.
    pub(super) fn cells(self, row: &[u8]) -> Vec<Cow<'_, str>> {
        let mut cells = Vec::with_capacity(32);
        let has_returns = memchr::memchr(b'\r', row).is_some();
        let mut at = 0;
        loop {
            let quoted = self.quote.filter(|quote| row.get(at) == Some(quote)).map(|quote| {
                let end = quoted_end(row, at, quote).unwrap_or(row.len());
                let inside = &row[at + 1..end.max(at + 1)];
                at = end;
                unquoted(inside.strip_suffix(&[quote]).unwrap_or(inside), quote)
            });
            let end = memchr::memchr(self.delimiter, &row[at..]).map(|length| at + length);
            let rest = decode(&row[at..end.unwrap_or(row.len())]);
            let cell = match quoted {
                None => rest,
                Some(inside) if rest.is_empty() => inside,
                Some(inside) => inside + rest,
            };
            cells.push(if has_returns { with_line_ends(cell) } else { cell });
            match end {
                Some(end) => at = end + 1,
                None => return cells,
            }
        }
    }
}

/// What stands between quotes, a doubled quote being one.
fn unquoted(inside: &[u8], quote: u8) -> Cow<'_, str> {
    let text = decode(inside);
    if memchr::memchr(quote, inside).is_none() {
        return text;
    }
    let (one, two) = if quote == b'"' { ("\"", "\"\"") } else { ("'", "''") };
    text.replace(two, one).into()
}

/// A lone return is a line end, as old programs write it.
fn with_line_ends(cell: Cow<'_, str>) -> Cow<'_, str> {
    if !cell.contains('\r') {
        return cell;
    }
    let lines: Vec<String> = cell.split("\r\n").map(|line| line.replace('\r', "\n")).collect();
    lines.join("\r\n").into()
}

/// Behind the closing quote of the cell that begins here.
fn quoted_end(data: &[u8], at: usize, quote: u8) -> Option<usize> {
    let mut next = at + 1;
    loop {
        next += memchr::memchr(quote, data.get(next..)?)?;
        if data.get(next + 1) != Some(&quote) {
            return Some(next + 1);
        }
        next += 2;
    }
}

/// UTF-8, else Windows-1252, which Western desktops write.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Pool};
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: Some(b'"') };

    fn delimiter_of(head: &[u8]) -> Option<u8> {
        Dialect::of(head, None, None).map(|dialect| dialect.delimiter)
    }

    #[test]
    fn cells_may_hold_quotes_delimiters_and_line_ends() {
        let text = "a,b\r\n\"x, \"\"y\"\"\n2\",5\" disk\n\n last ,\n";
        let whole = [(vec!["a", "b"], 1), (vec!["x, \"y\"\n2", "5\" disk"], 2), (vec![" last ", ""], 5)];
        for size in [1, 2, 3, 7, 1000] {
            let mut reader = text.as_bytes();
            let pool = Pool::default();
            let mut blocks = Blocks::of_size(&mut reader, Box::new(Rows(COMMA)), &pool, size);
            let (mut found, mut line) = (Vec::new(), 1);
            while let Some(block) = blocks.next() {
                for span in &block.spans {
                    let row = COMMA.cells(&block.bytes()[span.start..span.end]);
                    let row: Vec<String> = row.into_iter().map(Cow::into_owned).collect();
                    found.push((row, line + span.line));
                }
                line += u32::try_from(block.lines).unwrap();
            }
            assert_eq!(
                found,
                whole.clone().map(|(row, line)| (row.iter().map(|c| (*c).to_owned()).collect(), line))
            );
        }
    }

    #[test]
    fn windows_text_is_read_as_such() {
        assert_eq!(COMMA.cells(b"caf\xe9 \x96 bar,\xc3\xa9"), ["café – bar", "é"]);
    }

    #[test]
    fn the_delimiter_is_found_outside_quotes() {
        assert_eq!(delimiter_of(b"\"a,b,c\";d;e\n1;2;3"), Some(b';'));
        assert_eq!(delimiter_of(b"a\tb,c\td\n"), Some(b'\t'));
        assert_eq!(delimiter_of(b"one column\nvalue\n"), None);
    }

    #[test]
    fn an_unclosed_quote_gives_what_is_there() {
        assert_eq!(COMMA.cells(b"a,\"b"), ["a", "b"]);
        assert_eq!(COMMA.cells(b"\""), [""]);
    }

    #[test]
    fn single_quotes_are_seen_and_a_table_may_have_none() {
        let single = Dialect::of(b"'1','it''s, so','\"'\n", None, None).unwrap();
        assert_eq!(single.cells(b"'1','it''s, so','\"'"), ["1", "it's, so", "\""]);
        let none = Dialect::of(b"id\ttitle\n", Some(b'\t'), Some(None)).unwrap();
        let text = b"1\t\"not closed\n2\t5\" disk\n";
        let mut spans = Vec::new();
        Rows(none).cut(text, true, &mut spans).unwrap();
        let rows: Vec<_> = spans.iter().map(|span| none.cells(&text[span.start..span.end])).collect();
        assert_eq!(rows, [["1", "\"not closed"], ["2", "5\" disk"]]);
    }
}
