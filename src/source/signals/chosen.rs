//! Signals that matter: chosen by where they stand, read there.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Marks, MayBe, NO_SECOND, Replay, Signals, Spot, place_of};
use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{Event, FileId, Instant, Origin, Span};
use crate::source::blocks::Block;
use crate::source::flow::{Opened, Rules, in_order};
use crate::source::normalise::{Piece, names_of};
use crate::source::packing::Content;
use crate::source::worker::{Worker, name_hash};
use crate::source::{ReadError, ZoneSetting};

/// How many records are held at a time.
const GROUP: usize = 4096;

impl Signals {
    /// Chooses the signals that name one of these inside its spans.
    pub(in crate::source) fn choose<'w>(&self, wanted: &'w Wanted) -> Chosen<'w> {
        let spans = spans_of_hashes(wanted);
        self.choose_where(
            Box::new(move |names, second| is_inside(names, second, &spans)),
            Box::new(|event| names_of(event).iter().any(|name| wants(wanted, name, event.at))),
        )
    }

    /// Chooses the signals inside a span of which something holds; all others of that span are read for it, too.
    pub(in crate::source) fn choose_inside<'w>(&self, span: Span, holds: Box<IsWanted<'w>>) -> Chosen<'w> {
        let seconds = span.from.timestamp()..=span.to.timestamp();
        self.choose_where(
            Box::new(move |_, second| second == NO_SECOND || seconds.contains(&i64::from(second))),
            Box::new(move |event| span.contains(event.at) && holds(event)),
        )
    }

    /// Chooses those that may be wanted by where they stand, to be taken if they are by what they say.
    fn choose_where<'w>(&self, may_be: Box<MayBe<'w>>, is_wanted: Box<IsWanted<'w>>) -> Chosen<'w> {
        let of_file = |replay: &Replay| ChosenIn {
            file: replay.file,
            content: replay.content.clone(),
            opened: replay.opened.clone(),
            places: match &replay.marks {
                Marks::Places(blocks) => {
                    Places::Known(blocks.par_iter().flat_map_iter(|block| block.spots(&may_be)).collect())
                }
                Marks::Bits(bits) => Places::Marked(bits.clone()),
            },
        };
        let files = self.files.iter().map(of_file).collect();
        Chosen { sources: self.sources.clone(), zones: self.zones.clone(), files, may_be, is_wanted }
    }
}

/// Signals that were chosen by where they stand and are still to be read: then the places of all others may be
/// forgotten.
pub struct Chosen<'w> {
    sources: Arc<[SourceMapping]>,
    zones: Vec<ZoneSetting>,
    files: Vec<ChosenIn>,
    may_be: Box<MayBe<'w>>,
    is_wanted: Box<IsWanted<'w>>,
}

/// Those of one file.
struct ChosenIn {
    file: FileId,
    content: Content,
    opened: Arc<Opened>,
    places: Places,
}

/// Where they stand.
enum Places {
    Known(Vec<Spot>),
    /// Among these records.
    Marked(Vec<u64>),
}

impl Chosen<'_> {
    /// Reads them, by time and origin, and adds them to `events`.
    ///
    /// # Errors
    /// A file that can no longer be read or has changed.
    pub fn read_onto(self, events: &mut Vec<Event>) -> Result<(), ReadError> {
        let rules = Rules {
            sources: &self.sources,
            zones: &self.zones,
            type_use: &|_, _| TypeUse::Signal,
            parse_all: false,
            before: None,
        };
        let first = events.len();
        for chosen in &self.files {
            let read = match &chosen.places {
                Places::Known(spots) => chosen.read_places(spots, rules, &self.is_wanted, events),
                Places::Marked(bits) => {
                    chosen.look_again(bits, rules, (&self.may_be, &self.is_wanted), events)
                }
            };
            let changed = |message| ReadError::Changed { file: chosen.opened.name.clone(), message };
            read.map_err(changed)?;
        }
        events[first..].sort_by_key(|event| (event.at, event.origin));
        Ok(())
    }

    /// Reads them, by time and origin.
    ///
    /// # Errors
    /// A file that can no longer be read or has changed.
    pub fn read(self) -> Result<Vec<Event>, ReadError> {
        let mut events = Vec::new();
        self.read_onto(&mut events)?;
        Ok(events)
    }
}

/// Names in lower case, each with the spans in which its signals matter.
pub type Wanted = BTreeMap<String, Vec<Span>>;

/// The spans by the hash of the name; it only answers, and is never iterated.
#[expect(clippy::disallowed_types, reason = "looked up once for every signal of the input, never iterated")]
type SpansOfHashes =
    std::collections::HashMap<u32, Vec<(i64, i64)>, std::hash::BuildHasherDefault<NameHasher>>;

/// A name is a hash already; spread over the whole word, as the table wants it.
#[derive(Default)]
struct NameHasher(u64);

