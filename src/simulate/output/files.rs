//! Writing files: plain or zstd, JSON answers row by row, CSV.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::super::SimulateError;

/// Strong enough to keep a fixture small, fast enough for a large organisation.
const ZSTD_LEVEL: i32 = 9;

/// The folder being written, and what stands in it so far.
pub(in crate::simulate) struct Folder {
    out: PathBuf,
    /// Path below the folder and bytes on disk.
    pub(in crate::simulate) written: Vec<(String, u64)>,
}

enum Sink {
    Plain(BufWriter<File>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<File>>),
}

/// A file that is written piece by piece.
pub(in crate::simulate) struct Large {
    name: String,
    sink: Sink,
}

impl Large {
    pub(in crate::simulate) fn put(&mut self, bytes: &[u8]) -> Result<(), SimulateError> {
        let done = match &mut self.sink {
            Sink::Plain(sink) => sink.write_all(bytes),
            Sink::Zstd(sink) => sink.write_all(bytes),
        };
        done.map_err(|fault| write_fault(&self.name, fault))
    }
}

fn write_fault(path: &str, fault: std::io::Error) -> SimulateError {
    SimulateError::Write { path: path.to_owned(), fault }
}

impl Folder {
    pub(in crate::simulate) fn new(out: &Path) -> Self {
        Self { out: out.to_owned(), written: Vec::new() }
    }

    pub(in crate::simulate) fn fault(&self, name: &str, fault: std::io::Error) -> SimulateError {
        write_fault(name, fault)
    }

    /// Opens a file; compressed ones end in `.zst`.
    pub(in crate::simulate) fn large(&mut self, name: &str, compress: bool) -> Result<Large, SimulateError> {
        let name = if compress { format!("{name}.zst") } else { name.to_owned() };
        let open = || -> std::io::Result<Sink> {
            let path = self.out.join(&name);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let file = BufWriter::new(File::create(path)?);
            Ok(if compress {
                Sink::Zstd(zstd::stream::write::Encoder::new(file, ZSTD_LEVEL)?)
            } else {
                Sink::Plain(file)
            })
        };
        let sink = open().map_err(|fault| write_fault(&name, fault))?;
        Ok(Large { name, sink })
    }

    pub(in crate::simulate) fn close(&mut self, file: Large) -> Result<(), SimulateError> {
        let Large { name, sink } = file;
        let finish = || -> std::io::Result<u64> {
            let mut inner = match sink {
                Sink::Plain(inner) => inner,
                Sink::Zstd(encoder) => encoder.finish()?,
            };
            inner.flush()?;
            Ok(inner.get_ref().metadata()?.len())
        };
        let bytes = finish().map_err(|fault| write_fault(&name, fault))?;
        self.written.push((name, bytes));
        Ok(())
    }

    /// A list inside one value: head, items with commas, one a line, and tail.
    pub(in crate::simulate) fn list(
        &mut self,
        name: &str,
        compress: bool,
        (head, tail): (&str, &str),
        items: &mut dyn Iterator<Item = String>,
    ) -> Result<(), SimulateError> {
        let mut file = self.large(name, compress)?;
        file.put(head.as_bytes())?;
        for (nth, item) in items.enumerate() {
            let separator = if nth == 0 { "\n" } else { ",\n" };
            file.put(format!("{separator}{item}").as_bytes())?;
        }
        file.put(format!("\n{tail}\n").as_bytes())?;
        self.close(file)
    }

    /// A CSV file with a header.
    pub(in crate::simulate) fn csv<const N: usize>(
        &mut self,
        name: &str,
        header: [&str; N],
        rows: impl Iterator<Item = impl AsRef<[String]>>,
    ) -> Result<(), SimulateError> {
        let mut file = self.large(name, false)?;
        let mut line = |fields: &mut dyn Iterator<Item = &str>| -> Result<(), SimulateError> {
            let mut writer = csv::Writer::from_writer(Vec::new());
            let wrong = |fault: String| write_fault(name, std::io::Error::other(fault));
            writer.write_record(fields).map_err(|fault| wrong(fault.to_string()))?;
            let bytes = writer.into_inner().map_err(|fault| wrong(fault.to_string()))?;
            file.put(&bytes)
        };
        line(&mut header.into_iter())?;
        for row in rows {
            line(&mut row.as_ref().iter().map(String::as_str))?;
        }
        self.close(file)
    }

    /// A short text.
    pub(in crate::simulate) fn text(&mut self, name: &str, text: &str) -> Result<(), SimulateError> {
        let mut file = self.large(name, false)?;
        file.put(text.as_bytes())?;
        self.close(file)
    }
}
