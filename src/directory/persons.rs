//! Which accounts are one person's.

use std::collections::{BTreeMap, BTreeSet};

use super::Directory;
use crate::model::AccountIx;

/// That two accounts are one person's, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tie {
    pub(super) one: AccountIx,
    pub(super) other: AccountIx,
    pub(super) why: String,
}

/// Accounts on their way to becoming persons: a union of all that are tied.
pub(super) struct Persons {
    /// Of each account another one of the same person with a lower index, or itself.
    lower: Vec<u32>,
    /// By the lowest account of a person, accounts that are another's.
    apart: BTreeMap<AccountIx, Vec<AccountIx>>,
}

impl Persons {
    /// Everybody apart.
    pub(super) fn apart(count: usize) -> Self {
        Self { lower: (0..).take(count).collect(), apart: BTreeMap::new() }
    }

    /// The lowest account of a person.
    pub(super) fn of(&self, account: AccountIx) -> AccountIx {
        let mut at = account.0;
        while self.lower[at as usize] != at {
            at = self.lower[at as usize];
        }
        AccountIx(at)
    }

    /// Makes two persons one, unless they are kept apart; tells whether they were two.
    pub(super) fn join(&mut self, one: AccountIx, other: AccountIx) -> bool {
        let (one, other) = (self.of(one), self.of(other));
        if one == other || self.are_apart(one, other) {
            return false;
        }
        let (low, high) = (one.min(other), one.max(other));
        self.lower[high.0 as usize] = low.0;
        if let Some(more) = self.apart.remove(&high) {
            self.apart.entry(low).or_default().extend(more);
        }
        true
    }

    /// Keeps two persons apart, whoever is joined to them later.
    pub(super) fn keep_apart(&mut self, one: AccountIx, other: AccountIx) {
        let (one, other) = (self.of(one), self.of(other));
        self.apart.entry(one).or_default().push(other);
        self.apart.entry(other).or_default().push(one);
    }

    fn are_apart(&self, one: AccountIx, other: AccountIx) -> bool {
        self.apart.get(&one).is_some_and(|apart| apart.iter().any(|account| self.of(*account) == other))
    }
}

impl Directory {
    /// Joins the accounts of each tie, in the ties' own order; both keep the reason.
    pub(super) fn join(&mut self, persons: &mut Persons, mut ties: Vec<Tie>) {
        ties.sort_unstable();
        for tie in ties {
            if persons.join(tie.one, tie.other) {
                for ix in [tie.one, tie.other] {
                    self.accounts[ix.0 as usize].merged_because.push(tie.why.clone());
                }
            }
        }
        for (ix, account) in (0..).map(AccountIx).zip(&mut self.accounts) {
            account.person = persons.of(ix);
        }
    }

    /// Notes which products speak of each person, once nobody is joined any more.
    pub(super) fn mark_systems(&mut self) {
        let mut of_person: BTreeMap<AccountIx, BTreeSet<String>> = BTreeMap::new();
        for (_, account) in self.accounts() {
            of_person.entry(account.person).or_default().extend(account.systems.iter().cloned());
        }
        for (person, systems) in of_person {
            self.accounts[person.0 as usize].systems_of_person = systems.into_iter().collect();
        }
    }

    /// The accounts of each person, by the person's first.
    pub(super) fn accounts_of_persons(&self) -> BTreeMap<AccountIx, Vec<AccountIx>> {
        let mut found: BTreeMap<AccountIx, Vec<AccountIx>> = BTreeMap::new();
        for (ix, account) in self.accounts() {
            found.entry(account.person).or_default().push(ix);
        }
        found
    }
}
