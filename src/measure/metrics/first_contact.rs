//! Figures about tickets: first contact, the formulas in use, and where they disagree.

use std::collections::BTreeMap;

use super::MetricsInput;
use super::figure::{Name, Population, count, groups, guarded, share, week};
use crate::model::{
    ClosingFormula, ContactOutcome, ContactReason, FailureCause, Instant, Metric, Ticket, TicketResult,
};

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
    for dimension in &DIMENSIONS {
        metrics.extend(rates_by(input, dimension));
    }
    metrics.extend(reasons(input));
    metrics.extend(causes(input));
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

fn rates_by(input: &MetricsInput<'_>, dimension: &Dimension) -> Vec<Metric> {
    let Dimension { word, title, column, of } = dimension;
    groups(told(input).map(|told| (of(told), told)))
        .into_iter()
        .map(|(slug, group, tickets)| {
            let shown = if group.is_empty() { "not known" } else { &group };
            let mut name = named(
                input,
                format!("first_contact.by_{word}.{slug}"),
                format!("First contact, {title} {shown}"),
            );
            if let Some(column) = column {
                name = name.found_by(column, &group).found_by("first_contact", ContactOutcome::Yes);
            }
            let all = input.tickets(format!("{COUNTED}, in this {title}")).in_week(&group);
            guarded(input.policy, rate(&all, name, tickets.into_iter()))
        })
        .collect()
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
        &input.tickets(format!("{COUNTED} and were solved at least the window before their export ends")),
        named(input, "first_contact.rate_matured", "First contact, tickets old enough to tell"),
        told(input).filter(|told| !counts(told.1) || is_old(told)),
    );
    if young > 0 {
        metric.excluded.push(("solved too late in the export".to_owned(), young));
    }
    metric
}

/// What tickets are grouped by.
struct Dimension {
    /// Its word in ids.
    word: &'static str,
    title: &'static str,
    /// The column of the table of tickets that tells the group by its name.
    column: Option<&'static str>,
    of: fn(Told<'_>) -> String,
}

const DIMENSIONS: [Dimension; 6] = [
    Dimension {
        word: "group",
        title: "group",
        column: Some("group"),
        of: |(ticket, _)| ticket.group.clone().unwrap_or_default(),
    },
    Dimension {
        word: "channel",
        title: "channel",
        column: Some("channel"),
        of: |(ticket, _)| ticket.channel.clone().unwrap_or_default(),
    },
    Dimension {
        word: "topic",
        title: "topic",
        column: Some("topic"),
        of: |(_, result)| result.topic.clone(),
    },
    Dimension {
        word: "source",
        title: "source",
        column: Some("source"),
        of: |(ticket, _)| ticket.source.clone(),
    },
    Dimension {
        word: "agent",
        title: "agent",
        column: None,
        of: |(ticket, _)| ticket.agent.label().to_owned(),
    },
    Dimension {
        word: "week",
        title: "week of opening",
        column: None,
        of: |(ticket, _)| ticket.opened_at.map(week).unwrap_or_default(),
    },
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

fn causes(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.tickets("the tickets with a failed first contact");
    let failed = || told(input).filter(|(_, result)| result.outcome == ContactOutcome::No);
    FailureCause::ALL
        .iter()
        .map(|cause| {
            let name = Name::new(
                format!("first_contact.cause.{cause}"),
                format!("Failed first contact for {cause}"),
                format!("failed first contacts whose ticket names the cause `{cause}`"),
            )
            .found_by("first_contact", ContactOutcome::No)
            .found_by("failure_cause", cause);
            share(&all, name, failed().map(|told| (id(told), told.1.cause == Some(*cause))), Vec::new())
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

fn formulas(input: &MetricsInput<'_>) -> Vec<Metric> {
    let of = |name: Name, known: &str, value: &dyn Fn(&TicketResult) -> Option<bool>| {
        let unknown = told(input).filter(|(_, result)| value(result).is_none()).count() as u64;
        let items = told(input).filter_map(|told| Some((id(told), value(told.1)?)));
        share(&input.tickets(known), name, items, vec![("the export does not say".to_owned(), unknown)])
    };
    let mut metrics: Vec<Metric> = ClosingFormula::ALL
        .iter()
        .map(|wanted| {
            let (title, counts, known) = meaning(*wanted);
            let name =
                Name::new(format!("formulas.{wanted}"), title, counts).found_by(wanted.as_str(), "yes");
            of(name, known, &|result| formula(result, *wanted))
        })
        .collect();
    let neither = Name::new(
        "formulas.no_reassignment_no_reopen",
        "Neither reassigned nor reopened",
        "tickets solved without reassignment and without reopening",
    )
    .found_by(ClosingFormula::NoReassignment.as_str(), "yes")
    .found_by(ClosingFormula::NoReopen.as_str(), "yes");
    metrics.push(of(neither, "the tickets of which the export tells both", &|result| {
        let stayed = formula(result, ClosingFormula::NoReassignment)?;
        let kept = formula(result, ClosingFormula::NoReopen)?;
        Some(stayed && kept)
    }));
    metrics
}

/// Title, what counts, and of which tickets the export must tell what.
fn meaning(formula: ClosingFormula) -> (&'static str, &'static str, &'static str) {
    match formula {
        ClosingFormula::Closed => {
            ("Solved or closed", "tickets solved or closed", "the tickets whose state is told")
        }
        ClosingFormula::OneTouch => (
            "One touch",
            "tickets solved with fewer than two public replies of the desk",
            "the tickets whose comments are told",
        ),
        ClosingFormula::NoReassignment => (
            "Solved without reassignment",
            "tickets solved without a reassignment",
            "the tickets whose reassignments are told",
        ),
        ClosingFormula::NoReopen => (
            "Solved without reopening",
            "tickets solved without a reopening",
            "the tickets whose reopenings are told",
        ),
        ClosingFormula::IdentityConfirmed => (
            "Solved and confirmed by the identity log",
            "identity requests solved with their change in the log",
            "the identity requests of which the log can tell",
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
                format!("tickets on which first contact is `{outcome}` and `{wanted}` is {value}"),
            )
            .found_by("first_contact", outcome)
            .found_by(wanted.as_str(), if value { "yes" } else { "no" });
            let items = known()
                .map(|told| (id(told), told.1.outcome == outcome && formula(told.1, *wanted) == Some(value)));
            let all = input.tickets(format!("{COUNTED} and of which `{wanted}` is told"));
            metrics.push(share(&all, name, items, Vec::new()));
        }
    }
    let differ = |result: &TicketResult| {
        let told: Vec<bool> = result.formulas.iter().filter_map(|(_, value)| *value).collect();
        told.contains(&true) && told.contains(&false)
    };
    let name = Name::new(
        "disagreement.any",
        "Tickets on which the formulas disagree",
        "tickets that at least one formula counts and at least one does not",
    );
    let items = told(input).map(|told| (id(told), differ(told.1)));
    metrics.push(share(&input.tickets("all tickets"), name, items, Vec::new()));
    metrics
}
