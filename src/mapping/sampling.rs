//! What a sample is without more said, and where its size can be looked up: `policy/sampling.toml`.

use serde::Deserialize;

use super::{MappingError, Mappings};

const PATH: &str = "policy/sampling.toml";

/// The policy, as written; rates in percent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplingPolicy {
    /// Confidence.
    pub confidence: f64,
    /// Tolerable deviation.
    pub tolerable: f64,
    /// Expected deviation.
    pub expected: f64,
    /// Beyond so many allowed deviations everything is taken.
    pub most_deviations: u64,
    table: Vec<Table>,
}

/// A published table of sample sizes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    confidence: f64,
    name: String,
}

impl SamplingPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, a rate outside 0 to 100, or an expected deviation that is not below the tolerable one.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(PATH)?;
        let is_rate = |rate: f64| rate > 0.0 && rate < 100.0;
        if !is_rate(policy.confidence) || !is_rate(policy.tolerable) {
            return Err(MappingError::whole(PATH, "`confidence` and `tolerable` lie between 0 and 100"));
        }
        if !(policy.expected >= 0.0 && policy.expected < policy.tolerable) {
            return Err(MappingError::whole(PATH, "`expected` is at least 0 and below `tolerable`"));
        }
        Ok(policy)
    }

    /// The published table for a confidence in percent.
    #[must_use]
    pub fn table(&self, confidence: f64) -> Option<&str> {
        let same = |table: &&Table| (table.confidence - confidence).abs() < 1e-9;
        self.table.iter().find(same).map(|table| table.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_plan_and_the_tables_are_found_by_confidence() {
        let policy = SamplingPolicy::load(&Mappings::embedded()).unwrap();
        assert!(policy.table(95.0).unwrap().ends_with("A-1"));
        assert!(policy.table(90.0).unwrap().ends_with("A-2"));
        assert_eq!(policy.table(99.0), None);
    }
}
