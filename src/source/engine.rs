//! One file after the other: reading, looking and hashing side by side.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::blocks::{Block, Blocks};
use super::clock::{Orders, ZoneNotes};
use super::inputs::{self, Given};
use super::ledger::{Ledger, Place, SignalRef};
use super::limits::HEAD_BYTES;
use super::packing::{Content, Packing, head_of, members};
use super::plan::{Plan, Recognised, recognise};
use super::signals::{Replay, Signals};
use super::worker::{Results, What, Worker};
use super::{Progress, ReadError, ReadSettings, Reading};
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileId, FileUse, InputFile, TicketState};

/// Blocks read ahead while as many are worked on.
const BATCH: usize = 4;

/// Says what the taxonomy makes of a vocabulary's native type.
pub(super) type TypeUses<'a> = &'a (dyn Fn(&str, &str) -> TypeUse + Sync);

/// A file, or a member of an archive, to be read.
struct Document {
    name: String,
    given: Given,
    content: Result<Content, String>,
}

/// A run of reading.
struct Run<'a> {
    sources: &'a [SourceMapping],
    type_use: TypeUses<'a>,
    settings: &'a ReadSettings<'a>,
    ledger: Ledger,
    replays: Vec<Replay>,
    done: u64,
    total: u64,
}

/// Reads all files among the inputs.
pub(super) fn read(
    inputs: &[PathBuf],
    sources: Vec<SourceMapping>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let given = inputs::collect(inputs)?;
    let mut hashes = early_hashes(&given);
    let documents = documents(given, &mut hashes);
    let total = documents.iter().map(|document| document.given.bytes).sum();
    let mut run = Run {
        sources: &sources,
        type_use,
        settings,
        ledger: Ledger::default(),
        replays: Vec::new(),
        done: 0,
        total,
    };
    let mut files: Vec<InputFile> = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let mut file = blank(at, document);
        match twin(document, &documents[..at], &hashes) {
            Some(first) => note_twin(&mut file, document, &files[first], &hashes),
            None => run.document(document, &mut file, hashes.get(&document.given.path))?,
        }
        run.done += document.given.bytes;
        run.tell();
        files.push(file);
    }
    let Run { ledger, replays, .. } = run;
    let meaning = |source: &str, word: &str| state_of(&sources, source, word);
    let mut closed = ledger.close(&mut files, &sources, &meaning);
    files.iter().try_for_each(balanced)?;
    closed.verifications.sort_by_key(|verification| (verification.at, verification.origin));
    Ok(Reading {
        files,
        rejects: closed.rejects,
        more_rejects: closed.more_rejects,
        duplicates: closed.duplicates,
        unknown_types: closed.unknown_types,
        events: closed.events,
        tickets: closed.joined.tickets,
        people: closed.people,
        verifications: closed.verifications,
        coverage: closed.coverage,
        signals: Signals { sources, zones: settings.zones.to_vec(), files: replays },
    })
}

/// Whether the books of a file balance.
fn balanced(file: &InputFile) -> Result<(), ReadError> {
    if file.rows == file.used + file.rejected + file.duplicates {
        return Ok(());
    }
    Err(ReadError::Accounting {
        file: file.name.clone(),
        rows: file.rows,
        used: file.used,
        rejected: file.rejected,
        duplicates: file.duplicates,
    })
}

/// What a state's word means in a source.
fn state_of(sources: &[SourceMapping], source: &str, word: &str) -> TicketState {
    let fields = sources.iter().find(|known| known.id == source).map(|known| &known.record);
    match fields {
        Some(RecordFields::Ticket(fields)) => {
            fields.states.get(&word.to_lowercase()).copied().unwrap_or(TicketState::Unknown)
        }
        _ => TicketState::Unknown,
    }
}

/// SHA-256 of files that may be the same as another: those of equal length.
fn early_hashes(given: &[Given]) -> BTreeMap<PathBuf, String> {
    let mut by_length: BTreeMap<u64, Vec<&Path>> = BTreeMap::new();
    given.iter().for_each(|file| by_length.entry(file.bytes).or_default().push(&file.path));
    let alike: Vec<&Path> = by_length.into_values().filter(|paths| paths.len() > 1).flatten().collect();
    alike.par_iter().filter_map(|path| Some(((*path).to_owned(), hash_file(path).ok()?))).collect()
}

