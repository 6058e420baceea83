//! The figures of each group.

use std::collections::{BTreeMap, BinaryHeap};

use super::compare::{compared, share};
use super::grouping::Labelled;
use super::rows::{Changes, Tickets, counts, first_contact, proven, safe};
use crate::measure::metrics::MetricsPolicy;
use crate::measure::statistics::real;
use crate::model::{
    ChangeFigures, ContactReason, Dimension, HandleTime, HandoffCount, Taken, TicketFigures, Verdict,
    VerdictCount,
};

/// Figures about the tickets of each group, in their order.
pub(super) fn of_tickets(
    policy: &MetricsPolicy,
    tickets: &Tickets<'_>,
    groups: &[Labelled],
) -> Vec<TicketFigures> {
    groups.iter().map(|group| ticket_figures(policy, tickets, &group.rows)).collect()
}

/// First contact of the tickets that each group took, in their order.
pub(super) fn of_taken(policy: &MetricsPolicy, tickets: &Tickets<'_>, groups: &[Labelled]) -> Vec<Taken> {
    let hits = &tickets.first_contact;
    compared(policy, &tickets.strata, groups, hits)
        .into_iter()
        .zip(groups)
        .map(|((first_contact, compared), group)| {
            let mut ids = Smallest::new(policy.ids_kept);
            for row in group.rows.iter().filter(|row| hits[**row as usize] == Some(true)) {
                ids.add(&tickets.rows[*row as usize].0.number);
            }
            Taken { first_contact, compared, ids: ids.sorted() }
        })
        .collect()
}

/// Figures about the changes of each group of a dimension, in their order.
pub(super) fn of_changes(
    policy: &MetricsPolicy,
    changes: &Changes<'_>,
    dimension: Dimension,
    groups: &[Labelled],
) -> Vec<ChangeFigures> {
    let mut figures: Vec<ChangeFigures> =
        groups.iter().map(|group| change_figures(policy, changes, &group.rows)).collect();
    // Kind and tier are the case mix itself; weeks have their charts.
    if matches!(dimension, Dimension::Agent | Dimension::Group | Dimension::Category | Dimension::Channel) {
        let compared = compared(policy, &changes.strata, groups, &changes.proven);
        for (figures, (_, compared)) in figures.iter_mut().zip(compared) {
            figures.compared = compared;
        }
    }
    figures
}

fn ticket_figures(policy: &MetricsPolicy, tickets: &Tickets<'_>, rows: &[u32]) -> TicketFigures {
    let mut excluded: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ids = Smallest::new(policy.ids_kept);
    let (mut hits, mut of, mut safe_hits, mut safe_of) = (0, 0, 0, 0);
    let mut handoffs = HandoffCount::default();
    for row in rows {
        let (ticket, result) = tickets.rows[*row as usize];
        match first_contact(result) {
            None => {
                *excluded.entry(result.reason.map_or("excluded", ContactReason::as_str)).or_default() += 1
            }
            Some(is_hit) => {
                of += 1;
                if is_hit {
                    hits += 1;
                    ids.add(&ticket.number);
                }
            }
        }
        if let Some(is_safe) = safe(result) {
            safe_of += 1;
            safe_hits += u64::from(is_safe);
        }
        if let Some(times) =
            result.handoffs.filter(|_| counts(result)).map(|handoffs| u64::from(handoffs.count()))
        {
            handoffs.told += 1;
            handoffs.passed_on += u64::from(times > 0);
            handoffs.times += times;
        }
    }
    TicketFigures {
        tickets: rows.len() as u64,
        excluded: excluded.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect(),
        first_contact: share(policy, hits, of),
        first_contact_ids: ids.sorted(),
        safe: share(policy, safe_hits, safe_of),
        handle_time: handle_time(
            policy,
            rows.iter().filter_map(|row| tickets.seconds[*row as usize]).collect(),
        ),
        handoffs,
    }
}

fn change_figures(policy: &MetricsPolicy, changes: &Changes<'_>, rows: &[u32]) -> ChangeFigures {
    let mut by_verdict: Vec<(u64, Smallest<'_>)> =
        Verdict::ALL.iter().map(|_| (0, Smallest::new(policy.ids_kept))).collect();
    let (mut hits, mut of) = (0, 0);
    for row in rows {
        let (case, verdict) = changes.rows[*row as usize];
        let (count, ids) = &mut by_verdict[verdict as usize];
        *count += 1;
        ids.add(&case.change.id.0);
        if let Some(is_proven) = proven(verdict) {
            of += 1;
            hits += u64::from(is_proven);
        }
    }
    let verdicts = Verdict::ALL.iter().zip(by_verdict).map(|(verdict, (changes, ids))| VerdictCount {
        verdict: *verdict,
        changes,
        ids: ids.sorted(),
    });
    ChangeFigures {
        changes: rows.len() as u64,
        verdicts: verdicts.collect(),
        proven: share(policy, hits, of),
        compared: None,
    }
}

fn handle_time(policy: &MetricsPolicy, mut seconds: Vec<f64>) -> Option<HandleTime> {
    let measured = seconds.len() as u64;
    (measured > 0 && measured >= policy.least_group).then(|| HandleTime {
        measured,
        median: quantile(&mut seconds, 0.5),
        p90: quantile(&mut seconds, 0.9),
    })
}

/// A quantile of values, between two of them by their distance (the definition that R and spreadsheets take); 0 of
/// none. It reorders the values.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below the length")]
pub(super) fn quantile(values: &mut [f64], at: f64) -> f64 {
    let Some(last) = values.len().checked_sub(1) else { return 0.0 };
    let place = at * real(last as u64);
    let (_, low, above) = values.select_nth_unstable_by(place.floor() as usize, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    low + (high - low) * place.fract()
}

/// The first few of many ids in the order of ids, whatever order they come in.
pub(crate) struct Smallest<'a> {
    most: usize,
    kept: BinaryHeap<&'a str>,
}

impl<'a> Smallest<'a> {
    pub(crate) fn new(most: usize) -> Self {
        Self { most, kept: BinaryHeap::new() }
    }

    pub(crate) fn add(&mut self, id: &'a str) {
        if self.kept.len() < self.most {
            self.kept.push(id);
        } else if let Some(mut greatest) = self.kept.peek_mut()
            && id < *greatest
        {
            *greatest = id;
        }
    }

    pub(crate) fn sorted(self) -> Vec<String> {
        self.kept.into_sorted_vec().into_iter().map(str::to_owned).collect()
    }
}
