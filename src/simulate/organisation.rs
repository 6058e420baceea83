//! The people, their accounts, devices and networks, and the desk.

mod account;
mod agents;
mod draft;
mod naming;

use std::collections::BTreeMap;

use super::SimulateSettings;
use super::lore::Lore;
use super::rng::Rng;
use crate::model::{Tier, UserType};

pub(super) use account::{Account, Client, DeviceKind, Role, Site};
pub(super) use agents::{Habit, Voice};
use draft::Draft;
pub(super) use naming::spelled_in_ascii;

/// An account, by its place in the organisation.
pub(super) type AccountNo = usize;

/// Everybody and everything with an account.
#[derive(Debug)]
pub(super) struct Organisation {
    pub(super) accounts: Vec<Account>,
    /// Accounts by role, in order.
    by_role: BTreeMap<Role, Vec<AccountNo>>,
    /// The same by office; a list too short to choose from is left out.
    by_office: BTreeMap<(Role, usize), Vec<AccountNo>>,
    /// Accounts with rights that a reset puts at risk: administrators and trusted staff.
    pub(super) privileged: Vec<AccountNo>,
    /// Staff whose names are not the same everywhere.
    marked: BTreeMap<Mark, Vec<AccountNo>>,
    /// Habits of agents and engineers.
    pub(super) habits: BTreeMap<AccountNo, Habit>,
    /// The desk's teams and those it hands over to: name and id.
    pub(super) groups: Vec<(String, String)>,
    pub(super) programs: Programs,
}

/// What is peculiar about somebody's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Is called by another name than the official one.
    Nickname,
    /// Has a name in a script of its own.
    OwnScript,
    TwoSurnames,
    /// Has letters that some system drops.
    Accents,
    /// Signs in with the employee number.
    NumberLogin,
    /// Signs in as a guest of another company.
    Guest,
}

impl Mark {
    const ALL: [Mark; 6] =
        [Mark::Nickname, Mark::OwnScript, Mark::TwoSurnames, Mark::Accents, Mark::NumberLogin, Mark::Guest];

    fn is_on(self, account: &Account) -> bool {
        let staff = account.role == Role::Staff;
        match self {
            Mark::Nickname => staff && account.called != account.given,
            Mark::OwnScript => staff && account.own_script.is_some(),
            Mark::TwoSurnames => staff && account.people_surnames.contains(' '),
            Mark::Accents => staff && !(account.given.is_ascii() && account.family.is_ascii()),
            Mark::NumberLogin => account.login.split('@').next() == Some(&account.employee_id),
            Mark::Guest => account.login.contains("#EXT#"),
        }
    }
}

/// The accounts through which programs act.
#[derive(Debug, Clone, Copy)]
pub(super) struct Programs {
    pub(super) integration: AccountNo,
    pub(super) workflow: AccountNo,
    pub(super) verifier: AccountNo,
    pub(super) hr_feed: AccountNo,
}

/// How many there are of each role; about one in fifteen works at the desk of a small
/// organisation, one in forty of a large one.
struct Numbers {
    executives: usize,
    managers: usize,
    agents: usize,
    engineers: usize,
    admins: usize,
    trusted: usize,
    people_staff: usize,
    contractors: usize,
    homonyms: usize,
    renamed: usize,
    joiners: usize,
    services: usize,
}

impl Numbers {
    fn of(people: usize) -> Self {
        Self {
            executives: 4 + people / 100,
            managers: people / 14,
            agents: 8 + people / 40,
            engineers: 1 + people / 120,
            admins: 3 + people / 60,
            trusted: 2 + people / 60,
            people_staff: 1 + people / 150,
            contractors: people / 14,
            homonyms: 2 * (1 + people / 120),
            renamed: 2 + people / 150,
            joiners: 1 + people / 60,
            services: 10 + people / 60,
        }
    }
}

