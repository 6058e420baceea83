//! Steps that verify somebody.

use super::super::background;
use super::super::calendar::{MINUTE, Millis};
use super::super::desk::{ToolRecord, VerifiedField};
use super::super::event::{Actor, Authenticator, LogEvent, Outcome, Target, What, event_id};
use super::super::lore::{MethodChoice, RecordPlace, Reference, Step, Who};
use super::super::organisation::AccountNo;
use super::super::truth::Proof;
use super::scene::Scene;
use crate::model::{Method, Weakness};

impl Scene<'_> {
    /// Verifies somebody, writes that down where the step says, and keeps it for the truth.
    pub(super) fn verify(&mut self, step: &Step, at: Millis) {
        let by = self.account(step.by.unwrap_or(Who::Agent)).unwrap_or(self.cast.agent);
        let habit = self.habit(by);
        let method = match step.method {
            Some(MethodChoice::Of(method)) => method,
            Some(MethodChoice::HabitWeak) => habit.weak,
            _ => habit.methods[usize::from(self.rng.chance(0.3))],
        };
        let only_written = step
            .places
            .iter()
            .all(|place| matches!(place, RecordPlace::Note | RecordPlace::Comment | RecordPlace::Field));
        if self.script.weight.is_some() && habit.sloppy && only_written && self.rng.chance(0.5) {
            return;
        }
        let about = step.to.and_then(|to| self.account(to)).unwrap_or(self.cast.subject);
        let again = step.reference == Some(Reference::Shared) && step.places.is_empty();
        let done_at = if again { self.shared.unwrap_or(at) } else { at };
        if step.reference == Some(Reference::Shared) {
            self.shared = Some(done_at);
        }
        for place in &step.places {
            self.record(*place, step, method, (by, about), at);
        }
        let planned = self.tickets.len() > 1;
        self.proofs.push(Proof {
            on: if planned { step.on } else { 0 },
            at: self.written_at(step, done_at),
            about,
            method,
            flaw: step.flaw,
        });
    }

    /// The earliest time that any record of the verification tells.
    fn written_at(&self, step: &Step, at: Millis) -> Millis {
        let only_text =
            step.places.iter().all(|place| matches!(place, RecordPlace::Note | RecordPlace::Comment));
        // A text that is written later tells the time of what was done.
        if only_text && !step.places.is_empty() && step.written == 0.0 { at + NOTE_LATER } else { at }
    }

    fn record(
        &mut self,
        place: RecordPlace,
        step: &Step,
        method: Method,
        (by, about): (AccountNo, AccountNo),
        at: Millis,
    ) {
        let failed = step.flaw == Some(Weakness::Failed);
        match place {
            RecordPlace::Note | RecordPlace::Comment => self.write_proof(step, method, (by, about), at),
            RecordPlace::Field => {
                if let Some(Some(ticket)) = self.tickets.get_mut(step.on) {
                    ticket.verified = Some(VerifiedField { method: method.to_string(), at, by });
                }
            }
            RecordPlace::Tool => {
                let shared = step.reference == Some(Reference::Shared);
                self.tool_records.push(ToolRecord {
                    id: format!("VRF-{}", self.rng.hex(10).to_uppercase()),
                    at,
                    subject: about,
                    verifier: by,
                    method: method.to_string(),
                    passed: !failed,
                    reference: format!("REF-{}", self.rng.hex(8).to_uppercase()),
                    ticket: if shared {
                        String::new()
                    } else {
                        self.numbers.get(step.on).cloned().unwrap_or_default()
                    },
                });
            }
            RecordPlace::Log => self.log_proof(method, about, failed, at),
            RecordPlace::Approval => {}
        }
    }

    /// Writes the verification down, at once or `written` minutes later; then with its time.
    fn write_proof(
        &mut self,
        step: &Step,
        method: Method,
        (by, about): (AccountNo, AccountNo),
        done_at: Millis,
    ) {
        let at = done_at + NOTE_LATER + (step.written * MINUTE as f64) as Millis;
        self.speak_of(about);
        let when = (step.written > 0.0).then_some(done_at);
        let text = match step.flaw {
            Some(Weakness::Boilerplate) => self.say_nth("verified.boilerplate", 0, by, at),
            Some(Weakness::Failed) => self.account_of(&format!("failed.{method}"), by, at, when),
            _ => self.account_of(&format!("verified.{method}"), by, at, when),
        };
        let internal = !step.places.contains(&RecordPlace::Comment);
        let author = super::super::desk::Author::Account(by);
        if let Some(Some(ticket)) = self.tickets.get_mut(step.on) {
            ticket.write(at, author, internal, text, &mut self.rng);
        }
    }

    /// What the identity log shows of a verification.
    fn log_proof(&mut self, method: Method, about: AccountNo, failed: bool, at: Millis) {
        let verifier = self.organisation.programs.verifier;
        let subject = Actor::Account(about);
        let phone = self.organisation.accounts[about].on_phone();
        let cloud = self.organisation.accounts[verifier].at_home();
        let sent = match method {
            Method::AuthenticatorChallenge => Some(What::PushSent),
            Method::OtpToRegisteredChannel => Some(What::CodeSent),
            _ => None,
        };
        if let Some(what) = sent {
            let before = at - self.rng.between(12_000, 40_000);
            let mut event =
                background::single(what, Actor::Account(verifier), about, Some(cloud), before, &mut self.rng);
            event.token = Some("00tverifierbrackenfell0".to_owned());
            self.events.push(event);
        }
        let outcome = if failed { Outcome::Failed } else { Outcome::Success };
        let answer = |with: Authenticator, rng: &mut super::super::rng::Rng| LogEvent {
            outcome,
            targets: vec![Target::Account(about), Target::Factor(0, about)],
            id: event_id(at, rng),
            ..background::single(What::SecondFactor(with), subject, about, Some(phone), at, rng)
        };
        match method {
            Method::AuthenticatorChallenge => {
                if failed {
                    let deny = background::single(
                        What::PushRefused,
                        subject,
                        about,
                        Some(phone),
                        at - 900,
                        &mut self.rng,
                    );
                    self.events.push(deny);
                }
                let event = answer(Authenticator::Push, &mut self.rng);
                self.events.push(event);
            }
            Method::PhishingResistant => {
                let event = answer(Authenticator::SecurityKey, &mut self.rng);
                self.events.push(event);
            }
            Method::DocumentLiveness => {
                let begun = at - self.rng.between(60_000, 110_000);
                for (what, when) in [(What::IdentityCheckBegun, begun), (What::IdentityChecked, at)] {
                    let mut event =
                        background::single(what, subject, about, Some(phone), when, &mut self.rng);
                    event.outcome = outcome;
                    self.events.push(event);
                }
            }
            _ => {}
        }
    }
}

/// Agents write down a verification a little after it.
const NOTE_LATER: Millis = 20_000;
