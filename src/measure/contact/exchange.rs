//! Who had to come back: further exchanges, and requesters who stopped answering.

use chrono::TimeDelta;

use super::Seen;
use super::handoff::when;
use super::history::{Act, History, Touch};
use super::people::{Side, is_same};
use super::standing::{is_solved, solved_at, stamp};
use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::model::{ContactReason, Instant, Origin, Ticket};

/// Longest word of farewell, in characters: whatever is longer tells something. Our own choice.
const FAREWELL: usize = 40;

/// All signs of a follow-up, and of a requester who stopped answering. `done` is when the identity log shows what was
/// asked.
pub(super) fn read(policy: &ContactPolicy, history: &History<'_>, done: Option<Instant>) -> Vec<Seen> {
    let mut seen: Vec<Seen> = waits(history, done).into_iter().collect();
    seen.extend(comments(policy, history, done));
    seen.extend(came_back(policy, history));
    seen.extend(solved_too_late(policy, history.ticket));
    if is_solved(history.ticket) == Some(true) {
        seen.extend(no_response(policy, history, done));
    }
    seen
}

/// Whether what was asked had been delivered before an instant: by the log, or by the desk's last word until then.
fn is_delivered(history: &History<'_>, by: Instant, done: Option<Instant>) -> bool {
    let last = history
        .touches
        .iter()
        .filter(|touch| touch.is_reply_of(Side::Desk))
        .rfind(|touch| touch.entry.at.is_some_and(|at| at <= by));
    done.is_some_and(|done| done <= by)
        || last
            .is_some_and(|touch| touch.clue(Clue::Done).is_some() && !touch.entry.text.contains(['?', '？']))
}

fn follow_up(words: String) -> Seen {
    Seen::new(ContactReason::FollowUp, words)
}

fn is_live(policy: &ContactPolicy, ticket: &Ticket) -> bool {
    ticket.channel.as_deref().is_some_and(|channel| policy.is_live(channel))
}

/// Waiting states: somebody had to come back for the work to go on. Waiting after delivery is for nothing more than a
/// confirmation, if nobody wrote again.
fn waits(history: &History<'_>, done: Option<Instant>) -> Option<Seen> {
    let is_wait = |touch: &&Touch<'_>| {
        // A history may begin with a wait: then only its end is a change.
        matches!(touch.act, Act::State(_, Some(Phase::Waiting)) | Act::State(Some(Phase::Waiting), _))
            && !touch.entry.at.is_some_and(|at| is_delivered(history, at, done))
    };
    let touch = history.touches.iter().find(is_wait)?;
    let words = match (touch.act, &touch.entry.old) {
        (Act::State(Some(Phase::Waiting), new), Some(old)) if new != Some(Phase::Waiting) => {
            format!("stood in `{}` until {}", old.trim(), when(touch.entry))
        }
        _ => format!("went to `{}` {}", touch.entry.text.trim(), when(touch.entry)),
    };
    Some(follow_up(words).read_in(touch.entry.origin))
}

/// The first comment that lies outside the initial interaction.
fn comments(policy: &ContactPolicy, history: &History<'_>, done: Option<Instant>) -> Option<Seen> {
    // Whoever works on their own request writes to nobody.
    if is_same(&history.ticket.requester, &history.ticket.agent) {
        return None;
    }
    let initial = Initial::of(policy, history);
    let solved = solved_at(history.ticket);
    let is_further = |touch: &&Touch<'_>| {
        let Some(at) = touch.entry.at else { return false };
        match touch.side {
            Side::Requester => {
                let is_after = initial.as_ref().is_some_and(|initial| at > initial.requester_until);
                touch.clue(Clue::Chased).is_some()
                    || (is_after && !is_courtesy(policy, touch, solved.is_some_and(|solved| at >= solved)))
            }
            Side::Desk => {
                // A last word on closing what had been delivered before asks nobody to come back.
                let is_farewell = touch.entry.text.chars().nth(FAREWELL).is_none()
                    && solved.is_some_and(|solved| solved - at <= policy.closed_with_parent())
                    && is_delivered(history, at - TimeDelta::seconds(1), done);
                initial.as_ref().is_some_and(|initial| at > initial.desk_until)
                    && solved.is_none_or(|solved| at <= solved)
                    && !is_farewell
            }
            Side::System | Side::Other | Side::Unknown => false,
        }
    };
    let touch = history.touches.iter().filter(|touch| touch.act == Act::Reply).find(is_further)?;
    let who = if touch.side == Side::Requester { "the requester" } else { "the desk" };
    let words = format!("{who} wrote again {}, after the initial interaction", when(touch.entry));
    Some(follow_up(words).read_in(touch.entry.origin))
}

/// Whether a comment of the requester is a closing courtesy: thanks; or, once it is solved, anything brief that does
/// not complain.
pub(super) fn is_courtesy(policy: &ContactPolicy, touch: &Touch<'_>, is_solved: bool) -> bool {
    policy.is_brief(&touch.entry.text)
        && touch.clue(Clue::Complaint).is_none()
        && (is_solved || touch.clue(Clue::Thanks).is_some())
}

/// Until when a comment of either side still belongs to the initial interaction.
struct Initial {
    requester_until: Instant,
    desk_until: Instant,
}

impl Initial {
    /// Live: the call. Otherwise: until the agent's first answer, whose further messages in a row belong to it.
    fn of(policy: &ContactPolicy, history: &History<'_>) -> Option<Self> {
        if is_live(policy, history.ticket) {
            let end = end_of_talk(policy, history)?;
            return Some(Self { requester_until: end, desk_until: end });
        }
        let answer = history.first_answer()?;
        Some(Self { requester_until: answer, desk_until: answer.checked_add_signed(policy.same_contact())? })
    }
}

