//! What a product itself counts and ticks on a ticket.

use super::super::record::View;
use crate::mapping::source::OwnFields;
use crate::model::Own;

/// The product's own counts.
pub(super) fn own(view: View<'_>, fields: &OwnFields) -> Own {
    let count = |field| view.text(field).and_then(|text: String| text.replace(',', "").parse().ok());
    Own {
        agent_replies: count(&fields.agent_replies),
        requester_replies: count(&fields.requester_replies),
        is_contact: fields.is_contact,
        led_to: view.has(&fields.led_to).then(|| view.text(&fields.led_to).into_iter().collect()),
        continues: None,
    }
}

/// The mark of first contact in a field; what is no word for yes or no says nothing.
pub(super) fn mark(view: View<'_>, fields: &OwnFields) -> Option<bool> {
    match view.text(&fields.first_contact)?.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Whether the row itself says that this was first contact.
pub(super) fn is_marked(view: View<'_>, fields: &OwnFields) -> bool {
    fields.first_contact_if.iter().any(|condition| view.holds(condition) == Some(true))
}
