//! change ↔ ticket ↔ evidence, one account at a time.

pub mod request;
