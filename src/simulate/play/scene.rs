//! One performance of a script.

use std::collections::BTreeMap;

use super::super::calendar::{MINUTE, Millis};
use super::super::cast::{Cast, Casting};
use super::super::desk::{Author, Incident, ToolRecord};
use super::super::event::{Actor, LogEvent, What};
use super::super::lore::{Deed, Lore, Script, Step, Who};
use super::super::organisation::{AccountNo, Client, Habit, Organisation};
use super::super::rng::Rng;
use super::super::truth::{Plan, Proof};
use super::super::wording::Values;
use super::super::{background, calendar::Calendar};
use super::Story;

/// What grows while a script is played.
pub(super) struct Scene<'a> {
    pub(super) script: &'a Script,
    pub(super) cast: Cast,
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
    pub(super) calendar: Calendar,
    pub(super) rng: Rng,
    /// How fast this performance goes.
    pace: f64,
    pub(super) session: String,
    /// Ticket numbers that the script's tickets will have.
    pub(super) numbers: Vec<String>,
    pub(super) tickets: Vec<Option<Incident>>,
    pub(super) proofs: Vec<Proof>,
    pub(super) plans: Vec<Plan>,
    pub(super) events: Vec<LogEvent>,
    pub(super) tool_records: Vec<ToolRecord>,
    pub(super) values: Values,
    /// The verification that a later step uses again.
    pub(super) shared: Option<Millis>,
    /// Of whom the texts speak.
    pub(super) about: AccountNo,
    /// Whether the caller writes in the language of the office.
    pub(super) local_language: bool,
    pub(super) tongues: BTreeMap<AccountNo, &'a str>,
    pub(super) fate: Fate,
    /// Notes for tickets that are not opened yet: ticket, time, author, whether internal, text.
    pub(super) untold: Vec<(usize, Millis, Author, bool, String)>,
}

