//! Building the directory: which names are one account, which accounts one person.

use std::collections::{BTreeMap, BTreeSet};

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
        directory.tie_persons(&people, input.tickets, decisions, (&mailboxes, rules));
        directory.tie_people(&people, &mailboxes);
        directory.mark_acting(input.events);
        directory.mark_desk(input.tickets);
        directory.memory = Some(Found::default());
        directory
    }

    fn index(&mut self, forms: &NameForms) {
        for (ix, account) in (0..).map(AccountIx).zip(&self.accounts) {
            for namespace in
                [Namespace::Id, Namespace::Login, Namespace::Short, Namespace::Local, Namespace::Display]
            {
                for name in account.names.get(namespace.word()).into_iter().flatten() {
                    self.by_name.add(namespace, name.clone(), ix);
                }
            }
            let displays = account.names.get(Namespace::Display.word()).into_iter().flatten();
            let keys: BTreeSet<String> = displays
                .map(|name| forms.likeness(name))
                .flat_map(|likeness| likeness.keys.into_iter().chain(likeness.short))
                .collect();
            for key in keys {
                self.by_name.add(Namespace::Likeness, key, ix);
            }
            for name in account.names.get(Namespace::Display.word()).into_iter().flatten() {
                for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1)
                {
                    self.name_words.insert(word.to_owned());
                    self.name_words.insert(forms.spelt(word));
                }
            }
            if !account.names.contains_key(Namespace::Display.word()) {
                for login in account.names.get(Namespace::Login.word()).into_iter().flatten() {
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
        tickets: &[Ticket],
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
        self.join(&mut persons, self.admins_by_formula(tickets, rules));
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
            for login in account.names.get(Namespace::Login.word()).into_iter().flatten() {
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
        let mut acting = BTreeSet::new();
        for event in events.iter().filter(|event| !is_own_act(event) && event.subject.is_some()) {
            acting.extend(self.resolve(&event.source, &event.actor).one());
        }
        for ix in acting {
            self.accounts[ix.0 as usize].acts_on_others = true;
        }
    }

    /// Who works tickets.
    fn mark_desk(&mut self, tickets: &[Ticket]) {
        let persons = self.persons_at_the_desk(tickets);
        for account in &mut self.accounts {
            account.is_desk = persons.contains(&account.person);
        }
    }

    /// Persons who hold tickets, solve them, write work notes in them.
    pub(super) fn persons_at_the_desk(&self, tickets: &[Ticket]) -> BTreeSet<AccountIx> {
        let parties = tickets.iter().flat_map(|ticket| {
            let notes = ticket.journal.iter().filter(|entry| entry.kind == EntryKind::WorkNote);
            let named = [&ticket.agent, &ticket.resolved_by].into_iter();
            named.chain(notes.map(|entry| &entry.author)).map(|party| (ticket.source.as_str(), party))
        });
        // An agent stands in thousands of tickets.
        let agents = distinct(parties).into_iter();
        let agents = agents.filter_map(|(source, party)| self.resolve_agent(source, party));
        agents.map(|ix| self.account(ix).person).collect()
    }

    fn row_account(&self, person: &PersonRecord, mailboxes: &Mailboxes<'_>) -> Option<AccountIx> {
        person_names(&self.shared_ids, person, mailboxes)
            .into_iter()
            .filter(|(namespace, _)| *namespace <= Namespace::Login)
            .find_map(|(namespace, name)| self.named(namespace, &name).one())
    }
}

/// Whether two accounts may be one person's by their names: one has none, they are alike, or the given
/// name is the same (a family name changes, a relative has another given name).
fn share_a_name(one: &Account, other: &Account, forms: &NameForms) -> bool {
    let names = |account: &Account| account.names.get(Namespace::Display.word()).cloned().unwrap_or_default();
    let (one, other) = (names(one), names(other));
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

/// Every distinct set of names under which events, tickets and verifications speak of somebody
/// by a login or an id. A display name alone makes no account.
fn mentions<'a>(rules: &DirectoryRules, input: &DirectoryInput<'a>) -> Vec<Mention<'a>> {
    let shared_ids = rules.shared_ids();
    let mut found = BTreeSet::new();
    let mut add = |source: &str, party: &Party, renamed: Option<&str>| {
        if party.id.is_some() || party.login.is_some() || party.email.is_some() {
            let mut names = names_of(shared_ids, source, party);
            names.extend(renamed.map(|name| (Namespace::Login, key(name))));
            found.insert((names, family(shared_ids, source).to_owned(), party.display.clone()));
        }
    };
    for event in input.events {
        add(&event.source, &event.actor, None);
        if let Some(subject) = event.subject_party() {
            add(&event.source, subject, rules.new_name(event));
        }
    }
    let in_tickets = input.tickets.iter().flat_map(|ticket| {
        [&ticket.requester, &ticket.affected, &ticket.opened_by, &ticket.agent, &ticket.resolved_by]
            .into_iter()
            .chain(ticket.journal.iter().map(|entry| &entry.author))
            .chain(ticket.approvals.iter().map(|approval| &approval.approver))
            .map(|party| (ticket.source.as_str(), party))
    });
    for (source, party) in distinct(in_tickets) {
        add(source, party, None);
    }
    for record in input.verifications {
        add(&record.source, &record.subject, None);
        add(&record.source, &record.verifier, None);
    }
    found.into_iter().map(|(names, system, display)| Mention { names, system, display, row: None }).collect()
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
