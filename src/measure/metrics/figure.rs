//! How a figure is made.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::MetricsPolicy;
use crate::measure::statistics::interval::wilson;
use crate::model::{Instant, Metric};

/// What a figure is called and how it is computed.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) definition: String,
}

impl Name {
    pub(super) fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        definition: impl Into<String>,
    ) -> Self {
        Self { id: id.into(), title: title.into(), definition: definition.into() }
    }
}

/// A plain count of items.
pub(super) fn count<'a>(
    policy: &MetricsPolicy,
    name: Name,
    items: impl IntoIterator<Item = &'a str>,
) -> Metric {
    let items: Vec<&str> = items.into_iter().collect();
    let numerator = items.len() as u64;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let value = Some(numerator as f64);
    Metric {
        id: name.id,
        title: name.title,
        definition: name.definition,
        numerator,
        denominator: None,
        value,
        interval: None,
        excluded: Vec::new(),
        ids: kept(policy, items),
    }
}

/// A share: items with whether they count.
pub(super) fn share<'a>(
    policy: &MetricsPolicy,
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
    Metric {
        id: name.id,
        title: name.title,
        definition: name.definition,
        numerator,
        denominator: Some(denominator),
        value,
        interval: wilson(numerator, denominator),
        excluded: excluded.into_iter().filter(|(_, count)| *count > 0).collect(),
        ids: kept(policy, counting),
    }
}

/// A share of a group: too small a group gets counts and no rate.
pub(super) fn guarded(policy: &MetricsPolicy, mut metric: Metric) -> Metric {
    if metric.denominator.is_some_and(|denominator| denominator < policy.least_group) {
        metric.value = None;
        metric.interval = None;
    }
    metric.definition =
        format!("{} A group of fewer than {} gets no rate.", metric.definition, policy.least_group);
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

fn kept(policy: &MetricsPolicy, mut ids: Vec<&str>) -> Vec<String> {
    if policy.ids_kept < ids.len() {
        ids.select_nth_unstable(policy.ids_kept);
        ids.truncate(policy.ids_kept);
    }
    ids.sort_unstable();
    ids.into_iter().map(str::to_owned).collect()
}
