//! How a file is to be read, found by looking at its beginning.

use std::borrow::Cow;
use std::sync::Arc;

use super::blocks::{BOM, Cutter, Lines, Span};
use super::body::Body;
use super::claim::{Claim, claim};
use super::draft::{Draft, best, first_records};
use super::elements::{Elements, Envelope};
use super::generated::UNREADABLE;
use super::lines::{Joined, Stanzas, joined, line_at};
use super::mend::mended;
use super::record::{Header, Record, View};
use super::rows::{Dialect, Rows};
use super::scan::Needles;
use super::text::TextForm;
use super::tree::Tree;
use super::xml;
use crate::mapping::source::{CsvRules, Field, Form, Quote, SourceMapping};

/// How records are cut out of the content.
#[derive(Debug, Clone)]
pub(super) enum Cutting {
    Lines,
    /// JSON lines of which one that ends in the mark goes on in the next.
    Joined(Arc<str>),
    Elements,
    Text(Arc<TextForm>),
    /// Records that stand whole in a member or column of others.
    Wrapped(Box<Cutting>),
    /// `headed`: the first row names the columns, behind `above` lines that say nothing.
    Rows {
        dialect: Dialect,
        header: Arc<Header>,
        headed: bool,
        above: usize,
    },
    /// Elements below the root, or those of this name.
    Branches(Option<Arc<str>>),
}

/// How a file is to be read.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) cutting: Cutting,
    /// The source that most records at the beginning belong to.
    pub(super) primary: usize,
    /// All sources of the products seen there, any of which a record may belong to.
    pub(super) family: Vec<usize>,
    /// Where lists of records may stand inside a value.
    pub(super) envelopes: Vec<Envelope>,
    /// For looking without parsing, with the source.
    pub(super) needles: Option<Needles>,
    /// Whether names are compared without regard to case and marks.
    pub(super) any_spelling: bool,
    /// The shape in words.
    pub(super) shape: String,
}

impl Plan {
    /// The same without any looking.
    pub(super) fn parsing_all(self) -> Self {
        Self { needles: None, ..self }
    }
}

/// What a file is.
#[derive(Debug)]
pub(super) enum Recognised {
    Empty,
    Known(Box<Plan>, String),
    Unknown(String),
    Disputed(String),
}

/// Recognises a file by its beginning; `whole` if that is all of it.
pub(super) fn recognise(head: &[u8], whole: bool, body: Body, sources: &[SourceMapping]) -> Recognised {
    if matches!(body, Body::Sheet(_)) {
        return if head.is_empty() { Recognised::Empty } else { table(head, whole, body, sources) };
    }
    if matches!(body, Body::Evtx | Body::Parquet) {
        return if head.is_empty() { Recognised::Empty } else { json(head, whole, true, sources) };
    }
    let unknown = |recognised: &Recognised| matches!(recognised, Recognised::Unknown(_));
    let by_look = by_look(head, whole, sources);
    if !unknown(&by_look) {
        return by_look;
    }
    let others = [text, wrapped].into_iter().map(|other| other(head, whole, sources));
    others.into_iter().find(|recognised| !unknown(recognised)).unwrap_or(by_look)
}

/// Member or column in which log platforms keep a product's record as it came (Splunk, Cribl).
const RAW: &str = "_raw";

/// Tries the records that stand whole in a member or column of others.
fn wrapped(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let rows = || table_draft(text, whole, Body::Text, &CsvRules::default()).ok().map(|draft| draft.cutting);
    let inner = match text.trim_ascii_start().first() {
        Some(b'{') if is_by_line(head, whole) => Some(Cutting::Lines),
        Some(b'{' | b'[' | b'<') | None => None,
        Some(_) => rows(),
    };
    let draft = inner.map(|inner| Draft {
        form: Form::Json,
        shape: if matches!(inner, Cutting::Lines) { "json in ndjson" } else { "json in csv" }.to_owned(),
        cutting: Cutting::Wrapped(Box::new(inner)),
        envelopes: Vec::new(),
        among: all(sources),
    });
    best(draft.into_iter().collect(), text, whole, sources)
}

