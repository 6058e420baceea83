//! Events: records of an identity provider's audit log, normalised.

use super::details::Details;
use super::kind::ChangeKind;
use super::origin::Origin;
use super::party::Party;
use super::words::words;
use super::{Effect, Instant};

/// An event kept by the run, by its place in the list of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIx(pub u32);

words! {
    /// Whether the act that an event records took place.
    pub enum Outcome {
        /// It did.
        Success = "success",
        /// It was tried and refused, or failed.
        Failure = "failure",
        /// The record does not say.
        Unknown = "unknown",
    }
}

words! {
    /// What an event that is no change is good for (the taxonomy's `effect = none`).
    pub enum Signal {
        /// Speaks of a verification: a push answered, a code sent.
        VerificationEvidence = "verification_evidence",
        /// A notice to the account holder.
        NotificationEvidence = "notification_evidence",
        /// What people do with an account after a change: sign-ins, admin console.
        FollowOn = "follow_on_signal",
        /// Background that may matter.
        Context = "context_signal",
    }
}

/// What the taxonomy says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventClass {
    /// It changed something.
    Change(ChangeKind, Effect),
    /// It changed nothing but tells something.
    Signal(Signal),
}

/// One record of an audit log. Only events that can matter are kept.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Event {
    /// Where it stands.
    pub origin: Origin,
    /// The source it was read as (`okta.system_log`).
    pub source: String,
    /// The product's own id of the record, or `file:record` where it writes none.
    pub native_id: String,
    /// When it happened.
    pub at: Instant,
    /// The product's own name for what happened.
    pub native_type: String,
    /// Whether it took place.
    pub outcome: Outcome,
    /// Why, in the record's words: outcome reason, justification, comment.
    pub reason: Option<String>,
    /// Who did it, as recorded.
    pub actor: Party,
    /// To whom or what, as recorded, in the record's order.
    pub targets: Vec<Party>,
    /// Which of `targets` is the account that the event is about.
    pub subject: Option<usize>,
    /// Address the actor came from, as recorded.
    pub ip: Option<String>,
    /// Client program, as recorded.
    pub user_agent: Option<String>,
    /// Country or place, as recorded.
    pub place: Option<String>,
    /// Autonomous system or provider of the address, as recorded.
    pub network: Option<String>,
    /// Session of the actor.
    pub session: Option<String>,
    /// Transaction or correlation id that groups events of one act.
    pub transaction: Option<String>,
    /// Further facts that the source's mapping picks out, by the mapping's names.
    pub details: Details,
}

impl Event {
    /// The account the event is about, as the record names it.
    #[must_use]
    pub fn subject_party(&self) -> Option<&Party> {
        self.targets.get(self.subject?)
    }

    /// First value of a detail.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.get(name).next()
    }
}
