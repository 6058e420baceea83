//! Who plays in a script, and when it begins.

use std::collections::BTreeSet;

use chrono::Timelike;

use super::calendar::{Calendar, DAY, Millis, utc};
use super::lore::{Caller, Deed, Hours, Lore, Script, SubjectRole, Who};
use super::organisation::{AccountNo, Client, DeviceKind, Mark, Organisation, Role, Site};
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
    /// Somebody of the same name, where there is one.
    pub(super) namesake: AccountNo,
    /// An account that several agents use.
    pub(super) shared: AccountNo,
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
    /// The scripts that were played.
    pub(super) played: BTreeSet<String>,
}

impl Casting<'_> {
    /// A cast for a script. People rest more than the window of a repeated contact between two situations;
    /// where that cannot be had, less, but so long that it stays clear what belongs to what. A script that finds
    /// nobody free is played once all the same, and then no more.
    pub(super) fn cast(&mut self, script: &Script, rng: &mut Rng) -> Option<Cast> {
        const MARGINS: [Millis; 4] = [8 * DAY, 4 * DAY, 2 * DAY, DAY];
        let mut found = None;
        for attempt in 0..320 {
            let drawn = self.draw(script, rng);
            let free = self.is_free(script, &drawn, MARGINS[attempt / 80]);
            if free && (script.hours == Hours::Night || self.schedule.take_agent(drawn.agent, drawn.start)) {
                found = Some(drawn);
                break;
            }
        }
        let first = self.played.insert(script.name.clone());
        let drawn = found.or_else(|| first.then(|| self.draw(script, rng)))?;
        let (from, to) = span(script, drawn.start);
        self.schedule.take(drawn.subject, from, to + quiet_after(script, self.lore));
        for who in bystanders(script, &drawn) {
            self.schedule.take(who, from, to);
        }
        Some(drawn)
    }

    fn is_free(&self, script: &Script, cast: &Cast, margin: Millis) -> bool {
        let (from, to) = span(script, cast.start);
        let subject = self.schedule.is_free(cast.subject, from, to + quiet_after(script, self.lore), margin);
        subject
            && bystanders(script, cast).all(|who| self.schedule.is_free(who, from, to, margin.min(2 * DAY)))
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
        let agent2 = self.another_agent(agent, start, rng);
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
            namesake: organisation.namesake(subject).unwrap_or(others[1]),
            shared: *rng.pick(organisation.of(Role::Shared)),
            agent,
            agent2,
            engineer: *rng.pick(organisation.of(Role::Engineer)),
            service: *rng.pick(organisation.of(Role::Service)),
            admin: *rng.pick(organisation.of(Role::Admin)),
            usual: if rng.chance(0.55) { account.at_home() } else { account.at_office() },
            abroad: self.stranger(rng),
        }
    }

    /// Another agent, of those whose day it is as well.
    fn another_agent(&self, agent: AccountNo, at: Millis, rng: &mut Rng) -> AccountNo {
        let organisation = self.organisation;
        let hour = |no: AccountNo| {
            let zone = self.lore.places.office[organisation.accounts[no].office].zone;
            utc(at).with_timezone(&zone).hour()
        };
        let all = organisation.of(Role::Agent);
        let others: Vec<AccountNo> = all.iter().copied().filter(|no| *no != agent).collect();
        let awake: Vec<AccountNo> =
            others.iter().copied().filter(|no| hour(*no).abs_diff(hour(agent)) <= 3).collect();
        *rng.pick(if awake.is_empty() { &others } else { &awake })
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
            SubjectRole::Nicknamed => organisation.marked(Mark::Nickname),
            SubjectRole::OwnScript => organisation.marked(Mark::OwnScript),
            SubjectRole::TwoSurnames => organisation.marked(Mark::TwoSurnames),
            SubjectRole::Accented => organisation.marked(Mark::Accents),
            SubjectRole::NumberLogin => organisation.marked(Mark::NumberLogin),
            SubjectRole::Guest => organisation.marked(Mark::Guest),
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

/// Who else has something done to the account.
fn bystanders(script: &Script, cast: &Cast) -> impl Iterator<Item = AccountNo> {
    let [one, two, three] = cast.others;
    let all = [(Who::Other, one), (Who::Other2, two), (Who::Other3, three), (Who::Namesake, cast.namesake)];
    let plays = |who: Who| script.steps.iter().any(|step| step.to == Some(who) || step.by == Some(who));
    all.into_iter().filter(move |(who, _)| plays(*who)).map(|(_, no)| no)
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
