//! What is in a set of exports, and how much of it is understood.
//!
//! In: files, mappings, zones. Out: an [`Inspection`], which says for every file what it was
//! read as and why, and what became of its records. Nothing is linked or judged here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono_tz::Tz;

use crate::mapping::taxonomy::Taxonomy;
use crate::mapping::{Mappings, source};
use crate::model::{EventClass, InputFile, Signal};
use crate::source::{ReadError, ReadSettings, Seen, SeenAs, Tally, ZoneSetting, look, read};

/// What the user decides about an inspection.
#[derive(Debug, Clone, Default)]
pub struct InspectSettings {
    /// Files and folders with exports.
    pub inputs: Vec<PathBuf>,
    /// Zones of local times.
    pub zones: Vec<ZoneSetting>,
    /// How many of the first records of each file to show.
    pub show: usize,
}

/// What is in the exports.
#[derive(Debug)]
pub struct Inspection {
    /// Every file, by name.
    pub files: Vec<Inspected>,
}

/// What is in one file.
#[derive(Debug)]
pub struct Inspected {
    /// What became of it and of its rows.
    pub file: InputFile,
    /// Its times carry no zone and none is known: they were read as UTC, which is a guess.
    pub zone_is_unknown: bool,
    /// What its used records are.
    pub tally: Tally,
    /// Events that may be changes by what the taxonomy makes of them.
    pub classes: BTreeMap<String, u64>,
    /// Why records were rejected, the most frequent reason first.
    pub rejects: Vec<RejectReason>,
    /// Its first records as they were read.
    pub shown: Vec<Shown>,
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

/// A record as it was read, with what the taxonomy makes of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The record.
    pub seen: Seen,
    /// For an event, what it is.
    pub class: Option<String>,
}

/// Reads all exports among the inputs and says what is in them.
///
/// # Errors
/// An input that is not there, a fault in a mapping.
pub fn inspect(settings: &InspectSettings, mappings: &Mappings) -> Result<Inspection, ReadError> {
    let taxonomy = Taxonomy::load(mappings)?;
    let vocabularies: BTreeMap<String, String> = source::load(mappings)?
        .into_iter()
        .map(|source| (source.id.clone(), source.vocabulary.clone()))
        .collect();
    let class = |event: &crate::model::Event| {
        let vocabulary = vocabularies.get(&event.source).map_or("", String::as_str);
        match taxonomy.classify(vocabulary, event) {
            Some(classified) => class_words(classified.class),
            None => "unknown type".to_owned(),
        }
    };
    // A missing zone must not stop the look at all other files: UTC stands in and is told.
    let mut zones = settings.zones.clone();
    let stands_in = zones.iter().all(|zone| zone.source.is_some());
    if stands_in {
        zones.insert(0, ZoneSetting { source: None, zone: Tz::UTC });
    }
    let read_settings = ReadSettings { zones: &zones, progress: None };
    let reading = read(&settings.inputs, mappings, &taxonomy, &read_settings)?;
    let looks =
        if settings.show > 0 { look(&settings.inputs, mappings, &zones, settings.show)? } else { Vec::new() };
    let mut files: Vec<Inspected> = reading
        .files
        .into_iter()
        .zip(reading.tallies)
        .map(|(file, tally)| Inspected {
            zone_is_unknown: stands_in && file.zone.contains("UTC (--tz)"),
            file,
            tally,
            classes: BTreeMap::new(),
            rejects: Vec::new(),
            shown: Vec::new(),
        })
        .collect();
    for event in &reading.events {
        if let Some(file) = files.get_mut(event.origin.file.0 as usize) {
            *file.classes.entry(class(event)).or_default() += 1;
        }
    }
    for reject in reading.rejects {
        let Some(file) = files.get_mut(reject.origin.file.0 as usize) else { continue };
        match file.rejects.iter_mut().find(|known| known.reason == reject.reason) {
            Some(known) => known.records += 1,
            None => file.rejects.push(RejectReason {
                reason: reject.reason,
                records: 1,
                line: reject.origin.line,
                excerpt: reject.excerpt,
            }),
        }
    }
    for (file, look) in files.iter_mut().zip(looks) {
        file.rejects.sort_by_key(|reason| (std::cmp::Reverse(reason.records), reason.line));
        file.shown = look
            .into_iter()
            .map(|seen| {
                let class = match &seen.what {
                    SeenAs::Event(event) => Some(class(event)),
                    _ => None,
                };
                Shown { seen, class }
            })
            .collect();
    }
    Ok(Inspection { files })
}

fn class_words(class: EventClass) -> String {
    match class {
        EventClass::Change(kind, effect) => format!("{kind} ({effect})"),
        EventClass::Signal(Signal::Context) => "context_signal".to_owned(),
        EventClass::Signal(signal) => signal.to_string(),
    }
}