impl std::hash::Hasher for NameHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u32(u32::from(*byte)));
    }

    fn write_u32(&mut self, name: u32) {
        self.0 = (self.0 ^ u64::from(name)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn spans_of_hashes(wanted: &Wanted) -> SpansOfHashes {
    let mut spans = SpansOfHashes::default();
    for (name, of_name) in wanted {
        let seconds = of_name.iter().map(|span| (span.from.timestamp(), span.to.timestamp()));
        spans.entry(name_hash(name)).or_default().extend(seconds);
    }
    spans
}

/// Whether a signal is wanted by what it says.
pub(in crate::source) type IsWanted<'a> = dyn Fn(&Event) -> bool + Send + Sync + 'a;

/// Whether a signal is worth reading: one of its names is wanted at that time. Without a time it may be.
fn is_inside(names: &[u32], second: u32, spans: &SpansOfHashes) -> bool {
    let at = i64::from(second);
    names
        .iter()
        .filter_map(|name| spans.get(name))
        .any(|spans| second == NO_SECOND || spans.iter().any(|(from, to)| *from <= at && at <= *to))
}

fn wants(wanted: &Wanted, name: &str, at: Instant) -> bool {
    wanted.get(name).is_some_and(|spans| spans.iter().any(|span| span.contains(at)))
}

fn placed(event: Event, origin: Origin, name: &str) -> Event {
    let mut piece = Piece::Event(Box::new(event));
    piece.place(origin, name);
    match piece {
        Piece::Event(event) => *event,
        _ => unreachable!("it was put in as an event"),
    }
}

/// What is done with some records.
type Use<'a> = &'a mut dyn FnMut(&[(Spot, Vec<u8>)]) -> Result<(), String>;

impl ChosenIn {
    /// Adds the wanted events among those whose places are known.
    fn read_places(
        &self,
        spots: &[Spot],
        rules: Rules<'_>,
        is_wanted: &IsWanted<'_>,
        events: &mut Vec<Event>,
    ) -> Result<(), String> {
        if spots.is_empty() {
            return Ok(());
        }
        let worker = rules.worker(&self.opened);
        let event = |(spot, bytes): &(Spot, Vec<u8>)| {
            // What looked like an event and is none, for it is malformed, names nobody.
            let event = worker.event(bytes, spot.part).filter(|event| is_wanted(event))?;
            let origin = Origin { file: self.file, record: spot.record, line: spot.line };
            Some(placed(event, origin, &self.opened.name))
        };
        self.each_group(spots, &mut |group| {
            events.par_extend(group.par_iter().filter_map(event));
            Ok(())
        })
    }

    /// Adds the wanted events among the marked records, found by looking through all of the file again.
    fn look_again(
        &self,
        bits: &[u64],
        rules: Rules<'_>,
        (may_be, is_wanted): (&MayBe<'_>, &IsWanted<'_>),
        events: &mut Vec<Event>,
    ) -> Result<(), String> {
        let is_marked = |record: u64| {
            let (word, bit) = place_of(record);
            bits.get(word).is_some_and(|bits| bits & bit != 0)
        };
        let (mut record, mut line) = (0, 1);
        let look = |worker: &Worker<'_>, block: &Block, first: bool| {
            let results = worker.read(block, first);
            let events = worker.signals(block, &results, may_be).filter(|(_, event)| is_wanted(event));
            (results.rows.len() as u64, block.lines, events.collect::<Vec<_>>())
        };
        in_order(&self.content, &self.opened, rules, &look, &mut |(records, lines, found)| {
            for (row, event) in found {
                let at = Origin { file: self.file, record: record + row.record, line: line + row.line };
                if is_marked(at.record) {
                    events.push(placed(event, at, &self.opened.name));
                }
            }
            record += records;
            line += lines;
        })
    }

    /// Reads the wanted records, which stand in the order of the file.
    fn each_group(&self, wanted: &[Spot], use_group: Use<'_>) -> Result<(), String> {
        if self.content.is_plain() {
            let file = std::fs::File::open(&self.content.path).map_err(|fault| fault.to_string())?;
            return wanted.chunks(GROUP).try_for_each(|group| {
                let read = group.par_iter().map(|spot| {
                    let mut bytes = vec![0; spot.length as usize];
                    file.read_exact_at(&mut bytes, spot.offset).map_err(|fault| fault.to_string())?;
                    Ok((*spot, bytes))
                });
                use_group(&read.collect::<Result<Vec<_>, String>>()?)
            });
        }
        self.content.with_reader(|reader| {
            let mut at = 0;
            wanted.chunks(GROUP).try_for_each(|group| {
                let mut records: Vec<(Spot, Vec<u8>)> = Vec::with_capacity(group.len());
                for spot in group {
                    // Events of one record share its bytes, which a stream shows once.
                    let bytes = match records.last().map(|(last, bytes)| (last.offset, bytes)) {
                        Some((offset, bytes)) if offset == spot.offset => bytes.clone(),
                        _ => read_at(reader, &mut at, spot)?,
                    };
                    records.push((*spot, bytes));
                }
                use_group(&records)
            })
        })?
    }
}

/// Reads a record from a stream that stands at `at`, at or before it.
fn read_at(reader: &mut (dyn Read + Send), at: &mut u64, spot: &Spot) -> Result<Vec<u8>, String> {
    let between = spot.offset.checked_sub(*at).ok_or("records overlap")?;
    let passed =
        std::io::copy(&mut reader.take(between), &mut std::io::sink()).map_err(|fault| fault.to_string())?;
    let mut bytes = vec![0; spot.length as usize];
    reader.read_exact(&mut bytes).map_err(|fault| fault.to_string())?;
    *at += passed + u64::from(spot.length);
    Ok(bytes)
}
