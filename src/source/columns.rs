//! What stands in a file that no source has to know: its columns and their values, as a mapping
//! for it is drafted from them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path as FilePath;

use super::ReadError;
use super::blocks::{Blocks, Pool, Span};
use super::body::Body;
use super::documents::{documents, head};
use super::draft::first_records;
use super::inputs;
use super::limits::HEAD_BYTES;
use super::plan::{Plan, Recognised, inside, recognise};
use super::record::{Record, is_record_id};
use super::time::{self, Written};
use super::tree::Tree;
use crate::mapping::source::{Form, SourceMapping};
use crate::mapping::{MappingError, Mappings, parse_toml};

/// Records that are looked at; enough to tell what is always there.
const RECORDS: u64 = 20_000;
/// Distinct values that are counted of a column.
const DISTINCT: usize = 2_000;
/// Levels of objects that are stepped into.
const DEPTH: usize = 5;
/// Members of a page that is one of several.
const PAGE_MEMBERS: usize = 4;
/// Columns that are kept: a file with more has data in its names.
const COLUMNS: usize = 400;

/// How the values of a column look: how many of the filled ones are such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looks {
    /// Times.
    pub times: u64,
    /// Times of them that carry no zone.
    pub without_zone: u64,
    /// E-mail addresses.
    pub emails: u64,
    /// Internet addresses.
    pub ips: u64,
    /// Numbers.
    pub numbers: u64,
    /// Ids: hex digits, UUIDs, or letters and digits mixed without a blank.
    pub ids: u64,
    /// Texts with a blank in them.
    pub spaced: u64,
}

/// A column of a table, or a place in a tree.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The path as a mapping writes it.
    pub path: String,
    /// The names on the way, without marks.
    pub names: Vec<String>,
    /// Records that have it, with or without a value.
    pub there: u64,
    /// Records in which it has a value.
    pub filled: u64,
    /// How its values look.
    pub looks: Looks,
    /// Its values with how often each was seen.
    pub values: BTreeMap<String, u64>,
    /// The first value.
    pub example: String,
    /// Whether there are more values than are counted.
    pub more: bool,
}

impl Column {
    /// Whether no value is there twice, as far as was looked.
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.filled > 0 && !self.more && self.values.values().all(|count| *count == 1)
            || (self.more && self.values.values().filter(|count| **count > 1).count() == 0)
    }
}

/// What stands in a file.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Its outer form.
    pub form: Form,
    /// The shape in words.
    pub shape: String,
    /// Where its pages keep their records.
    pub envelope: Option<String>,
    /// The rules by which its lines of text are read, as a mapping writes them.
    pub text_rules: Option<&'static str>,
    /// Records that were looked at.
    pub records: u64,
    /// Whether that is all of it.
    pub whole: bool,
    /// The columns, in the order in which they were first seen.
    pub columns: Vec<Column>,
    /// The source that claims it already, and how many fields that asks for.
    pub claimed_by: Option<(String, usize)>,
}

/// Why a file's columns cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    /// It is not there or cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A fault in a mapping.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// It has no records of a form that is known.
    #[error("{file}: {message}")]
    NoRecords {
        /// The file.
        file: String,
        /// Why.
        message: String,
    },
}

