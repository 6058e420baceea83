//! Sentences that stand in many tickets: a template was pasted.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::fold::fold;
use super::statement::Statement;
use crate::model::Party;

/// What was counted of the gist of sentences, by the sentence and by the gist.
#[expect(clippy::disallowed_types, reason = "looked up for every statement, never iterated")]
type Places = std::collections::HashMap<String, usize>;

/// In how many tickets each sentence stands.
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {
    /// Where the gist of each sentence that was counted stands in the list.
    of_quote: Places,
    of_gist: Places,
    counted: Vec<Counted>,
    /// Tickets that state anything at all.
    stating: u32,
}

/// In how many tickets a gist stands.
#[derive(Debug, Clone, Default)]
struct Counted {
    tickets: u32,
    of_author: BTreeMap<String, u32>,
}

impl Boilerplate {
    /// Counts the sentences of all tickets; each ticket counts a sentence once.
    #[must_use]
    pub fn count<'a>(tickets: impl IntoIterator<Item = &'a [Statement]>) -> Self {
        let tickets: Vec<&[Statement]> = tickets.into_iter().collect();
        let gists: Vec<Vec<String>> = tickets
            .par_iter()
            .map(|statements| statements.iter().map(|statement| gist(&statement.quote)).collect())
            .collect();
        let mut new = Self::default();
        for (statements, gists) in tickets.into_iter().zip(gists) {
            let mut seen: BTreeSet<(usize, &str)> = BTreeSet::new();
            for (statement, gist) in statements.iter().zip(gists).filter(|(_, gist)| !gist.is_empty()) {
                let free = new.counted.len();
                let at = *new.of_gist.entry(gist).or_insert(free);
                if at == free {
                    new.counted.push(Counted::default());
                }
                new.of_quote.entry(statement.quote.clone()).or_insert(at);
                seen.insert((at, statement.author.label()));
            }
            new.stating += u32::from(!seen.is_empty());
            let mut before = None;
            for (at, author) in seen {
                let counted = &mut new.counted[at];
                counted.tickets += u32::from(before.replace(at) != Some(at));
                *counted.of_author.entry(author.to_owned()).or_default() += 1;
            }
        }
        new
    }

    fn counted(&self, quote: &str) -> Option<&Counted> {
        let at = self.of_quote.get(quote).or_else(|| self.of_gist.get(&gist(quote)))?;
        self.counted.get(*at)
    }

    /// The number of tickets in which this sentence stands.
    #[must_use]
    pub fn tickets(&self, quote: &str) -> u32 {
        self.counted(quote).map_or(0, |counted| counted.tickets)
    }

    /// The number of tickets in which this author wrote it.
    #[must_use]
    pub fn by_author(&self, quote: &str, author: &Party) -> u32 {
        let of_author = self.counted(quote).and_then(|counted| counted.of_author.get(author.label()));
        of_author.copied().unwrap_or(0)
    }

    /// The share of all tickets with a statement in which this sentence stands, 0 to 1.
    #[must_use]
    pub fn share(&self, quote: &str) -> f64 {
        f64::from(self.tickets(quote)) / f64::from(self.stating.max(1))
    }
}

/// What differs from ticket to ticket in one template is left out: a number, a time, an
/// address, a name (a word with a capital letter that does not begin the sentence).
fn gist(quote: &str) -> String {
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
        let same = gist("Called Ana Ruiz back on 555-0101 as in Workday, all good.");
        assert_eq!(same, gist("Called Jo Price back on 555-0202 as in Okta, all good."));
        assert_ne!(same, gist("Called Jo Price back on 555-0202, no answer."));
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
