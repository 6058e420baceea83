//! One record, whatever its form, and how a mapping's paths are followed in it.

mod follow;
mod header;
mod packed;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::tree::{Members, Tree};
use crate::mapping::source::{Condition, Conditions, Field, Path, Step};
use follow::{elements, follow, follow_text, member};
use packed::unpacked;

pub(super) use header::{Header, alike};

/// One record.
#[derive(Debug)]
pub(super) enum Record<'a> {
    /// A JSON value, or an XML element or a line of text made one.
    Tree(Tree<'a>),
    /// A row of a table.
    Row(Arc<Header>, Vec<Cow<'a, str>>),
}

/// What a path leads to.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Text(&'a str),
    Tree(&'a Tree<'a>),
}

/// A whole record, or an element of a list in it.
#[derive(Clone, Copy)]
enum Of<'a> {
    Record(&'a Record<'a>),
    Element(&'a Tree<'a>),
    /// A cell of a column that a table has several times.
    Cell(&'a str),
}

/// How a source looks at a record or at a part of one.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    of: Of<'a>,
    /// What the part stands in; `^` leads there.
    around: Option<&'a View<'a>>,
    /// Spellings of nothing in the source.
    nulls: &'a [String],
    /// Whether names are compared without regard to case and marks.
    any_spelling: bool,
    /// Name of the file.
    file: &'a str,
}

impl Record<'_> {
    /// Names of all members or columns.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Record::Tree(tree) => names_in(tree),
            Record::Row(header, _) => header.columns().keys().map(String::as_str).collect(),
        }
    }

    /// Whether a reference shows its display value only (its dates are then display values too).
    pub(super) fn has_display_reference(&self) -> bool {
        let Record::Tree(Tree::Object(members)) = self else { return false };
        members.iter().any(|(_, value)| value.get("display_value").is_some() && value.get("value").is_none())
    }
}

fn names_in<'t>(tree: &'t Tree<'_>) -> Vec<&'t str> {
    let Tree::Object(members) = tree else { return Vec::new() };
    let mut seen = BTreeSet::new();
    members.iter().map(|(name, _)| name).filter(|name| seen.insert(*name)).collect()
}

/// Calls `f` for the texts of a node: itself, the stored value of a reference, the text of an XML
/// element with attributes, the elements of a list.
fn texts_of(node: Node<'_>, f: &mut dyn FnMut(&str)) {
    let tree = match node {
        Node::Text(text) => return f(text),
        Node::Tree(tree) => tree,
    };
    match tree {
        Tree::Null => {}
        Tree::Text(text) => f(text),
        Tree::Number(number) => f(&number.to_string()),
        Tree::Bool(bit) => f(if *bit { "true" } else { "false" }),
        Tree::List(list) => list.iter().for_each(|inner| texts_of(Node::Tree(inner), f)),
        Tree::Object(members) if is_document(members) => f(&document_text(tree)),
        Tree::Object(members) => match (members.get("value"), members.get("display_value")) {
            (Some(Tree::Text(value)), _) if !value.is_empty() => f(value),
            (_, Some(Tree::Text(value))) => f(value),
            (None, None) => match members.get("#text") {
                Some(text) => texts_of(Node::Tree(text), f),
                None => f(&tree.to_string()),
            },
            _ => {}
        },
    }
}

/// Whether an object is a text of the Atlassian Document Format.
fn is_document(members: &Members<'_>) -> bool {
    members.get("type").and_then(Tree::as_text) == Some("doc")
        && matches!(members.get("content"), Some(Tree::List(_)))
}

/// The text of a node of such a document: its texts in order, with a line end behind each block.
fn document_text(node: &Tree<'_>) -> String {
    let mut text = String::new();
    add_document_text(node, &mut text);
    text.trim().to_owned()
}

fn add_document_text(node: &Tree<'_>, text: &mut String) {
    let kind = node.get("type").and_then(Tree::as_text).unwrap_or_default();
    let own = node.get("text").or_else(|| node.get("attrs").and_then(|attributes| attributes.get("text")));
    text.push_str(own.and_then(Tree::as_text).unwrap_or_default());
    let inner = node.get("content").map(Tree::elements).unwrap_or_default();
    inner.iter().for_each(|node| add_document_text(node, text));
    if matches!(kind, "paragraph" | "heading" | "hardBreak" | "listItem" | "codeBlock")
        && !text.ends_with('\n')
    {
        text.push('\n');
    }
}

