//! What is said of each change: verdict, control tests, risk.

pub mod risk;
pub mod verdict;
