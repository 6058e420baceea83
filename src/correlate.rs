//! change ↔ ticket ↔ evidence, one account at a time.

pub mod request;

#[cfg(test)]
pub(crate) use request::test_ticket;
