//! Cutting XML into the elements below its root, and an element into a tree.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::blocks::{Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// Member under which a record keeps the name of its element.
const ELEMENT: &str = "#element";

/// Cuts a document into the elements below its root.
#[derive(Debug, Default)]
pub(super) struct Branches {
    in_root: bool,
}

impl Cutter for Branches {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line, mut counted) = (0, 0, 0);
        loop {
            let Some(tag) = memchr::memchr(b'<', &data[at..]).map(|length| at + length) else {
                return Ok(data.len());
            };
            let end = match Tag::at(data, tag) {
                Some((Tag::Open, end)) if !self.in_root => {
                    self.in_root = true;
                    Some(end)
                }
                Some((Tag::Open | Tag::Whole, _)) => {
                    let end = branch_end(data, tag).or_else(|| last.then_some(data.len()));
                    if let Some(end) = end {
                        line += count_lines(&data[counted..tag]);
                        counted = tag;
                        spans.push(Span { start: tag, end, line });
                    }
                    end
                }
                Some((Tag::Close, end)) => {
                    self.in_root = false;
                    Some(end)
                }
                Some((Tag::Other, end)) => Some(end),
                None => None,
            };
            match end {
                Some(end) => at = end,
                None if last => return Ok(data.len()),
                None => return Ok(tag),
            }
        }
    }

    fn skip(&mut self, _data: &[u8]) -> Result<(usize, bool), String> {
        Err(format!("an XML record is longer than {} MiB; what follows it was not read", RECORD_BYTES >> 20))
    }

    fn unfinished(&self) -> bool {
        self.in_root
    }
}

/// What begins with `<`.
enum Tag {
    Open,
    Close,
    Whole,
    Other,
}

impl Tag {
    /// The tag at a `<` and where it ends.
    fn at(data: &[u8], at: usize) -> Option<(Tag, usize)> {
        let behind =
            |word: &[u8]| memchr::memmem::find(&data[at..], word).map(|length| at + length + word.len());
        let rest = &data[at..];
        if rest.starts_with(b"<!--") {
            return behind(b"-->").map(|end| (Tag::Other, end));
        }
        if rest.starts_with(b"<![CDATA[") {
            return behind(b"]]>").map(|end| (Tag::Other, end));
        }
        if rest.starts_with(b"<?") {
            return behind(b"?>").map(|end| (Tag::Other, end));
        }
        let end = tag_end(data, at)?;
        let tag = match (data.get(at + 1)?, data[end - 2]) {
            (b'!', _) => Tag::Other,
            (b'/', _) => Tag::Close,
            (_, b'/') => Tag::Whole,
            _ => Tag::Open,
        };
        Some((tag, end))
    }
}

/// Behind the `>` that ends a tag; attribute values may hold one.
fn tag_end(data: &[u8], at: usize) -> Option<usize> {
    let mut next = at + 1;
    loop {
        next += memchr::memchr3(b'>', b'"', b'\'', data.get(next..)?)?;
        if data[next] == b'>' {
            return Some(next + 1);
        }
        next += 1 + memchr::memchr(data[next], data.get(next + 1..)?)? + 1;
    }
}

/// Behind the element that begins here.
fn branch_end(data: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut next) = (0_usize, at);
    loop {
        next += memchr::memchr(b'<', data.get(next..)?)?;
        let (tag, end) = Tag::at(data, next)?;
        match tag {
            Tag::Open => depth += 1,
            Tag::Close => depth = depth.saturating_sub(1),
            Tag::Whole | Tag::Other => {}
        }
        next = end;
        if depth == 0 {
            return Some(next);
        }
    }
}

