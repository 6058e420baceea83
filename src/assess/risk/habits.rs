//! When and from where the desk works, so that what is unusual can be told (P16).

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};

use super::places::address;
use crate::mapping::risk::OffHours;
use crate::model::{AccountIx, ActorKind, Change, Instant, Support};

/// How often something was done in each hour of the day (UTC) and on each day of the week.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habit {
    hours: [u32; 24],
    days: [u32; 7],
    all: u32,
    /// Done from an address that several agents work from.
    from_desk: u32,
    /// Done from any address that is told.
    from_anywhere: u32,
}

impl Habit {
    fn add(&mut self, at: Instant) {
        self.hours[at.hour() as usize % 24] += 1;
        self.days[at.weekday().num_days_from_monday() as usize % 7] += 1;
        self.all += 1;
    }

    /// What is unusual about an instant; the change itself is one of those counted.
    fn rare(&self, at: Instant, policy: &OffHours) -> Option<String> {
        if self.all < policy.least_changes {
            return None;
        }
        let is_rare = |count: u32| f64::from(count.saturating_sub(1)) <= policy.share * f64::from(self.all);
        let (hour, beside) = (at.hour() as usize, policy.hours_beside.min(11));
        let near: u32 = (hour + 24 - beside..=hour + 24 + beside).map(|hour| self.hours[hour % 24]).sum();
        let day = self.days[at.weekday().num_days_from_monday() as usize % 7];
        if is_rare(near) {
            Some(format!("{near} of {} fall around {hour:02}:00Z", self.all))
        } else if self.all >= policy.least_changes_for_days && is_rare(day) {
            Some(format!("{day} of {} fall on a {}", self.all, weekday(at)))
        } else {
            None
        }
    }
}

fn weekday(at: Instant) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [at.weekday().num_days_from_monday() as usize % 7]
}

/// The habits of each agent and of all agents together.
#[derive(Debug, Clone, Default)]
pub(super) struct Habits<'a> {
    of_agent: BTreeMap<AccountIx, Habit>,
    of_desk: Habit,
    /// Who works from an address; two are enough to tell a desk's from a home.
    at_address: BTreeMap<&'a str, (AccountIx, bool)>,
}

impl<'a> Habits<'a> {
    /// Reads the desk's changes; `person` tells who stands behind an account.
    pub(super) fn of(changes: &'a [Change], person: impl Fn(AccountIx) -> AccountIx) -> Self {
        let mut habits = Self::default();
        let by_agents = || {
            let desk =
                changes.iter().filter(|change| change.support != Support::No && change.parent.is_none());
            desk.filter_map(|change| Some((person(change.actor?), change)))
        };
        for (agent, change) in by_agents() {
            habits.of_agent.entry(agent).or_default().add(change.at);
            if change.actor_kind == ActorKind::DeskAgent {
                habits.of_desk.add(change.at);
            }
            if let Some(ip) = address(change.ip.as_deref()) {
                let known = habits.at_address.entry(ip).or_insert((agent, false));
                known.1 |= known.0 != agent;
            }
        }
        for (agent, change) in by_agents() {
            let Some(ip) = address(change.ip.as_deref()) else { continue };
            let is_desk = habits.at_address.get(ip).is_some_and(|(_, several)| *several);
            let habit = habits.of_agent.entry(agent).or_default();
            habit.from_anywhere += 1;
            habit.from_desk += u32::from(is_desk);
        }
        habits
    }

    /// An hour or day at which the agent hardly ever works; of one with too few changes, at which nobody does.
    pub(super) fn off_hours(&self, agent: AccountIx, at: Instant, policy: &OffHours) -> Option<String> {
        let own = self.of_agent.get(&agent).filter(|habit| habit.all >= policy.least_changes);
        match own {
            Some(habit) => habit.rare(at, policy).map(|seen| format!("of the agent's changes {seen}")),
            None => self.of_desk.rare(at, policy).map(|seen| format!("of the desk's changes {seen}")),
        }
    }

    /// An address that no other agent works from, of an agent who works from the desk's addresses.
    pub(super) fn off_desk(&self, agent: AccountIx, ip: Option<&str>, policy: &OffHours) -> Option<String> {
        let ip = address(ip)?;
        let habit = self.of_agent.get(&agent).filter(|habit| habit.from_anywhere >= policy.least_changes)?;
        let elsewhere = habit.from_anywhere - habit.from_desk;
        let is_desk = self.at_address.get(ip).is_none_or(|(_, several)| *several);
        let is_rare = f64::from(elsewhere.saturating_sub(1)) <= policy.share * f64::from(habit.from_anywhere);
        (!is_desk && is_rare).then(|| {
            format!(
                "{ip} is none of the desk's addresses, from which {} of the agent's {} changes come",
                habit.from_desk, habit.from_anywhere
            )
        })
    }
}
