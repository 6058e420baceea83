//! What the reconciliation says of one change.

use super::Instant;
use super::change::Change;
use super::decision::{Decision, Overruled, ReviewReason};
use super::evidence::{Evidence, Level};
use super::link::{Link, LinkOutcome};
use super::risk::Risk;
use super::words::words;

words! {
    /// The verdict on a support-triggered change (DESIGN section 3.3).
    pub enum Verdict {
        /// Ticket, and evidence strong, fresh and independent enough before the change.
        Proven = "proven",
        /// Evidence before the change, but too weak, stale, reused or not independent.
        Insufficient = "insufficient",
        /// Evidence only afterwards.
        Late = "late",
        /// A ticket, no evidence.
        Unproven = "unproven",
        /// No ticket, though the ticket export covers that time.
        Unticketed = "unticketed",
        /// The needed export does not cover that time.
        NotTestable = "not_testable",
    }
}

/// A change with everything that is said of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The change.
    pub change: Change,
    /// Where linking ended.
    pub link_outcome: LinkOutcome,
    /// The chosen ticket.
    pub link: Option<Link>,
    /// The next best.
    pub runner_up: Option<Link>,
    /// What reviewers decided about its ticket.
    pub decisions: Vec<Decision>,
    /// Why a person should look at its link; empty where nobody needs to.
    pub review: Vec<ReviewReason>,
    /// The verdict that the change would have with the next best as its ticket.
    pub runner_up_verdict: Option<Verdict>,
    /// All evidence considered, the decisive one first.
    pub evidence: Vec<Evidence>,
    /// What reviewers decided is no evidence.
    pub overruled: Vec<Overruled>,
    /// The approval that counts: who and when, where one is recorded.
    pub approved_by: Option<String>,
    /// When it was approved.
    pub approved_at: Option<Instant>,
    /// The least level that the policy asks of this kind and tier.
    pub required_level: Level,
    /// The verdict; `None` where the desk had no part in the change.
    pub verdict: Option<Verdict>,
    /// Why, in one sentence.
    pub verdict_reason: String,
    /// The risk, as a sum.
    pub risk: Risk,
}
