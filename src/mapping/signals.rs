//! Which signals are read around a change (`policy/signals.toml`).

use chrono::TimeDelta;
use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::{Instant, Span};

/// How far around a change the signals of its account are read, and therefore shown.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalPolicy {
    before_hours: i64,
    after_hours: i64,
    enrolment_hours: i64,
    history_days: i64,
}

impl SignalPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// A fault in the file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        mappings.toml("policy/signals.toml")
    }

    /// The time around a change: signals in it are read in any case.
    #[must_use]
    pub fn around(&self, at: Instant) -> Span {
        Span {
            from: later(at, -TimeDelta::hours(self.before_hours)),
            to: later(at, TimeDelta::hours(self.after_hours)),
        }
    }

    /// The same with the history that is read where an enrolment followed.
    #[must_use]
    pub fn around_followed(&self, at: Instant) -> Span {
        Span { from: later(at, -TimeDelta::days(self.history_days)), ..self.around(at) }
    }

    /// Until when an enrolment follows a change.
    #[must_use]
    pub fn followed_until(&self, at: Instant) -> Instant {
        later(at, TimeDelta::hours(self.enrolment_hours))
    }
}

fn later(at: Instant, by: TimeDelta) -> Instant {
    at.checked_add_signed(by).unwrap_or(at)
}
