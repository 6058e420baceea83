//! From a block of records to what they say. Blocks are worked on in parallel, so
//! nothing here knows of other blocks.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::ZoneSetting;
use super::blocks::{BOM, Block, Span};
use super::claim::{Claim, claim, is_of_kind};
use super::clock::{Clock, Orders, ZoneNotes};
use super::limits::{EXCERPT_CHARACTERS, HEAD_RECORDS};
use super::normalise::{Fault, Outline, Piece, Said, each_time, event, in_each, names_in, outline, said};
use super::plan::{Cutting, Plan, inside};
use super::record::{Record, View};
use super::scan::{Members, Needles};
use super::signals::{MayBe, kept_second};
use super::time;
use crate::mapping::source::{EventFields, Form, Path, RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::Event;

/// Enough of a hash to tell records apart: a chance of one in 10^15 that any two of 10^7 are confused.
pub(super) type Key = [u32; 3];

/// What one record turned out to be.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// Something to keep.
    Said(Box<Piece>),
    /// An event kept only for accounts that matter: how many of the block's names are its own.
    Signal { names: u32, start: u32, length: u32 },
    /// A record of a neighbouring table that says nothing here.
    PassedOver,
    /// An event of a type that the taxonomy does not know: its place in the block's list.
    Unknown(u32),
    /// It cannot be used.
    Reject {
        reason: String,
        excerpt: String,
        /// It is no whole record, as at the end of a file that was cut.
        broken: bool,
    },
}

/// One record's result.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    /// Lines of the block before it.
    pub(super) line: u32,
    /// Which of the records that its bytes hold, from 0; 0 where they hold one.
    pub(super) part: u32,
    /// The source it belongs to.
    pub(super) source: usize,
    /// Equal for records that say the same.
    pub(super) key: Key,
    /// Second of the epoch of its time.
    pub(super) second: Option<i64>,
    pub(super) what: What,
}

/// Where a record stands in its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowOfBlock {
    /// Its number, from 1.
    pub(super) record: u64,
    /// Lines of the block before it.
    pub(super) line: u64,
}

/// All results of a block.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Results {
    pub(super) rows: Vec<Row>,
    /// Hashes of names in signals, in order.
    pub(super) names: Vec<u32>,
    /// Unknown native types.
    pub(super) unknown: Vec<String>,
    pub(super) notes: ZoneNotes,
    /// A time without a zone, if there was one: its source and text.
    pub(super) zone_needed: Option<(usize, String)>,
}

/// What is needed to work on a file's blocks.
pub(super) struct Worker<'a> {
    /// Name of the file.
    pub(super) file: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) sources: &'a [SourceMapping],
    pub(super) zones: &'a [ZoneSetting],
    pub(super) type_use: &'a (dyn Fn(&str, &str) -> TypeUse + Sync),
    pub(super) orders: &'a Orders,
}

/// A block being worked on.
struct Work<'a> {
    worker: &'a Worker<'a>,
    notes: RefCell<ZoneNotes>,
    results: Results,
    /// Types seen in this block and what the taxonomy says of them.
    types: Vec<(String, TypeUse, u32)>,
    line: u32,
    start: usize,
    /// Memory for what a look finds in a record.
    members: Members,
    /// Whether the record may have been cut off behind it.
    may_be_cut: bool,
}

