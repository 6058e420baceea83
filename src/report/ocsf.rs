//! `findings.ocsf.json`: every control test and its findings as OCSF Compliance Findings (class 2003), schema 1.8.0.
//!
//! A JSON array with one event a line, so that readers of JSON and of lines both get along. Each test is an event with
//! its counts, then come its findings: all that failed or are excepted, and of those that passed or cannot be told the
//! first [`LISTED`] (all stand in `data/findings.csv`). What is empty is left out of an event. Attributes that OCSF 1.9
//! deprecates are not used. What OCSF has no place for (the change's verdict, the outcome in our words) stands in
//! `unmapped`.

mod event;
mod parts;
mod standards;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::lookup::Lookup;
use super::{NamedFile, RenderError, Report};
use crate::model::{Case, ControlResult, ControlTest, Finding, TestOutcome};
use standards::Standards;

/// The version of the schema that the events are written in.
const OCSF_VERSION: &str = "1.8.0";

/// Findings of a test that neither failed nor are excepted and are written one by one. An event has about 2,000 bytes.
const LISTED: usize = 1_000;

/// `findings.ocsf.json`.
pub(super) fn files(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    let view = View::new(report);
    let tests: Vec<Vec<u8>> =
        report.controls.par_iter().map(|result| view.events(result)).collect::<Result<_, RenderError>>()?;
    let mut bytes = Vec::with_capacity(tests.iter().map(Vec::len).sum::<usize>() + 8);
    bytes.push(b'[');
    for events in tests.iter().filter(|events| !events.is_empty()) {
        bytes.extend_from_slice(if bytes.len() == 1 { b"\n" } else { b",\n" });
        bytes.extend_from_slice(events);
    }
    bytes.extend_from_slice(b"\n]\n");
    Ok(vec![("findings.ocsf.json".to_owned(), bytes)])
}

/// A report with what its findings refer to at hand.
struct View<'a> {
    report: &'a Report,
    lookup: Lookup<'a>,
    cases: BTreeMap<&'a str, &'a Case>,
}

/// A control test with what it gives evidence for.
struct Tested<'a> {
    test: &'a ControlTest,
    standards: &'a Standards,
}

impl<'a> View<'a> {
    fn new(report: &'a Report) -> Self {
        Self {
            report,
            lookup: Lookup::new(report),
            cases: report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect(),
        }
    }

    /// A test and its findings, one a line, without a line break at the end.
    fn events(&self, result: &ControlResult) -> Result<Vec<u8>, RenderError> {
        let Some(test) = self.report.control_tests.iter().find(|test| test.id == result.test) else {
            return Ok(Vec::new());
        };
        let standards = Standards::of(test, &self.report.frameworks);
        let tested = Tested { test, standards: &standards };
        let findings = listed(result);
        let mut bytes = Vec::with_capacity((findings.len() + 1) * 2_048);
        let left_out = result.findings.len() - findings.len();
        serde_json::to_writer(&mut bytes, &self.whole(&tested, result, left_out))?;
        for finding in findings {
            bytes.extend_from_slice(b",\n");
            serde_json::to_writer(&mut bytes, &self.event(&tested, finding))?;
        }
        Ok(bytes)
    }
}

/// The findings that are events, in the order of the test.
fn listed(result: &ControlResult) -> Vec<&Finding> {
    let mut others = 0;
    let is_listed = |finding: &&Finding| match finding.outcome {
        TestOutcome::Fail | TestOutcome::Exception => true,
        TestOutcome::Pass | TestOutcome::NotTestable => {
            others += 1;
            others <= LISTED
        }
    };
    result.findings.iter().filter(is_listed).collect()
}
