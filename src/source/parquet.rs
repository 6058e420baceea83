//! Parquet files, read as JSON lines: a row a line.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;

use chrono::DateTime;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use serde_json::{Map, Value};

use super::generated::{Generated, Source, guarded};
use super::limits::{NESTING, PARQUET_FOOTER, PARQUET_PAGE};

/// Hands the rows of a file, one a line, to `f`.
pub(super) fn with_rows<T>(mut file: File, f: impl FnOnce(&mut (dyn Read + Send)) -> T) -> Result<T, String> {
    check_footer(&mut file)?;
    let pages = file.try_clone().map_err(|fault| fault.to_string())?;
    let reader = guarded(|| {
        let reader = SerializedFileReader::new(file).map_err(damaged)?;
        check_pages(&pages, reader.metadata())?;
        Ok(reader)
    })?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let rows = guarded(|| RowIter::from_file(None, &reader).map_err(damaged))?;
    Ok(f(&mut Generated::new(Rows { rows, schema })))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to `map_err`")]
fn damaged(fault: parquet::errors::ParquetError) -> String {
    format!("the Parquet file cannot be read: {fault}")
}

struct Rows<'a> {
    rows: RowIter<'a>,
    schema: Type,
}

impl Source for Rows<'_> {
    fn more(&mut self, text: &mut Vec<u8>) -> Option<Result<(), String>> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(fault) => return Some(Err(damaged(fault))),
        };
        let written = serde_json::to_writer(&mut *text, &object(&row, Some(&self.schema)));
        text.push(b'\n');
        Some(written.map_err(|fault| fault.to_string()))
    }
}

fn object(row: &Row, schema: Option<&Type>) -> Value {
    let fields = schema.filter(|schema| schema.is_group()).map_or(&[][..], Type::get_fields);
    let member = |(at, (name, field)): (usize, (&String, &Field))| {
        let schema = fields.get(at).filter(|schema| schema.name() == name.as_str());
        (name.clone(), value(field, schema.map(AsRef::as_ref)))
    };
    Value::Object(row.get_column_iter().enumerate().map(member).collect())
}

/// A field as JSON. Texts without the mark that they are such stay texts; other bytes are told by
/// their number.
fn value(field: &Field, schema: Option<&Type>) -> Value {
    let logical = schema.and_then(|schema| schema.get_basic_info().logical_type_ref());
    match field {
        Field::Null => Value::Null,
        Field::Bool(bit) => (*bit).into(),
        Field::Byte(number) => (*number).into(),
        Field::Short(number) => (*number).into(),
        Field::Int(number) => (*number).into(),
        Field::Long(number) => match logical {
            Some(LogicalType::Timestamp(kind)) if kind.unit == TimeUnit::NANOS => {
                time(number.div_euclid(1_000), schema)
            }
            _ => (*number).into(),
        },
        Field::UByte(number) => (*number).into(),
        Field::UShort(number) => (*number).into(),
        Field::UInt(number) => (*number).into(),
        Field::ULong(number) => (*number).into(),
        Field::Float(number) => (*number).into(),
        Field::Double(number) => (*number).into(),
        Field::Str(text) => text.clone().into(),
        Field::Bytes(bytes) => match std::str::from_utf8(bytes.data()) {
            Ok(text) => text.into(),
            Err(_) => format!("{} bytes", bytes.data().len()).into(),
        },
        Field::TimestampMillis(number) => number.checked_mul(1_000).map_or(Value::Null, |n| time(n, schema)),
        Field::TimestampMicros(number) => time(*number, schema),
        // As the library writes them: `2026-03-01`, `10:00:00`, `1.50`.
        Field::Float16(_)
        | Field::Decimal(_)
        | Field::Date(_)
        | Field::TimeMillis(_)
        | Field::TimeMicros(_) => field.to_string().into(),
        Field::Group(row) => object(row, schema),
        Field::ListInternal(list) => list.elements().iter().map(|inner| value(inner, None)).collect(),
        Field::MapInternal(map) => {
            let text = |key: &Field| match value(key, None) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(
                map.entries()
                    .iter()
                    .map(|(key, inner)| (text(key), value(inner, None)))
                    .collect::<Map<_, _>>(),
            )
        }
    }
}

