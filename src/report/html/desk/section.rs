//! What the sections of the desk part are made of: a chart with its question, and the table of its numbers beside it.

use crate::report::html::cells::Cell;
use crate::report::html::figure::Figure;

/// Rows of a table on the page; the rest stands in the CSV.
pub(super) const MOST: usize = 30;

/// A section under its own heading.
pub(super) struct Section {
    /// Its place in links.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What it says, in sentences.
    pub(super) text: String,
    pub(super) panels: Vec<Panel>,
}

/// A chart with its numbers.
pub(super) struct Panel {
    pub(super) figure: Figure,
    pub(super) grid: Grid,
    /// Whether the table is too wide to stand beside the chart, and stands below it.
    pub(super) is_wide: bool,
}

impl Panel {
    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        self.figure.svg.is_empty() && self.grid.rows.is_empty()
    }
}

impl Section {
    /// The section without panels that show nothing; `None` if none is left.
    pub(super) fn worth_showing(mut self) -> Option<Self> {
        self.panels.retain(|panel| !panel.is_empty());
        (!self.panels.is_empty()).then_some(self)
    }
}

/// A small table.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Row>,
    pub(super) note: String,
    /// Whether it is shown when it is asked for, as the chart tells the same in fewer lines.
    pub(super) is_folded: bool,
}

/// A row: what it is of, then its numbers.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// The head of a column.
pub(super) struct Head {
    pub(super) text: &'static str,
    pub(super) is_number: bool,
}

/// Heads of a table: the first of names, those that begin with `#` of numbers.
pub(super) fn heads<const N: usize>(texts: [&'static str; N]) -> Vec<Head> {
    let head = |text: &'static str| match text.strip_prefix('#') {
        Some(text) => Head { text, is_number: true },
        None => Head { text, is_number: false },
    };
    texts.into_iter().map(head).collect()
}

/// `The first 30 of 61; all stand in data/desk.csv.`; empty if all are shown.
pub(super) fn more(count: usize, place: &str) -> String {
    if count > MOST { format!("The first {MOST} of {count}; all stand in {place}.") } else { String::new() }
}
