//! Evidence: what tickets, verification records and logs say of who was verified.
//!
//! A ticket is read once into [`Statement`]s; [`weigh()`] then judges, for one
//! change, what each statement, record and log entry is worth.

mod about;
mod boilerplate;
mod clock;
#[cfg(test)]
mod english;
mod fields;
mod fold;
mod id;
mod lexicon;
mod log;
mod phrase;
mod phrasebook;
#[cfg(test)]
mod phrasings;
mod quotation;
mod reading;
mod records;
mod sentence;
mod spelling;
mod statement;
#[cfg(test)]
pub(crate) mod tests;
mod weaknesses;
mod weigh;

pub use boilerplate::Boilerplate;
pub use clock::Told;
pub use lexicon::Lexicons;
pub use log::{Sign, reach};
pub use reading::Stated;
pub use statement::{Place, Statement, statements};
pub(crate) use weigh::sort;
pub use weigh::{Use, Weighing, capped, timing_at, weigh};
