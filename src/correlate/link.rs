//! Links: for each change the ticket that explains it best, the next best, or none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::assign::{Contender, assign};
use super::decided::{LinkDecisions, conclude_as_decided, sums};
use super::facts::TicketFacts;
use super::reference::{Naming, References};
use super::request::Request;
use super::score::{Pair, Score, label_words, score};
use super::strays::link_strays;
use super::weights::LinkingRules;
use crate::directory::{Directory, NearNames};
use crate::model::{
    AccountIx, ActorKind, Change, Decision, Instant, Link, LinkBasis, LinkOutcome, LinkReason, Mismatch,
    Support, Ticket, TicketIx,
};

/// Where a change ended, with what it was weighed against.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Where it ended.
    pub outcome: LinkOutcome,
    /// The chosen ticket; of an ambiguous change the better one.
    pub link: Option<Link>,
    /// The next best that was a candidate at all.
    pub runner_up: Option<Link>,
    /// What reviewers decided about it, or about the change that it completes.
    pub decisions: Vec<Decision>,
}

impl Linked {
    /// No ticket, and none that comes near.
    #[must_use]
    pub fn nowhere() -> Self {
        Self { outcome: LinkOutcome::Unlinked, link: None, runner_up: None, decisions: Vec::new() }
    }
}

/// What links are made from.
#[derive(Debug, Clone, Copy)]
pub struct LinkInput<'a> {
    /// Changes, by time.
    pub changes: &'a [Change],
    /// Tickets, by number.
    pub tickets: &'a [Ticket],
    /// What each ticket asks for, in their order.
    pub requests: &'a [Request],
    /// Who is who.
    pub directory: &'a Directory,
    /// The weights.
    pub rules: &'a LinkingRules,
}

/// Links all changes, in their order. Accounts are independent of each other and run in parallel.
#[must_use]
pub fn link(input: &LinkInput<'_>) -> Vec<Linked> {
    link_as_decided(input, &LinkDecisions::default())
}

/// The same where reviewers have decided about some changes: those get the ticket that was decided
/// for them, and the others are linked with regard to that.
#[must_use]
pub fn link_as_decided(input: &LinkInput<'_>, decisions: &LinkDecisions) -> Vec<Linked> {
    // A desk's tickets alone need not be read for whom they name.
    if input.changes.is_empty() {
        return Vec::new();
    }
    let board = Board::new(input, decisions);
    let slices = slices(input, decisions);
    let found: Vec<Vec<(usize, Linked)>> = slices.par_iter().map(|slice| link_slice(slice, &board)).collect();
    let mut linked: Vec<Linked> = vec![Linked::nowhere(); input.changes.len()];
    for (at, one) in found.into_iter().flatten() {
        linked[at] = one;
    }
    link_strays(&board, &mut linked);
    inherit(input.changes, &mut linked);
    linked
}

/// The changes to link, account by account.
fn slices(input: &LinkInput<'_>, decisions: &LinkDecisions) -> Vec<Vec<usize>> {
    let mut by_account: BTreeMap<(Option<AccountIx>, &str), Vec<usize>> = BTreeMap::new();
    for (at, change) in input.changes.iter().enumerate() {
        let label = if change.subject.is_none() { change.subject_label.as_str() } else { "" };
        // A self-made change that completes a desk's change takes that change's ticket. What people
        // do for themselves may still be what a ticket walked them through.
        let is_ours = change.parent.is_none()
            && (change.support != Support::No || change.actor_kind == ActorKind::SelfService);
        if is_ours || decisions.of(at).is_some() {
            by_account.entry((change.subject, label)).or_default().push(at);
        }
    }
    by_account.into_values().collect()
}

/// A ticket weighed for a change, before the changes of an account compete for tickets.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// Place of the change.
    pub change: usize,
    /// The ticket.
    pub ticket: TicketIx,
    /// The terms of its sum.
    pub reasons: Vec<LinkReason>,
}

