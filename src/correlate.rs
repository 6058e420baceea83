//! change ↔ ticket ↔ evidence, one account at a time.

mod assign;
pub mod evidence;
mod facts;
pub mod link;
mod reference;
pub mod request;
mod score;
mod strays;
#[cfg(test)]
mod testing;
mod weights;

pub use weights::LinkingRules;

#[cfg(test)]
pub(crate) use testing::ticket_for_tests;
