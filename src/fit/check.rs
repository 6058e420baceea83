//! How right the links of some weights are, and how far their confidence can be believed.

use std::collections::BTreeMap;

use super::labelled::{Label, Labelled};
use crate::model::LinkOutcome;
use crate::score::{Calibration, Rate};

/// Links held against labels.
#[derive(Debug, Clone, Default)]
pub struct Check {
    /// Links made that are right.
    pub precision: Rate,
    /// True links that were made.
    pub recall: Rate,
    /// Changes left open.
    pub ambiguous: u64,
    said: Vec<(f64, bool)>,
}

impl Check {
    /// How far the confidence of the links can be believed.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        Calibration::of(self.said.iter().copied())
    }

    /// Links labelled exports with some weights, and holds the links of some accounts against the labels.
    pub(super) fn add(
        &mut self,
        labelled: &Labelled,
        weights: &BTreeMap<String, f64>,
        is_in: impl Fn(usize) -> bool,
    ) {
        let links = labelled.links(&labelled.rules().with_weights(weights));
        for (_, label, linked) in links.into_iter().filter(|(account, ..)| is_in(*account)) {
            let link = linked.link.filter(|_| linked.outcome == LinkOutcome::Linked);
            let right = link.as_ref().is_some_and(|link| label == Label::Ticket(link.ticket));
            self.ambiguous += u64::from(linked.outcome == LinkOutcome::Ambiguous);
            if let Some(link) = link {
                self.precision.add(right);
                self.said.push((link.confidence, right));
            }
            if matches!(label, Label::Ticket(_)) {
                self.recall.add(right);
            }
        }
    }
}
