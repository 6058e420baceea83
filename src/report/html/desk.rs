//! Desk: first contact, overall and by team, channel and topic; why it failed; the formulas.

use std::collections::BTreeMap;

use askama::Template;

use super::cells::percent;
use super::figure::{Figure, bars};
use super::lists::Lists;
use crate::model::{Answer, ContactOutcome, Definition, DefinitionRow, Definitions, Ticket, TicketResult};
use crate::report::RenderError;
use crate::report::charts::{self, Bar};
use crate::report::dates::grouped;
use crate::report::dress::{AMBER, GREY, spoken};
use crate::report::lookup::Lookup;
use crate::report::rate::{Rate, ranked};
use crate::report::safe::line;
use crate::report::tables::joined;

type Row<'a> = (&'a Ticket, &'a TicketResult);

/// One way to count first contacts.
struct Formula {
    name: String,
    asks: String,
    yes: String,
    of: String,
    share: String,
    interval: String,
    disagrees: String,
    href: String,
}

#[derive(Template)]
#[template(path = "desk.html", config = "src/report/html/askama.toml")]
struct Desk {
    lead: String,
    figures: Vec<Figure>,
    formulas: Vec<Formula>,
    metrics: Vec<[String; 4]>,
    metrics_more: String,
    tickets: String,
}

pub(super) fn part(lookup: &Lookup<'_>, lists: &Lists) -> Result<String, RenderError> {
    let rows = joined(lookup);
    let part = Desk {
        lead: lead(&rows),
        figures: figures(&rows)?,
        formulas: formulas(&lookup.report.definitions),
        metrics: metrics(lookup),
        metrics_more: grouped(lookup.report.metrics.iter().filter(|metric| is_grouped(metric)).count()),
        tickets: lists.tickets.section()?,
    };
    Ok(part.render()?)
}

fn counted<'a>(rows: &'a [Row<'a>]) -> impl Iterator<Item = (&'a Row<'a>, bool)> {
    rows.iter()
        .filter(|(_, result)| result.outcome != ContactOutcome::Excluded)
        .map(|row| (row, row.1.outcome == ContactOutcome::Yes))
}

fn overall(rows: &[Row<'_>]) -> Rate {
    let mut rate = Rate::default();
    counted(rows).for_each(|(_, hit)| rate.add(hit));
    rate
}

fn lead(rows: &[Row<'_>]) -> String {
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

fn figures(rows: &[Row<'_>]) -> Result<Vec<Figure>, RenderError> {
    let rate = overall(rows);
    let n = format!(
        "n = {} tickets; bars are 95 % Wilson intervals; hollow below 10 tickets, which are not ranked.",
        grouped(rate.of)
    );
    let by = |title: &'static str, of: fn(&Row<'_>) -> Option<String>| -> Result<Figure, RenderError> {
        let labelled: Vec<(String, bool)> = counted(rows)
            .map(|(row, hit)| (of(row).map(|label| line(&label)).filter(|label| !label.is_empty()), hit))
            .map(|(label, hit)| (label.unwrap_or_else(|| "not recorded".to_owned()), hit))
            .collect();
        let entries = ranked(labelled.iter().map(|(label, hit)| (label.as_str(), *hit)));
        let more =
            if entries.len() > 16 { format!(" The first 16 of {}.", entries.len()) } else { String::new() };
        Ok(Figure { title, svg: charts::rates(title, &entries)?, note: format!("{n}{more}") })
    };
    Ok(vec![
        by("Which groups solve at first contact?", |row| row.0.group.clone())?,
        by("Through which channel?", |row| row.0.channel.clone())?,
        by("For which topic?", |row| Some(row.1.topic.clone()))?,
        reasons(rows, ContactOutcome::No, "Why did first contact fail?")?,
        causes(rows)?,
        reasons(rows, ContactOutcome::Excluded, "Why do tickets not count?")?,
    ])
}

fn reasons(rows: &[Row<'_>], outcome: ContactOutcome, title: &'static str) -> Result<Figure, RenderError> {
    let words = rows.iter().filter(|row| row.1.outcome == outcome).filter_map(|row| row.1.reason);
    let entries = longest(words.map(|reason| reason.as_str()), |word| {
        format!("#tickets?first={outcome}&reason={}", percent(word))
    });
    let n: usize = entries.iter().map(|bar| bar.count).sum();
    let colour = if outcome == ContactOutcome::No { AMBER } else { GREY };
    bars(title, &entries, colour, format!("n = {} tickets, each with its one main reason.", grouped(n)))
}

fn causes(rows: &[Row<'_>]) -> Result<Figure, RenderError> {
    let words = rows.iter().filter(|row| row.1.outcome == ContactOutcome::No).filter_map(|row| row.1.cause);
    let entries =
        longest(words.map(|cause| cause.as_str()), |word| format!("#tickets?cause={}", percent(word)));
    let n: usize = entries.iter().map(|bar| bar.count).sum();
    let note = format!("n = {} failed first contacts whose data shows a cause.", grouped(n));
    bars("What stood in the way, where the data shows it?", &entries, AMBER, note)
}

fn longest<'a>(words: impl Iterator<Item = &'a str>, href: impl Fn(&str) -> String) -> Vec<Bar> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let bar = |(word, count): (&str, usize)| Bar { name: spoken(word), count, href: href(word) };
    let mut bars: Vec<Bar> = counts.into_iter().map(bar).collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    bars
}

/// The definitions that say something of these tickets, side by side.
fn formulas(definitions: &Definitions) -> Vec<Formula> {
    let told = |row: &&DefinitionRow| row.count(Answer::Yes) + row.count(Answer::No) > 0;
    definitions.rows.iter().filter(told).map(|row| formula_row(definitions, row)).collect()
}

fn formula_row(definitions: &Definitions, row: &DefinitionRow) -> Formula {
    let (yes, of) = (row.count(Answer::Yes), row.count(Answer::Yes) + row.count(Answer::No));
    let pair =
        definitions.pairs.iter().find(|pair| pair.a == Definition::FirstContact && pair.b == row.terms.id);
    let flatters = pair.map_or(0, |pair| pair.only_b);
    let key = match row.terms.id {
        Definition::Closed => "closed",
        Definition::OneTouch => "one_touch",
        Definition::NoReassignment => "no_reassignment",
        Definition::NoReopen => "no_reopen",
        Definition::IdentityConfirmed => "confirmed",
        _ => "",
    };
    let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let rate = Rate { hits: size(yes), of: size(of) };
    Formula {
        name: format!("{}: {}", row.terms.whose, row.terms.title),
        asks: row.terms.formula.clone(),
        yes: grouped(rate.hits),
        of: grouped(rate.of),
        share: rate.percent(),
        interval: rate.interval_text(),
        disagrees: pair.map_or_else(|| "–".to_owned(), |_| grouped(size(flatters))),
        href: if flatters > 0 && !key.is_empty() {
            format!("#tickets?{key}=yes&first=no")
        } else {
            String::new()
        },
    }
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
