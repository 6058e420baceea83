//! The page's three long tables: changes, findings, tickets.
//!
//! Each is a set of columns. The page holds all rows, packed, for the script, and the first rows as plain
//! HTML, for those who run no script.

mod changes;
mod findings;
mod tickets;

use askama::Template;

use super::cells::{Cell, percent};
use super::column::{Column, Stands};
use crate::model::{Audience, Part};
use crate::report::RenderError;
use crate::report::dates::grouped;
use crate::report::lookup::Lookup;
use crate::report::summary::Summary;

pub(super) use changes::plain_change;

/// Longest text in a cell.
const LONGEST: usize = 300;
pub(super) const LONGEST_NAME: usize = 80;

/// A row as plain HTML: its cells, then what stands beneath them.
pub(super) struct PlainRow {
    pub(super) cells: Vec<Cell>,
    pub(super) under: String,
    pub(super) place: String,
}

impl PlainRow {
    /// How many columns the line beneath spans: all but the first.
    pub(super) fn span(&self) -> usize {
        self.cells.len().saturating_sub(1)
    }
}

/// A long table.
pub(super) struct List {
    pub(super) name: &'static str,
    title: &'static str,
    caption: String,
    note: String,
    /// Rows that the page holds.
    pub(super) rows: usize,
    /// Rows that there are.
    all: usize,
    /// The column by which the rows stand, with a minus for falling.
    pub(super) sort: &'static str,
    pub(super) columns: Vec<Column>,
    plain: Vec<PlainRow>,
}

/// How many rows the page holds of what may be long beside the changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) findings: usize,
    pub(super) tickets: usize,
}

/// All of them.
pub(super) struct Lists {
    pub(super) changes: List,
    pub(super) findings: List,
    pub(super) tickets: List,
}

#[derive(Template)]
#[template(path = "list.html", config = "src/report/html/askama.toml")]
struct ListSection<'a> {
    list: &'a List,
    heads: Vec<&'a Column>,
    total: String,
}

/// What stands in place of rows that an audience is not shown.
pub(super) fn left_out(audience: Audience) -> String {
    format!("Left out for this audience ({audience}); numbers on the page count all.")
}

impl List {
    /// Leaves out all rows, and says so.
    fn leave_out(&mut self, audience: Audience) {
        self.note = left_out(audience);
        self.caption.clone_from(&self.note);
        self.rows = 0;
        self.columns.iter_mut().for_each(Column::leave_out);
        self.plain.clear();
    }

    /// The section of the page.
    pub(super) fn section(&self) -> Result<String, RenderError> {
        let heads = self.columns.iter().filter(|column| column.stands == Stands::Beside).collect();
        Ok(ListSection { list: self, heads, total: grouped(self.all) }.render()?)
    }
}

impl Lists {
    pub(super) fn of(lookup: &Lookup<'_>, summary: &Summary, held: Held) -> Self {
        let (changes, (findings, tickets)) = rayon::join(
            || changes::changes(lookup, summary),
            || {
                rayon::join(
                    || findings::findings(lookup, held.findings),
                    || tickets::tickets(lookup, held.tickets),
                )
            },
        );
        let mut lists = Self { changes, findings, tickets };
        let audience = lookup.report.audience;
        if !audience.shows(Part::Cases) {
            let Self { changes, findings, tickets } = &mut lists;
            [changes, findings, tickets].into_iter().for_each(|list| list.leave_out(audience));
        }
        lists
    }

    /// The view of the rows that a file under `data/` has by these columns and values; empty if the page's list of
    /// it has no such columns.
    pub(super) fn view(&self, table: &str, found_by: &[(&str, Vec<String>)]) -> String {
        let list = self.all().into_iter().find(|list| list.name == table);
        let filter = |(name, values): &(&str, Vec<String>)| {
            let column = list?.columns.iter().find(|column| column.name == *name)?;
            let values: Vec<String> = values.iter().map(|value| percent(value)).collect();
            Some(format!("{}={}", column.key, values.join(",")))
        };
        let filters: Option<Vec<String>> = found_by.iter().map(filter).collect();
        match filters {
            Some(filters) if !filters.is_empty() => format!("#{table}?{}", filters.join("&")),
            _ => String::new(),
        }
    }

    /// All three.
    pub(super) fn all(&self) -> [&List; 3] {
        [&self.changes, &self.findings, &self.tickets]
    }
}

/// What the plain HTML shows: so many at most, of so many.
fn caption((most, count): (usize, usize), of_what: &str, table: &str) -> String {
    if count <= most {
        format!("{} {of_what}", grouped(count))
    } else {
        format!("The first {most} of {} {of_what}; all stand in data/{table}.csv", grouped(count))
    }
}

/// What to know of a list of which the page holds a part; empty if it holds all.
fn not_held(held: usize, left: usize, what: &str, first: &str) -> String {
    if left == 0 {
        return String::new();
    }
    format!(
        "This page holds {} of {} {what}, {first}; all stand in data/{what}.csv. Numbers elsewhere on the page count all.",
        grouped(held),
        grouped(held + left),
    )
}
