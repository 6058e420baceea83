//! Everybody under a pseudonym, by a key.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{key as compared, person_key};
use super::{Account, Directory, Namespace};
use crate::model::{AccountIx, Key, Tier, UserType};

/// Hex digits of a pseudonym; where two people share them, both get all.
const DIGITS: usize = 12;
/// Hex digits that tell the accounts of one person apart.
const ACCOUNT_DIGITS: usize = 4;

/// How people and their accounts are called instead of by their names.
///
/// A person is `person-` and twelve hex digits, an account the same with four more; a name that stands for several
/// people or for nobody known is `name-` and twelve. They depend on the key and on who it is: the employee number, else
/// the first login in the order of letters. Programs, machines and accounts that several people use keep their names.
#[derive(Debug, Clone)]
pub struct Pseudonyms {
    key: Key,
    persons: BTreeMap<AccountIx, String>,
    /// By account.
    accounts: Vec<Option<String>>,
}

impl Pseudonyms {
    /// The pseudonyms of everybody in a directory.
    #[must_use]
    pub fn of(directory: &Directory, key: Key) -> Self {
        let mut own: BTreeMap<AccountIx, Vec<AccountIx>> = BTreeMap::new();
        for (ix, account) in directory.accounts().filter(|(_, account)| is_somebody(account)) {
            own.entry(account.person).or_default().push(ix);
        }
        let accounts_of = |own: &[AccountIx]| own.iter().map(|ix| directory.account(*ix)).collect::<Vec<_>>();
        let identities: BTreeMap<AccountIx, String> =
            own.iter().map(|(person, own)| (*person, directory.identity(&accounts_of(own)))).collect();
        let identities = distinct(identities, |person| directory.account(person).label.clone());
        let persons = shortened("person-", DIGITS, identities, |identity| key.stands_for("person", identity));
        let mut accounts = vec![None; directory.accounts().count()];
        for (person, own) in &own {
            let labels = own.iter().map(|ix| (*ix, compared(&directory.account(*ix).label))).collect();
            let labels = distinct(labels, |ix| ix.0.to_string());
            let begin = format!("{}.", persons[person]);
            for (ix, called) in
                shortened(&begin, ACCOUNT_DIGITS, labels, |label| key.stands_for("account", label))
            {
                accounts[ix.0 as usize] = Some(called);
            }
        }
        Self { key, persons, accounts }
    }

    /// Calls a person and all their accounts by something else.
    pub fn call(&mut self, person: AccountIx, called: &str) {
        if let Some(own) = self.persons.insert(person, called.to_owned()) {
            let begin = format!("{own}.");
            let accounts = self.accounts.iter_mut().flatten();
            accounts
                .filter(|account| account.starts_with(&begin))
                .for_each(|account| called.clone_into(account));
        }
    }

    /// The pseudonym of a person, by the first of their accounts; `None` for who is no person.
    #[must_use]
    pub fn person(&self, person: AccountIx) -> Option<&str> {
        self.persons.get(&person).map(String::as_str)
    }

    /// The pseudonym of an account; `None` if no person uses it alone.
    #[must_use]
    pub fn account(&self, account: AccountIx) -> Option<&str> {
        self.accounts.get(account.0 as usize)?.as_deref()
    }

    /// What stands for a name that several people have or nobody known has.
    #[must_use]
    pub fn name(&self, name: &str) -> String {
        self.of_sort("name", &person_key(name))
    }

    /// What stands for a mail address of nobody known.
    #[must_use]
    pub fn address(&self, address: &str) -> String {
        self.of_sort("address", &compared(address))
    }

    /// An id that was derived from names, derived anew so that nobody can try names without the key.
    #[must_use]
    pub fn id(&self, id: &str) -> String {
        match id.split_once('-') {
            Some((sort, rest)) => format!("{sort}-{}", &self.key.stands_for(sort, rest)[..DIGITS]),
            None => id.to_owned(),
        }
    }

    fn of_sort(&self, sort: &str, identity: &str) -> String {
        format!("{sort}-{}", &self.key.stands_for(sort, identity)[..DIGITS])
    }
}

impl Directory {
    /// What identifies a person from one report to the next: the employee number, else the first login in the order of
    /// letters, else any name.
    pub(crate) fn identity(&self, accounts: &[&Account]) -> String {
        let logins = accounts.iter().flat_map(|account| account.names.of("login").iter());
        let labels = accounts.iter().map(|account| &account.label);
        let numbers = accounts.iter().filter_map(|account| account.employee_id.as_ref());
        numbers.min().or_else(|| logins.min()).or_else(|| labels.min()).cloned().unwrap_or_default()
    }

