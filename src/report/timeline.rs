//! What happened, in order: the one model of moments that terminal, CSV, JSON, Timesketch, pages and case sheets
//! show.
//!
//! A [`Moment`] holds text as it was recorded (shortened); each rendering makes it safe for itself. Time that no
//! export covers is told as a gap, never as silence, and what cannot be shown at all is said in words.

mod around;
mod gaps;
mod gather;
mod index;
mod render;
mod runs;
mod select;
#[cfg(test)]
mod tests;
mod words;

use std::cmp::Ordering;

pub use gaps::{Missing, Silence};
pub use index::{Somebody, Timelines};
pub use render::{csv, json};
pub use runs::{Run, runs};
pub use select::{Selection, Whole, plain_address};

use crate::model::{AccountIx, Instant, Lane, Origin, Sort, Span, Verdict};

/// One thing at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Instant,
    /// Of what lasts (a gap): until when.
    pub until: Option<Instant>,
    /// Whose moment.
    pub lane: Lane,
    /// What sort.
    pub sort: Sort,
    /// What happened, in a sentence that stands by itself.
    pub what: String,
    /// Who did it; empty if nobody can be told.
    pub who: String,
    /// About whom; empty if nobody can be told.
    pub about: String,
    /// The id that leads on: `chg-…`, `ev-…`, a ticket's number, else the native id.
    pub id: String,
    /// The product's own id of the record; empty where it writes none.
    pub native_id: String,
    /// The source of the record.
    pub source: String,
    /// Where the record stands; none for what rests on no single record.
    pub origin: Option<Origin>,
    /// Number of the ticket that it belongs to.
    pub ticket: Option<String>,
    /// Ids of the changes that it belongs to, in the order of the report.
    pub changes: Vec<String>,
    /// The verdict, of a change of the desk.
    pub verdict: Option<Verdict>,
    /// Address from which it was done.
    pub address: Option<String>,
    /// Who did it and about whom, as persons of the directory.
    pub(crate) persons: Persons,
}

/// Persons of the directory, by the first account of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Persons {
    pub(crate) who: Option<AccountIx>,
    pub(crate) about: Vec<AccountIx>,
}

impl Moment {
    /// A moment of nobody, about nothing.
    fn new(at: Instant, lane: Lane, sort: Sort, what: String) -> Self {
        Self {
            at,
            until: None,
            lane,
            sort,
            what,
            who: String::new(),
            about: String::new(),
            id: String::new(),
            native_id: String::new(),
            source: String::new(),
            origin: None,
            ticket: None,
            changes: Vec::new(),
            verdict: None,
            address: None,
            persons: Persons::default(),
        }
    }

    /// The order in which moments are told: by time, then as cause stands before effect, then by id.
    fn order(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (one.at, one.lane, one.sort);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.id.cmp(&other.id))
            .then_with(|| self.origin.cmp(&other.origin))
            .then_with(|| self.what.cmp(&other.what))
    }
}

/// Moments in order, with the gaps of the exports in the time shown.
#[derive(Debug, Clone)]
pub struct Timeline {
    /// The time shown.
    pub shown: Span,
    /// The moments, in order; gaps begin and end among them.
    pub moments: Vec<Moment>,
    /// Times inside `shown` that an export does not cover, by source and time.
    pub gaps: Vec<Silence>,
    /// What this timeline cannot show, in sentences.
    pub not_shown: Vec<String>,
}
