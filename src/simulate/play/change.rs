//! Steps that change something.

use super::super::acts::Act;
use super::super::calendar::Millis;
use super::super::event::Actor;
use super::super::lore::{Deed, Reference, Step, Who};
use super::super::truth::Plan;
use super::scene::{Fate, Scene};
use crate::model::{ChangeKind, Support};

impl Scene<'_> {
    /// Makes a change, in the log and in the truth.
    pub(super) fn change(&mut self, kind: ChangeKind, step: &Step, at: Millis) {
        let by = step.by.unwrap_or(Who::Agent);
        let subject = match step.to {
            Some(to) => self.account(to),
            None if step
                .by
                .is_some_and(|by| matches!(by, Who::Subject | Who::Other | Who::Other2 | Who::Other3)) =>
            {
                self.account(by)
            }
            None if self.script.subject == super::super::lore::SubjectRole::None => None,
            None => Some(self.cast.subject),
        };
        let program = matches!(by, Who::Integration | Who::Workflow | Who::HrFeed);
        let mut on = step.ticket.unwrap_or(if self.tickets.len() > 1 { step.on } else { 0 });
        if self.fate == Fate::Unticketed {
            on = 0;
        }
        let act = Act {
            kind,
            at,
            actor: self.actor(by),
            client: self.client_of(by, step),
            subject,
            reason: self.reason(step, by, on, at),
            token: program.then(|| format!("00T{:?}brackenfell0", by).to_lowercase()),
            session: self.account(by).filter(|_| !program).map(|no| format!("{}{no:x}", self.session)),
            lore: self.lore,
            organisation: self.organisation,
        };
        let (events, notices) = act.events(&mut self.rng);
        let native_ids: Vec<String> = events.iter().map(|event| event.id.clone()).collect();
        let Some(main) = native_ids.first() else { return };
        self.values.set("uuid", self.lore.products.identity.cited(main));
        let mut plan =
            Plan { native_ids, at, kind, subject, actor: act.actor, support: Support::No, on, parent: None };
        plan.parent = self.parent_of(&plan);
        plan.support = self.support(&plan, by);
        if plan.support != Support::Yes && step.ticket.is_none() && by == Who::HrFeed {
            plan.on = 0;
        }
        self.plans.push(plan);
        self.events.extend(events);
        self.events.extend(notices);
    }

    /// The change of the desk that this one, made by the account holder, completes: the first enrolment
    /// after a reset of factors, the first own password after a reset of the password.
    fn parent_of(&self, plan: &Plan) -> Option<usize> {
        if plan.subject.map(Actor::Account) != Some(plan.actor) {
            return None;
        }
        let begun: &[ChangeKind] = match plan.kind {
            ChangeKind::FactorEnrol => &[
                ChangeKind::MfaResetAll,
                ChangeKind::FactorUnenrol,
                ChangeKind::TemporaryAccessIssue,
                ChangeKind::MfaBypassGrant,
            ],
            ChangeKind::PasswordChangeSelf => &[ChangeKind::PasswordReset, ChangeKind::PasswordExpireForced],
            _ => return None,
        };
        let parent = self.plans.iter().rposition(|before| {
            before.subject == plan.subject && before.support == Support::Yes && begun.contains(&before.kind)
        })?;
        let completed = self.plans.iter().any(|other| other.parent == Some(parent));
        (!completed).then_some(parent)
    }

    fn support(&self, plan: &Plan, by: Who) -> Support {
        match by {
            Who::Agent | Who::Agent2 | Who::Engineer | Who::Integration | Who::Workflow => Support::Yes,
            // The product's own support: a desk too, though another's.
            Who::Vendor => Support::Yes,
            _ if plan.parent.is_some() => Support::Yes,
            Who::HrFeed => Support::No,
            _ if plan.subject.map(Actor::Account) == Some(plan.actor) => Support::No,
            _ => Support::Unknown,
        }
    }

    /// What is typed as reason, in the spelling asked for or by the agent's habit.
    fn reason(&mut self, step: &Step, by: Who, on: usize, at: Millis) -> Option<String> {
        let mut how = step.reference.unwrap_or(Reference::Habit);
        if !matches!(by, Who::Agent | Who::Agent2 | Who::Engineer | Who::Integration) {
            return None;
        }
        let habit = self.habit(self.account(by).unwrap_or(self.cast.agent));
        if how == Reference::Habit {
            let filled = on != 0 && self.rng.chance(habit.diligence);
            how = if filled { habit.reference } else { Reference::None };
        }
        let number = self.numbers.get(on).filter(|number| !number.is_empty()).cloned();
        let desk = self.lore.products.desk;
        let ticket = match (how, number) {
            (Reference::Full, Some(number)) => Some(number),
            (Reference::Short, Some(number)) => Some(desk.short(&number)),
            (Reference::Hash, Some(number)) => Some(desk.hash(&number)),
            (Reference::Unknown, _) => {
                Some(desk.number(900_000 + self.rng.below(50_000) as u64, &self.lore.words))
            }
            (Reference::Plain, _) => None,
            _ => return None,
        };
        let topic = self
            .script
            .steps
            .iter()
            .find(|step| step.deed == Deed::Open)
            .and_then(|step| step.topic.as_ref());
        let kind = topic.map_or("other", |topic| self.lore.topics[topic].kind.as_str());
        let agent = self.account(by).unwrap_or(self.cast.agent);
        let bank = Some(format!("reason.what.{kind}")).filter(|bank| self.lore.stock.has(bank));
        let what = self.say(bank.as_deref().unwrap_or("reason.what.other"), agent, at);
        self.values.set("what", what);
        let bank = if ticket.is_some() { "reason.with_ticket" } else { "reason.plain" };
        self.values.set("ticket", ticket.unwrap_or_default());
        Some(self.say(bank, agent, at))
    }
}
