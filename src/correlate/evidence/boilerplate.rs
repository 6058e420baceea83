//! Sentences that stand in many tickets: a template was pasted.

use std::collections::BTreeMap;

use super::fold::fold;
use super::statement::Statement;

/// In how many tickets each sentence stands.
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {
    tickets: BTreeMap<String, u32>,
    /// Tickets that state anything at all.
    stating: u32,
}

impl Boilerplate {
    /// Counts the sentences of all tickets; each ticket counts a sentence once.
    #[must_use]
    pub fn count<'a>(tickets: impl IntoIterator<Item = &'a [Statement]>) -> Self {
        let mut counted = Self::default();
        for statements in tickets {
            let mut keys: Vec<String> = statements.iter().map(|statement| key(&statement.quote)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.retain(|key| !key.is_empty());
            counted.stating += u32::from(!keys.is_empty());
            for key in keys {
                *counted.tickets.entry(key).or_default() += 1;
            }
        }
        counted
    }

    /// The number of tickets in which this sentence stands.
    #[must_use]
    pub fn tickets(&self, quote: &str) -> u32 {
        self.tickets.get(&key(quote)).copied().unwrap_or(0)
    }

    /// The share of all tickets with a statement in which this sentence stands, 0 to 1.
    #[must_use]
    pub fn share(&self, quote: &str) -> f64 {
        f64::from(self.tickets(quote)) / f64::from(self.stating.max(1))
    }
}

/// Digits differ from ticket to ticket in one template: a phone number, a time.
fn key(quote: &str) -> String {
    fold(quote)
        .split(' ')
        .filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::phrasings::{lexicons, note, ticket};
    use super::super::statement::statements;
    use super::*;

    #[test]
    fn a_sentence_counts_once_a_ticket_and_whatever_its_digits() {
        let lexicons = lexicons();
        let read = |text: &str| {
            let mut ticket = ticket();
            ticket.journal = vec![note(text, "2026-03-02T14:05:00Z")];
            statements(&ticket, &lexicons, None)
        };
        let one = read("Called back on number on file 555-0101.\nCalled back on number on file 555-0102.");
        let two = read("called back on number on file 555-0103.");
        let other = read("Came to the desk with badge.");
        let counted = Boilerplate::count([&one[..], &two[..], &other[..], &[]]);
        assert_eq!(counted.tickets("Called back on number on file 555-0199."), 2);
        assert_eq!(counted.tickets("something else"), 0);
        assert!((counted.share(&other[0].quote) - 1.0 / 3.0).abs() < 1e-9);
    }
}
