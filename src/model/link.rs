//! Links between changes and tickets.

use super::ticket::TicketIx;
use super::words::words;

words! {
    /// What a link rests on most.
    pub enum LinkBasis {
        /// One names the other.
        Reference = "reference",
        /// Subject, agent, kind and time together.
        Score = "score",
        /// It inherits the link of the change it completes.
        Parent = "parent",
        /// A reviewer decided.
        Override = "override",
    }
}

words! {
    /// In which way ticket and change disagree although they belong together.
    pub enum Mismatch {
        /// The ticket is about another account.
        WrongTarget = "wrong_target",
        /// The change is stronger than what was asked.
        ScopeDrift = "scope_drift",
    }
}

words! {
    /// Where a change ended.
    pub enum LinkOutcome {
        /// One ticket.
        Linked = "linked",
        /// Two tickets explain it about equally well; for review.
        Ambiguous = "ambiguous",
        /// None.
        Unlinked = "unlinked",
    }
}

/// One term of the sum that a link's confidence is computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkReason {
    /// The published weight's name.
    pub name: String,
    /// Points (log-odds) it added or took away.
    pub points: f64,
    /// What was seen, in words.
    pub seen: String,
}

/// A change's tie to a ticket.
#[derive(Debug, Clone)]
pub struct Link {
    /// The ticket.
    pub ticket: TicketIx,
    /// 0 to 1.
    pub confidence: f64,
    /// Sum of the reasons' points.
    pub score: f64,
    /// What it rests on.
    pub basis: LinkBasis,
    /// The terms, in the order of the published weights.
    pub reasons: Vec<LinkReason>,
    /// Where ticket and change disagree.
    pub mismatches: Vec<Mismatch>,
}
