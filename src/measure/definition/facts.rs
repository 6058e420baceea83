//! The facts of a ticket's history that definitions of first contact ask for, read once.

use crate::mapping::contact::{Clue, ContactPolicy, Phase};
use crate::measure::contact::history::{Act, History, Touch};
use crate::measure::contact::people::Side;
use crate::measure::contact::standing::{is_solved, solved_at};
use crate::model::{ContactFacts, Handoffs, Instant, Tally};

/// The facts of a ticket. `confirmed`: whether the identity log shows what it asks for.
pub(in crate::measure) fn facts(
    history: &History<'_>,
    policy: &ContactPolicy,
    handoffs: Option<Handoffs>,
    confirmed: Option<bool>,
) -> ContactFacts {
    let ticket = history.ticket;
    let solved = solved_at(ticket);
    let talk = Talk::of(history, policy, solved);
    let teams = Teams::of(history, solved);
    // A history that names no team says nothing of teams.
    let tells_teams = ticket.has_history && !teams.first.is_empty();
    let tells_people = ticket.has_history && !ticket.agent.is_empty();
    let team_moves = ticket.reassignment_count.or(tells_teams.then_some(teams.moves));
    ContactFacts {
        solved: is_solved(ticket),
        took: solved.zip(ticket.opened_at).map(|(solved, opened)| solved - opened),
        is_live: ticket.channel.as_deref().map(|channel| policy.is_live(channel)),
        agent_replies: exactly(ticket.own.agent_replies).unwrap_or(talk.agent_replies),
        requester_replies: exactly(ticket.own.requester_replies).unwrap_or(talk.requester_replies),
        exchange: talk.exchange,
        team_moves,
        person_moves: handoffs.filter(|_| tells_people).map(|handoffs| handoffs.people),
        by_first_team: match team_moves {
            Some(0) => Some(true),
            _ if tells_teams => Some(teams.first == teams.last),
            _ => None,
        },
        at_first_level: at_first_level(policy, &teams, team_moves),
        reopened: ticket
            .reopen_count
            .map(|count| count > 0)
            .or(ticket.has_history.then(|| history.touches.iter().any(is_reopening))),
        waited: waited(history),
        updates: updates(history, solved),
        led_to_tasks: ticket
            .own
            .led_to
            .as_ref()
            .filter(|_| ticket.own.is_contact)
            .map(|tasks| !tasks.is_empty()),
        confirmed,
    }
}

fn exactly(count: Option<u32>) -> Option<Tally> {
    count.map(|count| Tally { least: count, most: Some(count) })
}

fn is_reopening(touch: &Touch<'_>) -> bool {
    matches!(touch.act, Act::State(Some(Phase::Solved), Some(Phase::Working | Phase::Waiting)))
}

/// Whether it ever waited for somebody: by its state now, else by the history of its states.
fn waited(history: &History<'_>) -> Option<bool> {
    let waits = |touch: &Touch<'_>| {
        matches!(touch.act, Act::State(Some(Phase::Waiting), _) | Act::State(_, Some(Phase::Waiting)))
    };
    if history.ticket.state == crate::model::TicketState::Waiting || history.touches.iter().any(waits) {
        return Some(true);
    }
    history.ticket.has_history.then_some(false)
}

/// Times at which people touched it after its opening and up to its solution.
fn updates(history: &History<'_>, solved: Option<Instant>) -> Option<u32> {
    if !history.ticket.has_history {
        return None;
    }
    let mut count = 0;
    let mut last = None;
    // Entries stand by time: those without one come first.
    for touch in history.touches.iter().filter(|touch| touch.side != Side::System) {
        let at = touch.entry.at?;
        let is_inside =
            history.ticket.opened_at.is_none_or(|opened| at > opened) && solved.is_none_or(|end| at <= end);
        count += u32::from(is_inside && last != Some(at));
        last = Some(at);
    }
    Some(count)
}

/// Whether a team of the first level solved it, by the level that its name speaks of. A team that has it now and whose
/// moves are not told may have got it after the solution: nothing is known of it.
fn at_first_level(policy: &ContactPolicy, teams: &Teams, team_moves: Option<u32>) -> Option<bool> {
    team_moves?;
    policy.level(&teams.last).map(|level| level <= 1)
}

