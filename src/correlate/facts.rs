//! What linking needs to know of a ticket, read once.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::weights::LinkingRules;
use crate::directory::{Account, BY_DISPLAY_NAME, BY_SIMILAR_NAME, Directory, NearNames, Resolution};
use crate::model::{AccountIx, EntryKind, Instant, Party, Ticket, TicketState};

/// How a text names an account, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// With one slip of the pen.
    Nearly,
    /// By a full name that only one person has.
    Display,
    /// By login, mail address or employee number.
    Login,
}

/// A person whom a ticket names, and how surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// The person.
    pub(super) person: AccountIx,
    /// The accounts of that person that are surely meant ([`crate::directory::Account::sure`]).
    sure: AccountIx,
    /// By what sort of name.
    tie: Tie,
}

impl Named {
    /// How the ticket names this account of the person: accounts that a name alone ties are named
    /// by that name.
    pub(super) fn tie(&self, account: &Account) -> Tie {
        if account.sure == self.sure { self.tie } else { self.tie.min(Tie::Display) }
    }
}

/// What linking needs to know of a ticket. Accounts stand for persons.
#[derive(Debug, Clone, Default)]
pub(super) struct TicketFacts {
    /// Who asked.
    pub(super) requester: Option<Named>,
    /// Persons of the name that stands for affected person or requester, when several have it.
    pub(super) namesakes: BTreeSet<AccountIx>,
    /// Whose account a field says it is about.
    pub(super) affected: Option<Named>,
    /// Whom title and description name.
    pub(super) named_in_heading: BTreeMap<AccountIx, Tie>,
    /// Whom notes name.
    pub(super) named_in_notes: BTreeMap<AccountIx, Tie>,
    /// Who held or solved it.
    pub(super) agents: BTreeSet<AccountIx>,
    /// When who wrote in it, sorted.
    pub(super) wrote: BTreeMap<AccountIx, Vec<Instant>>,
    /// When it was opened.
    pub(super) from: Option<Instant>,
    /// When it was solved or closed, if it was.
    pub(super) to: Option<Instant>,
    /// Whether title or description names somebody else than the requester, who then asks for another.
    pub(super) asks_for_another: bool,
    /// Whether it was withdrawn, rejected or a duplicate.
    pub(super) is_cancelled: bool,
    /// Words of its texts that may be ids of events, or names of programs and tokens.
    pub(super) ids: BTreeSet<String>,
}

impl TicketFacts {
    /// Reads a ticket.
    #[must_use]
    pub(super) fn read(
        ticket: &Ticket,
        directory: &Directory,
        near: &NearNames,
        rules: &LinkingRules,
    ) -> Self {
        let who = |party: &Party| named(ticket, party, directory, near);
        let agent = |party: &Party| {
            directory.resolve_agent(&ticket.source, party).map(|ix| directory.account(ix).person)
        };
        let mut facts = Self {
            namesakes: namesakes(ticket, directory),
            requester: who(&ticket.requester),
            affected: who(&ticket.affected),
            agents: [&ticket.agent, &ticket.resolved_by].into_iter().filter_map(agent).collect(),
            from: ticket.opened_at,
            to: ticket.resolved_at.or(ticket.closed_at),
            is_cancelled: is_cancelled(ticket, rules),
            ..Self::default()
        };
        let reader = TextReader { source: &ticket.source, several: RefCell::default(), directory, near };
        for text in [&ticket.title, &ticket.description] {
            reader.names(text, &mut facts.named_in_heading);
            facts.ids.extend(id_words(text));
        }
        if facts.namesakes.is_empty() && facts.affected.is_none() {
            facts.namesakes = reader.several.take();
        }
        facts.read_journal(ticket, &reader, &agent);
        if let Some(notes) = &ticket.close_notes {
            reader.names(notes, &mut facts.named_in_notes);
            facts.ids.extend(id_words(notes));
        }
        facts.forget_the_desk(directory);
        facts.choose_namesake(directory);
        facts.asks_for_another = facts.requester.is_some_and(|requester| {
            facts.named_in_heading.iter().any(|(person, tie)| {
                *person != requester.person && *tie > Tie::Nearly && !facts.agents.contains(person)
            }) && facts.named_in_heading.get(&requester.person) != Some(&Tie::Login)
        });
        facts
    }

