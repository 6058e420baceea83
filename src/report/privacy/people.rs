//! Who is meant by a name, and how they are called instead.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::directory::{Directory, Pseudonyms, Resolution, fold_accents, person_key};
use crate::mapping::masks::Masks;
use crate::model::{AccountIx, Party, Ticket};

/// Fewest digits of an employee number that is sought in texts by itself: fewer may number anything.
const EMPLOYEE_DIGITS: usize = 5;
/// Fewest letters of a name that stands for somebody by itself.
const LETTERS: usize = 3;

#[expect(clippy::disallowed_types, reason = "looked up for every word of every text, never iterated")]
pub(super) type Known<T> = std::collections::HashMap<String, T>;

/// Whom a word or name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    /// One account.
    Account(AccountIx),
    /// A person, by the first of their accounts.
    Person(AccountIx),
    /// Several, of whom none can be told.
    Several,
}

/// Names of those around a text: of the parties of its ticket. A given name alone means one of them.
pub(super) type Around = BTreeMap<String, Whom>;

/// Everybody in a report.
pub(super) struct People<'a> {
    pub(super) directory: &'a Directory,
    pub(super) pseudonyms: &'a Pseudonyms,
    pub(super) masks: &'a Masks,
    /// Logins, addresses, short names, ids and employee numbers, in lower case.
    pub(super) words: Known<Whom>,
    /// Words of display names, accents dropped, with the person if only one has it.
    pub(super) name_words: Known<Whom>,
    /// Display names in scripts that put no blank between words.
    pub(super) unspaced: Option<(AhoCorasick, Vec<AccountIx>)>,
}

impl<'a> People<'a> {
    pub(super) fn new(directory: &'a Directory, pseudonyms: &'a Pseudonyms, masks: &'a Masks) -> Self {
        let mut people = Self {
            directory,
            pseudonyms,
            masks,
            words: Known::default(),
            name_words: Known::default(),
            unspaced: unspaced(directory, pseudonyms),
        };
        people.index();
        people
    }

    fn index(&mut self) {
        let of = |account: &'a crate::directory::Account, sort: &'static str| {
            account.names.of(sort).iter().map(String::as_str)
        };
        let somebody = |ix: &AccountIx| self.pseudonyms.account(*ix).is_some();
        let accounts: Vec<_> = self.directory.accounts().filter(|(ix, _)| somebody(ix)).collect();
        for (_, account) in &accounts {
            let shown = account.name.split_whitespace().map(fold_accents);
            let words = of(account, "display name").flat_map(name_words).map(str::to_owned);
            for word in words.chain(shown).collect::<BTreeSet<_>>() {
                if word.chars().count() >= 2 {
                    let same = |one: &Whom| *one == Whom::Person(account.person);
                    let known = self.name_words.entry(word).or_insert(Whom::Person(account.person));
                    if !same(known) {
                        *known = Whom::Several;
                    }
                }
            }
        }
        for (ix, account) in &accounts {
            let ids = of(account, "id").map(|id| id.split_once(':').map_or(id, |(_, id)| id));
            let locals = of(account, "login without domain");
            let locals = locals
                .filter(|local| local.contains(['.', '_', '-']) || !self.name_words.contains_key(*local));
            let words: BTreeSet<String> = ids
                .chain(locals)
                .chain(of(account, "login"))
                .chain(of(account, "short name"))
                .chain(account.employee_id.as_deref())
                .chain([account.label.as_str()])
                .map(str::to_lowercase)
                .filter(|word| self.is_telling(word))
                .collect();
            for word in words {
                let known = self.words.entry(word).or_insert(Whom::Account(*ix));
                let other = match known {
                    Whom::Account(other) | Whom::Person(other) => self.directory.account(*other).person,
                    Whom::Several => continue,
                };
                if other != account.person {
                    *known = Whom::Several;
                }
            }
        }
    }

    /// Whether a login or number stands for somebody wherever it is written.
    fn is_telling(&self, word: &str) -> bool {
        if word.bytes().all(|sign| sign.is_ascii_digit()) {
            return word.len() >= EMPLOYEE_DIGITS;
        }
        word.chars().count() >= LETTERS && !self.masks.is_word(word)
    }

    /// How whom a name stands for is called.
    pub(super) fn called(&self, whom: Whom, name: &str) -> Option<String> {
        match whom {
            Whom::Account(ix) => self.pseudonyms.account(ix).map(str::to_owned),
            Whom::Person(ix) => self.pseudonyms.person(ix).map(str::to_owned),
            Whom::Several => Some(self.pseudonyms.name(name)),
        }
    }

