//! Conditions on events, as the taxonomy's column `when` writes them.
//!
//! Terms are joined by ` & `; all must hold. A term is one of
//!
//! | term | holds when |
//! |---|---|
//! | `self` | actor and subject are the same account |
//! | `other` | they are not |
//! | `FACT = a\|b` | the fact has one of these values (case does not matter) |
//! | `FACT != a\|b` | it has none of them |
//! | `FACT ~ text` | a value contains the text, in which `*` stands for anything (`*` alone: there is a value) |
//! | `FACT has 0x2` | a number, decimal or hexadecimal, has these bits |
//! | `FACT absent` | the event does not have the fact |
//! | `FACT empty` | every value is empty, `[]`, `{}`, `0` or `null` |
//! | `grew FACT` | words of `new.FACT` that `old.FACT` lacks, and more than it lost |
//! | `shrank FACT` | the other way round |
//!
//! A fact is `actor`, `actor_kind`, `outcome`, `reason`, `ip`, `user_agent`, `transaction`,
//! `session`, or the name of a detail that the source's mapping picks out.

use std::collections::BTreeSet;

use crate::model::{Event, Party};

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    Own(bool),
    In { fact: String, values: Vec<String>, wanted: bool },
    Contains { fact: String, text: String },
    Has { fact: String, bits: u64 },
    Absent(String),
    Empty(String),
    Scope { fact: String, grew: bool },
}

/// A parsed condition; without terms it always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    terms: Vec<Term>,
}

impl Condition {
    /// Parses the text of a condition.
    ///
    /// # Errors
    /// The term that is none, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let terms = text
            .split('&')
            .map(str::trim)
            .filter(|term| !term.is_empty())
            .map(parse_term)
            .collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether it always holds.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether it holds for an event.
    #[must_use]
    pub fn holds(&self, event: &Event) -> bool {
        self.terms.iter().all(|term| term_holds(term, event))
    }
}

fn parse_term(term: &str) -> Result<Term, String> {
    if let Some(own) = match term {
        "self" => Some(true),
        "other" => Some(false),
        _ => None,
    } {
        return Ok(Term::Own(own));
    }
    if let Some((fact, values)) = term.split_once(" != ") {
        return Ok(membership(fact, values, false));
    }
    if let Some((fact, values)) = term.split_once(" = ") {
        return Ok(membership(fact, values, true));
    }
    if let Some((fact, text)) = term.split_once(" ~ ") {
        return Ok(Term::Contains { fact: fact.trim().to_owned(), text: text.trim().to_lowercase() });
    }
    if let Some((fact, bits)) = term.split_once(" has ") {
        let bits = number(bits).ok_or_else(|| format!("`{bits}` is no number"))?;
        return Ok(Term::Has { fact: fact.trim().to_owned(), bits });
    }
    match term.split_once(' ') {
        Some(("grew", fact)) => Ok(Term::Scope { fact: fact.trim().to_owned(), grew: true }),
        Some(("shrank", fact)) => Ok(Term::Scope { fact: fact.trim().to_owned(), grew: false }),
        Some((fact, "absent")) => Ok(Term::Absent(fact.to_owned())),
        Some((fact, "empty")) => Ok(Term::Empty(fact.to_owned())),
        _ => Err(format!(
            "`{term}` is no condition; write `self`, `other`, `FACT = a|b`, `FACT != a|b`, `FACT ~ text`, `FACT has 0x2`, `FACT absent`, `FACT empty`, `grew FACT` or `shrank FACT`"
        )),
    }
}

/// A decimal or hexadecimal number.
fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Whether a text contains another in which `*` stands for anything.
fn contains(text: &str, wanted: &str) -> bool {
    let mut rest = text;
    wanted.split('*').all(|piece| match rest.find(piece) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

fn membership(fact: &str, values: &str, wanted: bool) -> Term {
    let values = values.split('|').map(|value| value.trim().to_lowercase()).collect();
    Term::In { fact: fact.trim().to_owned(), values, wanted }
}

fn term_holds(term: &Term, event: &Event) -> bool {
    match term {
        Term::Own(own) => is_own_act(event) == *own,
        Term::In { fact, values, wanted } => {
            facts(event, fact).iter().any(|fact| values.contains(&fact.to_lowercase())) == *wanted
        }
        Term::Contains { fact, text } => {
            facts(event, fact).iter().any(|fact| contains(&fact.to_lowercase(), text))
        }
        Term::Has { fact, bits } => {
            facts(event, fact).iter().filter_map(|fact| number(fact)).any(|number| number & bits == *bits)
        }
        Term::Absent(fact) => facts(event, fact).is_empty(),
        Term::Empty(fact) => facts(event, fact).iter().all(|value| is_empty_value(value)),
        Term::Scope { fact, grew } => {
            let (added, lost) = scope_difference(event, fact);
            if *grew { added > lost } else { lost > added }
        }
    }
}

/// Whether actor and subject are the same account: by id where both have one, else by login.
#[must_use]
pub fn is_own_act(event: &Event) -> bool {
    let Some(subject) = event.subject_party() else { return false };
    same_party(&event.actor, subject)
}

fn same_party(a: &Party, b: &Party) -> bool {
    match (&a.id, &b.id) {
        (Some(a), Some(b)) => a == b,
        _ => match (&a.login, &b.login) {
            (Some(a), Some(b)) => a.to_lowercase() == b.to_lowercase(),
            _ => false,
        },
    }
}

fn facts<'a>(event: &'a Event, name: &str) -> Vec<&'a str> {
    let one = match name {
        "actor" => event.actor.login.as_deref(),
        "actor_kind" => event.actor.native_kind.as_deref(),
        "outcome" => Some(event.outcome.as_str()),
        "reason" => event.reason.as_deref(),
        "ip" => event.ip.as_deref(),
        "user_agent" => event.user_agent.as_deref(),
        "transaction" => event.transaction.as_deref(),
        "session" => event.session.as_deref(),
        _ => return event.details.get(name).collect(),
    };
    one.into_iter().collect()
}

fn is_empty_value(value: &str) -> bool {
    matches!(value.trim().trim_matches('"'), "" | "[]" | "{}" | "0" | "null")
}

/// How many words the new value of a fact has that the old one lacks, and the other way round.
fn scope_difference(event: &Event, fact: &str) -> (usize, usize) {
    let words = |prefix: &str| -> BTreeSet<String> {
        facts(event, &format!("{prefix}.{fact}"))
            .iter()
            .flat_map(|value| value.split(|c: char| c.is_whitespace() || "\",[]".contains(c)))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (old, new) = (words("old"), words("new"));
    (new.difference(&old).count(), old.difference(&new).count())
}
