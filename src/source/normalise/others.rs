//! Journal lines, approvals, people and verifications.

use super::super::clock::Clock;
use super::super::record::View;
use super::event::outcome;
use super::markup::plain;
use super::party::party;
use super::{Fault, Line, Piece, Said, UNPLACED};
use crate::mapping::source::{
    ApprovalFields, Field, JournalFields, Markup, NameFields, PersonFields, SourceMapping, VerificationFields,
};
use crate::model::{
    Approval, ApprovalState, EntryKind, JournalEntry, Outcome, PersonRecord, UserType, VerificationRecord,
};

/// A line of a journal.
pub(super) fn journal(
    view: View<'_>,
    fields: &JournalFields,
    markup: Option<Markup>,
    clock: &Clock<'_>,
) -> Result<Said, Fault> {
    let missing = |what: &str| Fault::Reject(format!("the journal line has no {what}"));
    let (ticket, id) = (view.text(&fields.ticket), view.text(&fields.id));
    let text = view.text(&fields.text);
    if ticket.is_none() && (id.is_none() || fields.id.0.is_empty()) {
        return Err(missing("ticket"));
    }
    let at = clock.time(view, &fields.time)?;
    let kind = view.text(&fields.kind).and_then(|word| fields.kinds.get(&word.to_lowercase()).copied());
    let entry = JournalEntry {
        origin: UNPLACED,
        at,
        author: party(view, &fields.author),
        kind: kind.or(fields.kind_is).unwrap_or(EntryKind::WorkNote),
        text: plain(text.ok_or_else(|| missing("text"))?, markup),
        field: None,
        old: None,
    };
    Ok(Said {
        piece: Piece::Journal(Line { ticket, id: id.clone(), also: fields.also.clone(), entry }),
        id,
        at,
    })
}

/// A name behind an id.
pub(super) fn name(view: View<'_>, fields: &NameFields) -> Result<Said, Fault> {
    let missing = |what: &str| Fault::Reject(format!("the record has no {what}"));
    let id = view.text(&fields.id).ok_or_else(|| missing("id"))?;
    let name = view.text(&fields.name).ok_or_else(|| missing("name"))?;
    Ok(Said { piece: Piece::Name(fields.of, id, name), id: None, at: None })
}

/// An approval.
pub(super) fn approval(view: View<'_>, fields: &ApprovalFields, clock: &Clock<'_>) -> Result<Said, Fault> {
    let mut tickets = view.all_texts(&fields.ticket);
    for path in &fields.ticket.0 {
        let pair = view.reference(&Field(vec![path.clone()]));
        tickets.extend(pair.into_iter().flat_map(|(value, display)| [value, display]).flatten());
    }
    if tickets.is_empty() {
        return Err(Fault::Reject("the approval names no ticket".to_owned()));
    }
    tickets.sort();
    tickets.dedup();
    let at = clock.time(view, &fields.time)?;
    let word = view.text(&fields.state).map(|word| word.to_lowercase());
    let approval = Approval {
        origin: UNPLACED,
        approver: party(view, &fields.approver),
        state: word.and_then(|word| fields.states.get(&word).copied()).unwrap_or(ApprovalState::Other),
        // That it cannot be read must not cost the approval.
        asked_at: clock.time(view, &fields.asked).unwrap_or(None),
        at,
        comment: view.text(&fields.comment),
    };
    Ok(Said { piece: Piece::Approval(tickets, approval), id: view.text(&fields.id), at })
}

/// A person.
pub(super) fn person(view: View<'_>, source: &SourceMapping, fields: &PersonFields) -> Result<Said, Fault> {
    // A tier with a slip in it must not become a lesser tier.
    let tier = view.text(&fields.tier).map(|word| word.to_lowercase().parse()).transpose();
    let tier = tier.map_err(|fault: String| Fault::Reject(format!("the tier {fault}")))?;
    let user_type = view
        .text(&fields.user_type)
        .map(|word| fields.user_types.get(&word.to_lowercase()).copied().unwrap_or(UserType::Other));
    let alt_accounts = view.all_texts(&fields.alt_accounts);
    let alt_accounts = alt_accounts.iter().flat_map(|text| text.split(';')).map(str::trim);
    let manager = view.reference(&fields.manager);
    let mut ids = view.all_texts(&fields.id).into_iter();
    let person = PersonRecord {
        origin: UNPLACED,
        source: source.id.clone(),
        native_id: ids.next(),
        more_ids: ids.collect(),
        employee_id: view.text(&fields.employee_id),
        login: view.text(&fields.login),
        email: view.text(&fields.email),
        display_name: view
            .text(&fields.display_name)
            .or_else(|| view.joined(&fields.display_parts, " ", false)),
        sam_account: view.text(&fields.sam_account),
        user_type,
        title: view.text(&fields.title),
        tier,
        manager: manager.and_then(|(value, display)| value.or(display)),
        alt_accounts: alt_accounts.filter(|text| !text.is_empty()).map(str::to_owned).collect(),
        owner: view.text(&fields.owner),
    };
    // The same person in two exports may say more in one of them: the directory joins them.
    Ok(Said { id: None, at: None, piece: Piece::Person(person) })
}

/// An act of verification.
pub(super) fn verification(
    view: View<'_>,
    source: &SourceMapping,
    fields: &VerificationFields,
    clock: &Clock<'_>,
) -> Result<Said, Fault> {
    let missing = |what: &str| Fault::Reject(format!("the verification has no {what}"));
    let at = clock.time(view, &fields.time)?.ok_or_else(|| missing("time"))?;
    let id = view.text(&fields.id);
    let passed = match outcome(view.text(&fields.result).as_deref(), &fields.results) {
        Outcome::Success => Some(true),
        Outcome::Failure => Some(false),
        Outcome::Unknown => None,
    };
    let verification = VerificationRecord {
        origin: UNPLACED,
        source: source.id.clone(),
        native_id: id.clone().unwrap_or_default(),
        at,
        subject: party(view, &fields.subject),
        verifier: party(view, &fields.verifier),
        method: method(view, fields).ok_or_else(|| missing("method"))?,
        passed,
        reference: view.text(&fields.reference),
        ticket: view.text(&fields.ticket),
    };
    Ok(Said { piece: Piece::Verification(verification), id, at: Some(at) })
}

/// The method in the record's words, or in the mapping's.
fn method(view: View<'_>, fields: &VerificationFields) -> Option<String> {
    let by_rule = || fields.method_if.iter().find(|rule| view.meets(&rule.when)).map(|rule| &rule.method);
    view.text(&fields.method).or_else(|| by_rule().or(fields.method_is.as_ref()).cloned())
}
