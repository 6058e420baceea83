//! How a figure is made.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::{MetricsInput, MetricsPolicy};
use crate::measure::statistics::interval::wilson;
use crate::model::{Coverage, Instant, Interval, IntervalMethod, Metric, Rows, Span, Unit};

/// What a figure is called and what it counts.
#[derive(Debug, Clone)]
pub(super) struct Name {
    id: String,
    title: String,
    counts: String,
    found_by: Vec<(&'static str, Vec<String>)>,
}

impl Name {
    /// `counts` are the items that count, in the plural and without a full stop.
    pub(super) fn new(id: impl Into<String>, title: impl Into<String>, counts: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), counts: counts.into(), found_by: Vec::new() }
    }

    /// The items that count are the rows with this value in this column, and so in those named before.
    pub(super) fn found_by(self, column: &'static str, value: impl ToString) -> Self {
        self.found_by_one_of(column, [value])
    }

    /// The same with any of several values.
    pub(super) fn found_by_one_of(
        mut self,
        column: &'static str,
        values: impl IntoIterator<Item = impl ToString>,
    ) -> Self {
        self.found_by.push((column, values.into_iter().map(|value| value.to_string()).collect()));
        self
    }
}

/// What the items of a figure are taken from.
#[derive(Debug, Clone)]
pub(super) struct Population<'a> {
    policy: &'a MetricsPolicy,
    rows: Rows,
    /// The items, in the plural, with their article where they need one.
    what: String,
    period: Option<Span>,
}

impl<'a> MetricsInput<'a> {
    /// Changes of the covered time of the logs; `what` says which.
    pub(super) fn changes(&self, what: impl Into<String>) -> Population<'a> {
        let period = covered(self.coverage.iter().filter(|coverage| !coverage.of_tickets));
        Population { policy: self.policy, rows: Rows::CHANGES, what: what.into(), period }
    }

    /// Tickets of the covered time of the desk's exports; `what` says which.
    pub(super) fn tickets(&self, what: impl Into<String>) -> Population<'a> {
        let period = covered(self.coverage.iter().filter(|coverage| coverage.of_tickets));
        Population { policy: self.policy, rows: Rows::TICKETS, what: what.into(), period }
    }
}

impl Population<'_> {
    /// Of one ISO week only (`2026-W07`); any other name changes nothing.
    pub(super) fn in_week(mut self, name: &str) -> Self {
        let Some(week) = span_of_week(name) else { return self };
        let cut = self.period.map(|all| Span { from: all.from.max(week.from), to: all.to.min(week.to) });
        self.period = Some(cut.filter(|cut| cut.from <= cut.to).unwrap_or(week));
        self
    }
}

/// From the first to the last record of several sources.
fn covered<'a>(coverage: impl Iterator<Item = &'a Coverage>) -> Option<Span> {
    let join = |a: Span, b: Span| Span { from: a.from.min(b.from), to: a.to.max(b.to) };
    coverage.filter_map(|coverage| coverage.span).reduce(join)
}

/// A plain count of items.
pub(super) fn count<'a>(of: &Population<'_>, name: Name, items: impl IntoIterator<Item = &'a str>) -> Metric {
    let items: Vec<&str> = items.into_iter().collect();
    let numerator = items.len() as u64;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let value = Some(numerator as f64);
    Metric {
        id: name.id,
        title: name.title,
        unit: Unit::Count,
        counts: name.counts,
        numerator,
        out_of: String::new(),
        denominator: None,
        value,
        interval: None,
        least: None,
        excluded: Vec::new(),
        period: of.period,
        rows: of.rows,
        found_by: name.found_by,
        ids: kept(of.policy, items),
    }
}

/// A share: items with whether they count.
pub(super) fn share<'a>(
    of: &Population<'_>,
    name: Name,
    items: impl IntoIterator<Item = (&'a str, bool)>,
    excluded: Vec<(String, u64)>,
) -> Metric {
    let mut denominator = 0;
    let mut counting = Vec::new();
    for (id, counts) in items {
        denominator += 1;
        if counts {
            counting.push(id);
        }
    }
    let numerator = counting.len() as u64;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
    let interval = wilson(numerator, denominator).map(|(low, high)| Interval {
        low,
        high,
        method: IntervalMethod::Wilson,
        level: 0.95,
    });
    Metric {
        id: name.id,
        title: name.title,
        unit: Unit::Share,
        counts: name.counts,
        numerator,
        out_of: of.what.clone(),
        denominator: Some(denominator),
        value,
        interval,
        least: None,
        excluded: excluded.into_iter().filter(|(_, count)| *count > 0).collect(),
        period: of.period,
        rows: of.rows,
        found_by: name.found_by,
        ids: kept(of.policy, counting),
    }
}

/// A share of a group: too small a group gets counts and no rate.
pub(super) fn guarded(policy: &MetricsPolicy, mut metric: Metric) -> Metric {
    if metric.denominator.is_some_and(|denominator| denominator < policy.least_group) {
        metric.value = None;
        metric.interval = None;
    }
    metric.least = Some(policy.least_group);
    metric
}

/// Sorts items into groups by name; the id part of each group is unique.
pub(super) fn groups<T>(items: impl IntoIterator<Item = (String, T)>) -> Vec<(String, String, Vec<T>)> {
    let mut by_name: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (name, item) in items {
        by_name.entry(name).or_default().push(item);
    }
    let mut used: BTreeMap<String, u32> = BTreeMap::new();
    by_name
        .into_iter()
        .map(|(name, items)| {
            let slug = slug(&name);
            let seen = used.entry(slug.clone()).or_default();
            *seen += 1;
            let id = if *seen == 1 { slug } else { format!("{slug}~{seen}") };
            (id, name, items)
        })
        .collect()
}

/// A name as part of an id: lower-case words joined by `_`; nothing becomes `none`.
fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "none".to_owned() } else { words.join("_") }
}

/// The ISO week of an instant (`2026-W07`).
pub(super) fn week(at: Instant) -> String {
    let week = at.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

/// From Monday's first to Sunday's last second, UTC.
fn span_of_week(name: &str) -> Option<Span> {
    let (year, week) = name.split_once("-W")?;
    let monday = NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)?;
    let from = monday.and_time(NaiveTime::MIN).and_utc();
    let to = from.checked_add_days(Days::new(7))?.checked_sub_signed(TimeDelta::seconds(1))?;
    Some(Span { from, to })
}

fn kept(policy: &MetricsPolicy, mut ids: Vec<&str>) -> Vec<String> {
    if policy.ids_kept < ids.len() {
        ids.select_nth_unstable(policy.ids_kept);
        ids.truncate(policy.ids_kept);
    }
    ids.sort_unstable();
    ids.into_iter().map(str::to_owned).collect()
}
