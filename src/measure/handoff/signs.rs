//! Privilege widened, fixes by hand, secrets in tickets.

use std::collections::BTreeMap;

use super::super::contact::standing::stamp;
use super::{Found, Matter};
use crate::mapping::wordings::Meaning;
use crate::model::{ActorKind, ControlResult, CostSort, Mismatch, Origin, TestOutcome, Ticket};

/// A change of the ticket that gives more than it asked for.
pub(super) fn widened(matter: &Matter<'_>) -> Found {
    let mut own = matter.acts.of_ticket(matter.ix).peekable();
    let has_changes = own.peek().is_some();
    let wider = own.find(|case| {
        let drifts = case.link.as_ref().is_some_and(|link| link.mismatches.contains(&Mismatch::ScopeDrift));
        drifts && matter.input.policy.widens(case.change.kind)
    });
    match wider {
        Some(case) => {
            let change = &case.change;
            let topic = &matter.input.results[matter.ix].topic;
            let words = format!(
                "{} of `{}` {}, which a request about `{topic}` does not ask for",
                change.kind,
                change.subject_label,
                stamp(change.at)
            );
            Found::Shown(words, change.origin)
        }
        None if has_changes || matter.is_covered() => Found::Nothing,
        None => Found::Untold,
    }
}

/// What the desk says it did by hand, or an edit by hand that the ticket did not ask for.
pub(super) fn manual(matter: &Matter<'_>) -> Found {
    let wanted = Meaning::Cost(CostSort::ManualFix);
    let said = matter.input.said[matter.ix].iter().find(|said| said.by_desk && said.meaning == wanted);
    if let Some(said) = said {
        return Found::Shown(said.words(), said.read_in);
    }
    let request = matter.input.requests.get(matter.ix);
    let speaks_of =
        |kind| request.is_some_and(|asks| asks.kinds.contains(&kind) || asks.noted.contains(&kind));
    let edited = matter.acts.of_ticket(matter.ix).find(|case| {
        let change = &case.change;
        matter.input.policy.is_by_hand(change.kind)
            && !speaks_of(change.kind)
            && matches!(change.actor_kind, ActorKind::DeskAgent | ActorKind::OtherAdmin)
    });
    match edited {
        Some(case) => {
            let change = &case.change;
            let words = format!(
                "{} of `{}` by `{}` {}, of which the ticket says nothing",
                change.kind,
                change.subject_label,
                change.actor_label,
                stamp(change.at)
            );
            Found::Shown(words, change.origin)
        }
        None if matter.ticket.has_journal => Found::Nothing,
        None => Found::Untold,
    }
}

/// What control test CT-32 says of each ticket that did not simply pass, by the ticket's record.
pub(super) struct Secrets<'a> {
    by_ticket: BTreeMap<Origin, (TestOutcome, &'a str, Origin)>,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(tests: &'a [ControlResult]) -> Self {
        let findings = tests.iter().filter(|test| test.test.0 == "CT-32").flat_map(|test| &test.findings);
        let told = findings.filter_map(|finding| {
            let ticket = *finding.origins.first()?;
            let place = finding.origins.get(1).copied().unwrap_or(ticket);
            Some((ticket, (finding.outcome, finding.reason.as_str(), place)))
        });
        Self { by_ticket: told.collect() }
    }

    /// The test names the sort of secret and its place, never what it found.
    pub(super) fn read(&self, ticket: &Ticket) -> Found {
        match self.by_ticket.get(&ticket.origin) {
            Some((TestOutcome::Fail, reason, place)) => Found::Shown((*reason).to_owned(), *place),
            Some((TestOutcome::NotTestable, ..)) => Found::Untold,
            _ => Found::Nothing,
        }
    }
}