impl<'a> View<'a> {
    /// A whole record.
    pub(super) fn of(record: &'a Record<'a>, nulls: &'a [String], any_spelling: bool) -> Self {
        Self { of: Of::Record(record), around: None, nulls, any_spelling, file: "" }
    }

    /// The same, of a record in the file of this name.
    pub(super) fn in_file(self, file: &'a str) -> Self {
        Self { file, ..self }
    }

    /// A part of what is seen.
    pub(super) fn part<'b>(&'b self, element: &'b Tree<'b>) -> View<'b> {
        View { of: Of::Element(element), around: Some(self), ..*self }
    }

    /// Calls `f` for everything that the path leads to.
    pub(super) fn visit(&self, path: &Path, f: &mut dyn FnMut(Node<'_>)) {
        let (mut view, mut steps) = (self, path.steps.as_slice());
        while let [Step::Up, rest @ ..] = steps {
            let Some(around) = view.around else { return };
            (view, steps) = (around, rest);
        }
        if let [Step::File, rest @ ..] = steps {
            let name = self.file.rsplit(['/', '!']).next().unwrap_or_default();
            return follow_text(name, rest, self.any_spelling, f);
        }
        match view.of {
            Of::Cell(text) => follow_text(text, steps, self.any_spelling, f),
            Of::Element(value) => follow(value, steps, self.any_spelling, f),
            Of::Record(Record::Tree(value)) => follow(value, steps, self.any_spelling, f),
            Of::Record(Record::Row(header, cells)) => {
                let own_name = if steps.len() == path.steps.len() { path.text.as_str() } else { "" };
                let places = header.places(own_name, self.any_spelling);
                if !places.is_empty() {
                    return places
                        .iter()
                        .filter_map(|&at| cells.get(at))
                        .for_each(|cell| f(Node::Text(cell)));
                }
                if let [Step::Name(name), rest @ ..] = steps {
                    let cells = header.places(name, self.any_spelling).iter().filter_map(|&at| cells.get(at));
                    cells.for_each(|cell| follow_text(cell, rest, self.any_spelling, f));
                }
            }
        }
    }

    /// Calls `f` for every part that the path leads to. Each list on the way is a level that `^`
    /// steps out of.
    pub(super) fn each(&self, path: &Path, f: &mut dyn FnMut(View<'_>)) {
        match self.of {
            Of::Element(value) => self.each_from(value, &path.steps, f),
            Of::Record(Record::Tree(value)) => self.each_from(value, &path.steps, f),
            Of::Cell(_) => {}
            Of::Record(Record::Row(header, cells)) => {
                let cells_of = |name: &str| {
                    header.places(name, self.any_spelling).iter().filter_map(|&at| cells.get(at))
                };
                match path.steps.as_slice() {
                    [Step::Name(name)] => {
                        let filled = cells_of(name).filter(|cell| !self.is_null(cell));
                        filled.for_each(|cell| f(View { of: Of::Cell(cell), around: Some(self), ..*self }));
                    }
                    [Step::Name(name), step, rest @ ..] => {
                        for cell in cells_of(name) {
                            if let Some(value) = unpacked(cell, step) {
                                self.each_from(&value, rest, f);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn each_from(&self, value: &Tree<'_>, steps: &[Step], f: &mut dyn FnMut(View<'_>)) {
        let Some((step, rest)) = steps.split_first() else { return f(self.part(value)) };
        match step {
            Step::Name(name) => {
                if let Some(inner) = member(value, name, self.any_spelling) {
                    self.each_from(inner, rest, f);
                }
            }
            Step::Each | Step::Where(..) | Step::Members => {
                for inner in elements(value, step, self.any_spelling) {
                    let part = self.part(inner);
                    match rest {
                        [] => f(part),
                        _ => part.each_from(inner, rest, f),
                    }
                }
            }
            // What is unpacked already needs no unpacking.
            Step::Json if value.as_text().is_none() => self.each_from(value, rest, f),
            _ => {
                if let Some(inner) = value.as_text().and_then(|text| unpacked(text, step)) {
                    self.each_from(&inner, rest, f);
                }
            }
        }
    }

    /// Whether the field is there, with or without a value.
    pub(super) fn has(&self, field: &Field) -> bool {
        field.0.iter().any(|path| {
            let mut found = false;
            self.visit(path, &mut |_| found = true);
            found
        })
    }

    /// Whether a condition holds; `None` if the record does not have the field.
    pub(super) fn holds(&self, condition: &Condition) -> Option<bool> {
        let mut answer = None;
        self.visit(&condition.field, &mut |node| {
            let mut holds = false;
            texts_of(node, &mut |text| {
                holds |= condition.is.iter().any(|word| word.eq_ignore_ascii_case(text))
                    || condition.begins.iter().any(|word| text.starts_with(word.as_str()))
                    || condition.contains.iter().any(|word| text.contains(word.as_str()));
            });
            answer = Some(answer.unwrap_or(false) || holds);
        });
        if condition.not.is_empty() && condition.lacks.is_empty() {
            return answer;
        }
        let mut is_none = true;
        self.visit(&condition.field, &mut |node| {
            texts_of(node, &mut |text| {
                is_none &= !condition.not.iter().any(|word| word.eq_ignore_ascii_case(text))
                    && !condition.lacks.iter().any(|word| text.contains(word.as_str()));
            });
        });
        let asks_for_more =
            !(condition.is.is_empty() && condition.begins.is_empty() && condition.contains.is_empty());
        Some(is_none && (!asks_for_more || answer == Some(true)))
    }

    /// Whether all conditions hold.
    pub(super) fn meets(&self, conditions: &Conditions) -> bool {
        conditions.0.iter().all(|condition| self.holds(condition) == Some(true))
    }

    /// Names of all members or columns.
    pub(super) fn names(&self) -> Vec<&str> {
        match self.of {
            Of::Record(record) => record.names(),
            Of::Element(tree) => names_in(tree),
            Of::Cell(_) => Vec::new(),
        }
    }

    /// The same view, which finds names only as they are written.
    pub(super) fn as_written(self) -> Self {
        Self { any_spelling: false, ..self }
    }

    /// Whether it is a row of a table without a value in it.
    pub(super) fn is_blank_row(&self) -> bool {
        matches!(self.of, Of::Record(Record::Row(_, cells)) if cells.iter().all(|cell| cell.is_empty()))
    }

    /// What tells a part from other parts of its record; nothing for a whole record.
    pub(super) fn part_text(&self) -> String {
        match self.of {
            Of::Record(_) => String::new(),
            Of::Element(tree) => tree.to_string(),
            Of::Cell(text) => text.to_owned(),
        }
    }

    /// Whether a text is a spelling of nothing.
    fn is_null(&self, text: &str) -> bool {
        text.trim().is_empty() || self.nulls.iter().any(|null| null.eq_ignore_ascii_case(text.trim()))
    }

    /// Every text of a path that is not nothing.
    fn texts_at(&self, path: &Path, into: &mut Vec<String>) {
        self.visit(path, &mut |node| {
            texts_of(node, &mut |text| {
                if !self.is_null(text) {
                    into.push(text.trim().to_owned());
                }
            });
        });
    }

    /// The first text of a node that is not nothing.
    fn first_text(&self, node: Node<'_>) -> Option<String> {
        let mut found = None;
        texts_of(node, &mut |text| {
            if found.is_none() && !self.is_null(text) {
                found = Some(text.trim().to_owned());
            }
        });
        found
    }

    /// The first text of the first alternative that has one.
    pub(super) fn text(&self, field: &Field) -> Option<String> {
        field.0.iter().find_map(|path| self.text_at(path))
    }

    /// The first text that a path leads to.
    pub(super) fn text_at(&self, path: &Path) -> Option<String> {
        self.with_text_at(path, str::to_owned)
    }

    /// What `f` makes of the first text that a path leads to.
    pub(super) fn with_text_at<T>(&self, path: &Path, f: impl FnOnce(&str) -> T) -> Option<T> {
        let (mut f, mut found) = (Some(f), None);
        self.visit(path, &mut |node| {
            texts_of(node, &mut |text| {
                if !self.is_null(text)
                    && let Some(f) = f.take()
                {
                    found = Some(f(text.trim()));
                }
            });
        });
        found
    }

    /// Hands on the first text of the first alternative that has one.
    pub(super) fn with_text(&self, field: &Field, f: &mut dyn FnMut(&str)) {
        let _ = field.0.iter().find_map(|path| self.with_text_at(path, &mut *f));
    }

    /// The texts of some fields joined, if all have one (`all`), or of those that have.
    pub(super) fn joined(&self, fields: &[Field], between: &str, all: bool) -> Option<String> {
        let texts: Vec<String> = fields.iter().filter_map(|field| self.text(field)).collect();
        let enough = if all { texts.len() == fields.len() } else { true };
        (enough && !texts.is_empty()).then(|| texts.join(between))
    }

    /// Every distinct text of every alternative, in order.
    pub(super) fn all_texts(&self, field: &Field) -> Vec<String> {
        let mut texts = Vec::new();
        field.0.iter().for_each(|path| self.texts_at(path, &mut texts));
        distinct(texts)
    }

    /// Value and display value of the first alternative that has either.
    pub(super) fn reference(&self, field: &Field) -> Option<(Option<String>, Option<String>)> {
        field.0.iter().find_map(|path| {
            let mut found = None;
            self.visit(path, &mut |node| {
                let member = |name: &str| match node {
                    Node::Tree(Tree::Object(members)) => members
                        .get(name)
                        .and_then(Tree::as_text)
                        .filter(|text| !self.is_null(text))
                        .map(|t| t.trim().to_owned()),
                    _ => None,
                };
                let pair = match node {
                    Node::Tree(Tree::Object(_)) => {
                        (member("value").or_else(|| id_in_link(member("link"))), member("display_value"))
                    }
                    _ => (self.first_text(node), None),
                };
                if found.is_none() && (pair.0.is_some() || pair.1.is_some()) {
                    found = Some(pair);
                }
            });
            found
        })
    }
}

/// The texts without repetitions, in order.
pub(super) fn distinct(texts: Vec<String>) -> Vec<String> {
    if texts.len() < 2 {
        return texts;
    }
    let mut seen = BTreeSet::new();
    let keep: Vec<bool> = texts.iter().map(|text| seen.insert(text.as_str())).collect();
    texts.iter().zip(keep).filter(|(_, keep)| *keep).map(|(text, _)| text.clone()).collect()
}

/// The record id at the end of a reference's link.
fn id_in_link(link: Option<String>) -> Option<String> {
    link?.rsplit('/').next().filter(|id| is_record_id(id)).map(str::to_owned)
}

/// Whether a text looks like a record id: 32 hex digits, or a UUID.
pub(super) fn is_record_id(text: &str) -> bool {
    let hex = text.bytes().filter(u8::is_ascii_hexdigit).count();
    (text.len() == 32 && hex == 32) || (text.len() == 36 && hex == 32 && text.matches('-').count() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(paths: &[&str]) -> Field {
        Field(paths.iter().map(|path| path.parse().unwrap()).collect())
    }

    #[test]
    fn paths_lead_through_lists_conditions_and_json_in_text() {
        let record = Record::Tree(
            json!({
                "target": [{"type": "App", "name": "x"}, {"type": "user", "name": "ada"}],
                "packed": "[{\"k\": 7}]",
            })
            .into(),
        );
        let view = View::of(&record, &[], false);
        assert_eq!(view.text(&field(&["target[type=User].name"])).as_deref(), Some("ada"));
        assert_eq!(view.all_texts(&field(&["target[].name", "missing"])), ["x", "ada"]);
        assert_eq!(view.text(&field(&["packed{}[].k"])).as_deref(), Some("7"));
    }

    #[test]
    fn spellings_of_nothing_give_way_to_the_next_alternative() {
        let record = Record::Tree(json!({"a": "unknown", "b": " ", "c": null, "d": "yes"}).into());
        let nulls = ["unknown".to_owned()];
        let view = View::of(&record, &nulls, false);
        assert_eq!(view.text(&field(&["a", "b", "c", "d"])).as_deref(), Some("yes"));
    }

    #[test]
    fn a_reference_has_value_display_and_link() {
        let record = Record::Tree(json!({
            "all": {"display_value": "Ada", "value": "u1"},
            "display": {"display_value": "Ada", "link": "https://x/sys_user/46b87022a9fe198101a78787e40d7547"},
        }).into());
        let view = View::of(&record, &[], false);
        let pair = |name: &str| view.reference(&field(&[name])).unwrap();
        assert_eq!(pair("all"), (Some("u1".to_owned()), Some("Ada".to_owned())));
        assert_eq!(pair("display").0.as_deref(), Some("46b87022a9fe198101a78787e40d7547"));
    }

    #[test]
    fn a_row_is_read_by_column_and_a_column_may_hold_json() {
        let header = Header::new([("client.ip".to_owned(), 0), ("data".to_owned(), 1)], 2);
        let record = Record::Row(Arc::new(header), vec!["10.0.0.1".into(), "{\"id\":\"e1\"}".into()]);
        let view = View::of(&record, &[], false);
        assert_eq!(view.text(&field(&["client.ip"])).as_deref(), Some("10.0.0.1"));
        assert_eq!(view.text(&field(&["data{}.id"])).as_deref(), Some("e1"));
        assert!(!view.has(&field(&["other"])));
    }

    #[test]
    fn columns_are_found_as_written_and_in_another_spelling_where_that_is_asked_for() {
        let names = ["Opened At", "opened_at", "OPENED_BY", "by", "by"];
        let header = Header::new(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)), 5);
        assert_eq!(header.places("opened_at", true), [1], "as written comes first");
        assert_eq!(header.places("openedAt", true), [0], "of names that are alike the first in the alphabet");
        assert_eq!(header.places("openedBy", true), [2]);
        assert_eq!(header.places("openedBy", false), [0; 0]);
        assert_eq!(header.places("by", false), [3, 4]);
        assert_eq!(header.places("", true), [0; 0]);
    }

    #[test]
    fn a_part_sees_what_stands_around_it() {
        let record = Record::Tree(
            json!({"key": "T-1", "log": {"entries": [{"by": "ada", "items": [{"f": "x"}, {"f": "y"}]}, {"by": "bob", "items": {"f": "z"}}]}})
                .into(),
        );
        let view = View::of(&record, &[], false);
        let mut seen = Vec::new();
        view.each(&"log.entries[].items[]".parse().unwrap(), &mut |part| {
            let text = |path: &str| part.text(&field(&[path])).unwrap_or_default();
            seen.push(format!("{} {} {} {}", text("f"), text("^.by"), text("^.^.key"), text("^.^.^.key")));
        });
        assert_eq!(seen, ["x ada T-1 ", "y ada T-1 ", "z bob T-1 "]);
    }

    #[test]
    fn names_are_the_same_in_any_spelling_only_where_that_is_asked_for() {
        let record = Record::Tree(
            json!({"event_type": "t", "target": [{"TYPE": "User", "alternateid": "ada"}]}).into(),
        );
        let paths = [field(&["eventType"]), field(&["target[type=user].alternateId"])];
        let texts = |any_spelling| {
            let view = View::of(&record, &[], any_spelling);
            paths.clone().map(|path| view.text(&path))
        };
        assert_eq!(texts(false), [None, None]);
        assert_eq!(texts(true), [Some("t".to_owned()), Some("ada".to_owned())]);
    }

    #[test]
    fn binary_ids_and_documents_are_read_as_text() {
        let record = Record::Tree(
            json!({
                "sid": "AQUAAAAAAAUVAAAAAgAAAAMAAAAEAAAA9AEAAA==",
                "guid": "AQIDBAUGBwgJCgsMDQ4PEP==",
                "text": "aGVsbG8=",
                "doc": {"type": "doc", "content": [
                    {"type": "paragraph", "content": [{"type": "text", "text": "Verified by "}, {"type": "mention", "attrs": {"text": "@ann"}}]},
                    {"type": "paragraph", "content": [{"type": "text", "text": "done"}]},
                ]},
            })
            .into(),
        );
        let view = View::of(&record, &[], false);
        let text = |path: &str| view.text(&field(&[path])).unwrap_or_default();
        assert_eq!(text("sid{base64}"), "S-1-5-21-2-3-4-500");
        assert_eq!(text("text{base64}"), "hello");
        assert_eq!(text("doc"), "Verified by @ann\ndone");
    }

    #[test]
    fn a_condition_may_ask_for_any_other_value_or_none() {
        let record = Record::Tree(json!({"type": "Set", "field": "Owner"}).into());
        let view = View::of(&record, &[], false);
        let not = |path: &str, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            view.holds(&Condition { field: path.parse().unwrap(), not: words, ..Condition::default() })
        };
        assert_eq!(not("field", &["owner"]), Some(false));
        assert_eq!(not("field", &["Status"]), Some(true));
        assert_eq!(not("missing", &["Status"]), Some(true));
    }
}
