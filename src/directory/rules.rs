//! What may be concluded from the form of a name (`mappings/directory.toml`).

use super::Namespace;
use super::account::Account;
use super::likeness::NameForms;
use super::names::local_part;
use crate::mapping::{MappingError, Mappings};
use crate::model::{Event, Outcome, Tier, UserType};

/// What may be concluded from the form of a name (`mappings/directory.toml`).
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryRules {
    admin_words: Vec<String>,
    admin_letters: Vec<String>,
    executive_titles: Vec<String>,
    shared_ids: SharedIds,
    rename: Vec<Rename>,
    #[serde(skip)]
    name_forms: NameForms,
}

/// Where the log of a product tells the new name of an account.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    products: Vec<String>,
    /// Native types; none for all.
    #[serde(default)]
    types: Vec<String>,
    /// The fact that holds the new name.
    fact: String,
}

/// Products whose ids of accounts mean the same.
pub(super) type SharedIds = Vec<Vec<String>>;

impl DirectoryRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A fault in the mapping file.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let mut rules: Self = mappings.toml("directory.toml")?;
        rules.name_forms = mappings.toml::<NameForms>("names.toml")?.indexed();
        Ok(rules)
    }
}

impl DirectoryRules {
    pub(super) fn name_forms(&self) -> &NameForms {
        &self.name_forms
    }

    /// The name that an event gives its subject for the time to come.
    pub(super) fn new_name<'a>(&self, event: &'a Event) -> Option<&'a str> {
        let product = event.source.split('.').next().unwrap_or(&event.source);
        let rename = self.rename.iter().find(|rename| {
            rename.products.iter().any(|one| one == product)
                && (rename.types.is_empty() || rename.types.contains(&event.native_type))
                && event.details.has(&rename.fact)
        })?;
        let name = event.detail(&rename.fact)?.trim_matches(|c: char| "[]\"' ".contains(c));
        (event.outcome != Outcome::Failure && !name.is_empty() && !name.contains(',')).then_some(name)
    }

    pub(super) fn shared_ids(&self) -> &SharedIds {
        &self.shared_ids
    }

    /// The login that an administrator's account is derived from, if its form says so.
    pub(super) fn admin_base(&self, login: &str) -> Option<String> {
        let (local, domain) =
            login.split_once('@').map_or((login, None), |(local, domain)| (local, Some(domain)));
        let base = Self::without_mark(local, &self.admin_words, &['-', '.', '_'])
            .or_else(|| Self::without_mark(local, &self.admin_letters, &['-', '_']))?;
        (base.chars().count() >= 3)
            .then(|| domain.map_or_else(|| base.to_owned(), |domain| format!("{base}@{domain}")))
    }

    pub(super) fn tier(&self, account: &Account) -> Option<Tier> {
        let title = account.title.as_deref().unwrap_or("").to_lowercase();
        if account.user_type == Some(UserType::Service) {
            Some(Tier::Nhi)
        } else if self.executive_titles.iter().any(|word| title.starts_with(word.as_str())) {
            Some(Tier::Executive)
        } else if account
            .names
            .of(Namespace::Login.word())
            .iter()
            .any(|login| self.admin_base(login).is_some_and(|_| self.is_marked_admin(login)))
        {
            Some(Tier::Privileged)
        } else {
            None
        }
    }

    /// A login without a mark before or after it, joined by one of these signs.
    fn without_mark<'a>(login: &'a str, marks: &[String], joints: &[char]) -> Option<&'a str> {
        marks.iter().find_map(|mark| {
            let before = login.strip_prefix(mark.as_str()).and_then(|rest| rest.strip_prefix(joints));
            before.or_else(|| login.strip_suffix(mark.as_str()).and_then(|rest| rest.strip_suffix(joints)))
        })
    }

    /// Single letters such as `a-` also begin ordinary logins, so only words speak of rights.
    fn is_marked_admin(&self, login: &str) -> bool {
        Self::without_mark(local_part(login), &self.admin_words, &['-', '.', '_']).is_some()
    }
}
