//! What happens in the identity provider, told in no product's words.

use super::calendar::Millis;
use super::organisation::{AccountNo, Client};
use super::rng::Rng;
use crate::model::ChangeKind;

/// Who is named as actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Actor {
    Account(AccountNo),
    /// The identity provider, or its vendor's support.
    System,
}

/// What an event was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Account(AccountNo),
    /// Somebody's account in an application.
    AppUser(AccountNo),
    App(usize),
    Group(usize),
    /// An enrolment of one person.
    Factor(usize, AccountNo),
    Role(usize),
    /// Something with a name and, in products that give it one, an id of seventeen characters.
    Object {
        kind: ObjectKind,
        id: String,
        name: String,
    },
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectKind {
    Token,
    Secret,
    Device,
    PolicyRule,
    IdentityProvider,
    Organisation,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The main event of a change.
    Change(ChangeKind),
    /// Part of a reset of all factors: one of them.
    FactorRemoved,
    /// Part of a reset of all factors: sessions ended.
    SessionsEnded,
    /// Part of the creation of an account: it may be used.
    Activated,
    /// The account holder is told by mail of a removed factor.
    ResetMail,
    /// The account holder is told by mail of a new factor.
    EnrolmentMail,
    SignOnPolicy,
    SessionStarted,
    SecondFactor(Authenticator),
    AppOpened,
    AdminConsoleOpened,
    LockedOut,
    ReportedByHolder,
    FlowRun,
    /// Verification: a push was sent to the enrolled device.
    PushSent,
    PushRefused,
    /// Verification: a code was sent to the registered phone.
    CodeSent,
    /// Verification of a document and a face.
    IdentityCheckBegun,
    IdentityChecked,
}

/// What answered a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authenticator {
    Push,
    SecurityKey,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    WrongPassword,
    LockedOut,
    /// The challenge was refused or not passed.
    Failed,
}

/// One event, planned.
#[derive(Debug, Clone)]
pub(super) struct LogEvent {
    pub(super) at: Millis,
    pub(super) what: What,
    pub(super) actor: Actor,
    pub(super) client: Option<Client>,
    pub(super) outcome: Outcome,
    pub(super) targets: Vec<Target>,
    /// What the actor typed as reason.
    pub(super) reason: Option<String>,
    /// Whether place and device are those that the account holder is known by.
    pub(super) familiar: bool,
    /// Shared by the events of one request.
    pub(super) transaction: String,
    pub(super) session: Option<String>,
    /// The API token that it was done with.
    pub(super) token: Option<String>,
    /// Names the event in the story; products write it, or derive their own ids from it.
    pub(super) id: String,
}

impl LogEvent {
    /// The account that it is about.
    pub(super) fn subject(&self) -> Option<AccountNo> {
        self.targets.iter().find_map(|target| match target {
            Target::Account(no) | Target::AppUser(no) => Some(*no),
            _ => None,
        })
    }
}

/// A time-based id as Okta writes them: time, a short sequence, and one of a few nodes.
pub(super) fn event_id(at: Millis, rng: &mut Rng) -> String {
    // 100 ns ticks since 1582-10-15, the epoch of version 1 ids.
    let ticks =
        (at as u64).wrapping_mul(10_000).wrapping_add(122_192_928_000_000_000) + rng.below(10_000) as u64;
    let sequence = 0x8000 | rng.below(0x100) as u64;
    let node = 0x0a1b_2c3d_0000_u64 + 0x11 * rng.below(8) as u64;
    format!(
        "{:08x}-{:04x}-1{:03x}-{sequence:04x}-{node:012x}",
        ticks & 0xffff_ffff,
        (ticks >> 32) & 0xffff,
        (ticks >> 48) & 0xfff
    )
}
