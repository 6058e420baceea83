//! Reading the sinks as their readers do.

use std::io::{Cursor, Read as _, Write as _};

use calamine::Reader as _;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

/// All texts of a Parquet file.
pub(super) fn parquet(bytes: &[u8]) -> Vec<String> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    let texts = rows.flat_map(|row| {
        let row = row.unwrap();
        let cells = row.get_column_iter().filter_map(|(_, cell)| match cell {
            Field::Str(text) => Some(text.clone()),
            _ => None,
        });
        cells.collect::<Vec<_>>()
    });
    texts.collect()
}

/// All strings of a JSON document, keys too.
pub(super) fn strings(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| std::iter::once(key.clone()).chain(strings(value)))
            .collect(),
        _ => Vec::new(),
    }
}

/// A workbook as its readers see it.
pub(super) struct Book {
    pub(super) cells: Vec<String>,
    pub(super) formulas: Vec<String>,
    /// The XML of each part.
    pub(super) parts: Vec<(String, String)>,
}

pub(super) fn workbook(bytes: &[u8]) -> Book {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let (mut cells, mut formulas) = (Vec::new(), Vec::new());
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        cells.extend(range.cells().map(|(_, _, cell)| cell.to_string()));
        let of_sheet = book.worksheet_formula(&sheet).unwrap();
        formulas
            .extend(of_sheet.cells().map(|(_, _, formula)| formula.clone()).filter(|one| !one.is_empty()));
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut xml = String::new();
        if part.read_to_string(&mut xml).is_ok() {
            parts.push((part.name().unwrap().into_owned(), xml));
        }
    }
    Book { cells, formulas, parts }
}
