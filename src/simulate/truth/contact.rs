//! Whether a planted ticket was resolved at first contact.

use std::collections::{BTreeMap, BTreeSet};

use super::super::calendar::{Calendar, DAY, MINUTE, Millis};
use super::super::desk::{Incident, Passed, State};
use super::super::lore::{Lore, Tie};
use super::super::organisation::{AccountNo, Organisation};
use super::ChangeTruth;
use crate::model::{ContactOutcome, ContactReason, Support};

/// What is true of one ticket.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct ContactTruth {
    /// None where nobody could tell from the exports.
    pub(in crate::simulate) outcome: Option<ContactOutcome>,
    /// All that held, the main one first; empty for first contact.
    pub(in crate::simulate) reasons: Vec<ContactReason>,
    pub(in crate::simulate) identity: bool,
    pub(in crate::simulate) kind: String,
    pub(in crate::simulate) changes: Vec<String>,
    pub(in crate::simulate) passed: Passed,
}

/// The order of the first contact policy. First what leaves a ticket out, then what shows that nothing was solved,
/// then that it came back, then that it was passed on, then that it took longer.
const PRECEDENCE: [ContactReason; 11] = [
    ContactReason::Duplicate,
    ContactReason::NoContact,
    ContactReason::Cancelled,
    ContactReason::Open,
    ContactReason::NoResponse,
    ContactReason::NoRemediation,
    ContactReason::Reopened,
    ContactReason::RepeatContact,
    ContactReason::Escalated,
    ContactReason::Reassigned,
    ContactReason::FollowUp,
];

/// The truth of every ticket, in the order of the tickets (DESIGN section 3.4), from what was played.
pub(in crate::simulate) fn outcomes(
    incidents: &[Incident],
    changes: &[ChangeTruth],
    organisation: &Organisation,
    lore: &Lore,
    calendar: &Calendar,
) -> Vec<ContactTruth> {
    let mut by_ticket: BTreeMap<&str, Vec<&ChangeTruth>> = BTreeMap::new();
    for change in changes.iter().filter(|change| !change.ticket.is_empty()) {
        // A change that may belong to several tickets is something done on each of them.
        for ticket in change.also_possible.iter().chain([&change.ticket]) {
            by_ticket.entry(ticket).or_default().push(change);
        }
    }
    let touched = incidents.iter().map(|incident| incident.touched_by(calendar.tickets_end));
    let board = Board {
        lore,
        shown_until: touched.max().unwrap_or(calendar.tickets_end),
        returns: Returns::of(incidents, lore),
    };
    let engineers = organisation.engineering(lore);
    let one = |incident: &Incident| {
        let topic = &lore.topics[&incident.topic];
        let changes = by_ticket.get(incident.number.as_str()).map_or(&[][..], Vec::as_slice);
        let reasons = board.reasons(incident, changes);
        let outcome = match reasons.first() {
            None => ContactOutcome::Yes,
            Some(
                ContactReason::Open
                | ContactReason::Cancelled
                | ContactReason::Duplicate
                | ContactReason::NoContact,
            ) => ContactOutcome::Excluded,
            Some(_) => ContactOutcome::No,
        };
        ContactTruth {
            outcome: (!board.is_untold(incident, changes, outcome)).then_some(outcome),
            reasons,
            identity: topic.identity,
            kind: topic.kind.clone(),
            changes: changes.iter().map(|change| change.plan.native_ids[0].clone()).collect(),
            passed: incident.passed(engineers),
        }
    };
    incidents.iter().map(one).collect()
}

/// What the reasons of one ticket are told from.
struct Board<'a> {
    lore: &'a Lore,
    shown_until: Millis,
    returns: Returns<'a>,
}

