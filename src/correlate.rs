//! change ↔ ticket ↔ evidence, one account at a time.

pub mod request;
#[cfg(test)]
mod testing;

#[cfg(test)]
pub(crate) use testing::ticket_for_tests;
