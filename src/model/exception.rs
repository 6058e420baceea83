//! Exceptions that somebody granted, and notes and sign-offs of reviewers.

use chrono::NaiveDate;

use super::Instant;
use super::control::{ControlTestId, FindingId, TestOutcome};
use super::kind::ChangeKind;
use super::party::Tier;
use super::words::words;

/// `exc-` and twelve hex digits derived from test, scope, owner and last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ExceptionId(pub String);

/// That a finding was excepted: what it was, and by which exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excepted {
    /// What the test said; always shown beside the exception.
    pub was: TestOutcome,
    /// The exception.
    pub by: ExceptionId,
}

words! {
    /// What became of a granted exception.
    pub enum ExceptionState {
        /// It excepts at least one finding.
        InUse = "in_use",
        /// Its day has passed: it excepts nothing.
        Expired = "expired",
        /// Nothing of its scope was found.
        Unused = "unused",
        /// All that it would except is excepted by an earlier one.
        Shadowed = "shadowed",
        /// What it covers passes by itself.
        WouldHavePassed = "would_have_passed",
    }
}

/// What an exception covers. All selectors that are given must fit; of the values of one, any may.
///
/// An item to which a selector cannot be put (a source has no subject) does not fit it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Every item of the test; no selector is given then.
    pub everything: bool,
    /// Ids of findings.
    pub finding: Vec<String>,
    /// Items as findings name them (`ticket:INC0000105`).
    pub item: Vec<String>,
    /// Ids of changes.
    pub change: Vec<String>,
    /// Numbers of tickets: the tickets themselves and the changes linked to them.
    pub ticket: Vec<String>,
    /// Whose account: a login, address, name or id that names one account.
    pub subject: Vec<String>,
    /// Who made the change, in the same way.
    pub actor: Vec<String>,
    /// Who works the ticket, in the same way.
    pub agent: Vec<String>,
    /// The group that has the ticket.
    pub team: Vec<String>,
    /// Kinds of change.
    pub kind: Vec<ChangeKind>,
    /// Tiers of the account.
    pub tier: Vec<Tier>,
    /// Source ids, or products (`okta`).
    pub source: Vec<String>,
    /// First day, UTC, of the change or of the ticket's opening.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

impl Scope {
    /// The selectors of names, each with its word.
    #[must_use]
    pub fn names(&self) -> [(&'static str, &[String]); 9] {
        [
            ("finding", &self.finding),
            ("item", &self.item),
            ("change", &self.change),
            ("ticket", &self.ticket),
            ("subject", &self.subject),
            ("actor", &self.actor),
            ("agent", &self.agent),
            ("team", &self.team),
            ("source", &self.source),
        ]
    }

    /// Whether it selects by nothing, and does not say `everything` either.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everything
            && self.names().iter().all(|(_, values)| values.is_empty())
            && self.kind.is_empty()
            && self.tier.is_empty()
            && self.from.is_none()
            && self.to.is_none()
    }
}

impl std::fmt::Display for Scope {
    /// `everything`, or selectors joined by `; ` with values joined by ` or `.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.everything {
            return f.write_str("everything");
        }
        let words = |words: Vec<&str>| words.join(" or ");
        let names = self.names().map(|(name, values)| (name, values.join(" or ")));
        let rest = [
            ("kind", words(self.kind.iter().map(|kind| kind.as_str()).collect())),
            ("tier", words(self.tier.iter().map(|tier| tier.as_str()).collect())),
            ("from", self.from.map(|day| day.to_string()).unwrap_or_default()),
            ("to", self.to.map(|day| day.to_string()).unwrap_or_default()),
        ];
        let given = names.into_iter().chain(rest).filter(|(_, values)| !values.is_empty());
        let given: Vec<String> = given.map(|(name, values)| format!("{name} {values}")).collect();
        f.write_str(&given.join("; "))
    }
}

/// An exception as it was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Its id.
    pub id: ExceptionId,
    /// Its line in the file.
    pub line: usize,
    /// The test.
    pub test: ControlTestId,
    /// What it covers.
    pub scope: Scope,
    /// Why it was granted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it; empty if nobody is named.
    pub approved_by: String,
    /// The last day on which it holds, UTC.
    pub expires: NaiveDate,
}

/// A granted exception and what became of it.
#[derive(Debug, Clone)]
pub struct SettledException {
    /// Its id.
    pub id: ExceptionId,
    /// Its line in the file.
    pub line: usize,
    /// The test.
    pub test: ControlTestId,
    /// What it covers, as written.
    pub scope: String,
    /// Why it was granted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Who approved it; empty if nobody is named.
    pub approved_by: String,
    /// The last day on which it holds.
    pub expires: NaiveDate,
    /// What became of it.
    pub state: ExceptionState,
    /// Findings that it excepts.
    pub findings: Vec<FindingId>,
    /// The same in a sentence.
    pub said: String,
}

words! {
    /// What a reviewer left.
    pub enum NoteKind {
        /// A remark.
        Note = "note",
        /// The mark of a procedure done.
        Tick = "tick",
        /// A sign-off.
        SignOff = "sign_off",
    }
}

words! {
    /// Whether what a reviewer left still stands.
    pub enum NoteState {
        /// What it is about says the same as then.
        Stands = "stands",
        /// What it is about says something else now: to be looked at again.
        Changed = "changed",
        /// What it is about is not in this report.
        Gone = "gone",
        /// It is there, but what it said then was not written down.
        NotKnown = "not_known",
    }
}

/// What a reviewer left on something of an earlier report, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewNote {
    /// Id of a finding, change, control test, piece of evidence, exception or metric, or a ticket's number.
    pub on: String,
    /// What it is.
    pub kind: NoteKind,
    /// Who left it; empty if nobody is named.
    pub by: String,
    /// When, if written.
    pub at: Option<Instant>,
    /// The words.
    pub text: String,
    /// What the thing said when it was left, if written.
    pub then: Option<String>,
    /// File and line that it was read from.
    pub place: String,
}

/// The same, carried to this report.
#[derive(Debug, Clone)]
pub struct CarriedNote {
    /// Id of a finding, change, control test, piece of evidence, exception or metric, or a ticket's number.
    pub on: String,
    /// What it is.
    pub kind: NoteKind,
    /// Who left it; empty if nobody is named.
    pub by: String,
    /// When, if written.
    pub at: Option<Instant>,
    /// The words.
    pub text: String,
    /// What the thing said when it was left, if written.
    pub then: Option<String>,
    /// What it says now; `None` if it is gone.
    pub now: Option<String>,
    /// Whether it still stands.
    pub state: NoteState,
    /// File and line that it was read from.
    pub place: String,
}
