//! Queues in which tickets arrive and nobody works: what goes out of one is sent on its way, not handed over.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::standing::is_solved;
use crate::model::{EntryKind, Ticket};

/// The teams with which solved tickets end, by source, as written in lower case.
#[derive(Debug, Default)]
pub(super) struct Queues {
    solving: BTreeSet<(String, String)>,
}

impl Queues {
    pub(super) fn of(tickets: &[Ticket]) -> Self {
        let solving = tickets
            .par_iter()
            .filter(|ticket| is_solved(ticket) == Some(true))
            .flat_map_iter(|ticket| {
                let last = ticket.journal.iter().rfind(|entry| {
                    entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some("group")
                });
                let names = last.map(|entry| entry.text.as_str()).into_iter().chain(ticket.group.as_deref());
                names.map(|name| (ticket.source.clone(), name.trim().to_lowercase()))
            })
            .collect();
        Self { solving }
    }

    /// Whether no ticket is ever solved in a team's name.
    pub(super) fn only_passes_on(&self, source: &str, group: &str) -> bool {
        !self.solving.contains(&(source.to_owned(), group.trim().to_lowercase()))
    }
}
