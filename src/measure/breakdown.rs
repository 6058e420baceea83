//! The desk by agent, team, category, channel, topic and week: one computation for all figures about groups.
//!
//! Each dimension is grouped once for tickets and once for changes. A group is compared with what its like reach
//! overall (case mix), and is flagged only after a correction for all groups of its dimension: of many that are looked
//! at, some always stand out by chance, and rows about agents are about people.

mod compare;
mod figures;
mod frontier;
mod grouping;
mod holder;
mod maturity;
mod rows;
mod weeks;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::mapping::contact::ContactPolicy;
use crate::measure::agents::Agents;
use crate::measure::metrics::MetricsPolicy;
use crate::model::{
    Breakdown, Case, ChangeFigures, Coverage, Dimension, Group, Instant, Taken, Ticket, TicketFigures,
    TicketResult,
};

pub(crate) use figures::Smallest;
pub use holder::{First, FirstAgent, first as first_taken};
pub use maturity::Maturity;

use grouping::{Labelled, Slugs, by_key, by_label};
use rows::{Changes, Tickets, week, week_name};

/// The figures of a group.
type Parts = (Option<TicketFigures>, Option<Taken>, Option<ChangeFigures>);

/// What the breakdown is computed from.
#[derive(Debug, Clone, Copy)]
pub struct BreakdownInput<'a> {
    /// All changes with everything said of them.
    pub cases: &'a [Case],
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What is said of each, in the order of `tickets`.
    pub ticket_results: &'a [TicketResult],
    /// How people at the desk are called.
    pub agents: &'a Agents,
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// The policy of first contact, for the window of a return.
    pub contact: &'a ContactPolicy,
    /// How figures are cut.
    pub policy: &'a MetricsPolicy,
    /// The time of judgement.
    pub as_of: Instant,
}

/// Groups tickets and changes by every dimension.
#[must_use]
pub fn breakdown(input: &BreakdownInput<'_>) -> Breakdown {
    let tickets = Tickets::new(input);
    let changes = Changes::new(input);
    let cut = |dimension: &Dimension| by_dimension(input, &tickets, &changes, *dimension);
    let (parts, charts) = rayon::join(
        || Dimension::ALL.par_iter().with_max_len(1).map(cut).collect::<Vec<Breakdown>>(),
        || weeks::charts(input, &tickets, &changes),
    );
    let mut result = Breakdown {
        handle_time_of: tickets.time_of,
        counted_in: tickets.counted_in(),
        charts,
        ..Breakdown::default()
    };
    for part in parts {
        result.groups.extend(part.groups);
        result.frontier.extend(part.frontier);
        result.speed.extend(part.speed);
    }
    result
}

/// The groups of one dimension, with what is told of it alone.
fn by_dimension(
    input: &BreakdownInput<'_>,
    tickets: &Tickets<'_>,
    changes: &Changes<'_>,
    dimension: Dimension,
) -> Breakdown {
    let of_tickets = ticket_groups(input, tickets, dimension);
    let of_changes = change_groups(input, changes, dimension);
    let mut result = Breakdown::default();
    if matches!(dimension, Dimension::Agent | Dimension::Group) {
        result.frontier = frontier::points(input, tickets, dimension, &of_tickets);
    }
    if dimension == Dimension::Topic {
        result.speed = frontier::speed(tickets, &of_tickets);
    }
    let taken = taken_groups(tickets, dimension, &of_tickets);
    let taken_figures = figures::of_taken(input.policy, tickets, &taken);
    let ticket_figures = figures::of_tickets(input.policy, tickets, &of_tickets);
    let change_figures = figures::of_changes(input.policy, changes, dimension, &of_changes);
    result.groups = joined(
        dimension,
        of_tickets.into_iter().zip(ticket_figures),
        taken.into_iter().zip(taken_figures),
        of_changes.into_iter().zip(change_figures),
    );
    result
}

fn ticket_groups(input: &BreakdownInput<'_>, tickets: &Tickets<'_>, dimension: Dimension) -> Vec<Labelled> {
    match tickets.labels(input, dimension) {
        Some(labels) => by_label(&labels),
        None if dimension == Dimension::Week => {
            let weeks = tickets.rows.iter().map(|(ticket, _)| ticket.opened_at.map_or(0, week));
            by_week(weeks.collect())
        }
        None => Vec::new(),
    }
}

/// The groups that are held against their case mix. Topic and channel are the case mix itself; weeks have their charts.
fn taken_groups(tickets: &Tickets<'_>, dimension: Dimension, groups: &[Labelled]) -> Vec<Labelled> {
    let taken = tickets.taken_by.iter();
    match dimension {
        Dimension::Group => by_label(&taken.map(|(team, _)| *team).collect::<Vec<_>>()),
        Dimension::Agent => by_label(&taken.map(|(_, agent)| *agent).collect::<Vec<_>>()),
        Dimension::Category | Dimension::Source => groups.to_vec(),
        _ => Vec::new(),
    }
}

fn change_groups(input: &BreakdownInput<'_>, changes: &Changes<'_>, dimension: Dimension) -> Vec<Labelled> {
    match changes.labels(input, dimension) {
        Some(labels) => by_label(&labels),
        None => by_week(changes.rows.iter().map(|(case, _)| week(case.change.at)).collect()),
    }
}

fn by_week(weeks: Vec<u64>) -> Vec<Labelled> {
    let groups = by_key(&weeks).into_iter();
    groups.map(|(week, rows)| Labelled { name: week_name(week), rows }).collect()
}

/// Tickets and changes of one name are one group.
fn joined(
    dimension: Dimension,
    tickets: impl Iterator<Item = (Labelled, TicketFigures)>,
    taken: impl Iterator<Item = (Labelled, Taken)>,
    changes: impl Iterator<Item = (Labelled, ChangeFigures)>,
) -> Vec<Group> {
    let mut by_name: BTreeMap<String, Parts> = BTreeMap::new();
    for (group, figures) in tickets {
        by_name.entry(group.name).or_default().0 = Some(figures);
    }
    for (group, figures) in taken {
        by_name.entry(group.name).or_default().1 = Some(figures);
    }
    for (group, figures) in changes {
        by_name.entry(group.name).or_default().2 = Some(figures);
    }
    let mut slugs = Slugs::default();
    let group = |(name, (tickets, taken, changes)): (String, Parts)| Group {
        dimension,
        slug: slugs.of(&name),
        name,
        tickets,
        taken,
        changes,
    };
    by_name.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests;
