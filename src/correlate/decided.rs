//! What reviewers decided about the tickets of changes.
//!
//! A decision settles which ticket a change has, and nothing else: what that ticket proves is
//! judged as ever.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{Linked, conclude};
use super::score::Score;
use super::weights::LinkingRules;
use crate::model::{
    Change, Decision, DecisionKind, Fate, LinkBasis, LinkOutcome, LinkReason, Ticket, TicketIx,
};

/// The name of a decision among the reasons of a link.
const OVERRIDE: &str = "override";

/// What was decided about one change.
#[derive(Debug, Clone, Default)]
pub(super) struct Decided {
    /// Its ticket.
    pub(super) ticket: Option<TicketIx>,
    /// It has none.
    pub(super) none: bool,
    /// Tickets that are not its.
    pub(super) not: BTreeSet<TicketIx>,
    /// The decisions, by ticket.
    pub(super) decisions: Vec<Decision>,
}

impl Decided {
    /// Whether nothing is left to choose.
    pub(super) fn is_final(&self) -> bool {
        self.none || self.ticket.is_some()
    }

    /// Whether the change may have this ticket.
    pub(super) fn allows(&self, ticket: TicketIx) -> bool {
        !self.none && !self.not.contains(&ticket) && self.ticket.is_none_or(|decided| decided == ticket)
    }

    /// The decisions that concern a ticket, as terms of its sum: they add nothing to it.
    pub(super) fn reasons(&self, ticket: TicketIx) -> Vec<LinkReason> {
        let speaks = self.is_final() || self.not.contains(&ticket);
        let term = |decision: &Decision| LinkReason {
            name: OVERRIDE.to_owned(),
            points: 0.0,
            seen: match (decision.kind, decision.other.as_str()) {
                (DecisionKind::Link, number) => format!("its ticket is {number}: {}", decision.told()),
                (_, "") => format!("it has no ticket: {}", decision.told()),
                (_, number) => format!("its ticket is not {number}: {}", decision.told()),
            },
        };
        self.decisions.iter().filter(|_| speaks).map(term).collect()
    }
}

/// What was decided about the tickets of changes, by the place of the change.
#[derive(Debug, Clone, Default)]
pub struct LinkDecisions {
    of: BTreeMap<usize, Decided>,
}

impl LinkDecisions {
    /// Finds what the decisions are about. Decisions of other kinds are passed over.
    ///
    /// Beside them, for each decision that is about nothing in these inputs, its place in the list
    /// and why.
    #[must_use]
    pub fn new(
        decisions: &[Decision],
        changes: &[Change],
        tickets: &[Ticket],
    ) -> (Self, BTreeMap<usize, String>) {
        let change_of: BTreeMap<&str, usize> =
            changes.iter().enumerate().map(|(at, change)| (change.id.0.as_str(), at)).collect();
        let mut numbers: BTreeMap<String, Vec<TicketIx>> = BTreeMap::new();
        for (ticket, ix) in tickets.iter().zip((0..).map(TicketIx)) {
            numbers.entry(ticket.number.trim().to_lowercase()).or_default().push(ix);
        }
        let (mut known, mut stale) = (Self::default(), BTreeMap::new());
        for (at, decision) in decisions.iter().enumerate() {
            if !matches!(decision.kind, DecisionKind::Link | DecisionKind::NoLink) {
                continue;
            }
            let Some(change) = change_of.get(decision.item.to_lowercase().as_str()) else {
                stale.insert(at, format!("no change {} is in these inputs", decision.item));
                continue;
            };
            let found =
                if decision.other.is_empty() { Ok(None) } else { ticket(decision, &numbers, tickets) };
            match found {
                Ok(ticket) => known.of.entry(*change).or_default().add(decision, ticket),
                Err(why) => _ = stale.insert(at, why),
            }
        }
        for decided in known.of.values_mut() {
            decided.decisions.sort();
        }
        (known, stale)
    }

    /// What was decided about the change at this place.
    pub(super) fn of(&self, change: usize) -> Option<&Decided> {
        self.of.get(&change)
    }

    /// Whether anything was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }
}

