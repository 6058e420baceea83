//! One sheet being written: facts, then tables, with real types and nothing that an input could compute.

use rust_xlsxwriter::{Format, IgnoreError, Url, Worksheet, XlsxError};

use super::style::{Styles, colour};
use crate::model::{Instant, TestOutcome, Verdict};
use crate::report::dress::{Dress, of_outcome, of_verdict};
use crate::report::{safe, sheet};

/// Longest text of a cell, in characters, as in the CSV; a sheet takes 32,767 UTF-16 units.
const LONGEST: usize = 8_000;

/// Rows that a sheet takes.
const MOST_ROWS: u32 = 1_048_576;

/// Days from the beginning of 1900, as spreadsheets count them, to 1970.
const EPOCH_DAY: f64 = 25_569.0;

/// Days are counted truly only from 1 March 1900 on: spreadsheets know a 29 February 1900.
const FIRST_TRUE_DAY: f64 = 61.0;

/// The last day that spreadsheets know: 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;

/// What stands in a cell.
pub(super) enum Cell {
    /// Nothing, or not known.
    Empty,
    /// Text, from wherever.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number with one decimal.
    Number(f64),
    /// A share, shown in percent.
    Share(f64),
    /// A difference of totals that ought to be 0.
    Difference(i128),
    /// An instant.
    Time(Instant),
    /// A day.
    Day(chrono::NaiveDate),
    /// A verdict or outcome: the word of the data in its colour.
    Word(Dress),
    /// Another sheet of ours.
    Sheet(String),
    /// For the auditor, with what an earlier review left.
    ToFill(String),
    /// For the auditor: a day, with what an earlier review left.
    DayToFill(Option<Instant>),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn verdict(verdict: Option<Verdict>) -> Self {
        verdict.map_or(Self::Empty, |verdict| Self::Word(of_verdict(verdict)))
    }

    pub(super) fn outcome(outcome: TestOutcome) -> Self {
        Self::Word(of_outcome(outcome))
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Count(count as u64)
    }

    pub(super) fn share(share: Option<f64>) -> Self {
        share.filter(|share| share.is_finite()).map_or(Self::Empty, Self::Share)
    }

    pub(super) fn time(at: Option<Instant>) -> Self {
        at.map_or(Self::Empty, Self::Time)
    }

    const fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Number(_) | Self::Share(_) | Self::Difference(_))
    }
}

/// A column of a table.
pub(super) struct Column {
    title: &'static str,
    /// In letters.
    width: f64,
    wraps: bool,
}

/// A column of short text or numbers.
pub(super) const fn column(title: &'static str, width: f64) -> Column {
    Column { title, width, wraps: false }
}

/// A column of sentences.
pub(super) const fn wrapped(title: &'static str, width: f64) -> Column {
    Column { title, width, wraps: true }
}

/// A sheet being written from the top down.
pub(super) struct Paper {
    sheet: Worksheet,
    name: String,
    row: u32,
    rows: usize,
    most_rows: u32,
}

