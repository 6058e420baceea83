//! Requests about non-human identities, and what their handling shows.

use super::change::ChangeId;
use super::contact::ContactOutcome;
use super::origin::Origin;
use super::ticket::TicketIx;
use super::words::words;

words! {
    /// What a request about a non-human identity is about.
    pub enum NhiSort {
        /// A key.
        ApiKey = "api_key",
        /// A token.
        Token = "token",
        /// A secret of an application.
        Secret = "secret",
        /// A certificate.
        Certificate = "certificate",
        /// What an agent, application or workload may do.
        AgentPermission = "agent_permission",
        /// The account itself.
        ServiceAccount = "service_account",
        /// Nothing tells.
        Other = "other",
    }
}

words! {
    /// What is asked of the handling of such a request.
    pub enum NhiAttribute {
        /// The owner on record asked, approved or confirmed, before the change.
        OwnershipValidated = "ownership_validated",
        /// The rotation is in the log, and the ticket tells of its record.
        RotationRecorded = "rotation_recorded",
        /// The old credential was revoked in time.
        OldRevoked = "old_revoked",
        /// An approval is recorded before the change.
        Approved = "approved",
        /// The ticket tells of an access review.
        AccessReviewed = "access_reviewed",
        /// It was solved at first contact.
        OneInteraction = "one_interaction",
    }
}

words! {
    /// What is known of an attribute.
    pub enum AttributeState {
        /// It holds.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// The exports do not tell.
        NotKnown = "not_known",
        /// Nothing of the kind is asked of such a request.
        NotApplicable = "not_applicable",
    }
}

/// One attribute, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which.
    pub attribute: NhiAttribute,
    /// Whether it holds.
    pub state: AttributeState,
    /// What was seen, in words.
    pub seen: String,
    /// The record that shows it; none where it is said of the whole export.
    pub read_in: Option<Origin>,
}

/// One request about a non-human identity.
#[derive(Debug, Clone)]
pub struct NhiRequest {
    /// The ticket.
    pub ticket: TicketIx,
    /// What it is about.
    pub sort: NhiSort,
    /// What the sort was read from, in words.
    pub sort_seen: String,
    /// The identity, as a label; empty if none is resolved.
    pub identity: String,
    /// Its owner on record, as a label.
    pub owner: Option<String>,
    /// First contact of the ticket.
    pub outcome: ContactOutcome,
    /// All attributes, in the order of [`NhiAttribute::ALL`].
    pub attributes: Vec<Attribute>,
    /// Changes of non-human identities under the ticket, by id.
    pub changes: Vec<ChangeId>,
}
