//! Whose a mail address is, when several rows of a people file give it.
//!
//! An administrator's second account often carries the address of the first: the address then
//! names the first account, and says that both are one person's. An address that several
//! ordinary accounts give is a shared mailbox and names none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::names::key;
use super::rules::DirectoryRules;
use crate::model::PersonRecord;

/// The rows that give each address, by source and address.
pub(super) struct Mailboxes<'a> {
    rules: &'a DirectoryRules,
    /// Logins of the rows that give an address.
    logins: BTreeMap<(&'a str, String), BTreeSet<String>>,
}

impl<'a> Mailboxes<'a> {
    pub(super) fn new(people: &[&'a PersonRecord], rules: &'a DirectoryRules) -> Self {
        let mut logins: BTreeMap<(&'a str, String), BTreeSet<String>> = BTreeMap::new();
        for person in people {
            if let (Some(login), Some(email)) = (&person.login, &person.email) {
                logins.entry((person.source.as_str(), key(email))).or_default().insert(key(login));
            }
        }
        Self { rules, logins }
    }

    /// Whether the row's address is a name of the row's own account.
    pub(super) fn is_own(&self, person: &PersonRecord) -> bool {
        let (Some(login), Some(email)) = (&person.login, &person.email) else { return true };
        let (login, email) = (key(login), key(email));
        let Some(sharing) = self.logins.get(&(person.source.as_str(), email.clone())) else { return true };
        if sharing.len() < 2 || login == email {
            return true;
        }
        !sharing.contains(&email) && self.owner(sharing) == Some(login.as_str())
    }

    /// Of the logins that share an address the one it belongs to: the only one that is not an
    /// administrator's.
    fn owner<'b>(&self, sharing: &'b BTreeSet<String>) -> Option<&'b str> {
        let mut ordinary = sharing.iter().filter(|login| self.rules.admin_base(login).is_none());
        match (ordinary.next(), ordinary.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    /// Logins that one address ties to one person, with the address: its owner's and the
    /// administrator's accounts that carry it.
    pub(super) fn ties(&self) -> Vec<(String, String, String)> {
        let mut ties = Vec::new();
        for ((_, email), sharing) in self.logins.iter().filter(|(_, sharing)| sharing.len() > 1) {
            let owner = sharing.get(email).map(String::as_str).or_else(|| self.owner(sharing));
            let Some(owner) = owner else { continue };
            for login in
                sharing.iter().filter(|login| *login != owner && self.rules.admin_base(login).is_some())
            {
                ties.push((owner.to_owned(), login.clone(), format!("{login} carries the address {email}")));
            }
        }
        ties
    }
}
