//! Tickets.

use super::super::clock::Clock;
use super::super::record::{Node, Record, View};
use super::notes;
use super::party::party;
use super::{Fault, Moment, Piece, Said, TicketPiece, UNPLACED};
use crate::mapping::source::{Condition, Field, SourceMapping, TicketFields};
use crate::model::{Ticket, TicketState};

/// The ticket that a record says.
pub(super) fn ticket(
    view: View<'_>,
    source: &SourceMapping,
    fields: &TicketFields,
    clock: &Clock<'_>,
) -> Result<Said, Fault> {
    let number =
        view.text(&fields.number).ok_or_else(|| Fault::Reject("the ticket has no number".to_owned()))?;
    let resolved_at = clock.time(view, &fields.resolved)?;
    let native_state = view.text(&fields.state);
    let journal = notes::journal(view, fields, clock)?;
    let category: Vec<String> = fields.category.iter().filter_map(|field| view.text(field)).collect();
    let ticket = Ticket {
        origin: UNPLACED,
        source: source.id.clone(),
        native_id: view.text(&fields.id),
        opened_at: clock.time(view, &fields.opened)?,
        resolved_at,
        resolved_at_recorded: resolved_at.is_some(),
        closed_at: clock.time(view, &fields.closed)?,
        updated_at: clock.time(view, &fields.updated)?,
        requester: party(view, &fields.requester),
        affected: party(view, &fields.affected),
        opened_by: fields
            .opened_by
            .iter()
            .map(|who| party(view, who))
            .find(|who| !who.is_empty())
            .unwrap_or_default(),
        agent: party(view, &fields.agent),
        resolved_by: party(view, &fields.resolved_by),
        closed_by: party(view, &fields.closed_by),
        group: view.text(&fields.group),
        channel: view.text(&fields.channel),
        category: (!category.is_empty()).then(|| category.join(" / ")),
        title: view.text(&fields.title).unwrap_or_default(),
        description: view.text(&fields.description).unwrap_or_default(),
        close_code: view.text(&fields.close_code),
        close_notes: view.text(&fields.close_notes),
        state: state(view, fields, native_state.as_deref()),
        native_state,
        reassignment_count: count(view, &fields.reassignment_count),
        reopen_count: count(view, &fields.reopen_count),
        parent: view.text(&fields.parent).filter(|parent| *parent != number),
        verification_fields: verification_fields(view, &fields.verification_fields),
        has_journal: !journal.is_empty(),
        journal,
        approvals: Vec::new(),
        has_history: fields.history.is_some(),
        number,
    };
    let moment = moment(view, fields, clock, &ticket)?;
    let at = ticket.opened_at;
    Ok(Said { piece: Piece::Ticket(Box::new(TicketPiece { ticket, moment })), id: None, at })
}

/// A ticket's place in its history.
fn moment(
    view: View<'_>,
    fields: &TicketFields,
    clock: &Clock<'_>,
    ticket: &Ticket,
) -> Result<Option<Moment>, Fault> {
    let Some(history) = &fields.history else { return Ok(None) };
    Ok(Some(Moment {
        origin: UNPLACED,
        at: clock.time(view, &history.at)?,
        order: view.text(&history.order).and_then(|text| text.parse().ok()).unwrap_or(0),
        by: party(view, &history.by),
        state: ticket.native_state.clone(),
        agent: ticket.agent.clone(),
        group: ticket.group.clone(),
    }))
}

/// A count; what is not a number is not known.
fn count(view: View<'_>, field: &Field) -> Option<u32> {
    view.text(field)?.replace(',', "").parse().ok()
}

/// The state in our words.
fn state(view: View<'_>, fields: &TicketFields, native: Option<&str>) -> TicketState {
    let Some(native) = native else { return TicketState::Unknown };
    let state = fields.states.get(&native.to_lowercase()).copied().unwrap_or(TicketState::Unknown);
    let waits = |condition: &Condition| view.record.holds(condition) == Some(true);
    if state == TicketState::Open && fields.waiting_if.iter().any(waits) {
        TicketState::Waiting
    } else {
        state
    }
}

/// Fields whose name fits a pattern, with their values.
fn verification_fields(view: View<'_>, patterns: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in view.record.names() {
        if patterns.iter().any(|pattern| fits(name, pattern)) {
            let path = crate::mapping::source::Path {
                text: name.to_owned(),
                steps: vec![crate::mapping::source::Step::Name(name.to_owned())],
            };
            // The display value tells people more than a code.
            let mut value = None;
            view.record.visit(&path, &mut |node| {
                if let Node::Tree(tree) = node {
                    let inner = Record::Tree(tree.clone());
                    let display = Field(vec![crate::mapping::source::Path {
                        text: "display_value".to_owned(),
                        steps: vec![crate::mapping::source::Step::Name("display_value".to_owned())],
                    }]);
                    value = View { record: &inner, nulls: view.nulls }.text(&display);
                }
            });
            let value = value.or_else(|| view.text(&Field(vec![path])));
            found.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    found
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn fits(name: &str, pattern: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        assert!(fits("u_identity_verified", "u_*verif*"));
        assert!(fits("u_verified_by", "u_*verif*"));
        assert!(!fits("verified", "u_*verif*"));
        assert!(fits("exact", "exact") && !fits("exactly", "exact"));
        assert!(fits("aXbYc", "a*b*c") && !fits("aXbY", "a*b*c"));
    }
}
