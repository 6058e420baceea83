//! A record as it was read, field by field, for people and for programs.

use crate::mapping::masks::Masks;
use crate::model::{Approval, Event, Instant, JournalEntry, Party, PersonRecord, Ticket, VerificationRecord};
use crate::source::{Seen, SeenAs};

/// Fields that hold ids and names, which are never masked.
const NAMES: &[&str] = &[
    "id",
    "session",
    "transaction",
    "number",
    "parent",
    "ticket",
    "reference",
    "employee id",
    "login",
    "email",
    "name",
    "sam account",
    "manager",
    "accounts",
    "owner",
    "time",
    "opened",
    "resolved",
    "closed",
    "updated",
];

/// A record as it was read, but for secrets and personal numbers in its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number in the file.
    pub record: u64,
    /// The line on which it begins.
    pub line: u64,
    /// The source it was read as.
    pub source: String,
    /// What it is (`event`, `ticket` …).
    pub what: &'static str,
    /// Its fields by name; a name may occur more than once, empty fields are left out.
    pub fields: Vec<(&'static str, String)>,
}

impl Shown {
    /// The fields of a record; `class` is what the taxonomy makes of an event.
    pub(super) fn of(seen: &Seen, class: Option<String>, masks: &Masks) -> Self {
        let mut fields = Fields::default();
        let what = match &seen.what {
            SeenAs::Event(event) => {
                fields.event(event, class.unwrap_or_default());
                "event"
            }
            SeenAs::Ticket(ticket) => {
                fields.ticket(ticket);
                "ticket"
            }
            SeenAs::Line(ticket, entry) => {
                fields.add("ticket", ticket);
                fields.entry(entry);
                "journal line"
            }
            SeenAs::Lines(lines) => {
                for (ticket, entry) in lines {
                    fields.add("ticket", ticket);
                    fields.entry(entry);
                }
                "history"
            }
            SeenAs::Approval(tickets, approval) => {
                fields.add("ticket", tickets.join(" or "));
                fields.approval(approval);
                "approval"
            }
            SeenAs::Person(person) => {
                fields.person(person);
                "person"
            }
            SeenAs::Verification(verification) => {
                fields.verification(verification);
                "verification"
            }
            SeenAs::Other(text) => {
                fields.add("read as", text);
                "other record"
            }
            SeenAs::PassedOver => "record of a neighbouring table, passed over",
            SeenAs::Rejected(reason) => {
                fields.add("reason", reason);
                "rejected record"
            }
        };
        for (_, value) in fields.0.iter_mut().filter(|(name, _)| !NAMES.contains(name)) {
            *value = masks.masked(value);
        }
        let Seen { origin, source, .. } = seen;
        Self { record: origin.record, line: origin.line, source: source.clone(), what, fields: fields.0 }
    }
}

