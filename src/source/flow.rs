//! From a document to what its records say: recognised, cut into parts, each part worked on by the
//! crew, and everything handed on in the order of the file.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use super::blocks::{Block, Blocks, Pool, Stretch};
use super::cache::{Cache, Damaged, Entry, Frame, OwnPart};
use super::chunks::{Chunk, chunks};
use super::clock::Orders;
use super::crew::{Crew, Promise};
use super::documents::{Document, head};
use super::engine::TypeUses;
use super::hashing::Hashing;
use super::limits::HEAD_BYTES;
use super::packing::Content;
use super::plan::{Plan, Recognised, recognise};
use super::worker::{Results, Worker};
use super::{ReadSettings, ZoneSetting};
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::model::FileUse;

/// What the reading of a document yields, in this order: either nothing but the reason, or what it
/// is, its parts, and its end.
pub(super) enum Yield {
    /// It is not read, and why.
    Unread(FileUse, String),
    /// It is read as this.
    Opened(Arc<Opened>, String),
    /// What the records of a part say; the same to be kept.
    Part(Promise<(Stretch, Results, Option<Frame>)>),
    /// There is no more; whether more should have come.
    End { unfinished: bool },
    /// In place of both: what was kept of a part, or of the end.
    Kept(Promise<Result<OwnPart, Damaged>>),
}

/// A document and how it is read.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) orders: Orders,
}

/// What all documents of a run are read by.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) sources: &'a [SourceMapping],
    pub(super) zones: &'a [ZoneSetting],
    pub(super) type_use: TypeUses<'a>,
    /// Whether every record is parsed, none only looked at.
    pub(super) parse_all: bool,
    /// What was read before, and the hashes by which it is found.
    pub(super) before: Option<(&'a Cache, &'a Hashing)>,
}

impl<'a> Rules<'a> {
    pub(super) fn new(
        sources: &'a [SourceMapping],
        type_use: TypeUses<'a>,
        settings: &ReadSettings<'a>,
        before: Option<(&'a Cache, &'a Hashing)>,
    ) -> Self {
        Self { sources, zones: settings.zones, type_use, parse_all: settings.parse_all, before }
    }

    /// What works on the parts of a document.
    pub(super) fn worker<'b>(&'b self, opened: &'b Opened) -> Worker<'b> {
        Worker {
            file: &opened.name,
            plan: &opened.plan,
            sources: self.sources,
            zones: self.zones,
            type_use: self.type_use,
            orders: &opened.orders,
        }
    }
}

/// Hands on what a document yields; `None` if nobody listens any more.
pub(super) fn read<'env>(
    document: &Document,
    rules: Rules<'env>,
    crew: &Crew<'env>,
    pool: &'env Pool,
    out: &SyncSender<Yield>,
) -> Option<()> {
    let unread = |used_as, note| out.send(Yield::Unread(used_as, note)).ok();
    let fault = |fault: String| unread(FileUse::Unreadable, fault);
    let content = match &document.content {
        Ok(content) => content,
        Err(found) => return fault(found.clone()),
    };
    let head = match head(content) {
        Ok(head) => head,
        Err(found) => return fault(found),
    };
    let (plan, note) = match recognise(&head, head.len() < HEAD_BYTES, content.body, rules.sources) {
        Recognised::Empty => return unread(FileUse::Empty, "there is nothing in it".to_owned()),
        Recognised::Unknown(note) => return unread(FileUse::Unknown, note),
        Recognised::Disputed(note) => return unread(FileUse::Disputed, note),
        Recognised::Known(plan, note) if rules.parse_all => (plan.parsing_all(), note),
        Recognised::Known(plan, note) => (*plan, note),
    };
    if let Some((entry, orders)) = rules.before.and_then(|(cache, hashing)| cache.entry(document, hashing)) {
        let opened = Opened { name: document.name.clone(), plan, orders };
        out.send(Yield::Opened(Arc::new(opened), note)).ok()?;
        return kept(entry, rules.sources.len(), crew, out);
    }
    let unsurveyed = Opened { name: document.name.clone(), plan, orders: Orders::default() };
    let opened = match surveyed(unsurveyed, content, &head, rules, crew, pool) {
        Ok(opened) => Arc::new(opened),
        Err(found) => return fault(found),
    };
    if let Some(found) = opened.orders.fault() {
        return fault(found);
    }
    out.send(Yield::Opened(Arc::clone(&opened), note)).ok()?;
    let read = each_piece(content, &opened.plan, pool, &mut |first, piece| {
        let opened = Arc::clone(&opened);
        let promise = crew.order(move || {
            let block = piece.block(pool);
            let results = rules.worker(&opened).read(&block, first);
            let stretch = block.stretch();
            pool.give(block);
            let frame = rules.before.and_then(|_| Frame::of(&stretch, &results));
            (stretch, results, frame)
        });
        out.send(Yield::Part(promise)).ok()
    });
    match read {
        Ok(unfinished) => out.send(Yield::End { unfinished: unfinished? }).ok(),
        Err(found) => fault(found),
    }
}

