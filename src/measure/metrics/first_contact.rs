//! Figures about tickets: first contact, by groups, with reasons and causes.

use std::collections::BTreeMap;

use super::MetricsInput;
use super::figure::{Name, Population, count, counted, guarded, share, shown};
use crate::model::{ContactOutcome, ContactReason, Definition, Dimension, Metric, Ticket, TicketResult};

/// A ticket with what is said of it.
type Told<'a> = (&'a Ticket, &'a TicketResult);

/// All figures about tickets.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.push(without_change(input));
    let name =
        named(input, "first_contact.rate", "First contact").found_by("first_contact", ContactOutcome::Yes);
    metrics.push(rate(&input.tickets(COUNTED), name, told(input)));
    metrics.push(matured(input));
    for (dimension, called, column) in DIMENSIONS {
        metrics.extend(rates_by(input, dimension, called, column));
    }
    metrics.extend(rates_by_first(input, Dimension::Group, "group", "taken_by_group"));
    metrics.extend(rates_by_first(input, Dimension::Agent, "agent", "taken_by_pseudonym"));
    metrics.extend(reasons(input));
    metrics.push(safe(input));
    metrics
}

fn told<'a>(input: &MetricsInput<'a>) -> impl Iterator<Item = Told<'a>> {
    input.tickets.iter().zip(input.ticket_results)
}

fn id<'a>((ticket, _): Told<'a>) -> &'a str {
    &ticket.number
}

fn counts(result: &TicketResult) -> bool {
    result.outcome != ContactOutcome::Excluded
}

fn totals(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.tickets("all tickets");
    let total = Name::new("tickets.total", "Tickets", "all tickets in the exports");
    let identity = Name::new(
        "tickets.identity_requests",
        "Tickets that ask for an identity change",
        "tickets whose words ask for an identity change",
    )
    .found_by("identity_request", "yes");
    let asks = told(input).map(|told| (id(told), told.1.identity_request));
    vec![count(&all, total, told(input).map(id)), share(&all, identity, asks, Vec::new())]
}

/// Tickets closed as solved whose change is not in the log.
fn without_change(input: &MetricsInput<'_>) -> Metric {
    let asked = || told(input).filter(|(_, result)| result.identity_request);
    let confirmed = |told: Told<'_>| told.1.answers.counts(Definition::IdentityConfirmed);
    let lacks = |told: Told<'_>| told.1.reasons.contains(&ContactReason::NoRemediation);
    let unknown = asked().filter(|told| confirmed(*told).is_none()).count() as u64;
    let open = asked().filter(|told| confirmed(*told) == Some(false) && !lacks(*told)).count() as u64;
    let items = asked()
        .filter(|told| confirmed(*told) == Some(true) || lacks(*told))
        .map(|told| (id(told), lacks(told)));
    let name = Name::new(
        "tickets.without_change",
        "Solved identity requests without a change in the log",
        "solved identity requests of which the log shows no change",
    );
    let excluded =
        vec![("not solved or not counted".to_owned(), open), ("the log cannot tell".to_owned(), unknown)];
    share(&input.tickets("the solved identity requests of which the log can tell"), name, items, excluded)
}

/// What counts for first contact.
const COUNTED: &str = "the tickets that are not open, cancelled or doubles";

/// A first-contact rate with everything it leaves out.
fn rate<'a>(of: &Population<'_>, name: Name, tickets: impl Iterator<Item = Told<'a>>) -> Metric {
    let mut excluded: BTreeMap<String, u64> = BTreeMap::new();
    let mut counted = Vec::new();
    for told in tickets {
        if counts(told.1) {
            counted.push((id(told), told.1.outcome == ContactOutcome::Yes));
        } else {
            let reason = told.1.reason.map_or("excluded", ContactReason::as_str);
            *excluded.entry(reason.to_owned()).or_default() += 1;
        }
    }
    share(of, name, counted, excluded.into_iter().collect())
}

/// First contact under an id.
fn named(input: &MetricsInput<'_>, id: impl Into<String>, title: impl Into<String>) -> Name {
    let days = input.contact.repeat_window().num_days();
    Name::new(
        id,
        title,
        format!(
            "tickets solved in the initial interaction (no escalation, reassignment, further exchange or reopening, \
             no return of the person for the same topic within {days} days, and for an identity request the change \
             in the log)"
        ),
    )
}

