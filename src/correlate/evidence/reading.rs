//! What one sentence says of verification.

use std::ops::Range;

use super::fold::Folded;
use super::lexicon::{Concepts, Hit, Lexicons, RuleSet};
use crate::mapping::lexicon::Side;
use crate::model::Method;

/// How a stated verification ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stated {
    /// It succeeded.
    Passed,
    /// It was tried and failed, or was refused.
    Failed,
    /// The text says that it was not done.
    NotDone,
}

/// One method that a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) method: Method,
    /// `None`: begun, the outcome is not told in this sentence.
    pub(super) outcome: Option<Stated>,
    /// Whether the outcome is taken from the wording of the act, no word of success being told.
    pub(super) assumed: bool,
    /// Whether only the weakest reading is left: nothing is told of how it came about.
    pub(super) bare: bool,
    /// Byte ranges in the original sentence.
    pub(super) matched: Vec<(usize, usize)>,
}

/// What a sentence without a method of its own may say of the sentence before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aftermath {
    Nothing,
    Succeeded,
    Failed,
    NotDone,
    /// The change was made "anyway": what was only assumed to have succeeded did not.
    Despite,
}

/// A longer sentence with "anyway" is about something else, in words.
const LONGEST_DESPITE: usize = 14;
/// A setting alone has no more words: "In person.", "Teams video call.".
const LONGEST_SETTING: usize = 4;

/// A sentence taken apart.
pub(super) struct Parsed<'a> {
    lexicons: &'a Lexicons,
    hits: Vec<Word>,
    words: usize,
    folded: Folded,
}

/// A hit with its place among the words.
#[derive(Debug, Clone, Copy)]
struct Word {
    hit: Hit,
    first: usize,
    last: usize,
    clause: usize,
}

/// How a match ended; nothing stated: begun, the outcome is not told in this sentence.
struct Ending {
    stated: Option<Stated>,
    /// The words of the act alone say it.
    assumed: bool,
}

/// A rule's match: the hits it rests on.
struct Match {
    rule: usize,
    words: Vec<usize>,
    first: usize,
    last: usize,
}

impl<'a> Parsed<'a> {
    pub(super) fn new(sentence: &str, lexicons: &'a Lexicons) -> Self {
        let folded = lexicons.spelling.write_out(Folded::new(sentence));
        let hits = lexicons.hits(sentence, &folded);
        let starts = word_starts(&folded.text);
        let words = hits.iter().map(|hit| place(*hit, &starts)).collect();
        let mut parsed = Self { lexicons, hits: words, words: starts.len(), folded };
        parsed.number_clauses();
        parsed.mask();
        parsed
    }

    /// The methods stated; nothing for a form that nobody filled in.
    pub(super) fn readings(&self) -> Vec<Reading> {
        if self.any(&self.lexicons.roles.template) {
            return Vec::new();
        }
        let matches = self.matches();
        let mut readings: Vec<Reading> = Vec::new();
        for found in &matches {
            let Some(ending) = self.ending(found, &matches) else { continue };
            let rule = &self.lexicons.rules[found.rule];
            readings.push(Reading {
                method: rule.method,
                outcome: ending.stated,
                assumed: ending.assumed,
                bare: rule.fallback,
                matched: self.matched(found),
            });
        }
        one_per_method(readings)
    }

    /// What this sentence adds to a method of the sentence before.
    pub(super) fn aftermath(&self) -> Aftermath {
        let roles = &self.lexicons.roles;
        if self.words <= LONGEST_DESPITE && self.any(&roles.despite) {
            return Aftermath::Despite;
        }
        if self.words > 9 || self.any(&roles.action) || self.any(&roles.template) {
            return Aftermath::Nothing;
        }
        let not = self.hits.iter().any(|word| {
            self.has(word, &roles.negation)
                || self.has(word, &roles.inability)
                || self.has(word, &roles.attempt)
        });
        if self.any(&roles.inability) {
            return Aftermath::Failed;
        }
        let mut last = self.hits.iter().filter_map(|word| {
            let says_no = self.has(word, &roles.answer_no) && word.first == 0 && self.words <= 3;
            if says_no || self.has(word, &roles.undone) {
                Some(Aftermath::NotDone)
            } else if self.has(word, &roles.failure) {
                Some(Aftermath::Failed)
            } else if self.has(word, &roles.pending) || self.has(word, &roles.intention) {
                Some(Aftermath::Nothing)
            } else if self.has(word, &roles.success) || (self.has(word, &roles.answer_yes) && word.first == 0)
            {
                Some(if not { Aftermath::Failed } else { Aftermath::Succeeded })
            } else {
                None
            }
        });
        last.next_back().unwrap_or(Aftermath::Nothing)
    }

