//! Figures: counts and shares with numerator, denominator, interval and what was left out.
//!
//! Ids are stable: dotted, the last parts being words of closed vocabularies or the names of groups.

mod causes;
mod changes;
mod definitions;
mod figure;
mod first_contact;
mod handoffs;
mod nhi;

use serde::Deserialize;

use super::agents::Agents;
use super::breakdown::Maturity;
use super::statistics::chart::ChartRules;
use crate::mapping::contact::ContactPolicy;
use crate::mapping::{MappingError, Mappings};
use crate::model::{
    Breakdown, Case, Coverage, Definitions, HandoffCosts, Instant, Metric, NhiRequest, Ticket, TicketResult,
};

const PATH: &str = "policy/metrics.toml";

/// A band of risk scores.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// Least score.
    pub from: f64,
}

/// How figures are cut (`policy/metrics.toml`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsPolicy {
    /// How many ids are kept with a figure.
    pub ids_kept: usize,
    /// A group of fewer items gets no rate.
    pub least_group: u64,
    /// People with fewer cases stand in figures under a pseudonym.
    pub name_agents_from: u64,
    /// A group is flagged when its corrected probability is below this.
    pub flag_below: f64,
    /// Control charts over weeks.
    pub charts: ChartRules,
    /// Risk bands, rising.
    #[serde(rename = "band")]
    pub bands: Vec<Band>,
}

impl MetricsPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, or bands that do not begin at 0 and rise.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(PATH)?;
        let rises = policy.bands.windows(2).all(|pair| pair[0].from < pair[1].from);
        let begins = policy.bands.first().is_some_and(|band| band.from == 0.0);
        if !rises || !begins {
            return Err(MappingError::whole(PATH, "the bands must begin at 0 and rise"));
        }
        Ok(policy)
    }
}

/// What the figures are computed from.
#[derive(Debug, Clone, Copy)]
pub struct MetricsInput<'a> {
    /// All changes with everything said of them.
    pub cases: &'a [Case],
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// What is said of each, in the order of `tickets`.
    pub ticket_results: &'a [TicketResult],
    /// The definitions of first contact over them.
    pub definitions: &'a Definitions,
    /// What hand-offs cost in control.
    pub handoff_costs: &'a HandoffCosts,
    /// Requests about non-human identities.
    pub nhi_requests: &'a [NhiRequest],
    /// Covered time per source.
    pub coverage: &'a [Coverage],
    /// How people at the desk are called.
    pub agents: &'a Agents,
    /// The groups of tickets and changes.
    pub breakdown: &'a Breakdown,
    /// The policy of first contact, for the window that definitions print.
    pub contact: &'a ContactPolicy,
    /// How figures are cut.
    pub policy: &'a MetricsPolicy,
    /// The time of judgement.
    pub as_of: Instant,
}

impl MetricsInput<'_> {
    fn maturity(&self) -> Maturity<'_> {
        Maturity::new(self.coverage, self.contact, self.as_of)
    }
}

/// All figures, in the order of the report.
#[must_use]
pub fn metrics(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = changes::figures(input);
    metrics.extend(first_contact::figures(input));
    metrics.extend(definitions::figures(input));
    metrics.extend(causes::figures(input));
    metrics.extend(handoffs::figures(input));
    metrics.extend(nhi::figures(input));
    metrics
}

#[cfg(test)]
mod tests;
