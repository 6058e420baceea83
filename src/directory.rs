//! Who is who: all the names by which the sources call one account, and whose it is.
//!
//! In: people files, and the parties that events, tickets and verification records
//! name. Out: accounts with their names, the person behind each, and what a name
//! stands for. A display name alone identifies nobody unless exactly one person has
//! it; two native ids of one product are never one account.

mod account;
mod acting;
mod build;
mod decided;
mod find;
mod formulas;
mod groups;
mod likeness;
mod mailboxes;
mod memory;
mod names;
mod namesakes;
mod near;
mod parties;
mod persons;
mod pseudonyms;
mod rests;
mod rules;

pub use account::{Account, BY_DISPLAY_NAME, BY_SIMILAR_NAME, Resolution};
pub use acting::Acting;
pub use build::DirectoryInput;
pub(crate) use names::{fold_accents, person_key};
pub use near::NearNames;
pub use pseudonyms::Pseudonyms;
pub use rules::DirectoryRules;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::model::{AccountIx, Party};
use likeness::NameForms;
use memory::Memory;
use rules::SharedIds;

/// All accounts.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    accounts: Vec<Account>,
    by_name: ByName,
    shared_ids: SharedIds,
    name_forms: NameForms,
    /// Words of display names, as compared.
    name_words: BTreeSet<String>,
    /// Once it is built: what was found before.
    memory: Option<Found>,
}

/// What was found for names that nobody bears as written, and for words of texts.
#[derive(Debug, Clone, Default)]
struct Found {
    /// Of parties with nothing but a display name: most of a help desk's.
    displays: Memory<Resolution>,
    alike: Memory<Resolution>,
    name_words: Memory<bool>,
}

/// A table that answers which accounts go by a name.
#[expect(clippy::disallowed_types, reason = "looked up many times for every record, never iterated")]
type Holders = std::collections::HashMap<String, Vec<AccountIx>>;

/// Which accounts go by a name, by namespace.
#[derive(Debug, Clone, Default)]
struct ByName([Holders; 7]);

impl ByName {
    fn add(&mut self, namespace: Namespace, key: String, account: AccountIx) {
        self.0[namespace as usize].entry(key).or_default().push(account);
    }

    fn get(&self, namespace: Namespace, key: &str) -> &[AccountIx] {
        self.0[namespace as usize].get(key).map_or(&[], Vec::as_slice)
    }
}

/// What sort of name a name is, most telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Namespace {
    /// `family:id`, the product's immutable id.
    Id,
    /// Login, UPN or mail address.
    Login,
    /// Short name (`sAMAccountName`, ServiceNow user name) or employee number.
    Short,
    /// The part of a login before the `@`.
    Local,
    /// Display name.
    Display,
    /// What display names that are written differently may share.
    Likeness,
    /// Login of an account without a display name, as it would be formed from a name.
    Formula,
}

impl Namespace {
    const fn word(self) -> &'static str {
        match self {
            Namespace::Id => "id",
            Namespace::Login => "login",
            Namespace::Short => "short name",
            Namespace::Local => "login without domain",
            Namespace::Display => BY_DISPLAY_NAME,
            Namespace::Likeness | Namespace::Formula => BY_SIMILAR_NAME,
        }
    }
}

impl Directory {
    /// The account at an index that this directory gave out.
    #[must_use]
    pub fn account(&self, ix: AccountIx) -> &Account {
        &self.accounts[ix.0 as usize]
    }

