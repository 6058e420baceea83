//! The second pass: signals of accounts that matter, read where they stand.

use std::collections::BTreeMap;
use std::io::Read;
use std::os::unix::fs::FileExt;

use rayon::prelude::*;

use super::clock::Orders;
use super::ledger::{NO_SECOND, SignalRef};
use super::normalise::{Piece, names_of};
use super::packing::{Content, Packing};
use super::plan::Plan;
use super::worker::{Worker, name_hash};
use super::{ReadError, ZoneSetting};
use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{Event, FileId, InputFile, Instant, Origin, Span};

/// How many records are held at a time.
const GROUP: usize = 4096;

/// What the second pass needs.
#[derive(Debug)]
pub(super) struct Signals {
    pub(super) sources: Vec<SourceMapping>,
    pub(super) zones: Vec<ZoneSetting>,
    pub(super) files: Vec<Replay>,
}

/// A file with signals in it.
#[derive(Debug)]
pub(super) struct Replay {
    pub(super) file: FileId,
    pub(super) content: Content,
    pub(super) plan: Plan,
    pub(super) orders: Orders,
    pub(super) signals: Vec<SignalRef>,
}

impl Signals {
    /// The signals that name one of these inside its spans, by time and origin.
    pub(super) fn read(&self, wanted: &Wanted, files: &[InputFile]) -> Result<Vec<Event>, ReadError> {
        let spans = spans_of_hashes(wanted);
        let mut events = Vec::new();
        for replay in &self.files {
            let mut refs: Vec<SignalRef> =
                replay.signals.iter().filter(|signal| is_inside(&spans, signal)).copied().collect();
            refs.sort_by_key(|signal| signal.offset);
            refs.dedup_by_key(|signal| signal.offset);
            if refs.is_empty() {
                continue;
            }
            let name = files.get(replay.file.0 as usize).map_or("", |file| file.name.as_str());
            let changed = |message: String| ReadError::Changed { file: name.to_owned(), message };
            let worker = Worker {
                plan: &replay.plan,
                sources: &self.sources,
                zones: &self.zones,
                type_use: &|_, _| TypeUse::Signal,
                orders: &replay.orders,
            };
            replay
                .each_group(&refs, &mut |group: &[(SignalRef, Vec<u8>)]| {
                    let parsed: Result<Vec<Option<Event>>, String> = group
                        .par_iter()
                        .map(|(signal, bytes)| {
                            let event = worker
                                .event(bytes)
                                .ok_or_else(|| format!("record {} is no longer an event", signal.record))?;
                            let is_wanted = names_of(&event).iter().any(|name| wants(wanted, name, event.at));
                            Ok(is_wanted.then(|| placed(event, replay.file, signal, name)))
                        })
                        .collect();
                    events.extend(parsed?.into_iter().flatten());
                    Ok(())
                })
                .map_err(changed)?;
        }
        events.sort_by_key(|event| (event.at, event.origin));
        Ok(events)
    }
}

/// Names in lower case, each with the spans in which its signals matter.
pub type Wanted = BTreeMap<String, Vec<Span>>;

/// The spans by the hash of the name; it only answers, and is never iterated.
#[expect(clippy::disallowed_types, reason = "looked up once for every signal of the input, never iterated")]
type SpansOfHashes = std::collections::HashMap<u32, Vec<(i64, i64)>>;

fn spans_of_hashes(wanted: &Wanted) -> SpansOfHashes {
    let mut spans = SpansOfHashes::default();
    for (name, of_name) in wanted {
        let seconds = of_name.iter().map(|span| (span.from.timestamp(), span.to.timestamp()));
        spans.entry(name_hash(name)).or_default().extend(seconds);
    }
    spans
}

/// Whether a signal is worth reading: its name is wanted at that time. Without a time it may be.
fn is_inside(spans: &SpansOfHashes, signal: &SignalRef) -> bool {
    spans.get(&signal.name).is_some_and(|spans| {
        let second = i64::from(signal.second);
        signal.second == NO_SECOND || spans.iter().any(|(from, to)| *from <= second && second <= *to)
    })
}

fn wants(wanted: &Wanted, name: &str, at: Instant) -> bool {
    wanted.get(name).is_some_and(|spans| spans.iter().any(|span| span.contains(at)))
}

fn placed(event: Event, file: FileId, signal: &SignalRef, name: &str) -> Event {
    let origin = Origin { file, record: u64::from(signal.record), line: u64::from(signal.line) };
    let mut piece = Piece::Event(Box::new(event));
    piece.place(origin, name);
    match piece {
        Piece::Event(event) => *event,
        _ => unreachable!("it was put in as an event"),
    }
}

/// What is done with some records.
type Use<'a> = &'a mut dyn FnMut(&[(SignalRef, Vec<u8>)]) -> Result<(), String>;

impl Replay {
    /// Reads the wanted records, which stand in the order of the file.
    fn each_group(&self, wanted: &[SignalRef], use_group: Use<'_>) -> Result<(), String> {
        if self.content.member.is_none() && self.content.packing == Packing::Plain {
            let file = std::fs::File::open(&self.content.path).map_err(|fault| fault.to_string())?;
            return wanted.chunks(GROUP).try_for_each(|group| {
                let read = group.par_iter().map(|signal| {
                    let mut bytes = vec![0; signal.length as usize];
                    file.read_exact_at(&mut bytes, signal.offset).map_err(|fault| fault.to_string())?;
                    Ok((*signal, bytes))
                });
                use_group(&read.collect::<Result<Vec<_>, String>>()?)
            });
        }
        self.content.with_reader(|reader| {
            let mut at = 0;
            wanted.chunks(GROUP).try_for_each(|group| {
                let mut records = Vec::with_capacity(group.len());
                for signal in group {
                    records.push((*signal, read_at(reader, &mut at, signal)?));
                }
                use_group(&records)
            })
        })?
    }
}

/// Reads a record from a stream that stands at `at`, at or before it.
fn read_at(reader: &mut (dyn Read + Send), at: &mut u64, signal: &SignalRef) -> Result<Vec<u8>, String> {
    let between = signal.offset.checked_sub(*at).ok_or("records overlap")?;
    let passed =
        std::io::copy(&mut reader.take(between), &mut std::io::sink()).map_err(|fault| fault.to_string())?;
    let mut bytes = vec![0; signal.length as usize];
    reader.read_exact(&mut bytes).map_err(|fault| fault.to_string())?;
    *at += passed + u64::from(signal.length);
    Ok(bytes)
}
