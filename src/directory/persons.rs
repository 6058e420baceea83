//! Which accounts are one person's.

use std::collections::BTreeMap;

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
}

impl Persons {
    /// Everybody apart.
    pub(super) fn apart(count: usize) -> Self {
        Self { lower: (0..).take(count).collect() }
    }

    /// The lowest account of a person.
    pub(super) fn of(&self, account: AccountIx) -> AccountIx {
        let mut at = account.0;
        while self.lower[at as usize] != at {
            at = self.lower[at as usize];
        }
        AccountIx(at)
    }

    /// Makes two persons one; tells whether they were two.
    pub(super) fn join(&mut self, one: AccountIx, other: AccountIx) -> bool {
        let (one, other) = (self.of(one), self.of(other));
        self.lower[one.0.max(other.0) as usize] = one.0.min(other.0);
        one != other
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

    /// The accounts of each person who has several, by the person's first.
    pub(super) fn accounts_of_persons(&self) -> BTreeMap<AccountIx, Vec<AccountIx>> {
        let mut found: BTreeMap<AccountIx, Vec<AccountIx>> = BTreeMap::new();
        for (ix, account) in self.accounts() {
            found.entry(account.person).or_default().push(ix);
        }
        found
    }
}
