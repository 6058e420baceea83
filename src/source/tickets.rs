//! Tickets put together from all their records: snapshots, history rows, journal
//! lines and approvals.

mod contacts;
mod register;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::normalise::{Line, Moment, TicketPiece, UNPLACED};
use super::record::is_record_id;
use crate::mapping::source::Named;
use crate::model::{Approval, EntryKind, FileId, Instant, JournalEntry, Origin, Party, Ticket, TicketState};
use register::{Product, Register};

/// Says whether a state, as a source writes it, means that a ticket is solved.
pub(super) type Meaning<'a> = &'a (dyn Fn(&str, &str) -> TicketState + Sync);

/// Names of teams and people by product, sort and id.
type NamesOfIds = BTreeMap<String, BTreeMap<Named, BTreeMap<String, String>>>;

/// All ticket records of the run.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Places in `tickets`, by product and number.
    numbers: Register,
    tickets: Vec<(Product, SameNumber)>,
    /// By the product of the source.
    journal: Vec<(Product, Line)>,
    approvals: Vec<(Product, Vec<String>, Approval)>,
    /// More of tickets, by the product of the source.
    parts: Vec<(Product, Ticket)>,
    /// Names of teams and people by product and id; of two names the first in the alphabet.
    names: NamesOfIds,
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

impl Held {
    /// The files of its rows that mark first contact.
    fn marks(&self) -> impl Iterator<Item = FileId> {
        self.moments.iter().filter(|moment| moment.is_marked).map(|moment| moment.origin.file)
    }

    /// The ticket with the mark that its rows give it. Only where a log marks first contact at all does a ticket
    /// without a mark say that it was none.
    fn marked(mut self, marking: &BTreeSet<FileId>) -> Self {
        let is_told = self.moments.iter().any(|moment| marking.contains(&moment.origin.file));
        if is_told {
            let is_marked = self.moments.iter().any(|moment| moment.is_marked);
            self.ticket.first_contact_mark = Some(is_marked);
        }
        self
    }
}

/// Tickets of one number by their internal ids, in their order: two ids are two tickets, of two instances
/// of the product. A record that shows no id belongs to the first.
#[derive(Debug, Default)]
struct SameNumber(Vec<(Option<String>, Box<Held>)>);

impl SameNumber {
    /// The ticket that a record with this id, or without one, belongs to.
    fn fitting(&mut self, id: Option<&String>) -> Option<&mut Held> {
        let wanted = |(known, _): &(Option<String>, Box<Held>)| id.is_none() || known.as_ref() == id;
        if !self.0.iter().any(wanted) {
            let unnamed = self.0.iter().position(|(known, _)| known.is_none())?;
            let (_, held) = self.0.remove(unnamed);
            self.put(id.cloned(), held);
        }
        self.0.iter_mut().find(|one| wanted(one)).map(|(_, held)| &mut **held)
    }

