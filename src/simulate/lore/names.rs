//! Names of people, and how an organisation's systems write them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `names.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Names {
    pub(in crate::simulate) culture: BTreeMap<String, Culture>,
    pub(in crate::simulate) nicknames: BTreeMap<String, Vec<String>>,
    pub(in crate::simulate) titles: Titles,
}

/// The names of one culture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Culture {
    pub(in crate::simulate) given: Vec<String>,
    pub(in crate::simulate) family: Vec<String>,
    #[serde(default)]
    pub(in crate::simulate) two_surnames: f64,
    #[serde(default)]
    pub(in crate::simulate) hyphenated: f64,
    #[serde(default)]
    pub(in crate::simulate) middle: f64,
    #[serde(default)]
    pub(in crate::simulate) family_first: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Titles {
    pub(in crate::simulate) staff: Vec<String>,
    pub(in crate::simulate) manager: Vec<String>,
    pub(in crate::simulate) executive: Vec<String>,
    pub(in crate::simulate) admin: Vec<String>,
    pub(in crate::simulate) desk: Vec<String>,
    pub(in crate::simulate) people: Vec<String>,
}

/// How a name is put together for display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulate) enum Order {
    /// `Robert Clarke`
    #[default]
    FirstLast,
    /// `Clarke, Robert`
    LastFirst,
    /// `CLARKE, Robert`
    UpperLastFirst,
    /// `R. Clarke`
    FirstInitialLast,
    /// `Clarke, Robert T.`, with all names that a register knows
    Formal,
}

/// How a login is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulate) enum LoginForm {
    /// `robert.clarke`
    #[default]
    GivenFamily,
    /// `rclarke`
    InitialFamily,
    /// `clarker`
    FamilyInitial,
}

/// How a short account name is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulate) enum SamForm {
    /// First letter and at most seven of the family name.
    #[default]
    Short,
    /// The login, cut to the 20 characters that Active Directory allows.
    CutLogin,
    /// Four letters of the family name and a number.
    FamilyNumber,
}

/// Which systems keep accents and other scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::simulate) enum Accents {
    #[default]
    All,
    Desk,
    Identity,
    None,
}

/// Habits of organisations, each with its weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Naming {
    pub(in crate::simulate) identity: BTreeMap<Order, f64>,
    pub(in crate::simulate) desk: BTreeMap<Order, f64>,
    pub(in crate::simulate) people: BTreeMap<Order, f64>,
    pub(in crate::simulate) login: BTreeMap<LoginForm, f64>,
    pub(in crate::simulate) sam: BTreeMap<SamForm, f64>,
    pub(in crate::simulate) accents: BTreeMap<Accents, f64>,
    pub(in crate::simulate) admin: BTreeMap<String, f64>,
    pub(in crate::simulate) share: Shares,
}

/// Shares of people whose names differ between systems.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Shares {
    pub(in crate::simulate) nickname_in_identity: f64,
    pub(in crate::simulate) nickname_in_desk: f64,
    pub(in crate::simulate) initial_in_desk: f64,
    pub(in crate::simulate) first_surname_only: f64,
    pub(in crate::simulate) number_login: f64,
    pub(in crate::simulate) external_login: f64,
    pub(in crate::simulate) umlaut_spelled_out: f64,
}

/// The desk's people and habits, as shares.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct DeskHabits {
    pub(in crate::simulate) terse: f64,
    pub(in crate::simulate) chatty: f64,
    pub(in crate::simulate) sloppy: f64,
    pub(in crate::simulate) slips: f64,
    pub(in crate::simulate) local: f64,
    pub(in crate::simulate) quoted: f64,
    pub(in crate::simulate) macros: f64,
    pub(in crate::simulate) unticketed: f64,
    pub(in crate::simulate) no_change: f64,
    pub(in crate::simulate) acknowledged: f64,
    pub(in crate::simulate) rules: f64,
    pub(in crate::simulate) survey: f64,
    pub(in crate::simulate) reminder: f64,
    pub(in crate::simulate) absence: f64,
}
