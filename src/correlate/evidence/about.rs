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

/// An e-mail address, or two or more capitalised words, directly after the cue.
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
        if bare.contains('@') {
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

/// All names of a party, lower case, cut into words too.
fn names(party: &Party) -> Vec<String> {
    [&party.login, &party.email, &party.display]
        .into_iter()
        .flatten()
        .flat_map(|name| {
            let lower = name.to_lowercase();
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
    let all = account.names.values().flatten().chain([&account.label, &account.name]);
    all.flat_map(|name| names(&Party { display: Some(name.clone()), ..Party::default() })).collect()
}
