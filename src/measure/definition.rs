//! First contact as others define it, side by side: what each definition says of a ticket, how far they agree, and what
//! of a figure is owed to people who stopped answering.
//!
//! The words of the definitions are data (`mappings/definitions.toml`); what they ask is computed here from a few facts of
//! a ticket's history, which are read once.

mod agreement;
mod ask;
mod facts;
mod marks;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::mapping::contact::ContactPolicy;
use crate::mapping::definitions::DefinitionRules;
use crate::measure::statistics::interval::wilson;
use crate::model::{
    Answer, Answers, ContactReason, Definition, DefinitionRow, Definitions, Terms, Ticket, TicketResult,
};

pub(super) use facts::facts;

/// What the definitions are asked with.
#[derive(Debug, Clone, Copy)]
pub struct DefinitionInput<'a> {
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// The definitions.
    pub rules: &'a DefinitionRules,
    /// The policy of first contact: how long an interaction lasts.
    pub policy: &'a ContactPolicy,
}

/// Writes into each result what every definition says of its ticket.
pub fn answer(input: &DefinitionInput<'_>, results: &mut [TicketResult]) {
    results.par_iter_mut().for_each(|result| {
        if let Some(ticket) = input.tickets.get(result.ticket.0 as usize) {
            result.answers = ask::answers(input, ticket, result);
            result.gap = marks::gap(input, ticket, result);
        }
    });
}

/// Every answer of a ticket, with what else the figures count by.
type Pattern = (Answers, bool);

/// The definitions over all tickets, side by side.
#[must_use]
pub fn side_by_side(input: &DefinitionInput<'_>, results: &[TicketResult]) -> Definitions {
    let patterns = patterns(results);
    let terms = input.rules.terms();
    Definitions {
        rows: terms.iter().map(|terms| row(filled(terms, input.policy), &patterns)).collect(),
        pairs: agreement::pairs(&patterns),
        marks: marks::cells(input, results),
        disagreed: patterns
            .iter()
            .filter(|((answers, _), _)| answers.disagree())
            .map(|(_, count)| count)
            .sum(),
    }
}

/// How many tickets there are of each pattern of answers, and whose requester stopped answering. There are few patterns,
/// however many tickets.
fn patterns(results: &[TicketResult]) -> BTreeMap<Pattern, u64> {
    results
        .par_iter()
        .fold(BTreeMap::new, |mut patterns: BTreeMap<Pattern, u64>, result| {
            *patterns.entry((result.answers, stopped_answering(result))).or_default() += 1;
            patterns
        })
        .reduce(BTreeMap::new, |mut all, more| {
            for (pattern, count) in more {
                *all.entry(pattern).or_default() += count;
            }
            all
        })
}

/// Whether the requester stopped answering, whatever the main reason.
fn stopped_answering(result: &TicketResult) -> bool {
    result.reasons.contains(&ContactReason::NoResponse)
}

fn row(terms: Terms, patterns: &BTreeMap<Pattern, u64>) -> DefinitionRow {
    let mut answers = [0; Answer::ALL.len()];
    let mut no_response = 0;
    for ((pattern, is_silent), count) in patterns {
        let answer = pattern.of(terms.id);
        answers[answer as usize] += count;
        no_response += if *is_silent && answer == Answer::Yes { *count } else { 0 };
    }
    let (yes, no) = (answers[Answer::Yes as usize], answers[Answer::No as usize]);
    DefinitionRow {
        rate: share(yes, yes + no),
        interval: wilson(yes, yes + no),
        no_response,
        no_response_rate: share(no_response, yes),
        no_response_interval: wilson(no_response, yes),
        answers,
        terms,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// The words with the thresholds of the policy.
fn filled(terms: &Terms, policy: &ContactPolicy) -> Terms {
    let interaction = format!("{} minutes", policy.same_contact().num_minutes());
    let days = policy.repeat_window().num_days().to_string();
    let fill = |words: &String| words.replace("{interaction}", &interaction).replace("{days}", &days);
    Terms {
        id: terms.id,
        whose: terms.whose.clone(),
        title: terms.title.clone(),
        formula: fill(&terms.formula),
        numerator: fill(&terms.numerator),
        denominator: fill(&terms.denominator),
        outside: fill(&terms.outside),
        needs: terms.needs.clone(),
        source: fill(&terms.source),
    }
}

/// The place of a definition among all, as a number.
fn place(definition: Definition) -> usize {
    definition as usize
}
