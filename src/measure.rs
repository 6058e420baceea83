//! Measuring: first contact of tickets, and figures over everything.

pub mod concentration;
pub mod contact;
pub mod metrics;
pub mod risks;
pub mod statistics;
pub mod trend;
