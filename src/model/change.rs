//! Changes: acts that altered control over an account.

use super::Instant;
use super::event::EventIx;
use super::kind::{ChangeKind, Effect};
use super::origin::Origin;
use super::party::{AccountIx, Tier};
use super::words::words;

/// A change's id: `chg-` and twelve hex digits derived from source, native id, time, native type
/// and subject of its main event. The same export gives the same id in every run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ChangeId(pub String);

impl std::fmt::Display for ChangeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

words! {
    /// Who acted, by role.
    pub enum ActorKind {
        /// Works tickets.
        DeskAgent = "desk_agent",
        /// Has the rights, but was never seen working a ticket.
        OtherAdmin = "other_admin",
        /// A program: integration token, workflow, service account.
        Automation = "automation",
        /// The account holder.
        SelfService = "self",
        /// The identity provider itself.
        System = "system",
        /// The product's vendor.
        Vendor = "vendor",
        /// The record names nobody.
        Unknown = "unknown",
    }
}

words! {
    /// Whether the desk brought the change about.
    pub enum Support {
        /// It did.
        Yes = "yes",
        /// It did not.
        No = "no",
        /// An administrator acted whom no ticket export shows at work.
        Unknown = "unknown",
    }
}

words! {
    /// What sort of account was changed.
    pub enum SubjectKind {
        /// A person's.
        Human = "human",
        /// A program's.
        Nhi = "nhi",
        /// A setting of the whole organisation (policy, trust, role definition).
        Organisation = "organisation",
        /// The records do not say.
        Unknown = "unknown",
    }
}

/// One act, made of one or more native events.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// When: the earliest of its events.
    pub at: Instant,
    /// What kind.
    pub kind: ChangeKind,
    /// What it altered.
    pub effect: Effect,
    /// Whose account; `None` for a change of the organisation's settings.
    pub subject: Option<AccountIx>,
    /// The subject as recorded, for display.
    pub subject_label: String,
    /// Sort of subject.
    pub subject_kind: SubjectKind,
    /// Tier of the subject, and whether anything said so (else the policy's default).
    pub tier: Tier,
    /// Whether the tier comes from data.
    pub tier_known: bool,
    /// Who did it; `None` where the record names nobody.
    pub actor: Option<AccountIx>,
    /// The actor as recorded, for display.
    pub actor_label: String,
    /// The actor's role.
    pub actor_kind: ActorKind,
    /// Whether the desk brought it about.
    pub support: Support,
    /// Why `support` says so.
    pub support_reason: String,
    /// The change that this one completes (a pass issued, then used to enrol).
    pub parent: Option<ChangeId>,
    /// The source of its main event.
    pub source: String,
    /// The main event: the one that gives kind and record.
    pub event: EventIx,
    /// All its events, main one first, then by time.
    pub events: Vec<EventIx>,
    /// Where the main event stands.
    pub origin: Origin,
    /// Native ids of all its events, in the order of `events`.
    pub native_ids: Vec<String>,
    /// Native type of the main event.
    pub native_action: String,
    /// Address of the main event.
    pub ip: Option<String>,
    /// Text in its records that may name a ticket: reason, justification, comment.
    pub reference_text: Vec<String>,
}
