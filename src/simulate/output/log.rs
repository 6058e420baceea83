//! The identity log: the planned events among the sign-ins of each day.

use std::collections::{BTreeMap, BTreeSet};

use super::super::background;
use super::super::calendar::{Calendar, MINUTE, Millis, days};
use super::super::lore::Lore;
use super::super::organisation::Organisation;
use super::super::play::Story;
use super::super::products::{LogFile, Native};
use super::super::{SimulateError, SimulateSettings};
use super::files::{Folder, Large};

/// How far both exports reach beyond the change at which they meet.
const OVERLAP: Millis = 30 * MINUTE;

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// How many records there are, each counted once.
    pub(super) records: u64,
    /// The ids of the records of each event that is part of a change.
    ids: BTreeMap<String, Vec<String>>,
}

impl Written {
    /// The ids of the records of a change, from its events.
    pub(super) fn native_ids(&self, events: &[String]) -> Vec<String> {
        events.iter().flat_map(|event| self.ids.get(event).into_iter().flatten()).cloned().collect()
    }

    /// The id of an event's main record; empty for what the product does not record.
    pub(super) fn native_id(&self, event: &str) -> String {
        self.ids.get(event).and_then(|ids| ids.first()).cloned().unwrap_or_default()
    }
}

/// One file in its two exports, which overlap by an hour around the last change, so that the same
/// records stand in both.
struct Twice {
    name: &'static str,
    file: LogFile,
    compress: bool,
    /// The first export, and the later one if anything stands in it.
    exports: [Option<Large>; 2],
    /// Whether a record stands in each, so that the next needs a comma.
    begun: [bool; 2],
}

impl Twice {
    fn open(file: LogFile, compress: bool, folder: &mut Folder) -> Result<Self, SimulateError> {
        let mut first = folder.large(&format!("exports/{}", file.name), compress)?;
        if let Some((head, _)) = file.page {
            first.put(head.as_bytes())?;
        }
        Ok(Self { name: file.name, file, compress, exports: [Some(first), None], begun: [false; 2] })
    }

    fn put(&mut self, record: &Native, meet: Millis, folder: &mut Folder) -> Result<(), SimulateError> {
        if record.at <= meet + OVERLAP {
            self.append(0, record)?;
        }
        if record.at >= meet - OVERLAP {
            if self.exports[1].is_none() {
                let (stem, extension) = self.name.split_once('.').unwrap_or((self.name, ""));
                let mut later = folder.large(&format!("exports/{stem}-later.{extension}"), self.compress)?;
                if let Some((head, _)) = self.file.page {
                    later.put(head.as_bytes())?;
                }
                self.exports[1] = Some(later);
            }
            self.append(1, record)?;
        }
        Ok(())
    }

    fn append(&mut self, nth: usize, record: &Native) -> Result<(), SimulateError> {
        let Some(export) = &mut self.exports[nth] else { return Ok(()) };
        if self.file.page.is_none() {
            export.put(&record.text)?;
            return export.put(b"\n");
        }
        export.put(if self.begun[nth] { b",\n" } else { b"\n" })?;
        self.begun[nth] = true;
        export.put(&record.text)
    }

    fn close(self, folder: &mut Folder) -> Result<(), SimulateError> {
        for mut export in self.exports.into_iter().flatten() {
            if let Some((_, tail)) = self.file.page {
                export.put(format!("\n{tail}\n").as_bytes())?;
            }
            folder.close(export)?;
        }
        Ok(())
    }
}

/// Writes the identity log in the order of time.
pub(super) fn write(
    settings: &SimulateSettings,
    calendar: &Calendar,
    lore: &Lore,
    organisation: &Organisation,
    story: &Story,
    folder: &mut Folder,
) -> Result<Written, SimulateError> {
    let mut writer = lore.products.identity.writer(lore, organisation);
    let mut files = Vec::new();
    for file in writer.files() {
        files.push(Twice::open(file, settings.compress, folder)?);
    }
    let told: BTreeSet<&String> = story.changes.iter().flat_map(|change| &change.plan.native_ids).collect();
    let meet = story.changes.last().map_or(calendar.log_end, |change| change.plan.at);
    let mut written = Written::default();
    let mut planned = story.events.iter().peekable();
    for (from, to) in days(calendar) {
        let mut today = background::day(settings.seed, (from, to), calendar, lore, organisation, story);
        while let Some(event) = planned.next_if(|event| event.at < to) {
            today.push(event.clone());
        }
        today.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        for event in &today {
            let records = writer.records(event).map_err(|fault| folder.fault(files[0].name, fault))?;
            for record in &records {
                files[record.file].put(record, meet, folder)?;
            }
            written.records += records.len() as u64;
            if told.contains(&event.id) {
                written.ids.insert(event.id.clone(), records.into_iter().map(|record| record.id).collect());
            }
        }
    }
    for file in files {
        file.close(folder)?;
    }
    Ok(written)
}
