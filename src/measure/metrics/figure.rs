//! How a figure is made.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::{MetricsInput, MetricsPolicy};
use crate::measure::breakdown::Smallest;
use crate::measure::statistics::interval::wilson;
use crate::measure::statistics::real;
use crate::model::{Coverage, Dimension, Group, Interval, IntervalMethod, Metric, Rows, Span, Unit};

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

impl<'a> MetricsInput<'a> {
    /// Tickets as the definitions of first contact tell them; `what` says which.
    pub(super) fn defined(&self, what: impl Into<String>) -> Population<'a> {
        Population { rows: Rows::DEFINITIONS, ..self.tickets(what) }
    }
}

impl Population<'_> {
    /// Of the items in a group; of a week (`2026-W07`) only its own time.
    pub(super) fn in_group(mut self, dimension: Dimension, name: &str) -> Self {
        if dimension != Dimension::Week {
            return self;
        }
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
    let mut ids = Smallest::new(of.policy.ids_kept);
    let mut numerator = 0;
    for id in items {
        numerator += 1;
        ids.add(id);
    }
    Metric {
        id: name.id,
        title: name.title,
        unit: Unit::Count,
        counts: name.counts,
        numerator,
        out_of: String::new(),
        denominator: None,
        value: Some(real(numerator)),
        interval: None,
        least: None,
        excluded: Vec::new(),
        period: of.period,
        rows: of.rows,
        found_by: name.found_by,
        ids: ids.sorted(),
    }
}

/// A share: items with whether they count.
pub(super) fn share<'a>(
    of: &Population<'_>,
    name: Name,
    items: impl IntoIterator<Item = (&'a str, bool)>,
    excluded: Vec<(String, u64)>,
) -> Metric {
    let mut ids = Smallest::new(of.policy.ids_kept);
    let (mut numerator, mut denominator) = (0, 0);
    for (id, counts) in items {
        denominator += 1;
        if counts {
            numerator += 1;
            ids.add(id);
        }
    }
    counted(of, name, (numerator, denominator), excluded, ids.sorted())
}

/// A share whose items are counted already: of how many how many count, and the ids that are kept of these.
pub(super) fn counted(
    of: &Population<'_>,
    name: Name,
    (numerator, denominator): (u64, u64),
    excluded: Vec<(String, u64)>,
    ids: Vec<String>,
) -> Metric {
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
        value: (denominator > 0).then(|| real(numerator) / real(denominator)),
        interval,
        least: None,
        excluded: excluded.into_iter().filter(|(_, count)| *count > 0).collect(),
        period: of.period,
        rows: of.rows,
        found_by: name.found_by,
        ids,
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

/// A group's name in the title of a figure over so many cases.
pub(super) fn shown<'a>(input: &MetricsInput<'a>, group: &'a Group, cases: u64) -> &'a str {
    match group.dimension {
        _ if group.name.is_empty() => "not known",
        Dimension::Agent => input.agents.called(&group.name, cases),
        _ => &group.name,
    }
}

/// From Monday's first to Sunday's last second, UTC.
fn span_of_week(name: &str) -> Option<Span> {
    let (year, week) = name.split_once("-W")?;
    let monday = NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)?;
    let from = monday.and_time(NaiveTime::MIN).and_utc();
    let to = from.checked_add_days(Days::new(7))?.checked_sub_signed(TimeDelta::seconds(1))?;
    Some(Span { from, to })
}
