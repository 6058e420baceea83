//! From a record to what it says: an event, a ticket, a person …

mod event;
mod history;
mod length;
mod markup;
mod notes;
mod others;
mod own;
mod party;
mod ticket;
mod verification;

use serde::{Deserialize, Serialize};

use super::clock::{Clock, TimeFault};
use super::record::View;
use crate::mapping::source::{ChangeFields, Field, LineFields, Named, RecordFields, SourceMapping};
use crate::model::{
    Approval, Event, Instant, JournalEntry, Origin, Party, PersonRecord, Ticket, VerificationRecord,
};

pub(super) use event::{Outline, event, in_each, names_in, names_of, outline};

/// Where a record stands before its file has numbered it.
pub(super) const UNPLACED: Origin = Origin { file: crate::model::FileId(u32::MAX), record: 0, line: 0 };

/// What a record says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Piece {
    Event(Box<Event>),
    Ticket(Box<TicketPiece>),
    /// More of a ticket that another record describes.
    Part(Box<Ticket>),
    /// Lines and changes of a ticket.
    History(Vec<Line>),
    /// A line of a journal.
    Journal(Line),
    /// An id and the name for it.
    Name(Named, String, String),
    /// An approval for the ticket with one of these numbers or ids.
    Approval(Vec<String>, Approval),
    Person(PersonRecord),
    Verification(VerificationRecord),
}

/// A line of a journal that stands beside its ticket.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// The ticket's number or id.
    pub(super) ticket: Option<String>,
    /// The product's id of the line.
    pub(super) id: Option<String>,
    /// Other products that the ticket may be of.
    pub(super) also: Vec<String>,
    pub(super) entry: JournalEntry,
}

/// A ticket's record, and its place in the history if it is one row of many.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct TicketPiece {
    pub(super) ticket: Ticket,
    /// Lines inside the record whose text another record has, or the other way round.
    pub(super) lines: Vec<Line>,
    pub(super) moment: Option<Moment>,
}

/// What one row of a ticket's history says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Moment {
    pub(super) origin: Origin,
    pub(super) at: Option<Instant>,
    pub(super) order: i64,
    pub(super) by: Party,
    pub(super) state: Option<String>,
    /// The agent's most telling name.
    pub(super) agent: Option<String>,
    pub(super) group: Option<String>,
    /// Whether the row marks first contact.
    pub(super) is_marked: bool,
}

/// A piece with what counting needs.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) piece: Piece,
    /// The product's id of the record.
    pub(super) id: Option<String>,
    /// The time that counts for coverage.
    pub(super) at: Option<Instant>,
}

/// What is wrong with a record.
#[derive(Debug)]
pub(super) enum Fault {
    Reject(String),
    ZoneNeeded(String),
}

impl From<TimeFault> for Fault {
    fn from(fault: TimeFault) -> Self {
        match fault {
            TimeFault::ZoneNeeded(text) => Fault::ZoneNeeded(text),
            TimeFault::Unreadable(why) => Fault::Reject(why),
        }
    }
}

/// What a record that is no event says.
pub(super) fn said(view: View<'_>, source: &SourceMapping, clock: &Clock<'_>) -> Result<Said, Fault> {
    match &source.record {
        RecordFields::Event(fields) => {
            let event = event(view, source, fields, outline(view, fields, clock)?);
            let id = (!event.native_id.is_empty()).then(|| event.native_id.clone());
            Ok(Said { id, at: Some(event.at), piece: Piece::Event(Box::new(event)) })
        }
        RecordFields::Ticket(fields) => ticket::ticket(view, source, fields, clock),
        RecordFields::Journal(fields) => others::journal(view, fields, source.markup, clock),
        RecordFields::History(fields) => history::history(view, fields, source.markup, clock),
        RecordFields::Name(fields) => others::name(view, fields),
        RecordFields::Approval(fields) => others::approval(view, fields, clock),
        RecordFields::Person(fields) => others::person(view, source, fields),
        RecordFields::Verification(fields) => others::verification(view, source, fields, clock),
    }
}

/// Calls `f` for the fields that hold times and what they are seen from, to find the order of day
/// and month in.
pub(super) fn each_time(view: View<'_>, record: &RecordFields, f: &mut dyn FnMut(View<'_>, &Field)) {
    match record {
        RecordFields::Event(fields) => f(view, &fields.time),
        RecordFields::Ticket(fields) => {
            [&fields.opened, &fields.resolved, &fields.closed, &fields.updated]
                .into_iter()
                .chain(fields.history.iter().map(|history| &history.at))
                .for_each(|field| f(view, field));
            inner_times(view, &fields.lines, &fields.changes, f);
            for inner in &fields.approvals {
                event::in_each(view, inner.each.as_ref(), &mut |element| f(element, &inner.time));
            }
        }
        RecordFields::History(fields) => inner_times(view, &fields.lines, &fields.changes, f),
        RecordFields::Journal(fields) => f(view, &fields.time),
        RecordFields::Approval(fields) => f(view, &fields.time),
        RecordFields::Person(_) | RecordFields::Name(_) => {}
        RecordFields::Verification(fields) => f(view, &fields.time),
    }
}

fn inner_times(
    view: View<'_>,
    lines: &[LineFields],
    changes: &[ChangeFields],
    f: &mut dyn FnMut(View<'_>, &Field),
) {
    let of_lines = lines.iter().map(|line| (line.each.as_ref(), &line.time));
    let of_changes = changes.iter().map(|change| (change.each.as_ref(), &change.time));
    for (each, time) in of_lines.chain(of_changes) {
        event::in_each(view, each, &mut |element| f(element, time));
    }
}

impl Piece {
    /// Writes down where the record stands.
    pub(super) fn place(&mut self, origin: Origin, file_name: &str) {
        let named = |id: &mut String| {
            if id.is_empty() {
                *id = format!("{file_name}:{}", origin.record);
            }
        };
        match self {
            Piece::Event(event) => {
                event.origin = origin;
                named(&mut event.native_id);
            }
            Piece::Ticket(piece) => {
                piece.ticket.origin = origin;
                piece.ticket.journal.iter_mut().for_each(|entry| entry.origin = origin);
                piece.ticket.approvals.iter_mut().for_each(|approval| approval.origin = origin);
                piece.lines.iter_mut().for_each(|line| line.entry.origin = origin);
                piece.moment.iter_mut().for_each(|moment| moment.origin = origin);
            }
            Piece::Part(ticket) => {
                ticket.origin = origin;
                ticket.journal.iter_mut().for_each(|entry| entry.origin = origin);
                ticket.approvals.iter_mut().for_each(|approval| approval.origin = origin);
            }
            Piece::History(lines) => lines.iter_mut().for_each(|line| line.entry.origin = origin),
            Piece::Journal(line) => line.entry.origin = origin,
            Piece::Approval(_, approval) => approval.origin = origin,
            Piece::Name(..) => {}
            Piece::Person(person) => person.origin = origin,
            Piece::Verification(verification) => {
                verification.origin = origin;
                named(&mut verification.native_id);
            }
        }
    }
}