    /// Calls everybody by their pseudonyms; `said` puts them into the sentences that tell why names are one account's.
    /// What a name stands for is still found, by the names and by the pseudonyms.
    pub(crate) fn call_by(&mut self, pseudonyms: &Pseudonyms, said: &dyn Fn(&mut String)) {
        let shared: BTreeSet<(String, AccountIx)> = self
            .accounts()
            .flat_map(|(ix, account)| {
                let names = account.names.of(Namespace::Display.word()).iter();
                let several = names.filter(|name| self.named(Namespace::Display, name).one().is_none());
                several.map(move |name| (pseudonyms.name(name), ix)).collect::<Vec<_>>()
            })
            .collect();
        let mut by_account: BTreeMap<AccountIx, Vec<String>> = BTreeMap::new();
        for (name, ix) in shared {
            self.by_name.add(Namespace::Display, name.clone(), ix);
            by_account.entry(ix).or_default().push(name);
        }
        for at in 0..self.accounts.len() {
            let ix = AccountIx(u32::try_from(at).unwrap_or(u32::MAX));
            let person = self.accounts[at].person;
            self.accounts[at].merged_because.iter_mut().for_each(said);
            if let Some(called) = pseudonyms.account(ix) {
                let name = pseudonyms.person(person).unwrap_or(called).to_owned();
                let displays = by_account.remove(&ix).unwrap_or_else(|| vec![name.clone()]);
                self.by_name.add(Namespace::Login, called.to_owned(), ix);
                self.accounts[at].call(called, name, displays);
            }
        }
        for at in 0..self.accounts.len() {
            let person = self.accounts[at].person;
            if let Some(name) = pseudonyms.person(person) {
                self.by_name.add(Namespace::Display, name.to_owned(), person);
            }
        }
    }
}

impl Account {
    /// Puts a pseudonym in place of everything that names the account or its holder.
    fn call(&mut self, called: &str, name: String, displays: Vec<String>) {
        let Self {
            label,
            name: own_name,
            names,
            person: _,
            sure: _,
            systems: _,
            systems_of_person: _,
            is_listed: _,
            tier: _,
            user_type: _,
            title,
            employee_id,
            manager: _,
            owner: _,
            is_desk: _,
            acts_on_others: _,
            merged_because: _,
        } = self;
        called.clone_into(label);
        let displays = displays.into_iter().map(|display| (Namespace::Display.word(), display));
        *names = std::iter::once((Namespace::Login.word(), called.to_owned())).chain(displays).collect();
        // A title may be of one person only.
        *title = None;
        if employee_id.is_some() {
            *employee_id = Some(name.clone());
        }
        *own_name = name;
    }
}

/// Whether a person stands behind an account, and only one.
fn is_somebody(account: &Account) -> bool {
    !matches!(account.user_type, Some(UserType::Service | UserType::Shared))
        && account.tier != Some(Tier::Nhi)
        && !account.label.ends_with('$')
}

/// Identities of which none is another's: those that are alike get something more.
fn distinct(
    identities: BTreeMap<AccountIx, String>,
    more: impl Fn(AccountIx) -> String,
) -> BTreeMap<AccountIx, String> {
    let mut bearers: BTreeMap<&String, u32> = BTreeMap::new();
    for identity in identities.values() {
        *bearers.entry(identity).or_default() += 1;
    }
    let own = |(ix, identity): (&AccountIx, &String)| match bearers.get(identity) {
        Some(1) => (*ix, identity.clone()),
        _ => (*ix, format!("{identity}\n{}", more(*ix))),
    };
    identities.iter().map(own).collect()
}

