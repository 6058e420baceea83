//! People in free text: logins, addresses, numbers, full names and, where the ticket tells whom they mean, single names.

use unicode_normalization::char::is_combining_mark;

use super::edits::Edit;
use super::people::{Around, People, Whom, is_unspaced};
use crate::directory::fold_accents;

/// Words of a full name at most.
const LONGEST: usize = 5;
/// Fewest letters of a name that stands for somebody though nobody of that name is around.
const ALONE: usize = 3;
/// Titles before a family name.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "herr", "herrn", "frau", "sr", "sra", "señor", "señora",
    "mme", "m", "dona", "dom",
];

/// A word of a text, as bytes.
#[derive(Clone, Copy)]
struct Word {
    from: usize,
    to: usize,
}

impl People<'_> {
    /// Everybody who is named in a text, in order.
    pub(super) fn named(&self, text: &str, around: &Around) -> Vec<Edit> {
        let words = words(text);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let written = &text[word.from..word.to];
            at += 1;
            if let Some(with) = self.of_word(written) {
                found.push(Edit { from: word.from, to: word.to, with });
            } else if self.may_be_name(written) {
                if let Some((count, with)) = self.of_words(text, &words[at - 1..]) {
                    let last = words[at - 1 + count - 1];
                    found.push(Edit { from: word.from, to: without_genitive(text, last).to, with });
                    at += count - 1;
                } else if let Some(with) = self.alone(text, &words, at - 1, around) {
                    found.push(Edit { from: word.from, to: without_genitive(text, *word).to, with });
                }
            } else if written.contains(is_unspaced) {
                found.extend(self.in_unspaced(*word, written, around));
            }
        }
        found
    }

    /// Display names in scripts without blanks, wherever they stand.
    pub(super) fn unspaced_names(&self, text: &str) -> Vec<Edit> {
        let Some((names, persons)) = &self.unspaced else { return Vec::new() };
        let edit = |hit: aho_corasick::Match| {
            let with = self.called(Whom::Person(persons[hit.pattern().as_usize()]), &text[hit.range()])?;
            Some(Edit { from: hit.start(), to: hit.end(), with })
        };
        if text.contains(is_unspaced) { names.find_iter(text).filter_map(edit).collect() } else { Vec::new() }
    }

    /// A login, address, id or number.
    fn of_word(&self, written: &str) -> Option<String> {
        let lower = written.to_lowercase();
        let plain = lower.strip_suffix("'s").or(lower.strip_suffix("’s")).unwrap_or(&lower);
        if let Some(whom) = self.words.get(lower.as_str()).or_else(|| self.words.get(plain)) {
            return self.called(*whom, plain);
        }
        let (local, domain) = plain.rsplit_once('@')?;
        if local.is_empty() || domain.is_empty() || self.is_program(plain) {
            return None;
        }
        let of_local = self.words.get(local).filter(|whom| **whom != Whom::Several);
        of_local.and_then(|whom| self.called(*whom, local)).or_else(|| Some(self.pseudonyms.address(plain)))
    }

    /// Whether an address is that of an account that no person uses alone.
    fn is_program(&self, address: &str) -> bool {
        let known = self.directory.resolve_word(address).one();
        known.is_some_and(|ix| self.pseudonyms.account(ix).is_none())
    }

    fn may_be_name(&self, written: &str) -> bool {
        let folded = folded(written);
        let plain = folded.strip_suffix("'s").unwrap_or(&folded);
        self.name_words.contains_key(plain) || self.name_words.contains_key(&folded) || is_initial(written)
    }

    /// The longest full name that begins with the first of these words: of how many words, and what stands for it.
    fn of_words(&self, text: &str, words: &[Word]) -> Option<(usize, String)> {
        let joined =
            |pair: &[Word]| matches!(&text[pair[0].to..pair[1].from], " " | ", " | ". " | "\u{a0}" | "  ");
        let run = 1 + words
            .windows(2)
            .take(LONGEST - 1)
            .take_while(|pair| joined(pair) && self.may_be_name(&text[pair[1].from..pair[1].to]))
            .count();
        (2..=run).rev().find_map(|count| {
            let last = without_genitive(text, words[count - 1]);
            let name = &text[words[0].from..last.to];
            let whom = self.of_full_name(name)?;
            Some((count, self.called(whom, name)?))
        })
    }

    /// A given or family name by itself: of somebody around, of the only one who has it, or behind a title.
    fn alone(&self, text: &str, words: &[Word], at: usize, around: &Around) -> Option<String> {
        let word = without_genitive(text, words[at]);
        let written = &text[word.from..word.to];
        let folded = folded(written);
        if is_initial(written) || self.masks.is_word(&folded) {
            return None;
        }
        if let Some(whom) = around.get(&folded) {
            return self.called(*whom, &folded);
        }
        let is_capital = written.starts_with(char::is_uppercase);
        let before = at.checked_sub(1).map(|before| folded_of(text, words[before]));
        let is_titled = before.is_some_and(|before| TITLES.contains(&before.as_str()));
        match self.name_words.get(&folded).copied()? {
            Whom::Several if !(is_titled && is_capital) => None,
            Whom::Several => Some(self.pseudonyms.name(&folded)),
            whom if is_capital && (is_titled || written.chars().count() >= ALONE) => {
                self.called(whom, &folded)
            }
            _ => None,
        }
    }

    /// Names of people around inside a run of letters without blanks.
    fn in_unspaced(&self, word: Word, written: &str, around: &Around) -> Vec<Edit> {
        let names = around.iter().filter(|(name, _)| name.chars().count() >= 2 && name.contains(is_unspaced));
        let mut found: Vec<Edit> = names
            .flat_map(|(name, whom)| {
                written.match_indices(name.as_str()).filter_map(move |(at, _)| {
                    let (from, to) = (word.from + at, word.from + at + name.len());
                    Some(Edit { from, to, with: self.called(*whom, name)? })
                })
            })
            .collect();
        found.sort_by_key(|edit| (edit.from, edit.to));
        found.dedup_by(|later, earlier| later.from < earlier.to);
        found
    }
}

