//! One person under two systems' names, where nothing but the name says so.
//!
//! A desk that knows people by mail address and a directory that knows them by distinguished
//! name share no id and no login. Their accounts are taken for one person's if each system has
//! only one of that name, and nothing speaks against it. What rests on such a tie counts as
//! resting on the name alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::likeness::{Likeness, NameForms};
use super::names::local_part;
use super::persons::{Persons, Tie};
use super::{Account, Directory, Namespace};
use crate::model::{AccountIx, UserType};

/// More of one name are namesakes, whatever the systems.
const MOST: usize = 6;

/// A person as the names tell.
struct Bearer {
    person: AccountIx,
    names: Vec<Likeness>,
    systems: BTreeSet<String>,
    addresses: BTreeSet<String>,
    employee: BTreeSet<String>,
}

impl Bearer {
    /// Whether two may be one: no system has both, no initial, number or employee id tells them apart.
    fn may_be(&self, other: &Self) -> bool {
        let contradicted =
            self.names.iter().any(|mine| other.names.iter().any(|theirs| mine.contradicts(theirs)));
        let differ = |mine: &BTreeSet<String>, theirs: &BTreeSet<String>| {
            !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(theirs)
        };
        self.systems.is_disjoint(&other.systems)
            && !contradicted
            && !differ(&self.employee, &other.employee)
            && !self
                .addresses
                .iter()
                .any(|mine| other.addresses.iter().any(|theirs| is_numbered(mine, theirs)))
    }
}

/// Whether two addresses differ by a number alone: `kim.lee` and `kim.lee2` are two people.
fn is_numbered(one: &str, other: &str) -> bool {
    let bare = |address: &str| local_part(address).trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    local_part(one) != local_part(other) && bare(one) == bare(other)
}

impl Directory {
    /// Ties between accounts of different systems that bear one name.
    pub(super) fn ties_by_name(&self, forms: &NameForms) -> Vec<Tie> {
        let homes = self.home_domains();
        let persons: Vec<(AccountIx, Vec<AccountIx>)> = self.accounts_of_persons().into_iter().collect();
        let bearers: Vec<Bearer> = persons
            .into_par_iter()
            .filter_map(|(person, accounts)| self.bearer(person, &accounts, &homes, forms))
            .collect();
        let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, bearer) in bearers.iter().enumerate() {
            let keys: BTreeSet<&String> = bearer.names.iter().flat_map(|name| &name.keys).collect();
            for key in keys {
                by_key.entry(key).or_default().push(at);
            }
        }
        let groups: BTreeSet<&Vec<usize>> =
            by_key.values().filter(|group| (2..=MOST).contains(&group.len())).collect();
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for group in groups {
            let all_may = group.iter().enumerate().all(|(nth, one)| {
                group[nth + 1..].iter().all(|other| bearers[*one].may_be(&bearers[*other]))
            });
            if all_may {
                pairs.extend(group[1..].iter().map(|other| (group[0], *other)));
            }
        }
        self.without_contradictions(&bearers, &pairs)
    }

    fn bearer(
        &self,
        person: AccountIx,
        accounts: &[AccountIx],
        homes: &BTreeSet<String>,
        forms: &NameForms,
    ) -> Option<Bearer> {
        let mut bearer = Bearer {
            person,
            names: Vec::new(),
            systems: BTreeSet::new(),
            addresses: BTreeSet::new(),
            employee: BTreeSet::new(),
        };
        for account in accounts.iter().map(|ix| self.account(*ix)) {
            if matches!(account.user_type, Some(UserType::Service | UserType::Shared)) || is_program(account)
            {
                return None;
            }
            bearer.systems.extend(account.systems.iter().cloned());
            bearer.employee.extend(account.employee_id.clone());
            let displays = account.names.of(Namespace::Display.word()).iter();
            bearer.names.extend(displays.map(|name| forms.likeness(name)));
            for login in account.names.of(Namespace::Login.word()).iter() {
                let domain = login.split_once('@').map(|(_, domain)| domain);
                if domain.is_none_or(|domain| homes.contains(domain)) {
                    bearer.names.extend(spelled_name(login).map(|name| forms.likeness(&name)));
                    bearer.addresses.insert(login.clone());
                } else {
                    // An address outside the organisation may pretend to anybody's name.
                    return None;
                }
            }
        }
        bearer.names.retain(|name| !name.keys.is_empty());
        (!bearer.names.is_empty()).then_some(bearer)
    }

    /// Domains of accounts that an identity provider or a people file knows, and of many others.
    pub(super) fn home_domains(&self) -> BTreeSet<String> {
        const MANY: usize = 5;
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, account) in self.accounts() {
            let domains: BTreeSet<&str> = account
                .names
                .of(Namespace::Login.word())
                .iter()
                .filter_map(|login| login.split_once('@').map(|(_, domain)| domain))
                .collect();
            for domain in domains {
                if account.is_listed {
                    known.insert(domain.to_owned());
                }
                *seen.entry(domain).or_default() += 1;
            }
        }
        known.extend(
            seen.into_iter().filter(|(_, count)| *count >= MANY).map(|(domain, _)| domain.to_owned()),
        );
        known
    }

    /// The ties, without those of persons who would come to have two accounts in one system.
    fn without_contradictions(&self, bearers: &[Bearer], pairs: &BTreeSet<(usize, usize)>) -> Vec<Tie> {
        let mut together = Persons::apart(bearers.len());
        for (one, other) in pairs {
            together.join(place(*one), place(*other));
        }
        let mut sets: BTreeMap<AccountIx, Vec<usize>> = BTreeMap::new();
        for at in 0..bearers.len() {
            sets.entry(together.of(place(at))).or_default().push(at);
        }
        let consistent = |set: &Vec<usize>| {
            set.iter()
                .enumerate()
                .all(|(nth, one)| set[nth + 1..].iter().all(|other| bearers[*one].may_be(&bearers[*other])))
        };
        sets.into_values()
            .filter(|set| set.len() > 1 && set.len() <= MOST && consistent(set))
            .flat_map(|set| {
                let first = &bearers[set[0]];
                set[1..].iter().map(|at| self.tie_of(first, &bearers[*at])).collect::<Vec<_>>()
            })
            .collect()
    }

    fn tie_of(&self, one: &Bearer, other: &Bearer) -> Tie {
        let listed = |bearer: &Bearer| bearer.systems.iter().cloned().collect::<Vec<_>>().join(", ");
        Tie {
            one: one.person,
            other: other.person,
            why: format!(
                "{} ({}) and {} ({}) bear one name that nobody else has there",
                self.account(one.person).label,
                listed(one),
                self.account(other.person).label,
                listed(other)
            ),
        }
    }
}

fn place(at: usize) -> AccountIx {
    AccountIx(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Machine accounts of Windows end in a dollar sign.
fn is_program(account: &Account) -> bool {
    account.label.ends_with('$')
}

/// The name that a login spells: `giulia.green@corp.example` is Giulia Green.
pub(super) fn spelled_name(login: &str) -> Option<String> {
    let words: Vec<&str> = local_part(login).split(['.', '_', '-']).collect();
    let is_word = |word: &&str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    (words.len() >= 2 && words.iter().all(is_word)).then(|| words.join(" "))
}
