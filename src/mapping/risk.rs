//! Weights of the risk score (`policy/risk.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::{ActorKind, ChangeKind, Level, Tier, Verdict};

const RISK: &str = "policy/risk.toml";
/// The patterns that the program knows, in the order of domain and reports.
pub const PATTERNS: [&str; 17] = [
    "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "P13", "P14", "P15", "P16",
    "P17",
];

/// All weights.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskPolicy {
    /// Up to here points count in full; beyond, less and less.
    pub linear_to: f64,
    /// Points by kind.
    pub base: BTreeMap<ChangeKind, f64>,
    /// Points of other kinds.
    pub other: Other,
    /// Factor by tier.
    pub tier: BTreeMap<Tier, f64>,
    /// Share of the base by distance from proof.
    pub distance: Distance,
    /// Share of a pattern's points.
    pub pattern_share: PatternShare,
    /// Points by actor.
    pub actor: BTreeMap<ActorKind, f64>,
    /// What counts as off hours.
    pub off_hours: OffHours,
    /// Patterns by name.
    pub pattern: BTreeMap<String, Pattern>,
    /// What lowers the risk.
    pub relief: Relief,
    /// What the patterns look for.
    pub look: Look,
}

/// Kinds that the table does not name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Points.
    pub base: f64,
}

/// Share of the base points that counts, by verdict.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is the verdict of its name")]
pub struct Distance {
    pub proven: f64,
    pub insufficient_strong: f64,
    pub insufficient_adequate: f64,
    pub insufficient_weak: f64,
    pub insufficient_none: f64,
    pub late: f64,
    pub not_testable: f64,
    pub unproven: f64,
    pub unticketed: f64,
    pub not_desk: f64,
    /// Added where a verification failed or was refused.
    pub failed_added: f64,
}

/// Share of a pattern's points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternShare {
    /// Counts whatever the verdict; the rest grows with the distance.
    pub always: f64,
}

/// When an hour is unusual for an agent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffHours {
    /// Changes of the agent that make a habit.
    pub least_changes: u32,
    /// Changes of the agent that make a habit of days of the week.
    pub least_changes_for_days: u32,
    /// Share of them below which an hour, day or place is unusual.
    pub share: f64,
    /// Hours on either side that count with an hour.
    pub hours_beside: usize,
}

/// One pattern.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Points.
    pub points: f64,
    /// Span in minutes.
    pub minutes: i64,
    /// Least count, for patterns that count.
    #[serde(default)]
    pub least: usize,
    /// Greatest count; more is something else.
    #[serde(default = "any_number")]
    pub most: usize,
    /// Share of the points that counts whatever the verdict, if it is not that of all patterns.
    pub always: Option<f64>,
    /// Why, with the source.
    pub why: String,
}

fn any_number() -> usize {
    usize::MAX
}

/// What lowers the risk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relief {
    /// Points (negative) for revoking the sessions at once.
    pub session_revoke: f64,
    /// Span in minutes.
    pub minutes: i64,
}

/// Words and native types that the patterns look for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the mapping file says what each list is")]
pub struct Look {
    pub echo_minutes: i64,
    pub joiner_days: i64,
    pub parked_days: i64,
    pub house_persons: usize,
    pub telephone: String,
    pub admin_access: Vec<String>,
    pub mail_rules: Vec<String>,
    pub reports: Vec<String>,
    pub new_marks: Vec<String>,
    pub device_details: Vec<String>,
    pub device_kinds: Vec<String>,
}

impl RiskPolicy {
    /// Reads and validates the weights.
    ///
    /// # Errors
    /// A fault in the file; a missing tier, actor or pattern; distances that would let
    /// weaker evidence lower the risk.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(RISK)?;
        policy.check().map_err(|message| MappingError::whole(RISK, message))?;
        Ok(policy)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(tier) = Tier::ALL.iter().find(|tier| !self.tier.contains_key(tier)) {
            return Err(format!("no factor for tier `{tier}`"));
        }
        if let Some(actor) = ActorKind::ALL.iter().find(|actor| !self.actor.contains_key(actor)) {
            return Err(format!("no points for actor `{actor}`"));
        }
        if let Some(name) = PATTERNS.iter().find(|name| !self.pattern.contains_key(**name)) {
            return Err(format!("no pattern `{name}`"));
        }
        if let Some(name) = self.pattern.keys().find(|name| !PATTERNS.contains(&name.as_str())) {
            return Err(format!("the program knows no pattern `{name}`"));
        }
        let d = &self.distance;
        let rising = [
            d.proven,
            d.insufficient_strong,
            d.insufficient_adequate,
            d.insufficient_weak,
            d.insufficient_none,
            d.late,
            d.unproven,
            d.unticketed,
        ];
        if !rising.is_sorted() || d.proven < 0.0 || !rising.iter().all(|share| share.is_finite()) {
            return Err("the distances must rise from `proven` to `unticketed`".to_owned());
        }
        let points = self.base.values().chain(self.tier.values()).chain([&self.linear_to, &self.other.base]);
        let patterns = self.pattern.values().map(|pattern| &pattern.points);
        if points.chain(patterns).any(|points| !points.is_finite() || *points < 0.0)
            || self.linear_to >= 100.0
        {
            return Err("points must be finite and not negative, `linear_to` below 100".to_owned());
        }
        match regex::Regex::new(&self.look.telephone) {
            Ok(telephone) if telephone.capture_names().flatten().any(|name| name == "number") => {}
            Ok(_) => return Err("`telephone` needs a group named `number`".to_owned()),
            Err(fault) => return Err(format!("`telephone`: {fault}")),
        }
        let always = self.pattern.values().filter_map(|pattern| pattern.always);
        if !always.chain([self.pattern_share.always]).all(|share| (0.0..=1.0).contains(&share)) {
            return Err("`always` is a share from 0 to 1".to_owned());
        }
        if let Some((name, _)) = self.pattern.iter().find(|(_, pattern)| pattern.most < pattern.least) {
            return Err(format!("pattern `{name}`: `most` is below `least`"));
        }
        Ok(())
    }

    /// Share of the base for a verdict and the best evidence in time.
    #[must_use]
    pub fn distance(&self, verdict: Option<Verdict>, best: Level) -> f64 {
        let distance = &self.distance;
        match verdict {
            None => distance.not_desk,
            Some(Verdict::Proven) => distance.proven,
            Some(Verdict::Insufficient) => match best {
                Level::Strong => distance.insufficient_strong,
                Level::Adequate => distance.insufficient_adequate,
                Level::Weak => distance.insufficient_weak,
                Level::None => distance.insufficient_none,
            },
            Some(Verdict::Late) => distance.late,
            Some(Verdict::NotTestable) => distance.not_testable,
            Some(Verdict::Unproven) => distance.unproven,
            Some(Verdict::Unticketed) => distance.unticketed,
        }
    }
}
