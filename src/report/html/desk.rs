//! Desk: first contact, what it is worth and what it costs, by team, agent and week.

mod causes;
mod contact;
mod definitions;
mod groups;
mod section;
mod weeks;

use askama::Template;

use super::cells::Cell;
use super::lists::Lists;
use crate::model::{ContactOutcome, Ticket, TicketResult};
use crate::report::RenderError;
use crate::report::dates::grouped;
use crate::report::lookup::Lookup;
use crate::report::rate::Rate;
use crate::report::tables::joined;
use section::Section;

/// A ticket with what is said of it.
type Told<'a> = (&'a Ticket, &'a TicketResult);

#[derive(Template)]
#[template(path = "desk.html", config = "src/report/html/askama.toml")]
struct Desk {
    lead: String,
    sections: Vec<Section>,
    metrics: Vec<[String; 4]>,
    metrics_more: String,
    tickets: String,
}

pub(super) fn part(lookup: &Lookup<'_>, lists: &Lists) -> Result<String, RenderError> {
    let rows = joined(lookup);
    let sections = [
        contact::by_group(&rows)?,
        contact::reasons(&rows)?,
        definitions::side_by_side(&lookup.report.definitions)?,
        causes::causes(&rows)?,
        causes::handoffs(&lookup.report.handoff_costs)?,
        weeks::weeks(lookup)?,
        groups::differences(lookup)?,
        groups::speed(lookup)?,
    ];
    let part = Desk {
        lead: lead(&rows),
        sections: sections.into_iter().filter_map(Section::worth_showing).collect(),
        metrics: metrics(lookup),
        metrics_more: grouped(lookup.report.metrics.iter().filter(|metric| is_grouped(metric)).count()),
        tickets: lists.tickets.section()?,
    };
    Ok(part.render()?)
}

fn counted<'a>(rows: &'a [Told<'a>]) -> impl Iterator<Item = (&'a Told<'a>, bool)> {
    rows.iter()
        .filter(|(_, result)| result.outcome != ContactOutcome::Excluded)
        .map(|row| (row, row.1.outcome == ContactOutcome::Yes))
}

fn overall(rows: &[Told<'_>]) -> Rate {
    let mut rate = Rate::default();
    counted(rows).for_each(|(_, hit)| rate.add(hit));
    rate
}

fn lead(rows: &[Told<'_>]) -> String {
    let rate = overall(rows);
    let Some(_) = rate.share() else {
        return "No ticket counts for first contact in these exports.".to_owned();
    };
    let excluded = rows.len() - rate.of;
    let told: Vec<bool> =
        rows.iter().filter(|row| row.1.outcome == ContactOutcome::Yes).filter_map(|row| row.1.safe).collect();
    let safely = told.iter().filter(|safe| **safe).count();
    format!(
        "{} of {} tickets that count were solved at first contact: {} (95 % interval {}). {} more do not count: open, cancelled or duplicate. Of the {} first contacts that can be judged, {} were safe: every identity change of the ticket is proven.",
        grouped(rate.hits),
        grouped(rate.of),
        rate.percent(),
        rate.interval_text(),
        grouped(excluded),
        grouped(told.len()),
        grouped(safely),
    )
}

/// Whether a figure is one group of a breakdown (`verdicts.by_agent.…`).
fn is_grouped(metric: &crate::model::Metric) -> bool {
    metric.id.contains(".by_")
}

/// The figures of the whole run: title, value, interval and definition.
fn metrics(lookup: &Lookup<'_>) -> Vec<[String; 4]> {
    let row = |metric: &crate::model::Metric| {
        let value = match (metric.denominator, metric.value) {
            (Some(of), Some(_)) => format!("{} of {}", metric.numerator, of),
            (Some(_), None) => "–".to_owned(),
            (None, Some(value)) if value.fract() != 0.0 => format!("{value:.1}"),
            (None, _) => metric.numerator.to_string(),
        };
        let interval =
            metric.interval.map(|one| format!("{:.0} to {:.0} %", one.low * 100.0, one.high * 100.0));
        [
            super::safe::clipped(&metric.id, 120),
            value,
            interval.unwrap_or_default(),
            super::safe::clipped(
                &format!("{}. {}", metric.title.trim_end_matches('.'), metric.definition()),
                400,
            ),
        ]
    };
    lookup.report.metrics.iter().filter(|metric| !is_grouped(metric)).take(200).map(row).collect()
}
