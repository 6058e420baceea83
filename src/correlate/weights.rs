//! `mappings/linking.toml`.

use std::collections::BTreeMap;

use super::reference::TicketWords;
use crate::mapping::{MappingError, Mappings};
use crate::model::ChangeKind;

/// The published weights of linking.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkingRules {
    pub(super) threshold: Threshold,
    pub(super) window: Window,
    weights: BTreeMap<String, f64>,
    pub(super) references: TicketWords,
    cancelled: Cancelled,
    lesser: Lesser,
    drift: Vec<Drift>,
    fitted: Option<Fitted>,
}

/// How the weights came about: written by `deskproof fit`, told to readers, no rule.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fitted {
    /// Names of the labelled exports.
    pub on: Vec<String>,
    /// Their labelled changes.
    pub changes: u64,
    /// Pairs of a change and a weighed ticket.
    pub pairs: u64,
    /// As how many changes they counted.
    pub trust: u64,
    /// How far the confidence of links could be believed, on exports that a fit had not seen.
    pub reliability: Vec<Reliability>,
}

/// Links of similar confidence.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// Least confidence.
    pub from: f64,
    /// Confidences below this, or 1 inclusive.
    pub to: f64,
    /// Their mean.
    pub said: f64,
    /// Those that were right.
    pub right: u64,
    /// All of them.
    pub of: u64,
}

/// When a sum is a link, and when two cannot be told apart.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Least confidence of a link.
    pub link: f64,
    /// Two sums nearer than this cannot be told apart.
    pub ambiguous_within: f64,
}

impl Threshold {
    /// The least sum of a link: the log-odds of the least confidence.
    #[must_use]
    pub fn least_sum(self) -> f64 {
        (self.link / (1.0 - self.link)).ln()
    }
}

#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Window {
    pub(super) opened_after_minutes: i64,
    pub(super) resolved_before_minutes: i64,
    pub(super) open_days: i64,
    pub(super) near_minutes: i64,
    pub(super) around_minutes: i64,
    pub(super) beside_minutes: i64,
    pub(super) retroactive_minutes: i64,
    pub(super) first_minutes: i64,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Drift {
    asked: Vec<String>,
    stronger: Vec<ChangeKind>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cancelled {
    closed_as: Vec<String>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Lesser {
    kinds: Vec<ChangeKind>,
}

/// Every weight that the program asks for.
const NAMES: &[&str] = &[
    "prior",
    "reference_in_change",
    "reference_in_ticket",
    "reference_digits_only",
    "subject_is_affected",
    "subject_is_affected_by_name",
    "subject_is_requester",
    "subject_is_requester_by_name",
    "subject_named_login",
    "subject_named_display",
    "subject_named_nearly",
    "subject_is_namesake",
    "subject_is_alike",
    "subject_is_other",
    "subject_unknown",
    "agent_wrote_near",
    "agent_wrote_around",
    "agent_holds",
    "agent_is_other",
    "program_acted",
    "holder_acted",
    "kind_asked",
    "kind_noted_too",
    "kind_noted",
    "kind_aside",
    "kind_drifted",
    "kind_is_other",
    "kind_not_identity",
    "kind_unknown",
    "time_inside_soon",
    "time_inside",
    "time_inside_late",
    "time_shortly_before",
    "time_before",
    "time_shortly_after",
    "time_after",
    "ticket_cancelled",
    "beside_asked",
    "same_kind_again",
];

impl LinkingRules {
    /// Reads the weights.
    ///
    /// # Errors
    /// A fault in the mapping file; a weight that is missing, unknown or no number.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        const FILE: &str = "linking.toml";
        let rules: Self = mappings.toml(FILE)?;
        let fault = |message: String| Err(MappingError::whole(FILE, message));
        if let Some(missing) = NAMES.iter().find(|name| !rules.weights.contains_key(**name)) {
            return fault(format!("the weight `{missing}` is missing"));
        }
        if let Some(unknown) = rules.weights.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return fault(format!("`{unknown}` is no weight; known are {}", NAMES.join(", ")));
        }
        if rules.weights.values().any(|weight| !weight.is_finite()) {
            return fault("every weight must be a finite number".to_owned());
        }
        Ok(rules)
    }

    /// When a sum is a link, and when two cannot be told apart.
    #[must_use]
    pub fn threshold(&self) -> Threshold {
        self.threshold
    }

    /// A weight by name; the names are checked when the file is read.
    #[must_use]
    pub fn weight(&self, name: &str) -> f64 {
        self.weights.get(name).copied().unwrap_or(0.0)
    }

    /// The confidence below which there is no link.
    pub(super) fn least_confidence(&self) -> f64 {
        self.threshold.link
    }

    /// Two sums nearer than this cannot be told apart.
    pub(super) fn ambiguous_within(&self) -> f64 {
        self.threshold.ambiguous_within
    }

    /// Whether a closing code says that another ticket stands for this one.
    pub(super) fn is_duplicate(&self, code: &str) -> bool {
        let code = code.to_lowercase();
        self.cancelled.closed_as.iter().any(|word| code.contains(word.as_str()))
    }

    /// All weights, by name.
    #[must_use]
    pub fn weights(&self) -> &BTreeMap<String, f64> {
        &self.weights
    }

    /// How the weights came about; `None` if they were reasoned.
    #[must_use]
    pub fn fitted(&self) -> Option<&Fitted> {
        self.fitted.as_ref()
    }

    /// The same rules with other values of some weights.
    #[must_use]
    pub fn with_weights(&self, weights: &BTreeMap<String, f64>) -> Self {
        let mut rules = self.clone();
        rules.weights.extend(weights.iter().map(|(name, weight)| (name.clone(), *weight)));
        rules
    }

    /// The least sum of a link.
    pub(super) fn least(&self) -> f64 {
        self.threshold.least_sum()
    }

    /// Whether a change is more than a ticket of this topic asks for, of a kindred sort.
    pub(super) fn is_drift(&self, topic: &str, kind: ChangeKind) -> bool {
        self.drift
            .iter()
            .any(|drift| drift.asked.iter().any(|asked| asked == topic) && drift.stronger.contains(&kind))
    }

    /// Whether such a change gives nobody control, and so is never more than was asked.
    pub(super) fn is_lesser(&self, kind: ChangeKind) -> bool {
        self.lesser.kinds.contains(&kind)
    }

    /// The confidence that a sum stands for: the logistic function, four decimals.
    #[must_use]
    pub fn confidence(sum: f64) -> f64 {
        (1e4 / (1.0 + (-sum).exp())).round() / 1e4
    }
}
