//! Text from inputs, made safe to show: what cannot be seen is shown as a sign.
//!
//! This is the part that all sinks share. Each sink then escapes for itself:
//! HTML by its templates, JSON by its writer, CSV by its cell guard.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Characters that draw nothing or turn the reading order, which make one text
/// look like another (Unicode TR 36, sections 2.5 and 2.7).
const INVISIBLE: &[std::ops::RangeInclusive<u32>] = &[
    0x00AD..=0x00AD,   // soft hyphen
    0x034F..=0x034F,   // combining grapheme joiner
    0x061C..=0x061C,   // Arabic letter mark
    0x115F..=0x1160,   // Hangul fillers
    0x17B4..=0x17B5,   // Khmer inherent vowels
    0x180B..=0x180F,   // Mongolian selectors
    0x200B..=0x200F,   // zero width and direction marks
    0x202A..=0x202E,   // embeddings and overrides
    0x2060..=0x206F,   // joiners, invisible operators, isolates
    0x3164..=0x3164,   // Hangul filler
    0xFDD0..=0xFDEF,   // no characters (Unicode 23.7)
    0xFEFF..=0xFEFF,   // byte order mark
    0xFFA0..=0xFFA0,   // half-width Hangul filler
    0xFFF9..=0xFFFB,   // interlinear annotation
    0x1BCA0..=0x1BCA3, // shorthand controls
    0x1D173..=0x1D17A, // musical controls
    0xE0000..=0xE007F, // tags
];

/// One line of text: controls, bidirectional and invisible characters become
/// signs (`⟨U+001B⟩`, `⟨U+202E⟩`), every line break or tab becomes one space.
#[must_use]
pub(crate) fn line(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { signs(text, false) }
}

/// Whether a text is nothing but letters, digits and marks of ASCII, as most are: all of it can be seen.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// As [`line()`], but line breaks stay.
#[must_use]
pub(crate) fn lines(text: &str) -> String {
    signs(text, true)
}

/// As [`line()`], cut after `limit` characters with a note of how many are missing.
#[must_use]
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    clip(line(text), limit)
}

/// As [`clipped()`], of a text that mostly stays as it is.
#[must_use]
pub(crate) fn cell(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit && is_plain(text) { text.into() } else { clipped(text, limit).into() }
}

/// As [`clipped()`], of a text that nobody else needs.
#[must_use]
pub(crate) fn clipped_cell(text: String, limit: usize) -> String {
    clip(if is_plain(&text) { text } else { signs(&text, false) }, limit)
}

/// Cuts a text after `limit` characters and says how many are missing.
#[must_use]
pub(crate) fn clip(mut text: String, limit: usize) -> String {
    if text.len() <= limit {
        return text;
    }
    if let Some((end, _)) = text.char_indices().nth(limit) {
        let missing = text[end..].chars().count();
        text.truncate(end);
        let _ = write!(text, "… ({missing} more characters)");
    }
    text
}

/// JSON with what cannot be seen written as an escape: still the same JSON.
#[must_use]
pub(crate) fn escaped_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    let mut units = [0; 2];
    for sign in json.chars() {
        // A writer of JSON leaves no other control than the line breaks of its own.
        if is_invisible(sign) && sign != '\n' || matches!(sign, '\u{2028}' | '\u{2029}') {
            for unit in sign.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(sign);
        }
    }
    safe
}

fn signs(text: &str, keep_breaks: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        match sign {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                safe.push(if keep_breaks { '\n' } else { ' ' })
            }
            '\t' => safe.push(' '),
            _ if is_invisible(sign) => {
                let _ = write!(safe, "⟨U+{:04X}⟩", u32::from(sign));
            }
            _ => safe.push(sign),
        }
    }
    safe
}

fn is_invisible(sign: char) -> bool {
    let code = u32::from(sign);
    // The last two of each plane are no characters; XML forbids those of the first.
    sign.is_control()
        || code & 0xFFFE == 0xFFFE
        || (code >= 0xAD && INVISIBLE.iter().any(|range| range.contains(&code)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_as_a_sign() {
        assert_eq!(line("a\u{202E}b\u{200B}"), "a⟨U+202E⟩b⟨U+200B⟩");
        assert_eq!(line("\u{FFFF}\u{FDD0}\u{1FFFE}\u{FFFD}"), "⟨U+FFFF⟩⟨U+FDD0⟩⟨U+1FFFE⟩\u{FFFD}");
        assert_eq!(line("\u{1b}[31mred\u{7}\u{7f}\u{9b}"), "⟨U+001B⟩[31mred⟨U+0007⟩⟨U+007F⟩⟨U+009B⟩");
    }

    #[test]
    fn a_line_break_is_one_space_in_a_line_and_one_break_in_lines() {
        assert_eq!(line("a\r\nb\tc\u{2028}d"), "a b c d");
        assert_eq!(lines("a\r\nb\rc"), "a\nb\nc");
    }

    #[test]
    fn letters_of_any_script_stay_as_they_are() {
        assert_eq!(line("Žofia Müller 山田 שלום 👩"), "Žofia Müller 山田 שלום 👩");
    }

    #[test]
    fn json_stays_the_same_json_without_anything_unseen() {
        let value = serde_json::json!({"a\u{202E}": "\u{1b}[31m\n\u{7f}\u{9b}\u{E0041}\u{2028}\"\\"});
        let text = escaped_json(&serde_json::to_string_pretty(&value).unwrap());
        assert!(!text.contains(|sign: char| is_invisible(sign) && sign != '\n'), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn a_cut_text_says_how_much_is_missing() {
        assert_eq!(clipped("äöüß", 2), "äö… (2 more characters)");
        assert_eq!(clipped("äö", 2), "äö");
    }
}
