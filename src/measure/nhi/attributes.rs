//! What the handling of a request shows: ownership, rotation, the old credential, approval, review, one interaction.

use chrono::TimeDelta;

use super::super::acts::log_covers;
use super::super::contact::people::person;
use super::super::contact::standing::{solved_at, stamp};
use super::super::said::Said;
use super::Matter;
use crate::mapping::wordings::Meaning;
use crate::model::{
    Approval, ApprovalState, Attribute, AttributeState, Case, ChangeKind, ContactOutcome, Instant,
    NhiAttribute, NhiSort, Origin, Party, Span,
};

/// What is found of one attribute.
type Found = (AttributeState, String, Option<Origin>);

/// All attributes, in the order of [`NhiAttribute::ALL`].
pub(super) fn of(matter: &Matter<'_>, sort: NhiSort, has_approvals: bool) -> Vec<Attribute> {
    let judge = |attribute| match attribute {
        NhiAttribute::OwnershipValidated => ownership(matter),
        NhiAttribute::RotationRecorded => rotation(matter, sort),
        NhiAttribute::OldRevoked => old(matter, sort),
        NhiAttribute::Approved => approved(matter, has_approvals),
        NhiAttribute::AccessReviewed => reviewed(matter, sort),
        NhiAttribute::OneInteraction => one_interaction(matter),
    };
    NhiAttribute::ALL
        .iter()
        .map(|attribute| {
            let (state, seen, read_in) = judge(*attribute);
            Attribute { attribute: *attribute, state, seen, read_in }
        })
        .collect()
}

fn yes(seen: impl Into<String>, read_in: Origin) -> Found {
    (AttributeState::Yes, seen.into(), Some(read_in))
}

fn no(seen: impl Into<String>, read_in: Origin) -> Found {
    (AttributeState::No, seen.into(), Some(read_in))
}

fn not_known(seen: impl Into<String>) -> Found {
    (AttributeState::NotKnown, seen.into(), None)
}

fn not_applicable(seen: impl Into<String>) -> Found {
    (AttributeState::NotApplicable, seen.into(), None)
}

/// What the desk wrote of a meaning.
fn noted<'a>(matter: &Matter<'a>, meaning: Meaning) -> Option<&'a Said> {
    matter.said().find(|said| said.by_desk && said.meaning == meaning)
}

/// The owner's own yes in a comment.
fn agreed<'a>(matter: &Matter<'a>) -> Option<&'a Said> {
    let (directory, ticket) = (matter.input.directory, matter.ticket);
    let owner = directory.account(matter.owner()?).person;
    let is_owners = |said: &&Said| {
        let mut own =
            ticket.journal.iter().filter(|entry| entry.origin == said.read_in && entry.at == said.at);
        own.any(|entry| person(directory, &ticket.source, &entry.author) == Some(owner))
    };
    matter.said().filter(|said| said.meaning == Meaning::Agreed).find(is_owners)
}

/// How somebody on the ticket is called: by the one account that the record means, else as it has it.
fn name(matter: &Matter<'_>, party: &Party) -> String {
    let directory = matter.input.directory;
    match directory.resolve(&matter.ticket.source, party).one() {
        Some(account) => directory.account(account).label.clone(),
        None => party.label().to_owned(),
    }
}

/// Until when something had to be done to come before the change; without a change, before the solution.
fn deadline(matter: &Matter<'_>) -> Option<Instant> {
    matter.decisive().map(|case| case.change.at).or_else(|| solved_at(matter.ticket))
}

