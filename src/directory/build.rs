//! Building the directory: which names are one account, which accounts one person.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Account;
use super::names::{key, local_part, person_key};
use super::{Directory, Namespace, id_key, names_of};
use crate::mapping::{MappingError, Mappings};
use crate::model::{
    AccountIx, EntryKind, Event, Party, PersonRecord, Ticket, Tier, UserType, VerificationRecord,
};

/// What may be concluded from the form of a name (`mappings/directory.toml`).
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryRules {
    admin_prefixes: Vec<String>,
    admin_suffixes: Vec<String>,
    executive_titles: Vec<String>,
    #[serde(rename = "user_types")]
    _user_types: BTreeMap<UserType, Vec<String>>,
}

impl DirectoryRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A fault in the mapping file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        mappings.toml("directory.toml")
    }
}

/// All that names somebody.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryInput<'a> {
    /// Rows of people files.
    pub people: &'a [PersonRecord],
    /// Events kept so far.
    pub events: &'a [Event],
    /// Tickets.
    pub tickets: &'a [Ticket],
    /// Verification records.
    pub verifications: &'a [VerificationRecord],
}

impl Directory {
    /// Builds the directory. The order of the input does not matter.
    #[must_use]
    pub fn build(input: &DirectoryInput<'_>, rules: &DirectoryRules) -> Self {
        let mut groups = Groups::default();
        let mut people: Vec<&PersonRecord> = input.people.iter().collect();
        people.sort_by(|a, b| {
            (&a.login, &a.email, &a.native_id, a.origin).cmp(&(&b.login, &b.email, &b.native_id, b.origin))
        });
        for person in &people {
            groups.add(person_names(person), Some(person), None);
        }
        for (names, display) in mentions(input) {
            groups.add(names, None, display);
        }
        let mut directory = Self { accounts: groups.into_accounts(rules), by_name: BTreeMap::new() };
        directory.index();
        directory.tie_persons(&people, rules);
        directory.tie_people(&people);
        directory.mark_desk(input.tickets);
        directory
    }

    fn index(&mut self) {
        for (ix, account) in (0..).map(AccountIx).zip(&self.accounts) {
            for namespace in
                [Namespace::Id, Namespace::Login, Namespace::Short, Namespace::Local, Namespace::Display]
            {
                for name in account.names.get(namespace.word()).into_iter().flatten() {
                    self.by_name.entry((namespace, name.clone())).or_default().push(ix);
                }
            }
        }
    }

    /// Several accounts of one person: listed as such, one employee number, or an
    /// administrator's twin whose rest is exactly one known login.
    fn tie_persons(&mut self, people: &[&PersonRecord], rules: &DirectoryRules) {
        let mut ties: Vec<(AccountIx, AccountIx, String)> = Vec::new();
        for person in people {
            let Some(main) = self.row_account(person) else { continue };
            for alt in &person.alt_accounts {
                if let Some(alt_ix) = self.resolve_word(alt).one() {
                    ties.push((
                        main,
                        alt_ix,
                        format!("{alt} is listed as an account of {}", self.account(main).label),
                    ));
                }
            }
        }
        ties.extend(self.same_employee());
        ties.extend(self.admin_twins(rules));
        for (a, b, why) in ties {
            let (low, high) = (
                self.account(a).person.min(self.account(b).person),
                self.account(a).person.max(self.account(b).person),
            );
            if low != high {
                for account in &mut self.accounts {
                    if account.person == high {
                        account.person = low;
                        account.merged_because.push(why.clone());
                    }
                }
            }
        }
    }