/// When a call or chat was over: as long as it lasts at most, or as entries follow each other without a gap.
fn end_of_talk(policy: &ContactPolicy, history: &History<'_>) -> Option<Instant> {
    let opened = history.ticket.opened_at?;
    let mut end = opened;
    for at in
        history.touches.iter().filter(|touch| touch.act == Act::Reply).filter_map(|touch| touch.entry.at)
    {
        if end < at && at - end <= policy.talk_gap() {
            end = at;
        }
    }
    Some(end.max(opened.checked_add_signed(policy.same_contact())?))
}

/// The desk's own words that somebody had to come back, or that it called back after the call.
fn came_back(policy: &ContactPolicy, history: &History<'_>) -> Option<Seen> {
    let call = is_live(policy, history.ticket).then(|| end_of_talk(policy, history)).flatten();
    let is_after = |touch: &Touch<'_>| call.is_some_and(|end| touch.entry.at.is_some_and(|at| at > end));
    history.texts().filter(|touch| touch.side != Side::System).find_map(|touch| {
        let later = touch.clue(Clue::CalledBack).filter(|_| is_after(touch));
        let phrase = touch.clue(Clue::CameBack).or(later)?;
        Some(follow_up(format!("`{phrase}` written {}", when(touch.entry))).read_in(touch.entry.origin))
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
fn no_response(policy: &ContactPolicy, history: &History<'_>, done: Option<Instant>) -> Option<Seen> {
    let ticket = history.ticket;
    // A later word of the requester shows that they did answer; who says nothing once it is done has no need to.
    let silent = history.since_last_word();
    let last_word =
        history.touches[..history.touches.len() - silent.len()].last().and_then(|touch| touch.entry.at);
    if done.is_some() && last_word <= done {
        return None;
    }
    let seen = |words: String| Some(Seen::new(ContactReason::NoResponse, words));
    if let Some(code) = &ticket.close_code
        && policy.code(code) == Some(Clue::NoResponse)
    {
        return seen(format!("its close code is `{code}`"));
    }
    let mut in_notes = ticket.close_notes.as_deref().into_iter().flat_map(|notes| policy.clues(notes));
    if let Some((_, phrase)) = in_notes.find(|(clue, _)| *clue == Clue::NoResponse) {
        return seen(format!("its closing notes say `{phrase}`"));
    }
    for touch in silent {
        if let Some(phrase) = touch.clue(Clue::NoResponse) {
            let words = format!("`{phrase}` written {}", when(touch.entry));
            return seen(words).map(|seen| seen.read_in(touch.entry.origin));
        }
    }
    let (words, origin) = closed_by_timer(policy, history, silent)
        .or_else(|| asked_in_vain(policy, ticket, silent))
        .or_else(|| asked_again_and_again(ticket, silent))?;
    seen(words).map(|seen| seen.read_in(origin))
}

/// From waiting straight to solved, by a timer, without a word of the requester since.
fn closed_by_timer(
    policy: &ContactPolicy,
    history: &History<'_>,
    silent: &[Touch<'_>],
) -> Option<(String, Origin)> {
    let ticket = history.ticket;
    let touch = silent.iter().find(|touch| {
        let by_timer = touch.side == Side::System
            || (touch.entry.author.is_empty() && policy.is_system(&ticket.resolved_by));
        by_timer && touch.act == Act::State(Some(Phase::Waiting), Some(Phase::Solved))
    })?;
    if touch.entry.at.is_some_and(|at| is_delivered(history, at, None)) {
        return None;
    }
    let state = touch.entry.text.trim();
    Some((format!("went from waiting to `{state}` by a timer {}", when(touch.entry)), touch.entry.origin))
}

/// The desk's last word asked the requester for something, nobody wrote since, and it was solved long after.
fn asked_in_vain(policy: &ContactPolicy, ticket: &Ticket, silent: &[Touch<'_>]) -> Option<(String, Origin)> {
    let solved = solved_at(ticket)?;
    let is_word = |touch: &&Touch<'_>| {
        matches!(touch.act, Act::Reply | Act::Note)
            && matches!(touch.side, Side::Desk | Side::Unknown)
            && touch.entry.at.is_some_and(|at| at < solved)
    };
    let last = silent.iter().rfind(is_word)?;
    let at = last.entry.at?;
    let asks =
        last.act == Act::Reply && last.entry.text.contains(['?', '？']) && last.clue(Clue::Asks).is_some();
    (asks && at.checked_add_signed(policy.silence())? <= solved).then(|| {
        let words =
            format!("the desk asked something {}, nobody wrote since, solved {}", stamp(at), stamp(solved));
        (words, last.entry.origin)
    })
}

/// The desk asked something, wrote again on another day, and never wrote that it is done.
fn asked_again_and_again(ticket: &Ticket, silent: &[Touch<'_>]) -> Option<(String, Origin)> {
    let solved = solved_at(ticket)?;
    let words: Vec<&Touch<'_>> = silent
        .iter()
        .filter(|touch| matches!(touch.act, Act::Reply | Act::Note) && touch.side == Side::Desk)
        .filter(|touch| touch.entry.at.is_some_and(|at| at <= solved))
        .collect();
    let asked = words.iter().position(|touch| touch.act == Act::Reply && touch.clue(Clue::Asks).is_some())?;
    let is_done = words.iter().any(|touch| touch.clue(Clue::Done).is_some());
    let mut days: Vec<_> =
        words[asked..].iter().filter_map(|touch| Some(touch.entry.at?.date_naive())).collect();
    days.dedup();
    let last = words.last()?;
    (days.len() >= 2 && !is_done).then(|| {
        let words = format!("the desk asked and wrote on {} days, the requester wrote nothing", days.len());
        (words, last.entry.origin)
    })
}
