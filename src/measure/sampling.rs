//! A sample for the auditor's own test, beside the full one: planned, drawn and evaluated.
//!
//! The full test needs no inference; the sample is for who has to show what a sample would have said, or looks at some
//! changes by hand. It is drawn by hashes of ids under a stored seed, so that anybody draws it again from `changes.csv`.

mod draw;
mod evaluate;
mod plan;
mod request;
mod size;
#[cfg(test)]
mod tests;

pub use draw::draw;
pub use evaluate::evaluate;
pub use plan::Plan;
pub use request::SampleRequest;