/// Looks at the columns of one file. `pages` are names of members that hold the records of a page.
///
/// # Errors
/// A file that is not there, or without records of a form that is known.
pub fn columns(file: &FilePath, mappings: &Mappings, pages: &[String]) -> Result<Columns, ColumnsError> {
    let given = inputs::collect(&[file.to_owned()])?;
    let mut documents = documents(given.clone());
    let no_records = |message: &str| ColumnsError::NoRecords {
        file: file.display().to_string(),
        message: message.to_owned(),
    };
    if documents.len() != 1 {
        return Err(no_records(
            "give one file that is no folder, no archive of several files and no workbook of several sheets",
        ));
    }
    let document = documents.remove(0);
    let content = document.content.map_err(|fault| no_records(&fault))?;
    let head = head(&content).map_err(|fault| no_records(&fault))?;
    let whole = head.len() < HEAD_BYTES;
    let sources = crate::mapping::source::load(mappings)?;
    let claimed_by = match recognise(&head, whole, content.body, &sources) {
        Recognised::Known(plan, _) => {
            let source = &sources[plan.primary];
            Some((source.id.clone(), source.recognise.all.len()))
        }
        _ => None,
    };
    let (plan, envelope, text_rules) =
        plan(&head, whole, content.body, pages).map_err(|message| no_records(&message))?;
    let mut seen = Gathered::default();
    content
        .with_reader(|reader| {
            let pool = Pool::default();
            let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes), &pool);
            let mut skipped = plan.cutting.header_rows();
            while let Some(block) = blocks.next() {
                for span in block.spans.iter().skip(std::mem::take(&mut skipped)) {
                    if seen.records >= RECORDS {
                        return;
                    }
                    let bytes = &block.bytes()[span.start..span.end];
                    // Pages may stand one a line.
                    let inner = inside(bytes, &plan.envelopes).filter(|_| envelope.is_some());
                    for part in inner.unwrap_or_else(|| vec![Span { start: 0, end: bytes.len(), line: 0 }]) {
                        if let Ok(record) = plan.cutting.record(&bytes[part.start..part.end]) {
                            seen.take(&record);
                        }
                    }
                }
            }
            seen.is_whole = true;
        })
        .map_err(|fault| no_records(&fault))?;
    if seen.records == 0 {
        return Err(no_records("no record was found in it"));
    }
    if seen.columns.keys().all(|path| path.contains("[]")) {
        return Err(no_records("its records have no members or columns with names"));
    }
    Ok(Columns {
        form: plan.form,
        shape: plan.shape,
        envelope,
        text_rules,
        records: seen.records,
        whole: seen.is_whole,
        columns: seen.in_order(),
        claimed_by,
    })
}

/// How to cut a file into records without knowing its source: by a source that claims everything.
fn plan(
    head: &[u8],
    whole: bool,
    body: Body,
    pages: &[String],
) -> Result<(Plan, Option<String>, Option<&'static str>), String> {
    let has = |mark: &[u8]| memchr::memmem::find(head, mark).is_some();
    if has(b"CEF:") && has(b"|") && !head.trim_ascii_start().starts_with(b"{") {
        let any = claims_all("[\"text\"]", "", "", "[text]\ncef = true")?;
        if let Recognised::Known(plan, _) = recognise(head, whole, body, &[any]) {
            return Ok((*plan, None, Some("cef = true")));
        }
    }
    let any = claims_all("[\"json\", \"csv\", \"xml\"]", "", "", "")?;
    let plain = match recognise(head, whole, body, &[any]) {
        Recognised::Known(plan, _) => *plan,
        Recognised::Empty => return Err("there is nothing in it".to_owned()),
        Recognised::Unknown(why) | Recognised::Disputed(why) => {
            return Err(format!("{why}; for lines of text write a mapping with `[text] pattern` by hand"));
        }
    };
    let first = first_records(&plain.cutting, &plain.envelopes, head, whole, &|_| false);
    let page = match first.first() {
        Some(Record::Tree(Tree::Object(members))) if plain.form == Form::Json => {
            // Pages have few members beside their list; records have many.
            let may_be = first.len() == 1 || members.iter().count() <= PAGE_MEMBERS;
            members.iter().find_map(|(name, value)| inside_page(name, value, pages, may_be))
        }
        _ => None,
    };
    // The page itself must not be taken for a record: a member of its records is asked for.
    let Some((path, member)) = page else { return Ok((plain, None, None)) };
    let envelope = format!("envelopes = [{}]", quoted(&path));
    let any = claims_all("[\"json\"]", &envelope, &member, "")?;
    match recognise(head, whole, body, &[any]) {
        Recognised::Known(plan, _) => Ok((*plan, Some(path), None)),
        _ => Ok((plain, None, None)),
    }
}