/// A time of microseconds. Only one that the file says is UTC gets a `Z`; the old 96-bit times do
/// not say it.
fn time(micros: i64, schema: Option<&Type>) -> Value {
    let is_utc = schema.is_none_or(|schema| {
        let old = schema.is_primitive() && schema.get_physical_type() == Physical::INT96;
        match schema.get_basic_info().logical_type_ref() {
            Some(LogicalType::Timestamp(kind)) => kind.is_adjusted_to_u_t_c,
            _ => !old && schema.get_basic_info().converted_type() != ConvertedType::NONE,
        }
    });
    let Some(time) = DateTime::from_timestamp_micros(micros) else { return micros.into() };
    let pattern = if is_utc { "%Y-%m-%dT%H:%M:%S%.6fZ" } else { "%Y-%m-%d %H:%M:%S%.6f" };
    time.format(pattern).to_string().into()
}

/// How long the header of a page may be.
const PAGE_HEADER: usize = 1 << 20;

/// Looks through the headers of all pages before the library does, which makes room for whatever
/// they promise.
fn check_pages(file: &File, metadata: &ParquetMetaData) -> Result<(), String> {
    let length = file.metadata().map_err(|fault| fault.to_string())?.len();
    let mut buffer = Vec::new();
    for column in metadata.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        let first = column.dictionary_page_offset().unwrap_or(i64::MAX).min(column.data_page_offset());
        let place = |number: i64| u64::try_from(number).map_err(|_| DAMAGED);
        let mut at = place(first)?;
        let end = at.saturating_add(place(column.compressed_size())?).min(length);
        while at < end {
            let head = page_at(file, at, &mut buffer).ok_or(DAMAGED)?;
            if head.unpacked > PARQUET_PAGE || head.values > head.unpacked.saturating_mul(8) {
                return Err("the Parquet file promises more values than it has room for".to_owned());
            }
            at = at.saturating_add(head.length).saturating_add(head.packed);
        }
    }
    Ok(())
}

const DAMAGED: &str = "the Parquet file is damaged: a page has no header";

/// What the header of a page says.
struct PageHead {
    /// Its own length.
    length: u64,
    packed: u64,
    unpacked: u64,
    /// Values of a dictionary.
    values: u64,
}

/// The header of the page that begins here. It is short as a rule.
fn page_at(file: &File, at: u64, buffer: &mut Vec<u8>) -> Option<PageHead> {
    for size in [1 << 10, PAGE_HEADER] {
        buffer.resize(size, 0);
        let mut filled = 0;
        while filled < size {
            match file.read_at(&mut buffer[filled..], at + filled as u64).ok()? {
                0 => break,
                read => filled += read,
            }
        }
        let head = Compact { data: &buffer[..filled], at: 0 }.page();
        if head.is_some() || filled < size {
            return head;
        }
    }
    None
}

/// Looks through a file's footer before the library does, which trusts its numbers: lists must fit
/// into it, and columns may not be nested without end.
fn check_footer(file: &mut File) -> Result<(), String> {
    let fault = |fault: std::io::Error| fault.to_string();
    let length = file.seek(SeekFrom::End(0)).map_err(fault)?;
    let mut tail = [0; 8];
    if length < 12 {
        return Err("the Parquet file is cut off".to_owned());
    }
    file.seek(SeekFrom::End(-8)).map_err(fault)?;
    file.read_exact(&mut tail).map_err(fault)?;
    let [a, b, c, d, magic @ ..] = tail;
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    if &magic == b"PARE" {
        return Err("the Parquet file is encrypted".to_owned());
    }
    if &magic != b"PAR1" || footer > length - 12 {
        return Err("the Parquet file is cut off: its footer is missing".to_owned());
    }
    if footer > PARQUET_FOOTER {
        return Err(format!("the Parquet file's footer is longer than {} MiB", PARQUET_FOOTER >> 20));
    }
    let mut data = vec![0; usize::try_from(footer).unwrap_or(0)];
    file.seek(SeekFrom::Start(length - 8 - footer)).map_err(fault)?;
    file.read_exact(&mut data).map_err(fault)?;
    file.rewind().map_err(fault)?;
    let mut compact = Compact { data: &data, at: 0 };
    compact.file().ok_or_else(|| "the Parquet file's footer is damaged".to_owned())
}

/// A walk through Thrift's compact encoding that believes no number.
struct Compact<'a> {
    data: &'a [u8],
    at: usize,
}

