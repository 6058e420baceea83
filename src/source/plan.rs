//! How a file is to be read, found by looking at its beginning.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::blocks::{BOM, Cutter, Lines, Span};
use super::claim::{Claim, claim, claims, nearest};
use super::elements::{Elements, Envelope};
use super::limits::HEAD_RECORDS;
use super::record::{Header, Record};
use super::rows::{Rows, cells, delimiter_of};
use super::scan::Needles;
use super::tree::Tree;
use super::xml;
use crate::mapping::source::{Form, RecordFields, SourceMapping};

/// How records are cut out of the content.
#[derive(Debug, Clone)]
pub(super) enum Cutting {
    Lines,
    Elements,
    Rows { delimiter: u8, header: Arc<Header> },
    Branches,
}

/// How a file is to be read.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) form: Form,
    pub(super) cutting: Cutting,
    /// The source that most records at the beginning belong to.
    pub(super) primary: usize,
    /// All sources of that product, any of which a record may belong to.
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

/// What a file is.
#[derive(Debug)]
pub(super) enum Recognised {
    Empty,
    Known(Box<Plan>, String),
    Unknown(String),
    Disputed(String),
}

/// Recognises a file by its beginning; `whole` if that is all of it.
pub(super) fn recognise(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Recognised::Unknown("it is UTF-16 text; save it as UTF-8".to_owned());
    }
    match text.trim_ascii_start().first() {
        None if whole => Recognised::Empty,
        None => Recognised::Unknown("it begins with nothing but white space".to_owned()),
        Some(b'{' | b'[') => json(head, whole, sources),
        Some(b'<') => {
            let draft = Draft {
                form: Form::Xml,
                cutting: Cutting::Branches,
                envelopes: Vec::new(),
                shape: "xml".to_owned(),
            };
            draft.decide(head, whole, sources)
        }
        Some(_) => table(text, whole, sources),
    }
}

/// A plan before its source is known.
struct Draft {
    form: Form,
    cutting: Cutting,
    envelopes: Vec<Envelope>,
    shape: String,
}