fn claims_all(forms: &str, envelope: &str, member: &str, rules: &str) -> Result<SourceMapping, String> {
    let all = if member.is_empty() { String::new() } else { quoted(member) };
    let text = format!(
        "id = \"draft.any\"\ntitle = \"any\"\n{envelope}\n[recognise]\nforms = {forms}\nall = [{all}]\n\
         [record.name]\nid = \"a\"\nname = \"b\"\n{rules}\n"
    );
    parse_toml("draft", &text).map_err(|fault: MappingError| fault.to_string())
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Where a member of a page keeps records, and a member that only those have.
fn inside_page(name: &str, value: &Tree<'_>, pages: &[String], may_be: bool) -> Option<(String, String)> {
    let is_page_word = pages.iter().any(|page| page.eq_ignore_ascii_case(name));
    match value {
        Tree::List(list) if list.len() > 1 || (is_page_word && !list.is_empty()) => {
            let Some(Tree::Object(first)) = list.first() else { return None };
            let count = first.iter().count();
            let member = first.iter().map(|(member, _)| member).find(|member| *member != name)?;
            (may_be && count >= 2 && (is_page_word || list.len() > 2))
                .then(|| (format!("{}[]", step(name)), step(member)))
        }
        Tree::Object(members) if is_page_word && may_be => members
            .iter()
            .find_map(|(inner, value)| inside_page(inner, value, pages, may_be))
            .map(|(path, member)| (format!("{}.{path}", step(name)), member)),
        _ => None,
    }
}

/// A name as a path writes it.
fn step(name: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "_- @$#:/".contains(sign);
    let is_plain = name.chars().all(plain) && !name.starts_with(['@', '^']) && !name.is_empty();
    if is_plain { name.to_owned() } else { format!("`{name}`") }
}

/// Columns being gathered.
#[derive(Default)]
struct Gathered {
    records: u64,
    is_whole: bool,
    columns: BTreeMap<String, (usize, Column)>,
}

impl Gathered {
    fn take(&mut self, record: &Record<'_>) {
        self.records += 1;
        let mut seen = BTreeSet::new();
        match record {
            Record::Tree(tree) => self.tree(tree, &mut String::new(), &mut Vec::new(), &mut seen),
            Record::Row(header, cells) => {
                let mut names: Vec<(usize, &String)> = header
                    .columns()
                    .iter()
                    .filter_map(|(name, places)| Some((*places.first()?, name)))
                    .collect();
                names.sort_unstable();
                for (at, name) in names {
                    if let Some(cell) = cells.get(at) {
                        self.value(step(name), std::slice::from_ref(name), cell, &mut seen);
                    }
                }
            }
        }
    }

    fn tree(
        &mut self,
        tree: &Tree<'_>,
        path: &mut String,
        names: &mut Vec<String>,
        seen: &mut BTreeSet<String>,
    ) {
        match tree {
            Tree::Object(members) if names.len() < DEPTH => {
                for (name, value) in members.iter() {
                    let length = path.len();
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&step(name));
                    names.push(name.to_owned());
                    self.tree(value, path, names, seen);
                    names.pop();
                    path.truncate(length);
                }
            }
            Tree::Object(_) => {}
            Tree::List(list) => {
                let length = path.len();
                path.push_str("[]");
                list.iter().for_each(|inner| self.tree(inner, path, names, seen));
                path.truncate(length);
            }
            Tree::Text(text) => self.value(path.clone(), names, text, seen),
            Tree::Number(number) => self.value(path.clone(), names, &number.to_string(), seen),
            Tree::Bool(bit) => self.value(path.clone(), names, if *bit { "true" } else { "false" }, seen),
            Tree::Null => self.value(path.clone(), names, "", seen),
        }
    }

    fn value(&mut self, path: String, names: &[String], text: &str, seen: &mut BTreeSet<String>) {
        let place = self.columns.len();
        if place >= COLUMNS && !self.columns.contains_key(&path) {
            return;
        }
        let (_, column) = self.columns.entry(path.clone()).or_insert_with(|| {
            (place, Column { path: path.clone(), names: names.to_vec(), ..Column::default() })
        });
        if seen.insert(path) {
            column.there += 1;
        }
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        column.filled += 1;
        column.looks.add(text);
        if column.example.is_empty() {
            text.clone_into(&mut column.example);
        }
        if let Some(count) = column.values.get_mut(text) {
            *count += 1;
        } else if column.values.len() < DISTINCT {
            column.values.insert(text.to_owned(), 1);
        } else {
            column.more = true;
        }
    }

    fn in_order(self) -> Vec<Column> {
        let mut columns: Vec<(usize, Column)> = self.columns.into_values().collect();
        columns.sort_by_key(|(place, _)| *place);
        columns.into_iter().map(|(_, column)| column).collect()
    }
}

