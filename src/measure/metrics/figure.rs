//! How a figure is made.

use super::MetricsPolicy;
use crate::measure::breakdown::Smallest;
use crate::measure::statistics::interval::wilson;
use crate::measure::statistics::real;
use crate::model::Metric;

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
    let mut ids = Smallest::new(policy.ids_kept);
    let mut numerator = 0;
    for id in items {
        numerator += 1;
        ids.add(id);
    }
    Metric {
        id: name.id,
        title: name.title,
        definition: name.definition,
        numerator,
        denominator: None,
        value: Some(real(numerator)),
        interval: None,
        excluded: Vec::new(),
        ids: ids.sorted(),
    }
}

/// A share: items with whether they count.
pub(super) fn share<'a>(
    policy: &MetricsPolicy,
    name: Name,
    items: impl IntoIterator<Item = (&'a str, bool)>,
    excluded: Vec<(String, u64)>,
) -> Metric {
    let mut ids = Smallest::new(policy.ids_kept);
    let (mut numerator, mut denominator) = (0, 0);
    for (id, counts) in items {
        denominator += 1;
        if counts {
            numerator += 1;
            ids.add(id);
        }
    }
    counted(name, (numerator, denominator), excluded, ids.sorted())
}

/// A share of which numerator and denominator are counted already.
pub(super) fn counted(
    name: Name,
    (numerator, denominator): (u64, u64),
    excluded: Vec<(String, u64)>,
    ids: Vec<String>,
) -> Metric {
    Metric {
        id: name.id,
        title: name.title,
        definition: name.definition,
        numerator,
        denominator: Some(denominator),
        value: (denominator > 0).then(|| real(numerator) / real(denominator)),
        interval: wilson(numerator, denominator),
        excluded: excluded.into_iter().filter(|(_, count)| *count > 0).collect(),
        ids,
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

/// A group's name in a title.
pub(super) fn title(name: &str) -> &str {
    if name.is_empty() { "not known" } else { name }
}
