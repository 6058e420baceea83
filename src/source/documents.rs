//! The documents of a run: files and archive members, which of them are the same, and their
//! first look.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::body::Body;
use super::inputs::Given;
use super::limits::HEAD_BYTES;
use super::packing::{Content, Packing, head_of, members};
use crate::model::{FileId, FileUse, InputFile};

/// A file, or a member of an archive, to be read.
pub(super) struct Document {
    pub(super) name: String,
    pub(super) given: Given,
    pub(super) content: Result<Content, String>,
}

/// SHA-256 of files that may be the same as another: those of equal length.
pub(super) fn early_hashes(given: &[Given]) -> BTreeMap<PathBuf, String> {
    let mut by_length: BTreeMap<u64, Vec<&Path>> = BTreeMap::new();
    given.iter().for_each(|file| by_length.entry(file.bytes).or_default().push(&file.path));
    let alike: Vec<&Path> = by_length.into_values().filter(|paths| paths.len() > 1).flatten().collect();
    alike.par_iter().filter_map(|path| Some(((*path).to_owned(), hash_file(path).ok()?))).collect()
}

/// The files and archive members, by name.
pub(super) fn documents(given: Vec<Given>, hashes: &mut BTreeMap<PathBuf, String>) -> Vec<Document> {
    let mut documents = Vec::new();
    for given in given {
        let content = |packing, body, member| {
            let content = Content { path: given.path.clone(), member, packing, body, bytes: given.bytes };
            content.looked_at()
        };
        let packing = head_of(&given.path)
            .map(|head| (Packing::of(&head), Body::of(&head)))
            .map_err(|fault| fault.to_string());
        let inner = match packing {
            Ok((Packing::Zip, _)) => members(&given.path).map(Some),
            _ => Ok(None),
        };
        match (packing, inner) {
            (Err(fault), _) | (_, Err(fault)) => {
                documents.push(Document { name: given.name.clone(), content: Err(fault), given });
            }
            (Ok((packing, body)), Ok(None)) => {
                documents.push(Document {
                    name: given.name.clone(),
                    content: Ok(content(packing, body, None)),
                    given,
                });
            }
            (Ok(_), Ok(Some(inner))) => {
                if let Ok(hash) = hash_file(&given.path) {
                    hashes.insert(given.path.clone(), hash);
                }
                for member in inner {
                    documents.push(Document {
                        name: format!("{}!{}", given.name, member.name),
                        content: Ok(content(member.packing, member.body, Some(member.index))),
                        given: given.clone(),
                    });
                }
            }
        }
    }
    documents.sort_by(|a, b| (&a.name, &a.given.path).cmp(&(&b.name, &b.given.path)));
    documents
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

/// An earlier document with the same bytes.
pub(super) fn twin(
    document: &Document,
    earlier: &[Document],
    hashes: &BTreeMap<PathBuf, String>,
) -> Option<usize> {
    let hash = hashes.get(&document.given.path)?;
    let member = document.content.as_ref().ok()?.member;
    earlier.iter().position(|other| {
        other.given.path != document.given.path
            && hashes.get(&other.given.path) == Some(hash)
            && other.content.as_ref().is_ok_and(|content| content.member == member)
    })
}

pub(super) fn note_twin(
    file: &mut InputFile,
    document: &Document,
    first: &InputFile,
    hashes: &BTreeMap<PathBuf, String>,
) {
    file.sha256 = hashes.get(&document.given.path).cloned().unwrap_or_default();
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
pub(super) fn hash_file(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
