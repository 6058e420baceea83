//! What a ticket's history says: passed on, passed up, reopened.

use super::Seen;
use super::exchange::is_courtesy;
use super::history::{Act, History, Touch};
use super::people::{People, Side};
use super::queues::Queues;
use super::standing::stamp;
use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::model::{ContactReason, Handoffs, JournalEntry, Ticket};

/// When an entry was written, as reports print it.
pub(super) fn when(entry: &JournalEntry) -> String {
    entry.at.map_or_else(|| "at an unknown time".to_owned(), stamp)
}

/// How a ticket was passed on.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Reassignments and escalations.
    pub(super) seen: Vec<Seen>,
    /// How often; `None` if the export tells nothing of it.
    pub(super) handoffs: Option<Handoffs>,
}

/// All reassignments and escalations of a ticket.
pub(super) fn passed(
    policy: &ContactPolicy,
    queues: &Queues,
    history: &History<'_>,
    people: &People<'_>,
) -> Passed {
    let ticket = history.ticket;
    let mut passed = by_history(policy, queues, history, people);
    let has_moves = history.touches.iter().any(|touch| matches!(touch.act, Act::Agent | Act::Group));
    if !has_moves && let Some(count) = ticket.reassignment_count.filter(|count| *count > 0) {
        passed.handoffs = Some(Handoffs { teams: count, ..Handoffs::default() });
        passed.seen.push(by_count(policy, history, count));
    }
    passed.seen.extend(escalation_in_words(history));
    passed.seen.extend(led_to(history.ticket));
    passed
}

fn by_history(policy: &ContactPolicy, queues: &Queues, history: &History<'_>, people: &People<'_>) -> Passed {
    let ticket = history.ticket;
    let mut count = Handoffs::default();
    let mut seen = Vec::new();
    let mut stations: Vec<(Act, String)> = Vec::new();
    for touch in history.touches.iter().filter(|touch| matches!(touch.act, Act::Agent | Act::Group)) {
        let named = |name: &str| match touch.act {
            Act::Group => queues.name(&ticket.source, name.trim()).to_owned(),
            _ => name.trim().to_owned(),
        };
        let new = named(&touch.entry.text);
        let new = new.as_str();
        let returns = stations.iter().any(|(act, name)| *act == touch.act && *name == new.to_lowercase());
        // Where the value before is left out, or it was put back in between, it is the last one told.
        let last = stations.iter().rev().find(|(act, _)| *act == touch.act).map(|(_, name)| name.clone());
        let old = touch.entry.old.as_deref().map(named).filter(|old| !old.is_empty());
        let old = old.or(last).unwrap_or_default();
        for name in [&old, new] {
            let station = (touch.act, name.to_lowercase());
            if !name.is_empty() && stations.last() != Some(&station) {
                stations.push(station);
            }
        }
        // The first assignment hands nothing over, nor does a change of spelling.
        let is_same = old.to_lowercase() == new.to_lowercase();
        if old.is_empty()
            || new.is_empty()
            || is_same
            || (touch.act == Act::Agent && people.are_one(&old, new))
        {
            continue;
        }
        if is_routing(policy, queues, history, touch, &old) {
            continue;
        }
        let (field, number) =
            if touch.act == Act::Group { ("group", &mut count.teams) } else { ("agent", &mut count.people) };
        *number += 1;
        count.returns += u32::from(returns);
        let why_up = why_up(policy, history, touch, &old, new);
        count.levels_up += u32::from(why_up.is_some());
        seen.push(moved(touch, field, (&old, new), why_up.as_deref(), returns));
    }
    Passed { seen, handoffs: (ticket.has_history || ticket.reassignment_count == Some(0)).then_some(count) }
}

/// Whether a move only sends a ticket on its way: out of a queue in which nobody works, or by a robot before anybody
/// of the desk has written or done anything.
fn is_routing(
    policy: &ContactPolicy,
    queues: &Queues,
    history: &History<'_>,
    touch: &Touch<'_>,
    old: &str,
) -> bool {
    let before = history.touches.iter().take_while(|other| !std::ptr::eq(*other, touch));
    let is_untouched = || {
        before.clone().all(|other| {
            let is_work = matches!(other.act, Act::Reply | Act::Note | Act::State(..));
            other.side != Side::Desk || !is_work
        })
    };
    let nobody_had_it =
        || before.clone().all(|other| other.act != Act::Agent || other.entry.text.trim().is_empty());
    match touch.act {
        Act::Group if queues.only_passes_on(policy, &history.ticket.source, old) => nobody_had_it(),
        _ => touch.side == Side::System && is_untouched(),
    }
}

fn moved(
    touch: &Touch<'_>,
    field: &str,
    (old, new): (&str, &str),
    why_up: Option<&str>,
    returns: bool,
) -> Seen {
    let reason = if why_up.is_some() { ContactReason::Escalated } else { ContactReason::Reassigned };
    let why = why_up.map_or_else(String::new, |why| format!(" ({why})"));
    let back = if returns { ", which had it before" } else { "" };
    Seen::new(reason, format!("{field} `{old}` → `{new}`{why}{back} {}", when(touch.entry)))
        .read_in(touch.entry.origin)
}

