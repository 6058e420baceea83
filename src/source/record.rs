//! One record, whatever its form, and how a mapping's paths are followed in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::tree::Tree;
use crate::mapping::source::{Condition, Field, Path, Step};

/// The columns of a table by name; a name that occurs twice keeps all its places.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) columns: BTreeMap<String, Vec<usize>>,
    /// How many cells a row must have.
    pub(super) width: usize,
}

/// One record.
#[derive(Debug)]
pub(super) enum Record<'a> {
    /// A JSON value, or an XML element made one.
    Tree(Tree<'a>),
    /// A row of a table.
    Row(Arc<Header>, Vec<String>),
}

/// What a path leads to.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Text(&'a str),
    Tree(&'a Tree<'a>),
}

/// A record together with the spellings of nothing in its source.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) record: &'a Record<'a>,
    pub(super) nulls: &'a [String],
}

impl Record<'_> {
    /// Calls `f` for everything that the path leads to.
    pub(super) fn visit(&self, path: &Path, f: &mut dyn FnMut(Node<'_>)) {
        match self {
            Record::Tree(value) => follow(value, &path.steps, f),
            Record::Row(header, cells) => {
                let cells_of = |name: &str| {
                    header.columns.get(name).into_iter().flatten().filter_map(|&at| cells.get(at))
                };
                if header.columns.contains_key(&path.text) {
                    cells_of(&path.text).for_each(|cell| f(Node::Text(cell)));
                } else if let [Step::Name(name), rest @ ..] = path.steps.as_slice() {
                    cells_of(name).for_each(|cell| follow_text(cell, rest, f));
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
                    || condition.begins.iter().any(|word| text.starts_with(word.as_str()));
            });
            answer = Some(answer.unwrap_or(false) || holds);
        });
        answer
    }

    /// Names of all members or columns.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Record::Tree(Tree::Object(members)) => {
                let mut seen = BTreeSet::new();
                members.iter().map(|(name, _)| name).filter(|name| seen.insert(*name)).collect()
            }
            Record::Tree(_) => Vec::new(),
            Record::Row(header, _) => header.columns.keys().map(String::as_str).collect(),
        }
    }

    /// Whether a reference shows its display value only (its dates are then display values too).
    pub(super) fn has_display_reference(&self) -> bool {
        let Record::Tree(Tree::Object(members)) = self else { return false };
        members.iter().any(|(_, value)| value.get("display_value").is_some() && value.get("value").is_none())
    }
}

/// Follows steps from a value of a tree.
fn follow(value: &Tree<'_>, steps: &[Step], f: &mut dyn FnMut(Node<'_>)) {
    let Some((step, rest)) = steps.split_first() else { return f(Node::Tree(value)) };
    match step {
        Step::Name(name) => {
            if let Some(inner) = value.get(name.as_str()) {
                follow(inner, rest, f);
            }
        }
        Step::Each => value.elements().iter().for_each(|inner| follow(inner, rest, f)),
        Step::Where(key, wanted) => {
            for inner in value.elements() {
                let is_it = inner
                    .get(key.as_str())
                    .and_then(Tree::as_text)
                    .is_some_and(|text| text.eq_ignore_ascii_case(wanted));
                if is_it {
                    follow(inner, rest, f);
                }
            }
        }
        Step::Json => {
            if let Some(text) = value.as_text() {
                follow_text(text, steps, f);
            } else {
                follow(value, rest, f);
            }
        }
    }
}

/// Follows steps from a text: only into the JSON it may hold.
fn follow_text(text: &str, steps: &[Step], f: &mut dyn FnMut(Node<'_>)) {
    match steps {
        [] => f(Node::Text(text)),
        [Step::Json, rest @ ..] => {
            if let Ok(value) = serde_json::from_str::<Tree<'_>>(text) {
                follow(&value, rest, f);
            }
        }
        _ => {}
    }
}

/// Calls `f` for the texts of a node: itself, the stored value of a reference, the elements of a list.
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
        Tree::Object(members) => match (members.get("value"), members.get("display_value")) {
            (Some(Tree::Text(value)), _) if !value.is_empty() => f(value),
            (_, Some(Tree::Text(value))) => f(value),
            (None, None) => f(&tree.to_string()),
            _ => {}
        },
    }
}

impl View<'_> {
    /// Whether a text is a spelling of nothing.
    fn is_null(&self, text: &str) -> bool {
        text.trim().is_empty() || self.nulls.iter().any(|null| null.eq_ignore_ascii_case(text.trim()))
    }

    /// Every text of a path that is not nothing.
    fn texts_at(&self, path: &Path, into: &mut Vec<String>) {
        self.record.visit(path, &mut |node| {
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
        field.0.iter().find_map(|path| {
            let mut found = None;
            self.record.visit(path, &mut |node| {
                if found.is_none() {
                    found = self.first_text(node);
                }
            });
            found
        })
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
            self.record.visit(path, &mut |node| {
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
        let view = View { record: &record, nulls: &[] };
        assert_eq!(view.text(&field(&["target[type=User].name"])).as_deref(), Some("ada"));
        assert_eq!(view.all_texts(&field(&["target[].name", "missing"])), ["x", "ada"]);
        assert_eq!(view.text(&field(&["packed{}[].k"])).as_deref(), Some("7"));
    }

    #[test]
    fn spellings_of_nothing_give_way_to_the_next_alternative() {
        let record = Record::Tree(json!({"a": "unknown", "b": " ", "c": null, "d": "yes"}).into());
        let nulls = ["unknown".to_owned()];
        let view = View { record: &record, nulls: &nulls };
        assert_eq!(view.text(&field(&["a", "b", "c", "d"])).as_deref(), Some("yes"));
    }

    #[test]
    fn a_reference_has_value_display_and_link() {
        let record = Record::Tree(json!({
            "all": {"display_value": "Ada", "value": "u1"},
            "display": {"display_value": "Ada", "link": "https://x/sys_user/46b87022a9fe198101a78787e40d7547"},
        }).into());
        let view = View { record: &record, nulls: &[] };
        let pair = |name: &str| view.reference(&field(&[name])).unwrap();
        assert_eq!(pair("all"), (Some("u1".to_owned()), Some("Ada".to_owned())));
        assert_eq!(pair("display").0.as_deref(), Some("46b87022a9fe198101a78787e40d7547"));
    }

    #[test]
    fn a_row_is_read_by_column_and_a_column_may_hold_json() {
        let mut header = Header::default();
        header.columns.insert("client.ip".to_owned(), vec![0]);
        header.columns.insert("data".to_owned(), vec![1]);
        let record = Record::Row(Arc::new(header), vec!["10.0.0.1".to_owned(), "{\"id\":\"e1\"}".to_owned()]);
        let view = View { record: &record, nulls: &[] };
        assert_eq!(view.text(&field(&["client.ip"])).as_deref(), Some("10.0.0.1"));
        assert_eq!(view.text(&field(&["data{}.id"])).as_deref(), Some("e1"));
        assert!(!record.has(&field(&["other"])));
    }
}
