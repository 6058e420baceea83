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
        Cells::Text(cells) => PolarsSeries::new(name, cells).into_column(),
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
