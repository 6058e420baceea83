//! Whether two display names may be one person's though they are written differently.
//!
//! A desk writes "Smith, Bob J." where the identity provider has "Robert Smith". Names are
//! compared by a given and a family name in either order, with nicknames, without middle names,
//! titles and transcriptions; two different middle initials are two persons. Such a likeness is
//! weaker than the same name and is said to be so wherever it decides.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{fold_accents, local_part, person_key};

/// Given names that stand for each other, and words that are no part of a name (`mappings/names.toml`).
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameForms {
    /// Titles before and marks after a name.
    titles: BTreeSet<String>,
    /// Letters that a transcription spells with two: `ue` for `ü`.
    transcribed: Vec<(String, String)>,
    /// Forms of one given name; a form may stand in several lists.
    given: Vec<Vec<String>>,
    /// The lists of `given` in which a form stands.
    #[serde(skip)]
    lists: BTreeMap<String, Vec<usize>>,
}

/// A name taken apart for comparing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Likeness {
    /// Names that share one of these may be one person's.
    pub(super) keys: BTreeSet<String>,
    /// The same with the given name cut to its initial, as "J. Chavez" is written.
    pub(super) short: BTreeSet<String>,
    /// Initials between given and family name.
    initials: BTreeSet<char>,
    /// Initials of all that stands between them, written out or not.
    middles: BTreeSet<char>,
}

impl NameForms {
    /// Prepares the look-up of given names.
    pub(super) fn indexed(mut self) -> Self {
        for (list, forms) in self.given.iter().enumerate() {
            for form in forms {
                self.lists.entry(fold_accents(form)).or_default().push(list);
            }
        }
        self
    }

    /// Takes a display name apart; no keys for what is no full name.
    pub(super) fn likeness(&self, name: &str) -> Likeness {
        let folded = person_key(name);
        if is_ideographic(&folded) {
            let key: String = folded.chars().filter(|c| !c.is_whitespace() && *c != '　').collect();
            let keys = if key.chars().count() > 1 { BTreeSet::from([key]) } else { BTreeSet::new() };
            return Likeness { keys, ..Likeness::default() };
        }
        let written: Vec<String> = folded
            .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
            .map(|word| self.spelt(word))
            .filter(|word| !word.is_empty())
            .collect();
        let is_title = |word: &String| self.titles.contains(word.as_str());
        let words: Vec<String> = written.iter().filter(|word| !is_title(word)).cloned().collect();
        // A number or an address is no name.
        if words.iter().any(|word| word.chars().any(|c| c.is_ascii_digit())) {
            return Likeness::default();
        }
        let is_initial = |word: &&String| word.chars().count() == 1;
        let initials: BTreeSet<char> =
            words.iter().filter(is_initial).filter_map(|word| word.chars().next()).collect();
        let full: Vec<&String> = words.iter().filter(|word| !is_initial(word)).collect();
        if let ([family], Some(initial), 2) = (&full[..], initials.first(), words.len()) {
            return Likeness { keys: BTreeSet::from([short(*initial, family)]), ..Likeness::default() };
        }
        let (Some(first), Some(last), true) = (full.first(), full.last(), full.len() >= 2) else {
            return Likeness::default();
        };
        let between = &full[1..full.len() - 1];
        let mut keys = self.keys(first, last);
        // Of two family names people write the first alone ("José García López").
        if let Some(first_family) = between.last() {
            keys.extend(self.keys(first, first_family));
        }
        // "Lucas de Vries" is lucas.devries@ in addresses.
        let at = written.iter().rposition(|word| word == *last).unwrap_or_default();
        let from = written[..at].iter().rposition(|word| !is_title(word)).map_or(0, |before| before + 1);
        if from > 0 && from < at {
            keys.extend(self.keys(first, &written[from..=at].concat()));
        }
        let initial = first.chars().next().unwrap_or_default();
        let short = between.last().into_iter().chain([last]).map(|family| short(initial, family)).collect();
        let middles = between.iter().filter_map(|word| word.chars().next()).chain(initials.iter().copied());
        Likeness { keys, short, middles: middles.collect(), initials }
    }

    /// Without apostrophes, and as it would be written without a transcription.
    pub(super) fn spelt(&self, word: &str) -> String {
        let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
        self.transcribed.iter().fold(plain, |word, (from, to)| {
            if word.contains(from.as_str()) { word.replace(from.as_str(), to) } else { word }
        })
    }

