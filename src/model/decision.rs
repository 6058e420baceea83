//! Decisions of reviewers: what a person decided where the program cannot tell or tells wrong.

use super::evidence::Evidence;
use super::words::words;

words! {
    /// What a reviewer decided.
    pub enum DecisionKind {
        /// The change belongs to the ticket.
        Link = "link",
        /// The change does not belong to the ticket; without a ticket, to none.
        NoLink = "no_link",
        /// Two names are one person's.
        SamePerson = "same_person",
        /// Two names are two persons'.
        DifferentPerson = "different_person",
        /// A piece of evidence is none.
        NotEvidence = "not_evidence",
    }
}

/// One decision, as a row of an overrides file tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// About what: id of a change or of a piece of evidence, or a name of somebody.
    pub item: String,
    /// Ticket number, or the other name; empty where there is none.
    pub other: String,
    /// Source of the ticket, where the file tells it: two help desks may use one number.
    pub other_source: String,
    /// Who decided.
    pub decided_by: String,
    /// When: a day (`2026-04-01`) or an instant in UTC (RFC 3339).
    pub decided_at: String,
    /// Why.
    pub why: String,
    /// Line of the file.
    pub line: u64,
}

impl Decision {
    /// Who decided when and why, in one line.
    #[must_use]
    pub fn told(&self) -> String {
        format!("{} decided on {}: {}", self.decided_by, self.decided_at, self.why)
    }
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It changed what the report says.
    Applied,
    /// The program says the same by itself.
    Agrees,
    /// It no longer applies, and why.
    Stale(String),
}

impl std::fmt::Display for Fate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fate::Applied => f.write_str("applied"),
            Fate::Agrees => f.write_str("agrees"),
            Fate::Stale(why) => write!(f, "stale: {why}"),
        }
    }
}

/// A decision with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettledDecision {
    /// The decision.
    pub decision: Decision,
    /// What became of it.
    pub fate: Fate,
    /// What the reader must know of it beside that; mostly empty.
    pub note: String,
}

/// A piece of evidence that a reviewer decided is none: it is shown, and counts for nothing.
#[derive(Debug, Clone)]
pub struct Overruled {
    /// The piece.
    pub evidence: Evidence,
    /// The decision.
    pub decision: Decision,
}

words! {
    /// Why a person should look at a link.
    pub enum ReviewReason {
        /// Two tickets explain the change about equally well.
        TwoTickets = "two_tickets",
        /// The ticket names its subject by a name that several people have.
        SharedName = "shared_name",
        /// The confidence of the link is only a little above the threshold.
        JustAbove = "just_above_threshold",
        /// The best ticket is only a little below the threshold.
        JustBelow = "just_below_threshold",
        /// Another ticket explains the change nearly as well.
        CloseRunnerUp = "close_runner_up",
    }
}
