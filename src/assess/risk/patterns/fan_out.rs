//! P7: several persons in a short time, by one agent, one telephone number or one address.

use super::super::crowds::{Crowds, Mark, Tie, crowds};
use super::super::surroundings::{Standing, Surroundings};
use super::takeover::from_new_place;
use super::{RESETS, Seen, View, by_desk, hands_over, minutes};
use crate::mapping::risk::RiskPolicy;
use crate::model::{ActorKind, Change, Verdict};

/// All crowds of a run.
pub(in super::super) fn crowds_of<'a>(surroundings: &Surroundings<'a>, policy: &RiskPolicy) -> Crowds<'a> {
    let Some(pattern) = policy.pattern.get("P7") else { return Crowds::new() };
    let marks =
        surroundings.all().flat_map(|(change, standing)| marks(surroundings, policy, change, standing));
    crowds(marks.collect(), minutes(pattern.minutes), pattern.least.max(2), pattern.most)
}

/// The crowds in which a change may stand. A busy agent's tickets are no fan-out: by the agent only those
/// count whom nobody asked for, whose verification failed, or who turned up in a new place.
fn marks<'a>(
    surroundings: &Surroundings<'a>,
    policy: &RiskPolicy,
    change: &'a Change,
    standing: &'a Standing,
) -> Vec<Mark<'a>> {
    let Some(subject) = change.subject else { return Vec::new() };
    if !by_desk(change) || !hands_over(change.kind) || standing.verdict == Some(Verdict::Proven) {
        return Vec::new();
    }
    let mark = |tie, at| Mark { tie, at, person: surroundings.person(subject), change: change.id.0.as_str() };
    let taken = from_new_place(surroundings, policy, change, subject);
    let mut marks = Vec::new();
    if let Some((taken, ip)) = taken.and_then(|taken| Some((taken, taken.ip.as_deref()?))) {
        marks.push(mark(Tie::Address(ip.trim()), taken.at));
    }
    if !RESETS.contains(&change.kind) {
        return marks;
    }
    marks.extend(standing.numbers.iter().map(|number| mark(Tie::Number(number), change.at)));
    let unasked = standing.verdict == Some(Verdict::Unticketed);
    // A program does many agents' work: it is the ticket's agent who counts, if there is one.
    let is_person = change.actor_kind != ActorKind::Automation || unasked;
    let agent = change.actor.filter(|_| is_person).or(standing.agent);
    if let Some(agent) = agent.filter(|_| unasked || standing.failed || taken.is_some()) {
        marks.push(mark(Tie::Agent(surroundings.person(agent)), change.at));
    }
    marks
}

impl View<'_> {
    /// P7.
    pub(super) fn fan_out(&self) -> Seen {
        let (tie, persons) =
            self.surroundings().crowds(self.change()).iter().max_by_key(|(_, persons)| *persons)?;
        Some(match tie {
            Tie::Agent(_) => format!(
                "{persons} persons by the same agent, without a ticket, after a failed verification, or taken up from a new place"
            ),
            Tie::Number(number) => format!(
                "the telephone number that ends in {} stands in the tickets of {persons} persons",
                last(number)
            ),
            Tie::Address(ip) => format!("taken up by {persons} persons from {ip}, new for each of them"),
        })
    }
}

/// The last three digits: enough to find it in the ticket.
fn last(number: &str) -> &str {
    number.get(number.len().saturating_sub(3)..).unwrap_or(number)
}
