//! Costs, waiting and verdicts by number of hand-offs.

use chrono::TimeDelta;

use super::super::acts::Acts;
use super::super::contact::standing::solved_at;
use super::super::statistics::comparison::holm;
use super::{counts, trend};
use crate::directory::Directory;
use crate::mapping::handoffs::HandoffPolicy;
use crate::model::{
    Case, CostSort, CostTrend, HandoffClass, HandoffCosts, Handoffs, Ticket, TicketResult, Verdict,
};

/// What is summed up.
#[derive(Debug, Clone, Copy)]
pub struct SummaryInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What is said of each, with its costs, in the order of `tickets`.
    pub results: &'a [TicketResult],
    /// All changes with their verdicts.
    pub cases: &'a [Case],
    /// Who is who.
    pub directory: &'a Directory,
    /// The policy.
    pub policy: &'a HandoffPolicy,
    /// A rate on fewer tickets is not shown.
    pub least_group: u64,
}

/// How often a ticket changed hands: by its history, else by the product's count; `None` if neither tells.
#[must_use]
pub fn handoffs(ticket: &Ticket, result: &TicketResult) -> Option<u32> {
    result.handoffs.as_ref().map(Handoffs::count).or(ticket.reassignment_count)
}

/// Whether a ticket has a cost; `None` if its exports do not tell.
fn has(result: &TicketResult, sort: Option<CostSort>) -> Option<bool> {
    let Some(sort) = sort else {
        let is_known = CostSort::ALL.iter().all(|sort| !result.untold_costs.contains(sort));
        return if result.costs.is_empty() { is_known.then_some(false) } else { Some(true) };
    };
    if result.costs.iter().any(|cost| cost.sort == sort) {
        Some(true)
    } else {
        (!result.untold_costs.contains(&sort)).then_some(false)
    }
}

/// The costs of all solved identity requests by number of hand-offs, with a test for a trend of each.
#[must_use]
pub fn summary(input: &SummaryInput<'_>) -> HandoffCosts {
    let acts = Acts::of(input.cases, input.directory);
    let mut classes: Vec<Vec<usize>> = (0..=input.policy.most).map(|_| Vec::new()).collect();
    let mut untold = 0;
    for (ix, (ticket, result)) in input.tickets.iter().zip(input.results).enumerate() {
        if !counts(ticket, result) {
            continue;
        }
        match handoffs(ticket, result) {
            Some(count) => classes[count.min(input.policy.most) as usize].push(ix),
            None => untold += 1,
        }
    }
    let sorts: Vec<Option<CostSort>> = CostSort::ALL.iter().copied().map(Some).chain([None]).collect();
    let tallies: Vec<Vec<(u64, u64)>> = sorts
        .iter()
        .map(|sort| {
            classes
                .iter()
                .map(|class| tally(class.iter().map(|ix| has(&input.results[*ix], *sort))))
                .collect()
        })
        .collect();
    let most = input.policy.most;
    HandoffCosts {
        classes: (0..)
            .zip(&classes)
            .map(|(handoffs, class)| {
                let at = handoffs as usize;
                let (waited, waited_most, waited_of) = waiting(input, class);
                HandoffClass {
                    handoffs,
                    or_more: handoffs == most,
                    tickets: class.len() as u64,
                    costs: (CostSort::ALL.iter().zip(&tallies))
                        .map(|(sort, tally)| (*sort, tally[at].0, tally[at].1))
                        .collect(),
                    any: tallies.last().map_or((0, 0), |tally| tally[at]),
                    verdicts: verdicts(&acts, class),
                    waited,
                    waited_most,
                    waited_of,
                }
            })
            .collect(),
        trends: trends(&sorts, &tallies, input.policy.least_each),
        untold,
        least_group: input.least_group,
    }
}

/// How many have it, of how many that tell.
fn tally(told: impl Iterator<Item = Option<bool>>) -> (u64, u64) {
    told.flatten().fold((0, 0), |(hits, all), has| (hits + u64::from(has), all + 1))
}

fn trends(sorts: &[Option<CostSort>], tallies: &[Vec<(u64, u64)>], least: u64) -> Vec<CostTrend> {
    let tested: Vec<Option<trend::Trend>> =
        tallies.iter().map(|classes| trend::cochran_armitage(classes, least)).collect();
    // Several trends are tested at once: by chance alone one of twenty would stand out.
    let told: Vec<f64> = tested.iter().flatten().map(|trend| trend.p).collect();
    let mut adjusted = holm(&told).into_iter();
    sorts
        .iter()
        .zip(tallies)
        .zip(tested)
        .map(|((sort, classes), tested)| CostTrend {
            sort: *sort,
            z: tested.as_ref().map(|trend| trend.z),
            p: tested.as_ref().map(|trend| trend.p),
            p_adjusted: tested.as_ref().and_then(|_| adjusted.next()),
            of: classes.iter().map(|(_, all)| all).sum(),
        })
        .collect()
}

fn verdicts(acts: &Acts<'_>, class: &[usize]) -> Vec<(Verdict, u64)> {
    let mut counted: Vec<(Verdict, u64)> = Verdict::ALL.iter().map(|verdict| (*verdict, 0)).collect();
    for verdict in class.iter().flat_map(|ix| acts.of_ticket(*ix)).filter_map(|case| case.verdict) {
        if let Some((_, count)) = counted.iter_mut().find(|(known, _)| *known == verdict) {
            *count += 1;
        }
    }
    counted
}

/// Median and ninth tenth of the time from opening to solution, and of how many tickets.
fn waiting(input: &SummaryInput<'_>, class: &[usize]) -> (Option<TimeDelta>, Option<TimeDelta>, u64) {
    let mut times: Vec<TimeDelta> = class
        .iter()
        .filter_map(|ix| {
            let ticket = &input.tickets[*ix];
            Some(solved_at(ticket)? - ticket.opened_at?)
        })
        .filter(|time| *time >= TimeDelta::zero())
        .collect();
    times.sort_unstable();
    // The smallest time that the wanted share of tickets does not exceed.
    let at = |tenths: usize| times.get((times.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
    (at(5), at(9), times.len() as u64)
}
