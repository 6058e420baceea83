//! Tables as Parquet: the same columns as the CSV, typed, without formula guards.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::table::{Cells, Column, Table, Texts};

/// The bytes of the Parquet file: times as milliseconds UTC, numbers as numbers, an empty cell as null.
pub(crate) fn parquet(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_created_by(concat!("deskproof ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()));
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema.into(), properties.build().into())?;
    let mut group = writer.next_row_group()?;
    for column in &table.columns {
        let mut writer = group.next_column()?.ok_or_else(|| ParquetError::General(column.name.to_owned()))?;
        write(writer.untyped(), &column.cells)?;
        writer.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match &column.cells {
        Cells::Text(_) | Cells::Word(..) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Cells::Count(_) => (Physical::INT64, Some(LogicalType::integer(64, false))),
        Cells::Number(..) => (Physical::DOUBLE, None),
        Cells::Time(_) => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

/// Writes the cells of a column, each row's whether it has one.
fn write(writer: &mut ColumnWriter<'_>, cells: &Cells) -> Result<(), ParquetError> {
    match (writer, cells) {
        (ColumnWriter::ByteArrayColumnWriter(writer), Cells::Text(cells)) => {
            let (values, levels) = texts(cells);
            writer.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::ByteArrayColumnWriter(writer), Cells::Word(cells, words)) => {
            let words: Vec<ByteArray> = words.iter().map(|word| ByteArray::from(*word)).collect();
            let values: Vec<ByteArray> = cells.iter().map(|at| words[usize::from(*at)].clone()).collect();
            writer.write_batch(&values, Some(&vec![1; values.len()]), None)
        }
        (ColumnWriter::Int64ColumnWriter(writer), Cells::Count(cells)) => {
            let (values, levels) = present(cells, |count| count.cast_signed());
            writer.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::Int64ColumnWriter(writer), Cells::Time(cells)) => {
            let (values, levels) = present(cells, |at| at.timestamp_millis());
            writer.write_batch(&values, Some(&levels), None)
        }
        (ColumnWriter::DoubleColumnWriter(writer), Cells::Number(cells, _)) => {
            let (values, levels) = present(cells, |number| number);
            writer.write_batch(&values, Some(&levels), None)
        }
        _ => Err(ParquetError::General("a column of another type than its schema".to_owned())),
    }
    .map(drop)
}

/// The values of the cells that have one, and of every cell whether it has.
fn present<T: Copy, V>(cells: &[Option<T>], value: impl Fn(T) -> V) -> (Vec<V>, Vec<i16>) {
    let values = cells.iter().flatten().map(|cell| value(*cell)).collect();
    (values, cells.iter().map(|cell| i16::from(cell.is_some())).collect())
}

/// The same for texts, which share one copy of the column.
fn texts(cells: &Texts) -> (Vec<ByteArray>, Vec<i16>) {
    let whole = ByteArray::from(cells.joined().as_bytes().to_vec());
    let places = cells.places().filter(|place| !place.is_empty());
    let values = places.map(|place| whole.slice(place.start, place.len())).collect();
    (values, cells.places().map(|place| i16::from(!place.is_empty())).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::report::sample::sample;
    use crate::report::sheet::{cell, guarded};
    use crate::report::table::rfc3339;
    use crate::report::tables;

    /// Names and fields of every row.
    fn read(table: &Table) -> Vec<Vec<(String, Field)>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&parquet(table).unwrap()).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let schema = reader.metadata().file_metadata().schema().clone();
        assert_eq!(schema.get_fields().iter().map(|field| field.name()).collect::<Vec<_>>(), names);
        let fields = |row: parquet::record::Row| {
            row.get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect()
        };
        reader.get_row_iter(None).unwrap().map(|row| fields(row.unwrap())).collect()
    }

    /// A value as the CSV would write it.
    fn as_cell(value: &Field, decimals: usize) -> String {
        match value {
            Field::Null => String::new(),
            Field::Str(text) => guarded(text).into_owned(),
            Field::Double(number) => format!("{number:.decimals$}"),
            Field::ULong(count) => count.to_string(),
            Field::TimestampMillis(millis) => {
                rfc3339(chrono::DateTime::from_timestamp_millis(*millis).unwrap())
            }
            other => panic!("no table has {other:?}"),
        }
    }

    #[test]
    fn the_parquet_file_says_what_the_csv_says() {
        for table in tables::all(&sample(40)) {
            let rows = read(&table);
            assert_eq!(rows.len(), table.rows, "{}", table.name);
            for (row, fields) in rows.iter().enumerate() {
                for (column, (name, field)) in table.columns.iter().zip(fields) {
                    let decimals = if let Cells::Number(_, decimals) = column.cells { decimals } else { 0 };
                    assert_eq!(
                        as_cell(field, decimals),
                        cell(column, row),
                        "{}.{name} row {row}",
                        table.name
                    );
                }
            }
        }
    }

    #[test]
    fn times_and_numbers_are_typed() {
        let tables = tables::all(&sample(3));
        let row = &read(&tables[0])[0];
        let field = |name: &str| &row.iter().find(|(column, _)| column == name).unwrap().1;
        assert!(matches!(field("at"), Field::TimestampMillis(_)));
        assert!(matches!(field("source_record"), Field::ULong(_)));
        assert!(matches!(field("risk_score"), Field::Double(_)));
        assert!(matches!(field("verdict"), Field::Str(_)));
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let mut report = sample(1);
        report.rejects.clear();
        let table = tables::all(&report).into_iter().find(|table| table.name == "rejects").unwrap();
        assert_eq!((read(&table).len(), table.columns.len()), (0, 5));
    }
}
