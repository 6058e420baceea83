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
    now: Large,
    later: Large,
    empty: [bool; 2],
}

impl Twice {
    fn open(file: LogFile, compress: bool, folder: &mut Folder) -> Result<Self, SimulateError> {
        let name = file.name;
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let mut now = folder.large(&format!("exports/{name}"), compress)?;
        let mut later = folder.large(&format!("exports/{stem}-later.{extension}"), compress)?;
        if let Some((head, _)) = file.page {
            now.put(head.as_bytes())?;
            later.put(head.as_bytes())?;
        }
        Ok(Self { name, file, now, later, empty: [true; 2] })
    }

    fn put(&mut self, record: &Native, meet: Millis) -> Result<(), SimulateError> {
        let shown = [record.at <= meet + OVERLAP, record.at >= meet - OVERLAP];
        for (nth, large) in [&mut self.now, &mut self.later].into_iter().enumerate() {
            if !shown[nth] {
                continue;
            }
            if self.file.page.is_none() {
                large.put(&record.text)?;
                large.put(b"\n")?;
            } else {
                large.put(if self.empty[nth] { b"\n" } else { b",\n" })?;
                large.put(&record.text)?;
            }
            self.empty[nth] = false;
        }
        Ok(())
    }

    fn close(mut self, folder: &mut Folder) -> Result<(), SimulateError> {
        for large in [&mut self.now, &mut self.later] {
            if let Some((_, tail)) = self.file.page {
                large.put(b"\n")?;
                large.put(tail.as_bytes())?;
                large.put(b"\n")?;
            }
        }
        folder.close(self.now)?;
        folder.close(self.later)
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
                files[record.file].put(record, meet)?;
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
