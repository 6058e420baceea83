//! Provenance: which file, which record.

/// An input file, by its place in the run's sorted list of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct FileId(pub u32);

/// Where a record stands. `Ord` is file, then record: the order of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The file (for an archive member, the member).
    pub file: FileId,
    /// 1-based number of the record in the file; a header is not a record.
    pub record: u64,
    /// 1-based line of the (decompressed) file on which the record begins.
    pub line: u64,
}