impl Worker<'_> {
    /// Reads all records of a block; `first` if it is the file's first.
    pub(super) fn read(&self, block: &Block, first: bool) -> Results {
        let mut work = Work {
            worker: self,
            notes: RefCell::default(),
            results: Results::default(),
            types: Vec::new(),
            line: 0,
            start: 0,
            members: Members::new(),
            may_be_cut: false,
        };
        for span in self.spans(block, first) {
            // A record that ends with what there is may go on where the file was cut: only parsing tells.
            work.may_be_cut = span.end == block.bytes().len();
            work.line = span.line;
            work.start = span.start;
            work.record(&block.bytes()[span.start..span.end], 0);
        }
        if let Some(span) = block.too_long {
            let reason = "the record is too long; leave it out of the export".to_owned();
            work.line = span.line;
            work.reject(reason, &block.bytes()[span.start..span.end], false);
        }
        work.results.notes = work.notes.into_inner();
        work.results
    }

    /// The event that a record says, if it says one, or the one of this number if it says several.
    /// A record that was only looked at may be an envelope around one event.
    pub(super) fn event(&self, bytes: &[u8], part: u32) -> Option<Event> {
        let record = self.plan.cutting.record(bytes).ok()?;
        let Ok(owner) = self.owner_of(&record) else {
            let inner = inside(bytes, &self.plan.envelopes)?;
            return inner.first().and_then(|span| self.event(&bytes[span.start..span.end], part));
        };
        let source = &self.sources[owner.source];
        let notes = RefCell::default();
        let clock = self.clock(source, &notes);
        let mut event = None;
        self.each_part(&record, owner, &mut |at, view| {
            if at == part
                && let Ok(Said { piece: Piece::Event(said), .. }) = said(view, source, &clock)
            {
                event = Some(*said);
            }
        });
        event
    }

    /// The signals of a block, of which the results are known, that may be wanted.
    pub(super) fn signals<'b>(
        &'b self,
        block: &'b Block,
        results: &'b Results,
        may_be: &'b MayBe<'_>,
    ) -> impl Iterator<Item = (RowOfBlock, Event)> + 'b {
        let mut from = 0;
        results.rows.iter().zip(1..).filter_map(move |(row, record)| {
            let What::Signal { names, start, length } = row.what else { return None };
            let own = results.names.get(from..from + names as usize)?;
            from += names as usize;
            if !may_be(own, kept_second(row.second)) {
                return None;
            }
            let bytes = block.bytes().get(start as usize..start as usize + length as usize)?;
            Some((RowOfBlock { record, line: u64::from(row.line) }, self.event(bytes, row.part)?))
        })
    }

    /// Calls `f` for every record that a record holds, with its number; for itself if it is one.
    fn each_part(&self, record: &Record<'_>, owner: Owner, f: &mut dyn FnMut(u32, View<'_>)) {
        let source = &self.sources[owner.source];
        let view = View::of(record, &source.nulls, owner.any_spelling).in_file(self.file);
        let mut at = 0;
        in_each(view, source.each.as_ref(), &mut |part| {
            f(at, part);
            at += 1;
        });
    }

    fn clock<'c>(&'c self, source: &'c SourceMapping, notes: &'c RefCell<ZoneNotes>) -> Clock<'c> {
        Clock {
            source: &source.id,
            rules: &source.time,
            form: self.plan.form,
            settings: self.zones,
            orders: self.orders,
            notes,
        }
    }

    /// Whether the first records write dates of which two numbers may be day and month.
    pub(super) fn shows_numbers(&self, head: &[u8]) -> bool {
        let mut spans = Vec::new();
        let whole = self.plan.cutting.cutter(&self.plan.envelopes).cut(head, false, &mut spans);
        let header = self.plan.cutting.header_rows();
        let mut orders = Orders::default();
        for span in spans.iter().skip(header).take(HEAD_RECORDS) {
            self.survey_record(&head[span.start..span.end], &mut orders, 0);
        }
        whole.is_ok() && orders.has_numbers()
    }

    /// Whether the list is there, with or without elements.
    fn has_list(&self, record: &Record<'_>, owner: Owner, each: &Path) -> bool {
        let view = View::of(record, &[], owner.any_spelling);
        view.has(&each.whole_list())
    }

    /// Looks only at how dates are written.
    pub(super) fn survey(&self, block: &Block, first: bool) -> Orders {
        let mut orders = Orders::default();
        for span in self.spans(block, first) {
            let bytes = &block.bytes()[span.start..span.end];
            self.survey_record(bytes, &mut orders, 0);
        }
        orders
    }

    fn survey_record(&self, bytes: &[u8], orders: &mut Orders, depth: usize) {
        let is_row = matches!(self.plan.cutting, Cutting::Rows { .. });
        if is_row && !time::may_hold_numbers(bytes) {
            return;
        }
        let Ok(record) = self.plan.cutting.record(bytes) else { return };
        if let Ok(owner) = self.owner_of(&record) {
            let source = &self.sources[owner.source];
            orders.survey_references(&record);
            self.each_part(&record, owner, &mut |_, view| {
                each_time(view, &source.record, &mut |view, field| orders.survey(view, field));
            });
        } else if self.plan.form == Form::Json && depth < 3 {
            for span in inside(bytes, &self.plan.envelopes).into_iter().flatten() {
                self.survey_record(&bytes[span.start..span.end], orders, depth + 1);
            }
        }
    }

    /// The spans that are records: without the header of a table.
    fn spans<'b>(&self, block: &'b Block, first: bool) -> &'b [Span] {
        let header = if first { self.plan.cutting.header_rows() } else { 0 };
        block.spans.get(header..).unwrap_or_default()
    }

    /// The source a record belongs to, or why it belongs to none. In a file of records as written
    /// some may be spelt otherwise.
    fn owner_of(&self, record: &Record<'_>) -> Result<Owner, String> {
        let primary = self.plan.primary;
        let any_spelling = self.plan.any_spelling;
        if self.plan.form == Form::Csv && self.plan.family.len() == 1 {
            let view = View::of(record, &[], any_spelling);
            let own = Owner { source: primary, any_spelling };
            return if is_of_kind(&view, &self.sources[primary]) { Ok(own) } else { Err(self.foreign()) };
        }
        let claimed =
            |any_spelling: bool| claim(record, self.plan.form, any_spelling, &self.plan.family, self.sources);
        let spellings: &[bool] = if any_spelling { &[true] } else { &[false, true] };
        for &any_spelling in spellings {
            match claimed(any_spelling) {
                Claim::One(source) => return Ok(Owner { source, any_spelling }),
                Claim::Nobody => {}
                Claim::Several(several) => {
                    let names: Vec<&str> =
                        several.iter().map(|&index| self.sources[index].id.as_str()).collect();
                    return Err(format!("{} claim it equally", names.join(" and ")));
                }
            }
        }
        Err(self.foreign())
    }

    /// Why a record of no source of the file cannot be used.
    fn foreign(&self) -> String {
        let primary = &self.sources[self.plan.primary];
        format!(
            "it is no record of {} nor of another {} source; give other exports in files of their own",
            primary.id,
            primary.product()
        )
    }
}

