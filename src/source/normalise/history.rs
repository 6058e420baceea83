//! Histories: journal lines, changes of fields and approvals inside a record.

use super::super::clock::Clock;
use super::super::record::View;
use super::event::in_each;
use super::markup::plain;
use super::party::party;
use super::{Fault, Line, Piece, Said, UNPLACED};
use crate::mapping::source::{
    ChangeFields, Conditions, HistoryRecordFields, InnerApprovalFields, LineFields, Markup, Path,
};
use crate::model::{Approval, ApprovalState, EntryKind, JournalEntry};

/// A record of a ticket's history that stands beside the ticket. One that says neither a line nor
/// a change tells nothing here.
pub(super) fn history(
    view: View<'_>,
    fields: &HistoryRecordFields,
    markup: Option<Markup>,
    clock: &Clock<'_>,
) -> Result<Said, Fault> {
    let missing = || Fault::Reject("the record names no ticket".to_owned());
    let ticket = view.text(&fields.ticket).ok_or_else(missing)?;
    let mut lines = lines(view, &fields.lines, markup, clock)?;
    let changes = changes(view, &fields.changes, clock)?;
    lines.extend(changes.into_iter().map(|entry| Line { ticket: None, id: None, also: Vec::new(), entry }));
    let at = lines.iter().find_map(|line| line.entry.at);
    for line in &mut lines {
        line.ticket = Some(ticket.clone());
        line.also.clone_from(&fields.also);
    }
    Ok(Said { piece: Piece::History(lines), id: view.text(&fields.id), at })
}

/// The lines of a journal inside a record. One with an id and no text waits for a record that has
/// the text.
pub(super) fn lines(
    view: View<'_>,
    all: &[LineFields],
    markup: Option<Markup>,
    clock: &Clock<'_>,
) -> Result<Vec<Line>, Fault> {
    collect(
        view,
        all,
        |fields| (fields.each.as_ref(), &fields.when),
        |element, fields| {
            let (id, text) = (element.text(&fields.id), element.text(&fields.text));
            if id.is_none() && text.is_none() {
                return Ok(None);
            }
            let kind =
                element.text(&fields.kind).and_then(|word| fields.kinds.get(&word.to_lowercase()).copied());
            let entry = JournalEntry {
                origin: UNPLACED,
                at: clock.time(element, &fields.time)?,
                author: party(element, &fields.author),
                kind: kind.or(fields.kind_is).unwrap_or(EntryKind::WorkNote),
                text: plain(text.unwrap_or_default(), markup),
                field: None,
                old: None,
            };
            Ok(Some(Line { ticket: None, id, also: Vec::new(), entry }))
        },
    )
}

/// The changes of a ticket's fields inside a record.
pub(super) fn changes(
    view: View<'_>,
    all: &[ChangeFields],
    clock: &Clock<'_>,
) -> Result<Vec<JournalEntry>, Fault> {
    collect(
        view,
        all,
        |fields| (fields.each.as_ref(), &fields.when),
        |element, fields| {
            let native = element.text(&fields.field).map(|name| name.to_lowercase());
            let named = native.map(|name| fields.fields.get(&name).cloned().unwrap_or(name));
            let Some(field) = named.or_else(|| fields.field_is.clone()) else { return Ok(None) };
            let value = |field| element.text(field).filter(|value| !fields.nobody.contains(value));
            let old = value(&fields.old).or_else(|| fields.old_is.clone());
            let new = value(&fields.new).or_else(|| fields.new_is.clone());
            if old == new {
                return Ok(None);
            }
            Ok(Some(JournalEntry {
                origin: UNPLACED,
                at: clock.time(element, &fields.time)?,
                author: party(element, &fields.author),
                kind: EntryKind::FieldChange,
                text: new.unwrap_or_default(),
                field: Some(field),
                old,
            }))
        },
    )
}

/// The approvals inside a ticket's record.
pub(super) fn approvals(
    view: View<'_>,
    all: &[InnerApprovalFields],
    clock: &Clock<'_>,
) -> Result<Vec<Approval>, Fault> {
    collect(
        view,
        all,
        |fields| (fields.each.as_ref(), &fields.when),
        |element, fields| {
            let Some(word) = element.text(&fields.state) else { return Ok(None) };
            Ok(Some(Approval {
                origin: UNPLACED,
                approver: party(element, &fields.approver),
                state: fields.states.get(&word.to_lowercase()).copied().unwrap_or(ApprovalState::Other),
                // That it cannot be read must not cost the approval.
                asked_at: clock.time(element, &fields.asked).unwrap_or(None),
                at: clock.time(element, &fields.time)?,
                comment: element.text(&fields.comment),
            }))
        },
    )
}

/// What the elements of some lists say, in their order, up to the first fault.
fn collect<'f, F, T>(
    view: View<'_>,
    all: &'f [F],
    of: impl Fn(&'f F) -> (Option<&'f Path>, &'f Conditions),
    say: impl Fn(View<'_>, &'f F) -> Result<Option<T>, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut found = Vec::new();
    let mut fault = None;
    for fields in all {
        let (each, when) = of(fields);
        in_each(view, each, &mut |element| {
            if fault.is_none() && element.meets(when) {
                match say(element, fields) {
                    Ok(said) => found.extend(said),
                    Err(why) => fault = Some(why),
                }
            }
        });
    }
    fault.map_or(Ok(found), Err)
}
