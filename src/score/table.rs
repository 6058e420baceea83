//! A CSV file of a truth or a report: cells by the names of columns.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why there is no score. Every message says where and what.
#[derive(Debug, thiserror::Error)]
pub enum ScoreError {
    /// A file that is needed is not there or cannot be opened.
    #[error("{path} cannot be read: {fault}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        fault: std::io::Error,
    },
    /// A file is no CSV in UTF-8, or a row has more or fewer cells than the header.
    #[error("{path} is no table: {fault}")]
    NoTable {
        /// Which.
        path: PathBuf,
        /// What is wrong, with its place.
        fault: String,
    },
    /// A column is needed.
    #[error("{path} has no column {columns}")]
    Column {
        /// Which file.
        path: PathBuf,
        /// The column, or those of which one is needed.
        columns: String,
    },
    /// A row cannot be used.
    #[error("{path}, line {line}: {fault}")]
    Row {
        /// Which file.
        path: PathBuf,
        /// Line in it, from 1.
        line: u64,
        /// What is wrong.
        fault: String,
    },
}

/// A table in memory.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    columns: BTreeMap<String, usize>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    /// Reads a file with a header; a byte order mark is passed over.
    pub(super) fn read(path: &Path) -> Result<Self, ScoreError> {
        let bytes = std::fs::read(path).map_err(|fault| ScoreError::File { path: path.to_owned(), fault })?;
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        let no_table =
            |fault: csv::Error| ScoreError::NoTable { path: path.to_owned(), fault: fault.to_string() };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
        let header = reader.headers().map_err(no_table)?.clone();
        let columns = header.iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
        let rows = reader.records().collect::<Result<_, _>>().map_err(no_table)?;
        Ok(Self { path: path.to_owned(), columns, rows })
    }

    /// Fails unless one of the columns is there.
    pub(super) fn needs(&self, columns: &[&str]) -> Result<(), ScoreError> {
        if columns.iter().any(|column| self.has(column)) {
            return Ok(());
        }
        Err(ScoreError::Column { path: self.path.clone(), columns: columns.join(" or ") })
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    cells: &'a csv::StringRecord,
}

impl<'a> Row<'a> {
    /// The cell without the apostrophe that keeps spreadsheets from computing it; `None` if the
    /// table has no such column.
    pub(super) fn cell(self, column: &str) -> Option<&'a str> {
        let cell = self.cells.get(*self.table.columns.get(column)?)?;
        let bare = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
        Some(bare.unwrap_or(cell))
    }

    /// The cell, empty if there is no such column.
    pub(super) fn text(self, column: &str) -> String {
        self.cell(column).unwrap_or_default().to_owned()
    }

    /// The members of a list cell.
    pub(super) fn list(self, column: &str) -> Vec<String> {
        let members = self.cell(column).unwrap_or_default().split(';').map(str::trim);
        members.filter(|member| !member.is_empty()).map(str::to_owned).collect()
    }

    /// A number; `None` of an empty cell.
    pub(super) fn number(self, column: &str) -> Result<Option<f64>, ScoreError> {
        let Some(text) = self.cell(column).filter(|text| !text.is_empty()) else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(self.fault(format!("{column} is `{text}`, which is no number"))),
        }
    }

    pub(super) fn line(self) -> u64 {
        self.cells.position().map_or(0, csv::Position::line)
    }

    /// A fault in this row.
    pub(super) fn fault(self, fault: String) -> ScoreError {
        ScoreError::Row { path: self.table.path.clone(), line: self.line(), fault }
    }
}
