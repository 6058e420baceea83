//! The run of reading: documents read ahead beside each other, the books kept in their order.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::blocks::Pool;
use super::crew::Crew;
use super::documents::{Document, alike, blank, documents, note_twin, twins};
use super::flow::{self, Opened, Rules, Yield};
use super::hashing::{HashFault, Hashing};
use super::inputs;
use super::ledger::Ledger;
use super::packing::Content;
use super::pass::Pass;
use super::signals::{Marks, Replay, Signals};
use super::{Progress, ReadError, ReadSettings, Reading};
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileUse, InputFile, TicketState};

/// Says what the taxonomy makes of a vocabulary's native type.
pub(super) type TypeUses<'a> = &'a (dyn Fn(&str, &str) -> TypeUse + Sync);

/// Parts of a document that may be worked on before the books come to them.
const AHEAD: usize = 64;

/// The books of a run.
struct Run<'a> {
    sources: &'a [SourceMapping],
    settings: &'a ReadSettings<'a>,
    ledger: Ledger,
    replays: Vec<Replay>,
    done: u64,
    total: u64,
}

/// Reads all files among the inputs.
pub(super) fn read(
    inputs: &[PathBuf],
    sources: Arc<[SourceMapping]>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let mut reading = read_early(inputs, sources, type_use, settings)?;
    reading.hashed()?;
    Ok(reading)
}

/// Reads all files among the inputs; their hashes are still to come.
pub(super) fn read_early(
    inputs: &[PathBuf],
    sources: Arc<[SourceMapping]>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let given = inputs::all(inputs, settings.named)?;
    let threads = rayon::current_num_threads();
    let alike = alike(&given);
    let others = given.iter().filter(|file| !alike.contains(file));
    let hashing = Hashing::begin(alike.iter().chain(others).cloned(), threads);
    let documents = documents(given);
    let known = alike.into_iter().filter_map(|file| Some((hashing.of(&file.path).ok()?, file.path)));
    let twins = twins(&documents, &known.map(|(hash, path)| (path, hash)).collect());
    let rules = Rules::new(&sources, type_use, settings);
    let run = Run {
        sources: &sources,
        settings,
        ledger: Ledger::within(settings.memory),
        replays: Vec::new(),
        done: 0,
        total: documents.iter().map(|document| document.given.bytes).sum(),
    };
    let pool = Pool::default();
    let (run, mut files) = Crew::with(threads, |crew| {
        let read_one = |at: usize, out: &SyncSender<Yield>| {
            if twins[at].is_none() {
                // Nobody listens any more once the run has failed.
                let _ = flow::read(&documents[at], rules, crew, &pool, out);
            }
        };
        ahead(threads, documents.len(), &read_one, |yields| run.enter_all(&documents, &twins, yields))
    })?;
    let Run { ledger, replays, .. } = run;
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
        hashing: Some((hashing, documents.into_iter().map(|document| document.given.path).collect())),
    })
}

/// Runs `read` for each of so many documents, some at a time and in their order, and gives what each
/// yields to `use_all`.
fn ahead<T>(
    threads: usize,
    documents: usize,
    read: &(dyn Fn(usize, &SyncSender<Yield>) + Sync),
    use_all: impl FnOnce(Vec<Receiver<Yield>>) -> T,
) -> T {
    let (outs, yields): (Vec<_>, Vec<_>) = (0..documents).map(|_| sync_channel(AHEAD)).unzip();
    // A sender is dropped when its document is done, so that nobody waits for what will not come.
    let outs = Mutex::new(outs.into_iter().enumerate());
    let next = || outs.lock().unwrap_or_else(PoisonError::into_inner).next();
    let open = || std::iter::from_fn(next).for_each(|(at, out)| read(at, &out));
    std::thread::scope(|scope| {
        for _ in 0..threads.min(documents) {
            // Without a thread the documents are told as not read.
            let _ = std::thread::Builder::new().spawn_scoped(scope, open);
        }
        use_all(yields)
    })
}