    fn same_employee(&self) -> Vec<(AccountIx, AccountIx, String)> {
        let mut first: BTreeMap<&str, AccountIx> = BTreeMap::new();
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            if let Some(number) = &account.employee_id {
                let main = *first.entry(number).or_insert(ix);
                if main != ix {
                    ties.push((main, ix, format!("same employee number {number}")));
                }
            }
        }
        ties
    }

    fn admin_twins(&self, rules: &DirectoryRules) -> Vec<(AccountIx, AccountIx, String)> {
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            for login in account.names.get(Namespace::Login.word()).into_iter().flatten() {
                let Some(base) = rules.admin_base(login) else { continue };
                let twin = self
                    .named(Namespace::Login, base.clone())
                    .one()
                    .or_else(|| self.named(Namespace::Local, local_part(&base).to_owned()).one());
                if let Some(twin) = twin.filter(|twin| *twin != ix) {
                    ties.push((
                        twin,
                        ix,
                        format!("{login} is {base} with an administrator's prefix or suffix"),
                    ));
                    break;
                }
            }
        }
        ties
    }

    /// Managers and owners, by whatever name the people files give them.
    fn tie_people(&mut self, people: &[&PersonRecord]) {
        for person in people {
            let Some(ix) = self.row_account(person) else { continue };
            let find = |name: &Option<String>| {
                let name = name.as_deref()?;
                self.named(Namespace::Id, id_key(&person.source, name))
                    .one()
                    .or_else(|| self.resolve_word(name).one())
                    .or_else(|| self.resolve_name(name).one())
            };
            let (manager, owner) = (find(&person.manager), find(&person.owner));
            let account = &mut self.accounts[ix.0 as usize];
            account.manager = account.manager.or(manager);
            account.owner = account.owner.or(owner);
        }
    }

    /// Who works tickets: holds them, solves them, writes work notes in them.
    fn mark_desk(&mut self, tickets: &[Ticket]) {
        let mut desk = BTreeSet::new();
        for ticket in tickets {
            let authors = ticket
                .journal
                .iter()
                .filter(|entry| entry.kind == EntryKind::WorkNote)
                .map(|entry| &entry.author);
            for party in [&ticket.agent, &ticket.resolved_by].into_iter().chain(authors) {
                if let Some(account) = self.resolve(&ticket.source, party).one() {
                    desk.insert(account);
                }
            }
        }
        let persons: BTreeSet<AccountIx> = desk.iter().map(|ix| self.account(*ix).person).collect();
        for account in &mut self.accounts {
            account.is_desk = persons.contains(&account.person);
        }
    }

    fn row_account(&self, person: &PersonRecord) -> Option<AccountIx> {
        person_names(person)
            .into_iter()
            .filter(|(namespace, _)| *namespace <= Namespace::Login)
            .find_map(|(namespace, name)| self.named(namespace, name).one())
    }
}

impl DirectoryRules {
    /// The login that an administrator's account is derived from, if its form says so.
    fn admin_base(&self, login: &str) -> Option<String> {
        let (local, domain) =
            login.split_once('@').map_or((login, None), |(local, domain)| (local, Some(domain)));
        let base =
            self.admin_prefixes.iter().find_map(|prefix| local.strip_prefix(prefix.as_str())).or_else(
                || self.admin_suffixes.iter().find_map(|suffix| local.strip_suffix(suffix.as_str())),
            )?;
        (base.chars().count() >= 3)
            .then(|| domain.map_or_else(|| base.to_owned(), |domain| format!("{base}@{domain}")))
    }

    fn tier(&self, account: &Account) -> Option<Tier> {
        let title = account.title.as_deref().unwrap_or("").to_lowercase();
        if account.user_type == Some(UserType::Service) {
            Some(Tier::Nhi)
        } else if self.executive_titles.iter().any(|word| title.starts_with(word.as_str())) {
            Some(Tier::Executive)
        } else if account
            .names
            .get(Namespace::Login.word())
            .into_iter()
            .flatten()
            .any(|login| self.admin_base(login).is_some_and(|_| self.is_marked_admin(login)))
        {
            Some(Tier::Privileged)
        } else {
            None
        }
    }

    /// Single letters such as `a-` also begin ordinary logins, so only the longer marks speak of rights.
    fn is_marked_admin(&self, login: &str) -> bool {
        let local = local_part(login);
        self.admin_prefixes.iter().any(|prefix| prefix.len() > 3 && local.starts_with(prefix.as_str()))
            || self.admin_suffixes.iter().any(|suffix| suffix.len() > 3 && local.ends_with(suffix.as_str()))
    }
}

/// Every distinct set of names under which events, tickets and verifications speak of somebody
/// by a login or an id. A display name alone makes no account.
///
/// Each comes with the display name as written, which the page shows.
fn mentions(input: &DirectoryInput<'_>) -> BTreeSet<(Vec<(Namespace, String)>, Option<String>)> {
    let mut found = BTreeSet::new();
    let mut add = |source: &str, party: &Party| {
        if party.id.is_some() || party.login.is_some() || party.email.is_some() {
            found.insert((names_of(source, party), party.display.clone()));
        }
    };
    for event in input.events {
        add(&event.source, &event.actor);
        if let Some(subject) = event.subject_party() {
            add(&event.source, subject);
        }
    }
    for ticket in input.tickets {
        for party in
            [&ticket.requester, &ticket.affected, &ticket.opened_by, &ticket.agent, &ticket.resolved_by]
        {
            add(&ticket.source, party);
        }
        for entry in &ticket.journal {
            add(&ticket.source, &entry.author);
        }
        for approval in &ticket.approvals {
            add(&ticket.source, &approval.approver);
        }
    }
    for record in input.verifications {
        add(&record.source, &record.subject);
        add(&record.source, &record.verifier);
    }
    found
}

/// The names a row of a people file gives.
fn person_names(person: &PersonRecord) -> Vec<(Namespace, String)> {
    let mut names = Vec::new();
    if let Some(id) = &person.native_id {
        names.push((Namespace::Id, id_key(&person.source, id)));
    }
    for login in [&person.login, &person.email, &person.sam_account].into_iter().flatten() {
        names.push((Namespace::Login, key(login)));
    }
    for short in [&person.sam_account, &person.employee_id].into_iter().flatten() {
        names.push((Namespace::Short, key(short)));
    }
    if let Some(display) = &person.display_name {
        names.push((Namespace::Display, person_key(display)));
    }
    names.retain(|(_, name)| !name.is_empty());
    names
}

