//! One account: names, role, and where and with what its holder signs in.

use std::collections::{BTreeMap, BTreeSet};

use super::super::lore::{Accents, Lore, Order};
use super::super::rng::Rng;
use super::AccountNo;
use super::naming::{
    Conventions, Person, Shown, drawn, login_name, sam_name, spelled_in_ascii, without_accents,
};
use crate::model::{Tier, UserType};

/// What an account's holder is in the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::simulate) enum Role {
    Staff,
    Executive,
    Manager,
    Agent,
    /// Second level: works tickets with higher rights.
    Engineer,
    /// Administers, and never works a ticket.
    Admin,
    /// Privileged without being an administrator.
    Trusted,
    PeopleStaff,
    Contractor,
    /// Shares the display name with the next of this role.
    Homonym,
    /// Called differently in identity provider and help desk.
    Renamed,
    /// Starts during the period.
    Joiner,
    /// An administrator's second account.
    Twin,
    /// An account that several agents use.
    Shared,
    Service,
    /// An account through which a program acts on others.
    Program,
}

/// Where somebody signs in from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Site {
    Home { office: usize, home: usize, carrier: usize },
    Office(usize),
    Abroad(usize),
    Cloud,
}

/// Which list of devices one is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum DeviceKind {
    Desktop,
    Mobile,
    Stranger,
    Program,
}

/// Address, place and device of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) struct Client {
    pub(in crate::simulate) ip: [u8; 4],
    pub(in crate::simulate) site: Site,
    pub(in crate::simulate) device: (DeviceKind, usize),
}

impl Client {
    /// The address in dots.
    pub(in crate::simulate) fn address(&self) -> String {
        self.ip.map(|part| part.to_string()).join(".")
    }
}

/// One account.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Account {
    pub(in crate::simulate) okta_id: String,
    pub(in crate::simulate) sys_id: String,
    pub(in crate::simulate) login: String,
    pub(in crate::simulate) email: String,
    pub(in crate::simulate) given: String,
    pub(in crate::simulate) family: String,
    /// The first name that people use.
    pub(in crate::simulate) called: String,
    /// Names in a script of their own: family and given name.
    pub(in crate::simulate) own_script: Option<(String, String)>,
    /// Name in the identity provider.
    pub(in crate::simulate) display: String,
    /// Name in the help desk, and its parts there.
    pub(in crate::simulate) desk_name: String,
    pub(in crate::simulate) desk_given: String,
    pub(in crate::simulate) desk_family: String,
    /// Name in the register of people.
    pub(in crate::simulate) people_name: String,
    pub(in crate::simulate) sam: String,
    pub(in crate::simulate) employee_id: String,
    pub(in crate::simulate) role: Role,
    pub(in crate::simulate) tier: Tier,
    pub(in crate::simulate) user_type: UserType,
    pub(in crate::simulate) title: String,
    pub(in crate::simulate) office: usize,
    pub(in crate::simulate) phone: String,
    pub(in crate::simulate) manager: Option<AccountNo>,
    /// The person behind a second account.
    pub(in crate::simulate) of_person: Option<AccountNo>,
    pub(in crate::simulate) owner: Option<AccountNo>,
    pub(super) site: Site,
    pub(super) device: (DeviceKind, usize),
    pub(super) mobile: usize,
    pub(super) number: usize,
}

impl Account {
    pub(super) fn nobody() -> Self {
        Self {
            okta_id: String::new(),
            sys_id: String::new(),
            login: String::new(),
            email: String::new(),
            given: String::new(),
            family: String::new(),
            called: String::new(),
            own_script: None,
            display: String::new(),
            desk_name: String::new(),
            desk_given: String::new(),
            desk_family: String::new(),
            people_name: String::new(),
            sam: String::new(),
            employee_id: String::new(),
            role: Role::Staff,
            tier: Tier::Standard,
            user_type: UserType::Employee,
            title: String::new(),
            office: 0,
            phone: String::new(),
            manager: None,
            of_person: None,
            owner: None,
            site: Site::Cloud,
            device: (DeviceKind::Desktop, 0),
            mobile: 0,
            number: 0,
        }
    }

    /// At home, with the laptop; a program in its cloud.
    pub(in crate::simulate) fn at_home(&self) -> Client {
        let [high, low] = [(self.number >> 8) as u8, self.number as u8];
        let ip = match self.site {
            Site::Cloud => [192, 0, 2, 200],
            _ => [198, 18 + ((self.number >> 16) & 1) as u8, high, low],
        };
        Client { ip, site: self.site, device: self.device }
    }

    /// In the office, with the laptop.
    pub(in crate::simulate) fn at_office(&self) -> Client {
        if self.site == Site::Cloud {
            return self.at_home();
        }
        let ip = [192, 0, 2, 10 + 30 * (self.office as u8 % 6) + (self.number % 4) as u8];
        Client { ip, site: Site::Office(self.office), device: self.device }
    }

    /// At home, with the phone.
    pub(in crate::simulate) fn on_phone(&self) -> Client {
        Client { device: (DeviceKind::Mobile, self.mobile), ..self.at_home() }
    }
}