/// Why a move is an escalation, if so: to a team whose name says a higher level, or because the giver wrote that they
/// may not or that it goes up. Any other move is one among equals as far as anybody can tell.
fn why_up(
    policy: &ContactPolicy,
    history: &History<'_>,
    touch: &Touch<'_>,
    old: &str,
    new: &str,
) -> Option<String> {
    if touch.act == Act::Group {
        match (policy.level(old), policy.level(new)) {
            (old, Some(level)) if level > old.unwrap_or(1) => return Some(format!("level {level}")),
            (Some(_), Some(_)) => return None,
            _ => {}
        }
    }
    let at = touch.entry.at?;
    let is_beside = |text: &Touch<'_>| {
        text.side != Side::Requester
            && text.entry.at.is_some_and(|written| (written - at).abs() <= policy.beside_handoff())
    };
    let mut texts = history.texts().filter(|text| is_beside(text));
    texts.find_map(|text| up_in_words(policy, text)).map(|words| format!("`{words}`"))
}

/// The words by which a text passes something up.
fn up_in_words<'a>(policy: &ContactPolicy, touch: &Touch<'a>) -> Option<&'a str> {
    touch
        .clue(Clue::Escalated)
        .or_else(|| touch.clue(Clue::NoCompetence))
        .or_else(|| policy.higher_level(&touch.entry.text))
}

/// The product's own count. Where the words of the desk or the name of the team say so, it was passed up.
fn by_count(policy: &ContactPolicy, history: &History<'_>, count: u32) -> Seen {
    let mut texts = history.texts().filter(|text| text.side != Side::Requester);
    if let Some((words, origin)) =
        texts.find_map(|text| Some((up_in_words(policy, text)?, text.entry.origin)))
    {
        let words = format!("the product counts {count} reassignment(s), and the desk writes `{words}`");
        return Seen::new(ContactReason::Escalated, words).read_in(origin);
    }
    let group = history.ticket.group.as_deref().filter(|group| policy.level(group) > Some(1));
    if let Some(group) = group {
        let words = format!("the product counts {count} reassignment(s), and it now stands with `{group}`");
        return Seen::new(ContactReason::Escalated, words);
    }
    let words = format!("the product counts {count} reassignment(s); the export does not say between whom");
    Seen::new(ContactReason::Reassigned, words)
}

fn escalation_in_words(history: &History<'_>) -> Option<Seen> {
    let state = history.ticket.native_state.as_deref();
    if let Some(state) = state.filter(|state| state.to_lowercase() == "escalated") {
        return Some(Seen::new(ContactReason::Escalated, format!("its state is `{state}`")));
    }
    history.texts().filter(|touch| touch.side != Side::Requester).find_map(|touch| {
        let phrase = touch.clue(Clue::Escalated)?;
        let words = format!("`{phrase}` written {}", when(touch.entry));
        Some(Seen::new(ContactReason::Escalated, words).read_in(touch.entry.origin))
    })
}

/// A contact of which other work was made was not solved in itself (ServiceNow's rule for interactions; reference:
/// ticket formats, section 9).
fn led_to(ticket: &Ticket) -> Option<Seen> {
    let work = ticket.own.led_to.as_deref().filter(|work| !work.is_empty() && ticket.own.is_contact)?;
    Some(Seen::new(ContactReason::Escalated, format!("it led to {}", work.join(", "))))
}

/// Reopenings in the ticket itself. What a thank-you or an absence note opened, and was solved again without a word of
/// the desk, was not opened by anybody.
pub(super) fn reopenings(policy: &ContactPolicy, history: &History<'_>) -> Vec<Seen> {
    let is_reopening = |touch: &Touch<'_>| {
        matches!(touch.act, Act::State(Some(Phase::Solved), Some(Phase::Working | Phase::Waiting)))
    };
    let mut seen: Vec<Seen> = history
        .touches
        .iter()
        .enumerate()
        .filter(|(at, touch)| is_reopening(touch) && !is_by_mail_alone(policy, history, *at))
        .map(|(_, touch)| {
            let words = format!("went from solved to `{}` {}", touch.entry.text.trim(), when(touch.entry));
            Seen::new(ContactReason::Reopened, words).read_in(touch.entry.origin)
        })
        .collect();
    if !history.touches.iter().any(is_reopening)
        && let Some(count) = history.ticket.reopen_count.filter(|count| *count > 0)
    {
        seen.push(Seen::new(ContactReason::Reopened, format!("the product counts {count} reopening(s)")));
    }
    seen
}

/// Whether a reopening came with a comment that asks for nothing, and nobody of the desk wrote until it was solved again.
fn is_by_mail_alone(policy: &ContactPolicy, history: &History<'_>, at: usize) -> bool {
    let Some(opened) = history.touches[at].entry.at else { return false };
    let is_near = |touch: &&Touch<'_>| {
        touch.entry.at.is_some_and(|at| (at - opened).abs() <= policy.closed_with_parent())
    };
    let mut mails =
        history.touches.iter().filter(|touch| touch.act == Act::Reply).filter(is_near).filter(|touch| {
            touch.side == Side::System && touch.clue(Clue::Automatic).is_some()
                || touch.side == Side::Requester && is_courtesy(policy, touch, true)
        });
    let is_desk = |touch: &Touch<'_>| touch.side == Side::Desk && matches!(touch.act, Act::Reply | Act::Note);
    let is_solved = |touch: &Touch<'_>| matches!(touch.act, Act::State(_, Some(Phase::Solved)));
    let after = &history.touches[at + 1..];
    let solved = after.iter().position(is_solved);
    mails.next().is_some() && solved.is_some_and(|solved| !after[..solved].iter().any(is_desk))
}
