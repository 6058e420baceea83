//! Sentences that stand in many tickets: a template was pasted.

use std::collections::BTreeMap;

use super::fold::fold;
use super::statement::Statement;

/// In how many tickets each sentence stands.
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {
    tickets: BTreeMap<String, u32>,
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
            for key in keys.into_iter().filter(|key| !key.is_empty()) {
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
}

/// Digits differ from ticket to ticket in one template: a phone number, a time.
fn key(quote: &str) -> String {
    fold(quote)
        .split(' ')
        .filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join(" ")
}
