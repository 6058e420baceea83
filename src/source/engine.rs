//! One file after the other: reading, looking and hashing side by side.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::blocks::{Block, Blocks, Stretch};
use super::cache::{Cache, Entry, Frame, Part, Recorder, again};
use super::clock::Orders;
use super::documents::{Document, blank, documents, early_hashes, hash_file, head, note_twin, twin};
use super::hashing::beside;
use super::inputs;
use super::ledger::Ledger;
use super::limits::HEAD_BYTES;
use super::packing::Content;
use super::pass::Pass;
use super::plan::{Plan, Recognised, recognise};
use super::signals::{BlockSignals, Replay, Signals};
use super::survey::{next_batch, survey};
use super::worker::{Results, Worker};
use super::{Progress, ReadError, ReadSettings, Reading};
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileUse, InputFile, TicketState};

/// Says what the taxonomy makes of a vocabulary's native type.
pub(super) type TypeUses<'a> = &'a (dyn Fn(&str, &str) -> TypeUse + Sync);

/// A run of reading.
struct Run<'a> {
    sources: &'a [SourceMapping],
    type_use: TypeUses<'a>,
    settings: &'a ReadSettings<'a>,
    cache: Option<&'a Cache>,
    books: Books,
    /// Whether an entry of the cache turned out damaged when parts of it stood in the books.
    damaged: bool,
    /// What the document said that was read last, and whether it ends inside a list.
    recorded: Option<(Recorder, bool)>,
    done: u64,
    total: u64,
}

/// What all files said.
#[derive(Default)]
struct Books {
    files: Vec<InputFile>,
    ledger: Ledger,
    replays: Vec<Replay>,
}

