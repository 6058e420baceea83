//! What is in a set of exports, and how much of it is understood.
//!
//! In: files, mappings, zones. Out: an [`Inspection`], which says for every file what it was
//! read as and why, what became of its records, and what the control tests miss. Nothing is
//! linked or judged here.

mod clocks;
mod document;
mod draft;
mod guess;
mod needs;
mod shown;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono_tz::Tz;

use crate::directory::{Directory, DirectoryInput, DirectoryRules};
use crate::mapping::Mappings;
use crate::mapping::exports::Exports;
use crate::mapping::masks::Masks;
use crate::mapping::taxonomy::{Classified, Taxonomy};
use crate::model::{Coverage, Duplicate, Event, EventClass, FileUse, InputFile, Signal};
use crate::source::{
    Footprint, Look, LookSettings, Memory, Progress, ReadError, ReadSettings, Reading, SeenAs, Tally,
    ZoneSetting, look, read,
};

pub use clocks::ClockOffset;
pub use document::document;
pub use draft::{Draft, DraftError, draft};
pub use needs::Missing;
pub use shown::Shown;

/// What the user decides about an inspection.
#[derive(Debug, Clone, Default)]
pub struct InspectSettings {
    /// Files and folders with exports.
    pub inputs: Vec<PathBuf>,
    /// Zones of local times.
    pub zones: Vec<ZoneSetting>,
    /// Folder of what was read before; it changes nothing that is found.
    pub cache: Option<PathBuf>,
    /// How much memory may be taken. It changes nothing that is found.
    pub memory: Memory,
    /// How many of the first records of each file to show.
    pub show: usize,
}

/// What is in the exports.
#[derive(Debug)]
pub struct Inspection {
    /// Every file, by name.
    pub files: Vec<Inspected>,
    /// Covered time of each source of events or tickets.
    pub sources: Vec<Coverage>,
    /// Records of one file that another already held.
    pub duplicates: Vec<Duplicate>,
    /// By how much the clocks of two sources differ.
    pub clocks: Vec<ClockOffset>,
    /// Inputs that control tests need and that are not there.
    pub missing: Vec<Missing>,
}

impl Inspection {
    /// Whether any record can be used.
    #[must_use]
    pub fn has_anything(&self) -> bool {
        self.files.iter().any(|file| file.file.used > 0)
    }

    /// The name of a file.
    #[must_use]
    pub fn name_of(&self, file: crate::model::FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |file| file.file.name.as_str())
    }
}

/// How the zone of a file's times is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneKnowledge {
    /// There are no times.
    NoTimes,
    /// Every time carries its offset.
    Offset,
    /// The product documents it, or it was given with `--tz`: the file's `zone` says which.
    Told,
    /// Nothing tells it: the times were read as UTC, which is a guess.
    Unknown,
}

impl ZoneKnowledge {
    /// One word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoTimes => "no_times",
            Self::Offset => "offset",
            Self::Told => "told",
            Self::Unknown => "unknown",
        }
    }
}

/// What is in one file.
#[derive(Debug)]
pub struct Inspected {
    /// What became of it and of its rows.
    pub file: InputFile,
    /// How the zone of its times is known.
    pub zone: ZoneKnowledge,
    /// What a first look shows.
    pub look: Look,
    /// What its used records are.
    pub tally: Tally,
    /// Events of types that may be changes, by what the taxonomy makes of them.
    pub classes: BTreeMap<String, u64>,
    /// Why records were rejected, the most frequent reason first.
    pub rejects: Vec<RejectReason>,
    /// Signs that the export was cut.
    pub truncation: Vec<String>,
    /// Its first records as they were read.
    pub shown: Vec<Shown>,
}

impl Inspected {
    /// Events of unknown types.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.tally.unknown.values().sum()
    }

    /// Events: of types that may be changes, signals, and of unknown types.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.tally.changes + self.tally.signals + self.unknown()
    }
}

/// A reason for which records of a file were rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectReason {
    /// The reason.
    pub reason: String,
    /// How many records.
    pub records: u64,
    /// Line of the first of them.
    pub line: u64,
    /// The beginning of the first of them.
    pub excerpt: String,
}

/// The taxonomy with the vocabulary of each source.
struct Classes {
    taxonomy: Taxonomy,
    vocabularies: BTreeMap<String, String>,
}

impl Classes {
    fn of(&self, event: &Event) -> Option<Classified> {
        let vocabulary = self.vocabularies.get(&event.source).map_or("", String::as_str);
        self.taxonomy.classify(vocabulary, event)
    }

    fn words(&self, event: &Event) -> String {
        match self.of(event).map(|classified| classified.class) {
            Some(EventClass::Change(kind, _)) => kind.to_string(),
            Some(EventClass::Signal(Signal::Context)) if self.is_failed_change(event) => {
                "attempt that failed".to_owned()
            }
            Some(EventClass::Signal(signal)) => signal.to_string(),
            None => "unknown type".to_owned(),
        }
    }

    fn is_failed_change(&self, event: &Event) -> bool {
        event.outcome == crate::model::Outcome::Failure
    }
}