/// Every ticket that is weighed for a change, by change and ticket: what weights are fitted on.
#[must_use]
pub fn weighed(input: &LinkInput<'_>) -> Vec<Weighed> {
    let undecided = LinkDecisions::default();
    let board = Board::new(input, &undecided);
    let of_slice =
        |slice: &Vec<usize>| weigh(slice, &board).into_iter().zip(slice.clone()).collect::<Vec<_>>();
    let scores: Vec<_> = slices(input, &undecided).par_iter().flat_map_iter(of_slice).collect();
    let pairs = scores.into_iter().flat_map(|(scores, change)| {
        scores.into_iter().map(move |(ticket, score)| Weighed { change, ticket, reasons: score.reasons })
    });
    let mut weighed: Vec<Weighed> = pairs.collect();
    weighed.sort_by_key(|one| (one.change, one.ticket));
    weighed
}

/// What all slices look at.
pub(super) struct Board<'a> {
    pub(super) input: LinkInput<'a>,
    pub(super) decisions: &'a LinkDecisions,
    pub(super) facts: Vec<TicketFacts>,
    near: NearNames,
    /// By ticket, once it was asked for: who may be mistaken for the one it is about.
    mistakable: Vec<OnceLock<Vec<AccountIx>>>,
    references: References<'a>,
    /// A person's tickets, by the time they were opened.
    of_person: BTreeMap<AccountIx, Vec<(Option<Instant>, TicketIx)>>,
    /// Tickets that name a native id.
    of_id: BTreeMap<String, Vec<TicketIx>>,
}

impl<'a> Board<'a> {
    fn new(input: &LinkInput<'a>, decisions: &'a LinkDecisions) -> Self {
        let near = NearNames::new(input.directory);
        let facts: Vec<TicketFacts> = input
            .tickets
            .par_iter()
            .map(|ticket| TicketFacts::read(ticket, input.directory, &near, input.rules))
            .collect();
        let mut of_person: BTreeMap<AccountIx, Vec<(Option<Instant>, TicketIx)>> = BTreeMap::new();
        let mut of_id: BTreeMap<String, Vec<TicketIx>> = BTreeMap::new();
        for (facts, ix) in facts.iter().zip((0..).map(TicketIx)) {
            let people: BTreeSet<AccountIx> = [facts.requester, facts.affected]
                .into_iter()
                .flatten()
                .map(|named| named.person)
                .chain(facts.namesakes.iter().copied())
                .chain(facts.named_in_heading.keys().copied())
                .chain(facts.named_in_notes.keys().copied())
                .collect();
            for person in people {
                of_person.entry(person).or_default().push((facts.from, ix));
            }
            for id in &facts.ids {
                of_id.entry(id.clone()).or_default().push(ix);
            }
        }
        for tickets in of_person.values_mut() {
            tickets.sort_unstable();
        }
        Self {
            input: *input,
            decisions,
            facts,
            near,
            mistakable: input.tickets.iter().map(|_| OnceLock::new()).collect(),
            references: References::new(input.tickets, &input.rules.references),
            of_person,
            of_id,
        }
    }

    /// Every ticket worth weighing for a change, with how its records name it.
    fn candidates(&self, change: &Change) -> BTreeMap<TicketIx, Option<Naming>> {
        let mut found: BTreeMap<TicketIx, Option<Naming>> = BTreeMap::new();
        if let Some(tickets) =
            change.subject.and_then(|ix| self.of_person.get(&self.input.directory.account(ix).person))
        {
            for ticket in self.inside_window(tickets, change.at) {
                found.insert(ticket, None);
            }
        }
        for id in change.native_ids.iter().map(|id| id.to_ascii_lowercase()).chain(label_words(change)) {
            for ticket in self.of_id.get(&id).into_iter().flatten() {
                found.insert(*ticket, None);
            }
        }
        // The name given to a token often says what it is for.
        let label = change.subject.is_none().then_some(&change.subject_label);
        for text in change.reference_text.iter().chain(label) {
            for (ticket, naming) in self.references.named_in(text) {
                let known = found.entry(ticket).or_default();
                *known = (*known).max(Some(naming));
            }
        }
        found
    }

