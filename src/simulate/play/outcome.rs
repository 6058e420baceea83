//! What comes of a scene: its changes are judged, and everything goes to the story.

use super::super::calendar::HOUR;
use super::super::truth::{ChangeTruth, Judge, Plan, SituationTruth};
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
        let planted = self.script.every.is_some();
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
        for mut ticket in self.tickets.into_iter().flatten() {
            ticket.journal.sort_by_key(|note| note.at);
            story.incidents.push(ticket);
        }
        story.events.extend(self.events);
        story.tool_records.extend(self.tool_records);
    }
}

/// The tickets beside one.
fn others(numbers: &[String], on: usize) -> Vec<String> {
    let other = |(nth, number): (usize, &String)| (nth != on && !number.is_empty()).then(|| number.clone());
    numbers.iter().enumerate().filter_map(other).collect()
}
