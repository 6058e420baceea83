//! The run of reading: documents read ahead beside each other, the books kept in their order.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::blocks::{Pool, Stretch};
use super::cache::{Cache, Part, Recorded, Recorder};
use super::crew::Crew;
use super::documents::{Document, alike, blank, documents, note_twin, twins};
use super::flow::{self, Opened, Rules, Yield};
use super::hashing::{HashFault, Hashing};
use super::inputs::{self, Given};
use super::ledger::Ledger;
use super::packing::Content;
use super::pass::Pass;
use super::signals::{Marks, Replay, Signals};
use super::worker::Results;
use super::{Progress, ReadError, ReadSettings, Reading};
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileId, FileUse, InputFile, TicketState};

/// Says what the taxonomy makes of a vocabulary's native type.
pub(super) type TypeUses<'a> = &'a (dyn Fn(&str, &str) -> TypeUse + Sync);

/// Parts of a document that may be worked on before the books come to them.
const AHEAD: usize = 64;

/// The books of a run.
struct Run<'a> {
    sources: &'a [SourceMapping],
    settings: &'a ReadSettings<'a>,
    cache: Option<&'a Cache>,
    files: Vec<InputFile>,
    ledger: Ledger,
    replays: Vec<Replay>,
    /// What documents said, to be kept.
    recorded: Vec<(FileId, Recorded)>,
    /// Whether something that was kept turned out damaged: then the books do not count.
    damaged: bool,
    done: u64,
    total: u64,
}

/// Reads all files among the inputs.
#[cfg(test)]
pub(super) fn read(
    inputs: &[PathBuf],
    sources: Arc<[SourceMapping]>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
) -> Result<Reading, ReadError> {
    let mut reading = read_early(inputs, sources, type_use, settings, None)?;
    reading.hashed()?;
    Ok(reading)
}

