//! How ids are derived: from what they name, never at random.

use sha2::{Digest as _, Sha256};

/// Twelve hex digits that stand for these words: the beginning of a SHA-256 over them and their lengths.
#[must_use]
pub fn short_hash(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word);
    }
    let hex = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    hash.finalize().iter().take(6).flat_map(|byte| [hex(byte >> 4), hex(byte & 15)]).collect()
}
