//! Text made comparable: lower case, without accents, one space between words.
//!
//! Every byte of the folded text remembers which byte of the original it came
//! from, so that a match can be shown in the text as it was written.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A folded text with its way back.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded {
    /// The folded text.
    pub(super) text: String,
    /// For each byte of `text`, the byte range of the original character.
    from: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text (of a sentence's length).
    pub(super) fn new(text: &str) -> Self {
        Self::begun(text, usize::MAX)
    }

    /// Folds the beginning of a text, until that is longer than so many bytes.
    fn begun(text: &str, bytes: usize) -> Self {
        // A sentence has about as many letters folded.
        let room = text.len().min(bytes).saturating_add(8);
        let mut folded = Self { text: String::with_capacity(room), from: Vec::with_capacity(room) };
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            let next = chars.peek().map(|(_, next)| *next);
            folded.push(c, next, (at as u32, end as u32));
            if folded.text.len() > bytes {
                break;
            }
        }
        folded
    }

    /// What stands before a byte of it.
    pub(super) fn up_to(&self, end: usize) -> Self {
        let mut before = Self::default();
        before.copy(self, 0..end);
        before
    }

    /// The byte range of the original text behind a byte range of the folded one.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.from.get(start).map_or(0, |range| range.0);
        let last = end.checked_sub(1).and_then(|at| self.from.get(at)).map_or(first, |range| range.1);
        (first as usize, last as usize)
    }

    fn push(&mut self, c: char, next: Option<char>, from: (u32, u32)) {
        match c {
            'a'..='z' | '0'..='9' => self.put(c, from),
            'A'..='Z' => self.put(c.to_ascii_lowercase(), from),
            // "didn't" and "didnt" are one word; "user's" is "user s".
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' => {
                if !matches!(next, Some('t' | 'T')) {
                    self.space(from);
                }
            }
            // "+49 30 1234" is one number and stands in one clause.
            '+' if !self.text.ends_with(|last: char| last != ' ')
                && next.is_some_and(|next| next.is_ascii_digit()) =>
            {
                self.space(from);
            }
            '&' | '+' => self.word("and", from),
            // "nº", "2ª": no letter of the word.
            'º' | 'ª' | '°' => self.space(from),
            '#' | '№' => self.word("#", from),
            '✓' | '✔' | '☑' | '✅' | '○' | '◯' | '〇' => self.word("✓", from),
            '✗' | '✘' | '☒' | '❌' | '×' => self.word("✗", from),
            // "14:05" and "4.412" stand in no two clauses.
            ':' | ','
                if self.text.ends_with(|last: char| last.is_ascii_digit())
                    && next.is_some_and(|next| next.is_ascii_digit()) =>
            {
                self.space(from);
            }
            ',' | ';' | ':' | '|' | '、' | '，' | '：' | '；' | '→' | '=' => {
                self.word(",", from);
            }
            '-' | '–' | '―' if self.text.ends_with(' ') && next == Some(' ') => self.word(",", from),
            '—' => self.word(",", from),
            _ if c.is_alphanumeric() || is_combining_mark(c) => self.unfolded(c, from),
            _ => self.space(from),
        }
    }

    fn unfolded(&mut self, c: char, from: (u32, u32)) {
        bare(c, |part| self.put(part, from));
    }

    /// Adds a word that stands for another part of the original.
    pub(super) fn put_word(&mut self, word: &str, origin: (usize, usize)) {
        let from = (short(origin.0), short(origin.1));
        word.chars().for_each(|c| self.put(c, from));
    }

    /// Adds a part of another folded text of the same original.
    pub(super) fn copy(&mut self, other: &Self, range: std::ops::Range<usize>) {
        self.text.push_str(&other.text[range.clone()]);
        self.from.extend(&other.from[range]);
    }

    fn word(&mut self, word: &str, from: (u32, u32)) {
        self.space(from);
        for c in word.chars() {
            self.put(c, from);
        }
        self.space(from);
    }

    fn space(&mut self, from: (u32, u32)) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.put(' ', from);
        }
    }

    fn put(&mut self, c: char, from: (u32, u32)) {
        self.text.push(c);
        self.from.resize(self.text.len(), from);
    }
}

/// Tells the letters of a letter, in lower case and without accents.
fn bare(c: char, mut tell: impl FnMut(char)) {
    for part in c.nfkd().filter(|part| !is_accent(*part)) {
        for lower in part.to_lowercase() {
            match lower {
                'ß' => {
                    tell('s');
                    tell('s');
                }
                _ if is_accent(lower) => {}
                _ => tell(lower),
            }
        }
    }
}

/// A text with its letters folded and all else as it is.
pub(super) fn folded_letters(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ => bare(c, |part| folded.push(part)),
        }
    }
    folded
}

/// Sentences are far shorter than 4 GB.
fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Latin and Greek accents; the voicing marks of kana are letters and stay.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// A phrase folded for comparison.
pub(super) fn fold(text: &str) -> String {
    let is_folded = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b' ';
    if text.bytes().all(is_folded) {
        return if text.contains("  ") { single_spaced(text) } else { text.trim().to_owned() };
    }
    Folded::new(text).text.trim().to_owned()
}

fn single_spaced(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    single
}

/// The beginning of a text, folded: so many bytes of it at least, if there are so many.
pub(super) fn fold_beginning(text: &str, bytes: usize) -> String {
    Folded::begun(text, bytes).text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_phrase_fold_to_one() {
        for (text, folded) in [
            ("Didn’t  ANSWER", "didnt answer"),
            ("call-back", "call back"),
            ("employee# & manager", "employee # and manager"),
            ("Vérifié", "verifie"),
            ("ｶｰﾄﾞ", "カート\u{3099}"),
            ("Straße", "strasse"),
            ("ﬁle", "file"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_match_finds_its_way_back() {
        let text = "Vérifié  par «rappel»";
        let folded = Folded::new(text);
        let start = folded.text.find("rappel").unwrap();
        let (from, to) = folded.origin(start, start + "rappel".len());
        assert_eq!(&text[from..to], "rappel");
    }
}
