//! What happened, in a sentence that stands by itself.

use crate::model::{
    Approval, ApprovalState, Case, Event, Evidence, JournalEntry, Outcome, Ticket, Timing, VerificationRecord,
};
use crate::report::dress::spoken;
use crate::report::safe;

/// Longest text of a record in a sentence, in characters; the record itself has the whole.
const LONGEST: usize = 1_000;

/// A text of a record, shortened.
fn text(words: &str) -> String {
    safe::clip(words.trim().to_owned(), LONGEST)
}

/// `name: `, or nothing for nobody.
fn by(who: &str) -> String {
    if who.is_empty() { String::new() } else { format!("{}: ", text(who)) }
}

/// A name, or that there is none.
fn somebody(who: &str) -> String {
    if who.is_empty() { "somebody".to_owned() } else { text(who) }
}

pub(super) fn change(case: &Case, who: &str, about: &str) -> String {
    let change = &case.change;
    let address = change.ip.as_ref().map(|ip| format!(", from {}", text(ip))).unwrap_or_default();
    format!(
        "{} of {} by {}{address} ({})",
        spoken(change.kind.as_str()),
        somebody(about),
        somebody(who),
        text(&change.native_action)
    )
}

pub(super) fn event(event: &Event, who: &str, about: &str) -> String {
    let on = if about.is_empty() || about == who { String::new() } else { format!(" on {}", text(about)) };
    let outcome = match event.outcome {
        Outcome::Success => "",
        Outcome::Failure => ", failed",
        Outcome::Unknown => ", outcome not recorded",
    };
    let reason = event.reason.as_ref().filter(|reason| !reason.trim().is_empty());
    let reason = reason.map(|reason| format!(" ({})", text(reason))).unwrap_or_default();
    let place = event.place.as_ref().map(|place| format!(", {}", text(place))).unwrap_or_default();
    let address = event.ip.as_ref().map(|ip| format!(", from {}{place}", text(ip))).unwrap_or_default();
    format!("{}{}{on}{outcome}{reason}{address}", by(who), text(&event.native_type))
}

pub(super) fn opened(ticket: &Ticket, requester: &str) -> String {
    let channel = ticket.channel.as_ref().map(|channel| format!(" by {}", text(channel))).unwrap_or_default();
    let title = text(&ticket.title);
    format!("{} opened for {}{channel}: {title}", text(&ticket.number), somebody(requester))
}

pub(super) fn ended(ticket: &Ticket, how: &str, who: &str) -> String {
    let by = if who.is_empty() { String::new() } else { format!(" by {}", text(who)) };
    format!("{} {how}{by}", text(&ticket.number))
}

pub(super) fn entry(ticket: &Ticket, entry: &JournalEntry, who: &str) -> String {
    let number = text(&ticket.number);
    match &entry.field {
        Some(field) => {
            let from = entry.old.as_ref().filter(|old| !old.is_empty());
            let from = from.map(|old| format!(" from {}", text(old))).unwrap_or_default();
            let to = if entry.text.is_empty() { "nothing".to_owned() } else { text(&entry.text) };
            format!("{}{} of {number}{from} to {to}", by(who), spoken(&text(field)))
        }
        None => format!("{}{}", by(who), text(&entry.text)),
    }
}

pub(super) fn approval(ticket: &Ticket, approval: &Approval, who: &str) -> String {
    let number = text(&ticket.number);
    let comment = approval.comment.as_ref().filter(|comment| !comment.trim().is_empty());
    let comment = comment.map(|comment| format!(": {}", text(comment))).unwrap_or_default();
    let who = somebody(who);
    match approval.state {
        ApprovalState::Approved => format!("{who} approved {number}{comment}"),
        ApprovalState::Rejected => format!("{who} rejected {number}{comment}"),
        ApprovalState::Requested => format!("approval of {number} asked of {who}{comment}"),
        ApprovalState::Other => format!("{who} did not decide on {number}{comment}"),
    }
}

pub(super) fn asked(ticket: &Ticket, who: &str) -> String {
    format!("approval of {} asked of {}", text(&ticket.number), somebody(who))
}

/// A piece of evidence as it was weighed for each of its changes; `quoted` if no moment shows its words.
pub(super) fn evidence(who: &str, one: &Evidence, weighed: &[(&str, &Evidence)], quoted: bool) -> String {
    let by = if who.is_empty() { String::new() } else { format!(" by {}", text(who)) };
    let about = if one.about.is_empty() { String::new() } else { format!(" about {}", text(&one.about)) };
    let quote = one.quote.trim();
    let quote = if quoted && !quote.is_empty() { format!(": “{}”", text(quote)) } else { String::new() };
    format!("{}{by}{about}, {}, {}{quote}", spoken(one.method.as_str()), one.basis, worth(weighed))
}

/// `worth strong, in time`; with the changes where it is worth different things.
fn worth(weighed: &[(&str, &Evidence)]) -> String {
    let one = |one: &Evidence| {
        let weak: Vec<String> = one.weaknesses.iter().map(|weakness| spoken(weakness.as_str())).collect();
        let weak = if weak.is_empty() { String::new() } else { format!(" ({})", weak.join(", ")) };
        let timing = match one.timing {
            Timing::Before => "in time",
            Timing::Stale => "stale",
            Timing::After => "after the change",
            Timing::Unknown => "at no known time",
        };
        format!("worth {}, {timing}{weak}", one.level)
    };
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for (change, evidence) in weighed {
        let worth = one(evidence);
        match said.iter_mut().find(|(other, _)| *other == worth) {
            Some((_, changes)) => changes.push(change),
            None => said.push((worth, vec![change])),
        }
    }
    if let [(worth, _)] = &said[..] {
        return worth.clone();
    }
    let parts = said.iter().map(|(worth, changes)| format!("for {} {worth}", changes.join(" and ")));
    parts.collect::<Vec<_>>().join("; ")
}

pub(super) fn verification(record: &VerificationRecord, who: &str, about: &str) -> String {
    let result = match record.passed {
        Some(true) => "passed",
        Some(false) => "failed",
        None => "result not recorded",
    };
    let by = if who.is_empty() { String::new() } else { format!(" by {}", text(who)) };
    format!("verification of {}{by}, {}: {result}", somebody(about), text(&record.method))
}

pub(super) fn review(who: &str, what: &str, on: &str, words: &str) -> String {
    let words = if words.trim().is_empty() { String::new() } else { format!(": {}", text(words)) };
    format!("{}{what} on {on}{words}", by(who))
}
