//! Whom somebody means who types a name: any name that a source uses, and what is near to one that names nobody.

use super::{Directory, Resolution, names};
use crate::model::AccountIx;

impl Directory {
    /// Whom a typed name means: a login, mail address, short name, employee number or display name in any
    /// spelling, else an id of any product.
    #[must_use]
    pub fn find(&self, typed: &str) -> Resolution {
        let typed = typed.trim();
        match self.resolve_mention(typed) {
            Resolution::Nobody => {}
            known => return known,
        }
        match self.resolve_name(typed) {
            Resolution::Nobody => self.of_id(typed),
            known => known,
        }
    }

    /// Whom an id names, in whichever product.
    fn of_id(&self, typed: &str) -> Resolution {
        let is_named = |name: &String| {
            name.split_once(':').map_or(name.as_str(), |(_, id)| id).eq_ignore_ascii_case(typed)
        };
        let bearers: Vec<AccountIx> = self
            .accounts()
            .filter(|(_, account)| account.names.of("id").iter().any(is_named))
            .map(|(ix, _)| ix)
            .collect();
        self.one_of(&bearers, super::Namespace::Id)
    }

    /// All accounts of the person behind an account.
    pub fn accounts_of(&self, account: AccountIx) -> impl Iterator<Item = AccountIx> {
        let person = self.account(account).person;
        self.accounts().filter(move |(_, one)| one.person == person).map(|(ix, _)| ix)
    }

    /// The labels nearest to a typed name that names nobody, nearest first; those that begin like it before others.
    #[must_use]
    pub fn nearest(&self, typed: &str, most: usize) -> Vec<String> {
        const LONGEST: usize = 100;
        let typed = names::key(typed);
        if typed.is_empty() || typed.len() > LONGEST {
            return Vec::new();
        }
        let far = 1 + typed.chars().count() / 3;
        let mut near: Vec<(bool, usize, &str)> = Vec::new();
        for (_, account) in self.accounts() {
            let local = account.label.split('@').next().unwrap_or_default();
            let called = [account.label.as_str(), local, account.name.as_str()];
            let distances =
                called.into_iter().filter(|name| !name.is_empty() && name.len() <= LONGEST).map(|name| {
                    let name = names::key(name);
                    (!name.starts_with(&typed), strsim::damerau_levenshtein(&typed, &name))
                });
            if let Some((is_other, distance)) = distances.min()
                && (!is_other || distance <= far)
            {
                near.push((is_other, distance, &account.label));
            }
        }
        near.sort_unstable();
        near.dedup();
        near.into_iter().take(most).map(|(_, _, label)| label.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::directory::{Account, Directory, Resolution};
    use crate::model::AccountIx;

    fn directory() -> Directory {
        let account = |label: &str, name: &str, id: &str, person: u32| Account {
            label: label.to_owned(),
            name: name.to_owned(),
            names: [("id", format!("okta:{id}"))].into_iter().collect(),
            person: AccountIx(person),
            ..Account::default()
        };
        Directory::of_accounts(vec![
            account("ute.meier@corp.example", "Ute Meier", "00u1", 0),
            account("adm-ute@corp.example", "", "00u2", 0),
            account("uwe.maier@corp.example", "Uwe Maier", "00u3", 2),
            account("j.kim@corp.example", "Jin Kim", "00u4", 3),
            account("j.kim2@corp.example", "Jin Kim", "00u5", 4),
        ])
    }

    #[test]
    fn a_typed_name_may_be_a_login_a_display_name_or_an_id() {
        for typed in ["ute.meier@corp.example", " UTE.MEIER@corp.example ", "Ute Meier", "00U1"] {
            assert_eq!(directory().find(typed).one(), Some(AccountIx(0)), "{typed}");
        }
        assert_eq!(directory().find("Jin Kim"), Resolution::Ambiguous(vec![AccountIx(3), AccountIx(4)]));
        assert_eq!(directory().find("nobody"), Resolution::Nobody);
    }

    #[test]
    fn a_person_has_several_accounts() {
        assert_eq!(directory().accounts_of(AccountIx(1)).collect::<Vec<_>>(), [AccountIx(0), AccountIx(1)]);
    }

    #[test]
    fn what_is_near_to_a_name_that_names_nobody_is_told_nearest_first() {
        assert_eq!(directory().nearest("ute.meyer", 5), ["ute.meier@corp.example", "uwe.maier@corp.example"]);
        assert_eq!(directory().nearest("adm-", 5), ["adm-ute@corp.example"]);
        assert!(
            directory().nearest("", 5).is_empty() && directory().nearest(&"x".repeat(10_000), 5).is_empty()
        );
    }
}
