//! Figures with all that is needed to recompute them.

use super::coverage::Span;
use super::words::words;

words! {
    /// What a figure's value is.
    pub enum Unit {
        /// Numerator over denominator, 0 to 1.
        Share = "share",
        /// The numerator.
        Count = "count",
    }
}

words! {
    /// How an interval was computed.
    pub enum IntervalMethod {
        /// Wilson's score interval without continuity correction (Newcombe 1998, method 3).
        Wilson = "wilson_score",
        /// Clopper and Pearson's exact interval.
        Exact = "clopper_pearson",
    }
}

/// A two-sided confidence interval of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end, 0 to 1.
    pub low: f64,
    /// Upper end, 0 to 1.
    pub high: f64,
    /// How it was computed.
    pub method: IntervalMethod,
    /// Confidence level, 0 to 1.
    pub level: f64,
}

/// Where the items behind a figure stand, each in a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    /// The table, as the file under `data/` is called without its ending.
    pub table: &'static str,
    /// The column of the table that holds the ids.
    pub column: &'static str,
}

impl Rows {
    /// Changes.
    pub const CHANGES: Self = Self { table: "changes", column: "change_id" };
    /// Tickets.
    pub const TICKETS: Self = Self { table: "tickets", column: "ticket" };
    /// Tickets, by what definitions of first contact say of them.
    pub const DEFINITIONS: Self = Self { table: "definitions", column: "ticket" };
    /// Comparisons of what gathers with what chance would bring.
    pub const CONCENTRATION: Self = Self { table: "concentration", column: "concentration" };
}

/// A rate or count over a stated population.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Stable id, dotted (`first_contact.rate`, `verdicts.by_kind.password_reset.proven`).
    pub id: String,
    /// Title in words.
    pub title: String,
    /// What the value is.
    pub unit: Unit,
    /// What the numerator counts, in words with the thresholds filled in.
    pub counts: String,
    /// Items that count for it.
    pub numerator: u64,
    /// What the numerator is a share of, in words; empty for a plain count.
    pub out_of: String,
    /// Items it is a share of; `None` for a plain count.
    pub denominator: Option<u64>,
    /// The value: the share (0 to 1), or the count; `None` when the denominator is zero or too small.
    pub value: Option<f64>,
    /// The interval of a share that has a value.
    pub interval: Option<Interval>,
    /// The least denominator for which a value is given, where there is one.
    pub least: Option<u64>,
    /// What was left out of the denominator and how many.
    pub excluded: Vec<(String, u64)>,
    /// The time that the exports cover from which it was counted, both ends included; `None` without any dated record.
    pub period: Option<Span>,
    /// Where the numerator's items stand.
    pub rows: Rows,
    /// Columns of that table, each with values of which exactly the numerator's rows have one in every
    /// such column; empty where no columns tell these rows.
    pub found_by: Vec<(&'static str, Vec<String>)>,
    /// Ids of the numerator's items, sorted; at most the number that the policy keeps.
    pub ids: Vec<String>,
}

impl Metric {
    /// How it is computed, in words.
    #[must_use]
    pub fn definition(&self) -> String {
        let mut letters = self.counts.chars();
        let counts: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        let of =
            if self.out_of.is_empty() { String::new() } else { format!(", as a share of {}", self.out_of) };
        let least =
            self.least.map(|least| format!(" Of fewer than {least} no rate is given.")).unwrap_or_default();
        format!("{counts}{of}.{least}")
    }
}