    /// The logins that organisations form from a name: `jchavez`, `chavezj`, `justinc`, `justinchavez`,
    /// `chavez`, `justin`; without signs and transcriptions.
    pub(super) fn logins_of(&self, name: &str) -> BTreeSet<String> {
        let folded = person_key(name);
        let words: Vec<String> = folded
            .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
            .filter(|word| word.chars().count() > 1 && !self.titles.contains(*word))
            .map(|word| self.spelt(word))
            .collect();
        let (Some(given), Some(family), true) = (words.first(), words.last(), words.len() >= 2) else {
            return BTreeSet::new();
        };
        let initial = |word: &str| word.chars().take(1).collect::<String>();
        let (first, last) = (initial(given), initial(family));
        BTreeSet::from([
            format!("{first}{family}"),
            format!("{family}{first}"),
            format!("{given}{last}"),
            format!("{given}{family}"),
            family.clone(),
            given.clone(),
        ])
    }

    /// A login without its signs, as [`NameForms::logins_of`] writes them.
    pub(super) fn login_as_formed(&self, login: &str) -> String {
        self.spelt(&fold_accents(local_part(login)))
    }

    /// Both words in alphabetical order, each also as any of the given names it is a form of.
    fn keys(&self, one: &str, other: &str) -> BTreeSet<String> {
        let mut keys = BTreeSet::from([pair(one, other)]);
        for (word, rest) in [(one, other), (other, one)] {
            for list in self.lists.get(word).into_iter().flatten() {
                keys.insert(format!("{list} {rest}"));
            }
        }
        keys
    }
}

impl Likeness {
    /// Whether both give middle initials and have none in common.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let differ = |mine: &Self, theirs: &Self| {
            !mine.initials.is_empty()
                && !theirs.middles.is_empty()
                && mine.initials.is_disjoint(&theirs.middles)
        };
        differ(self, other) || differ(other, self)
    }
}

/// "J. Chavez" as compared; no full name has such a key.
fn short(initial: char, family: &str) -> String {
    format!("{initial}. {family}")
}

fn pair(one: &str, other: &str) -> String {
    if one <= other { format!("{one} {other}") } else { format!("{other} {one}") }
}

/// Whether a name is written in characters that have no case and need no blank.
fn is_ideographic(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '々'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mappings;

    fn alike(one: &str, other: &str) -> bool {
        let forms: NameForms = Mappings::embedded().toml("names.toml").unwrap();
        let forms = forms.indexed();
        let (one, other) = (forms.likeness(one), forms.likeness(other));
        !one.keys.is_disjoint(&other.keys) && !one.contradicts(&other)
    }

    #[test]
    fn one_person_is_written_in_many_ways() {
        for (one, other) in [
            ("Smith, Robert J.", "Bob Smith"),
            ("Robert J. Smith", "Robert James Smith"),
            ("Jürgen Müller", "Juergen Mueller"),
            ("José García López", "Jose Garcia"),
            ("Anna Meier-Schulz", "Anna Meier"),
            ("Dr. Elizabeth O'Neil", "Liz ONeil"),
            ("Tanaka Hiroshi", "Hiroshi Tanaka"),
            ("田中 太郎", "田中太郎"),
            ("Jean-Luc Petit", "Jean Luc PETIT"),
            ("Smith, Ann (Contractor)", "Ann Smith"),
            ("Lucas de Vries", "lucas devries"),
            ("Lucas de Vries", "Lucas Vries"),
            ("Anna Schmidt - Finance", "Anna Schmidt"),
        ] {
            assert!(alike(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn an_initial_stands_for_a_given_name_in_a_key_of_its_own() {
        let forms: NameForms = Mappings::embedded().toml("names.toml").unwrap();
        let (short, full) = (forms.likeness("J. Chavez"), forms.likeness("Justin Chavez"));
        assert!(short.keys.is_disjoint(&full.keys), "two accounts are never tied by an initial");
        assert_eq!(short.keys, full.short);
    }

    #[test]
    fn others_are_not_that_person() {
        for (one, other) in [
            ("John A. Smith", "John B. Smith"),
            ("Ann Smith", "Anna Schmidt"),
            ("Robert Smith", "Robert Jones"),
            ("Smith", "Ann Smith"),
            ("Ann Smith", "Ann Smith 2"),
            ("田中 太郎", "田中 次郎"),
        ] {
            assert!(!alike(one, other), "{one} and {other}");
        }
    }
}
