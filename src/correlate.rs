//! change ↔ ticket ↔ evidence, one account at a time.

mod assign;
mod decided;
pub mod evidence;
mod facts;
pub mod link;
mod reference;
pub mod request;
mod review;
mod score;
mod strays;
#[cfg(test)]
mod testing;
mod weights;

pub use decided::{LinkDecisions, fate};
pub use reference::tickets_named;
pub use review::{ReviewRules, review};
pub use weights::{Fitted, LinkingRules, Reliability, Threshold};

#[cfg(test)]
pub(crate) use testing::ticket_for_tests;
