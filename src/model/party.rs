//! Who: parties as the sources name them, and people as a people file tells of them.

use compact_str::CompactString;

use super::origin::Origin;
use super::words::words;

/// An account in the directory, by its place in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountIx(pub u32);

/// Somebody or something as one record names it. Empty when it names nobody.
///
/// A source rarely has all of these; `display` alone proves nothing, because
/// names are shared. Most names are short: they stand in the party itself, without a place of their own in memory.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Party {
    /// The product's own immutable id (Okta `00u…`, ServiceNow `sys_id`).
    pub id: Option<CompactString>,
    /// Login, UPN or e-mail address as written.
    pub login: Option<CompactString>,
    /// E-mail address, where the record gives one beside the login.
    pub email: Option<CompactString>,
    /// Display name as written.
    pub display: Option<CompactString>,
    /// What the product calls its type (`User`, `ServicePrincipal`, `AppInstance`).
    pub native_kind: Option<CompactString>,
}

impl Party {
    /// Whether the record names nobody at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.login.is_none() && self.email.is_none() && self.display.is_none()
    }

    /// The most telling name: login, else e-mail, else display name, else id.
    #[must_use]
    pub fn label(&self) -> &str {
        [&self.login, &self.email, &self.display, &self.id]
            .into_iter()
            .flatten()
            .next()
            .map_or("", CompactString::as_str)
    }
}

words! {
    /// How much harm a stolen account of this kind does.
    pub enum Tier {
        /// An ordinary account.
        Standard = "standard",
        /// Holds administrative rights somewhere.
        Privileged = "privileged",
        /// A leader whose word moves money or people.
        Executive = "executive",
        /// A non-human identity.
        Nhi = "nhi",
    }
}

words! {
    /// What sort of identity a people file says it is.
    pub enum UserType {
        /// On the payroll.
        Employee = "employee",
        /// From another company.
        Contractor = "contractor",
        /// A program, a token, a robot.
        Service = "service",
        /// Used by several people.
        Shared = "shared",
        /// Anything else.
        Other = "other",
    }
}

/// One row of a people file.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct PersonRecord {
    /// Where the row stands.
    pub origin: Origin,
    /// The source that it was read as.
    pub source: String,
    /// Ids by which exports refer to this row (a `sys_id`).
    pub native_id: Option<String>,
    /// Further ids of the same account (the distinguished name beside the SID).
    pub more_ids: Vec<String>,
    /// Employee number.
    pub employee_id: Option<String>,
    /// Primary login.
    pub login: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Display name.
    pub display_name: Option<String>,
    /// `sAMAccountName` or other short name.
    pub sam_account: Option<String>,
    /// Sort of identity.
    pub user_type: Option<UserType>,
    /// Job title.
    pub title: Option<String>,
    /// Tier, if the file says one.
    pub tier: Option<Tier>,
    /// Login (or native id) of the manager.
    pub manager: Option<String>,
    /// Logins of further accounts of the same person.
    pub alt_accounts: Vec<String>,
    /// Login of the person who answers for this (service) account.
    pub owner: Option<String>,
}
