//! What was asked for, found in the report: people by any of their names, tickets in any spelling, changes by id.

use crate::cli::Failure;
use crate::cli::args::TimelineArgs;
use crate::correlate::tickets_named;
use crate::directory::Resolution;
use crate::model::{AccountIx, Ticket, TicketIx, stamp};
use crate::report::explain::Explaining;
use crate::report::timeline::{Selection, Somebody, Timelines, Whole};
use crate::report::{Report, safe};

/// Names that are told of those that a typed one may mean.
const NAMED: usize = 5;

/// A selection, and what it is of in words.
pub(super) struct Asked {
    pub(super) selection: Selection,
    pub(super) title: String,
}

pub(super) fn asked(
    report: &Report,
    timelines: &Timelines<'_>,
    args: &TimelineArgs,
) -> Result<Asked, Failure> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(Failure::usage(format!("--from {} is after --to {}", stamp(from), stamp(to))));
    }
    let people = |typed: &[String], option: &str| -> Result<Vec<Somebody>, Failure> {
        typed.iter().map(|one| somebody(report, timelines, one, option)).collect()
    };
    let (subjects, agents) = (people(&args.subject, "--subject")?, people(&args.agent, "--agent")?);
    let mut tickets = Vec::new();
    for typed in &args.ticket {
        tickets.extend(named_tickets(report, typed)?);
    }
    let mut changes = Vec::new();
    if !args.change.is_empty() {
        let explaining = Explaining::new(report);
        for id in &args.change {
            changes.extend(super::changes(&explaining, id)?);
        }
    }
    let is_watched = !(subjects.is_empty() && agents.is_empty() && args.ip.is_empty() && changes.is_empty());
    // The accounts of a change are watched by its own id only.
    let by_own_id = changes.iter().all(|id| args.change.contains(id));
    let whole = if is_watched && by_own_id && tickets.is_empty() { Whole::Asked } else { Whole::No };
    let title = title(report, (&subjects, &agents), &tickets, &changes, args);
    let selection = Selection {
        subjects,
        agents,
        addresses: args.ip.clone(),
        tickets,
        changes,
        from: args.from,
        to: args.to,
        whole,
    };
    Ok(Asked { selection, title })
}

/// Whom a typed name means: a person of the directory, else a name as records have it.
fn somebody(
    report: &Report,
    timelines: &Timelines<'_>,
    typed: &str,
    option: &str,
) -> Result<Somebody, Failure> {
    let directory = &report.directory;
    match directory.find(typed) {
        Resolution::One(ix, _) => Ok(Somebody::Person(directory.account(ix).person)),
        Resolution::Ambiguous(several) => {
            let names: Vec<String> = several.iter().take(NAMED).map(|ix| called(report, *ix)).collect();
            let more = several.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let typed = safe::clipped(typed, 80);
            Err(Failure::usage(format!("{option} {typed} names several: {}{more}", names.join(", ")))
                .hint("give the login"))
        }
        Resolution::Nobody => {
            let name = Somebody::Name(typed.trim().to_lowercase());
            if timelines.knows(&name) { Ok(name) } else { Err(nobody(report, typed, option)) }
        }
    }
}

fn nobody(report: &Report, typed: &str, option: &str) -> Failure {
    let failure = Failure::usage(format!(
        "{option} {}: no record of these exports names anybody so",
        safe::clipped(typed, 80)
    ));
    let near = report.directory.nearest(typed, NAMED);
    let near: Vec<String> = near.iter().map(|name| safe::clipped(name, 80)).collect();
    let failure =
        if near.is_empty() { failure } else { failure.hint(format!("nearest: {}", near.join(", "))) };
    failure.hint("give a login, mail address, short name, employee number, display name or id of a product")
}

/// All tickets of a number; two help desks may use one.
fn named_tickets(report: &Report, typed: &str) -> Result<Vec<TicketIx>, Failure> {
    let is_exact = |ticket: &Ticket| ticket.number.eq_ignore_ascii_case(typed.trim());
    let all = (0..).map(TicketIx).zip(&report.tickets);
    let exact: Vec<TicketIx> = all.filter(|(_, ticket)| is_exact(ticket)).map(|(ix, _)| ix).collect();
    let found =
        if exact.is_empty() { tickets_named(&report.tickets, typed, &report.rules.linking) } else { exact };
    if found.is_empty() {
        let typed = safe::clipped(typed, 80);
        return Err(Failure::usage(format!("--ticket {typed}: no ticket of these exports has that number"))
            .hint("give the number as the help desk writes it; data/tickets.csv lists them"));
    }
    Ok(found)
}

/// `ute@corp.example (Ute)`.
fn called(report: &Report, ix: AccountIx) -> String {
    let account = report.directory.account(ix);
    let label = safe::clipped(&account.label, 80);
    if account.name.is_empty() { label } else { format!("{label} ({})", safe::clipped(&account.name, 80)) }
}

/// A person with all their accounts.
fn told(report: &Report, somebody: &Somebody) -> String {
    let person = match somebody {
        Somebody::Name(name) => return safe::clipped(name, 80),
        Somebody::Person(person) => *person,
    };
    let others: Vec<String> = report
        .directory
        .accounts_of(person)
        .filter(|ix| *ix != person)
        .take(NAMED)
        .map(|ix| safe::clipped(&report.directory.account(ix).label, 80))
        .collect();
    let also = if others.is_empty() { String::new() } else { format!(", also {}", others.join(", ")) };
    called(report, person) + &also
}

fn title(
    report: &Report,
    (subjects, agents): (&[Somebody], &[Somebody]),
    tickets: &[TicketIx],
    changes: &[String],
    args: &TimelineArgs,
) -> String {
    let people =
        |people: &[Somebody]| -> Vec<String> { people.iter().map(|one| told(report, one)).collect() };
    let ticket = |ix: &TicketIx| {
        let ticket = &report.tickets[ix.0 as usize];
        format!("{} of {}", safe::clipped(&ticket.number, 80), ticket.source)
    };
    let addresses: Vec<String> = args.ip.iter().map(|ip| safe::clipped(ip, 80)).collect();
    let parts: Vec<String> = [
        ("about ", people(subjects)),
        ("by ", people(agents)),
        ("from ", addresses),
        ("around ", tickets.iter().map(ticket).chain(changes.iter().cloned()).collect()),
    ]
    .into_iter()
    .filter(|(_, of)| !of.is_empty())
    .map(|(how, of)| format!("{how}{}", of.join(" or ")))
    .collect();
    if parts.is_empty() { "everything".to_owned() } else { parts.join("; ") }
}