/// The owner on record asked, approved, or confirmed as the desk noted, before the change.
fn ownership(matter: &Matter<'_>) -> Found {
    let (directory, ticket) = (matter.input.directory, matter.ticket);
    let Some(owner) = matter.owner() else {
        return not_known(format!("no owner of `{}` is on record", matter.label()));
    };
    let (name, owner) = (&directory.account(owner).label, directory.account(owner).person);
    let requester = person(directory, &ticket.source, &ticket.requester);
    if requester == Some(owner) {
        return yes(format!("the owner `{name}` asked"), ticket.origin);
    }
    let before = deadline(matter);
    let in_time = |at: Option<Instant>| at.zip(before).is_some_and(|(at, before)| at <= before);
    let of_owner = |approval: &&Approval| {
        approval.state == ApprovalState::Approved
            && person(directory, &ticket.source, &approval.approver) == Some(owner)
    };
    let own = ticket.approvals.iter().filter(of_owner);
    if let Some(approval) = own.clone().find(|approval| in_time(approval.at)) {
        return yes(format!("the owner `{name}` approved {}", when(approval.at)), approval.origin);
    }
    if let Some(said) = agreed(matter).filter(|said| in_time(said.at)) {
        return yes(format!("the owner `{name}` wrote it: {}", said.words()), said.read_in);
    }
    let said = noted(matter, Meaning::OwnerConfirmed);
    if let Some(said) = said.filter(|said| in_time(said.at)) {
        return yes(format!("the desk noted it: {}", said.words()), said.read_in);
    }
    if let Some(approval) = own.into_iter().next() {
        return no(format!("the owner `{name}` approved only {}", when(approval.at)), approval.origin);
    }
    if let Some(said) = said {
        return not_known(format!("{}, which may have been after the change", said.words()));
    }
    match requester {
        Some(_) if ticket.has_journal => no(
            format!(
                "`{}` asked; the owner `{name}` neither asked nor approved before, nor does a note say so",
                self::name(matter, &ticket.requester)
            ),
            ticket.origin,
        ),
        Some(_) => not_known(format!("the owner is `{name}`; the notes were not exported")),
        None => not_known(format!("the owner is `{name}`; who asked is not known")),
    }
}

/// Changes that issued something new.
fn issued<'a>(matter: &Matter<'a>) -> Option<&'a Case> {
    matter.changes.iter().rfind(|case| matter.rules.issues.contains(&case.change.kind)).copied()
}

/// Whether a request is about renewing a credential.
fn renews(matter: &Matter<'_>, sort: NhiSort) -> bool {
    let is_credential =
        matches!(sort, NhiSort::ApiKey | NhiSort::Token | NhiSort::Secret | NhiSort::Certificate);
    issued(matter).is_some() || (is_credential && matter.changes.is_empty())
}

/// The rotation is in the log, and the ticket tells of its record.
fn rotation(matter: &Matter<'_>, sort: NhiSort) -> Found {
    if !renews(matter, sort) {
        return not_applicable("nothing was to be renewed");
    }
    let Some(case) = issued(matter) else { return missing(matter) };
    let change = &case.change;
    let told = format!("{} of `{}` {}", change.kind, change.subject_label, stamp(change.at));
    let limit = hours(matter.rules.reissue.number("record_hours"));
    let recorded = matter
        .said()
        .filter(|said| said.by_desk && said.meaning == Meaning::RotationRecorded)
        .find(|said| said.at.is_none_or(|at| (at - change.at).abs() <= limit));
    match recorded {
        Some(said) => yes(format!("{told}; {}", said.words()), said.read_in),
        None if matter.ticket.has_journal => {
            no(format!("{told}; the ticket tells of no record of it"), change.origin)
        }
        None => not_known(format!("{told}; the notes were not exported")),
    }
}

