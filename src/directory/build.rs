//! Building the directory: which names are one account, which accounts one person.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Groups;
use super::mailboxes::Mailboxes;
use super::names::{key, local_part, person_key};
use super::rules::{DirectoryRules, SharedIds};
use super::{ByName, Directory, Namespace, id_key, names_of};
use crate::mapping::condition::is_own_act;
use crate::model::{AccountIx, EntryKind, Event, Party, PersonRecord, Ticket, VerificationRecord};

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
        let mut groups = Groups::default();
        let mut people: Vec<&PersonRecord> = input.people.iter().collect();
        people.sort_by(|a, b| {
            (&a.login, &a.email, &a.native_id, a.origin).cmp(&(&b.login, &b.email, &b.native_id, b.origin))
        });
        let mailboxes = Mailboxes::new(&people, rules);
        for person in &people {
            groups.add(person_names(rules.shared_ids(), person, &mailboxes), Some(person), None);
        }
        for (names, display) in mentions(rules.shared_ids(), input) {
            groups.add(names, None, display);
        }
        let mut directory = Self {
            accounts: groups.into_accounts(rules),
            by_name: ByName::default(),
            shared_ids: rules.shared_ids().clone(),
        };
        directory.index();
        directory.tie_persons(&people, &mailboxes, rules);
        directory.tie_people(&people, &mailboxes);
        directory.mark_acting(input.events);
        directory.mark_desk(input.tickets);
        directory
    }

    fn index(&mut self) {
        for (ix, account) in (0..).map(AccountIx).zip(&self.accounts) {
            for namespace in
                [Namespace::Id, Namespace::Login, Namespace::Short, Namespace::Local, Namespace::Display]
            {
                for name in account.names.get(namespace.word()).into_iter().flatten() {
                    self.by_name.add(namespace, name.clone(), ix);
                }
            }
        }
    }

    /// Several accounts of one person: listed as such, one employee number, or an
    /// administrator's twin whose rest is exactly one known login.
    fn tie_persons(&mut self, people: &[&PersonRecord], mailboxes: &Mailboxes<'_>, rules: &DirectoryRules) {
        let mut ties: Vec<(AccountIx, AccountIx, String)> = Vec::new();
        for person in people {
            let Some(main) = self.row_account(person, mailboxes) else { continue };
            for alt in &person.alt_accounts {
                if let Some(alt_ix) = self.resolve_word(alt).one() {
                    ties.push((
                        main,
                        alt_ix,
                        format!("{alt} is listed as an account of {}", self.account(main).label),
                    ));
                }
            }
        }
        for (owner, login, why) in mailboxes.ties() {
            if let (Some(owner), Some(login)) =
                (self.resolve_word(&owner).one(), self.resolve_word(&login).one())
            {
                ties.push((owner, login, why));
            }
        }
        ties.extend(self.same_employee());
        ties.extend(self.admin_twins(rules));
        for (a, b, why) in ties {
            let (low, high) = (
                self.account(a).person.min(self.account(b).person),
                self.account(a).person.max(self.account(b).person),
            );
            if low != high {
                for account in &mut self.accounts {
                    if account.person == high {
                        account.person = low;
                        account.merged_because.push(why.clone());
                    }
                }
            }
        }
    }

    fn same_employee(&self) -> Vec<(AccountIx, AccountIx, String)> {
        let mut first: BTreeMap<&str, AccountIx> = BTreeMap::new();
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            if let Some(number) = &account.employee_id {
                let main = *first.entry(number).or_insert(ix);
                if main != ix {
                    ties.push((main, ix, format!("same employee number {number}")));
                }
            }
        }
        ties
    }

    fn admin_twins(&self, rules: &DirectoryRules) -> Vec<(AccountIx, AccountIx, String)> {
        let mut ties = Vec::new();
        for (ix, account) in self.accounts() {
            for login in account.names.get(Namespace::Login.word()).into_iter().flatten() {
                let Some(base) = rules.admin_base(login) else { continue };
                let twin = self
                    .named(Namespace::Login, &base)
                    .one()
                    .or_else(|| self.named(Namespace::Local, local_part(&base)).one());
                if let Some(twin) = twin.filter(|twin| *twin != ix) {
                    ties.push((
                        twin,
                        ix,
                        format!("{login} is {base} with an administrator's prefix or suffix"),
                    ));
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

    /// Who works tickets: holds them, solves them, writes work notes in them.
    fn mark_desk(&mut self, tickets: &[Ticket]) {
        let mut desk = BTreeSet::new();
        for ticket in tickets {
            let authors = ticket
                .journal
                .iter()
                .filter(|entry| entry.kind == EntryKind::WorkNote)
                .map(|entry| &entry.author);
            for party in [&ticket.agent, &ticket.resolved_by].into_iter().chain(authors) {
                if let Some(account) = self.resolve_agent(&ticket.source, party) {
                    desk.insert(account);
                }
            }
        }
        let persons: BTreeSet<AccountIx> = desk.iter().map(|ix| self.account(*ix).person).collect();
        for account in &mut self.accounts {
            account.is_desk = persons.contains(&account.person);
        }
    }

    fn row_account(&self, person: &PersonRecord, mailboxes: &Mailboxes<'_>) -> Option<AccountIx> {
        person_names(&self.shared_ids, person, mailboxes)
            .into_iter()
            .filter(|(namespace, _)| *namespace <= Namespace::Login)
            .find_map(|(namespace, name)| self.named(namespace, &name).one())
    }
}

/// The names under which a record speaks of somebody, and the display name as written.
type Mention = (Vec<(Namespace, String)>, Option<String>);

/// Every distinct set of names under which events, tickets and verifications speak of somebody
/// by a login or an id. A display name alone makes no account.
///
/// Each comes with the display name as written, which the page shows.
fn mentions(shared_ids: &SharedIds, input: &DirectoryInput<'_>) -> BTreeSet<Mention> {
    let mut found = BTreeSet::new();
    let mut add = |source: &str, party: &Party| {
        if party.id.is_some() || party.login.is_some() || party.email.is_some() {
            found.insert((names_of(shared_ids, source, party), party.display.clone()));
        }
    };
    for event in input.events {
        add(&event.source, &event.actor);
        if let Some(subject) = event.subject_party() {
            add(&event.source, subject);
        }
    }
    for ticket in input.tickets {
        for party in
            [&ticket.requester, &ticket.affected, &ticket.opened_by, &ticket.agent, &ticket.resolved_by]
        {
            add(&ticket.source, party);
        }
        for entry in &ticket.journal {
            add(&ticket.source, &entry.author);
        }
        for approval in &ticket.approvals {
            add(&ticket.source, &approval.approver);
        }
    }
    for record in input.verifications {
        add(&record.source, &record.subject);
        add(&record.source, &record.verifier);
    }
    found
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
