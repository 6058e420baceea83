//! Building the directory: which names are one account, which accounts one person.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::account::Account;
use super::decided::Apart;
use super::groups::{Groups, Mention};
use super::likeness::NameForms;
use super::mailboxes::Mailboxes;
use super::names::{key, local_part, person_key};
use super::parties::distinct;
use super::persons::{Persons, Tie};
use super::rules::{DirectoryRules, SharedIds};
use super::{ByName, Directory, Found, Namespace, family, id_key, names_of};
use crate::mapping::condition::is_own_act;
use crate::model::{AccountIx, Decision, EntryKind, Event, Party, PersonRecord, Ticket, VerificationRecord};

/// All that names somebody.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryInput<'a> {
    /// Rows of people files.
    pub people: &'a [PersonRecord],
    /// Events kept so far.
    pub events: &'a [Event],
    /// Tickets.
    pub tickets: &'a [Ticket],
    /// Verification records.
    pub verifications: &'a [VerificationRecord],
}

impl Directory {
    /// Builds the directory. The order of the input does not matter.
    #[must_use]
    pub fn build(input: &DirectoryInput<'_>, rules: &DirectoryRules) -> Self {
        Self::build_as_decided(input, rules, &[])
    }

    /// The same where reviewers decided that names are one person's or two persons'; decisions of
    /// other kinds are passed over.
    #[must_use]
    pub fn build_as_decided(
        input: &DirectoryInput<'_>,
        rules: &DirectoryRules,
        decisions: &[Decision],
    ) -> Self {
        let mut groups = Groups::keeping(Apart::by(decisions));
        let mut people: Vec<&PersonRecord> = input.people.iter().collect();
        people.sort_by(|a, b| {
            (&a.login, &a.email, &a.native_id, a.origin).cmp(&(&b.login, &b.email, &b.native_id, b.origin))
        });
        let mailboxes = Mailboxes::new(&people, rules);
        for person in &people {
            groups.add(Mention {
                names: person_names(rules.shared_ids(), person, &mailboxes),
                system: family(rules.shared_ids(), &person.source).to_owned(),
                display: None,
                row: Some(person),
            });
        }
        for mention in mentions(rules, input) {
            groups.add(mention);
        }
        let mut directory = Self {
            accounts: groups.into_accounts(rules),
            by_name: ByName::default(),
            shared_ids: rules.shared_ids().clone(),
            name_forms: rules.name_forms().clone(),
            name_words: BTreeSet::new(),
            memory: None,
        };
        directory.index(rules.name_forms());
        let agents = agents(input.tickets);
        directory.tie_persons(&people, &agents, decisions, (&mailboxes, rules));
        directory.tie_people(&people, &mailboxes);
        directory.mark_acting(input.events);
        directory.mark_desk(&agents);
        directory.memory = Some(Found::default());
        directory
    }