/// The files and archive members, by name.
fn documents(given: Vec<Given>, hashes: &mut BTreeMap<PathBuf, String>) -> Vec<Document> {
    let mut documents = Vec::new();
    for given in given {
        let content =
            |packing, member| Content { path: given.path.clone(), member, packing, bytes: given.bytes };
        let packing = head_of(&given.path).map(|head| Packing::of(&head)).map_err(|fault| fault.to_string());
        let inner = match packing {
            Ok(Packing::Zip) => members(&given.path).map(Some),
            _ => Ok(None),
        };
        match (packing, inner) {
            (Err(fault), _) | (_, Err(fault)) => {
                documents.push(Document { name: given.name.clone(), content: Err(fault), given });
            }
            (Ok(packing), Ok(None)) => {
                documents.push(Document {
                    name: given.name.clone(),
                    content: Ok(content(packing, None)),
                    given,
                });
            }
            (Ok(_), Ok(Some(inner))) => {
                if let Ok(hash) = hash_file(&given.path) {
                    hashes.insert(given.path.clone(), hash);
                }
                for member in inner {
                    documents.push(Document {
                        name: format!("{}!{}", given.name, member.name),
                        content: Ok(content(member.packing, Some(member.index))),
                        given: given.clone(),
                    });
                }
            }
        }
    }
    documents.sort_by(|a, b| (&a.name, &a.given.path).cmp(&(&b.name, &b.given.path)));
    documents
}

fn blank(at: usize, document: &Document) -> InputFile {
    InputFile {
        id: FileId(u32::try_from(at).unwrap_or(u32::MAX)),
        name: document.name.clone(),
        sha256: String::new(),
        bytes: document.given.bytes,
        used_as: FileUse::Unreadable,
        source: None,
        note: String::new(),
        shape: String::new(),
        zone: String::new(),
        rows: 0,
        used: 0,
        rejected: 0,
        duplicates: 0,
        first_at: None,
        last_at: None,
    }
}

/// An earlier document with the same bytes.
fn twin(document: &Document, earlier: &[Document], hashes: &BTreeMap<PathBuf, String>) -> Option<usize> {
    let hash = hashes.get(&document.given.path)?;
    let member = document.content.as_ref().ok()?.member;
    earlier.iter().position(|other| {
        other.given.path != document.given.path
            && hashes.get(&other.given.path) == Some(hash)
            && other.content.as_ref().is_ok_and(|content| content.member == member)
    })
}

fn note_twin(
    file: &mut InputFile,
    document: &Document,
    first: &InputFile,
    hashes: &BTreeMap<PathBuf, String>,
) {
    file.sha256 = hashes.get(&document.given.path).cloned().unwrap_or_default();
    file.used_as = FileUse::Duplicate;
    file.source.clone_from(&first.source);
    file.shape.clone_from(&first.shape);
    file.note = format!("the same bytes as {}; counted once", first.name);
    file.rows = first.rows;
    file.duplicates = first.rows;
}

