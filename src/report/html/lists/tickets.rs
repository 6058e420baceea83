//! The list of tickets.

use std::collections::BTreeMap;

use super::{LONGEST, LONGEST_NAME, List, PlainRow, caption, not_held};
use crate::model::{Answer, AttributeState, ContactOutcome, Definition, NhiRequest, Ticket, TicketResult};
use crate::report::dates::{second, week};
use crate::report::dress::spoken;
use crate::report::html::cells::Cell;
use crate::report::html::column;
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::tables::joined;

/// Tickets that stand in the plain HTML.
const PLAIN: usize = 50;

type Row<'a> = (&'a Ticket, &'a TicketResult);

/// The tickets that the page holds, in the order of their numbers: where they are too many, those with changes
/// come first, then identity requests, then what was not resolved at first contact, then the others.
fn held<'a>(rows: &[Row<'a>], most: usize) -> Vec<Row<'a>> {
    let weight = |(_, result): &Row<'_>| match result {
        _ if !result.changes.is_empty() => 0,
        _ if result.identity_request => 1,
        _ if result.outcome == ContactOutcome::No => 2,
        _ => 3,
    };
    let mut places: Vec<usize> = (0..rows.len()).collect();
    if rows.len() > most {
        places.sort_by_key(|at| weight(&rows[*at]));
        places.truncate(most);
        places.sort_unstable();
    }
    places.into_iter().map(|at| rows[at]).collect()
}

