//! Words written out: abbreviations of desks, and one slip of the pen in a long word.

use super::fold::{Folded, fold};
use super::phrase::Phrase;
use crate::mapping::lexicon::Phrases;

#[expect(clippy::disallowed_types, reason = "looked up for every word of every note, never iterated")]
type Table<K, V> = std::collections::HashMap<K, V>;

/// What words are written out to.
#[derive(Debug, Clone, Default)]
pub(super) struct Spelling {
    /// Words that are right as they are, and what others are written out to: "mgr" is "manager".
    known: Table<String, Option<String>>,
    /// Beginnings of words that are right, sorted; none begins with another.
    beginnings: Vec<String>,
    /// Words in which a slip is forgiven, by first and last letter and length.
    forgiven: Table<(u8, u8, usize), Vec<String>>,
    /// The shortest word in which a slip is forgiven, in letters.
    shortest: usize,
}

impl Spelling {
    /// Abbreviations and words of all languages, each with its phrases.
    pub(super) fn new<'a>(languages: impl Iterator<Item = (&'a Phrases, &'a Vec<Phrase>)>) -> Self {
        let mut spelling = Self { shortest: usize::MAX, ..Self::default() };
        for (language, phrases) in languages {
            spelling.take(language, phrases);
        }
        spelling
    }

    fn take(&mut self, language: &Phrases, phrases: &[Phrase]) {
        for (short, long) in &language.words {
            self.known.insert(fold(short), Some(fold(long)));
        }
        language.no_slips.iter().for_each(|word| _ = self.known.entry(fold(word)).or_default());
        // Of a million words few are new.
        let mut seen: Table<&str, ()> = Table::new();
        for phrase in phrases {
            let (words, beginning) = match phrase.folded.rsplit_once(' ') {
                _ if !phrase.open_end => (phrase.folded.as_str(), None),
                Some((words, last)) => (words, Some(last)),
                None => ("", Some(phrase.folded.as_str())),
            };
            self.beginnings.extend(beginning.map(str::to_owned));
            for word in words.split(' ').filter(|word| !word.is_empty() && seen.insert(word, ()).is_none()) {
                self.know(word, language.slips);
            }
        }
        if language.slips > 0 {
            self.shortest = self.shortest.min(language.slips);
        }
        self.beginnings.retain(|beginning| !beginning.is_empty());
        self.beginnings.sort_unstable();
        // What begins with another tells no more than that one, which stands before it.
        self.beginnings.dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
    }

    fn know(&mut self, word: &str, slips: usize) {
        self.known.entry(word.to_owned()).or_default();
        if slips > 0 && word.len() >= slips.min(GENTLE) && is_plain(word) {
            let alike = self.forgiven.entry(frame(word, word.len())).or_default();
            if !alike.iter().any(|known| known == word) {
                alike.push(word.to_owned());
            }
        }
    }

    /// The text with its words written out; each remembers where it stood.
    pub(super) fn write_out(&self, folded: Folded) -> Folded {
        // Most sentences stay as they are.
        let mut written: Option<Folded> = None;
        let mut start = 0;
        for part in folded.text.split_inclusive(' ') {
            let word = part.trim_end_matches(' ');
            let range = start..start + part.len();
            match (self.instead(word), &mut written) {
                (None, None) => {}
                (None, Some(written)) => written.copy(&folded, range),
                (Some(instead), written) => {
                    let written = written.get_or_insert_with(|| folded.up_to(start));
                    written.put_word(instead, folded.origin(start, start + word.len()));
                    written.copy(&folded, start + word.len()..start + part.len());
                }
            }
            start += part.len();
        }
        written.unwrap_or(folded)
    }

    fn instead(&self, word: &str) -> Option<&str> {
        if let Some(known) = self.known.get(word) {
            return known.as_deref();
        }
        if word.len() < self.shortest.min(GENTLE)
            || word.len() > LONGEST
            || !is_plain(word)
            || self.begins_right(word)
        {
            return None;
        }
        if let Some(turned) = self.end_turned(word) {
            return Some(turned);
        }
        let mut meant = (word.len() - 1..=word.len() + 1)
            .filter_map(|length| self.forgiven.get(&frame(word, length)))
            .flatten()
            .filter(|known| is_one_slip(word, known))
            .filter(|known| known.len().min(word.len()) >= self.shortest || is_gentle(word, known));
        // Two words may have been meant: neither is read.
        let first = meant.next();
        if meant.next().is_none() { first.map(String::as_str) } else { None }
    }

    /// Whether it begins as a word that is right. The last of the beginnings that do not stand behind it is the only
    /// one that can.
    fn begins_right(&self, word: &str) -> bool {
        let behind = self.beginnings.partition_point(|beginning| beginning.as_str() <= word);
        let before = behind.checked_sub(1).and_then(|at| self.beginnings.get(at));
        before.is_some_and(|beginning| word.starts_with(beginning.as_str()))
    }

    /// The word whose last two letters were swapped: "dialde". No grammar is in doubt there.
    fn end_turned(&self, word: &str) -> Option<&str> {
        let (begin, end) = word.as_bytes().split_at_checked(word.len().checked_sub(2)?)?;
        let words = self.forgiven.get(&(*word.as_bytes().first()?, *end.first()?, word.len()))?;
        let is_meant = |known: &&String| {
            let known = known.as_bytes();
            known.starts_with(begin) && known[begin.len()..].iter().eq(end.iter().rev())
        };
        words.iter().find(is_meant).map(String::as_str)
    }
}

