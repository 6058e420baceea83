//! What really happened: the rows of the truth, and the rules by which they are judged.
//!
//! The rules restate DESIGN sections 3.2 to 3.4 (`mappings/simulate/rules.toml`) and judge what was
//! planted, not what a reader could read; they share no code with the stages tested against them.

mod contact;
mod judge;
mod nhi;

use super::calendar::Millis;
use super::event::Actor;
use super::organisation::AccountNo;
use crate::model::{ChangeKind, Level, Method, Support, Timing, Verdict, Weakness};

pub(super) use contact::{ContactTruth, outcomes};
pub(super) use judge::{Judge, Judged};
pub(super) use nhi::NhiTruth;

/// One act of verification as planted.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    /// The ticket on which it was done, by its number in the script.
    pub(super) on: usize,
    pub(super) at: Millis,
    pub(super) about: AccountNo,
    pub(super) method: Method,
    pub(super) flaw: Option<Weakness>,
}

/// One act that changed something, as planted.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) native_ids: Vec<String>,
    pub(super) at: Millis,
    pub(super) kind: ChangeKind,
    pub(super) subject: Option<AccountNo>,
    pub(super) actor: Actor,
    pub(super) support: Support,
    /// The ticket it belongs to, by its number in the script; 0 for none.
    pub(super) on: usize,
    /// Whether nobody could tell to which of the script's tickets it belongs.
    pub(super) ambiguous: bool,
    /// The change that it completes, by its place among the script's changes.
    pub(super) parent: Option<usize>,
}

/// One row of `truth/changes.csv`.
#[derive(Debug, Clone)]
pub(super) struct ChangeTruth {
    pub(super) plan: Plan,
    pub(super) ticket: String,
    pub(super) judged: Judged,
    /// The tickets to which it may belong as well, where nobody could tell.
    pub(super) also_possible: Vec<String>,
    pub(super) situation: String,
    /// The attack that it is part of: the script and which play of it.
    pub(super) attack: Option<String>,
    /// The chains that the attack follows.
    pub(super) chain: Vec<String>,
}

/// The evidence that decides, and the verdict.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Decision {
    pub(super) method: Option<Method>,
    pub(super) level: Option<Level>,
    pub(super) when: Option<Timing>,
    pub(super) verdict: Option<Verdict>,
}

/// One row of `truth/situations.csv`.
#[derive(Debug, Clone)]
pub(super) struct SituationTruth {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) change: String,
    pub(super) ticket: String,
}