/// The record that stands in another.
fn unwrapped(outer: &Record<'_>) -> Result<Record<'static>, String> {
    let field = Field(["_raw", "result._raw"].iter().filter_map(|path| path.parse().ok()).collect());
    let text = View::of(outer, &[], false).text(&field).ok_or_else(|| format!("it has no `{RAW}`"))?;
    let value: serde_json::Value =
        serde_json::from_str(&text).map_err(|fault| format!("`{RAW}`: {}", not_json(fault)))?;
    Ok(Record::Tree(value.into()))
}

/// Recognises JSON, XML and tables, which look alike in all sources.
fn by_look(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    match text.trim_ascii_start().first() {
        None if whole => Recognised::Empty,
        None => Recognised::Unknown("it begins with nothing but white space".to_owned()),
        Some(b'{' | b'[') => json(head, whole, is_by_line(head, whole), sources),
        Some(b'<') => xml_drafts(head, whole, sources),
        Some(_) => table(text, whole, Body::Text, sources),
    }
}

/// Tries the elements below the root, and those of the names that sources give.
fn xml_drafts(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let mut names: Vec<Option<&str>> = sources
        .iter()
        .filter(|source| source.recognise.forms.contains(&Form::Xml))
        .map(|source| source.xml.record.as_deref())
        .collect();
    names.sort_unstable();
    names.dedup();
    let draft = |name: Option<&str>| Draft {
        form: Form::Xml,
        cutting: Cutting::Branches(name.map(Arc::from)),
        envelopes: Vec::new(),
        shape: "xml".to_owned(),
        among: all(sources)
            .into_iter()
            .filter(|&index| sources[index].xml.record.as_deref() == name)
            .collect(),
    };
    best(names.into_iter().map(draft).collect(), head, whole, sources)
}

fn all(sources: &[SourceMapping]) -> Vec<usize> {
    (0..sources.len()).collect()
}

/// Tries the rules of every source of text.
fn text(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut tried = Vec::new();
    // What is no text has no lines.
    for source in sources.iter().filter(|source| source.text.reads() && !head.contains(&0)) {
        if tried.contains(&&source.text) {
            continue;
        }
        tried.push(&source.text);
        drafts.push(Draft {
            form: Form::Text,
            cutting: Cutting::Text(Arc::new(TextForm::of(&source.text, head))),
            envelopes: Vec::new(),
            shape: if source.text.cef { "text cef" } else { "text" }.to_owned(),
            among: all(sources).into_iter().filter(|&index| sources[index].text == source.text).collect(),
        });
    }
    best(drafts, head, whole, sources)
}

/// Drafts of JSON lines that are broken over several, one for each mark that a source knows.
fn broken_lines(sources: &[SourceMapping]) -> Vec<Draft> {
    let mut marks: Vec<&str> =
        sources.iter().filter_map(|source| source.text.continued_by.as_deref()).collect();
    marks.sort_unstable();
    marks.dedup();
    let draft = |mark: &str| Draft {
        form: Form::Json,
        cutting: Cutting::Joined(mark.into()),
        envelopes: Vec::new(),
        shape: "ndjson".to_owned(),
        among: all(sources)
            .into_iter()
            .filter(|&index| sources[index].text.continued_by.as_deref() == Some(mark))
            .collect(),
    };
    marks.into_iter().map(draft).collect()
}

fn json(head: &[u8], whole: bool, by_line: bool, sources: &[SourceMapping]) -> Recognised {
    let mut envelopes: Vec<Envelope> =
        sources.iter().flat_map(|source| source.envelopes.iter().map(Envelope::of)).collect();
    envelopes.sort();
    envelopes.dedup();
    let mut shape = if by_line { "ndjson" } else { "json values" };
    if !by_line {
        // A first value that is a record itself is no envelope, whatever its members are called.
        let first = first_records(&Cutting::Elements, &[], head, whole, &|_| true).into_iter().next();
        let is_record = first
            .is_some_and(|record| claim(&record, Form::Json, false, &all(sources), sources) != Claim::Nobody);
        let list = head.strip_prefix(BOM).unwrap_or(head).trim_ascii_start().first() == Some(&b'[');
        if list {
            shape = "json array";
        } else if is_record {
            envelopes.clear();
        } else {
            shape = "json envelope";
        }
    }
    let cutting = if by_line { Cutting::Lines } else { Cutting::Elements };
    let draft = Draft { form: Form::Json, cutting, envelopes, shape: shape.to_owned(), among: all(sources) };
    let mut drafts = broken_lines(sources);
    drafts.push(draft);
    best(drafts, head, whole, sources)
}

/// Whether each line is a value of its own: at least half of the first lines are.
fn is_by_line(head: &[u8], whole: bool) -> bool {
    let mut spans = Vec::new();
    if Lines.cut(head, whole, &mut spans).is_err() {
        return false;
    }
    let lines: Vec<&[u8]> = spans.iter().take(20).map(|span| &head[span.start..span.end]).collect();
    let values = lines.iter().filter(|line| {
        matches!(line.first(), Some(b'{' | b'['))
            && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
    });
    let values = values.count();
    values > 0 && values * 2 >= lines.len()
}

/// Tries the rules of plain tables, and those of every source that has its own.
fn table(text: &[u8], whole: bool, body: Body, sources: &[SourceMapping]) -> Recognised {
    if text.starts_with(b"\xd0\xcf\x11\xe0") {
        let note = "it is an old or encrypted Office file; save it as .xlsx without a password, or as CSV";
        return Recognised::Unknown(note.to_owned());
    }
    if text.contains(&0) {
        return Recognised::Unknown("it is not text".to_owned());
    }
    let plain = CsvRules::default();
    let mut tried: Vec<&CsvRules> = vec![&plain];
    sources.iter().filter(|source| source.recognise.forms.contains(&Form::Csv)).for_each(|source| {
        if !tried.contains(&&source.csv) {
            tried.push(&source.csv);
        }
    });
    let (mut drafts, mut fault) = (Vec::new(), None);
    for rules in tried {
        match table_draft(text, whole, body, rules) {
            Ok(mut draft) => {
                draft.among.extend(all(sources).into_iter().filter(|&index| sources[index].csv == *rules));
                drafts.push(draft);
            }
            Err(reason) => fault = fault.or(Some(reason)),
        }
    }
    match (best(drafts, text, whole, sources), fault) {
        (Recognised::Unknown(_), Some(fault)) => Recognised::Unknown(fault.to_owned()),
        (recognised, _) => recognised,
    }
}

/// Cells of a row that may stand beyond the header under the name that the mapping gives them.
const UNNAMED: usize = 256;

/// Where the header of a table begins, behind the line that Excel (`sep=;`) or PowerShell
/// (`#TYPE ...`) puts above it, and the delimiter that this line tells.
fn above_header(text: &[u8]) -> (usize, Option<u8>) {
    let Some((line, next)) = line_at(text, 0) else { return (0, None) };
    match line.trim_ascii().strip_prefix(b"sep=") {
        Some([delimiter]) => (next, Some(*delimiter)),
        // A tab is trimmed away.
        Some([]) => (next, Some(b'\t')),
        Some(_) => (0, None),
        None if line.starts_with(b"#TYPE ") => (next, None),
        None => (0, None),
    }
}

/// How a table is to be read under some rules.
fn table_draft(text: &[u8], whole: bool, body: Body, rules: &CsvRules) -> Result<Draft, &'static str> {
    let quote = rules.quote.map(|quote| match quote {
        Quote::Double => Some(b'"'),
        Quote::Single => Some(b'\''),
        Quote::Nothing => None,
    });
    let (header_at, told) = above_header(text);
    let above = usize::from(header_at > 0);
    let found = match body {
        // The rows of a sheet are written here, whatever its source writes as text.
        Body::Sheet(_) => Some(Dialect { delimiter: b',', quote: Some(b'"') }),
        _ => Dialect::of(&text[header_at..], rules.delimiter.or(told), quote),
    };
    let dialect = found.ok_or("it is neither JSON nor XML nor a table with a header")?;
    let mut spans = Vec::new();
    // The header may be all there is in a beginning that ends inside a row.
    if Rows(dialect).cut(text, whole, &mut spans).is_err() || spans.len() <= above {
        return Err("its first row has no end");
    }
    let headed = rules.columns.is_empty();
    let names = if headed {
        dialect.cells(&text[spans[above].start..spans[above].end])
    } else {
        rules.columns.iter().map(|name| name.as_str().into()).collect()
    };
    let width = names.len();
    let named = names.iter().enumerate().map(|(at, name)| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (rules.unnamed.clone().filter(|_| name.is_empty()).unwrap_or(name), at)
    });
    let unnamed = rules.unnamed.iter().flat_map(|name| (width..width + UNNAMED).map(|at| (name.clone(), at)));
    let header = Header::new(named.chain(unnamed), width);
    let delimiter = match dialect.delimiter {
        b'\t' => "tab".to_owned(),
        other => char::from(other).to_string(),
    };
    let headless = if headed { "" } else { " without header" };
    let is_utf8 = std::str::from_utf8(text).is_ok_and(|_| true)
        || std::str::from_utf8(text).is_err_and(|fault| fault.error_len().is_none());
    let encoding = if is_utf8 { "" } else { ", windows-1252" };
    Ok(Draft {
        form: Form::Csv,
        cutting: Cutting::Rows { dialect, header: Arc::new(header), headed, above },
        envelopes: Vec::new(),
        shape: format!("csv {delimiter}{headless}{encoding}"),
        among: Vec::new(),
    })
}

