//! What Okta calls things: event types, outcomes and the debug data that goes with them.

use crate::model::ChangeKind;
use crate::simulate::event::{Authenticator, LogEvent, Outcome, What};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::Organisation;

/// Event type of a change, and the part of the API that makes it.
fn change(kind: ChangeKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
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
    })
}

/// Whether Okta records changes of this kind.
pub(in crate::simulate::products) fn shows(kind: ChangeKind) -> bool {
    change(kind).is_some()
}

pub(super) fn event_type(what: What) -> &'static str {
    match what {
        What::Change(kind) => change(kind).map_or("", |(event, _)| event),
        What::FactorRemoved => "user.mfa.factor.deactivate",
        What::SessionsEnded => "user.session.clear",
        What::Activated => "user.lifecycle.activate",
        What::ResetMail => "system.email.mfa_reset_notification.sent_message",
        What::EnrolmentMail => "system.email.mfa_enroll_notification.sent_message",
        What::SignOnPolicy => "policy.evaluate_sign_on",
        What::SessionStarted => "user.session.start",
        What::SecondFactor(_) => "user.authentication.auth_via_mfa",
        What::AppOpened => "user.authentication.sso",
        What::AdminConsoleOpened => "user.session.access_admin_app",
        What::LockedOut => "user.account.lock",
        What::ReportedByHolder => "user.account.report_suspicious_activity_by_enduser",
        What::FlowRun => "workflows.user.delegatedflow.run",
        What::PushSent => "system.push.send_factor_verify_push",
        What::PushRefused => "user.mfa.okta_verify.deny_push",
        What::CodeSent => "system.sms.send_factor_verify_message",
        What::IdentityCheckBegun => "user.identity_verification.start",
        What::IdentityChecked => "user.identity_verification",
    }
}

/// Result and reason.
pub(super) fn outcome(event: &LogEvent) -> (&'static str, Option<&'static str>) {
    match (event.what, event.outcome) {
        (What::SignOnPolicy, _) => ("ALLOW", Some("Sign-on policy evaluation resulted in ALLOW")),
        (What::IdentityCheckBegun | What::IdentityChecked, Outcome::Failed) => ("DENY", None),
        (_, Outcome::Success) => ("SUCCESS", None),
        (_, Outcome::WrongPassword) => ("FAILURE", Some("INVALID_CREDENTIALS")),
        (_, Outcome::LockedOut) => ("FAILURE", Some("LOCKED_OUT")),
        (_, Outcome::Failed) => ("FAILURE", None),
    }
}

/// The debug data of an event, in Okta's order.
pub(super) fn debug(
    event: &LogEvent,
    lore: &Lore,
    organisation: &Organisation,
) -> Vec<(&'static str, String)> {
    match event.what {
        What::SignOnPolicy => sign_on(event.familiar),
        What::SecondFactor(Authenticator::Push) => vec![("factor", "OKTA_VERIFY_PUSH".to_owned())],
        What::SecondFactor(Authenticator::SecurityKey) => vec![("factor", "FIDO_WEBAUTHN".to_owned())],
        What::Change(kind) if event.client.is_some() => of_change(kind, event, lore, organisation),
        _ => Vec::new(),
    }
}

fn sign_on(familiar: bool) -> Vec<(&'static str, String)> {
    let seen = if familiar { "NEGATIVE" } else { "POSITIVE" };
    let risk = if familiar { "{level=LOW}" } else { "{reasons=Anomalous Location, level=HIGH}" };
    let behaviours = format!(
        "{{New Geo-Location={seen}, New Device={seen}, New IP={seen}, New State={seen}, New Country={seen}, Velocity=NEGATIVE, New City={seen}}}"
    );
    vec![("behaviors", behaviours), ("risk", risk.to_owned())]
}

fn of_change(
    kind: ChangeKind,
    event: &LogEvent,
    lore: &Lore,
    organisation: &Organisation,
) -> Vec<(&'static str, String)> {
    let path = change(kind).map_or("", |(_, path)| path);
    let id = event.subject().map_or("", |no| &organisation.accounts[no].okta_id);
    let uri = match kind {
        ChangeKind::PasswordReset | ChangeKind::AccountUnlock | ChangeKind::MfaResetAll => {
            format!("/api/v1/users/{id}/lifecycle/{path}")
        }
        _ => format!("/api/v1/{path}/{id}"),
    };
    let mut debug =
        vec![("url", format!("{uri}?")), ("requestUri", uri), ("threatSuspected", "false".to_owned())];
    debug.extend(event.reason.clone().map(|reason| ("reason", reason)));
    if kind == ChangeKind::RoleGrant {
        debug.push(("privilegeGranted", lore.estate.roles[0].clone()));
    }
    if kind == ChangeKind::ProfileEditAssurance {
        debug.push(("changedAttributes", "mobilePhone,manager".to_owned()));
    }
    debug
}
