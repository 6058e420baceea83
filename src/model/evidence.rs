//! Evidence: acts of verification, and what they are worth.

use super::Instant;
use super::origin::Origin;
use super::words::words;

words! {
    /// How strong a verification is (DESIGN section 3.2).
    pub enum Level {
        /// Nothing, a mere claim, or a failed verification.
        None = "none",
        /// What others may know or forge.
        Weak = "weak",
        /// A registered channel or a live manager.
        Adequate = "adequate",
        /// Possession, presence or a checked document.
        Strong = "strong",
    }
}

/// Declares [`Method`] together with each method's [`Level`].
macro_rules! methods {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $level:ident;)+) => {
        words! {
            /// How somebody was verified.
            pub enum Method { $($(#[$meta])* $variant = $word),+ }
        }
        impl Method {
            /// What the method is worth when it succeeds, in time and independently.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Method::$variant => Level::$level),+ }
            }
        }
    };
}

methods! {
    /// "Verified user", no method named.
    ClaimedOnly = "claimed_only", None;
    /// Employee number, birth date, security questions.
    KnowledgeBased = "knowledge_based", Weak;
    /// The number that called.
    CallerId = "caller_id", Weak;
    /// A mail from the manager.
    ManagerEmail = "manager_email", Weak;
    /// A code to a registered channel, read back.
    OtpToRegisteredChannel = "otp_to_registered_channel", Adequate;
    /// A call back to the number on file.
    CallbackOnFile = "callback_on_file", Adequate;
    /// The manager, live.
    ManagerLive = "manager_live", Adequate;
    /// Push or TOTP of an authenticator enrolled before the request.
    AuthenticatorChallenge = "authenticator_challenge", Strong;
    /// A video call with an identity document or badge.
    VideoWithId = "video_with_id", Strong;
    /// Document and selfie with liveness.
    DocumentLiveness = "document_liveness", Strong;
    /// At the desk, with badge or document.
    InPerson = "in_person", Strong;
    /// Passkey, smart card or the like.
    PhishingResistant = "phishing_resistant", Strong;
}

words! {
    /// Who says so.
    pub enum Basis {
        /// The agent wrote it.
        Asserted = "asserted",
        /// An approval record or an integration wrote it.
        Recorded = "recorded",
        /// An independent log confirms it.
        Corroborated = "corroborated",
    }
}

words! {
    /// When it was, seen from the change.
    pub enum Timing {
        /// Before, inside the freshness window.
        Before = "before",
        /// Before, but too long before.
        Stale = "stale",
        /// After; it never proves the change.
        After = "after",
        /// No time, or the clocks cannot tell.
        Unknown = "unknown",
    }
}

words! {
    /// Why a piece of evidence counts for less than its method.
    pub enum Weakness {
        /// It failed or was refused.
        Failed = "failed",
        /// It is about somebody else.
        OtherSubject = "other_subject",
        /// The address it went to was edited shortly before.
        ChannelEdited = "channel_edited",
        /// The same verification was used for another change before.
        Reused = "reused",
        /// The agent approved or verified themself.
        SelfVerified = "self_verified",
        /// The authenticator was enrolled after the request, or is the one being replaced.
        FactorNotPrior = "factor_not_prior",
        /// The same sentence stands in many tickets.
        Boilerplate = "boilerplate",
        /// The same agent wrote the same sentence into many tickets; named, not held against it.
        Repeated = "repeated",
        /// It was written down after the change, of a time that the text puts before it.
        WrittenLater = "written_later",
    }
}

/// One act of verification, as one record tells of it.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// `ev-` and twelve hex digits of the product, the ticket or record, the method and the words;
    /// the same whatever other files are given.
    pub id: String,
    /// Where it is recorded.
    pub origin: Origin,
    /// How.
    pub method: Method,
    /// What it is worth here, after the weaknesses.
    pub level: Level,
    /// Who says so.
    pub basis: Basis,
    /// When it was done: for text the time that it names, if that counts, else when it was written.
    pub at: Option<Instant>,
    /// When it was written down, where that is another time.
    pub recorded_at: Option<Instant>,
    /// When, seen from the change.
    pub timing: Timing,
    /// Who verified.
    pub by: String,
    /// Who was verified.
    pub about: String,
    /// Why it counts for less.
    pub weaknesses: Vec<Weakness>,
    /// The text it was read from; empty for structured records.
    pub quote: String,
    /// Byte ranges of `quote` that were matched.
    pub matched: Vec<(usize, usize)>,
    /// In how many tickets the sentence stands, by the same author; 0 where there is none.
    pub tickets_alike: u32,
    /// Records of independent logs that confirm it.
    pub confirmed_by: Vec<Origin>,
}
