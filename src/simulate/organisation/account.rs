//! One account: names, role, and where and with what its holder signs in.

use super::AccountNo;
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
    /// The family names there.
    pub(super) people_surnames: String,
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
            people_surnames: String::new(),
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
