//! Which field says what.

use super::super::lexicon::Lexicons;
use super::answer::answer;
use crate::model::Instant;

/// What the fields of one ticket say together: the first of each sort with a value, by name.
#[derive(Default)]
pub(super) struct Sheet<'a> {
    pub(super) method: Option<(&'a str, &'a str)>,
    pub(super) result: Option<(&'a str, &'a str)>,
    pub(super) notes: Option<(&'a str, &'a str)>,
    pub(super) at: Option<Instant>,
    pub(super) by: Option<&'a str>,
    pub(super) reference: Option<&'a str>,
}

/// What a field is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Method,
    At,
    By,
    Reference,
    Notes,
    Result,
    Other,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(fields: &'a [(String, String)], lexicons: &Lexicons) -> Self {
        let mut sheet = Self::default();
        let filled = fields.iter().map(|(name, value)| (name.as_str(), value.trim()));
        for (name, value) in filled.filter(|(_, value)| !value.is_empty()) {
            match sort_of(name) {
                Sort::Method => {
                    sheet.method.get_or_insert((name, value));
                }
                Sort::At => sheet.at = sheet.at.or_else(|| instant(value)),
                Sort::By => {
                    sheet.by.get_or_insert(value);
                }
                Sort::Reference => {
                    sheet.reference.get_or_insert(value);
                }
                Sort::Notes => {
                    sheet.notes.get_or_insert((name, value));
                }
                // One field may hold result and method: "Callback - passed".
                Sort::Result if answer(value, lexicons).is_none() => {
                    sheet.method.get_or_insert((name, value));
                }
                Sort::Result if super::method_of_name(name, lexicons).is_none() => {
                    sheet.result.get_or_insert((name, value));
                }
                Sort::Result | Sort::Other => {}
            }
        }
        sheet
    }
}

/// By the words of its name, whatever their case.
pub(super) fn sort_of(name: &str) -> Sort {
    let words = words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let ends = |wanted: &[&str]| words.last().is_some_and(|word| wanted.contains(&word.as_str()));
    if has(&["method", "type", "how", "means", "methode", "méthode", "método", "art"]) {
        Sort::Method
    } else if ends(&["at", "time", "date", "when", "timestamp", "datum", "fecha", "heure", "uhrzeit"]) {
        Sort::At
    } else if ends(&["by", "verifier", "agent", "analyst", "durch", "von", "par", "por"]) {
        Sort::By
    } else if has(&["reference", "ref", "transaction", "session", "referenz"])
        || (ends(&["id", "uuid", "number"])
            && has(&["verification", "push", "check", "idv", "request"])
            && words.len() > 1)
    {
        Sort::Reference
    } else if has(&["note", "notes", "comment", "comments", "detail", "details", "evidence", "bemerkung"]) {
        Sort::Notes
    } else if words.iter().any(|word| is_of_result(word)) {
        Sort::Result
    } else {
        Sort::Other
    }
}

/// Words of a name that speak of the outcome, not of the method.
pub(super) fn is_of_result(word: &str) -> bool {
    let begins = ["verif", "vérif", "authentic", "identit", "validat", "überprüf", "geprüft", "prüfung"];
    let whole = [
        "result",
        "status",
        "outcome",
        "passed",
        "success",
        "done",
        "completed",
        "complete",
        "performed",
        "checked",
        "check",
        "confirmed",
        "ok",
        "ergebnis",
        "erfolgt",
        "résultat",
        "resultado",
        "custom",
        "field",
        "u",
    ];
    whole.contains(&word) || begins.iter().any(|begin| word.starts_with(begin))
}

/// The words of a field's name in lower case: `u_callbackDone` is `u`, `callback`, `done`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.chars() {
        if c.is_alphanumeric() {
            let begins = !last.is_alphanumeric() || (c.is_uppercase() && last.is_lowercase());
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        last = c;
    }
    words
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
