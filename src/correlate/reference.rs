//! Ticket numbers in texts, in the spellings people use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::weights::LinkingRules;
use crate::model::{Ticket, TicketIx};

/// Words that stand before a number (`[references]` of `mappings/linking.toml`).
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TicketWords {
    /// Words for a ticket, in lower case.
    ticket: BTreeSet<String>,
    /// Words for other numbered things.
    other: BTreeSet<String>,
    /// By product whose numbers have no prefix, what people write before them.
    prefixes: BTreeMap<String, Vec<String>>,
}

impl TicketWords {
    fn means_a_ticket(&self, word: &str) -> bool {
        self.ticket.contains(word)
    }

    fn means_another_thing(&self, word: &str) -> bool {
        self.other.contains(word)
    }

    fn prefixes_of(&self, source: &str) -> &[String] {
        let product = source.split('.').next().unwrap_or(source);
        self.prefixes.get(product).map_or(&[], Vec::as_slice)
    }
}

/// How exactly a text names a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Naming {
    /// Only the digits of its number, which no other ticket has.
    DigitsOnly,
    /// Its number with prefix, or its internal id.
    Full,
}

/// An internal id of 32 hex digits; the number in an address; prefix and number with a possible blank,
/// dash, hash or colon between (a word for a ticket, a project key); a hash and number; bare digits.
static SPELLINGS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?P<sys>[0-9a-f]{32})\b
        |(?:/(?:tickets?|requests?|incidents?|cases?|issues?|t)/|[?&](?:id|ticket|ticketid|ticket_id|number)=)(?P<url>[0-9]{1,12})\b
        |\b(?P<prefix>[\p{L}][\p{L}0-9]{0,15}[\p{L}])\.?(?:\ (?:no|nr|number|num|n°|nº|id)\.?)?[\ \-\#:_]{0,3}(?P<number>[0-9]{1,12})\b
        |\#[\ ]?(?P<hash>[0-9]{1,12})\b
        |\b(?P<bare>[0-9]{4,12})\b",
    )
    .expect("a constant pattern")
});

/// All tickets by the ways in which a text may name them.
#[derive(Debug, Clone, Default)]
pub(super) struct References<'a> {
    by_number: BTreeMap<(String, String), Vec<TicketIx>>,
    by_digits: BTreeMap<String, Vec<TicketIx>>,
    by_id: BTreeMap<String, TicketIx>,
    words: Option<&'a TicketWords>,
}

impl<'a> References<'a> {
    /// Indexes the tickets.
    #[must_use]
    pub(super) fn new(tickets: &[Ticket], words: &'a TicketWords) -> Self {
        let mut references = Self { words: Some(words), ..Self::default() };
        for (ticket, ix) in tickets.iter().zip((0..).map(TicketIx)) {
            let (prefix, digits) = split_number(&ticket.number);
            references.by_digits.entry(digits.clone()).or_default().push(ix);
            // Where a product's numbers are bare, people write its usual prefix before them.
            let spoken = if prefix.is_empty() { words.prefixes_of(&ticket.source) } else { &[] };
            for prefix in spoken {
                references.by_number.entry((prefix.clone(), digits.clone())).or_default().push(ix);
            }
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
            } else if let Some(number) = group("url") {
                self.by_word(&without_zeros(number), &mut named);
            } else if let (Some(prefix), Some(number)) = (group("prefix"), group("number")) {
                self.by_prefix(&prefix.to_lowercase(), number, &mut named);
            } else if let Some(digits) = group("hash") {
                self.by_word(&without_zeros(digits), &mut named);
            } else if let Some(digits) = group("bare") {
                self.by_bare_digits(&without_zeros(digits), &mut named);
            }
        }
        named
    }

    fn by_prefix(&self, prefix: &str, number: &str, named: &mut BTreeMap<TicketIx, Naming>) {
        let digits = without_zeros(number);
        if let Some(full) = self.by_number.get(&(prefix.to_owned(), digits.clone())) {
            named.extend(full.iter().map(|ticket| (*ticket, Naming::Full)));
        } else if self.words.is_some_and(|words| words.means_a_ticket(prefix)) {
            self.by_word(&digits, named);
        } else if number.len() >= 4 && !self.words.is_some_and(|words| words.means_another_thing(prefix)) {
            // Any word may stand before a bare number: "see 42317".
            self.by_bare_digits(&digits, named);
        }
    }

    /// `#123` and `ticket 123` are how people write a ticket of a product without prefixes; with
    /// prefixes it is only the digits.
    fn by_word(&self, digits: &str, named: &mut BTreeMap<TicketIx, Naming>) {
        match self.by_number.get(&(String::new(), digits.to_owned())).map(Vec::as_slice) {
            // One or two digits may as well count something.
            Some([one]) if digits.len() <= 2 => {
                named.entry(*one).or_insert(Naming::DigitsOnly);
            }
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
pub fn tickets_named(tickets: &[Ticket], text: &str, rules: &LinkingRules) -> Vec<TicketIx> {
    let named = References::new(tickets, &rules.references).named_in(text);
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
    use crate::correlate::{LinkingRules, ticket_for_tests};
    use crate::mapping::Mappings;

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

    fn words() -> TicketWords {
        LinkingRules::load(&Mappings::embedded()).unwrap().references
    }

    #[test]
    fn every_spelling_of_a_number_names_the_ticket() {
        let words = words();
        let tickets = tickets(&["INC0042317", "RITM0042318", "PROJ-123", "981"]);
        let references = References::new(&tickets, &words);
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
        for text in [
            "#981",
            "ticket 981",
            "Case no. 981",
            "Vorgang Nr. 981",
            "https://desk.example/agent/tickets/981",
        ] {
            assert_eq!(named(text), [(TicketIx(3), Naming::Full)], "{text}");
        }
        for text in ["nothing here, 2026-01-12", "room 981", "KB0042317", "ext. 981"] {
            assert_eq!(named(text), [], "{text}");
        }
    }

    #[test]
    fn a_prefix_that_people_write_before_bare_numbers_is_understood() {
        let words = words();
        let mut tickets = tickets(&["781", "12"]);
        tickets[0].source = "freshservice.ticket".into();
        tickets[1].source = "request_tracker.ticket".into();
        let references = References::new(&tickets, &words);
        let named = |text: &str| references.named_in(text).into_iter().collect::<Vec<_>>();
        assert_eq!(named("INC-781"), [(TicketIx(0), Naming::Full)]);
        assert_eq!(named("lost, see RT 12"), [(TicketIx(1), Naming::Full)]);
        // Two digits after a common word may count something else.
        assert_eq!(named("ticket 12"), [(TicketIx(1), Naming::DigitsOnly)]);
    }

    #[test]
    fn digits_that_two_tickets_share_name_neither() {
        let words = words();
        let tickets = tickets(&["INC0042317", "RITM0042317"]);
        let references = References::new(&tickets, &words);
        assert!(references.named_in("#42317").is_empty());
        assert_eq!(references.named_in("RITM42317").len(), 1);
    }
}