impl Organisation {
    /// Invents everybody. People first, in the number asked for, then second accounts, services and programs.
    pub(super) fn invent(settings: &SimulateSettings, lore: &Lore) -> Self {
        let mut rng = Rng::for_part(settings.seed, "people", 0);
        let numbers = Numbers::of(settings.people);
        let mut draft = Draft::new(lore, &mut rng);
        let roles = [
            (Role::Executive, numbers.executives),
            (Role::Manager, numbers.managers),
            (Role::Agent, numbers.agents),
            (Role::Engineer, numbers.engineers),
            (Role::Admin, numbers.admins),
            (Role::Trusted, numbers.trusted),
            (Role::PeopleStaff, numbers.people_staff),
            (Role::Contractor, numbers.contractors),
            (Role::Homonym, numbers.homonyms),
            (Role::Renamed, numbers.renamed),
            (Role::Joiner, numbers.joiners),
        ];
        for (role, count) in roles {
            for nth in 0..count {
                draft.person(role, nth);
            }
        }
        for nth in draft.accounts.len()..settings.people {
            draft.person(Role::Staff, nth);
        }
        draft.managers();
        draft.second_accounts();
        let programs = draft.programs(numbers.services);
        let mut accounts = draft.accounts;
        if lore.products.identity.has_short_logins() {
            for account in &mut accounts {
                account.login.clone_from(&account.sam);
            }
        }
        Self::assembled(accounts, programs, lore, &mut rng)
    }

    fn assembled(accounts: Vec<Account>, programs: Programs, lore: &Lore, rng: &mut Rng) -> Self {
        let mut by_role: BTreeMap<Role, Vec<AccountNo>> = BTreeMap::new();
        let mut by_office: BTreeMap<(Role, usize), Vec<AccountNo>> = BTreeMap::new();
        for (no, account) in accounts.iter().enumerate() {
            by_role.entry(account.role).or_default().push(no);
            by_office.entry((account.role, account.office)).or_default().push(no);
        }
        by_office.retain(|(role, _), list| list.len() >= if *role == Role::Staff { 6 } else { 1 });
        let of = |role| by_role.get(&role).into_iter().flatten().copied();
        let privileged = of(Role::Admin).chain(of(Role::Trusted)).collect();
        let estate = &lore.estate;
        let groups = estate
            .desk_groups
            .iter()
            .chain([&estate.engineering_group])
            .chain(&estate.other_groups)
            .map(|name| (name.clone(), rng.hex(32)))
            .collect();
        let with = |mark: Mark| (0..accounts.len()).filter(|no| mark.is_on(&accounts[*no])).collect();
        let marked = Mark::ALL.into_iter().map(|mark| (mark, with(mark))).collect();
        let habits = agents::habits(&accounts, &by_role, lore, rng);
        Self { accounts, by_role, by_office, privileged, marked, habits, groups, programs }
    }

    /// The accounts of one role.
    pub(super) fn of(&self, role: Role) -> &[AccountNo] {
        self.by_role.get(&role).map_or(&[], Vec::as_slice)
    }

    /// The accounts of one role at an office, or all of that role where there are too few.
    pub(super) fn near(&self, role: Role, office: usize) -> &[AccountNo] {
        self.by_office.get(&(role, office)).map_or_else(|| self.of(role), Vec::as_slice)
    }

    /// The team that the desk escalates to, by its place in `groups`.
    pub(super) fn engineering(&self, lore: &Lore) -> usize {
        lore.estate.desk_groups.len()
    }

    /// People with a peculiarity; any staff where nobody has it.
    pub(super) fn marked(&self, mark: Mark) -> &[AccountNo] {
        self.marked.get(&mark).filter(|list| !list.is_empty()).map_or(self.of(Role::Staff), Vec::as_slice)
    }

    /// Somebody else who is called like the holder of this account.
    pub(super) fn namesake(&self, account: AccountNo) -> Option<AccountNo> {
        let this = &self.accounts[account];
        (0..self.accounts.len()).find(|no| {
            let other = &self.accounts[*no];
            *no != account
                && other.of_person.is_none()
                && (&other.given, &other.family) == (&this.given, &this.family)
        })
    }

    /// Whether a login begins so, before its `@`.
    pub(super) fn has_login(&self, local: &str) -> bool {
        self.accounts
            .iter()
            .any(|account| account.login.split('@').next() == Some(local) || account.sam == local)
    }

    /// The person who may approve for an account: the manager, or the owner of a program.
    pub(super) fn approver_for(&self, account: AccountNo) -> AccountNo {
        let this = &self.accounts[account];
        let person = this.of_person.unwrap_or(account);
        this.owner.or(self.accounts[person].manager).unwrap_or(person)
    }
}

