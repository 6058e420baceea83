//! Which names are one account.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Namespace;
use super::account::Account;
use super::decided::Apart;
use super::names::{key, local_part};
use super::rules::DirectoryRules;
use crate::model::{AccountIx, PersonRecord};

#[expect(clippy::disallowed_types, reason = "asked for every name of every mention, never iterated")]
type ByKey = std::collections::HashMap<(Namespace, String), usize>;

/// Names on their way to becoming accounts: a union of all that share an id or a login.
#[derive(Default)]
pub(super) struct Groups<'a> {
    groups: Vec<Group<'a>>,
    by_key: ByKey,
    apart: Apart,
}

/// What one record calls somebody.
pub(super) struct Mention<'a> {
    /// The names, as compared.
    pub(super) names: Vec<(Namespace, String)>,
    /// The product, or the first of those that share its ids.
    pub(super) system: String,
    /// The display name as written, which the page shows.
    pub(super) display: Option<String>,
    /// The row of a people file that says so.
    pub(super) row: Option<&'a PersonRecord>,
}

/// Ids by family of products.
type Ids = BTreeMap<String, BTreeSet<String>>;

/// The ids among some names.
fn ids_in(names: &[(Namespace, String)]) -> Ids {
    let mut ids = Ids::default();
    for (_, name) in names.iter().filter(|(namespace, _)| *namespace == Namespace::Id) {
        if let Some((family, id)) = name.split_once(':') {
            ids.entry(family.to_owned()).or_default().insert(id.to_owned());
        }
    }
    ids
}

/// Whether two have ids of one family and none in common.
fn clash(one: &Ids, other: &Ids) -> bool {
    one.iter().any(|(family, ids)| other.get(family).is_some_and(|known| known.is_disjoint(ids)))
}

#[derive(Default)]
struct Group<'a> {
    names: BTreeSet<(Namespace, String)>,
    /// The product ids it has, by family. A row of a people file may give one account several (SID and
    /// distinguished name); ids of the same family of which none is known here are another account's.
    ids: Ids,
    /// Products that speak of it.
    systems: BTreeSet<String>,
    /// Display names as written.
    displays: BTreeSet<String>,
    rows: Vec<&'a PersonRecord>,
    because: Vec<String>,
    merged_into: Option<usize>,
}

impl<'a> Groups<'a> {
    /// No names yet; what is kept apart never becomes one account.
    pub(super) fn keeping(apart: Apart) -> Self {
        Self { apart, ..Self::default() }
    }

    pub(super) fn add(&mut self, mention: Mention<'a>) {
        let Mention { names, system, display, row } = mention;
        let mut home: Option<usize> = None;
        let ids = ids_in(&names);
        for name in names.iter().filter(|(namespace, _)| *namespace <= Namespace::Login) {
            let Some(known) = self.by_key.get(name).map(|at| self.root(*at)) else { continue };
            home = match home {
                None if !clash(&ids, &self.groups[known].ids)
                    && !self.apart.parts(&self.groups[known].names, &names) =>
                {
                    Some(known)
                }
                Some(here) if here != known => Some(self.merge(here, known, name)),
                other => other,
            };
        }
        let home = home.unwrap_or_else(|| {
            self.groups.push(Group::default());
            self.groups.len() - 1
        });
        for name in names {
            if name.0 <= Namespace::Login {
                self.by_key.entry(name.clone()).or_insert(home);
            }
            self.groups[home].names.insert(name);
        }
        self.groups[home].know(ids);
        self.groups[home].systems.insert(system);
        self.groups[home].rows.extend(row);
        self.groups[home].displays.extend(display.filter(|display| !display.contains('@')));
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(next) = self.groups[at].merged_into {
            at = next;
        }
        at
    }

    fn merge(&mut self, here: usize, other: usize, through: &(Namespace, String)) -> usize {
        let (one, two) = (&self.groups[other], &self.groups[here]);
        if clash(&one.ids, &two.ids) || self.apart.parts(&one.names, &two.names) {
            return here;
        }
        let (low, high) = (here.min(other), here.max(other));
        let moved = std::mem::take(&mut self.groups[high]);
        self.groups[high].merged_into = Some(low);
        let group = &mut self.groups[low];
        group.names.extend(moved.names);
        group.know(moved.ids);
        group.systems.extend(moved.systems);
        group.rows.extend(moved.rows);
        group.displays.extend(moved.displays);
        group.because.extend(moved.because);
        group.because.push(format!("one {}: {}", through.0.word(), through.1));
        low
    }

    pub(super) fn into_accounts(self, rules: &DirectoryRules) -> Vec<Account> {
        let mut accounts: Vec<Account> = self
            .groups
            .into_par_iter()
            .filter(|group| group.merged_into.is_none())
            .map(|group| group.into_account(rules))
            .collect();
        accounts.par_sort_by(|a, b| (&a.label, &a.names).cmp(&(&b.label, &b.names)));
        for (ix, account) in (0..).map(AccountIx).zip(&mut accounts) {
            account.person = ix;
            account.sure = ix;
        }
        accounts
    }
}

impl Group<'_> {
    fn know(&mut self, ids: Ids) {
        for (family, more) in ids {
            self.ids.entry(family).or_default().extend(more);
        }
    }

    fn into_account(mut self, rules: &DirectoryRules) -> Account {
        self.rows.sort_by_key(|row| row.origin);
        self.because.sort();
        let first = |field: fn(&PersonRecord) -> Option<String>| self.rows.iter().find_map(|row| field(row));
        let mut account = Account {
            name: first(|row| row.display_name.clone()).unwrap_or_default(),
            user_type: self.rows.iter().find_map(|row| row.user_type),
            title: first(|row| row.title.clone()),
            employee_id: first(|row| row.employee_id.clone()),
            merged_because: std::mem::take(&mut self.because),
            is_listed: !self.rows.is_empty() || !self.ids.is_empty(),
            systems: std::mem::take(&mut self.systems).into_iter().collect(),
            ..Account::default()
        };
        let locals: Vec<String> = self
            .names
            .iter()
            .filter(|(namespace, name)| *namespace == Namespace::Login && name.contains('@'))
            .map(|(_, name)| local_part(name).to_owned())
            .collect();
        self.names.extend(locals.into_iter().map(|local| (Namespace::Local, local)));
        account.names = self.names.into_iter().map(|(namespace, name)| (namespace.word(), name)).collect();
        let login = first_of(&self.rows).or_else(|| {
            let logins = account.names.of(Namespace::Login.word());
            logins.iter().find(|login| login.contains('@')).or(logins.first()).cloned()
        });
        if account.name.is_empty() {
            account.name = self.displays.pop_first().unwrap_or_default();
        }
        account.label = login
            .or_else(|| (!account.name.is_empty()).then(|| account.name.clone()))
            .or_else(|| account.names.all().next().map(|name| bare(name).to_owned()))
            .unwrap_or_default();
        account.tier = self.rows.iter().find_map(|row| row.tier).or_else(|| rules.tier(&account));
        account
    }
}

/// A name for people: an id without its family, the common name of a distinguished name.
fn bare(name: &str) -> &str {
    let id = name.split_once(':').map_or(name, |(_, id)| id);
    let common = id.get(..3).filter(|begin| begin.eq_ignore_ascii_case("cn=")).map(|_| &id[3..]);
    common.map_or(id, |rest| rest.split(',').next().unwrap_or(rest))
}

fn first_of(rows: &[&PersonRecord]) -> Option<String> {
    rows.iter().find_map(|row| row.login.as_deref().or(row.email.as_deref())).map(key)
}
