//! Figures of an earlier report, held against this one's.

use std::collections::BTreeMap;

use super::coverage::Span;
use super::words::words;

words! {
    /// Why a figure is shown beside the earlier one and not compared with it.
    pub enum NotCompared {
        /// Another version of the program made the earlier report.
        OtherVersion = "other_version",
        /// Other mappings or policies made it.
        OtherMappings = "other_mappings",
        /// The figure is defined otherwise there.
        OtherDefinition = "other_definition",
        /// Both are of one and the same time.
        SameTime = "same_time",
        /// A count depends on how long the time is.
        Count = "count",
        /// One of the two is of too few items for a rate.
        TooFew = "too_few",
    }
}

/// Which report it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousRun {
    /// Name of its folder.
    pub name: String,
    /// SHA-256 of its `manifest.json`.
    pub manifest_sha256: String,
    /// SHA-256 of its `data/metrics.json`, as its manifest says it.
    pub metrics_sha256: String,
    /// Version of the program.
    pub version: String,
    /// Its time of judgement, as written.
    pub as_of: String,
    /// SHA-256 of the mappings used.
    pub mappings_sha256: String,
}

/// A figure as the earlier report tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviousMetric {
    /// Its id.
    pub id: String,
    /// How it was computed, in words.
    pub definition: String,
    /// Items that counted.
    pub numerator: u64,
    /// Of how many; `None` for a count.
    pub denominator: Option<u64>,
    /// Whether a value was given: not of nothing, nor of too few items.
    pub has_value: bool,
    /// The time it was counted over, where told.
    pub period: Option<Span>,
}

/// An earlier report, read.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviousReport {
    /// Which.
    pub run: PreviousRun,
    /// Its figures, by id.
    pub metrics: BTreeMap<String, PreviousMetric>,
}

/// What became of one figure since.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Items that counted then.
    pub numerator: u64,
    /// Of how many then.
    pub denominator: Option<u64>,
    /// This share less the earlier one, -1 to 1; `None` where they are not compared.
    pub difference: Option<f64>,
    /// Its two-sided 95 % interval (Newcombe 1998, method 10), of this comparison alone.
    pub interval: Option<(f64, f64)>,
    /// The chance of such a difference if nothing had changed (Fisher's exact test).
    pub chance: Option<f64>,
    /// The same, as it counts when so many figures are compared (Holm 1979).
    pub adjusted: Option<f64>,
    /// Whether the two times overlap: what lies in both is counted twice.
    pub overlaps: bool,
    /// Why the two are not compared.
    pub not_compared: Option<NotCompared>,
}

/// All figures that both reports have.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// The earlier report.
    pub previous: PreviousRun,
    /// By id of the figure.
    pub of: BTreeMap<String, Trend>,
    /// How many were compared.
    pub comparisons: u64,
    /// What the reader must know of the comparison, in sentences.
    pub notes: Vec<String>,
}
