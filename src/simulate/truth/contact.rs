//! Whether a planted ticket was resolved at first contact.

use std::collections::BTreeMap;

use super::super::calendar::{Calendar, DAY, MINUTE, Millis};
use super::super::desk::{Incident, State};
use super::super::lore::Lore;
use super::super::organisation::AccountNo;
use super::ChangeTruth;
use crate::model::{ContactOutcome, ContactReason};

/// What is true of one ticket.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct ContactTruth {
    pub(in crate::simulate) outcome: ContactOutcome,
    pub(in crate::simulate) reason: Option<ContactReason>,
    pub(in crate::simulate) identity: bool,
    pub(in crate::simulate) kind: String,
    pub(in crate::simulate) changes: Vec<String>,
}

/// The truth of every ticket, in the order of the tickets (DESIGN section 3.4). A ticket whose window for a
/// repeated contact runs beyond what the export shows is left out as open, unless something else already decided.
pub(in crate::simulate) fn outcomes(
    incidents: &[Incident],
    changes: &[ChangeTruth],
    lore: &Lore,
    calendar: &Calendar,
) -> Vec<ContactTruth> {
    let mut by_ticket: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for change in changes.iter().filter(|change| !change.ticket.is_empty()) {
        // A change that may belong to several tickets is something done on each of them.
        for ticket in change.also_possible.iter().chain([&change.ticket]) {
            by_ticket.entry(ticket).or_default().push(change.plan.native_ids[0].clone());
        }
    }
    let mut contacts: BTreeMap<(AccountNo, &str), Vec<Millis>> = BTreeMap::new();
    for incident in incidents {
        contacts
            .entry((incident.subject, &lore.topics[&incident.topic].kind))
            .or_default()
            .push(incident.opened);
    }
    let touched = incidents.iter().map(|incident| incident.touched_by(calendar.tickets_end));
    let shown_until = touched.max().unwrap_or(calendar.tickets_end);
    let window = lore.rules.repeat_contact_days * DAY;
    let one = |incident: &Incident| {
        let topic = &lore.topics[&incident.topic];
        let changes = by_ticket.get(incident.number.as_str()).cloned().unwrap_or_default();
        let same = &contacts[&(incident.subject, topic.kind.as_str())];
        let resolved = incident.resolved.unwrap_or(incident.opened);
        let earliest = incident.opened + lore.rules.double_submission_minutes * MINUTE;
        let repeated = same.iter().any(|at| *at > earliest && *at <= resolved + window);
        let reason = reason(incident, topic.identity && changes.is_empty(), repeated)
            .or((resolved + window > shown_until).then_some(ContactReason::Open));
        let outcome = match reason {
            None => ContactOutcome::Yes,
            Some(ContactReason::Open | ContactReason::Cancelled | ContactReason::Duplicate) => {
                ContactOutcome::Excluded
            }
            Some(_) => ContactOutcome::No,
        };
        ContactTruth { outcome, reason, identity: topic.identity, kind: topic.kind.clone(), changes }
    };
    incidents.iter().map(one).collect()
}

/// The main reason. First what shows that nothing was solved, then that it came back, then that it was
/// passed on, then that it took longer: the order of the first contact policy.
fn reason(incident: &Incident, nothing_changed: bool, repeated: bool) -> Option<ContactReason> {
    let has = |reason| incident.obstacles.contains(&reason).then_some(reason);
    has(ContactReason::Duplicate)
        .or(has(ContactReason::Cancelled))
        .or((incident.state < State::Resolved).then_some(ContactReason::Open))
        .or(has(ContactReason::NoResponse))
        .or(nothing_changed.then_some(ContactReason::NoRemediation))
        .or(has(ContactReason::Reopened))
        .or(repeated.then_some(ContactReason::RepeatContact))
        .or(has(ContactReason::Escalated))
        .or(has(ContactReason::Reassigned))
        .or(has(ContactReason::FollowUp))
}
