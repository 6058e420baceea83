//! CT-34 and CT-35: what was counted as solved, and what was disputed or suspicious.

use std::collections::BTreeMap;

use super::Run;
use super::index::{hours, stamp};
use super::sheet::{Judged, Sheet};
use crate::mapping::phrases::Phrases;
use crate::model::{
    AccountIx, Answer, Case, ContactOutcome, ContactReason, Definition, EntryKind, TestOutcome, Ticket,
    TicketResult,
};

/// CT-34: what the desk's formulas count as first contact was one.
pub(super) fn counted_as_resolved(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let Ok(confirmation) = Phrases::new(&[run.definition.words("confirmation_words")], &[]) else {
        return sheet.untested("its words do not compile".to_owned());
    };
    for (_, ticket, result) in run.index.tickets() {
        let counted: Vec<&str> = counting(result).collect();
        let is_gone = result
            .reason
            .is_some_and(|reason| matches!(reason, ContactReason::Cancelled | ContactReason::Duplicate));
        if !counted.is_empty() && !is_gone {
            let judged = was_resolved(ticket, result, &counted.join(", "), &confirmation);
            sheet.ticket(ticket, judged, &[]);
        }
    }
}

/// The definitions by which a desk would count the ticket as solved at first contact.
fn counting(result: &TicketResult) -> impl Iterator<Item = &'static str> + '_ {
    [Definition::OneTouch, Definition::NoReassignment, Definition::NoReopen]
        .into_iter()
        .filter(|definition| result.answers.of(*definition) == Answer::Yes)
        .map(Definition::as_str)
}

fn was_resolved(ticket: &Ticket, result: &TicketResult, counted: &str, confirmation: &Phrases) -> Judged {
    let seen = result.seen.first().map_or("", String::as_str);
    match result.outcome {
        ContactOutcome::No => return Judged::Fail(format!("counted by {counted}; {seen}")),
        ContactOutcome::Excluded => return Judged::NotTestable(format!("counted by {counted}; {seen}")),
        ContactOutcome::Yes => {}
    }
    let is_told =
        ticket.has_history || (ticket.reassignment_count.is_some() && ticket.reopen_count.is_some());
    if !is_told {
        return Judged::NotTestable(format!("counted by {counted}; {seen}"));
    }
    if result.answers.of(Definition::IdentityConfirmed) == Answer::Yes {
        return Judged::Pass(format!("counted by {counted}; one contact, and the log holds the change"));
    }
    let mut texts =
        ticket.journal.iter().map(|entry| entry.text.as_str()).chain(ticket.close_notes.as_deref());
    if texts.any(|text| confirmation.has(0, text)) {
        return Judged::Pass(format!("counted by {counted}; one contact, and the ticket says that it works"));
    }
    Judged::NotTestable(format!("counted by {counted}; nothing shows that the problem was solved"))
}

/// CT-35: what was disputed or suspicious has an incident.
pub(super) fn without_incident(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let words = [run.definition.words("dispute_words"), run.definition.words("incident_words")];
    let Ok(phrases) = Phrases::new(&words, &[]) else {
        return sheet.untested("its words do not compile".to_owned());
    };
    let suspicious = suspicious(run, &phrases);
    let incidents = Incidents::of(run, &phrases);
    for case in run.index.desk() {
        if let Some(why) = suspicious.get(case.change.id.0.as_str()) {
            sheet.change(&case.change, has_incident(run, case, &why.join("; "), &incidents), &[]);
        }
    }
}

