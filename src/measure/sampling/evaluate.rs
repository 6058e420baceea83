//! What the drawn items say of each control test, held against the full test.

use std::collections::BTreeMap;

use super::plan::Plan;
use crate::measure::statistics::interval::upper;
use crate::measure::statistics::real;
use crate::model::{AuditSample, ControlResult, SampleEvaluation, TestOutcome};

/// Evaluates the sample by every test that has a drawn change in its population.
///
/// The results must list what they say of each drawn change, also where it passes.
#[must_use]
pub fn evaluate(plan: &Plan, sample: &AuditSample, controls: &[ControlResult]) -> Vec<SampleEvaluation> {
    controls.iter().filter_map(|control| evaluation(plan, sample, control)).collect()
}

fn evaluation(plan: &Plan, sample: &AuditSample, control: &ControlResult) -> Option<SampleEvaluation> {
    let mut worst: BTreeMap<&str, TestOutcome> = BTreeMap::new();
    for finding in &control.findings {
        let outcome = worst.entry(&finding.item).or_insert(finding.outcome);
        if rank(finding.outcome) > rank(*outcome) {
            *outcome = finding.outcome;
        }
    }
    let drawn: Vec<TestOutcome> =
        sample.items.iter().filter_map(|item| worst.get(item.change.0.as_str()).copied()).collect();
    if drawn.is_empty() {
        return None;
    }
    let count = |wanted: fn(TestOutcome) -> bool| drawn.iter().filter(|outcome| wanted(**outcome)).count();
    let (deviations, untold) = (count(deviates), count(|outcome| outcome == TestOutcome::NotTestable));
    let tested = drawn.len() - untold;
    let full_deviations = control.fail + control.exception;
    let full_tested = control.population - control.not_testable;
    let is_all = drawn.len() == control.population;
    let limit = |deviations: usize, of: usize| {
        if is_all { share(deviations, of) } else { upper(deviations as u64, of as u64, 1.0 - plan.risk()) }
    };
    let upper_limit = if tested == 0 { None } else { limit(deviations + untold, drawn.len()) };
    Some(SampleEvaluation {
        test: control.test.clone(),
        tested,
        deviations,
        untold,
        upper_limit,
        upper_limit_told: limit(deviations, tested),
        within: upper_limit.map(|limit| limit <= sample.tolerable),
        full_tested,
        full_deviations,
        full_untold: control.not_testable,
        full_rate: share(full_deviations, full_tested),
    })
}

/// Of several outcomes of one change by one test, the one that counts is the worst.
const fn rank(outcome: TestOutcome) -> u8 {
    match outcome {
        TestOutcome::Pass => 0,
        TestOutcome::NotTestable => 1,
        TestOutcome::Exception => 2,
        TestOutcome::Fail => 3,
    }
}

fn deviates(outcome: TestOutcome) -> bool {
    matches!(outcome, TestOutcome::Fail | TestOutcome::Exception)
}

fn share(count: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| real(count as u64) / real(of as u64))
}
