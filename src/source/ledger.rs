//! The books of a run: what each record became, once, in the order of the files.

use std::collections::BTreeMap;

use super::coverage::Histogram;
use super::limits::{REJECTS_KEPT, UNKNOWN_TYPES_KEPT};
use super::normalise::Piece;
use super::seen::Seen;
use super::signals::{BlockSignals, SignalRef, kept_second};
use super::tickets::{Desk, Joined, Meaning};
use super::worker::{Results, Row, What};
use super::{Footprint, Memory, ReadError};
use crate::mapping::source::{Named, SourceMapping};
use crate::model::{
    Coverage, Duplicate, Event, FileId, InputFile, Instant, Origin, PersonRecord, Reject, UnknownType,
    VerificationRecord,
};

/// What the used records of one file are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events of types that may be changes.
    pub changes: u64,
    /// Events of types that are known and never changes.
    pub signals: u64,
    /// Events of types that the taxonomy does not know, by type.
    pub unknown: BTreeMap<String, u64>,
    /// Records of neighbouring tables that say nothing here.
    pub passed_over: u64,
    /// All other records: tickets and what belongs to them, people, verifications.
    pub others: u64,
    /// Dated records by hour of the epoch.
    pub hours: BTreeMap<i64, u64>,
    /// The hour of the record before: most stand beside one of the same hour.
    open: Option<(i64, u64)>,
    /// The sign that the file was cut, in words.
    pub cut: Option<String>,
}

impl Tally {
    fn add_hour(&mut self, second: i64) {
        let hour = second.div_euclid(3600);
        match &mut self.open {
            Some((open, count)) if *open == hour => *count += 1,
            _ => {
                self.shut();
                self.open = Some((hour, 1));
            }
        }
    }

    fn shut(&mut self) {
        if let Some((hour, count)) = self.open.take() {
            *self.hours.entry(hour).or_default() += count;
        }
    }

    fn add_unknown(&mut self, name: &str) {
        if let Some(count) = self.unknown.get_mut(name) {
            *count += 1;
            return;
        }
        let name = if self.unknown.len() >= UNKNOWN_TYPES_KEPT { "(further types)" } else { name };
        *self.unknown.entry(name.to_owned()).or_default() += 1;
    }
}

/// The books.
pub(super) struct Ledger {
    seen: Seen,
    memory: Memory,
    footprint: Footprint,
    /// Bytes of places of signals.
    placed: usize,
    pub(super) rejects: Vec<Reject>,
    /// Rejects beyond those kept.
    pub(super) more_rejects: u64,
    duplicates: BTreeMap<(FileId, FileId), u64>,
    unknown: BTreeMap<(usize, String), u64>,
    pub(super) events: Vec<Event>,
    desk: Desk,
    pub(super) people: Vec<PersonRecord>,
    pub(super) verifications: Vec<VerificationRecord>,
    histograms: BTreeMap<usize, (bool, Histogram)>,
    tallies: BTreeMap<FileId, Tally>,
    /// Changes and records of tickets and people that are kept.
    kept: usize,
    /// Bytes that they take.
    taken: usize,
}

/// The part of the memory that keys of records may take, one in so many.
const SEEN_SHARE: usize = 4;
/// The part that places of signals may take.
const PLACES_SHARE: usize = 4;

/// Where a block stands in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// First byte of the block.
    pub(super) offset: u64,
    /// Line of the block's first byte, 1-based.
    pub(super) line: u64,
}

impl Ledger {
    /// Empty books within so much memory, of which each record that is kept takes its part.
    pub(super) fn within(memory: Memory, footprint: Footprint) -> Self {
        Self {
            seen: Seen::within(memory.share(SEEN_SHARE)),
            memory,
            footprint,
            placed: 0,
            rejects: Vec::new(),
            more_rejects: 0,
            duplicates: BTreeMap::new(),
            unknown: BTreeMap::new(),
            events: Vec::new(),
            desk: Desk::default(),
            people: Vec::new(),
            verifications: Vec::new(),
            histograms: BTreeMap::new(),
            tallies: BTreeMap::new(),
            kept: 0,
            taken: 0,
        }
    }

    /// Whether places of signals have room.
    pub(super) fn has_places(&self) -> bool {
        self.placed <= self.memory.share(PLACES_SHARE)
    }

