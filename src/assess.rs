//! What is said of each change: verdict, control tests, risk.

pub mod control;
pub mod risk;
pub mod verdict;