/// The records inside a value that is a list or an envelope; `None` if it is neither.
pub(super) fn inside(value: &[u8], envelopes: &[Envelope]) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    Elements::new(envelopes).cut(value, true, &mut spans).ok()?;
    match spans.as_slice() {
        [only] if only.start == 0 && only.end == value.len() => None,
        _ => Some(spans),
    }
}

impl Cutting {
    /// A cutter for a stream from its beginning.
    pub(super) fn cutter<'a>(&'a self, envelopes: &'a [Envelope]) -> Box<dyn Cutter + 'a> {
        match self {
            Cutting::Lines => Box::new(Lines),
            Cutting::Joined(mark) => Box::new(Joined(mark)),
            Cutting::Text(form) => match (&form.rules.continued_by, form.rules.stanzas) {
                (_, true) => Box::new(Stanzas(&form.divider)),
                (Some(mark), _) => Box::new(Joined(mark)),
                (None, _) => Box::new(Lines),
            },
            Cutting::Wrapped(inner) => inner.cutter(envelopes),
            Cutting::Elements => Box::new(Elements::new(envelopes)),
            Cutting::Rows { dialect, .. } => Box::new(Rows(*dialect)),
            Cutting::Branches(None) => Box::new(xml::Branches::default()),
            Cutting::Branches(Some(name)) => Box::new(xml::Named::new(name)),
        }
    }