/// A record among those that a record holds.
#[derive(Debug, Clone, Copy)]
struct Part {
    /// Its number, from 0.
    at: u32,
    /// Whether it is the only one.
    alone: bool,
    source: usize,
}

/// The source of a record, and how its names are compared.
#[derive(Debug, Clone, Copy)]
struct Owner {
    source: usize,
    any_spelling: bool,
}

impl Work<'_> {
    /// Reads one record, or the records inside a list or envelope.
    fn record(&mut self, bytes: &[u8], depth: usize) {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        if !self.may_be_cut && self.glance(bytes).is_some() {
            return;
        }
        let record = match self.worker.plan.cutting.record(bytes) {
            Ok(record) => record,
            Err(fault) => return self.reject(fault, bytes, true),
        };
        match self.worker.owner_of(&record) {
            Ok(owner) => self.parsed(&record, owner, bytes),
            Err(fault) => {
                let may_be_envelope = self.worker.plan.form == Form::Json && depth < 3;
                let inner = may_be_envelope.then(|| inside(bytes, &self.worker.plan.envelopes)).flatten();
                let Some(inner) = inner else { return self.foreign(&record, fault, bytes) };
                let (line, start) = (self.line, self.start);
                for span in inner {
                    self.line = line + span.line;
                    self.start = start + span.start;
                    self.record(&bytes[span.start..span.end], depth + 1);
                }
            }
        }
    }

    /// Reads a record by looking only, if it need not be parsed.
    fn glance(&mut self, bytes: &[u8]) -> Option<()> {
        let worker = self.worker;
        let needles = worker.plan.needles.as_ref()?;
        let mut members = std::mem::take(&mut self.members);
        let seen = needles.find(bytes, &mut members).and_then(|()| self.looked_at(needles, &members, bytes));
        self.members = members;
        seen
    }

    /// Enters a record of which the members are found.
    fn looked_at(&mut self, needles: &Needles, members: &[(usize, usize)], bytes: &[u8]) -> Option<()> {
        let worker = self.worker;
        let seen = needles.see(bytes, members)?;
        let second = seen.second;
        let source = worker.plan.primary;
        // That times without an offset are taken as UTC is noted by the parser.
        if seen.is_bare && !self.notes.borrow().has(chrono_tz::Tz::UTC) {
            return None;
        }
        let what = match self.type_use(source, seen.native_type) {
            (TypeUse::Change, _) => return None,
            (TypeUse::Unknown, place) => What::Unknown(place),
            (TypeUse::Signal, _) => {
                let before = self.results.names.len();
                let hashes = &mut self.results.names;
                if needles.accounts(bytes, members, &mut |name| hashes.push(name_hash(name))).is_none() {
                    self.results.names.truncate(before);
                    return None;
                }
                self.signal(before, bytes)
            }
        };
        let key = key(worker.sources[source].product(), &seen.id, Some(second), seen.native_type);
        self.results.rows.push(Row { line: self.line, part: 0, source, key, second: Some(second), what });
        Some(())
    }

    /// Reads a parsed record of a source, which may hold several.
    fn parsed(&mut self, record: &Record<'_>, owner: Owner, bytes: &[u8]) {
        let worker = self.worker;
        let rules = &worker.sources[owner.source].passes_over;
        let mut parts = 0;
        worker.each_part(record, owner, &mut |part, _| parts = part + 1);
        worker.each_part(record, owner, &mut |part, view| {
            if rules.iter().any(|rule| view.holds(rule) == Some(true)) {
                self.passed_over(owner.source, bytes, part);
            } else {
                let alone = parts == 1;
                self.part(Part { at: part, alone, source: owner.source }, view, bytes);
            }
        });
        if let (0, Some(each)) = (parts, &worker.sources[owner.source].each) {
            if worker.has_list(record, owner, each) {
                self.passed_over(owner.source, bytes, 0);
            } else {
                self.reject(format!("nothing stands at `{}` in it", each.text), bytes, false);
            }
        }
    }

    /// Reads a record, or the one of this number in it.
    fn part(&mut self, part: Part, view: View<'_>, bytes: &[u8]) {
        let worker = self.worker;
        let source = &worker.sources[part.source];
        let notes = std::mem::take(&mut self.notes);
        let clock = worker.clock(source, &notes);
        let entered = match &source.record {
            RecordFields::Event(fields) => {
                outline(view, fields, &clock).map(|outline| self.event(part, view, outline, fields, bytes))
            }
            _ => said(view, source, &clock).map(|said| self.other(part, view, said, bytes)),
        };
        self.notes = notes;
        match entered {
            Ok(()) => {}
            Err(Fault::Reject(reason)) => self.reject(reason, bytes, false),
            Err(Fault::ZoneNeeded(text)) => {
                self.results.zone_needed.get_or_insert((part.source, text));
            }
        }
    }

    /// Enters an event: whole if it may be a change, else only what counting and finding it needs.
    fn event(&mut self, part: Part, view: View<'_>, outline: Outline, fields: &EventFields, bytes: &[u8]) {
        let source = &self.worker.sources[part.source];
        let second = Some(outline.at.timestamp());
        // One event may be told in several shapes of a product.
        let own = match outline.id.as_str() {
            "" => content_key(&source.id, bytes),
            id => key(source.product(), id, second, &outline.native_type),
        };
        let mut key = self.key_of_part(own, part, view);
        let what = match self.type_use(part.source, &outline.native_type) {
            (TypeUse::Change, _) => {
                let event = event(view, source, fields, outline);
                // What may be a change is only a duplicate if it says the same of the same people.
                let people = (&event.actor, &event.targets);
                let said = (people, event.outcome, &event.reason, &event.ip, changed_in(&event));
                key = content_key(&format!("{key:?}"), format!("{said:?}").as_bytes());
                What::Said(Box::new(Piece::Event(Box::new(event))))
            }
            (TypeUse::Unknown, place) => What::Unknown(place),
            (TypeUse::Signal, _) => {
                let before = self.results.names.len();
                self.results.names.extend(names_in(view, fields).iter().map(|name| name_hash(name)));
                self.signal(before, bytes)
            }
        };
        self.enter(part, key, second, what);
    }

    /// Enters what a record that is no event says. Such records are numbered by kind.
    fn other(&mut self, part: Part, view: View<'_>, said: Said, bytes: &[u8]) {
        let source = &self.worker.sources[part.source];
        let Said { piece, id, at } = said;
        if matches!(&piece, Piece::History(lines) if lines.is_empty()) {
            return self.passed_over(part.source, bytes, part.at);
        }
        let second = at.map(|at| at.timestamp());
        let own = match &id {
            Some(id) => key(&source.id, id, second, ""),
            None => content_key(&source.id, bytes),
        };
        let key = self.key_of_part(own, part, view);
        self.enter(part, key, second, What::Said(Box::new(piece)));
    }

    /// The key of one of several records in a record, which share its id and bytes.
    fn key_of_part(&self, own: Key, part: Part, view: View<'_>) -> Key {
        if part.alone || self.worker.sources[part.source].each.is_none() {
            return own;
        }
        content_key(&format!("{own:?}{}", part.at), view.part_text().as_bytes())
    }

    fn enter(&mut self, part: Part, key: Key, second: Option<i64>, what: What) {
        let (at, source) = (part.at, part.source);
        self.results.rows.push(Row { line: self.line, part: at, source, key, second, what });
    }

    /// A record that says nothing here.
    fn passed_over(&mut self, source: usize, bytes: &[u8], part: u32) {
        let key = content_key(&format!("{} {part}", self.worker.sources[source].id), bytes);
        self.results.rows.push(Row {
            line: self.line,
            part,
            source,
            key,
            second: None,
            what: What::PassedOver,
        });
    }

    /// A signal whose names stand behind `before` in the block's list.
    fn signal(&mut self, before: usize, bytes: &[u8]) -> What {
        let names = &mut self.results.names;
        names[before..].sort_unstable();
        let mut kept = before;
        for at in before..names.len() {
            if at == before || names[at] != names[at - 1] {
                names[kept] = names[at];
                kept += 1;
            }
        }
        names.truncate(kept);
        let small = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        What::Signal {
            names: small(self.results.names.len() - before),
            start: small(self.start),
            length: small(bytes.len()),
        }
    }

    /// What the taxonomy says of a type, and its place in the list of unknown types.
    fn type_use(&mut self, source: usize, native_type: &str) -> (TypeUse, u32) {
        if let Some(at) = self.types.iter().position(|(name, ..)| name == native_type) {
            let (_, known, place) = self.types[at];
            // What is asked for often moves to the front.
            self.types.swap(at, at.saturating_sub(1));
            return (known, place);
        }
        let known = (self.worker.type_use)(&self.worker.sources[source].vocabulary, native_type);
        let place = u32::try_from(self.results.unknown.len()).unwrap_or(u32::MAX);
        if known == TypeUse::Unknown {
            self.results.unknown.push(native_type.to_owned());
        }
        // A bounded list: a file of ever new types is looked up each time.
        if self.types.len() < 64 {
            self.types.push((native_type.to_owned(), known, place));
        }
        (known, place)
    }

    /// A record of no source: of a neighbouring table, or rejected.
    fn foreign(&mut self, record: &Record<'_>, fault: String, bytes: &[u8]) {
        let worker = self.worker;
        let passing = worker.plan.family.iter().find(|&&index| {
            let rules = &worker.sources[index].passes_over;
            let view = View::of(record, &[], worker.plan.any_spelling);
            rules.iter().any(|rule| view.holds(rule) == Some(true))
        });
        let Some(&source) = passing else { return self.reject(fault, bytes, false) };
        self.passed_over(source, bytes, 0);
    }

    fn reject(&mut self, reason: String, bytes: &[u8], broken: bool) {
        let excerpt = String::from_utf8_lossy(&bytes[..bytes.len().min(EXCERPT_CHARACTERS * 4)])
            .chars()
            .take(EXCERPT_CHARACTERS)
            .collect();
        let what = What::Reject { reason, excerpt, broken };
        let source = self.worker.plan.primary;
        self.results.rows.push(Row { line: self.line, part: 0, source, key: [0; 3], second: None, what });
    }
}

