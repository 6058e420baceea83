//! `findings.ocsf.json`: every finding as an OCSF Compliance Finding (class 2003), schema 1.8.0.
//!
//! A JSON array with one event a line, so that readers of JSON and of lines both get along. All findings of the report
//! are there, none is left out; what is empty is left out of an event. Attributes that OCSF 1.9 deprecates are not
//! used. What OCSF has no place for (the change's verdict, the outcome in our words) stands in `unmapped`.

mod event;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::lookup::Lookup;
use super::{NamedFile, RenderError, Report};
use crate::model::{Case, ControlResult, ControlTest};

/// The version of the schema that the events are written in.
const OCSF_VERSION: &str = "1.8.0";

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
    tests: BTreeMap<&'a str, &'a ControlTest>,
}

impl<'a> View<'a> {
    fn new(report: &'a Report) -> Self {
        Self {
            report,
            lookup: Lookup::new(report),
            cases: report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect(),
            tests: report.control_tests.iter().map(|test| (test.id.0.as_str(), test)).collect(),
        }
    }

    /// The findings of one test, one a line, without a line break at the end.
    fn events(&self, result: &ControlResult) -> Result<Vec<u8>, RenderError> {
        let test = self.tests.get(result.test.0.as_str()).copied();
        let standards = event::Standards::of(test);
        let mut bytes = Vec::new();
        for (at, finding) in result.findings.iter().enumerate() {
            if at > 0 {
                bytes.extend_from_slice(b",\n");
            }
            serde_json::to_writer(&mut bytes, &self.event(finding, test, &standards))?;
        }
        Ok(bytes)
    }
}
