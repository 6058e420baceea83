//! Cutting a delimited table into rows and rows into cells.

use super::blocks::{Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// Cuts a table into rows; quoted cells may hold line ends.
pub(super) struct Rows {
    pub(super) delimiter: u8,
}

impl Cutter for Rows {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line) = (0, 0);
        while at < data.len() {
            let Some(end) = row_end(data, at, self.delimiter).or_else(|| last.then_some(data.len())) else {
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

    fn skip(&mut self, _data: &[u8]) -> Result<(usize, bool), String> {
        Err(format!(
            "a row is longer than {} MiB, probably because a quote is never closed; what follows was not read",
            RECORD_BYTES >> 20
        ))
    }
}

/// Behind the line end of the row that begins here.
fn row_end(data: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let mut next = at;
    loop {
        if data.get(next) == Some(&b'"') {
            next = quoted_end(data, next)?;
        }
        next += memchr::memchr2(delimiter, b'\n', data.get(next..)?)?;
        if data[next] == b'\n' {
            return Some(next + 1);
        }
        next += 1;
    }
}

/// Behind the closing quote of the cell that begins here.
fn quoted_end(data: &[u8], at: usize) -> Option<usize> {
    let mut next = at + 1;
    loop {
        next += memchr::memchr(b'"', data.get(next..)?)?;
        if data.get(next + 1) != Some(&b'"') {
            return Some(next + 1);
        }
        next += 2;
    }
}

/// The cells of a row. A closing quote may be missing at its end.
pub(super) fn cells(row: &[u8], delimiter: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let mut cell = String::new();
        if row.get(at) == Some(&b'"') {
            let end = quoted_end(row, at).unwrap_or(row.len());
            let inside = &row[at + 1..end.max(at + 1)];
            let inside = inside.strip_suffix(b"\"").unwrap_or(inside);
            cell.push_str(&decode(inside).replace("\"\"", "\""));
            at = end;
        }
        let end = memchr::memchr(delimiter, &row[at..]).map(|length| at + length);
        cell.push_str(&decode(&row[at..end.unwrap_or(row.len())]));
        cells.push(cell);
        match end {
            Some(end) => at = end + 1,
            None => return cells,
        }
    }
}

/// UTF-8, else Windows-1252, which Western desktops write.
fn decode(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The delimiter of a table: the one that the first line has most often outside quotes.
pub(super) fn delimiter_of(head: &[u8]) -> Option<u8> {
    let counts = [b',', b';', b'\t'].map(|delimiter| {
        let end = row_end(head, 0, delimiter).unwrap_or(head.len());
        (cells(&head[..end], delimiter).len(), delimiter)
    });
    // Of equal counts the comma, which stands first, is taken.
    let best = counts.iter().map(|(count, _)| *count).max()?;
    counts.into_iter().find(|(count, _)| *count == best && best > 1).map(|(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Blocks;
    use super::*;

    #[test]
    fn cells_may_hold_quotes_delimiters_and_line_ends() {
        let text = "a,b\r\n\"x, \"\"y\"\"\n2\",5\" disk\n\n last ,\n";
        let whole = [(vec!["a", "b"], 1), (vec!["x, \"y\"\n2", "5\" disk"], 2), (vec![" last ", ""], 5)];
        for size in [1, 2, 3, 7, 1000] {
            let mut reader = text.as_bytes();
            let mut blocks = Blocks::of_size(&mut reader, Box::new(Rows { delimiter: b',' }), size);
            let (mut found, mut line) = (Vec::new(), 1);
            while let Some(block) = blocks.next() {
                for span in &block.spans {
                    let row = cells(&block.bytes()[span.start..span.end], b',');
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
        assert_eq!(cells(b"caf\xe9 \x96 bar,\xc3\xa9", b','), ["café – bar", "é"]);
    }

    #[test]
    fn the_delimiter_is_found_outside_quotes() {
        assert_eq!(delimiter_of(b"\"a,b,c\";d;e\n1;2;3"), Some(b';'));
        assert_eq!(delimiter_of(b"a\tb,c\td\n"), Some(b'\t'));
        assert_eq!(delimiter_of(b"one column\nvalue\n"), None);
    }

    #[test]
    fn an_unclosed_quote_gives_what_is_there() {
        assert_eq!(cells(b"a,\"b", b','), ["a", "b"]);
        assert_eq!(cells(b"\"", b','), [""]);
    }
}
