//! What the embedded fonts can draw: everything else is shown as a sign, for it must not vanish.

use std::fmt::Write as _;
use std::sync::LazyLock;

use typst::text::{FontInfo, is_default_ignorable};
use unicode_normalization::char::is_combining_mark;

use super::world::FONTS;

/// What each upright font covers, in the order in which they are tried.
static COVERED: LazyLock<Vec<&'static FontInfo>> =
    LazyLock::new(|| FONTS.iter().map(|font| font.info()).collect());

/// The text with a sign (`⟨U+5C71⟩`) for each character that could not be drawn. Characters of private use have
/// no meaning that a font could show, and scripts that run from right to left would carry the words around them
/// along: both are signs too. A letter with its marks is drawn by one font or the marks are signs.
pub(super) fn drawn(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let mut cluster = vec![letter];
        while let Some(mark) = rest.next_if(|next| is_combining_mark(*next)) {
            cluster.push(mark);
        }
        if is_ours(letter) && !is_combining_mark(letter) && one_font_has(&cluster) {
            shown.extend(cluster);
        } else {
            for sign in cluster {
                put(&mut shown, sign);
            }
        }
    }
    shown
}

/// Whether a text holds a sign for something that could not be drawn or seen.
pub(super) fn has_sign(text: &str) -> bool {
    text.contains("⟨U+")
}

/// A character by itself.
fn put(shown: &mut String, sign: char) {
    if is_ours(sign) && !is_combining_mark(sign) && one_font_has(&[sign]) {
        shown.push(sign);
    } else {
        let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(sign));
    }
}

/// Neither invisible, nor of private use, nor of a script from right to left.
fn is_ours(sign: char) -> bool {
    !is_default_ignorable(sign)
        && !matches!(u32::from(sign), 0x0590..=0x08FF | 0xE000..=0xF8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF | 0xF_0000..)
}

/// Text may stand in any of the fonts' styles, so each family must have it in all of them.
fn one_font_has(cluster: &[char]) -> bool {
    if cluster == ['\n'] {
        return true;
    }
    let has = |font: &&FontInfo| cluster.iter().all(|sign| font.coverage.contains(u32::from(*sign)));
    let mut families: Vec<&str> = COVERED.iter().map(|font| font.family.as_str()).collect();
    families.dedup();
    families.into_iter().any(|family| COVERED.iter().filter(|font| font.family == family).all(has))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_a_sign() {
        assert_eq!(drawn("Žofia Müller 山田 👩"), "Žofia Müller ⟨U+5C71⟩⟨U+7530⟩ ⟨U+1F469⟩");
        assert_eq!(drawn("שלום"), "⟨U+05E9⟩⟨U+05DC⟩⟨U+05D5⟩⟨U+05DD⟩");
        assert_eq!(drawn("\u{E000}\u{FFFE}"), "⟨U+E000⟩⟨U+FFFE⟩");
        assert!(has_sign(&drawn("山")) && !has_sign("a < b"));
    }

    #[test]
    fn our_own_signs_and_shapes_are_drawn() {
        let ours = "⟨U+202E⟩ … – “x” ● ◐ ◷ ○ ⊗ ◌ · ↔ → × ≥ § ’";
        assert_eq!(drawn(ours), ours);
    }

    #[test]
    fn marks_that_no_font_has_with_their_letter_are_signs() {
        assert_eq!(drawn("e\u{301}e\u{941}"), "e\u{301}e⟨U+0941⟩");
        assert_eq!(drawn("\u{301}x"), "⟨U+0301⟩x");
    }

    #[test]
    fn what_a_font_would_draw_as_nothing_is_a_sign() {
        assert_eq!(drawn("a\u{FE0F}b\u{AD}"), "a⟨U+FE0F⟩b⟨U+00AD⟩");
    }
}
