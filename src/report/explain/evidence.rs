//! The evidence of a change: what was read, what it is worth and why, and which piece decides.

use serde::Serialize;

use super::{Explaining, Record};
use crate::assess::flip::Supposing;
use crate::assess::verdict::{Judging, proves, verdict, weakness_in_words};
use crate::model::{Basis, Case, Evidence, Instant, Level, Method, Timing, Weakness};

/// One piece of evidence as it was weighed for a change.
#[derive(Debug, Clone, Serialize)]
pub struct Piece {
    /// `ev-` and twelve hex digits.
    pub id: String,
    /// How somebody was verified.
    pub method: Method,
    /// What the method is worth by itself.
    pub worth: Level,
    /// What its weaknesses leave of it.
    pub caps: Vec<Cap>,
    /// What it is worth here.
    pub level: Level,
    /// Who says so.
    pub basis: Basis,
    /// When it was made; for a text when it was written.
    pub at: Option<Instant>,
    /// When, seen from the change.
    pub timing: Timing,
    /// Seconds before the change; negative after it.
    pub seconds_before: Option<i64>,
    /// For how many seconds such a verification lasts.
    pub lasts_seconds: i64,
    /// Who verified.
    pub by: String,
    /// Who was verified.
    pub about: String,
    /// The words it was read from; empty for structured records.
    pub quote: String,
    /// Byte ranges of the quote that were matched.
    pub matched: Vec<(usize, usize)>,
    /// Where it stands.
    pub record: Record,
    /// Records of independent logs that confirm it.
    pub confirmed_by: Vec<Record>,
    /// Whether it is good enough by itself.
    pub proves: bool,
    /// Whether the verdict would be another, or have another reason, without it.
    pub decides: bool,
}

/// What a weakness leaves of a level at most.
#[derive(Debug, Clone, Serialize)]
pub struct Cap {
    /// The weakness.
    pub weakness: Weakness,
    /// In words.
    pub said: String,
    /// The most that it leaves.
    pub level: Level,
}

/// All pieces, in the order in which they were considered.
pub(super) fn explained(explaining: &Explaining<'_>, case: &Case) -> Vec<Piece> {
    let supposing = explaining.supposing(case);
    (0..case.evidence.len()).map(|at| piece(explaining, case, &supposing, at)).collect()
}

fn piece(explaining: &Explaining<'_>, case: &Case, supposing: &Supposing<'_>, at: usize) -> Piece {
    let one = &case.evidence[at];
    let judging = &supposing.judging;
    let policy = judging.policy;
    let cap = |weakness: &Weakness| Cap {
        weakness: *weakness,
        said: weakness_in_words(*weakness).to_owned(),
        level: policy.cap.get(weakness).copied().unwrap_or(Level::None),
    };
    let mut record = explaining.record_at(one.origin, judging.ticket);
    if !one.quote.is_empty() {
        record.words.clear();
    }
    Piece {
        id: one.id.clone(),
        method: one.method,
        worth: one.method.level(),
        caps: one.weaknesses.iter().map(cap).collect(),
        level: one.level,
        basis: one.basis,
        at: one.at,
        timing: one.timing,
        seconds_before: one.at.map(|at| (judging.act_at - at).num_seconds()),
        lasts_seconds: policy.fresh_for(one.method).num_seconds(),
        by: one.by.clone(),
        about: one.about.clone(),
        quote: one.quote.clone(),
        matched: one.matched.clone(),
        record,
        confirmed_by: one.confirmed_by.iter().map(|at| explaining.record_at(*at, judging.ticket)).collect(),
        proves: proves(one, case.required_level),
        decides: decides(judging, at),
    }
}

/// Whether the verdict or its reason would be another without the piece.
fn decides(judging: &Judging<'_>, at: usize) -> bool {
    let rest: Vec<Evidence> = judging
        .evidence
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .map(|(_, one)| one.clone())
        .collect();
    let (with, without) = (verdict(judging), verdict(&Judging { evidence: &rest, ..*judging }));
    (with.verdict, with.reason) != (without.verdict, without.reason)
}
