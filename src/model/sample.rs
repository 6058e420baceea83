//! A sample for an auditor's own test, beside the full one.

use super::change::ChangeId;
use super::control::ControlTestId;
use super::words::words;

words! {
    /// How a sample is drawn.
    pub enum SampleMethod {
        /// Each change with the same chance.
        Random = "random",
        /// From each tier and kind in proportion, at least one of each.
        Stratified = "stratified",
        /// With a chance proportional to the risk score.
        Risk = "risk",
    }
}

/// A drawn sample with everything needed to draw it again.
#[derive(Debug, Clone)]
pub struct AuditSample {
    /// How it was drawn.
    pub method: SampleMethod,
    /// Confidence, as a share (0.95).
    pub confidence: f64,
    /// Tolerable deviation, as a share.
    pub tolerable: f64,
    /// Expected deviation, as a share.
    pub expected: f64,
    /// Changes that could be drawn.
    pub population: usize,
    /// How the size came about, in a sentence: the table or formula, named.
    pub size_by: String,
    /// The seed, as given or derived from the inputs.
    pub seed: String,
    /// Where the seed comes from, in a sentence.
    pub seed_by: String,
    /// The algorithm in words, exact enough to repeat it by hand.
    pub algorithm: String,
    /// How the upper limits are computed and what they are limits of, in words.
    pub limit_by: String,
    /// Strata, in the order drawn; one without a name if there are none.
    pub strata: Vec<Stratum>,
    /// The items, in the order of `Report::cases`.
    pub items: Vec<SampledItem>,
    /// What the sample says of each test that has a drawn change in its population, by test.
    pub evaluations: Vec<SampleEvaluation>,
}

/// A part of the population that is drawn from by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Tier and kind, or how it is drawn; empty if it is the whole population.
    pub name: String,
    /// Changes in it.
    pub population: usize,
    /// Changes drawn.
    pub drawn: usize,
}

/// A drawn change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledItem {
    /// Place in `Report::cases`.
    pub case: usize,
    /// Its id.
    pub change: ChangeId,
    /// Place of its stratum.
    pub stratum: usize,
    /// By which number it was drawn, as the algorithm writes it.
    pub drawn_by: String,
}

/// What a sample says of one control test, held against the full test.
///
/// A deviation is an item that fails, also where an exception was granted for it. What cannot be told is no pass:
/// ISA 530.11 and AU-C 530.11 count a drawn item that could not be tested as a deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleEvaluation {
    /// The test.
    pub test: ControlTestId,
    /// Drawn items of its population that the test could tell.
    pub tested: usize,
    /// Deviations among them.
    pub deviations: usize,
    /// Drawn items of its population that it could not tell.
    pub untold: usize,
    /// Upper limit of the deviation rate at the confidence, as a share, with what could not be told as deviations;
    /// `None` if nothing could be told.
    pub upper_limit: Option<f64>,
    /// The same of the items alone that could be told.
    pub upper_limit_told: Option<f64>,
    /// Whether `upper_limit` is within the tolerable deviation.
    pub within: Option<bool>,
    /// Items of the full test that could be told.
    pub full_tested: usize,
    /// Deviations among them.
    pub full_deviations: usize,
    /// Items of the full test that could not be told.
    pub full_untold: usize,
    /// Deviations of the full test as a share of what could be told; nothing is inferred.
    pub full_rate: Option<f64>,
}
