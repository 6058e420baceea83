//! Cutting JSON into records without parsing it: values one after another, the
//! elements of a list, the elements of a list inside an envelope.

use super::blocks::{Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// Where the cutter stands between two values.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Level {
    /// In a list whose elements are records.
    List,
    /// In an object on the way to such a list: how many names of the way are behind.
    Object(Vec<String>),
}

/// The way through member names to what an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Envelope {
    pub(super) way: Vec<String>,
    /// Whether a list of records stands there, or one record.
    pub(super) list: bool,
}

impl Envelope {
    /// The envelope that a mapping's path names.
    pub(super) fn of(path: &crate::mapping::source::Path) -> Self {
        use crate::mapping::source::Step;
        let way = path.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(name.clone()),
            _ => None,
        });
        Self { way: way.collect(), list: path.steps.last() == Some(&Step::Each) }
    }
}

/// Cuts a stream of JSON values.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    /// Ways to what holds the records.
    envelopes: &'a [Envelope],
    levels: Vec<Level>,
}

/// What a step found.
enum Step {
    /// So far is done with.
    To(usize),
    /// A record, from and to.
    Record(usize, usize),
    /// More bytes are needed.
    More,
}

impl<'a> Elements<'a> {
    pub(super) fn new(envelopes: &'a [Envelope]) -> Self {
        Self { envelopes, levels: Vec::new() }
    }

    fn step(&mut self, data: &[u8], at: usize) -> Step {
        match (self.levels.last(), data[at]) {
            (None, b'[') => {
                self.levels.push(Level::List);
                Step::To(at + 1)
            }
            (None, b'{') if !self.envelopes.is_empty() => self.open(data, at),
            (Some(Level::List), b']') | (Some(Level::Object(_)), b'}') => {
                self.levels.pop();
                Step::To(at + 1)
            }
            (Some(Level::Object(way)), b'"') => {
                let mut way = way.clone();
                self.member(data, at, &mut way)
            }
            (Some(Level::Object(_)), _) => Step::To(at + 1),
            _ => value_end(data, at).map_or(Step::More, |end| Step::Record(at, end)),
        }
    }

    /// A member of an object on the way: into it if it leads on, else past it.
    fn member(&mut self, data: &[u8], at: usize, way: &mut Vec<String>) -> Step {
        let Some((name, value)) = member_at(data, at) else { return Step::More };
        way.push(name);
        let is =
            |list: bool| self.envelopes.iter().any(|envelope| envelope.list == list && envelope.way == *way);
        let leads = self
            .envelopes
            .iter()
            .any(|envelope| envelope.way.len() > way.len() && envelope.way.starts_with(way));
        match data[value] {
            b'[' if is(true) => {
                self.levels.push(Level::List);
                Step::To(value + 1)
            }
            b'{' if is(false) && !(leads && self.holds_list(data, value, way)) => {
                value_end(data, value).map_or(Step::More, |end| Step::Record(value, end))
            }
            b'{' if leads => {
                self.levels.push(Level::Object(std::mem::take(way)));
                Step::To(value + 1)
            }
            _ => value_end(data, value).map_or(Step::More, Step::To),
        }
    }

    /// Whether the object that begins here holds a list that an envelope names further inside: then it
    /// is no record itself.
    fn holds_list(&self, data: &[u8], at: usize, way: &[String]) -> bool {
        let Some(end) = value_end(data, at) else { return false };
        let deeper = self.envelopes.iter().filter(|envelope| envelope.way.len() > way.len());
        let inner: Vec<Envelope> = deeper
            .filter(|envelope| envelope.way.starts_with(way))
            .map(|envelope| Envelope { way: envelope.way[way.len()..].to_vec(), list: envelope.list })
            .collect();
        let mut spans = Vec::new();
        let cut = Elements::new(&inner).cut(&data[at..end], true, &mut spans);
        cut.is_ok() && !matches!(spans.as_slice(), [only] if only.start == 0)
    }

    /// An object at the top: enters it if one of the lists is in it, else it is a record.
    fn open(&mut self, data: &[u8], at: usize) -> Step {
        self.levels.push(Level::Object(Vec::new()));
        let mut next = at + 1;
        loop {
            next += leading_space(&data[next..]);
            let step = if next < data.len() { self.step(data, next) } else { Step::More };
            match (step, self.levels.last()) {
                (Step::To(end), Some(Level::List)) => return Step::To(end),
                (Step::To(end), None) => return Step::Record(at, end),
                (Step::To(end), _) => next = end,
                (Step::Record(start, end), _) => return Step::Record(start, end),
                _ => {
                    self.levels.clear();
                    return Step::More;
                }
            }
        }
    }
}

impl Cutter for Elements<'_> {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line, mut counted) = (0, 0, 0);
        loop {
            at += leading_space(&data[at..]);
            if at >= data.len() {
                return Ok(at);
            }
            let (start, end) = match self.step(data, at) {
                Step::To(end) => {
                    at = end;
                    continue;
                }
                Step::Record(start, end) => (start, end),
                Step::More if last => (at, data.len()),
                Step::More => return Ok(at),
            };
            line += count_lines(&data[counted..start]);
            counted = start;
            spans.push(Span { start, end, line });
            at = end;
        }
    }

    fn skip(&mut self, _data: &[u8]) -> Result<(usize, bool), String> {
        Err(format!("a JSON record is longer than {} MiB; what follows it was not read", RECORD_BYTES >> 20))
    }

    fn unfinished(&self) -> bool {
        !self.levels.is_empty()
    }
}