impl Paper {
    /// A sheet with its title.
    pub(super) fn new(styles: &Styles, name: &str, title: &str) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_screen_gridlines(false);
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&8&A&R&8&P of &N");
        sheet.set_row_height(0, 24)?;
        let mut paper = Self { sheet, name: name.to_owned(), row: 0, rows: 0, most_rows: MOST_ROWS };
        paper.put_text(0, 0, title.to_owned(), &styles.title)?;
        paper.row = 2;
        Ok(paper)
    }

    /// The same with fewer rows than a sheet takes.
    #[cfg(test)]
    pub(super) const fn of_rows(mut self, most_rows: u32) -> Self {
        self.most_rows = most_rows;
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Rows of the tables so far, also those that did not fit.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// The columns' widths, for a sheet that begins with facts.
    pub(super) fn widths(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(columns) {
            self.sheet.set_column_width(at, column.width)?;
        }
        Ok(())
    }

    /// A label with what it says beside it.
    pub(super) fn fact(&mut self, styles: &Styles, label: &str, cell: Cell) -> Result<(), XlsxError> {
        self.put_text(self.row, 0, label.to_owned(), &styles.label)?;
        self.put(1, cell, true, styles)?;
        self.row += 1;
        Ok(())
    }

    /// A heading after a gap.
    pub(super) fn heading(&mut self, styles: &Styles, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 2);
        self.put_text(self.row, 0, text.to_owned(), &styles.heading)?;
        self.row += 1;
        Ok(())
    }

    /// A sentence in a line of its own.
    pub(super) fn sentence(&mut self, styles: &Styles, text: &str) -> Result<(), XlsxError> {
        self.put_text(self.row, 0, text.to_owned(), &styles.note)?;
        self.row += 1;
        Ok(())
    }

    /// Leaves a row free.
    pub(super) const fn gap(&mut self) {
        self.row += 1;
    }

    /// The sheet's main table: with filter, and its head on every printed page. If it stands at the top, the head
    /// stays in sight, else the title does. `elsewhere` is where all rows stand if they do not fit.
    pub(super) fn main_table(
        &mut self,
        styles: &Styles,
        columns: &[Column],
        rows: impl ExactSizeIterator<Item = Vec<Cell>>,
        elsewhere: &str,
    ) -> Result<(), XlsxError> {
        let head = self.row;
        self.widths(columns)?;
        self.table(styles, columns, rows, elsewhere)?;
        let (last, width) = (self.row.saturating_sub(1).max(head), last_column(columns));
        self.sheet.autofilter(head, 0, last, width)?;
        self.sheet.set_repeat_rows(head, head)?;
        self.sheet.set_freeze_panes(if head <= 3 { head + 1 } else { 1 }, 1)?;
        self.sheet.ignore_error_range(head, 0, last, width, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    /// A further table, in the columns that there are.
    pub(super) fn table(
        &mut self,
        styles: &Styles,
        columns: &[Column],
        rows: impl ExactSizeIterator<Item = Vec<Cell>>,
        elsewhere: &str,
    ) -> Result<(), XlsxError> {
        let head = self.row;
        let all = rows.len();
        self.rows += all;
        self.row += 1;
        let mut is_number = vec![false; columns.len()];
        let mut left = all;
        for cells in rows {
            // The last row is kept for saying what is missing.
            if self.row + 2 > self.most_rows && left > 1 {
                let text = format!("{left} of {all} rows do not fit into a sheet; all stand in {elsewhere}.");
                self.sentence(styles, &text)?;
                break;
            }
            for ((at, cell), column) in (0..).zip(cells).zip(columns) {
                is_number[usize::from(at)] |= cell.is_number();
                self.put(at, cell, column.wraps, styles)?;
            }
            self.row += 1;
            left -= 1;
        }
        for ((at, column), is_number) in (0..).zip(columns).zip(is_number) {
            let format = if is_number { &styles.head_right } else { &styles.head };
            self.put_text(head, at, column.title.to_owned(), format)?;
        }
        Ok(())
    }

    /// The sheet.
    pub(super) fn finish(self) -> Worksheet {
        self.sheet
    }

    fn put(&mut self, at: u16, cell: Cell, wraps: bool, styles: &Styles) -> Result<(), XlsxError> {
        let text = if wraps { &styles.wrapped } else { &styles.text };
        let row = self.row;
        match cell {
            Cell::Empty => _ = self.sheet.write_blank(row, at, text)?,
            Cell::Text(words) => self.put_text(row, at, words, text)?,
            Cell::Count(count) => self.put_number(at, whole(count), &styles.count)?,
            Cell::Number(number) if !number.is_finite() => _ = self.sheet.write_blank(row, at, text)?,
            Cell::Number(number) => self.put_number(at, number, &styles.number)?,
            Cell::Share(share) => self.put_number(at, share, &styles.share)?,
            Cell::Difference(difference) => {
                let format = if difference == 0 { &styles.count } else { &styles.wrong };
                self.put_number(at, signed(difference), format)?;
            }
            Cell::Time(instant) => match serial(instant) {
                Some(days) => self.put_number(at, days, &styles.time)?,
                None => self.put_text(row, at, instant.to_rfc3339(), text)?,
            },
            Cell::Day(day) => match day.and_hms_opt(0, 0, 0).and_then(|start| serial(start.and_utc())) {
                Some(days) => self.put_number(at, days, &styles.day)?,
                None => self.put_text(row, at, day.to_string(), text)?,
            },
            Cell::Word(dress) => {
                let format = text.clone().set_font_color(colour(dress.colour)).set_bold();
                self.put_text(row, at, dress.class.to_owned(), &format)?;
            }
            Cell::Sheet(name) => {
                let link = Url::new(format!("internal:'{name}'!A1")).set_text(&name);
                self.sheet.write_url_with_format(row, at, link, &styles.link)?;
            }
            Cell::ToFill(words) => self.put_text(row, at, words, &styles.to_fill)?,
            Cell::DayToFill(day) => match day.and_then(serial) {
                Some(days) => self.put_number(at, days.floor(), &styles.day_to_fill)?,
                None => _ = self.sheet.write_blank(row, at, &styles.day_to_fill)?,
            },
        }
        Ok(())
    }

    fn put_number(&mut self, at: u16, number: f64, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_number_with_format(self.row, at, number, format)?;
        Ok(())
    }

    /// The only place where text is written: always as text.
    fn put_text(&mut self, row: u32, at: u16, text: String, format: &Format) -> Result<(), XlsxError> {
        let text = inert(safe::clipped_cell(text, LONGEST));
        if is_formula(&text) {
            // Whoever edits the cell, or saves it as CSV and opens that, must not compute it.
            let format = format.clone().set_quote_prefix();
            self.sheet.write_string_with_format(row, at, text, &format)?;
        } else {
            self.sheet.write_string_with_format(row, at, text, format)?;
        }
        Ok(())
    }
}

fn last_column(columns: &[Column]) -> u16 {
    u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1)
}

/// Whether a spreadsheet that were given the text by hand would compute it.
fn is_formula(text: &str) -> bool {
    matches!(sheet::guarded(text), std::borrow::Cow::Owned(_))
}

/// Text that the file format takes for nothing but text.
///
/// Two readings must not come about: `_x0041_` stands for a letter in a sheet's strings (ECMA-376, ST_Xstring), so
/// that what cannot be seen could be smuggled in; and the writer takes `<r>…</r>` for its own markup.
fn inert(text: String) -> String {
    let mut text = if text.contains("_x") { escaped(&text) } else { text };
    if text.starts_with("<r>") && text.ends_with("</r>") {
        text.push(' ');
    }
    text
}

/// `_x0041_` as the format writes it that stands for itself: `_x005F_x0041_`.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        safe.push_str(before);
        let bytes = from.as_bytes();
        let is_code = bytes.len() > 6 && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit);
        safe.push_str(if is_code { "_x005F_" } else { "_" });
        rest = &from[1..];
    }
    safe.push_str(rest);
    safe
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn whole(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn signed(difference: i128) -> f64 {
    difference as f64
}

/// An instant as spreadsheets count days, in UTC; `None` of days that they do not know.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of ten thousand years are below 2^52")]
fn serial(at: Instant) -> Option<f64> {
    let days = at.timestamp_millis() as f64 / 86_400_000.0 + EPOCH_DAY;
    (FIRST_TRUE_DAY..LAST_DAY).contains(&days).then_some(days)
}
