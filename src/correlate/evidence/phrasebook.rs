//! Finding the phrases of all lexicons in a text.
//!
//! Nearly all begin and end where words do: these stand in a tree of words, of which a text asks a few steps. An
//! automaton over all letters of them would take longer to build than most exports take to read; it holds the few
//! that leave an end open or are of a script without spaces.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

use super::lexicon::Concepts;
use super::phrase::{Phrase, composed};

/// All phrases, ready to be found.
#[derive(Debug, Clone)]
pub(super) struct Phrasebook {
    tree: Tree,
    /// Patterns of the tree: few, as most phrases tell nothing but their concept.
    patterns: Vec<Pattern>,
    /// The patterns of all nodes.
    whole: Vec<u32>,
    /// Where those of each node begin in `whole`.
    of_node: Vec<u32>,
    /// Patterns of the automaton.
    loose: Vec<Pattern>,
    automaton: AhoCorasick,
}

/// What is found by one text, or by one of several that are written alike.
#[derive(Debug, Clone, Default)]
struct Pattern {
    concepts: Concepts,
    /// The phrase as it must have been written, accents and all, where that tells words apart.
    written: Option<String>,
    /// Whether its words stand apart.
    bounded: bool,
    open_start: bool,
    open_end: bool,
}

/// What tells a pattern from others, and one phrase of it.
struct Entered<'a> {
    /// The node of the tree; 0 for a pattern with an open end.
    node: u32,
    text: &'a str,
    written: Option<&'a str>,
    open_start: bool,
    open_end: bool,
    spaced: bool,
    concept: u16,
}

impl<'a> Entered<'a> {
    fn key(&self) -> (u32, &'a str, Option<&'a str>, bool, bool) {
        (self.node, if self.node == 0 { self.text } else { "" }, self.written, self.open_start, self.open_end)
    }
}

impl Phrasebook {
    /// Of the phrases of languages, each with whether its words are divided by spaces.
    pub(super) fn new<'a>(languages: impl Iterator<Item = (bool, &'a [Phrase])>) -> Result<Self, BuildError> {
        let mut tree = Tree::default();
        let mut entered = enter(languages, &mut tree);
        // Stable: of languages that share a phrase the first says whether its words stand apart.
        entered.sort_by(|a, b| a.key().cmp(&b.key()));
        let (mut patterns, mut plain) = (Vec::new(), BTreeMap::new());
        let (mut whole, mut of_node, mut loose, mut texts) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        for same in entered.chunk_by(|a, b| a.key() == b.key()) {
            let first = &same[0];
            if first.node == 0 || !first.spaced {
                texts.push(first.text);
                loose.push(Pattern::of(same));
                continue;
            }
            let mut fresh = || {
                patterns.push(Pattern::of(same));
                patterns.len() as u32 - 1
            };
            of_node.resize(first.node as usize + 1, whole.len() as u32);
            whole.push(match same {
                [one] if one.written.is_none() => *plain.entry(one.concept).or_insert_with(fresh),
                _ => fresh(),
            });
        }
        of_node.resize(tree.nodes as usize + 2, whole.len() as u32);
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts)?;
        Ok(Self { tree, patterns, whole, of_node, loose, automaton })
    }

    /// Tells start, end and concepts of every phrase in a folded text. `original` gives the text as it was written
    /// between two places.
    pub(super) fn find<'a>(
        &self,
        text: &str,
        original: impl Fn(usize, usize) -> &'a str,
        mut tell: impl FnMut(usize, usize, &[u16]),
    ) {
        let is_as_written = |pattern: &Pattern, start, end| {
            pattern.written.as_ref().is_none_or(|written| *written == composed(original(start, end)))
        };
        self.tree.walk(text, |node, start, end| {
            let (from, to) = (self.of_node[node as usize] as usize, self.of_node[node as usize + 1] as usize);
            let patterns = self.whole[from..to].iter().map(|at| &self.patterns[*at as usize]);
            for pattern in patterns.filter(|one| is_as_written(one, start, end)) {
                tell(start, end, &pattern.concepts);
            }
        });
        for found in self.automaton.find_overlapping_iter(text) {
            let pattern = &self.loose[found.pattern().as_usize()];
            if pattern.stands_alone(text, found.start(), found.end())
                && is_as_written(pattern, found.start(), found.end())
            {
                let (start, end) = pattern.whole_words(text, found.start(), found.end());
                tell(start, end, &pattern.concepts);
            }
        }
    }
}

