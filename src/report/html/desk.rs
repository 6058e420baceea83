//! Desk: first contact, what it is worth and what it costs, by team, agent and week.

mod beyond;
mod causes;
mod contact;
mod definitions;
mod groups;
mod nhi;
mod section;
mod weeks;

use askama::Template;

use super::cells::Cell;
use super::lists::Lists;
use crate::model::{ContactOutcome, Metric, Ticket, TicketResult};
use crate::report::RenderError;
use crate::report::dates::grouped;
use crate::report::lookup::Lookup;
use crate::report::rate::Rate;
use crate::report::safe::clipped;
use crate::report::summary::Said;
use crate::report::tables::joined;
use section::Section;

/// A ticket with what is said of it.
type Told<'a> = (&'a Ticket, &'a TicketResult);

#[derive(Template)]
#[template(path = "desk.html", config = "src/report/html/askama.toml")]
struct Desk {
    lead: Vec<Said>,
    sections: Vec<Section>,
    metrics: Vec<Figured>,
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
        nhi::requests(&lookup.report.nhi_requests)?,
        beyond::concentration(lookup),
    ];
    let part = Desk {
        lead: lead(&rows),
        sections: beyond::since(lookup)
            .into_iter()
            .chain(sections)
            .filter_map(Section::worth_showing)
            .collect(),
        metrics: metrics(lookup, lists),
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

fn lead(rows: &[Told<'_>]) -> Vec<Said> {
    let rate = overall(rows);
    let Some(_) = rate.share() else {
        return vec![Said::words("No ticket counts for first contact in these exports.")];
    };
    let excluded = rows.len() - rate.of;
    let told: Vec<bool> =
        rows.iter().filter(|row| row.1.outcome == ContactOutcome::Yes).filter_map(|row| row.1.safe).collect();
    let safely = told.iter().filter(|safe| **safe).count();
    vec![
        Said::number(rate.hits, "#tickets?first=yes"),
        Said::words(" of "),
        Said::number(rate.of, "#tickets?first=yes,no"),
        Said::words(&format!(
            " tickets that count were solved at first contact: {} (95 % interval {}). ",
            rate.percent(),
            rate.interval_text()
        )),
        Said::number(excluded, "#tickets?first=excluded"),
        Said::words(" more do not count: open, cancelled or duplicate. Of the "),
        Said::number(told.len(), "#tickets?first=yes&safe=yes,no"),
        Said::words(" first contacts that can be judged, "),
        Said::number(safely, "#tickets?first=yes&safe=yes"),
        Said::words(" were safe: every identity change of the ticket is proven."),
    ]
}

/// Whether a figure is one group of a breakdown (`verdicts.by_agent.…`).
fn is_grouped(metric: &Metric) -> bool {
    metric.id.contains(".by_")
}

/// A figure as the page shows it.
struct Figured {
    id: String,
    value: Cell,
    interval: String,
    definition: String,
}

/// The figures of the whole run.
fn metrics(lookup: &Lookup<'_>, lists: &Lists) -> Vec<Figured> {
    let figured = |metric: &Metric| {
        let text = match (metric.denominator, metric.value) {
            (Some(of), Some(_)) => format!("{} of {}", metric.numerator, of),
            (Some(_), None) => "–".to_owned(),
            (None, Some(value)) if value.fract() != 0.0 => format!("{value:.1}"),
            (None, _) => metric.numerator.to_string(),
        };
        let interval =
            metric.interval.map(|one| format!("{:.0} to {:.0} %", one.low * 100.0, one.high * 100.0));
        let definition = format!("{}. {}", metric.title.trim_end_matches('.'), metric.definition());
        Figured {
            id: clipped(&metric.id, 120),
            value: Cell::Count { text, href: lists.view(metric.rows.table, &metric.found_by) },
            interval: interval.unwrap_or_default(),
            definition: clipped(&definition, 400),
        }
    };
    lookup.report.metrics.iter().filter(|metric| !is_grouped(metric)).take(200).map(figured).collect()
}
