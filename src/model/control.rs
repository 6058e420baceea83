//! Control tests and their findings.

use super::exception::Excepted;
use super::origin::Origin;
use super::words::words;

/// `CT-01` to `CT-35`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ControlTestId(pub String);

/// `fnd-` and twelve hex digits derived from test and item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct FindingId(pub String);

words! {
    /// What a control test says of one item.
    pub enum TestOutcome {
        /// The criterion is met.
        Pass = "pass",
        /// It is not.
        Fail = "fail",
        /// Not met, with a governed exception on record.
        Exception = "exception",
        /// The inputs do not allow to tell.
        NotTestable = "not_testable",
    }
}

words! {
    /// How bad a failure is.
    pub enum Severity {
        /// Of interest.
        Low = "low",
        /// To be mended.
        Medium = "medium",
        /// To be mended soon.
        High = "high",
        /// To be looked at now.
        Critical = "critical",
    }
}

words! {
    /// What a test is for, and so what a failure means.
    pub enum Nature {
        /// Whether the population is whole; the other tests stand on it.
        Population = "population",
        /// Whether a control operated; a failure is a deviation.
        Attribute = "attribute",
        /// What to look into; a hit is no deviation by itself.
        Indicator = "indicator",
    }
}

/// What a test asks and which controls it gives evidence for; read from `mappings/controls/`.
#[derive(Debug, Clone)]
pub struct ControlTest {
    /// Its id.
    pub id: ControlTestId,
    /// Its title.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// What it is for.
    pub nature: Nature,
    /// How bad a failure is.
    pub severity: Severity,
    /// What passes, fails and cannot be told, in words with the thresholds filled in.
    pub criterion: String,
    /// Framework and the ids in it that the test gives evidence for, as `("NIST CSF 2.0", "PR.AA-01")`.
    pub maps: Vec<(String, String)>,
}

/// What one test says of one item.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// The test.
    pub test: ControlTestId,
    /// What was tested: a change id, `ticket:NUMBER`, `source:ID`, `account:LABEL` or `file:NAME`.
    pub item: String,
    /// The outcome.
    pub outcome: TestOutcome,
    /// The test's severity.
    pub severity: Severity,
    /// One sentence with the values it was decided on.
    pub reason: String,
    /// What it was before an exception was granted; the outcome is then `exception`.
    pub excepted: Option<Excepted>,
    /// The records it rests on.
    pub origins: Vec<Origin>,
}

/// One test over its whole population.
#[derive(Debug, Clone)]
pub struct ControlResult {
    /// The test.
    pub test: ControlTestId,
    /// How many items were in its population.
    pub population: usize,
    /// How many passed, failed, were excepted, could not be told.
    pub pass: usize,
    /// Items that failed.
    pub fail: usize,
    /// Items excepted.
    pub exception: usize,
    /// Items that could not be told.
    pub not_testable: usize,
    /// Why the whole test could not be run, if so.
    pub untested_because: Option<String>,
    /// All items that are not a plain pass; for small populations and for the changes of a sample also those.
    pub findings: Vec<Finding>,
}

impl ControlResult {
    /// What `untested_because` says where there was simply nothing to test: zero items, and known to be zero.
    pub const NOTHING_TO_TEST: &str = "nothing in its population";

    /// Whether its numbers are known: it was run, if only on nothing.
    #[must_use]
    pub fn is_run(&self) -> bool {
        self.untested_because.as_deref().is_none_or(|because| because == Self::NOTHING_TO_TEST)
    }

    /// The outcome over the population: any failure fails, nothing told is not a pass.
    #[must_use]
    pub fn outcome(&self) -> TestOutcome {
        if self.fail > 0 {
            TestOutcome::Fail
        } else if self.exception > 0 {
            TestOutcome::Exception
        } else if self.pass > 0 && self.not_testable == 0 {
            TestOutcome::Pass
        } else {
            TestOutcome::NotTestable
        }
    }
}
