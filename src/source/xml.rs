//! Cutting XML into records, the elements below its root or those of a name, and an element into a
//! tree.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Map, Value};

use super::blocks::{Cutter, Span, count_lines};
use super::limits::RECORD_BYTES;

/// Member under which a record keeps the name of its element.
const ELEMENT: &str = "#element";
/// Member for text beside attributes or elements.
const TEXT: &str = "#text";

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

/// Cuts a stream into the elements of a name, wherever they stand: below any root, or in documents
/// one after the other.
#[derive(Debug)]
pub(super) struct Named<'n> {
    name: &'n str,
    /// Elements around the place where the cutter stands.
    depth: usize,
}

impl<'n> Named<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self { name, depth: 0 }
    }
}

impl Cutter for Named<'_> {
    fn cut(&mut self, data: &[u8], last: bool, spans: &mut Vec<Span>) -> Result<usize, String> {
        let (mut at, mut line, mut counted) = (0, 0, 0);
        loop {
            let Some(tag) = memchr::memchr(b'<', &data[at..]).map(|length| at + length) else {
                return Ok(data.len());
            };
            let end = match Tag::at(data, tag) {
                Some((Tag::Open | Tag::Whole, _)) if local_name(&data[tag + 1..]) == self.name.as_bytes() => {
                    let end = branch_end(data, tag).or_else(|| last.then_some(data.len()));
                    if let Some(end) = end {
                        line += count_lines(&data[counted..tag]);
                        counted = tag;
                        spans.push(Span { start: tag, end, line });
                    }
                    end
                }
                Some((kind, end)) => {
                    match kind {
                        Tag::Open => self.depth += 1,
                        Tag::Close => self.depth = self.depth.saturating_sub(1),
                        Tag::Whole | Tag::Other => {}
                    }
                    Some(end)
                }
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
        self.depth > 0
    }
}

/// The name of the tag of which this is the text behind `<`, without a namespace prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    let name = &tag[..end.unwrap_or(tag.len())];
    name.iter().position(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..])
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

/// An element as a tree: attributes and child elements are members, elements of one name a list,
/// text beside them is `#text`. A `display_value` attribute makes a reference of value and display
/// value.
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
    attributes: Vec<(String, String)>,
    text: String,
    members: Map<String, Value>,
}

impl Branch {
    fn of(start: &BytesStart<'_>) -> Self {
        let of_namespaces = |key: &str| key == "xmlns" || key.starts_with("xmlns:");
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let key = attribute.key.as_ref();
            if !of_namespaces(key) {
                let name = key.rsplit_once(':').map_or(key, |(_, name)| name);
                attributes.push((name.to_owned(), unescape(&attribute.value)));
            }
        }
        Self {
            name: start.local_name().as_ref().to_owned(),
            attributes,
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
        if self.attributes.is_empty() && self.members.is_empty() {
            return Value::String(self.text);
        }
        Value::Object(self.all_members())
    }

    fn root(self) -> Value {
        let name = self.name.clone();
        let mut members = self.all_members();
        members.insert(ELEMENT.to_owned(), Value::String(name));
        Value::Object(members)
    }

    /// Attributes, elements and text. An attribute that is called like an element gets an `@`.
    fn all_members(self) -> Map<String, Value> {
        let Self { attributes, text, mut members, .. } = self;
        let is_reference =
            members.is_empty() && attributes.iter().any(|(name, _)| name.as_str() == "display_value");
        if is_reference {
            members.insert("value".to_owned(), text.into());
        } else if !text.trim().is_empty() {
            members.insert(TEXT.to_owned(), text.into());
        }
        for (name, value) in attributes {
            let name = if members.contains_key(&name) { format!("@{name}") } else { name };
            members.insert(name, value.into());
        }
        members
    }
}

fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Pool};
    use super::*;

    fn branches(text: &str, size: usize) -> Vec<(String, u32)> {
        let mut reader = text.as_bytes();
        let pool = Pool::default();
        let mut blocks = Blocks::of_size(&mut reader, Box::new(Branches::default()), &pool, size);
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
                "x": "1",
                "#element": "incident",
            })
        );
    }

    #[test]
    fn attributes_are_members_and_text_beside_them_has_a_name() {
        let value = tree("<e:Event xmlns='u' xmlns:e='v' id='7'><System><TimeCreated SystemTime='t'/><EventID Qualifiers='0'>4724</EventID></System><EventData><Data Name='A'>x &amp; y</Data><Data Name='B'/><Data>z</Data></EventData><id>8</id> tail </e:Event>".as_bytes()).unwrap();
        assert_eq!(
            value,
            serde_json::json!({
                "System": {
                    "TimeCreated": {"SystemTime": "t"},
                    "EventID": {"Qualifiers": "0", "#text": "4724"},
                },
                "EventData": {"Data": [{"Name": "A", "#text": "x & y"}, {"Name": "B"}, "z"]},
                "id": "8",
                "#text": " tail ",
                "@id": "7",
                "#element": "Event",
            })
        );
    }

    fn named(text: &str, name: &str) -> Vec<(String, u32)> {
        let cut = |size: usize| {
            let mut reader = text.as_bytes();
            let pool = Pool::default();
            let mut blocks = Blocks::of_size(&mut reader, Box::new(Named::new(name)), &pool, size);
            let (mut found, mut line) = (Vec::new(), 1);
            while let Some(block) = blocks.next() {
                assert_eq!(block.broken, None);
                for span in &block.spans {
                    let text = String::from_utf8_lossy(&block.bytes()[span.start..span.end]).into_owned();
                    found.push((text, line + span.line));
                }
                line += u32::try_from(block.lines).unwrap();
            }
            found
        };
        let whole = cut(10_000);
        for size in 1..40 {
            assert_eq!(cut(size), whole, "blocks of {size}");
        }
        whole
    }

    #[test]
    fn elements_of_a_name_are_found_at_any_depth_and_in_many_documents() {
        let text = "<?xml version=\"1.0\"?><E a='<E>'><E>inner</E></E>\n<?xml version=\"1.0\"?>\n<r><x:E b=\"1\"/><!-- <E/> --><y><E>2</E></y><Ex/></r>\n<E>cut";
        let whole = [
            ("<E a='<E>'><E>inner</E></E>".to_owned(), 1),
            ("<x:E b=\"1\"/>".to_owned(), 3),
            ("<E>2</E>".to_owned(), 3),
            ("<E>cut".to_owned(), 4),
        ];
        assert_eq!(named(text, "E"), whole);
        assert_eq!(named("<a/>", "E"), []);
    }

    #[test]
    fn entities_that_a_document_defines_itself_are_not_followed() {
        let text = "<!DOCTYPE r [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><r><E>&b;</E></r>";
        let found = named(text, "E");
        assert_eq!(tree(found[0].0.as_bytes()).unwrap()["#text"], "&b;");
    }

    #[test]
    fn hostile_xml_ends_in_a_fault() {
        assert!(tree("<a>".repeat(100_000).as_bytes()).is_err());
        assert!(tree(b"<a><b>").is_err());
        assert!(tree(b"</a>").is_err());
        assert_eq!(branches("<root><a>1</a><a>2", 1000).len(), 2);
    }
}
