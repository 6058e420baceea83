//! Transactions: what was written and changed, of all tickets in one list.

use super::{Sheets, queue_number, status};
use crate::model::Method;
use crate::simulate::calendar::Millis;
use crate::simulate::desk::{Author, FieldChange, HistoryEntry, Incident};
use crate::simulate::organisation::AccountNo;
use crate::simulate::products::thread::{Entry, thread};

pub(super) const COLUMNS: [&str; 10] = [
    "id",
    "ObjectId",
    "CreatedBy",
    "Created",
    "Type",
    "Field",
    "OldValue",
    "NewValue",
    "Description",
    "Content",
];

const NO_CONTENT: &str = "This transaction appears to have no content";

/// One transaction before it has its number.
struct Transaction {
    at: Millis,
    ticket: String,
    by: String,
    kind: &'static str,
    field: &'static str,
    old: String,
    new: String,
    description: String,
    content: String,
}

impl Sheets<'_> {
    /// All transactions, numbered in the order of time; what went out by mail stands after each answer.
    pub(super) fn transactions(&self) -> Vec<[String; 10]> {
        let taken = self.export.calendar.tickets_end;
        let mut all: Vec<Transaction> = Vec::new();
        for ticket in &self.export.story.incidents {
            for (at, entry) in thread(ticket, taken) {
                all.extend(self.entry(ticket, at, &entry));
            }
        }
        all.sort_by(|a, b| (a.at, &a.ticket).cmp(&(b.at, &b.ticket)));
        let mut number = 1_000;
        all.into_iter()
            .map(|one| {
                number += if one.kind == "EmailRecord" { 1 } else { 3 };
                [
                    number.to_string(),
                    one.ticket,
                    one.by,
                    self.time(one.at),
                    one.kind.to_owned(),
                    one.field.to_owned(),
                    one.old,
                    one.new,
                    one.description,
                    one.content,
                ]
            })
            .collect()
    }

    fn entry(&self, ticket: &Incident, at: Millis, entry: &Entry<'_>) -> Vec<Transaction> {
        let text = |author: Author, kind: &'static str, content: &str| {
            let description = match kind {
                "Create" => "Ticket created",
                "Comment" => "Comments added",
                _ => "Correspondence added",
            };
            self.transaction(ticket, at, author, kind, description, content)
        };
        match entry {
            Entry::Opened => {
                let opener = Author::Account(ticket.opened_by);
                let created = text(opener, "Create", &ticket.description);
                let begun =
                    (!ticket.waits_in_queue()).then(|| self.begun(ticket, at + 2_000, first_agent(ticket)));
                std::iter::once(created).chain(begun.into_iter().flatten()).collect()
            }
            Entry::Note(note) if note.internal => vec![text(note.author, "Comment", &note.text)],
            Entry::Note(note) => self.answer(text(note.author, "Correspond", &note.text)),
            Entry::Solution(author, said) => self.answer(text(*author, "Correspond", said)),
            Entry::Verified(verified) => {
                let method = verified.method.parse::<Method>().ok();
                let value = method
                    .and_then(|method| self.words.verification.get(&method))
                    .cloned()
                    .unwrap_or_default();
                let description = format!("Caller Verification {value} added");
                let by = Author::Account(verified.by);
                let mut one = self.transaction(ticket, at, by, "CustomField", &description, NO_CONTENT);
                (one.field, one.new) = ("4", value);
                vec![one]
            }
            Entry::Field(HistoryEntry { change: FieldChange::Taken(by), .. }) => {
                self.begun(ticket, at, *by).into()
            }
            Entry::Field(field) => {
                let (name, old, new, description) = self.field(field.change);
                let kind = if name == "Status" { "Status" } else { "Set" };
                let mut one = self.transaction(ticket, at, field.author, kind, &description, NO_CONTENT);
                (one.field, one.old, one.new) = (name, old, new);
                vec![one]
            }
            // Approvals are tickets of their own; nothing closes a resolved ticket.
            Entry::Asked(_) | Entry::Answered(..) | Entry::Closed => Vec::new(),
        }
    }

    /// An agent takes it, which opens it.
    fn begun(&self, ticket: &Incident, at: Millis, by: AccountNo) -> [Transaction; 2] {
        let one = |kind, description, (field, old, new): (&'static str, &str, String)| {
            let one = self.transaction(ticket, at, Author::Account(by), kind, description, NO_CONTENT);
            Transaction { field, old: old.to_owned(), new, ..one }
        };
        let status = "Status changed from 'new' to 'open'";
        [
            one("Set", "Taken", ("Owner", "6", user_number(by).to_string())),
            one("Status", status, ("Status", "new", "open".to_owned())),
        ]
    }

    fn transaction(
        &self,
        ticket: &Incident,
        at: Millis,
        by: Author,
        kind: &'static str,
        description: &str,
        content: &str,
    ) -> Transaction {
        Transaction {
            at,
            ticket: ticket.number.clone(),
            by: self.login(by).to_owned(),
            kind,
            field: "",
            old: String::new(),
            new: String::new(),
            description: description.to_owned(),
            content: content.to_owned(),
        }
    }

    /// An answer, and the copy that went out.
    fn answer(&self, answer: Transaction) -> Vec<Transaction> {
        let copy = Transaction {
            at: answer.at,
            ticket: answer.ticket.clone(),
            by: "RT_System".to_owned(),
            kind: "EmailRecord",
            field: "",
            old: String::new(),
            new: String::new(),
            description: "Outgoing email recorded".to_owned(),
            content: answer.content.clone(),
        };
        vec![answer, copy]
    }

    fn field(&self, change: FieldChange) -> (&'static str, String, String, String) {
        let groups = &self.export.organisation.groups;
        match change {
            FieldChange::State(old, new) => {
                let (old, new) = (status(old), status(new));
                ("Status", old.to_owned(), new.to_owned(), format!("Status changed from '{old}' to '{new}'"))
            }
            FieldChange::Group(old, new) => {
                let told = format!("Queue changed from {} to {}", groups[old].0, groups[new].0);
                ("Queue", queue_number(old).to_string(), queue_number(new).to_string(), told)
            }
            FieldChange::Taken(by) => {
                ("Owner", "6".to_owned(), user_number(by).to_string(), "Taken".to_owned())
            }
            FieldChange::Agent(old, new) => {
                let name = |no: AccountNo| &self.export.organisation.accounts[no].sam;
                let told = format!("Owner changed from {} to {}", name(old), name(new));
                ("Owner", user_number(old).to_string(), user_number(new).to_string(), told)
            }
        }
    }
}

/// Who had the ticket before it was given to anybody else.
fn first_agent(ticket: &Incident) -> AccountNo {
    let given = ticket.history.iter().find_map(|entry| match entry.change {
        FieldChange::Agent(old, _) => Some(old),
        _ => None,
    });
    given.unwrap_or(ticket.agent)
}

/// The inner number of a user.
const fn user_number(no: AccountNo) -> usize {
    30 + 2 * no
}
