//! Limits against hostile inputs, in one place.

/// A record longer than this is rejected unread.
pub(super) const RECORD_BYTES: usize = 16 << 20;
/// How much is read at a time: little enough to stay in a core's cache while it is looked at.
pub(super) const BLOCK_BYTES: usize = 1 << 20;
/// How much of a file is looked at to recognise it.
pub(super) const HEAD_BYTES: usize = 1 << 20;
/// How many records of the head are looked at.
pub(super) const HEAD_RECORDS: usize = 50;
/// An archive or packed file may always expand to this.
pub(super) const EXPANDED_BYTES: u64 = 1 << 30;
/// Beyond `EXPANDED_BYTES`, it may expand to so many times its own size. Real logs reach 10 to 40.
pub(super) const EXPANSION: u64 = 200;
/// Members of an archive.
pub(super) const ARCHIVE_MEMBERS: usize = 10_000;
/// Texts and styles of a workbook, which are held while its sheets are read.
pub(super) const WORKBOOK_BYTES: u64 = if cfg!(test) { 1 << 20 } else { 128 << 20 };
/// Sheets of a workbook.
pub(super) const WORKBOOK_SHEETS: usize = 1_000;
/// The footer of a Parquet file, which is held while its rows are read.
pub(super) const PARQUET_FOOTER: u64 = 16 << 20;
/// A page of a Parquet file, unpacked.
pub(super) const PARQUET_PAGE: u64 = 256 << 20;
/// How deep columns of a Parquet file may be nested.
pub(super) const NESTING: usize = 100;
/// Rejects kept with reason and excerpt; more are counted.
pub(super) const REJECTS_KEPT: usize = 100_000;
/// Characters of a rejected record that are kept.
pub(super) const EXCERPT_CHARACTERS: usize = 200;
/// Distinct unknown native types kept by name; more are counted together.
pub(super) const UNKNOWN_TYPES_KEPT: usize = 10_000;
/// A file of an earlier report that is held at once.
pub(super) const PREVIOUS_BYTES: u64 = if cfg!(test) { 1 << 20 } else { 256 << 20 };
/// An overrides file, which people write by hand.
pub(super) const DECISIONS_BYTES: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };
/// A file of exceptions or of reviewers' notes.
pub(super) const BESIDE_BYTES: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };
/// A part of a cache's entry, unpacked: what some stretch of a document said.
pub(super) const FRAME_BYTES: usize = 2 * RECORD_BYTES;
/// Entries of a cache together; beyond, those go that were not used for longest.
pub(super) const CACHE_BYTES: u64 = 8 << 30;
/// Files whose hashes a cache knows.
pub(super) const INDEX_FILES: usize = 100_000;
/// The file with these hashes.
pub(super) const INDEX_BYTES: u64 = 256 << 20;
