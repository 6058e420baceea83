//! Names with one slip of the pen.

use std::sync::OnceLock;

use super::memory::Memory;
use super::names::{key, person_key};
use super::{Directory, Namespace};
use crate::model::AccountIx;

/// Logins and display names by what is left of them when one character is dropped: two
/// words one slip apart share such a rest. A name is taken as meant only if all the
/// accounts so near are one person's.
#[derive(Debug, Clone, Default)]
pub struct NearNames {
    /// Hash of a rest, and whose name it is; sorted.
    rests: Vec<(u64, AccountIx)>,
    /// By account, once it was asked for: who may be mistaken for it.
    mistakable: Vec<OnceLock<Vec<AccountIx>>>,
    /// Whom words and names with a slip mean, by what was written.
    logins: Memory<Option<AccountIx>>,
    displays: Memory<Option<AccountIx>>,
}

/// Shorter names are too easily one slip apart by chance (`jli` and `jlo`).
const SHORTEST: usize = 7;
/// Longer ones are no names.
const LONGEST: usize = 80;

impl NearNames {
    /// Indexes all logins and display names of a directory.
    #[must_use]
    pub fn new(directory: &Directory) -> Self {
        let mut rests = Vec::new();
        for (ix, account) in directory.accounts() {
            for namespace in [Namespace::Login, Namespace::Local, Namespace::Display] {
                for name in account.names.get(namespace.word()).into_iter().flatten() {
                    rests.extend(rests_of(name).map(|rest| (rest, ix)));
                }
            }
        }
        rests.sort_unstable();
        rests.dedup();
        let mistakable = directory.accounts().map(|_| OnceLock::new()).collect();
        Self { rests, mistakable, ..Self::default() }
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
            for name in directory.account(account).names.get(namespace.word()).into_iter().flatten() {
                found.extend(self.all_near(directory, name, namespace));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn all_near(&self, directory: &Directory, written: &str, namespace: Namespace) -> Vec<AccountIx> {
        let mut near: Vec<AccountIx> = Vec::new();
        for rest in rests_of(written) {
            let from = self.rests.partition_point(|(known, _)| *known < rest);
            for (_, ix) in self.rests[from..].iter().take_while(|(known, _)| *known == rest) {
                let names = directory.account(*ix).names.get(namespace.word());
                if names.into_iter().flatten().any(|name| strsim::osa_distance(name, written) <= 1) {
                    near.push(directory.account(*ix).person);
                }
            }
        }
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// Hashes of a name and of the name without each of its characters; none for names too short or long.
fn rests_of(name: &str) -> impl Iterator<Item = u64> {
    let chars: Vec<char> = name.chars().take(LONGEST + 1).collect();
    let fits = (SHORTEST..=LONGEST).contains(&chars.len());
    let drops = if fits { chars.len() + 1 } else { 0 };
    (0..drops).map(move |dropped| {
        chars.iter().enumerate().filter(|(at, _)| *at != dropped).fold(
            0xcbf2_9ce4_8422_2325_u64,
            |hash, (_, c)| {
                // FNV-1a over the characters; a collision is settled by comparing the names.
                (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
            },
        )
    })
}
