//! What is peculiar to an agent: how they verify, how they cite tickets, how fast they are.

use std::collections::BTreeMap;

use super::super::lore::{Lore, Reference};
use super::super::rng::Rng;
use super::{Account, AccountNo, Role};
use crate::model::Method;

/// How much an agent writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Voice {
    Terse,
    Plain,
    Chatty,
}

/// An agent's ways.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Habit {
    /// The team, by its place among the groups.
    pub(in crate::simulate) group: usize,
    /// Two methods, the usual one first.
    pub(in crate::simulate) methods: [Method; 2],
    /// What is asked before an unlock.
    pub(in crate::simulate) weak: Method,
    /// How the reason in the log names the ticket.
    pub(in crate::simulate) reference: Reference,
    /// How often the reason is filled in at all.
    pub(in crate::simulate) diligence: f64,
    /// Slower or faster than others.
    pub(in crate::simulate) pace: f64,
    /// Where in each list of wordings the agent starts: the words preferred.
    pub(in crate::simulate) wording: usize,
    pub(in crate::simulate) voice: Voice,
    /// Fills no fields, and often writes nothing down.
    pub(in crate::simulate) sloppy: bool,
    /// Share of words that are mistyped.
    pub(in crate::simulate) slips: f64,
}

/// Methods that suffice for a standard account, by how common they are at desks.
const USUAL: [(Method, f64); 6] = [
    (Method::CallbackOnFile, 5.0),
    (Method::OtpToRegisteredChannel, 4.0),
    (Method::ManagerLive, 1.0),
    (Method::AuthenticatorChallenge, 1.5),
    (Method::VideoWithId, 1.5),
    (Method::InPerson, 1.0),
];

/// Habits of all agents and engineers.
pub(super) fn habits(
    accounts: &[Account],
    by_role: &BTreeMap<Role, Vec<AccountNo>>,
    lore: &Lore,
    rng: &mut Rng,
) -> BTreeMap<AccountNo, Habit> {
    let weights = USUAL.map(|(_, weight)| weight);
    let desks = &lore.estate.desk_groups;
    let ways = &lore.estate.desk;
    let of = |role| by_role.get(&role).into_iter().flatten().copied();
    let mut habits = BTreeMap::new();
    for (nth, no) in of(Role::Agent).chain(of(Role::Engineer)).enumerate() {
        let engineer = accounts[no].role == Role::Engineer;
        let team = &lore.places.office[accounts[no].office].desk;
        let home = desks.iter().position(|desk| desk == team).unwrap_or(0);
        // The last team goes from desk to desk.
        let desk = if nth % 5 == 3 { desks.len() - 1 } else { home };
        let sloppy = !engineer && rng.chance(ways.sloppy);
        let habit = Habit {
            group: if engineer { desks.len() } else { desk },
            methods: [0, 1].map(|_| USUAL[rng.weighted(&weights)].0),
            weak: *rng.pick(&[Method::KnowledgeBased, Method::KnowledgeBased, Method::CallerId]),
            reference: *rng.pick(&[
                Reference::Full,
                Reference::Full,
                Reference::Short,
                Reference::Hash,
                Reference::Plain,
            ]),
            diligence: if sloppy { 0.05 } else { 0.25 + 0.7 * rng.unit() },
            pace: 0.8 + 0.5 * rng.unit(),
            wording: rng.below(12),
            voice: [Voice::Terse, Voice::Chatty, Voice::Plain]
                [rng.weighted(&[ways.terse, ways.chatty, (1.0 - ways.terse - ways.chatty).max(0.0)])],
            sloppy,
            slips: ways.slips * rng.lognormal(1.0, 0.8),
        };
        habits.insert(no, habit);
    }
    habits
}
