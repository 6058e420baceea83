//! Definitions of first contact: the tickets on which they disagree, and how far every two agree.

use super::desk::joined;
use crate::model::{Agreement, Answer, Definition, Ticket, TicketResult};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// `definitions.csv`: one row for each ticket that one definition counts and another does not, one column a definition.
pub(super) fn definitions(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<(&Ticket, &TicketResult)> =
        joined(lookup).into_iter().filter(|(_, result)| result.answers.disagree()).collect();
    let mut table = TableBuilder::new("definitions", &rows)
        .text("ticket", |(ticket, _)| ticket.number.clone())
        .text("source", |(ticket, _)| ticket.source.clone())
        .text("source_file", |(ticket, _)| lookup.file(ticket.origin.file))
        .count("source_record", |(ticket, _)| Some(ticket.origin.record));
    for definition in Definition::ALL {
        table = table.word(definition.as_str(), ANSWERS, |(_, result)| result.answers.of(*definition) as u8);
    }
    table
        .count("against_ours", |(_, result)| Some(result.answers.against_ours().count() as u64))
        .maybe("main_reason", |(_, result)| result.reason.map(|reason| reason.to_string()))
        .maybe("main_reason_seen", |(_, result)| result.reason.and(result.seen.first().cloned()))
        .build()
}

/// The words of answers, in the order of [`Answer::ALL`].
const ANSWERS: &[&str] = &{
    let mut words = [""; Answer::ALL.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Answer::ALL[at].as_str();
        at += 1;
    }
    words
};

/// `definition_pairs.csv`: every two definitions, on how many tickets they agree.
pub(super) fn pairs(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<&Agreement> = lookup.report.definitions.pairs.iter().collect();
    TableBuilder::new("definition_pairs", &rows)
        .text("a", |pair| pair.a.to_string())
        .text("b", |pair| pair.b.to_string())
        .count("both_yes", |pair| Some(pair.both_yes))
        .count("only_a", |pair| Some(pair.only_a))
        .count("only_b", |pair| Some(pair.only_b))
        .count("both_no", |pair| Some(pair.both_no))
        .count("not_comparable", |pair| Some(pair.not_comparable))
        .number("agreement", 4, |pair| pair.raw)
        .number("kappa", 4, |pair| pair.kappa)
        .build()
}
