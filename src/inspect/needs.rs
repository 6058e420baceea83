//! Which inputs the control tests need and are not there, and how to get them.

use std::collections::BTreeSet;

use super::Classes;
use crate::mapping::exports::{Exports, Input, Need};
use crate::model::{EventClass, Ticket};
use crate::source::Reading;

/// An input that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What it is.
    pub title: String,
    /// The product of which it is missed; empty if of all together.
    pub product: String,
    /// The control tests that need it.
    pub tests: Vec<String>,
    /// How to export it.
    pub how: String,
    /// Whether any export that is read gives it.
    pub can_be_read: bool,
}

/// What is there.
struct There<'a> {
    reading: &'a Reading,
    classes: &'a Classes,
    logs: BTreeSet<&'a str>,
    desks: BTreeSet<&'a str>,
}

/// What is missing, in the order of the needs.
pub(super) fn missing(reading: &Reading, classes: &Classes, exports: &Exports) -> Vec<Missing> {
    let of = |of_tickets: bool| {
        let sources = reading.coverage.iter().filter(|one| one.of_tickets == of_tickets && one.records > 0);
        sources.map(|one| product(&one.source)).collect()
    };
    let there = There { reading, classes, logs: of(false), desks: of(true) };
    let mut missing = Vec::new();
    for need in &exports.needs {
        if need.unless.iter().any(|other| there.has(*other)) {
            continue;
        }
        for product in there.lacking(need) {
            let known = exports.how(product, need.input);
            missing.push(Missing {
                title: need.title.clone(),
                product: product.to_owned(),
                tests: need.tests.clone(),
                how: known.unwrap_or(&need.how).to_owned(),
                can_be_read: need.input != Input::None,
            });
        }
    }
    missing
}

fn product(source: &str) -> &str {
    source.split('.').next().unwrap_or(source)
}

impl There<'_> {
    /// The products that lack an input; the empty word stands for all together.
    fn lacking(&self, need: &Need) -> Vec<&str> {
        match need.input {
            Input::Journal | Input::History | Input::Approvals => {
                let lacks = |desk: &&&str| !self.tickets_of(desk).any(|ticket| has(ticket, need.input));
                self.desks.iter().filter(lacks).copied().collect()
            }
            Input::Kinds => {
                let wanted = |kind| need.kinds.contains(&kind);
                let is_there = self.reading.events.iter().any(|event| {
                    matches!(self.classes.of(event).map(|found| found.class), Some(EventClass::Change(kind, _)) if wanted(kind))
                });
                // Without any log that is missed, not its parts.
                if is_there || self.logs.is_empty() { Vec::new() } else { vec![""] }
            }
            Input::SecondLog if self.logs.len() == 1 => self.logs.iter().copied().collect(),
            Input::SignIns if self.logs.is_empty() => Vec::new(),
            Input::SignIns if !self.has(Input::SignIns) => self.logs.iter().copied().collect(),
            input if self.has(input) => Vec::new(),
            _ => vec![""],
        }
    }

    fn tickets_of<'s>(&'s self, desk: &'s str) -> impl Iterator<Item = &'s Ticket> {
        self.reading.tickets.iter().filter(move |ticket| product(&ticket.source) == desk)
    }

    fn has(&self, input: Input) -> bool {
        let people = &self.reading.people;
        match input {
            Input::Events => !self.logs.is_empty(),
            Input::Tickets => !self.desks.is_empty(),
            Input::Journal | Input::History | Input::Approvals => {
                self.reading.tickets.iter().any(|ticket| has(ticket, input))
            }
            Input::People => people.iter().any(|person| person.tier.is_some()),
            Input::Managers => people.iter().any(|person| person.manager.is_some()),
            Input::Owners => people.iter().any(|person| person.owner.is_some()),
            Input::Verifications => !self.reading.verifications.is_empty(),
            Input::SignIns => self.reading.tallies.iter().any(|tally| tally.signals > 0),
            Input::SecondLog => self.logs.len() > 1,
            Input::Kinds | Input::None => false,
        }
    }
}

fn has(ticket: &Ticket, input: Input) -> bool {
    match input {
        Input::Journal => ticket.has_journal,
        Input::History => ticket.has_history,
        _ => !ticket.approvals.is_empty(),
    }
}
