//! What a score says: rates, what was taken for what, attacks.

use crate::measure::statistics::interval::wilson;

use super::calibration::Calibration;
use super::found::Found;
use super::truth::Truth;

/// `hits` of `of` items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// The numerator.
    pub hits: u64,
    /// The denominator.
    pub of: u64,
}

impl Rate {
    /// Counts one more item.
    pub(crate) fn add(&mut self, hit: bool) {
        self.of += 1;
        self.hits += u64::from(hit);
    }

    /// The rate of the items that are hits.
    pub(super) fn count(items: impl Iterator<Item = bool>) -> Self {
        let mut rate = Self::default();
        items.for_each(|hit| rate.add(hit));
        rate
    }

    /// The share, 0 to 1; `None` of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Two-sided 95 % Wilson score interval; `None` of nothing.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        wilson(self.hits, self.of)
    }
}

/// A rate with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Stable name: section, dot, figure (`links.precision`).
    pub id: String,
    /// What it says, in words.
    pub title: String,
    /// The rate.
    pub rate: Rate,
}

/// Precision and recall of one word of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueRates {
    /// The figure that it belongs to (`evidence.level`).
    pub of: String,
    /// The word.
    pub value: String,
    /// Of those that the report calls so, those that are so.
    pub precision: Rate,
    /// Of those that are so, those that the report calls so.
    pub recall: Rate,
}

/// What was taken for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// The figure that it belongs to.
    pub of: String,
    /// What is true.
    pub truth: String,
    /// What the report says.
    pub ours: String,
    /// How many of these changes hang on a wrong ticket, or on none where there is one.
    pub with_wrong_ticket: u64,
    /// All of them, in the order of the truth; of links the surest first.
    pub examples: Vec<Example>,
}

/// One item on which report and truth disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Id of the change in the report, or number of the ticket; empty if the report has none.
    pub id: String,
    /// Native id of the change; empty of tickets.
    pub native_id: String,
    /// The situation that was played, if the truth tells.
    pub situation: String,
    /// What is true of it.
    pub truth: String,
    /// What the report says of it.
    pub ours: String,
}

/// A planted attack and where it stands among all changes by risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Attack {
    /// Its name in the truth: `attack_id`, else the situation.
    pub name: String,
    /// Its changes, and of them those that the report holds.
    pub changes: Rate,
    /// The change of it that stands highest; empty if the report holds none.
    pub change_id: String,
    /// Risk of that change.
    pub risk: f64,
    /// Its place among all changes of the report, from 1: one more than the changes of no part of
    /// this attack with as much risk or more. `None` if the report holds none of its changes.
    pub rank: Option<u64>,
    /// How many harmless changes have as much risk or more.
    pub harmless_before: u64,
}

/// Everything that a score says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    /// Changes of the truth.
    pub true_changes: usize,
    /// Tickets of the truth.
    pub true_tickets: usize,
    /// Changes of the report.
    pub found_changes: usize,
    /// All rates, in the order of the sections.
    pub figures: Vec<Figure>,
    /// Rates by word.
    pub values: Vec<ValueRates>,
    /// What was taken for what; within a figure the most frequent first.
    pub confusions: Vec<Confusion>,
    /// Attacks, the best hidden first.
    pub attacks: Vec<Attack>,
    /// How far the confidence of links can be believed.
    pub calibration: Calibration,
    /// Figures that were not scored, for the truth does not tell.
    pub not_told: Vec<String>,
    /// What else should be known.
    pub notes: Vec<String>,
}

impl Scores {
    pub(super) fn new(truth: &Truth, found: &Found) -> Self {
        Self {
            true_changes: truth.changes.len(),
            true_tickets: truth.tickets.as_ref().map_or(0, Vec::len),
            found_changes: found.changes.len(),
            ..Self::default()
        }
    }

    pub(super) fn figure(&mut self, id: impl Into<String>, title: impl Into<String>, rate: Rate) {
        self.figures.push(Figure { id: id.into(), title: title.into(), rate });
    }

    /// Leaves a figure out, for the truth does not tell.
    pub(super) fn not_told(&mut self, id: &str) {
        self.not_told.push(id.to_owned());
    }

    /// The rate of a figure; `None` if it was not scored.
    #[must_use]
    pub fn rate(&self, id: &str) -> Option<Rate> {
        self.figures.iter().find(|figure| figure.id == id).map(|figure| figure.rate)
    }
}
