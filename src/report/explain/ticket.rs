//! A ticket: what it asks for, its first contact with the records that decide, its changes.

use serde::Serialize;

use super::{Brief, Explaining, Record, records};
use crate::model::{
    Answer, Case, ContactOutcome, Definition, FailureCause, Instant, Origin, TicketIx, TicketResult,
    TicketState,
};

/// A ticket, explained.
#[derive(Debug, Clone, Serialize)]
pub struct TicketExplained {
    /// The number.
    pub number: String,
    /// The source it was read as.
    pub source: String,
    /// Short description.
    pub title: String,
    /// State in our words.
    pub state: TicketState,
    /// Opened.
    pub opened_at: Option<Instant>,
    /// Solved.
    pub resolved_at: Option<Instant>,
    /// Who asked.
    pub requester: String,
    /// Whose account it is about; empty if nobody can be told.
    pub subject: String,
    /// Who has it or had it last.
    pub agent: String,
    /// The team.
    pub group: Option<String>,
    /// How it came in.
    pub channel: Option<String>,
    /// What it asks for.
    pub topic: String,
    /// Whether it asks for an identity change.
    pub identity_request: bool,
    /// Its own record.
    pub record: Record,
    /// Whether it was solved at first contact.
    pub first_contact: Option<ContactOutcome>,
    /// The reasons that hold, main one first, and what is not known.
    pub reasons: Vec<Reason>,
    /// What stood in the way.
    pub cause: Option<FailureCause>,
    /// Whether it was solved at first contact and every change of it is proven.
    pub safe: Option<bool>,
    /// What definitions of first contact say, by their name; without those that speak of other tickets.
    pub definitions: Vec<(Definition, Answer)>,
    /// Its changes.
    pub changes: Vec<Brief>,
}

/// A reason of the outcome of a first contact.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// What was seen, in words.
    pub said: String,
    /// The records that say so.
    pub records: Vec<Record>,
}

pub(super) fn explained(
    explaining: &Explaining<'_>,
    ix: TicketIx,
    cases: &[&Case],
) -> Option<TicketExplained> {
    let lookup = &explaining.lookup;
    let ticket = lookup.ticket(ix)?;
    let result = lookup.report.ticket_results.iter().find(|result| result.ticket == ix);
    let party = |party| lookup.party(&ticket.source, party);
    let reasons = result.map(|result| {
        let origins = result.seen_at.iter().map(Some).chain(std::iter::repeat(None));
        let reason = |(said, origin): (&String, Option<&Origin>)| Reason {
            said: said.clone(),
            records: origin.map(|origin| explaining.record_at(*origin, Some(ticket))).into_iter().collect(),
        };
        result.seen.iter().zip(origins).map(reason).collect()
    });
    Some(TicketExplained {
        number: ticket.number.clone(),
        source: ticket.source.clone(),
        title: ticket.title.clone(),
        state: ticket.state,
        opened_at: ticket.opened_at,
        resolved_at: ticket.resolved_at,
        requester: party(&ticket.requester).to_owned(),
        subject: result.map(|result| result.subject_label.clone()).unwrap_or_default(),
        agent: party(&ticket.agent).to_owned(),
        group: ticket.group.clone(),
        channel: ticket.channel.clone(),
        topic: result.map(|result| result.topic.clone()).unwrap_or_default(),
        identity_request: result.is_some_and(|result| result.identity_request),
        record: records::of_ticket(lookup, "ticket", ticket),
        first_contact: result.map(|result| result.outcome),
        reasons: reasons.unwrap_or_default(),
        cause: result.and_then(TicketResult::cause),
        safe: result.and_then(|result| result.safe),
        definitions: result.map(answers).unwrap_or_default(),
        changes: cases.iter().map(|case| explaining.brief(case)).collect(),
    })
}

/// What the definitions say of a ticket, but for those that speak of other tickets.
fn answers(result: &TicketResult) -> Vec<(Definition, Answer)> {
    let all = Definition::ALL.iter().map(|definition| (*definition, result.answers.of(*definition)));
    all.filter(|(_, answer)| *answer != Answer::Outside).collect()
}
