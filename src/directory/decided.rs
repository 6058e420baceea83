//! What reviewers decided about persons: names that are one person's, and names that are two's.

use std::collections::{BTreeMap, BTreeSet};

use super::names::key;
use super::persons::{Persons, Tie};
use super::{Directory, Namespace, Resolution};
use crate::model::{AccountIx, Decision, DecisionKind};

/// Names that are two persons', by each of them.
#[derive(Debug, Default)]
pub(super) struct Apart(BTreeMap<String, BTreeSet<String>>);

impl Apart {
    /// What some decisions keep apart.
    pub(super) fn by(decisions: &[Decision]) -> Self {
        let mut apart = Self::default();
        for decision in decisions.iter().filter(|one| one.kind == DecisionKind::DifferentPerson) {
            let (one, other) = (key(&decision.item), key(&decision.other));
            apart.0.entry(one.clone()).or_default().insert(other.clone());
            apart.0.entry(other).or_default().insert(one);
        }
        apart
    }

    /// Whether one account would have the names of two persons if it had both of these sets. What a
    /// set has by itself, one record says or nobody parted.
    pub(super) fn parts<'a>(
        &self,
        one: &BTreeSet<(Namespace, String)>,
        other: impl IntoIterator<Item = &'a (Namespace, String)>,
    ) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let one: BTreeSet<String> = one.iter().filter_map(spelt).collect();
        let other: BTreeSet<String> = other.into_iter().filter_map(spelt).collect();
        let mine = one.iter().filter_map(|name| Some((name, self.0.get(name)?)));
        mine.into_iter().any(|(name, apart)| {
            !other.contains(name) && apart.iter().any(|name| other.contains(name) && !one.contains(name))
        })
    }
}

/// A name as a reviewer writes it: an id without the product that gave it.
fn spelt((namespace, name): &(Namespace, String)) -> Option<String> {
    match namespace {
        Namespace::Id => Some(key(name.split_once(':').map_or(name.as_str(), |(_, id)| id))),
        Namespace::Login | Namespace::Short => Some(name.clone()),
        _ => None,
    }
}

impl Directory {
    /// Joins and keeps apart the accounts that decisions name, before anything else is concluded.
    pub(super) fn decide(&mut self, persons: &mut Persons, decisions: &[Decision]) {
        let mut ties = Vec::new();
        for decision in decisions {
            let Ok((one, other)) = self.decided_pair(decision) else { continue };
            match decision.kind {
                DecisionKind::SamePerson if one != other => {
                    ties.push(Tie { one, other, why: format!("one person: {}", decision.told()) });
                }
                DecisionKind::DifferentPerson if one != other => {
                    persons.keep_apart(one, other);
                    for (ix, from) in [(one, other), (other, one)] {
                        let why = format!("not {}: {}", self.account(from).label, decision.told());
                        self.accounts[ix.0 as usize].merged_because.push(why);
                    }
                }
                _ => {}
            }
        }
        self.join(persons, ties);
        for account in &mut self.accounts {
            account.merged_because.sort();
        }
    }

    /// The accounts that a decision about persons names.
    ///
    /// # Errors
    /// Why a name stands for no account, in words.
    pub fn decided_pair(&self, decision: &Decision) -> Result<(AccountIx, AccountIx), String> {
        let account = |name: &str| match self.by_any_name(name) {
            Resolution::One(account, _) => Ok(account),
            Resolution::Ambiguous(several) => Err(format!("{name} is a name of {} accounts", several.len())),
            Resolution::Nobody => Err(format!("no account {name} is in these inputs")),
        };
        Ok((account(&decision.item)?, account(&decision.other)?))
    }

    /// Whom a reviewer means: a login, mail address, employee number, id or full name.
    fn by_any_name(&self, name: &str) -> Resolution {
        let systems: BTreeSet<&str> =
            self.accounts.iter().flat_map(|account| &account.systems).map(String::as_str).collect();
        let ids =
            || systems.iter().map(|system| self.named(Namespace::Id, &format!("{system}:{}", name.trim())));
        let known = |found: &Resolution| *found != Resolution::Nobody;
        Some(self.resolve_word(name))
            .filter(known)
            .or_else(|| ids().find(known))
            .unwrap_or_else(|| self.resolve_name(name))
    }
}

#[cfg(test)]
mod tests;
