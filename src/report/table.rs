//! A table in memory: typed columns, of which the CSV and the Parquet file are made.

use std::ops::Range;

use crate::model::{Instant, stamp};

use super::safe;

/// Longest cell, in characters: below the 32,767 that spreadsheets take.
const LONGEST_CELL: usize = 8_000;
/// Rows that tell how long the others are.
const FIRST_ROWS: usize = 256;

/// The cells of one column; `None` is an empty cell.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    /// Text, already safe to show; an empty one is an empty cell.
    Text(Texts),
    /// Words of a closed vocabulary, by their place in it.
    Word(Vec<u8>, &'static [&'static str]),
    /// Instants.
    Time(Vec<Option<Instant>>),
    /// Whole numbers.
    Count(Vec<Option<u64>>),
    /// Numbers with their decimals in the CSV.
    Number(Vec<Option<f64>>, usize),
}

/// The texts of a column behind one another: a table has a million of them, most a few letters long.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Texts {
    /// The text of a row; none if it is empty.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let from = if row == 0 { 0 } else { self.ends[row - 1] };
        Some(&self.all[from..self.ends[row]]).filter(|text| !text.is_empty())
    }

    /// All of them, row by row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.ends.len()).map(|row| self.get(row))
    }

    /// All of them behind one another.
    pub(crate) fn joined(&self) -> &str {
        &self.all
    }

    /// Where each row's text stands among [`Self::joined`].
    pub(crate) fn places(&self) -> impl Iterator<Item = Range<usize>> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(from, to)| from..*to)
    }

    /// None yet of so many rows.
    fn of(rows: usize) -> Self {
        Self { all: String::new(), ends: Vec::with_capacity(rows) }
    }

    fn push(&mut self, text: &str) {
        // After some rows it shows how long they are.
        if self.ends.len() == FIRST_ROWS {
            let rest = self.ends.capacity().saturating_sub(FIRST_ROWS);
            self.all.reserve(self.all.len() / FIRST_ROWS * rest);
        }
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }
}

/// A column with its name.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) cells: Cells,
}

/// A table with the name of its file, without extension.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) rows: usize,
    pub(crate) columns: Vec<Column>,
}

/// Builds a table column by column from a slice of row items.
pub(crate) struct TableBuilder<'a, T> {
    table: Table,
    items: &'a [T],
}

impl<'a, T> TableBuilder<'a, T> {
    pub(crate) fn new(name: &'static str, items: &'a [T]) -> Self {
        Self { table: Table { name, rows: items.len(), columns: Vec::new() }, items }
    }

    /// A column of text; an empty text is an empty cell.
    pub(crate) fn text<C: AsRef<str>>(self, name: &'static str, cell: impl Fn(&'a T) -> C) -> Self {
        let mut texts = Texts::of(self.items.len());
        for item in self.items {
            texts.push(&safe::cell(cell(item).as_ref(), LONGEST_CELL));
        }
        self.with(name, Cells::Text(texts))
    }

    /// A column of text that may be absent.
    pub(crate) fn maybe<C: AsRef<str>>(self, name: &'static str, cell: impl Fn(&'a T) -> Option<C>) -> Self {
        let mut texts = Texts::of(self.items.len());
        for item in self.items {
            texts.push(
                &cell(item)
                    .as_ref()
                    .map_or_else(Default::default, |text| safe::cell(text.as_ref(), LONGEST_CELL)),
            );
        }
        self.with(name, Cells::Text(texts))
    }

    /// A column of `yes` and `no`.
    pub(crate) fn flag(self, name: &'static str, cell: impl Fn(&T) -> Option<bool>) -> Self {
        self.maybe(name, |item| cell(item).map(|yes| if yes { "yes" } else { "no" }))
    }

    /// A column of words of a closed vocabulary, as their places in it.
    pub(crate) fn word(
        self,
        name: &'static str,
        words: &'static [&'static str],
        cell: impl Fn(&T) -> u8,
    ) -> Self {
        let cells = Cells::Word(self.items.iter().map(cell).collect(), words);
        self.with(name, cells)
    }

    /// A column of instants.
    pub(crate) fn time(self, name: &'static str, cell: impl Fn(&T) -> Option<Instant>) -> Self {
        let cells = Cells::Time(self.items.iter().map(cell).collect());
        self.with(name, cells)
    }

    /// A column of whole numbers.
    pub(crate) fn count(self, name: &'static str, cell: impl Fn(&T) -> Option<u64>) -> Self {
        let cells = Cells::Count(self.items.iter().map(cell).collect());
        self.with(name, cells)
    }

    /// A column of numbers, shown with `decimals`; what is no number is an empty cell.
    pub(crate) fn number(
        self,
        name: &'static str,
        decimals: usize,
        cell: impl Fn(&T) -> Option<f64>,
    ) -> Self {
        let finite = |item| cell(item).filter(|number| number.is_finite());
        let cells = Cells::Number(self.items.iter().map(finite).collect(), decimals);
        self.with(name, cells)
    }

    pub(crate) fn build(self) -> Table {
        self.table
    }

    fn with(mut self, name: &'static str, cells: Cells) -> Self {
        self.table.columns.push(Column { name, cells });
        self
    }
}

/// Joins the members of a list cell by `;`. A `;` inside a member becomes a comma.
pub(crate) fn list<I, S>(members: I) -> String
where
    I: IntoIterator<Item = S>,
    S: AsRef<str>,
{
    let mut joined = String::new();
    for (at, member) in members.into_iter().enumerate() {
        if at > 0 {
            joined.push(';');
        }
        let mut parts = member.as_ref().split(';');
        joined.push_str(parts.next().unwrap_or_default());
        parts.for_each(|part| joined.extend([",", part]));
    }
    joined
}

/// An instant as RFC 3339 in UTC, with milliseconds only where there are any.
pub(crate) fn rfc3339(at: Instant) -> String {
    if at.timestamp_subsec_millis() == 0 {
        return stamp(at);
    }
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
