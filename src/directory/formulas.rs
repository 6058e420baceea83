//! Accounts known by a login alone and people known by a name alone.
//!
//! A log may tell no display names, a desk no addresses. Organisations form logins from names by few
//! formulas (`khorvath`, `kasper.horvath`, `adm-horvathk`); a login is taken for a person's only if it
//! can be formed from nobody else's name and no other login can be formed from that name.

use std::collections::{BTreeMap, BTreeSet};

use super::names::local_part;
use super::persons::Tie;
use super::rules::DirectoryRules;
use super::{Account, Directory, Namespace};
use crate::model::{AccountIx, Party};

impl Directory {
    /// Administrators' accounts whose rest is formed from the name of exactly one person of the desk
    /// (`adm-jaegerk` of Klaus Jäger), where no login is that rest.
    pub(super) fn admins_by_formula(&self, agents: &[(&str, &Party)], rules: &DirectoryRules) -> Vec<Tie> {
        let desk = self.persons_at_the_desk(agents);
        let mut formed: BTreeMap<String, BTreeSet<AccountIx>> = BTreeMap::new();
        for (_, account) in self.accounts().filter(|(_, account)| desk.contains(&account.person)) {
            for name in account.names.of(Namespace::Display.word()).iter() {
                for login in rules.name_forms().logins_of(name) {
                    formed.entry(login).or_default().insert(account.person);
                }
            }
        }
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            let alone = account.person == ix && account.sure == ix && !desk.contains(&ix);
            for login in account.names.of(Namespace::Login.word()).iter().filter(|_| alone) {
                let Some(base) = rules.admin_base(login) else { continue };
                let formula = rules.name_forms().login_as_formed(local_part(&base));
                let bearers = formed.get(&formula).into_iter().flatten().copied();
                if let [one] = bearers.collect::<Vec<_>>()[..] {
                    let name = &self.account(one).label;
                    let why = format!("{login} is formed from the name of {name} alone at the desk");
                    ties.push(Tie { one, other: ix, why });
                    break;
                }
            }
        }
        ties
    }

    /// Persons of different systems of whom one has a name and no login, the other logins and no name.
    pub(super) fn ties_by_formula(&self, rules: &DirectoryRules) -> Vec<Tie> {
        let has = |person: &[AccountIx], namespace: Namespace| {
            person.iter().any(|ix| !self.account(*ix).names.of(namespace.word()).is_empty())
        };
        let persons = self.accounts_of_persons();
        let mut by_login: BTreeMap<String, BTreeSet<AccountIx>> = BTreeMap::new();
        for (person, accounts) in &persons {
            if has(accounts, Namespace::Login) && !has(accounts, Namespace::Display) {
                for login in accounts.iter().flat_map(|ix| logins(self.account(*ix))) {
                    by_login.entry(rules.name_forms().login_as_formed(login)).or_default().insert(*person);
                }
            }
        }
        let mut claims: Vec<(AccountIx, AccountIx)> = Vec::new();
        let mut claimed: BTreeMap<AccountIx, usize> = BTreeMap::new();
        for (person, accounts) in &persons {
            if has(accounts, Namespace::Login) || !has(accounts, Namespace::Display) {
                continue;
            }
            let formed: BTreeSet<AccountIx> = accounts
                .iter()
                .flat_map(|ix| displays(self.account(*ix)))
                .flat_map(|name| rules.name_forms().logins_of(name))
                .filter_map(|login| by_login.get(&login))
                .flatten()
                .copied()
                .collect();
            for other in &formed {
                *claimed.entry(*other).or_default() += 1;
            }
            if let [only] = formed.into_iter().collect::<Vec<_>>()[..] {
                claims.push((*person, only));
            }
        }
        claims
            .into_iter()
            .filter(|(person, other)| claimed[other] == 1 && self.are_of_different_systems(*person, *other))
            .map(|(person, other)| Tie {
                one: person,
                other,
                why: format!(
                    "{} is formed from the name {}, and from no other",
                    self.account(other).label,
                    self.account(person).label
                ),
            })
            .collect()
    }

    fn are_of_different_systems(&self, one: AccountIx, other: AccountIx) -> bool {
        let of_other = &self.account(other).systems;
        !self.account(one).systems.iter().any(|system| of_other.contains(system))
    }
}

fn logins(account: &Account) -> impl Iterator<Item = &String> {
    account.names.of(Namespace::Login.word()).iter()
}

fn displays(account: &Account) -> impl Iterator<Item = &String> {
    account.names.of(Namespace::Display.word()).iter()
}
