//! People at the desk in figures: whose tickets and changes are counted together, and how they are called.
//!
//! Figures about a person that rest on few cases accuse by chance. Below a number of cases that the policy says, people
//! therefore stand under a pseudonym; rows of tables, which tell what was done and by whom, always name them.

mod pseudonym;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::directory::{Directory, Pseudonyms};
use crate::measure::breakdown::{FirstAgent, first_taken};
use crate::measure::contact::Queues;
use crate::model::{AccountIx, ActorKind, Case, Change, ChangeId, Ticket, TicketResult, UserType};

/// Whose work a ticket or change is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Agent {
    /// The record names nobody.
    Nobody,
    /// A program or an account that several people use; no person is meant by its name.
    Account(String),
    /// A person, by the first of their accounts.
    Person(AccountIx),
    /// Somebody whom only this record names so.
    Written(String),
}

/// How people at the desk are called.
///
/// Figures are grouped by labels: of a person the pseudonym, of others what they are called. Which name is shown is
/// decided by the cases that a figure rests on.
#[derive(Debug, Clone, Default)]
pub struct Agents {
    /// People with fewer cases stand under their pseudonym.
    named_from: u64,
    /// By the place of each ticket: who has it, or had it last.
    of_tickets: Vec<Agent>,
    /// By the place of each ticket: who took it first.
    takers: Vec<Agent>,
    taking_groups: Vec<Option<Box<str>>>,
    /// By change: who made it, or began what the user finished.
    of_changes: BTreeMap<ChangeId, Agent>,
    /// The pseudonyms of people.
    pseudonyms: BTreeMap<Agent, String>,
    /// The names of people by their pseudonyms.
    names: BTreeMap<String, String>,
    /// The pseudonyms of people by their names.
    labels: BTreeMap<String, String>,
}

impl Agents {
    /// Everybody who works these tickets or made these changes; `results` are what is said of each ticket, in their
    /// order. A figure names a person from `named_from` cases on; under pseudonyms of a key nobody is ever named.
    #[must_use]
    pub fn of(
        directory: &Directory,
        (tickets, results): (&[Ticket], &[TicketResult]),
        cases: &[Case],
        (named_from, keyed): (u64, Option<&Pseudonyms>),
    ) -> Self {
        let mut of_tickets: Vec<Agent> =
            tickets.par_iter().map(|ticket| of_ticket(directory, ticket)).collect();
        let queues = Queues::of(tickets);
        let (mut takers, taking_groups): (Vec<Agent>, Vec<Option<Box<str>>>) = tickets
            .par_iter()
            .zip(results)
            .map(|(ticket, result)| {
                let first = first_taken(ticket, result, &queues);
                (taker(directory, ticket, first.agent), first.group.map(Box::from))
            })
            .unzip();
        let by_id: BTreeMap<&ChangeId, &Change> =
            cases.iter().map(|case| (&case.change.id, &case.change)).collect();
        let begun = |change: &Change| change.parent.as_ref().and_then(|parent| by_id.get(parent)).copied();
        let mut of_changes: BTreeMap<ChangeId, Agent> = cases
            .iter()
            .map(|Case { change, .. }| {
                (change.id.clone(), of_change(directory, begun(change).unwrap_or(change)))
            })
            .collect();
        if let Some(keyed) = keyed {
            let all = of_tickets.iter_mut().chain(&mut takers).chain(of_changes.values_mut());
            all.for_each(|agent| called(directory, keyed, agent));
        }
        let everybody: BTreeSet<&Agent> =
            of_tickets.iter().chain(&takers).chain(of_changes.values()).collect();
        let identities = identities(directory, &everybody);
        let pseudonyms: BTreeMap<Agent, String> = match keyed {
            Some(keyed) => identities.into_keys().map(|agent| under(directory, keyed, agent)).collect(),
            None => pseudonym::numbers(&identities)
                .into_iter()
                .map(|(agent, number)| (agent, format!("Agent {number}")))
                .collect(),
        };
        let name = |agent: &Agent, pseudonym: &String| match keyed {
            Some(_) => pseudonym.clone(),
            None => name(directory, agent),
        };
        let names: BTreeMap<String, String> =
            pseudonyms.iter().map(|(agent, pseudonym)| (pseudonym.clone(), name(agent, pseudonym))).collect();
        let labels = names.iter().map(|(pseudonym, name)| (name.clone(), pseudonym.clone())).collect();
        Self { named_from, of_tickets, takers, taking_groups, of_changes, pseudonyms, names, labels }
    }

    /// The label of who has a ticket, or had it last, by its place among the tickets; empty for nobody.
    #[must_use]
    pub fn of_ticket(&self, place: usize) -> &str {
        self.of_tickets.get(place).map_or("", |agent| self.label(agent))
    }

    /// The label of who took a ticket first, by its place among the tickets; empty where the records do not tell.
    #[must_use]
    pub fn taker(&self, place: usize) -> &str {
        self.takers.get(place).map_or("", |agent| self.label(agent))
    }

