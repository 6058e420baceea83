//! The patterns P1 to P17 of attacks through the desk (reference domain.md, section c.2).
//!
//! What merely looks like one is taken away where it is seen: a joiner's first credentials, a retry under one
//! ticket, an administrator's or agent's ordinary work, a bulk operation, the house's own addresses.

mod acts;
mod calls;
pub(super) mod fan_out;
mod takeover;

use chrono::Duration;

use super::Risking;
use super::surroundings::{Surroundings, moved};
use crate::mapping::risk::{Pattern, RiskPolicy};
use crate::model::{AccountIx, Change, ChangeKind, Instant, Support};

/// So many neighbours of a change are looked at; beyond, the pattern is plain or absent.
const MOST_LOOKED_AT: usize = 256;
/// So many of the acts that somebody did afterwards are looked at.
const MOST_ACTS: usize = 2048;
/// Patterns that are told of any change by the desk, also of one that hands nothing over.
const OF_ANY_CHANGE: [&str; 4] = ["P7", "P15", "P16", "P17"];

type Seen = Option<String>;

/// The patterns seen around a change, in their order, each with what was seen.
pub(super) fn seen(input: &Risking<'_>) -> Vec<(&'static str, String)> {
    let Some(subject) = input.change.subject else { return Vec::new() };
    let view = View { input, subject };
    let handed_over = hands_over(input.change.kind);
    type Look<'a> = fn(&View<'a>) -> Seen;
    let all: [(&str, Look<'_>); 17] = [
        ("P1", View::password_and_factor),
        ("P2", View::taken_up_elsewhere),
        ("P3", View::admin_access),
        ("P4", View::granted),
        ("P5", View::altered_trust),
        ("P6", View::reset_others),
        ("P7", View::fan_out),
        ("P8", View::again),
        ("P9", View::path_edited),
        ("P10", View::pass_multiplied),
        ("P11", View::shared_device),
        ("P12", View::parked),
        ("P13", View::mail_rule),
        ("P14", View::obtained_lasting),
        ("P15", View::shopped),
        ("P16", View::off_duty),
        ("P17", View::reported),
    ];
    let kept = all.into_iter().filter(|(name, _)| handed_over || OF_ANY_CHANGE.contains(name));
    kept.filter_map(|(name, look)| Some((name, look(&view)?))).collect()
}

/// What lets somebody in at once, or anew.
const RESETS: &[ChangeKind] = &[
    ChangeKind::PasswordReset,
    ChangeKind::MfaResetAll,
    ChangeKind::MfaDisable,
    ChangeKind::FactorUnenrol,
    ChangeKind::TemporaryAccessIssue,
    ChangeKind::MfaBypassGrant,
    ChangeKind::RecoveryCodeIssue,
    ChangeKind::RecoveryLinkIssue,
];

/// Whether a change hands control to whoever asked for it.
fn hands_over(kind: ChangeKind) -> bool {
    RESETS.contains(&kind)
        || is_enrolment(kind)
        || matches!(
            kind,
            ChangeKind::RecoveryPathEdit
                | ChangeKind::ProfileEditAssurance
                | ChangeKind::IdentifierChange
                | ChangeKind::FactorRestore
                | ChangeKind::FactorUpdate
                | ChangeKind::AccountReactivate
                | ChangeKind::PasswordChangeSelf
                | ChangeKind::SecretCreate
                | ChangeKind::SecretRotate
                | ChangeKind::KeyCreate
                | ChangeKind::TokenIssue
        )
}

/// Enrolments of what will be used to sign in.
pub(super) fn is_enrolment(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin | ChangeKind::DeviceEnrol)
}

/// A change and its subject.
struct View<'a> {
    input: &'a Risking<'a>,
    subject: AccountIx,
}

impl<'a> View<'a> {
    fn at(&self) -> Instant {
        self.input.change.at
    }

    fn change(&self) -> &'a Change {
        self.input.change
    }

    fn surroundings(&self) -> &'a Surroundings<'a> {
        self.input.surroundings
    }

    fn policy(&self) -> &'a RiskPolicy {
        self.input.policy
    }

    fn pattern(&self, name: &str) -> Option<&'a Pattern> {
        self.policy().pattern.get(name)
    }

    fn span(&self, name: &str) -> Duration {
        self.pattern(name).map_or_else(Duration::zero, |pattern| minutes(pattern.minutes))
    }

    /// When it was, and the end of the span after it.
    fn until(&self, name: &str) -> (Instant, Instant) {
        (self.at(), moved(self.at(), self.span(name)))
    }

    /// Other changes of the person in the span before and after.
    fn around(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        let span = self.span(name);
        self.surroundings()
            .changes_of(self.subject, moved(self.at(), -span), moved(self.at(), span))
            .filter(|other| other.id != self.change().id)
            .take(MOST_LOOKED_AT)
    }

    fn after(&self, name: &str) -> impl Iterator<Item = &'a Change> {
        let (from, to) = self.until(name);
        self.surroundings()
            .changes_of(self.subject, from, to)
            .filter(|other| other.id != self.change().id)
            .take(MOST_LOOKED_AT)
    }

    /// Who acted; of what completes a desk's change, who acted there.
    fn actor(&self) -> Option<AccountIx> {
        let begun = self.surroundings().begun(self.change());
        begun.actor.map(|actor| self.surroundings().person(actor))
    }

    /// Whether the account was made so shortly before that these are its first credentials: passes, factors
    /// and a password in one go are then what a joiner gets (domain.md a, S15).
    fn is_joiner(&self) -> bool {
        let before = moved(self.at(), -days(self.policy().look.joiner_days));
        self.surroundings().was_created(self.subject, before, self.at())
    }
}

fn by_desk(change: &Change) -> bool {
    change.support != Support::No
}

fn minutes(count: i64) -> Duration {
    Duration::try_minutes(count).unwrap_or_default()
}

fn days(count: i64) -> Duration {
    Duration::try_days(count).unwrap_or_default()
}

fn apart(from: Instant, to: Instant) -> String {
    let minutes = (to - from).num_minutes();
    let size = minutes.unsigned_abs();
    let amount = match size {
        0 => return "within a minute".to_owned(),
        1..120 => format!("{size} min"),
        120..2880 => format!("{} h", size / 60),
        _ => format!("{} d", size / 1440),
    };
    if minutes > 0 { format!("{amount} later") } else { format!("{amount} before") }
}
