//! Which tickets are old enough for a return of the person to show in the export.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::mapping::contact::ContactPolicy;
use crate::model::{Coverage, Instant, Ticket};

/// Until when each export of tickets tells, and how long a return may take.
#[derive(Debug, Clone)]
pub struct Maturity<'a> {
    ends: BTreeMap<&'a str, Instant>,
    window: TimeDelta,
    as_of: Instant,
}

impl<'a> Maturity<'a> {
    /// From the covered time; where a source's is unknown, its export ends at the time of judgement.
    #[must_use]
    pub fn new(coverage: &'a [Coverage], contact: &ContactPolicy, as_of: Instant) -> Self {
        let ends = coverage
            .iter()
            .filter(|coverage| coverage.of_tickets)
            .filter_map(|coverage| Some((coverage.source.as_str(), coverage.span?.to)))
            .collect();
        Self { ends, window: contact.repeat_window(), as_of }
    }

    /// Whether the ticket was solved at least the window before its export ends. One that was never solved is: nothing
    /// about it is told early.
    ///
    /// Near the end of an export only failures are told early, which pulls a plain rate down.
    #[must_use]
    pub fn is_reached(&self, ticket: &Ticket) -> bool {
        let end = self.ends.get(ticket.source.as_str()).copied().unwrap_or(self.as_of);
        let solved = ticket.resolved_at.or(ticket.closed_at);
        solved.is_none_or(|solved| solved.checked_add_signed(self.window).is_none_or(|until| until <= end))
    }
}