    /// The team that took a ticket first, as its record names it; `None` where the records do not tell.
    #[must_use]
    pub fn taking_group(&self, place: usize) -> Option<&str> {
        self.taking_groups.get(place)?.as_deref()
    }

    /// The label of who made a change, or began what the user finished; empty for nobody at the desk.
    #[must_use]
    pub fn of_case(&self, case: &Case) -> &str {
        self.of_changes.get(&case.change.id).map_or("", |agent| self.label(agent))
    }

    fn label<'a>(&'a self, agent: &'a Agent) -> &'a str {
        match agent {
            Agent::Nobody => "",
            Agent::Account(label) => label,
            Agent::Person(_) | Agent::Written(_) => self.pseudonyms.get(agent).map_or("", String::as_str),
        }
    }

    /// What somebody is called in a figure over so many cases, by their label: by name, or by their pseudonym if these
    /// are too few.
    #[must_use]
    pub fn called<'a>(&'a self, label: &'a str, cases: u64) -> &'a str {
        self.names.get(label).filter(|_| cases >= self.named_from).map_or(label, String::as_str)
    }

    /// The same for one whom a figure knows by name only: a person of this name at the desk stands under their
    /// pseudonym, anybody else under the name.
    #[must_use]
    pub fn shown<'a>(&'a self, name: &'a str, cases: u64) -> &'a str {
        match self.labels.get(name) {
            Some(label) if cases < self.named_from => label,
            _ => name,
        }
    }

    /// The pseudonym of a person who works tickets or made a change, by the first of their accounts.
    #[must_use]
    pub fn pseudonym(&self, person: AccountIx) -> Option<&str> {
        self.pseudonyms.get(&Agent::Person(person)).map(String::as_str)
    }
}

/// An agent with the pseudonym of a key; who is no person keeps the name.
fn under(directory: &Directory, keyed: &Pseudonyms, agent: Agent) -> (Agent, String) {
    let called = match &agent {
        Agent::Person(person) => keyed.person(*person).map(str::to_owned),
        Agent::Written(label) => Some(keyed.name(label)),
        Agent::Account(_) | Agent::Nobody => None,
    };
    let called = called.unwrap_or_else(|| name(directory, &agent));
    (agent, called)
}

/// An account that nobody is meant by, as it is called under pseudonyms too.
fn called(directory: &Directory, keyed: &Pseudonyms, agent: &mut Agent) {
    let Agent::Account(label) = agent else { return };
    if let Some(called) = directory.resolve_word(label).one().and_then(|ix| keyed.account(ix)) {
        called.clone_into(label);
    }
}

/// Whose ticket it is: of who has it, or had it last.
fn of_ticket(directory: &Directory, ticket: &Ticket) -> Agent {
    match directory.resolve_agent(&ticket.source, &ticket.agent) {
        Some(account) => of_account(directory, account),
        None if ticket.agent.is_empty() => Agent::Nobody,
        None => written(ticket.agent.label()),
    }
}

/// Who took a ticket first, as its history names them.
fn taker(directory: &Directory, ticket: &Ticket, first: FirstAgent<'_>) -> Agent {
    match first {
        FirstAgent::Current => of_ticket(directory, ticket),
        FirstAgent::Unknown => Agent::Nobody,
        FirstAgent::Named(name) => {
            let found = directory
                .resolve_id(&ticket.source, name)
                .one()
                .or_else(|| directory.resolve_word(name).one())
                .or_else(|| directory.resolve_name(name).one());
            found.map_or_else(|| written(name), |account| of_account(directory, account))
        }
    }
}

/// Who made a change. What users do to their own account is nobody's at the desk.
fn of_change(directory: &Directory, change: &Change) -> Agent {
    match (change.actor_kind, change.actor) {
        (ActorKind::SelfService, _) => Agent::Nobody,
        (ActorKind::Automation | ActorKind::System | ActorKind::Vendor, account) => {
            let label = account.map_or(&change.actor_label, |account| &directory.account(account).label);
            Agent::Account(label.clone())
        }
        (_, Some(account)) => of_account(directory, account),
        (_, None) => written(&change.actor_label),
    }
}

fn of_account(directory: &Directory, account: AccountIx) -> Agent {
    let account = directory.account(account);
    match account.user_type {
        Some(UserType::Service | UserType::Shared) => Agent::Account(account.label.clone()),
        _ => Agent::Person(account.person),
    }
}

fn written(label: &str) -> Agent {
    if label.trim().is_empty() { Agent::Nobody } else { Agent::Written(label.to_owned()) }
}

fn name(directory: &Directory, agent: &Agent) -> String {
    match agent {
        Agent::Person(account) => directory.account(*account).label.clone(),
        Agent::Written(label) | Agent::Account(label) => label.clone(),
        Agent::Nobody => String::new(),
    }
}

