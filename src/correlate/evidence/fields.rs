//! Structured verification fields of a ticket.

use super::lexicon::Lexicons;
use super::reading::{Parsed, Stated};
use super::statement::{Place, Statement};
use crate::model::{Basis, EntryKind, Instant, JournalEntry, Method, Party, Ticket};

/// What the fields of one ticket say together.
#[derive(Default)]
struct Sheet<'a> {
    method: Option<&'a str>,
    result: Option<&'a str>,
    at: Option<Instant>,
    by: Option<&'a str>,
    reference: Option<&'a str>,
    notes: Option<&'a str>,
    names: Vec<&'a str>,
}

/// Reads the fields as one act of verification; nothing where they name no method and no result.
pub(super) fn read(ticket: &Ticket, lexicons: &Lexicons) -> Option<Statement> {
    let sheet = sheet(&ticket.verification_fields);
    let passed = sheet.result.map(is_passed);
    let named = sheet.method.or(sheet.notes).and_then(|text| method_of(text, lexicons));
    let (method, stated) = match (named, passed) {
        (Some((method, stated)), None) => (method, stated),
        (Some((method, _)), Some(Some(stated))) => (method, stated),
        // A result in unknown words is no success.
        (Some((method, _)), Some(None)) => (method, Stated::NotDone),
        (None, Some(Some(stated))) => (Method::ClaimedOnly, stated),
        (None, _) => return None,
    };
    let change = last_change(ticket, &sheet.names);
    let author = sheet
        .by
        .map(|name| Party { display: Some(name.to_owned()), ..Party::default() })
        .or_else(|| change.map(|entry| entry.author.clone()))
        .unwrap_or_else(|| ticket.agent.clone());
    Some(Statement {
        origin: change.map_or(ticket.origin, |entry| entry.origin),
        place: Place::Field,
        method,
        stated,
        at: sheet.at.or_else(|| change.and_then(|entry| entry.at)),
        basis: basis(&sheet, change, ticket),
        author,
        about: None,
        quote: String::new(),
        matched: Vec::new(),
        reference: sheet.reference.map(str::to_owned),
    })
}

fn sheet(fields: &[(String, String)]) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    for (name, value) in fields {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        sheet.names.push(name);
        let name = name.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["method", "type", "how"]) {
            sheet.method.get_or_insert(value);
        } else if has(&["_at", "time", "date", "when"]) {
            sheet.at = sheet.at.or_else(|| instant(value));
        } else if has(&["_by", "verifier", "agent"]) {
            sheet.by.get_or_insert(value);
        } else if has(&["reference", "transaction", "session", "_id", "push_id"]) {
            sheet.reference.get_or_insert(value);
        } else if has(&["note", "comment", "detail", "evidence"]) {
            sheet.notes.get_or_insert(value);
        } else if has(&["result", "status", "outcome", "verified", "passed", "success", "verification"]) {
            // One field may hold result and method: "Callback - passed".
            sheet.result.get_or_insert(value);
            if is_passed(value).is_none() {
                sheet.method.get_or_insert(value);
            }
        }
    }
    if sheet.result.is_some_and(|value| is_passed(value).is_none()) && sheet.method == sheet.result {
        sheet.result = None;
    }
    sheet
}

fn instant(value: &str) -> Option<Instant> {
    let offset = chrono::DateTime::parse_from_rfc3339(value).ok();
    let plain = || {
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|format| chrono::NaiveDateTime::parse_from_str(value, format).ok())
    };
    offset.map(|at| at.to_utc()).or_else(|| plain().map(|at| at.and_utc()))
}

fn is_passed(value: &str) -> Option<Stated> {
    match value.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "passed" | "pass" | "success" | "successful" | "verified" | "ok"
        | "completed" | "complete" | "approved" | "confirmed" | "valid" => Some(Stated::Passed),
        "failed" | "fail" | "failure" | "denied" | "rejected" | "unsuccessful" | "declined" | "invalid"
        | "timeout" | "timed out" | "expired" => Some(Stated::Failed),
        "false" | "no" | "n" | "0" | "none" | "not verified" | "not done" | "skipped" | "pending"
        | "unverified" | "not required" | "n/a" | "requested" => Some(Stated::NotDone),
        _ => None,
    }
}

/// The method that a value names, else what the value says as a sentence.
fn method_of(value: &str, lexicons: &Lexicons) -> Option<(Method, Stated)> {
    if let Some(method) = lexicons.named(value) {
        return Some((method, Stated::Passed));
    }
    let value = &value[..value.floor_char_boundary(800)];
    let reading =
        Parsed::new(value, lexicons).readings().into_iter().max_by_key(|reading| reading.method.level())?;
    Some((reading.method, reading.outcome.unwrap_or(Stated::NotDone)))
}

fn last_change<'a>(ticket: &'a Ticket, names: &[&str]) -> Option<&'a JournalEntry> {
    ticket.journal.iter().rev().find(|entry| {
        entry.kind == EntryKind::FieldChange
            && entry.field.as_deref().is_some_and(|field| names.contains(&field))
    })
}

/// Recorded if a product wrote it: it left its reference, or it wrote the field under
/// a name that is no party of the ticket and of a program's kind.
fn basis(sheet: &Sheet<'_>, change: Option<&JournalEntry>, ticket: &Ticket) -> Basis {
    let program = change.is_some_and(|entry| {
        let kind = entry.author.native_kind.as_deref().unwrap_or("").to_lowercase();
        entry.author != ticket.agent
            && ["integration", "app", "service", "system", "bot", "api"]
                .iter()
                .any(|word| kind.contains(word))
    });
    if sheet.reference.is_some() || program { Basis::Recorded } else { Basis::Asserted }
}
