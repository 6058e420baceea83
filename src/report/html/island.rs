//! The data island: the long tables as columns, every text once.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::guard::inert;
use super::lists::{List, Lists, Stands};

/// The data of a column.
pub(super) enum Data {
    /// Texts, of which many are equal.
    Texts(Vec<String>),
    /// Texts that are all different.
    Ids(Vec<String>),
    /// Seconds of the epoch.
    Times(Vec<Option<i64>>),
    /// Numbers with one decimal.
    Numbers(Vec<Option<f64>>),
}

/// Columns by how they are shown.
pub(super) mod column {
    use super::Data;
    use crate::model::Instant;
    use crate::report::html::lists::{Column, Stands};
    use crate::report::safe::clipped;

    /// Longest text of a cell on the page; the CSV has the whole.
    const LONGEST: usize = 300;
    const LONGEST_NAME: usize = 80;

    fn of_texts<T>(
        (key, head, kind): (&'static str, &'static str, &'static str),
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        let texts = rows.iter().map(|row| clipped(&cell(row), LONGEST)).collect();
        Column { key, head, kind, facet: false, stands: Stands::Beside, data: Data::Texts(texts) }
    }

    pub(in super::super) fn texts<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "text"), rows, cell)
    }

    /// Names, mostly short.
    pub(in super::super) fn names<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "name"), rows, |row| clipped(&cell(row), LONGEST_NAME))
    }

    /// Names of accounts, shown without the organisation's own domain.
    pub(in super::super) fn accounts<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "account"), rows, |row| clipped(&cell(row), LONGEST_NAME))
    }

    /// Short codes, which no line break parts.
    pub(in super::super) fn codes<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "code"), rows, cell)
    }

    /// Where something stands: `file:record`.
    pub(in super::super) fn places<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "place"), rows, cell)
    }

    /// Words of a closed vocabulary, shown without their underscores.
    pub(in super::super) fn words<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "word"), rows, cell)
    }

    /// Several words of closed vocabularies, joined by `;`; a filter asks for one of them.
    pub(in super::super) fn listed<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "words"), rows, cell)
    }

    pub(in super::super) fn badges<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "badge"), rows, cell)
    }

    /// Names of rows of the other tables.
    pub(in super::super) fn reference<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        of_texts((key, head, "ref"), rows, cell)
    }

    pub(in super::super) fn ids<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> String,
    ) -> Column {
        let ids = rows.iter().map(|row| clipped(&cell(row), LONGEST)).collect();
        Column { key, head, kind: "id", facet: false, stands: Stands::Beside, data: Data::Ids(ids) }
    }

    pub(in super::super) fn times<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> Option<Instant>,
    ) -> Column {
        let times = rows.iter().map(|row| cell(row).map(|at| at.timestamp())).collect();
        Column { key, head, kind: "time", facet: false, stands: Stands::Beside, data: Data::Times(times) }
    }

    /// Numbers shown with one decimal.
    pub(in super::super) fn scores<T>(
        key: &'static str,
        head: &'static str,
        rows: &[T],
        cell: impl Fn(&T) -> Option<f64>,
    ) -> Column {
        let one_decimal = |number: f64| (number * 10.0).round() / 10.0;
        let numbers =
            rows.iter().map(|row| cell(row).filter(|number| number.is_finite()).map(one_decimal)).collect();
        Column {
            key,
            head,
            kind: "score",
            facet: false,
            stands: Stands::Beside,
            data: Data::Numbers(numbers),
        }
    }

    impl Column {
        /// With a filter of its own.
        pub(in super::super) fn facet(self) -> Self {
            Self { facet: true, ..self }
        }

        /// On the line beneath the row.
        pub(in super::super) fn under(self) -> Self {
            Self { stands: Stands::Under, ..self }
        }

        /// In the opened row only.
        pub(in super::super) fn inside(self) -> Self {
            Self { stands: Stands::Inside, ..self }
        }
    }
}

/// Every text once, by the order in which it was met.
#[derive(Default)]
struct Words<'a> {
    places: BTreeMap<&'a str, usize>,
    words: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn place(&mut self, word: &'a str) -> usize {
        *self.places.entry(word).or_insert_with(|| {
            self.words.push(word);
            self.words.len() - 1
        })
    }
}

/// The island: words, tables by name, details of changes by row, and the domain that is left out.
///
/// Details are lists of texts as deep as they need to be; each text is its place among the words.
pub(super) fn json(lists: &Lists, details: &BTreeMap<usize, Value>, domain: &str) -> String {
    let mut words = Words::default();
    let mut tables = Map::new();
    for list in [&lists.changes, &lists.findings, &lists.tickets] {
        tables.insert(list.name.to_owned(), table(list, &mut words));
    }
    let details: Map<String, Value> =
        details.iter().map(|(row, detail)| (row.to_string(), placed(detail, &mut words))).collect();
    inert(
        &json!({ "words": words.words, "tables": tables, "details": details, "domain": domain }).to_string(),
    )
}

/// The same with places in place of texts.
fn placed<'a>(value: &'a Value, words: &mut Words<'a>) -> Value {
    match value {
        Value::String(text) => words.place(text).into(),
        Value::Array(items) => items.iter().map(|item| placed(item, words)).collect(),
        other => other.clone(),
    }
}

const fn stands(place: Stands) -> &'static str {
    match place {
        Stands::Beside => "beside",
        Stands::Under => "under",
        Stands::Inside => "inside",
    }
}

fn table<'a>(list: &'a List, words: &mut Words<'a>) -> Value {
    let columns: Vec<Value> = list
        .columns
        .iter()
        .map(|column| {
            let data: Value = match &column.data {
                Data::Texts(texts) => texts.iter().map(|text| words.place(text)).collect(),
                Data::Ids(ids) => ids.iter().map(String::as_str).collect(),
                Data::Times(times) => times.iter().copied().map(Value::from).collect(),
                Data::Numbers(numbers) => numbers.iter().copied().map(short).collect(),
            };
            json!({
                "key": column.key, "head": column.head, "kind": column.kind,
                "facet": column.facet, "stands": stands(column.stands), "data": data,
            })
        })
        .collect();
    json!({ "rows": list.rows, "sort": list.sort, "columns": columns })
}

/// `12` and not `12.0`.
fn short(number: Option<f64>) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    match number {
        Some(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(number as i64),
        other => Value::from(other),
    }
}