/// Names on their way to becoming accounts: a union of all that share an id or a login.
#[derive(Default)]
struct Groups<'a> {
    groups: Vec<Group<'a>>,
    by_key: BTreeMap<(Namespace, String), usize>,
}

#[derive(Default)]
struct Group<'a> {
    names: BTreeSet<(Namespace, String)>,
    /// The product ids it has, by family: a second one of the same family is another account.
    ids: BTreeMap<String, String>,
    /// Display names as written.
    displays: BTreeSet<String>,
    rows: Vec<&'a PersonRecord>,
    because: Vec<String>,
    merged_into: Option<usize>,
}

impl<'a> Groups<'a> {
    fn add(
        &mut self,
        names: Vec<(Namespace, String)>,
        row: Option<&'a PersonRecord>,
        display: Option<String>,
    ) {
        let mut home: Option<usize> = None;
        for name in names.iter().filter(|(namespace, _)| *namespace <= Namespace::Login) {
            let Some(known) = self.by_key.get(name).map(|at| self.root(*at)) else { continue };
            home = match home {
                None if self.fits(known, &names) => Some(known),
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
            if let (Namespace::Id, Some((family, id))) = (name.0, name.1.split_once(':')) {
                self.groups[home].ids.entry(family.to_owned()).or_insert_with(|| id.to_owned());
            }
            self.groups[home].names.insert(name);
        }
        self.groups[home].rows.extend(row);
        self.groups[home].displays.extend(display.filter(|display| !display.contains('@')));
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(next) = self.groups[at].merged_into {
            at = next;
        }
        at
    }

    /// Whether these names may join a group: no second id of a product that has one there.
    fn fits(&self, group: usize, names: &[(Namespace, String)]) -> bool {
        names.iter().filter(|(namespace, _)| *namespace == Namespace::Id).all(|(_, name)| {
            name.split_once(':')
                .is_none_or(|(family, id)| self.groups[group].ids.get(family).is_none_or(|known| known == id))
        })
    }

    fn merge(&mut self, here: usize, other: usize, through: &(Namespace, String)) -> usize {
        let clash = self.groups[other]
            .ids
            .iter()
            .any(|(family, id)| self.groups[here].ids.get(family).is_some_and(|known| known != id));
        if clash {
            return here;
        }
        let (low, high) = (here.min(other), here.max(other));
        let moved = std::mem::take(&mut self.groups[high]);
        self.groups[high].merged_into = Some(low);
        let group = &mut self.groups[low];
        group.names.extend(moved.names);
        group.ids.extend(moved.ids);
        group.rows.extend(moved.rows);
        group.displays.extend(moved.displays);
        group.because.extend(moved.because);
        group.because.push(format!("one {}: {}", through.0.word(), through.1));
        low
    }

    fn into_accounts(self, rules: &DirectoryRules) -> Vec<Account> {
        let mut accounts: Vec<Account> = self
            .groups
            .into_iter()
            .filter(|group| group.merged_into.is_none())
            .map(|group| group.into_account(rules))
            .collect();
        accounts.sort_by(|a, b| (&a.label, &a.names).cmp(&(&b.label, &b.names)));
        for (ix, account) in (0..).map(AccountIx).zip(&mut accounts) {
            account.person = ix;
        }
        accounts
    }
}

impl Group<'_> {
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
            ..Account::default()
        };
        let locals: Vec<String> = self
            .names
            .iter()
            .filter(|(namespace, name)| *namespace == Namespace::Login && name.contains('@'))
            .map(|(_, name)| local_part(name).to_owned())
            .collect();
        self.names.extend(locals.into_iter().map(|local| (Namespace::Local, local)));
        for (namespace, name) in self.names {
            account.names.entry(namespace.word()).or_default().push(name);
        }
        let login = first_of(&self.rows).or_else(|| {
            let logins = account.names.get(Namespace::Login.word())?;
            logins.iter().find(|login| login.contains('@')).or(logins.first()).cloned()
        });
        if account.name.is_empty() {
            account.name = self.displays.pop_first().unwrap_or_default();
        }
        account.label = login
            .or_else(|| (!account.name.is_empty()).then(|| account.name.clone()))
            .or_else(|| account.names.values().flatten().next().cloned())
            .unwrap_or_default();
        account.tier = self.rows.iter().find_map(|row| row.tier).or_else(|| rules.tier(&account));
        account
    }
}

fn first_of(rows: &[&PersonRecord]) -> Option<String> {
    rows.iter().find_map(|row| row.login.as_deref().or(row.email.as_deref())).map(key)
}
