//! Figures with all that is needed to recompute them.

/// A rate or count over a stated population.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Stable id, dotted (`first_contact.rate`, `verdicts.by_kind.password_reset.proven`).
    pub id: String,
    /// Title in words.
    pub title: String,
    /// How it is computed, in one sentence with the thresholds filled in.
    pub definition: String,
    /// Items that count for it.
    pub numerator: u64,
    /// Items it is a share of; `None` for a plain count.
    pub denominator: Option<u64>,
    /// The value: the share (0 to 1), or the count; `None` when the denominator is zero.
    pub value: Option<f64>,
    /// Two-sided 95 % Wilson score interval of a share.
    pub interval: Option<(f64, f64)>,
    /// What was left out of the denominator and how many.
    pub excluded: Vec<(String, u64)>,
    /// Ids of the numerator's items, sorted; at most the number that the policy keeps.
    pub ids: Vec<String>,
}
