//! What the user decides about a run.

use std::path::PathBuf;

use chrono_tz::Tz;

use super::watch::Watch;
use crate::measure::sampling::SampleRequest;
use crate::model::{Audience, Instant, Key};
use crate::source::{Footprint, Memory, Progress, ReadSettings, ZoneSetting};

/// What the user decides about a run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Files and folders with exports.
    pub inputs: Vec<PathBuf>,
    /// Files that go by the names that an earlier run gave them, beside `inputs`.
    pub named: Vec<(String, PathBuf)>,
    /// Folder of what was read before; it changes nothing that the report says.
    pub cache: Option<PathBuf>,
    /// Zones of local times.
    pub zones: Vec<ZoneSetting>,
    /// The time of judgement; the newest record if not given.
    pub as_of: Option<Instant>,
    /// File with decisions of reviewers.
    pub overrides: Option<PathBuf>,
    /// File with exceptions that were granted.
    pub exceptions: Option<PathBuf>,
    /// Files with notes and sign-offs of reviewers.
    pub notes: Vec<PathBuf>,
    /// Folder of an earlier report, to compare the figures with.
    pub previous: Option<PathBuf>,
    /// Whose signals are kept beyond what the report needs; they change nothing that it says.
    pub watch: Watch,
    /// A sample to draw for the auditor's own test.
    pub sample: Option<SampleRequest>,
    /// Whether figures name everybody, however few cases they have.
    pub name_agents: bool,
    /// Who the report is for.
    pub audience: Audience,
    /// File with the key of pseudonyms, under which everybody stands then.
    pub pseudonyms: Option<PathBuf>,
    /// How much memory may be taken. It changes nothing that the report says.
    pub memory: Memory,
    /// Whether every record is parsed, none only looked at. It changes nothing that the report says, only
    /// takes longer: so the shortcuts are checked.
    pub parse_all: bool,
}

impl Settings {
    /// What of it concerns the reading.
    pub(super) fn reading<'a>(&'a self, progress: Option<&'a (dyn Fn(Progress) + Sync)>) -> ReadSettings<'a> {
        ReadSettings {
            zones: &self.zones,
            named: &self.named,
            cache: self.cache.as_deref(),
            progress,
            memory: self.memory,
            footprint: Footprint::REPORTED,
            parse_all: self.parse_all,
        }
    }

    /// The zone in which people write times into the tickets of a source: the one given for it,
    /// else the one for all, else the only one given; `None` (read as UTC) if that leaves a doubt.
    pub(super) fn zone_of_texts(&self, source: &str) -> Option<Tz> {
        let given = |setting: &&ZoneSetting| match &setting.source {
            Some(prefix) => source.starts_with(prefix.as_str()),
            None => true,
        };
        let length = |setting: &&ZoneSetting| setting.source.as_ref().map_or(0, String::len);
        let closest = self.zones.iter().filter(given).max_by_key(length);
        match (closest, &self.zones[..]) {
            (Some(setting), _) | (None, [setting]) => Some(setting.zone),
            _ => None,
        }
    }

    /// The settings that decide what the report says, as the manifest shows them: of a key only its id.
    pub(super) fn as_typed(&self, key: Option<&Key>) -> Vec<(String, String)> {
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
            self.as_of
                .map(|at| ("as-of".to_owned(), at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))),
        );
        let name = |path: &PathBuf| Some(path.file_name()?.to_string_lossy().into_owned());
        typed.extend(self.overrides.as_ref().and_then(name).map(|name| ("overrides".to_owned(), name)));
        typed.extend(self.exceptions.as_ref().and_then(name).map(|name| ("exceptions".to_owned(), name)));
        let mut notes: Vec<String> = self.notes.iter().filter_map(name).collect();
        notes.sort();
        typed.extend(notes.into_iter().map(|name| ("notes".to_owned(), name)));
        typed.extend(self.previous.as_ref().and_then(name).map(|name| ("previous".to_owned(), name)));
        typed.extend(self.sample.as_ref().map(|sample| ("sample".to_owned(), sample.to_string())));
        typed.extend(self.name_agents.then(|| ("name-agents".to_owned(), "yes".to_owned())));
        let audience = self.audience.as_str().to_owned();
        typed.extend((self.audience != Audience::default()).then(|| ("audience".to_owned(), audience)));
        typed.extend(key.map(|key| ("pseudonyms".to_owned(), format!("key {}", key.id()))));
        // Of zones for the same source the last one counts: their order is kept.
        typed.sort_by(|one, other| one.0.cmp(&other.0));
        typed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_in_texts_are_of_the_zone_of_their_tickets() {
        let of = |zones: &[&str], source: &str| {
            let zones = zones.iter().map(|zone| zone.parse().unwrap()).collect();
            Settings { zones, ..Settings::default() }.zone_of_texts(source).map(|zone| zone.name())
        };
        let two = ["servicenow=America/Chicago", "okta=Asia/Tokyo"];
        assert_eq!(of(&two, "servicenow.incident"), Some("America/Chicago"));
        assert_eq!(of(&two, "zendesk.ticket"), None);
        assert_eq!(of(&["UTC", "zendesk=Europe/Paris"], "zendesk.ticket"), Some("Europe/Paris"));
        assert_eq!(of(&["okta=Asia/Tokyo"], "zendesk.ticket"), Some("Asia/Tokyo"));
    }
}
