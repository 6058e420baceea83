//! Who had to come back: further exchanges, and requesters who stopped answering.

use chrono::TimeDelta;

use super::handoff::{changes, when};
use super::people::{People, Side};
use super::standing::{is_solved, solved_at, stamp};
use super::{ContactInput, Seen};
use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::model::{ContactReason, EntryKind, Instant, JournalEntry, Origin, Ticket};

/// All signs of a follow-up, and of a requester who stopped answering.
pub(super) fn read(input: &ContactInput<'_>, ticket: &Ticket) -> Vec<Seen> {
    let people = People::of(ticket, input.directory, input.policy);
    let mut seen: Vec<Seen> = waits(input.policy, ticket).into_iter().collect();
    seen.extend(comments(input.policy, ticket, &people));
    seen.extend(came_back(input.policy, ticket));
    seen.extend(solved_too_late(input.policy, ticket));
    if is_solved(ticket) == Some(true) {
        seen.extend(no_response(input.policy, ticket, &people));
    }
    seen
}

fn follow_up(words: String) -> Seen {
    Seen::new(ContactReason::FollowUp, words)
}

fn is_live(policy: &ContactPolicy, ticket: &Ticket) -> bool {
    ticket.channel.as_deref().is_some_and(|channel| policy.is_live(channel))
}

/// Waiting states: somebody had to come back for the work to go on.
fn waits(policy: &ContactPolicy, ticket: &Ticket) -> Option<Seen> {
    let entry = changes(ticket).find(|entry| {
        entry.field.as_deref() == Some("state")
            && policy.phase(&ticket.source, &entry.text) == Some(Phase::Waiting)
    })?;
    Some(follow_up(format!("went to `{}` {}", entry.text.trim(), when(entry))).read_in(entry.origin))
}

/// The first comment that lies outside the initial interaction.
fn comments(policy: &ContactPolicy, ticket: &Ticket, people: &People<'_>) -> Option<Seen> {
    let dated: Vec<(Instant, Side, &JournalEntry)> = ticket
        .journal
        .iter()
        .filter(|entry| entry.kind == EntryKind::Comment)
        .filter_map(|entry| Some((entry.at?, people.side(entry), entry)))
        .collect();
    let answer = dated.iter().find(|(_, side, _)| *side == Side::Desk).map(|(at, _, _)| *at);
    let initial = Initial::of(policy, ticket, answer)?;
    let (at, side, entry) = dated.iter().find(|(at, side, entry)| match side {
        Side::Requester => *at > initial.requester_until && !policy.is_courtesy(&entry.text),
        Side::Desk => *at > initial.desk_until && solved_at(ticket).is_none_or(|solved| *at <= solved),
        Side::System | Side::Unknown => false,
    })?;
    let who = if *side == Side::Requester { "the requester" } else { "the desk" };
    let words = format!("{who} wrote again {}, after the initial interaction", stamp(*at));
    Some(follow_up(words).read_in(entry.origin))
}

/// Until when a comment of either side still belongs to the initial interaction.
struct Initial {
    requester_until: Instant,
    desk_until: Instant,
}

impl Initial {
    /// Live: the call. Otherwise: until the agent's first answer, whose further messages in a row belong to it.
    fn of(policy: &ContactPolicy, ticket: &Ticket, answer: Option<Instant>) -> Option<Self> {
        if is_live(policy, ticket) {
            let end = ticket.opened_at?.checked_add_signed(policy.same_contact())?;
            return Some(Self { requester_until: end, desk_until: end });
        }
        let answer = answer?;
        Some(Self { requester_until: answer, desk_until: answer.checked_add_signed(policy.same_contact())? })
    }
}

/// The desk's own words that somebody had to come back.
fn came_back(policy: &ContactPolicy, ticket: &Ticket) -> Option<Seen> {
    ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange).find_map(|entry| {
        let (_, phrase) = policy.clues(&entry.text).find(|(clue, _)| *clue == Clue::CameBack)?;
        Some(follow_up(format!("`{phrase}` written {}", when(entry))).read_in(entry.origin))
    })
}

fn solved_too_late(policy: &ContactPolicy, ticket: &Ticket) -> Option<Seen> {
    let took: TimeDelta = ticket.resolved_at? - ticket.opened_at?;
    (is_live(policy, ticket) && took > policy.live_solved_within()).then(|| {
        follow_up(format!(
            "came in by `{}` and was solved {} h later; no such contact lasts longer than {} h",
            ticket.channel.as_deref().unwrap_or_default(),
            took.num_hours(),
            policy.live_solved_within().num_hours()
        ))
    })
}

/// Signs that the ticket was closed because the requester stopped answering.
fn no_response(policy: &ContactPolicy, ticket: &Ticket, people: &People<'_>) -> Option<Seen> {
    let seen = |words: String| Some(Seen::new(ContactReason::NoResponse, words));
    if let Some(code) = &ticket.close_code
        && policy.code(code) == Some(Clue::NoResponse)
    {
        return seen(format!("its close code is `{code}`"));
    }
    let given_up = |text| policy.clues(text).find(|(clue, _)| *clue == Clue::NoResponse);
    if let Some((_, phrase)) = ticket.close_notes.as_deref().and_then(given_up) {
        return seen(format!("its closing notes say `{phrase}`"));
    }
    // A later word of the requester shows that they did answer.
    let last_word = ticket
        .journal
        .iter()
        .rposition(|entry| entry.kind == EntryKind::Comment && people.side(entry) == Side::Requester);
    let silent = &ticket.journal[last_word.map_or(0, |at| at + 1)..];
    for entry in silent.iter().filter(|entry| entry.kind != EntryKind::FieldChange) {
        if let Some((_, phrase)) = given_up(&entry.text) {
            let words = format!("`{phrase}` written {}", when(entry));
            return seen(words).map(|seen| seen.read_in(entry.origin));
        }
    }
    let (words, origin) = closed_by_timer(policy, ticket, people, silent)?;
    seen(words).map(|seen| seen.read_in(origin))
}

/// From waiting straight to solved, by a timer, without a word of the requester since.
fn closed_by_timer(
    policy: &ContactPolicy,
    ticket: &Ticket,
    people: &People<'_>,
    silent: &[JournalEntry],
) -> Option<(String, Origin)> {
    let mut before = None;
    for entry in silent.iter().filter(|entry| entry.field.as_deref() == Some("state")) {
        let old = entry.old.as_deref().and_then(|old| policy.phase(&ticket.source, old)).or(before);
        let new = policy.phase(&ticket.source, &entry.text);
        let by_timer = people.side(entry) == Side::System
            || (entry.author.is_empty() && policy.is_system(&ticket.resolved_by));
        if old == Some(Phase::Waiting) && new == Some(Phase::Solved) && by_timer {
            let state = entry.text.trim();
            return Some((
                format!("went from waiting to `{state}` by a timer {}", when(entry)),
                entry.origin,
            ));
        }
        before = new.or(before);
    }
    None
}