#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn add(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name, value));
        }
    }

    fn maybe<T: ToString>(&mut self, name: &'static str, value: Option<&T>) {
        self.add(name, value.map(ToString::to_string).unwrap_or_default());
    }

    fn at(&mut self, name: &'static str, at: Option<Instant>) {
        self.add(name, stamp(at));
    }

    fn event(&mut self, event: &Event, class: String) {
        self.add("id", &event.native_id);
        self.at("time", Some(event.at));
        self.add("type", &event.native_type);
        self.add("class", class);
        self.add("outcome", event.outcome.as_str());
        self.maybe("reason", event.reason.as_ref());
        self.add("actor", party(&event.actor));
        self.add("subject", event.subject_party().map(party).unwrap_or_default());
        for target in &event.targets {
            self.add("target", party(target));
        }
        self.maybe("ip", event.ip.as_ref());
        self.maybe("user agent", event.user_agent.as_ref());
        self.maybe("place", event.place.as_ref());
        self.maybe("network", event.network.as_ref());
        self.maybe("session", event.session.as_ref());
        self.maybe("transaction", event.transaction.as_ref());
        for (name, values) in event.details.iter() {
            self.add("detail", format!("{name} = {}", Vec::from_iter(values).join(" | ")));
        }
    }

    fn ticket(&mut self, ticket: &Ticket) {
        self.add("number", &ticket.number);
        self.maybe("id", ticket.native_id.as_ref());
        self.at("opened", ticket.opened_at);
        self.at("resolved", ticket.resolved_at);
        self.at("closed", ticket.closed_at);
        self.at("updated", ticket.updated_at);
        let native = ticket.native_state.as_deref().unwrap_or_default();
        self.add("state", format!("{} (`{native}`)", ticket.state));
        self.add("requester", party(&ticket.requester));
        self.add("affected", party(&ticket.affected));
        self.add("opened by", party(&ticket.opened_by));
        self.add("agent", party(&ticket.agent));
        self.add("resolved by", party(&ticket.resolved_by));
        self.add("closed by", party(&ticket.closed_by));
        self.maybe("group", ticket.group.as_ref());
        self.maybe("channel", ticket.channel.as_ref());
        self.maybe("category", ticket.category.as_ref());
        self.add("title", &ticket.title);
        self.add("description", &ticket.description);
        self.maybe("close code", ticket.close_code.as_ref());
        self.maybe("close notes", ticket.close_notes.as_ref());
        self.maybe("parent", ticket.parent.as_ref());
        self.maybe("reassigned", ticket.reassignment_count.as_ref());
        self.maybe("reopened", ticket.reopen_count.as_ref());
        for (name, value) in &ticket.verification_fields {
            self.add("verification", format!("{name} = {value}"));
        }
        ticket.journal.iter().for_each(|entry| self.entry(entry));
        ticket.approvals.iter().for_each(|approval| self.approval(approval));
    }

    fn entry(&mut self, entry: &JournalEntry) {
        let what = match &entry.field {
            Some(field) => {
                format!("{field}: `{}` to `{}`", entry.old.as_deref().unwrap_or_default(), entry.text)
            }
            None => entry.text.clone(),
        };
        let by = party(&entry.author);
        self.add(entry.kind.as_str(), format!("{} by {by}: {what}", stamp(entry.at)));
    }

    fn approval(&mut self, approval: &Approval) {
        let comment = approval.comment.as_deref().unwrap_or_default();
        let by = party(&approval.approver);
        self.add(
            "approval",
            format!("{} {} by {by} {comment}", stamp(approval.at), approval.state).trim().to_owned(),
        );
    }

    fn person(&mut self, person: &PersonRecord) {
        self.maybe("id", person.native_id.as_ref());
        self.maybe("employee id", person.employee_id.as_ref());
        self.maybe("login", person.login.as_ref());
        self.maybe("email", person.email.as_ref());
        self.maybe("name", person.display_name.as_ref());
        self.maybe("sam account", person.sam_account.as_ref());
        self.maybe("title", person.title.as_ref());
        self.maybe("type", person.user_type.as_ref());
        self.maybe("tier", person.tier.as_ref());
        self.maybe("manager", person.manager.as_ref());
        self.add("accounts", person.alt_accounts.join(", "));
        self.maybe("owner", person.owner.as_ref());
    }

    fn verification(&mut self, verification: &VerificationRecord) {
        self.add("id", &verification.native_id);
        self.at("time", Some(verification.at));
        self.add("subject", party(&verification.subject));
        self.add("verifier", party(&verification.verifier));
        self.add("method", &verification.method);
        let passed = match verification.passed {
            Some(true) => "passed",
            Some(false) => "failed",
            None => "not told",
        };
        self.add("result", passed);
        self.maybe("reference", verification.reference.as_ref());
        self.maybe("ticket", verification.ticket.as_ref());
    }
}

/// Every part of a name that the record gives.
fn party(party: &Party) -> String {
    let parts = [
        ("id", &party.id),
        ("login", &party.login),
        ("email", &party.email),
        ("display", &party.display),
        ("kind", &party.native_kind),
    ];
    let told = parts.iter().filter_map(|(name, value)| Some(format!("{name} `{}`", value.as_ref()?)));
    told.collect::<Vec<_>>().join(", ")
}

fn stamp(at: Option<Instant>) -> String {
    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)).unwrap_or_default()
}