    /// Whether a record is a line, whatever stands before it.
    pub(super) fn is_by_line(&self) -> bool {
        match self {
            Cutting::Lines => true,
            Cutting::Text(form) => form.rules.continued_by.is_none() && !form.rules.stanzas,
            Cutting::Wrapped(inner) => inner.is_by_line(),
            _ => false,
        }
    }

    /// How many spans at the beginning are no records: the header of a table.
    pub(super) fn header_rows(&self) -> usize {
        match self {
            Cutting::Rows { headed, above, .. } => above + usize::from(*headed),
            Cutting::Wrapped(inner) => inner.header_rows(),
            _ => 0,
        }
    }

    /// Parses one record.
    pub(super) fn record<'b>(&self, bytes: &'b [u8]) -> Result<Record<'b>, String> {
        if let Some(reason) = bytes.strip_prefix(UNREADABLE) {
            return Err(format!("it cannot be read: {}", String::from_utf8_lossy(reason)));
        }
        match self {
            Cutting::Lines | Cutting::Elements => value_of(bytes),
            Cutting::Joined(mark) => match joined(bytes, mark) {
                Cow::Borrowed(bytes) => value_of(bytes),
                Cow::Owned(bytes) => own_value_of(&bytes),
            },
            Cutting::Wrapped(inner) => unwrapped(&inner.record(bytes)?),
            Cutting::Text(form) => form.tree(bytes).map(|value| Record::Tree(value.into())),
            Cutting::Branches(_) => xml::tree(bytes).map(|value| Record::Tree(value.into())),
            Cutting::Rows { dialect, header, .. } => {
                let cells = dialect.cells(bytes);
                // A row with too few cells was cut off; one with too many has a stray delimiter.
                if cells.len() < header.width || cells.iter().skip(header.named).any(|cell| !cell.is_empty())
                {
                    let (found, width) = (cells.len(), header.width);
                    return Err(format!("the row has {found} cells, the header {width}"));
                }
                Ok(Record::Row(Arc::clone(header), cells))
            }
        }
    }
}

/// A record of JSON; if that fails, with what is damaged in its texts mended.
fn value_of(bytes: &[u8]) -> Result<Record<'_>, String> {
    match serde_json::from_slice::<Tree<'_>>(bytes) {
        Ok(tree) => Ok(Record::Tree(tree)),
        Err(fault) => match mended(bytes) {
            Some(mended) => own_value_of(&mended),
            None => Err(not_json(fault)),
        },
    }
}

/// A record of JSON that stands in no file as it is.
fn own_value_of(bytes: &[u8]) -> Result<Record<'static>, String> {
    let value = serde_json::from_slice::<serde_json::Value>(bytes);
    value.map(|value| Record::Tree(value.into())).map_err(not_json)
}

#[expect(clippy::needless_pass_by_value, reason = "handed to `map_err`")]
fn not_json(fault: serde_json::Error) -> String {
    format!("not JSON: {fault}")
}
