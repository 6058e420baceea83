//! Where a ticket stands: solved, not solved, withdrawn, a double; and what its export cannot tell.

use super::handoff::when;
use super::history::History;
use super::people::Side;
use super::{ContactInput, Seen, is_strict};
use crate::mapping::contact::{Censoring, Clue};
use crate::model::{ContactReason, EntryKind, Instant, Party, Ticket, TicketState};

/// When the ticket was solved: the field or history, else the closing.
pub(in crate::measure) fn solved_at(ticket: &Ticket) -> Option<Instant> {
    ticket.resolved_at.or(ticket.closed_at)
}

/// Whether the ticket is solved; `None` where the export does not say.
pub(in crate::measure) fn is_solved(ticket: &Ticket) -> Option<bool> {
    match ticket.state {
        TicketState::Resolved | TicketState::Closed => Some(true),
        TicketState::Open | TicketState::Waiting | TicketState::Cancelled => Some(false),
        TicketState::Unknown => solved_at(ticket).map(|_| true),
    }
}

/// Why the ticket is left out of the count, if so.
pub(super) fn read(input: &ContactInput<'_>, history: &History<'_>) -> Vec<Seen> {
    let ticket = history.ticket;
    let mut seen = Vec::new();
    seen.extend(double(input, ticket).or_else(|| double_in_journal(history)));
    seen.extend(no_contact(input, ticket));
    seen.extend(withdrawn(input, ticket).or_else(|| taken_back(history)));
    if seen.is_empty() {
        seen.extend(open(ticket));
    }
    seen
}

/// Whether a ticket is a double of another or was withdrawn, by its own word.
pub(super) fn is_left_out(input: &ContactInput<'_>, ticket: &Ticket) -> bool {
    let in_journal = || {
        let texts = ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange);
        texts.flat_map(|entry| input.policy.clues(&entry.text)).any(|(clue, _)| clue == Clue::Doubled)
    };
    double(input, ticket).or_else(|| withdrawn(input, ticket)).is_some() || in_journal()
}

fn double(input: &ContactInput<'_>, ticket: &Ticket) -> Option<Seen> {
    by_code(input, ticket, Clue::Duplicate, ContactReason::Duplicate)
        .or_else(|| by_notes(input, ticket, Clue::Duplicate, ContactReason::Duplicate))
}

/// The desk or the product writes that it is another's double.
fn double_in_journal(history: &History<'_>) -> Option<Seen> {
    let touch =
        history.texts().find(|touch| touch.side != Side::Requester && touch.clue(Clue::Doubled).is_some())?;
    let words = format!("`{}` written {}", touch.clue(Clue::Doubled)?, when(touch.entry));
    Some(Seen::new(ContactReason::Duplicate, words).read_in(touch.entry.origin))
}

/// The requester took it back before anybody had answered.
fn taken_back(history: &History<'_>) -> Option<Seen> {
    let answered = history.first_answer();
    let touch = history.touches.iter().find(|touch| touch.is_reply_of(Side::Requester))?;
    let words = touch.clue(Clue::Withdrawn)?;
    let is_first = answered.is_none_or(|answered| touch.entry.at.is_some_and(|at| at <= answered));
    is_first.then(|| {
        let words = format!("the requester wrote `{words}` {}", when(touch.entry));
        Seen::new(ContactReason::Cancelled, words).read_in(touch.entry.origin)
    })
}

/// Raised by a machine: by its name, or by a channel of machines with nobody named who asked.
fn no_contact(input: &ContactInput<'_>, ticket: &Ticket) -> Option<Seen> {
    let seen = |words: String| Some(Seen::new(ContactReason::NoContact, words));
    let is_machine = |party: &Party| {
        let label = || {
            let account = input.directory.resolve(&ticket.source, party).one()?;
            Some(Party {
                display: Some(input.directory.account(account).label.as_str().into()),
                ..Party::default()
            })
        };
        input.policy.is_system(party) || label().is_some_and(|party| input.policy.is_system(&party))
    };
    let nobody = |party: &Party| input.policy.is_generic(party) || is_machine(party);
    if !nobody(&ticket.requester) || !nobody(&ticket.affected) {
        return None;
    }
    if is_machine(&ticket.requester) && !input.policy.is_generic(&ticket.requester) {
        return seen(format!("it was raised by `{}`", ticket.requester.label()));
    }
    let channel = ticket.channel.as_deref().filter(|channel| input.policy.is_machine(channel))?;
    seen(format!("it came in by `{channel}`, and names nobody who asked"))
}

