//! Ticket numbers in texts, in the spellings people use.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Ticket, TicketIx};

/// How exactly a text names a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// Only the digits of its number, which no other ticket has.
    DigitsOnly,
    /// Its number with prefix, or its internal id.
    Full,
}

/// Prefix and number with a possible blank, dash, hash or colon between; a project key and number;
/// a hash and number; an internal id of 32 hex digits.
static SPELLINGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?P<sys>[0-9a-f]{32})\b|\b(?P<prefix>[a-z][a-z0-9]{0,8}[a-z])[ \-#:_]{0,2}(?P<number>[0-9]{3,12})\b|#[ ]?(?P<hash>[0-9]{3,12})\b|\b(?P<bare>[0-9]{4,12})\b")
        .expect("a constant pattern")
});

/// All tickets by the ways in which a text may name them.
#[derive(Debug, Clone, Default)]
pub(super) struct References {
    by_number: BTreeMap<(String, String), Vec<TicketIx>>,
    by_digits: BTreeMap<String, Vec<TicketIx>>,
    by_id: BTreeMap<String, TicketIx>,
}

impl References {
    /// Indexes the tickets.
    #[must_use]
    pub(super) fn new(tickets: &[Ticket]) -> Self {
        let mut references = Self::default();
        for (ticket, ix) in tickets.iter().zip((0..).map(TicketIx)) {
            let (prefix, digits) = split_number(&ticket.number);
            references.by_digits.entry(digits.clone()).or_default().push(ix);
            references.by_number.entry((prefix, digits)).or_default().push(ix);
            if let Some(id) = &ticket.native_id {
                references.by_id.entry(id.to_lowercase()).or_insert(ix);
            }
        }
        references
    }

    /// Every ticket that a text names, with how exactly, each once, in the tickets' order.
    #[must_use]
    pub(super) fn named_in(&self, text: &str) -> BTreeMap<TicketIx, Naming> {
        let mut named = BTreeMap::new();
        for found in SPELLINGS.captures_iter(text) {
            let group = |name: &str| found.name(name).map(|part| part.as_str());
            if let Some(ticket) = group("sys").and_then(|id| self.by_id.get(&id.to_lowercase())) {
                named.insert(*ticket, Naming::Full);
            } else if let (Some(prefix), Some(number)) = (group("prefix"), group("number")) {
                match self.by_number.get(&(prefix.to_lowercase(), without_zeros(number))) {
                    Some(full) => named.extend(full.iter().map(|ticket| (*ticket, Naming::Full))),
                    // Any word may stand before a bare number: "ticket 42317".
                    None if number.len() >= 4 => self.by_bare_digits(&without_zeros(number), &mut named),
                    None => {}
                }
            } else if let Some(digits) = group("hash") {
                self.by_hash(&without_zeros(digits), &mut named);
            } else if let Some(digits) = group("bare") {
                self.by_bare_digits(&without_zeros(digits), &mut named);
            }
        }
        named
    }

    /// `#123` is how products without a prefix write a ticket; with prefixes it is only the digits.
    fn by_hash(&self, digits: &str, named: &mut BTreeMap<TicketIx, Naming>) {
        match self.by_number.get(&(String::new(), digits.to_owned())).map(Vec::as_slice) {
            Some([one]) => {
                named.insert(*one, Naming::Full);
            }
            _ => self.by_bare_digits(digits, named),
        }
    }

    fn by_bare_digits(&self, digits: &str, named: &mut BTreeMap<TicketIx, Naming>) {
        if let Some([one]) = self.by_digits.get(digits).map(Vec::as_slice) {
            named.entry(*one).or_insert(Naming::DigitsOnly);
        }
    }
}

/// The tickets that a text names, in any spelling, those that it names most exactly.
#[must_use]
pub fn tickets_named(tickets: &[Ticket], text: &str) -> Vec<TicketIx> {
    let named = References::new(tickets).named_in(text);
    let best = named.values().max().copied();
    named.into_iter().filter(|(_, naming)| Some(*naming) == best).map(|(ticket, _)| ticket).collect()
}

/// `INC0042317` is `inc` and `42317`; `PROJ-12` is `proj` and `12`; `981` is nothing and `981`.
fn split_number(number: &str) -> (String, String) {
    let digits = number.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    let prefix = &number[..number.trim_end().len() - digits.len()];
    (prefix.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase(), without_zeros(digits))
}

fn without_zeros(digits: &str) -> String {
    let short = digits.trim_start_matches('0');
    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::ticket_for_tests;

    fn tickets(numbers: &[&str]) -> Vec<Ticket> {
        numbers
            .iter()
            .map(|number| {
                let mut ticket = ticket_for_tests("dana");
                ticket.number = (*number).into();
                ticket.native_id = Some(format!(
                    "{:0>32}",
                    number.to_lowercase().replace(|c: char| !c.is_ascii_hexdigit(), "")
                ));
                ticket
            })
            .collect()
    }

    #[test]
    fn every_spelling_of_a_number_names_the_ticket() {
        let references = References::new(&tickets(&["INC0042317", "RITM0042318", "PROJ-123", "981"]));
        let named = |text: &str| references.named_in(text).into_iter().collect::<Vec<_>>();
        for text in [
            "INC0042317",
            "see inc42317 please",
            "Inc-42317",
            "inc #0042317",
            "INC:42317",
            "https://x/incident.do?number=INC0042317&y=1",
        ] {
            assert_eq!(named(text), [(TicketIx(0), Naming::Full)], "{text}");
        }
        assert_eq!(named("#42317"), [(TicketIx(0), Naming::DigitsOnly)]);
        assert_eq!(named("ticket 42317"), [(TicketIx(0), Naming::DigitsOnly)]);
        assert_eq!(named("proj-123"), [(TicketIx(2), Naming::Full)]);
        assert_eq!(named("#981"), [(TicketIx(3), Naming::Full)]);
        assert_eq!(named("nothing here, 2026-01-12"), []);
    }

    #[test]
    fn digits_that_two_tickets_share_name_neither() {
        let references = References::new(&tickets(&["INC0042317", "RITM0042317"]));
        assert!(references.named_in("#42317").is_empty());
        assert_eq!(references.named_in("RITM42317").len(), 1);
    }
}
