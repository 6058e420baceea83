//! The desk by groups and over weeks, and speed against verification.

use std::collections::BTreeMap;

use crate::model::{
    ChangeFigures, ChartPoint, Comparison, Dimension, FrontierPoint, Group, Share, SpeedAndProof,
    TicketFigures, Verdict, WeekChart,
};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// A group with its place between speed and verification.
type Row<'a> = (&'a Group, Option<&'a FrontierPoint>);

/// `desk.csv`: one row a dimension and group. Shares and expectations are empty for groups below the least size;
/// times are seconds; `taken_…` are of the tickets that the agent or team took first, and what it is compared by;
/// `proven_…` are shares of the changes that could be tested.
pub(super) fn desk(lookup: &Lookup<'_>) -> Table {
    let breakdown = &lookup.report.breakdown;
    let frontier: BTreeMap<(Dimension, &str), &FrontierPoint> =
        breakdown.frontier.iter().map(|point| ((point.dimension, point.name.as_str()), point)).collect();
    let place = |group: &Group| frontier.get(&(group.dimension, group.name.as_str())).copied();
    let rows: Vec<Row<'_>> = breakdown.groups.iter().map(|group| (group, place(group))).collect();
    let time_of = breakdown.handle_time_of.map(|of| of.to_string());
    let called: BTreeMap<(Dimension, &str), String> = breakdown
        .groups
        .iter()
        .map(|group| ((group.dimension, group.name.as_str()), lookup.group_name(group)))
        .collect();
    let named = |dimension: Dimension, name: &str| called.get(&(dimension, name)).cloned();
    let table = TableBuilder::new("desk", &rows)
        .text("dimension", |(group, _)| group.dimension.to_string())
        .maybe("group", |(group, _)| named(group.dimension, &group.name));
    let table = of_tickets(table)
        .maybe("handle_time_of", |row| tickets(row)?.handle_time.and(time_of.clone()))
        .count("handle_time_tickets", |row| Some(tickets(row)?.handle_time?.measured))
        .number("handle_time_median", 0, |row| Some(tickets(row)?.handle_time?.median))
        .number("handle_time_p90", 0, |row| Some(tickets(row)?.handle_time?.p90))
        .count("handoffs_told", |row| Some(tickets(row)?.handoffs.told))
        .count("tickets_passed_on", |row| Some(tickets(row)?.handoffs.passed_on))
        .count("handoffs", |row| Some(tickets(row)?.handoffs.times));
    of_changes(table)
        .count("verified_requests_of", |(_, point)| Some((*point)?.verified.of))
        .count("verified_requests", |(_, point)| Some((*point)?.verified.hits))
        .number("verified_requests_median_time", 0, |(_, point)| Some((*point)?.median))
        .flag("on_frontier", |(_, point)| Some((*point)?.is_frontier))
        .maybe("beaten_by", |(_, point)| {
            let point = (*point)?;
            named(point.dimension, point.beaten_by.as_ref()?)
        })
        .build()
}

fn tickets<'a>((group, _): &Row<'a>) -> Option<&'a TicketFigures> {
    group.tickets.as_ref()
}

fn changes<'a>((group, _): &Row<'a>) -> Option<&'a ChangeFigures> {
    group.changes.as_ref()
}