    /// Others who may have been mistaken for the one the ticket is about, sorted: of the same name or login, or
    /// one slip from it.
    pub(super) fn mistakable(
        &self,
        ticket: &Ticket,
        directory: &Directory,
        near: &NearNames,
    ) -> Vec<AccountIx> {
        let Some(about) = self.affected.or(self.requester) else { return Vec::new() };
        let mut others = near.mistakable(directory, about.person).to_vec();
        let names = [&ticket.affected.display, &ticket.requester.display].into_iter().flatten();
        others.extend(names.flat_map(|name| directory.others_alike(name, about.person)));
        others.retain(|other| *other != about.person);
        others.sort_unstable();
        others.dedup();
        others
    }

    /// Of several persons of the requester's name the one whom the text names by login.
    fn choose_namesake(&mut self, directory: &Directory) {
        let by_login = |person: &&AccountIx| {
            [&self.named_in_heading, &self.named_in_notes]
                .iter()
                .any(|named| named.get(person) == Some(&Tie::Login))
        };
        let named: Vec<AccountIx> = self.namesakes.iter().filter(by_login).copied().collect();
        if let ([person], None) = (&named[..], self.affected) {
            self.requester =
                Some(Named { person: *person, sure: directory.account(*person).sure, tie: Tie::Login });
            self.namesakes.clear();
        }
    }

    /// Notes name colleagues of the desk and write their signatures: such names tell nothing of whom
    /// the ticket is about.
    fn forget_the_desk(&mut self, directory: &Directory) {
        let (agents, wrote) = (&self.agents, &self.wrote);
        self.named_in_notes.retain(|person, tie| {
            *tie == Tie::Login
                || !(agents.contains(person)
                    || wrote.contains_key(person)
                    || directory.account(*person).is_desk)
        });
    }

    fn read_journal(
        &mut self,
        ticket: &Ticket,
        reader: &TextReader<'_>,
        who: &dyn Fn(&Party) -> Option<AccountIx>,
    ) {
        for entry in &ticket.journal {
            let author = who(&entry.author);
            if let (Some(author), Some(at)) = (author, entry.at) {
                self.wrote.entry(author).or_default().push(at);
            }
            if entry.kind != EntryKind::FieldChange {
                let mut named = BTreeMap::new();
                reader.names(&entry.text, &mut named);
                // A signature names its author.
                named.retain(|account, _| Some(*account) != author);
                self.named_in_notes.extend(named);
                self.ids.extend(id_words(&entry.text));
            }
        }
        // Who solves it writes in it, though the journal may not be exported.
        let solver = who(&ticket.resolved_by).or_else(|| who(&ticket.agent));
        if let (Some(solver), Some(at), true) = (solver, ticket.resolved_at, ticket.resolved_at_recorded) {
            self.wrote.entry(solver).or_default().push(at);
        }
        for times in self.wrote.values_mut() {
            times.sort_unstable();
        }
    }

    /// Seconds between an instant and the nearest line that a person wrote.
    #[must_use]
    pub(super) fn seconds_to_writing(&self, author: AccountIx, at: Instant) -> Option<i64> {
        let times = self.wrote.get(&author)?;
        let after = times.partition_point(|time| *time < at);
        [after.checked_sub(1).and_then(|before| times.get(before)), times.get(after)]
            .into_iter()
            .flatten()
            .map(|time| (*time - at).num_seconds().abs())
            .min()
    }
}

/// More namesakes than this are a word, not a name.
const MOST_NAMESAKES: usize = 12;

/// Who may be meant by the affected person's name, or else the requester's, when several have it.
fn namesakes(ticket: &Ticket, directory: &Directory) -> BTreeSet<AccountIx> {
    let about = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
    let several: BTreeSet<AccountIx> = match directory.resolve(&ticket.source, about) {
        Resolution::Ambiguous(several) => {
            several.into_iter().map(|ix| directory.account(ix).person).collect()
        }
        // Whom only the desk knows bears the name of several whom the log knows.
        Resolution::One(ix, _) if is_stranger(ticket, ix, directory) => {
            let name = about.display.as_deref().filter(|name| !name.contains('@'));
            name.map(|name| directory.others_alike(name, ix)).unwrap_or_default().into_iter().collect()
        }
        _ => BTreeSet::new(),
    };
    if (2..=MOST_NAMESAKES).contains(&several.len()) { several } else { BTreeSet::new() }
}

