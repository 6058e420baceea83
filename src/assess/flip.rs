//! What would turn a verdict: single facts are supposed to be otherwise, and the change is judged again.
//!
//! Nothing is guessed: a [`Flip`] is a fact and what [`supposed`] made of it. All else stays as it is,
//! the link too, also where the altered record had a part in it.

mod facts;
mod suppose;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;

use crate::model::{AccountIx, Instant, Level, Tier, Verdict, Weakness};

use super::verdict::{Judging, verdict};
pub use suppose::supposed;

/// A judged change with what else must be known to suppose something.
#[derive(Debug, Clone, Copy)]
pub struct Supposing<'a> {
    /// What the verdict rests on.
    pub judging: Judging<'a>,
    /// The verdict that the change would have with the runner-up as its ticket, and the runner-up's sum.
    pub runner_up: Option<(Verdict, f64)>,
    /// The least sum of a link.
    pub least_sum: f64,
    /// When the same person's other changes were.
    pub others: &'a [Instant],
}

/// One fact, supposed to be otherwise. Places count in the lists of the judging.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// The piece of evidence was made at this time.
    MadeAt {
        /// Which piece.
        piece: usize,
        /// The time nearest to the recorded one that makes the difference.
        at: Instant,
    },
    /// The approval was given at this time.
    ApprovedAt {
        /// Which of the ticket's approvals.
        approval: usize,
        /// The time nearest to the recorded one that makes the difference.
        at: Instant,
    },
    /// The piece of evidence has not this weakness.
    WithoutWeakness {
        /// Which piece.
        piece: usize,
        /// Which weakness.
        weakness: Weakness,
    },
    /// The ticket is about the account that was changed.
    AboutThisAccount,
    /// The method of the piece is worth this level; its weaknesses stay.
    WorthLevel {
        /// Which piece.
        piece: usize,
        /// The level.
        level: Level,
    },
    /// The piece of evidence is not there.
    WithoutPiece {
        /// Which piece.
        piece: usize,
    },
    /// The approval is not there.
    WithoutApproval {
        /// Which of the ticket's approvals.
        approval: usize,
    },
    /// An approval was given as the change was made.
    Approved {
        /// By this manager or owner; where the directory knows neither, by somebody else than those involved.
        by: Option<AccountIx>,
    },
    /// A verification of this level was made as the change was made.
    Verified {
        /// The level.
        level: Level,
    },
    /// A reviewer says that the likelier of two tickets is the right one.
    TicketConfirmed,
    /// The next best ticket is the right one.
    RunnerUpChosen,
    /// What this reason of the link saw is not there.
    WithoutReason {
        /// Which of the link's reasons.
        reason: usize,
    },
    /// The account is of this tier.
    OfTier(Tier),
    /// The ticket's journal was exported, and it says nothing of a verification.
    JournalExported,
    /// A ticket export covers the time of the change, and holds no ticket for it.
    Covered,
    /// No ticket export covers the time of the change.
    NotCovered,
    /// The desk brought the change about.
    DesksOwn,
}

/// A fact with the verdict that the change would have.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// What is supposed to be otherwise.
    pub fact: Fact,
    /// The verdict then.
    pub verdict: Option<Verdict>,
    /// Why, in the words of the verdict.
    pub reason: String,
}

/// Whether of a proven change a time lies just beyond what still proves it: another record may break the proof sooner
/// (a verification that failed in between), and then the time says too much.
fn is_least(supposing: &Supposing<'_>, fact: &Fact, now: Option<Verdict>) -> bool {
    let Fact::MadeAt { piece, at } = fact else { return true };
    let recorded = supposing.judging.evidence.get(*piece).and_then(|one| one.at);
    let (Some(Verdict::Proven), Some(recorded)) = (now, recorded) else { return true };
    let nearer = *at + TimeDelta::seconds((recorded - *at).num_seconds().signum());
    supposed(supposing, &Fact::MadeAt { piece: *piece, at: nearer }).verdict == now
}

/// All single facts that would turn the verdict, smallest first.
///
/// Of a change that is not proven, facts that prove it stand before others. Then the order is:
/// another time in a record (fewest seconds first), a weakness less, a level more, a record less,
/// a record more, another ticket or a reason of the link less (fewest points first), another tier,
/// another export.
#[must_use]
pub fn flips(supposing: &Supposing<'_>) -> Vec<Flip> {
    let now = verdict(&supposing.judging).verdict;
    let mut found: Vec<Flip> = facts::worth_supposing(supposing, now)
        .into_iter()
        .map(|fact| {
            let judged = supposed(supposing, &fact);
            Flip { fact, verdict: judged.verdict, reason: judged.reason }
        })
        .filter(|flip| flip.verdict != now && is_least(supposing, &flip.fact, now))
        .collect();
    found.sort_by_key(|flip| {
        let falls_short = now != Some(Verdict::Proven) && flip.verdict != Some(Verdict::Proven);
        (falls_short, facts::size(supposing, &flip.fact))
    });
    found
}