    /// Enters the results of a block; gives back its signals, for the second pass.
    pub(super) fn enter(
        &mut self,
        file: &mut InputFile,
        place: Place,
        results: Results,
        sources: &[SourceMapping],
    ) -> Result<Option<BlockSignals>, ReadError> {
        let signals = results.rows.iter().filter(|row| matches!(row.what, What::Signal { .. })).count();
        let mut signals = BlockSignals {
            offset: place.offset,
            record: file.rows,
            line: place.line,
            signals: Vec::with_capacity(signals),
            names: results.names,
        };
        let mut from = 0;
        let mut tally = self.tallies.remove(&file.id).unwrap_or_default();
        for row in results.rows {
            file.rows += 1;
            let origin = Origin { file: file.id, record: file.rows, line: place.line + u64::from(row.line) };
            let names = if let What::Signal { names, .. } = row.what { names } else { 0 };
            if let What::Reject { reason, excerpt, .. } = row.what {
                self.reject(file, origin, reason, excerpt);
            } else if let Some(first) = self.seen.first_holder(row.key, row.second, file.id)? {
                file.duplicates += 1;
                *self.duplicates.entry((file.id, first)).or_default() += 1;
            } else {
                file.used += 1;
                if let What::Signal { start, length, .. } = row.what {
                    signals.signals.push(SignalRef {
                        start,
                        length,
                        record: u32::try_from(file.rows - signals.record).unwrap_or(u32::MAX),
                        line: row.line,
                        part: row.part,
                        second: kept_second(row.second),
                        names: (from, from + names),
                    });
                }
                self.enter_row(file, origin, row, &mut tally, &results.unknown, sources);
                // At the very record: how the file was cut into blocks must not be seen.
                if self.taken > self.memory.bytes() {
                    return Err(ReadError::Memory { kept: self.kept, memory: self.memory });
                }
            }
            from += names;
        }
        self.tallies.insert(file.id, tally);
        self.placed += signals.bytes();
        Ok((!signals.signals.is_empty()).then_some(signals))
    }

    fn reject(&mut self, file: &mut InputFile, origin: Origin, reason: String, excerpt: String) {
        file.rejected += 1;
        if self.rejects.len() < REJECTS_KEPT {
            self.rejects.push(Reject { origin, reason, excerpt });
        } else {
            self.more_rejects += 1;
        }
    }

    fn enter_row(
        &mut self,
        file: &mut InputFile,
        origin: Origin,
        row: Row,
        tally: &mut Tally,
        unknown: &[String],
        sources: &[SourceMapping],
    ) {
        if let Some(second) = row.second {
            tally.add_hour(second);
            let at = chrono::DateTime::from_timestamp(second, 0);
            file.first_at = file.first_at.min(at).or(at);
            file.last_at = file.last_at.max(at);
        }
        match row.what {
            What::Said(mut piece) => {
                self.kept += 1;
                piece.place(origin, &file.name);
                if let Piece::Event(_) = *piece {
                    tally.changes += 1;
                    self.taken += self.footprint.change;
                } else {
                    tally.others += 1;
                    self.taken += self.footprint.record;
                }
                self.enter_piece(*piece, &sources[row.source].id, row.source);
            }
            What::Signal { .. } => {
                tally.signals += 1;
                self.date(row.source, false, row.second);
            }
            What::Unknown(place) => {
                let name = unknown.get(place as usize).cloned().unwrap_or_default();
                tally.add_unknown(&name);
                let full = self.unknown.len() >= UNKNOWN_TYPES_KEPT
                    && !self.unknown.contains_key(&(row.source, name.clone()));
                let name = if full { "(further types)".to_owned() } else { name };
                *self.unknown.entry((row.source, name)).or_default() += 1;
                self.date(row.source, false, row.second);
            }
            What::PassedOver => tally.passed_over += 1,
            What::Reject { .. } => {}
        }
    }

