//! No right: acts of the ticket's agents on its account that the log shows refused.

use std::collections::BTreeMap;

use super::super::acts::Acts;
use super::super::contact::standing::stamp;
use super::{CauseInput, Matter, seen};
use crate::classify::Refused;
use crate::model::{AccountIx, Cause, CauseBasis, Event, FailureCause, Party};

/// Refused acts by the person whose account they were meant for.
pub(super) struct Refusals<'a> {
    by_subject: BTreeMap<AccountIx, Vec<Attempt<'a>>>,
}

/// An act that somebody tried on another's account.
struct Attempt<'a> {
    actor: AccountIx,
    refused: Refused,
    event: &'a Event,
}

impl<'a> Refusals<'a> {
    pub(super) fn of(input: &CauseInput<'a>, acts: &Acts<'_>) -> Self {
        let mut by_subject: BTreeMap<AccountIx, Vec<Attempt<'a>>> = BTreeMap::new();
        for refused in input.refused {
            let Some(event) = input.events.get(refused.event.0 as usize) else { continue };
            let who = |party: &Party| acts.who(&event.source, party);
            let (Some(actor), Some(subject)) = (who(&event.actor), event.subject_party().and_then(who))
            else {
                continue;
            };
            if actor != subject {
                by_subject.entry(subject).or_default().push(Attempt { actor, refused: *refused, event });
            }
        }
        by_subject.values_mut().for_each(|list| list.sort_by_key(|one| (one.event.at, one.event.origin)));
        Self { by_subject }
    }
}

/// The first refused act of one of the ticket's people on its account, in its time.
pub(super) fn read(matter: &Matter<'_>, refusals: &Refusals<'_>) -> Option<Cause> {
    let (subject, time) = (matter.subject?, matter.time?);
    let attempts = refusals.by_subject.get(&subject)?;
    let people = desk(matter);
    let attempt = attempts
        .iter()
        .filter(|attempt| time.contains(attempt.event.at) && people.contains(&attempt.actor))
        .find(|attempt| is_refusal(matter, attempt) || somebody_else_could(matter, attempt))?;
    let why = attempt.event.reason.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let words = format!(
        "{} by `{}` was refused {}{why}",
        attempt.refused.kind,
        matter.input.directory.account(attempt.actor).label,
        stamp(attempt.event.at),
    );
    Some(seen(FailureCause::NoRight, CauseBasis::Log, words, attempt.event.origin))
}

/// Everybody who worked the ticket.
fn desk(matter: &Matter<'_>) -> Vec<AccountIx> {
    let ticket = matter.ticket;
    let fixed = [&ticket.agent, &ticket.resolved_by].into_iter();
    let authors = ticket.journal.iter().map(|entry| &entry.author);
    let mut people: Vec<AccountIx> =
        fixed.chain(authors).filter_map(|party| matter.acts.who(&ticket.source, party)).collect();
    people.sort_unstable();
    people.dedup();
    people.retain(|person| Some(*person) != matter.subject);
    people
}

/// Whether the log's reason says that the actor may not.
fn is_refusal(matter: &Matter<'_>, attempt: &Attempt<'_>) -> bool {
    let Some(reason) = &attempt.event.reason else { return false };
    let reason = reason.to_lowercase();
    matter.input.policy.refusals.iter().any(|word| reason.contains(word.as_str()))
}

/// Whether another then did the same, and the one who was refused never did: without a reason in the log, that tells
/// a lack of right from a fault.
fn somebody_else_could(matter: &Matter<'_>, attempt: &Attempt<'_>) -> bool {
    if attempt.event.reason.is_some() {
        return false;
    }
    let mut later = matter
        .changes_of_subject()
        .filter(|case| case.change.kind == attempt.refused.kind && case.change.at >= attempt.event.at);
    let first = later.next().and_then(|case| case.change.actor).map(|actor| matter.acts.person(actor));
    first.is_some_and(|first| first != attempt.actor && Some(first) != matter.subject)
}
