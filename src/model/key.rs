//! The key of pseudonyms.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a key at least: as many as the hash has (RFC 2104, section 3).
const LEAST_BYTES: usize = 32;
/// Different bytes among them at least. Of 32 bytes drawn at random fewer than 20 differ once in 10^9 keys.
const LEAST_DIFFERENT: usize = 20;

/// The key by which people are replaced: whoever has it, and a list of names, can tell who is who.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Box<[u8]>);

impl Key {
    /// A key of these bytes.
    ///
    /// # Errors
    /// Why they are none: too few, or not drawn at random.
    pub fn new(bytes: &[u8]) -> Result<Self, String> {
        let different = bytes.iter().collect::<std::collections::BTreeSet<_>>().len();
        if bytes.len() < LEAST_BYTES {
            return Err(format!("the key has {} bytes; at least {LEAST_BYTES} are needed", bytes.len()));
        }
        if different < LEAST_DIFFERENT {
            return Err("the key is not drawn at random: too few of its bytes differ".to_owned());
        }
        Ok(Self(bytes.into()))
    }

    /// A key that everybody knows: its pseudonyms keep names off a page and hide nobody from who knows the names.
    #[must_use]
    pub fn known_to_all() -> Self {
        Self(b"deskproof: keeps names off a page, hides nobody".as_slice().into())
    }

    /// 24 hex digits that stand for something of a sort: the beginning of HMAC-SHA-256 (RFC 2104, FIPS 180-4) over
    /// the lengths of both words and the words.
    #[must_use]
    pub fn stands_for(&self, sort: &str, identity: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        for word in [sort, identity] {
            hash.update(&(word.len() as u64).to_le_bytes());
            hash.update(word.as_bytes());
        }
        hash.finalize().into_bytes().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Eight hex digits by which two reports tell whether they were made with one key; nothing of it can be told from
    /// them.
    #[must_use]
    pub fn id(&self) -> String {
        let mut id = self.stands_for("key", "id");
        id.truncate(8);
        id
    }
}

/// Never shows the key.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(first: u8) -> Key {
        Key::new(&(0..32).map(|at| first.wrapping_add(at * 7)).collect::<Vec<u8>>()).unwrap()
    }

    #[test]
    fn what_stands_for_somebody_depends_on_key_sort_and_name_alone() {
        let one = key(1).stands_for("person", "ann");
        assert_eq!(one.len(), 24);
        assert_eq!(one, key(1).stands_for("person", "ann"));
        for other in [
            key(2).stands_for("person", "ann"),
            key(1).stands_for("name", "ann"),
            key(1).stands_for("person", "bob"),
        ] {
            assert_ne!(one, other);
        }
        assert_ne!(key(1).stands_for("a", "bc"), key(1).stands_for("ab", "c"));
    }

    #[test]
    fn weak_keys_are_refused() {
        assert!(Key::new(b"short").is_err());
        assert!(Key::new(&[7; 64]).is_err());
        assert!(Key::new(b"passwordpasswordpasswordpassword").is_err());
    }

    #[test]
    fn the_key_is_not_shown() {
        let shown = format!("{:?}", key(1));
        assert_eq!(shown, format!("Key({})", key(1).id()));
        assert_eq!(shown.len(), "Key()".len() + 8);
    }
}