    /// Whom a full name stands for.
    pub(super) fn of_full_name(&self, name: &str) -> Option<Whom> {
        match self.directory.resolve_name(name) {
            Resolution::One(ix, _) => Some(Whom::Person(self.directory.account(ix).person)),
            Resolution::Ambiguous(_) => Some(Whom::Several),
            Resolution::Nobody => None,
        }
    }

    /// What somebody is called by who is known by one name only; `None` for who is no person.
    pub(super) fn label(&self, label: &str) -> Option<String> {
        let label = label.trim();
        if label.is_empty() {
            return None;
        }
        let party = Party { login: Some(label.into()), ..Party::default() };
        match self.directory.resolve("", &party) {
            Resolution::One(ix, _) => self.pseudonyms.account(ix).map(str::to_owned),
            Resolution::Ambiguous(_) => Some(self.pseudonyms.name(label)),
            Resolution::Nobody => {
                let known = self.words.get(&label.to_lowercase()).copied();
                let whom = known.or_else(|| self.of_full_name(label));
                whom.map_or_else(|| Some(self.pseudonyms.name(label)), |whom| self.called(whom, label))
            }
        }
    }

    /// Puts a pseudonym in place of everything that a record calls somebody.
    pub(super) fn party(&self, source: &str, party: &mut Party) {
        if party.is_empty() {
            return;
        }
        let called = match self.directory.resolve(source, party) {
            Resolution::One(ix, _) => match self.pseudonyms.account(ix) {
                Some(called) => called.to_owned(),
                // A program keeps its name.
                None => return,
            },
            Resolution::Ambiguous(_) | Resolution::Nobody => self.pseudonyms.name(party.label()),
        };
        let native_kind = party.native_kind.take();
        *party = Party { login: Some(called.into()), native_kind, ..Party::default() };
    }

    /// The names of the parties of a ticket, each with whom it means there.
    pub(super) fn around(&self, ticket: &Ticket) -> Around {
        let own = [
            &ticket.requester,
            &ticket.affected,
            &ticket.opened_by,
            &ticket.agent,
            &ticket.resolved_by,
            &ticket.closed_by,
        ];
        let authors = ticket.journal.iter().map(|entry| &entry.author);
        let approvers = ticket.approvals.iter().map(|approval| &approval.approver);
        let parties: BTreeSet<&Party> =
            own.into_iter().chain(authors).chain(approvers).filter(|party| !party.is_empty()).collect();
        let mut around = Around::new();
        for party in parties {
            let found = self.directory.resolve(&ticket.source, party).one();
            let whom = found.map_or(Whom::Several, |ix| Whom::Person(self.directory.account(ix).person));
            let names = found.map(|ix| person_key(&self.directory.account(ix).name));
            let written = party.display.as_deref().map(person_key);
            for name in names.into_iter().chain(written) {
                for word in
                    name_words(&name).filter(|word| word.chars().count() >= 2 && !self.masks.is_word(word))
                {
                    let known = around.entry(word.to_owned()).or_insert(whom);
                    if *known != whom {
                        *known = Whom::Several;
                    }
                }
            }
        }
        around
    }
}

/// The words of a name as compared.
fn name_words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '\'' | '’' | '-'))
        .filter(|word| !word.is_empty())
}

/// Whether a script puts no blanks between words: from Thai on, and the ideographs.
pub(super) fn is_unspaced(sign: char) -> bool {
    matches!(u32::from(sign), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x9FFF | 0x20000..=0x3FFFF)
}

fn unspaced(directory: &Directory, pseudonyms: &Pseudonyms) -> Option<(AhoCorasick, Vec<AccountIx>)> {
    let mut names: BTreeMap<String, BTreeSet<AccountIx>> = BTreeMap::new();
    for (ix, account) in directory.accounts() {
        if pseudonyms.account(ix).is_some() && account.name.contains(is_unspaced) {
            let joined: String = account.name.chars().filter(|sign| !sign.is_whitespace()).collect();
            for name in [account.name.clone(), joined] {
                names.entry(name).or_default().insert(account.person);
            }
        }
    }
    if names.is_empty() {
        return None;
    }
    let persons = names.values().filter_map(|persons| persons.first().copied()).collect();
    let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names.keys()).ok()?;
    Some((automaton, persons))
}
