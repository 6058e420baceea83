//! Figures about definitions of first contact: their rates, what of them is owed to people who stopped answering, where
//! they differ from ours, and our outcome against the product's own mark.

use super::MetricsInput;
use super::figure::{Name, counted};
use crate::model::{Answer, Definition, DefinitionRow, MarkCell, Metric, Ticket, TicketResult};

/// All figures about definitions.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let rows = &input.definitions.rows;
    let mut metrics: Vec<Metric> = rows.iter().map(|row| rate(input, row)).collect();
    metrics.extend(rows.iter().map(|row| owed_to_silence(input, row)));
    metrics.extend(disagreements(input));
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
    let name = Name::new(
        format!("definitions.{}", terms.id),
        format!("{}: {}", terms.whose, terms.title),
        format!("{} Counted: {}, of {}.", terms.formula, terms.numerator, terms.denominator),
    );
    let excluded = [
        ("not solved", Answer::Unsolved),
        ("not of its kind", Answer::Outside),
        ("the export does not say", Answer::Unknown),
    ];
    counted(
        name,
        row.count(Answer::Yes),
        row.count(Answer::Yes) + row.count(Answer::No),
        excluded.map(|(why, answer)| (why.to_owned(), row.count(answer))).to_vec(),
        ids(input, |_, result| result.answers.of(terms.id) == Answer::Yes),
    )
}

fn owed_to_silence(input: &MetricsInput<'_>, row: &DefinitionRow) -> Metric {
    let terms = &row.terms;
    let name = Name::new(
        format!("definitions.{}.no_response", terms.id),
        format!("{}, {}: owed to people who stopped answering", terms.whose, terms.title),
        format!("Share of the tickets that `{}` counts whose requester stopped answering.", terms.id),
    );
    let is_owed = |_: &Ticket, result: &TicketResult| {
        result.answers.of(terms.id) == Answer::Yes
            && result.reasons.contains(&crate::model::ContactReason::NoResponse)
    };
    counted(name, row.no_response, row.count(Answer::Yes), Vec::new(), ids(input, is_owed))
}

/// Each definition against ours, both ways, and all of them together.
fn disagreements(input: &MetricsInput<'_>) -> Vec<Metric> {
    let ours = Definition::FirstContact;
    let against_ours = input.definitions.pairs.iter().filter(|pair| pair.a == ours);
    let mut metrics: Vec<Metric> = against_ours
        .flat_map(|pair| {
            let comparable = pair.both_yes + pair.only_a + pair.only_b + pair.both_no;
            [("counted_but_no", Answer::Yes, pair.only_b), ("not_counted_but_yes", Answer::No, pair.only_a)].map(
                |(way, says, count)| {
                    let of_ours = if says == Answer::Yes { Answer::No } else { Answer::Yes };
                    let name = Name::new(
                        format!("disagreement.{}.{way}", pair.b),
                        format!("First contact {of_ours}, {} {says}", pair.b),
                        format!(
                            "Share of the tickets that both tell on which first contact is `{of_ours}` and `{}` is \
                             `{says}`.",
                            pair.b
                        ),
                    );
                    let differs = |_: &Ticket, result: &TicketResult| {
                        result.answers.of(ours) == of_ours && result.answers.of(pair.b) == says
                    };
                    let excluded = vec![("one of them does not say".to_owned(), pair.not_comparable)];
                    counted(name, count, comparable, excluded, ids(input, differs))
                },
            )
        })
        .collect();
    let name = Name::new(
        "disagreement.any",
        "Tickets on which the definitions disagree",
        "Share of all tickets that at least one definition counts and at least one does not.",
    );
    let all = input.ticket_results.len() as u64;
    let disagree = |_: &Ticket, result: &TicketResult| result.answers.disagree();
    metrics.push(counted(name, input.definitions.disagreed, all, Vec::new(), ids(input, disagree)));
    metrics
}

/// Our outcome against the product's mark: each cell of the table as a share of the tickets with a mark.
fn marks(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all: u64 = input.definitions.marks.iter().map(|cell| cell.tickets).sum();
    input.definitions.marks.iter().map(|cell| mark(input, cell, all)).collect()
}

fn mark(input: &MetricsInput<'_>, cell: &MarkCell, all: u64) -> Metric {
    let marked = if cell.mark { "yes" } else { "no" };
    let why = cell.reason.map(|reason| reason.as_str()).or(cell.gap.map(|gap| gap.as_str()));
    let (id, because) = why.map_or_else(Default::default, |why| (format!(".{why}"), format!(" ({why})")));
    let name = Name::new(
        format!("mark.{marked}.first_contact_{}{id}", cell.outcome),
        format!("The product's mark {marked}, first contact {}{because}", cell.outcome),
        format!(
            "Share of the tickets with the product's own mark of first contact whose mark is `{marked}` and whose \
             first contact is `{}`{because}.",
            cell.outcome
        ),
    );
    let is_in = |ticket: &Ticket, result: &TicketResult| {
        ticket.first_contact_mark == Some(cell.mark)
            && (result.outcome, result.reason, result.gap) == (cell.outcome, cell.reason, cell.gap)
    };
    counted(name, cell.tickets, all, Vec::new(), ids(input, is_in))
}
