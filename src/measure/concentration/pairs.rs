//! Who meets whom: agent and requester, agent and account holder, approver and agent.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::ConcentrationPolicy;
use super::seen::Seen;
use super::tally::{Compared, Stratum};
use crate::model::{ConcentrationOf, Gathering};

type Side = for<'a> fn(&Seen<'a>) -> Option<&'a str>;

const PAIRS: [(ConcentrationOf, Side, Side); 3] = [
    (ConcentrationOf::AgentRequester, |seen| seen.agent, |seen| seen.requester),
    (ConcentrationOf::AgentSubject, |seen| seen.agent, |seen| seen.subject),
    (ConcentrationOf::ApproverAgent, |seen| seen.approver, |seen| seen.agent),
];

/// All pairs that met often enough to be compared, and how many pairs could have.
pub(super) fn compared<'a>(seen: &'a [Seen<'a>], policy: &ConcentrationPolicy) -> (Vec<Compared<'a>>, u64) {
    let mut compared = Vec::new();
    let mut comparisons: u64 = 0;
    for (dimension, left, right) in PAIRS {
        let meetings = Meetings::of(seen, left, right);
        comparisons = comparisons.saturating_add(meetings.could_stand_out(policy.least));
        compared.extend(meetings.compared(dimension, policy.least));
    }
    (compared, comparisons)
}

/// The days on which two people met in a queue.
#[derive(Default)]
struct Meetings<'a> {
    /// By left, right, queue and day: the changes of the day.
    days: BTreeMap<(&'a str, &'a str, &'a str, i32), Vec<&'a Seen<'a>>>,
    of_left: BTreeMap<&'a str, BTreeMap<&'a str, u64>>,
    of_right: BTreeMap<&'a str, BTreeMap<&'a str, u64>>,
    of_queue: BTreeMap<&'a str, u64>,
}

impl<'a> Meetings<'a> {
    /// Nobody meets themself.
    fn of(seen: &'a [Seen<'a>], left: Side, right: Side) -> Self {
        let mut new = Self::default();
        for one in seen {
            let (Some(left), Some(right)) = (left(one), right(one)) else { continue };
            if left != right {
                let key = (left, right, one.queue.unwrap_or(""), one.at.num_days_from_ce());
                new.days.entry(key).or_default().push(one);
            }
        }
        for (left, right, queue, _) in new.days.keys() {
            *new.of_left.entry(left).or_default().entry(queue).or_default() += 1;
            *new.of_right.entry(right).or_default().entry(queue).or_default() += 1;
            *new.of_queue.entry(queue).or_default() += 1;
        }
        new
    }

    /// Pairs of which each has met anybody so often that the two could have met each other so often.
    fn could_stand_out(&self, least: u64) -> u64 {
        let often = |of: &BTreeMap<&str, BTreeMap<&str, u64>>| {
            of.values().filter(|queues| queues.values().sum::<u64>() >= least).count() as u64
        };
        often(&self.of_left).saturating_mul(often(&self.of_right))
    }

    fn compared(&self, dimension: ConcentrationOf, least: u64) -> Vec<Compared<'a>> {
        let mut met: BTreeMap<(&'a str, &'a str), (u64, Vec<&'a Seen<'a>>)> = BTreeMap::new();
        for ((left, right, _, _), seen) in &self.days {
            let (count, all) = met.entry((*left, *right)).or_default();
            *count += 1;
            all.extend(seen.iter().copied());
        }
        met.retain(|_, (count, _)| *count >= least);
        met.into_iter()
            .map(|((left, right), (observed, mut seen))| {
                seen.sort_by_key(|one| (one.at, one.id));
                Compared {
                    dimension,
                    left,
                    right,
                    what: Gathering::Met,
                    observed,
                    of: self.of_left[left].values().sum(),
                    strata: self.strata(left, right),
                    changes: seen.into_iter().map(|one| one.id).collect(),
                }
            })
            .collect()
    }

    /// The queues in which both were.
    fn strata(&self, left: &str, right: &str) -> Vec<Stratum> {
        let (left, right) = (&self.of_left[left], &self.of_right[right]);
        let (few, many) = if left.len() <= right.len() { (left, right) } else { (right, left) };
        let both = few.iter().filter_map(|(queue, count)| Some((queue, *count, *many.get(queue)?)));
        both.map(|(queue, marked, drawn)| Stratum { all: self.of_queue[queue], marked, drawn }).collect()
    }
}