/// Reads all files among the inputs; their hashes are still to come.
pub(super) fn read_early(
    inputs: &[PathBuf],
    sources: Arc<[SourceMapping]>,
    type_use: TypeUses<'_>,
    settings: &ReadSettings<'_>,
    mut cache: Option<Cache>,
) -> Result<Reading, ReadError> {
    let given = inputs::all(inputs, settings.named)?;
    cache.as_mut().map_or(Ok(()), |cache| cache.look(&given))?;
    let threads = rayon::current_num_threads();
    let alike = alike(&given);
    let is_wanted_soon = |file: &&Given| {
        alike.contains(file) || cache.as_ref().is_some_and(|cache| cache.is_likely(&file.path))
    };
    let (soon, later): (Vec<&Given>, Vec<&Given>) = given.iter().partition(is_wanted_soon);
    let known = cache.as_ref().map_or_else(BTreeMap::new, |cache| cache.known().clone());
    let hashing = Hashing::begin(soon.into_iter().chain(later).cloned(), known, threads);
    let documents = documents(given);
    let known = alike.into_iter().filter_map(|file| Some((hashing.of(&file.path).ok()?, file.path)));
    let twins = twins(&documents, &known.map(|(hash, path)| (path, hash)).collect());
    let before = cache.as_ref().map(|cache| (cache, &hashing));
    let rules = Rules::new(&sources, type_use, settings, before);
    let pool = Pool::default();
    let all = || {
        Crew::with(threads, |crew| {
            let read_one = |at: usize, out: &SyncSender<Yield>| {
                if twins[at].is_none() {
                    // Nobody listens any more once the run has failed.
                    let _ = flow::read(&documents[at], rules, crew, &pool, out);
                }
            };
            let run = Run::new(&sources, settings, cache.as_ref(), &documents);
            ahead(threads, documents.len(), &read_one, |yields| run.enter_all(&documents, &twins, yields))
        })
    };
    let mut run = all()?;
    if let (true, Some(cache)) = (run.damaged, &cache) {
        cache.distrust();
        run = all()?;
    }
    let Run { mut files, ledger, replays, recorded, .. } = run;
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
        late: Some(Late { hashing, documents, cache, recorded }),
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

/// What is done when the hashes have come.
#[derive(Debug)]
pub(super) struct Late {
    hashing: Hashing,
    documents: Vec<Document>,
    cache: Option<Cache>,
    recorded: Vec<(FileId, Recorded)>,
}

impl Late {
    /// Waits for the hashes of the files and fills them in; keeps what was read by them.
    pub(super) fn hashed(self, files: &mut [InputFile]) -> Result<(), ReadError> {
        let is_known =
            |given: &Given| self.cache.as_ref().is_some_and(|cache| cache.known().contains_key(&given.path));
        for (file, Document { given, .. }) in files.iter_mut().zip(&self.documents) {
            match self.hashing.at_last(given, is_known(given)) {
                Ok(hash) => file.sha256 = hash,
                Err(HashFault::Unreadable(fault)) => file.note = format!("{}; {fault}", file.note),
                Err(HashFault::Stopped) => {}
                Err(HashFault::Changed(how)) => {
                    return Err(ReadError::Changed { file: file.name.clone(), message: how.to_owned() });
                }
            }
        }
        let Some(cache) = self.cache else { return Ok(()) };
        for (id, recorded) in self.recorded {
            let at = id.0 as usize;
            if files[at].used_as == FileUse::Read {
                cache.keep(recorded, &self.documents[at], &files[at].sha256);
            }
        }
        let hashes = self.documents.iter().zip(files.iter());
        cache.close(
            &hashes.map(|(document, file)| (document.given.path.as_path(), file.sha256.as_str())).collect(),
        );
        Ok(())
    }
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
        settings: &'a ReadSettings<'a>,
        cache: Option<&'a Cache>,
        documents: &[Document],
    ) -> Self {
        Self {
            sources,
            settings,
            cache,
            files: Vec::with_capacity(documents.len()),
            ledger: Ledger::within(settings.memory, settings.footprint),
            replays: Vec::new(),
            recorded: Vec::new(),
            damaged: false,
            done: 0,
            total: documents.iter().map(|document| document.given.bytes).sum(),
        }
    }

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
    ) -> Result<Self, ReadError> {
        for (at, ((document, twin), yields)) in documents.iter().zip(twins).zip(yields).enumerate() {
            let mut file = blank(at, document);
            match twin {
                Some(first) => note_twin(&mut file, &self.files[*first]),
                None => self.document(document, &mut file, &yields)?,
            }
            if self.damaged {
                break;
            }
            self.done += document.given.bytes;
            self.tell(0);
            self.files.push(file);
        }
        Ok(self)
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

    /// Enters what a stretch of a document says, read now or before.
    fn enter(&mut self, pass: &mut Pass<'_>, stretch: &Stretch, results: Results) -> Result<(), ReadError> {
        pass.enter(stretch, results, &mut self.ledger, self.sources)?;
        if !self.ledger.has_places() {
            pass.marks.shrink();
            self.replays.iter_mut().for_each(|replay| replay.marks.shrink());
        }
        if pass.plain {
            self.tell(pass.place.offset);
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
        let id = file.id;
        let mut pass = Pass::new(file, content, Marks::none(self.ledger.has_places()));
        let (mut recorder, mut first): (Option<Recorder>, bool) = (None, true);
        loop {
            match yields.recv() {
                Ok(Yield::Part(promise)) => {
                    let Some((stretch, results, frame)) = promise.kept() else {
                        return Ok(Some(LOST.to_owned()));
                    };
                    if std::mem::take(&mut first) {
                        recorder = self.cache.and_then(|cache| cache.recorder(&opened.orders));
                    }
                    recorder = recorder.zip(frame).and_then(|(recorder, frame)| recorder.with(&frame));
                    self.enter(&mut pass, &stretch, results)?;
                    if stretch.broken.is_some() {
                        break;
                    }
                }
                Ok(Yield::End { unfinished }) => {
                    pass.unfinished = unfinished;
                    let recorded = recorder.and_then(|recorder| recorder.end(unfinished));
                    self.recorded.extend(recorded.map(|recorded| (id, recorded)));
                    break;
                }
                Ok(Yield::Kept(promise)) => match promise.kept() {
                    Some(Ok(Part::Said(stretch, results)))
                        if stretch.offset >= pass.place.offset || stretch.length == 0 =>
                    {
                        self.enter(&mut pass, &stretch, results)?;
                    }
                    Some(Ok(Part::End { unfinished })) => {
                        pass.unfinished = unfinished;
                        break;
                    }
                    _ => {
                        self.damaged = true;
                        return Ok(None);
                    }
                },
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
