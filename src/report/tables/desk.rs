//! Tickets and what is said of them.

use crate::model::{Definition, Ticket, TicketResult};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `tickets.csv`: one row a ticket.
pub(super) fn tickets(lookup: &Lookup<'_>) -> Table {
    let rows = joined(lookup);
    TableBuilder::new("tickets", &rows)
        .text("ticket", |(ticket, _)| ticket.number.clone())
        .text("source", |(ticket, _)| ticket.source.clone())
        .text("source_file", |(ticket, _)| lookup.file(ticket.origin.file))
        .count("source_record", |(ticket, _)| Some(ticket.origin.record))
        .time("opened_at", |(ticket, _)| ticket.opened_at)
        .time("resolved_at", |(ticket, _)| ticket.resolved_at)
        .text("requester", |(ticket, _)| lookup.party(&ticket.source, &ticket.requester))
        .text("subject", |(_, result)| result.subject_label.clone())
        .text("agent", |(ticket, _)| lookup.party(&ticket.source, &ticket.agent))
        .maybe("group", |(ticket, _)| ticket.group.clone())
        .maybe("channel", |(ticket, _)| ticket.channel.clone())
        .text("topic", |(_, result)| result.topic.clone())
        .flag("identity_request", |(_, result)| Some(result.identity_request))
        .text("first_contact", |(_, result)| result.outcome.to_string())
        .maybe("first_contact_reason", |(_, result)| result.reason.map(|reason| reason.to_string()))
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
        .maybe("failure_cause", |(_, result)| result.cause.map(|cause| cause.to_string()))
        .text("title", |(ticket, _)| ticket.title.clone())
        .text("state", |(ticket, _)| ticket.state.to_string())
        .maybe("category", |(ticket, _)| ticket.category.clone())
        .time("closed_at", |(ticket, _)| ticket.closed_at)
        .build()
}

/// Results with their tickets; a result whose ticket is unknown is left out.
pub(crate) fn joined<'a>(lookup: &Lookup<'a>) -> Vec<(&'a Ticket, &'a TicketResult)> {
    let pair = |result: &'a TicketResult| Some((lookup.ticket(result.ticket)?, result));
    lookup.report.ticket_results.iter().filter_map(pair).collect()
}
