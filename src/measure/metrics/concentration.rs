//! Figures about concentration: how many comparisons stand out.

use super::MetricsInput;
use super::figure::{Name, count};
use crate::model::{Gathering, Metric};

/// One figure for everything that gathers.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let of = input.compared();
    Gathering::ALL
        .iter()
        .map(|what| {
            let (title, counts) = match what {
                Gathering::Met => (
                    "Pairs of people who meet more often than chance would bring together".to_owned(),
                    "pairs of people who meet more often than chance would bring together, counting all comparisons"
                        .to_owned(),
                ),
                lapse => (
                    format!("Places where {lapse} changes gather"),
                    format!(
                        "agents, requesters, approvers, queues, channels, hours and days with more {lapse} changes than chance would bring, counting all comparisons"
                    ),
                ),
            };
            let name = Name::new(format!("concentration.{what}"), title, counts)
                .found_by("stands_out", "yes")
                .found_by("what", what);
            let own = input.concentrations.standing_out().filter(|one| one.what == *what);
            count(&of, name, own.map(|one| one.id.as_str()))
        })
        .collect()
}
