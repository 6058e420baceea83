//! Which column of an unknown file is which field: by its name, and by the look of its values.

use std::collections::BTreeMap;

use crate::mapping::init::{DraftKind, InitVocabulary, LooksLike, Role};
use crate::source::{Column, Columns};

/// Of ten filled values so many must look as a role asks.
const MOST: u64 = 9;
/// More distinct words than this are no types, outcomes or states.
const FEW: usize = 200;

/// Fields that every record must have.
const ALWAYS: [&str; 4] = ["time", "type", "id", "number"];

/// A field with the column that was guessed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    /// The column, by its place.
    pub(super) column: usize,
    /// Why.
    pub(super) why: &'static str,
}

/// The guesses: fields by name (`actor.login` for a part of a party).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Guesses(pub(super) BTreeMap<String, Guess>);

/// What the records are: the kind whose words most columns have.
pub(super) fn kind(columns: &Columns, vocabulary: &InitVocabulary) -> DraftKind {
    let named = |words: &[String]| {
        let has = |column: &&Column| words.iter().any(|word| fit(&tokens(&column.names), word).is_some());
        columns.columns.iter().filter(has).count()
    };
    let counts = vocabulary.kinds.iter().map(|(kind, words)| (named(words), std::cmp::Reverse(*kind)));
    counts.max().map_or(DraftKind::Event, |(_, std::cmp::Reverse(kind))| kind)
}

/// The fields of a kind.
pub(super) fn guess(columns: &Columns, kind: DraftKind, vocabulary: &InitVocabulary) -> Guesses {
    let roles: Vec<&Role> = vocabulary.roles.iter().filter(|role| role.kind == kind).collect();
    let mut offers: Vec<(i64, usize, usize)> = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        for (place, column) in columns.columns.iter().enumerate() {
            let names = tokens(&column.names);
            let best = role.words.iter().filter_map(|word| fit(&names, word)).max();
            let is_there = column.filled > 0
                && (!ALWAYS.contains(&role.field.as_str()) || is_mostly_there(column, columns));
            if let Some(score) = best.filter(|_| is_there && looks_so(column, &role.looks)) {
                offers.push((score, at, place));
            }
        }
    }
    // The best score first; of equal ones the earlier role, then the earlier column.
    offers.sort_by_key(|&(score, at, place)| (std::cmp::Reverse(score), at, place));
    let mut guesses = Guesses::default();
    let mut taken = vec![false; columns.columns.len()];
    for (_, at, place) in offers {
        let role = roles[at];
        let field = if role.party {
            part_of_party(role, &columns.columns[place], &guesses)
        } else {
            Some(role.field.clone())
        };
        let Some(field) = field.filter(|field| !taken[place] && !guesses.0.contains_key(field)) else {
            continue;
        };
        taken[place] = true;
        guesses.0.insert(field, Guess { column: place, why: "by its name" });
    }
    by_look(columns, kind, &mut guesses, &mut taken);
    guesses
}

/// What names do not tell, where the values leave little doubt.
fn by_look(columns: &Columns, kind: DraftKind, guesses: &mut Guesses, taken: &mut [bool]) {
    let mut take = |field: &str, looks: LooksLike| {
        let party = field.split('.').next().unwrap_or(field);
        let is_known =
            guesses.0.keys().any(|known| known == field || known.starts_with(&format!("{party}.")));
        let place = (0..columns.columns.len()).find(|&place| {
            let column = &columns.columns[place];
            !taken[place]
                && is_mostly_there(column, columns)
                && !column.path.contains("[]")
                && looks_so(column, &[looks])
        });
        if let (false, Some(place)) = (is_known, place) {
            taken[place] = true;
            guesses.0.insert(field.to_owned(), Guess { column: place, why: "by the look of its values" });
        }
    };
    match kind {
        DraftKind::Event => {
            take("time", LooksLike::Time);
            take("actor.login", LooksLike::Email);
            take("target.login", LooksLike::Email);
            take("ip", LooksLike::Ip);
            take("type", LooksLike::Few);
        }
        DraftKind::Ticket => {
            take("opened", LooksLike::Time);
            take("requester.login", LooksLike::Email);
        }
        DraftKind::Person => take("email", LooksLike::Email),
    }
}

