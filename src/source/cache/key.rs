//! What an entry is kept by: everything that decides what a document says.

use sha2::{Digest as _, Sha256};

use crate::mapping::Mappings;
use crate::source::ZoneSetting;
use crate::source::documents::{Document, hex};

/// Raised when the layout of entries changes.
const LAYOUT: &str = "2";

/// Digest of what decides, for all documents of a run, what they say: the program, the mappings that reading uses
/// and the zones. No policy is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) struct Basis([u8; 32]);

impl Basis {
    pub(in crate::source) fn of(mappings: &Mappings, zones: &[ZoneSetting]) -> Self {
        let mut parts = vec![
            LAYOUT.to_owned(),
            env!("CARGO_PKG_VERSION").to_owned(),
            env!("DESKPROOF_READING").to_owned(),
        ];
        parts.extend(["sources", "events"].map(|part| mappings.part_sha256(part)));
        for zone in zones {
            // Without a source it counts for all, which no id says.
            parts.push(zone.source.as_ref().map_or_else(String::new, |source| format!("={source}")));
            parts.push(zone.zone.name().to_owned());
        }
        Self(digest(parts.iter().map(String::as_bytes)))
    }

    /// The key of a document in a file of this hash.
    pub(super) fn key(self, document: &Document, sha256: &str) -> Option<Key> {
        let content = document.content.as_ref().ok()?;
        let place = format!("{:?} {:?}", content.member, content.body);
        let parts = [&self.0, document.name.as_bytes(), place.as_bytes(), sha256.as_bytes()];
        Some(Key(digest(parts.into_iter())))
    }
}

/// The key of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(pub(super) [u8; 32]);

impl Key {
    /// The name of its file.
    pub(super) fn file_name(self) -> String {
        format!("{}{ENTRY}", hex(&self.0))
    }
}

/// End of the names of entries.
pub(super) const ENTRY: &str = ".entry";

/// SHA-256 over some parts and their lengths.
fn digest<'a>(parts: impl Iterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::body::Body;
    use crate::source::inputs::Given;
    use crate::source::packing::{Content, Packing};

    fn document(name: &str, member: Option<usize>, body: Body) -> Document {
        let given = Given { name: name.to_owned(), path: name.into(), bytes: 1, modified: None };
        let content = Content { path: name.into(), member, packing: Packing::Plain, body, bytes: 1 };
        Document { name: name.to_owned(), given, content: Ok(content) }
    }

    #[test]
    fn whatever_decides_what_a_document_says_gives_another_key() {
        let zones =
            |zones: &[&str]| zones.iter().map(|zone| zone.parse().unwrap()).collect::<Vec<ZoneSetting>>();
        let mappings = Mappings::embedded();
        let rules = |given: &[&str]| Basis::of(&mappings, &zones(given));
        let plain = document("a.csv", None, Body::Text);
        let keys = [
            rules(&[]).key(&plain, "00"),
            rules(&[]).key(&plain, "01"),
            rules(&[]).key(&document("b.csv", None, Body::Text), "00"),
            rules(&[]).key(&document("a.csv", Some(0), Body::Text), "00"),
            rules(&[]).key(&document("a.csv", Some(1), Body::Text), "00"),
            rules(&[]).key(&document("a.csv", None, Body::Sheet(0)), "00"),
            rules(&["UTC"]).key(&plain, "00"),
            rules(&["okta=UTC"]).key(&plain, "00"),
            // Of two for one source the last counts.
            rules(&["okta=UTC", "okta=Asia/Tokyo"]).key(&plain, "00"),
            rules(&["okta=Asia/Tokyo", "okta=UTC"]).key(&plain, "00"),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(key.is_some() && !keys[..at].contains(key), "{at}");
        }
        let lost = Document { content: Err("gone".to_owned()), ..plain };
        assert_eq!(rules(&[]).key(&lost, "00"), None);
    }

    #[test]
    fn a_policy_decides_nothing_of_it_and_a_source_does() {
        let rules_with = |file: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "# another\n").unwrap();
            Basis::of(&Mappings::embedded().with_folder(folder.path()).unwrap(), &[])
        };
        let own = Basis::of(&Mappings::embedded(), &[]);
        assert_eq!(rules_with("policy/signals.toml"), own);
        assert_eq!(rules_with("evidence/more.toml"), own);
        assert_ne!(rules_with("sources/more.toml"), own);
        assert_ne!(rules_with("events/more.csv"), own);
    }
}
