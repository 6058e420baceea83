//! Steps that pass a ticket on: out of the queue, to a person, to a team, and back.

use super::super::calendar::Millis;
use super::super::desk::{Author, FieldChange, Incident};
use super::super::lore::{Deed, Step, Who};
use super::super::organisation::AccountNo;
use super::scene::Scene;
use crate::model::ContactReason;

impl Scene<'_> {
    /// The first agent takes it out of the queue: nothing is handed over.
    pub(super) fn take(&mut self, ticket: &mut Incident, at: Millis) {
        let by = Author::Account(ticket.agent);
        ticket.record(at, by, FieldChange::Taken(ticket.agent), &mut self.rng);
    }

    /// To another person of the same team.
    pub(super) fn assign(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let next = self.account(step.to.unwrap_or(Who::Agent2)).unwrap_or(ticket.agent);
        let by = Author::Account(ticket.agent);
        let text = self.phrase(step.text.as_deref().unwrap_or("contact.warm"), Who::Agent, at);
        ticket.write(at, by, true, text, &mut self.rng);
        ticket.record(at + 2_000, by, FieldChange::Agent(ticket.agent, next), &mut self.rng);
        ticket.agent = next;
        ticket.obstacles.push(ContactReason::Reassigned);
    }

    /// To another team: up, aside, or back to where it came from.
    pub(super) fn pass_on(&mut self, ticket: &mut Incident, step: &Step, at: Millis) {
        let (new_group, next_agent) = match step.deed {
            Deed::Return => former_holders(ticket),
            Deed::Escalate => (self.organisation.engineering(self.lore), self.cast.engineer),
            _ => (self.team_aside(ticket), self.cast.agent2),
        };
        let names = |group: usize| self.organisation.groups[group].0.clone();
        self.values.set("old_group", names(ticket.group));
        self.values.set("new_group", names(new_group));
        let by = Author::Account(ticket.agent);
        let usual = if step.deed == Deed::Return { "contact.back" } else { "reassign" };
        let writer = if ticket.agent == self.cast.agent { Who::Agent } else { Who::Agent2 };
        let text = self.phrase(step.text.as_deref().unwrap_or(usual), writer, at);
        ticket.write(at, by, true, text, &mut self.rng);
        ticket.record(at + 2_000, by, FieldChange::Group(ticket.group, new_group), &mut self.rng);
        if ticket.agent != next_agent {
            ticket.record(at + 2_000, by, FieldChange::Agent(ticket.agent, next_agent), &mut self.rng);
        }
        ticket.group = new_group;
        ticket.agent = next_agent;
        ticket.reassigned += 1;
        let up = step.deed == Deed::Escalate;
        ticket.obstacles.push(if up { ContactReason::Escalated } else { ContactReason::Reassigned });
    }

    /// Another team of the desk, or, for what is no identity request, the team that owns the thing.
    fn team_aside(&mut self, ticket: &Incident) -> usize {
        let desk_teams = self.lore.estate.desk_groups.len();
        if !self.lore.topics[&ticket.topic].identity {
            return desk_teams + 1 + self.rng.below(self.lore.estate.other_groups.len());
        }
        let home = self.habit(self.cast.agent2).group;
        if home == ticket.group { (ticket.group + 1) % desk_teams } else { home }
    }
}

/// The team and the agent that had it before.
fn former_holders(ticket: &Incident) -> (usize, AccountNo) {
    let (mut group, mut agent) = (ticket.group, ticket.agent);
    for entry in &ticket.history {
        match entry.change {
            FieldChange::Group(old, _) => group = old,
            FieldChange::Agent(old, _) => agent = old,
            FieldChange::State(..) | FieldChange::Taken(_) => {}
        }
    }
    (group, agent)
}
