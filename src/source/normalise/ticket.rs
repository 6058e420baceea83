//! Tickets.

use super::super::clock::Clock;
use super::super::record::View;
use super::history;
use super::length;
use super::markup::plain;
use super::notes;
use super::own;
use super::party::party;
use super::verification;
use super::{Fault, Moment, Piece, Said, TicketPiece, UNPLACED};
use crate::mapping::source::{Condition, Field, Path, SourceMapping, TicketFields};
use crate::model::{Ticket, TicketState};

/// The ticket that a record says.
pub(super) fn ticket(
    view: View<'_>,
    source: &SourceMapping,
    fields: &TicketFields,
    clock: &Clock<'_>,
) -> Result<Said, Fault> {
    let number = number(view, fields).ok_or_else(|| Fault::Reject("the ticket has no number".to_owned()))?;
    let resolved_at = clock.time(view, &fields.resolved)?;
    let native_state = native_state(view, fields);
    let mut journal = notes::journal(view, fields, clock)?;
    let mut lines = history::lines(view, &fields.lines, source.markup, clock)?;
    let whole = lines.extract_if(.., |line| line.id.is_none()).map(|line| line.entry);
    journal.extend(whole);
    let changes = history::changes(view, &fields.changes, clock)?;
    // A list that is there and empty says that nothing was written or changed.
    let lists = |each: Option<&Path>| each.is_some_and(|path| view.has(&path.whole_list()));
    let has_journal =
        !journal.is_empty() || !lines.is_empty() || fields.lines.iter().any(|line| lists(line.each.as_ref()));
    let has_history = fields.history.is_some()
        || !changes.is_empty()
        || fields.changes.iter().any(|change| lists(change.each.as_ref()));
    journal.extend(changes);
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
        channel: view.text(&fields.channel).map(|word| fields.channels.get(&word).cloned().unwrap_or(word)),
        category: (!category.is_empty()).then(|| category.join(" / ")),
        title: plain(view.text(&fields.title).unwrap_or_default(), source.markup),
        description: plain(view.text(&fields.description).unwrap_or_default(), source.markup),
        close_code: view.text(&fields.close_code),
        close_notes: view.text(&fields.close_notes),
        state: state(view, fields, native_state.as_deref()),
        native_state,
        reassignment_count: count(view, &fields.reassignment_count)
            .or_else(|| Some(count(view, &fields.reassignment_stations)?.saturating_sub(1))),
        reopen_count: reopened(view, fields, clock)?,
        first_contact_mark: own::mark(view, &fields.own),
        handle_time: fields
            .own
            .handle_time
            .as_ref()
            .and_then(|time| length::length(&view.text(&time.field)?, time.unit)),
        own: own::own(view, &fields.own),
        parent: view.text(&fields.parent).filter(|parent| *parent != number),
        verification_fields: verification::fields(view, fields),
        has_journal,
        journal,
        approvals: history::approvals(view, &fields.approvals, clock)?,
        has_history,
        number,
    };
    lines.iter_mut().for_each(|line| line.ticket = Some(ticket.number.clone()));
    if fields.part {
        let at = ticket.updated_at;
        return Ok(Said { piece: Piece::Part(Box::new(ticket)), id: None, at });
    }
    let moment = moment(view, fields, clock, &ticket)?;
    let at = ticket.opened_at;
    Ok(Said { piece: Piece::Ticket(Box::new(TicketPiece { ticket, lines, moment })), id: None, at })
}

/// The number, without the blanks that some locales set between digits.
fn number(view: View<'_>, fields: &TicketFields) -> Option<String> {
    let text = view.text(&fields.number)?;
    let only_digits = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    Some(if only_digits { text.split_whitespace().collect() } else { text })
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
        agent: Some(ticket.agent.label().to_owned()).filter(|label| !label.is_empty()),
        group: ticket.group.clone(),
        is_marked: own::is_marked(view, &fields.own),
    }))
}

/// How often it was reopened: the count, or once if there is a time of it.
fn reopened(view: View<'_>, fields: &TicketFields, clock: &Clock<'_>) -> Result<Option<u32>, Fault> {
    let times = clock.time(view, &fields.reopened)?.map(|_| 1);
    Ok(count(view, &fields.reopen_count).max(times))
}

/// A count; what is not a number is not known. A flag says none, or at least one.
fn count(view: View<'_>, field: &Field) -> Option<u32> {
    match view.text(field)?.as_str() {
        "false" => Some(0),
        "true" => Some(1),
        text => text.replace(',', "").parse().ok(),
    }
}

/// The state in the product's words: what other fields say of it, else of the alternatives the
/// first that we know, else the first.
fn native_state(view: View<'_>, fields: &TicketFields) -> Option<String> {
    if let Some(rule) = fields.state_if.iter().find(|rule| view.meets(&rule.when)) {
        return Some(rule.state.clone());
    }
    let alternatives = || fields.state.0.iter().filter_map(|path| view.text_at(path));
    alternatives()
        .find(|word| fields.states.contains_key(&word.to_lowercase()))
        .or_else(|| alternatives().next())
}

/// The state in our words.
fn state(view: View<'_>, fields: &TicketFields, native: Option<&str>) -> TicketState {
    let Some(native) = native else { return TicketState::Unknown };
    let state = fields.states.get(&native.to_lowercase()).copied().unwrap_or(TicketState::Unknown);
    let waits = |condition: &Condition| view.holds(condition) == Some(true);
    if state == TicketState::Open && fields.waiting_if.iter().any(waits) {
        TicketState::Waiting
    } else {
        state
    }
}
