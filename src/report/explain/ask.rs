//! What an id names, and what is near to one that names nothing.

use std::collections::BTreeSet;

use super::{Explaining, What};
use crate::correlate::tickets_named;
use crate::model::{Case, Event, Finding, TicketIx};

/// Near ids that are told.
const NEAR: usize = 5;
/// Longest id that is compared with others.
const LONGEST: usize = 100;

/// What an id names.
pub(super) enum Named<'a> {
    Change(&'a Case),
    /// With its id.
    Link(&'a Case, String),
    /// All cases that it was weighed for, and its id.
    Evidence(Vec<&'a Case>, String),
    Ticket(TicketIx),
    Finding(&'a Finding),
    /// With the changes that it is part of.
    Event(&'a Event, Vec<&'a Case>),
}

impl Named<'_> {
    pub(super) fn what(&self) -> What {
        match self {
            Named::Change(_) => What::Change,
            Named::Link(..) => What::Link,
            Named::Evidence(..) => What::Evidence,
            Named::Ticket(_) => What::Ticket,
            Named::Finding(_) => What::Finding,
            Named::Event(..) => What::Event,
        }
    }
}

/// Why nothing can be explained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// No such thing.
    #[error("`{asked}` is no change, link, evidence, finding, ticket or event of these exports")]
    Nothing {
        /// What was asked for.
        asked: String,
        /// The ids nearest to it.
        near: Vec<String>,
    },
    /// Several things.
    #[error("`{asked}` names several: {}", names.join(", "))]
    Several {
        /// What was asked for.
        asked: String,
        /// What it may mean.
        names: Vec<String>,
    },
}

/// What an id names: ids of our own first, then a ticket's number, then native ids, then other
/// spellings of a ticket.
pub(super) fn named<'a>(explaining: &Explaining<'a>, asked: &str) -> Result<Named<'a>, Unknown> {
    let report = explaining.lookup.report;
    let lower = asked.to_lowercase();
    own(explaining, &lower)
        .map(Ok)
        .or_else(|| {
            let number = |ix: &TicketIx| explaining.lookup.ticket_number(*ix).eq_ignore_ascii_case(asked);
            let exact: Vec<TicketIx> = tickets(report.tickets.len()).filter(number).collect();
            one_ticket(explaining, asked, &exact)
        })
        .or_else(|| event(explaining, asked).map(Ok))
        .or_else(|| {
            one_ticket(explaining, asked, &tickets_named(&report.tickets, asked, &report.rules.linking))
        })
        .unwrap_or_else(|| Err(Unknown::Nothing { asked: asked.to_owned(), near: near(explaining, &lower) }))
}

fn tickets(count: usize) -> impl Iterator<Item = TicketIx> {
    (0..u32::try_from(count).unwrap_or(u32::MAX)).map(TicketIx)
}

/// Ids that we gave, by what they begin with.
fn own<'a>(explaining: &Explaining<'a>, lower: &str) -> Option<Named<'a>> {
    let report = explaining.lookup.report;
    match lower.split('-').next()? {
        "chg" => explaining.by_id.get(lower).map(|case| Named::Change(case)),
        "lnk" => report.cases.iter().find_map(|case| {
            let mut links = case.link.iter().chain(&case.runner_up);
            let found = links.find(|link| explaining.lookup.link_id(case, link) == lower)?;
            Some(Named::Link(case, explaining.lookup.link_id(case, found)))
        }),
        "ev" => {
            let has = |case: &&'a Case| case.evidence.iter().any(|one| one.id == lower);
            let of: Vec<&Case> = report.cases.iter().filter(has).collect();
            (!of.is_empty()).then(|| Named::Evidence(of, lower.to_owned()))
        }
        "fnd" => {
            let findings = || report.controls.iter().flat_map(|control| &control.findings);
            findings().find(|finding| finding.id.0 == lower).map(Named::Finding)
        }
        _ => None,
    }
}

fn one_ticket<'a>(
    explaining: &Explaining<'a>,
    asked: &str,
    found: &[TicketIx],
) -> Option<Result<Named<'a>, Unknown>> {
    match found {
        [] => None,
        [one] => Some(Ok(Named::Ticket(*one))),
        several => {
            let name = |ix: &TicketIx| match explaining.lookup.ticket(*ix) {
                Some(ticket) => format!("{} of {}", ticket.number, ticket.source),
                None => String::new(),
            };
            let names = several.iter().take(NEAR).map(name).collect();
            Some(Err(Unknown::Several { asked: asked.to_owned(), names }))
        }
    }
}

/// An event by its native id, with the changes that it is part of.
fn event<'a>(explaining: &Explaining<'a>, asked: &str) -> Option<Named<'a>> {
    let report = explaining.lookup.report;
    let event = report.events.iter().find(|event| event.native_id == asked)?;
    let has = |case: &&Case| case.change.native_ids.iter().any(|id| id == asked);
    Some(Named::Event(event, report.cases.iter().filter(has).collect()))
}

/// The ids nearest to one that names nothing, nearest first.
fn near(explaining: &Explaining<'_>, lower: &str) -> Vec<String> {
    if lower.is_empty() || lower.len() > LONGEST {
        return Vec::new();
    }
    let report = explaining.lookup.report;
    let mut all: BTreeSet<String> = explaining.by_id.keys().map(|id| (*id).to_owned()).collect();
    all.extend(report.tickets.iter().map(|ticket| ticket.number.clone()));
    match lower.split('-').next() {
        Some("ev") => {
            all.extend(report.cases.iter().flat_map(|case| &case.evidence).map(|one| one.id.clone()))
        }
        Some("fnd") => {
            let findings = report.controls.iter().flat_map(|control| &control.findings);
            all.extend(findings.map(|finding| finding.id.0.clone()));
        }
        Some("lnk") => all.extend(report.cases.iter().flat_map(|case| {
            case.link.iter().chain(&case.runner_up).map(|link| explaining.lookup.link_id(case, link))
        })),
        _ => {}
    }
    let most = 1 + lower.chars().count() / 3;
    let mut near: Vec<(bool, usize, String)> = all
        .into_iter()
        .filter(|id| id.len() <= LONGEST)
        .map(|id| {
            let other = id.to_lowercase();
            (!other.starts_with(lower), strsim::damerau_levenshtein(lower, &other), id)
        })
        .filter(|(is_other, distance, _)| !is_other || *distance <= most)
        .collect();
    near.sort();
    near.into_iter().take(NEAR).map(|(_, _, id)| id).collect()
}