impl Decided {
    fn add(&mut self, decision: &Decision, ticket: Option<TicketIx>) {
        match (decision.kind, ticket) {
            (DecisionKind::Link, ticket) => self.ticket = ticket,
            (_, None) => self.none = true,
            (_, Some(ticket)) => _ = self.not.insert(ticket),
        }
        self.decisions.push(decision.clone());
    }
}

/// The ticket that a decision names.
fn ticket(
    decision: &Decision,
    numbers: &BTreeMap<String, Vec<TicketIx>>,
    tickets: &[Ticket],
) -> Result<Option<TicketIx>, String> {
    let number = &decision.other;
    let is_meant = |ix: &&TicketIx| {
        let source = &decision.other_source;
        source.is_empty() || tickets[ix.0 as usize].source.eq_ignore_ascii_case(source)
    };
    let found: Vec<TicketIx> =
        numbers.get(&number.to_lowercase()).into_iter().flatten().filter(is_meant).copied().collect();
    match found[..] {
        [] => Err(format!("no ticket {number} is in these inputs")),
        [one] => Ok(Some(one)),
        _ => Err(format!(
            "{number} is the number of {} tickets: tell their source in `other_source`",
            found.len()
        )),
    }
}

/// The sum with which a change takes the ticket that a reviewer decided: more than any other has.
const DECIDED: f64 = 1000.0;

/// The tickets that a change may be given, with their sums.
pub(super) fn sums(
    scores: &BTreeMap<TicketIx, Score>,
    least: f64,
    decided: Option<&Decided>,
) -> BTreeMap<TicketIx, f64> {
    if let Some(ticket) = decided.and_then(|decided| decided.ticket) {
        return BTreeMap::from([(ticket, DECIDED)]);
    }
    scores
        .iter()
        .filter(|(ticket, score)| score.sum >= least && decided.is_none_or(|one| one.allows(**ticket)))
        .map(|(ticket, score)| (*ticket, score.sum))
        .collect()
}

/// Where a change ended about which a reviewer decided. What was decided against is only named
/// where nothing else is.
pub(super) fn conclude_as_decided(
    mut scores: BTreeMap<TicketIx, Score>,
    chosen: Option<TicketIx>,
    decided: &Decided,
    (least, rules): (f64, &LinkingRules),
) -> Linked {
    // What a reviewer decided holds also where assignment ran out of places.
    let chosen = decided.ticket.or(chosen);
    let refused: BTreeMap<TicketIx, Score> =
        scores.extract_if(.., |ticket, _| decided.not.contains(ticket)).collect();
    let mut linked = conclude(scores, chosen, least, rules);
    if linked.link.is_none() && linked.runner_up.is_none() {
        linked = conclude(refused, None, least, rules);
    }
    if decided.is_final() && linked.outcome == LinkOutcome::Ambiguous {
        linked.outcome = LinkOutcome::Linked;
    }
    for (link, is_decided) in [(&mut linked.link, decided.ticket.is_some()), (&mut linked.runner_up, false)] {
        let Some(link) = link else { continue };
        link.reasons.extend(decided.reasons(link.ticket));
        if is_decided {
            link.basis = LinkBasis::Override;
        }
    }
    linked.decisions = decided.decisions.clone();
    linked
}

/// Whether the program says by itself what was decided about a change.
#[must_use]
pub fn fate(decision: &Decision, tickets: &[Ticket], by_itself: &Linked) -> Fate {
    let number = |ix: TicketIx| tickets.get(ix.0 as usize).map_or("", |ticket| ticket.number.trim());
    let is_named = |ix: TicketIx| number(ix).eq_ignore_ascii_case(&decision.other);
    let chosen = by_itself.link.as_ref().map(|link| link.ticket);
    let agrees = match decision.kind {
        DecisionKind::Link => by_itself.outcome == LinkOutcome::Linked && chosen.is_some_and(is_named),
        _ if decision.other.is_empty() => by_itself.outcome == LinkOutcome::Unlinked,
        _ => by_itself.outcome != LinkOutcome::Ambiguous && !chosen.is_some_and(is_named),
    };
    if agrees { Fate::Agrees } else { Fate::Applied }
}
