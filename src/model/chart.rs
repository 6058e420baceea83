//! Control charts: a share over time, with the limits inside which it moves by chance.

use super::words::words;

words! {
    /// What on a chart is more than chance.
    pub enum ChartSignal {
        /// The point lies beyond its limits.
        Beyond = "beyond_limits",
        /// The ninth or a later point in a row on one side of the centre line.
        Run = "run_on_one_side",
    }
}

words! {
    /// What the limits of a chart allow for.
    pub enum Spread {
        /// Chance within each sample (p-chart).
        Within = "within_samples",
        /// Chance within each sample and the usual difference from one sample to the next (Laney's p'-chart).
        Between = "between_samples",
    }
}

/// A share of a sample: so many of so many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// What it is a sample of (the ISO week).
    pub label: String,
    /// Items that count.
    pub hits: u64,
    /// Items.
    pub of: u64,
}

/// A point of a control chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartPoint {
    /// The sample.
    pub sample: Sample,
    /// Its share; `None` for an empty sample.
    pub share: Option<f64>,
    /// Lower and upper limit for a sample of this size; `None` for an empty sample, or where too few samples
    /// support limits.
    pub limits: Option<(f64, f64)>,
    /// What is more than chance at this point.
    pub signals: Vec<ChartSignal>,
}

/// A control chart of a share.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlChart {
    /// The centre line: all that count of all.
    pub centre: f64,
    /// Laney's sigma Z: by how much the points spread wider than chance within the samples; 1 if they do not.
    pub sigma_z: Option<f64>,
    /// What the limits allow for.
    pub spread: Spread,
    /// The points, in order of time.
    pub points: Vec<ChartPoint>,
}
