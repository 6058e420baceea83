//! An account, and what a name stands for.

use std::collections::BTreeMap;

use crate::model::{AccountIx, Tier, UserType};

/// One account: one thing to log in with.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// How the account is called on the page: its login, else its best name.
    pub label: String,
    /// Display name; empty if none is known.
    pub name: String,
    /// All names it goes by as compared, by namespace word (`id`, `login`, `short name`, `display name`).
    pub names: Names,
    /// The person behind it: the lowest account index of that person.
    pub person: AccountIx,
    /// The lowest account that is surely of that person: by id, login or listing, not by name alone.
    pub sure: AccountIx,
    /// Products that speak of it (of those that share ids the first).
    pub systems: Vec<String>,
    /// Of the first account of a person: products that speak of any account of that person.
    pub systems_of_person: Vec<String>,
    /// Whether an identity provider's id or a row of a people file stands behind it.
    pub is_listed: bool,
    /// Tier, if the people file or the form of its name says one.
    pub tier: Option<Tier>,
    /// Sort of identity, if known.
    pub user_type: Option<UserType>,
    /// Job title.
    pub title: Option<String>,
    /// Employee number.
    pub employee_id: Option<String>,
    /// The manager's account.
    pub manager: Option<AccountIx>,
    /// The account that answers for this one (of a service account).
    pub owner: Option<AccountIx>,
    /// Whether it was seen working tickets.
    pub is_desk: bool,
    /// Whether it was seen acting on other accounts.
    pub acts_on_others: bool,
    /// Why its names were taken for one account, in words.
    pub merged_because: Vec<String>,
}

/// Names by namespace word, each list in the order of the alphabet. Accounts are many and have a few names each, for
/// which lists take a fraction of the room of maps.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Names(Box<[OfWord]>);

/// The names of one namespace.
type OfWord = (&'static str, Box<[String]>);

impl Names {
    /// Those of a namespace; empty if there are none.
    #[must_use]
    pub fn of(&self, namespace: &str) -> &[String] {
        self.0.iter().find(|(word, _)| *word == namespace).map_or(&[], |(_, names)| names)
    }

    /// All of them, namespace by namespace.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.0.iter().flat_map(|(_, names)| names)
    }
}

impl FromIterator<(&'static str, String)> for Names {
    fn from_iter<T: IntoIterator<Item = (&'static str, String)>>(names: T) -> Self {
        let mut by_word: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (word, name) in names {
            by_word.entry(word).or_default().push(name);
        }
        Self(by_word.into_iter().map(|(word, names)| (word, names.into())).collect())
    }
}

impl Account {
    /// Logins, mail addresses and ids as the sources write them in lower case: what to look for
    /// in a log to find this account.
    pub fn search_names(&self) -> impl Iterator<Item = &str> {
        ["login", "id"].into_iter().flat_map(|namespace| {
            self.names.of(namespace).iter().map(move |name| {
                if namespace == "id" {
                    name.split_once(':').map_or(name.as_str(), |(_, id)| id)
                } else {
                    name.as_str()
                }
            })
        })
    }
}

/// That a display name decided, which only one person has.
pub const BY_DISPLAY_NAME: &str = "display name";
/// That a name written differently decided, or a login that can be formed from the name.
pub const BY_SIMILAR_NAME: &str = "similar name";

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One account, and what sort of name decided.
    One(AccountIx, &'static str),
    /// Several persons share the name; nothing may be concluded from it.
    Ambiguous(Vec<AccountIx>),
    /// Nobody known.
    Nobody,
}

impl Resolution {
    /// The account, if there is exactly one.
    #[must_use]
    pub fn one(&self) -> Option<AccountIx> {
        match self {
            Resolution::One(account, _) => Some(*account),
            _ => None,
        }
    }
}