impl Compact<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        let end = self.at.checked_add(usize::try_from(bytes).ok()?)?;
        (end <= self.data.len()).then(|| self.at = end)
    }

    /// The number and type of the next field; `None` inside at the end of the structure.
    fn field(&mut self, number: &mut i64) -> Option<Option<u8>> {
        let head = self.byte()?;
        if head == 0 {
            return Some(None);
        }
        match head >> 4 {
            0 => *number = zigzag(self.varint()?),
            step => *number = number.checked_add(step.into())?,
        }
        Some(Some(head & 15))
    }

    /// The length and type of a list, which must have room for it.
    fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let length = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        (length <= (self.data.len() - self.at) as u64).then_some((length, head & 15))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > NESTING {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            9 | 10 => {
                let (length, kind) = self.list()?;
                (0..length).try_for_each(|_| self.element(kind, depth))
            }
            11 => {
                let length = self.varint()?;
                if length == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                (length <= (self.data.len() - self.at) as u64).then_some(())?;
                (0..length).try_for_each(|_| {
                    self.element(kinds >> 4, depth)?;
                    self.element(kinds & 15, depth)
                })
            }
            12 => {
                let mut number = 0;
                while let Some(kind) = self.field(&mut number)? {
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// An element of a list; a bit has a byte of its own there.
    fn element(&mut self, kind: u8, depth: usize) -> Option<()> {
        if matches!(kind, 1 | 2) { self.pass(1) } else { self.skip(kind, depth + 1) }
    }

    /// The header of a page.
    fn page(&mut self) -> Option<PageHead> {
        let (mut number, mut head) = (0, PageHead { length: 0, packed: 0, unpacked: 0, values: 0 });
        while let Some(kind) = self.field(&mut number)? {
            match (number, kind) {
                (2, 5) => head.unpacked = u64::try_from(zigzag(self.varint()?)).ok()?,
                (3, 5) => head.packed = u64::try_from(zigzag(self.varint()?)).ok()?,
                (7, 12) => {
                    let mut number = 0;
                    while let Some(kind) = self.field(&mut number)? {
                        if (number, kind) == (1, 5) {
                            head.values = u64::try_from(zigzag(self.varint()?)).ok()?;
                        } else {
                            self.skip(kind, 0)?;
                        }
                    }
                }
                _ => self.skip(kind, 0)?,
            }
        }
        head.length = self.at as u64;
        Some(head)
    }

    /// The whole footer, with the tree of its columns, which stand in it one after the other with
    /// the number of their children.
    fn file(&mut self) -> Option<()> {
        let mut number = 0;
        while let Some(kind) = self.field(&mut number)? {
            if (number, kind) == (2, 9) {
                self.columns()?;
            } else {
                self.skip(kind, 0)?;
            }
        }
        Some(())
    }

    fn columns(&mut self) -> Option<()> {
        let (length, kind) = self.list()?;
        // Children still to come, by depth.
        let mut open: Vec<u64> = Vec::new();
        for at in 0..length {
            if kind != 12 || (at > 0 && open.is_empty()) {
                return None;
            }
            let (mut number, mut children) = (0, 0);
            while let Some(kind) = self.field(&mut number)? {
                if (number, kind) == (5, 5) {
                    children = u64::try_from(zigzag(self.varint()?)).ok()?;
                } else {
                    self.skip(kind, 0)?;
                }
            }
            if let Some(last) = open.last_mut() {
                *last -= 1;
            }
            if children > length {
                return None;
            }
            open.push(children);
            while open.last() == Some(&0) {
                open.pop();
            }
            if open.len() > NESTING {
                return None;
            }
        }
        open.is_empty().then_some(())
    }
}

fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type, Int96, Int96Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use std::io::Write as _;

    /// A file of two rows with texts, times of all sorts, a structure and a list.
    pub(in crate::source) fn file() -> Vec<u8> {
        let schema = "message m {
            required binary id (STRING); optional binary raw;
            required int64 ms (TIMESTAMP(MILLIS,true)); required int64 ns (TIMESTAMP(NANOS,true));
            required int64 local (TIMESTAMP(MICROS,false)); required int96 old;
            required group actor { optional binary login (STRING); }
            required group tags (LIST) { repeated group list { required binary element (STRING); } }
        }";
        let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
        let properties =
            WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build();
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema.into(), properties.into()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        let ms = 1_772_359_200_123;
        let mut at = 0;
        while let Some(mut column) = group.next_column().unwrap() {
            match at {
                0 => column.typed::<ByteArrayType>().write_batch(&[text("a"), text("b")], None, None),
                1 => column.typed::<ByteArrayType>().write_batch(
                    &[ByteArray::from(vec![255, 0])],
                    Some(&[0, 1]),
                    None,
                ),
                2 => column.typed::<Int64Type>().write_batch(&[ms, ms], None, None),
                3 => column.typed::<Int64Type>().write_batch(&[ms * 1_000_000 + 456_789, -1], None, None),
                4 => column.typed::<Int64Type>().write_batch(&[ms * 1_000, 0], None, None),
                5 => {
                    // Noon of the Julian day 2461101, which is 2026-03-01.
                    let mut old = Int96::new();
                    let nanos = 12_u64 * 3_600_000_000_000;
                    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
                    old.set_data(nanos as u32, (nanos >> 32) as u32, 2_461_101);
                    column.typed::<Int96Type>().write_batch(&[old, old], None, None)
                }
                6 => column.typed::<ByteArrayType>().write_batch(&[text("ada")], Some(&[1, 0]), None),
                _ => column.typed::<ByteArrayType>().write_batch(
                    &[text("x"), text("y")],
                    Some(&[1, 1, 0]),
                    Some(&[0, 1, 0]),
                ),
            }
            .unwrap();
            column.close().unwrap();
            at += 1;
        }
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Result<String, String>, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        with_rows(file, |reader| {
            let mut text = String::new();
            reader.read_to_string(&mut text).map(|_| text).map_err(|fault| fault.to_string())
        })
    }

    #[test]
    fn a_row_is_a_record() {
        let text = read(&file()).unwrap().unwrap();
        let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            rows,
            [
                serde_json::json!({
                    "id": "a", "raw": null, "ms": "2026-03-01T10:00:00.123000Z", "ns": "2026-03-01T10:00:00.123456Z",
                    "local": "2026-03-01 10:00:00.123000", "old": "2026-03-01 12:00:00.000000",
                    "actor": {"login": "ada"}, "tags": ["x", "y"],
                }),
                serde_json::json!({
                    "id": "b", "raw": "2 bytes", "ms": "2026-03-01T10:00:00.123000Z", "ns": "1969-12-31T23:59:59.999999Z",
                    "local": "1970-01-01 00:00:00.000000", "old": "2026-03-01 12:00:00.000000",
                    "actor": {"login": null}, "tags": [],
                }),
            ]
        );
    }

    #[test]
    fn damaged_files_end_in_a_fault() {
        let whole = file();
        for length in (0..whole.len()).step_by(7) {
            assert!(read(&whole[..length]).is_err(), "cut at {length}");
        }
        for at in 0..whole.len() {
            for flipped in [0, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = flipped;
                // Any answer will do, as long as there is one.
                let _ = read(&bytes);
            }
        }
    }

    /// A file whose footer is this.
    fn with_footer(footer: &[u8]) -> Vec<u8> {
        let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
        [b"PAR1", footer, &length, b"PAR1"].concat()
    }

    #[test]
    fn a_footer_that_promises_too_much_is_refused() {
        let damaged = |footer: &[u8]| read(&with_footer(footer)).unwrap_err();
        // Field 2, a list of 2^31 structures.
        assert!(damaged(&[0x29, 0xfc, 0x80, 0x80, 0x80, 0x80, 0x08, 0]).contains("footer is damaged"));
        // Field 4, a list of as many row groups.
        assert!(damaged(&[0x49, 0xfc, 0x80, 0x80, 0x80, 0x80, 0x08, 0]).contains("footer is damaged"));
        // A hundred thousand columns, each inside the one before.
        let mut deep = vec![0x29, 0xfc, 0xa0, 0x8d, 0x06];
        deep.extend([0x55, 0x02, 0].repeat(100_000));
        deep.push(0);
        assert!(damaged(&deep).contains("footer is damaged"));
        let length = (u32::MAX / 2).to_le_bytes();
        assert!(read(&[&b"PAR1PAR1PAR1"[..], &length, b"PAR1"].concat()).unwrap_err().contains("missing"));
    }
}
