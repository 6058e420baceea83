//! The columns of the page's long tables.

use crate::model::Instant;
use crate::report::safe::clipped_cell;

/// A column: its name in links, its head, how it is shown, and its data.
pub(super) struct Column {
    pub(super) key: &'static str,
    pub(super) head: &'static str,
    /// `text`, `name`, `account`, `word`, `words`, `code`, `id`, `ref`, `place`, `time`, `score` or `badge`: how the
    /// script shows it.
    pub(super) kind: &'static str,
    /// What the column is called in the file under `data/`.
    pub(super) name: &'static str,
    /// Whether it has a filter of its own.
    pub(super) facet: bool,
    pub(super) stands: Stands,
    pub(super) data: Data,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// In the table.
    Beside,
    /// On a line of their own beneath the row, which sentences need.
    Under,
    /// In the opened row only; searched and filtered all the same.
    Inside,
}

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

impl Column {
    /// Leaves out all cells.
    pub(super) fn leave_out(&mut self) {
        match &mut self.data {
            Data::Texts(texts) | Data::Ids(texts) => texts.clear(),
            Data::Times(times) => times.clear(),
            Data::Numbers(numbers) => numbers.clear(),
        }
    }
}

/// Longest text of a cell on the page; the CSV has the whole.
const LONGEST: usize = 300;
const LONGEST_NAME: usize = 80;

fn of_texts<T>(
    (key, head, kind): (&'static str, &'static str, &'static str),
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    let texts = rows.iter().map(|row| clipped_cell(cell(row), LONGEST)).collect();
    Column::new((key, head, kind), Data::Texts(texts))
}

pub(super) fn texts<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "text"), rows, cell)
}

/// Names, mostly short.
pub(super) fn names<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "name"), rows, |row| clipped_cell(cell(row), LONGEST_NAME))
}

/// Names of accounts, shown without the organisation's own domain.
pub(super) fn accounts<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "account"), rows, |row| clipped_cell(cell(row), LONGEST_NAME))
}

/// Short codes, which no line break parts.
pub(super) fn codes<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "code"), rows, cell)
}

/// Where something stands: `file:record`.
pub(super) fn places<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "place"), rows, cell)
}

/// Words of a closed vocabulary, shown without their underscores.
pub(super) fn words<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "word"), rows, cell)
}

/// Several words of closed vocabularies, joined by `;`; a filter asks for one of them, so that none is cut off.
pub(super) fn listed<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    let texts = rows.iter().map(|row| clipped_cell(cell(row), usize::MAX)).collect();
    Column::new((key, head, "words"), Data::Texts(texts))
}

pub(super) fn badges<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "badge"), rows, cell)
}

/// Names of rows of the other tables.
pub(super) fn reference<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    of_texts((key, head, "ref"), rows, cell)
}

pub(super) fn ids<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> String,
) -> Column {
    let ids = rows.iter().map(|row| clipped_cell(cell(row), LONGEST)).collect();
    Column::new((key, head, "id"), Data::Ids(ids))
}

pub(super) fn times<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> Option<Instant>,
) -> Column {
    let times = rows.iter().map(|row| cell(row).map(|at| at.timestamp())).collect();
    Column::new((key, head, "time"), Data::Times(times))
}

/// Numbers shown with one decimal.
pub(super) fn scores<T>(
    key: &'static str,
    head: &'static str,
    rows: &[T],
    cell: impl Fn(&T) -> Option<f64>,
) -> Column {
    let one_decimal = |number: f64| (number * 10.0).round() / 10.0;
    let numbers =
        rows.iter().map(|row| cell(row).filter(|number| number.is_finite()).map(one_decimal)).collect();
    Column::new((key, head, "score"), Data::Numbers(numbers))
}

impl Column {
    fn new((key, head, kind): (&'static str, &'static str, &'static str), data: Data) -> Self {
        Self { key, head, kind, name: key, facet: false, stands: Stands::Beside, data }
    }

    /// Called otherwise in the files under `data/`, whose names an export of the page keeps.
    pub(super) fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// With a filter of its own.
    pub(super) fn facet(self) -> Self {
        Self { facet: true, ..self }
    }

    /// On the line beneath the row.
    pub(super) fn under(self) -> Self {
        Self { stands: Stands::Under, ..self }
    }

    /// In the opened row only.
    pub(super) fn inside(self) -> Self {
        Self { stands: Stands::Inside, ..self }
    }
}
