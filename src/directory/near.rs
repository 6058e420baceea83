//! Names with one slip of the pen.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::memory::Memory;
use super::names::{key, person_key};
use super::rests::{Rests, is_one_slip};
use super::{Directory, Namespace};
use crate::model::AccountIx;

/// Logins and display names by what is left of them when one character is dropped: two
/// words one slip apart share such a rest. A name is taken as meant only if all the
/// accounts so near are one person's.
#[derive(Debug, Default)]
pub struct NearNames {
    /// By rest, whose name it is.
    bearers: Rests,
    /// By account, once it was asked for: who may be mistaken for it.
    mistakable: Vec<OnceLock<Vec<AccountIx>>>,
    /// Whom words and names with a slip mean, by what was written.
    logins: Memory<Option<AccountIx>>,
    displays: Memory<Option<AccountIx>>,
}

/// The sorts of names in which a slip is looked for.
const NAMESPACES: [Namespace; 3] = [Namespace::Login, Namespace::Local, Namespace::Display];

impl NearNames {
    /// Indexes all logins and display names of a directory.
    #[must_use]
    pub fn new(directory: &Directory) -> Self {
        let accounts: Vec<_> = directory.accounts().collect();
        let named = |(ix, account): (AccountIx, &super::Account)| {
            let names = NAMESPACES.into_iter().map(|namespace| account.names.of(namespace.word()));
            names.flatten().flat_map(Rests::of).map(|rest| (rest, ix)).collect::<Vec<_>>()
        };
        let rests = accounts.into_par_iter().flat_map_iter(named).collect();
        let mistakable = directory.accounts().map(|_| OnceLock::new()).collect();
        Self { bearers: Rests::new(rests), mistakable, ..Self::default() }
    }

    /// Whom a login (with or without its domain) or mail address with a slip means.
    #[must_use]
    pub fn login(&self, directory: &Directory, written: &str) -> Option<AccountIx> {
        let namespace = if written.contains('@') { Namespace::Login } else { Namespace::Local };
        self.logins.of(written, || self.nearest(directory, &key(written), namespace))
    }

    /// Whom a display name with a slip means.
    #[must_use]
    pub fn display(&self, directory: &Directory, written: &str) -> Option<AccountIx> {
        self.displays.of(written, || self.nearest(directory, &person_key(written), Namespace::Display))
    }

    fn nearest(&self, directory: &Directory, written: &str, namespace: Namespace) -> Option<AccountIx> {
        match self.all_near(directory, written, namespace)[..] {
            [one] => Some(one),
            _ => None,
        }
    }

    /// Every person whose login or display name is the account's or one slip from it; the account's
    /// own person is among them.
    #[must_use]
    pub fn mistakable(&self, directory: &Directory, account: AccountIx) -> &[AccountIx] {
        let find = || self.find_mistakable(directory, account);
        self.mistakable.get(account.0 as usize).map_or(&[], |known| known.get_or_init(find))
    }

    fn find_mistakable(&self, directory: &Directory, account: AccountIx) -> Vec<AccountIx> {
        let mut found: Vec<AccountIx> = Vec::new();
        for namespace in [Namespace::Local, Namespace::Display] {
            for name in directory.account(account).names.of(namespace.word()).iter() {
                found.extend(self.all_near(directory, name, namespace));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn all_near(&self, directory: &Directory, written: &str, namespace: Namespace) -> Vec<AccountIx> {
        let mut near: Vec<AccountIx> =
            Rests::of(written).flat_map(|rest| self.bearers.of_rest(rest)).collect();
        near.sort_unstable();
        near.dedup();
        near.retain(|ix| {
            let names = directory.account(*ix).names.of(namespace.word());
            names.iter().any(|name| is_one_slip(name, written))
        });
        near.iter_mut().for_each(|ix| *ix = directory.account(*ix).person);
        near.sort_unstable();
        near.dedup();
        near
    }
}
