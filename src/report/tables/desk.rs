//! Tickets and what is said of them.

use crate::model::{Definition, Ticket, TicketResult};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `tickets.csv`: one row a ticket.
pub(super) fn tickets(lookup: &Lookup<'_>) -> Table {
    let rows = joined(lookup);
    TableBuilder::new("tickets", &rows)
        .text("ticket", |(ticket, _)| &ticket.number)
        .text("source", |(ticket, _)| &ticket.source)
        .text("source_file", |(ticket, _)| lookup.file(ticket.origin.file))
        .count("source_record", |(ticket, _)| Some(ticket.origin.record))
        .time("opened_at", |(ticket, _)| ticket.opened_at)
        .time("resolved_at", |(ticket, _)| ticket.resolved_at)
        .text("requester", |(ticket, _)| lookup.party(&ticket.source, &ticket.requester))
        .text("subject", |(_, result)| &result.subject_label)
        .text("agent", |(ticket, _)| lookup.party(&ticket.source, &ticket.agent))
        .maybe("group", |(ticket, _)| ticket.group.as_deref())
        .maybe("channel", |(ticket, _)| ticket.channel.as_deref())
        .text("topic", |(_, result)| &result.topic)
        .flag("identity_request", |(_, result)| Some(result.identity_request))
        .text("first_contact", |(_, result)| result.outcome.as_str())
        .maybe("first_contact_reason", |(_, result)| result.reason.map(|reason| reason.as_str()))
        .flag("safe_first_contact", |(_, result)| result.safe)
        .flag("fcr_closed", |(_, result)| result.answers.counts(Definition::Closed))
        .flag("fcr_one_touch", |(_, result)| result.answers.counts(Definition::OneTouch))
        .flag("fcr_no_reassignment", |(_, result)| result.answers.counts(Definition::NoReassignment))
        .flag("fcr_no_reopen", |(_, result)| result.answers.counts(Definition::NoReopen))
        .flag("fcr_identity_confirmed", |(_, result)| result.answers.counts(Definition::IdentityConfirmed))
        .text("changes", |(_, result)| list(result.changes.iter().map(|change| &change.0)))
        // Beyond the promised columns.
        .count("source_line", |(ticket, _)| Some(ticket.origin.line))
        .text("first_contact_reasons", |(_, result)| {
            list(result.reasons.iter().map(|reason| reason.as_str()))
        })
        .text("first_contact_seen", |(_, result)| list(&result.seen))
        .maybe("failure_cause", |(_, result)| result.cause().map(|cause| cause.as_str()))
        .text("title", |(ticket, _)| &ticket.title)
        .text("state", |(ticket, _)| ticket.state.as_str())
        .maybe("category", |(ticket, _)| ticket.category.as_deref())
        .time("closed_at", |(ticket, _)| ticket.closed_at)
        .text("failure_causes", |(_, result)| causes(result))
        .maybe("failure_cause_basis", |(_, result)| Some(result.causes.first()?.basis.to_string()))
        .text("failure_causes_seen", |(_, result)| {
            list(result.causes.iter().map(|one| {
                format!("{} ({}, {}): {}", one.cause, one.basis, lookup.place(one.read_in), one.seen)
            }))
        })
        .text("first_contact_seen_at", |(_, result)| list(result.seen_at.iter().map(|at| lookup.place(*at))))
        .count("handoffs", |(_, result)| result.handoffs.map(|handoffs| handoffs.count().into()))
        .count("handoffs_back", |(_, result)| result.handoffs.map(|handoffs| handoffs.returns.into()))
        .text("costs", |(_, result)| list(result.costs.iter().map(|cost| cost.sort.as_str())))
        .text("costs_seen", |(_, result)| {
            list(
                result
                    .costs
                    .iter()
                    .map(|cost| format!("{} ({}): {}", cost.sort, lookup.place(cost.read_in), cost.seen)),
            )
        })
        .text("costs_not_known", |(_, result)| list(result.untold_costs.iter().map(|sort| sort.as_str())))
        .text("agent_pseudonym", |(_, result)| {
            lookup.report.agents.of_ticket(result.ticket.0 as usize).to_owned()
        })
        .maybe("taken_by_group", |(_, result)| {
            lookup.report.agents.taking_group(result.ticket.0 as usize).map(str::to_owned)
        })
        .text("taken_by_pseudonym", |(_, result)| {
            lookup.report.agents.taker(result.ticket.0 as usize).to_owned()
        })
        .build()
}

/// Results with their tickets; a result whose ticket is unknown is left out.
pub(crate) fn joined<'a>(lookup: &Lookup<'a>) -> Vec<(&'a Ticket, &'a TicketResult)> {
    let pair = |result: &'a TicketResult| Some((lookup.ticket(result.ticket)?, result));
    lookup.report.ticket_results.iter().filter_map(pair).collect()
}

/// All causes of a failed first contact, each once, main one first.
fn causes(result: &TicketResult) -> String {
    let mut words: Vec<&str> = Vec::new();
    for cause in result.causes.iter().map(|one| one.cause.as_str()) {
        if !words.contains(&cause) {
            words.push(cause);
        }
    }
    list(words)
}