/// The tickets; `most` of them at most.
pub(super) fn tickets(lookup: &Lookup<'_>, most: usize) -> List {
    let all = joined(lookup);
    let rows = held(&all, most);
    let left = all.len() - rows.len();
    let nhi: BTreeMap<u32, &NhiRequest> =
        lookup.report.nhi_requests.iter().map(|request| (request.ticket.0, request)).collect();
    let nhi = &nhi;
    let of_nhi = |wanted: AttributeState| {
        move |(_, result): &Row<'_>| {
            let request = nhi.get(&result.ticket.0).into_iter();
            let having = request.flat_map(|request| &request.attributes).filter(|one| one.state == wanted);
            having.map(|one| one.attribute.as_str()).collect::<Vec<_>>().join(";")
        }
    };
    let answered = |wanted: Answer| {
        move |(_, result): &Row<'_>| {
            let saying = Definition::ALL.iter().filter(|one| result.answers.of(**one) == wanted);
            saying.map(|one| one.as_str()).collect::<Vec<_>>().join(";")
        }
    };
    let reason = |(_, result): &Row<'_>| result.reason.map_or("", |reason| reason.as_str()).to_owned();
    let is_safe =
        |(_, result): &Row<'_>| result.safe.map_or("", |is| if is { "yes" } else { "no" }).to_owned();
    let cause = |(_, result): &Row<'_>| result.cause().map_or("", |cause| cause.as_str()).to_owned();
    let identity = |(_, result): &Row<'_>| if result.identity_request { "yes" } else { "no" }.to_owned();
    let linked = |(_, result): &Row<'_>| {
        result.changes.iter().map(|change| change.0.as_str()).collect::<Vec<_>>().join(" ")
    };
    let columns = vec![
        column::ids("ticket", "Ticket", &rows, |(ticket, _)| ticket.number.clone()),
        column::times("opened", "Opened", &rows, |(ticket, _)| ticket.opened_at).named("opened_at"),
        column::names("group", "Group", &rows, |(ticket, _)| ticket.group.clone().unwrap_or_default())
            .facet(),
        column::names("channel", "Channel", &rows, |(ticket, _)| ticket.channel.clone().unwrap_or_default())
            .facet(),
        column::words("topic", "Topic", &rows, |(_, result)| result.topic.clone()).facet(),
        column::accounts("agent", "Agent", &rows, |(ticket, _)| {
            lookup.party(&ticket.source, &ticket.agent).to_owned()
        }),
        column::words("identity", "Identity request", &rows, identity)
            .named("identity_request")
            .facet()
            .inside(),
        column::words("first", "First contact", &rows, |(_, result)| result.outcome.to_string())
            .named("first_contact")
            .facet(),
        column::words("reason", "Reason", &rows, reason).named("first_contact_reason").facet(),
        column::words("safe", "Safe", &rows, is_safe).named("safe_first_contact").facet(),
        column::texts("seen", "Read from", &rows, |(_, result)| result.seen.join("; "))
            .named("first_contact_seen")
            .under(),
        column::places("record", "Record", &rows, |(ticket, _)| lookup.place(ticket.origin)).under(),
        column::reference("changes", "Changes", &rows, linked),
        column::listed("reasons", "All reasons", &rows, |(_, result)| {
            result.reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(";")
        })
        .named("first_contact_reasons")
        .inside(),
        column::words("cause", "Cause", &rows, cause).named("failure_cause").facet().inside(),
        column::listed("causes", "All causes", &rows, |(_, result)| {
            result.causes.iter().map(|one| one.cause.as_str()).collect::<Vec<_>>().join(";")
        })
        .named("failure_causes")
        .inside(),
        column::codes("handoffs", "Hand-offs", &rows, |(_, result)| {
            result.handoffs.map(|handoffs| handoffs.count().to_string()).unwrap_or_default()
        })
        .inside(),
        column::listed("costs", "Cost in control", &rows, |(_, result)| {
            result.costs.iter().map(|cost| cost.sort.as_str()).collect::<Vec<_>>().join(";")
        })
        .inside(),
        column::listed("nhi_yes", "Non-human identity: yes", &rows, of_nhi(AttributeState::Yes)).inside(),
        column::listed("nhi_no", "Non-human identity: no", &rows, of_nhi(AttributeState::No)).inside(),
        column::listed("counted_by", "First contact by", &rows, answered(Answer::Yes)).inside(),
        column::listed("not_counted_by", "No first contact by", &rows, answered(Answer::No)).inside(),
        column::listed("counted_in", "Counted in", &rows, |(_, result)| {
            // Results stand in the order of the tickets.
            let figures = lookup.report.breakdown.counted_in.get(result.ticket.0 as usize);
            figures.into_iter().flatten().map(|figure| figure.as_str()).collect::<Vec<_>>().join(";")
        })
        .inside(),
        column::texts("title", "Title", &rows, |(ticket, _)| ticket.title.clone()).inside(),
        column::names("week", "Week of opening", &rows, |(ticket, _)| {
            ticket.opened_at.map(week).unwrap_or_default()
        })
        .inside(),
        column::names("taken_group", "Taken first by group", &rows, |(_, result)| {
            lookup.report.agents.taking_group(result.ticket.0 as usize).unwrap_or_default().to_owned()
        })
        .named("taken_by_group")
        .inside(),
        column::names("taken_as", "Taken first by, in figures", &rows, |(_, result)| {
            lookup.report.agents.taker(result.ticket.0 as usize).to_owned()
        })
        .named("taken_by_pseudonym")
        .inside(),
        column::names("figures_as", "Agent in figures", &rows, |(_, result)| {
            lookup.report.agents.of_ticket(result.ticket.0 as usize).to_owned()
        })
        .named("agent_pseudonym")
        .inside(),
        column::texts("requester", "Requester", &rows, |(ticket, _)| {
            lookup.party(&ticket.source, &ticket.requester).to_owned()
        })
        .inside(),
    ];
    let first = "those with changes first, then identity requests and what was not solved at first contact";
    let note = not_held(rows.len(), left, "tickets", first);
    let failed: Vec<&Row<'_>> = all.iter().filter(|row| row.1.outcome.as_str() == "no").collect();
    List {
        name: "tickets",
        title: "All tickets",
        caption: caption((PLAIN, failed.len()), "tickets not resolved at first contact", "tickets"),
        note,
        rows: rows.len(),
        all: all.len(),
        sort: "opened",
        columns,
        plain: failed.iter().take(PLAIN).map(|row| plain_ticket(lookup, row, linked(row))).collect(),
    }
}

fn plain_ticket(lookup: &Lookup<'_>, (ticket, result): &Row<'_>, linked: String) -> PlainRow {
    let text = |text: &str| Cell::Text(clipped(text, LONGEST));
    let name = |text: &str| Cell::Name(clipped(text, LONGEST_NAME));
    let cells = vec![
        Cell::Figure(clipped(&ticket.number, LONGEST)),
        Cell::Figure(ticket.opened_at.map(second).unwrap_or_default()),
        name(ticket.group.as_deref().unwrap_or_default()),
        name(ticket.channel.as_deref().unwrap_or_default()),
        name(&result.topic),
        Cell::account(lookup.short(&clipped(lookup.party(&ticket.source, &ticket.agent), LONGEST_NAME))),
        Cell::Word(result.outcome.to_string()),
        Cell::Word(result.reason.map(|reason| spoken(reason.as_str())).unwrap_or_default()),
        Cell::Word(result.safe.map_or("", |is| if is { "yes" } else { "no" }).to_owned()),
        text(&linked),
    ];
    PlainRow {
        cells,
        under: clipped(&result.seen.join("; "), LONGEST),
        place: clipped(&lookup.place(ticket.origin), LONGEST),
    }
}
