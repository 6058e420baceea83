//! The verdict that a planted change deserves.

use super::super::calendar::{HOUR, MINUTE, Millis};
use super::super::desk::ApprovalRow;
use super::super::lore::Rules;
use super::super::organisation::{AccountNo, Organisation};
use super::{Decision, Plan, Proof};
use crate::model::{Level, Method, Support, Tier, Timing, Verdict, Weakness};

/// A decision on a change; the verdict is empty where the desk had no part.
pub(in crate::simulate) type Judged = Decision;

/// Judges changes by the rules.
pub(in crate::simulate) struct Judge<'a> {
    pub(in crate::simulate) rules: &'a Rules,
    pub(in crate::simulate) organisation: &'a Organisation,
    pub(in crate::simulate) tickets_end: Millis,
}

impl Judge<'_> {
    /// Verdict on one change from the proofs and approvals of its ticket.
    pub(in crate::simulate) fn judge(
        &self,
        plan: &Plan,
        proofs: &[Proof],
        approvals: &[ApprovalRow],
    ) -> Decision {
        if plan.support == Support::No {
            return Decision::default();
        }
        if plan.on == 0 {
            let verdict = if plan.at > self.tickets_end { Verdict::NotTestable } else { Verdict::Unticketed };
            return Decision { verdict: Some(verdict), ..Decision::default() };
        }
        let (needed, approval) = self.need(plan);
        let best = proofs
            .iter()
            .filter(|proof| proof.on == plan.on)
            .map(|proof| self.weigh(plan, proof))
            .max_by_key(|weighed| (rank(weighed.timing), weighed.level));
        let approved = !approval || self.is_approved(plan, approvals);
        let verdict = match &best {
            _ if needed == Level::None => Verdict::Proven,
            Some(proof) if proof.timing == Timing::Before && proof.level >= needed && approved => {
                Verdict::Proven
            }
            Some(proof) if proof.is_nothing => Verdict::Unproven,
            Some(proof) if proof.timing == Timing::After => Verdict::Late,
            Some(_) => Verdict::Insufficient,
            None => Verdict::Unproven,
        };
        Decision {
            method: best.as_ref().map(|proof| proof.method),
            level: best.as_ref().map(|proof| proof.level),
            when: best.as_ref().map(|proof| proof.timing),
            verdict: Some(verdict),
        }
    }

    /// The least level, and whether an approval is needed; the strictest for kinds without a row.
    fn need(&self, plan: &Plan) -> (Level, bool) {
        let tier = plan.subject.map_or(Tier::Standard, |no| self.organisation.accounts[no].tier);
        let row = self.rules.need.iter().find(|row| row.kinds.contains(&plan.kind));
        row.map_or((Level::Strong, true), |row| {
            (row.level.get(&tier).copied().unwrap_or(Level::Strong), row.approval.contains(&tier))
        })
    }

    /// When the proof was given, and what it is worth for this change.
    fn weigh(&self, plan: &Plan, proof: &Proof) -> Weighed {
        let age = plan.at - proof.at;
        let window = self.rules.freshness_of.get(&proof.method).unwrap_or(&self.rules.freshness_minutes);
        let timing = match age {
            _ if age < 0 => Timing::After,
            _ if age <= window * MINUTE => Timing::Before,
            _ => Timing::Stale,
        };
        let elsewhere = !self.speaks_of(plan, proof);
        let other = elsewhere.then_some(Weakness::OtherSubject);
        let caps = [proof.flaw, other].into_iter().flatten().filter_map(|flaw| self.rules.cap.get(&flaw));
        Weighed {
            method: proof.method,
            timing,
            level: caps.fold(proof.method.level(), |level, cap| level.min(*cap)),
            is_nothing: proof.method == Method::ClaimedOnly || proof.flaw == Some(Weakness::Failed),
        }
    }

    /// Whether the proof is about the holder of the changed account, or, for a program, about its owner.
    fn speaks_of(&self, plan: &Plan, proof: &Proof) -> bool {
        let Some(subject) = plan.subject else { return true };
        let account = &self.organisation.accounts[subject];
        proof.about == subject
            || account.of_person == Some(proof.about)
            || self.organisation.accounts[proof.about].of_person == Some(subject)
            || account.owner == Some(proof.about)
    }

    /// Whether the one who may approve did so, before the change and inside the day, and is not the actor.
    fn is_approved(&self, plan: &Plan, approvals: &[ApprovalRow]) -> bool {
        let entitled: Option<AccountNo> = plan.subject.map(|no| self.organisation.approver_for(no));
        let valid = self.rules.approval_valid_hours * HOUR;
        let refused =
            |approval: &ApprovalRow| approval.answered.is_some_and(|(at, granted)| !granted && at <= plan.at);
        if approvals.iter().any(refused) {
            return false;
        }
        approvals.iter().any(|approval| {
            let timely = |at: Millis| at <= plan.at && plan.at - at <= valid;
            Some(approval.approver) == entitled
                && approval.answered.is_some_and(|(at, granted)| granted && timely(at))
        })
    }
}

/// A proof seen from one change.
struct Weighed {
    method: Method,
    timing: Timing,
    level: Level,
    /// A claim without method or a failed attempt: as good as no proof.
    is_nothing: bool,
}

/// Evidence in time counts before stale evidence, and that before late evidence.
fn rank(timing: Timing) -> u8 {
    match timing {
        Timing::Before => 3,
        Timing::Stale => 2,
        Timing::After => 1,
        Timing::Unknown => 0,
    }
}
