//! Whose identity a sentence speaks of, where it names somebody.

use super::reading::Parsed;
use crate::model::{Party, Ticket};

/// The person or account that a sentence says was verified, unless it is one whom
/// the ticket names as requester or affected.
pub(super) fn named(sentence: &str, parsed: &Parsed<'_>, ticket: &Ticket) -> Option<String> {
    let known = parsed.known_words();
    let of_ticket: Vec<String> = [&ticket.requester, &ticket.affected].into_iter().flat_map(names).collect();
    parsed
        .name_cues()
        .into_iter()
        .filter_map(|cue| name_after(sentence, cue, &known))
        .find(|name| !is_one_of(name, &of_ticket))
}

/// Who verified, where the sentence begins with somebody's name and goes on with the act
/// ("Maria Silva verified via video"): neither the author nor a person of the ticket.
pub(super) fn verifier(sentence: &str, act: usize, ticket: &Ticket, author: &Party) -> Option<String> {
    let before = sentence.get(..act)?.trim();
    let words: Vec<&str> = before.split_whitespace().collect();
    let is_name = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().next().is_some()
            && letters.all(|c| c.is_lowercase() || matches!(c, '\'' | '’' | '-'))
    };
    if !(1..=2).contains(&words.len()) || !words.iter().all(is_name) || is_no_name(words[0]) {
        return None;
    }
    let known: Vec<String> =
        [&ticket.requester, &ticket.affected, author].into_iter().flat_map(names).collect();
    let name = words.join(" ");
    (!is_one_of(&name, &known)).then_some(name)
}

/// Words that begin sentences with a capital letter and name nobody.
fn is_no_name(word: &str) -> bool {
    let lower = word.to_lowercase();
    [
        "user",
        "caller",
        "customer",
        "employee",
        "requester",
        "agent",
        "identity",
        "manager",
        "supervisor",
        "the",
        "we",
        "he",
        "she",
        "they",
        "this",
        "then",
        "also",
        "just",
        "now",
        "first",
        "not",
        "was",
        "has",
        "have",
        "successfully",
        "already",
        "fully",
        "properly",
        "once",
        "when",
        "after",
        "before",
        "and",
        "but",
        "ticket",
        "update",
        "note",
        "done",
        "ok",
        "yes",
        "no",
        "please",
        "will",
        "did",
        "all",
        "id",
    ]
    .contains(&lower.as_str())
}

/// An e-mail address, a login, or two or more capitalised words, directly after the cue.
fn name_after(sentence: &str, cue: usize, known: &[(usize, usize)]) -> Option<String> {
    let mut taken: Vec<&str> = Vec::new();
    let mut at = cue;
    for word in sentence.get(cue..)?.split_inclusive(char::is_whitespace).take(6) {
        let start = at;
        at += word.len();
        let bare = word.trim().trim_matches(|c: char| !c.is_alphanumeric());
        let small = matches!(
            bare.to_lowercase().as_str(),
            "" | "the"
                | "user"
                | "caller"
                | "employee"
                | "for"
                | "identity"
                | "of"
                | "mr"
                | "mrs"
                | "ms"
                | "dr"
        );
        if taken.is_empty() && small {
            continue;
        }
        if bare.contains('@') || (taken.is_empty() && is_login(bare)) {
            return Some(bare.to_owned());
        }
        let in_lexicon = known.iter().any(|range| range.0 < start + word.len() && start < range.1);
        let is_name = bare.chars().next().is_some_and(char::is_uppercase)
            && bare.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == '\'' || c == '’');
        if in_lexicon || !is_name {
            break;
        }
        taken.push(bare);
        if word.trim().ends_with([',', ';', ':', ')']) {
            break;
        }
    }
    (taken.len() >= 2).then(|| taken.join(" "))
}

/// Letters with a dot, an underscore, a backslash or digits among them: `cy.tan`, `ACME\ctan`, `ctan2`.
/// Whether it is anybody's login, the directory tells.
pub(super) fn is_login(word: &str) -> bool {
    word.len() >= 4
        && word.is_ascii()
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'\\' | b'-'))
        && word.bytes().any(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'\\'))
}

/// All names of a party, lower case, cut into words too.
fn names(party: &Party) -> Vec<String> {
    [&party.login, &party.email, &party.display]
        .into_iter()
        .flatten()
        .flat_map(|name| {
            let lower = name.as_str().to_lowercase();
            let words: Vec<String> = lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 1)
                .map(str::to_owned)
                .collect();
            words.into_iter().chain([lower])
        })
        .collect()
}

/// An address must be the same; of a name one word must be.
pub(super) fn is_one_of(name: &str, names: &[String]) -> bool {
    let lower = name.to_lowercase();
    if lower.contains('@') {
        return names.contains(&lower);
    }
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.len() > 2 && names.iter().any(|other| other == word))
}

/// Words and addresses by which an account may be named.
pub(super) fn account_words(account: &crate::directory::Account) -> Vec<String> {
    let all = account.names.all().chain([&account.label, &account.name]);
    all.flat_map(|name| names(&Party { display: Some(name.into()), ..Party::default() })).collect()
}