/// Makes accounts with unique names.
pub(super) struct Draft<'a> {
    pub(super) lore: &'a Lore,
    pub(super) rng: &'a mut Rng,
    pub(super) accounts: Vec<Account>,
    pub(super) conventions: Conventions,
    /// The offices of agents, in the order in which agents are hired.
    desks: Vec<usize>,
    last: Person,
    logins: BTreeMap<String, usize>,
    shorts: BTreeMap<String, usize>,
    taken: BTreeSet<String>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(lore: &'a Lore, rng: &'a mut Rng) -> Self {
        let offices = &lore.places.office;
        let rounds = offices.iter().map(|office| office.agents).max().unwrap_or(1);
        let desks = (0..rounds)
            .flat_map(|round| (0..offices.len()).filter(move |no| offices[*no].agents > round))
            .collect();
        let conventions = Conventions::draw(lore, rng);
        Self {
            lore,
            rng,
            accounts: Vec::new(),
            conventions,
            desks,
            last: Person::default(),
            logins: BTreeMap::new(),
            shorts: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    pub(super) fn okta_id(&mut self) -> String {
        format!("00u{}", self.rng.base62(17))
    }

    /// Adds one person of a role; every second homonym takes the name and office of the one before.
    pub(super) fn person(&mut self, role: Role, nth: usize) {
        let number = self.accounts.len();
        let twin = self
            .accounts
            .last()
            .filter(|_| role == Role::Homonym && nth % 2 == 1)
            .map(|before| before.office);
        let office = twin.unwrap_or_else(|| self.office_of(role, nth));
        if twin.is_none() {
            self.last = self.fresh_person(office, role);
        }
        let person = self.last.clone();
        let places = &self.lore.places.office[office];
        let site = Site::Home {
            office,
            home: self.rng.below(places.homes.len()),
            carrier: self.rng.below(places.carriers.len()),
        };
        let employee_id = format!("{}", 100_000 + number * 7 + self.rng.below(7));
        let account = Account {
            okta_id: self.okta_id(),
            sys_id: self.rng.hex(32),
            title: self.title(role),
            tier: tier(role),
            user_type: if role == Role::Contractor { UserType::Contractor } else { UserType::Employee },
            phone: format!("{}{:04}", places.phone, (number * 7919 + 1234) % 10_000),
            role,
            office,
            site,
            device: (DeviceKind::Desktop, self.rng.below(self.lore.devices.desktop.len())),
            mobile: self.rng.below(self.lore.devices.mobile.len()),
            number,
            ..self.named(&person, role, nth, &employee_id)
        };
        self.accounts.push(account);
    }

    fn office_of(&mut self, role: Role, nth: usize) -> usize {
        match role {
            Role::Agent => self.desks[nth % self.desks.len()],
            // The two largest offices.
            Role::Executive | Role::Engineer => nth % self.lore.places.office.len().min(2),
            Role::Manager => nth % self.lore.places.office.len(),
            _ => {
                let shares: Vec<f64> = self.lore.places.office.iter().map(|office| office.share).collect();
                self.rng.weighted(&shares)
            }
        }
    }

    /// Names of the person in all systems.
    fn named(&mut self, person: &Person, role: Role, nth: usize, employee_id: &str) -> Account {
        let logins = self.logins_of(person, role, nth, employee_id);
        let shares = &self.lore.estate.naming.share;
        let plain = role == Role::Homonym;
        let mut share = |probability: f64| !plain && self.rng.chance(probability);
        let nickname = |used: bool| person.nickname.clone().filter(|_| used).unwrap_or(person.given.clone());
        let identity_given = nickname(share(shares.nickname_in_identity));
        let desk_given = nickname(share(shares.nickname_in_desk));
        let one_in_identity = share(shares.first_surname_only);
        let one_in_desk = !one_in_identity && share(shares.first_surname_only);
        let surnames = |one: bool| if one { person.family.clone() } else { person.surnames() };
        let middle = person.middle.filter(|_| share(shares.initial_in_desk));
        let accents = self.conventions.accents;
        let kept = |name: &str, by: &[Accents]| {
            if by.contains(&accents) { name.to_owned() } else { without_accents(name) }
        };
        let in_identity = |name: &str| kept(name, &[Accents::All, Accents::Identity]);
        let in_desk = |name: &str| kept(name, &[Accents::All, Accents::Desk]);
        let identity = Shown::new(
            &in_identity(&identity_given),
            &in_identity(&surnames(one_in_identity)),
            self.conventions.identity,
            None,
        );
        let own_script =
            person.own_script.clone().filter(|_| matches!(accents, Accents::All | Accents::Desk));
        let desk = own_script.as_ref().map(Shown::in_own_script).unwrap_or_else(|| {
            Shown::new(&in_desk(&desk_given), &in_desk(&surnames(one_in_desk)), self.conventions.desk, middle)
        });
        let formal = self.conventions.people == Order::Formal;
        let people = Shown::new(
            &person.given,
            &person.surnames(),
            self.conventions.people,
            person.middle.filter(|_| formal),
        );
        let mut account = Account {
            given: person.given.clone(),
            family: person.family.clone(),
            called: person.nickname.clone().unwrap_or(person.given.clone()),
            own_script: person.own_script.clone(),
            display: identity.whole,
            desk_name: desk.whole,
            desk_given: desk.given,
            desk_family: desk.family,
            people_name: people.whole,
            employee_id: employee_id.to_owned(),
            ..logins
        };
        if role == Role::Renamed {
            self.rename(&mut account, person, nth);
        }
        account
    }

    /// Login, mail address and short name.
    fn logins_of(&mut self, person: &Person, role: Role, nth: usize, employee_id: &str) -> Account {
        let shares = &self.lore.estate.naming.share;
        let domain = &self.lore.estate.domain;
        let umlauts = self.rng.chance(shares.umlaut_spelled_out);
        let [given, family] = [&person.given, &person.family].map(|name| spelled_in_ascii(name, umlauts));
        let address = numbered(&mut self.logins, format!("{given}.{family}"));
        let mut local = address.clone();
        if self.conventions.login != super::super::lore::LoginForm::GivenFamily {
            local = numbered(&mut self.logins, login_name(&given, &family, self.conventions.login));
        }
        let mut email = format!("{address}@{domain}");
        let mut login = format!("{local}@{domain}");
        if role == Role::Contractor {
            let external = self.rng.chance(shares.external_login);
            local = format!("{}{local}", ["ext-", "c-"][nth % 2]);
            login = format!("{local}@{domain}");
            email = login.clone();
            if external {
                email = format!("{address}@quayside.example");
                login = format!("{address}_quayside.example#EXT#@{domain}");
            }
        } else if role == Role::Staff && self.rng.chance(shares.number_login) {
            local = employee_id.to_owned();
            login = format!("{local}@{domain}");
        }
        let short = sam_name(&given, &family, &local, self.accounts.len(), self.conventions.sam);
        let sam = if local == employee_id { local } else { numbered(&mut self.shorts, short) };
        Account { login, email, sam, ..Account::nobody() }
    }

    /// A new family name, which only the identity provider knows, or only desk and register.
    fn rename(&mut self, account: &mut Account, person: &Person, nth: usize) {
        let culture = self.culture(0);
        let fresh = self.rng.pick(&self.lore.names.culture[&culture].family);
        let new_family = fresh.split(' ').next().unwrap_or(fresh).to_owned();
        if nth % 2 == 0 {
            let [given, family] = [&person.given, &new_family].map(|name| spelled_in_ascii(name, false));
            let local = numbered(&mut self.logins, login_name(&given, &family, self.conventions.login));
            account.login = format!("{local}@{}", self.lore.estate.domain);
            account.display = Shown::new(&person.given, &new_family, self.conventions.identity, None).whole;
        } else {
            let desk = Shown::new(&person.given, &new_family, self.conventions.desk, None);
            account.desk_name = desk.whole;
            account.desk_given = desk.given;
            account.desk_family = desk.family;
            account.people_name = Shown::new(&person.given, &new_family, self.conventions.people, None).whole;
            account.family = new_family;
        }
    }

    fn culture(&mut self, office: usize) -> String {
        drawn(&self.lore.places.office[office].cultures, self.rng)
    }

    /// Names that nobody has yet, as long as there are such; of homonyms simple ones.
    fn fresh_person(&mut self, office: usize, role: Role) -> Person {
        let names = &self.lore.names;
        let mut drawn = Person::default();
        for _ in 0..60 {
            let culture = self.culture(office);
            drawn = Person::of_culture(&names.culture[&culture], &names.nicknames, self.rng);
            if role == Role::Homonym {
                drawn = Person { given: drawn.given, family: drawn.family, ..Person::default() };
            }
            let family = spelled_in_ascii(&drawn.family, false);
            let forms = [Some(&drawn.given), drawn.nickname.as_ref()]
                .map(|given| given.map(|given| format!("{} {family}", spelled_in_ascii(given, false))));
            if forms.iter().flatten().all(|form| !self.taken.contains(form)) {
                self.taken.extend(forms.into_iter().flatten());
                break;
            }
        }
        drawn
    }

    fn title(&mut self, role: Role) -> String {
        let titles = &self.lore.names.titles;
        let list = match role {
            Role::Executive => &titles.executive,
            Role::Manager => &titles.manager,
            Role::Agent => &titles.desk,
            Role::Engineer | Role::Admin => &titles.admin,
            Role::PeopleStaff => &titles.people,
            _ => &titles.staff,
        };
        self.rng.pick(list).clone()
    }
}

fn tier(role: Role) -> Tier {
    match role {
        Role::Executive => Tier::Executive,
        Role::Engineer | Role::Admin | Role::Trusted | Role::Agent => Tier::Privileged,
        _ => Tier::Standard,
    }
}

/// The name, with a number from its second use on.
pub(super) fn numbered(seen: &mut BTreeMap<String, usize>, name: String) -> String {
    let times = seen.entry(name.clone()).or_insert(0);
    *times += 1;
    if *times == 1 { name } else { format!("{name}{times}") }
}