/// Every text of every phrase, those with closed ends in the tree.
fn enter<'a>(languages: impl Iterator<Item = (bool, &'a [Phrase])>, tree: &mut Tree) -> Vec<Entered<'a>> {
    let mut entered = Vec::new();
    for (spaced, phrases) in languages {
        for phrase in phrases {
            let plain = (phrase.folded.as_str(), phrase.written.as_deref());
            let transcribed = phrase.transcribed.as_deref().map(|text| (text, None));
            let texts = std::iter::once(plain).chain(transcribed).filter(|(text, _)| !text.is_empty());
            entered.extend(texts.map(|(text, written)| Entered {
                node: if phrase.open_start || phrase.open_end { 0 } else { tree.enter(text) },
                text,
                written,
                open_start: phrase.open_start,
                open_end: phrase.open_end,
                spaced,
                concept: phrase.concept,
            }));
        }
    }
    entered
}

impl Pattern {
    fn of(same: &[Entered<'_>]) -> Self {
        let mut concepts: Concepts = same.iter().map(|one| one.concept).collect();
        concepts.sort_unstable();
        concepts.dedup();
        let first = &same[0];
        Self {
            concepts,
            written: first.written.map(str::to_owned),
            bounded: first.spaced,
            open_start: first.open_start,
            open_end: first.open_end,
        }
    }

    /// Whether what was found begins and ends where a word does. In a script without spaces
    /// only Latin letters must not be cut: "ng" is no part of "hanging".
    fn stands_alone(&self, text: &str, start: usize, end: usize) -> bool {
        let cuts = |left: Option<char>, right: Option<char>| match (left, right) {
            (Some(left), Some(right)) if self.bounded => left.is_alphanumeric() && right.is_alphanumeric(),
            (Some(left), Some(right)) => left.is_ascii_alphanumeric() && right.is_ascii_alphanumeric(),
            _ => false,
        };
        let (before, from) = (text[..start].chars().next_back(), text[start..].chars().next());
        let (to, after) = (text[..end].chars().next_back(), text[end..].chars().next());
        (self.open_start || !cuts(before, from)) && (self.open_end || !cuts(to, after))
    }

    /// What was found with the rest of the words that it leaves open.
    fn whole_words(&self, text: &str, start: usize, end: usize) -> (usize, usize) {
        let first = text[..start].trim_end_matches(char::is_alphanumeric).len();
        let last = text.len() - text[end..].trim_start_matches(char::is_alphanumeric).len();
        let (open_start, open_end) = (self.bounded && self.open_start, self.bounded && self.open_end);
        (if open_start { first } else { start }, if open_end { last } else { end })
    }
}

/// Phrases word by word. Node 0 is the root.
#[expect(clippy::disallowed_types, reason = "asked for every word of every text, never iterated")]
#[derive(Debug, Clone, Default)]
struct Tree {
    words: std::collections::HashMap<Box<str>, u32>,
    /// The next node by node and word, with whether a space stands before the word.
    steps: std::collections::HashMap<(u32, u32, bool), u32>,
    /// How many nodes there are beside the root.
    nodes: u32,
}

impl Tree {
    fn enter(&mut self, text: &str) -> u32 {
        let mut node = 0;
        for (start, end) in words(text) {
            let word = match self.words.get(&text[start..end]) {
                Some(word) => *word,
                None => {
                    let word = self.words.len() as u32;
                    self.words.insert(text[start..end].into(), word);
                    word
                }
            };
            let fresh = self.nodes + 1;
            node = *self.steps.entry((node, word, is_spaced(text, start) && node > 0)).or_insert(fresh);
            self.nodes = self.nodes.max(node);
        }
        node
    }