/// Reads all files among the inputs.
pub(super) fn read(
    inputs: &[PathBuf],
    sources: Vec<SourceMapping>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
    mut cache: Option<Cache>,
) -> Result<Reading, ReadError> {
    let given = inputs::all(inputs, settings.named)?;
    let known = cache.as_mut().map(|cache| cache.look(&given)).transpose()?.unwrap_or_default();
    let mut hashes = early_hashes(&given, known);
    let documents = documents(given, &mut hashes);
    let mut books = Run::new(&sources, type_use, settings, cache.as_ref()).all(&documents, &hashes)?;
    if books.is_none() {
        // What stands in the books of something that turned out damaged does not count.
        cache.iter_mut().for_each(Cache::distrust);
        books = Run::new(&sources, type_use, settings, cache.as_ref()).all(&documents, &hashes)?;
    }
    let Books { mut files, ledger, replays } = books.unwrap_or_default();
    if let Some(cache) = cache {
        let of_file =
            |(document, file): (&Document, &InputFile)| (document.given.path.clone(), file.sha256.clone());
        cache.close(&documents.iter().zip(&files).map(of_file).collect());
    }
    let states = states_of_sources(&sources);
    let meaning = |source: &str, word: &str| {
        let state = states.get(source).and_then(|states| states.get(&word.to_lowercase()));
        state.copied().unwrap_or(TicketState::Unknown)
    };
    let mut closed = ledger.close(&mut files, &sources, &meaning);
    files.iter().try_for_each(balanced)?;
    closed.verifications.sort_by_key(|verification| (verification.at, verification.origin));
    Ok(Reading {
        files,
        rejects: closed.rejects,
        more_rejects: closed.more_rejects,
        duplicates: closed.duplicates,
        unknown_types: closed.unknown_types,
        tallies: closed.tallies,
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

/// What the words of states mean, by source of tickets; of two of one id the first.
fn states_of_sources(sources: &[SourceMapping]) -> BTreeMap<&str, &BTreeMap<String, TicketState>> {
    let mut states = BTreeMap::new();
    for source in sources {
        if let RecordFields::Ticket(fields) = &source.record {
            states.entry(source.id.as_str()).or_insert(&fields.states);
        }
    }
    states
}

impl<'a> Run<'a> {
    fn new(
        sources: &'a [SourceMapping],
        type_use: TypeUses<'a>,
        settings: &'a ReadSettings<'a>,
        cache: Option<&'a Cache>,
    ) -> Self {
        let books = Books::default();
        Self { sources, type_use, settings, cache, books, damaged: false, recorded: None, done: 0, total: 0 }
    }

    /// Reads all documents; `None` if the books do not count.
    fn all(
        mut self,
        documents: &[Document],
        hashes: &BTreeMap<PathBuf, String>,
    ) -> Result<Option<Books>, ReadError> {
        self.total = documents.iter().map(|document| document.given.bytes).sum();
        for (at, document) in documents.iter().enumerate() {
            let mut file = blank(at, document);
            match twin(document, &documents[..at], hashes) {
                Some(first) => note_twin(&mut file, document, &self.books.files[first], hashes),
                None => self.document(document, &mut file, hashes.get(&document.given.path))?,
            }
            if self.damaged {
                return Ok(None);
            }
            self.done += document.given.bytes;
            self.tell();
            self.books.files.push(file);
        }
        Ok(Some(self.books))
    }

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
            Ok(content) => self.content(document, content, file),
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
        let recorded = self.recorded.take().filter(|_| file.used_as == FileUse::Read);
        if let (Some(cache), Some((recorder, unfinished))) = (self.cache, recorded) {
            cache.keep(recorder, document, &file.sha256, unfinished);
        }
        Ok(())
    }

    /// Recognises and reads a content; the inner error is the file's own.
    fn content(
        &mut self,
        document: &Document,
        content: &Content,
        file: &mut InputFile,
    ) -> Result<Result<(), String>, ReadError> {
        let head = match head(content) {
            Ok(head) => head,
            Err(fault) => return Ok(Err(fault)),
        };
        let (plan, note) = match recognise(&head, head.len() < HEAD_BYTES, content.body, self.sources) {
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
        file.shape = format!("{}{}{zipped}", content.body.shape(&plan.shape), content.packing.label());
        if let Some(entry) = self.cache.and_then(|cache| cache.entry(document, &file.sha256)) {
            return self.again(entry, content, file, plan).map(Ok);
        }
        let none = Orders::default();
        let worker = Worker {
            file: &file.name,
            plan: &plan,
            sources: self.sources,
            zones: self.settings.zones,
            type_use: self.type_use,
            orders: &none,
        };
        let orders = match survey(&worker, content, &head) {
            Ok(orders) => orders,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(fault) = orders.fault() {
            return Ok(Err(fault));
        }
        self.records(content, file, plan, orders)
    }

    /// Enters what a content said before.
    fn again(
        &mut self,
        mut entry: Entry,
        content: &Content,
        file: &mut InputFile,
        plan: Plan,
    ) -> Result<(), ReadError> {
        let (sources, ledger) = (self.sources, &mut self.books.ledger);
        let mut pass = Pass::new(file, content);
        let ended = again(&mut entry, sources, &mut |stretch, results| {
            pass.enter(&stretch, results, ledger, sources)
        })?;
        let Ok(unfinished) = ended else {
            self.damaged = true;
            return Ok(());
        };
        pass.unfinished = unfinished;
        let signals = pass.finish(ledger, sources, &plan, None);
        self.keep_signals(file, content, plan, entry.orders().clone(), signals);
        Ok(())
    }

    /// Remembers where the signals of a content stand.
    fn keep_signals(
        &mut self,
        file: &InputFile,
        content: &Content,
        plan: Plan,
        orders: Orders,
        signals: Vec<BlockSignals>,
    ) {
        if !signals.is_empty() {
            let content = content.clone();
            self.books.replays.push(Replay { file: file.id, content, plan, orders, signals });
        }
    }

    /// Reads all records of a content into the books.
    fn records(
        &mut self,
        content: &Content,
        file: &mut InputFile,
        plan: Plan,
        orders: Orders,
    ) -> Result<Result<(), String>, ReadError> {
        let name = file.name.clone();
        let mut pass = Pass::new(file, content);
        let Run { sources, type_use, settings, books: Books { ledger, .. }, done, total, .. } = self;
        let mut recorder = self.cache.and_then(|cache| cache.recorder(&orders));
        let records = recorder.is_some();
        let worker = Worker {
            file: &name,
            plan: &plan,
            sources,
            zones: settings.zones,
            type_use: *type_use,
            orders: &orders,
        };
        let tell = |pass: &Pass<'_>| {
            if let (true, Some(tell)) = (pass.plain, settings.progress) {
                tell(Progress { bytes: *done + pass.place.offset, total: *total });
            }
        };
        let wants_hash = pass.wants_hash();
        let read = content.with_reader(|reader| {
            beside(wants_hash, |feed| {
                let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
                let mut batch = next_batch(&mut blocks, feed);
                let mut worked: Vec<Worked> = Vec::new();
                let mut first = true;
                while !(batch.is_empty() && worked.is_empty()) {
                    // Three things at a time: the books of one batch, the work on the next, the reading of
                    // the one after.
                    let enter =
                        || enter(&mut pass, std::mem::take(&mut worked), ledger, sources, &mut recorder);
                    let work = |(at, block): (usize, Block)| {
                        let results = worker.read(&block, first && at == 0);
                        Worked::of(block.stretch(), results, records)
                    };
                    let (entered, (next, results)) = rayon::join(enter, || {
                        rayon::join(
                            || next_batch(&mut blocks, feed),
                            || batch.into_par_iter().enumerate().map(work).collect::<Vec<_>>(),
                        )
                    });
                    entered?;
                    tell(&pass);
                    (batch, worked, first) = (next, results, false);
                }
                pass.unfinished = blocks.unfinished();
                Ok::<(), ReadError>(())
            })
        });
        let signals = match read {
            Err(fault) => return Ok(Err(fault)),
            Ok((entered, hash)) => {
                entered?;
                self.recorded = recorder.map(|recorder| (recorder, pass.unfinished));
                pass.finish(ledger, sources, &plan, hash)
            }
        };
        self.keep_signals(file, content, plan, orders, signals);
        Ok(Ok(()))
    }
}

/// What a block says.
struct Worked {
    stretch: Stretch,
    results: Results,
    /// The same for the cache.
    frame: Option<Frame>,
}

impl Worked {
    fn of(stretch: Stretch, results: Results, is_kept: bool) -> Self {
        let frame = is_kept.then(|| Frame::of(&Part::Said(&stretch, &results))).flatten();
        Self { stretch, results, frame }
    }
}

/// Enters the results of some blocks, in their order.
fn enter(
    pass: &mut Pass<'_>,
    worked: Vec<Worked>,
    ledger: &mut Ledger,
    sources: &[SourceMapping],
    recorder: &mut Option<Recorder>,
) -> Result<(), ReadError> {
    worked.into_iter().try_for_each(|Worked { stretch, results, frame }| {
        *recorder = recorder.take().zip(frame).and_then(|(recorder, frame)| recorder.with(&frame));
        pass.enter(&stretch, results, ledger, sources)
    })
}