    fn index(&mut self, forms: &NameForms) {
        let likely: Vec<BTreeSet<String>> = self.accounts.par_iter().map(|one| likely(one, forms)).collect();
        for ((ix, account), keys) in (0..).map(AccountIx).zip(&self.accounts).zip(likely) {
            for namespace in
                [Namespace::Id, Namespace::Login, Namespace::Short, Namespace::Local, Namespace::Display]
            {
                for name in account.names.of(namespace.word()).iter() {
                    self.by_name.add(namespace, name.clone(), ix);
                }
            }
            for key in keys {
                self.by_name.add(Namespace::Likeness, key, ix);
            }
            for name in account.names.of(Namespace::Display.word()).iter() {
                for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1)
                {
                    self.name_words.insert(word.to_owned());
                    self.name_words.insert(forms.spelt(word));
                }
            }
            if account.names.of(Namespace::Display.word()).is_empty() {
                for login in account.names.of(Namespace::Login.word()).iter() {
                    self.by_name.add(Namespace::Formula, forms.login_as_formed(login), ix);
                }
            }
        }
    }

    /// Several accounts of one person: listed as such, one employee number, or an
    /// administrator's twin whose rest is exactly one known login.
    fn tie_persons(
        &mut self,
        people: &[&PersonRecord],
        agents: &[(&str, &Party)],
        decisions: &[Decision],
        (mailboxes, rules): (&Mailboxes<'_>, &DirectoryRules),
    ) {
        let mut persons = Persons::apart(self.accounts.len());
        self.decide(&mut persons, decisions);
        let mut ties: Vec<Tie> = Vec::new();
        for person in people {
            let Some(main) = self.row_account(person, mailboxes) else { continue };
            for alt in &person.alt_accounts {
                if let Some(alt_ix) = self.resolve_word(alt).one() {
                    let why = format!("{alt} is listed as an account of {}", self.account(main).label);
                    ties.push(Tie { one: main, other: alt_ix, why });
                }
            }
        }
        for (owner, login, why) in mailboxes.ties() {
            if let (Some(owner), Some(login)) =
                (self.resolve_word(&owner).one(), self.resolve_word(&login).one())
            {
                ties.push(Tie { one: owner, other: login, why });
            }
        }
        ties.extend(self.same_employee());
        ties.extend(self.admin_twins(rules));
        self.join(&mut persons, ties);
        for account in &mut self.accounts {
            account.sure = account.person;
        }
        self.join(&mut persons, self.ties_by_name(rules.name_forms()));
        self.join(&mut persons, self.ties_by_formula(rules));
        self.join(&mut persons, self.admins_by_formula(agents, rules));
        self.mark_systems();
    }

    /// Accounts with one employee number. Numbers are mistyped and given again: two whose names
    /// cannot be one person's stay apart.
    fn same_employee(&self) -> Vec<Tie> {
        let mut bearers: BTreeMap<&str, Vec<AccountIx>> = BTreeMap::new();
        for (ix, account) in self.accounts() {
            if let Some(number) = &account.employee_id {
                bearers.entry(number).or_default().push(ix);
            }
        }
        let mut ties = Vec::new();
        for (number, bearers) in bearers {
            for (nth, one) in bearers.iter().enumerate() {
                for other in &bearers[nth + 1..] {
                    if share_a_name(self.account(*one), self.account(*other), &self.name_forms) {
                        let why = format!("same employee number {number}");
                        ties.push(Tie { one: *one, other: *other, why });
                    }
                }
            }
        }
        ties
    }

    fn admin_twins(&self, rules: &DirectoryRules) -> Vec<Tie> {
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            for login in account.names.of(Namespace::Login.word()).iter() {
                let Some(base) = rules.admin_base(login) else { continue };
                let twin = self
                    .named(Namespace::Login, &base)
                    .one()
                    .or_else(|| self.named(Namespace::Local, local_part(&base)).one());
                if let Some(twin) = twin.filter(|twin| *twin != ix) {
                    let why = format!("{login} is {base} with an administrator's prefix or suffix");
                    ties.push(Tie { one: twin, other: ix, why });
                    break;
                }
            }
        }
        ties
    }

    /// Managers and owners, by whatever name the people files give them.
    fn tie_people(&mut self, people: &[&PersonRecord], mailboxes: &Mailboxes<'_>) {
        for person in people {
            let Some(ix) = self.row_account(person, mailboxes) else { continue };
            let find = |name: &Option<String>| {
                let name = name.as_deref()?;
                self.named(Namespace::Id, &id_key(&self.shared_ids, &person.source, name))
                    .one()
                    .or_else(|| self.resolve_word(name).one())
                    .or_else(|| self.resolve_name(name).one())
            };
            let (manager, owner) = (find(&person.manager), find(&person.owner));
            let account = &mut self.accounts[ix.0 as usize];
            account.manager = account.manager.or(manager);
            account.owner = account.owner.or(owner);
        }
    }

    /// Who acts on other accounts: what an agent does and most namesakes of an agent do not.
    fn mark_acting(&mut self, events: &[Event]) {
        let acts = events.iter().filter(|event| !is_own_act(event) && event.subject.is_some());
        for (source, actor) in distinct(acts.map(|event| (event.source.as_str(), &event.actor))) {
            let Some(ix) = self.resolve(source, actor).one() else { continue };
            self.accounts[ix.0 as usize].acts_on_others = true;
        }
    }

    /// Who works tickets.
    fn mark_desk(&mut self, agents: &[(&str, &Party)]) {
        let persons = self.persons_at_the_desk(agents);
        for account in &mut self.accounts {
            account.is_desk = persons.contains(&account.person);
        }
    }

    /// The persons whom these parties name as ones who work tickets.
    pub(super) fn persons_at_the_desk(&self, agents: &[(&str, &Party)]) -> BTreeSet<AccountIx> {
        let known = agents.iter().filter_map(|(source, party)| self.resolve_agent(source, party));
        known.map(|ix| self.account(ix).person).collect()
    }

    fn row_account(&self, person: &PersonRecord, mailboxes: &Mailboxes<'_>) -> Option<AccountIx> {
        person_names(&self.shared_ids, person, mailboxes)
            .into_iter()
            .filter(|(namespace, _)| *namespace <= Namespace::Login)
            .find_map(|(namespace, name)| self.named(namespace, &name).one())
    }
}

/// What an account's display names may share with those that are written differently.
fn likely(account: &Account, forms: &NameForms) -> BTreeSet<String> {
    let displays = account.names.of(Namespace::Display.word()).iter();
    let likeness = displays.map(|name| forms.likeness(name));
    likeness.flat_map(|likeness| likeness.keys.into_iter().chain(likeness.short)).collect()
}

