//! Tickets put together from all their records: snapshots, history rows, journal
//! lines and approvals.

use std::collections::{BTreeMap, BTreeSet};

use super::normalise::{Moment, TicketPiece};
use crate::model::{Approval, EntryKind, FileId, Instant, JournalEntry, Origin, Party, Ticket, TicketState};

/// Says whether a state, as a source writes it, means that a ticket is solved.
pub(super) type Meaning<'a> = &'a dyn Fn(&str, &str) -> TicketState;

/// All ticket records of the run.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// By source and number.
    tickets: BTreeMap<(String, String), SameNumber>,
    /// By the product of the source.
    journal: Vec<(String, String, JournalEntry)>,
    approvals: Vec<(String, Vec<String>, Approval)>,
    /// Snapshots that another record of the same ticket makes superfluous, and that record.
    superseded: Vec<(Origin, Origin)>,
    /// Files in which a ticket had a journal inside its record.
    with_notes: BTreeSet<FileId>,
}

/// A ticket being put together.
#[derive(Debug)]
struct Held {
    ticket: Ticket,
    moments: Vec<Moment>,
    /// Rank of the newest moment.
    newest: Option<Rank>,
}

/// Tickets of one number by their internal ids: two ids are two tickets, of two instances of the
/// product. A record that shows no id belongs to the first.
#[derive(Debug, Default)]
struct SameNumber(BTreeMap<Option<String>, Held>);

impl SameNumber {
    /// The ticket that a record with this id, or without one, belongs to.
    fn fitting(&mut self, id: Option<&String>) -> Option<&mut Held> {
        let Some(id) = id else { return self.0.values_mut().next() };
        let key = Some(id.clone());
        if !self.0.contains_key(&key) {
            let held = self.0.remove(&None)?;
            self.0.insert(key.clone(), held);
        }
        self.0.get_mut(&key)
    }
}

/// The order of a ticket's rows.
type Rank = (Option<Instant>, i64, Origin);

/// What joining left over.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) tickets: Vec<Ticket>,
    /// Journal lines and approvals whose ticket is in no file, by file.
    pub(super) orphans: BTreeMap<FileId, u64>,
}

fn product(source: &str) -> &str {
    source.split('.').next().unwrap_or(source)
}

impl Desk {
    /// Takes a ticket's record. Of two snapshots of one ticket the newer stays.
    pub(super) fn take(&mut self, piece: TicketPiece) {
        let TicketPiece { mut ticket, moment } = piece;
        if !ticket.journal.is_empty() {
            self.with_notes.insert(ticket.origin.file);
        }
        let id = ticket.native_id.clone();
        let same_number = self.tickets.entry((ticket.source.clone(), ticket.number.clone())).or_default();
        let Some(held) = same_number.fitting(id.as_ref()) else {
            let newest = moment.as_ref().map(rank);
            same_number.0.insert(id, Held { ticket, moments: moment.into_iter().collect(), newest });
            return;
        };
        let is_history = moment.is_some();
        let is_newer = match &moment {
            Some(moment) => Some(rank(moment)) > held.newest,
            None => ticket.updated_at > held.ticket.updated_at,
        };
        if is_newer {
            std::mem::swap(&mut ticket, &mut held.ticket);
        }
        held.newest = held.newest.max(moment.as_ref().map(rank));
        held.moments.extend(moment);
        let (kept, dropped) = (held.ticket.origin, ticket.origin);
        held.ticket.fill_from(ticket);
        if !is_history {
            self.superseded.push((dropped, kept));
        }
    }

    /// Records that count as duplicates, each with the record that stays.
    pub(super) fn duplicates(&self) -> Vec<(Origin, Origin)> {
        self.superseded.clone()
    }

    /// Takes a line of a journal.
    pub(super) fn take_line(&mut self, source: &str, ticket: String, entry: JournalEntry) {
        self.journal.push((product(source).to_owned(), ticket, entry));
    }

    /// Takes an approval.
    pub(super) fn take_approval(&mut self, source: &str, tickets: Vec<String>, approval: Approval) {
        self.approvals.push((product(source).to_owned(), tickets, approval));
    }

    /// Puts everything together.
    pub(super) fn join(self, meaning: Meaning<'_>) -> Joined {
        let Desk { tickets, journal, approvals, with_notes, .. } = self;
        let mut tickets: Vec<Ticket> = tickets
            .into_values()
            .flat_map(|same| same.0.into_values())
            .map(|held| with_history(held.ticket, held.moments, meaning))
            .collect();
        tickets.sort_by(|a, b| (&a.number, a.origin).cmp(&(&b.number, b.origin)));
        let mut names: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (at, ticket) in tickets.iter().enumerate() {
            for name in ticket.native_id.iter().chain([&ticket.number]) {
                names.entry((product(&ticket.source).to_owned(), name.clone())).or_insert(at);
            }
        }
        let mut orphans: BTreeMap<FileId, u64> = BTreeMap::new();
        let mut spans: BTreeMap<String, (Instant, Instant)> = BTreeMap::new();
        for (product, name, entry) in journal {
            if let Some(at) = entry.at {
                let span = spans.entry(product.clone()).or_insert((at, at));
                *span = (span.0.min(at), span.1.max(at));
            }
            match names.get(&(product, name)) {
                Some(&at) => {
                    tickets[at].has_journal = true;
                    tickets[at].journal.push(entry);
                }
                None => *orphans.entry(entry.origin.file).or_default() += 1,
            }
        }
        for (product, ticket_names, approval) in approvals {
            let found = ticket_names.into_iter().find_map(|name| names.get(&(product.clone(), name)));
            match found {
                Some(&at) => tickets[at].approvals.push(approval),
                None => *orphans.entry(approval.origin.file).or_default() += 1,
            }
        }
        for ticket in &mut tickets {
            let span = spans.get(product(&ticket.source));
            let in_journal =
                span.zip(ticket.opened_at).is_some_and(|(span, at)| span.0 <= at && at <= span.1);
            ticket.has_journal |= in_journal || with_notes.contains(&ticket.origin.file);
            sort_journal(&mut ticket.journal);
            ticket.approvals.sort_by_key(|approval| (approval.at, approval.origin));
        }
        Joined { tickets, orphans }
    }
}