fn of_tickets<'a, 'b>(table: TableBuilder<'a, Row<'b>>) -> TableBuilder<'a, Row<'b>> {
    let first = |row: &Row<'_>| Some(tickets(row)?.first_contact);
    let safe = |row: &Row<'_>| Some(tickets(row)?.safe);
    let taken = |row: &Row<'_>| Some(row.0.taken.as_ref()?.first_contact);
    let compared = |row: &Row<'_>| row.0.taken.as_ref()?.compared;
    table
        .count("tickets", |row| Some(tickets(row)?.tickets))
        .count("counted", move |row| Some(first(row)?.of))
        .count("first_contact", move |row| Some(first(row)?.hits))
        .number("first_contact_share", 4, move |row| first(row)?.value)
        .number("first_contact_low", 4, move |row| low(first(row)?))
        .number("first_contact_high", 4, move |row| high(first(row)?))
        .count("taken", move |row| Some(taken(row)?.of))
        .count("taken_first_contact", move |row| Some(taken(row)?.hits))
        .number("taken_share", 4, move |row| taken(row)?.value)
        .number("taken_low", 4, move |row| low(taken(row)?))
        .number("taken_high", 4, move |row| high(taken(row)?))
        .number("taken_expected", 1, move |row| Some(compared(row)?.expected))
        .number("taken_ratio", 3, move |row| Some(compared(row)?.ratio))
        .number("taken_ratio_low", 3, move |row| Some(compared(row)?.ratio_interval.0))
        .number("taken_ratio_high", 3, move |row| Some(compared(row)?.ratio_interval.1))
        .number("taken_adjusted", 4, move |row| Some(compared(row)?.adjusted))
        .number("taken_95_low", 4, move |row| Some(compared(row)?.funnel[0].0))
        .number("taken_95_high", 4, move |row| Some(compared(row)?.funnel[0].1))
        .number("taken_998_low", 4, move |row| Some(compared(row)?.funnel[1].0))
        .number("taken_998_high", 4, move |row| Some(compared(row)?.funnel[1].1))
        .number("taken_p", 6, move |row| Some(compared(row)?.p))
        .number("taken_p_adjusted", 6, move |row| Some(compared(row)?.p_adjusted))
        .maybe("taken_flag", move |row| flag(compared(row)))
        .count("safe_of", move |row| Some(safe(row)?.of))
        .count("safe", move |row| Some(safe(row)?.hits))
        .number("safe_share", 4, move |row| safe(row)?.value)
        .number("safe_low", 4, move |row| low(safe(row)?))
        .number("safe_high", 4, move |row| high(safe(row)?))
}

fn of_changes<'a, 'b>(table: TableBuilder<'a, Row<'b>>) -> TableBuilder<'a, Row<'b>> {
    let share = |row: &Row<'_>| Some(changes(row)?.proven);
    let compared = |row: &Row<'_>| changes(row)?.compared;
    let table = table.count("changes", |row| Some(changes(row)?.changes));
    let table = Verdict::ALL.iter().fold(table, |table, verdict| {
        table.count(verdict.as_str(), |row| {
            let found = changes(row)?.verdicts.iter().find(|found| found.verdict == *verdict);
            Some(found.map_or(0, |found| found.changes))
        })
    });
    table
        .number("proven_share", 4, move |row| share(row)?.value)
        .number("proven_low", 4, move |row| low(share(row)?))
        .number("proven_high", 4, move |row| high(share(row)?))
        .number("proven_expected", 1, move |row| Some(compared(row)?.expected))
        .number("proven_adjusted", 4, move |row| Some(compared(row)?.adjusted))
        .number("proven_p", 6, move |row| Some(compared(row)?.p))
        .number("proven_p_adjusted", 6, move |row| Some(compared(row)?.p_adjusted))
        .maybe("proven_flag", move |row| flag(compared(row)))
}

fn low(share: Share) -> Option<f64> {
    share.interval.map(|(low, _)| low)
}

fn high(share: Share) -> Option<f64> {
    share.interval.map(|(_, high)| high)
}

fn flag(compared: Option<Comparison>) -> Option<String> {
    Some(compared?.flag?.to_string())
}

/// `weeks.csv`: one row a charted share, team and ISO week; the limits are those of the week's own size.
pub(super) fn weeks(lookup: &Lookup<'_>) -> Table {
    let charts = lookup.report.breakdown.charts.iter();
    let rows: Vec<(&WeekChart, &ChartPoint)> =
        charts.flat_map(|chart| chart.chart.points.iter().map(move |point| (chart, point))).collect();
    TableBuilder::new("weeks", &rows)
        .text("charted", |(chart, _)| chart.charted.to_string())
        .maybe("group", |(chart, _)| chart.group.clone())
        .text("week", |(_, point)| point.sample.label.clone())
        .count("hits", |(_, point)| Some(point.sample.hits))
        .count("of", |(_, point)| Some(point.sample.of))
        .number("share", 4, |(_, point)| point.share)
        .number("centre", 4, |(chart, _)| Some(chart.chart.centre))
        .number("low", 4, |(_, point)| Some(point.limits?.0))
        .number("high", 4, |(_, point)| Some(point.limits?.1))
        .number("sigma_z", 3, |(chart, _)| chart.chart.sigma_z)
        .text("limits_allow_for", |(chart, _)| chart.chart.spread.to_string())
        .text("signals", |(_, point)| list(point.signals.iter().map(|signal| signal.as_str())))
        .build()
}

