//! Temporary access that was granted under a ticket and never withdrawn.

use std::collections::BTreeSet;

use super::super::acts::{log_covers, log_ends};
use super::super::contact::standing::{solved_at, stamp};
use super::{Found, Matter};
use crate::assess::control::temporary_life;
use crate::mapping::handoffs::Temporary;
use crate::mapping::wordings::Meaning;
use crate::model::{Case, Event, Instant, Span, Support};

/// The first access that was left open; what cannot be told only where none was.
pub(super) fn read(matter: &Matter<'_>) -> Found {
    let is_said = matter.input.said[matter.ix].iter().any(|said| said.meaning == Meaning::Temporary);
    let mut untold = false;
    for case in matter.changes() {
        let Some(temporary) = matter.input.policy.temporary(case.change.kind) else { continue };
        if case.change.support == Support::No
            || (temporary.if_said && (!is_said || is_what_was_asked(matter, case)))
        {
            continue;
        }
        match end_of(matter, case, temporary) {
            End::Known => {}
            End::Untold => untold = true,
            End::Never(until) => {
                let words = format!(
                    "{} of `{}` {}; nothing ends it until the log ends {}",
                    case.change.kind,
                    case.change.subject_label,
                    stamp(case.change.at),
                    stamp(until)
                );
                return Found::Shown(words, case.change.origin);
            }
        }
    }
    if untold || !matter.is_covered() { Found::Untold } else { Found::Nothing }
}

/// Whether an earlier grant of the kind stands under the ticket: that one bridged the wait, and this one is what was
/// asked and stays.
fn is_what_was_asked(matter: &Matter<'_>, granted: &Case) -> bool {
    let change = &granted.change;
    matter.changes().iter().any(|other| other.change.kind == change.kind && other.change.at < change.at)
}

/// How an access ended.
enum End {
    /// It was withdrawn or used up, or its lifetime is over.
    Known,
    /// The log does not tell.
    Untold,
    /// Nothing ends it until this instant, at which the log ends.
    Never(Instant),
}

fn end_of(matter: &Matter<'_>, granted: &Case, temporary: &Temporary) -> End {
    let input = matter.input;
    let (change, person) =
        (&granted.change, granted.change.subject.map(|subject| matter.acts.person(subject)));
    let Some((until, person)) = log_ends(input.coverage, &change.source).zip(person) else {
        return End::Untold;
    };
    let later = Span { from: change.at, to: Instant::MAX_UTC };
    let ends = |other: &Case| {
        let kind = other.change.kind;
        other.change.id != change.id
            && ((temporary.ended_by.contains(&kind) && concerns_the_same(input.events, granted, other))
                || temporary.used_by.contains(&kind))
    };
    if matter.acts.on(person, later).any(ends) {
        return End::Known;
    }
    let definition = input.controls.get("CT-20");
    let life = change
        .events
        .iter()
        .filter_map(|ix| input.events.get(ix.0 as usize))
        .find_map(|event| temporary_life(definition?, event));
    match life.map(|life| change.at.checked_add_signed(life)) {
        Some(Some(end)) if end <= until => return End::Known,
        // It still runs when the log ends.
        Some(_) => return End::Untold,
        None if temporary.expires => return End::Untold,
        None => {}
    }
    let solved = solved_at(matter.ticket).map_or(change.at, |solved| solved.max(change.at));
    let is_settled = solved.checked_add_signed(input.policy.settle()).is_some_and(|at| at <= until);
    let is_whole = log_covers(input.coverage, &change.source, Span { from: change.at, to: until });
    if is_settled && is_whole { End::Never(until) } else { End::Untold }
}

/// Whether two changes name the same group, role or application; where one names none, it is taken for the same.
fn concerns_the_same(events: &[Event], a: &Case, b: &Case) -> bool {
    let (a, b) = (objects(events, a), objects(events, b));
    a.is_empty() || b.is_empty() || !a.is_disjoint(&b)
}

/// What a change names beside its subject.
fn objects<'a>(events: &'a [Event], case: &Case) -> BTreeSet<&'a str> {
    let own = case.change.events.iter().filter_map(|ix| events.get(ix.0 as usize));
    own.flat_map(|event| {
        let others = event.targets.iter().enumerate().filter(|(at, _)| Some(*at) != event.subject);
        others.map(|(_, party)| party.label()).filter(|label| !label.is_empty())
    })
    .collect()
}
