//! Assessing: verdicts, control tests and risk.

pub mod control;
