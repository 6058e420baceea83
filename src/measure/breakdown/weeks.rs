//! Shares over ISO weeks as control charts: all together and by team.

use std::collections::BTreeMap;

use super::BreakdownInput;
use super::grouping::by_key;
use super::rows::{Changes, Tickets, codes, first_contact, proven, safe, week, week_name};
use crate::measure::statistics::chart::control_chart;
use crate::model::{Charted, Dimension, Sample, WeekChart};

/// One item of a charted share.
struct Item {
    team: u64,
    week: u64,
    is_hit: bool,
}

/// All charts: of each share all together first, then the teams by name.
pub(super) fn charts(
    input: &BreakdownInput<'_>,
    tickets: &Tickets<'_>,
    changes: &Changes<'_>,
) -> Vec<WeekChart> {
    let of_tickets: Vec<&str> = tickets.taken_by.iter().map(|(team, _)| *team).collect();
    let of_changes = changes.labels(input, Dimension::Group).unwrap_or_default();
    let all: Vec<&str> = of_tickets.iter().chain(&of_changes).copied().collect();
    let teams = codes(&all);
    let mut names: BTreeMap<u64, &str> = teams.iter().copied().zip(all).collect();
    names.retain(|_, name| !name.is_empty());
    let (of_tickets, of_changes) = teams.split_at(of_tickets.len());
    let mut charts = Vec::new();
    for (charted, hit) in
        [(Charted::FirstContact, first_contact as fn(&_) -> _), (Charted::SafeFirstContact, safe)]
    {
        let items = tickets.rows.iter().zip(of_tickets).zip(&tickets.is_mature).filter_map(
            |((row, team), mature)| {
                let (ticket, result) = row;
                let is_hit = hit(result).filter(|_| *mature)?;
                Some(Item { team: *team, week: week(ticket.opened_at?), is_hit })
            },
        );
        charts.extend(charted_weeks(input, charted, items.collect(), &names));
    }
    let items = changes.rows.iter().zip(of_changes).filter_map(|((case, verdict), team)| {
        Some(Item { team: *team, week: week(case.change.at), is_hit: proven(*verdict)? })
    });
    charts.extend(charted_weeks(input, Charted::Proven, items.collect(), &names));
    charts
}

fn charted_weeks(
    input: &BreakdownInput<'_>,
    charted: Charted,
    items: Vec<Item>,
    names: &BTreeMap<u64, &str>,
) -> Vec<WeekChart> {
    let rules = input.policy.charts;
    let sample = |week: u64, rows: Vec<u32>| Sample {
        label: week_name(week),
        hits: rows.iter().filter(|row| items[**row as usize].is_hit).count() as u64,
        of: rows.len() as u64,
    };
    let keys: Vec<u64> = items.iter().map(|item| item.week).collect();
    let weeks: Vec<Sample> = by_key(&keys).into_iter().map(|(week, rows)| sample(week, rows)).collect();
    let overall = control_chart(weeks, rules).map(|chart| WeekChart { charted, group: None, chart });
    let keys: Vec<u64> = items.iter().map(|item| item.team << 32 | item.week).collect();
    let mut teams: BTreeMap<u64, Vec<Sample>> = BTreeMap::new();
    for (key, rows) in by_key(&keys) {
        teams.entry(key >> 32).or_default().push(sample(key & u64::from(u32::MAX), rows));
    }
    let of_teams = teams.into_iter().filter(|(_, weeks)| weeks.len() >= rules.least_samples);
    let of_teams = of_teams.filter_map(|(team, weeks)| {
        let group = Some((*names.get(&team)?).to_owned());
        Some(WeekChart { charted, group, chart: control_chart(weeks, rules)? })
    });
    overall.into_iter().chain(of_teams).collect()
}