impl Looks {
    fn add(&mut self, text: &str) {
        let is_number = text.parse::<f64>().is_ok();
        let count = |is_such: bool| u64::from(is_such);
        let written = time::read(text).filter(|_| !is_number || text.len() >= 10);
        self.times += count(written.is_some());
        self.without_zone += count(matches!(written, Some(Written::Local(_) | Written::Numbers(..))));
        self.numbers += count(is_number);
        self.ips += count(text.parse::<std::net::IpAddr>().is_ok());
        self.emails += count(is_email(text));
        self.spaced += count(text.contains(' '));
        let has = |sign: fn(&u8) -> bool| text.bytes().any(|byte| sign(&byte));
        let is_mixed =
            has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic) && !text.contains([' ', '@', ':']);
        self.ids += count(is_record_id(text) || (text.len() >= 8 && (is_mixed || is_number)));
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && !text.contains(char::is_whitespace)
            && !domain.contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &str) -> Columns {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("export");
        std::fs::write(&file, content).unwrap();
        columns(&file, &Mappings::embedded(), &["items".to_owned(), "data".to_owned()]).unwrap()
    }

    #[test]
    fn a_table_gives_its_columns_with_their_looks() {
        let table = of(
            "When;Who;From\n2026-03-02 10:00:00;ada@x.example;192.0.2.1\n2026-03-02 11:00:00;bo@x.example;\n",
        );
        assert_eq!((table.form, table.records, table.whole), (Form::Csv, 2, true));
        let looks: Vec<Looks> = table.columns.iter().map(|column| column.looks).collect();
        assert_eq!((looks[0].times, looks[0].without_zone, looks[1].emails, looks[2].ips), (2, 2, 2, 1));
        assert_eq!((table.columns[2].there, table.columns[2].filled), (2, 1));
    }

    #[test]
    fn a_page_is_stepped_into_and_a_record_with_a_list_is_not() {
        let page = of(
            r#"{"meta":{"n":2},"data":{"items":[{"id":"a","by":{"mail":"x@y.example"}},{"id":"b","tags":["t"]}]}}"#,
        );
        assert_eq!(page.envelope.as_deref(), Some("data.items[]"));
        let paths: Vec<&str> = page.columns.iter().map(|column| column.path.as_str()).collect();
        assert_eq!(paths, ["id", "by.mail", "tags[]"]);
        let record = of(r#"{"id":"a","comments":[{"t":"1","u":"2"},{"t":"1","u":"2"}]}
{"id":"b","comments":[]}"#);
        assert_eq!((record.envelope, record.records), (None, 2));
    }

    #[test]
    fn names_with_marks_stand_in_backticks() {
        assert_eq!(step("a.b"), "`a.b`");
        assert_eq!(step("Created (UTC)"), "`Created (UTC)`");
        assert_eq!(step("user name"), "user name");
    }
}
