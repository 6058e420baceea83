//! A plan: what was asked for, with what the policy says where nothing was.

use super::request::SampleRequest;
use crate::mapping::sampling::SamplingPolicy;
use crate::model::SampleMethod;

/// A plan that can be carried out. Rates are in percent, as they were typed.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(super) method: SampleMethod,
    pub(super) confidence: f64,
    pub(super) tolerable: f64,
    pub(super) expected: f64,
    pub(super) size: Option<usize>,
    pub(super) seed: Option<String>,
    pub(super) table: Option<String>,
    pub(super) most_deviations: u64,
}

impl Plan {
    /// Fills what was not said from the policy.
    ///
    /// # Errors
    /// Rates that make no plan: no confidence, nothing tolerable, or as much expected as is tolerable.
    pub fn of(request: &SampleRequest, policy: &SamplingPolicy) -> Result<Self, String> {
        let confidence = request.confidence.unwrap_or(policy.confidence);
        let plan = Self {
            method: request.method,
            confidence,
            tolerable: request.tolerable.unwrap_or(policy.tolerable),
            expected: request.expected.unwrap_or(policy.expected),
            size: request.size,
            seed: request.seed.clone(),
            table: policy.table(confidence).map(str::to_owned),
            most_deviations: policy.most_deviations,
        };
        if plan.confidence < 50.0 {
            return Err(format!("a confidence of {} % concludes nothing; 50 is the least", plan.confidence));
        }
        if plan.tolerable <= 0.0 {
            return Err("no sample can show that nothing deviates: `tolerable` must be above 0".to_owned());
        }
        if plan.expected >= plan.tolerable {
            return Err(format!(
                "expected deviation ({} %) must be below tolerable deviation ({} %)",
                plan.expected, plan.tolerable
            ));
        }
        Ok(plan)
    }

    /// The probability that remains for being wrong.
    pub(super) fn risk(&self) -> f64 {
        (100.0 - self.confidence) / 100.0
    }
}
