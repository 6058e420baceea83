//! CT-29 and CT-31 to CT-33: non-human identities, secrets, and what was left open.

use chrono::TimeDelta;
use rayon::prelude::*;

use super::Run;
use super::approval::is_approved;
use super::credential::expiry;
use super::index::{days, hours, kinds, stamp};
use super::sheet::{Judged, Sheet};
use crate::mapping::phrases::Phrases;
use crate::model::{
    ApprovalState, Case, ChangeKind, EntryKind, JournalEntry, Origin, Span, SubjectKind, Ticket,
};

/// Desk changes that issued a credential of a non-human identity.
fn reissues<'a>(run: Run<'a>) -> Vec<&'a Case> {
    let kinds = kinds(run.definition.words("issue_kinds"));
    run.index
        .desk()
        .filter(|case| case.change.subject_kind == SubjectKind::Nhi && kinds.contains(&case.change.kind))
        .collect()
}

/// CT-29: the owner asked or approved, and the rotation record was updated.
pub(super) fn reissue(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let Ok(record) = Phrases::new(&[run.definition.words("record_words")], &[]) else {
        return sheet.untested("its words do not compile".to_owned());
    };
    for case in reissues(run) {
        sheet.change(&case.change, by_owner(run, case, &record), &[]);
    }
}

fn by_owner(run: Run<'_>, case: &Case, record: &Phrases) -> Judged {
    let account = case.change.subject.map(|subject| run.input.directory.account(subject));
    let Some(owner) = account.and_then(|account| account.owner) else {
        return Judged::NotTestable(format!("no owner of `{}` is on record", case.change.subject_label));
    };
    let name = &run.input.directory.account(owner).label;
    let owner = run.index.person(owner);
    let Some(ticket) = run.index.ticket(case) else {
        return Judged::NotTestable(format!("the owner is `{name}`; no ticket shows who asked"));
    };
    let requester = run.index.who(&ticket.source, &ticket.requester);
    let approved = ticket.approvals.iter().any(|approval| {
        approval.state == ApprovalState::Approved
            && approval.at.is_some_and(|at| at <= case.change.at)
            && run.index.who(&ticket.source, &approval.approver) == Some(owner)
    });
    if requester != Some(owner) && !approved {
        return match requester {
            Some(_) => Judged::Fail(format!(
                "{} was asked by `{}`, the owner `{name}` neither asked nor approved before",
                ticket.number,
                ticket.requester.label()
            )),
            None => Judged::NotTestable(format!(
                "the owner is `{name}`; who asked in {} is not known",
                ticket.number
            )),
        };
    }
    let how = if approved { "approved" } else { "asked" };
    let limit = hours(run.definition.number("record_hours"));
    if is_recorded(ticket, case, record, limit) {
        Judged::Pass(format!(
            "the owner `{name}` {how} in {}, and its notes tell of the rotation record",
            ticket.number
        ))
    } else {
        Judged::NotTestable(format!(
            "the owner `{name}` {how} in {}; nothing shows the rotation record",
            ticket.number
        ))
    }
}

fn is_recorded(ticket: &Ticket, case: &Case, record: &Phrases, limit: TimeDelta) -> bool {
    let in_time = |at| at >= case.change.at - limit && at <= case.change.at + limit;
    ticket.close_notes.as_deref().is_some_and(|notes| record.has(0, notes))
        || ticket.journal.iter().any(|entry| entry.at.is_some_and(in_time) && record.has(0, &entry.text))
}

/// CT-31: the old secret is revoked in time, and the new one ends.
pub(super) fn old_secret(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in reissues(run) {
        sheet.change(&case.change, is_replaced(run, case), &[]);
    }
}

