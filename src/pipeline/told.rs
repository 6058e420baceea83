//! What tickets and evidence tell around the changes, for their risk: verdicts, refusals, denials, telephone numbers.

use std::collections::BTreeSet;

use rayon::prelude::*;
use regex::Regex;

use super::prove::Proving;
use crate::assess::risk::{Denial, Refusal, Standing, Told};
use crate::correlate::evidence::{Place, Stated, Statement};
use crate::correlate::request::Request;
use crate::directory::Directory;
use crate::model::{AccountIx, ActorKind, Case, EntryKind, Party, Ticket, Verdict, Weakness};
use crate::source::Reading;

/// The topic of tickets in which somebody reports what they did not ask for (`topics.toml`).
const REPORT: &str = "report";
/// Digits of a telephone number that are compared: what stands before them is written in many ways.
const DIGITS_COMPARED: usize = 9;

/// What the tickets alone tell, whatever change they belong to: refusals and denials. To be read before
/// `statements` go to the evidence.
pub(super) fn heard(
    reading: &Reading,
    requests: &[Request],
    statements: &[Vec<Statement>],
    directory: &Directory,
) -> Told {
    let mut told = Told::default();
    for ((ticket, request), statements) in reading.tickets.iter().zip(requests).zip(statements) {
        let one = |party: &Party| directory.resolve(&ticket.source, party).one();
        let holder = || one(&ticket.affected).or_else(|| one(&ticket.requester));
        if request.topic == REPORT {
            told.denials.extend(holder().zip(ticket.opened_at).map(|(by, at)| Denial { at, by }));
        }
        if request.is_identity {
            told.refusals.extend(
                statements.iter().filter_map(|statement| refusal(statement, (ticket, &holder), directory)),
            );
        }
    }
    let failed = reading.verifications.iter().filter(|record| record.passed == Some(false));
    told.refusals.extend(failed.filter_map(|record| {
        let subject = directory.resolve(&record.source, &record.subject).one()?;
        let by = directory.resolve_agent(&record.source, &record.verifier);
        Some(Refusal { at: record.at, subject, by })
    }));
    told
}

/// A verification that a ticket says failed, or an approval that was refused in it.
fn refusal(
    statement: &Statement,
    (ticket, holder): (&Ticket, &dyn Fn() -> Option<AccountIx>),
    directory: &Directory,
) -> Option<Refusal> {
    if statement.stated != Stated::Failed {
        return None;
    }
    let named = statement.about.as_deref().map(|about| directory.resolve_word(about).one());
    // An approver refuses the agent who asked.
    let author = if statement.place == Place::Approval { &ticket.agent } else { &statement.author };
    Some(Refusal {
        at: statement.at.or(ticket.opened_at)?,
        subject: named.unwrap_or_else(holder)?,
        by: directory.resolve_agent(&ticket.source, author),
    })
}

/// The same with what became of the changes.
pub(super) fn told(proving: &Proving<'_>, cases: &[Case], heard: Told) -> Told {
    let telephone = Regex::new(&proving.knowledge.risk.look.telephone).ok();
    let standings = cases.par_iter().map(|case| standing(proving, case, telephone.as_ref())).collect();
    let mut refusals: BTreeSet<Refusal> = heard.refusals.into_iter().collect();
    for case in cases {
        let Some(subject) = case.change.subject else { continue };
        let failed = case.evidence.iter().filter(|one| one.weaknesses.contains(&Weakness::Failed));
        refusals.extend(failed.filter_map(|one| {
            Some(Refusal { at: one.at?, subject, by: proving.directory.resolve_word(&one.by).one() })
        }));
    }
    Told { standings, refusals: refusals.into_iter().collect(), denials: heard.denials }
}

fn standing(proving: &Proving<'_>, case: &Case, telephone: Option<&Regex>) -> Standing {
    let link = case.link.as_ref();
    let ticket = link.and_then(|link| proving.reading.tickets.get(link.ticket.0 as usize));
    let directory = proving.directory;
    let is_program = matches!(case.change.actor_kind, ActorKind::Automation | ActorKind::System);
    let of_ticket = ticket.and_then(|ticket| directory.resolve_agent(&ticket.source, &ticket.agent));
    let agent = if is_program { of_ticket.or(case.change.actor) } else { case.change.actor };
    let failed = |one: &crate::model::Evidence| {
        one.weaknesses.contains(&Weakness::Failed) && !one.weaknesses.contains(&Weakness::OtherSubject)
    };
    Standing {
        verdict: case.verdict,
        ticket: link.map(|link| link.ticket),
        agent,
        in_own_ticket: ticket.zip(case.change.actor).map(|(ticket, actor)| works(directory, ticket, actor)),
        failed: case.evidence.iter().any(failed),
        numbers: ticket
            .zip(telephone)
            .filter(|_| case.verdict != Some(Verdict::Proven))
            .map_or_else(Vec::new, |(ticket, telephone)| numbers(ticket, telephone)),
    }
}

/// Whether somebody has the ticket, solved it or wrote in it.
fn works(directory: &Directory, ticket: &Ticket, actor: AccountIx) -> bool {
    let authors = ticket.journal.iter().map(|entry| &entry.author);
    [&ticket.agent, &ticket.resolved_by, &ticket.opened_by].into_iter().chain(authors).any(|party| {
        directory
            .resolve(&ticket.source, party)
            .one()
            .is_some_and(|agent| directory.same_person(agent, actor))
    })
}

/// Telephone numbers that a ticket names, each once, as their last digits.
fn numbers(ticket: &Ticket, telephone: &Regex) -> Vec<String> {
    let notes = ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange);
    let fields = ticket.verification_fields.iter().map(|(_, value)| value.as_str());
    let texts =
        [ticket.title.as_str(), ticket.description.as_str(), ticket.close_notes.as_deref().unwrap_or("")];
    let texts = texts.into_iter().chain(notes.map(|note| note.text.as_str())).chain(fields);
    let found: BTreeSet<String> = texts
        .flat_map(|text| telephone.captures_iter(text).filter_map(|found| found.name("number")))
        .filter_map(|number| {
            let digits: String = number.as_str().chars().filter(char::is_ascii_digit).collect();
            Some(digits.get(digits.len().checked_sub(DIGITS_COMPARED)?..)?.to_owned())
        })
        .collect();
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::control::sample::ticket;
    use crate::mapping::Mappings;
    use crate::mapping::risk::RiskPolicy;

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let telephone = Regex::new(&RiskPolicy::load(&Mappings::embedded()).unwrap().look.telephone).unwrap();
        let of = |text: &str| {
            let ticket = Ticket { description: text.to_owned(), ..ticket("INC1") };
            numbers(&ticket, &telephone)
        };
        for text in [
            "Called from +49 170 5550143.",
            "called back 0049 (170) 555-0143",
            "Rückruf 0170/5550143, erreicht",
            "tel: 0170 555 01 43",
        ] {
            assert_eq!(of(text), ["705550143"], "{text}");
        }
        assert_eq!(of("caller on (415) 555-0143 and 415.555.0143"), ["155550143"]);
        for text in [
            "reset at 2026-03-02 14:05:11",
            "am 02.03.2026 14 Uhr",
            "from 198.51.100.143 and 203.0.113.25",
            "INC0042317, sys_id 0a1b2c3d4e5f60718293",
            "asset 00000000012345678901234567",
            "ext. 4711",
        ] {
            assert_eq!(of(text), Vec::<String>::new(), "{text}");
        }
    }
}
