//! What a product itself counts and ticks on a ticket.

use serde::Deserialize;

use super::{Condition, Field};

/// Where a product's own counts and marks stand.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnFields {
    /// Its mark of first contact, a word for yes or no.
    #[serde(default)]
    pub first_contact: Field,
    /// A row of the history marks first contact if one of these holds. A ticket of a file that has such rows, and none
    /// of its own, is marked as none.
    #[serde(default)]
    pub first_contact_if: Vec<Condition>,
    /// Working time recorded on the ticket.
    pub handle_time: Option<LengthField>,
    /// Count of public replies of agents.
    #[serde(default)]
    pub agent_replies: Field,
    /// Count of the requester's replies after the description.
    #[serde(default)]
    pub requester_replies: Field,
    /// The record is the contact itself (a call, a chat).
    #[serde(default)]
    pub is_contact: bool,
    /// Tickets that the contact led to.
    #[serde(default)]
    pub led_to: Field,
}

/// A field that holds a length of time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LengthField {
    /// The field.
    pub field: Field,
    /// What a plain number counts.
    pub unit: LengthUnit,
}

/// What a plain number of a length of time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

impl LengthUnit {
    /// Its seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        match self {
            LengthUnit::Seconds => 1,
            LengthUnit::Minutes => 60,
            LengthUnit::Hours => 3_600,
        }
    }
}
