//! Sheets of an Excel workbook, read as tables: a row a line, every cell in quotes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};

use calamine::{DataRef, ExcelDateTime, Reader as _, Xlsx, XlsxCellReader};
use chrono::{Days, NaiveDate, NaiveTime};
use quick_xml::events::Event;

use super::generated::{Generated, Source, guarded};
use super::limits::{EXPANDED_BYTES, EXPANSION, WORKBOOK_BYTES, WORKBOOK_SHEETS};

/// The part that tells a workbook from an archive of exports.
const WORKBOOK: &str = "xl/workbook.xml";

/// The sheets of a workbook by name; `None` if the zip is none.
pub(super) fn sheets(file: File) -> Result<Option<Vec<String>>, String> {
    let mut archive = zip::ZipArchive::new(BufReader::new(file))
        .map_err(|fault| format!("the zip archive cannot be read: {fault}"))?;
    if archive.index_for_name(WORKBOOK).is_none() {
        return Ok(None);
    }
    measure(&mut archive)?;
    let sheets = guarded(|| Ok(open(archive.into_inner())?.sheet_names()))?;
    if sheets.len() > WORKBOOK_SHEETS {
        return Err(format!("the workbook has more than {WORKBOOK_SHEETS} sheets"));
    }
    Ok(Some(sheets))
}

/// Refuses a workbook whose parts are too large to be held, or expand beyond all measure.
fn measure(archive: &mut zip::ZipArchive<impl Read + Seek>) -> Result<(), String> {
    let fault = |fault: zip::result::ZipError| format!("the workbook cannot be read: {fault}");
    let mut held = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(fault)?;
        let name = part.name().map_err(fault)?.to_lowercase();
        let packed = part.compressed_size();
        let is_sheet = name.starts_with("xl/worksheets/");
        if !(is_sheet || name.ends_with(".xml") || name.ends_with(".rels")) {
            continue;
        }
        let limit =
            if is_sheet { EXPANDED_BYTES.max(packed.saturating_mul(EXPANSION)) } else { WORKBOOK_BYTES };
        let length = std::io::copy(&mut part.take(limit + 1), &mut std::io::sink())
            .map_err(|fault| format!("the workbook cannot be read: {fault}"))?;
        held += if is_sheet { 0 } else { length };
        if length > limit || held > WORKBOOK_BYTES {
            return Err("the workbook expands beyond all measure; save the sheet as CSV".to_owned());
        }
        if name.ends_with("sharedstrings.xml") {
            let part = archive.by_index(index).map_err(fault)?;
            believable(BufReader::new(part), length)?;
        }
    }
    Ok(())
}

/// Refuses a list of texts that promises more of them than it has room for: room would be made for
/// them all.
fn believable(part: impl std::io::BufRead, length: u64) -> Result<(), String> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) if start.local_name().as_ref() == "sst" => {
                let promised = start
                    .attributes()
                    .with_checks(false)
                    .flatten()
                    .filter(|attribute| attribute.key.as_ref() == "uniqueCount")
                    .filter_map(|attribute| attribute.value.trim().parse::<u64>().ok())
                    .max();
                // `<si/>` is the shortest entry.
                return match promised {
                    Some(promised) if promised > length / 4 => {
                        Err("the workbook promises more texts than it has room for".to_owned())
                    }
                    _ => Ok(()),
                };
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

fn open<R: Read + Seek>(reader: R) -> Result<Xlsx<R>, String> {
    Xlsx::new(reader).map_err(|fault| format!("the workbook cannot be read: {fault}"))
}

/// Hands a sheet's rows as a table to `f`.
pub(super) fn with_sheet<T>(
    file: File,
    sheet: usize,
    f: impl FnOnce(&mut (dyn Read + Send)) -> T,
) -> Result<T, String> {
    let mut book = guarded(|| open(BufReader::new(file)))?;
    let name = book.sheet_names().get(sheet).cloned().ok_or("the workbook has changed")?;
    let cells = guarded(|| {
        book.worksheet_cells_reader(&name).map_err(|fault| format!("the sheet cannot be read: {fault}"))
    })?;
    let rows = Rows { cells, ended: false, line: 0, next: None, width: 0 };
    Ok(f(&mut Generated::new(rows)))
}

/// The last row that Excel has.
const LAST_ROW: u32 = (1 << 20) - 1;
/// The last column that Excel has.
const LAST_COLUMN: u32 = (1 << 14) - 1;

/// Row, column and text of a cell.
type Placed = (u32, u32, String);

/// The rows of a sheet. Row numbers are line numbers.
struct Rows<'a, R: Read + Seek> {
    cells: XlsxCellReader<'a, R>,
    /// Asked again behind the end, the reader would call it damaged.
    ended: bool,
    /// Rows written.
    line: u32,
    /// The first cell of the next row.
    next: Option<Placed>,
    /// Cells of the header; 0 before it.
    width: u32,
}