/// The teams that had a ticket.
#[derive(Debug, Default)]
struct Teams {
    /// The first, in lower case; empty if none is named.
    first: String,
    /// The one that had it when it was solved.
    last: String,
    moves: u32,
}

impl Teams {
    fn of(history: &History<'_>, solved: Option<Instant>) -> Self {
        let mut teams = Self::default();
        for touch in history.touches.iter().filter(|touch| touch.act == Act::Group) {
            let old = touch.entry.old.as_deref().map(key).unwrap_or_default();
            let new = key(&touch.entry.text);
            let before = if old.is_empty() { teams.last.clone() } else { old };
            if teams.first.is_empty() {
                teams.first = if before.is_empty() { new.clone() } else { before.clone() };
                teams.last.clone_from(&teams.first);
            }
            if before.is_empty() || new.is_empty() || before == new {
                continue;
            }
            teams.moves += 1;
            if touch.entry.at.is_none_or(|at| solved.is_none_or(|solved| at <= solved)) {
                teams.last = new;
            }
        }
        if teams.first.is_empty() {
            teams.first = history.ticket.group.as_deref().map(key).unwrap_or_default();
            teams.last.clone_from(&teams.first);
        }
        teams
    }
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// What requester and desk wrote to each other.
#[derive(Debug, Default)]
struct Talk {
    agent_replies: Tally,
    requester_replies: Tally,
    exchange: Option<bool>,
}

impl Talk {
    fn of(history: &History<'_>, policy: &ContactPolicy, solved: Option<Instant>) -> Self {
        if !history.ticket.has_journal {
            return Self::default();
        }
        let replies: Vec<&Touch<'_>> =
            history.touches.iter().filter(|touch| touch.act == Act::Reply).collect();
        let is_first_description = replies.first().is_some_and(|first| is_description(history, first));
        let replies = &replies[usize::from(is_first_description)..];
        let count = |side: Side| {
            let count = replies.iter().filter(|touch| touch.side == side).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let (desk, requester, nameless) = (count(Side::Desk), count(Side::Requester), count(Side::Unknown));
        let others = nameless.saturating_add(count(Side::Other));
        Self {
            agent_replies: Tally { least: desk, most: Some(desk.saturating_add(nameless)) },
            requester_replies: Tally { least: requester, most: Some(requester.saturating_add(others)) },
            exchange: exchange(replies, policy, solved, nameless > 0),
        }
    }
}

/// Whether the first comment is the description itself, which some products keep as a comment.
fn is_description(history: &History<'_>, first: &Touch<'_>) -> bool {
    let ticket = history.ticket;
    let says_the_same =
        !ticket.description.is_empty() && first.entry.text.trim() == ticket.description.trim();
    says_the_same || first.entry.at.zip(ticket.opened_at).is_some_and(|(at, opened)| at <= opened)
}

/// Whether anybody wrote between the desk's first answer and the solution. What the desk adds within one interaction is
/// part of its answer, and thanks are no exchange. Nothing is known of a comment without author or time.
fn exchange(
    replies: &[&Touch<'_>],
    policy: &ContactPolicy,
    solved: Option<Instant>,
    has_nameless: bool,
) -> Option<bool> {
    let Some(from) = replies.iter().position(|touch| touch.side == Side::Desk) else {
        return (!has_nameless).then_some(false);
    };
    let answer = replies[from].entry.at?;
    let answered = answer.checked_add_signed(policy.same_contact())?;
    let mut is_told = !has_nameless;
    for touch in &replies[from + 1..] {
        let Some(at) = touch.entry.at else {
            is_told = false;
            continue;
        };
        if solved.is_some_and(|solved| at > solved) {
            continue;
        }
        let goes_on = match touch.side {
            Side::Requester => !(policy.is_brief(&touch.entry.text) && touch.clue(Clue::Thanks).is_some()),
            Side::Desk => at > answered,
            Side::System | Side::Other | Side::Unknown => false,
        };
        if goes_on {
            return Some(true);
        }
    }
    is_told.then_some(false)
}
