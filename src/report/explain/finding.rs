//! A finding: the test, the item, the records.

use serde::Serialize;

use super::{Explaining, Record};
use crate::model::{Finding, Severity, TestOutcome};

/// A finding, explained.
#[derive(Debug, Clone, Serialize)]
pub struct FindingExplained {
    /// Id of the control test.
    pub test: String,
    /// Its title.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// What passes, fails and cannot be told.
    pub criterion: String,
    /// What it gives evidence for: framework and id.
    pub evidence_for: Vec<(String, String)>,
    /// What was tested.
    pub item: String,
    /// The outcome.
    pub outcome: TestOutcome,
    /// The severity of the test.
    pub severity: Severity,
    /// Why, with the values it was decided on.
    pub reason: String,
    /// The records it rests on.
    pub records: Vec<Record>,
}

pub(super) fn explained(explaining: &Explaining<'_>, finding: &Finding) -> FindingExplained {
    let tests = &explaining.lookup.report.control_tests;
    let test = tests.iter().find(|test| test.id == finding.test);
    FindingExplained {
        test: finding.test.0.clone(),
        title: test.map(|test| test.title.clone()).unwrap_or_default(),
        question: test.map(|test| test.question.clone()).unwrap_or_default(),
        criterion: test.map(|test| test.criterion.clone()).unwrap_or_default(),
        evidence_for: test.map(|test| test.maps.clone()).unwrap_or_default(),
        item: finding.item.clone(),
        outcome: finding.outcome,
        severity: finding.severity,
        reason: finding.reason.clone(),
        records: finding.origins.iter().map(|origin| explaining.record_at(*origin, None)).collect(),
    }
}