/// What identifies each person among these from one period to the next: the employee number, else the first login in
/// the order of letters, else any name.
fn identities(directory: &Directory, everybody: &BTreeSet<&Agent>) -> BTreeMap<Agent, String> {
    let mut accounts: BTreeMap<AccountIx, Vec<AccountIx>> = BTreeMap::new();
    for (ix, account) in directory.accounts() {
        if everybody.contains(&Agent::Person(account.person)) {
            accounts.entry(account.person).or_default().push(ix);
        }
    }
    let of_person = |person: AccountIx| {
        let own = accounts.get(&person).into_iter().flatten().map(|ix| directory.account(*ix));
        directory.identity(&own.collect::<Vec<_>>())
    };
    everybody
        .iter()
        .filter_map(|agent| match agent {
            Agent::Person(person) => Some(((*agent).clone(), of_person(*person))),
            Agent::Written(label) => Some(((*agent).clone(), label.to_lowercase())),
            Agent::Nobody | Agent::Account(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::control::sample::{case, directory, party, ticket};

    /// Two tickets of bob, one of carl, one of the shared account, one of somebody unknown, one of nobody.
    fn agents(named_from: u64) -> Agents {
        let of = |(at, login): (usize, &str)| {
            let mut ticket = ticket(&format!("INC{at}"));
            ticket.agent = party(login);
            ticket
        };
        let tickets: Vec<Ticket> =
            ["bob", "bob", "carl", "desk1", "Zoe", ""].into_iter().enumerate().map(of).collect();
        Agents::of(&directory(), (&tickets, &[]), &[case("a")], (named_from, None))
    }

    #[test]
    fn people_stand_under_a_pseudonym_until_they_have_enough_cases() {
        let agents = agents(30);
        let bob = agents.of_ticket(0);
        assert!(bob.starts_with("Agent ") && !bob.contains("bob"), "{bob}");
        assert_eq!((agents.called(bob, 29), agents.called(bob, 30)), (bob, "bob"));
        assert_eq!(agents.of_ticket(1), bob);
        assert_ne!(agents.of_ticket(2), bob, "carl is somebody else");
        assert_eq!(agents.pseudonym(AccountIx(1)), Some(bob));
        let zoe = agents.of_ticket(4);
        assert!(zoe.starts_with("Agent "), "{zoe}: one whom only a ticket names is a person too");
        assert_eq!(agents.called(zoe, 30), "Zoe");
        assert_eq!(
            (agents.shown("bob", 29), agents.shown("bob", 30), agents.shown("ann", 1)),
            (bob, "bob", "ann")
        );
    }

    #[test]
    fn who_is_no_person_needs_no_pseudonym() {
        let agents = agents(30);
        assert_eq!(agents.called(agents.of_ticket(3), 1), "desk1", "several use it");
        assert_eq!(agents.called(agents.of_ticket(5), 1), "", "nobody is named");
        let (mut robot, mut holder, mut finished) = (case("a"), case("b"), case("c"));
        (robot.change.actor, robot.change.actor_label) = (None, "workflow".to_owned());
        robot.change.actor_kind = ActorKind::Automation;
        holder.change.actor_kind = ActorKind::SelfService;
        finished.change.actor_kind = ActorKind::SelfService;
        let begun = case("d");
        finished.change.parent = Some(begun.change.id.clone());
        let cases = [robot, holder, finished, begun];
        let agents = Agents::of(&directory(), (&[], &[]), &cases, (30, None));
        assert_eq!((agents.of_case(&cases[0]), agents.of_case(&cases[1])), ("workflow", ""));
        assert_eq!(
            agents.of_case(&cases[2]),
            agents.of_case(&cases[3]),
            "an agent began what the user finished"
        );
    }

    #[test]
    fn all_are_named_from_no_case_on() {
        let agents = agents(0);
        assert_eq!(agents.called(agents.of_ticket(0), 0), "bob");
    }

    #[test]
    fn a_change_and_a_ticket_of_one_person_are_counted_together() {
        let agents = agents(30);
        assert_eq!(agents.of_case(&case("a")), agents.of_ticket(0));
    }

    #[test]
    fn the_employee_number_identifies_before_any_login() {
        let mut accounts: Vec<crate::directory::Account> =
            directory().accounts().map(|(_, account)| account.clone()).collect();
        let pseudonym = |accounts: &[crate::directory::Account]| {
            let directory = Directory::of_accounts(accounts.to_vec());
            let agents = Agents::of(&directory, (&[], &[]), &[case("a")], (30, None));
            agents.of_case(&case("a")).to_owned()
        };
        accounts[1].employee_id = Some("4711".to_owned());
        let before = pseudonym(&accounts);
        accounts[1].label = "robert".to_owned();
        accounts[1].names = [("login", "robert".to_owned())].into_iter().collect();
        assert_eq!(pseudonym(&accounts), before, "renamed, and the same person");
        accounts[1].employee_id = Some("4712".to_owned());
        assert_ne!(pseudonym(&accounts), before);
    }
}
