//! Tables as Parquet: the same columns as the CSV, typed, without formula guards.

use polars::prelude::{
    Column as Series, DataFrame, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, ParquetCompression,
    ParquetWriter, PolarsError, TimeUnit, TimeZone,
};
use polars::prelude::{Int64Chunked, Series as PolarsSeries};

use super::table::{Cells, Column, Table};

/// The bytes of the Parquet file: times as milliseconds UTC, numbers as numbers.
pub(crate) fn parquet(table: &Table) -> Result<Vec<u8>, PolarsError> {
    let columns = table.columns.iter().map(series).collect();
    let mut frame = DataFrame::new(table.rows, columns)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .set_parallel(false)
        .finish(&mut frame)?;
    Ok(bytes)
}

fn series(column: &Column) -> Series {
    let name = column.name.into();
    match &column.cells {
        Cells::Text(cells) => {
            let cells: Vec<Option<&str>> = cells.iter().collect();
            PolarsSeries::new(name, cells).into_column()
        }
        Cells::Word(cells, words) => {
            let cells: Vec<&str> = cells.iter().map(|at| words[usize::from(*at)]).collect();
            PolarsSeries::new(name, cells).into_column()
        }
        Cells::Count(cells) => PolarsSeries::new(name, cells).into_column(),
        Cells::Number(cells, _) => PolarsSeries::new(name, cells).into_column(),
        Cells::Time(cells) => {
            let millis = cells.iter().map(|at| at.map(|at| at.timestamp_millis()));
            Int64Chunked::from_iter_options(name, millis)
                .into_datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC))
                .into_series()
                .into_column()
        }
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::{AnyValue, DataType, ParquetReader, SerReader};

    use super::*;
    use crate::report::sample::sample;
    use crate::report::sheet::{cell, guarded};
    use crate::report::table::rfc3339;
    use crate::report::tables;

    fn read(table: &Table) -> DataFrame {
        ParquetReader::new(std::io::Cursor::new(parquet(table).unwrap())).finish().unwrap()
    }

    /// A value as the CSV would write it.
    fn as_cell(value: &AnyValue<'_>, decimals: usize) -> String {
        match value {
            AnyValue::Null => String::new(),
            AnyValue::String(_) | AnyValue::StringOwned(_) => guarded(value.get_str().unwrap()).into_owned(),
            AnyValue::Float64(number) => format!("{number:.decimals$}"),
            AnyValue::Datetime(millis, TimeUnit::Milliseconds, _) => {
                rfc3339(chrono::DateTime::from_timestamp_millis(*millis).unwrap())
            }
            other => other.to_string(),
        }
    }

    #[test]
    fn the_parquet_file_says_what_the_csv_says() {
        for table in tables::all(&sample(40)) {
            let frame = read(&table);
            assert_eq!(frame.shape(), (table.rows, table.columns.len()), "{}", table.name);
            for (column, read) in table.columns.iter().zip(frame.columns()) {
                assert_eq!(read.name().as_str(), column.name);
                let decimals = if let Cells::Number(_, decimals) = column.cells { decimals } else { 0 };
                for row in 0..table.rows {
                    let read = as_cell(&read.get(row).unwrap(), decimals);
                    assert_eq!(read, cell(column, row), "{}.{} row {row}", table.name, column.name);
                }
            }
        }
    }

    #[test]
    fn times_and_numbers_are_typed() {
        let tables = tables::all(&sample(3));
        let frame = read(&tables[0]);
        let kind = |name: &str| frame.column(name).unwrap().dtype().clone();
        assert_eq!(kind("at"), DataType::Datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC)));
        assert_eq!(kind("source_record"), DataType::UInt64);
        assert_eq!(kind("risk_score"), DataType::Float64);
        assert_eq!(kind("verdict"), DataType::String);
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let mut report = sample(1);
        report.rejects.clear();
        let table = tables::all(&report).into_iter().find(|table| table.name == "rejects").unwrap();
        assert_eq!(read(&table).shape(), (0, 5));
    }
}