    /// Of a person's tickets those that a change at this time can belong to.
    fn inside_window<'b>(
        &'b self,
        tickets: &'b [(Option<Instant>, TicketIx)],
        at: Instant,
    ) -> impl Iterator<Item = TicketIx> + 'b {
        let window = self.input.rules.window;
        let latest =
            at.checked_add_signed(chrono::TimeDelta::minutes(window.opened_after_minutes)).unwrap_or(at);
        let earliest = at.checked_sub_signed(chrono::TimeDelta::days(window.open_days)).unwrap_or(at);
        let solved =
            at.checked_sub_signed(chrono::TimeDelta::minutes(window.resolved_before_minutes)).unwrap_or(at);
        let from = tickets.partition_point(|(opened, _)| *opened < Some(earliest));
        let to = tickets.partition_point(|(opened, _)| *opened <= Some(latest));
        tickets[from..to.max(from)]
            .iter()
            .map(|(_, ticket)| *ticket)
            .filter(move |ticket| self.facts[ticket.0 as usize].to.is_none_or(|to| to >= solved))
    }

    /// Whether no reviewer decided that the change at this place has another ticket.
    pub(super) fn may_have(&self, change: usize, ticket: TicketIx) -> bool {
        self.decisions.of(change).is_none_or(|decided| decided.allows(ticket))
    }

    /// Who may be mistaken for the one a ticket is about, sorted.
    pub(super) fn mistakable(&self, ticket: TicketIx) -> &[AccountIx] {
        let at = ticket.0 as usize;
        let ticket = &self.input.tickets[at];
        self.mistakable[at]
            .get_or_init(|| self.facts[at].mistakable(ticket, self.input.directory, &self.near))
    }

    /// How well a ticket explains a change.
    pub(super) fn score(&self, change: &Change, ticket: TicketIx, naming: Option<Naming>) -> Score {
        let at = ticket.0 as usize;
        let is_mistakable = |person| self.mistakable(ticket).binary_search(&person).is_ok();
        let (facts, request) = (&self.facts[at], &self.input.requests[at]);
        let pair = Pair { change, facts, request, naming, is_mistakable: &is_mistakable };
        score(&pair, self.input.directory, self.input.rules)
    }
}

/// The tickets that may explain each change of one account, with their sums.
fn weigh(slice: &[usize], board: &Board<'_>) -> Vec<BTreeMap<TicketIx, Score>> {
    let mut scores: Vec<BTreeMap<TicketIx, Score>> = slice
        .iter()
        .map(|at| {
            let change = &board.input.changes[*at];
            let mut candidates = board.candidates(change);
            if let Some(ticket) = board.decisions.of(*at).and_then(|decided| decided.ticket) {
                candidates.entry(ticket).or_default();
            }
            candidates
                .into_iter()
                .map(|(ticket, naming)| (ticket, board.score(change, ticket, naming)))
                .collect()
        })
        .collect();
    beside(slice, &mut scores, board);
    scores
}

/// The changes of one account against the tickets that may explain them.
fn link_slice(slice: &[usize], board: &Board<'_>) -> Vec<(usize, Linked)> {
    let rules = board.input.rules;
    let least = rules.least();
    let scores = weigh(slice, board);
    let contenders: Vec<Contender> = slice
        .iter()
        .zip(&scores)
        .map(|(at, scores)| Contender {
            kind: board.input.changes[*at].kind,
            sums: sums(scores, least, board.decisions.of(*at)),
        })
        .collect();
    let chosen = assign(&contenders, least, rules.weight("same_kind_again"));
    slice
        .iter()
        .zip(scores)
        .zip(chosen)
        .map(|((at, scores), chosen)| {
            let linked = match board.decisions.of(*at) {
                Some(decided) => conclude_as_decided(scores, chosen, decided, (least, rules)),
                None => conclude(scores, chosen, least, rules),
            };
            (*at, linked)
        })
        .collect()
}

