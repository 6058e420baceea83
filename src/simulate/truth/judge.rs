//! The verdict that a planted change deserves.

use super::super::calendar::{HOUR, MINUTE, Millis};
use super::super::desk::ApprovalRow;
use super::super::lore::{Demand, Rules};
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
    pub(in crate::simulate) fn judge(&self, plan: &Plan, proofs: &[Proof], approvals: &[ApprovalRow]) -> Decision {
        if plan.support != Support::Yes {
            return Decision::default();
        }
        if plan.on == 0 {
            let verdict = if plan.at > self.tickets_end { Verdict::NotTestable } else { Verdict::Unticketed };
            return Decision { verdict: Some(verdict), ..Decision::default() };
        }
        let demand = self.demand(plan);
        let best = proofs
            .iter()
            .filter(|proof| proof.on == plan.on)
            .map(|proof| self.weigh(plan, proof))
            .max_by_key(|(timing, level, _)| (rank(*timing), *level));
        let approved = !demand.approval || self.is_approved(plan, approvals);
        let verdict = match &best {
            _ if demand.level == Level::None && approved => Verdict::Proven,
            Some((Timing::Before, level, _)) if *level >= demand.level && approved => Verdict::Proven,
            Some((_, _, proof)) if is_nothing(proof) => Verdict::Unproven,
            Some((Timing::After, ..)) => Verdict::Late,
            Some(_) => Verdict::Insufficient,
            None => Verdict::Unproven,
        };
        Decision {
            method: best.map(|(_, _, proof)| proof.method),
            level: best.map(|(_, level, _)| level),
            when: best.map(|(timing, _, _)| timing),
            verdict: Some(verdict),
        }
    }

    fn demand(&self, plan: &Plan) -> Demand {
        let tier = plan.subject.map_or(Tier::Standard, |no| self.organisation.accounts[no].tier);
        let row = self.rules.required.iter().find(|row| row.kinds.contains(&plan.kind));
        let strictest = Demand { level: Level::Strong, approval: true };
        row.map_or(strictest, |row| if tier == Tier::Standard { row.standard } else { row.elevated })
    }

    /// When the proof was given, and what it is worth for this change.
    fn weigh<'p>(&self, plan: &Plan, proof: &'p Proof) -> (Timing, Level, &'p Proof) {
        let age = plan.at - proof.at;
        let timing = match age {
            _ if age < 0 => Timing::After,
            _ if age <= self.rules.freshness_minutes * MINUTE => Timing::Before,
            _ => Timing::Stale,
        };
        let elsewhere = (!self.speaks_of(plan, proof)).then_some(Weakness::OtherSubject);
        let caps = [proof.flaw, elsewhere].into_iter().flatten().filter_map(|flaw| self.rules.cap.get(&flaw));
        let level = caps.fold(proof.method.level(), |level, cap| level.min(*cap));
        (timing, level, proof)
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
        approvals.iter().any(|approval| {
            let timely = |at: Millis| at <= plan.at && plan.at - at <= valid;
            Some(approval.approver) == entitled
                && approval.answered.is_some_and(|(at, granted)| granted && timely(at))
        })
    }
}

/// A claim without method, or a failed attempt: as good as nothing.
fn is_nothing(proof: &Proof) -> bool {
    proof.method == Method::ClaimedOnly || proof.flaw == Some(Weakness::Failed)
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