/// White space, commas between values, record separators (RFC 7464) and byte order marks.
fn leading_space(data: &[u8]) -> usize {
    data.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | 0x1e | 0xef | 0xbb | 0xbf))
        .count()
}

/// The name of a member that begins here, and where its value begins.
pub(super) fn member_at(data: &[u8], at: usize) -> Option<(String, usize)> {
    let end = string_end(data, at)?;
    let name = String::from_utf8_lossy(&data[at + 1..end - 1]).into_owned();
    let mut value = end;
    while matches!(data.get(value)?, b' ' | b'\n' | b'\r' | b'\t' | b':') {
        value += 1;
    }
    Some((name, value))
}

/// Where the string that begins here ends.
fn string_end(data: &[u8], at: usize) -> Option<usize> {
    let mut next = at + 1;
    loop {
        next += memchr::memchr2(b'"', b'\\', data.get(next..)?)?;
        if data[next] == b'"' {
            return Some(next + 1);
        }
        next += 2;
    }
}

/// Where the value that begins here ends. Garbage ends with its line.
pub(super) fn value_end(data: &[u8], at: usize) -> Option<usize> {
    match data[at] {
        b'"' => string_end(data, at),
        b'{' | b'[' => {
            let (mut depth, mut next) = (0_usize, at);
            loop {
                match data.get(next)? {
                    b'"' => {
                        next = string_end(data, next)?;
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => {
                        depth -= 1;
                        if depth == 0 {
                            return Some(next + 1);
                        }
                    }
                    _ => {}
                }
                next += 1;
            }
        }
        _ => {
            let length =
                data[at..].iter().skip(1).position(|byte| matches!(byte, b',' | b']' | b'}' | b'\n'))?;
            Some(at + 1 + length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Pool};
    use super::*;

    /// The records of a text and whether it ended inside a list, with blocks of any size.
    fn records(text: &str, envelopes: &[&[&str]]) -> Vec<(String, u64)> {
        let envelopes: Vec<Envelope> = envelopes
            .iter()
            .map(|way| Envelope { way: way.iter().map(|name| (*name).to_owned()).collect(), list: true })
            .collect();
        let cut = |size: usize| {
            let mut reader = text.as_bytes();
            let pool = Pool::default();
            let mut blocks = Blocks::of_size(&mut reader, Box::new(Elements::new(&envelopes)), &pool, size);
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
        for size in 1..40 {
            assert_eq!(cut(size), whole, "blocks of {size}");
        }
        whole
    }

    fn texts(text: &str, envelopes: &[&[&str]]) -> Vec<String> {
        records(text, envelopes).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn a_list_gives_its_elements_with_their_lines() {
        let text = "[\n {\"a\": [1, {\"b\": \"]}\\\"\"}]},\n {\"c\":\n 2}\n]\n";
        assert_eq!(
            records(text, &[]),
            [("{\"a\": [1, {\"b\": \"]}\\\"\"}]}".to_owned(), 2), ("{\"c\":\n 2}".to_owned(), 3)]
        );
    }

    #[test]
    fn values_may_follow_one_another_in_any_layout() {
        assert_eq!(texts("{\"a\":1}{\"b\":2}\n\n{\n\"c\":3\n}[{\"d\":4}]", &[]).len(), 4);
    }

    #[test]
    fn an_envelope_gives_the_elements_of_its_list_and_another_object_stays_a_record() {
        let text = "{\"meta\":{\"value\":[0]},\"value\":[{\"a\":1},{\"a\":2}],\"next\":\"x\"}\n\
                    {\"data\":{\"x\":1,\"events\":[{\"a\":3}]}} {\"a\":4}";
        let found = texts(text, &[&["value"], &["data", "events"]]);
        assert_eq!(found, ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}", "{\"a\":4}"]);
    }

    #[test]
    fn an_envelope_may_hold_one_record() {
        let envelopes = [Envelope { way: vec!["result".to_owned()], list: false }];
        let mut spans = Vec::new();
        let text = b"{\"x\":1,\"result\":{\"a\":1},\"y\":{}} {\"b\":2}";
        Elements::new(&envelopes).cut(text, true, &mut spans).unwrap();
        let found: Vec<_> = spans.iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(found, [b"{\"a\":1}", b"{\"b\":2}"]);
    }

    #[test]
    fn what_is_cut_off_stays_visible() {
        assert_eq!(texts("[{\"a\":1},{\"a\":", &[]), ["{\"a\":1}", "{\"a\":"]);
        assert_eq!(texts("{\"value\":[{\"a\":1},{\"b", &[&["value"]]), ["{\"a\":1}", "{\"b"]);
        assert_eq!(texts("{\"a\":1}\ngarbage\n{\"a\":2}", &[]), ["{\"a\":1}", "garbage", "{\"a\":2}"]);
    }

    #[test]
    fn deep_nesting_needs_no_stack() {
        let deep = format!("{}{}", "[".repeat(100_001), "]".repeat(100_001));
        let mut spans = Vec::new();
        let used = Elements::new(&[]).cut(deep.as_bytes(), true, &mut spans).unwrap();
        assert_eq!((spans.len(), used), (1, deep.len()));
    }
}
