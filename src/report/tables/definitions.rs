//! Definitions of first contact: what each says of every ticket, and how far every two agree.

use super::desk::joined;
use crate::model::{Agreement, Answer, ContactOutcome, ContactReason, Definition};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// `definitions.csv`: one row a ticket, one column a definition.
pub(super) fn definitions(lookup: &Lookup<'_>) -> Table {
    let rows = joined(lookup);
    let mut table = TableBuilder::new("definitions", &rows)
        .text("ticket", |(ticket, _)| &ticket.number)
        .text("source", |(ticket, _)| &ticket.source)
        .word("disagree", YES, |(_, result)| u8::from(result.answers.disagree()) + 1);
    for definition in Definition::ALL {
        table = table
            .word(definition.as_str(), Answer::WORDS, |(_, result)| result.answers.of(*definition) as u8);
    }
    table
        .count("against_ours", |(_, result)| Some(result.answers.against_ours().count() as u64))
        .word("outcome", ContactOutcome::WORDS, |(_, result)| result.outcome as u8)
        .maybe("main_reason", |(_, result)| result.reason.map(|reason| reason.as_str()))
        .maybe("main_reason_seen", |(_, result)| result.reason.and(result.seen.first().cloned()))
        .word("no_response", YES, |(_, result)| {
            u8::from(result.reasons.contains(&ContactReason::NoResponse)) + 1
        })
        .word("mark", YES, |(ticket, _)| {
            ticket.first_contact_mark.map_or(0, |is_marked| u8::from(is_marked) + 1)
        })
        .maybe("gap", |(_, result)| result.gap.map(|gap| gap.as_str()))
        .text("source_file", |(ticket, _)| lookup.file(ticket.origin.file))
        .count("source_record", |(ticket, _)| Some(ticket.origin.record))
        .build()
}

/// Nothing known, no, yes.
const YES: &[&str] = &["", "no", "yes"];

/// `definition_pairs.csv`: every two definitions, on how many tickets they agree.
pub(super) fn pairs(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<&Agreement> = lookup.report.definitions.pairs.iter().collect();
    TableBuilder::new("definition_pairs", &rows)
        .text("a", |pair| pair.a.as_str())
        .text("b", |pair| pair.b.as_str())
        .count("both_yes", |pair| Some(pair.both_yes))
        .count("only_a", |pair| Some(pair.only_a))
        .count("only_b", |pair| Some(pair.only_b))
        .count("both_no", |pair| Some(pair.both_no))
        .count("not_comparable", |pair| Some(pair.not_comparable))
        .number("agreement", 4, |pair| pair.raw)
        .number("kappa", 4, |pair| pair.kappa)
        .build()
}
