//! Challenges in an identity log: sent by the desk, answered by the subject.

use chrono::Duration;

use super::id::id;
use super::reading::Stated;
use super::statement::Statement;
use super::weaknesses::{Standing, weaknesses};
use super::weigh::{Weighing, is_unrelated, level, timing};
use crate::mapping::policy::{EvidencePolicy, LogPart, LogRole, LogRoles};
use crate::model::{
    Basis, Event, EventClass, Evidence, Instant, Method, Origin, Outcome, Signal, Support, Weakness,
};

/// An event that plays a part in verifications, and which.
#[derive(Debug, Clone, Copy)]
pub struct Sign<'a> {
    /// The event.
    pub event: &'a Event,
    role: &'a LogRole,
    /// Whether the taxonomy, too, calls it evidence of a verification.
    is_evidence: bool,
}

impl<'a> Sign<'a> {
    /// What an event of a class is by the table of roles; `None` if it plays no part.
    #[must_use]
    pub fn of(event: &'a Event, class: EventClass, roles: &'a LogRoles) -> Option<Self> {
        let is_evidence = class == EventClass::Signal(Signal::VerificationEvidence);
        Some(Self { event, role: roles.of(event)?, is_evidence })
    }
}

/// How long before and after a change a sign may still speak for it or against it. What is answered further off
/// belongs to another contact, and a challenge is answered within minutes.
#[must_use]
pub fn reach(policy: &EvidencePolicy) -> (Duration, Duration) {
    let unrelated = Duration::try_hours(policy.limits.unrelated_hours).unwrap_or_default();
    let answer = Duration::try_minutes(policy.limits.answer_minutes).unwrap_or_default();
    let fresh = Method::ALL.iter().map(|method| policy.fresh_for(*method)).max().unwrap_or_default();
    let before = fresh.max(unrelated).checked_add(&answer.max(Duration::zero())).unwrap_or(Duration::MAX);
    (before, unrelated.max(Duration::zero()))
}

/// One challenge as the log tells of it.
pub(super) struct Exchange<'a> {
    method: Method,
    /// The event that ends it.
    end: &'a Event,
    /// The desk's sending; none for a whole verification in one record.
    sent: Option<&'a Event>,
    passed: bool,
    /// Whether somebody other than the subject began it. What a person answers while
    /// signing in speaks for the sign-in, not for a request at the desk.
    by_desk: bool,
}

/// All challenges that ended, by time.
pub(super) fn exchanges<'a>(input: &Weighing<'a>) -> Vec<Exchange<'a>> {
    let mut parts: Vec<&Sign<'_>> = input.signals.iter().filter(|sign| sign.is_evidence).collect();
    parts.sort_by_key(|sign| (sign.event.at, sign.event.origin));
    let window = Duration::try_minutes(input.policy.limits.answer_minutes).unwrap_or_default();
    let mut sent: Vec<(&Event, Method)> = Vec::new();
    let mut found = Vec::new();
    for Sign { event, role, .. } in parts.into_iter().copied() {
        match role.part {
            LogPart::Sent if event.outcome != Outcome::Failure => sent.push((event, role.method)),
            LogPart::Sent => {}
            LogPart::Whole => found.push(whole(event, role)),
            LogPart::Answered | LogPart::Refused => {
                let place = sent
                    .iter()
                    .rposition(|(begun, method)| *method == role.method && event.at - begun.at <= window);
                let begun = place.map(|at| sent.remove(at).0);
                found.push(Exchange {
                    method: role.method,
                    end: event,
                    sent: begun,
                    passed: role.part == LogPart::Answered && event.outcome != Outcome::Failure,
                    by_desk: begun.is_some_and(|begun| is_of_desk(input, begun)),
                });
            }
        }
    }
    found
}

fn whole<'a>(event: &'a Event, role: &LogRole) -> Exchange<'a> {
    Exchange {
        method: role.method,
        end: event,
        sent: None,
        passed: event.outcome == Outcome::Success,
        by_desk: true,
    }
}

/// Somebody who is named and is not the subject.
fn is_of_desk(input: &Weighing<'_>, event: &Event) -> bool {
    let resolve = |party| input.directory.resolve(&event.source, party).one();
    let actor = resolve(&event.actor);
    let is_subject = event.subject_party().is_some_and(|subject| match (actor, resolve(subject)) {
        (Some(actor), Some(subject)) => input.directory.same_person(actor, subject),
        _ => *subject == event.actor,
    });
    let is_system = event.actor.native_kind.as_deref().is_some_and(|kind| {
        kind.eq_ignore_ascii_case("SystemPrincipal") || kind.eq_ignore_ascii_case("system")
    });
    !event.actor.is_empty() && !is_subject && !is_system
}

