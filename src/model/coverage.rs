//! Covered time: absence is only ever asserted inside it.

use super::Instant;

/// A closed interval of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First instant.
    pub from: Instant,
    /// Last instant.
    pub to: Instant,
}

impl Span {
    /// Whether the instant lies inside.
    #[must_use]
    pub fn contains(&self, at: Instant) -> bool {
        self.from <= at && at <= self.to
    }
}

/// A silence longer than the source's limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Last record before it.
    pub from: Instant,
    /// First record after it.
    pub to: Instant,
}

/// What time the exports of one source cover. Inferred from first and last record.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The source.
    pub source: String,
    /// Whether it speaks of `events` or `tickets`.
    pub of_tickets: bool,
    /// From the first to the last record; `None` without any dated record.
    pub span: Option<Span>,
    /// Silences longer than the limit.
    pub gaps: Vec<Gap>,
    /// The limit, in seconds.
    pub gap_limit_seconds: i64,
    /// Dated records.
    pub records: u64,
    /// Records per hour of the epoch, for the coverage strip.
    pub per_hour: std::collections::BTreeMap<i64, u64>,
    /// Signs that the export was cut (round row count, cut last line), in words.
    pub truncation: Vec<String>,
}

impl Coverage {
    /// Whether absence at this instant may be asserted.
    #[must_use]
    pub fn covers(&self, at: Instant) -> bool {
        self.span.is_some_and(|span| span.contains(at))
            && !self.gaps.iter().any(|gap| gap.from < at && at < gap.to)
    }
}
