//! JSON that is damaged in its texts only: bytes that are no UTF-8, and halves of pairs of surrogates.
//!
//! Products write such halves where they cut a text, and anybody may send them in a name or user agent; RFC 8259
//! (section 8.2) leaves open what a reader makes of them. Each becomes U+FFFD, so that nobody hides a record by it.

use std::borrow::Cow;

/// U+FFFD as an escape, as long as what it stands for.
const REPLACEMENT: &[u8; 6] = b"\\ufffd";

/// The record with its texts mended; `None` if nothing in them is damaged.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(bytes);
    let was_bytes = matches!(text, Cow::Owned(_));
    let mut whole = text.into_owned().into_bytes();
    let mut had_halves = false;
    let mut at = 0;
    while let Some(next) = whole.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += next;
        at += match (surrogate(&whole, at), surrogate(&whole, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(_), _) => {
                whole[at..at + 6].copy_from_slice(REPLACEMENT);
                had_halves = true;
                6
            }
            (None, _) => 2,
        };
    }
    (was_bytes || had_halves).then_some(whole)
}

/// The surrogate that is written as an escape at a place.
fn surrogate(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let code = u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (0xD800..=0xDFFF).contains(&code).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_become_the_replacement_character_and_pairs_stay() {
        let of = |text: &str| mended(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(of(r#"["a\ud800b","\udc00","\uD83D"]"#).unwrap(), r#"["a\ufffdb","\ufffd","\ufffd"]"#);
        assert_eq!(
            of(r#"["\ud83d\ude00\ud800\ud83d\ude00"]"#).unwrap(),
            r#"["\ud83d\ude00\ufffd\ud83d\ude00"]"#
        );
        assert_eq!(of(r#"["\\ud800 \u00e4 \ud83d\ude00 \"]"#), None, "an escaped backslash is no escape");
        assert_eq!(of(r#"["\ud8"#), None);
    }

    #[test]
    fn bytes_that_are_no_utf_8_become_the_replacement_character() {
        assert_eq!(mended(b"[\"a\xff\"]").unwrap(), "[\"a\u{FFFD}\"]".as_bytes());
    }
}
