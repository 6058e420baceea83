//! Where lapses gather: with one agent, requester, approver, queue, channel, hour or day.

use std::collections::BTreeMap;

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

/// All places with enough lapses to be compared, and how many comparisons could have stood out.
pub(super) fn compared<'a>(seen: &'a [Seen<'a>], policy: &ConcentrationPolicy) -> (Vec<Compared<'a>>, u64) {
    let mut compared = Vec::new();
    let mut comparisons: u64 = 0;
    for (dimension, place, among) in PLACES {
        for (what, verdict) in LAPSES {
            // What cannot be told is no lapse, and none of those among which lapses are counted.
            let told = seen.iter().filter(|one| one.verdict != Verdict::NotTestable);
            let told: Vec<_> =
                told.filter_map(|one| Some((place(one)?, among(one), one.verdict == verdict, one))).collect();
            let groups = Groups::of(&told, what, policy);
            comparisons = comparisons.saturating_add(groups.comparisons);
            compared.extend(groups.compared.into_iter().map(|one| Compared { dimension, ..one }));
        }
    }
    (compared, comparisons)
}

/// A change with its place, among what it is compared, and whether it is a lapse.
type Told<'a, 'b> = ((&'a str, &'a str), (&'a str, &'a str), bool, &'b Seen<'a>);

struct Groups<'a> {
    comparisons: u64,
    compared: Vec<Compared<'a>>,
}

/// What is counted of one place.
#[derive(Default)]
struct Group<'a> {
    drawn: BTreeMap<(&'a str, &'a str), u64>,
    lapses: Vec<&'a crate::model::ChangeId>,
}

impl<'a> Groups<'a> {
    fn of(told: &[Told<'a, '_>], what: Gathering, policy: &ConcentrationPolicy) -> Self {
        let mut strata: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
        let mut groups: BTreeMap<(&'a str, &'a str), Group<'a>> = BTreeMap::new();
        for (place, among, lapsed, one) in told {
            let (all, marked) = strata.entry(*among).or_default();
            *all += 1;
            *marked += u64::from(*lapsed);
            let group = groups.entry(*place).or_default();
            *group.drawn.entry(*among).or_default() += 1;
            if *lapsed {
                group.lapses.push(one.id);
            }
        }
        let lapses: u64 = strata.values().map(|(_, marked)| marked).sum();
        let size = |group: &Group<'_>| group.drawn.values().sum::<u64>();
        let is_big = |group: &Group<'_>| size(group) >= policy.least_changes.max(policy.least);
        // Without enough lapses anywhere nothing could stand out, and nothing was compared.
        let big =
            if lapses >= policy.least { groups.values().filter(|group| is_big(group)).count() } else { 0 };
        let compared = groups
            .into_iter()
            .filter(|(_, group)| is_big(group) && group.lapses.len() as u64 >= policy.least)
            .map(|((left, right), group)| Compared {
                dimension: ConcentrationOf::Agent,
                left,
                right,
                what,
                observed: group.lapses.len() as u64,
                of: size(&group),
                strata: group
                    .drawn
                    .iter()
                    .map(|(among, drawn)| {
                        let (all, marked) = strata[among];
                        Stratum { all, marked, drawn: *drawn }
                    })
                    .collect(),
                changes: group.lapses,
            })
            .collect();
        Self { comparisons: big as u64, compared }
    }
}
