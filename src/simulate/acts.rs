//! What the identity log shows of an act: its main event, the events that go with it, and notices.

use super::calendar::Millis;
use super::event::{Actor, LogEvent, ObjectKind, Outcome, Target, What, event_id};
use super::lore::Lore;
use super::organisation::{AccountNo, Client, Organisation};
use super::rng::Rng;
use crate::model::ChangeKind;

/// An act to be shown in the log.
pub(super) struct Act<'a> {
    pub(super) kind: ChangeKind,
    pub(super) at: Millis,
    pub(super) actor: Actor,
    pub(super) client: Option<Client>,
    /// The account changed; `None` for a setting of the organisation.
    pub(super) subject: Option<AccountNo>,
    /// What the actor typed as reason.
    pub(super) reason: Option<String>,
    /// The API token that it was done with.
    pub(super) token: Option<String>,
    pub(super) session: Option<String>,
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
}

impl Act<'_> {
    /// The events of the act, main one first, and the notices that follow it (which are no part of it).
    pub(super) fn events(&self, rng: &mut Rng) -> (Vec<LogEvent>, Vec<LogEvent>) {
        let vendor = self.actor == Actor::System;
        let transaction = if vendor { "unknown".to_owned() } else { rng.hex(32) };
        let target = self.targets(rng);
        let mut main = self.event(What::Change(self.kind), 0, target, &transaction, rng);
        main.reason = self.reason.clone().filter(|_| self.client.is_some());
        let mut events = vec![main];
        let also: &[(What, usize)] = match self.kind {
            ChangeKind::MfaResetAll => &[(What::FactorRemoved, 2), (What::SessionsEnded, 1)],
            ChangeKind::AccountCreate => &[(What::Activated, 1)],
            _ => &[],
        };
        let mut later = 0;
        for (what, count) in also {
            for nth in 0..*count {
                later += rng.between(20, 160);
                let mut targets: Vec<Target> = self.subject.map(Target::Account).into_iter().collect();
                if *what == What::FactorRemoved {
                    targets.extend(self.subject.map(|no| Target::Factor(nth, no)));
                }
                events.push(self.event(*what, later, targets, &transaction, rng));
            }
        }
        (events, self.notices(rng))
    }

    fn event(
        &self,
        what: What,
        later: Millis,
        targets: Vec<Target>,
        transaction: &str,
        rng: &mut Rng,
    ) -> LogEvent {
        let at = self.at + later;
        LogEvent {
            at,
            what,
            actor: self.actor,
            client: self.client,
            outcome: Outcome::Success,
            targets,
            reason: None,
            familiar: true,
            transaction: transaction.to_owned(),
            session: self.session.clone(),
            token: self.token.clone(),
            id: event_id(at, rng),
        }
    }

    fn targets(&self, rng: &mut Rng) -> Vec<Target> {
        let estate = &self.lore.estate;
        let draw = rng.below(usize::MAX);
        let id = rng.base62(17);
        let object = |kind, name: &str| Target::Object { kind, id: id.clone(), name: name.to_owned() };
        let subject = self.subject.map(Target::Account);
        let second = match self.kind {
            ChangeKind::FactorUnenrol | ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin => {
                // The desk removes a lost second factor, never the one that answered a push.
                let nth = if self.kind == ChangeKind::FactorUnenrol { 1 + draw % 2 } else { draw % 3 };
                self.subject.map(|no| Target::Factor(nth.min(estate.factors.len() - 1), no))
            }
            ChangeKind::GroupGrant => Some(Target::Group(draw % estate.groups.len())),
            ChangeKind::AppGrant => Some(Target::App(draw % estate.apps.len())),
            ChangeKind::RoleGrant | ChangeKind::RoleRevoke => Some(Target::Role(0)),
            ChangeKind::TokenIssue | ChangeKind::TokenRevoke => {
                let name = self.subject.map_or("", |no| &self.organisation.accounts[no].sam);
                return vec![object(ObjectKind::Token, name)].into_iter().chain(subject).collect();
            }
            ChangeKind::SecretCreate | ChangeKind::SecretRevoke => {
                Some(object(ObjectKind::Secret, "client secret"))
            }
            ChangeKind::TemporaryAccessIssue => Some(object(ObjectKind::Device, "Managed laptop")),
            ChangeKind::PolicyRelax | ChangeKind::PolicyChange => {
                Some(object(ObjectKind::PolicyRule, "MFA for all applications"))
            }
            ChangeKind::FederationChange => Some(object(ObjectKind::IdentityProvider, "Partner sign-in")),
            ChangeKind::ImpersonationGrant => Some(object(ObjectKind::Organisation, &estate.company)),
            _ => None,
        };
        subject.into_iter().chain(second).collect()
    }

    /// The mails that the identity provider sends to the account holder.
    fn notices(&self, rng: &mut Rng) -> Vec<LogEvent> {
        let what = match self.kind {
            ChangeKind::MfaResetAll | ChangeKind::FactorUnenrol => What::ResetMail,
            ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin => What::EnrolmentMail,
            _ => return Vec::new(),
        };
        let at = self.at + rng.between(900, 4000);
        let targets = self.subject.map(Target::Account).into_iter().collect();
        vec![LogEvent {
            at,
            what,
            actor: Actor::System,
            client: None,
            outcome: Outcome::Success,
            targets,
            reason: None,
            familiar: true,
            transaction: rng.hex(32),
            session: None,
            token: None,
            id: event_id(at, rng),
        }]
    }
}
