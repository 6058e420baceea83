//! Assessing: verdicts, control tests and risk.

pub mod control;
pub mod risk;
pub mod verdict;
//! What is said of each change: verdict, control tests, risk.