/// Whether two accounts may be one person's by their names: one has none, they are alike, or the given
/// name is the same (a family name changes, a relative has another given name).
fn share_a_name(one: &Account, other: &Account, forms: &NameForms) -> bool {
    let [one, other] = [one, other].map(|account| account.names.of(Namespace::Display.word()));
    let given = |name: &str| name.split(' ').next().unwrap_or(name).to_owned();
    one.is_empty()
        || other.is_empty()
        || one.iter().any(|mine| {
            other.iter().any(|theirs| {
                given(mine) == given(theirs)
                    || !forms.likeness(mine).keys.is_disjoint(&forms.likeness(theirs).keys)
            })
        })
}

/// Who holds tickets, solves them, writes work notes in them; an agent stands in thousands.
fn agents(tickets: &[Ticket]) -> Vec<(&str, &Party)> {
    distinct(tickets.iter().flat_map(|ticket| {
        let notes = ticket.journal.iter().filter(|entry| entry.kind == EntryKind::WorkNote);
        let named = [&ticket.agent, &ticket.resolved_by].into_iter();
        named.chain(notes.map(|entry| &entry.author)).map(|party| (ticket.source.as_str(), party))
    }))
}

/// Names, the system that told them, and what it shows for them.
type Told<'a> = (Vec<(Namespace, String)>, &'a str, Option<&'a str>);

/// Every distinct set of names under which events, tickets and verifications speak of somebody
/// by a login or an id. A display name alone makes no account.
fn mentions<'a>(rules: &DirectoryRules, input: &DirectoryInput<'a>) -> Vec<Mention<'a>> {
    let shared_ids = rules.shared_ids();
    let subjects = || input.events.iter().filter_map(|event| Some((event, event.subject_party()?)));
    let named = subjects().filter(|(event, _)| rules.new_name(event).is_none());
    let in_events = input.events.iter().map(|event| (event.source.as_str(), &event.actor));
    let in_events = in_events.chain(named.map(|(event, subject)| (event.source.as_str(), subject)));
    let in_tickets = input.tickets.iter().flat_map(|ticket| {
        [&ticket.requester, &ticket.affected, &ticket.opened_by, &ticket.agent, &ticket.resolved_by]
            .into_iter()
            .chain(ticket.journal.iter().map(|entry| &entry.author))
            .chain(ticket.approvals.iter().map(|approval| &approval.approver))
            .map(|party| (ticket.source.as_str(), party))
    });
    let in_records = input
        .verifications
        .iter()
        .flat_map(|record| [&record.subject, &record.verifier].map(|party| (record.source.as_str(), party)));
    let is_telling = |party: &Party| party.id.is_some() || party.login.is_some() || party.email.is_some();
    let all = in_events.chain(in_tickets).chain(in_records).filter(|(_, party)| is_telling(party));
    let named = distinct(all).into_iter().map(|(source, party)| (source, party, None));
    let renamed = subjects().filter_map(|(event, subject)| {
        Some((event.source.as_str(), subject, Some(rules.new_name(event)?))).filter(|_| is_telling(subject))
    });
    let all: Vec<(&str, &Party, Option<&str>)> = named.chain(renamed).collect();
    let mut found: Vec<Told<'_>> = all
        .into_par_iter()
        .map(|(source, party, renamed)| {
            let mut names = names_of(shared_ids, source, party);
            names.extend(renamed.map(|name| (Namespace::Login, key(name))));
            (names, family(shared_ids, source), party.display.as_deref())
        })
        .collect();
    found.par_sort_unstable();
    found.dedup();
    let mention = |(names, system, display): (_, &str, Option<&str>)| Mention {
        names,
        system: system.to_owned(),
        display: display.map(str::to_owned),
        row: None,
    };
    found.into_iter().map(mention).collect()
}

/// The names a row of a people file gives.
fn person_names(
    shared_ids: &SharedIds,
    person: &PersonRecord,
    mailboxes: &Mailboxes<'_>,
) -> Vec<(Namespace, String)> {
    let email = person.email.as_ref().filter(|_| mailboxes.is_own(person));
    let mut names = Vec::new();
    for id in person.native_id.iter().chain(&person.more_ids) {
        names.push((Namespace::Id, id_key(shared_ids, &person.source, id)));
    }
    for login in [person.login.as_ref(), email, person.sam_account.as_ref()].into_iter().flatten() {
        names.push((Namespace::Login, key(login)));
    }
    for short in [&person.sam_account, &person.employee_id].into_iter().flatten() {
        names.push((Namespace::Short, key(short)));
    }
    if let Some(display) = &person.display_name {
        names.push((Namespace::Display, person_key(display)));
    }
    names.retain(|(_, name)| !name.is_empty());
    names
}