/// Whether most records have a value in it.
fn is_mostly_there(column: &Column, columns: &Columns) -> bool {
    column.filled > 0 && column.filled * 10 >= columns.records * MOST
}

/// Which part of a party a column is: by the end of its name, then by its values.
fn part_of_party(role: &Role, column: &Column, guesses: &Guesses) -> Option<String> {
    let last = tokens(&column.names).pop().unwrap_or_default();
    let looks = &column.looks;
    let most = |count: u64| count * 10 >= column.filled * MOST;
    let part = match last.as_str() {
        "id" | "uid" | "guid" | "sid" | "key" => "id",
        _ if most(looks.emails) => "login",
        "login" | "username" | "upn" | "account" => "login",
        _ if looks.spaced * 2 >= column.filled => "display",
        _ if most(looks.ids) => "id",
        _ => "login",
    };
    let field = |part: &str| format!("{}.{part}", role.field);
    // A second address is the e-mail address beside the login.
    if part == "login" && guesses.0.contains_key(&field(part)) && most(looks.emails) {
        return Some(field("email"));
    }
    Some(field(part))
}

/// Whether most values look as asked; asked nothing, they do.
fn looks_so(column: &Column, looks: &[LooksLike]) -> bool {
    let most = |count: u64| count * 10 >= column.filled * MOST;
    let is_such = |look: &LooksLike| match look {
        LooksLike::Time => most(column.looks.times),
        LooksLike::Ip => most(column.looks.ips),
        LooksLike::Email => most(column.looks.emails),
        LooksLike::Number => most(column.looks.numbers),
        LooksLike::Unique => column.is_unique() && !most(column.looks.times),
        LooksLike::Few => {
            !column.more
                && column.values.len() <= FEW
                && (column.filled < 10 || column.values.len() as u64 * 2 <= column.filled)
                && !most(column.looks.times)
                && !most(column.looks.emails)
                && !most(column.looks.ips)
        }
    };
    looks.is_empty() || looks.iter().any(is_such)
}

/// How well a name fits some words, if all of them are in it: the more words the better, the
/// fewer others the better, best if they are its end.
fn fit(names: &[String], words: &str) -> Option<i64> {
    let words: Vec<String> = tokens(&[words.to_owned()]);
    if words.is_empty() || !words.iter().all(|word| names.contains(word)) {
        return None;
    }
    let others = names.len() - words.len().min(names.len());
    let small = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let ends = i64::from(names.ends_with(&words)) * 5;
    Some(10 * small(words.len()) + ends - small(others))
}

/// The words of a name: divided by marks, and where small letters meet capitals.
fn tokens(names: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for name in names {
        let mut word = String::new();
        let mut was_small = false;
        for sign in name.chars() {
            if !sign.is_alphanumeric() || (was_small && sign.is_uppercase()) {
                words.push(std::mem::take(&mut word));
            }
            if sign.is_alphanumeric() {
                word.extend(sign.to_lowercase());
            }
            was_small = sign.is_lowercase() || sign.is_numeric();
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_divided_into_words() {
        let words = |name: &str| tokens(&[name.to_owned()]).join(" ");
        assert_eq!(words("targetUserEmail"), "target user email");
        assert_eq!(words("Created At (UTC)"), "created at utc");
        assert_eq!(words("source_ip"), "source ip");
    }

    #[test]
    fn more_words_fit_better_than_fewer() {
        let names = tokens(&["target_user".to_owned()]);
        assert!(fit(&names, "target user") > fit(&names, "user"));
        assert_eq!(fit(&names, "actor"), None);
    }
}
