//! One account: names, role, and where and with what its holder signs in.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::super::lore::Lore;
use super::super::rng::Rng;
use super::{AccountNo, login_name, sam_name};
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
    /// Name in the identity provider.
    pub(in crate::simulate) display: String,
    /// Name in the help desk.
    pub(in crate::simulate) desk_name: String,
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
            display: String::new(),
            desk_name: String::new(),
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
        let ip = [192, 0, 2, 10 + 120 * (self.office as u8 & 1) + (self.number % 4) as u8];
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
    logins: BTreeMap<String, usize>,
    shorts: BTreeMap<String, usize>,
    displays: BTreeSet<String>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(lore: &'a Lore, rng: &'a mut Rng) -> Self {
        Self {
            lore,
            rng,
            accounts: Vec::new(),
            logins: BTreeMap::new(),
            shorts: BTreeMap::new(),
            displays: BTreeSet::new(),
        }
    }

    pub(super) fn okta_id(&mut self) -> String {
        format!("00u{}", self.rng.base62(17))
    }

    /// Adds one person of a role; every second homonym takes the name of the one before.
    pub(super) fn person(&mut self, role: Role, nth: usize) {
        let (given, family) = match self.accounts.last() {
            Some(before) if role == Role::Homonym && nth % 2 == 1 => {
                (before.given.clone(), before.family.clone())
            }
            _ => self.fresh_name(),
        };
        let number = self.accounts.len();
        let office = match role {
            Role::Agent | Role::Executive | Role::Manager | Role::Engineer => {
                nth % self.lore.places.office.len()
            }
            _ => self.rng.weighted(&[3.0, 2.0]).min(self.lore.places.office.len() - 1),
        };
        let places = &self.lore.places.office[office];
        let site = Site::Home {
            office,
            home: self.rng.below(places.homes.len()),
            carrier: self.rng.below(places.carriers.len()),
        };
        let account = Account {
            okta_id: self.okta_id(),
            sys_id: self.rng.hex(32),
            employee_id: format!("{}", 100_000 + number * 7 + self.rng.below(7)),
            title: self.title(role),
            tier: tier(role),
            user_type: if role == Role::Contractor { UserType::Contractor } else { UserType::Employee },
            phone: format!("+1 555 01{:02} {:04}", number / 10_000 % 100, (number * 7919 + 1234) % 10_000),
            role,
            office,
            site,
            device: (DeviceKind::Desktop, self.rng.below(self.lore.devices.desktop.len())),
            mobile: self.rng.below(self.lore.devices.mobile.len()),
            number,
            ..self.named(&given, &family, role)
        };
        self.accounts.push(account);
    }

    /// Names of the person in all systems.
    fn named(&mut self, given: &str, family: &str, role: Role) -> Account {
        let domain = &self.lore.estate.domain;
        let numbered = |seen: &mut BTreeMap<String, usize>, name: String| {
            let times = seen.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 1 { name } else { format!("{name}{times}") }
        };
        let base = login_name(given, family);
        let local =
            numbered(&mut self.logins, if role == Role::Contractor { format!("ext-{base}") } else { base });
        let sam = numbered(&mut self.shorts, sam_name(given, family));
        let login = format!("{local}@{domain}");
        let display = format!("{given} {family}");
        let mut account = Account {
            email: login.clone(),
            desk_name: display.clone(),
            given: given.to_owned(),
            family: family.to_owned(),
            login,
            display,
            sam,
            ..Account::nobody()
        };
        if role == Role::Renamed {
            // The new name stands in the identity provider; help desk and mail keep the old one.
            let new_family = self.rng.pick(&self.lore.names.family).clone();
            let renamed = numbered(&mut self.logins, login_name(given, &new_family));
            account.login = format!("{renamed}@{domain}");
            account.display = format!("{given} {new_family}");
        }
        account
    }

    /// A name that nobody has yet, as long as there are such.
    fn fresh_name(&mut self) -> (String, String) {
        let names = &self.lore.names;
        let mut drawn = (String::new(), String::new());
        for _ in 0..40 {
            drawn = (self.rng.pick(&names.given).clone(), self.rng.pick(&names.family).clone());
            if self.displays.insert(format!("{} {}", drawn.0, drawn.1)) {
                break;
            }
        }
        drawn
    }

    fn title(&mut self, role: Role) -> String {
        let names = &self.lore.names;
        let list = match role {
            Role::Executive => &names.executive_titles,
            Role::Manager => &names.manager_titles,
            Role::Agent => &names.desk_titles,
            Role::Engineer | Role::Admin => &names.admin_titles,
            Role::PeopleStaff => &names.people_titles,
            _ => &names.titles,
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

/// Lower-case ASCII letters of a name: accents dropped, a few letters spelled out.
pub(super) fn spelled_in_ascii(name: &str) -> String {
    let spelled = |letter: char| match letter {
        'ß' => "ss".to_owned(),
        'ø' => "o".to_owned(),
        'ł' => "l".to_owned(),
        'ı' => "i".to_owned(),
        other => other.to_string(),
    };
    name.to_lowercase()
        .nfd()
        .flat_map(|letter| spelled(letter).chars().collect::<Vec<_>>())
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

pub(super) fn short_name(given: &str, family: &str) -> String {
    given.chars().take(1).chain(family.chars().take(7)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_logins_without_accents() {
        assert_eq!(spelled_in_ascii("Sørensen"), "sorensen");
        assert_eq!(spelled_in_ascii("Jürgen"), "jurgen");
        assert_eq!(spelled_in_ascii("O'Connell"), "oconnell");
        assert_eq!(short_name("ada", "zimmermann"), "azimmerm");
    }
}
