//! First contact: whether a ticket was solved in the initial interaction.

use super::cause::{Cause, FailureCause};
use super::change::ChangeId;
use super::cost::{CostSort, TicketCost};
use super::definition::{Answers, ContactFacts, MarkGap};
use super::origin::Origin;
use super::ticket::TicketIx;
use super::words::words;

words! {
    /// Whether the ticket was resolved at first contact.
    pub enum ContactOutcome {
        /// It was.
        Yes = "yes",
        /// It was not.
        No = "no",
        /// It does not count.
        Excluded = "excluded",
    }
}

words! {
    /// The one main reason for `no` or `excluded` (DESIGN section 3.4).
    pub enum ContactReason {
        /// Went to another level or a specialist.
        Escalated = "escalated",
        /// Went to another team or person.
        Reassigned = "reassigned",
        /// Needed a further exchange.
        FollowUp = "follow_up",
        /// Came back after it was solved.
        Reopened = "reopened",
        /// The same person asked for the same again inside the window.
        RepeatContact = "repeat_contact",
        /// The requester stopped answering.
        NoResponse = "no_response",
        /// The identity log shows no such change.
        NoRemediation = "no_remediation",
        /// Not solved yet, or solved too late in the export to know.
        Open = "open",
        /// Withdrawn.
        Cancelled = "cancelled",
        /// A duplicate.
        Duplicate = "duplicate",
        /// Raised by a machine: nobody contacted the desk.
        NoContact = "no_contact",
        /// The export tells neither comments nor history: nobody can know.
        NotKnown = "not_known",
    }
}

/// How often a ticket was passed on, as far as the export tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Handoffs {
    /// From one person to another.
    pub people: u32,
    /// From one team to another.
    pub teams: u32,
    /// Of those between teams, to a higher level.
    pub levels_up: u32,
    /// Of all, back to a person or team that had it before ("ping-pong").
    pub returns: u32,
}

impl Handoffs {
    /// Times it changed hands: a change of team and of person in one stroke is one.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.people.max(self.teams)
    }
}

/// What is said of one ticket.
#[derive(Debug, Clone)]
pub struct TicketResult {
    /// The ticket.
    pub ticket: TicketIx,
    /// What it asks for, in a word of the topic lexicon (`password`, `mfa`, `other`).
    pub topic: String,
    /// Whether it asks for an identity change.
    pub identity_request: bool,
    /// The outcome.
    pub outcome: ContactOutcome,
    /// The main reason, for `no` and `excluded`.
    pub reason: Option<ContactReason>,
    /// All reasons that hold, main one first.
    pub reasons: Vec<ContactReason>,
    /// What each reason was read from, in words.
    pub seen: Vec<String>,
    /// The record that each of `seen` was read in; what is said beyond these is said of the whole export.
    pub seen_at: Vec<Origin>,
    /// First contact `yes` and every change of the ticket proven; `None` if the outcome is not `yes`
    /// or a change cannot be told.
    pub safe: Option<bool>,
    /// What definitions of first contact ask of its history.
    pub facts: ContactFacts,
    /// What they say of it; `unknown` until they are asked.
    pub answers: Answers,
    /// Where the outcome is `yes` against the product's mark: what may explain it.
    pub gap: Option<MarkGap>,
    /// How often it was passed on; `None` if the export tells nothing of it.
    pub handoffs: Option<Handoffs>,
    /// What stood in the way of first contact, where the data shows it, the main cause first.
    pub causes: Vec<Cause>,
    /// What it cost in control.
    pub costs: Vec<TicketCost>,
    /// What it may have cost, which its exports do not tell.
    pub untold_costs: Vec<CostSort>,
    /// Changes linked to it, by id.
    pub changes: Vec<ChangeId>,
    /// The account it is about, as a label; empty if unresolved.
    pub subject_label: String,
}

impl TicketResult {
    /// The main cause of a failed first contact, where the data shows one.
    #[must_use]
    pub fn cause(&self) -> Option<FailureCause> {
        self.causes.first().map(|cause| cause.cause)
    }
}
