//! Structured verification fields of a ticket.

mod answer;
mod sheet;

use super::lexicon::Lexicons;
use super::reading::Stated;
use super::sentence::sentences;
use super::statement::{Place, Statement};
use super::{Told, reading::Parsed};
use crate::model::{Basis, EntryKind, JournalEntry, Method, Party, Ticket};

use answer::answer;
use sheet::{Sheet, Sort, sort_of};

/// Reads the fields: those that say method and result of one act together, and each of those
/// whose name is a method and whose value says whether it was done ("Callback done: yes").
///
/// A field without a word on method or result says nothing, a result in unknown words no success.
pub(super) fn read(ticket: &Ticket, lexicons: &Lexicons) -> Vec<Statement> {
    let sheet = Sheet::new(&ticket.verification_fields, lexicons);
    let mut acts: Vec<(Method, Stated, Vec<&str>)> = Vec::new();
    let passed = sheet.result.map(|(_, value)| answer(value, lexicons));
    let deciding: Vec<&str> =
        [sheet.method, sheet.result].into_iter().flatten().map(|(name, _)| name).collect();
    let named =
        sheet.method.or(sheet.notes).map(|(_, value)| methods_of(value, lexicons)).unwrap_or_default();
    for (method, stated) in named {
        let stated = match passed {
            None => stated,
            Some(Some(stated)) => stated,
            Some(None) => Stated::NotDone,
        };
        acts.push((method, stated, deciding.clone()));
    }
    for (name, value) in &ticket.verification_fields {
        let is_new = |method: &Method| !acts.iter().any(|(known, ..)| known == method);
        let method = method_of_name(name, lexicons).filter(is_new);
        if let (Some(method), Some(stated)) = (method, answer(value, lexicons)) {
            acts.push((method, stated, vec![name.as_str()]));
        }
    }
    if let (true, Some(Some(stated))) = (acts.is_empty(), passed) {
        acts.push((Method::ClaimedOnly, stated, deciding));
    }
    acts.into_iter().map(|act| statement(ticket, &sheet, act)).collect()
}

fn statement(ticket: &Ticket, sheet: &Sheet<'_>, act: (Method, Stated, Vec<&str>)) -> Statement {
    let (method, stated, fields) = act;
    let change = last_change(ticket, &fields);
    let set_at = change.and_then(|entry| entry.at);
    let author = match (change, sheet.by) {
        (Some(entry), _) if !entry.author.is_empty() => entry.author.clone(),
        (_, Some(name)) => Party { display: Some(name.into()), ..Party::default() },
        _ => ticket.agent.clone(),
    };
    // What the field says of itself is told; when it was set, the audit trail knows.
    let told = sheet.at.filter(|at| set_at.is_some_and(|set| *at <= set)).map(|at| Told { at, dated: true });
    let verifier = sheet.by.filter(|name| author.label() != *name).map(str::to_owned);
    let quote: Vec<String> = ticket
        .verification_fields
        .iter()
        .filter(|(name, _)| fields.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    Statement {
        origin: change.map_or(ticket.origin, |entry| entry.origin),
        place: Place::Field,
        method,
        stated,
        at: set_at.or(sheet.at),
        told,
        basis: basis(sheet, change, ticket),
        author,
        verifier,
        about: None,
        quote: clipped(&quote.join("; ")),
        matched: Vec::new(),
        reference: sheet.reference.map(str::to_owned),
    }
}

/// The longest value that is shown, in bytes.
const LONGEST: usize = 300;

fn clipped(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_owned()
}

/// The methods that a value names, one or several, else what it says as a sentence.
fn methods_of(value: &str, lexicons: &Lexicons) -> Vec<(Method, Stated)> {
    let value = clipped(value);
    let named: Option<Vec<(Method, Stated)>> = value
        .split([';', ',', '|', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| lexicons.named(part).map(|method| (method, Stated::Passed)))
        .collect();
    match (lexicons.named(&value), named) {
        (Some(method), _) => vec![(method, Stated::Passed)],
        (None, Some(named)) => named,
        (None, None) => {
            let said = sentences(&value, &lexicons.abbreviations).into_iter().flat_map(|sentence| {
                let otherwise = if sentence.ticked { Stated::Passed } else { Stated::NotDone };
                let readings = Parsed::new(&value[sentence.range], lexicons).readings();
                readings.into_iter().map(move |one| (one.method, one.outcome.unwrap_or(otherwise)))
            });
            said.max_by_key(|(method, _)| method.level()).into_iter().collect()
        }
    }
}

/// The method that a field is named after: `u_callback_done`, `Photo ID checked`.
fn method_of_name(name: &str, lexicons: &Lexicons) -> Option<Method> {
    if !matches!(sort_of(name), Sort::Result | Sort::Other) {
        return None;
    }
    let words = sheet::words(name);
    let bare: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !sheet::is_of_result(word)).collect();
    lexicons
        .named(&bare.join(" "))
        .or_else(|| {
            let said = format!("{} ok", words.join(" "));
            let readings = Parsed::new(&said, lexicons).readings();
            readings.into_iter().map(|reading| reading.method).max_by_key(|method| method.level())
        })
        .filter(|method| *method != Method::ClaimedOnly)
}

/// The last time one of the fields that decide was set.
fn last_change<'a>(ticket: &'a Ticket, names: &[&str]) -> Option<&'a JournalEntry> {
    ticket.journal.iter().rev().find(|entry| {
        entry.kind == EntryKind::FieldChange
            && entry.field.as_deref().is_some_and(|field| names.iter().any(|name| is_same_field(field, name)))
    })
}

/// A history may call a field by its label, an export of the ticket by its column.
fn is_same_field(a: &str, b: &str) -> bool {
    let (a, b) = (sheet::words(a).join(""), sheet::words(b).join(""));
    !a.is_empty() && !b.is_empty() && (a == b || a.ends_with(&b) || b.ends_with(&a))
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