    /// Whether it only says how the two met ("Walk-up."), so that the next sentence goes on with it.
    pub(super) fn is_setting(&self) -> bool {
        let roles = &self.lexicons.roles;
        self.words <= LONGEST_SETTING
            && !self.hits.is_empty()
            && self.hits.iter().all(|word| {
                let same = |other: &&Word| other.hit.start == word.hit.start && other.hit.end == word.hit.end;
                self.hits.iter().filter(same).any(|word| self.has(word, &roles.setting))
            })
    }

    /// Whether it speaks of a change or of a thing, not of a person.
    pub(super) fn is_of_change(&self) -> bool {
        self.any(&self.lexicons.roles.action)
    }

    /// Whether it only says that something was begun: "code sent".
    pub(super) fn is_begun(&self) -> bool {
        self.any(&self.lexicons.roles.begun)
    }

    /// What a short value of a field answers by itself.
    pub(super) fn answer(&self) -> Option<Stated> {
        let roles = &self.lexicons.roles;
        if self.words == 0 || self.words > 3 {
            None
        } else if self.any(&roles.failure) || self.any(&roles.inability) {
            Some(Stated::Failed)
        } else if self.any(&roles.negation) || self.any(&roles.answer_no) || self.any(&roles.pending) {
            Some(Stated::NotDone)
        } else if self.any(&roles.answer_yes) && self.words == 1 {
            Some(Stated::Passed)
        } else {
            None
        }
    }

    /// Where the first word of the lexicon begins, if it tells of an act: one of these ranges,
    /// or a word of success.
    pub(super) fn first_act(&self, matched: &[(usize, usize)]) -> Option<usize> {
        let first = self.hits.first()?;
        let range = self.folded.origin(first.hit.start, first.hit.end);
        let same = |word: &&Word| word.hit.start == first.hit.start;
        let succeeds =
            self.hits.iter().take_while(same).any(|word| self.has(word, &self.lexicons.roles.success));
        (succeeds || matched.contains(&range)).then_some(range.0)
    }

    /// Whether it speaks of the day before.
    pub(super) fn is_of_yesterday(&self) -> bool {
        self.any(&self.lexicons.roles.yesterday)
    }

    /// Where a name may begin whose identity the sentence speaks of: byte offsets in the sentence.
    pub(super) fn name_cues(&self) -> Vec<usize> {
        let cues = self.hits.iter().filter(|word| self.has(word, &self.lexicons.roles.subject_cue));
        cues.map(|word| self.folded.origin(word.hit.start, word.hit.end).1).collect()
    }

    /// Byte ranges of the sentence that are words of the lexicon, hence no names.
    pub(super) fn known_words(&self) -> Vec<(usize, usize)> {
        self.hits.iter().map(|word| self.folded.origin(word.hit.start, word.hit.end)).collect()
    }

    fn has(&self, word: &Word, concepts: &Concepts) -> bool {
        concepts.binary_search(&word.hit.concept).is_ok()
    }

    fn any(&self, concepts: &Concepts) -> bool {
        self.hits.iter().any(|word| self.has(word, concepts))
    }

    /// Clauses end at punctuation and at words such as "but".
    fn number_clauses(&mut self) {
        let bytes = self.folded.text.as_bytes();
        let breaks: Vec<usize> = self
            .hits
            .iter()
            .filter(|word| self.has(word, &self.lexicons.roles.clause))
            .map(|word| word.hit.start)
            .chain(memchr::memchr_iter(b',', bytes).filter(|at| !self.is_inside(*at)))
            .collect();
        let mut breaks = breaks;
        breaks.sort_unstable();
        for word in &mut self.hits {
            word.clause = breaks.partition_point(|at| *at <= word.hit.start);
        }
    }

