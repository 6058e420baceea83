//! OSCAL assessment results and plan of action and milestones (POA&M), release 1.2.3.
//!
//! What each part says follows the OSCAL assessment layer (NIST, <https://pages.nist.gov/OSCAL/>): an *observation*
//! is what was seen, a *finding* is what follows for the statement of a control, a *risk* is what failed tests leave
//! open, a *POA&M item* is what to do about it. Here
//!
//! - each control test is an observation with its counts, passed or failed, and each of its findings another;
//! - each entry of a framework that NIST publishes as an OSCAL catalogue, and to which a test maps, is a finding;
//!   entries of other frameworks are named in properties, for OSCAL knows no id of them;
//! - each test with failures and each exception in use is a risk and a POA&M item.
//!
//! Every UUID is derived from the id that all other formats print, and that id stands beside it as a property.

mod catalogue;
mod conclusion;
mod document;
mod observation;
mod parts;
mod plan;
mod results;
mod risk;
mod subject;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use super::lookup::Lookup;
use super::{NamedFile, RenderError, Report};
use crate::model::{Case, ControlResult, ControlTest, Finding, TestOutcome};

/// The release of OSCAL that the files are written in.
const OSCAL_VERSION: &str = "1.2.3";

/// The namespace of our properties: a name, not an address.
const NAMESPACE: &str = "urn:deskproof:oscal";

/// Findings of one control test that are written one by one, those that failed first; the others are counted, and
/// all stand in `data/findings.csv`. 35 tests keep a file below 25 MB for any number of changes.
const LISTED: usize = 500;

/// `assessment-results.oscal.json` and `poam.oscal.json`.
///
/// Without an entry of an OSCAL catalogue that a test maps to there is no valid file to write, and none is written; a
/// POA&M, which must have an item, is written only if something failed or is excepted.
pub(super) fn files(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    let view = View::new(report);
    let reviewed = catalogue::reviewed(report);
    if reviewed.is_empty() {
        return Ok(Vec::new());
    }
    let mut files =
        vec![("assessment-results.oscal.json".to_owned(), results::assessment_results(&view, &reviewed)?)];
    if let Some(plan) = plan::plan(&view)? {
        files.push(("poam.oscal.json".to_owned(), plan));
    }
    Ok(files)
}

/// A report with what its findings refer to at hand.
struct View<'a> {
    report: &'a Report,
    lookup: Lookup<'a>,
    cases: BTreeMap<&'a str, &'a Case>,
    /// Each test with its result, by id.
    tests: Vec<Tested<'a>>,
}

/// A control test with what it came to.
struct Tested<'a> {
    test: &'a ControlTest,
    result: &'a ControlResult,
}

impl<'a> View<'a> {
    fn new(report: &'a Report) -> Self {
        let result_of = |test: &ControlTest| report.controls.iter().find(|result| result.test == test.id);
        let tested = |test: &'a ControlTest| Some(Tested { test, result: result_of(test)? });
        Self {
            report,
            lookup: Lookup::new(report),
            cases: report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect(),
            tests: report.control_tests.iter().filter_map(tested).collect(),
        }
    }
}

impl<'a> Tested<'a> {
    fn id(&self) -> &'a str {
        &self.test.id.0
    }

    /// The findings that are written one by one, worst first, each kind in the order of the test.
    fn listed(&self) -> Vec<&'a Finding> {
        let mut findings: Vec<&Finding> = self.result.findings.iter().collect();
        findings.sort_by_key(|finding| match finding.outcome {
            TestOutcome::Fail => 0,
            TestOutcome::Exception => 1,
            TestOutcome::NotTestable => 2,
            TestOutcome::Pass => 3,
        });
        findings.truncate(LISTED);
        findings
    }

    /// How many findings are not written one by one.
    fn left_out(&self) -> usize {
        self.result.findings.len().saturating_sub(LISTED)
    }
}
