//! Unpacking: gzip, zstd and zip, told by their first bytes, with bounded expansion.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use super::ahead::ahead;
use super::body::Body;
use super::limits::{ARCHIVE_MEMBERS, EXPANDED_BYTES, EXPANSION};

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
    Zip,
}

impl Packing {
    /// Tells the packing by the first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Packing::Zstd,
            // A skippable frame may stand first.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Packing::Zip,
            _ => Packing::Plain,
        }
    }

    /// The word for it in a shape, with a leading comma.
    pub(super) fn label(self) -> &'static str {
        match self {
            Packing::Plain => "",
            Packing::Gzip => ", gzip",
            Packing::Zstd => ", zstd",
            Packing::Zip => ", zip",
        }
    }
}

/// The content of a file on disk or of an archive member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    /// The file on disk.
    pub(super) path: PathBuf,
    /// The member, for a zip.
    pub(super) member: Option<usize>,
    /// How the file, or the member, is packed.
    pub(super) packing: Packing,
    /// What comes out.
    pub(super) body: Body,
    /// Length on disk, of the whole archive for a member.
    pub(super) bytes: u64,
}

/// First bytes of a file.
pub(super) fn head_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut head)?;
    Ok(head)
}

/// A file inside an archive.
pub(super) struct Member {
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) packing: Packing,
    pub(super) body: Body,
}

/// The files inside a zip.
pub(super) fn members(path: &Path) -> Result<Vec<Member>, String> {
    let mut archive = open_zip(path)?;
    if archive.len() > ARCHIVE_MEMBERS {
        return Err(format!(
            "the archive has {} members, more than {ARCHIVE_MEMBERS}; unpack it and give the folder",
            archive.len()
        ));
    }
    let hidden = |name: &str| name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let name = archive
            .name_for_index(index)
            .and_then(Result::ok)
            .map_or_else(|| format!("member {index}"), |name| name.replace('\\', "/"));
        if name.ends_with('/') || hidden(&name) {
            continue;
        }
        let mut head = Vec::new();
        // A member that cannot be read is told when it is its turn.
        if let Ok(member) = archive.by_index(index) {
            let _ = member.take(8).read_to_end(&mut head);
        }
        let packing = match Packing::of(&head) {
            // What is a zip inside a zip may be a workbook.
            Packing::Zip => Packing::Plain,
            packing => packing,
        };
        members.push(Member { index, name, packing, body: Body::of(&head) });
    }
    Ok(members)
}

fn open_zip(path: &Path) -> Result<zip::ZipArchive<BufReader<File>>, String> {
    let file = File::open(path).map_err(|fault| fault.to_string())?;
    zip::ZipArchive::new(BufReader::new(file))
        .map_err(|fault| format!("the zip archive cannot be read: {fault}"))
}

impl Content {
    /// Whether the content is the bytes of the file as they are.
    pub(super) fn is_plain(&self) -> bool {
        self.member.is_none() && self.packing == Packing::Plain && self.body == Body::Text
    }

    /// The same content, with the body that its first bytes tell, where these are packed.
    pub(super) fn looked_at(mut self) -> Self {
        if matches!(self.packing, Packing::Gzip | Packing::Zstd) {
            let mut head = Vec::new();
            // What cannot be read is told when it is its turn.
            let _ = self.with_bytes(|reader| reader.take(8).read_to_end(&mut head));
            self.body = Body::of(&head);
        }
        self
    }

    /// Opens the content and hands its text to `f`.
    ///
    /// # Errors
    /// What hinders the opening; faults while reading come to `f`.
    pub(super) fn with_reader<T>(&self, f: impl FnOnce(&mut (dyn Read + Send)) -> T) -> Result<T, String> {
        if self.body.needs_file() {
            let bytes = self.bytes;
            return self.body.with_file(self.file()?, |reader| f(&mut Bounded::new(reader, bytes)));
        }
        self.with_bytes(|reader| self.body.with_text(reader, f))?
    }

    /// The unpacked content as a file: the file itself, or a copy of what is packed that vanishes
    /// with its use.
    pub(super) fn file(&self) -> Result<File, String> {
        if self.member.is_none() && self.packing == Packing::Plain {
            return File::open(&self.path).map_err(|fault| fault.to_string());
        }
        let copied = self.with_bytes(|reader| {
            let mut file = tempfile::tempfile()?;
            std::io::copy(reader, &mut file)?;
            std::io::Seek::rewind(&mut file)?;
            Ok::<File, std::io::Error>(file)
        })?;
        copied.map_err(|fault| fault.to_string())
    }

    /// Opens the content and hands it, unpacked, to `f`.
    fn with_bytes<T>(&self, f: impl FnOnce(&mut (dyn Read + Send)) -> T) -> Result<T, String> {
        let Some(member) = self.member else {
            let mut file = File::open(&self.path).map_err(|fault| fault.to_string())?;
            return unpacked(self.packing, &mut file, self.bytes, f);
        };
        let mut archive = open_zip(&self.path)?;
        let mut member = archive.by_index(member).map_err(|fault| {
            format!("the member cannot be read: {fault}; unpack the archive and give the folder")
        })?;
        let stored = member.compressed_size();
        unpacked(self.packing, &mut Bounded::new(&mut member, stored), stored, f)
    }
}

/// Hands a reader, unpacked, to `f`.
fn unpacked<T>(
    packing: Packing,
    reader: &mut (dyn Read + Send),
    packed_bytes: u64,
    f: impl FnOnce(&mut (dyn Read + Send)) -> T,
) -> Result<T, String> {
    match packing {
        Packing::Plain | Packing::Zip => Ok(f(reader)),
        Packing::Gzip => {
            let inner = flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 18, reader));
            Ok(ahead(&mut Bounded::new(inner, packed_bytes), f))
        }
        Packing::Zstd => {
            let inner = zstd::Decoder::new(reader).map_err(|fault| fault.to_string())?;
            Ok(ahead(&mut Bounded::new(inner, packed_bytes), f))
        }
    }
}

/// Refuses to expand beyond all measure.
struct Bounded<R> {
    inner: R,
    packed: u64,
    expanded: u64,
}

impl<R: Read> Bounded<R> {
    fn new(inner: R, packed: u64) -> Self {
        Self { inner, packed, expanded: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.expanded += read as u64;
        if self.expanded > EXPANDED_BYTES && self.expanded / self.packed.max(1) > EXPANSION {
            return Err(std::io::Error::other(format!(
                "it expands to more than {EXPANSION} times its size, like an archive bomb; \
                 if it is genuine, unpack it and give the result"
            )));
        }
        Ok(read)
    }
}