    /// Whether a byte of the folded text belongs to a phrase: "according to the user, he was called".
    fn is_inside(&self, at: usize) -> bool {
        self.hits.iter().any(|word| word.hit.start <= at && at < word.hit.end)
    }

    fn mask(&mut self) {
        let mut hidden = vec![false; self.hits.len()];
        for mask in &self.lexicons.masks {
            for (at, by) in self.hits.iter().enumerate().filter(|(_, word)| word.hit.concept == mask.when) {
                // What an earlier mask hid hides nothing.
                if hidden[at] {
                    continue;
                }
                for (other, word) in self.hits.iter().enumerate() {
                    let (start, of) = (word.hit.start, by.hit.start);
                    let before = start < of && by.first.saturating_sub(word.last) <= mask.reach;
                    let after = start > of && word.first.saturating_sub(by.last) <= mask.reach;
                    let side = match mask.side {
                        Side::Before => before,
                        Side::After => after,
                        Side::Around => before || after,
                    };
                    hidden[other] |= other != at
                        && side
                        && (mask.across || word.clause == by.clause)
                        && mask.hide.binary_search(&word.hit.concept).is_ok();
                }
            }
        }
        let mut hidden = hidden.into_iter();
        self.hits.retain(|_| !hidden.next().unwrap_or(false));
    }

