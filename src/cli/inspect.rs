//! `deskproof inspect`.

use std::fmt::Write as _;
use std::io::Write as _;

use super::args::InspectArgs;
use super::error::{Exit, Failure};
use super::layout::{WIDTH, cut, wrapped};
use crate::inspect::{InspectSettings, Inspected, Inspection, Shown, inspect};
use crate::mapping::Mappings;
use crate::model::{Event, FileUse, Party, Ticket};
use crate::report::{counted, grouped, safe};
use crate::source::{ReadError, SeenAs};

/// Reasons and types that are listed.
const LISTED: usize = 6;

/// Looks and tells.
pub(super) fn run(args: &InspectArgs) -> Result<Exit, Failure> {
    let mappings = match &args.mappings {
        Some(folder) => Mappings::embedded().with_folder(folder)?,
        None => Mappings::embedded(),
    };
    super::threads(args.threads)?;
    let settings = InspectSettings {
        inputs: args.inputs.clone(),
        zones: super::zones(&args.zones)?,
        show: args.show.into(),
    };
    let inspection = inspect(&settings, &mappings).map_err(read)?;
    let text = panel(&inspection);
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    let nothing = !inspection.files.iter().any(|file| file.file.used > 0);
    Ok(if nothing { Exit::Incomplete } else { Exit::Done })
}

fn read(error: ReadError) -> Failure {
    match error {
        ReadError::Mapping(fault) => fault.into(),
        fault @ (ReadError::ZoneNeeded { .. } | ReadError::Input { .. }) => Failure::usage(fault.to_string()),
        fault => Failure::failed(fault.to_string()),
    }
}

fn panel(inspection: &Inspection) -> String {
    let mut lines = Vec::new();
    for file in &inspection.files {
        of_file(file, &mut lines);
        lines.push(String::new());
    }
    lines.join("\n")
}

fn of_file(inspected: &Inspected, lines: &mut Vec<String>) {
    let file = &inspected.file;
    lines.push(safe::line(&file.name));
    let mut say = |label: &str, text: &str| {
        if !text.is_empty() {
            lines.extend(wrapped(text, &format!("  {label:<9} "), WIDTH));
        }
    };
    match (&file.source, file.used_as) {
        (Some(source), FileUse::Read) => say("source", source),
        (Some(source), other) => say("source", &format!("{source} ({other})")),
        (None, other) => say("source", &format!("none: {other}")),
    }
    say("why", &file.note);
    say("shape", &file.shape);
    if file.rows > 0 {
        let (rows, used) = (counted(to_size(file.rows), "row"), grouped(to_size(file.used)));
        let (rejected, duplicates) = (grouped(to_size(file.rejected)), grouped(to_size(file.duplicates)));
        say("rows", &format!("{rows}: {used} used, {rejected} rejected, {duplicates} duplicates"));
    }
    if inspected.zone_is_unknown {
        let source = file.source.as_deref().unwrap_or_default();
        say(
            "zone",
            &format!("UNKNOWN: its times carry no zone and were read as UTC; give --tz {source}=ZONE"),
        );
    } else {
        say("zone", &file.zone);
    }
    if let (Some(from), Some(to)) = (file.first_at, file.last_at) {
        say("time", &format!("{} to {}", from.format("%Y-%m-%d %H:%M:%SZ"), to.format("%Y-%m-%d %H:%M:%SZ")));
    }
    let tally = &inspected.tally;
    let unknown: u64 = tally.unknown.values().sum();
    if tally.changes + tally.signals + unknown > 0 {
        say(
            "events",
            &format!(
                "{} of types that may be changes, {} signals, {} of unknown types",
                grouped(to_size(tally.changes)),
                grouped(to_size(tally.signals)),
                grouped(to_size(unknown))
            ),
        );
    }
    let listed = |counts: &std::collections::BTreeMap<String, u64>, limit: usize| {
        let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
        counts.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
        let mut words: Vec<String> =
            counts.iter().take(limit).map(|(name, count)| format!("{name} {count}")).collect();
        if counts.len() > limit {
            words.push(format!("and {} more", counts.len() - limit));
        }
        words.join(", ")
    };
    say("classes", &listed(&inspected.classes, 40));
    say("unknown", &listed(&tally.unknown, 40));
    for reason in inspected.rejects.iter().take(LISTED) {
        say(
            "rejected",
            &format!(
                "{}, first at line {}: {}",
                counted(to_size(reason.records), "row"),
                reason.line,
                reason.reason
            ),
        );
    }
    for shown in &inspected.shown {
        let mut text = String::new();
        record(shown, &mut text);
        lines.extend(text.lines().map(|line| cut(line, 400)));
    }
}

