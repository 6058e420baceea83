//! Where lapses gather: with one agent, requester, approver, queue, channel, hour or day.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::ConcentrationPolicy;
use super::seen::Seen;
use super::tally::{Compared, Stratum};
use crate::model::{ConcentrationOf, Gathering, Verdict};

/// Names of a place; the second is empty where there is none.
type Place = for<'a> fn(&Seen<'a>) -> Option<(&'a str, &'a str)>;
/// Among what a change is compared.
type Among = for<'a> fn(&Seen<'a>) -> (&'a str, &'a str);

const PLACES: [(ConcentrationOf, Place, Among); 9] = [
    (ConcentrationOf::Agent, |seen| Some((seen.agent?, "")), |seen| seen.sort),
    (ConcentrationOf::Requester, |seen| Some((seen.requester?, "")), |seen| seen.sort),
    (ConcentrationOf::Approver, |seen| Some((seen.approver?, "")), |seen| seen.sort),
    (ConcentrationOf::Queue, |seen| Some((seen.queue?, "")), |seen| seen.sort),
    (ConcentrationOf::Channel, |seen| Some((seen.channel?, "")), |seen| seen.sort),
    (ConcentrationOf::Hours, |seen| Some((seen.hours, "")), |seen| seen.sort),
    (ConcentrationOf::Weekday, |seen| Some((seen.weekday, "")), |seen| seen.sort),
    (
        ConcentrationOf::AgentHours,
        |seen| Some((seen.agent?, seen.hours)),
        |seen| (seen.agent.unwrap_or(""), ""),
    ),
    (
        ConcentrationOf::AgentWeekday,
        |seen| Some((seen.agent?, seen.weekday)),
        |seen| (seen.agent.unwrap_or(""), ""),
    ),
];

const LAPSES: [(Gathering, Verdict); 3] = [
    (Gathering::Unproven, Verdict::Unproven),
    (Gathering::Unticketed, Verdict::Unticketed),
    (Gathering::Late, Verdict::Late),
];

/// What lapses are counted among: what cannot be told is none.
pub(super) fn told<'a>(seen: &'a [Seen<'a>]) -> Vec<&'a Seen<'a>> {
    seen.iter().filter(|one| one.verdict != Verdict::NotTestable).collect()
}

/// All places with enough lapses to be compared, and how many comparisons could have stood out.
pub(super) fn compared<'a>(
    told: &'a [&'a Seen<'a>],
    policy: &ConcentrationPolicy,
) -> (Vec<Compared<'a>>, u64) {
    let of_places: Vec<Groups<'a>> =
        PLACES.par_iter().map(|(_, place, among)| Groups::of(told, *place, *among)).collect();
    let mut compared = Vec::new();
    let mut comparisons: u64 = 0;
    for ((dimension, ..), groups) in PLACES.into_iter().zip(&of_places) {
        for (lapse, (what, _)) in LAPSES.into_iter().enumerate() {
            comparisons = comparisons.saturating_add(groups.could_stand_out(lapse, policy));
            compared.extend(groups.compared(dimension, (lapse, what), policy));
        }
    }
    (compared, comparisons)
}

type Names<'a> = (&'a str, &'a str);

#[expect(clippy::disallowed_types, reason = "asked for every change, never iterated")]
type Numbers<'a> = std::collections::HashMap<Names<'a>, usize>;

/// The changes by place, and by what they are compared among.
struct Groups<'a> {
    told: &'a [&'a Seen<'a>],
    groups: BTreeMap<Names<'a>, Group<'a>>,
    strata: BTreeMap<Names<'a>, Counts>,
}

/// All changes, and of each sort of lapse how many.
#[derive(Clone, Copy, Default)]
struct Counts {
    all: u64,
    lapses: [u64; LAPSES.len()],
}

/// What is counted of one place.
#[derive(Default)]
struct Group<'a> {
    size: u64,
    drawn: BTreeMap<Names<'a>, u64>,
    /// Places in the list of changes, in order.
    lapses: [Vec<usize>; LAPSES.len()],
}

impl<'a> Groups<'a> {
    fn of(told: &'a [&'a Seen<'a>], place: Place, among: Among) -> Self {
        let mut new = Self { told, groups: BTreeMap::new(), strata: BTreeMap::new() };
        // Names are numbered first: numbers are sorted faster.
        let (mut places, mut amongs) = (Numbers::new(), Numbers::new());
        let numbered = |numbers: &mut Numbers<'a>, names| {
            let next = numbers.len();
            *numbers.entry(names).or_insert(next)
        };
        let mut placed: Vec<(usize, usize, usize)> = Vec::with_capacity(told.len());
        for (at, one) in told.iter().enumerate() {
            if let Some(place) = place(one) {
                placed.push((numbered(&mut places, place), numbered(&mut amongs, among(one)), at));
            }
        }
        placed.sort_unstable();
        for stratum in placed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let first = told[stratum[0].2];
            let Some(place) = place(first) else { continue };
            let among = among(first);
            let size = stratum.len() as u64;
            let group = new.groups.entry(place).or_default();
            group.size += size;
            group.drawn.insert(among, size);
            let counts = new.strata.entry(among).or_default();
            counts.all += size;
            for (lapse, (_, verdict)) in LAPSES.into_iter().enumerate() {
                let before = group.lapses[lapse].len();
                let lapsed = stratum.iter().map(|(.., at)| *at).filter(|at| told[*at].verdict == verdict);
                group.lapses[lapse].extend(lapsed);
                counts.lapses[lapse] += (group.lapses[lapse].len() - before) as u64;
            }
        }
        new.groups.values_mut().flat_map(|group| &mut group.lapses).for_each(|lapses| lapses.sort_unstable());
        new
    }

    /// Without enough lapses anywhere nothing could stand out, and nothing was compared.
    fn could_stand_out(&self, lapse: usize, policy: &ConcentrationPolicy) -> u64 {
        let lapses: u64 = self.strata.values().map(|counts| counts.lapses[lapse]).sum();
        if lapses < policy.least {
            return 0;
        }
        self.groups.values().filter(|group| group.is_big(policy)).count() as u64
    }

    fn compared(
        &self,
        dimension: ConcentrationOf,
        (lapse, what): (usize, Gathering),
        policy: &ConcentrationPolicy,
    ) -> impl Iterator<Item = Compared<'a>> {
        let big = self.groups.iter().filter(|(_, group)| group.is_big(policy));
        let least = policy.least;
        big.filter(move |(_, group)| group.lapses[lapse].len() as u64 >= least).map(
            move |((left, right), group)| Compared {
                dimension,
                left,
                right,
                what,
                observed: group.lapses[lapse].len() as u64,
                of: group.size,
                strata: group
                    .drawn
                    .iter()
                    .map(|(among, drawn)| {
                        let counts = self.strata[among];
                        Stratum { all: counts.all, marked: counts.lapses[lapse], drawn: *drawn }
                    })
                    .collect(),
                changes: group.lapses[lapse].iter().map(|at| self.told[*at].id).collect(),
            },
        )
    }
}

impl Group<'_> {
    fn is_big(&self, policy: &ConcentrationPolicy) -> bool {
        self.size >= policy.least_changes.max(policy.least)
    }
}
