//! Measuring: first contact of tickets, and figures over everything.

pub mod breakdown;
pub mod contact;
pub mod definition;
pub mod metrics;
pub mod statistics;
