//! The phrases that the entries of a lexicon stand for, folded.

use unicode_normalization::UnicodeNormalization;

use super::fold::{fold, folded_letters};
use super::lexicon::Concept;
use crate::mapping::lexicon::expand;

/// A phrase of a language, folded.
#[derive(Debug, PartialEq)]
pub(super) struct Phrase {
    pub(super) concept: Concept,
    pub(super) folded: String,
    /// As it is typed where the keyboard has no umlauts ("zurueckgerufen"), if that is another text.
    pub(super) transcribed: Option<String>,
    /// As it must have been written, if that is to be compared too.
    pub(super) written: Option<String>,
    pub(super) open_start: bool,
    pub(super) open_end: bool,
}

impl Phrase {
    /// All that an entry stands for. An entry of letters alone, as most are, is folded as a whole: it may stand for
    /// thousands of phrases.
    pub(super) fn all(concept: Concept, entry: &str) -> Vec<Self> {
        let words = entry.trim_matches('*');
        if !is_of_letters(words) {
            return expand(entry).iter().map(|phrase| Self::new(concept, phrase)).collect();
        }
        let spelt = spelt(words).map(|spelt| expand(&folded_letters(&spelt)));
        let mut spelt = spelt.into_iter().flatten();
        let phrases = expand(&folded_letters(words)).into_iter().map(|phrase| {
            let spelt = spelt.next().filter(|spelt| *spelt != phrase);
            Self {
                concept,
                folded: fold(&phrase),
                transcribed: spelt.map(|spelt| fold(&spelt)),
                written: None,
                open_start: entry.starts_with('*'),
                open_end: entry.ends_with('*'),
            }
        });
        phrases.collect()
    }

    fn new(concept: Concept, phrase: &str) -> Self {
        let as_written = phrase.starts_with('=');
        let words = phrase.trim_start_matches('=').trim_matches('*');
        Self {
            concept,
            folded: fold(words),
            transcribed: spelt(words).map(|spelt| fold(&spelt)),
            written: as_written.then(|| composed(words)),
            open_start: phrase.starts_with('*'),
            open_end: phrase.ends_with('*'),
        }
    }
}

/// Lower case with umlauts as two letters each, if there are any.
fn spelt(words: &str) -> Option<String> {
    if words.is_ascii() {
        return None;
    }
    let lower = words.to_lowercase();
    let spelt = lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    (spelt != lower).then_some(spelt)
}

/// Whether an entry holds nothing but Latin letters, digits, blanks, and choices of these.
fn is_of_letters(entry: &str) -> bool {
    let mut inside = false;
    let is_of_them = |c: char| match c {
        '{' | '}' if inside == (c == '{') => false,
        '{' | '}' => {
            inside = !inside;
            true
        }
        '|' => inside,
        // An apostrophe and a letter.
        'ŉ' => false,
        'À'..='ž' => c.is_alphabetic(),
        _ => c == ' ' || c.is_ascii_alphanumeric(),
    };
    entry.chars().all(is_of_them) && !inside
}

/// Lower case with each accent on its letter, however it was encoded.
pub(super) fn composed(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mappings;
    use crate::mapping::lexicon::LexiconFiles;

    #[test]
    fn an_entry_folded_as_a_whole_stands_for_the_same_phrases() {
        let files = LexiconFiles::load(&Mappings::embedded()).unwrap();
        let ours = files.languages.iter().flat_map(|language| language.concepts.values()).flatten();
        let odd = ["{Über|}  früh{er|}", "*{a|} b", "{a|b", "a|b", "x*y", "ŉ {İ|ß}", "{ä|}{ö|}", "="]
            .map(String::from);
        for entry in ours.chain(&odd) {
            let plain: Vec<Phrase> = expand(entry).iter().map(|phrase| Phrase::new(7, phrase)).collect();
            assert_eq!(Phrase::all(7, entry), plain, "{entry}");
        }
    }
}