/// Whom a party of a ticket names.
fn named(ticket: &Ticket, party: &Party, directory: &Directory, near: &NearNames) -> Option<Named> {
    let meant = |ix: AccountIx, tie| {
        let account = directory.account(ix);
        Named { person: account.person, sure: account.sure, tie }
    };
    let known = match directory.resolve(&ticket.source, party) {
        Resolution::One(ix, BY_DISPLAY_NAME) => Some(meant(ix, Tie::Display)),
        Resolution::One(ix, BY_SIMILAR_NAME) => Some(meant(ix, Tie::Nearly)),
        Resolution::One(ix, _) => Some(meant(ix, Tie::Login)),
        _ => None,
    };
    // Whom only the desk knows may be a person of the organisation who writes from elsewhere.
    let is_stranger = |named: &Named| is_stranger(ticket, named.person, directory);
    match known {
        Some(known) if !is_stranger(&known) => Some(known),
        Some(stranger) => {
            let name = party.display.as_deref().filter(|name| !name.contains('@'));
            let others = name.map(|name| directory.others_alike(name, stranger.person)).unwrap_or_default();
            match others[..] {
                [one] => Some(meant(one, Tie::Nearly)),
                [_, _, ..] => None,
                [] => {
                    nearly(party, directory, near).map_or(Some(stranger), |ix| Some(meant(ix, Tie::Nearly)))
                }
            }
        }
        None => nearly(party, directory, near).map(|ix| meant(ix, Tie::Nearly)),
    }
}

/// Whether a ticket was withdrawn, or closed as a duplicate.
fn is_cancelled(ticket: &Ticket, rules: &LinkingRules) -> bool {
    ticket.state == TicketState::Cancelled
        || [&ticket.close_code, &ticket.native_state]
            .into_iter()
            .flatten()
            .any(|word| rules.is_duplicate(word))
}

/// Whether nothing but the help desk knows a person, and not even it by login or in a list.
fn is_stranger(ticket: &Ticket, person: AccountIx, directory: &Directory) -> bool {
    let account = directory.account(directory.account(person).person);
    let desk = directory.family(&ticket.source);
    (!account.is_listed || account.names.of("login").is_empty())
        && account.systems_of_person.iter().all(|system| system == desk)
}

/// Whom a party's names mean if they have one slip of the pen.
fn nearly(party: &Party, directory: &Directory, near: &NearNames) -> Option<AccountIx> {
    let by_login =
        [&party.login, &party.email].into_iter().flatten().find_map(|login| near.login(directory, login));
    let by_display = || {
        let display = party.display.as_deref()?;
        // A name that several have is not a slip of another name.
        if directory.resolve_name(display) != Resolution::Nobody {
            return None;
        }
        if display.contains('@') { near.login(directory, display) } else { near.display(directory, display) }
    };
    by_login.or_else(by_display)
}

/// Finds names of accounts in a text.
struct TextReader<'a> {
    /// The ticket's, whose ids its texts may hold.
    source: &'a str,
    /// Persons of names that several have.
    several: RefCell<BTreeSet<AccountIx>>,
    directory: &'a Directory,
    near: &'a NearNames,
}

