//! Figures about definitions of first contact: their rates, what of them is owed to people who stopped answering, where
//! they differ from ours, and our outcome against the product's own mark.

use super::MetricsInput;
use super::figure::{Name, counted};
use crate::model::{
    Agreement, Answer, ContactReason, Definition, DefinitionRow, MarkCell, Metric, Ticket, TicketResult,
};

/// All figures about definitions.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let rows = &input.definitions.rows;
    let mut metrics: Vec<Metric> = rows.iter().map(|row| rate(input, row)).collect();
    metrics.extend(rows.iter().map(|row| owed_to_silence(input, row)));
    let against_ours = input.definitions.pairs.iter().filter(|pair| pair.a == Definition::FirstContact);
    metrics.extend(against_ours.flat_map(|pair| disagreements(input, pair)));
    metrics.push(any_disagreement(input));
    metrics.extend(marks(input));
    metrics
}

/// The ids of the first tickets, by number, that count.
fn ids(input: &MetricsInput<'_>, counts: impl Fn(&Ticket, &TicketResult) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = input
        .tickets
        .iter()
        .zip(input.ticket_results)
        .filter(|(ticket, result)| counts(ticket, result))
        .take(input.policy.ids_kept)
        .map(|(ticket, _)| ticket.number.clone())
        .collect();
    ids.sort_unstable();
    ids
}

fn rate(input: &MetricsInput<'_>, row: &DefinitionRow) -> Metric {
    let terms = &row.terms;
    let title = format!("{}: {}", terms.whose, terms.title);
    let name = Name::new(format!("definitions.{}", terms.id), title, terms.numerator.clone())
        .found_by(terms.id.as_str(), Answer::Yes);
    let (yes, no) = (row.count(Answer::Yes), row.count(Answer::No));
    let excluded = [
        ("not solved", Answer::Unsolved),
        ("not of its kind", Answer::Outside),
        ("the export does not say", Answer::Unknown),
    ];
    counted(
        &input.defined(terms.denominator.clone()),
        name,
        (yes, yes + no),
        excluded.map(|(why, answer)| (why.to_owned(), row.count(answer))).to_vec(),
        ids(input, |_, result| result.answers.of(terms.id) == Answer::Yes),
    )
}

fn owed_to_silence(input: &MetricsInput<'_>, row: &DefinitionRow) -> Metric {
    let terms = &row.terms;
    let name = Name::new(
        format!("definitions.{}.no_response", terms.id),
        format!("{}, {}: owed to people who stopped answering", terms.whose, terms.title),
        format!("tickets that `{}` counts whose requester stopped answering", terms.id),
    )
    .found_by(terms.id.as_str(), Answer::Yes)
    .found_by("no_response", "yes");
    let is_owed = |_: &Ticket, result: &TicketResult| {
        result.answers.of(terms.id) == Answer::Yes && result.reasons.contains(&ContactReason::NoResponse)
    };
    let all = input.defined(format!("the tickets that `{}` counts", terms.id));
    counted(&all, name, (row.no_response, row.count(Answer::Yes)), Vec::new(), ids(input, is_owed))
}

/// Where a definition differs from ours, both ways.
fn disagreements(input: &MetricsInput<'_>, pair: &Agreement) -> [Metric; 2] {
    let comparable = pair.both_yes + pair.only_a + pair.only_b + pair.both_no;
    let all = input.defined(format!("the tickets of which first contact and `{}` are told", pair.b));
    let ways = [
        ("counted_but_no", Answer::No, Answer::Yes, pair.only_b),
        ("not_counted_but_yes", Answer::Yes, Answer::No, pair.only_a),
    ];
    ways.map(|(way, ours, theirs, count)| {
        let name = Name::new(
            format!("disagreement.{}.{way}", pair.b),
            format!("First contact {ours}, {} {theirs}", pair.b),
            format!("tickets on which first contact is `{ours}` and `{}` is `{theirs}`", pair.b),
        )
        .found_by(Definition::FirstContact.as_str(), ours)
        .found_by(pair.b.as_str(), theirs);
        let differs = |_: &Ticket, result: &TicketResult| {
            result.answers.of(Definition::FirstContact) == ours && result.answers.of(pair.b) == theirs
        };
        let excluded = vec![("one of them does not say".to_owned(), pair.not_comparable)];
        counted(&all, name, (count, comparable), excluded, ids(input, differs))
    })
}

fn any_disagreement(input: &MetricsInput<'_>) -> Metric {
    let name = Name::new(
        "disagreement.any",
        "Tickets on which the definitions disagree",
        "tickets that at least one definition counts and at least one does not",
    )
    .found_by("disagree", "yes");
    let counts = (input.definitions.disagreed, input.ticket_results.len() as u64);
    let ids = ids(input, |_, result| result.answers.disagree());
    counted(&input.defined("all tickets"), name, counts, Vec::new(), ids)
}

/// Our outcome against the product's mark: each cell of the table as a share of the tickets with a mark.
fn marks(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all: u64 = input.definitions.marks.iter().map(|cell| cell.tickets).sum();
    let unmarked = (input.tickets.len() as u64).saturating_sub(all);
    input.definitions.marks.iter().map(|cell| mark(input, cell, all, unmarked)).collect()
}

fn mark(input: &MetricsInput<'_>, cell: &MarkCell, all: u64, unmarked: u64) -> Metric {
    let marked = if cell.mark { "yes" } else { "no" };
    let why = cell.reason.map(|reason| reason.as_str()).or(cell.gap.map(|gap| gap.as_str()));
    let (part, because) = why.map_or_else(Default::default, |why| (format!(".{why}"), format!(" ({why})")));
    let mut name = Name::new(
        format!("mark.{marked}.first_contact_{}{part}", cell.outcome),
        format!("The product's mark {marked}, first contact {}{because}", cell.outcome),
        format!(
            "tickets whose mark of the product is `{marked}` and whose first contact is `{}`{because}",
            cell.outcome
        ),
    )
    .found_by("mark", marked)
    .found_by("outcome", cell.outcome);
    if let Some(reason) = cell.reason {
        name = name.found_by("main_reason", reason);
    } else if let Some(gap) = cell.gap {
        name = name.found_by("gap", gap);
    }
    let is_in = |ticket: &Ticket, result: &TicketResult| {
        ticket.first_contact_mark == Some(cell.mark)
            && (result.outcome, result.reason, result.gap) == (cell.outcome, cell.reason, cell.gap)
    };
    let population = input.defined("the tickets with the product's own mark of first contact");
    let excluded = vec![("the export tells no mark".to_owned(), unmarked)];
    counted(&population, name, (cell.tickets, all), excluded, ids(input, is_in))
}
