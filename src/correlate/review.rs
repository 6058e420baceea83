//! Which links a person should look at.

use super::link::Linked;
use super::weights::LinkingRules;
use crate::mapping::{MappingError, Mappings};
use crate::model::{Change, Link, LinkBasis, LinkOutcome, ReviewReason, Support};

/// When a link is for review (`policy/review.toml`).
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRules {
    confidence_from: f64,
    confidence_to: f64,
    runner_up_within: f64,
}

impl ReviewRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A fault in the mapping file; a confidence that is none.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        const FILE: &str = "policy/review.toml";
        let rules: Self = mappings.toml(FILE)?;
        let is_share = |share: f64| (0.0..=1.0).contains(&share);
        if !is_share(rules.confidence_from) || !is_share(rules.confidence_to) {
            return Err(MappingError::whole(FILE, "a confidence lies between 0 and 1"));
        }
        Ok(rules)
    }
}

/// Why a person should look at the link of a change; nothing where none needs to.
///
/// Asked once it is settled which changes are the desk's: of others only what is ambiguous is for
/// review. What completes another change follows that one, and what was decided is not asked again.
#[must_use]
pub fn review(
    change: &Change,
    linked: &Linked,
    rules: &ReviewRules,
    linking: &LinkingRules,
) -> Vec<ReviewReason> {
    if change.parent.is_some() {
        return Vec::new();
    }
    let runner_up = linked.runner_up.as_ref();
    match (linked.outcome, &linked.link) {
        (LinkOutcome::Ambiguous, Some(link)) => {
            let is_close = runner_up.is_some_and(|next| distance(link, next) < linking.ambiguous_within());
            vec![if is_close { ReviewReason::TwoTickets } else { ReviewReason::SharedName }]
        }
        _ if change.support == Support::No || !linked.decisions.is_empty() => Vec::new(),
        (LinkOutcome::Linked, Some(link)) => {
            let is_near = link.confidence < rules.confidence_to;
            let is_close = link.basis != LinkBasis::Reference
                && runner_up.is_some_and(|next| {
                    next.confidence >= linking.least_confidence()
                        && distance(link, next) < rules.runner_up_within
                });
            let reasons = [(is_near, ReviewReason::JustAbove), (is_close, ReviewReason::CloseRunnerUp)];
            reasons.into_iter().filter(|(is, _)| *is).map(|(_, reason)| reason).collect()
        }
        _ if runner_up.is_some_and(|next| next.confidence >= rules.confidence_from) => {
            vec![ReviewReason::JustBelow]
        }
        _ => Vec::new(),
    }
}

/// By how much a sum is greater than another.
fn distance(link: &Link, next: &Link) -> f64 {
    link.score - next.score
}
