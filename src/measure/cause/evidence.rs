//! Evidence lacking: verifications that failed and were not made up for in the same interaction.

use std::collections::BTreeMap;

use super::super::acts::Acts;
use super::super::contact::standing::stamp;
use super::{CauseInput, Matter, seen};
use crate::correlate::evidence::{Place, Stated, Statement};
use crate::mapping::causes::CausePolicy;
use crate::model::{
    AccountIx, Cause, CauseBasis, FailureCause, Instant, Method, Origin, Timing, VerificationRecord, Weakness,
};

/// One verification that a ticket tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// How.
    pub method: Method,
    /// Whether it succeeded.
    pub passed: bool,
    /// When it was written, if the export says.
    pub at: Option<Instant>,
    /// Where it stands.
    pub read_in: Origin,
}

/// What a ticket tells of its verifications, if one of them failed; approvals are no verifications.
#[must_use]
pub fn checks(statements: &[Statement]) -> Vec<Check> {
    let told = || statements.iter().filter(|statement| statement.place != Place::Approval);
    if !told().any(|statement| statement.stated == Stated::Failed) {
        return Vec::new();
    }
    told()
        .filter(|statement| statement.stated != Stated::NotDone)
        .map(|statement| Check {
            method: statement.method,
            passed: statement.stated == Stated::Passed,
            at: statement.at,
            read_in: statement.origin,
        })
        .collect()
}

/// Records of verification products by ticket and by person.
pub(super) struct Records<'a> {
    of_ticket: BTreeMap<String, Vec<&'a VerificationRecord>>,
    of_person: BTreeMap<AccountIx, Vec<&'a VerificationRecord>>,
}

impl<'a> Records<'a> {
    pub(super) fn of(input: &CauseInput<'a>, acts: &Acts<'_>) -> Self {
        let mut records = Self { of_ticket: BTreeMap::new(), of_person: BTreeMap::new() };
        for record in input.verifications {
            if let Some(ticket) = &record.ticket {
                records.of_ticket.entry(ticket.to_lowercase()).or_default().push(record);
            } else if let Some(person) = acts.who(&record.source, &record.subject) {
                records.of_person.entry(person).or_default().push(record);
            }
        }
        records
    }
}

/// The first verification that failed and was not made up for.
pub(super) fn read(matter: &Matter<'_>, records: &Records<'_>) -> Option<Cause> {
    let mut told: Vec<(Option<Instant>, Origin, bool, String)> = matter.input.checks[matter.ix]
        .iter()
        .map(|check| (check.at, check.read_in, check.passed, check.method.to_string()))
        .collect();
    told.extend(recorded(matter, records));
    told.extend(logged(matter));
    told.sort_by_key(|(at, origin, ..)| (*at, *origin));
    let same = CausePolicy::minutes(matter.input.policy.same_attempt_minutes);
    let made_up = |failed: Option<Instant>| {
        told.iter().any(|(at, _, passed, _)| match (at, failed) {
            (Some(at), Some(failed)) => *passed && *at >= failed && *at - failed <= same,
            // Without a time nothing tells them apart.
            _ => *passed,
        })
    };
    let (at, origin, _, method) = told.iter().find(|(at, _, passed, _)| !passed && !made_up(*at))?;
    let when = at.map_or_else(|| "at an unknown time".to_owned(), stamp);
    let words = format!("verification by {method} failed {when}");
    Some(seen(FailureCause::MissingEvidence, CauseBasis::Evidence, words, *origin))
}

/// What verification products recorded of the ticket, or of its subject in its time.
fn recorded<'m>(
    matter: &'m Matter<'_>,
    records: &'m Records<'_>,
) -> impl Iterator<Item = (Option<Instant>, Origin, bool, String)> + 'm {
    let own = records.of_ticket.get(&matter.ticket.number.to_lowercase());
    let of_person = matter.subject.and_then(|person| records.of_person.get(&person));
    let inside = of_person
        .into_iter()
        .flatten()
        .filter(|record| matter.time.is_some_and(|time| time.contains(record.at)));
    own.into_iter()
        .flatten()
        .chain(inside)
        .filter_map(|record| Some((Some(record.at), record.origin, record.passed?, record.method.clone())))
}

/// What logs and records say of verifications for the ticket's own changes.
fn logged<'m>(matter: &'m Matter<'_>) -> impl Iterator<Item = (Option<Instant>, Origin, bool, String)> + 'm {
    let evidence = matter.acts.of_ticket(matter.ix).flat_map(|case| &case.evidence);
    evidence.filter(|one| one.quote.is_empty() && one.timing != Timing::After).map(|one| {
        let failed = one.weaknesses.contains(&Weakness::Failed);
        (one.at, one.origin, !failed, one.method.to_string())
    })
}
