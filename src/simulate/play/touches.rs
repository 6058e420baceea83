//! What nobody at the desk writes: acknowledgements, reminders, surveys, notes of rules, absence notes.

use super::super::calendar::{DAY, HOUR, Millis};
use super::super::desk::{Author, Incident};
use super::super::lore::Who;
use super::scene::Scene;

impl Scene<'_> {
    /// Adds what programs and mailboxes write on a ticket.
    pub(super) fn touch(&mut self, ticket: &mut Incident) {
        let desk = &self.lore.estate.desk;
        let [acknowledged, rules, survey, reminder, absence] =
            [desk.acknowledged, desk.rules, desk.survey, desk.reminder, desk.absence];
        let opened = ticket.opened;
        let by_mail = matches!(ticket.channel, "email" | "self-service");
        if self.rng.chance(if by_mail { acknowledged } else { acknowledged / 4.0 }) {
            self.by_program(ticket, opened + 3_000, "acknowledged", false);
        }
        if self.rng.chance(rules) {
            self.by_program(ticket, opened + 9_000, "rule", true);
        }
        let solved = ticket.resolved.unwrap_or(self.calendar.tickets_end);
        if solved > opened + 5 * HOUR && self.rng.chance(reminder) {
            self.by_program(ticket, opened + 4 * HOUR, "reminder", true);
        }
        if ticket.resolved.is_some() && self.rng.chance(survey) {
            self.by_program(ticket, solved + DAY, "survey", false);
        }
        if by_mail && self.rng.chance(absence) {
            self.answer_by_itself(ticket);
        }
    }

    fn by_program(&mut self, ticket: &mut Incident, at: Millis, bank: &str, internal: bool) {
        if at > self.calendar.tickets_end {
            return;
        }
        self.values.set("ticket", ticket.number.clone());
        let text = self.phrase(&format!("contact.{bank}"), Who::System, at);
        ticket.write(at, Author::System, internal, text, &mut self.rng);
    }

    /// The caller's mailbox answers the first message of the desk, which may acknowledge that again.
    fn answer_by_itself(&mut self, ticket: &mut Incident) {
        let public = |note: &&super::super::desk::Note| {
            !note.internal && note.author != Author::Account(ticket.caller)
        };
        let Some(at) = ticket.journal.iter().filter(public).map(|note| note.at).min() else { return };
        let text = self.phrase("contact.absence", Who::Caller, at);
        ticket.write(at + 6_000, Author::Account(ticket.caller), false, text, &mut self.rng);
        if self.rng.chance(0.3) {
            self.by_program(ticket, at + 12_000, "acknowledged", false);
        }
    }
}
