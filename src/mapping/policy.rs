//! The policy: what a change needs, how long evidence lasts, what risk weighs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::{ChangeKind, Event, Level, Method, Tier, Weakness};

/// Path of the table of log events that speak of verification.
pub(super) const LOG_ROLES: &str = "evidence/log.toml";
const EVIDENCE: &str = "policy/evidence.toml";

/// What evidence a change needs and what evidence is worth (`policy/evidence.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePolicy {
    /// How long a verification lasts, in minutes.
    pub fresh: Freshness,
    /// Tolerances and look-backs.
    pub limits: Limits,
    /// Which edits touch which channel.
    pub edited: EditedWords,
    /// The most that evidence with a weakness is worth.
    pub cap: BTreeMap<Weakness, Level>,
    /// The tier assumed where no data says one.
    pub default_tier: Tier,
    /// What each kind needs; every kind stands in exactly one row.
    pub need: Vec<Need>,
}

/// Words in an edit's native name that tell what was edited; an edit that shows none of them
/// may have been of anything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditedWords {
    /// Who the manager or owner is.
    pub manager: Vec<String>,
    /// A telephone number or mail address.
    pub address: Vec<String>,
}

/// How long a verification lasts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freshness {
    /// Minutes, for methods that are not named.
    pub default_minutes: i64,
    /// Minutes, by method.
    pub minutes: BTreeMap<Method, i64>,
    /// Hours that an approval lasts.
    pub approval_hours: i64,
}

/// Tolerances and look-backs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Seconds by which the clocks of two sources may differ.
    pub clock_seconds: i64,
    /// Days before a verification in which an edit of its channel spoils it.
    pub channel_edit_days: i64,
    /// Hours before a challenge in which a new authenticator is not a prior one.
    pub new_factor_hours: i64,
    /// Minutes within which a challenge must be answered.
    pub answer_minutes: i64,
    /// Hours from the change beyond which a log entry or record belongs to another contact.
    pub unrelated_hours: i64,
    /// Tickets that share a sentence before it counts as pasted.
    pub boilerplate_tickets: u32,
    /// Share of the tickets with a statement that it must stand in besides.
    pub boilerplate_share: f64,
    /// Tickets in which one author wrote one sentence before it counts as repeated.
    pub repeated_tickets: u32,
    /// Words that such a sentence must have.
    pub repeated_words: usize,
    /// Minutes by which the writing may follow a time that the text names without a day, or,
    /// where it was written after the change, any time that the text names.
    pub told_minutes: i64,
}

/// One row of needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// The kinds.
    pub kinds: Vec<ChangeKind>,
    /// Level by tier; every tier is named.
    pub level: BTreeMap<Tier, Level>,
    /// Tiers that need an approval besides.
    pub approval: Vec<Tier>,
    /// Why, with the source.
    pub why: String,
}

impl EvidencePolicy {
    /// Reads and validates the policy.
    ///
    /// # Errors
    /// A fault in the file; a kind in no row or in two; a row without a tier; a
    /// weakness without a cap.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(EVIDENCE)?;
        let fault = |message: String| Err(MappingError::whole(EVIDENCE, message));
        let mut seen = BTreeSet::new();
        for row in &policy.need {
            if let Some(kind) = row.kinds.iter().find(|kind| !seen.insert(**kind)) {
                return fault(format!("`{kind}` stands in two rows"));
            }
            if let Some(tier) = Tier::ALL.iter().find(|tier| !row.level.contains_key(tier)) {
                return fault(format!("the row \"{}\" names no level for tier `{tier}`", row.why));
            }
        }
        if let Some(kind) = ChangeKind::ALL.iter().find(|kind| !seen.contains(kind)) {
            return fault(format!("no row says what `{kind}` needs"));
        }
        if let Some(weakness) = Weakness::ALL.iter().find(|weakness| !policy.cap.contains_key(weakness)) {
            return fault(format!("no cap for `{weakness}`"));
        }
        let limits = [
            policy.fresh.default_minutes,
            policy.fresh.approval_hours,
            policy.limits.clock_seconds,
            policy.limits.told_minutes,
        ];
        if limits.into_iter().chain(policy.fresh.minutes.values().copied()).any(|limit| limit < 0) {
            return fault("a duration is negative".to_owned());
        }
        Ok(policy)
    }

    /// The row of a kind.
    #[must_use]
    pub fn need(&self, kind: ChangeKind) -> Option<&Need> {
        self.need.iter().find(|row| row.kinds.contains(&kind))
    }

    /// Level that a kind needs at a tier; `strong` should the table not tell.
    #[must_use]
    pub fn level(&self, kind: ChangeKind, tier: Tier) -> Level {
        self.need(kind).and_then(|row| row.level.get(&tier)).copied().unwrap_or(Level::Strong)
    }

    /// Whether a kind needs an approval at a tier.
    #[must_use]
    pub fn needs_approval(&self, kind: ChangeKind, tier: Tier) -> bool {
        self.need(kind).is_none_or(|row| row.approval.contains(&tier))
    }

    /// How long a verification by this method lasts.
    #[must_use]
    pub fn fresh_for(&self, method: Method) -> chrono::Duration {
        let minutes = self.fresh.minutes.get(&method).copied().unwrap_or(self.fresh.default_minutes);
        chrono::Duration::try_minutes(minutes).unwrap_or(chrono::Duration::MAX)
    }
}

/// What part an event plays in a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogPart {
    /// A challenge went out.
    Sent,
    /// The subject answered it; a failed outcome is a refusal.
    Answered,
    /// The subject refused it.
    Refused,
    /// A whole verification in one record; its outcome is the result.
    Whole,
}

/// One row of the table of log events.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogRole {
    /// Source, or its product (`okta`).
    pub source: String,
    /// Native types.
    pub types: Vec<String>,
    /// A word that some detail of the event must hold, lower case; empty for none.
    #[serde(default)]
    pub detail: Vec<String>,
    /// The part.
    pub part: LogPart,
    /// The method.
    pub method: Method,
}

/// Which log events speak of verification (`evidence/log.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogRoles {
    /// The rows; the first that fits decides.
    event: Vec<LogRole>,
    /// By native type, the rows that name it.
    #[serde(skip)]
    of_type: BTreeMap<String, Vec<usize>>,
}

impl LogRoles {
    /// Reads the table.
    ///
    /// # Errors
    /// A fault in the file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let mut roles: Self = mappings.toml(LOG_ROLES)?;
        for (at, role) in roles.event.iter().enumerate() {
            for native_type in &role.types {
                roles.of_type.entry(native_type.clone()).or_default().push(at);
            }
        }
        Ok(roles)
    }

    /// The part that an event plays, if it plays any.
    #[must_use]
    pub fn of(&self, event: &Event) -> Option<&LogRole> {
        let product = event.source.split('.').next();
        let rows = self.of_type.get(&event.native_type)?.iter().filter_map(|at| self.event.get(*at));
        rows.into_iter().find(|role| {
            (role.source == event.source || Some(role.source.as_str()) == product)
                && (role.detail.is_empty() || role.detail.iter().any(|word| has_detail(event, word)))
        })
    }
}

fn has_detail(event: &Event, word: &str) -> bool {
    let targets = event.targets.iter().filter_map(|party| party.display.as_deref());
    event.details.values().chain(targets).any(|value| value.to_lowercase().contains(word))
}
