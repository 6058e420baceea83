//! What solving a ticket cost in control, by how often it changed hands.

use chrono::TimeDelta;

use super::origin::Origin;
use super::verdict::Verdict;
use super::words::words;

words! {
    /// What was paid in control.
    pub enum CostSort {
        /// Temporary access was granted and never withdrawn.
        TemporaryAccessLeft = "temporary_access_left",
        /// More was changed than was asked.
        PrivilegeWidened = "privilege_widened",
        /// It was done by hand, past the normal path.
        ManualFix = "manual_fix",
        /// A secret stands in the ticket.
        SecretInTicket = "secret_in_ticket",
    }
}

/// What one ticket cost, with the record that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketCost {
    /// What was paid.
    pub sort: CostSort,
    /// What was seen, in words; of a secret only its sort and place.
    pub seen: String,
    /// The record that shows it.
    pub read_in: Origin,
}

/// Solved identity requests that changed hands equally often.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffClass {
    /// How often; the last class holds all that did so more often, too.
    pub handoffs: u32,
    /// Whether more often belongs to it.
    pub or_more: bool,
    /// How many there are.
    pub tickets: u64,
    /// Of each sort: tickets that cost it, and tickets of which the exports tell, in the order of [`CostSort::ALL`].
    pub costs: Vec<(CostSort, u64, u64)>,
    /// Tickets with any cost, and tickets of which every sort is told or one is shown.
    pub any: (u64, u64),
    /// Changes of these tickets by verdict, in the order of [`Verdict::ALL`].
    pub verdicts: Vec<(Verdict, u64)>,
    /// Median time from opening to solution; `None` where no ticket tells both.
    pub waited: Option<TimeDelta>,
    /// Nine tenths were solved within this time.
    pub waited_most: Option<TimeDelta>,
    /// Tickets that tell both times.
    pub waited_of: u64,
}

/// Whether a cost rises with the number of hand-offs: the Cochran-Armitage test over the classes.
#[derive(Debug, Clone, PartialEq)]
pub struct CostTrend {
    /// Which cost; `None` for any.
    pub sort: Option<CostSort>,
    /// Above zero: it rises. `None` where the classes are too few or too alike to tell.
    pub z: Option<f64>,
    /// Two-sided probability of such a trend by chance.
    pub p: Option<f64>,
    /// The same with Holm's correction for testing all of these trends at once.
    pub p_adjusted: Option<f64>,
    /// Tickets that it is computed from.
    pub of: u64,
}

/// What hand-offs cost in control.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandoffCosts {
    /// By number of hand-offs, rising.
    pub classes: Vec<HandoffClass>,
    /// One for each sort, then for any.
    pub trends: Vec<CostTrend>,
    /// Solved identity requests whose hand-offs are not told.
    pub untold: u64,
    /// A rate on fewer tickets is not shown.
    pub least_group: u64,
}