/// What becomes of ordinary work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Usual,
    /// Nobody writes the ticket.
    Unticketed,
    /// It turns out that nothing is to be changed.
    NoChange,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        script: &'a Script,
        cast: Cast,
        expected: usize,
        casting: &mut Casting<'a>,
        mut rng: Rng,
    ) -> Self {
        let habit = &casting.organisation.habits[&cast.agent];
        let pace = (rng.lognormal(1.0, 0.16) * habit.pace.sqrt()).clamp(0.75, 1.35);
        let opens = script.steps.iter().filter(|step| step.deed == Deed::Open).map(|step| (step.on, step.at));
        let mut numbers = vec![String::new()];
        for (on, at) in opens {
            let opened = cast.start + (at * MINUTE as f64) as Millis;
            let number = casting.schedule.number(opened, &casting.calendar, expected);
            numbers.resize(numbers.len().max(on + 1), String::new());
            numbers[on] = casting.lore.products.desk.number(number, &casting.lore.words);
        }
        let mut scene = Self {
            script,
            lore: casting.lore,
            organisation: casting.organisation,
            calendar: casting.calendar,
            session: format!("idx{}", rng.base62(18)),
            rng,
            pace,
            tickets: vec![None; numbers.len()],
            numbers,
            proofs: Vec::new(),
            plans: Vec::new(),
            events: Vec::new(),
            tool_records: Vec::new(),
            values: Values::default(),
            shared: None,
            about: cast.subject,
            local_language: false,
            tongues: BTreeMap::new(),
            fate: Fate::Usual,
            untold: Vec::new(),
            cast,
        };
        let office = &scene.lore.places.office[scene.organisation.accounts[scene.cast.caller].office];
        scene.local_language = scene.rng.chance(office.local);
        scene.fate = scene.drawn_fate();
        scene.introduce();
        scene
    }

    /// Some of the ordinary identity work goes without a ticket, some without a change.
    fn drawn_fate(&mut self) -> Fate {
        let desk = &self.lore.estate.desk;
        let changes = self.script.steps.iter().any(|step| matches!(step.deed, Deed::Change(_)));
        if self.script.weight.is_none() || !changes {
            return Fate::Usual;
        }
        match self.rng.unit() {
            drawn if drawn < desk.unticketed => Fate::Unticketed,
            drawn if drawn < desk.unticketed + desk.no_change => Fate::NoChange,
            _ => Fate::Usual,
        }
    }

    /// Plays every step in order of time and hands over what came of it; it is the nth play of the script.
    pub(super) fn play(mut self, story: &mut Story, nth: usize) {
        let mut steps: Vec<&Step> = self.script.steps.iter().collect();
        steps.sort_by(|a, b| a.at.total_cmp(&b.at));
        for step in steps {
            let at = self.time_of(step);
            self.step(step, at);
        }
        self.hand_over(story, nth);
    }

    /// Minutes are stretched by the performance's pace; the days between are not.
    fn time_of(&mut self, step: &Step) -> Millis {
        let minutes =
            if step.at.abs() < 600.0 { step.at * self.pace } else { step.at + (self.pace - 1.0) * 20.0 };
        let jitter = if step.fast || step.at == 0.0 { 0 } else { self.rng.between(0, 12_000) };
        self.cast.start + (minutes * MINUTE as f64) as Millis + jitter
    }

    fn step(&mut self, step: &Step, at: Millis) {
        if self.fate == Fate::NoChange && matches!(step.deed, Deed::Change(_) | Deed::Login) {
            return;
        }
        match step.deed {
            Deed::Change(kind) => self.change(kind, step, at),
            Deed::Verify => self.verify(step, at),
            Deed::Login => self.sign_in(step, at),
            Deed::Lockout => self.lock_out(at),
            Deed::AdminApp | Deed::NotMe | Deed::DelegatedFlow => self.lone_event(step, at),
            _ => self.ticketing(step, at),
        }
    }

    /// The account behind a part of the screenplay.
    pub(super) fn account(&self, who: Who) -> Option<AccountNo> {
        let cast = &self.cast;
        let programs = &self.organisation.programs;
        Some(match who {
            Who::Agent => cast.agent,
            Who::Agent2 => cast.agent2,
            Who::Engineer => cast.engineer,
            Who::Subject => cast.subject,
            Who::Caller => cast.caller,
            Who::Manager => cast.manager,
            Who::Owner => cast.owner,
            Who::Colleague => cast.colleague,
            Who::Other => cast.others[0],
            Who::Other2 => cast.others[1],
            Who::Other3 => cast.others[2],
            Who::Service => cast.service,
            Who::Admin => cast.admin,
            Who::Integration => programs.integration,
            Who::Namesake => cast.namesake,
            Who::Shared => cast.shared,
            Who::Workflow => programs.workflow,
            Who::HrFeed => programs.hr_feed,
            Who::Vendor | Who::System | Who::None => return None,
        })
    }

    pub(super) fn actor(&self, who: Who) -> Actor {
        self.account(who).map_or(Actor::System, Actor::Account)
    }

    pub(super) fn author(&self, who: Who) -> Author {
        self.account(who).map_or(Author::System, Author::Account)
    }

    /// Where somebody acts from in this step.
    pub(super) fn client_of(&self, who: Who, step: &Step) -> Option<Client> {
        match who {
            Who::Vendor | Who::System | Who::None => None,
            _ if step.is_abroad() => Some(self.cast.abroad),
            Who::Subject => Some(self.cast.usual),
            Who::Shared => Some(self.organisation.accounts[self.cast.agent].at_office()),
            Who::Caller | Who::Other | Who::Other2 | Who::Other3 | Who::Namesake => {
                self.account(who).map(|no| self.organisation.accounts[no].at_home())
            }
            _ => self.account(who).map(|no| self.organisation.accounts[no].at_office()),
        }
    }

    pub(super) fn habit(&self, agent: AccountNo) -> Habit {
        let habits = &self.organisation.habits;
        habits.get(&agent).unwrap_or(&habits[&self.cast.agent]).clone()
    }

    /// The values that texts of this performance draw on.
    fn introduce(&mut self) {
        self.speak_of(self.cast.subject);
        let estate = &self.lore.estate;
        let accounts = &self.organisation.accounts;
        let [subject, caller, agent] =
            [self.cast.subject, self.cast.caller, self.cast.agent].map(|no| &accounts[no]);
        let app = self.rng.pick(&estate.apps).clone();
        let group = self.rng.pick(&estate.groups).clone();
        let site = self.lore.places.office[subject.office].name.clone();
        let reference = format!("IDV-{}", self.rng.hex(8).to_uppercase());
        let device = format!("NB-{:05}", self.rng.below(100_000));
        // Long enough to be taken for one, and plainly nobody's.
        let secret = format!("EXAMPLE{}~{}", self.rng.below(10), self.rng.base62(31));
        let pairs = [
            ("agent_first", agent.called.clone()),
            ("agent", format!("{} {}", agent.called, agent.family)),
            ("caller_name", format!("{} {}", caller.called, caller.family)),
            ("caller_mail", caller.email.clone()),
            ("caller_phone", caller.phone.clone()),
            ("caller_title", caller.title.clone()),
            ("service", subject.sam.clone()),
            ("company", estate.company.clone()),
            ("domain", estate.domain.clone()),
            ("app", app),
            ("group", group),
            ("site", site),
            ("ref", reference),
            ("device", device),
            ("secret", secret),
            ("new_group", estate.engineering_group.clone()),
        ];
        for (name, value) in pairs {
            self.values.set(name, value);
        }
    }

    /// Lets texts speak of a person: the subject, or the owner who is verified for a program.
    pub(super) fn speak_of(&mut self, about: AccountNo) {
        self.about = about;
        let person = &self.organisation.accounts[about];
        let pairs = [
            ("subject_family", person.family.clone()),
            ("subject_mail", person.email.clone()),
            ("login", local(&person.login)),
            ("phone", person.phone.clone()),
            ("number", person.employee_id.clone()),
            ("last4", person.phone[person.phone.len().saturating_sub(4)..].to_owned()),
        ];
        for (name, value) in pairs {
            self.values.set(name, value);
        }
    }

    fn sign_in(&mut self, step: &Step, at: Millis) {
        let Some(who) = self.account(step.by.unwrap_or(Who::Subject)) else { return };
        let client = self.client_of(step.by.unwrap_or(Who::Subject), step);
        let Some(client) = client else { return };
        let known = !step.is_abroad();
        self.events.extend(background::sign_in(who, client, at, known, 2, self.lore, &mut self.rng));
    }

    fn lock_out(&mut self, at: Millis) {
        let events = background::lock_out(self.cast.subject, self.cast.usual, at, &mut self.rng);
        self.events.extend(events);
    }

    fn lone_event(&mut self, step: &Step, at: Millis) {
        let what = match step.deed {
            Deed::AdminApp => What::AdminConsoleOpened,
            Deed::NotMe => What::ReportedByHolder,
            _ => What::FlowRun,
        };
        let who = step.by.unwrap_or(Who::Subject);
        let client = self.client_of(who, step);
        let event = background::single(what, self.actor(who), self.cast.subject, client, at, &mut self.rng);
        self.events.push(event);
    }
}

/// The part of a login before the `@`.
pub(super) fn local(login: &str) -> String {
    login.split('@').next().unwrap_or(login).to_owned()
}