    fn enter_piece(&mut self, piece: Piece, source_id: &str, source: usize) {
        match piece {
            Piece::Event(event) => {
                self.date(source, false, Some(event.at.timestamp()));
                self.events.push(*event);
            }
            Piece::Ticket(piece) => {
                let dates = [piece.ticket.updated_at, piece.moment.as_ref().and_then(|moment| moment.at)];
                let histogram =
                    &mut self.histograms.entry(source).or_insert_with(|| (true, Histogram::default())).1;
                dates.into_iter().flatten().for_each(|at| histogram.reaches(at.timestamp()));
                self.desk.take(*piece);
            }
            Piece::Part(part) => {
                let histogram =
                    &mut self.histograms.entry(source).or_insert_with(|| (true, Histogram::default())).1;
                part.updated_at.into_iter().for_each(|at| histogram.reaches(at.timestamp()));
                self.desk.take_part(*part);
            }
            Piece::History(lines) => lines.into_iter().for_each(|line| self.desk.take_line(source_id, line)),
            Piece::Journal(line) => self.desk.take_line(source_id, line),
            Piece::Approval(tickets, approval) => self.desk.take_approval(source_id, tickets, approval),
            Piece::Name(of, id, name) => self.desk.take_name(source_id, of, &id, name),
            Piece::Person(person) => {
                for id in person.native_id.iter().chain(&person.more_ids) {
                    if let Some(name) = &person.display_name {
                        self.desk.take_name(source_id, Named::Agent, id, name.clone());
                    }
                }
                self.people.push(person);
            }
            Piece::Verification(verification) => self.verifications.push(verification),
        }
    }

    fn date(&mut self, source: usize, of_tickets: bool, second: Option<i64>) {
        if let Some(second) = second {
            self.histograms.entry(source).or_insert_with(|| (of_tickets, Histogram::default())).1.add(second);
        }
    }

    /// Notes signs that a file was cut; journals and approvals count for nobody's coverage.
    pub(super) fn note_end(&mut self, source: usize, file: &InputFile, cut: Option<&str>) {
        self.tallies.entry(file.id).or_default().cut = cut.map(str::to_owned);
        if let Some((_, histogram)) = self.histograms.get_mut(&source) {
            histogram.note_rows(&file.name, file.rows);
            histogram.truncation.extend(cut.map(|cut| format!("{}: {cut}", file.name)));
        }
    }

    /// Closes the books.
    pub(super) fn close(
        mut self,
        files: &mut [InputFile],
        sources: &[SourceMapping],
        meaning: Meaning<'_>,
    ) -> Closed {
        let desk = std::mem::take(&mut self.desk);
        for (dropped, kept) in desk.duplicates() {
            if let Some(file) = files.get_mut(dropped.file.0 as usize) {
                file.used -= 1;
                file.duplicates += 1;
            }
            if let Some(tally) = self.tallies.get_mut(&dropped.file) {
                tally.others = tally.others.saturating_sub(1);
            }
            *self.duplicates.entry((dropped.file, kept.file)).or_default() += 1;
        }
        let joined = desk.join(meaning);
        let place = |id: &str| sources.iter().position(|source| source.id == id);
        for ticket in &joined.tickets {
            if let Some(source) = place(&ticket.source) {
                self.date(source, true, ticket.opened_at.map(|at: Instant| at.timestamp()));
            }
        }
        for (file, count) in &joined.orphans {
            if let Some(file) = files.get_mut(file.0 as usize) {
                file.note.push_str(&format!("; {count} records belong to tickets that are in no file"));
            }
        }
        self.events.sort_by_key(|event| (event.at, event.origin));
        let duplicates = self.duplicates.into_iter().map(|((file, first_in), records)| Duplicate {
            file,
            first_in,
            records,
        });
        let unknown_types = self.unknown.into_iter().map(|((source, native_type), records)| UnknownType {
            source: sources[source].id.clone(),
            native_type,
            records,
        });
        let mut coverage: Vec<Coverage> = self
            .histograms
            .into_iter()
            .map(|(source, (of_tickets, histogram))| {
                histogram.coverage(sources[source].id.clone(), of_tickets)
            })
            .collect();
        coverage.sort_by(|a, b| a.source.cmp(&b.source));
        let mut unknown_types: Vec<UnknownType> = unknown_types.collect();
        unknown_types.sort();
        Closed {
            joined,
            rejects: self.rejects,
            more_rejects: self.more_rejects,
            duplicates: duplicates.collect(),
            unknown_types,
            tallies: files
                .iter()
                .map(|file| {
                    let mut tally = self.tallies.remove(&file.id).unwrap_or_default();
                    tally.shut();
                    tally
                })
                .collect(),
            events: self.events,
            people: self.people,
            verifications: self.verifications,
            coverage,
        }
    }
}

/// What stands in the books at the end.
pub(super) struct Closed {
    pub(super) joined: Joined,
    pub(super) rejects: Vec<Reject>,
    pub(super) more_rejects: u64,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) unknown_types: Vec<UnknownType>,
    pub(super) tallies: Vec<Tally>,
    pub(super) events: Vec<Event>,
    pub(super) people: Vec<PersonRecord>,
    pub(super) verifications: Vec<VerificationRecord>,
    pub(super) coverage: Vec<Coverage>,
}