fn rates_by(
    input: &MetricsInput<'_>,
    dimension: Dimension,
    called: &str,
    column: Option<&'static str>,
) -> Vec<Metric> {
    let groups = input.breakdown.of(dimension);
    groups
        .filter_map(|group| Some((group, group.tickets.as_ref()?)))
        .map(|(group, figures)| {
            let id = format!("first_contact.by_{dimension}.{}", group.slug);
            let mut name = named(
                input,
                id,
                format!("First contact, {called} {}", shown(input, group, figures.first_contact.of)),
            );
            if let Some(column) = column {
                name = name.found_by(column, &group.name).found_by("first_contact", ContactOutcome::Yes);
            }
            let all = input.tickets(format!("{COUNTED}, in this {called}")).in_group(dimension, &group.name);
            let (found, ids) = (figures.first_contact, figures.first_contact_ids.clone());
            guarded(input.policy, counted(&all, name, (found.hits, found.of), figures.excluded.clone(), ids))
        })
        .collect()
}

/// The same by who took the tickets first, whoever has them last.
fn rates_by_first(
    input: &MetricsInput<'_>,
    dimension: Dimension,
    called: &str,
    column: &'static str,
) -> Vec<Metric> {
    let groups = input.breakdown.of(dimension);
    groups
        .filter_map(|group| Some((group, group.taken.as_ref()?)))
        .map(|(group, taken)| {
            let id = format!("first_contact.by_first_{dimension}.{}", group.slug);
            let cases = taken.first_contact.of;
            let title = format!("First contact, taken first by {called} {}", shown(input, group, cases));
            let all = input.tickets(format!("{COUNTED}, and that this {called} took first"));
            let name = named(input, id, title)
                .found_by(column, &group.name)
                .found_by("first_contact", ContactOutcome::Yes);
            let parts = (taken.first_contact.hits, cases);
            let share = counted(&all, name, parts, Vec::new(), taken.ids.clone());
            guarded(input.policy, share)
        })
        .collect()
}

/// The rate over tickets old enough for a return to show. Near the end of an export only failures are told early,
/// which pulls the plain rate down.
fn matured(input: &MetricsInput<'_>) -> Metric {
    let maturity = input.maturity();
    let is_old = |(ticket, _): &Told<'_>| maturity.is_reached(ticket);
    let young = told(input).filter(|told| counts(told.1) && !is_old(told)).count() as u64;
    let mut metric = rate(
        &input.tickets(format!("{COUNTED} and were solved at least the window before their export ends")),
        named(input, "first_contact.rate_matured", "First contact, tickets old enough to tell"),
        told(input).filter(|told| !counts(told.1) || is_old(told)),
    );
    if young > 0 {
        metric.excluded.push(("solved too late in the export".to_owned(), young));
    }
    metric
}

/// What tickets are grouped by, how titles call it, and the column of the table of tickets that tells the group by its
/// name.
const DIMENSIONS: [(Dimension, &str, Option<&str>); 7] = [
    (Dimension::Group, "group", Some("group")),
    (Dimension::Channel, "channel", Some("channel")),
    (Dimension::Topic, "topic", Some("topic")),
    (Dimension::Source, "source", Some("source")),
    (Dimension::Agent, "agent", Some("agent_pseudonym")),
    (Dimension::Week, "week of opening", None),
    (Dimension::Category, "category", Some("category")),
];

fn reasons(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.tickets("all tickets");
    ContactReason::ALL
        .iter()
        .map(|reason| {
            let name = Name::new(
                format!("first_contact.reason.{reason}"),
                format!("Main reason {reason}"),
                format!("tickets whose main reason not to be first contact is `{reason}`"),
            )
            .found_by("first_contact_reason", reason);
            share(&all, name, told(input).map(|told| (id(told), told.1.reason == Some(*reason))), Vec::new())
        })
        .collect()
}

fn safe(input: &MetricsInput<'_>) -> Metric {
    let with_changes = || told(input).filter(|(_, result)| !result.changes.is_empty());
    let is_untold = |result: &TicketResult| result.outcome == ContactOutcome::Yes && result.safe.is_none();
    let out = with_changes().filter(|(_, result)| !counts(result)).count() as u64;
    let untold = with_changes().filter(|(_, result)| is_untold(result)).count() as u64;
    let items = with_changes()
        .filter(|(_, result)| counts(result) && !is_untold(result))
        .map(|told| (id(told), told.1.safe == Some(true)));
    let name = Name::new(
        "first_contact.safe_rate",
        "Safe first contact",
        "tickets solved at first contact whose every change is proven",
    );
    let excluded =
        vec![("excluded from first contact".to_owned(), out), ("a change cannot be told".to_owned(), untold)];
    share(&input.tickets(format!("{COUNTED} and have changes that can be told")), name, items, excluded)
}
