//! CT-20 and CT-21: how long temporary credentials live, and whether old ones were ended.

use chrono::{DateTime, TimeDelta, Utc};

use super::Run;
use super::index::{minutes, stamp, untold};
use super::sheet::{Judged, Sheet};
use crate::mapping::controls::ControlDefinition;
use crate::mapping::phrases::Phrases;
use crate::model::{Case, ChangeKind, Event, Span, Ticket};

const TEMPORARY: [ChangeKind; 4] = [
    ChangeKind::TemporaryAccessIssue,
    ChangeKind::RecoveryCodeIssue,
    ChangeKind::RecoveryLinkIssue,
    ChangeKind::MfaBypassGrant,
];

/// CT-20: temporary credentials live shortly and serve once.
pub(super) fn lifetime(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in run.index.desk().filter(|case| TEMPORARY.contains(&case.change.kind)) {
        sheet.change(&case.change, is_bounded(run, case), &[]);
    }
}

fn is_bounded(run: Run<'_>, case: &Case) -> Judged {
    let events = || case.change.events.iter().filter_map(|ix| run.input.events.get(ix.0 as usize));
    let limit = minutes(run.definition.number("limit_minutes"));
    let life = events().find_map(|event| temporary_life(run.definition, event));
    let once = events().find_map(|event| detail(event, run.definition.words("once_details"))).map(is_once);
    match (life, once) {
        (Some(life), _) if life > limit => Judged::Fail(format!(
            "lives {} min, the limit is {} min",
            life.num_minutes(),
            limit.num_minutes()
        )),
        (_, Some(Some(false))) => Judged::Fail("may be used more than once".to_owned()),
        (Some(life), Some(Some(true))) => {
            Judged::Pass(format!("lives {} min and serves once", life.num_minutes()))
        }
        (Some(life), _) => Judged::NotTestable(format!(
            "lives {} min; the log does not say whether it serves once",
            life.num_minutes()
        )),
        (None, _) => Judged::NotTestable(format!(
            "the log does not say how long it lives; it needs {}",
            run.definition.needs
        )),
    }
}

/// The first value of the first detail that an event has of these.
fn detail<'a>(event: &'a Event, names: &[String]) -> Option<&'a str> {
    names.iter().find_map(|name| event.detail(name)).map(str::trim).filter(|value| !value.is_empty())
}

/// How long a temporary credential lives, as its event tells under the names of the definition of CT-20.
#[must_use]
pub fn temporary_life(definition: &ControlDefinition, event: &Event) -> Option<TimeDelta> {
    let number = |names: &[String]| detail(event, names)?.parse::<f64>().ok().filter(|number| *number >= 0.0);
    if let Some(life) = number(definition.words("minutes_details")) {
        return Some(minutes(life));
    }
    if let Some(life) = number(definition.words("seconds_details")) {
        return Some(minutes(life / 60.0));
    }
    Some(expiry(event, definition.words("expiry_details"))? - event.at)
}

/// The end of life that an event tells, if it is a full RFC 3339 instant.
pub(super) fn expiry(event: &Event, names: &[String]) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(detail(event, names)?).ok().map(|at| at.to_utc())
}

fn is_once(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        other => other.parse::<u64>().ok().map(|_| false),
    }
}

const RESETS: [ChangeKind; 4] =
    [ChangeKind::PasswordReset, ChangeKind::MfaResetAll, ChangeKind::FactorUnenrol, ChangeKind::MfaDisable];
const FACTOR_REMOVALS: [ChangeKind; 4] =
    [ChangeKind::MfaResetAll, ChangeKind::FactorUnenrol, ChangeKind::FactorSuspend, ChangeKind::DeviceRemove];

/// CT-21: after a reset for loss or compromise, sessions and old factors end.
pub(super) fn old_left_valid(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let Ok(loss) = Phrases::new(&[run.definition.words("loss_words")], &[]) else {
        return sheet.untested("its words do not compile".to_owned());
    };
    for case in run.index.desk().filter(|case| RESETS.contains(&case.change.kind)) {
        let Some(ticket) = run.index.ticket(case) else {
            let why = untold(case).unwrap_or_else(|| "no ticket says why it was reset".to_owned());
            sheet.change(&case.change, Judged::NotTestable(why), &[]);
            continue;
        };
        if let Some(word) = stated_loss(ticket, &loss) {
            sheet.change(&case.change, is_ended(run, case, &word), &[ticket.origin]);
        }
    }
}

/// The word by which a ticket states loss, theft or compromise.
fn stated_loss(ticket: &Ticket, loss: &Phrases) -> Option<String> {
    let journal = ticket.journal.iter().map(|entry| entry.text.as_str());
    [ticket.title.as_str(), ticket.description.as_str()]
        .into_iter()
        .chain(journal)
        .find_map(|text| loss.hits(text).next().map(|hit| text[hit.from..hit.to].to_owned()))
}

fn is_ended(run: Run<'_>, case: &Case, word: &str) -> Judged {
    let limit = minutes(run.definition.number("limit_minutes"));
    let at = case.change.at;
    let near: Vec<ChangeKind> =
        run.index.of_same_person(case, limit, limit).map(|other| other.change.kind).collect();
    let has = |kinds: &[ChangeKind]| {
        kinds.contains(&case.change.kind) || near.iter().any(|kind| kinds.contains(kind))
    };
    let sessions = has(&[ChangeKind::SessionRevoke, ChangeKind::AccountDisable]);
    let factors = has(&FACTOR_REMOVALS);
    let told = format!("the ticket says `{word}`; reset {}", stamp(at));
    if sessions && factors {
        return Judged::Pass(format!(
            "{told}; sessions and old factors were ended within {} min",
            limit.num_minutes()
        ));
    }
    let until = at.checked_add_signed(limit).unwrap_or(at);
    if !run.index.log_covers(&case.change.source, Span { from: at, to: until }) {
        return Judged::NotTestable(format!(
            "{told}; the log does not cover the time until {}",
            stamp(until)
        ));
    }
    let missing = [
        (sessions, "end of sessions", &[ChangeKind::SessionRevoke][..]),
        (factors, "removal of a factor", &FACTOR_REMOVALS[..]),
    ];
    let unlogged: Vec<&str> = missing
        .iter()
        .filter(|(done, _, kinds)| !done && !run.index.source_records(&case.change.source, kinds))
        .map(|(_, what, _)| *what)
        .collect();
    let undone: Vec<&str> = missing
        .iter()
        .filter(|(done, what, _)| !done && !unlogged.contains(what))
        .map(|(_, what, _)| *what)
        .collect();
    if undone.is_empty() {
        Judged::NotTestable(format!("{told}; the log never records the {}", unlogged.join(" nor the ")))
    } else {
        Judged::Fail(format!("{told}; no {} within {} min", undone.join(" and no "), limit.num_minutes()))
    }
}