/// An element as a tree: child elements are members, a `display_value` attribute
/// makes a reference of value and display value.
pub(super) fn tree(text: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(text);
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Branch> = Vec::new();
    loop {
        match reader.read_event().map_err(|fault| format!("broken XML: {fault}"))? {
            Event::Start(start) => {
                if open.len() > 100 {
                    return Err("XML nested more than 100 deep".to_owned());
                }
                open.push(Branch::of(&start));
            }
            Event::Empty(start) => {
                let branch = Branch::of(&start);
                match open.last_mut() {
                    Some(parent) => parent.add(branch),
                    None => return Ok(branch.root()),
                }
            }
            Event::End(_) => {
                let Some(branch) = open.pop() else { return Err("broken XML".to_owned()) };
                match open.last_mut() {
                    Some(parent) => parent.add(branch),
                    None => return Ok(branch.root()),
                }
            }
            Event::Text(piece) => {
                if let Some(branch) = open.last_mut() {
                    branch.text.push_str(&piece);
                }
            }
            Event::CData(piece) => {
                if let Some(branch) = open.last_mut() {
                    branch.text.push_str(&piece);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(branch) = open.last_mut() {
                    branch.text.push_str(&entity(&name));
                }
            }
            Event::Eof => return Err("the XML record is cut off".to_owned()),
            _ => {}
        }
    }
}

/// The text of an entity; an unknown one stays as written.
fn entity(name: &str) -> String {
    let code = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
        Some(digits) => digits.parse().ok(),
        None => {
            return quick_xml::escape::resolve_predefined_entity(name)
                .map_or_else(|| format!("&{name};"), str::to_owned);
        }
    };
    code.and_then(char::from_u32).unwrap_or('\u{fffd}').to_string()
}

/// An element being read.
struct Branch {
    name: String,
    display: Option<String>,
    text: String,
    members: Map<String, Value>,
}

impl Branch {
    fn of(start: &BytesStart<'_>) -> Self {
        let display = start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.as_ref() == "display_value");
        Self {
            name: start.local_name().as_ref().to_owned(),
            display: display.map(|attribute| unescape(&attribute.value)),
            text: String::new(),
            members: Map::new(),
        }
    }

    /// Takes a child in; children of one name become a list.
    fn add(&mut self, child: Branch) {
        let name = child.name.clone();
        let value = child.value();
        match self.members.get_mut(&name) {
            None => {
                self.members.insert(name, value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    fn value(self) -> Value {
        let Self { display, text, members, .. } = self;
        if !members.is_empty() {
            return Value::Object(members);
        }
        match display {
            None => Value::String(text),
            Some(display) => {
                let pair = [("value".to_owned(), text.into()), ("display_value".to_owned(), display.into())];
                Value::Object(pair.into_iter().collect())
            }
        }
    }

    fn root(mut self) -> Value {
        self.members.insert(ELEMENT.to_owned(), Value::String(self.name));
        Value::Object(self.members)
    }
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Blocks;
    use super::*;

    fn branches(text: &str, size: usize) -> Vec<(String, u32)> {
        let mut reader = text.as_bytes();
        let mut blocks = Blocks::of_size(&mut reader, Box::new(Branches::default()), size);
        let (mut found, mut line) = (Vec::new(), 1);
        while let Some(block) = blocks.next() {
            for span in &block.spans {
                found.push((
                    String::from_utf8_lossy(&block.bytes()[span.start..span.end]).into_owned(),
                    line + span.line,
                ));
            }
            line += u32::try_from(block.lines).unwrap();
        }
        found
    }

    #[test]
    fn the_elements_below_the_root_are_the_records() {
        let text = "<?xml version=\"1.0\"?>\n<!-- <x> -->\n<unload a=\">\">\n<incident b='</incident>'>\n<n>1</n><e/></incident>\n<j><![CDATA[</j>]]></j><k/>\n</unload>";
        let whole = [
            ("<incident b='</incident>'>\n<n>1</n><e/></incident>".to_owned(), 4),
            ("<j><![CDATA[</j>]]></j>".to_owned(), 6),
            ("<k/>".to_owned(), 6),
        ];
        for size in [1, 2, 5, 17, 1000] {
            assert_eq!(branches(text, size), whole, "blocks of {size}");
        }
    }

    #[test]
    fn an_element_becomes_a_tree() {
        let value = tree("<incident x='1'><caller display_value=\"A &amp; B\">u1</caller><note>a &lt;b&gt; &#233;</note><none display_value=\"\"/><w>1</w><w>2</w></incident>".as_bytes()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "caller": {"value": "u1", "display_value": "A & B"},
                "note": "a <b> é",
                "none": {"value": "", "display_value": ""},
                "w": ["1", "2"],
                "#element": "incident",
            })
        );
    }

    #[test]
    fn hostile_xml_ends_in_a_fault() {
        assert!(tree("<a>".repeat(100_000).as_bytes()).is_err());
        assert!(tree(b"<a><b>").is_err());
        assert!(tree(b"</a>").is_err());
        assert_eq!(branches("<root><a>1</a><a>2", 1000).len(), 2);
    }
}
