//! The documents of a run: files and archive members, which of them are the same, and their
//! first look.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::body::Body;
use super::hashing::hash_of;
use super::inputs::Given;
use super::limits::HEAD_BYTES;
use super::packing::{Content, Packing, head_of, members};
use super::workbook;
use crate::model::{FileId, FileUse, InputFile};

/// A file, or a member of an archive, to be read.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) given: Given,
    pub(super) content: Result<Content, String>,
}

/// Bytes at the beginning and end of files of equal length that tell most of them apart.
const ENDS: usize = 4096;

/// They themselves, as far as a file has them.
type Ends = [Vec<u8>; 2];

/// Files that may be the same as another: of equal length, beginning and end.
pub(super) fn alike(given: &[Given]) -> Vec<Given> {
    let mut by_length: BTreeMap<u64, Vec<&Given>> = BTreeMap::new();
    given.iter().for_each(|file| by_length.entry(file.bytes).or_default().push(file));
    let mut by_ends: BTreeMap<(u64, Option<Ends>), Vec<&Given>> = BTreeMap::new();
    for (length, files) in by_length.into_iter().filter(|(_, files)| files.len() > 1) {
        for file in files {
            by_ends.entry((length, ends(file).ok())).or_default().push(file);
        }
    }
    by_ends.into_values().filter(|files| files.len() > 1).flatten().cloned().collect()
}

fn ends(file: &Given) -> std::io::Result<Ends> {
    let bytes = std::fs::File::open(&file.path)?;
    let part = |from: u64| {
        let mut part = vec![0; ENDS.min(usize::try_from(file.bytes).unwrap_or(ENDS))];
        bytes.read_exact_at(&mut part, from).map(|()| part)
    };
    Ok([part(0)?, part(file.bytes.saturating_sub(ENDS as u64))?])
}

/// The files, archive members and sheets of workbooks, by name.
pub(super) fn documents(given: Vec<Given>) -> Vec<Document> {
    let mut documents: Vec<Document> = given.into_iter().flat_map(|given| documents_of(&given)).collect();
    documents.sort_by(|a, b| (&a.name, &a.given.path).cmp(&(&b.name, &b.given.path)));
    documents
}

/// The documents in a file.
fn documents_of(given: &Given) -> Vec<Document> {
    let content = |packing, body, member| {
        Content { path: given.path.clone(), member, packing, body, bytes: given.bytes }.looked_at()
    };
    let fault = |fault: String| {
        vec![Document { name: given.name.clone(), given: given.clone(), content: Err(fault) }]
    };
    let head = match head_of(&given.path) {
        Ok(head) => head,
        Err(found) => return fault(found.to_string()),
    };
    let packing = Packing::of(&head);
    if packing != Packing::Zip {
        return opened(given.name.clone(), given, content(packing, Body::of(&head), None));
    }
    let book = opened(given.name.clone(), given, content(Packing::Plain, Body::Zip, None));
    if !matches!(book.as_slice(), [Document { content: Ok(Content { body: Body::Text, .. }), .. }]) {
        return book;
    }
    match members(&given.path) {
        Err(found) => fault(found),
        Ok(members) => members
            .into_iter()
            .flat_map(|member| {
                let name = format!("{}!{}", given.name, member.name);
                opened(name, given, content(member.packing, member.body, Some(member.index)))
            })
            .collect(),
    }
}

/// The document of a content, or those of the sheets in it.
fn opened(name: String, given: &Given, content: Content) -> Vec<Document> {
    let document = |name, content| Document { name, given: given.clone(), content };
    if content.body != Body::Zip {
        return vec![document(name, Ok(content))];
    }
    match content.file().and_then(workbook::sheets) {
        Ok(Some(sheets)) => sheets
            .into_iter()
            .enumerate()
            .map(|(at, sheet)| {
                document(format!("{name}!{sheet}"), Ok(Content { body: Body::Sheet(at), ..content.clone() }))
            })
            .collect(),
        // An archive inside an archive is told as no text.
        Ok(None) => vec![document(name, Ok(Content { body: Body::Text, ..content }))],
        Err(fault) => vec![document(name, Err(fault))],
    }
}

pub(super) fn blank(at: usize, document: &Document) -> InputFile {
    InputFile {
        id: FileId(u32::try_from(at).unwrap_or(u32::MAX)),
        name: document.name.clone(),
        sha256: String::new(),
        bytes: document.given.bytes,
        used_as: FileUse::Unreadable,
        source: None,
        note: String::new(),
        shape: String::new(),
        zone: String::new(),
        rows: 0,
        used: 0,
        rejected: 0,
        duplicates: 0,
        first_at: None,
        last_at: None,
    }
}

/// For each document the earlier one with the same bytes, if there is one; `alike` are the hashes of
/// files that may be the same.
pub(super) fn twins(documents: &[Document], alike: &BTreeMap<PathBuf, String>) -> Vec<Option<usize>> {
    let of = |(at, document): (usize, &Document)| twin(document, &documents[..at], alike);
    documents.iter().enumerate().map(of).collect()
}

fn twin(document: &Document, earlier: &[Document], alike: &BTreeMap<PathBuf, String>) -> Option<usize> {
    let hash = alike.get(&document.given.path)?;
    let content = document.content.as_ref().ok()?;
    earlier.iter().position(|other| {
        other.given.path != document.given.path
            && alike.get(&other.given.path) == Some(hash)
            && other
                .content
                .as_ref()
                .is_ok_and(|other| (other.member, other.body) == (content.member, content.body))
    })
}

pub(super) fn note_twin(file: &mut InputFile, first: &InputFile) {
    file.used_as = FileUse::Duplicate;
    file.source.clone_from(&first.source);
    file.shape.clone_from(&first.shape);
    file.note = format!("the same bytes as {}; counted once", first.name);
    file.rows = first.rows;
    file.duplicates = first.rows;
}

/// The beginning of a content.
pub(super) fn head(content: &Content) -> Result<Vec<u8>, String> {
    content.with_reader(|reader| {
        let mut head = Vec::new();
        match reader.take(HEAD_BYTES as u64).read_to_end(&mut head) {
            // A file that breaks later may still be recognised and read up to there.
            Err(fault) if head.is_empty() => Err(fault.to_string()),
            _ => Ok(head),
        }
    })?
}

/// SHA-256 of a file, lower-case hex.
///
/// # Errors
/// A file that cannot be read.
pub fn hash_file(path: &Path) -> std::io::Result<String> {
    Ok(hash_of(&mut std::fs::File::open(path)?, &|| false)?.0)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
