//! Teams as all tickets together tell them: queues in which nobody works, and names of teams that a history only numbers.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::standing::is_solved;
use crate::mapping::contact::ContactPolicy;
use crate::model::{EntryKind, Ticket};

/// The teams with which solved tickets end, by source, as written in lower case.
#[derive(Debug, Default)]
pub(super) struct Queues {
    solving: BTreeSet<(String, String)>,
    /// How many tickets each team passed on.
    passed: BTreeMap<(String, String), u32>,
    /// Names by product and number, where histories write numbers and tickets names.
    names: BTreeMap<(String, String), String>,
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
        Self { solving, passed: passed(tickets), names: names(tickets) }
    }

    /// The name of a team that a history writes as a number; any other is its own name.
    pub(super) fn name<'t>(&'t self, source: &str, group: &'t str) -> &'t str {
        self.names.get(&(product(source), group.to_owned())).map_or(group, String::as_str)
    }

    /// Whether a team passed on many tickets and none was ever solved in its name.
    pub(in crate::measure) fn only_passes_on(
        &self,
        policy: &ContactPolicy,
        source: &str,
        group: &str,
    ) -> bool {
        let key = (source.to_owned(), group.trim().to_lowercase());
        self.passed.get(&key).is_some_and(|passed| *passed >= policy.entry_queue_least())
            && !self.solving.contains(&key)
    }
}

fn passed(tickets: &[Ticket]) -> BTreeMap<(String, String), u32> {
    let mut passed: BTreeMap<(String, String), u32> = BTreeMap::new();
    for ticket in tickets {
        let moves = ticket
            .journal
            .iter()
            .filter(|entry| entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some("group"));
        for old in moves.filter_map(|entry| entry.old.as_deref()).filter(|old| !old.trim().is_empty()) {
            *passed.entry((ticket.source.clone(), old.trim().to_lowercase())).or_default() += 1;
        }
    }
    passed
}

fn product(source: &str) -> String {
    source.split('.').next().unwrap_or(source).to_owned()
}

/// The last team of a ticket's history is the team in its record: if that holds for every ticket, number and name are one.
fn names(tickets: &[Ticket]) -> BTreeMap<(String, String), String> {
    let mut names: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for ticket in tickets {
        let last = ticket
            .journal
            .iter()
            .rfind(|entry| entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some("group"))
            .map(|entry| entry.text.trim());
        if let (Some(number), Some(name)) = (last, ticket.group.as_deref().map(str::trim))
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && name.chars().any(char::is_alphabetic)
        {
            names.entry((product(&ticket.source), number.to_owned())).or_default().insert(name);
        }
    }
    let one = |names: BTreeSet<&str>| {
        (names.len() == 1).then(|| names.first().map(|name| (*name).to_owned())).flatten()
    };
    names.into_iter().filter_map(|(key, names)| Some((key, one(names)?))).collect()
}
