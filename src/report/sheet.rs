//! Tables as CSV: RFC 4180 with a header, UTF-8, lines ended by LF.
//!
//! A cell that a spreadsheet would take for a formula (it begins with `=`, `+`,
//! `-`, `@`, a tab or a carriage return) gets a leading apostrophe; numbers and
//! times are written by us and need none. A part of a cell after `;` gets one too:
//! where the comma is the decimal sign, spreadsheets part the lines of a CSV there.

use std::borrow::Cow;
use std::io;

use super::RenderError;
use super::table::{Cells, Column, Table, rfc3339};

/// Bytes that are written at a time.
const AT_ONCE: usize = 64 << 10;

/// The bytes of the CSV file.
pub(crate) fn csv(table: &Table) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::new();
    write_csv(table, &mut bytes)?;
    Ok(bytes)
}

/// Writes the CSV file, row by row.
pub(super) fn write_csv(table: &Table, out: &mut dyn io::Write) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(AT_ONCE).from_writer(out);
    writer.write_record(table.columns.iter().map(|column| column.name))?;
    for row in 0..table.rows {
        for column in &table.columns {
            writer.write_field(cell(column, row).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(writer.flush()?)
}

/// One cell as it stands in the CSV.
pub(crate) fn cell(column: &Column, row: usize) -> Cow<'_, str> {
    match &column.cells {
        Cells::Text(cells) => cells.get(row).map_or(Cow::Borrowed(""), guarded),
        Cells::Word(cells, words) => words[usize::from(cells[row])].into(),
        Cells::Time(cells) => cells[row].map(rfc3339).unwrap_or_default().into(),
        Cells::Count(cells) => cells[row].map(|count| count.to_string()).unwrap_or_default().into(),
        Cells::Number(cells, decimals) => {
            cells[row].map(|number| format!("{:.decimals$}", number + 0.0)).unwrap_or_default().into()
        }
    }
}

/// The text with the apostrophes that keep spreadsheets from computing it.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let begins_plainly = text.as_bytes().first().is_none_or(u8::is_ascii_alphanumeric);
    if begins_plainly && !text.contains(';') {
        return text.into();
    }
    if is_number_list(text) || !text.split(';').any(is_formula) {
        return text.into();
    }
    let guarded = |part| if is_formula(part) { format!("'{part}") } else { part.to_owned() };
    text.split(';').map(guarded).collect::<Vec<_>>().join(";").into()
}

fn is_formula(text: &str) -> bool {
    // The full-width forms are formulas to spreadsheets of East Asian locales.
    let signs = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    text.trim_start_matches(' ').starts_with(signs)
}

/// Whole numbers joined by `;` compute nothing: ids may be negative (Google's `uniqueQualifier`).
fn is_number_list(text: &str) -> bool {
    text.split(';').all(|number| {
        let digits = number.strip_prefix('-').unwrap_or(number);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::TableBuilder;

    #[test]
    fn what_looks_like_a_formula_gets_an_apostrophe() {
        for text in ["=1+1", "+1", "-1+2", "-A1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for (text, safe) in [("a;=1", "a;'=1"), ("a; +1", "a;' +1"), ("-1;=2", "'-1;'=2"), ("=a;b", "'=a;b")]
        {
            assert_eq!(guarded(text), safe, "where `;` parts the cells");
        }
        for text in ["a=1", "-845581710670189925", "-1;22;-3"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn quotes_commas_and_breaks_survive_a_reader() {
        let items = ["a \"quoted\", one", "two\nlines", "", "=1"];
        let table = TableBuilder::new("t", &items).text("x", |item| (*item).to_owned()).build();
        let bytes = csv(&table).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
        assert_eq!(read, ["a \"quoted\", one", "two lines", "", "'=1"]);
    }
}
