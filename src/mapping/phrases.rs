//! Phrases looked for in texts: whole words, whatever the case, several lists in one pass.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

/// Lists of phrases, compiled. A hit names its list by its place.
#[derive(Debug, Clone)]
pub struct Phrases {
    automaton: Option<AhoCorasick>,
    lists: Vec<usize>,
    negations: Vec<String>,
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Place of the list that has the phrase.
    pub list: usize,
    /// First byte of it in the text.
    pub from: usize,
    /// One past the last byte.
    pub to: usize,
}

impl Phrases {
    /// Compiles lists of phrases; `negations` are words that turn a phrase round.
    ///
    /// # Errors
    /// An empty phrase, or more phrases than an automaton can hold, in words.
    pub fn new(lists: &[&[String]], negations: &[String]) -> Result<Self, String> {
        let labelled: Vec<(usize, &str)> = lists
            .iter()
            .enumerate()
            .flat_map(|(list, phrases)| phrases.iter().map(move |phrase| (list, phrase.as_str())))
            .collect();
        if labelled.iter().any(|(_, phrase)| phrase.trim().is_empty()) {
            return Err("an empty phrase would match everywhere".to_owned());
        }
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(labelled.iter().map(|(_, phrase)| phrase))
            .map_err(|fault| fault.to_string())?;
        let lists = labelled.iter().map(|(list, _)| *list).collect::<Vec<_>>();
        Ok(Self { automaton: (!lists.is_empty()).then_some(automaton), lists, negations: negations.to_vec() })
    }

    /// All whole-word hits in a text, in the order in which they end.
    pub fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        self.automaton.iter().flat_map(move |automaton| {
            automaton.find_overlapping_iter(text).filter_map(move |found| {
                let hit = Hit {
                    list: self.lists[found.pattern().as_usize()],
                    from: found.start(),
                    to: found.end(),
                };
                stands_alone(text, hit).then_some(hit)
            })
        })
    }

    /// Whether any phrase of the list stands in the text.
    #[must_use]
    pub fn has(&self, list: usize, text: &str) -> bool {
        self.hits(text).any(|hit| hit.list == list)
    }

    /// Whether one of the three words before the hit turns it round.
    #[must_use]
    pub fn is_negated(&self, text: &str, hit: Hit) -> bool {
        text[..hit.from].split_whitespace().rev().take(3).any(|word| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'').to_lowercase();
            self.negations.iter().any(|negation| {
                word == *negation || (negation.starts_with("n'") && word.ends_with(negation.as_str()))
            })
        })
    }
}

fn stands_alone(text: &str, hit: Hit) -> bool {
    let before = text.get(..hit.from).and_then(|part| part.chars().next_back());
    let after = text.get(hit.to..).and_then(|part| part.chars().next());
    let own = |part: Option<&str>, last: bool| {
        part.and_then(|part| if last { part.chars().next_back() } else { part.chars().next() })
    };
    let phrase = text.get(hit.from..hit.to);
    phrase.is_some() && !continues(before, own(phrase, false)) && !continues(own(phrase, true), after)
}

/// Whether two neighbouring characters belong to one word. Chinese and Japanese write no blanks between words.
fn continues(left: Option<char>, right: Option<char>) -> bool {
    let is_of_word = |c: char| c.is_alphanumeric() && !('\u{2e80}'..='\u{9fff}').contains(&c);
    left.is_some_and(is_of_word) && right.is_some_and(is_of_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases {
        let lists = [vec!["escalated to".to_owned()], vec!["l2".to_owned(), "straße".to_owned()]];
        Phrases::new(&[&lists[0], &lists[1]], &["not".to_owned(), "n't".to_owned()]).unwrap()
    }

    #[test]
    fn whole_words_in_any_case_and_their_lists() {
        let phrases = phrases();
        let text = "Escalated to L2 (not L23), Straße";
        let found: Vec<(usize, &str)> =
            phrases.hits(text).map(|hit| (hit.list, &text[hit.from..hit.to])).collect();
        assert_eq!(found, [(0, "Escalated to"), (1, "L2"), (1, "Straße")]);
    }

    #[test]
    fn a_negation_just_before_turns_a_phrase_round() {
        let phrases = phrases();
        for (text, negated) in [
            ("was not escalated to L2", true),
            ("wasn't escalated to L2", true),
            ("I do not know. It was then quickly escalated to L2", false),
            ("escalated to L2", false),
        ] {
            let hit = phrases.hits(text).find(|hit| hit.list == 0).unwrap();
            assert_eq!(phrases.is_negated(text, hit), negated, "{text}");
        }
    }

    #[test]
    fn hostile_texts_and_empty_lists_do_no_harm() {
        assert_eq!(Phrases::new(&[], &[]).unwrap().hits("l2").count(), 0);
        assert!(Phrases::new(&[&["  ".to_owned()]], &[]).is_err());
        assert_eq!(phrases().hits("\u{0}él2é\u{feff}").count(), 0);
        let japanese = Phrases::new(&[&["ありがとう".to_owned()]], &[]).unwrap();
        assert_eq!(japanese.hits("本当にありがとうございます").count(), 1);
    }
}