/// From so many letters on, a letter typed twice or swapped with its neighbour is forgiven.
const GENTLE: usize = 5;

/// A letter typed twice ("nuumber"), or two swapped ("baged").
fn is_gentle(written: &str, meant: &str) -> bool {
    let (a, b) = (written.as_bytes(), meant.as_bytes());
    let at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    a.len() == b.len() && a.get(at) == b.get(at + 1)
        || a.len() > b.len() && at > 0 && a.get(at) == a.get(at - 1)
}

/// Nobody writes longer words in a note.
const LONGEST: usize = 24;

fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// First and last letter, which hold, as endings carry grammar ("provide", "provided"), and a length.
fn frame(word: &str, length: usize) -> (u8, u8, usize) {
    let bytes = word.as_bytes();
    (bytes.first().copied().unwrap_or(0), bytes.last().copied().unwrap_or(0), length)
}

/// A letter too many, too few, wrong, or swapped with its neighbour.
fn is_one_slip(written: &str, meant: &str) -> bool {
    let (a, b) = (written.as_bytes(), meant.as_bytes());
    let ahead = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.len().saturating_sub(ahead + behind), b.len().saturating_sub(ahead + behind));
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => {
            rest_a <= 1
                || (rest_a == 2 && a.get(ahead) == b.get(ahead + 1) && a.get(ahead + 1) == b.get(ahead))
        }
        std::cmp::Ordering::Less => b.len() == a.len() + 1 && rest_a == 0,
        std::cmp::Ordering::Greater => a.len() == b.len() + 1 && rest_b == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::phrasings::lexicons;
    use super::*;

    fn written_out(text: &str) -> String {
        lexicons().spelling.write_out(Folded::new(text)).text
    }

    #[test]
    fn one_slip_in_a_long_word_is_forgiven() {
        for (slip, word) in [
            ("verfied", "verified"),
            ("verifeid", "verified"),
            ("verrified", "verified"),
            ("vorified", "verified"),
            ("confrimed", "confirmed"),
            ("authetnicated", "authenticated"),
            ("supervsor", "supervisor"),
            ("vioce", "voice"),
            ("badgge", "badge"),
            ("badeg", "badge"),
            ("dialde", "dialed"),
            ("bage", "bage"),
            ("waked", "waked"),
        ] {
            assert_eq!(written_out(slip), word);
        }
    }

    #[test]
    fn the_one_beginning_that_is_looked_at_tells_as_much_as_all() {
        let spelling = &lexicons().spelling;
        assert!(spelling.beginnings.is_sorted());
        for beginning in spelling.beginnings.iter().step_by(7) {
            let (shorter, other) =
                (&beginning[..beginning.floor_char_boundary(beginning.len() / 2)], format!("{beginning}zz"));
            for word in [beginning, shorter, &other, "zzz", "a"] {
                let plain = spelling.beginnings.iter().any(|beginning| word.starts_with(beginning));
                assert_eq!(spelling.begins_right(word), plain, "{word}");
            }
        }
    }

    #[test]
    fn real_words_and_endings_are_left_alone() {
        for word in ["provide", "verifies", "verifier", "contract", "prevented", "attacked", "unverified"] {
            assert_eq!(written_out(word), word);
        }
    }

    #[test]
    fn what_was_written_out_points_to_what_was_written() {
        let text = "User vrfd w/ DOB";
        let folded = lexicons().spelling.write_out(Folded::new(text));
        assert_eq!(folded.text, "user verified with dob");
        let start = folded.text.find("verified").unwrap();
        let (from, to) = folded.origin(start, start + "verified".len());
        assert_eq!(&text[from..to], "vrfd");
    }
}
