//! Which sort of non-human identity a request is about: by what was changed, else by its words.

use super::super::said::Said;
use super::Matter;
use crate::mapping::wordings::Meaning;
use crate::model::{ChangeKind, Effect, NhiSort};

/// Of words that occur together the first decides: a secret of a service account is a secret.
const MOST_TELLING: [NhiSort; 6] = [
    NhiSort::ApiKey,
    NhiSort::Certificate,
    NhiSort::AgentPermission,
    NhiSort::Secret,
    NhiSort::Token,
    NhiSort::ServiceAccount,
];

/// The sort and what it was read from, in words.
pub(super) fn of(matter: &Matter<'_>) -> (NhiSort, String) {
    let told = matter.changes.iter().map(|case| (of_kind(case.change.kind), case.change.kind));
    // A credential tells more than the account it belongs to.
    if let Some((sort, kind)) = told.min_by_key(|(sort, _)| place(*sort)) {
        let unsure = sort == NhiSort::ServiceAccount;
        if !unsure {
            return (sort, format!("the change {kind}"));
        }
    }
    let words = matter.said().filter_map(|said| match said.meaning {
        Meaning::Nhi(sort) if !said.by_desk => Some((sort, said)),
        _ => None,
    });
    if let Some((sort, said)) = words.min_by_key(|(sort, _)| place(*sort)) {
        return (sort, format!("`{}` in the request", said.phrase));
    }
    match matter.changes.first() {
        Some(case) => (NhiSort::ServiceAccount, format!("the change {}", case.change.kind)),
        None if matter.identity.is_some() => (NhiSort::ServiceAccount, "the account it names".to_owned()),
        None => (NhiSort::Other, "nothing tells".to_owned()),
    }
}

/// Whether the words of a request may as well be about a person's own: a token, a certificate, with nothing beside it.
pub(super) fn is_of_either(said: &[Said]) -> bool {
    let mut told = said.iter().filter_map(|said| match said.meaning {
        Meaning::Nhi(sort) if !said.by_desk => Some((sort, said.phrase.contains([' ', '-']))),
        _ => None,
    });
    let is_bare = |(sort, is_compound): (NhiSort, bool)| {
        matches!(sort, NhiSort::Token | NhiSort::Certificate | NhiSort::Secret) && !is_compound
    };
    told.next().is_some_and(|first| is_bare(first) && told.all(is_bare))
}

fn place(sort: NhiSort) -> usize {
    MOST_TELLING.iter().position(|one| *one == sort).unwrap_or(MOST_TELLING.len())
}

fn of_kind(kind: ChangeKind) -> NhiSort {
    use ChangeKind::{
        KeyCreate, KeyRevoke, KeyUpdate, SecretCreate, SecretRevoke, SecretRotate, SecretView, TokenIssue,
        TokenRevoke, TokenUpdate,
    };
    match kind {
        KeyCreate | KeyUpdate | KeyRevoke => NhiSort::ApiKey,
        TokenIssue | TokenUpdate | TokenRevoke => NhiSort::Token,
        SecretCreate | SecretRotate | SecretRevoke | SecretView => NhiSort::Secret,
        ChangeKind::OwnerChange => NhiSort::ServiceAccount,
        kind if kind.effect() == Effect::Privilege => NhiSort::AgentPermission,
        _ => NhiSort::ServiceAccount,
    }
}
