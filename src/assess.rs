//! What is said of each change: verdict, what would turn it, control tests, exceptions from them, risk.

pub mod control;
pub mod exception;
pub mod flip;
pub mod framework;
pub mod risk;
pub mod verdict;