impl Draft<'_> {
    /// Gives everybody a manager: staff a manager of their office, managers an executive, executives the first one.
    fn managers(&mut self) {
        let of = |role: Role, accounts: &[Account]| -> Vec<AccountNo> {
            (0..accounts.len()).filter(|no| accounts[*no].role == role).collect()
        };
        let (bosses, leads) = (of(Role::Executive, &self.accounts), of(Role::Manager, &self.accounts));
        for no in 0..self.accounts.len() {
            let manager = match self.accounts[no].role {
                Role::Executive if no == bosses[0] => continue,
                Role::Executive => bosses[0],
                Role::Manager => *self.rng.pick(&bosses),
                _ => {
                    let office = self.accounts[no].office;
                    let near: Vec<_> =
                        leads.iter().copied().filter(|lead| self.accounts[*lead].office == office).collect();
                    // One manager has a team of neighbours, not of random people.
                    *near.get(no * near.len() / self.accounts.len()).unwrap_or(&leads[0])
                }
            };
            self.accounts[no].manager = Some(manager);
        }
    }

    /// Every administrator has a second account for the work that needs rights.
    fn second_accounts(&mut self) {
        for no in 0..self.accounts.len() {
            if self.accounts[no].role != Role::Admin {
                continue;
            }
            let person = self.accounts[no].clone();
            let domain = &self.lore.estate.domain;
            let local = person.login.split('@').next().unwrap_or(&person.login);
            let sam = self.conventions.admin.replace("{sam}", &person.sam).replace("{local}", local);
            let twin = Account {
                okta_id: self.okta_id(),
                sys_id: self.rng.hex(32),
                login: format!("{sam}@{domain}"),
                email: person.email.clone(),
                sam,
                role: Role::Twin,
                of_person: Some(no),
                display: format!("{} (admin)", person.display),
                desk_name: format!("{} (admin)", person.desk_name),
                people_name: format!("{} (admin)", person.people_name),
                ..person
            };
            self.accounts.push(twin);
        }
    }

    fn programs(&mut self, services: usize) -> Programs {
        let lore = self.lore;
        let owners: Vec<AccountNo> = (0..self.accounts.len())
            .filter(|no| matches!(self.accounts[*no].role, Role::Admin | Role::Trusted))
            .collect();
        for nth in 0..services {
            let kinds = &lore.estate.services;
            let base = &kinds[nth % kinds.len()];
            let round = nth / kinds.len();
            let suffix = if round == 0 { String::new() } else { format!("-{}", round + 1) };
            let owner = *self.rng.pick(&owners);
            self.program(&format!("{}{suffix}", base.login), &base.name, Role::Service, Some(owner));
        }
        let estate = &lore.estate;
        let owner = owners.first().copied();
        for shared in &estate.shared {
            self.program(&shared.login, &shared.name, Role::Shared, owner);
        }
        let mut add = |program: &super::lore::Program| {
            self.program(&program.login, &program.name, Role::Program, owner);
            self.accounts.len() - 1
        };
        Programs {
            integration: add(&estate.integration),
            workflow: add(&estate.workflow),
            verifier: add(&estate.verifier),
            hr_feed: add(&estate.hr_feed),
        }
    }

    fn program(&mut self, login: &str, name: &str, role: Role, owner: Option<AccountNo>) {
        // Services are applications in Okta, programs that act are users.
        let prefix = if role == Role::Service { "0oa" } else { "00u" };
        let account = Account {
            okta_id: format!("{prefix}{}", self.rng.base62(17)),
            sys_id: self.rng.hex(32),
            login: format!("{login}@{}", self.lore.estate.domain),
            email: format!("{login}@{}", self.lore.estate.domain),
            given: name.to_owned(),
            family: String::new(),
            display: name.to_owned(),
            called: name.to_owned(),
            desk_name: name.to_owned(),
            desk_given: name.to_owned(),
            people_name: name.to_owned(),
            sam: login.to_owned(),
            role,
            tier: Tier::Nhi,
            user_type: if role == Role::Shared { UserType::Shared } else { UserType::Service },
            owner,
            site: Site::Cloud,
            device: (DeviceKind::Program, 0),
            ..Account::nobody()
        };
        self.accounts.push(account);
    }
}