    /// All accounts with their indices.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountIx, &Account)> {
        (0..).map(AccountIx).zip(&self.accounts)
    }

    /// Whom a party of a record of this source names: by id first, then login or
    /// e-mail, then employee number or short name, then a display name that only one person has.
    #[must_use]
    pub fn resolve(&self, source: &str, party: &Party) -> Resolution {
        match (&self.memory, party) {
            (Some(found), Party { id: None, login: None, email: None, display: Some(display), .. }) => {
                found.displays.of(display, || self.find_named(source, party))
            }
            _ => self.find_named(source, party),
        }
    }

    fn find_named(&self, source: &str, party: &Party) -> Resolution {
        let mut found = Resolution::Nobody;
        let _ = each_name(&self.shared_ids, source, party, &mut |namespace, key| {
            match self.named(namespace, key) {
                one @ Resolution::One(..) => {
                    found = one;
                    return ControlFlow::Break(());
                }
                several if found == Resolution::Nobody => found = several,
                _ => {}
            }
            ControlFlow::Continue(())
        });
        match (&found, &party.display) {
            (Resolution::Nobody, Some(display)) => self.alike(display),
            _ => found,
        }
    }

    /// Whom a party names as one who works tickets: of several persons of a name, the only one who
    /// was seen acting on other accounts.
    #[must_use]
    pub fn resolve_agent(&self, source: &str, party: &Party) -> Option<AccountIx> {
        match self.resolve(source, party) {
            Resolution::One(account, _) => Some(account),
            Resolution::Ambiguous(namesakes) => {
                let acting = namesakes.into_iter().filter(|ix| self.account(*ix).acts_on_others);
                let mut persons: Vec<AccountIx> = acting.collect();
                persons.dedup_by_key(|ix| self.account(*ix).person);
                match persons[..] {
                    [one] => Some(one),
                    _ => None,
                }
            }
            Resolution::Nobody => None,
        }
    }

    /// Whom a word of a text names: a login, mail address, short name or employee number.
    #[must_use]
    pub fn resolve_word(&self, word: &str) -> Resolution {
        let key = names::key(word);
        let known = [Namespace::Login, Namespace::Short].into_iter().map(|space| self.named(space, &key));
        let known = known.into_iter().find(|known| *known != Resolution::Nobody);
        // `ute.meier` is a login without its domain; `will` is more likely a word.
        let could_be_local = || key.contains(['.', '_', '-']).then(|| self.named(Namespace::Local, &key));
        known.or_else(could_be_local).unwrap_or(Resolution::Nobody)
    }

    /// Whether a word stands in anybody's display name, in one of its spellings.
    #[must_use]
    pub fn is_name_word(&self, word: &str) -> bool {
        match &self.memory {
            Some(found) => found.name_words.of(word, || self.find_name_word(word)),
            None => self.find_name_word(word),
        }
    }

    fn find_name_word(&self, word: &str) -> bool {
        let folded = names::fold_accents(word);
        self.name_words.contains(&folded)
            || folded
                .split(['-', '\'', '’', '.'])
                .any(|part| self.name_words.contains(&self.name_forms.spelt(part)))
    }

    /// Whom a mention names: a login, with or without its domain.
    #[must_use]
    pub fn resolve_mention(&self, word: &str) -> Resolution {
        match self.resolve_word(word) {
            Resolution::Nobody => self.named(Namespace::Local, &names::key(word)),
            known => known,
        }
    }

    /// Whom a display name names.
    #[must_use]
    pub fn resolve_name(&self, name: &str) -> Resolution {
        match self.named(Namespace::Display, &person_key(name)) {
            Resolution::Nobody => self.alike(name),
            known => known,
        }
    }

    /// Whose name is written differently but may be meant: with a nickname, without a middle name.
    fn alike(&self, name: &str) -> Resolution {
        match &self.memory {
            Some(found) => found.alike.of(name, || self.find_alike(name)),
            None => self.find_alike(name),
        }
    }

    fn find_alike(&self, name: &str) -> Resolution {
        let written = self.name_forms.likeness(name);
        let mut bearers: Vec<AccountIx> = written
            .keys
            .iter()
            .flat_map(|key| self.by_name.get(Namespace::Likeness, key))
            .copied()
            .filter(|ix| {
                let names = self.account(*ix).names.of(Namespace::Display.word());
                names.iter().any(|known| {
                    let known = self.name_forms.likeness(known);
                    !known.keys.is_disjoint(&written.keys) && !known.contradicts(&written)
                })
            })
            .collect();
        if bearers.is_empty() {
            return self.formed(name);
        }
        bearers.sort_unstable();
        bearers.dedup();
        self.one_of(&bearers, Namespace::Likeness)
    }

    /// Whom an id of a source's product names.
    #[must_use]
    pub fn resolve_id(&self, source: &str, id: &str) -> Resolution {
        self.named(Namespace::Id, &id_key(&self.shared_ids, source, id))
    }

    /// Every other person who bears a display name, or one like it, or whose login may be formed from it.
    #[must_use]
    pub fn others_alike(&self, name: &str, person: AccountIx) -> Vec<AccountIx> {
        let bearers = |found: Resolution| -> Vec<AccountIx> {
            let accounts = match found {
                Resolution::One(ix, _) => vec![ix],
                Resolution::Ambiguous(several) => several,
                Resolution::Nobody => vec![],
            };
            let mut persons: Vec<AccountIx> =
                accounts.into_iter().map(|ix| self.account(ix).person).collect();
            persons.retain(|other| *other != person);
            persons.sort_unstable();
            persons.dedup();
            persons
        };
        let named = bearers(self.named(Namespace::Display, &person_key(name)));
        if !named.is_empty() {
            return named;
        }
        let likely = bearers(self.alike(name));
        if likely.is_empty() { bearers(self.formed(name)) } else { likely }
    }

    /// Whose login may be formed from a name.
    fn formed(&self, name: &str) -> Resolution {
        let logins = self.name_forms.logins_of(name);
        let mut bearers: Vec<AccountIx> =
            logins.iter().flat_map(|login| self.by_name.get(Namespace::Formula, login)).copied().collect();
        bearers.sort_unstable();
        bearers.dedup();
        self.one_of(&bearers, Namespace::Formula)
    }

    /// A directory of these accounts, which go by their labels and names, for tests.
    #[cfg(test)]
    pub(crate) fn of_accounts(accounts: Vec<Account>) -> Self {
        let mut directory = Self { accounts, ..Self::default() };
        for (ix, account) in (0..).map(AccountIx).zip(directory.accounts.clone()) {
            directory.by_name.add(Namespace::Login, names::key(&account.label), ix);
            if !account.name.is_empty() {
                directory.by_name.add(Namespace::Display, person_key(&account.name), ix);
            }
        }
        directory
    }

    /// The product whose log tells what this source tells too; of most sources their own.
    #[must_use]
    pub fn family<'a>(&'a self, source: &'a str) -> &'a str {
        family(&self.shared_ids, source)
    }

    /// Whether two accounts are one person's.
    #[must_use]
    pub fn same_person(&self, a: AccountIx, b: AccountIx) -> bool {
        self.account(a).person == self.account(b).person
    }

    fn named(&self, namespace: Namespace, key: &str) -> Resolution {
        self.one_of(self.by_name.get(namespace, key), namespace)
    }

    fn one_of(&self, bearers: &[AccountIx], namespace: Namespace) -> Resolution {
        match bearers {
            [] => Resolution::Nobody,
            [one] => Resolution::One(*one, namespace.word()),
            // One person's several accounts: the person's first account stands for them.
            [first, rest @ ..] if rest.iter().all(|other| self.same_person(*first, *other)) => {
                Resolution::One(self.account(*first).person, namespace.word())
            }
            several => Resolution::Ambiguous(several.to_vec()),
        }
    }
}

