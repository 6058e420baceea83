//! A record of a log by its native id.

use serde::Serialize;

use super::{Explaining, Record, records};
use crate::model::{Case, Event};

/// An event, explained.
#[derive(Debug, Clone, Serialize)]
pub struct EventExplained {
    /// The source it was read as.
    pub source: String,
    /// Who did it.
    pub actor: String,
    /// To whom.
    pub subject: String,
    /// Address the actor came from.
    pub ip: Option<String>,
    /// Its record.
    pub record: Record,
    /// Evidence that rests on it or is confirmed by it: id of the evidence and of the change.
    pub evidence: Vec<(String, String)>,
}

pub(super) fn explained(explaining: &Explaining<'_>, event: &Event) -> EventExplained {
    let lookup = &explaining.lookup;
    let party = |party| lookup.party(&event.source, party);
    let rests = |case: &Case| -> Vec<(String, String)> {
        let pieces = case.evidence.iter();
        pieces
            .filter(|one| one.origin == event.origin || one.confirmed_by.contains(&event.origin))
            .map(|one| (one.id.clone(), case.change.id.0.clone()))
            .collect()
    };
    EventExplained {
        source: event.source.clone(),
        actor: party(&event.actor).to_owned(),
        subject: event.subject_party().map(party).unwrap_or_default().to_owned(),
        ip: event.ip.clone(),
        record: records::of_event(lookup, "event", event),
        evidence: lookup.report.cases.iter().flat_map(rests).collect(),
    }
}