fn json(head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    let by_line = is_by_line(head, whole);
    let all: Vec<usize> = (0..sources.len()).collect();
    let mut envelopes: Vec<Envelope> =
        sources.iter().flat_map(|source| source.envelopes.iter().map(Envelope::of)).collect();
    envelopes.sort();
    envelopes.dedup();
    let mut shape = if by_line { "ndjson" } else { "json values" };
    if !by_line {
        // A first value that is a record itself is no envelope, whatever its members are called.
        let first = records(&Cutting::Elements, &[], head, whole).into_iter().next();
        let is_record =
            first.is_some_and(|record| claim(&record, Form::Json, false, &all, sources) != Claim::Nobody);
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
    Draft { form: Form::Json, cutting, envelopes, shape: shape.to_owned() }.decide(head, whole, sources)
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

fn table(text: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
    if text.contains(&0) {
        return Recognised::Unknown("it is not text".to_owned());
    }
    let Some(delimiter) = delimiter_of(text) else {
        return Recognised::Unknown("it is neither JSON nor XML nor a table with a header".to_owned());
    };
    let mut spans = Vec::new();
    // The header may be all there is in a beginning that ends inside a row.
    if (Rows { delimiter }).cut(text, whole, &mut spans).is_err() || spans.is_empty() {
        return Recognised::Unknown("its first row has no end".to_owned());
    }
    let mut header = Header::default();
    for (at, name) in cells(&text[spans[0].start..spans[0].end], delimiter).into_iter().enumerate() {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        header.add(at, name);
    }
    let shape = match delimiter {
        b'\t' => "csv tab".to_owned(),
        other => format!("csv {}", char::from(other)),
    };
    let encoding = if std::str::from_utf8(text).is_ok_and(|_| true)
        || std::str::from_utf8(text).is_err_and(|f| f.error_len().is_none())
    {
        ""
    } else {
        ", windows-1252"
    };
    let cutting = Cutting::Rows { delimiter, header: Arc::new(header) };
    Draft { form: Form::Csv, cutting, envelopes: Vec::new(), shape: format!("{shape}{encoding}") }
        .decide(text, whole, sources)
}

impl Draft {
    /// Finds the source by the first records.
    fn decide(self, head: &[u8], whole: bool, sources: &[SourceMapping]) -> Recognised {
        let first = records(&self.cutting, &self.envelopes, head, whole);
        // As written; only if nobody knows any of them so, in any spelling.
        let (mut votes, mut dispute) = vote(&first, self.form, false, sources);
        let any_spelling = votes.is_empty() && dispute.is_none();
        if any_spelling {
            (votes, dispute) = vote(&first, self.form, true, sources);
        }
        // Events and tickets give a file its name, not the journals that come with them.
        let rank = |index: usize| match sources[index].record {
            RecordFields::Event(_) | RecordFields::Ticket(_) => 1,
            _ => 0,
        };
        let best = votes.iter().map(|(&index, &count)| (rank(index), count, std::cmp::Reverse(index))).max();
        let claimed: usize = votes.values().sum();
        let Some(primary) = best.map(|(_, _, std::cmp::Reverse(index))| index) else {
            return match (dispute, first.first()) {
                (Some(several), _) => {
                    let names: Vec<&str> = several.iter().map(|&index| sources[index].id.as_str()).collect();
                    Recognised::Disputed(format!(
                        "{} claim it equally; make one of their mappings more specific",
                        names.join(" and ")
                    ))
                }
                (None, Some(record)) => Recognised::Unknown(format!(
                    "no source claims it: {}",
                    nearest(record, self.form, sources)
                )),
                (None, None) => Recognised::Unknown("no record was found at its beginning".to_owned()),
            };
        };
        let source = &sources[primary];
        // What was seen at the beginning, and what its products write beside it.
        let is_seen = |product: &str| votes.keys().any(|&index| sources[index].product() == product);
        let mut family: Vec<usize> =
            (0..sources.len()).filter(|&index| is_seen(sources[index].product())).collect();
        if let Cutting::Rows { header, .. } = &self.cutting {
            // A table has one header: only sources that have their columns in it.
            let bare = Record::Row(Arc::clone(header), Vec::new());
            family
                .retain(|&index| index == primary || claims(&bare, self.form, any_spelling, &sources[index]));
        }
        let needles = source.scan.as_ref().filter(|_| self.form == Form::Json && !any_spelling).map(|scan| {
            let spaced =
                memchr::memmem::find(head, format!("\"{}\": \"", scan.native_type).as_bytes()).is_some();
            Needles::new(scan, spaced)
        });
        let spelling = if any_spelling { ", in another spelling" } else { "" };
        let note = format!("{claimed} of its first records have the fields of {}{spelling}", source.title);
        let Draft { form, cutting, envelopes, shape } = self;
        Recognised::Known(
            Box::new(Plan { form, cutting, primary, family, envelopes, needles, any_spelling, shape }),
            note,
        )
    }
}

/// How many of some records each source claims, and the first dispute.
fn vote(
    records: &[Record<'_>],
    form: Form,
    any_spelling: bool,
    sources: &[SourceMapping],
) -> (BTreeMap<usize, usize>, Option<Vec<usize>>) {
    let all: Vec<usize> = (0..sources.len()).collect();
    let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
    let mut dispute = None;
    for record in records {
        match claim(record, form, any_spelling, &all, sources) {
            Claim::One(index) => *votes.entry(index).or_default() += 1,
            Claim::Several(several) => dispute = dispute.or(Some(several)),
            Claim::Nobody => {}
        }
    }
    (votes, dispute)
}

/// The first records of a beginning that can be read.
fn records<'h>(cutting: &Cutting, envelopes: &[Envelope], head: &'h [u8], whole: bool) -> Vec<Record<'h>> {
    let mut spans = Vec::new();
    if cutting.cutter(envelopes).cut(head, whole, &mut spans).is_err() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let skipped = usize::from(matches!(cutting, Cutting::Rows { .. }));
    for span in spans.into_iter().skip(skipped) {
        let bytes = &head[span.start..span.end];
        found.extend(cutting.record(bytes));
        if matches!(cutting, Cutting::Lines) {
            for inner in inside(bytes, envelopes).into_iter().flatten().take(HEAD_RECORDS) {
                found.extend(cutting.record(&bytes[inner.start..inner.end]));
            }
        }
        if found.len() >= HEAD_RECORDS {
            break;
        }
    }
    if found.is_empty()
        && let Cutting::Rows { header, .. } = cutting
    {
        found.push(Record::Row(Arc::clone(header), Vec::new()));
    }
    found
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
    pub(super) fn cutter<'a>(&self, envelopes: &'a [Envelope]) -> Box<dyn Cutter + 'a> {
        match self {
            Cutting::Lines => Box::new(Lines),
            Cutting::Elements => Box::new(Elements::new(envelopes)),
            Cutting::Rows { delimiter, .. } => Box::new(Rows { delimiter: *delimiter }),
            Cutting::Branches => Box::new(xml::Branches::default()),
        }
    }

    /// Parses one record.
    pub(super) fn record<'b>(&self, bytes: &'b [u8]) -> Result<Record<'b>, String> {
        match self {
            Cutting::Lines | Cutting::Elements => serde_json::from_slice::<Tree<'_>>(bytes)
                .map(Record::Tree)
                .map_err(|fault| format!("not JSON: {fault}")),
            Cutting::Branches => xml::tree(bytes).map(|value| Record::Tree(value.into())),
            Cutting::Rows { delimiter, header } => {
                let cells = cells(bytes, *delimiter);
                let columns = header.columns.values().flatten().max().map_or(0, |last| last + 1);
                // A row with too few cells was cut off; one with too many has a stray delimiter.
                if cells.len() < columns || cells.iter().skip(columns).any(|cell| !cell.is_empty()) {
                    return Err(format!("the row has {} cells, the header {columns}", cells.len()));
                }
                Ok(Record::Row(Arc::clone(header), cells))
            }
        }
    }
}