fn rank(moment: &Moment) -> Rank {
    (moment.at, moment.order, moment.origin)
}

/// An order that brings together what says the same.
fn same_first(entry: &JournalEntry) -> (Option<Instant>, Option<&str>, &str, EntryKind, Origin) {
    (entry.at, entry.field.as_deref(), &entry.text, entry.kind, entry.origin)
}

/// By time, then as it stands in the files; what two exports say alike is there once.
fn sort_journal(journal: &mut Vec<JournalEntry>) {
    let mut entries: Vec<(usize, JournalEntry)> = std::mem::take(journal).into_iter().enumerate().collect();
    entries.sort_by(|(_, a), (_, b)| same_first(a).cmp(&same_first(b)));
    entries.dedup_by(|(_, b), (_, a)| {
        a.at == b.at
            && a.kind == b.kind
            && a.text == b.text
            && a.field == b.field
            && a.origin.file != b.origin.file
    });
    entries.sort_by_key(|(at, entry)| (entry.at, entry.origin, *at));
    journal.extend(entries.into_iter().map(|(_, entry)| entry));
}

/// Writes a ticket's rows into its journal as changes of state, agent and group.
fn with_history(mut ticket: Ticket, mut moments: Vec<Moment>, meaning: Meaning<'_>) -> Ticket {
    moments.sort_by_key(rank);
    let agent = |moment: &Moment| Some(moment.agent.label().to_owned()).filter(|label| !label.is_empty());
    for pair in moments.windows(2) {
        let [before, after] = pair else { continue };
        let changes = [
            ("state", before.state.clone(), after.state.clone()),
            ("agent", agent(before), agent(after)),
            ("group", before.group.clone(), after.group.clone()),
        ];
        for (field, old, new) in changes {
            if old != new {
                ticket.journal.push(change(after, field, old, new));
            }
        }
    }
    let solved = |state: &Option<String>| {
        let state = state.as_deref().map(|word| meaning(&ticket.source, word));
        matches!(state, Some(TicketState::Resolved | TicketState::Closed))
    };
    if ticket.resolved_at.is_none() && solved(&ticket.native_state) {
        // The first transition: later ones may be reopenings that a timer closed.
        ticket.resolved_at = moments.iter().find(|moment| solved(&moment.state)).and_then(|moment| moment.at);
    }
    ticket
}

fn change(moment: &Moment, field: &str, old: Option<String>, new: Option<String>) -> JournalEntry {
    JournalEntry {
        origin: moment.origin,
        at: moment.at,
        author: moment.by.clone(),
        kind: EntryKind::FieldChange,
        text: new.unwrap_or_default(),
        field: Some(field.to_owned()),
        old,
    }
}

/// Takes a value that is missing here and known there.
fn fill<T>(here: &mut Option<T>, there: Option<T>) {
    if here.is_none() {
        *here = there;
    }
}

fn fill_party(here: &mut Party, there: Party) {
    fill(&mut here.id, there.id);
    fill(&mut here.login, there.login);
    fill(&mut here.email, there.email);
    fill(&mut here.display, there.display);
}

fn fill_text(here: &mut String, there: String) {
    if here.is_empty() {
        *here = there;
    }
}

impl Ticket {
    /// Takes from another record of the same ticket what this one leaves out. What may have been
    /// cleared since is only taken from a record of the same state.
    fn fill_from(&mut self, other: Ticket) {
        let same_state = self.updated_at.is_some() && self.updated_at == other.updated_at;
        fill(&mut self.native_id, other.native_id);
        fill(&mut self.opened_at, other.opened_at);
        fill(&mut self.channel, other.channel);
        fill_text(&mut self.title, other.title);
        fill_text(&mut self.description, other.description);
        fill_party(&mut self.requester, other.requester);
        fill_party(&mut self.opened_by, other.opened_by);
        self.reassignment_count = self.reassignment_count.max(other.reassignment_count);
        self.reopen_count = self.reopen_count.max(other.reopen_count);
        if same_state && !self.has_history {
            if self.resolved_at.is_none() {
                self.resolved_at_recorded = other.resolved_at_recorded;
            }
            fill(&mut self.resolved_at, other.resolved_at);
            fill(&mut self.closed_at, other.closed_at);
            fill(&mut self.group, other.group);
            fill(&mut self.category, other.category);
            fill(&mut self.close_code, other.close_code);
            fill(&mut self.close_notes, other.close_notes);
            fill(&mut self.parent, other.parent);
            fill_party(&mut self.affected, other.affected);
            fill_party(&mut self.agent, other.agent);
            fill_party(&mut self.resolved_by, other.resolved_by);
            fill_party(&mut self.closed_by, other.closed_by);
            for field in other.verification_fields {
                if !self.verification_fields.iter().any(|(name, _)| *name == field.0) {
                    self.verification_fields.push(field);
                }
            }
        }
        self.has_journal |= other.has_journal;
        self.journal.extend(other.journal);
    }
}
