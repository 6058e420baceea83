//! Judging a change again with one fact otherwise.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::Duration;

use super::{Fact, Supposing};
use crate::assess::verdict::{Judged, Judging, verdict};
use crate::correlate::evidence::{capped, sort, timing_at};
use crate::model::{
    AccountIx, Approval, ApprovalState, Basis, Change, Coverage, Evidence, Gap, Instant, Level, Link,
    LinkOutcome, Method, Mismatch, Party, Span, Support, Ticket, Tier, Timing,
};

impl Supposing<'_> {
    /// The tier that the change was judged by.
    pub(super) fn tier(&self) -> Tier {
        let change = self.judging.change;
        if change.tier_known { change.tier } else { self.judging.policy.default_tier.max(change.tier) }
    }
}

/// The change judged with this fact otherwise.
#[must_use]
pub fn supposed(supposing: &Supposing<'_>, fact: &Fact) -> Judged {
    if *fact == Fact::RunnerUpChosen {
        return with_runner_up(supposing);
    }
    if matches!(fact, Fact::WithoutReason { .. }) && is_next_in_line(supposing) {
        return with_runner_up(supposing);
    }
    let mut world = World::of(&supposing.judging);
    world.suppose(supposing, fact);
    world.judge(&supposing.judging)
}

/// Whether the runner-up is a link too, should the chosen one fall.
fn is_next_in_line(supposing: &Supposing<'_>) -> bool {
    supposing.runner_up.is_some_and(|(_, sum)| sum >= supposing.least_sum)
}

fn with_runner_up(supposing: &Supposing<'_>) -> Judged {
    let judged = verdict(&supposing.judging);
    match supposing.runner_up {
        None => judged,
        Some((verdict, _)) => Judged { verdict: Some(verdict), reason: String::new(), ..judged },
    }
}

/// What the verdict rests on, copied where it is altered.
struct World<'a> {
    change: Cow<'a, Change>,
    outcome: LinkOutcome,
    link: Option<Cow<'a, Link>>,
    ticket: Option<Cow<'a, Ticket>>,
    evidence: Vec<Evidence>,
    coverage: Cow<'a, [Coverage]>,
}

impl<'a> World<'a> {
    fn of(judging: &Judging<'a>) -> Self {
        Self {
            change: Cow::Borrowed(judging.change),
            outcome: judging.outcome,
            link: judging.link.map(Cow::Borrowed),
            ticket: judging.ticket.map(Cow::Borrowed),
            evidence: judging.evidence.to_vec(),
            coverage: Cow::Borrowed(judging.coverage),
        }
    }

    fn judge(mut self, judging: &Judging<'_>) -> Judged {
        sort(&mut self.evidence);
        verdict(&Judging {
            change: &self.change,
            outcome: self.outcome,
            link: self.link.as_deref(),
            ticket: self.ticket.as_deref(),
            evidence: &self.evidence,
            coverage: &self.coverage,
            ..*judging
        })
    }

    fn suppose(&mut self, supposing: &Supposing<'_>, fact: &Fact) {
        let judging = &supposing.judging;
        match *fact {
            Fact::MadeAt { piece, at } => {
                if let Some(one) = self.evidence.get_mut(piece) {
                    move_to(one, at, judging);
                }
            }
            Fact::ApprovedAt { approval, at } => self.approve_at(approval, at, judging),
            Fact::WithoutWeakness { piece, weakness } => {
                if let Some(one) = self.evidence.get_mut(piece) {
                    one.weaknesses.retain(|other| *other != weakness);
                    one.level = capped(judging.policy, one.method.level(), &one.weaknesses);
                }
            }
            Fact::AboutThisAccount => {
                if let Some(link) = &mut self.link {
                    link.to_mut().mismatches.retain(|mismatch| *mismatch != Mismatch::WrongTarget);
                }
            }
            Fact::WorthLevel { piece, level } => {
                if let Some(one) = self.evidence.get_mut(piece) {
                    one.method = example(level);
                    one.level = capped(judging.policy, level, &one.weaknesses);
                    if let Some(at) = one.at {
                        move_to(one, at, judging);
                    }
                }
            }
            Fact::WithoutPiece { piece } => {
                if piece < self.evidence.len() {
                    self.evidence.remove(piece);
                }
            }
            Fact::WithoutApproval { approval } => self.remove_approval(approval),
            Fact::Approved { by } => self.approve(by, judging),
            Fact::Verified { level } => self.evidence.push(verification(judging, example(level))),
            Fact::TicketConfirmed => self.outcome = LinkOutcome::Linked,
            Fact::WithoutReason { .. } => self.unlink(),
            Fact::OfTier(tier) => {
                let change = self.change.to_mut();
                (change.tier, change.tier_known) = (tier, true);
            }
            Fact::JournalExported => {
                if let Some(ticket) = &mut self.ticket {
                    ticket.to_mut().has_journal = true;
                }
            }
            Fact::Covered => self.cover(judging.change.at),
            Fact::NotCovered => self.uncover(),
            Fact::DesksOwn => self.change.to_mut().support = Support::Yes,
            // Judged by the pipeline, with the runner-up's own evidence.
            Fact::RunnerUpChosen => {}
        }
    }