impl Run<'_> {
    fn tell(&self) {
        if let Some(progress) = self.settings.progress {
            progress(Progress { bytes: self.done.min(self.total), total: self.total });
        }
    }

    /// Reads one document into the books.
    fn document(
        &mut self,
        document: &Document,
        file: &mut InputFile,
        hash: Option<&String>,
    ) -> Result<(), ReadError> {
        file.sha256 = hash.cloned().unwrap_or_default();
        let outcome = match &document.content {
            Ok(content) => self.content(content, file),
            Err(fault) => Ok(Err(fault.clone())),
        };
        if let Err(fault) = outcome? {
            file.used_as = FileUse::Unreadable;
            file.note = fault;
        }
        if file.sha256.is_empty() {
            match hash_file(&document.given.path) {
                Ok(hash) => file.sha256 = hash,
                Err(fault) => file.note = format!("{}; {fault}", file.note),
            }
        }
        Ok(())
    }

    /// Recognises and reads a content; the inner error is the file's own.
    fn content(&mut self, content: &Content, file: &mut InputFile) -> Result<Result<(), String>, ReadError> {
        let head = match head(content) {
            Ok(head) => head,
            Err(fault) => return Ok(Err(fault)),
        };
        let (plan, note) = match recognise(&head, head.len() < HEAD_BYTES, self.sources) {
            Recognised::Empty => {
                file.used_as = FileUse::Empty;
                file.note = "there is nothing in it".to_owned();
                return Ok(Ok(()));
            }
            Recognised::Unknown(note) => {
                file.used_as = FileUse::Unknown;
                file.note = note;
                return Ok(Ok(()));
            }
            Recognised::Disputed(note) => {
                file.used_as = FileUse::Disputed;
                file.note = note;
                return Ok(Ok(()));
            }
            Recognised::Known(plan, note) => (*plan, note),
        };
        file.used_as = FileUse::Read;
        file.source = Some(self.sources[plan.primary].id.clone());
        file.note = note;
        let zipped = if content.member.is_some() { ", zip" } else { "" };
        file.shape = format!("{}{}{zipped}", plan.shape, content.packing.label());
        let orders = match self.survey(content, &plan) {
            Ok(orders) => orders,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(fault) = orders.fault() {
            return Ok(Err(fault));
        }
        self.records(content, file, plan, orders)
    }

    /// How dates are written in a file of anything but events.
    fn survey(&self, content: &Content, plan: &Plan) -> Result<Orders, String> {
        let is_event = |index: &usize| matches!(self.sources[*index].record, RecordFields::Event(_));
        let mut orders = Orders::default();
        if plan.family.iter().all(is_event) {
            return Ok(orders);
        }
        let none = Orders::default();
        let worker = self.worker(plan, &none);
        content.with_reader(|reader| {
            let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
            let mut first = true;
            loop {
                let batch = next_batch(&mut blocks);
                if batch.is_empty() {
                    return;
                }
                let found: Vec<Orders> = batch
                    .par_iter()
                    .enumerate()
                    .map(|(at, block)| worker.survey(block, first && at == 0))
                    .collect();
                found.into_iter().for_each(|found| orders.merge(found));
                first = false;
            }
        })?;
        Ok(orders)
    }

    fn worker<'w>(&'w self, plan: &'w Plan, orders: &'w Orders) -> Worker<'w> {
        Worker { plan, sources: self.sources, zones: self.settings.zones, type_use: self.type_use, orders }
    }

    /// Reads all records of a content into the books.
    fn records(
        &mut self,
        content: &Content,
        file: &mut InputFile,
        plan: Plan,
        orders: Orders,
    ) -> Result<Result<(), String>, ReadError> {
        let mut pass = Pass::new(file, content);
        let read = content.with_reader(|reader| {
            let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
            let mut batch = next_batch(&mut blocks);
            while !batch.is_empty() {
                let first = pass.blocks == 0;
                let worker = self.worker(&plan, &orders);
                let work = |(at, block): (usize, &Block)| worker.read(block, first && at == 0);
                // Hashing is the slowest of the three, so it is begun first.
                let hash = pass.hash.as_mut();
                let ((), (next, results)) = rayon::join(
                    || {
                        hash.into_iter()
                            .for_each(|hash| batch.iter().for_each(|block| hash.update(block.bytes())))
                    },
                    || {
                        rayon::join(
                            || next_batch(&mut blocks),
                            || batch.par_iter().enumerate().map(work).collect::<Vec<_>>(),
                        )
                    },
                );
                for (block, results) in batch.iter().zip(results) {
                    pass.enter(block, results, &mut self.ledger, self.sources)?;
                }
                if pass.plain {
                    let progress = Progress { bytes: self.done + pass.place.offset, total: self.total };
                    self.settings.progress.into_iter().for_each(|tell| tell(progress));
                }
                batch = next;
            }
            pass.unfinished = blocks.unfinished();
            Ok::<(), ReadError>(())
        });
        let signals = match read {
            Err(fault) => return Ok(Err(fault)),
            Ok(entered) => {
                entered?;
                pass.finish(&mut self.ledger, self.sources, &plan)
            }
        };
        if !signals.is_empty() {
            self.replays.push(Replay { file: file.id, content: content.clone(), plan, orders, signals });
        }
        Ok(Ok(()))
    }
}

