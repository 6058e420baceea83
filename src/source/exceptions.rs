//! Reading a file of exceptions: which failures somebody answers for, until when.
//!
//! People write it by hand: an unknown key, a word that is none or an exception that covers nothing is told with its
//! place, and nothing is used of a file in which anything is wrong.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor, value::MapAccessDeserializer};
use toml::Spanned;

use super::beside::{self, Beside};
use crate::mapping::{MappingError, parse_toml};
use crate::model::{
    ChangeKind, ControlTestId, Exception, ExceptionId, FileUse, InputFile, Scope, Tier, short_hash,
};

/// A file of exceptions.
#[derive(Debug)]
pub struct ExceptionFile {
    /// The file with its books. Its id is that of the first file: who reads the other inputs gives it its place.
    pub file: InputFile,
    /// Its exceptions, by line.
    pub exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    exception: Vec<Written>,
}

/// An exception as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    test: Spanned<String>,
    scope: Spanned<Covers>,
    reason: Spanned<String>,
    owner: Spanned<String>,
    expires: Day,
    approved_by: Option<Spanned<String>>,
}

/// `"everything"`, or selectors.
enum Covers {
    Everything,
    Selected(Box<Selectors>),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Selectors {
    finding: Words<String>,
    item: Words<String>,
    change: Words<String>,
    ticket: Words<String>,
    subject: Words<String>,
    actor: Words<String>,
    agent: Words<String>,
    team: Words<String>,
    kind: Words<ChangeKind>,
    tier: Words<Tier>,
    source: Words<String>,
    from: Option<Day>,
    to: Option<Day>,
}

impl<'de> Deserialize<'de> for Covers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Covers;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("selectors such as { subject = \"svc@corp.example\" }, or \"everything\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Covers, E> {
                if text == "everything" {
                    return Ok(Covers::Everything);
                }
                Err(E::custom(format!(
                    "`{text}` is no scope: write selectors such as {{ subject = \"svc@corp.example\" }}, or \
                     \"everything\" for all that the test finds"
                )))
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Covers, M::Error> {
                Selectors::deserialize(MapAccessDeserializer::new(map))
                    .map(|selectors| Covers::Selected(Box::new(selectors)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// One word or a list of words.
struct Words<T>(Vec<T>);

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: std::str::FromStr> Deserialize<'de> for Words<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a text or a list of texts")]
        enum OneOrMany {
            One(String),
            Many(Vec<String>),
        }
        let texts = match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        };
        if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
            return Err(D::Error::custom(
                "a selector without a value covers nothing: leave it out, or name what it covers",
            ));
        }
        let word = |text: &String| {
            text.trim()
                .parse()
                .map_err(|_| D::Error::custom(format!("`{text}` is not a word of this selector")))
        };
        texts.iter().map(word).collect::<Result<_, _>>().map(Words)
    }
}

/// A day, as TOML writes dates or in quotes.
struct Day(NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a day such as 2026-06-30")]
        enum Either {
            Date(toml::value::Datetime),
            Text(String),
        }
        let text = match Either::deserialize(deserializer)? {
            Either::Date(date) => date.to_string(),
            Either::Text(text) => text,
        };
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .map(Day)
            .map_err(|_| D::Error::custom(format!("`{text}` is no day: write it as 2026-06-30")))
    }
}

/// Reads a file of exceptions; `tests` are the ids of the control tests there are.
///
/// # Errors
/// A file that cannot be read; broken TOML, an unknown key, an unknown test, an exception without scope, reason, owner
/// or last day, or one that stands twice: with file, line and column.
pub fn exceptions(path: &Path, tests: &[ControlTestId]) -> Result<ExceptionFile, MappingError> {
    let Beside { name, bytes, text } = beside::read(path)?;
    let document: Document = parse_toml(&name, &text)?;
    let place = Place { name: &name, text: &text };
    let mut exceptions: Vec<Exception> = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for written in document.exception {
        let at = written.test.span().start;
        let exception = place.exception(written, tests)?;
        if let Some(line) = lines.insert(exception.id.0.clone(), exception.line) {
            let message = format!("the same exception stands on line {line} already; leave one of them out");
            return Err(place.fault(at, message));
        }
        exceptions.push(exception);
    }
    if exceptions.is_empty() {
        return Err(MappingError::whole(&name, "no [[exception]] stands in it"));
    }
    let note = "exceptions, given with --exceptions";
    let file = beside::file(name, &bytes, FileUse::Exceptions, note, "toml", exceptions.len());
    Ok(ExceptionFile { file, exceptions })
}

/// A text, to tell places in it.
struct Place<'a> {
    name: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn fault(&self, at: usize, message: String) -> MappingError {
        MappingError::at(self.name, self.text, at, message)
    }

    fn exception(&self, written: Written, tests: &[ControlTestId]) -> Result<Exception, MappingError> {
        let at = written.test.span().start;
        let test = ControlTestId(written.test.get_ref().clone());
        if !tests.contains(&test) {
            return Err(self.fault(at, unknown_test(&test.0, tests)));
        }
        let said = |what: &str, given: &Spanned<String>| {
            let text = given.get_ref().trim().to_owned();
            let missing = || self.fault(given.span().start, format!("`{what}` is empty"));
            if text.is_empty() { Err(missing()) } else { Ok(text) }
        };
        let reason = said("reason", &written.reason)?;
        let owner = said("owner", &written.owner)?;
        let approved_by = written.approved_by.as_ref().map(|given| said("approved_by", given)).transpose()?;
        let (scope_at, expires) = (written.scope.span().start, written.expires.0);
        let scope = scope(written.scope.into_inner());
        if scope.is_empty() {
            let message = "the scope is empty: name what is covered, or write scope = \"everything\"";
            return Err(self.fault(scope_at, message.to_owned()));
        }
        if scope.from.zip(scope.to).is_some_and(|(from, to)| to < from) {
            return Err(self.fault(scope_at, "`to` is before `from`: the scope covers nothing".to_owned()));
        }
        let id = short_hash(&[&test.0, &scope.to_string(), &owner, &expires.to_string()]);
        Ok(Exception {
            id: ExceptionId(format!("exc-{id}")),
            line: self.text[..at].matches('\n').count() + 1,
            test,
            scope,
            reason,
            owner,
            approved_by: approved_by.unwrap_or_default(),
            expires,
        })
    }
}

fn scope(covers: Covers) -> Scope {
    let Covers::Selected(given) = covers else { return Scope { everything: true, ..Scope::default() } };
    Scope {
        everything: false,
        finding: given.finding.0,
        item: given.item.0,
        change: given.change.0,
        ticket: given.ticket.0,
        subject: given.subject.0,
        actor: given.actor.0,
        agent: given.agent.0,
        team: given.team.0,
        kind: given.kind.0,
        tier: given.tier.0,
        source: given.source.0,
        from: given.from.map(|day| day.0),
        to: given.to.map(|day| day.0),
    }
}

fn unknown_test(test: &str, tests: &[ControlTestId]) -> String {
    let near = tests.iter().map(|known| (strsim::damerau_levenshtein(test, &known.0), &known.0)).min();
    let near =
        near.filter(|(distance, _)| *distance <= 2).map(|(_, known)| format!("; did you mean `{known}`?"));
    format!("there is no control test `{test}`{}", near.unwrap_or_default())
}
