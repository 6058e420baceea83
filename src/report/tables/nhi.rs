//! Requests about non-human identities.

use crate::model::{Attribute, NhiAttribute, NhiRequest, Ticket};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `nhi_requests.csv`: one row a request.
pub(super) fn nhi_requests(lookup: &Lookup<'_>) -> Table {
    let requests = lookup.report.nhi_requests.iter();
    let rows: Vec<(&Ticket, &NhiRequest)> =
        requests.filter_map(|request| Some((lookup.ticket(request.ticket)?, request))).collect();
    let state = |wanted: NhiAttribute| {
        move |row: &(&Ticket, &NhiRequest)| {
            attribute(row.1, wanted).map(|one| one.state.to_string()).unwrap_or_default()
        }
    };
    TableBuilder::new("nhi_requests", &rows)
        .text("ticket", |(ticket, _)| &ticket.number)
        .text("source", |(ticket, _)| &ticket.source)
        .text("identity", |(_, request)| &request.identity)
        .maybe("owner", |(_, request)| request.owner.as_deref())
        .text("sort", |(_, request)| request.sort.as_str())
        .text("first_contact", |(_, request)| request.outcome.as_str())
        .text("ownership_validated", state(NhiAttribute::OwnershipValidated))
        .text("rotation_recorded", state(NhiAttribute::RotationRecorded))
        .text("old_revoked", state(NhiAttribute::OldRevoked))
        .text("approved", state(NhiAttribute::Approved))
        .text("access_reviewed", state(NhiAttribute::AccessReviewed))
        .text("one_interaction", state(NhiAttribute::OneInteraction))
        .text("changes", |(_, request)| list(request.changes.iter().map(|change| &change.0)))
        .text("sort_seen", |(_, request)| &request.sort_seen)
        .text("seen", |(_, request)| {
            list(request.attributes.iter().map(|one| format!("{}: {}", one.attribute, one.seen)))
        })
        .text("records", |(_, request)| {
            let placed = request.attributes.iter().filter_map(|one| Some((one.attribute, one.read_in?)));
            list(placed.map(|(attribute, origin)| format!("{attribute}: {}", lookup.place(origin))))
        })
        .text("source_file", |(ticket, _)| lookup.file(ticket.origin.file))
        .count("source_record", |(ticket, _)| Some(ticket.origin.record))
        .count("source_line", |(ticket, _)| Some(ticket.origin.line))
        .build()
}

fn attribute(request: &NhiRequest, wanted: NhiAttribute) -> Option<&Attribute> {
    request.attributes.iter().find(|one| one.attribute == wanted)
}
