//! The rows that are grouped: tickets with their results, and changes with a verdict.

use rayon::prelude::*;

use super::BreakdownInput;
use super::compare::Strata;
use super::frontier::told_of;
use super::grouping::by_label;
use super::maturity::Maturity;
use crate::model::{
    Case, ContactOutcome, Counted, Dimension, HandleTimeOf, Instant, LinkOutcome, Ticket, TicketResult,
    Verdict,
};

/// Tickets, and what of them is asked more than once.
pub(super) struct Tickets<'a> {
    pub(super) rows: Vec<(&'a Ticket, &'a TicketResult)>,
    /// Which time stands for handling.
    pub(super) time_of: Option<HandleTimeOf>,
    /// Handling time in seconds, of tickets that count and tell one.
    pub(super) seconds: Vec<Option<f64>>,
    /// Case mix: topic, channel and whether an identity change is asked for.
    pub(super) strata: Strata,
    /// Whether each is one of first contact.
    pub(super) first_contact: Vec<Option<bool>>,
    /// The team and the agent that took each first; empty where nothing tells.
    pub(super) taken_by: Vec<(&'a str, &'a str)>,
    /// Whether a return would have shown by the end of the export.
    pub(super) is_mature: Vec<bool>,
    /// Whether all of the ticket's changes are proven; `None` without a change that can be told.
    pub(super) is_verified: Vec<Option<bool>>,
}

/// Whether a ticket counts for first contact.
pub(super) fn counts(result: &TicketResult) -> bool {
    result.outcome != ContactOutcome::Excluded
}

/// Whether a ticket that counts is one of first contact.
pub(super) fn first_contact(result: &TicketResult) -> Option<bool> {
    counts(result).then_some(result.outcome == ContactOutcome::Yes)
}

/// Whether a ticket with changes is one of safe first contact; `None` if it does not count or cannot be told.
pub(super) fn safe(result: &TicketResult) -> Option<bool> {
    let is_untold = result.outcome == ContactOutcome::Yes && result.safe.is_none();
    (counts(result) && !result.changes.is_empty() && !is_untold).then_some(result.safe == Some(true))
}

impl<'a> Tickets<'a> {
    pub(super) fn new(input: &BreakdownInput<'a>) -> Self {
        let rows: Vec<(&Ticket, &TicketResult)> = input.tickets.iter().zip(input.ticket_results).collect();
        let maturity = Maturity::new(input.coverage, input.contact, input.as_of);
        let is_mature = rows.par_iter().map(|(ticket, _)| maturity.is_reached(ticket)).collect();
        let time_of = time_of(&rows);
        let seconds = rows.iter().map(|row| time_of.and_then(|of| handling(*row, of))).collect();
        let strata = Strata::new(&case_mix(&rows));
        let first_contact = rows.iter().map(|(_, result)| first_contact(result)).collect();
        let taken_by = (0..rows.len())
            .into_par_iter()
            .map(|at| (input.agents.taking_group(at).unwrap_or(""), input.agents.taker(at)))
            .collect();
        let is_verified = verified(input, rows.len());
        Self { rows, time_of, seconds, strata, first_contact, taken_by, is_mature, is_verified }
    }

    /// The figures that count each ticket, of those that count a part.
    pub(super) fn counted_in(&self) -> Vec<Vec<Counted>> {
        let of = |at: usize| {
            let result = self.rows[at].1;
            let is_young = !self.is_mature[at];
            let counts = [
                (Counted::WeeklyFirstContact, first_contact(result).is_some() && !is_young),
                (Counted::WeeklySafeFirstContact, safe(result).is_some() && !is_young),
                (Counted::Speed, told_of(self, at).is_some()),
            ];
            counts.into_iter().filter(|(_, counts)| *counts).map(|(figure, _)| figure).collect()
        };
        (0..self.rows.len()).map(of).collect()
    }

    /// The label of each ticket in a dimension; `None` for a dimension that tickets do not have, and for weeks, which
    /// are grouped by number.
    pub(super) fn labels(&self, input: &BreakdownInput<'a>, dimension: Dimension) -> Option<Vec<&'a str>> {
        let rows = self.rows.par_iter().enumerate();
        rows.map(|(at, (ticket, result))| of_ticket(input, dimension, (at, ticket), result)).collect()
    }
}

fn of_ticket<'a>(
    input: &BreakdownInput<'a>,
    dimension: Dimension,
    (at, ticket): (usize, &'a Ticket),
    result: &'a TicketResult,
) -> Option<&'a str> {
    let text = match dimension {
        Dimension::All => Some(""),
        Dimension::Agent => Some(input.agents.of_ticket(at)),
        Dimension::Group => ticket.group.as_deref(),
        Dimension::Category => ticket.category.as_deref(),
        Dimension::Channel => ticket.channel.as_deref(),
        Dimension::Topic => Some(result.topic.as_str()),
        Dimension::Source => Some(ticket.source.as_str()),
        Dimension::Kind | Dimension::Tier | Dimension::Week => return None,
    };
    Some(text.unwrap_or(""))
}

/// Recorded time stands for handling if at least half of the tickets that count have one, else elapsed time: figures of
/// one kind can be compared, figures of both cannot.
fn time_of(rows: &[(&Ticket, &TicketResult)]) -> Option<HandleTimeOf> {
    let having = |of| rows.iter().filter(|row| handling(**row, of).is_some()).count();
    let counted = rows.iter().filter(|(_, result)| counts(result)).count();
    let recorded = having(HandleTimeOf::Recorded);
    if recorded > 0 && recorded * 2 >= counted {
        Some(HandleTimeOf::Recorded)
    } else if having(HandleTimeOf::Elapsed) > 0 {
        Some(HandleTimeOf::Elapsed)
    } else {
        (recorded > 0).then_some(HandleTimeOf::Recorded)
    }
}

