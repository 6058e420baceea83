//! What a product itself counts on a ticket, and which records are the contact itself.

/// What a product itself says of a ticket, beside its fields and its history.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Own {
    /// Public replies of agents, by the product's own count.
    pub agent_replies: Option<u32>,
    /// Replies of the requester after the description, by the product's own count.
    pub requester_replies: Option<u32>,
    /// The record is a contact itself (a call, a chat), not a ticket that a contact led to.
    pub is_contact: bool,
    /// Tickets that the contact led to, as written; empty if to none; `None` if the export does not say.
    pub led_to: Option<Vec<String>>,
    /// Number of the contact in these exports that this ticket goes on with: the two are one contact.
    pub continues: Option<String>,
}
