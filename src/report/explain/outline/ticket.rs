//! Tickets, findings and events.

use super::{Block, Part, case, next, stamp};
use crate::model::Answer;
use crate::report::dress::spoken;
use crate::report::explain::{CaseExplained, Explanation, TicketExplained};

/// A ticket: what it asks, its first contact, its changes.
pub(super) fn ticket(explanation: &Explanation) -> Vec<Part> {
    let Some(ticket) = &explanation.ticket else { return Vec::new() };
    let request = if ticket.identity_request { "an identity request" } else { "no identity request" };
    let group = ticket.group.as_ref().map(|group| format!(", {group}")).unwrap_or_default();
    let head = Part::new(format!("{} · {}", ticket.number, ticket.title))
        .fact("asks for", format!("{}, {request}", ticket.topic))
        .fact("opened", ticket.opened_at.map(stamp).unwrap_or_default())
        .fact("solved", ticket.resolved_at.map(stamp).unwrap_or_default())
        .fact("state", ticket.state.to_string())
        .fact("requester", &ticket.requester)
        .fact("about", &ticket.subject)
        .fact("agent", format!("{}{group}", ticket.agent))
        .with(Block::Record(ticket.record.clone()));
    let mut parts = vec![head];
    parts.extend(first_contact(ticket));
    parts.extend(changes("Its changes", &explanation.changes));
    parts
}

fn first_contact(ticket: &TicketExplained) -> Option<Part> {
    let outcome = ticket.first_contact?;
    let mut part = Part::new(format!("First contact: {outcome}"));
    if ticket.reasons.is_empty() {
        part = part.say("Nothing speaks against it.");
    }
    for reason in &ticket.reasons {
        // The ticket's own record stands above.
        let others = reason.records.iter().filter(|record| record.place() != ticket.record.place());
        part =
            part.with(Block::Item(reason_said(&reason.said), others.cloned().map(Block::Record).collect()));
    }
    let safe = ticket.safe.map(|safe| match safe {
        true => "every change of it is proven",
        false => "a change of it is not proven",
    });
    let counted = |wanted: Answer| {
        let said = ticket.definitions.iter().filter(|(_, answer)| *answer == wanted);
        let names: Vec<String> =
            said.map(|(definition, _)| spoken(definition.as_str().trim_start_matches("fcr_"))).collect();
        names.join(", ")
    };
    Some(
        part.fact("cause", ticket.cause.map(|cause| spoken(cause.as_str())).unwrap_or_default())
            .fact("safe", safe.unwrap_or_default())
            .fact("first contact by", counted(Answer::Yes))
            .fact("not by", counted(Answer::No)),
    )
}

/// `no_response: …` is `no response: …`; what follows is told as it was written.
fn reason_said(said: &str) -> String {
    said.split_once(": ")
        .map_or_else(|| said.to_owned(), |(reason, words)| format!("{}: {words}", spoken(reason)))
}

/// A finding: the test, the item, the records.
pub(super) fn finding(explanation: &Explanation) -> Vec<Part> {
    let Some(finding) = &explanation.finding else { return Vec::new() };
    let ids: Vec<String> = finding.evidence_for.iter().map(|(of, id)| format!("{of} {id}")).collect();
    let head = Part::new(format!("{} · {} on {}", explanation.id, finding.test, finding.item))
        .with(Block::Outcome(finding.outcome, finding.reason.clone()));
    let test = Part::new(format!("The test: {} ({})", finding.title, finding.severity))
        .say(&finding.question)
        .aside(&finding.criterion)
        .fact("for", ids.join("; "));
    let mut parts = vec![head, test, case::records("Records it rests on", &finding.records)];
    parts.extend(changes("The change", &explanation.changes));
    if let (Some(number), Some(last)) = (finding.item.strip_prefix("ticket:"), parts.last_mut()) {
        last.blocks.push(next(number));
    }
    parts
}

/// A record of a log, and the changes that it is part of.
pub(super) fn event(explanation: &Explanation) -> Vec<Part> {
    let Some(event) = &explanation.event else { return Vec::new() };
    let head = Part::new(format!("{} · a record of {}", explanation.id, event.source))
        .fact("by", &event.actor)
        .fact("on", &event.subject)
        .fact("address", event.ip.clone().unwrap_or_default())
        .with(Block::Record(event.record.clone()))
        .all(
            event
                .evidence
                .iter()
                .map(|(piece, change)| Block::Fact("evidence", format!("{piece} for {change}"))),
        );
    let mut parts = vec![head];
    if explanation.changes.is_empty() {
        parts.push(Part::new("It is part of no change"));
    }
    parts.extend(explanation.changes.iter().flat_map(case::whole));
    parts
}

fn changes(title: &str, cases: &[CaseExplained]) -> Option<Part> {
    let first = cases.first()?;
    let item = |case: &CaseExplained| {
        let brief = &case.brief;
        let mut under = vec![Block::Verdict(brief.verdict, brief.reason.clone())];
        under.extend(case.flips.first().map(|flip| Block::Aside(flip.said.clone())));
        Block::Item(format!("{}, {}", case::title(case), stamp(brief.at)), under)
    };
    Some(Part::new(title).all(cases.iter().map(item)).with(next(&first.brief.change)))
}