/// No change under the ticket gave anything new.
fn missing(matter: &Matter<'_>) -> Found {
    let ticket = matter.ticket;
    let Some((from, to)) = ticket.opened_at.zip(solved_at(ticket)) else {
        return not_known("no time of opening and solution");
    };
    let issues = |case: &&Case| matter.rules.issues.contains(&case.change.kind);
    let mut sources: Vec<&str> =
        matter.input.cases.iter().filter(issues).map(|case| case.change.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let time = Span { from, to: to.max(from) };
    let is_covered = sources.iter().any(|source| log_covers(matter.input.coverage, source, time));
    let window = Span {
        from: from.checked_sub_signed(matter.input.contact.change_before()).unwrap_or(from),
        to: time.to.checked_add_signed(matter.input.contact.change_after()).unwrap_or(time.to),
    };
    let identity = matter.identity.map(|account| matter.acts.person(account));
    match identity {
        None => not_known("no change is linked, and no account is named whose log could tell"),
        Some(person) if matter.acts.on(person, window).any(|case| issues(&case)) => {
            not_known("such a change is in the log at that time; nothing ties it to the ticket")
        }
        Some(_) if is_covered => no(
            format!(
                "the log has no new credential of `{}` between {} and {}",
                matter.label(),
                stamp(from),
                stamp(to)
            ),
            ticket.origin,
        ),
        Some(_) => not_known("no log of such credentials covers its time"),
    }
}

/// The old credential was revoked inside the overlap that CT-31 allows, or rotated in place.
fn old(matter: &Matter<'_>, sort: NhiSort) -> Found {
    if !renews(matter, sort) {
        return not_applicable("nothing was to be renewed");
    }
    let Some(case) = issued(matter) else { return not_known("no new credential is known") };
    let change = &case.change;
    if change.kind == ChangeKind::SecretRotate {
        return yes(format!("rotated in place {}", stamp(change.at)), change.origin);
    }
    let Some(person) = change.subject.map(|account| matter.acts.person(account)) else {
        return not_known(format!("the account of `{}` is not known", change.subject_label));
    };
    let overlap = hours(matter.rules.old_secret.number("overlap_hours"));
    let until = change.at.checked_add_signed(overlap).unwrap_or(change.at);
    let around = Span { from: change.at.checked_sub_signed(overlap).unwrap_or(change.at), to: until };
    let is_revoked = |other: &&Case| matter.rules.revokes.contains(&other.change.kind);
    if let Some(revoked) = matter.acts.on(person, around).find(is_revoked) {
        let seen =
            format!("issued {}, {} {}", stamp(change.at), revoked.change.kind, stamp(revoked.change.at));
        return yes(seen, revoked.change.origin);
    }
    let before = Span { from: Instant::MIN_UTC, to: change.at };
    let older = matter
        .acts
        .on(person, before)
        .filter(|other| matter.rules.issues.contains(&other.change.kind) && other.change.at < change.at)
        .last();
    let is_covered = log_covers(matter.input.coverage, &change.source, Span { from: change.at, to: until });
    match older {
        Some(older) if is_covered => no(
            format!(
                "issued {}; the one of {} was not revoked by {}",
                stamp(change.at),
                stamp(older.change.at),
                stamp(until)
            ),
            older.change.origin,
        ),
        Some(_) => not_known(format!("the log does not cover the time until {}", stamp(until))),
        None => not_known("the log does not show whether there was an older one"),
    }
}

/// An approval is recorded before the change.
fn approved(matter: &Matter<'_>, has_approvals: bool) -> Found {
    let granted =
        || matter.ticket.approvals.iter().filter(|approval| approval.state == ApprovalState::Approved);
    let before = deadline(matter);
    let in_time = |at: Option<Instant>| at.zip(before).is_some_and(|(at, before)| at <= before);
    if let Some(approval) = granted().find(|approval| in_time(approval.at)) {
        return yes(
            format!("`{}` approved {}", name(matter, &approval.approver), when(approval.at)),
            approval.origin,
        );
    }
    if let Some(said) = agreed(matter).filter(|said| in_time(said.at)) {
        return yes(format!("the owner wrote it: {}", said.words()), said.read_in);
    }
    match granted().next() {
        Some(approval) if approval.at.is_some() => no(
            format!("`{}` approved only {}", name(matter, &approval.approver), when(approval.at)),
            approval.origin,
        ),
        Some(approval) => {
            not_known(format!("`{}` approved at an unknown time", name(matter, &approval.approver)))
        }
        None if has_approvals => no("the ticket has no granted approval", matter.ticket.origin),
        None => not_known("no ticket of this export holds approvals"),
    }
}

/// The ticket tells of an access review; asked where it is about what something may do.
fn reviewed(matter: &Matter<'_>, sort: NhiSort) -> Found {
    if let Some(said) = noted(matter, Meaning::AccessReviewed) {
        return yes(said.words(), said.read_in);
    }
    let widens = matter.changes.iter().any(|case| matter.rules.widens.contains(&case.change.kind));
    if !widens && !matches!(sort, NhiSort::AgentPermission | NhiSort::ServiceAccount) {
        return not_applicable("it is not about what the identity may do");
    }
    if matter.ticket.has_journal {
        no("the ticket tells of no access review", matter.ticket.origin)
    } else {
        not_known("the notes were not exported")
    }
}

fn one_interaction(matter: &Matter<'_>) -> Found {
    let result = &matter.input.results[matter.ix];
    let reason = result.reason.map(|reason| reason.as_str()).unwrap_or_default();
    match result.outcome {
        ContactOutcome::Yes => yes("solved at first contact", matter.ticket.origin),
        ContactOutcome::No => no(
            format!("first contact failed: {reason}"),
            result.seen_at.first().copied().unwrap_or(matter.ticket.origin),
        ),
        ContactOutcome::Excluded => not_known(format!("not counted: {reason}")),
    }
}

fn when(at: Option<Instant>) -> String {
    at.map_or_else(|| "at an unknown time".to_owned(), stamp)
}

/// A parameter in hours as a span of time; at most a century.
fn hours(number: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a century in seconds")]
    let seconds = (number * 3600.0).clamp(0.0, 3.2e9) as i64;
    TimeDelta::seconds(seconds)
}
