//! What the identity log shows of an act: its main event, the events that go with it, and notices.

use super::calendar::Millis;
use super::log::{Actor, LogEvent, Target, event_uuid};
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

/// How one kind of change is called natively.
struct Native {
    event: &'static str,
    path: &'static str,
}

fn native(kind: ChangeKind) -> Option<Native> {
    let (event, path) = match kind {
        ChangeKind::PasswordReset | ChangeKind::PasswordResetSelf => {
            ("user.account.reset_password", "reset_password")
        }
        ChangeKind::PasswordChangeSelf => ("user.account.update_password", "change_password"),
        ChangeKind::PasswordExpireForced => ("user.account.expire_password", "expire_password"),
        ChangeKind::AccountUnlock => ("user.account.unlock_by_admin", "unlock"),
        ChangeKind::MfaResetAll => ("user.mfa.factor.reset_all", "reset_factors"),
        ChangeKind::FactorUnenrol => ("user.mfa.factor.deactivate", "factors"),
        ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin => ("user.mfa.factor.activate", "factors"),
        ChangeKind::TemporaryAccessIssue => ("device.desktop_mfa.recovery_pin.generate", "recovery_pin"),
        ChangeKind::MfaBypassGrant => ("user.mfa.attempt_bypass", "factors/bypass"),
        ChangeKind::RecoveryPathEdit => ("user.account.update_secondary_email", "profile"),
        ChangeKind::ProfileEditAssurance => ("user.account.update_profile", "profile"),
        ChangeKind::GroupGrant => ("group.user_membership.add", "groups"),
        ChangeKind::AppGrant => ("application.user_membership.add", "apps"),
        ChangeKind::RoleGrant => ("user.account.privilege.grant", "roles"),
        ChangeKind::RoleRevoke => ("user.account.privilege.revoke", "roles"),
        ChangeKind::TokenIssue => ("system.api_token.create", "tokens"),
        ChangeKind::TokenRevoke => ("system.api_token.revoke", "tokens"),
        ChangeKind::SecretCreate => ("app.oauth2.credentials.lifecycle.create", "credentials/secrets"),
        ChangeKind::SecretRevoke => ("app.oauth2.credentials.lifecycle.deactivate", "credentials/secrets"),
        ChangeKind::SessionRevoke => ("user.session.clear", "sessions"),
        ChangeKind::ImpersonationGrant => ("user.session.impersonation.grant", "support"),
        ChangeKind::PolicyRelax => ("policy.rule.update", "policies/rules"),
        ChangeKind::PolicyChange => ("policy.rule.add", "policies/rules"),
        ChangeKind::FederationChange => ("system.idp.lifecycle.create", "idps"),
        ChangeKind::AccountCreate => ("user.lifecycle.create", "users"),
        ChangeKind::AccountReactivate => ("user.lifecycle.reactivate", "reactivate"),
        ChangeKind::AccountDisable => ("user.lifecycle.deactivate", "deactivate"),
        _ => return None,
    };
    Some(Native { event, path })
}

/// Whether the simulation can show changes of this kind.
pub(super) fn can_show(kind: ChangeKind) -> bool {
    native(kind).is_some()
}

