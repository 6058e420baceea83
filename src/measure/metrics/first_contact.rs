//! Figures about tickets: first contact, the formulas in use, and where they disagree.

use std::collections::BTreeMap;

use super::MetricsInput;
use super::figure::{Name, count, groups, guarded, share, week};
use crate::model::{ClosingFormula, ContactOutcome, ContactReason, Instant, Metric, Ticket, TicketResult};

/// A ticket with what is said of it.
type Told<'a> = (&'a Ticket, &'a TicketResult);

/// All figures about tickets.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.push(without_change(input));
    metrics.push(rate(input, "first_contact.rate", "First contact", told(input), ""));
    metrics.push(matured(input));
    for (dimension, title, of) in DIMENSIONS {
        for (slug, name, tickets) in groups(told(input).map(|told| (of(told), told))) {
            let name = if name.is_empty() { "not known".to_owned() } else { name };
            let id = format!("first_contact.by_{dimension}.{slug}");
            let title = format!("First contact, {title} {name}");
            metrics.push(guarded(input.policy, rate(input, &id, &title, tickets.into_iter(), "")));
        }
    }
    metrics.extend(reasons(input));
    metrics.push(safe(input));
    metrics.extend(formulas(input));
    metrics.extend(disagreements(input));
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

fn formula(result: &TicketResult, wanted: ClosingFormula) -> Option<bool> {
    result.formulas.iter().find(|(formula, _)| *formula == wanted).and_then(|(_, value)| *value)
}

fn totals(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = Name::new("tickets.total", "Tickets", "All tickets in the exports.");
    let identity = Name::new(
        "tickets.identity_requests",
        "Tickets that ask for an identity change",
        "Share of all tickets whose words ask for an identity change.",
    );
    vec![
        count(input.policy, all, told(input).map(id)),
        share(
            input.policy,
            identity,
            told(input).map(|told| (id(told), told.1.identity_request)),
            Vec::new(),
        ),
    ]
}

/// Tickets closed as solved whose change is not in the log.
fn without_change(input: &MetricsInput<'_>) -> Metric {
    let asked = || told(input).filter(|(_, result)| result.identity_request);
    let confirmed = |told: Told<'_>| formula(told.1, ClosingFormula::IdentityConfirmed);
    let lacks = |told: Told<'_>| told.1.reasons.contains(&ContactReason::NoRemediation);
    let unknown = asked().filter(|told| confirmed(*told).is_none()).count() as u64;
    let open = asked().filter(|told| confirmed(*told) == Some(false) && !lacks(*told)).count() as u64;
    let items = asked()
        .filter(|told| confirmed(*told) == Some(true) || lacks(*told))
        .map(|told| (id(told), lacks(told)));
    let name = Name::new(
        "tickets.without_change",
        "Solved identity requests without a change in the log",
        "Share of the solved identity requests for which the log can tell that no such change was made.",
    );
    let excluded =
        vec![("not solved or not counted".to_owned(), open), ("the log cannot tell".to_owned(), unknown)];
    share(input.policy, name, items, excluded)
}

/// A first-contact rate with everything it leaves out.
fn rate<'a>(
    input: &MetricsInput<'_>,
    id_: &str,
    title: &str,
    tickets: impl Iterator<Item = Told<'a>>,
    further: &str,
) -> Metric {
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
    let days = input.contact.repeat_window().num_days();
    let definition = format!(
        "Tickets solved in the initial interaction (no escalation, reassignment, further exchange or reopening, no \
         return of the person for the same topic within {days} days, and for an identity request the change in the \
         log), of all tickets that are not open, cancelled or doubles.{further}"
    );
    share(input.policy, Name::new(id_, title, definition), counted, excluded.into_iter().collect())
}

/// The rate over tickets old enough for a return to show. Near the end of an export only failures are told early,
/// which pulls the plain rate down.
fn matured(input: &MetricsInput<'_>) -> Metric {
    let ends: BTreeMap<&str, Instant> = input
        .coverage
        .iter()
        .filter(|coverage| coverage.of_tickets)
        .filter_map(|coverage| Some((coverage.source.as_str(), coverage.span?.to)))
        .collect();
    let window = input.contact.repeat_window();
    let is_old = |(ticket, _): &Told<'_>| {
        let end = ends.get(ticket.source.as_str()).copied().unwrap_or(input.as_of);
        let solved = ticket.resolved_at.or(ticket.closed_at);
        solved.is_none_or(|solved| solved.checked_add_signed(window).is_none_or(|until| until <= end))
    };
    let young = told(input).filter(|told| counts(told.1) && !is_old(told)).count() as u64;
    let mut metric = rate(
        input,
        "first_contact.rate_matured",
        "First contact, tickets old enough to tell",
        told(input).filter(|told| !counts(told.1) || is_old(told)),
        " Only tickets solved at least the window before their export ends.",
    );
    if young > 0 {
        metric.excluded.push(("solved too late in the export".to_owned(), young));
    }
    metric
}