    /// Tells the node, start and end of every way into the tree.
    fn walk(&self, text: &str, mut tell: impl FnMut(u32, usize, usize)) {
        let words: Vec<(usize, usize, Option<u32>)> = words(text)
            .map(|(start, end)| (start, end, self.words.get(&text[start..end]).copied()))
            .collect();
        for (first, (start, ..)) in words.iter().enumerate() {
            let mut node = 0;
            for (from, end, word) in &words[first..] {
                let spaced = node > 0 && is_spaced(text, *from);
                let step = word.and_then(|word| self.steps.get(&(node, word, spaced)));
                let Some(next) = step else { break };
                node = *next;
                tell(node, *start, *end);
            }
        }
    }
}

/// Runs of letters and digits, and all other characters one by one; of several spaces but the last.
fn words(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let skipped = usize::from(rest.starts_with(' ') && !rest[1..].starts_with(' ') && rest.len() > 1);
        let rest = &rest[skipped..];
        let first = rest.chars().next()?;
        let run = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let start = at + skipped;
        at = start + if run == 0 { first.len_utf8() } else { run };
        Some((start, at))
    })
}

fn is_spaced(text: &str, start: usize) -> bool {
    text[..start].ends_with(' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phrase(concept: u16, text: &str, open: (bool, bool), written: Option<&str>) -> Phrase {
        Phrase {
            concept,
            folded: text.to_owned(),
            transcribed: None,
            written: written.map(str::to_owned),
            open_start: open.0,
            open_end: open.1,
        }
    }

    fn found(book: &Phrasebook, text: &str) -> Vec<(usize, usize, u16)> {
        let mut found = Vec::new();
        let tell = |start, end, concepts: &[u16]| found.extend(concepts.iter().map(|it| (start, end, *it)));
        book.find(text, |start, end| &text[start..end], tell);
        found.sort_unstable();
        found
    }

    /// The same by asking for each phrase at each place.
    fn plainly(languages: &[(bool, Vec<Phrase>)], text: &str) -> Vec<(usize, usize, u16)> {
        let all = || languages.iter().flat_map(|(spaced, of)| of.iter().map(move |one| (*spaced, one)));
        let key = |one: &Phrase| (one.folded.clone(), one.written.clone(), one.open_start, one.open_end);
        let mut found = Vec::new();
        for (_, one) in all().filter(|(_, one)| !one.folded.is_empty()) {
            let bounded = all().find(|(_, other)| key(other) == key(one)).is_some_and(|(spaced, _)| spaced);
            let (open_start, open_end) = (one.open_start, one.open_end);
            let pattern = Pattern { bounded, open_start, open_end, ..Pattern::default() };
            let at = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(&one.folded));
            for (start, end) in at.map(|at| (at, at + one.folded.len())) {
                let is_written =
                    one.written.as_ref().is_none_or(|written| *written == composed(&text[start..end]));
                if is_written && pattern.stands_alone(text, start, end) {
                    let (start, end) = pattern.whole_words(text, start, end);
                    found.push((start, end, one.concept));
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn phrases() -> impl Strategy<Value = Vec<Phrase>> {
        let text = "[ab,\u{3099}カ]{1,3}( [ab,カ]{1,2}){0,2}";
        let open = (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2));
        let one = (0..4_u16, text, open, proptest::bool::weighted(0.1)).prop_map(
            |(concept, text, open, written)| phrase(concept, &text, open, written.then_some(&text)),
        );
        proptest::collection::vec(one, 0..12)
    }

    proptest! {
        #[test]
        fn a_phrase_is_found_wherever_it_stands(
            spaced in phrases(), unspaced in phrases(), late in phrases(), text in "[ab,\u{3099}カ ]{0,24}"
        ) {
            let languages = [(true, spaced), (false, unspaced), (true, late)];
            let book = Phrasebook::new(languages.iter().map(|(spaced, of)| (*spaced, of.as_slice()))).unwrap();
            let (mut found, mut plain) = (found(&book, &text), plainly(&languages, &text));
            // A phrase that is given twice is one pattern.
            found.dedup();
            plain.dedup();
            prop_assert_eq!(found, plain);
        }
    }
}
