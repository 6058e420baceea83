//! Reading the key file of pseudonyms.

use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::Key;

/// A key file is read no further.
const MOST_BYTES: u64 = 4096;

/// Why a key file cannot be used; nothing of what stands in it is told.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct KeyError {
    /// The file as given.
    pub file: String,
    /// What is wrong.
    pub message: String,
}

/// Reads a key: one line of hex digits or base64 that stand for at least 32 random bytes.
///
/// # Errors
/// The file cannot be read, holds anything else, or a key that is too short or plainly not random.
pub fn key(file: &Path) -> Result<Key, KeyError> {
    let fault = |message: String| KeyError { file: file.display().to_string(), message };
    let mut text = String::new();
    let opened = std::fs::File::open(file).map_err(|error| fault(error.to_string()))?;
    let read = opened.take(MOST_BYTES).read_to_string(&mut text);
    let bytes = read.ok().and_then(|_| decoded(text.trim()));
    let bytes =
        bytes.ok_or_else(|| fault("is no key: one line of hex digits or base64 is expected".to_owned()))?;
    Key::new(&bytes).map_err(fault)
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    let hex = |pair: &[u8]| {
        u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok().filter(|_| pair.len() == 2)
    };
    if text.bytes().all(|sign| sign.is_ascii_hexdigit()) {
        return pairs.map(hex).collect();
    }
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    fn read(content: &[u8]) -> Result<Key, KeyError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, content).unwrap();
        key(&file)
    }

    #[test]
    fn hex_and_base64_of_the_same_bytes_are_one_key() {
        let base64 = STANDARD.encode((0..32).collect::<Vec<u8>>());
        let one = read(format!("{HEX}\n").as_bytes()).unwrap();
        assert_eq!(one, read(base64.as_bytes()).unwrap());
    }

    #[test]
    fn what_is_no_key_is_refused_and_not_told() {
        for bad in [
            &b""[..],
            b"hunter2",
            b"my secret words",
            &HEX.as_bytes()[..40],
            &HEX.as_bytes()[..63],
            b"\xff\xfe",
        ] {
            let fault = read(bad).unwrap_err();
            assert!(!fault.message.contains("hunter2") && !fault.message.contains("0a0b"), "{fault}");
        }
        assert!(key(Path::new("/nowhere/key")).is_err());
    }
}
