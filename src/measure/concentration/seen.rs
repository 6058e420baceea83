//! What a comparison needs to know of each change by the desk.

use chrono::{Datelike, Timelike};

use super::ConcentrationInput;
use crate::directory::Directory;
use crate::model::{AccountIx, ActorKind, Case, ChangeId, Instant, LinkOutcome, Ticket, UserType, Verdict};

/// A change by the desk, reduced to what is compared. Names are labels of accounts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) id: &'a ChangeId,
    pub(super) at: Instant,
    pub(super) verdict: Verdict,
    /// Kind and tier in one.
    pub(super) sort: (&'static str, &'static str),
    pub(super) agent: Option<&'a str>,
    pub(super) requester: Option<&'a str>,
    pub(super) subject: Option<&'a str>,
    pub(super) approver: Option<&'a str>,
    pub(super) queue: Option<&'a str>,
    pub(super) channel: Option<&'a str>,
    pub(super) hours: &'static str,
    pub(super) weekday: &'static str,
}

/// The desk's changes with a verdict, by time. What merely completes one is no act of the desk.
pub(super) fn seen<'a>(input: &ConcentrationInput<'a>) -> Vec<Seen<'a>> {
    let own = input.cases.iter().filter(|case| case.change.parent.is_none());
    let mut seen: Vec<Seen<'a>> = own.filter_map(|case| one(input, case, case.verdict?)).collect();
    seen.sort_by(|a, b| (a.at, a.id).cmp(&(b.at, b.id)));
    seen
}

fn one<'a>(input: &ConcentrationInput<'a>, case: &'a Case, verdict: Verdict) -> Option<Seen<'a>> {
    let directory = input.directory;
    let link = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked);
    let ticket = link.and_then(|link| input.tickets.get(link.ticket.0 as usize));
    let requester = ticket
        .and_then(|ticket| directory.resolve(&ticket.source, &ticket.requester).one())
        .and_then(|account| person(directory, account));
    let approver = case.approved_by.as_deref().map(|name| {
        let known = directory.resolve_word(name).one().and_then(|account| person(directory, account));
        known.unwrap_or(name)
    });
    Some(Seen {
        id: &case.change.id,
        at: case.change.at,
        verdict,
        sort: (case.change.kind.as_str(), case.change.tier.as_str()),
        agent: agent(directory, case, ticket),
        requester,
        subject: case.change.subject.and_then(|subject| person(directory, subject)),
        approver: approver.filter(|name| !name.trim().is_empty()),
        queue: ticket.and_then(|ticket| ticket.group.as_deref()),
        channel: ticket.and_then(|ticket| ticket.channel.as_deref()),
        hours: HOURS[case.change.at.hour() as usize / 4 % 6],
        weekday: WEEKDAYS[case.change.at.weekday().num_days_from_monday() as usize % 7],
    })
}

/// The person who did it; of what a program did, the agent of the ticket.
fn agent<'a>(directory: &'a Directory, case: &Case, ticket: Option<&Ticket>) -> Option<&'a str> {
    let is_program = matches!(case.change.actor_kind, ActorKind::Automation | ActorKind::System);
    let of_ticket = || ticket.and_then(|ticket| directory.resolve_agent(&ticket.source, &ticket.agent));
    person(directory, if is_program { of_ticket() } else { case.change.actor }?)
}

/// The label of the person behind an account; nobody stands behind one that several people or a program use.
fn person(directory: &Directory, account: AccountIx) -> Option<&str> {
    let account = directory.account(directory.account(account).person);
    let is_person = !matches!(account.user_type, Some(UserType::Service | UserType::Shared));
    is_person.then_some(account.label.as_str())
}

const HOURS: [&str; 6] = [
    "00:00 to 04:00 UTC",
    "04:00 to 08:00 UTC",
    "08:00 to 12:00 UTC",
    "12:00 to 16:00 UTC",
    "16:00 to 20:00 UTC",
    "20:00 to 24:00 UTC",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
