//! Specialist tool: the change was made on a system on which the agent who had the ticket first never acts.

use std::collections::{BTreeMap, BTreeSet};

use super::super::acts::Acts;
use super::super::contact::people::Side;
use super::super::contact::standing::stamp;
use super::{CauseInput, Matter, seen};
use crate::model::{AccountIx, ActorKind, Cause, CauseBasis, EntryKind, FailureCause, Party};

/// On which systems each person acts on others, and how often.
pub(super) struct Systems<'a> {
    by_person: BTreeMap<AccountIx, (usize, BTreeSet<&'a str>)>,
}

impl<'a> Systems<'a> {
    pub(super) fn of(input: &CauseInput<'a>, acts: &Acts<'_>) -> Self {
        let mut by_person: BTreeMap<AccountIx, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for change in input.cases.iter().map(|case| &case.change) {
            let Some(actor) = change.actor.filter(|actor| Some(*actor) != change.subject) else { continue };
            let (count, systems) = by_person.entry(acts.person(actor)).or_default();
            *count += 1;
            systems.insert(input.directory.family(&change.source));
        }
        Self { by_person }
    }
}

/// The first change of the ticket on another system than its first agent's, by somebody else.
pub(super) fn read(matter: &Matter<'_>, systems: &Systems<'_>) -> Option<Cause> {
    let first = first_agent(matter)?;
    let directory = matter.input.directory;
    let (count, own) = systems.by_person.get(&first)?;
    if *count < matter.input.policy.least_acts_elsewhere {
        return None;
    }
    let case = matter.acts.of_ticket(matter.ix).find(|case| {
        let change = &case.change;
        let by_another = change.actor.is_some_and(|actor| matter.acts.person(actor) != first);
        let by_hand = matches!(change.actor_kind, ActorKind::DeskAgent | ActorKind::OtherAdmin);
        by_another && by_hand && !own.contains(directory.family(&change.source))
    })?;
    let change = &case.change;
    let words = format!(
        "{} in `{}` by `{}` {}; `{}`, who had the ticket first, acts only in `{}`",
        change.kind,
        directory.family(&change.source),
        change.actor_label,
        stamp(change.at),
        directory.account(first).label,
        own.iter().copied().collect::<Vec<_>>().join("`, `")
    );
    Some(seen(FailureCause::SpecialistTool, CauseBasis::Log, words, change.origin))
}

/// Who had the ticket first: the agent it was taken from, else who wrote in it first, of the desk.
fn first_agent(matter: &Matter<'_>) -> Option<AccountIx> {
    let ticket = matter.ticket;
    let moved = ticket
        .journal
        .iter()
        .filter(|entry| entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some("agent"))
        .find_map(|entry| {
            let name = entry.old.as_deref().filter(|old| !old.trim().is_empty()).unwrap_or(&entry.text);
            let party = Party {
                id: Some(name.into()),
                login: Some(name.into()),
                display: Some(name.into()),
                ..Party::default()
            };
            matter.acts.who(&ticket.source, &party)
        });
    moved.or_else(|| {
        let mut people = matter.people();
        let written = ticket
            .journal
            .iter()
            .find(|entry| entry.kind != EntryKind::FieldChange && people.side(entry) == Side::Desk)?;
        matter.acts.who(&ticket.source, &written.author)
    })
}
