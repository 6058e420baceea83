//! Risk as a sum that can be read.

use super::change::ChangeId;
use super::words::words;

/// One term of a risk score.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskTerm {
    /// Stable name (`effect`, `P3`).
    pub name: String,
    /// Points it added or took away.
    pub points: f64,
    /// What was seen, in words.
    pub seen: String,
}

/// A score from 0 to 100 with its terms.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Risk {
    /// 0 to 100, one decimal.
    pub score: f64,
    /// What it is made of, in the order of computation.
    pub terms: Vec<RiskTerm>,
}

words! {
    /// What changes are put together by, for their risk.
    pub enum RiskBy {
        /// The ISO week.
        Week = "week",
        /// The team or queue of the ticket.
        Desk = "desk",
        /// The person who changed.
        Agent = "agent",
        /// The person whose account it was.
        Account = "account",
    }
}

/// The risk of the desk's changes of one week, desk, agent or account.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskGroup {
    /// What they were put together by.
    pub by: RiskBy,
    /// Week, team or label; empty where the records name none.
    pub name: String,
    /// Changes.
    pub changes: u64,
    /// Those of high risk.
    pub high: u64,
    /// Their share, 0 to 1, with its two-sided 95 % interval (Wilson); `None` of too few changes.
    pub share: Option<(f64, f64, f64)>,
    /// Mean score; `None` of too few changes.
    pub mean: Option<f64>,
    /// The highest score.
    pub most: f64,
    /// The change that has it; of several the first.
    pub riskiest: ChangeId,
}