    fn matches(&self) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        // Most rules ask for a word that does not stand here.
        let concepts = self.hits.iter().map(|word| usize::from(word.hit.concept));
        let rules = concepts.filter_map(|concept| self.lexicons.rules_of.get(concept)).flatten();
        let mut rules: Vec<usize> = rules.copied().collect();
        rules.sort_unstable();
        rules.dedup();
        for at in rules {
            matches.extend(self.matches_of(at, &self.lexicons.rules[at]));
        }
        matches.sort_by_key(|found| (found.first, found.last, found.rule));
        give_way(matches, |found| self.lexicons.rules[found.rule].fallback)
    }

    /// One match per hit of the rule's first group, with the nearest hits of the others.
    fn matches_of(&self, at: usize, rule: &RuleSet) -> Vec<Match> {
        if rule.sentence > 0 && self.words > rule.sentence {
            return Vec::new();
        }
        let Some((anchor, others)) = rule.all.split_first() else { return Vec::new() };
        let mut found: Vec<Match> = Vec::new();
        for (first, word) in self.hits.iter().enumerate().filter(|(_, word)| self.has(word, anchor)) {
            let mut words = vec![first];
            for group in others {
                let near = self
                    .hits
                    .iter()
                    .enumerate()
                    .filter(|(other, hit)| !words.contains(other) && self.has(hit, group))
                    .min_by_key(|(_, hit)| hit.first.abs_diff(word.first));
                words.extend(near.map(|(other, _)| other));
            }
            let from = words.iter().map(|at| self.hits[*at].first).min().unwrap_or(0);
            let to = words.iter().map(|at| self.hits[*at].last).max().unwrap_or(0);
            let near = others.is_empty() || to - from < rule.within;
            let complete = near && words.len() == rule.all.len();
            let together = words.iter().take(rule.together).all(|at| self.hits[*at].clause == word.clause);
            if complete && together && !self.spoiled(rule, &words) {
                words.sort_unstable();
                found.push(Match { rule: at, words, first: from, last: to });
            }
        }
        found
    }

    fn spoiled(&self, rule: &RuleSet, words: &[usize]) -> bool {
        self.hits.iter().any(|hit| {
            self.has(hit, &rule.unless) && words.iter().any(|at| self.hits[*at].clause == hit.clause)
        })
    }

    /// `None`: not stated at all.
    fn ending(&self, found: &Match, all: &[Match]) -> Option<Ending> {
        let roles = &self.lexicons.roles;
        let rule = &self.lexicons.rules[found.rule];
        // "called the number on file, reset anyway": had it succeeded, nobody would say "anyway".
        let mut open = !rule.assumed || self.any(&roles.despite);
        let told = |stated| Some(Ending { stated, assumed: false });
        for &at in &found.words {
            match self.steering(at) {
                Steering::Intended => return None,
                Steering::Negated => return told(Some(self.negated(&self.hits[at]))),
                Steering::Unable => return told(Some(Stated::Failed)),
                Steering::Attempted => open = true,
                Steering::None => {}
            }
        }
        match self.told(found, all) {
            Told::Passed => told(Some(Stated::Passed)),
            Told::Failed => told(Some(Stated::Failed)),
            Told::NotDone => told(Some(Stated::NotDone)),
            Told::Pending => None,
            Told::Nothing if open => told(None),
            Told::Nothing => Some(Ending { stated: Some(Stated::Passed), assumed: true }),
        }
    }

    /// "not approved" is a refusal; "not verified", "did not call" say that nothing was done.
    fn negated(&self, word: &Word) -> Stated {
        let roles = &self.lexicons.roles;
        let is_refusal = |word: &Word| self.has(word, &roles.success) && !self.has(word, &roles.act);
        let same = |other: &&Word| other.hit.start == word.hit.start && other.hit.end == word.hit.end;
        // One word may be of several concepts: "confirmed" is stated, too.
        let refused = if self.has(word, &roles.success) {
            is_refusal(word)
        } else {
            self.hits.iter().filter(same).any(is_refusal)
        };
        if refused { Stated::Failed } else { Stated::NotDone }
    }

    /// The nearest word before a hit, in its clause and in reach, that turns its sense.
    fn steering(&self, at: usize) -> Steering {
        let roles = &self.lexicons.roles;
        let target = &self.hits[at];
        let mut steering = Steering::None;
        // A phrase that overlaps this one is part of it: "n'a pas" before "pas confirmé" turns nothing.
        let before = |word: &&Word| word.clause == target.clause && word.hit.end <= target.hit.start;
        for word in self.hits.iter().take(at).filter(before) {
            if self.has(word, &roles.reported) {
                return Steering::Intended;
            }
            let distance = target.first.saturating_sub(word.last);
            let near = distance <= roles.negation_reach;
            if self.has(word, &roles.negation) && near {
                steering = Steering::Negated;
            } else if self.has(word, &roles.inability) && near {
                steering = Steering::Unable;
            } else if self.has(word, &roles.attempt) && near {
                steering = Steering::Attempted;
            } else if self.has(word, &roles.intention) && distance <= roles.intention_reach {
                return Steering::Intended;
            }
        }
        steering
    }

    /// The last outcome told between this match and the next.
    fn told(&self, found: &Match, all: &[Match]) -> Told {
        let range = self.own_range(found, all);
        let roles = &self.lexicons.roles;
        let mut told = Told::Nothing;
        for (at, word) in self.hits.iter().enumerate().filter(|(_, word)| range.contains(&word.first)) {
            let turned = self.steering(at);
            if self.has(word, &roles.undone) {
                told = Told::NotDone;
            } else if self.has(word, &roles.failure) {
                told = Told::Failed;
            } else if self.has(word, &roles.pending) {
                told = Told::Pending;
            } else if self.has(word, &roles.answer_no) && self.is_whole_clause(word) {
                told = Told::NotDone;
            } else if self.has(word, &roles.answer_yes) && self.is_whole_clause(word) {
                told = Told::Passed;
            } else if self.has(word, &roles.success) && turned != Steering::Intended {
                told = match turned {
                    Steering::Unable => Told::Failed,
                    Steering::Negated if self.negated(word) == Stated::Failed => Told::Failed,
                    Steering::Negated => Told::NotDone,
                    _ if self.follows(at, &roles.pending) => Told::Pending,
                    _ if self.follows(at, &roles.failure) => Told::Failed,
                    _ => Told::Passed,
                };
            }
        }
        told
    }

    /// "must be done", "falsely answered", "somebody else answered": what stands just before a
    /// word of success says what it is worth.
    fn follows(&self, at: usize, concepts: &Concepts) -> bool {
        let word = &self.hits[at];
        let before = self.hits.iter().take(at).filter(|other| other.clause == word.clause);
        let mut before = before.filter(|other| self.has(other, concepts));
        before.any(|other| word.first.saturating_sub(other.last) <= 2)
    }

    /// From this match (from the beginning, for the first) to the next one of another method.
    fn own_range(&self, found: &Match, all: &[Match]) -> Range<usize> {
        let method = self.lexicons.rules[found.rule].method;
        let rule = |other: &Match| &self.lexicons.rules[other.rule];
        let others = || all.iter().filter(|other| rule(other).method != method && !rule(other).fallback);
        let from = if others().any(|other| other.last < found.first) { found.first } else { 0 };
        let to = others().map(|other| other.first).filter(|first| *first > found.last).min();
        from..to.unwrap_or(usize::MAX)
    }

    fn is_whole_clause(&self, word: &Word) -> bool {
        let text = &self.folded.text;
        let before = text[..word.hit.start].trim_end();
        let after = text[word.hit.end..].trim_start();
        before.ends_with(',') && (after.is_empty() || after.starts_with(','))
    }

    fn matched(&self, found: &Match) -> Vec<(usize, usize)> {
        let mut ranges: Vec<(usize, usize)> = found
            .words
            .iter()
            .map(|at| self.folded.origin(self.hits[*at].hit.start, self.hits[*at].hit.end))
            .collect();
        ranges.sort_unstable();
        ranges.dedup();
        ranges
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Steering {
    None,
    Intended,
    Negated,
    Unable,
    Attempted,
}

/// Drops the matches of fallback rules that share a word with another rule's.
fn give_way(matches: Vec<Match>, is_fallback: impl Fn(&Match) -> bool) -> Vec<Match> {
    let taken: std::collections::BTreeSet<usize> = matches
        .iter()
        .filter(|found| !is_fallback(found))
        .flat_map(|found| found.words.iter().copied())
        .collect();
    let stays = |found: &Match| !is_fallback(found) || !found.words.iter().any(|at| taken.contains(at));
    matches.into_iter().filter(stays).collect()
}

enum Told {
    Nothing,
    Passed,
    Failed,
    NotDone,
    Pending,
}

/// The last word on a method counts: "no answer, rang again on the desk phone on file, answered".
fn one_per_method(readings: Vec<Reading>) -> Vec<Reading> {
    let mut kept: Vec<Reading> = Vec::new();
    for reading in readings {
        match kept.iter_mut().find(|other| other.method == reading.method) {
            Some(other) if reading.outcome.is_some() => *other = reading,
            Some(_) => {}
            None => kept.push(reading),
        }
    }
    if kept.len() > 1 {
        kept.retain(|reading| reading.method != Method::ClaimedOnly);
    }
    kept
}

/// Byte offsets at which words begin. In a script without spaces a word begins where the
/// script changes; hiragana, which ends words, belongs to the word before it.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut before = Script::Blank;
    for (at, c) in text.char_indices() {
        let Some(script) = Script::of(c) else { continue };
        let begins = match script {
            Script::Blank => false,
            Script::Hiragana => before == Script::Blank,
            other => other != before,
        };
        if begins {
            starts.push(at);
        }
        before = script;
    }
    starts
}

/// Scripts whose change tells words apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Blank,
    Alphabetic,
    Hiragana,
    Katakana,
    Ideographic,
}

impl Script {
    /// `None` for marks that belong to the letter before them, whatever it is.
    fn of(c: char) -> Option<Self> {
        match c {
            ' ' => Some(Self::Blank),
            // Voicing marks, the mark of a long vowel, the mark of repetition.
            '\u{3099}' | '\u{309a}' | 'ー' | '々' => None,
            '\u{3041}'..='\u{309f}' => Some(Self::Hiragana),
            '\u{30a0}'..='\u{30ff}' => Some(Self::Katakana),
            _ if u32::from(c) >= 0x3000 => Some(Self::Ideographic),
            _ => Some(Self::Alphabetic),
        }
    }
}

fn place(hit: Hit, starts: &[usize]) -> Word {
    let first = starts.partition_point(|start| *start <= hit.start).saturating_sub(1);
    let last = starts.partition_point(|start| *start < hit.end).saturating_sub(1);
    Word { hit, first, last, clause: 0 }
}
