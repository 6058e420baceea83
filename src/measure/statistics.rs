//! The statistics beneath the figures, each with its source; the tests hold them against published worked examples.
//!
//! Counts go in as whole numbers, shares come out between 0 and 1. Nothing here knows what is counted.

pub mod chart;
pub mod comparison;
pub mod difference;
pub mod funnel;
pub mod interval;
pub mod rank;
pub mod standard;
pub mod tail;

/// The 97.5 % point of the normal distribution: of two-sided 95 % statements.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub(crate) const fn real(count: u64) -> f64 {
    count as f64
}
