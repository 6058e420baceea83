//! Several persons in a short time (P7): by one agent, by one telephone number, from one address.

use std::collections::{BTreeMap, VecDeque};

use chrono::Duration;

use crate::model::{AccountIx, Instant};

/// What ties the persons of a crowd together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie<'a> {
    /// The same agent changed them.
    Agent(AccountIx),
    /// Their tickets name the same telephone number.
    Number(&'a str),
    /// What they were given was taken up from the same address.
    Address(&'a str),
}

/// One person who is touched, as a crowd counts them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark<'a> {
    pub(super) tie: Tie<'a>,
    pub(super) at: Instant,
    pub(super) person: AccountIx,
    /// The change that is credited with it.
    pub(super) change: &'a str,
}

/// For each change that stands in a crowd, the ties with so many persons.
pub(super) type Crowds<'a> = BTreeMap<&'a str, Vec<(Tie<'a>, usize)>>;

/// Finds the crowds among marks: within `span` at least `least` persons and at most `most` (beyond, it is
/// no caller but a bulk operation), and fewer elsewhere under the same tie (else it is the house's own
/// number or address). Linear in the marks once they are sorted.
pub(super) fn crowds<'a>(mut marks: Vec<Mark<'a>>, span: Duration, least: usize, most: usize) -> Crowds<'a> {
    marks.sort_by_key(|mark| (mark.tie, mark.at, mark.change));
    let mut crowds = Crowds::new();
    for group in marks.chunk_by(|a, b| a.tie == b.tie) {
        let everybody = group.iter().map(|mark| mark.person).collect::<std::collections::BTreeSet<_>>().len();
        let is_house = |here: usize| !matches!(group[0].tie, Tie::Agent(_)) && everybody - here > here;
        for (mark, persons) in group.iter().zip(densest(group, span)) {
            if (least..=most).contains(&persons) && !is_house(persons) {
                let seen = crowds.entry(mark.change).or_default();
                if seen.last().is_none_or(|(tie, _)| *tie != mark.tie) {
                    seen.push((mark.tie, persons));
                }
            }
        }
    }
    crowds
}

/// For each mark, the most persons in any stretch of `span` that holds it. The marks are sorted by time.
fn densest(marks: &[Mark<'_>], span: Duration) -> Vec<usize> {
    let from_each = from_each(marks, span);
    // The stretches that begin in the span before a mark, the fullest first (a sliding maximum).
    let mut begun: VecDeque<usize> = VecDeque::new();
    let mut most = Vec::with_capacity(marks.len());
    for (at, mark) in marks.iter().enumerate() {
        while begun.back().is_some_and(|last| from_each[*last] <= from_each[at]) {
            begun.pop_back();
        }
        begun.push_back(at);
        while begun.front().is_some_and(|first| marks[*first].at + span < mark.at) {
            begun.pop_front();
        }
        most.push(begun.front().map_or(0, |first| from_each[*first]));
    }
    most
}

/// For each mark, the persons in the span that begins with it.
fn from_each(marks: &[Mark<'_>], span: Duration) -> Vec<usize> {
    let mut within: BTreeMap<AccountIx, usize> = BTreeMap::new();
    let mut end = 0;
    let mut counts = Vec::with_capacity(marks.len());
    for mark in marks {
        while end < marks.len() && marks[end].at <= mark.at + span {
            *within.entry(marks[end].person).or_default() += 1;
            end += 1;
        }
        counts.push(within.len());
        if let Some(count) = within.get_mut(&mark.person) {
            *count -= 1;
            if *count == 0 {
                within.remove(&mark.person);
            }
        }
    }
    counts
}