    fn unlink(&mut self) {
        (self.outcome, self.link, self.ticket) = (LinkOutcome::Unlinked, None, None);
    }

    fn approve_at(&mut self, approval: usize, at: Instant, judging: &Judging<'_>) {
        let ticket = self.ticket.as_mut();
        let Some(approval) = ticket.and_then(|ticket| ticket.to_mut().approvals.get_mut(approval)) else {
            return;
        };
        approval.at = Some(at);
        // The manager's approval is evidence too.
        for one in self.evidence.iter_mut().filter(|one| one.origin == approval.origin) {
            move_to(one, at, judging);
        }
    }

    fn remove_approval(&mut self, approval: usize) {
        let Some(ticket) = &mut self.ticket else { return };
        if approval < ticket.approvals.len() {
            let removed = ticket.to_mut().approvals.remove(approval);
            self.evidence.retain(|one| one.origin != removed.origin);
        }
    }

    /// An approval by the manager or owner is evidence as well, worth what a manager's mail is.
    fn approve(&mut self, by: Option<AccountIx>, judging: &Judging<'_>) {
        let Some(ticket) = &mut self.ticket else { return };
        let approver = by.map_or_else(somebody, |by| party(by, judging));
        let approval = Approval {
            origin: ticket.origin,
            approver,
            state: ApprovalState::Approved,
            asked_at: None,
            at: Some(judging.act_at),
            comment: None,
        };
        ticket.to_mut().approvals.push(approval);
        let vouches =
            by.is_some() && self.ticket.as_ref().is_some_and(|ticket| counts(ticket, &self.change, judging));
        if vouches {
            self.evidence.push(verification(judging, Method::ManagerEmail));
        }
    }

    fn cover(&mut self, at: Instant) {
        let mut coverage = self.of_tickets();
        let span = Some(Span { from: at, to: at });
        coverage.push(absence("a ticket export", span, &[]));
        self.coverage = coverage.into();
    }

    fn uncover(&mut self) {
        let mut coverage = self.of_tickets();
        coverage.iter_mut().for_each(|one| one.span = None);
        self.coverage = coverage.into();
    }

    /// The covered time of tickets, on which alone a verdict rests, to be altered.
    fn of_tickets(&self) -> Vec<Coverage> {
        let of_tickets = self.coverage.iter().filter(|one| one.of_tickets);
        of_tickets.map(|one| absence(&one.source, one.span, &one.gaps)).collect()
    }
}

/// A coverage of tickets with nothing but what says where absence may be asserted: the hours of a log are many.
fn absence(source: &str, span: Option<Span>, gaps: &[Gap]) -> Coverage {
    Coverage {
        source: source.to_owned(),
        of_tickets: true,
        span,
        gaps: gaps.to_vec(),
        gap_limit_seconds: 0,
        records: 0,
        per_hour: BTreeMap::new(),
        truncation: Vec::new(),
    }
}

fn move_to(one: &mut Evidence, at: Instant, judging: &Judging<'_>) {
    let tolerance = Duration::try_seconds(judging.policy.limits.clock_seconds).unwrap_or_default();
    one.at = Some(at);
    one.timing = timing_at(judging.policy, judging.act_at, one.method, one.at, tolerance);
}

/// Whether the newest approval counts, judged with it alone.
fn counts(ticket: &Ticket, change: &Change, judging: &Judging<'_>) -> bool {
    let mut alone = ticket.clone();
    alone.approvals = ticket.approvals.last().cloned().into_iter().collect();
    crate::assess::verdict::approval(&Judging { change, ticket: Some(&alone), ..*judging }).counts
}

/// A name under which the directory knows an account.
fn party(account: AccountIx, judging: &Judging<'_>) -> Party {
    let account = judging.directory.account(account);
    let login = account.names.of("login").first().unwrap_or(&account.label);
    Party { login: Some(login.into()), ..Party::default() }
}

fn somebody() -> Party {
    Party { display: Some("somebody entitled".into()), ..Party::default() }
}

/// The first method of a level.
fn example(level: Level) -> Method {
    Method::ALL.iter().copied().find(|method| method.level() == level).unwrap_or(Method::ClaimedOnly)
}

/// A verification that nothing speaks against, made as the change was made.
fn verification(judging: &Judging<'_>, method: Method) -> Evidence {
    Evidence {
        id: "ev-supposed".to_owned(),
        origin: judging.change.origin,
        method,
        level: method.level(),
        basis: Basis::Recorded,
        at: Some(judging.act_at),
        recorded_at: None,
        timing: Timing::Before,
        by: String::new(),
        about: judging.change.subject_label.clone(),
        weaknesses: Vec::new(),
        quote: String::new(),
        matched: Vec::new(),
        tickets_alike: 0,
        confirmed_by: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_has_a_method_that_stands_for_it() {
        for level in Level::ALL {
            assert_eq!(example(*level).level(), *level);
        }
    }
}
