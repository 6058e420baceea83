//! Who plays in a script, and when it begins.

use super::calendar::{Calendar, DAY, Millis};
use super::lore::{Caller, Deed, Hours, Lore, Script, SubjectRole, Who};
use super::organisation::{AccountNo, Client, DeviceKind, Organisation, Role, Site};
use super::rng::Rng;
use super::schedule::Schedule;
use crate::model::ChangeKind;

/// The people of one performance.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub(super) start: Millis,
    pub(super) subject: AccountNo,
    pub(super) caller: AccountNo,
    pub(super) manager: AccountNo,
    pub(super) owner: AccountNo,
    pub(super) colleague: AccountNo,
    pub(super) others: [AccountNo; 3],
    pub(super) agent: AccountNo,
    pub(super) agent2: AccountNo,
    pub(super) engineer: AccountNo,
    pub(super) service: AccountNo,
    pub(super) admin: AccountNo,
    /// Where the subject acts from.
    pub(super) usual: Client,
    /// Where a stranger acts from.
    pub(super) abroad: Client,
}

/// Finds people who are free.
pub(super) struct Casting<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
    pub(super) calendar: Calendar,
    pub(super) schedule: Schedule,
}

impl Casting<'_> {
    /// A cast for a script. People rest more than the window of a repeated contact between two
    /// situations; where that cannot be had, less, and at last not at all.
    pub(super) fn cast(&mut self, script: &Script, rng: &mut Rng) -> Cast {
        let mut drawn = self.draw(script, rng);
        for attempt in 0..240 {
            let margin = [8 * DAY, 4 * DAY, DAY, 0][attempt / 60];
            let (from, to) = span(script, drawn.start);
            let free =
                self.schedule.is_free(drawn.subject, from, to + quiet_after(script, self.lore), margin);
            if free && (script.hours == Hours::Night || self.schedule.take_agent(drawn.agent, drawn.start)) {
                break;
            }
            drawn = self.draw(script, rng);
        }
        let (from, to) = span(script, drawn.start);
        self.schedule.take(drawn.subject, from, to + quiet_after(script, self.lore));
        for (nth, who) in [Who::Other, Who::Other2, Who::Other3].into_iter().enumerate() {
            if script.steps.iter().any(|step| step.to == Some(who) || step.by == Some(who)) {
                self.schedule.take(drawn.others[nth], from, to);
            }
        }
        drawn
    }

    fn draw(&self, script: &Script, rng: &mut Rng) -> Cast {
        let organisation = self.organisation;
        let mut subject = *rng.pick(self.pool(script.subject));
        let office = organisation.accounts[subject].office;
        let agents = organisation.near(Role::Agent, office);
        let agent = *rng.pick(agents);
        if script.subject == SubjectRole::Agent {
            subject = agent;
        }
        let zone = self.lore.places.office[office].zone;
        let start = self.calendar.start_for(script, zone, rng);
        let account = &organisation.accounts[subject];
        let staff = organisation.near(Role::Staff, office);
        let others = self.distinct(staff, subject, rng);
        let manager = organisation.accounts[account.of_person.unwrap_or(subject)].manager.unwrap_or(subject);
        let owner = account.owner.unwrap_or(manager);
        let desk = organisation.of(Role::Agent);
        let place = desk.iter().position(|no| *no == agent).unwrap_or(0);
        let agent2 = desk[(place + 1 + rng.below(desk.len() - 1)) % desk.len()];
        Cast {
            start,
            subject,
            caller: match script.caller {
                Caller::Subject => account.of_person.unwrap_or(subject),
                Caller::Colleague | Caller::Assistant => others[0],
                Caller::Manager => manager,
                Caller::Agent => agent,
                Caller::Owner => owner,
            },
            manager,
            owner,
            colleague: others[0],
            others: [others[1], others[2], others[3]],
            agent,
            agent2,
            engineer: *rng.pick(organisation.of(Role::Engineer)),
            service: *rng.pick(organisation.of(Role::Service)),
            admin: *rng.pick(organisation.of(Role::Admin)),
            usual: if rng.chance(0.55) { account.at_home() } else { account.at_office() },
            abroad: self.stranger(rng),
        }
    }

    fn pool(&self, role: SubjectRole) -> &[AccountNo] {
        let organisation = self.organisation;
        match role {
            SubjectRole::Privileged => &organisation.privileged,
            // The first executive has no manager who could approve.
            SubjectRole::Executive => &organisation.of(Role::Executive)[1..],
            SubjectRole::Twin => organisation.of(Role::Twin),
            SubjectRole::Homonym => organisation.of(Role::Homonym),
            SubjectRole::Renamed => organisation.of(Role::Renamed),
            SubjectRole::Contractor => organisation.of(Role::Contractor),
            SubjectRole::Service => organisation.of(Role::Service),
            SubjectRole::Agent => organisation.of(Role::Agent),
            SubjectRole::Joiner => organisation.of(Role::Joiner),
            SubjectRole::Standard | SubjectRole::None => organisation.of(Role::Staff),
        }
    }

    /// Four different people of a list, none of them the one given.
    fn distinct(&self, from: &[AccountNo], not: AccountNo, rng: &mut Rng) -> [AccountNo; 4] {
        let mut chosen: Vec<AccountNo> = Vec::new();
        for _ in 0..400 {
            let drawn = *rng.pick(from);
            if drawn != not && !chosen.contains(&drawn) {
                chosen.push(drawn);
            }
            if chosen.len() == 4 {
                break;
            }
        }
        std::array::from_fn(|nth| chosen.get(nth).copied().unwrap_or(from[0]))
    }

    fn stranger(&self, rng: &mut Rng) -> Client {
        Client {
            ip: [203, 0, 113, 10 + rng.below(240) as u8],
            site: Site::Abroad(rng.below(self.lore.places.abroad.len())),
            device: (DeviceKind::Stranger, rng.below(self.lore.devices.stranger.len())),
        }
    }
}

/// How long nothing else may happen to the account: an edited address spoils what is sent to it.
fn quiet_after(script: &Script, lore: &Lore) -> Millis {
    let edits = script.steps.iter().any(|step| {
        matches!(step.deed, Deed::Change(ChangeKind::RecoveryPathEdit | ChangeKind::ProfileEditAssurance))
    });
    if edits { lore.rules.channel_edit_days * DAY } else { 0 }
}

fn span(script: &Script, start: Millis) -> (Millis, Millis) {
    let (before, after) = script.span();
    (start + (before * 60_000.0) as Millis, start + (after * 1.4 * 60_000.0) as Millis)
}
