//! Sentences that stand in many tickets: a template was pasted.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::fold;
use super::statement::Statement;
use crate::model::Party;

/// In how many tickets each sentence stands.
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {
    tickets: BTreeMap<String, u32>,
    /// The same by author.
    of_author: BTreeMap<(String, String), u32>,
    /// Tickets that state anything at all.
    stating: u32,
}

impl Boilerplate {
    /// Counts the sentences of all tickets; each ticket counts a sentence once.
    #[must_use]
    pub fn count<'a>(tickets: impl IntoIterator<Item = &'a [Statement]>) -> Self {
        let mut counted = Self::default();
        for statements in tickets {
            let keys: BTreeSet<(String, String)> = statements
                .iter()
                .map(|statement| (statement.author.label().to_owned(), key(&statement.quote)))
                .filter(|(_, key)| !key.is_empty())
                .collect();
            let sentences: BTreeSet<&String> = keys.iter().map(|(_, key)| key).collect();
            counted.stating += u32::from(!keys.is_empty());
            for sentence in sentences {
                *counted.tickets.entry(sentence.clone()).or_default() += 1;
            }
            for of_author in keys {
                *counted.of_author.entry(of_author).or_default() += 1;
            }
        }
        counted
    }

    /// The number of tickets in which this sentence stands.
    #[must_use]
    pub fn tickets(&self, quote: &str) -> u32 {
        self.tickets.get(&key(quote)).copied().unwrap_or(0)
    }

    /// The number of tickets in which this author wrote it.
    #[must_use]
    pub fn by_author(&self, quote: &str, author: &Party) -> u32 {
        self.of_author.get(&(author.label().to_owned(), key(quote))).copied().unwrap_or(0)
    }

    /// The share of all tickets with a statement in which this sentence stands, 0 to 1.
    #[must_use]
    pub fn share(&self, quote: &str) -> f64 {
        f64::from(self.tickets(quote)) / f64::from(self.stating.max(1))
    }
}

/// What differs from ticket to ticket in one template is left out: a number, a time, an
/// address, a name (a word with a capital letter that does not begin the sentence).
fn key(quote: &str) -> String {
    let words = quote.split_whitespace().enumerate().filter(|(at, word)| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        let is_name = *at > 0
            && letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase);
        !is_name && !word.contains('@') && !word.bytes().any(|byte| byte.is_ascii_digit())
    });
    fold(&words.map(|(_, word)| word).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::phrasings::{lexicons, note, ticket};
    use super::super::statement::statements;
    use super::*;

    #[test]
    fn names_numbers_and_addresses_make_no_other_sentence() {
        let same = key("Called Ana Ruiz back on 555-0101 as in Workday, all good.");
        assert_eq!(same, key("Called Jo Price back on 555-0202 as in Okta, all good."));
        assert_ne!(same, key("Called Jo Price back on 555-0202, no answer."));
    }

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
        let agent = &one[0].author;
        assert_eq!(counted.by_author("Called back on number on file 555-0199.", agent), 2);
        assert_eq!(counted.by_author("Called back on number on file.", &Party::default()), 0);
        assert!((counted.share(&other[0].quote) - 1.0 / 3.0).abs() < 1e-9);
    }
}
