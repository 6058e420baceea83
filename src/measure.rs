//! Measuring: first contact of tickets, and figures over everything.

pub mod contact;
pub mod metrics;
pub mod statistics;