impl TextReader<'_> {
    /// Logins, mail addresses, employee numbers and full names.
    fn names(&self, text: &str, named: &mut BTreeMap<AccountIx, Tie>) {
        self.logins(text, named);
        for name in ideographic_parts(text) {
            self.full_name(&name, named);
        }
        let words: Vec<&str> = text
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.')))
            .filter(|word| !word.is_empty())
            .map(without_ending)
            .collect();
        // Most words are nobody's: a full name has at least one that somebody bears.
        let is_known: Vec<bool> =
            words.iter().map(|word| begins_a_name(word) && self.directory.is_name_word(word)).collect();
        for length in [4, 3, 2] {
            for (name, known) in words.windows(length).zip(is_known.windows(length)) {
                if !known.contains(&true) || !name.iter().all(|word| begins_a_name(word)) {
                    continue;
                }
                let name = name.join(" ");
                if self.full_name(&name, named) == Resolution::Nobody
                    && let Some(ix) = self.near.display(self.directory, &name)
                {
                    self.note(ix, Tie::Nearly, named);
                }
            }
        }
    }

    /// Notes whom a full name names, if it is one person.
    fn full_name(&self, name: &str, named: &mut BTreeMap<AccountIx, Tie>) -> Resolution {
        let found = self.directory.resolve_name(name);
        match &found {
            Resolution::One(ix, BY_DISPLAY_NAME) => self.note(*ix, Tie::Display, named),
            Resolution::One(ix, _) => self.note(*ix, Tie::Nearly, named),
            // Who is meant cannot be told, but it is one of these.
            Resolution::Ambiguous(several) if several.len() <= MOST_NAMESAKES => {
                let persons = several.iter().map(|ix| self.directory.account(*ix).person);
                self.several.borrow_mut().extend(persons);
            }
            _ => {}
        }
        found
    }

    /// Logins, mail addresses and employee numbers only.
    fn logins(&self, text: &str, named: &mut BTreeMap<AccountIx, Tie>) {
        for id in mentioned_ids(text) {
            if let Resolution::One(ix, _) = self.directory.resolve_id(self.source, id) {
                self.note(ix, Tie::Login, named);
            }
        }
        for word in text.split(stands_between) {
            let word = word.trim_matches(['.', '\'', '`', '*', '/', '\\', '-']);
            // `@hana` and `[~hana]` are how chats and trackers mention somebody.
            if let Some(mentioned) = word.strip_prefix(['@', '~']) {
                if let Resolution::One(ix, _) = self.directory.resolve_mention(mentioned) {
                    self.note(ix, Tie::Login, named);
                }
                continue;
            }
            if !could_be_login(word) {
                continue;
            }
            match self.directory.resolve_word(word) {
                Resolution::One(ix, _) => self.note(ix, Tie::Login, named),
                Resolution::Nobody if word.contains('@') || word.contains('.') => {
                    if let Some(ix) = self.near.login(self.directory, word) {
                        self.note(ix, Tie::Nearly, named);
                    }
                }
                _ => {}
            }
        }
    }

    fn note(&self, ix: AccountIx, tie: Tie, named: &mut BTreeMap<AccountIx, Tie>) {
        let person = self.directory.account(ix).person;
        let known = named.entry(person).or_insert(tie);
        *known = (*known).max(tie);
    }
}

/// Signs that are no part of a login.
fn stands_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '(' | ')' | '<' | '>' | '[' | ']' | '{' | '}' | '"' | ',' | ';' | ':' | '!' | '?' | '|' | '='
        )
}

/// A word without the full stop behind it and without the ending of a possessor.
fn without_ending(word: &str) -> &str {
    let word = word.trim_end_matches('.');
    if word.ends_with('s') { word.trim_end_matches("'s").trim_end_matches("’s") } else { word }
}

fn begins_a_name(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|first| first.is_uppercase() || (!first.is_ascii() && first.is_alphabetic()))
}

/// What may be a name in a text that puts no blanks between words: three to six ideographs.
fn ideographic_parts(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_name =
        |c: char| matches!(c, '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '々' | ' ' | '\u{3000}');
    // Blanks, too, may stand in such a name: a text without ideographs has nothing but those.
    let text = if text.is_ascii() { "" } else { text };
    text.split(move |c: char| !is_name(c)).flat_map(|run| {
        let letters: Vec<char> = run.chars().filter(|c| !c.is_whitespace()).take(60).collect();
        (3..=6)
            .flat_map(|length| {
                letters.windows(length).map(|part| part.iter().collect()).collect::<Vec<String>>()
            })
            .collect::<Vec<String>>()
    })
}

/// Ids that Jira writes for a mentioned user: `[~accountid:ID]`.
fn mentioned_ids(text: &str) -> impl Iterator<Item = &str> {
    text.split("[~accountid:").skip(1).filter_map(|rest| rest.split(']').next())
}

/// Cheap look before the look-up: logins have an `@`, a dot, a digit, a dash or an underscore,
/// or are one plain word of some length.
fn could_be_login(word: &str) -> bool {
    (4..=120).contains(&word.len()) && word.chars().any(char::is_alphanumeric) && !word.contains("://")
}

/// Words that are no plain words: ids of events, names of programs and tokens (`svc-payroll`).
pub(super) fn id_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| (6..=64).contains(&word.len()))
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'_')))
        .map(str::to_ascii_lowercase)
}