impl<R: Read + Seek> Rows<'_, R> {
    /// The next cell that says something.
    fn cell(&mut self) -> Result<Option<Placed>, String> {
        if let Some(next) = self.next.take() {
            return Ok(Some(next));
        }
        while !self.ended {
            let found = self.cells.next_cell().map_err(|fault| format!("the sheet is damaged: {fault}"))?;
            let Some(cell) = found else {
                self.ended = true;
                return Ok(None);
            };
            let (row, column) = cell.get_position();
            if row > LAST_ROW || column > LAST_COLUMN {
                return Err("the sheet is damaged: it has a cell where no sheet has one".to_owned());
            }
            let text = shown(cell.get_value());
            if !text.is_empty() {
                return Ok(Some((row, column, text)));
            }
        }
        Ok(None)
    }
}

impl<R: Read + Seek + Send> Source for Rows<'_, R> {
    fn more(&mut self, text: &mut Vec<u8>) -> Option<Result<(), String>> {
        self.row(text).transpose()
    }
}

impl<R: Read + Seek> Rows<'_, R> {
    /// Writes the next row that says something, behind an empty line for each that says nothing.
    fn row(&mut self, text: &mut Vec<u8>) -> Result<Option<()>, String> {
        let Some((row, column, value)) = self.cell()? else { return Ok(None) };
        if row < self.line {
            return Err("the sheet is damaged: its rows are not in order".to_owned());
        }
        let mut cells = BTreeMap::from([(column, value)]);
        while let Some((next, column, value)) = self.cell()? {
            if next != row {
                self.next = Some((next, column, value));
                break;
            }
            if cells.insert(column, value).is_some() {
                return Err("the sheet is damaged: it has a cell twice".to_owned());
            }
        }
        text.resize(text.len() + (row - self.line) as usize, b'\n');
        self.line = row + 1;
        // What stands alone above the header is the title of the sheet.
        if self.width > 0 || cells.len() > 1 {
            let last = cells.last_key_value().map_or(0, |(column, _)| *column);
            if self.width == 0 {
                self.width = last + 1;
            }
            for column in 0..self.width.max(last + 1) {
                if column > 0 {
                    text.push(b',');
                }
                let value = cells.get(&column).map_or("", String::as_str);
                text.push(b'"');
                // A lone return is a line end inside a cell, so that rows stay lines.
                let value = value.replace('"', "\"\"").replace("\r\n", "\r").replace('\n', "\r");
                text.extend_from_slice(value.as_bytes());
                text.push(b'"');
            }
        }
        text.push(b'\n');
        Ok(Some(()))
    }
}

/// A cell as text.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        // Without a fraction where there is none; Rust writes no exponents.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(bit) => bit.to_string(),
        DataRef::DateTime(time) => date(time),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A date as `YYYY-MM-DD hh:mm:ss`, a time of day or duration as `hh:mm:ss`; what is no date stays a
/// number.
fn date(time: &ExcelDateTime) -> String {
    const DAY: f64 = 86_400.0;
    let number = time.as_f64();
    let seconds = (number * DAY).round();
    // Up to the year 9999; the smallest are days before March 1900, which Excel counts wrongly.
    if !(0.0..3_000_000.0 * DAY).contains(&seconds) {
        return number.to_string();
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds above")]
    let seconds = seconds as u64;
    let (days, rest) = (seconds / 86_400, u32::try_from(seconds % 86_400).unwrap_or(0));
    if time.is_duration() || days == 0 {
        return format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day) = if is_1904(time) { (1904, 1, 1) } else { (1899, 12, 30) };
    let date =
        NaiveDate::from_ymd_opt(year, month, day).and_then(|first| first.checked_add_days(Days::new(days)));
    match (date, NaiveTime::from_num_seconds_from_midnight_opt(rest, 0)) {
        (Some(date), Some(time)) => format!("{date} {time}"),
        _ => number.to_string(),
    }
}

/// Whether a date counts from 1904, as old Macs do.
fn is_1904(time: &ExcelDateTime) -> bool {
    let plain = ExcelDateTime::new(time.as_f64(), calamine::ExcelDateTimeType::DateTime, true);
    *time == plain
}
