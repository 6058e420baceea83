//! What comes of a scene: its changes are judged, and everything goes to the story.

use super::super::calendar::HOUR;
use super::super::desk::Incident;
use super::super::truth::{ChangeTruth, Judge, NhiTruth, Plan, SituationTruth};
use super::Story;
use super::scene::{Fate, Scene};

impl Scene<'_> {
    /// Judges the changes and gives everything to the story.
    pub(super) fn hand_over(mut self, story: &mut Story, nth: usize) {
        if self.fate == Fate::Unticketed {
            self.tickets.clear();
            self.plans.iter_mut().for_each(|plan| plan.on = 0);
            self.tool_records.iter_mut().for_each(|record| record.ticket.clear());
        }
        let judge = Judge {
            rules: &self.lore.rules,
            organisation: self.organisation,
            tickets_end: self.calendar.tickets_end,
        };
        let mut judged = Vec::new();
        for plan in &self.plans {
            let approvals = self
                .tickets
                .get(plan.on)
                .and_then(Option::as_ref)
                .map_or(&[][..], |ticket| &ticket.approvals);
            // What completes a change is judged as of the time of that change.
            let begun =
                plan.parent.and_then(|parent| self.plans.get(parent)).map_or(plan.at, |parent| parent.at);
            let as_of = Plan { at: begun, ..plan.clone() };
            judged.push(judge.judge(&as_of, &self.proofs, approvals));
        }
        let tickets = self.finished();
        let planted = self.script.weight.is_none();
        let first_ticket = self.numbers.get(1).cloned().unwrap_or_default();
        let main = self
            .plans
            .iter()
            .max_by_key(|plan| (plan.support == crate::model::Support::Yes, plan.parent.is_none()));
        if planted {
            story.situations.push(SituationTruth {
                name: self.script.name.clone(),
                about: self.script.about.clone(),
                change: main.map(|plan| plan.native_ids[0].clone()).unwrap_or_default(),
                ticket: first_ticket,
            });
        }
        for (plan, judged) in self.plans.into_iter().zip(judged) {
            story.changes.push(ChangeTruth {
                ticket: self.numbers.get(plan.on).cloned().unwrap_or_default(),
                also_possible: if plan.ambiguous { others(&self.numbers, plan.on) } else { Vec::new() },
                plan,
                judged,
                situation: self.script.name.clone(),
                attack: self.script.attack.then(|| format!("{}-{nth}", self.script.name)),
                chain: self.script.chain.clone(),
            });
        }
        if self.script.subject == super::super::lore::SubjectRole::Joiner {
            story.begins.insert(self.cast.subject, self.cast.start + HOUR);
        }
        story.incidents.extend(tickets);
        story.events.extend(self.events);
        story.tool_records.extend(self.tool_records);
    }
}

impl Scene<'_> {
    /// The tickets with what programs wrote on them, and what became of requests for programs.
    fn finished(&mut self) -> Vec<Incident> {
        let mut tickets = Vec::new();
        for (on, ticket) in std::mem::take(&mut self.tickets).into_iter().enumerate() {
            let Some(mut ticket) = ticket else { continue };
            let request = self.lore.topics[&ticket.topic].nhi.as_deref();
            let played = (self.plans.as_slice(), self.proofs.as_slice());
            ticket.nhi = request
                .map(|request| NhiTruth::of(request, (on, &ticket), self.script, played, self.organisation));
            self.touch(&mut ticket);
            ticket.journal.sort_by_key(|note| note.at);
            tickets.push(ticket);
        }
        tickets
    }
}

/// The tickets beside one.
fn others(numbers: &[String], on: usize) -> Vec<String> {
    let other = |(nth, number): (usize, &String)| (nth != on && !number.is_empty()).then(|| number.clone());
    numbers.iter().enumerate().filter_map(other).collect()
}