fn to_size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A record as it was read, a field a line.
fn record(shown: &Shown, text: &mut String) {
    let seen = &shown.seen;
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "      {name:<14} {}", safe::line(value));
        }
    };
    let head = |what: &str| {
        format!("record {} (line {}): {what} of {}", seen.origin.record, seen.origin.line, seen.source)
    };
    match &seen.what {
        SeenAs::Event(event) => {
            line("—", &head("event"));
            of_event(event, shown.class.as_deref().unwrap_or_default(), &mut line);
        }
        SeenAs::Ticket(ticket) => {
            line("—", &head("ticket"));
            of_ticket(ticket, &mut line);
        }
        SeenAs::Line(ticket, entry) => {
            line("—", &head("journal line"));
            line("ticket", ticket);
            entry_line(entry, &mut line);
        }
        SeenAs::Approval(tickets, approval) => {
            line("—", &head("approval"));
            line("ticket", &tickets.join(" or "));
            line("approval", &approval_line(approval));
        }
        SeenAs::Person(person) => {
            line("—", &head("person"));
            line("id", person.native_id.as_deref().unwrap_or_default());
            line("employee id", person.employee_id.as_deref().unwrap_or_default());
            line("login", person.login.as_deref().unwrap_or_default());
            line("email", person.email.as_deref().unwrap_or_default());
            line("name", person.display_name.as_deref().unwrap_or_default());
            line("sam account", person.sam_account.as_deref().unwrap_or_default());
            line("title", person.title.as_deref().unwrap_or_default());
            line("type", &person.user_type.map(|word| word.to_string()).unwrap_or_default());
            line("tier", &person.tier.map(|word| word.to_string()).unwrap_or_default());
            line("manager", person.manager.as_deref().unwrap_or_default());
            line("accounts", &person.alt_accounts.join(", "));
            line("owner", person.owner.as_deref().unwrap_or_default());
        }
        SeenAs::Verification(verification) => {
            line("—", &head("verification"));
            line("id", &verification.native_id);
            line("time", &stamp(Some(verification.at)));
            line("subject", &party(&verification.subject));
            line("verifier", &party(&verification.verifier));
            line("method", &verification.method);
            let passed = match verification.passed {
                Some(true) => "passed",
                Some(false) => "failed",
                None => "not told",
            };
            line("result", passed);
            line("reference", verification.reference.as_deref().unwrap_or_default());
            line("ticket", verification.ticket.as_deref().unwrap_or_default());
        }
        SeenAs::Other(what) => line("—", &head(what)),
        SeenAs::PassedOver => line("—", &head("passed over, of a neighbouring table")),
        SeenAs::Rejected(reason) => line("—", &format!("{}: {reason}", head("rejected"))),
    }
}