/// What a ticket is grouped by.
type Dimension = fn(Told<'_>) -> String;

const DIMENSIONS: [(&str, &str, Dimension); 6] = [
    ("group", "group", |(ticket, _)| ticket.group.clone().unwrap_or_default()),
    ("channel", "channel", |(ticket, _)| ticket.channel.clone().unwrap_or_default()),
    ("topic", "topic", |(_, result)| result.topic.clone()),
    ("source", "source", |(ticket, _)| ticket.source.clone()),
    ("agent", "agent", |(ticket, _)| ticket.agent.label().to_owned()),
    ("week", "week of opening", |(ticket, _)| ticket.opened_at.map(week).unwrap_or_default()),
];

fn reasons(input: &MetricsInput<'_>) -> Vec<Metric> {
    ContactReason::ALL
        .iter()
        .map(|reason| {
            let name = Name::new(
                format!("first_contact.reason.{reason}"),
                format!("Main reason {reason}"),
                format!("Share of all tickets whose main reason not to be first contact is `{reason}`."),
            );
            share(
                input.policy,
                name,
                told(input).map(|told| (id(told), told.1.reason == Some(*reason))),
                Vec::new(),
            )
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
        "Tickets solved at first contact whose every change is proven, of the tickets with changes that are not open, \
         cancelled or doubles.",
    );
    let excluded =
        vec![("excluded from first contact".to_owned(), out), ("a change cannot be told".to_owned(), untold)];
    share(input.policy, name, items, excluded)
}

fn formulas(input: &MetricsInput<'_>) -> Vec<Metric> {
    let of = |id_: &str, title: &str, definition: &str, value: &dyn Fn(&TicketResult) -> Option<bool>| {
        let unknown = told(input).filter(|(_, result)| value(result).is_none()).count() as u64;
        let items = told(input).filter_map(|told| Some((id(told), value(told.1)?)));
        let excluded = vec![("the export does not say".to_owned(), unknown)];
        share(input.policy, Name::new(id_, title, definition), items, excluded)
    };
    let mut metrics: Vec<Metric> = ClosingFormula::ALL
        .iter()
        .map(|wanted| {
            let (title, definition) = meaning(*wanted);
            of(&format!("formulas.{wanted}"), title, definition, &|result| formula(result, *wanted))
        })
        .collect();
    metrics.push(of(
        "formulas.no_reassignment_no_reopen",
        "Neither reassigned nor reopened",
        "Tickets solved without reassignment and without reopening, of all tickets of which the export tells both.",
        &|result| {
            let stayed = formula(result, ClosingFormula::NoReassignment)?;
            let kept = formula(result, ClosingFormula::NoReopen)?;
            Some(stayed && kept)
        },
    ));
    metrics
}

fn meaning(formula: ClosingFormula) -> (&'static str, &'static str) {
    match formula {
        ClosingFormula::Closed => {
            ("Solved or closed", "Tickets solved or closed, of all tickets whose state is told.")
        }
        ClosingFormula::OneTouch => (
            "One touch",
            "Tickets solved with fewer than two public replies of the desk, of all tickets whose comments are told.",
        ),
        ClosingFormula::NoReassignment => (
            "Solved without reassignment",
            "Tickets solved without a reassignment, of all tickets of which the export tells them.",
        ),
        ClosingFormula::NoReopen => (
            "Solved without reopening",
            "Tickets solved without a reopening, of all tickets of which the export tells them.",
        ),
        ClosingFormula::IdentityConfirmed => (
            "Solved and confirmed by the identity log",
            "Identity requests solved with their change in the log, of those of which the log can tell.",
        ),
    }
}

fn disagreements(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for wanted in ClosingFormula::ALL {
        let known = || told(input).filter(|told| counts(told.1) && formula(told.1, *wanted).is_some());
        for (way, outcome, value) in [
            ("counted_but_no", ContactOutcome::No, true),
            ("not_counted_but_yes", ContactOutcome::Yes, false),
        ] {
            let name = Name::new(
                format!("disagreement.{wanted}.{way}"),
                format!("First contact {outcome}, {wanted} {value}"),
                format!(
                    "Share of the counted tickets on which first contact is `{outcome}` and `{wanted}` is {value}."
                ),
            );
            let items = known()
                .map(|told| (id(told), told.1.outcome == outcome && formula(told.1, *wanted) == Some(value)));
            metrics.push(share(input.policy, name, items, Vec::new()));
        }
    }
    let differ = |result: &TicketResult| {
        let told: Vec<bool> = result.formulas.iter().filter_map(|(_, value)| *value).collect();
        told.contains(&true) && told.contains(&false)
    };
    let name = Name::new(
        "disagreement.any",
        "Tickets on which the formulas disagree",
        "Share of all tickets that at least one formula counts and at least one does not.",
    );
    metrics.push(share(input.policy, name, told(input).map(|told| (id(told), differ(told.1))), Vec::new()));
    metrics
}