/// What an event says was changed: one id may stand for the changes of two attributes.
fn changed_in(event: &Event) -> Vec<(&str, Vec<&str>)> {
    let is_change = |name: &str| name == "changed" || name.starts_with("old.") || name.starts_with("new.");
    let changes = event.details.iter().filter(|(name, _)| is_change(name));
    changes.map(|(name, values)| (name, values.collect())).collect()
}

/// The key of a record with an id. An id alone is not enough: anonymised and faulty exports use one
/// id for different records, which must not vanish as duplicates.
fn key(source: &str, id: &str, second: Option<i64>, native_type: &str) -> Key {
    let mut hash = Sha256::new();
    for part in [source, id, native_type] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.update(second.unwrap_or(i64::MIN).to_le_bytes());
    first_words(&hash.finalize())
}

/// The key of a record without an id.
fn content_key(source: &str, bytes: &[u8]) -> Key {
    let mut hash = Sha256::new();
    hash.update(source);
    hash.update([0]);
    hash.update(bytes);
    first_words(&hash.finalize())
}

fn first_words(hash: &[u8]) -> Key {
    let word = |at: usize| {
        hash.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    };
    [word(0), word(4), word(8)]
}

/// A short hash of a name without regard to case; equal hashes are settled by the full record.
pub(super) fn name_hash(name: &str) -> u32 {
    if name.is_ascii() { folded_hash(name.as_bytes()) } else { folded_hash(name.to_lowercase().as_bytes()) }
}

/// Eight bytes at a time, multiplied and folded as in FNV-1a. The bit by which letters of ASCII differ in
/// case is set in all bytes: what that makes equal besides is settled with the rest.
fn folded_hash(name: &[u8]) -> u32 {
    const CASE: u64 = 0x2020_2020_2020_2020;
    let step = |hash: u64, word: u64| {
        let mixed = (hash ^ (word | CASE)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 32)
    };
    let (words, rest) = name.as_chunks::<8>();
    let hash = words.iter().fold(name.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = step(hash, u64::from_le_bytes(last));
    u32::try_from(hash >> 32).unwrap_or_default()
}