fn withdrawn(input: &ContactInput<'_>, ticket: &Ticket) -> Option<Seen> {
    if ticket.state == TicketState::Cancelled {
        let state = ticket.native_state.as_deref().unwrap_or("cancelled");
        return Some(Seen::new(ContactReason::Cancelled, format!("its state is `{state}`")));
    }
    by_code(input, ticket, Clue::Cancelled, ContactReason::Cancelled)
        .or_else(|| by_notes(input, ticket, Clue::Cancelled, ContactReason::Cancelled))
}

fn by_code(input: &ContactInput<'_>, ticket: &Ticket, clue: Clue, reason: ContactReason) -> Option<Seen> {
    let native = [(&ticket.close_code, "close code"), (&ticket.native_state, "state")];
    native.into_iter().find_map(|(value, name)| {
        let value = value.as_deref()?;
        (input.policy.code(value) == Some(clue))
            .then(|| Seen::new(reason, format!("its {name} is `{value}`")))
    })
}

fn by_notes(input: &ContactInput<'_>, ticket: &Ticket, clue: Clue, reason: ContactReason) -> Option<Seen> {
    let notes = ticket.close_notes.as_deref()?;
    let (_, phrase) = input.policy.clues(notes).find(|(found, _)| *found == clue)?;
    Some(Seen::new(reason, format!("its closing notes say `{phrase}`")))
}

fn open(ticket: &Ticket) -> Option<Seen> {
    if is_solved(ticket) == Some(true) {
        return None;
    }
    let words = match &ticket.native_state {
        Some(state) => format!("not solved in this export; its state is `{state}`"),
        None => "the export gives neither a state nor a time of solution".to_owned(),
    };
    Some(Seen::new(ContactReason::Open, words))
}

/// What stands against a `yes` where nothing shows a `no`: a doubt that excludes (under a strict policy), and what
/// the export leaves unknown.
pub(super) fn doubts(
    input: &ContactInput<'_>,
    ticket: &Ticket,
    is_unconfirmed: bool,
) -> (Option<Seen>, Vec<String>) {
    let mut unknown = Vec::new();
    let mut doubt = None;
    // A contact of which the export tells that no ticket was made of it is told.
    let is_told_by_contact = ticket.own.led_to.as_ref().is_some_and(Vec::is_empty);
    if !ticket.has_journal && !ticket.has_history && !is_told_by_contact {
        let words =
            "the export tells neither comments nor history: whether somebody came back cannot be known";
        if input.policy.without_history() == Censoring::Strict {
            doubt = Some(Seen::new(ContactReason::NotKnown, words));
        } else {
            unknown.push(words.to_owned());
        }
    } else if let Some(words) = too_late(input, ticket) {
        if is_strict(input.policy) {
            doubt = Some(Seen::new(ContactReason::Open, words));
        } else {
            unknown.push(words);
        }
    }
    if is_unconfirmed {
        unknown.push("unknown: the identity log cannot tell whether the change was made".to_owned());
    }
    if ticket.reassignment_count.is_none() && !ticket.has_history {
        unknown.push("unknown: the export tells no reassignments".to_owned());
    }
    if ticket.reopen_count.is_none() && !ticket.has_history {
        unknown.push("unknown: the export tells no reopening".to_owned());
    }
    if !ticket.has_journal {
        unknown.push("unknown: the export tells no comments".to_owned());
    }
    if input.policy.is_generic(&ticket.requester) && input.policy.is_generic(&ticket.affected) {
        unknown.push("unknown: no requester is named, a return would not show".to_owned());
    }
    (doubt, unknown)
}

/// Why a return could not be seen yet.
fn too_late(input: &ContactInput<'_>, ticket: &Ticket) -> Option<String> {
    let days = input.policy.repeat_window().num_days();
    let until = input.told_until(&ticket.source);
    let Some(solved) = solved_at(ticket) else {
        return Some(format!(
            "cannot be told: no time of solution, so no window of {days} days for a return"
        ));
    };
    let end = solved.checked_add_signed(input.policy.repeat_window())?;
    (end > until).then(|| {
        format!(
            "cannot be told yet: solved {}, a return may come until {}, the export ends {}",
            stamp(solved),
            stamp(end),
            stamp(until)
        )
    })
}

/// An instant as reports print it.
pub(in crate::measure) fn stamp(at: Instant) -> String {
    crate::model::stamp(at)
}
