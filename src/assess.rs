//! What is said of each change: verdict, what would turn it, control tests, risk.

pub mod control;
pub mod flip;
pub mod framework;
pub mod risk;
pub mod verdict;
