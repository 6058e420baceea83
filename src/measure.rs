//! Measuring: first contact of tickets, and figures over everything.

pub mod contact;
pub mod definition;
pub mod interval;
pub mod metrics;