impl Act<'_> {
    /// The events of the act, main one first, and the notices that follow it (which are no part of it).
    pub(super) fn events(&self, rng: &mut Rng) -> (Vec<LogEvent>, Vec<LogEvent>) {
        let Some(native) = native(self.kind) else { return (Vec::new(), Vec::new()) };
        let vendor = self.actor == Actor::System;
        let transaction = if vendor { "unknown".to_owned() } else { rng.hex(32) };
        let target = self.targets(rng);
        let main = self.event(native.event, 0, target, &transaction, rng);
        let main = self.with_debug(main, native.path);
        let mut events = vec![main];
        let also: &[(&'static str, usize)] = match self.kind {
            ChangeKind::MfaResetAll => &[("user.mfa.factor.deactivate", 2), ("user.session.clear", 1)],
            ChangeKind::AccountCreate => &[("user.lifecycle.activate", 1)],
            _ => &[],
        };
        let mut later = 0;
        for (kind, count) in also {
            for nth in 0..*count {
                later += rng.between(20, 160);
                let mut targets: Vec<Target> = self.subject.map(Target::Account).into_iter().collect();
                if *kind == "user.mfa.factor.deactivate" {
                    targets.extend(self.subject.map(|no| Target::Factor(nth, no)));
                }
                events.push(self.event(kind, later, targets, &transaction, rng));
            }
        }
        (events, self.notices(rng))
    }

    fn event(
        &self,
        kind: &'static str,
        later: Millis,
        targets: Vec<Target>,
        transaction: &str,
        rng: &mut Rng,
    ) -> LogEvent {
        let at = self.at + later;
        LogEvent {
            at,
            kind,
            actor: self.actor,
            client: self.client,
            outcome: "SUCCESS",
            reason: None,
            targets,
            transaction: transaction.to_owned(),
            session: self.session.clone(),
            token: self.token.clone(),
            debug: Vec::new(),
            uuid: event_uuid(at, rng),
        }
    }

    fn with_debug(&self, mut event: LogEvent, path: &str) -> LogEvent {
        if event.client.is_none() {
            return event;
        }
        let id = self.subject.map_or("", |no| &self.organisation.accounts[no].okta_id);
        let uri = match self.kind {
            ChangeKind::PasswordReset | ChangeKind::AccountUnlock | ChangeKind::MfaResetAll => {
                format!("/api/v1/users/{id}/lifecycle/{path}")
            }
            _ => format!("/api/v1/{path}/{id}"),
        };
        event.debug.push(("url", format!("{uri}?")));
        event.debug.push(("requestUri", uri));
        event.debug.push(("threatSuspected", "false".to_owned()));
        if let Some(reason) = &self.reason {
            event.debug.push(("reason", reason.clone()));
        }
        if self.kind == ChangeKind::RoleGrant {
            event.debug.push(("privilegeGranted", self.lore.estate.roles[0].clone()));
        }
        if self.kind == ChangeKind::ProfileEditAssurance {
            event.debug.push(("changedAttributes", "mobilePhone,manager".to_owned()));
        }
        event
    }

    fn targets(&self, rng: &mut Rng) -> Vec<Target> {
        let estate = &self.lore.estate;
        let draw = rng.below(usize::MAX);
        let id = rng.base62(17);
        let object = |kind, prefix: &str, name: &str| Target::Object {
            kind,
            id: format!("{prefix}{id}"),
            name: name.to_owned(),
        };
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
                return vec![object("Token", "00T", name)].into_iter().chain(subject).collect();
            }
            ChangeKind::SecretCreate | ChangeKind::SecretRevoke => {
                Some(object("OAuth2ClientSecretEntity", "ocs", "client secret"))
            }
            ChangeKind::TemporaryAccessIssue => Some(object("Device", "guo", "Managed laptop")),
            ChangeKind::PolicyRelax | ChangeKind::PolicyChange => {
                Some(object("PolicyRule", "rul", "MFA for all applications"))
            }
            ChangeKind::FederationChange => Some(object("IdentityProvider", "0oi", "Partner sign-in")),
            ChangeKind::ImpersonationGrant => Some(object("Org", "00o", &estate.company)),
            _ => None,
        };
        subject.into_iter().chain(second).collect()
    }

    /// The mails that the identity provider sends to the account holder.
    fn notices(&self, rng: &mut Rng) -> Vec<LogEvent> {
        let kind = match self.kind {
            ChangeKind::MfaResetAll | ChangeKind::FactorUnenrol => {
                "system.email.mfa_reset_notification.sent_message"
            }
            ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin => {
                "system.email.mfa_enroll_notification.sent_message"
            }
            _ => return Vec::new(),
        };
        let at = self.at + rng.between(900, 4000);
        let targets = self.subject.map(Target::Account).into_iter().collect();
        vec![LogEvent {
            at,
            kind,
            actor: Actor::System,
            client: None,
            outcome: "SUCCESS",
            reason: None,
            targets,
            transaction: rng.hex(32),
            session: None,
            token: None,
            debug: Vec::new(),
            uuid: event_uuid(at, rng),
        }]
    }
}
