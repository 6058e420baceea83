//! Whether two tickets are about the same problem, whatever words they use.

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::ContactInput;
use crate::model::{ChangeKind, LinkOutcome};

/// What a ticket is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Problem<'a> {
    topic: &'a str,
    /// Kinds of the changes that were made for it; if none, of those it asks for.
    kinds: Vec<ChangeKind>,
    /// Whether changes were made for it.
    is_done: bool,
    /// Whether changes were made for it, or the desk writes of such.
    is_sure: bool,
    /// The category, as written.
    category: &'a str,
    /// Telling words of the title, as hashes, sorted.
    words: Vec<u64>,
    /// What looks like the name of an account or machine in the title, as hashes, sorted.
    names: Vec<u64>,
    /// The whole title, as a hash.
    title: u64,
    has_words: bool,
}

/// A word that so many of a hundred titles hold tells nothing.
const COMMON_IN_HUNDRED: usize = 5;

/// What every ticket is about, in the order of the tickets.
pub(super) fn problems<'a>(input: &ContactInput<'a>) -> Vec<Problem<'a>> {
    let words: Vec<Vec<u64>> = input.tickets.par_iter().map(|ticket| title_words(&ticket.title)).collect();
    let common = common(&words, input.tickets.len());
    let mut kinds: Vec<Vec<ChangeKind>> = vec![Vec::new(); input.tickets.len()];
    for case in input.cases {
        if let (LinkOutcome::Linked, Some(link)) = (case.link_outcome, &case.link)
            && let Some(kinds) = kinds.get_mut(link.ticket.0 as usize)
            && case.change.parent.is_none()
        {
            kinds.push(case.change.kind);
        }
    }
    words
        .into_par_iter()
        .zip(kinds)
        .enumerate()
        .map(|(ix, (mut words, mut kinds))| {
            let ticket = &input.tickets[ix];
            let request = input.request(ix);
            let title = fold(&ticket.title);
            let has_words = !words.is_empty();
            words.retain(|word| common.binary_search(word).is_err());
            let is_done = !kinds.is_empty();
            let is_sure = is_done || request.kinds.iter().any(|kind| request.noted.contains(kind));
            if kinds.is_empty() {
                kinds.clone_from(if request.exact.is_empty() { &request.kinds } else { &request.exact });
            }
            let category = ticket.category.as_deref().map_or("", str::trim);
            let names = names(&ticket.title);
            Problem {
                names,
                topic: &request.topic,
                kinds,
                is_done,
                is_sure,
                category,
                words,
                title,
                has_words,
            }
        })
        .collect()
}

impl Problem<'_> {
    /// Whether both are about the same problem. For what the desk does every day (passwords, factors, locks) the
    /// topic or the kind of change tells; access to one thing is not access to another, nor one laptop's fault the
    /// next one's: there the titles must share a telling word, or, where there is no title, the category must agree.
    pub(super) fn is_same_as(&self, other: &Self, by_topic: &[String]) -> bool {
        if !self.names.is_empty() && !other.names.is_empty() && !shares(&self.names, &other.names) {
            return false;
        }
        let is_daily =
            |problem: &Self| problem.is_sure && by_topic.iter().any(|topic| topic == problem.topic);
        if is_daily(self) && is_daily(other) {
            return self.topic == other.topic || self.has_kind_of(other);
        }
        // Whatever the words: the desk did the same to the same account twice.
        if self.is_done && other.is_done && self.topic != "nhi" && self.has_kind_of(other) {
            return true;
        }
        let has_category = !self.category.is_empty();
        let same_category = has_category && self.category.eq_ignore_ascii_case(other.category);
        if !self.has_words || !other.has_words {
            return same_category;
        }
        let is_near = self.topic == other.topic || same_category;
        self.title == other.title || (is_near && shares(&self.words, &other.words))
    }

    fn has_kind_of(&self, other: &Self) -> bool {
        self.kinds.iter().any(|kind| other.kinds.contains(kind))
    }

    /// Whether both titles say the same, letter for letter but for case and marks.
    pub(super) fn has_same_title(&self, other: &Self) -> bool {
        self.has_words && self.title == other.title
    }
}

/// Words with a digit, an underscore or an inner dash: `svc-billing`, `LT-0423`, `ann@example.com`.
fn names(title: &str) -> Vec<u64> {
    let is_name = |word: &&str| {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let has_digit = inner.chars().any(|c| c.is_ascii_digit());
        inner.len() > 3
            && inner.chars().any(char::is_alphabetic)
            && (has_digit || inner.contains(['_', '-', '@', '.']))
    };
    let mut names: Vec<u64> = title.split_whitespace().filter(is_name).map(fold).collect();
    names.sort_unstable();
    names
}

fn shares(a: &[u64], b: &[u64]) -> bool {
    a.iter().any(|word| b.binary_search(word).is_ok())
}

/// Words that stand in many titles: sorted.
fn common(words: &[Vec<u64>], tickets: usize) -> Vec<u64> {
    let mut all: Vec<u64> = words.iter().flatten().copied().collect();
    all.par_sort_unstable();
    let least = (tickets * COMMON_IN_HUNDRED / 100).max(COMMON_IN_HUNDRED);
    all.chunk_by(|a, b| a == b).filter(|same| same.len() > least).map(|same| same[0]).collect()
}

/// The words of a title of three letters or more, each once, sorted; numbers are somebody's, not a problem's.
fn title_words(title: &str) -> Vec<u64> {
    let mut words: Vec<u64> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(2).is_some() && word.chars().any(char::is_alphabetic))
        .map(fold)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// A word or title without case, marks and signs, as a hash (FNV-1a: the same on every machine).
fn fold(text: &str) -> u64 {
    text.nfkd()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .fold(0xcbf2_9ce4_8422_2325, |hash, c| {
            (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
        })
}
