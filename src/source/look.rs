//! The first records of each file as they were read, for people who write or check a mapping.

use std::path::PathBuf;

use super::blocks::{Block, Blocks};
use super::clock::Orders;
use super::documents::{Document, documents, early_hashes, head};
use super::inputs;
use super::limits::HEAD_BYTES;
use super::normalise::Piece;
use super::packing::Content;
use super::plan::{Plan, Recognised, recognise};
use super::worker::{What, Worker};
use super::{ReadError, ZoneSetting};
use crate::mapping::Mappings;
use crate::mapping::source::{RecordFields, SourceMapping};
use crate::mapping::taxonomy::TypeUse;
use crate::model::{Approval, Event, FileId, JournalEntry, Origin, PersonRecord, Ticket, VerificationRecord};

/// Blocks that are looked through for records at most.
const BLOCKS: usize = 3;

/// What one record was read as.
#[derive(Debug, Clone)]
pub enum SeenAs {
    /// An event.
    Event(Box<Event>),
    /// A ticket, or one row or part of it.
    Ticket(Box<Ticket>),
    /// A line of the journal of the ticket with this number or id.
    Line(String, Box<JournalEntry>),
    /// An approval on the ticket with one of these numbers or ids.
    Approval(Vec<String>, Box<Approval>),
    /// A person.
    Person(Box<PersonRecord>),
    /// A verification.
    Verification(Box<VerificationRecord>),
    /// Something else, in the program's own words.
    Other(String),
    /// A record of a neighbouring table that says nothing here.
    PassedOver,
    /// It cannot be used, and why.
    Rejected(String),
}

/// A record as it was read.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Where it stands.
    pub origin: Origin,
    /// The source it was read as.
    pub source: String,
    /// What it says.
    pub what: SeenAs,
}

/// The first `count` records of every file, in the order of the files of a
/// [`super::Reading`] of the same inputs.
///
/// # Errors
/// An input that is not there, a fault in a mapping.
pub fn look(
    inputs: &[PathBuf],
    mappings: &Mappings,
    zones: &[ZoneSetting],
    count: usize,
) -> Result<Vec<Vec<Seen>>, ReadError> {
    let sources = crate::mapping::source::load(mappings)?;
    let given = inputs::collect(inputs)?;
    let documents = documents(given.clone(), &mut early_hashes(&given));
    let looks = documents.iter().zip(0..).map(|(document, at)| {
        // What cannot be read is told where the whole is read.
        let seen = document.content.as_ref().ok().and_then(|content| {
            let head = head(content).ok()?;
            let Recognised::Known(plan, _) = recognise(&head, head.len() < HEAD_BYTES, &sources) else {
                return None;
            };
            first(
                document,
                content,
                &plan,
                FileId(at),
                Rules { sources: &sources, zones, file: &document.name, count },
            )
        });
        seen.unwrap_or_default()
    });
    Ok(looks.collect())
}

#[derive(Clone, Copy)]
struct Rules<'a> {
    sources: &'a [SourceMapping],
    zones: &'a [ZoneSetting],
    /// Name of the file.
    file: &'a str,
    count: usize,
}

/// The first records of a content.
fn first(
    document: &Document,
    content: &Content,
    plan: &Plan,
    file: FileId,
    rules: Rules<'_>,
) -> Option<Vec<Seen>> {
    let none = Orders::default();
    let survey = worker(plan, rules, &none);
    let is_event = |index: &usize| matches!(rules.sources[*index].record, RecordFields::Event(_));
    let mut orders = Orders::default();
    if !plan.family.iter().all(is_event) {
        // Day and month are told by the whole file.
        content
            .with_reader(|reader| {
                let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
                let mut first = true;
                while let Some(block) = blocks.next() {
                    orders.merge(survey.survey(&block, first));
                    first = false;
                }
            })
            .ok()?;
    }
    let worker = worker(plan, rules, &orders);
    content
        .with_reader(|reader| {
            let mut blocks = Blocks::new(reader, plan.cutting.cutter(&plan.envelopes));
            let mut seen: Vec<Seen> = Vec::new();
            let (mut line, mut record) = (1, 0);
            for at in 0..BLOCKS {
                let Some(mut block) = blocks.next() else { break };
                // A record may be an envelope around many, never the other way.
                block.spans.truncate(rules.count + 1);
                read(&worker, &block, at == 0, &mut |row| {
                    record += 1;
                    let origin = Origin { file, record, line: line + u64::from(row.line) };
                    seen.push(Seen {
                        origin,
                        source: rules.sources[row.source].id.clone(),
                        what: said(row.what, origin, &document.name),
                    });
                });
                if seen.len() >= rules.count {
                    break;
                }
                line += block.lines;
            }
            seen.truncate(rules.count);
            seen
        })
        .ok()
}

/// A worker that reads every event in full: as if all types were changes.
fn worker<'a>(plan: &'a Plan, rules: Rules<'a>, orders: &'a Orders) -> Worker<'a> {
    Worker {
        file: rules.file,
        plan,
        sources: rules.sources,
        zones: rules.zones,
        type_use: &|_, _| TypeUse::Change,
        orders,
    }
}

fn read(worker: &Worker<'_>, block: &Block, first: bool, take: &mut dyn FnMut(super::worker::Row)) {
    worker.read(block, first).rows.into_iter().for_each(take);
}

fn said(what: What, origin: Origin, file_name: &str) -> SeenAs {
    match what {
        What::Said(mut piece) => {
            piece.place(origin, file_name);
            piece_seen(*piece)
        }
        What::Reject { reason, .. } => SeenAs::Rejected(reason),
        What::PassedOver => SeenAs::PassedOver,
        other => SeenAs::Other(format!("{other:?}")),
    }
}

fn piece_seen(piece: Piece) -> SeenAs {
    match piece {
        Piece::Event(event) => SeenAs::Event(event),
        Piece::Ticket(piece) => SeenAs::Ticket(Box::new(piece.ticket)),
        Piece::Journal(line) => SeenAs::Line(line.ticket.unwrap_or_default(), Box::new(line.entry)),
        Piece::Approval(tickets, approval) => SeenAs::Approval(tickets, Box::new(approval)),
        Piece::Person(person) => SeenAs::Person(Box::new(person)),
        Piece::Verification(verification) => SeenAs::Verification(Box::new(verification)),
        other => SeenAs::Other(format!("{other:?}")),
    }
}