/// Adds to each change the weight of standing beside one that the ticket asks for: who resets a
/// password and clears the factors in one sitting works on one ticket.
fn beside(slice: &[usize], scores: &mut [BTreeMap<TicketIx, Score>], board: &Board<'_>) {
    let rules = board.input.rules;
    let span = chrono::TimeDelta::minutes(rules.window.beside_minutes);
    let changes: Vec<&Change> = slice.iter().map(|at| &board.input.changes[*at]).collect();
    let mut found: Vec<(usize, TicketIx, String)> = Vec::new();
    for (at, change) in changes.iter().enumerate().filter(|(_, change)| change.actor.is_some()) {
        // Changes stand in order of time.
        let from = changes.partition_point(|other| change.at - other.at > span);
        let near =
            changes.iter().enumerate().skip(from).take_while(|(_, other)| other.at - change.at <= span);
        for (other, _) in near.filter(|(other, one)| *other != at && one.actor == change.actor) {
            for (ticket, score) in &scores[at] {
                let asks_the_other = board.may_have(slice[other], *ticket)
                    && scores[other]
                        .get(ticket)
                        .is_some_and(|score| score.asks && score.sum >= rules.least());
                if !score.asks && asks_the_other {
                    found.push((at, *ticket, changes[other].kind.to_string()));
                }
            }
        }
    }
    for (at, ticket, kind) in found {
        if let Some(score) = scores[at].get_mut(&ticket) {
            score.stands_beside(&kind, rules);
        }
    }
}

pub(super) fn conclude(
    mut scores: BTreeMap<TicketIx, Score>,
    chosen: Option<TicketIx>,
    least: f64,
    rules: &LinkingRules,
) -> Linked {
    let best = chosen.and_then(|ticket| Some((ticket, scores.remove(&ticket)?)));
    let is_namesakes = best.as_ref().is_some_and(|(_, score)| score.is_of_a_namesake());
    let next = scores.into_iter().max_by(|a, b| a.1.sum.total_cmp(&b.1.sum).then(b.0.cmp(&a.0)));
    let is_close = match (&best, &next) {
        (Some((_, best)), Some((_, next))) => {
            best.basis != LinkBasis::Reference
                && next.sum >= least
                && best.sum - next.sum < rules.threshold.ambiguous_within
        }
        _ => false,
    };
    let outcome = match &best {
        None => LinkOutcome::Unlinked,
        Some(_) if is_close || is_namesakes => LinkOutcome::Ambiguous,
        Some(_) => LinkOutcome::Linked,
    };
    let link = |(ticket, score)| made(ticket, score);
    Linked { outcome, link: best.map(link), runner_up: next.map(link), decisions: Vec::new() }
}

pub(super) fn made(ticket: TicketIx, score: Score) -> Link {
    let mut mismatches: Vec<Mismatch> = score.mismatches;
    mismatches.sort_unstable();
    mismatches.dedup();
    Link {
        ticket,
        confidence: LinkingRules::confidence(score.sum),
        score: score.sum,
        basis: score.basis,
        reasons: score.reasons,
        mismatches,
    }
}

/// Changes that complete another take its ticket.
pub fn inherit(changes: &[Change], linked: &mut [Linked]) {
    let at_of: BTreeMap<&str, usize> =
        changes.iter().enumerate().map(|(at, change)| (change.id.0.as_str(), at)).collect();
    for (at, change) in changes.iter().enumerate() {
        let Some(parent) = change.parent.as_ref().and_then(|parent| at_of.get(parent.0.as_str())) else {
            continue;
        };
        // What was decided about the change itself stands.
        if linked[at].decisions.iter().any(|decision| decision.item.eq_ignore_ascii_case(&change.id.0)) {
            continue;
        }
        let mut inherited = linked[*parent].clone();
        if let Some(link) = &mut inherited.link {
            link.basis = LinkBasis::Parent;
            // What was asked of the parent was asked of what completes it.
            link.mismatches.retain(|mismatch| *mismatch != Mismatch::ScopeDrift);
        }
        linked[at] = inherited;
    }
}

#[cfg(test)]
mod tests;
