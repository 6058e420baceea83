//! One sheet being written: facts, then tables, with real types and nothing that an input could compute.

use rust_xlsxwriter::{Format, IgnoreError, Url, Worksheet, XlsxError};

use super::style::{Styles, colour};
use crate::model::{Instant, TestOutcome, Verdict};
use crate::report::dress::{Dress, of_outcome, of_verdict};
use crate::report::{safe, sheet};

/// Longest text of a cell, in characters: a little more than in the CSV, whose cut texts end with what is missing. A
/// sheet takes 32,767 UTF-16 units.
const LONGEST: usize = 9_000;

/// Rows that a sheet takes.
const MOST_ROWS: u32 = 1_048_576;

/// Letters that a page takes in its breadth, in a size that can be read.
const PAGE: f64 = 220.0;

/// Letters of a line of text that is read with ease.
const LINE: f64 = 100.0;

/// Letters of usual text that fit into the breadth of a digit of the standard font, in the fonts that stand in for it.
const LETTERS: f64 = 1.06;

/// Points of a line.
const LINE_HEIGHT: f64 = 13.0;

/// The highest row, in points.
const HIGHEST: f64 = 409.0;

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
    /// Widths of the columns, in letters.
    widths: Vec<f64>,
    /// Lines of the row that is being written.
    lines: f64,
}

impl Paper {
    /// A sheet with its title.
    pub(super) fn new(styles: &Styles, name: &str, title: &str) -> Result<Self, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_screen_gridlines(false);
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_paper_size(9);
        sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer("&L&8&A&R&8&P of &N");
        sheet.set_row_height(0, 24)?;
        let mut paper = Self {
            sheet,
            name: name.to_owned(),
            row: 0,
            rows: 0,
            most_rows: MOST_ROWS,
            widths: Vec::new(),
            lines: 1.0,
        };
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
        self.widths = columns.iter().map(|column| column.width).collect();
        let pages = (self.widths.iter().sum::<f64>() / PAGE).ceil().clamp(1.0, 9.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 9")]
        self.sheet.set_print_fit_to_pages(pages as u16, 0).set_page_order(true);
        Ok(())
    }

    /// A label with what it says beside it, over as many columns as a line of text needs.
    pub(super) fn fact(&mut self, styles: &Styles, label: &str, cell: Cell) -> Result<(), XlsxError> {
        self.put_text(self.row, 0, label.to_owned(), &styles.label)?;
        if let Cell::Text(text) = cell {
            let (last, width) = self.line();
            if last > 1 {
                self.sheet.merge_range(self.row, 1, self.row, last, "", &styles.fact)?;
            }
            self.lines = lines(&text, width);
            self.put_text(self.row, 1, text, &styles.fact)?;
        } else {
            self.put(1, cell, false, styles)?;
        }
        self.end_row()
    }

    /// The last column of a line of text that begins in the second one, and its width.
    fn line(&self) -> (u16, f64) {
        let (mut last, mut width) = (1, self.widths.get(1).copied().unwrap_or(LINE));
        for (at, more) in (0..).zip(&self.widths).skip(2) {
            if width >= LINE {
                break;
            }
            (last, width) = (at, width + more);
        }
        (last, width)
    }

    /// Goes to the next row, after giving this one the height that its text needs: not every reader does.
    fn end_row(&mut self) -> Result<(), XlsxError> {
        if self.lines > 1.0 {
            self.sheet.set_row_height(self.row, (self.lines * LINE_HEIGHT + 2.0).min(HIGHEST))?;
        }
        (self.row, self.lines) = (self.row + 1, 1.0);
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
        self.sheet.set_repeat_rows(head, head)?.set_repeat_columns(0, 0)?;
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
        let mut head_lines: f64 = 1.0;
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
                if let (true, Cell::Text(text) | Cell::ToFill(text)) = (column.wraps, &cell) {
                    self.lines = self.lines.max(lines(text, column.width));
                }
                self.put(at, cell, column.wraps, styles)?;
            }
            self.end_row()?;
            left -= 1;
        }
        for ((at, column), is_number) in (0..).zip(columns).zip(is_number) {
            let format = if is_number { &styles.head_right } else { &styles.head };
            self.put_text(head, at, column.title.to_owned(), format)?;
            head_lines = head_lines.max(lines(column.title, column.width));
        }
        self.sheet.set_row_height(head, head_lines * LINE_HEIGHT + 2.0)?;
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

/// Text that the writer takes for nothing but text: `<r>…</r>` it would take for markup of its own, and write as it is.
fn inert(mut text: String) -> String {
    if text.starts_with("<r>") && text.ends_with("</r>") {
        text.push(' ');
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn whole(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn signed(difference: i128) -> f64 {
    difference as f64
}

/// Lines that a text takes in a column; rather one too many than one too few.
fn lines(text: &str, width: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "letters far below 2^52")]
    let letters = text.chars().count() as f64;
    let needed = letters / (width.max(1.0) * LETTERS);
    // Words do not break: what needs more than one line loses some of each.
    if needed <= 1.0 { 1.0 } else { (needed * 1.12).ceil() }
}

/// An instant as spreadsheets count days, in UTC; `None` of days that they do not know.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of ten thousand years are below 2^52")]
fn serial(at: Instant) -> Option<f64> {
    let days = at.timestamp_millis() as f64 / 86_400_000.0 + EPOCH_DAY;
    (FIRST_TRUE_DAY..LAST_DAY).contains(&days).then_some(days)
}
