//! What the user decides about a run.

use std::path::PathBuf;

use chrono_tz::Tz;

use crate::model::Instant;
use crate::source::ZoneSetting;

/// What the user decides about a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Files and folders with exports.
    pub inputs: Vec<PathBuf>,
    /// Zones of local times.
    pub zones: Vec<ZoneSetting>,
    /// The time of judgement; the newest record if not given.
    pub as_of: Option<Instant>,
    /// File with decisions of reviewers.
    pub overrides: Option<PathBuf>,
}

impl Settings {
    /// The zone in which people write times into tickets: the one given for all, else the only
    /// one given; `None` (read as UTC) if that leaves a doubt.
    pub(super) fn zone_of_texts(&self) -> Option<Tz> {
        let for_all = self.zones.iter().find(|setting| setting.source.is_none());
        match (for_all, &self.zones[..]) {
            (Some(setting), _) | (None, [setting]) => Some(setting.zone),
            _ => None,
        }
    }

    /// The settings that decide what the report says, as the manifest shows them.
    pub(super) fn as_typed(&self) -> Vec<(String, String)> {
        let mut typed: Vec<(String, String)> = self
            .zones
            .iter()
            .map(|setting| {
                let zone = setting.zone.name();
                (
                    "tz".to_owned(),
                    setting
                        .source
                        .as_ref()
                        .map_or_else(|| zone.to_owned(), |source| format!("{source}={zone}")),
                )
            })
            .collect();
        typed.extend(
            self.as_of.map(|at| ("as-of".to_owned(), at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))),
        );
        let name = |path: &PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
        typed.extend(self.overrides.as_ref().and_then(name).map(|name| ("overrides".to_owned(), name)));
        typed.sort();
        typed
    }
}