/// `begin` and as many digits as tell each from all others: the least number, or all.
fn shortened(
    begin: &str,
    digits: usize,
    identities: BTreeMap<AccountIx, String>,
    stands_for: impl Fn(&str) -> String,
) -> BTreeMap<AccountIx, String> {
    let hashed: BTreeMap<AccountIx, String> =
        identities.into_iter().map(|(ix, identity)| (ix, stands_for(&identity))).collect();
    let mut bearers: BTreeMap<&str, u32> = BTreeMap::new();
    for hash in hashed.values() {
        *bearers.entry(&hash[..digits]).or_default() += 1;
    }
    let called = |(ix, hash): (&AccountIx, &String)| {
        let alone = bearers.get(&hash[..digits]) == Some(&1);
        (*ix, format!("{begin}{}", if alone { &hash[..digits] } else { hash }))
    };
    hashed.iter().map(called).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Party;

    fn key(seed: u8) -> Key {
        Key::new(&(0..32).map(|at| seed.wrapping_add(at * 5)).collect::<Vec<u8>>()).unwrap()
    }

    fn account(label: &str, name: &str, person: u32) -> Account {
        Account {
            label: label.to_owned(),
            name: name.to_owned(),
            names: [("login", label.to_owned()), ("display name", person_key(name))].into_iter().collect(),
            person: AccountIx(person),
            ..Account::default()
        }
    }

    /// Ann with two accounts, two people called Bo Ek, a program.
    fn directory() -> Directory {
        let robot = Account { user_type: Some(UserType::Service), ..account("svc-print", "", 4) };
        Directory::of_accounts(vec![
            account("ann.li@x.example", "Ann Li", 0),
            account("adm.ann", "Ann Li", 0),
            account("bo@x.example", "Bo Ek", 2),
            account("bo2@x.example", "Bo Ek", 3),
            robot,
        ])
    }

    #[test]
    fn one_person_has_one_pseudonym_and_each_account_one_of_its_own() {
        let pseudonyms = Pseudonyms::of(&directory(), key(1));
        let ann = pseudonyms.person(AccountIx(0)).unwrap();
        assert!(ann.starts_with("person-") && ann.len() == "person-".len() + DIGITS);
        let accounts: Vec<&str> = (0..4).filter_map(|ix| pseudonyms.account(AccountIx(ix))).collect();
        assert!(accounts[0].starts_with(ann) && accounts[1].starts_with(ann), "{accounts:?}");
        assert_eq!(accounts.iter().collect::<BTreeSet<_>>().len(), 4);
        assert_ne!(pseudonyms.person(AccountIx(2)), pseudonyms.person(AccountIx(3)));
        assert_eq!((pseudonyms.person(AccountIx(4)), pseudonyms.account(AccountIx(4))), (None, None));
    }

    #[test]
    fn who_else_is_in_the_report_does_not_matter_and_the_key_does() {
        let all = Pseudonyms::of(&directory(), key(1));
        let alone = Directory::of_accounts(vec![account("bo@x.example", "Bo Ek", 0)]);
        assert_eq!(Pseudonyms::of(&alone, key(1)).person(AccountIx(0)), all.person(AccountIx(2)));
        assert_ne!(Pseudonyms::of(&alone, key(2)).person(AccountIx(0)), all.person(AccountIx(2)));
    }

    #[test]
    fn people_of_one_identity_and_of_alike_hashes_are_still_told_apart() {
        let twins = [(AccountIx(0), "4711".to_owned()), (AccountIx(1), "4711".to_owned())].into();
        let twins = distinct(twins, |ix| ix.0.to_string());
        assert_ne!(twins[&AccountIx(0)], twins[&AccountIx(1)]);
        let called = shortened("person-", 2, twins, |identity| {
            format!("ab{:0>22}", identity.len() + identity.bytes().map(usize::from).sum::<usize>())
        });
        assert_ne!(called[&AccountIx(0)], called[&AccountIx(1)]);
    }

    #[test]
    fn a_directory_under_pseudonyms_shows_no_name_and_finds_the_same_accounts() {
        let plain = directory();
        let pseudonyms = Pseudonyms::of(&plain, key(1));
        let mut hidden = plain.clone();
        hidden.call_by(&pseudonyms, &|_| {});
        let shown: Vec<String> =
            hidden.accounts().map(|(_, account)| format!("{account:?}").to_lowercase()).collect();
        for name in ["ann", "li@", "bo ", "bo2", "x.example"] {
            assert!(!shown[..4].iter().any(|account| account.contains(name)), "{name} in {shown:?}");
        }
        for (ix, account) in hidden.accounts() {
            let party = Party { login: Some(account.label.as_str().into()), ..Party::default() };
            assert_eq!(hidden.resolve("okta.system_log", &party).one(), Some(ix));
        }
        assert_eq!(
            hidden.resolve_word("ann.li@x.example").one(),
            Some(AccountIx(0)),
            "who knows a name may ask by it"
        );
        assert!(hidden.resolve_name(&pseudonyms.name("Bo Ek")).one().is_none(), "several are called so");
        assert_eq!(hidden.account(AccountIx(4)).label, "svc-print");
    }
}
