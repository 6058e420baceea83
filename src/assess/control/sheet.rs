//! The sheet on which a test records its items.

use std::collections::BTreeSet;

use crate::mapping::controls::ControlDefinition;
use crate::model::{Change, ControlResult, Finding, FindingId, Origin, TestOutcome, Ticket, short_hash};

/// Populations up to this size list their passes too, so that a reader can follow the test item by item.
const SMALL_POPULATION: usize = 25;

/// What a test says of one item, with the sentence that it was decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judged {
    /// The criterion is met.
    Pass(String),
    /// It is not.
    Fail(String),
    /// It cannot be told.
    NotTestable(String),
}

impl Judged {
    fn parts(self) -> (TestOutcome, String) {
        match self {
            Judged::Pass(reason) => (TestOutcome::Pass, reason),
            Judged::Fail(reason) => (TestOutcome::Fail, reason),
            Judged::NotTestable(reason) => (TestOutcome::NotTestable, reason),
        }
    }
}

/// Collects the items of one test.
pub(super) struct Sheet<'a> {
    definition: &'a ControlDefinition,
    /// Items that are listed also where they pass.
    followed: &'a BTreeSet<String>,
    result: ControlResult,
    passes: Vec<Finding>,
    keeps_passes: bool,
}

impl<'a> Sheet<'a> {
    /// An empty sheet. It lists the passes of the items that are `followed`; with `keeps_passes` all.
    pub(super) fn of(
        definition: &'a ControlDefinition,
        followed: &'a BTreeSet<String>,
        keeps_passes: bool,
    ) -> Self {
        let result = ControlResult {
            test: definition.test.id.clone(),
            population: 0,
            pass: 0,
            fail: 0,
            exception: 0,
            not_testable: 0,
            untested_because: None,
            findings: Vec::new(),
        };
        Self { definition, followed, result, passes: Vec::new(), keeps_passes }
    }

    /// Records an item. `within` tells apart items of the same name (a ticket's source); it is part of the id only.
    pub(super) fn item(&mut self, item: &str, within: &str, judged: Judged, origins: Vec<Origin>) {
        let (outcome, reason) = judged.parts();
        self.result.population += 1;
        let count = match outcome {
            TestOutcome::Pass => &mut self.result.pass,
            TestOutcome::Fail => &mut self.result.fail,
            TestOutcome::Exception => &mut self.result.exception,
            TestOutcome::NotTestable => &mut self.result.not_testable,
        };
        *count += 1;
        let finding = || Finding {
            id: finding_id(&self.definition.test.id.0, item, within),
            test: self.definition.test.id.clone(),
            item: item.to_owned(),
            outcome,
            severity: self.definition.test.severity,
            reason,
            excepted: None,
            origins,
        };
        if outcome != TestOutcome::Pass || self.followed.contains(item) {
            self.result.findings.push(finding());
        } else if self.keeps_passes || self.passes.len() <= SMALL_POPULATION {
            self.passes.push(finding());
        }
    }

    /// Records a change.
    pub(super) fn change(&mut self, change: &Change, judged: Judged, further: &[Origin]) {
        let origins = std::iter::once(change.origin).chain(further.iter().copied()).collect();
        self.item(&change.id.0, "", judged, origins);
    }

    /// Records a ticket.
    pub(super) fn ticket(&mut self, ticket: &Ticket, judged: Judged, further: &[Origin]) {
        let origins = std::iter::once(ticket.origin).chain(further.iter().copied()).collect();
        self.item(&format!("ticket:{}", ticket.number), &ticket.source, judged, origins);
    }

    /// Says that the test could not be run at all.
    pub(super) fn untested(&mut self, because: String) {
        self.result.untested_because = Some(because);
    }

    /// The result; findings stand by item.
    pub(super) fn finish(mut self) -> ControlResult {
        if self.keeps_passes || self.result.population <= SMALL_POPULATION {
            self.result.findings.append(&mut self.passes);
        }
        if self.result.population == 0 && self.result.untested_because.is_none() {
            self.result.untested_because = Some(ControlResult::NOTHING_TO_TEST.to_owned());
        }
        self.result.findings.shrink_to_fit();
        self.result.findings.sort_by(|a, b| (&a.item, &a.id, &a.reason).cmp(&(&b.item, &b.id, &b.reason)));
        self.result
    }
}

/// Leaves out the passes of a large population, as a sheet does that does not keep them.
pub(super) fn leave_out_passes(result: &mut ControlResult, followed: &BTreeSet<String>) {
    if result.population > SMALL_POPULATION {
        let is_listed =
            |finding: &Finding| finding.outcome != TestOutcome::Pass || followed.contains(&finding.item);
        result.findings.retain(is_listed);
    }
}

fn finding_id(test: &str, item: &str, within: &str) -> FindingId {
    FindingId(format!("fnd-{}", short_hash(&[test, item, within])))
}