/// Weighs a challenge that the desk began. A refusal counts even against other evidence.
pub(super) fn weigh(input: &Weighing<'_>, exchange: &Exchange<'_>) -> Option<Evidence> {
    let event = exchange.end;
    let method = exchange.method;
    let unrelated = is_unrelated(input, event.at) || (exchange.passed && is_of_next(input, exchange));
    if !exchange.by_desk || unrelated {
        return None;
    }
    let id = id(&event.source, &event.native_id, method, &[]);
    let targets: Vec<&str> = event.targets.iter().filter_map(|party| party.id.as_deref()).collect();
    let begun_by = exchange.sent.unwrap_or(event);
    let standing = Standing {
        id: &id,
        method,
        passed: exchange.passed,
        at: Some(event.at),
        by: None,
        about: None,
        of_ticket: false,
        place: None,
        quote: "",
        corroborated: true,
        verifier: None,
        written_later: false,
        tickets_alike: 0,
        targets: &targets,
    };
    let weaknesses: Vec<Weakness> = weaknesses(input, &standing);
    let timing = timing(input, method, Some(event.at), Duration::zero());
    Some(Evidence {
        level: level(input.policy, method, &weaknesses),
        timing,
        id,
        origin: event.origin,
        method,
        basis: if exchange.sent.is_some() { Basis::Corroborated } else { Basis::Recorded },
        at: Some(event.at),
        recorded_at: None,
        by: begun_by.actor.label().to_owned(),
        about: event.subject_party().map_or_else(String::new, |party| party.label().to_owned()),
        weaknesses,
        quote: String::new(),
        matched: Vec::new(),
        tickets_alike: 0,
        confirmed_by: exchange.sent.map(|sent| sent.origin).into_iter().collect(),
    })
}

/// What was answered after this change and shortly before the account's next one speaks for that one.
fn is_of_next(input: &Weighing<'_>, exchange: &Exchange<'_>) -> bool {
    let (at, fresh) = (exchange.end.at, input.policy.fresh_for(exchange.method));
    let since = at - input.change.at;
    let next = &input.history[input.history.partition_point(|next| next.at < at)..];
    since > Duration::zero()
        && next
            .iter()
            .take_while(|next| next.at - at <= fresh && next.at - at < since)
            .any(|next| next.id != input.change.id && next.parent.is_none() && next.support == Support::Yes)
}

/// So many minutes later than a note says a log may tell of the same act.
const SLACK_MINUTES: i64 = 2;

/// Log records that confirm what a statement tells: the challenge was answered, the code was sent.
pub(super) fn confirming(
    input: &Weighing<'_>,
    statement: &Statement,
    done: Option<Instant>,
    exchanges: &[Exchange<'_>],
) -> Vec<Origin> {
    let fresh = input.policy.fresh_for(statement.method);
    // Clocks of log and desk differ, and people round the times they write.
    let slack = Duration::minutes(SLACK_MINUTES);
    let in_time = |at: Instant| {
        let before_change = at <= input.change.at && input.change.at - at <= fresh;
        let by_the_note = done.is_none_or(|done| at <= done + slack && done - at <= fresh);
        before_change && by_the_note
    };
    if statement.stated != Stated::Passed {
        return Vec::new();
    }
    let answered = exchanges
        .iter()
        .filter(|exchange| exchange.passed && exchange.method == statement.method && in_time(exchange.end.at))
        .filter(|exchange| exchange.by_desk || exchange.method == Method::PhishingResistant)
        .flat_map(|exchange| [Some(exchange.end), exchange.sent])
        .flatten()
        .map(|event| event.origin);
    answered
        .chain(codes_sent(input, statement).filter(|event| in_time(event.at)).map(|event| event.origin))
        .collect()
}

/// A code that was sent confirms that one could be read back.
fn codes_sent<'a>(input: &Weighing<'a>, statement: &Statement) -> impl Iterator<Item = &'a Event> {
    let is_code = statement.method == Method::OtpToRegisteredChannel;
    let input = *input;
    let sent = input.signals.iter().filter(move |Sign { event, role, .. }| {
        is_code
            && event.outcome != Outcome::Failure
            && role.part == LogPart::Sent
            && role.method == Method::OtpToRegisteredChannel
            && is_of_desk(&input, event)
    });
    sent.map(|sign| sign.event)
}