/// The words of a text: letters and digits with the signs that logins, addresses and names have inside them.
fn words(text: &str) -> Vec<Word> {
    const INSIDE: &[char] = &['.', '_', '-', '@', '+', '\'', '’', '#', '`'];
    let is_part = |sign: char| {
        sign.is_alphanumeric() || is_combining_mark(sign) || is_unseen(sign) || INSIDE.contains(&sign)
    };
    let mut words = Vec::new();
    let mut begin: Option<usize> = None;
    let ends = text.char_indices().map(|(at, sign)| (at, is_part(sign))).chain([(text.len(), false)]);
    for (at, is_part) in ends {
        match (begin, is_part) {
            (None, true) => begin = Some(at),
            (Some(from), false) => {
                let whole = &text[from..at];
                let from = from + whole.len() - whole.trim_start_matches(INSIDE).len();
                let to = from + whole.trim_matches(INSIDE).len();
                if from < to {
                    words.push(Word { from, to });
                }
                begin = None;
            }
            _ => {}
        }
    }
    words
}

/// Signs that draw nothing and may stand inside a name to hide it.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn folded(word: &str) -> String {
    if word.contains(is_unseen) {
        return fold_accents(&word.chars().filter(|sign| !is_unseen(*sign)).collect::<String>());
    }
    fold_accents(word).replace('’', "'")
}

fn folded_of(text: &str, word: Word) -> String {
    folded(&text[word.from..word.to])
}

/// A single capital letter, as in "J. Smith".
fn is_initial(word: &str) -> bool {
    let mut signs = word.chars();
    signs.next().is_some_and(char::is_uppercase) && signs.next().is_none()
}

/// A word without the `'s` of a genitive.
fn without_genitive(text: &str, word: Word) -> Word {
    let written = &text[word.from..word.to];
    let plain = written.strip_suffix("'s").or(written.strip_suffix("’s")).unwrap_or(written);
    Word { from: word.from, to: word.from + plain.len() }
}
