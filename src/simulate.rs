//! An invented organisation, written in the shapes in which real products export, with the truth beside it.
//!
//! People, their networks and devices, a desk with its agents and habits, ordinary work and every
//! situation that the reconciliation has to tell apart. What happens is data: the screenplays under
//! `mappings/simulate/scripts/`. Everything follows from the seed; no clock is read.

mod acts;
mod background;
mod calendar;
mod cast;
mod desk;
mod event;
mod lore;
mod organisation;
mod output;
mod play;
mod products;
mod rng;
mod schedule;
mod truth;
mod wording;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::mapping::{MappingError, Mappings};
use crate::model::Instant;

/// What to invent.
#[derive(Debug, Clone)]
pub struct SimulateSettings {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// How many people work there; at least [`LEAST_PEOPLE`].
    pub people: usize,
    /// How many days the identity log spans; at least [`LEAST_DAYS`]. The ticket export ends three days earlier.
    pub days: u32,
    /// The first instant of the log.
    pub start: Instant,
    /// Which part of the stock of texts is spoken.
    pub texts: Texts,
    /// Whether the large files are written as zstd.
    pub compress: bool,
    /// What the organisation uses.
    pub products: Products,
    /// The zone of the desk's tool: of the local times and offsets that it writes.
    pub zone: chrono_tz::Tz,
}

/// Six weeks of 120 people with Okta and ServiceNow, from 2 February 2026 on.
impl Default for SimulateSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            people: 120,
            days: 42,
            start: chrono::DateTime::from_timestamp(1_769_990_400, 0).unwrap_or_default(),
            texts: Texts::All,
            compress: false,
            products: Products::default(),
            zone: chrono_tz::Europe::Berlin,
        }
    }
}

/// The identity provider and the help desk's tool of an organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Products {
    /// Okta and ServiceNow.
    #[default]
    OktaServicenow,
    /// Microsoft Entra ID and Zendesk.
    EntraZendesk,
    /// Google Workspace and Jira Service Management.
    GoogleJira,
    /// Active Directory, with Duo for second factors, and Request Tracker.
    AdRequestTracker,
}

impl Products {
    /// All pairs, as they are called.
    pub const ALL: [(Products, &str); 4] = [
        (Products::OktaServicenow, "okta+servicenow"),
        (Products::EntraZendesk, "entra+zendesk"),
        (Products::GoogleJira, "google+jira"),
        (Products::AdRequestTracker, "ad+request_tracker"),
    ];

    /// How the pair is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(pair, _)| *pair == self).map_or("", |(_, name)| name)
    }
}

impl std::str::FromStr for Products {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|(_, name)| *name == text).map(|(pair, _)| *pair);
        known.ok_or_else(|| format!("choose one of {}", Self::ALL.map(|(_, name)| name).join(", ")))
    }
}

/// A part of the stock of texts. Weights and lexicons are fitted on texts of the one part, and what they are
/// worth is measured on the other, which they have never seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Texts {
    /// The part for fitting.
    Fit,
    /// The part held back.
    Unseen,
    /// Both.
    #[default]
    All,
}

impl std::str::FromStr for Texts {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "fit" => Ok(Self::Fit),
            "unseen" => Ok(Self::Unseen),
            "all" => Ok(Self::All),
            _ => Err("write fit, unseen or all".to_owned()),
        }
    }
}

/// Fewer people cannot hold every situation.
pub const LEAST_PEOPLE: usize = 60;
/// Fewer days leave no room for the situations that take a week to settle.
pub const LEAST_DAYS: u32 = 28;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records of the identity log.
    pub events: u64,
    /// Tickets.
    pub tickets: u64,
    /// Changes in the truth.
    pub changes: u64,
    /// Changes that the desk brought about.
    pub support_changes: u64,
    /// Planted situations (ordinary work not counted).
    pub situations: u64,
    /// Files, by path below the output folder, with their bytes on disk.
    pub files: Vec<(String, u64)>,
}

/// Why nothing (or not everything) was written.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The settings ask for something that cannot be invented.
    #[error("{0}")]
    Settings(String),
    /// A mapping file is faulty.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// A file cannot be written.
    #[error("{path}: cannot be written: {fault}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        fault: std::io::Error,
    },
}

/// Invents an organisation and writes its exports to `out/exports` and the truth to `out/truth`.
///
/// Records are written in time order; sign-ins are made day by day and never all held in memory.
///
/// # Errors
/// Settings out of bounds, a faulty mapping file, or a file that cannot be written.
pub fn simulate(
    settings: &SimulateSettings,
    mappings: &Mappings,
    out: &Path,
) -> Result<Summary, SimulateError> {
    check(settings)?;
    let lore = lore::Lore::load(mappings, settings.products, settings.texts)?;
    let organisation = organisation::Organisation::invent(settings, &lore);
    let story = play::Story::tell(settings, &lore, &organisation);
    output::write(settings, &lore, &organisation, story, out)
}

fn check(settings: &SimulateSettings) -> Result<(), SimulateError> {
    let most = 2_000_000;
    if !(LEAST_PEOPLE..=most).contains(&settings.people) {
        return Err(SimulateError::Settings(format!(
            "people must be {LEAST_PEOPLE} to {most}, not {}",
            settings.people
        )));
    }
    if !(LEAST_DAYS..=3660).contains(&settings.days) {
        return Err(SimulateError::Settings(format!(
            "days must be {LEAST_DAYS} to 3660, not {}",
            settings.days
        )));
    }
    let (first, last) = (0, 4_000_000_000);
    if !(first..=last).contains(&settings.start.timestamp()) {
        return Err(SimulateError::Settings("start must lie between 1970 and 2096".to_owned()));
    }
    Ok(())
}