fn handling((ticket, result): (&Ticket, &TicketResult), of: HandleTimeOf) -> Option<f64> {
    let time = match of {
        HandleTimeOf::Recorded => ticket.handle_time,
        HandleTimeOf::Elapsed => Some(ticket.resolved_at? - ticket.opened_at?),
    };
    time.filter(|_| counts(result)).map(|time| time.as_seconds_f64()).filter(|seconds| *seconds >= 0.0)
}

/// A key for tickets that are alike.
fn case_mix(rows: &[(&Ticket, &TicketResult)]) -> Vec<u64> {
    let topics = codes(&rows.iter().map(|(_, result)| result.topic.as_str()).collect::<Vec<_>>());
    let channels =
        codes(&rows.iter().map(|(ticket, _)| ticket.channel.as_deref().unwrap_or("")).collect::<Vec<_>>());
    let key = |(row, (topic, channel)): (&(&Ticket, &TicketResult), (u64, u64))| {
        topic << 33 | channel << 1 | u64::from(row.1.identity_request)
    };
    rows.iter().zip(topics.into_iter().zip(channels)).map(key).collect()
}

/// The place of each row's label among the labels.
pub(super) fn codes(labels: &[&str]) -> Vec<u64> {
    let mut codes = vec![0; labels.len()];
    for (group, code) in by_label(labels).iter().zip(0..) {
        group.rows.iter().for_each(|row| codes[*row as usize] = code);
    }
    codes
}

fn verified(input: &BreakdownInput<'_>, tickets: usize) -> Vec<Option<bool>> {
    let mut verified = vec![None; tickets];
    for case in input.cases {
        let told = case.verdict.filter(|verdict| *verdict != Verdict::NotTestable);
        let (Some(verdict), Some(ticket)) = (told, linked(case)) else { continue };
        if let Some(so_far) = verified.get_mut(ticket) {
            *so_far = Some(so_far.unwrap_or(true) && verdict == Verdict::Proven);
        }
    }
    verified
}

/// The place of the ticket that explains a change.
fn linked(case: &Case) -> Option<usize> {
    let link = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked)?;
    Some(link.ticket.0 as usize)
}

/// Changes with a verdict: those that the desk had a part in.
pub(super) struct Changes<'a> {
    pub(super) rows: Vec<(&'a Case, Verdict)>,
    /// Case mix: kind of change and tier of the account.
    pub(super) strata: Strata,
    /// Whether each that could be tested is proven.
    pub(super) proven: Vec<Option<bool>>,
    /// The agent of each: who made it, or began what the user finished.
    agents: Vec<&'a str>,
}

/// Whether a change that could be tested is proven.
pub(super) fn proven(verdict: Verdict) -> Option<bool> {
    (verdict != Verdict::NotTestable).then_some(verdict == Verdict::Proven)
}

impl<'a> Changes<'a> {
    pub(super) fn new(input: &BreakdownInput<'a>) -> Self {
        let rows: Vec<(&Case, Verdict)> =
            input.cases.iter().filter_map(|case| Some((case, case.verdict?))).collect();
        let case_mix = |(case, _): &(&Case, Verdict)| {
            u64::from(case.change.kind as u32) << 32 | u64::from(case.change.tier as u32)
        };
        let strata = Strata::new(&rows.iter().map(case_mix).collect::<Vec<u64>>());
        let proven = rows.iter().map(|(_, verdict)| proven(*verdict)).collect();
        let agents = rows.iter().map(|(case, _)| input.agents.of_case(case)).collect();
        Self { rows, strata, proven, agents }
    }

    /// The label of each change in a dimension; of its ticket's dimensions empty without one. `None` for weeks.
    pub(super) fn labels(&self, input: &BreakdownInput<'a>, dimension: Dimension) -> Option<Vec<&'a str>> {
        match dimension {
            Dimension::Agent => Some(self.agents.clone()),
            _ => self.rows.par_iter().map(|(case, _)| of_change(input, dimension, case)).collect(),
        }
    }
}

fn of_change<'a>(input: &BreakdownInput<'a>, dimension: Dimension, case: &'a Case) -> Option<&'a str> {
    let change = &case.change;
    let text = match dimension {
        Dimension::All => "",
        Dimension::Source => &change.source,
        Dimension::Kind => change.kind.as_str(),
        Dimension::Tier => change.tier.as_str(),
        Dimension::Group | Dimension::Category | Dimension::Channel | Dimension::Topic => {
            let row = linked(case)
                .and_then(|at| Some(((at, input.tickets.get(at)?), input.ticket_results.get(at)?)));
            row.and_then(|(ticket, result)| of_ticket(input, dimension, ticket, result)).unwrap_or("")
        }
        Dimension::Agent | Dimension::Week => return None,
    };
    Some(text)
}

/// The ISO week of an instant as a number that rises with time: year and week (`202607`).
pub(super) fn week(at: Instant) -> u64 {
    let week = chrono::Datelike::iso_week(&at);
    u64::try_from(week.year()).unwrap_or(0) * 100 + u64::from(week.week())
}

/// A week as it is written (`2026-W07`); nothing for 0.
pub(super) fn week_name(week: u64) -> String {
    if week == 0 { String::new() } else { format!("{}-W{:02}", week / 100, week % 100) }
}