/// Reads all exports among the inputs and says what is in them.
///
/// # Errors
/// An input that is not there, a fault in a mapping.
pub fn inspect(
    settings: &InspectSettings,
    mappings: &Mappings,
    progress: Option<&(dyn Fn(Progress) + Sync)>,
) -> Result<Inspection, ReadError> {
    let exports = Exports::load(mappings)?;
    let taxonomy = Taxonomy::load(mappings)?;
    // A missing zone must not stop the look at all other files: UTC stands in, and is told.
    let mut zones = settings.zones.clone();
    let stands_in = zones.iter().all(|zone| zone.source.is_some());
    if stands_in {
        zones.insert(0, ZoneSetting { source: None, zone: Tz::UTC });
    }
    let read_settings = ReadSettings {
        zones: &zones,
        cache: settings.cache.as_deref(),
        progress,
        memory: settings.memory,
        footprint: Footprint::LISTED,
        ..ReadSettings::default()
    };
    let mut reading = read(&settings.inputs, mappings, &taxonomy, &read_settings)?;
    let classes = Classes { taxonomy, vocabularies: reading.vocabularies() };
    let look_settings = LookSettings {
        zones: &zones,
        records: settings.show,
        page_members: &exports.page_members,
        last_page_members: &exports.last_page_members,
    };
    let looks = look(&settings.inputs, &reading, look_settings)?;
    let rules = DirectoryRules::load(mappings)?;
    let directory = Directory::build(
        &DirectoryInput {
            people: &reading.people,
            events: &reading.events,
            tickets: &reading.tickets,
            verifications: &reading.verifications,
        },
        &rules,
    );
    let clocks = clocks::offsets(&reading, &directory, &classes);
    let missing = needs::missing(&reading, &classes, &exports);
    let masks = Masks::load(mappings)?;
    let files = files(&mut reading, looks, (&classes, &exports, &masks), stands_in);
    Ok(Inspection { files, sources: reading.coverage, duplicates: reading.duplicates, clocks, missing })
}

fn files(
    reading: &mut Reading,
    looks: Vec<Look>,
    (classes, exports, masks): (&Classes, &Exports, &Masks),
    stands_in: bool,
) -> Vec<Inspected> {
    let tallies = std::mem::take(&mut reading.tallies);
    let mut files: Vec<Inspected> = std::mem::take(&mut reading.files)
        .into_iter()
        .zip(tallies)
        .zip(looks)
        .map(|((file, tally), mut look)| Inspected {
            zone: zone(&file, stands_in),
            truncation: truncation(&file, &tally, &look, exports),
            shown: std::mem::take(&mut look.seen)
                .into_iter()
                .map(|seen| {
                    let class = match &seen.what {
                        SeenAs::Event(event) => Some(classes.words(event)),
                        _ => None,
                    };
                    Shown::of(&seen, class, masks)
                })
                .collect(),
            file,
            look,
            tally,
            classes: BTreeMap::new(),
            rejects: Vec::new(),
        })
        .collect();
    for event in &reading.events {
        if let Some(file) = files.get_mut(event.origin.file.0 as usize) {
            *file.classes.entry(classes.words(event)).or_default() += 1;
        }
    }
    let mut reasons: BTreeMap<(u32, String), RejectReason> = BTreeMap::new();
    for mut reject in std::mem::take(&mut reading.rejects) {
        (reject.reason, reject.excerpt) = (masks.masked(&reject.reason), masks.masked(&reject.excerpt));
        let entry = reasons.entry((reject.origin.file.0, reject.reason.clone()));
        entry
            .or_insert_with(|| RejectReason {
                reason: reject.reason,
                records: 0,
                line: reject.origin.line,
                excerpt: reject.excerpt,
            })
            .records += 1;
    }
    for ((file, _), reason) in reasons {
        if let Some(file) = files.get_mut(file as usize) {
            file.rejects.push(reason);
        }
    }
    for file in &mut files {
        file.rejects.sort_by_key(|reason| (std::cmp::Reverse(reason.records), reason.line));
    }
    files
}

fn zone(file: &InputFile, stands_in: bool) -> ZoneKnowledge {
    if stands_in && file.zone.contains("UTC (--tz)") {
        ZoneKnowledge::Unknown
    } else if !file.zone.is_empty() {
        ZoneKnowledge::Told
    } else if file.first_at.is_some() {
        ZoneKnowledge::Offset
    } else {
        ZoneKnowledge::NoTimes
    }
}

/// Signs that a file does not hold all that its export should.
fn truncation(file: &InputFile, tally: &Tally, look: &Look, exports: &Exports) -> Vec<String> {
    if file.used_as == FileUse::Duplicate {
        return Vec::new();
    }
    let mut signs: Vec<String> = tally.cut.iter().cloned().collect();
    if let Some(cap) = exports.cap(file.source.as_deref().unwrap_or_default(), file.rows)
        && file.source.is_some()
    {
        signs.push(format!("it has exactly {} records: {}", file.rows, cap.why));
    }
    if let Some(member) = &look.more_pages {
        signs.push(format!("`{member}` says that another page follows: is it among the files?"));
    }
    signs
}

#[cfg(test)]
mod tests;
