//! Measuring: first contact of tickets, and figures over everything.

pub mod agents;
pub mod contact;
pub mod interval;
pub mod metrics;