    fn put(&mut self, id: Option<String>, held: Box<Held>) {
        let at = self.0.partition_point(|(known, _)| *known < id);
        self.0.insert(at, (id, held));
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
        let TicketPiece { mut ticket, lines, moment } = piece;
        let of_product = self.numbers.product(product(&ticket.source));
        self.journal.extend(lines.into_iter().map(|line| (of_product, line)));
        if !ticket.journal.is_empty() {
            self.with_notes.insert(ticket.origin.file);
        }
        let id = ticket.native_id.clone();
        let at = self.numbers.put(of_product, &ticket.number, self.tickets.len());
        if at == self.tickets.len() {
            self.tickets.push((of_product, SameNumber::default()));
        }
        let same_number = &mut self.tickets[at].1;
        let Some(held) = same_number.fitting(id.as_ref()) else {
            let newest = moment.as_ref().map(rank);
            same_number.put(id, Box::new(Held { ticket, moments: moment.into_iter().collect(), newest }));
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
    pub(super) fn take_line(&mut self, source: &str, line: Line) {
        let product = self.numbers.product(product(source));
        self.journal.push((product, line));
    }

    /// Takes a name, so that ids in tickets and their history read as names.
    pub(super) fn take_name(&mut self, source: &str, named: Named, id: &str, name: String) {
        let of_product = self.names.entry(product(source).to_owned()).or_default();
        let known = of_product.entry(named).or_default().entry(id.to_owned()).or_insert_with(|| name.clone());
        if name < *known {
            *known = name;
        }
    }

    /// Takes more of a ticket that another record describes.
    pub(super) fn take_part(&mut self, part: Ticket) {
        let product = self.numbers.product(product(&part.source));
        self.parts.push((product, part));
    }

    /// Takes an approval.
    pub(super) fn take_approval(&mut self, source: &str, tickets: Vec<String>, approval: Approval) {
        let product = self.numbers.product(product(source));
        self.approvals.push((product, tickets, approval));
    }

    /// Puts everything together.
    pub(super) fn join(mut self, meaning: Meaning<'_>) -> Joined {
        let names_of_ids = std::mem::take(&mut self.names);
        let Desk { numbers, tickets, mut parts, journal, approvals, with_notes, .. } = self;
        let mut names = numbers.blank();
        let by_id = numbers.blank();
        drop(numbers);
        let mut tickets = put_together(tickets, &names, meaning);
        for (at, ticket) in tickets.iter().enumerate() {
            let product = names.product(product(&ticket.source));
            for name in ticket.native_id.iter().chain([&ticket.number]) {
                names.put(product, name, at);
            }
        }
        let mut orphans: BTreeMap<FileId, u64> = BTreeMap::new();
        parts.sort_by_key(|(_, part)| part.origin);
        for (product, part) in parts {
            let at = part.native_id.as_ref().and_then(|id| names.get(product, id));
            match at.or_else(|| names.get(product, &part.number)) {
                Some(at) => tickets[at].complete_from(part),
                None => *orphans.entry(part.origin.file).or_default() += 1,
            }
        }
        // Of each product, the time that its lines span: notes (false) and changes of fields (true).
        let mut spans: BTreeMap<(Product, bool), (Instant, Instant)> = BTreeMap::new();
        for (product, Line { ticket, entry, also, .. }) in whole_lines(journal, by_id) {
            let is_change = entry.kind == EntryKind::FieldChange;
            if let Some(at) = entry.at {
                let span = spans.entry((product, is_change)).or_insert((at, at));
                *span = (span.0.min(at), span.1.max(at));
            }
            let products = std::iter::once(product).chain(also.iter().filter_map(|other| names.find(other)));
            let found = ticket.and_then(|name| products.into_iter().find_map(|one| names.get(one, &name)));
            match found {
                Some(at) => {
                    tickets[at].has_journal |= !is_change;
                    tickets[at].has_history |= is_change;
                    tickets[at].journal.push(entry);
                }
                None => *orphans.entry(entry.origin.file).or_default() += 1,
            }
        }
        for (product, ticket_names, approval) in approvals {
            let found = ticket_names.into_iter().find_map(|name| names.get(product, &name));
            match found {
                Some(at) => tickets[at].approvals.push(approval),
                None => *orphans.entry(approval.origin.file).or_default() += 1,
            }
        }
        tickets.par_iter_mut().for_each(|ticket| {
            let product = names.find(product(&ticket.source));
            let spanned = |is_change: bool| {
                let span = product.and_then(|product| spans.get(&(product, is_change)));
                span.zip(ticket.opened_at).is_some_and(|(span, at)| span.0 <= at && at <= span.1)
            };
            ticket.has_history |= spanned(true);
            ticket.has_journal |= spanned(false) || with_notes.contains(&ticket.origin.file);
            name_ids(ticket, &names_of_ids);
            sort_journal(&mut ticket.journal);
            ticket.journal.shrink_to_fit();
            fill_old_values(&mut ticket.journal);
            resolve_by_changes(ticket, meaning);
            ticket.approvals.sort_by_key(|approval| (approval.at, approval.origin));
        });
        hand_down_approvals(&mut tickets, &names);
        contacts::join(&mut tickets, &names);
        Joined { tickets, orphans }
    }
}

/// All tickets with the history that their rows tell, by number and origin.
fn put_together(
    tickets: Vec<(Product, SameNumber)>,
    products: &Register,
    meaning: Meaning<'_>,
) -> Vec<Ticket> {
    let mut held: Vec<(Product, Option<String>, Box<Held>)> = tickets
        .into_iter()
        .flat_map(|(product, same)| same.0.into_iter().map(move |(id, held)| (product, id, held)))
        .collect();
    // Several tickets of one record have one origin.
    held.par_sort_by(|(a_product, a_id, a), (b_product, b_id, b)| {
        let (a_name, b_name) = (products.name(*a_product), products.name(*b_product));
        (&a.ticket.number, a.ticket.origin, a_name, a_id).cmp(&(
            &b.ticket.number,
            b.ticket.origin,
            b_name,
            b_id,
        ))
    });
    let marking: BTreeSet<FileId> = held.iter().flat_map(|(_, _, held)| held.marks()).collect();
    held.into_par_iter().map(|(_, _, held)| with_history(held.marked(&marking), meaning)).collect()
}

/// Catalogue requests are approved above the task in which the work is done: the approvals of the
/// tickets above it are a ticket's own, up to the request over its item.
fn hand_down_approvals(tickets: &mut [Ticket], names: &Register) {
    let above = |ticket: &Ticket| {
        let parent = ticket.parent.as_ref()?;
        names.get(names.find(product(&ticket.source))?, parent)
    };
    let handed: Vec<Vec<Approval>> = tickets
        .iter()
        .map(|ticket| {
            let first = above(ticket);
            let second = first.and_then(|at| above(&tickets[at]));
            [first, second].into_iter().flatten().flat_map(|at| tickets[at].approvals.clone()).collect()
        })
        .collect();
    for (ticket, handed) in tickets.iter_mut().zip(handed).filter(|(_, handed)| !handed.is_empty()) {
        let own: BTreeSet<Origin> = ticket.approvals.iter().map(|approval| approval.origin).collect();
        ticket.approvals.extend(handed.into_iter().filter(|approval| !own.contains(&approval.origin)));
        ticket.approvals.sort_by_key(|approval| (approval.at, approval.origin));
    }
}

/// Lines of one product and id put together: what the first lacks the others give. A line whose
/// text is in no file says nothing.
fn whole_lines(mut journal: Vec<(Product, Line)>, mut by_id: Register) -> Vec<(Product, Line)> {
    let mut again: Vec<(usize, usize)> = Vec::new();
    for (at, (product, line)) in journal.iter_mut().enumerate() {
        let first = line.id.take().map_or(at, |id| by_id.put(*product, &id, at));
        if first != at {
            again.push((first, at));
        }
    }
    for (first, at) in again {
        let more = std::mem::replace(&mut journal[at].1, Line::blank());
        journal[first].1.fill_from(more);
    }
    journal.retain(|(_, line)| !line.entry.text.is_empty() || line.entry.kind == EntryKind::FieldChange);
    journal
}

impl Line {
    /// A line that says nothing.
    fn blank() -> Self {
        let (author, text) = (Party::default(), String::new());
        let entry = JournalEntry {
            origin: UNPLACED,
            at: None,
            author,
            kind: EntryKind::WorkNote,
            text,
            field: None,
            old: None,
        };
        Self { ticket: None, id: None, also: Vec::new(), entry }
    }

    fn fill_from(&mut self, other: Line) {
        fill(&mut self.ticket, other.ticket);
        fill(&mut self.entry.at, other.entry.at);
        fill_party(&mut self.entry.author, &other.entry.author);
        // The record with the text is the one to be shown.
        if self.entry.text.is_empty() {
            self.entry.text = other.entry.text;
            self.entry.origin = other.entry.origin;
        } else if other.entry.text.is_empty() {
            // The record without a text is the one that says what sort of line it is.
            self.entry.kind = other.entry.kind;
        }
    }
}

/// Writes names where a ticket and its history have ids of teams and people. In fields of which
/// we do not know what their ids mean only ids that are unique in the whole product are named.
fn name_ids(ticket: &mut Ticket, names: &NamesOfIds) {
    let Some(names) = names.get(product(&ticket.source)) else { return };
    let name = |named: &[Named], id: &mut String| {
        let found = named.iter().find_map(|named| names.get(named)?.get(id));
        if let Some(name) = found {
            name.clone_into(id);
        }
    };
    ticket.group.iter_mut().for_each(|id| name(&[Named::Group], id));
    for entry in ticket.journal.iter_mut().filter(|entry| entry.kind == EntryKind::FieldChange) {
        let named: &[Named] = match entry.field.as_deref() {
            Some("group") => &[Named::Group],
            Some("agent") => &[Named::Agent],
            Some("state") => &[Named::State],
            _ if is_record_id(&entry.text) || entry.old.as_deref().is_some_and(is_record_id) => {
                &[Named::Group, Named::Agent]
            }
            _ => &[],
        };
        name(named, &mut entry.text);
        entry.old.iter_mut().for_each(|id| name(named, id));
    }
}

/// A change that says no value before has the one that the change of that field before it made.
fn fill_old_values(journal: &mut [JournalEntry]) {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missing: Vec<(usize, usize)> = Vec::new();
    for (at, entry) in journal.iter().enumerate().filter(|(_, entry)| entry.kind == EntryKind::FieldChange) {
        let Some(field) = &entry.field else { continue };
        let before = last.insert(field, at);
        missing.extend(before.filter(|_| entry.old.is_none()).map(|before| (at, before)));
    }
    for (at, before) in missing {
        let value = &journal[before].text;
        if !value.is_empty() && *value != journal[at].text {
            journal[at].old = Some(value.clone());
        }
    }
}

/// A solved ticket without a time of solving was solved when its history first says so.
fn resolve_by_changes(ticket: &mut Ticket, meaning: Meaning<'_>) {
    if ticket.resolved_at.is_some() || !matches!(ticket.state, TicketState::Resolved | TicketState::Closed) {
        return;
    }
    let is_solved = |entry: &&JournalEntry| {
        entry.field.as_deref() == Some("state")
            && matches!(meaning(&ticket.source, &entry.text), TicketState::Resolved | TicketState::Closed)
    };
    ticket.resolved_at = ticket.journal.iter().find(is_solved).and_then(|entry| entry.at);
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
    let is_of_one_file = journal.windows(2).all(|pair| pair[0].origin.file == pair[1].origin.file);
    if is_of_one_file {
        return journal.sort_by_key(|entry| (entry.at, entry.origin));
    }
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
fn with_history(held: Held, meaning: Meaning<'_>) -> Ticket {
    let Held { mut ticket, mut moments, .. } = held;
    moments.sort_by_key(rank);
    for pair in moments.windows(2) {
        let [before, after] = pair else { continue };
        let changes = [
            ("state", &before.state, &after.state),
            ("agent", &before.agent, &after.agent),
            ("group", &before.group, &after.group),
        ];
        for (field, old, new) in changes {
            if old != new {
                ticket.journal.push(change(after, field, old.clone(), new.clone()));
            }
        }
    }
    if ticket.opened_at.is_none() {
        // An activity log has no opening: the ticket is there from its first row on.
        ticket.opened_at = moments.first().and_then(|moment| moment.at);
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

fn fill_party(here: &mut Party, there: &Party) {
    fill(&mut here.id, there.id.clone());
    fill(&mut here.login, there.login.clone());
    fill(&mut here.email, there.email.clone());
    fill(&mut here.display, there.display.clone());
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
        if same_state && !self.has_history {
            self.fill_state(&other);
        }
        self.fill_lasting(other);
    }

    /// Takes from a record that tells more of this ticket all that this one leaves out.
    fn complete_from(&mut self, part: Ticket) {
        self.fill_state(&part);
        fill(&mut self.native_state, part.native_state.clone());
        if self.state == TicketState::Unknown {
            self.state = part.state;
        }
        self.updated_at = self.updated_at.max(part.updated_at);
        self.has_history |= part.has_history;
        self.approvals.extend(part.approvals.iter().cloned());
        self.fill_lasting(part);
    }

    /// What stays as it was once it is known.
    fn fill_lasting(&mut self, other: Ticket) {
        fill(&mut self.native_id, other.native_id);
        fill(&mut self.opened_at, other.opened_at);
        fill(&mut self.channel, other.channel);
        fill_text(&mut self.title, other.title);
        fill_text(&mut self.description, other.description);
        fill_party(&mut self.requester, &other.requester);
        fill_party(&mut self.opened_by, &other.opened_by);
        self.reassignment_count = self.reassignment_count.max(other.reassignment_count);
        self.reopen_count = self.reopen_count.max(other.reopen_count);
        fill(&mut self.first_contact_mark, other.first_contact_mark);
        self.handle_time = self.handle_time.max(other.handle_time);
        self.own.agent_replies = self.own.agent_replies.max(other.own.agent_replies);
        self.own.requester_replies = self.own.requester_replies.max(other.own.requester_replies);
        fill(&mut self.own.led_to, other.own.led_to);
        self.has_journal |= other.has_journal;
        self.journal.extend(other.journal);
    }

    /// What comes and goes with the ticket's state.
    fn fill_state(&mut self, other: &Ticket) {
        if self.resolved_at.is_none() {
            self.resolved_at_recorded = other.resolved_at_recorded;
        }
        fill(&mut self.resolved_at, other.resolved_at);
        fill(&mut self.closed_at, other.closed_at);
        fill(&mut self.group, other.group.clone());
        fill(&mut self.category, other.category.clone());
        fill(&mut self.close_code, other.close_code.clone());
        fill(&mut self.close_notes, other.close_notes.clone());
        fill(&mut self.parent, other.parent.clone());
        fill_party(&mut self.affected, &other.affected);
        fill_party(&mut self.agent, &other.agent);
        fill_party(&mut self.resolved_by, &other.resolved_by);
        fill_party(&mut self.closed_by, &other.closed_by);
        for field in &other.verification_fields {
            if !self.verification_fields.iter().any(|(name, _)| *name == field.0) {
                self.verification_fields.push(field.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::mapping::taxonomy::TypeUse;

    const INCIDENTS: &str = r#"{"result":[
{"number":"INC001","sys_id":"i1","opened_at":"2026-03-02 10:00:00","state":"2","assignment_group":{"link":"https://x.example/g2","value":"g2"},"short_description":"a"},
{"number":"INC002","sys_id":"i2","opened_at":"2026-03-02 10:30:00","state":"2","assignment_group":{"link":"https://x.example/g9","value":"g9"},"short_description":"b"},
{"number":"INC003","sys_id":"i3","opened_at":"2026-03-09 10:00:00","state":"2","assignment_group":"","short_description":"c"}
]}"#;
    const AUDIT: &str = r#"{"result":[
{"tablename":"incident","documentkey":"i1","fieldname":"assignment_group","oldvalue":"g1","newvalue":"g2","user":"desk1","sys_created_on":"2026-03-02 09:00:00","sys_id":"a1"},
{"tablename":"incident","documentkey":"i1","fieldname":"assigned_to","oldvalue":"","newvalue":"u1","user":"desk1","sys_created_on":"2026-03-02 11:00:00","sys_id":"a2"},
{"tablename":"incident","documentkey":"i1","fieldname":"state","oldvalue":"6","newvalue":"2","user":"desk1","sys_created_on":"2026-03-02 12:00:00","sys_id":"a3"},
{"tablename":"problem","documentkey":"p1","fieldname":"state","oldvalue":"1","newvalue":"2","user":"desk1","sys_created_on":"2026-03-02 12:00:00","sys_id":"a4"}
]}"#;
    const GROUPS: &str = r#"{"result":[
{"sys_id":"g1","name":"Service Desk","include_members":"false"},
{"sys_id":"g2","name":"Identity Engineering","include_members":"false"}
]}"#;
    const USERS: &str =
        r#"{"result":[{"sys_id":"u1","user_name":"desk1","name":"Dana Desk","email":"dana@x.example"}]}"#;

    /// Reads files; local times are taken as UTC.
    pub(in crate::source) fn reading(files: &[(&str, &str)]) -> Reading {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
        let inputs = [folder.path().to_owned()];
        let zones = ["UTC".parse().unwrap()];
        let settings = ReadSettings { zones: &zones, ..ReadSettings::default() };
        engine::read(&inputs, sources.into(), &|_, _| TypeUse::Unknown, &settings).unwrap()
    }

    #[test]
    fn audited_changes_are_the_history_of_their_ticket_with_names_for_ids() {
        let reading =
            reading(&[("a.json", AUDIT), ("g.json", GROUPS), ("i.json", INCIDENTS), ("u.json", USERS)]);
        assert!(reading.rejects.is_empty(), "{:?}", reading.rejects);
        let told: Vec<String> = reading.tickets[0]
            .journal
            .iter()
            .map(|entry| {
                let old = entry.old.as_deref().unwrap_or("-");
                format!("{} {} {old} > {}", entry.kind, entry.field.as_deref().unwrap_or("-"), entry.text)
            })
            .collect();
        let expected = [
            "field_change group Service Desk > Identity Engineering",
            "field_change agent - > Dana Desk",
            "field_change state 6 > 2",
        ];
        assert_eq!(told, expected);
        assert_eq!(reading.tickets[0].group.as_deref(), Some("Identity Engineering"));
        assert_eq!(reading.tickets[1].group.as_deref(), Some("g9"), "an id without a name stays");
        let note = &reading.files[0].note;
        assert!(note.contains("1 records belong to tickets that are in no file"), "{note}");
    }

    #[test]
    fn a_history_is_exported_for_tickets_of_its_span_and_says_nothing_of_notes() {
        let reading = reading(&[("a.json", AUDIT), ("i.json", INCIDENTS)]);
        let history: Vec<bool> = reading.tickets.iter().map(|ticket| ticket.has_history).collect();
        assert_eq!(history, [true, true, false], "the third was opened after the last change");
        assert!(reading.tickets.iter().all(|ticket| !ticket.has_journal));
    }

    #[test]
    fn a_log_that_marks_first_contact_in_a_state_says_of_each_of_its_tickets_whether_it_was() {
        let marking = "caseid,task,user,end_timestamp
1,Accepted+In Progress,A,2025-03-31T14:00:00.000000
1,Completed+In Call,A,2025-03-31T14:05:00.000000
1,Accepted+In Progress,A,2025-03-31T15:00:00.000000
2,Completed+In Call,A,2025-03-31T14:00:00.000000
3,Accepted+In Progress,A,2025-03-31T14:00:00.000000
3,Completed+Resolved,A,2025-03-31T14:05:00.000000
";
        let silent = "caseid,task,user,end_timestamp
9,Insert ticket,A,2025-03-31T14:00:00.000000
9,Closed,A,2025-03-31T14:05:00.000000
";
        let reading = reading(&[("marking.csv", marking), ("silent.csv", silent)]);
        let marks: Vec<Option<bool>> =
            reading.tickets.iter().map(|ticket| ticket.first_contact_mark).collect();
        assert_eq!(
            marks,
            [Some(true), Some(true), Some(false), None],
            "also where it went back to work, or has one row"
        );
    }
}