/// `speed.csv`: whether the faster identity requests are less verified, all together and by topic.
pub(super) fn speed(lookup: &Lookup<'_>) -> Table {
    let rows: &[SpeedAndProof] = &lookup.report.breakdown.speed;
    TableBuilder::new("speed", rows)
        .maybe("topic", |row| row.topic.clone())
        .count("requests", |row| Some(row.requests))
        .number("rank_correlation", 3, |row| Some(row.rho))
        .number("low", 3, |row| Some(row.interval.0))
        .number("high", 3, |row| Some(row.interval.1))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ControlChart, HandleTime, HandleTimeOf, Sample, Spread, VerdictCount};
    use crate::report::sample::sample;
    use crate::report::sheet;

    fn csv(make: fn(&Lookup<'_>) -> Table, breakdown: crate::model::Breakdown) -> Vec<String> {
        let mut report = sample(1);
        report.breakdown = breakdown;
        let bytes = sheet::csv(&make(&Lookup::new(&report))).unwrap();
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }

    fn cell<'a>(lines: &'a [String], column: &str) -> &'a str {
        let at = lines[0].trim_start_matches('\u{feff}').split(',').position(|name| name == column);
        lines[1].split(',').nth(at.unwrap_or_else(|| panic!("no column {column}"))).unwrap()
    }

    #[test]
    fn a_group_without_tickets_has_empty_cells_and_no_zeroes() {
        let changes = ChangeFigures {
            changes: 12,
            verdicts: vec![VerdictCount { verdict: Verdict::Late, changes: 12, ids: Vec::new() }],
            ..ChangeFigures::default()
        };
        let group = Group {
            dimension: Dimension::Kind,
            slug: "password_reset".to_owned(),
            name: "password_reset".to_owned(),
            tickets: None,
            taken: None,
            changes: Some(changes),
        };
        let lines = csv(desk, crate::model::Breakdown { groups: vec![group], ..Default::default() });
        assert_eq!((cell(&lines, "dimension"), cell(&lines, "group")), ("kind", "password_reset"));
        for column in ["tickets", "first_contact", "safe_of", "handle_time_median", "on_frontier"] {
            assert_eq!(cell(&lines, column), "", "{column}");
        }
        assert_eq!(
            (cell(&lines, "changes"), cell(&lines, "late"), cell(&lines, "proven")),
            ("12", "12", "0")
        );
    }

    #[test]
    fn times_say_which_time_they_are() {
        let time = HandleTime { measured: 20, median: 610.4, p90: 1_800.0 };
        let tickets = TicketFigures { tickets: 20, handle_time: Some(time), ..TicketFigures::default() };
        let group = Group {
            dimension: Dimension::Agent,
            slug: "bob".to_owned(),
            name: "=bob".to_owned(),
            tickets: Some(tickets),
            taken: None,
            changes: None,
        };
        let breakdown = crate::model::Breakdown {
            handle_time_of: Some(HandleTimeOf::Elapsed),
            groups: vec![group],
            ..Default::default()
        };
        let lines = csv(desk, breakdown);
        assert_eq!(cell(&lines, "handle_time_of"), "elapsed");
        assert_eq!((cell(&lines, "handle_time_median"), cell(&lines, "changes")), ("610", ""));
        assert_eq!(cell(&lines, "group"), "'=bob", "a name is no formula");
    }

    #[test]
    fn a_week_without_limits_has_none() {
        let sample = Sample { label: "2026-W07".to_owned(), hits: 3, of: 4 };
        let point = ChartPoint { sample, share: Some(0.75), limits: None, signals: Vec::new() };
        let chart = ControlChart { centre: 0.75, sigma_z: None, spread: Spread::Within, points: vec![point] };
        let chart = WeekChart { charted: crate::model::Charted::Proven, group: None, chart };
        let lines = csv(weeks, crate::model::Breakdown { charts: vec![chart], ..Default::default() });
        assert_eq!(lines[1], "proven,,2026-W07,3,4,0.7500,0.7500,,,,within_samples,");
    }
}
