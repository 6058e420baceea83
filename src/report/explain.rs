//! Why the report says what it says of one change, ticket, link, piece of evidence, finding or event.
//!
//! An [`Explanation`] holds text as it was recorded, for programs and for tests; each of its renderings
//! (terminal, JSON, page) makes it safe for itself. Its members are the keys of the JSON.

mod ask;
mod case;
mod event;
mod evidence;
mod finding;
mod flips;
mod json;
mod link;
pub(crate) mod outline;
mod records;
mod rule;
#[cfg(test)]
pub(crate) mod tests;
mod ticket;
mod waterfall;

use std::collections::BTreeMap;

use serde::Serialize;

pub use super::html::explanation as html;
pub use ask::Unknown;
pub use case::CaseExplained;
pub use event::EventExplained;
pub use evidence::{Cap, Piece};
pub use finding::FindingExplained;
pub use flips::FlipTold;
pub use json::json;
pub(crate) use link::why_lost;
pub use link::{Differing, LinkExplained, LinkTold, Lost, LostBecause};
pub use records::Record;
pub use rule::{Condition, Rule};
pub use ticket::{Reason, TicketExplained};
pub use waterfall::{Step, Waterfall};

use super::lookup::Lookup;
use super::{PROGRAM, Report};
use crate::assess::flip::Supposing;
use crate::assess::verdict::Judging;
use crate::model::{AccountIx, Case, Instant, TicketIx, Verdict};

/// What an explanation is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A change.
    Change,
    /// A ticket.
    Ticket,
    /// A link of a change with a ticket, chosen or runner-up.
    Link,
    /// A piece of evidence.
    Evidence,
    /// A finding of a control test.
    Finding,
    /// A record of a log, by its native id.
    Event,
}

/// Everything that is known of what an id names.
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    /// The program.
    pub program: &'static str,
    /// Its version.
    pub version: String,
    /// The time of judgement.
    pub as_of: Instant,
    /// What was asked for, as typed.
    pub asked: String,
    /// What it is.
    pub what: What,
    /// Its id.
    pub id: String,
    /// The changes it concerns: the change itself, that of the link, all that the evidence was weighed
    /// for, that of the finding or event, those of the ticket.
    pub changes: Vec<CaseExplained>,
    /// The ticket, if one was asked for.
    pub ticket: Option<TicketExplained>,
    /// The finding, if one was asked for.
    pub finding: Option<FindingExplained>,
    /// The event, if one was asked for.
    pub event: Option<EventExplained>,
}

/// A change in one line.
#[derive(Debug, Clone, Serialize)]
pub struct Brief {
    /// Its id.
    pub change: String,
    /// When.
    pub at: Instant,
    /// What kind.
    pub kind: String,
    /// Whose account.
    pub account: String,
    /// The verdict; none where the desk had no part.
    pub verdict: Option<Verdict>,
    /// Why.
    pub reason: String,
}

/// Explains what a report holds.
pub struct Explaining<'a> {
    lookup: Lookup<'a>,
    /// When the changes of each person were, by time.
    of_person: BTreeMap<AccountIx, Vec<Instant>>,
    /// Cases by the id of their change.
    by_id: BTreeMap<&'a str, &'a Case>,
}