/// One pass over a file's records.
struct Pass<'f> {
    file: &'f mut InputFile,
    plain: bool,
    /// For a plain file its hash, made on the way.
    hash: Option<Sha256>,
    place: Place,
    blocks: u64,
    signals: Vec<SignalRef>,
    notes: ZoneNotes,
    by_source: BTreeMap<usize, u64>,
    broken: Option<String>,
    last_is_broken: bool,
    unfinished: bool,
    passed_over: u64,
}

impl<'f> Pass<'f> {
    fn new(file: &'f mut InputFile, content: &Content) -> Self {
        let plain = content.member.is_none() && content.packing == Packing::Plain;
        let hash = (plain && file.sha256.is_empty()).then(Sha256::new);
        Self {
            file,
            plain,
            hash,
            place: Place { offset: 0, line: 1 },
            blocks: 0,
            signals: Vec::new(),
            notes: ZoneNotes::default(),
            by_source: BTreeMap::new(),
            broken: None,
            last_is_broken: false,
            unfinished: false,
            passed_over: 0,
        }
    }

    /// Enters a block's results.
    fn enter(
        &mut self,
        block: &Block,
        mut results: Results,
        ledger: &mut Ledger,
        sources: &[SourceMapping],
    ) -> Result<(), ReadError> {
        if let Some((source, text)) = results.zone_needed {
            return Err(ReadError::ZoneNeeded {
                file: self.file.name.clone(),
                source_id: sources[source].id.clone(),
                text,
            });
        }
        self.notes.merge(std::mem::take(&mut results.notes));
        for row in &results.rows {
            if matches!(row.what, What::PassedOver) {
                self.passed_over += 1;
                continue;
            }
            *self.by_source.entry(row.source).or_default() += 1;
        }
        if let Some(row) = results.rows.last() {
            self.last_is_broken = matches!(row.what, What::Reject { broken: true, .. });
        }
        self.place.offset = block.offset;
        ledger.enter(self.file, self.place, results, sources, &mut self.signals);
        self.place.offset += block.bytes().len() as u64;
        self.place.line += block.lines;
        self.blocks += 1;
        self.broken = self.broken.take().or_else(|| block.broken.clone());
        Ok(())
    }

    /// Writes down what the whole file showed.
    fn finish(self, ledger: &mut Ledger, sources: &[SourceMapping], plan: &Plan) -> Vec<SignalRef> {
        let file = self.file;
        file.zone = self.notes.words();
        if self.by_source.len() > 1 {
            let parts =
                self.by_source.iter().map(|(&index, count)| format!("{count} of {}", sources[index].id));
            file.note = format!("{}; in all {}", file.note, parts.collect::<Vec<_>>().join(", "));
        }
        if self.passed_over > 0 {
            let count = self.passed_over;
            file.note =
                format!("{}; {count} records of neighbouring tables (attachments) passed over", file.note);
        }
        let cut = match (&self.broken, self.unfinished, self.last_is_broken) {
            (Some(_), ..) => Some("it could not be read to its end"),
            (_, true, _) => Some("it ends inside a list or document: it was cut"),
            (_, _, true) => Some("its last record is cut off"),
            _ => None,
        };
        if let Some(fault) = &self.broken {
            file.used_as = FileUse::Unreadable;
            file.note = format!("{fault}; {} records before that were read", file.rows);
        } else {
            if let Some(hash) = self.hash {
                file.sha256 = hex(&hash.finalize());
            }
            if let Some(cut) = cut {
                file.note = format!("{}; {cut}", file.note);
            }
        }
        ledger.note_end(plan.primary, file, cut);
        self.signals
    }
}

/// The beginning of a content.
fn head(content: &Content) -> Result<Vec<u8>, String> {
    content.with_reader(|reader| {
        let mut head = Vec::new();
        match reader.take(HEAD_BYTES as u64).read_to_end(&mut head) {
            // A file that breaks later may still be recognised and read up to there.
            Err(fault) if head.is_empty() => Err(fault.to_string()),
            _ => Ok(head),
        }
    })?
}

fn next_batch(blocks: &mut Blocks<'_>) -> Vec<Block> {
    std::iter::from_fn(|| blocks.next()).take(BATCH).collect()
}

/// SHA-256 of a file, lower-case hex.
fn hash_file(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