fn is_replaced(run: Run<'_>, case: &Case) -> Judged {
    let definition = run.definition;
    let overlap = hours(definition.number("overlap_hours"));
    let longest = days(definition.number("life_days"));
    let at = case.change.at;
    let until = at.checked_add_signed(overlap).unwrap_or(at);
    let end = case
        .change
        .events
        .iter()
        .filter_map(|ix| run.input.events.get(ix.0 as usize))
        .find_map(|event| expiry(event, definition.words("expiry_details")));
    if let Some(end) = end.filter(|end| *end - at > longest) {
        return Judged::Fail(format!(
            "issued {}, expires {}: later than {} days",
            stamp(at),
            stamp(end),
            longest.num_days()
        ));
    }
    let revokes = kinds(definition.words("revoke_kinds"));
    let issues = kinds(definition.words("issue_kinds"));
    let rotated = case.change.kind == ChangeKind::SecretRotate;
    let revoked =
        run.index.of_same_person(case, overlap, overlap).find(|other| revokes.contains(&other.change.kind));
    if !rotated && revoked.is_none() {
        let older = run
            .index
            .of_same_person(case, days(36500.0), TimeDelta::zero())
            .rfind(|other| issues.contains(&other.change.kind) && other.change.at < at);
        let is_covered = run.index.log_covers(&case.change.source, Span { from: at, to: until });
        return match older {
            Some(older) if is_covered => Judged::Fail(format!(
                "issued {}; the one of {} was not revoked by {}",
                stamp(at),
                stamp(older.change.at),
                stamp(until)
            )),
            Some(_) => Judged::NotTestable(format!(
                "issued {}; the log does not cover the time until {}",
                stamp(at),
                stamp(until)
            )),
            None => Judged::NotTestable(format!(
                "issued {}; the log does not show whether there was an older one",
                stamp(at)
            )),
        };
    }
    let old = revoked.map_or_else(
        || "rotated in place".to_owned(),
        |other| format!("old one revoked {}", stamp(other.change.at)),
    );
    match end {
        Some(end) => Judged::Pass(format!("issued {}, {old}, expires {}", stamp(at), stamp(end))),
        None => {
            Judged::NotTestable(format!("issued {}, {old}; the log does not say when it expires", stamp(at)))
        }
    }
}

/// CT-32: no secret stands in a ticket. What matched is never printed.
pub(super) fn secret_in_text(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let searched: Vec<_> = run.input.tickets.par_iter().map(|ticket| search(run, ticket)).collect();
    for (ticket, (judged, origins)) in run.input.tickets.iter().zip(searched) {
        sheet.ticket(ticket, judged, &origins);
    }
}

fn search(run: Run<'_>, ticket: &Ticket) -> (Judged, Vec<Origin>) {
    let mut found = Vec::new();
    let mut origins = Vec::new();
    let mut texts = 0;
    for (place, text) in texts_of(ticket) {
        texts += usize::from(!text.trim().is_empty());
        for hit in run.input.secrets.find(text) {
            found.push(format!("{} in {}, bytes {} to {}", hit.name, place.told(), hit.from, hit.to));
            origins.extend(place.record());
        }
    }
    origins.sort_unstable();
    origins.dedup();
    let judged = if !found.is_empty() {
        Judged::Fail(found.join("; "))
    } else if texts == 0 {
        Judged::NotTestable("no text of it was exported".to_owned())
    } else if !ticket.has_journal {
        Judged::NotTestable(format!("nothing in {texts} text(s); its journal was not exported"))
    } else {
        Judged::Pass(format!("nothing in {texts} text(s)"))
    };
    (judged, origins)
}

/// Where in a ticket a text stands.
enum Place<'a> {
    Own(&'static str),
    Entry(&'a JournalEntry),
    Approval(Origin),
}

impl Place<'_> {
    /// As a reader would name it.
    fn told(&self) -> String {
        match self {
            Place::Own(place) => (*place).to_owned(),
            Place::Entry(entry) => {
                let at =
                    entry.at.map_or_else(|| "without a time".to_owned(), |at| format!("of {}", stamp(at)));
                format!("the {} {at}", entry.kind)
            }
            Place::Approval(_) => "an approval's comment".to_owned(),
        }
    }

    /// The record, if it is another than the ticket's.
    fn record(&self) -> Option<Origin> {
        match self {
            Place::Own(_) => None,
            Place::Entry(entry) => Some(entry.origin),
            Place::Approval(origin) => Some(*origin),
        }
    }
}

/// All texts of a ticket.
fn texts_of(ticket: &Ticket) -> impl Iterator<Item = (Place<'_>, &str)> {
    let own = [
        ("the title", Some(ticket.title.as_str())),
        ("the description", Some(ticket.description.as_str())),
        ("the closing notes", ticket.close_notes.as_deref()),
    ];
    let own = own.into_iter().filter_map(|(place, text)| Some((Place::Own(place), text?)));
    let journal = ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange);
    let journal = journal.map(|entry| (Place::Entry(entry), entry.text.as_str()));
    let approvals = ticket
        .approvals
        .iter()
        .filter_map(|approval| Some((Place::Approval(approval.origin), approval.comment.as_deref()?)));
    own.chain(journal).chain(approvals)
}

/// CT-33: what the desk widened was approved.
pub(super) fn widened(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let kinds = kinds(run.definition.words("widening_kinds"));
    for case in run.index.desk().filter(|case| kinds.contains(&case.change.kind)) {
        sheet.change(&case.change, is_approved(run, case), &[]);
    }
}