/// Fills in the hashes of the files, which it waits for.
pub(super) fn hashed(
    files: &mut [InputFile],
    (hashing, paths): &(Hashing, Vec<PathBuf>),
) -> Result<(), ReadError> {
    for (file, path) in files.iter_mut().zip(paths) {
        match hashing.of(path) {
            Ok(hash) => file.sha256 = hash,
            Err(HashFault::Unreadable(fault)) => file.note = format!("{}; {fault}", file.note),
            Err(HashFault::Stopped) => {}
            Err(HashFault::Changed(how)) => {
                return Err(ReadError::Changed { file: file.name.clone(), message: how.to_owned() });
            }
        }
    }
    Ok(())
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

impl Run<'_> {
    fn tell(&self, more: u64) {
        if let Some(progress) = self.settings.progress {
            progress(Progress { bytes: (self.done + more).min(self.total), total: self.total });
        }
    }

    /// Enters all documents in their order.
    fn enter_all(
        mut self,
        documents: &[Document],
        twins: &[Option<usize>],
        yields: Vec<Receiver<Yield>>,
    ) -> Result<(Self, Vec<InputFile>), ReadError> {
        let mut files: Vec<InputFile> = Vec::with_capacity(documents.len());
        for (at, ((document, twin), yields)) in documents.iter().zip(twins).zip(yields).enumerate() {
            let mut file = blank(at, document);
            match twin {
                Some(first) => note_twin(&mut file, &files[*first]),
                None => self.document(document, &mut file, &yields)?,
            }
            self.done += document.given.bytes;
            self.tell(0);
            files.push(file);
        }
        Ok((self, files))
    }

    /// Enters one document.
    fn document(
        &mut self,
        document: &Document,
        file: &mut InputFile,
        yields: &Receiver<Yield>,
    ) -> Result<(), ReadError> {
        let unread = |file: &mut InputFile, (used_as, note)| {
            file.used_as = used_as;
            file.note = note;
        };
        match yields.recv() {
            Ok(Yield::Opened(opened, note)) => {
                let Ok(content) = &document.content else { return Ok(()) };
                file.used_as = FileUse::Read;
                file.source = Some(self.sources[opened.plan.primary].id.clone());
                file.note = note;
                let zipped = if content.member.is_some() { ", zip" } else { "" };
                file.shape =
                    format!("{}{}{zipped}", content.body.shape(&opened.plan.shape), content.packing.label());
                if let Some(fault) = self.records(content, file, opened, yields)? {
                    unread(file, (FileUse::Unreadable, fault));
                }
            }
            Ok(Yield::Unread(used_as, note)) => unread(file, (used_as, note)),
            _ => unread(file, (FileUse::Unreadable, LOST.to_owned())),
        }
        Ok(())
    }

    /// Enters the records of a document; why it cannot be read after all, if so.
    fn records(
        &mut self,
        content: &Content,
        file: &mut InputFile,
        opened: Arc<Opened>,
        yields: &Receiver<Yield>,
    ) -> Result<Option<String>, ReadError> {
        let mut pass = Pass::new(file, content, Marks::none(self.ledger.has_places()));
        loop {
            match yields.recv() {
                Ok(Yield::Part(promise)) => {
                    let Some((stretch, results)) = promise.kept() else { return Ok(Some(LOST.to_owned())) };
                    pass.enter(&stretch, results, &mut self.ledger, self.sources)?;
                    if !self.ledger.has_places() {
                        pass.marks.shrink();
                        self.replays.iter_mut().for_each(|replay| replay.marks.shrink());
                    }
                    if pass.plain {
                        self.tell(pass.place.offset);
                    }
                    if stretch.broken.is_some() {
                        break;
                    }
                }
                Ok(Yield::End { unfinished }) => {
                    pass.unfinished = unfinished;
                    break;
                }
                Ok(Yield::Unread(_, fault)) => return Ok(Some(fault)),
                Ok(Yield::Opened(..)) | Err(_) => return Ok(Some(LOST.to_owned())),
            }
        }
        let marks = pass.finish(&mut self.ledger, self.sources, &opened.plan);
        if !marks.is_empty() {
            self.replays.push(Replay { file: file.id, content: content.clone(), opened, marks });
        }
        Ok(None)
    }
}

/// Said of a file of which the reading ended without a word, which only a fault of this program does.
const LOST: &str = "its reading broke off; this is a fault of the program, please report it";