impl<'a> Explaining<'a> {
    /// Makes ready to explain anything in the report.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        let lookup = Lookup::new(report);
        let mut of_person: BTreeMap<AccountIx, Vec<Instant>> = BTreeMap::new();
        for case in &report.cases {
            if let Some(account) = lookup.account(case.change.subject) {
                of_person.entry(account.person).or_default().push(case.change.at);
            }
        }
        let by_id = report.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect();
        Self { lookup, of_person, by_id }
    }

    /// Explains what an id names: of a change (`chg-…`), link (`lnk-…`), piece of evidence (`ev-…`) or
    /// finding, a native id of an event, or a ticket's number in any spelling that names only one.
    ///
    /// # Errors
    /// The report holds nothing of that name, or several things: see [`Unknown`].
    pub fn explain(&self, asked: &str) -> Result<Explanation, Unknown> {
        let asked = asked.trim();
        let named = ask::named(self, asked)?;
        let report = self.lookup.report;
        let mut explanation = Explanation {
            program: PROGRAM,
            version: report.version.clone(),
            as_of: report.as_of,
            asked: asked.to_owned(),
            what: named.what(),
            id: String::new(),
            changes: Vec::new(),
            ticket: None,
            finding: None,
            event: None,
        };
        let cases = |cases: &[&'a Case]| cases.iter().map(|case| case::explained(self, case)).collect();
        match named {
            ask::Named::Change(case) => {
                explanation.id = case.change.id.0.clone();
                explanation.changes = cases(&[case]);
            }
            ask::Named::Link(case, id) => {
                explanation.id = id;
                explanation.changes = cases(&[case]);
            }
            ask::Named::Evidence(of, id) => {
                explanation.id = id;
                explanation.changes = cases(&of);
            }
            ask::Named::Ticket(ix) => {
                let of = self.cases_of_ticket(ix);
                explanation.ticket = ticket::explained(self, ix, &of);
                explanation.id = self.lookup.ticket_number(ix).to_owned();
                explanation.changes = cases(&of);
            }
            ask::Named::Finding(found) => {
                explanation.id = found.id.0.clone();
                explanation.changes =
                    cases(&self.by_id.get(found.item.as_str()).copied().into_iter().collect::<Vec<_>>());
                explanation.finding = Some(finding::explained(self, found));
            }
            ask::Named::Event(event, of) => {
                explanation.id = event.native_id.clone();
                explanation.event = Some(event::explained(self, event));
                explanation.changes = cases(&of);
            }
        }
        Ok(explanation)
    }

    /// Cases that have this ticket, chosen.
    fn cases_of_ticket(&self, ix: TicketIx) -> Vec<&'a Case> {
        let has = |case: &&Case| case.link.as_ref().is_some_and(|link| link.ticket == ix);
        self.lookup.report.cases.iter().filter(has).collect()
    }

    /// What the verdict on a case rested on, to be judged again.
    #[must_use]
    pub fn supposing<'b>(&'b self, case: &'b Case) -> Supposing<'b> {
        let report = self.lookup.report;
        let parent = case.change.parent.as_ref().and_then(|parent| self.by_id.get(parent.0.as_str()));
        let link = case.link.as_ref();
        let person = self.lookup.account(case.change.subject).map(|account| account.person);
        Supposing {
            judging: Judging {
                change: &case.change,
                act_at: parent.map_or(case.change.at, |parent| parent.change.at),
                outcome: case.link_outcome,
                link,
                ticket: link.and_then(|link| self.lookup.ticket(link.ticket)),
                evidence: &case.evidence,
                coverage: &report.coverage,
                directory: &report.directory,
                policy: &report.rules.evidence,
            },
            runner_up: case.runner_up_verdict.zip(case.runner_up.as_ref().map(|link| link.score)),
            least_sum: report.rules.linking.threshold().least_sum(),
            others: person.and_then(|person| self.of_person.get(&person)).map_or(&[], Vec::as_slice),
        }
    }

    pub(crate) fn lookup(&self) -> &Lookup<'a> {
        &self.lookup
    }

    /// The smallest facts that would turn the verdict on a case, in sentences.
    pub(crate) fn turned_by(&self, case: &Case) -> Vec<String> {
        flips::explained(self, case).into_iter().map(|flip| flip.said).collect()
    }

    fn brief(&self, case: &Case) -> Brief {
        Brief {
            change: case.change.id.0.clone(),
            at: case.change.at,
            kind: case.change.kind.to_string(),
            account: self.lookup.label(case.change.subject, &case.change.subject_label).to_owned(),
            verdict: case.verdict,
            reason: case.verdict_reason.clone(),
        }
    }
}