impl Board<'_> {
    /// All reasons that hold. A ticket whose window for a repeated contact runs beyond what the export shows is left
    /// out as open, unless something else already decided.
    fn reasons(&self, incident: &Incident, changes: &[&ChangeTruth]) -> Vec<ContactReason> {
        let mut held: BTreeSet<ContactReason> = incident.obstacles.iter().copied().collect();
        // The same sent twice is one request, whether the desk says so or not.
        let double = incident.tie.as_ref().is_some_and(|(_, tie)| *tie == Tie::Double);
        held.extend(double.then_some(ContactReason::Duplicate));
        let solved = incident.state >= State::Resolved && incident.state != State::Cancelled;
        if !solved && incident.state != State::Cancelled {
            held.insert(ContactReason::Open);
        }
        if solved {
            held.extend(self.unsolved(incident, changes).then_some(ContactReason::NoRemediation));
            held.extend(self.returns.to(incident, self.lore));
            held.extend(self.took_another(incident, changes).then_some(ContactReason::FollowUp));
        }
        let resolved = incident.resolved.unwrap_or(incident.opened);
        let window = self.lore.rules.repeat_contact_days * DAY;
        if held.is_empty() && resolved + window > self.shown_until {
            held.insert(ContactReason::Open);
        }
        PRECEDENCE.into_iter().filter(|reason| held.contains(reason)).collect()
    }

    /// Whether an identity request was said to be solved, and nothing was changed for it in its time.
    fn unsolved(&self, incident: &Incident, changes: &[&ChangeTruth]) -> bool {
        let latest =
            incident.resolved.unwrap_or(incident.opened) + self.lore.rules.remedy_after_minutes * MINUTE;
        self.lore.topics[&incident.topic].identity && !changes.iter().any(|change| change.plan.at <= latest)
    }

    /// Whether a call, chat or visit was over before the work was done.
    fn took_another(&self, incident: &Incident, changes: &[&ChangeTruth]) -> bool {
        let over = incident.opened + self.lore.rules.live_contact_minutes * MINUTE;
        let doubt = incident.opened + self.lore.rules.live_doubt_minutes * MINUTE;
        let mut done =
            changes.iter().filter(|change| is_the_desks(change)).map(|change| change.plan.at).peekable();
        let late = match done.peek() {
            Some(_) => done.any(|at| at > over),
            None => incident.resolved.is_some_and(|at| at > doubt),
        };
        is_live(incident) && late
    }

    /// Whether the exports leave it open: changes that may be another ticket's, or a call that was noted as solved
    /// hours later with nothing to tell when the work was done.
    fn is_untold(&self, incident: &Incident, changes: &[&ChangeTruth], outcome: ContactOutcome) -> bool {
        let over = incident.opened + self.lore.rules.live_contact_minutes * MINUTE;
        let late = is_live(incident) && changes.is_empty() && incident.resolved.is_some_and(|at| at > over);
        let may_be_anothers = changes.iter().any(|change| !change.also_possible.is_empty());
        may_be_anothers || (late && outcome == ContactOutcome::Yes)
    }
}

fn is_live(incident: &Incident) -> bool {
    matches!(incident.channel, "phone" | "walk-in" | "chat")
}

/// Whether the desk acted: what the account holder does to complete it needs no desk.
fn is_the_desks(change: &ChangeTruth) -> bool {
    change.plan.support == Support::Yes && change.plan.parent.is_none()
}

/// Whose trouble a ticket is about, and which: the same again is a return.
type Matter<'a> = (AccountNo, &'a str, &'a str);

/// Contacts by person and trouble, and the tickets that were played as returns to another.
struct Returns<'a> {
    contacts: BTreeMap<Matter<'a>, Vec<(Millis, &'a str)>>,
    played: BTreeMap<&'a str, Vec<(Millis, &'a str, Tie)>>,
}

impl<'a> Returns<'a> {
    fn of(incidents: &'a [Incident], lore: &'a Lore) -> Self {
        let mut returns = Self { contacts: BTreeMap::new(), played: BTreeMap::new() };
        for incident in incidents {
            let contact = (incident.opened, incident.number.as_str());
            returns.contacts.entry(matter(incident, lore)).or_default().push(contact);
            if let Some((first, tie)) = &incident.tie {
                returns.played.entry(first).or_default().push((contact.0, contact.1, *tie));
            }
        }
        returns
    }

    /// What a return to this ticket shows.
    fn to(&self, incident: &'a Incident, lore: &'a Lore) -> BTreeSet<ContactReason> {
        let earliest = incident.opened + lore.rules.double_submission_minutes * MINUTE;
        let latest = incident.resolved.unwrap_or(incident.opened) + lore.rules.repeat_contact_days * DAY;
        let in_time = |at: Millis| earliest < at && at <= latest;
        let played = self.played.get(incident.number.as_str()).map_or(&[][..], Vec::as_slice);
        let apart = |number: &str| {
            let own = incident.tie.as_ref().is_some_and(|(first, tie)| *tie == Tie::Apart && first == number);
            own || played.iter().any(|(_, other, tie)| *tie == Tie::Apart && *other == number)
        };
        let mut shown = BTreeSet::new();
        for (.., tie) in played.iter().filter(|(at, ..)| in_time(*at)) {
            shown.extend(match tie {
                Tie::Again => Some(ContactReason::RepeatContact),
                Tie::Refers => Some(ContactReason::Reopened),
                Tie::Loose | Tie::Apart | Tie::Double => None,
            });
        }
        let same = &self.contacts[&matter(incident, lore)];
        if same.iter().any(|(at, number)| in_time(*at) && *number != incident.number && !apart(number)) {
            shown.insert(ContactReason::RepeatContact);
        }
        shown
    }
}

fn matter<'a>(incident: &'a Incident, lore: &'a Lore) -> Matter<'a> {
    (incident.subject, &lore.topics[&incident.topic].kind, &incident.matter)
}
