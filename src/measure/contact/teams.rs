//! Which teams and people take over what others began: known from names where they say it, else from the tickets.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::mapping::contact::ContactPolicy;
use crate::model::{EntryKind, Ticket};

/// How many tickets somebody had, and how many of them others had before.
#[derive(Debug, Clone, Copy, Default)]
struct Had {
    all: u32,
    taken_over: u32,
}

/// Teams and people by source, field (`group` or `agent`) and name as written, lower-case.
type Key = (String, &'static str, String);

/// Who takes over from others.
#[derive(Debug, Default)]
pub(super) struct Teams {
    had: BTreeMap<Key, Had>,
}

impl Teams {
    /// Counts every ticket once for each team and person that had it.
    pub(super) fn of(tickets: &[Ticket]) -> Self {
        let had = tickets
            .par_iter()
            .fold(BTreeMap::new, |mut had: BTreeMap<Key, Had>, ticket| {
                for field in ["group", "agent"] {
                    for (name, is_first) in stations(ticket, field) {
                        let of = had.entry((ticket.source.clone(), field, name)).or_default();
                        of.all += 1;
                        of.taken_over += u32::from(!is_first);
                    }
                }
                had
            })
            .reduce(BTreeMap::new, |mut all, more| {
                for (key, had) in more {
                    let of = all.entry(key).or_default();
                    of.all += had.all;
                    of.taken_over += had.taken_over;
                }
                all
            });
        Self { had }
    }

    /// Why a move goes to a specialist, if so: by the level that names speak of, else because whoever got it mostly
    /// takes over what others began, and whoever gave it does not.
    pub(super) fn why_up(
        &self,
        policy: &ContactPolicy,
        source: &str,
        field: &'static str,
        old: &str,
        new: &str,
    ) -> Option<String> {
        let levels = (field == "group").then(|| (policy.level(old), policy.level(new)));
        match levels {
            Some((old, Some(level))) if level > old.unwrap_or(1) => return Some(format!("level {level}")),
            Some((Some(_), Some(_))) => return None,
            _ => {}
        }
        let of =
            |name: &str| self.had.get(&(source.to_owned(), field, key(name))).copied().unwrap_or_default();
        let (from, to) = (of(old), of(new));
        let is_up =
            policy.is_specialist(to.taken_over, to.all) && !policy.is_specialist(from.taken_over, from.all);
        is_up.then(|| format!("which took over {} of its {} tickets from others", to.taken_over, to.all))
    }

    /// Whether a team mostly takes over what others began, or is of a higher level by its name.
    pub(super) fn is_specialist(&self, policy: &ContactPolicy, source: &str, group: &str) -> bool {
        match policy.level(group) {
            Some(level) => level > 1,
            None => self
                .had
                .get(&(source.to_owned(), "group", key(group)))
                .is_some_and(|had| policy.is_specialist(had.taken_over, had.all)),
        }
    }
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Everybody who had a ticket, each once, with whether they were the first.
fn stations(ticket: &Ticket, field: &str) -> Vec<(String, bool)> {
    let mut names: Vec<String> = Vec::new();
    let add = |names: &mut Vec<String>, name: &str| {
        let name = key(name);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    let moves = ticket
        .journal
        .iter()
        .filter(|entry| entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some(field));
    for entry in moves {
        add(&mut names, entry.old.as_deref().unwrap_or(""));
        add(&mut names, &entry.text);
    }
    let has_moved = !names.is_empty();
    if !has_moved && field == "group" {
        add(&mut names, ticket.group.as_deref().unwrap_or(""));
    }
    // Without a history the team that has it now is the first only if the product counts no change of team.
    let is_counted = ticket.reassignment_count.is_some_and(|count| count > 0);
    names.into_iter().enumerate().map(|(at, name)| (name, at == 0 && (has_moved || !is_counted))).collect()
}