/// The names a party carries, most telling first, as compared.
fn names_of(shared_ids: &SharedIds, source: &str, party: &Party) -> Vec<(Namespace, String)> {
    let mut found = Vec::new();
    let _ = each_name(shared_ids, source, party, &mut |namespace, key| {
        found.push((namespace, key.to_owned()));
        ControlFlow::Continue(())
    });
    found
}

/// Calls `f` with the names a party carries until it breaks off: mostly the first name decides,
/// and the others need not be made.
fn each_name(
    shared_ids: &SharedIds,
    source: &str,
    party: &Party,
    f: &mut dyn FnMut(Namespace, &str) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut f = |namespace: Namespace, key: &str| {
        if key.is_empty() { ControlFlow::Continue(()) } else { f(namespace, key) }
    };
    if let Some(id) = &party.id {
        f(Namespace::Id, &id_key(shared_ids, source, id))?;
    }
    for login in [&party.login, &party.email].into_iter().flatten() {
        let key = names::key(login);
        if let Some(home) = names::guest_home(&key) {
            f(Namespace::Login, &home)?;
        }
        f(Namespace::Login, &key)?;
        if !key.contains('@') {
            f(Namespace::Short, &key)?;
            f(Namespace::Local, &key)?;
        }
    }
    if let Some(display) = &party.display {
        // A "display name" that is a login or an address is one.
        let key = names::key(display);
        if key.contains('@') {
            f(Namespace::Login, &key)?;
        } else {
            f(Namespace::Display, &person_key(display))?;
            if !key.contains(' ') {
                f(Namespace::Login, &key)?;
                f(Namespace::Short, &key)?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// An id is unique within a product only, or within products that share their ids.
fn id_key(shared_ids: &SharedIds, source: &str, id: &str) -> String {
    [family(shared_ids, source), ":", id.trim()].concat()
}

/// The first of the products that share their ids with a source's product.
fn family<'a>(shared_ids: &'a SharedIds, source: &'a str) -> &'a str {
    let product = source.split('.').next().unwrap_or(source);
    let sharing = shared_ids.iter().find(|sharing| sharing.iter().any(|other| other == product));
    sharing.and_then(|sharing| sharing.first()).map_or(product, String::as_str)
}

#[cfg(test)]
mod tests;
