//! Who acts in events and whose accounts they are about, told once for all who ask.

use rayon::prelude::*;

use super::Directory;
use crate::model::{AccountIx, Event, Party};

/// The persons of an event, where its parties name exactly one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Acting {
    /// Who did it.
    pub actor: Option<AccountIx>,
    /// Whose account it is about.
    pub subject: Option<AccountIx>,
}

impl Directory {
    /// The persons of some events, in their order.
    #[must_use]
    pub fn acting(&self, events: &[Event]) -> Vec<Acting> {
        let person = |event: &Event, party: &Party| {
            self.resolve(&event.source, party).one().map(|account| self.account(account).person)
        };
        let of = |event: &Event| Acting {
            actor: person(event, &event.actor),
            subject: event.subject_party().and_then(|party| person(event, party)),
        };
        events.par_iter().map(of).collect()
    }
}
