//! Concentration: where lapses gather, and who meets whom, beyond what chance would bring.
//!
//! People are named here, so every choice leans to saying nothing: a pair meets at most once a day, whatever was done
//! that day; pairs are compared within the queue of the ticket and lapses within kind and tier, so that a queue's own
//! people and an hour's own work are no news; the tails are exact or too high, never too low; and all comparisons that
//! could have stood out are counted for the correction, also those in which nothing was seen.

mod lapses;
mod pairs;
mod seen;
mod tally;
#[cfg(test)]
mod tests;

use serde::Deserialize;

use crate::directory::Directory;
use crate::mapping::{MappingError, Mappings};
use crate::model::{Case, Concentrations, Ticket};
use tally::{Compared, concluded};

const PATH: &str = "policy/concentration.toml";

/// When something stands out (`policy/concentration.toml`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConcentrationPolicy {
    /// Fewer meetings or lapses are not compared.
    pub least: u64,
    /// A group with fewer changes is not compared.
    pub least_changes: u64,
    /// The chance of even one false alarm.
    pub level: f64,
    /// The least ratio of what is seen to what is expected.
    pub ratio: f64,
    /// Ids kept with a comparison.
    pub ids_kept: usize,
}

impl ConcentrationPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, a level outside 0 to 1, a ratio below 1, or nothing as the least.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(PATH)?;
        let fault = |message: &str| Err(MappingError::whole(PATH, message));
        match &policy {
            Self { level, .. } if !(*level > 0.0 && *level < 1.0) => fault("`level` lies between 0 and 1"),
            Self { ratio, .. } if !(*ratio >= 1.0 && ratio.is_finite()) => fault("`ratio` is at least 1"),
            Self { least: 0, .. } | Self { least_changes: 0, .. } => fault("the least is at least 1"),
            _ => Ok(policy),
        }
    }
}

/// What concentrations are computed from.
#[derive(Debug, Clone, Copy)]
pub struct ConcentrationInput<'a> {
    /// All changes with everything said of them.
    pub cases: &'a [Case],
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// Who is who.
    pub directory: &'a Directory,
    /// When something stands out.
    pub policy: &'a ConcentrationPolicy,
}

/// Compares all pairs and places; in time n log n in the changes.
#[must_use]
pub fn concentrations(input: &ConcentrationInput<'_>) -> Concentrations {
    let seen = seen::seen(input);
    let told = lapses::told(&seen);
    let ((pairs, of_pairs), (lapses, of_lapses)) =
        rayon::join(|| pairs::compared(&seen, input.policy), || lapses::compared(&told, input.policy));
    let compared: Vec<Compared<'_>> = pairs.into_iter().chain(lapses).collect();
    concluded(compared, (of_pairs, of_pairs.saturating_add(of_lapses)), input.policy)
}