/// Hands on what was kept of a document.
fn kept<'env>(entry: Entry, sources: usize, crew: &Crew<'env>, out: &SyncSender<Yield>) -> Option<()> {
    // Nobody listens any more behind its end; without one it is damaged.
    for frame in entry.chain(std::iter::once(Err(Damaged))) {
        let promise = crew.order(move || frame.and_then(|frame| frame.part(sources)));
        out.send(Yield::Kept(promise)).ok()?;
    }
    Some(())
}

/// The document with how its dates are written. A first pass tells, for all but events, and for
/// events whose beginning shows dates that may be read in two ways.
///
/// # Errors
/// A content that cannot be read.
pub(super) fn surveyed<'env>(
    opened: Opened,
    content: &Content,
    head: &[u8],
    rules: Rules<'env>,
    crew: &Crew<'env>,
    pool: &'env Pool,
) -> Result<Opened, String> {
    let is_event = matches!(rules.sources[opened.plan.primary].record, RecordFields::Event(_));
    if is_event && !rules.worker(&opened).shows_numbers(head) {
        return Ok(opened);
    }
    let mut orders = Orders::default();
    let opened = Arc::new(opened);
    work_in_order(content, &opened, rules, (crew, pool), &survey, &mut |found| orders.merge(found))?;
    Ok(Opened { orders, ..Arc::unwrap_or_clone(opened) })
}

fn survey(worker: &Worker<'_>, block: &Block, first: bool) -> Orders {
    worker.survey(block, first)
}

/// Works on all parts of a document with a crew of its own, and hands the results on in their order.
///
/// # Errors
/// A content that cannot be read.
pub(super) fn in_order<T: Send>(
    content: &Content,
    opened: &Arc<Opened>,
    rules: Rules<'_>,
    work: Work<'_, T>,
    take: &mut dyn FnMut(T),
) -> Result<(), String> {
    let pool = Pool::default();
    Crew::with(rayon::current_num_threads(), |crew| {
        work_in_order(content, opened, rules, (crew, &pool), work, take)
    })
}

/// What is done with a block, and whether it is the first.
type Work<'env, T> = &'env (dyn Fn(&Worker<'_>, &Block, bool) -> T + Sync);

fn work_in_order<'env, T: Send + 'env>(
    content: &Content,
    opened: &Arc<Opened>,
    rules: Rules<'env>,
    (crew, pool): (&Crew<'env>, &'env Pool),
    work: Work<'env, T>,
    take: &mut dyn FnMut(T),
) -> Result<(), String> {
    let mut ahead: VecDeque<Promise<T>> = VecDeque::new();
    let mut take =
        |promise: Option<Promise<T>>| promise.and_then(Promise::kept).into_iter().for_each(&mut *take);
    each_piece(content, &opened.plan, pool, &mut |first, piece| {
        let opened = Arc::clone(opened);
        ahead.push_back(crew.order(move || {
            let block = piece.block(pool);
            let found = work(&rules.worker(&opened), &block, first);
            pool.give(block);
            found
        }));
        if ahead.len() > WORKED_AHEAD {
            take(ahead.pop_front());
        }
        Some(())
    })?;
    ahead.into_iter().for_each(|promise| take(Some(promise)));
    Ok(())
}

/// Parts that may be under way at once.
const WORKED_AHEAD: usize = 64;

/// A part of a content, to be worked on.
enum Piece {
    Block(Block),
    Chunk(Chunk),
}

impl Piece {
    fn block(self, pool: &Pool) -> Block {
        match self {
            Self::Block(block) => block,
            Self::Chunk(chunk) => chunk.read(pool),
        }
    }
}

/// Calls `f` with each part of a content, and whether it is the first, until `f` gives `None`; tells
/// whether more should have come, or `None` if `f` ended it.
fn each_piece(
    content: &Content,
    plan: &Plan,
    pool: &Pool,
    f: &mut dyn FnMut(bool, Piece) -> Option<()>,
) -> Result<Option<bool>, String> {
    if content.is_plain() && plan.cutting.is_by_line() {
        let parts = chunks(content.file()?, content.bytes).enumerate();
        let all = parts.into_iter().try_for_each(|(at, chunk)| f(at == 0, Piece::Chunk(chunk)));
        return Ok(all.map(|()| false));
    }
    content.with_reader(|reader| {
        let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes), pool);
        let mut first = true;
        while let Some(block) = blocks.next() {
            f(std::mem::take(&mut first), Piece::Block(block))?;
        }
        Some(blocks.unfinished())
    })
}