fn of_event(event: &Event, class: &str, line: &mut dyn FnMut(&str, &str)) {
    line("id", &event.native_id);
    line("time", &stamp(Some(event.at)));
    line("type", &event.native_type);
    line("class", class);
    line("outcome", event.outcome.as_str());
    line("reason", event.reason.as_deref().unwrap_or_default());
    line("actor", &party(&event.actor));
    line("subject", &event.subject_party().map(party).unwrap_or_default());
    for target in &event.targets {
        line("target", &party(target));
    }
    line("ip", event.ip.as_deref().unwrap_or_default());
    line("user agent", event.user_agent.as_deref().unwrap_or_default());
    line("place", event.place.as_deref().unwrap_or_default());
    line("network", event.network.as_deref().unwrap_or_default());
    line("session", event.session.as_deref().unwrap_or_default());
    line("transaction", event.transaction.as_deref().unwrap_or_default());
    for (name, values) in &event.details {
        line("detail", &format!("{name} = {}", values.join(" | ")));
    }
}

fn of_ticket(ticket: &Ticket, line: &mut dyn FnMut(&str, &str)) {
    line("number", &ticket.number);
    line("id", ticket.native_id.as_deref().unwrap_or_default());
    line("opened", &stamp(ticket.opened_at));
    line("resolved", &stamp(ticket.resolved_at));
    line("closed", &stamp(ticket.closed_at));
    line("updated", &stamp(ticket.updated_at));
    line("state", &format!("{} (`{}`)", ticket.state, ticket.native_state.as_deref().unwrap_or_default()));
    for (name, who) in [
        ("requester", &ticket.requester),
        ("affected", &ticket.affected),
        ("opened by", &ticket.opened_by),
        ("agent", &ticket.agent),
        ("resolved by", &ticket.resolved_by),
        ("closed by", &ticket.closed_by),
    ] {
        line(name, &party(who));
    }
    line("group", ticket.group.as_deref().unwrap_or_default());
    line("channel", ticket.channel.as_deref().unwrap_or_default());
    line("category", ticket.category.as_deref().unwrap_or_default());
    line("title", &ticket.title);
    line("description", &ticket.description);
    line("close code", ticket.close_code.as_deref().unwrap_or_default());
    line("close notes", ticket.close_notes.as_deref().unwrap_or_default());
    line("parent", ticket.parent.as_deref().unwrap_or_default());
    line("reassigned", &ticket.reassignment_count.map(|count| count.to_string()).unwrap_or_default());
    line("reopened", &ticket.reopen_count.map(|count| count.to_string()).unwrap_or_default());
    for (name, value) in &ticket.verification_fields {
        line("verification", &format!("{name} = {value}"));
    }
    for entry in &ticket.journal {
        entry_line(entry, line);
    }
    for approval in &ticket.approvals {
        line("approval", &approval_line(approval));
    }
    let there = |is_there: bool| if is_there { "yes" } else { "no" };
    line("has journal", there(ticket.has_journal));
    line("has history", there(ticket.has_history));
}

fn entry_line(entry: &crate::model::JournalEntry, line: &mut dyn FnMut(&str, &str)) {
    let what = match &entry.field {
        Some(field) => format!("{field}: `{}` to `{}`", entry.old.as_deref().unwrap_or_default(), entry.text),
        None => entry.text.clone(),
    };
    line(entry.kind.as_str(), &format!("{} by {}: {what}", stamp(entry.at), party(&entry.author)));
}

fn approval_line(approval: &crate::model::Approval) -> String {
    let comment = approval.comment.as_deref().unwrap_or_default();
    format!("{} {} by {} {comment}", stamp(approval.at), approval.state, party(&approval.approver))
}

/// Every part of a name that the record gives.
fn party(party: &Party) -> String {
    let parts = [
        ("id", &party.id),
        ("login", &party.login),
        ("email", &party.email),
        ("display", &party.display),
        ("kind", &party.native_kind),
    ];
    let told: Vec<String> =
        parts.iter().filter_map(|(name, value)| Some(format!("{name} `{}`", value.as_ref()?))).collect();
    told.join(", ")
}

fn stamp(at: Option<crate::model::Instant>) -> String {
    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)).unwrap_or_default()
}
