//! Measuring: first contact of tickets, why it failed and what it cost, and figures over everything.

mod acts;
pub mod agents;
pub mod breakdown;
pub mod cause;
pub mod concentration;
pub mod contact;
pub mod definition;
pub mod handoff;
pub mod metrics;
pub mod nhi;
pub mod notes;
pub mod risks;
pub mod said;
pub mod sampling;
pub mod statistics;
pub mod trend;
