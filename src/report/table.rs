//! A table in memory: typed columns, of which the CSV and the Parquet file are made.

use std::ops::Range;

use crate::model::{Instant, stamp};

use super::safe;

/// Longest cell, in characters: below the 32,767 that spreadsheets take.
const LONGEST_CELL: usize = 8_000;
/// Rows that tell how long the others are.
const FIRST_ROWS: usize = 256;
/// Every so many rows it stands where the text begins; between them lengths are added up.
const STEP: usize = 64;
/// No cell is longer than its length can tell: four bytes a character, and the sign of what was cut.
const _: () = assert!((LONGEST_CELL + 16) * 4 <= u16::MAX as usize);

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
    /// How long each is.
    lengths: Vec<u16>,
    /// Where every [`STEP`]th begins.
    begins: Vec<usize>,
}

impl Texts {
    /// The text of a row; none if it is empty.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let known = row - row % STEP;
        let before = self.lengths[known..row].iter().map(|length| usize::from(*length)).sum::<usize>();
        let from = self.begins[row / STEP] + before;
        Some(&self.all[from..from + usize::from(self.lengths[row])]).filter(|text| !text.is_empty())
    }

    /// All of them, row by row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.places().map(|place| Some(&self.all[place]).filter(|text| !text.is_empty()))
    }

    /// All of them behind one another.
    pub(crate) fn joined(&self) -> &str {
        &self.all
    }

    /// Where each row's text stands among [`Self::joined`].
    pub(crate) fn places(&self) -> impl Iterator<Item = Range<usize>> {
        self.lengths.iter().scan(0, |at, length| {
            let from = *at;
            *at += usize::from(*length);
            Some(from..*at)
        })
    }

    /// None yet of so many rows.
    fn of(rows: usize) -> Self {
        let (lengths, begins) = (Vec::with_capacity(rows), Vec::with_capacity(rows / STEP + 1));
        Self { all: String::new(), lengths, begins }
    }

    fn push(&mut self, text: &str) {
        // After some rows it shows how long they are.
        if self.lengths.len() == FIRST_ROWS {
            let rest = self.lengths.capacity().saturating_sub(FIRST_ROWS);
            self.all.reserve(self.all.len() / FIRST_ROWS * rest);
        }
        if self.lengths.len().is_multiple_of(STEP) {
            self.begins.push(self.all.len());
        }
        self.all.push_str(text);
        self.lengths.push(text.len() as u16);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_a_column_has_its_own_text() {
        let items: Vec<String> = (0..3 * STEP + 5).map(|row| "é".repeat(row % 7)).collect();
        let table = TableBuilder::new("t", &items).text("x", Clone::clone).build();
        let Cells::Text(cells) = &table.columns[0].cells else { panic!("a column of text") };
        let wanted = |row: usize| Some(items[row].as_str()).filter(|text| !text.is_empty());
        assert!((0..items.len()).all(|row| cells.get(row) == wanted(row)));
        assert!(cells.iter().enumerate().all(|(row, cell)| cell == wanted(row)));
    }

    #[test]
    fn the_longest_cell_is_told_whole() {
        let items = ["\u{10348}".repeat(LONGEST_CELL + 1), "next".to_owned()];
        let table = TableBuilder::new("t", &items).text("x", Clone::clone).build();
        let Cells::Text(cells) = &table.columns[0].cells else { panic!("a column of text") };
        assert!(cells.get(0).is_some_and(|cell| cell.ends_with("… (1 more characters)")));
        assert_eq!(cells.get(1), Some("next"));
    }
}