/// Changes that an indicator test fails, or that their person disputes on the ticket, with why.
fn suspicious<'a>(run: Run<'a>, phrases: &Phrases) -> BTreeMap<&'a str, Vec<String>> {
    let ids: BTreeMap<&str, &'a str> =
        run.input.cases.iter().map(|case| (case.change.id.0.as_str(), case.change.id.0.as_str())).collect();
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for id in ["CT-24", "CT-25", "CT-26", "CT-27"] {
        let result = run.earlier.iter().find(|result| result.test.0 == id);
        let findings = result.map_or(&[][..], |result| &result.findings).iter();
        for finding in findings.filter(|finding| finding.outcome == TestOutcome::Fail) {
            if let Some(change) = ids.get(finding.item.as_str()) {
                found.entry(change).or_default().push(format!("{id}: {}", finding.reason));
            }
        }
    }
    for case in run.index.desk() {
        if let Some(ticket) = run.index.ticket(case)
            && let Some(words) = dispute(run, case, ticket, phrases)
        {
            found.entry(&case.change.id.0).or_default().push(words);
        }
    }
    found
}

/// What the person wrote against the change, after it.
fn dispute(run: Run<'_>, case: &Case, ticket: &Ticket, phrases: &Phrases) -> Option<String> {
    let subject = run.index.person(case.change.subject?);
    ticket.journal.iter().filter(|entry| entry.kind == EntryKind::Comment).find_map(|entry| {
        let at = entry.at.filter(|at| *at >= case.change.at)?;
        let hit = phrases.hits(&entry.text).find(|hit| hit.list == 0)?;
        let is_theirs = run.index.who(&ticket.source, &entry.author) == Some(subject);
        is_theirs.then(|| format!("the person wrote `{}` {}", &entry.text[hit.from..hit.to], stamp(at)))
    })
}

/// Security incidents by the person that they are about.
struct Incidents<'a> {
    by_person: BTreeMap<AccountIx, Vec<&'a Ticket>>,
    any: bool,
}

impl<'a> Incidents<'a> {
    fn of(run: Run<'a>, phrases: &Phrases) -> Self {
        let mut by_person: BTreeMap<AccountIx, Vec<&Ticket>> = BTreeMap::new();
        let mut any = false;
        for ticket in run.input.tickets {
            let texts = [Some(ticket.title.as_str()), ticket.category.as_deref()];
            if !texts.into_iter().flatten().any(|text| phrases.has(1, text)) {
                continue;
            }
            any = true;
            let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
            if let Some(person) = run.index.who(&ticket.source, party) {
                by_person.entry(person).or_default().push(ticket);
            }
        }
        for tickets in by_person.values_mut() {
            tickets.sort_by(|a, b| (a.opened_at, &a.number).cmp(&(b.opened_at, &b.number)));
        }
        Self { by_person, any }
    }
}

fn has_incident(run: Run<'_>, case: &Case, why: &str, incidents: &Incidents<'_>) -> Judged {
    let at = case.change.at;
    let until = at.checked_add_signed(hours(run.definition.number("incident_hours"))).unwrap_or(at);
    let Some(subject) = case.change.subject else {
        return Judged::NotTestable(format!("{why}; the account could not be told"));
    };
    let incident = incidents.by_person.get(&run.index.person(subject)).and_then(|tickets| {
        tickets.iter().find(|ticket| ticket.opened_at.is_some_and(|opened| at <= opened && opened <= until))
    });
    match incident {
        Some(ticket) if ticket.close_notes.is_some() || !ticket.journal.is_empty() => {
            Judged::Pass(format!("{why}; incident {}", ticket.number))
        }
        Some(ticket) if ticket.has_journal && ticket.resolved_at.is_some() => {
            Judged::Fail(format!("{why}; incident {} was closed without a word", ticket.number))
        }
        Some(ticket) => {
            Judged::NotTestable(format!("{why}; incident {}, its analysis is not exported", ticket.number))
        }
        None if !incidents.any => {
            Judged::NotTestable(format!("{why}; no security incident is among the tickets"))
        }
        None if run.index.tickets_cover(at) && run.index.tickets_cover(until) => {
            Judged::Fail(format!("{why}; no security incident about the person until {}", stamp(until)))
        }
        None => Judged::NotTestable(format!("{why}; tickets do not cover the time until {}", stamp(until))),
    }
}
